"""Measures of a ranking, worked out by hand."""

from math import log2

import pytest

from retrieval.metrics import ndcg, recall, reciprocal_rank


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    gains = {"a": 2, "b": 1}
    ideal = 2 / log2(2) + 1 / log2(3)
    assert ndcg(["a", "b"], gains) == pytest.approx(1)
    assert ndcg(["b", "x", "a"], gains) == pytest.approx((1 / log2(2) + 2 / log2(4)) / ideal)
    assert ndcg(["x", "y"], gains) == 0


def test_ndcg_looks_no_further_than_k() -> None:
    assert ndcg(["x", "a"], {"a": 1}, k=1) == 0
    assert ndcg(["a"], dict.fromkeys("abc", 1), k=2) == pytest.approx(1 / (1 + 1 / log2(3)))


def test_recall_is_the_share_found_within_k() -> None:
    assert recall(["a", "x", "b"], {"a", "b", "c"}, k=3) == 2 / 3
    assert recall(["a", "x", "b"], {"a", "b", "c"}, k=2) == 1 / 3


def test_reciprocal_rank_is_that_of_the_first_hit() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"b", "a"}) == 1 / 3
    assert reciprocal_rank(["x", "y", "a"], {"a"}, k=2) == 0


def test_nothing_relevant_or_nothing_found_counts_zero() -> None:
    assert ndcg([], {"a": 1}) == ndcg(["a"], {}) == ndcg(["a"], {"a": 0}) == 0
    assert recall([], {"a"}) == recall(["a"], set()) == 0
    assert reciprocal_rank([], {"a"}) == reciprocal_rank(["a"], set()) == 0
