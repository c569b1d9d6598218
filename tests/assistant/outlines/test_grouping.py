"""Groups of vectors and their headings."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.outlines.grouping import group
from assistant.outlines.headings import Member, headings, told_by


def vectors(*angles: float) -> list[NDArray[np.float32]]:
    """Return unit vectors in the plane at the angles, in degrees."""
    return [np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))], np.float32) for angle in angles]


def test_what_lies_close_together_is_one_group() -> None:
    assert group(vectors(0, 90, 2, 91, 4)) == [[0, 2, 4], [1, 3]]


def test_one_that_is_like_no_other_stands_alone() -> None:
    assert group(vectors(0, 1, 2, 120, 121, 240)) == [[0, 1, 2], [3, 4], [5]]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_three_or_fewer_stay_together(n: int) -> None:
    assert group(vectors(*range(0, 90 * n, 90))) == ([list(range(n))] if n else [])


def test_equal_vectors_can_be_grouped() -> None:
    assert sum(map(len, group(vectors(7, 7, 7, 7, 7)))) == 5


def alike(words: Sequence[str]) -> list[float]:
    return [1.0 for _ in words]


def test_a_heading_is_a_title_phrase_that_other_papers_of_the_group_hold() -> None:
    annotating = [
        Member("Active Annotation of Treebanks", "We choose sentences.", "We speed up active annotation."),
        Member("Cheaper Trees", "Pupils annotate.", "With active annotation, pupils annotate trees."),
    ]
    reading = [
        Member("Letter Recognition at Sea", "We read letters.", "Letter recognition is hard."),
        Member("Old Ink", "Ink fades.", "We improve letter recognition for faded ink."),
    ]
    assert headings([annotating, reading], "archives", alike) == ["Active annotation", "Letter recognition"]


def test_without_a_shared_phrase_a_heading_lists_what_the_first_papers_are_about() -> None:
    members = [
        Member("Leveraging Vocabulary Trimming for Small Models", "", "It trims."),
        Member("Kelp: A Tokenizer", "", "Kelp splits words."),
        Member("Byte Models", "", "It reads bytes."),
    ]
    assert headings([members], "tokenizers", alike) == ["Vocabulary trimming, Kelp and others"]


def test_a_title_tells_by_its_words_beyond_the_subject() -> None:
    assert told_by("Efficient Parsing of River Languages via Word Order Transfer", {"parsing", "river"}, alike) == (
        "Word Order Transfer"
    )
