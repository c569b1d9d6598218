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


def verdicts(text: str, question: str = "What do they hold?") -> list[str | None]:
    """Return the verdicts on the statements of an answer; framing has none."""
    papers = (LANTERN, KELP)
    sentences, _ = cite(text, papers)
    checked = Gate(Verifier(None), evidence_for(question, papers)).check(sentences, text)
    return [sentence.verdict for sentence in checked if sentence.kind in ("claim", "quote")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| | KelpNet | Lantern |\n|---|---|---|\n| Size | a treebank of 14 river languages [1.1] | |", ["mismatch"]),
        ("| | KelpNet | Lantern |\n|---|---|---|\n| Size | | a treebank of 14 river languages [1.1] |", ["quoted"]),
        ("| Paper | Size |\n|---|---|\n| KelpNet | a treebank of 14 river languages [1.1] |", ["mismatch"]),
        ("### KelpNet\n\nIt is a treebank of 14 river languages [1.1].", ["mismatch"]),
        ("## KelpNet\n\n### Size\n\nIt is a treebank of 14 river languages [1.1].", ["mismatch"]),
        ("## KelpNet\n\n## Lantern\n\nIt is a treebank of 14 river languages [1.1].", ["consistent"]),
        ("### KelpNet\n\nLantern is a treebank of 14 river languages [1.1].", ["consistent"]),
        ("### Beyond KelpNet\n\nIt is a treebank of 14 river languages [1.1].", ["consistent"]),
        ("### KelpNet and Lantern\n\nIt is a treebank of 14 river languages [1.1].", ["consistent"]),
        ("**KelpNet:** a treebank of 14 river languages [1.1].", ["mismatch"]),
        ("**KelpNet**\n- a treebank of 14 river languages [1.1].", ["mismatch"]),
        ("**Lantern:** a treebank of 14 river languages [1.1].", ["quoted"]),
        ("| Finding | Source |\n|---|---|\n| KelpNet covers 14 river languages | [1.1] |", ["mismatch"]),
    ],
)
def test_a_statement_is_on_the_paper_that_it_stands_under(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Is Lantern a treebank of 14 river languages?", "Yes [1.1].", ["consistent"]),
        ("Is Lantern a treebank of 14 river languages?", "Yes, it is [1.1].", ["consistent"]),
        ("Is Lantern a treebank of 41 river languages?", "Yes [1.1].", ["mismatch"]),
        ("Is Lantern a treebank of 14 river languages?", "No [1.1].", ["uncited"]),
        ("Is Lantern a treebank of 14 river languages?", "No – KelpNet is [1.1].", ["uncited"]),
        ("Is Lantern a treebank of 14 river languages?", "Yes, KelpNet is [1.1].", ["uncited"]),
        ("Is Lantern not a treebank?", "Yes [1.1].", ["uncited"]),
        ("What is Lantern?", "Yes [1.1].", ["uncited"]),
        ("Ist Lantern eine Baumbank mit 14 Flusssprachen?", "Nein [1.1].", ["uncited"]),
        ("Compare them", "| | Lantern |\n|---|---|\n| A treebank of 14 river languages | Yes [1.1] |", ["consistent"]),
        ("Compare them", "| | Lantern |\n|---|---|\n| Treebank of river songs and 41 seas | Yes [1.1] |", ["mismatch"]),
    ],
)
def test_a_bare_yes_says_what_was_asked_and_a_bare_no_is_not_told_as_checked(
    question: str, text: str, expected: list[str]
) -> None:
    assert verdicts(text, question)[-1:] == expected
