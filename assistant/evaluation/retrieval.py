"""How well retrieval does on a benchmark: papers found, evidence sentences found."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from retrieval.beir import Benchmark
from retrieval.datatypes import Sentence
from retrieval.embedding import Embedder
from retrieval.indexing import Progress, no_progress
from retrieval.ingest import store_paper
from retrieval.library import Library
from retrieval.metrics import ndcg, recall, reciprocal_rank
from retrieval.retriever import Retriever


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Means over the queries of a benchmark, each 0…1."""

    n_papers: int
    n_queries: int
    ndcg_at_10: float
    recall_at_10: float
    mrr_at_10: float


def benchmark_collection(benchmark: Benchmark, embedder: Embedder) -> str:
    """Return a name for a benchmark's collection: another text or encoder gets another one, the same one is reused."""
    content = repr((embedder.name, benchmark.papers))
    return f"benchmark-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def store_benchmark(
    library: Library, collection: str, benchmark: Benchmark, embedder: Embedder, progress: Progress = no_progress
) -> None:
    """Put a benchmark's papers into a collection under their own ids; equal titles stay papers of their own."""
    library.create_collection(collection, embedder.name)
    known = {paper.paper_id: paper for paper in library.papers(collection)}
    with library.transaction():
        for number, paper in enumerate(benchmark.papers, 1):
            before = known.get(paper.paper_id)
            if before != paper:
                store_paper(library, collection, paper, before, embedder)
            if number % 500 == 0:
                progress("reading papers", number, len(benchmark.papers))


def evaluate_retrieval(retriever: Retriever, benchmark: Benchmark, progress: Progress = no_progress) -> RetrievalScores:
    """Return the scores of a retriever over the benchmark's papers."""
    retriever.indexes.catch_up(progress)
    rows = []
    for number, (query_id, text) in enumerate(sorted(benchmark.queries.items()), 1):
        ranking = [passage.paper.paper_id for passage in retriever.retrieve(text, 10)]
        gains = benchmark.gains[query_id]
        rows.append((ndcg(ranking, gains), recall(ranking, gains), reciprocal_rank(ranking, gains)))
        progress("asking", number, len(benchmark.queries))
    means = [round(mean(column), 4) for column in zip(*rows, strict=True)]
    return RetrievalScores(len(benchmark.papers), len(rows), *means)


# Evidence sentences


@dataclass(frozen=True, slots=True)
class EvidenceScores:
    """Share of (claim, paper) pairs whose best sentence, or one of the best three, lies in a rationale."""

    n_pairs: int
    hit_at_1: float
    hit_at_3: float


def evaluate_evidence(
    retriever: Retriever,
    rationales: Sequence[tuple[str, str, Sequence[tuple[int, int]]]],
    progress: Progress = no_progress,
) -> EvidenceScores:
    """Rank the sentences of given papers. `rationales` holds (claim, paper id, code point spans that support it).

    A sentence counts as found if half of it lies in a span, so that other sentence boundaries than ours are fair.
    """
    papers = retriever.library.papers_by_id(retriever.collection, [paper_id for _, paper_id, _ in rationales])
    first, third = 0, 0
    for number, (claim, paper_id, spans) in enumerate(rationales, 1):
        hits = [_lies_in(scored.sentence, spans) for scored in retriever.rank_sentences(claim, papers[paper_id])[:3]]
        first += hits[0]
        third += any(hits)
        progress("ranking sentences", number, len(rationales))
    return EvidenceScores(len(rationales), round(first / len(rationales), 4), round(third / len(rationales), 4))


def _lies_in(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    shared = sum(max(0, min(sentence.end, end) - max(sentence.start, start)) for start, end in spans)
    return 2 * shared >= sentence.end - sentence.start
