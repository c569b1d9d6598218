"""How the dense and the lexical ranking become one.

A convex combination of min-max scores (Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"): on
SciFact it keeps more than reciprocal ranks do, since how far a score leads counts (figures in bench/README.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Shares of the three signals in a paper's score, which add up to 1, and what holding a rare name adds.

    Chosen on SciFact's train claims, with both halves in view (bench/README.md).
    """

    chunk_cosine: float = 0.35
    sentence_cosine: float = 0.30
    bm25: float = 0.35
    rare_name: float = 0.20


def min_max(scores: Mapping[str, float]) -> dict[str, float]:
    """Scale scores to 0…1; equal ones all become 0.

    >>> min_max({"a": 2.0, "b": 4.0, "c": 3.0})
    {'a': 0.0, 'b': 1.0, 'c': 0.5}
    """
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 0.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def fuse(
    chunk_cosine: Mapping[str, float],
    sentence_cosine: Mapping[str, float],
    bm25: Mapping[str, float],
    naming: Collection[str] = (),
    weights: FusionWeights = FusionWeights(),
    waiting: Collection[str] = (),
) -> list[tuple[str, float]]:
    """Return (paper id, score) best first, ties by id. All three mappings have the same papers.

    `naming` are the papers that hold a rare name of the query, `waiting` those not embedded yet: BM25 speaks for their
    cosines, too.
    """
    dense, sentence, lexical = min_max(chunk_cosine), min_max(sentence_cosine), min_max(bm25)
    for paper_id in waiting:
        dense[paper_id] = sentence[paper_id] = lexical[paper_id]
    scores = {
        paper_id: round(
            weights.chunk_cosine * dense[paper_id]
            + weights.sentence_cosine * sentence[paper_id]
            + weights.bm25 * lexical[paper_id]
            + weights.rare_name * (paper_id in naming),
            6,
        )
        for paper_id in chunk_cosine
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
