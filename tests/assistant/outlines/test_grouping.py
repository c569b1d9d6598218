"""Groups of papers by a phrase that all of them hold."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.outlines.headings import HeadedGroup, Member, headed_groups


def apart(n: int) -> list[NDArray[np.float32]]:
    """Return n unit vectors of which none is like another."""
    return list(np.eye(n, dtype=np.float32))


def alike(words: Sequence[str]) -> list[float]:
    return [1.0 for _ in words]


ANNOTATING = (
    Member("Active Annotation of Treebanks", "We choose sentences.", "We speed it up."),
    Member("Cheaper Trees", "With active annotation, pupils draw trees.", "With active annotation, pupils draw trees."),
)
READING = (
    Member("Letter Recognition at Sea", "We read wet ink.", "Ink runs."),
    Member("Old Ink", "Ink fades.", "Ink fades. We mend letter recognition."),
)
ALONE = Member("Kelp", "Kelp splits words.", "Kelp splits words.")


def test_a_group_is_of_the_papers_that_hold_the_phrase_which_heads_it() -> None:
    members = [ANNOTATING[0], READING[0], ANNOTATING[1], READING[1], ALONE]
    assert headed_groups(members, apart(5), "archives", alike) == [
        HeadedGroup("Active annotation", (0, 2)),
        HeadedGroup("Letter recognition", (1, 3)),
    ]


def test_hyphens_and_plurals_do_not_part_papers() -> None:
    members = [
        Member("Cross-Lingual Parsers", "", ""),
        Member("A Crosslingual Parser", "", ""),
        *READING,
    ]
    assert HeadedGroup("Cross-lingual parsers", (0, 1)) in headed_groups(members, apart(4), "archives", alike)


def test_a_phrase_of_the_subject_heads_no_group() -> None:
    members = [*ANNOTATING, ALONE, Member("Wharves", "Wharves rot.", "Wharves rot.")]
    assert headed_groups(members, apart(4), "active annotation", alike) == []


def test_a_phrase_of_nearly_all_papers_heads_no_group() -> None:
    again = Member("Ships", "Active annotation at sea.", "Active annotation at sea.")
    members = [*ANNOTATING, again, ALONE]  # 3 of 4 hold it
    assert headed_groups(members, apart(4), "archives", alike) == []


def test_three_papers_are_not_grouped() -> None:
    assert headed_groups([*ANNOTATING, ALONE], apart(3), "archives", alike) == []


def test_names_keep_their_capitals_in_a_heading() -> None:
    members = [
        Member("Reading Maltese Letters", "", "We read old Maltese letters."),
        Member("Maltese Letters at Sea", "", "They hold Maltese letters."),
        *ANNOTATING,
    ]
    assert "Maltese letters" in {group.heading for group in headed_groups(members, apart(4), "archives", alike)}
