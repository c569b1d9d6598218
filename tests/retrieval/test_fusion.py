"""How the rankings become one, worked out by hand."""

from typing import Any

import pytest

from retrieval.fusion import FusionWeights, fuse

WEIGHTS = FusionWeights(chunk_cosine=1, sentence_cosine=0.5, bm25=0.02, phrases=0.4, rare_name=0.1)


def test_a_paper_s_score_is_the_weighted_sum_of_its_absolute_signals() -> None:
    ranking = fuse(
        {"a": 0.2, "b": 0.6, "c": 0.4},
        {"a": 0.8, "b": 0.5, "c": 0.5},
        {"a": 0.0, "b": 2.0, "c": 20.0},
        {"a": 0.0, "b": 0.1, "c": 0.5},
        weights=WEIGHTS,
    )
    expected: list[tuple[str, Any]] = [
        ("c", pytest.approx(0.4 + 0.5 * 0.5 + 0.02 * 20 + 0.4 * 0.5)),
        ("b", pytest.approx(0.6 + 0.5 * 0.5 + 0.02 * 2 + 0.4 * 0.1)),
        ("a", pytest.approx(0.2 + 0.5 * 0.8)),
    ]
    assert ranking == expected


def test_a_paper_s_score_does_not_depend_on_the_other_papers() -> None:
    alone = fuse({"a": 0.4}, {"a": 0.5}, {"a": 3.0}, {"a": 0.2})
    among = fuse({"a": 0.4, "b": 0.9}, {"a": 0.5, "b": 0.9}, {"a": 3.0, "b": 30.0}, {"a": 0.2, "b": 1.0})
    assert alone == [item for item in among if item[0] == "a"]


def test_a_few_shared_words_weigh_less_than_a_much_nearer_meaning() -> None:
    ranking = fuse(
        {"near": 0.6, "wordy": 0.4},
        {"near": 0.6, "wordy": 0.4},
        {"near": 0.0, "wordy": 6.0},
        {"near": 0.0, "wordy": 0.2},
    )
    assert [paper_id for paper_id, _ in ranking] == ["near", "wordy"]


def test_ties_are_broken_by_id() -> None:
    equal = {"b": 0.5, "a": 0.5, "c": 0.5}
    assert [paper_id for paper_id, _ in fuse(equal, equal, equal, equal, weights=WEIGHTS)] == ["a", "b", "c"]


def test_differences_below_the_rounding_are_ties() -> None:
    nearly = {"z": 1.0, "a": 1.0 - 1e-9, "m": 0.0}
    assert [paper_id for paper_id, _ in fuse(nearly, nearly, nearly, nearly, weights=WEIGHTS)] == ["a", "z", "m"]


def test_nothing_gives_nothing() -> None:
    assert fuse({}, {}, {}, {}) == []


def test_a_paper_that_holds_a_rare_name_gains_its_share() -> None:
    equal = {"b": 0.5, "a": 0.5}
    (first, first_score), (second, second_score) = fuse(equal, equal, equal, equal, ["b"], WEIGHTS)
    assert (first, second) == ("b", "a")
    assert first_score - second_score == pytest.approx(0.1)


def test_a_waiting_paper_s_cosines_lie_between_the_others_as_its_bm25_does() -> None:
    scores = dict(
        fuse(
            {"a": 0.2, "b": 0.6, "w": 0.0},
            {"a": 0.4, "b": 0.8, "w": 0.0},
            {"a": 0.0, "b": 8.0, "w": 4.0},
            {"a": 0.0, "b": 0.0, "w": 0.0},
            weights=FusionWeights(chunk_cosine=1, sentence_cosine=1, bm25=0, phrases=0, rare_name=0),
            waiting=["w"],
        )
    )
    assert scores["w"] == pytest.approx((0.2 + 0.6) / 2 + (0.4 + 0.8) / 2)
