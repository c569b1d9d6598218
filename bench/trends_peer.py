"""Themes beside BERTopic on the same papers and vectors: coherence, diversity, time, memory, papers left out.

uv run bench/trends_peer.py HOME COLLECTION [ID_PATTERN] [N_PAPERS]

Each runs in a process of its own. Coherence is NPMI of the ten top terms of each topic over the papers (Bouma 2009;
Lau, Newman & Baldwin 2014), diversity the share of different terms among all top terms (Dieng, Ruiz & Blei 2020).
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.trends.corpus import TrendCorpus
from assistant.trends.themes import find_themes
from retrieval.datatypes import Paper
from retrieval.library import Library

PEER = Path(__file__).parent / "peers" / "bertopic_peer.py"
TOKEN = r"(?u)\b\w[\w-]+\b"
N_TERMS = 10


def read_papers(home: Path, collection: str, pattern: str, n: int) -> tuple[list[Paper], np.ndarray]:
    """Return the papers whose id fits a pattern and that have vectors, with these."""
    library = Library(home / "library.sqlite")
    papers = [paper for paper in library.papers(collection) if re.fullmatch(pattern, paper.paper_id)]
    sums: dict[str, np.ndarray] = {}
    for chunk in library.chunks_of_papers(collection, [paper.paper_id for paper in papers]):
        if chunk.vector is not None:
            sums[chunk.paper_id] = sums[chunk.paper_id] + chunk.vector if chunk.paper_id in sums else chunk.vector
    papers = [paper for paper in papers if paper.paper_id in sums][:n]
    vectors = np.stack([sums[paper.paper_id] for paper in papers])
    return papers, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def run_ours(data: Path, out: Path) -> None:
    """Find themes and write what BERTopic's side writes."""
    vectors = np.load(data)
    records = json.loads(data.with_suffix(".json").read_text(encoding="utf-8"))
    papers = tuple(Paper(*record) for record in records)
    del records
    start = time.perf_counter()
    themes = find_themes(TrendCorpus("peer", papers, vectors))
    seconds = time.perf_counter() - start
    words = [[term.lower() for term, _ in theme.terms[:N_TERMS]] for theme in themes.narrowest]
    n_placed = sum(theme.n_papers for theme in themes.narrowest)
    found = {
        "words": words,
        "n_unplaced": len(papers) - n_placed,
        "seconds": round(seconds, 1),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    out.write_text(json.dumps(found), encoding="utf-8")


def coherence(topics: list[list[str]], texts: list[str]) -> float:
    """Return the mean NPMI, −1 … 1: log(p(a,b) / p(a)p(b)) / −log p(a,b), p the share of papers that hold a term."""
    vocabulary = sorted({term for topic in topics for term in topic})
    counter = CountVectorizer(vocabulary=vocabulary, ngram_range=(1, 3), token_pattern=TOKEN, binary=True)
    held = counter.fit_transform(texts).astype(np.float64)
    together = np.asarray((held.T @ held).todense()) / len(texts)
    place = {term: number for number, term in enumerate(vocabulary)}
    means = []
    for topic in topics:
        values = []
        for one, other in combinations(topic[:N_TERMS], 2):
            a, b = place[one], place[other]
            joint, independent = together[a, b], together[a, a] * together[b, b]
            if joint <= 0 or independent <= 0:
                values.append(-1.0)
            else:
                values.append(1.0 if joint >= 1 else float(np.log(joint / independent) / -np.log(joint)))
        if values:
            means.append(np.mean(values))
    return float(np.mean(means))


def main() -> None:
    """Print one line per system."""
    if sys.argv[1] == "--ours":
        run_ours(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    home, collection = Path(sys.argv[1]), sys.argv[2]
    pattern = sys.argv[3] if len(sys.argv) > 3 else r".*"
    papers, vectors = read_papers(home, collection, pattern, int(sys.argv[4]) if len(sys.argv) > 4 else 10**9)
    texts = [f"{paper.title}. {paper.abstract}" for paper in papers]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.npy"
        np.save(data, vectors)
        records = [(paper.paper_id, paper.title, paper.abstract) for paper in papers]
        data.with_suffix(".json").write_text(json.dumps(records), encoding="utf-8")
        del vectors
        ours = Path(folder) / "ours.json"
        subprocess.run([sys.executable, __file__, "--ours", str(data), str(ours)], check=True)
        results = {"citewell": json.loads(ours.read_text(encoding="utf-8"))}
        n_themes = len(results["citewell"]["words"])
        for name, arguments in (("BERTopic", []), (f"BERTopic, {n_themes} topics", [str(n_themes + 1)])):
            if "--ours-only" in sys.argv:
                break
            out = Path(folder) / "peer.json"
            subprocess.run(["uv", "run", "--quiet", str(PEER), str(data), str(out), *arguments], check=True)
            results[name] = json.loads(out.read_text(encoding="utf-8"))
    print(f"{len(papers):,} papers")
    print("| | topics | NPMI | diversity | papers left out | s | RSS MB |\n|---|---|---|---|---|---|---|")
    for name, found in results.items():
        words = [[word for word in topic if word][:N_TERMS] for topic in found["words"]]
        flat = [word for topic in words for word in topic]
        print(
            f"| {name} | {len(words)} | {coherence(words, texts):.3f} | {len(set(flat)) / max(1, len(flat)):.2f}"
            f" | {found['n_unplaced']:,} | {found['seconds']} | {found['rss_mb']:,} |"
        )


if __name__ == "__main__":
    main()
