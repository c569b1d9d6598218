"""What each part of retrieval adds on SciFact: nDCG@10 with parts taken away or exchanged.

    uv run bench/ablations.py                     signals and fusion on all 5,183 abstracts
    uv run bench/ablations.py --embedding         also titles, chunk sizes and int8, on 1,000 abstracts
    uv run bench/ablations.py --home FOLDER       with the vectors of another folder than bench/.home

The ablations of the first kind need no vectors but those of bench/quality.py. Those of the second embed a slice anew
for each row (SciFact's cited abstracts and fixed distractors), so their figures compare with each other only.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation import evaluate_retrieval, store_benchmark
from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.corpora import PROJECT, scifact
from bench.slices import scifact_slice
from retrieval.beir import Benchmark
from retrieval.chunking import chunk_paper, embedded_text, encoder_title
from retrieval.datatypes import Paper
from retrieval.embedding import Embedder, LocalEmbedder
from retrieval.fusion import FusionWeights, fuse
from retrieval.indexing import head
from retrieval.metrics import ndcg
from retrieval.minilm import MODEL_FILE, ensure_onnx
from retrieval.retriever import N_NOMINEES, Retriever, best_sentences
from retrieval.sentences import split_sentences

Vectors = NDArray[np.float32]
Scores = dict[str, float]

RRF_K = 60
"""Cormack et al. 2009: a paper's score is the sum over the rankings of 1 / (k + rank), rank from 1."""
EMBEDDING_BATCH = 256
SPEED_ROUNDS = 3
SPEED_TEXTS = 64
CONSOLE = Console(stderr=True)
DEFAULT = FusionWeights()

GRID = [
    FusionWeights(sentence_cosine=sentence, bm25=bm25, phrases=phrases, rare_name=name)
    for sentence in (0.5, 1.0, 1.5)
    for bm25 in (0.01, 0.02, 0.03, 0.04)
    for phrases in (0.0, 0.1, 0.2, 0.4)
    for name in (0.0, 0.1, 0.2, 0.3)
]
"""Weights to choose from: around those in use, and without each part."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one query's nominees, by paper id. `dense_order` and `bm25_order` are whole rankings alone."""

    chunk_cosine: Scores
    sentence_cosine: Scores
    bm25: Scores
    phrases: Scores
    naming: frozenset[str]
    dense_order: tuple[str, ...]
    bm25_order: tuple[str, ...]


Rank = Callable[[Signals], Sequence[str]]


def best_first(scores: Mapping[str, float]) -> list[str]:
    """Return the ids by score, ties by id."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def fused(weights: FusionWeights, with_names: bool = True) -> Rank:
    """Return the weighted sum of the signals."""

    def rank(signals: Signals) -> list[str]:
        names = signals.naming if with_names else frozenset[str]()
        scores = fuse(signals.chunk_cosine, signals.sentence_cosine, signals.bm25, signals.phrases, names, weights)
        return [paper_id for paper_id, _ in scores]

    return rank


def reciprocal_ranks(*parts: Callable[[Signals], Sequence[str]]) -> Rank:
    """Return the reciprocal rank fusion of several rankings."""

    def rank(signals: Signals) -> list[str]:
        scores: Scores = {}
        for part in parts:
            for place, paper_id in enumerate(part(signals), 1):
                scores[paper_id] = scores.get(paper_id, 0.0) + 1 / (RRF_K + place)
        return best_first(scores)

    return rank


def by_sentence(signals: Signals) -> list[str]:
    """Rank the nominees by their best sentence."""
    return best_first(signals.sentence_cosine)


def without_sentences() -> FusionWeights:
    """Return the default weights with the sentences' share given to the chunks."""
    share = DEFAULT.chunk_cosine + DEFAULT.sentence_cosine
    return replace(DEFAULT, chunk_cosine=share, sentence_cosine=0.0)


FUSIONS: dict[str, Rank] = {
    "Chroma alone (chunk cosine)": lambda signals: signals.dense_order,
    "BM25 alone": lambda signals: signals.bm25_order,
    "sentence vectors alone, over the nominees": by_sentence,
    "reciprocal ranks, Chroma + BM25": reciprocal_ranks(lambda s: s.dense_order, lambda s: s.bm25_order),
    "reciprocal ranks, Chroma + BM25 + sentences": reciprocal_ranks(
        lambda s: s.dense_order, lambda s: s.bm25_order, by_sentence
    ),
    "fused, without sentence vectors": fused(without_sentences()),
    "fused, without the rare-name bonus": fused(DEFAULT, with_names=False),
    "fused, without phrases": fused(replace(DEFAULT, phrases=0.0)),
    "fused, all of it": fused(DEFAULT),
}


def signals_of(retriever: Retriever, query: str) -> Signals:
    """Return the signals that `Retriever.search` fuses, before it does."""
    library, collection, keywords = retriever.library, retriever.collection, retriever.indexes.keywords
    terms = keywords.query_terms(query)
    vector = retriever.embedder.embed_query(query)
    dense = retriever.indexes.vectors.nominate(vector, N_NOMINEES)
    lexical = keywords.nominate(terms, N_NOMINEES)
    owners = library.paper_ids_of_chunks(collection, dense)
    paper_ids = sorted({*owners.values(), *lexical})
    chunk_cosine: Scores = {}
    for chunk in library.chunks_of_papers(collection, paper_ids):
        assert chunk.vector is not None
        cosine = round(float(chunk.vector @ vector), 5)
        chunk_cosine[chunk.paper_id] = max(chunk_cosine.get(chunk.paper_id, -1.0), cosine)
    blocks = library.sentence_vectors(collection, paper_ids, retriever.embedder.dimension)
    nominated = set(owners.values())
    return Signals(
        chunk_cosine,
        {key: best_sentences(blocks[key] @ vector) if key in blocks else chunk_cosine[key] for key in paper_ids},
        keywords.bm25(terms, paper_ids),
        keywords.phrase_shares(query, paper_ids),
        frozenset(retriever._naming(query)),
        tuple(best_first({key: value for key, value in chunk_cosine.items() if key in nominated})),
        tuple(lexical),
    )


def score(benchmark: Benchmark, signals: Mapping[str, Signals], rank: Rank) -> float:
    """Return the mean nDCG@10 of a way to rank."""
    return float(scores_of(benchmark, signals, rank).mean())


def measure_fusions(workspace: Workspace) -> None:
    """Signals and fusion, on all of SciFact."""
    benchmarks, _ = scifact()
    with CONSOLE.status("indexing SciFact"):
        store_benchmark(workspace.library, "scifact", benchmarks["tune"], workspace.embedder)
        workspace.indexes("scifact").catch_up()
    retriever = workspace.retriever("scifact")
    rows: dict[str, list[float]] = {name: [] for name in FUSIONS}
    halves: list[dict[str, NDArray[np.float64]]] = []
    for split, benchmark in benchmarks.items():
        asked = track(sorted(benchmark.queries.items()), f"asking, {split}", console=CONSOLE)
        signals = {key: signals_of(retriever, text) for key, text in asked}
        for name, rank in FUSIONS.items():
            rows[name].append(score(benchmark, signals, rank))
        halves.append({f"{one}": scores_of(benchmark, signals, fused(one)) for one in GRID})
        whole = evaluate_retrieval(retriever, benchmark).ndcg_at_10
        if abs(whole - rows["fused, all of it"][-1]) > 0.0005:
            sys.exit(f"{split}: Retriever has {whole}, its parts put together here {rows['fused, all of it'][-1]:.4f}")
    n_queries = " / ".join(str(len(benchmark.queries)) for benchmark in benchmarks.values())
    print(
        f"| all {len(benchmarks['tune'].papers):,} abstracts, {n_queries} claims | nDCG@10 tune | test |\n|---|---|---|"
    )
    for name, (tune, test) in rows.items():
        print(f"| {name} | {tune:.3f} | {test:.3f} |", flush=True)
    crossed = [chosen_on(halves[1 - half], halves[half]) for half in (0, 1)]
    print(f"| fused, weights chosen on the other half | {crossed[0].mean():.3f} | {crossed[1].mean():.3f} |")
    both = np.concatenate(crossed)
    error = both.std() / np.sqrt(len(both))
    print(f"\nEach half with the weights of the other, all {len(both)} claims: {both.mean():.3f} ± {error:.3f} (s.e.)")


def scores_of(benchmark: Benchmark, signals: Mapping[str, Signals], rank: Rank) -> NDArray[np.float64]:
    """Return the nDCG@10 of each query."""
    return np.array([ndcg(list(rank(signals[key]))[:10], benchmark.gains[key]) for key in sorted(benchmark.queries)])


def chosen_on(other: Mapping[str, NDArray[np.float64]], own: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the scores of a half by the weights that do best on the other one."""
    return own[max(other, key=lambda weights: (round(float(other[weights].mean()), 6), weights))]


# What needs vectors of its own


@dataclass(frozen=True, slots=True)
class Encoding:
    """The vectors of a slice's chunks and sentences, row by row beside the paper that each is of."""

    chunks: Vectors
    chunk_owners: tuple[str, ...]
    sentences: Vectors
    sentence_owners: tuple[str, ...]
    queries: dict[str, Vectors]


def stored_encoding(workspace: Workspace, papers: Sequence[Paper], queries: Mapping[str, Vectors]) -> Encoding:
    """Return what the library holds of the slice: the encoding as it is."""
    paper_ids = [paper.paper_id for paper in papers]
    chunks = workspace.library.chunks_of_papers("slice", paper_ids)
    blocks = workspace.library.sentence_vectors("slice", paper_ids, workspace.embedder.dimension)
    return Encoding(
        np.stack([chunk.vector for chunk in chunks if chunk.vector is not None]),
        tuple(chunk.paper_id for chunk in chunks),
        np.concatenate(list(blocks.values())),
        tuple(owner for owner, block in blocks.items() for _ in block),
        dict(queries),
    )


def chunk_texts(papers: Sequence[Paper], embedder: Embedder, with_titles: bool) -> tuple[list[str], list[str]]:
    """Return what is embedded for the chunks of a slice, and the paper that each is of."""
    texts, owners = [], []
    for paper in papers:
        cut_paper = paper if with_titles else replace(paper, title="")
        title = encoder_title(cut_paper.title, embedder)
        for chunk in chunk_paper(cut_paper, split_sentences(paper.abstract), embedder):
            texts.append(embedded_text(title, chunk.text))
            owners.append(paper.paper_id)
    return texts, owners


def encode_sentences(papers: Sequence[Paper], embedder: Embedder, label: str) -> tuple[Vectors, tuple[str, ...]]:
    """Embed the sentences of a slice."""
    texts, owners = [], []
    for paper in papers:
        sentences = split_sentences(paper.abstract)
        texts += [head(sentence.text, embedder) for sentence in sentences]
        owners += [paper.paper_id] * len(sentences)
    return embed_all(texts, embedder, label), tuple(owners)


def encode_queries(queries: Mapping[str, str], embedder: Embedder) -> dict[str, Vectors]:
    """Embed the queries."""
    return {key: embedder.embed_query(text) for key, text in queries.items()}


def compare_speed(encoders: Mapping[str, Embedder], texts: Sequence[str], queries: Sequence[str]) -> None:
    """Print what each encoder takes for the same texts, taking turns."""
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    query_ms: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in track(range(SPEED_ROUNDS), "speed of the encoders", console=CONSOLE):
        for name, embedder in encoders.items():
            started = time.perf_counter()
            embedder.embed(texts)
            seconds[name].append(time.perf_counter() - started)
            for query in queries:
                started = time.perf_counter()
                embedder.embed_query(query)
                query_ms[name].append((time.perf_counter() - started) * 1000)
    print("\n| encoder | chunks a second | query p50 ms |\n|---|---|---|")
    for name in encoders:
        print(f"| {name} | {len(texts) / median(seconds[name]):.0f} | {median(query_ms[name]):.1f} |", flush=True)


def embed_all(texts: Sequence[str], embedder: Embedder, label: str) -> Vectors:
    """Embed many texts with progress."""
    starts = range(0, len(texts), EMBEDDING_BATCH)
    return np.concatenate(
        [embedder.embed(texts[start : start + EMBEDDING_BATCH]) for start in track(starts, label, console=CONSOLE)]
    )


def best_per_paper(vectors: Vectors, owners: Sequence[str], query: Vectors) -> Scores:
    """Return the highest cosine among the rows of each paper."""
    best: Scores = {}
    for paper_id, cosine in zip(owners, np.round((vectors @ query).astype(float), 5).tolist(), strict=True):
        best[paper_id] = max(best.get(paper_id, -1.0), cosine)
    return best


def best_sentences_per_paper(vectors: Vectors, owners: Sequence[str], query: Vectors) -> Scores:
    """Return what counts of the sentences of each paper."""
    cosines: dict[str, list[float]] = {}
    for paper_id, cosine in zip(owners, (vectors @ query).tolist(), strict=True):
        cosines.setdefault(paper_id, []).append(cosine)
    return {paper_id: best_sentences(np.array(own, dtype=np.float32)) for paper_id, own in cosines.items()}


def exact_signals(encoding: Encoding, key: str, query: str, retriever: Retriever) -> Signals:
    """Return a query's signals by comparing it with every row: on a slice, what Chroma would nominate."""
    keywords = retriever.indexes.keywords
    terms = keywords.query_terms(query)
    chunk_cosine = best_per_paper(encoding.chunks, encoding.chunk_owners, encoding.queries[key])
    sentence_cosine = best_sentences_per_paper(encoding.sentences, encoding.sentence_owners, encoding.queries[key])
    dense = best_first(chunk_cosine)[:N_NOMINEES]
    lexical = keywords.nominate(terms, N_NOMINEES)
    paper_ids = sorted({*dense, *lexical})
    return Signals(
        {paper_id: chunk_cosine[paper_id] for paper_id in paper_ids},
        {paper_id: sentence_cosine[paper_id] for paper_id in paper_ids},
        keywords.bm25(terms, paper_ids),
        keywords.phrase_shares(query, paper_ids),
        frozenset(retriever._naming(query)),
        tuple(dense),
        tuple(lexical),
    )


def int8_folder(models: Path) -> Path:
    """Return a folder with the encoder quantised to int8, dynamically and per channel; made where it is missing."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    source, folder = ensure_onnx(models), models / "all-MiniLM-L6-v2-int8"
    if not (folder / MODEL_FILE).is_file():
        folder.mkdir(exist_ok=True)
        for path in source.glob("*.json"):
            shutil.copy(path, folder)
        partial = folder / f"{MODEL_FILE}.partial"
        quantize_dynamic(source / MODEL_FILE, partial, per_channel=True, weight_type=QuantType.QInt8)
        partial.replace(folder / MODEL_FILE)
    return folder


def measure_embeddings(workspace: Workspace) -> None:
    """Titles, chunk sizes and int8, on a slice."""
    models = workspace.settings.home / "models"
    benchmarks = scifact_slice()
    papers = [paper for paper in benchmarks["tune"].papers if split_sentences(paper.abstract)]
    with CONSOLE.status("indexing the slice"):
        store_benchmark(workspace.library, "slice", benchmarks["tune"], workspace.embedder)
        workspace.indexes("slice").catch_up()
    retriever = workspace.retriever("slice")
    queries = {key: text for benchmark in benchmarks.values() for key, text in benchmark.queries.items()}
    threads = workspace.settings.threads
    full = LocalEmbedder(models, threads=threads)
    int8 = LocalEmbedder(models, str(int8_folder(models)), threads, full.max_tokens)
    query_vectors = encode_queries(queries, full)
    stored = stored_encoding(workspace, papers, query_vectors)
    print(f"| {len(papers):,} abstracts | chunks | Chroma alone, tune | test | fused, tune | test |")
    print("|---|---|---|---|---|---|")

    def show(name: str, encoding: Encoding) -> None:
        cells = []
        for rank in (FUSIONS["Chroma alone (chunk cosine)"], FUSIONS["fused, all of it"]):
            for benchmark in benchmarks.values():
                signals = {
                    key: exact_signals(encoding, key, text, retriever) for key, text in benchmark.queries.items()
                }
                cells.append(f"{score(benchmark, signals, rank):.3f}")
        print(f"| {name} | {len(encoding.chunk_owners):,} | {' | '.join(cells)} |", flush=True)

    show("256 wordpieces with titles, as it is", stored)
    for name, embedder, with_titles in (
        ("256, without titles", full, False),
        ("128, with titles", LocalEmbedder(models, threads=threads, max_tokens=128), True),
        ("64, with titles", LocalEmbedder(models, threads=threads, max_tokens=64), True),
    ):
        texts, owners = chunk_texts(papers, embedder, with_titles)
        show(name, replace(stored, chunks=embed_all(texts, embedder, name), chunk_owners=tuple(owners)))
    texts, owners = chunk_texts(papers, int8, with_titles=True)
    sentences, sentence_owners = encode_sentences(papers, int8, "int8, sentences")
    show(
        "256 with titles, int8 encoder",
        Encoding(
            embed_all(texts, int8, "int8, chunks"),
            tuple(owners),
            sentences,
            sentence_owners,
            encode_queries(queries, int8),
        ),
    )
    compare_speed({"float32": full, "int8": int8}, texts[:SPEED_TEXTS], list(queries.values())[:SPEED_TEXTS])


def main() -> None:
    """Measure and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedding", action="store_true", help="also what needs new vectors")
    parser.add_argument("--only-embedding", action="store_true", help="nothing but that")
    parser.add_argument("--home", type=Path, default=PROJECT / "bench" / ".home")
    arguments = parser.parse_args()
    with Workspace(load_settings(home=arguments.home, writer="extractive"), "bench") as workspace:
        if not arguments.only_embedding:
            measure_fusions(workspace)
        if arguments.embedding or arguments.only_embedding:
            measure_embeddings(workspace)


if __name__ == "__main__":
    main()
