"""Measures of a ranking. Ranks count from 1; a ranking is a sequence of ids, best first."""

from collections.abc import Collection, Mapping, Sequence
from math import log2


def ndcg(ranking: Sequence[str], gains: Mapping[str, float], k: int = 10) -> float:
    """Return the normalised discounted cumulative gain at k, 0…1 (Järvelin and Kekäläinen 2002).

    With linear gains and log2(rank + 1), as trec_eval has it:

    >>> round(ndcg(["x", "right"], {"right": 1}), 4)
    0.6309
    """
    gained = sum(gains.get(item, 0) / log2(rank + 1) for rank, item in enumerate(ranking[:k], 1))
    best = sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:k]
    ideal = sum(gain / log2(rank + 1) for rank, gain in enumerate(best, 1))
    return gained / ideal if ideal else 0.0


def recall(ranking: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return the share of relevant ids within the first k.

    >>> recall(["a", "b", "c"], {"a", "z"}, k=2)
    0.5
    """
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return 1 / rank of the first relevant id within the first k, else 0.

    >>> reciprocal_rank(["a", "b"], {"b"})
    0.5
    """
    return next((1 / rank for rank, item in enumerate(ranking[:k], 1) if item in relevant), 0.0)
