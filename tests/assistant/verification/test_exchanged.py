"""Sentences that speak of one paper and cite another."""

import pytest
from evidence_by_hand import LANTERN, evidence_for, evidence_paper

from assistant.citations import cite
from assistant.verification.check import Verifier
from assistant.verification.exchanged import paper_spoken_of_instead
from assistant.verification.gate import Gate

KELP = evidence_paper(
    2,
    "KelpNet: A Corpus of Letters",
    ["KelpNet is a corpus of 8,400 letters from nine ports.", "It beats MossNet by 3 points."],
)
PAPERS = {1: LANTERN, 2: KELP}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("KelpNet is a treebank of 14 river languages [1.1], whereas Lantern is a corpus of letters [2.1].", "KelpNet"),
        ("Lantern is a treebank of 14 languages [1.1], while Lantern holds 8,400 letters [2.1] too.", "Lantern"),
        ("KelpNet covers 14 river languages [1.1].", "KelpNet"),
        ("Lantern is a treebank of 14 river languages [1.1], whereas KelpNet is a corpus of letters [2.1].", None),
        ("Unlike KelpNet, Lantern covers 14 river languages [1.1].", None),
        ("KelpNet [2.1] covers nine ports and Lantern [1.1] covers 14 languages.", None),
        ("Both KelpNet and Lantern are annotated by hand [1.2, 2.1].", None),
        ("It beats MossNet by 3 points on letters [2.2].", None),
        ("It covers 14 river languages [1.1].", None),
    ],
)
def test_a_part_that_is_on_another_paper_than_its_markers_is_found(written: str, name: str | None) -> None:
    assert paper_spoken_of_instead(written, PAPERS) == name


def test_a_comparison_with_the_papers_exchanged_is_a_mismatch() -> None:
    text = "KelpNet is a treebank of 14 river languages [1.1], whereas Lantern is a corpus of 8,400 letters [2.1]."
    papers = (LANTERN, KELP)
    sentences, _ = cite(text, papers)
    gate = Gate(Verifier(None), evidence_for("What do they hold?", papers))
    [checked] = gate.check(sentences, text)
    assert checked.verdict == "mismatch"
    assert checked.reasons == ("speaks of KelpNet, which the paper cited there does not",)
