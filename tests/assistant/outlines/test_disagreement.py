"""Which sentences say the contrary of one another."""

import numpy as np
import pytest
from evidence_by_hand import evidence_paper

from assistant.datatypes import OutlineItem
from assistant.outlines.disagreement import Disagreement, claims_of, contradict, disagreements

HELPS = "We find that adding related languages improves parsing of small languages."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HELPS, "We find that adding related languages does not improve parsing of small languages."),
        (HELPS, "Adding related languages hurts parsing of small languages."),
        ("Longer training reduces forgetting of rare words.", "Longer training increases forgetting of rare words."),
        ("Tree encoders outperform string encoders on letters.", "String encoders outperform tree encoders on maps."),
        ("Tree encoders outperform string encoders.", "Tree encoders lag behind string encoders."),
        ("Tree encoders outperform string encoders.", "String encoders are better than tree encoders."),
        (HELPS, "Adding related languages is detrimental to parsing of small languages."),
    ],
)
def test_contrary_claims_disagree_whichever_comes_first(one: str, other: str) -> None:
    assert any(contradict(first, second) for first in claims_of(one) for second in claims_of(other))
    assert any(contradict(first, second) for first in claims_of(other) for second in claims_of(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HELPS, "Adding related languages improves parsing of large languages."),
        (HELPS, "Shuffling word order hurts translation of long sentences."),  # other things
        (HELPS, "Adding related languages reduces parsing time of small languages."),  # another relation
        (HELPS, "Adding related languages may hurt parsing of small languages."),  # a possibility
        (HELPS, "Some related languages hurt parsing of small languages."),  # a part of the subject
        (HELPS, "Adding related languages not only improves parsing of small languages."),  # no denial
        (HELPS, "Our method hurts parsing of small languages."),  # a system of its own
        (
            "Adding related languages does not improve parsing of small languages.",
            "Adding related languages does not hurt parsing of small languages.",
        ),
        ("Tree encoders outperform string encoders.", "Tree encoders outperform graph encoders."),
        ("Treebanks are large.", "Treebanks are small."),
    ],
)
def test_what_is_not_plainly_contrary_is_left_alone(one: str, other: str) -> None:
    assert not any(contradict(first, second) for first in claims_of(one) for second in claims_of(other))


def test_pairs_name_the_sentences_and_need_vectors() -> None:
    papers = (
        evidence_paper(1, "Gains", ["We study parsing.", HELPS]),
        evidence_paper(
            2, "Doubts", ["We study it again.", "Adding related languages hurts parsing of small languages."]
        ),
    )
    vectors = {number: np.array([[1.0, 0.0], [0.0, 1.0]], np.float32) for number in (1, 2)}
    assert disagreements(papers, vectors) == (Disagreement(OutlineItem(1, 2), OutlineItem(2, 2)),)
    assert disagreements(papers, {1: vectors[1]}) == ()


def test_sentences_that_mean_something_else_do_not_disagree() -> None:
    papers = (
        evidence_paper(1, "Gains", ["We study parsing.", HELPS]),
        evidence_paper(
            2, "Doubts", ["We study it again.", "Adding related languages hurts parsing of small languages."]
        ),
    )
    vectors = {1: np.array([[1, 0], [1, 0]], np.float32), 2: np.array([[0, 1], [0, 1]], np.float32)}
    assert disagreements(papers, vectors) == ()
