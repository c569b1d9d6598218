"""Smaller corpora for measurements that have to embed everything anew."""

from random import Random

from bench.corpora import scifact
from retrieval.beir import Benchmark

SLICE_PAPERS = 1_000
SEED = 7


def scifact_slice() -> dict[str, Benchmark]:
    """Return SciFact per split over 1,000 abstracts: all that a claim cites, and distractors by a fixed draw."""
    benchmarks, _ = scifact()
    cited = {paper_id for benchmark in benchmarks.values() for gains in benchmark.gains.values() for paper_id in gains}
    papers = benchmarks["tune"].papers
    kept = [paper for paper in papers if paper.paper_id in cited]
    others = [paper for paper in papers if paper.paper_id not in cited]
    kept += Random(SEED).sample(others, max(0, SLICE_PAPERS - len(kept)))
    kept.sort(key=lambda paper: paper.paper_id)
    return {
        split: Benchmark(tuple(kept), benchmark.queries, benchmark.gains) for split, benchmark in benchmarks.items()
    }
