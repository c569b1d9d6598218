"""citewell and its peers on the same papers with the same encoder, in one run: quality, time, memory.

    uv run bench/peers/run.py                     all of them; prints a Markdown table
    uv run bench/peers/run.py --only txtai        citewell and one peer
    uv run bench/peers/run.py --without-scifact   the founding papers only

Each peer is a process in an environment of its own, which `uv run` makes from the head of its script. All stay open and
take turns at answering, so that a machine that is busy for a while is busy for all of them; figures are medians of the
rounds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.evaluation import questions_for_evaluation
from bench.corpora import FOUNDING_QUESTIONS, PAGES, PROJECT
from bench.slices import scifact_slice
from retrieval.datatypes import Paper
from retrieval.embedding import LocalEmbedder
from retrieval.ingest import ingest
from retrieval.library import Library
from retrieval.metrics import ndcg
from retrieval.minilm import ensure_onnx

HERE = Path(__file__).resolve().parent
MODELS = PROJECT / "bench" / ".home" / "models"
ROUNDS = 5
KINDS = ("lookup", "paraphrase")
PEERS = {
    "citewell": ("citewell_peer.py",),
    "llama-index": ("llama_index_peer.py",),
    "llama-index, fused with its BM25": ("llama_index_peer.py", "hybrid"),
    "txtai": ("txtai_peer.py",),
    "txtai, hybrid": ("txtai_peer.py", "hybrid"),
    "PaperQA2's retrieval": ("paperqa_peer.py",),
}


class PeerProcess:
    """A peer that waits for orders. `fault` says why it does not answer, None while it does."""

    def __init__(self, name: str, command: Sequence[str], model_folder: Path) -> None:
        script, *options = command
        if script == "citewell_peer.py":
            start = [sys.executable, str(HERE / script)]
        else:
            start = ["uv", "run", "--quiet", "--script", str(HERE / script)]
        self.name = name
        self.fault: str | None = None
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
        environment["UV_LINK_MODE"] = "copy"  # nltk, which llama-index brings, refuses hard-linked files
        if "PIP_FIND_LINKS" in environment:  # where this machine keeps wheels of its own; uv has another name for it
            environment.setdefault("UV_FIND_LINKS", environment["PIP_FIND_LINKS"])
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            [*start, str(model_folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=environment,
        )
        self._reply()

    def order(self, **order: Any) -> dict[str, Any] | None:
        """Return the reply to an order, or None once the peer has failed."""
        if self.fault is not None:
            return None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the missing reply tells
        return self._reply()

    def _reply(self) -> dict[str, Any] | None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if line:
            reply: dict[str, Any] = json.loads(line)
            return reply
        self._process.wait()
        self._log.seek(0)
        lines = [text.strip() for text in self._log if text.strip()]
        self.fault = lines[-1] if lines else f"ended with {self._process.returncode}"
        return None

    def end(self) -> None:
        """Let the peer finish."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=30)


@dataclass(slots=True)
class Measured:
    """What one peer did."""

    index_seconds: float = 0.0
    right_first: dict[str, float] = field(default_factory=dict)
    p50_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    peak_rss_mb: float = 0.0


def main(options: Sequence[str] | None = None) -> None:
    """Run all peers and print the table. `options` stand for those of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="a part of the names of the peers to run beside citewell")
    parser.add_argument("--without-scifact", action="store_true")
    arguments = parser.parse_args(options)
    wanted = {
        name: command
        for name, command in PEERS.items()
        if name == "citewell" or arguments.only is None or arguments.only.lower() in name.lower()
    }
    model_folder = ensure_onnx(MODELS)
    peers = [PeerProcess(name, command, model_folder) for name, command in wanted.items()]
    measured = {peer.name: Measured() for peer in peers}
    with tempfile.TemporaryDirectory() as scratch:
        measure_founding(peers, measured, Path(scratch))
        show(peers, measured)
        if not arguments.without_scifact:
            measure_scifact(peers, Path(scratch))
    for peer in peers:
        peer.end()


def measure_founding(peers: Sequence[PeerProcess], measured: dict[str, Measured], scratch: Path) -> None:
    """The founding papers: the test half of the lookups and paraphrases, in turns."""
    papers = founding_papers(scratch)
    write_papers(papers, scratch / "founding.jsonl")
    titles = {paper.paper_id: paper.title for paper in papers}
    questions = [
        asked
        for asked in questions_for_evaluation(FOUNDING_QUESTIONS, "test")
        if asked.kind in ("lookup", "paraphrase")
    ]
    texts = [asked.question.text for asked in questions]
    for peer in peers:
        if reply := peer.order(index=str(scratch / "founding.jsonl")):
            measured[peer.name].index_seconds = reply["seconds"]
        peer.order(ask=texts[:5], k=10)  # what is loaded with the first question is no part of the others
    for _ in range(ROUNDS):
        for peer in peers:
            reply = peer.order(ask=texts, k=10)
            if reply is None:
                continue
            result = measured[peer.name]
            result.p50_ms.append(median(reply["ms"]))
            result.p95_ms.append(quantiles(reply["ms"], n=20)[-1])
            result.peak_rss_mb = reply["peak_rss_mb"]
            for kind in KINDS:
                result.right_first[kind] = mean(
                    bool(ranking) and (ranking[0] in asked.papers or titles[ranking[0]] in asked.papers)
                    for asked, ranking in zip(questions, reply["rankings"], strict=True)
                    if asked.kind == kind
                )


def measure_scifact(peers: Sequence[PeerProcess], scratch: Path) -> None:
    """Print nDCG@10 on 1,000 abstracts of SciFact."""
    benchmarks = scifact_slice()
    write_papers(benchmarks["test"].papers, scratch / "scifact.jsonl")
    print(f"\n| {len(benchmarks['test'].papers):,} abstracts of SciFact | nDCG@10 tune | test |\n|---|---|---|")
    for peer in peers:
        peer.order(index=str(scratch / "scifact.jsonl"))
        cells = []
        for benchmark in benchmarks.values():
            ids = sorted(benchmark.queries)
            if reply := peer.order(ask=[benchmark.queries[query_id] for query_id in ids], k=10):
                rankings = zip(ids, reply["rankings"], strict=True)
                cells.append(f"{mean(ndcg(ranking, benchmark.gains[query_id]) for query_id, ranking in rankings):.3f}")
        print(f"| {peer.name} | {' | '.join(cells) or f'did not run: {peer.fault}'} |", flush=True)


def founding_papers(scratch: Path) -> list[Paper]:
    """Return the papers of the founding pages, merged and cleaned as citewell does it."""
    library = Library(scratch / "founding.sqlite")
    ingest(library, "founding", [PAGES], LocalEmbedder(MODELS))
    papers = library.papers("founding")
    library.close()
    return papers


def write_papers(papers: Sequence[Paper], path: Path) -> None:
    """Write what a peer is given."""
    lines = [
        json.dumps({"id": paper.paper_id, "title": paper.title, "abstract": paper.abstract}, ensure_ascii=False)
        for paper in papers
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def show(peers: Sequence[PeerProcess], measured: dict[str, Measured]) -> None:
    """Print the table of the founding papers; a peer that failed has its reason in place of numbers."""
    print("| founding papers | index s | right paper first: lookups | paraphrases | p50 ms | p95 ms | peak RSS MB |")
    print("|---|---|---|---|---|---|---|")
    for peer in peers:
        result = measured[peer.name]
        if not result.p50_ms:
            print(f"| {peer.name} | did not run: {peer.fault} | | | | | |")
            continue
        right = " | ".join(f"{result.right_first[kind]:.0%}" for kind in KINDS)
        print(
            f"| {peer.name} | {result.index_seconds:.1f} | {right} | {median(result.p50_ms):.1f}"
            f" | {median(result.p95_ms):.1f} | {result.peak_rss_mb:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
