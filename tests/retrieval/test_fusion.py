"""How the rankings become one, worked out by hand."""

from typing import Any

import pytest

from retrieval.fusion import FusionWeights, fuse, min_max

WEIGHTS = FusionWeights(0.3, 0.2, 0.5, rare_name=0.1)


def test_scores_are_scaled_between_the_lowest_and_the_highest() -> None:
    assert min_max({"a": -1.0, "b": 1.0, "c": 0.0}) == {"a": 0.0, "b": 1.0, "c": 0.5}
    assert min_max({"a": 3.0, "b": 3.0}) == {"a": 0.0, "b": 0.0}
    assert min_max({}) == {}


def test_a_paper_s_score_is_the_weighted_sum_of_its_scaled_signals() -> None:
    ranking = fuse(
        {"a": 0.2, "b": 0.6, "c": 0.4}, {"a": 0.9, "b": 0.5, "c": 0.5}, {"a": 0.0, "b": 2.0, "c": 8.0}, weights=WEIGHTS
    )
    expected: list[tuple[str, Any]] = [
        ("c", pytest.approx(0.3 * 0.5 + 0.2 * 0 + 0.5 * 1)),
        ("b", pytest.approx(0.3 * 1 + 0.2 * 0 + 0.5 * 0.25)),
        ("a", pytest.approx(0.3 * 0 + 0.2 * 1 + 0.5 * 0)),
    ]
    assert ranking == expected


def test_ties_are_broken_by_id() -> None:
    equal = {"b": 0.5, "a": 0.5, "c": 0.5}
    assert [paper_id for paper_id, _ in fuse(equal, equal, equal, weights=WEIGHTS)] == ["a", "b", "c"]


def test_differences_below_the_rounding_are_ties() -> None:
    nearly = {"z": 1.0, "a": 1.0 - 1e-9, "m": 0.0}
    assert [paper_id for paper_id, _ in fuse(nearly, nearly, nearly, weights=WEIGHTS)] == ["a", "z", "m"]


def test_nothing_gives_nothing() -> None:
    assert fuse({}, {}, {}) == []


def test_the_default_shares_add_up_to_one() -> None:
    weights = FusionWeights()
    assert weights.chunk_cosine + weights.sentence_cosine + weights.bm25 == pytest.approx(1)


def test_a_paper_that_holds_a_rare_name_gains_its_share() -> None:
    equal = {"b": 0.5, "a": 0.5}
    assert fuse(equal, equal, equal, ["b"], WEIGHTS) == [("b", 0.1), ("a", 0.0)]
