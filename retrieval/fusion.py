"""How the dense and the lexical ranking become one.

A weighted sum of absolute scores. Scaled between the best and the worst nominee, as min-max fusion has it, BM25 would
speak as loudly where a question shares but two common words with any paper as where it names the paper (figures in
bench/README.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What a paper's signals count, and what holding a rare name adds.

    Chosen on the tuning halves of SciFact's train claims and of the questions in bench/questions.
    """

    chunk_cosine: float = 1.0
    sentence_cosine: float = 1.0
    bm25: float = 0.02
    phrases: float = 0.20
    rare_name: float = 0.20


def fuse(
    chunk_cosine: Mapping[str, float],
    sentence_cosine: Mapping[str, float],
    bm25: Mapping[str, float],
    phrases: Mapping[str, float],
    naming: Collection[str] = (),
    weights: FusionWeights = FusionWeights(),
    waiting: Collection[str] = (),
) -> list[tuple[str, float]]:
    """Return (paper id, score) best first, ties by id. All four mappings have the same papers.

    `naming` are the papers that hold a rare name of the query, `waiting` those not embedded yet: BM25 speaks for their
    cosines, too.
    """
    chunk, sentence = _filled(chunk_cosine, bm25, waiting), _filled(sentence_cosine, bm25, waiting)
    scores = {
        paper_id: round(
            weights.chunk_cosine * chunk[paper_id]
            + weights.sentence_cosine * sentence[paper_id]
            + weights.bm25 * bm25[paper_id]
            + weights.phrases * phrases[paper_id]
            + weights.rare_name * (paper_id in naming),
            6,
        )
        for paper_id in chunk_cosine
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _filled(cosine: Mapping[str, float], bm25: Mapping[str, float], waiting: Collection[str]) -> dict[str, float]:
    """Return the cosines, those of waiting papers set between the others' least and greatest as their BM25 lies."""
    known = [value for paper_id, value in cosine.items() if paper_id not in waiting]
    low, high = min(known, default=0.0), max(known, default=1.0)
    most = max(bm25.values(), default=0.0) or 1.0
    stand_ins = {paper_id: low + (high - low) * bm25[paper_id] / most for paper_id in waiting}
    return {**cosine, **stand_ins}
