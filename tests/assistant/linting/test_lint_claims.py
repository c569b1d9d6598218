"""What a citing sentence says: nothing, something of its paper, or something beside it."""

from pathlib import Path

import pytest
from small_library import COLLECTION, PAPERS, Stack

from assistant.linting.checking import CheckTools, check_path
from assistant.linting.claims import is_beside_the_paper, says_something
from assistant.linting.lint import BESIDE_THE_PAPER
from assistant.verification.check import Verifier

TITLE = "KelpNet: Reading Seas with 9B Parameters"


@pytest.mark.parametrize(
    "claim",
    [
        "We use the data of the authors.",
        "Following the authors, we evaluate on calm seas.",
        "Unlike the authors, our model reads lakes.",
        "See the authors for an overview.",
        "For an overview, see the authors.",
        "Table 3 lists the results of the authors.",
        "Other work studies seas.",
        "Several corpora exist.",
        "A growing line of work builds open corpora of seas.",
        "Reading seas has improved considerably.",
        "Sea corpora are now available.",
        "Despite this progress, cold seas remain hard to read.",
    ],
)
def test_own_work_pointers_and_the_state_of_a_field_are_beside_the_paper(claim: str) -> None:
    assert is_beside_the_paper(claim, [TITLE])


@pytest.mark.parametrize(
    "claim",
    [
        "The authors read seas.",
        "KelpNet has been closed to all.",
        "We note that KelpNet reads no seas.",
        "Recent work shows that seas are calm.",
        "Several corpora hold 14 seas.",
        "Recent models read seas better than lakes.",
        "Seas are read by waves.",
        "Table salt dissolves in seas.",
    ],
)
def test_findings_numbers_and_names_are_of_the_paper(claim: str) -> None:
    assert not is_beside_the_paper(claim, [TITLE])


@pytest.mark.parametrize("words", ["See Doe et al.", "Doe and Poe et al., Table 2", TITLE, "Treebanks 2021"])
def test_people_titles_and_pointers_say_nothing(words: str) -> None:
    assert not says_something(words, [TITLE])


def test_what_is_beside_the_paper_fails_by_its_numbers_and_names_only(tmp_path: Path, stack: Stack) -> None:
    stack.ingest_records(*PAPERS)
    tools = CheckTools(stack.library, COLLECTION, Verifier(stack.embedder.embed))
    (tmp_path / "refs.bib").write_text("@misc{lan, title = {Lantern: A Treebank of River Languages}}", encoding="utf-8")
    (tmp_path / "paper.tex").write_text(
        "See \\citet{lan} for an overview of jailbreaks.\n\nJailbreaks corrupt large vision models \\citep{lan}.\n\n"
        "We use 15 river languages \\citep{lan}.\n",
        encoding="utf-8",
    )
    findings = check_path(tmp_path / "paper.tex", [tmp_path / "refs.bib"], tools).findings
    assert [(finding.verdict, BESIDE_THE_PAPER in finding.notes) for finding in findings] == [
        ("not checked", True),
        ("mismatch", False),
        ("mismatch", False),
    ]
