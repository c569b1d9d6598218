"""Answer → text for a terminal."""

from dataclasses import replace

import pytest
from evidence_by_hand import HARBOUR, LANTERN, evidence_for

from assistant.citations import cite
from assistant.datatypes import Answer, PaperScore, Question, UnresolvedMarker, WriterName
from assistant.rendering import cite_line, render_answer
from assistant.verification.check import Verifier
from assistant.verification.gate import Gate
from retrieval.datatypes import Paper

EXTRACTED = (
    "We present Lantern, a treebank of 14 river languages. [1.1] It holds 52,300 sentences, p < 0.05. [1.2]"
    "\n\nIt covers nine ports. [2.2]"
)


def answer_of(text: str, writer: WriterName, model: str | None = None) -> Answer:
    """Return an answer of both papers."""
    evidence = evidence_for("Q?", [LANTERN, HARBOUR])
    sentences, unresolved = cite(text, evidence.papers)
    return Answer(
        question=Question("Q?"),
        writer=writer,
        text=text,
        complete=True,
        abstained=False,
        reason=None,
        sentences=Gate(Verifier(None), evidence).check(sentences),
        unresolved=unresolved,
        evidence=tuple(PaperScore(item.passage.paper, 1.0, item.number) for item in evidence.papers),
        nearest=(),
        query="Q?",
        model=model,
        timings_ms={"total": 12.6},
    )


def test_an_extractive_answer_shows_quotations_under_the_titles_of_their_papers() -> None:
    assert render_answer(answer_of(EXTRACTED, "extractive")).splitlines() == [
        "Lantern: A Treebank of River Languages:",
        "  “We present Lantern, a treebank of 14 river languages.” [1.1]",
        "  “It holds 52,300 sentences, p < 0.05.” [1.2]",
        "",
        "Harbour:",
        "  It covers nine ports. [2.2]",
        "",
        "[1] Lantern: A Treebank of River Languages (2031)",
        "[2] Harbour – citewell's synopsis, not the authors' words",
        "",
        "3 of 3 statements word for word as in the source · from 2 papers · extractive writer · 13 ms",
    ]


def test_a_synopsis_is_never_shown_in_quotation_marks() -> None:
    lines = render_answer(answer_of("It covers nine ports. [2.2]", "extractive")).splitlines()
    assert "  It covers nine ports. [2.2]" in lines
    assert not any("“" in line for line in lines)


def test_a_generative_answer_shows_its_text_its_sources_and_what_does_not_hold() -> None:
    text = "Lantern has 14 river languages [1.1]. That is many. It holds 600 sentences [1.2]."
    assert render_answer(answer_of(text, "generative", "some-model")).splitlines() == [
        "Lantern has 14 river languages [1.1]. That is many. (cites nothing) ~~It holds 600 sentences [1.2].~~"
        " (mismatch: says 600 sentences, the cited sentence says 52,300 sentences)",
        "",
        "[1] Lantern: A Treebank of River Languages (2031)",
        "",
        "1 of 3 statements consistent with what they cite · from 1 paper · generative writer (some-model) · 13 ms",
    ]


def test_markers_that_name_nothing_a_broken_stream_and_notices_are_told() -> None:
    answer = replace(
        answer_of("One [9.9].", "generative", "some-model"),
        broken_off="the connection was lost",
        notices=("The newest papers are not searched yet.",),
    )
    assert answer.unresolved == (UnresolvedMarker("[9.9]", "the evidence has no paper 9"),)
    assert render_answer(answer).splitlines()[-3:] == [
        "! [9.9] names nothing: the evidence has no paper 9",
        "! The answer ends too early: the connection was lost",
        "! The newest papers are not searched yet.",
    ]


def test_an_abstention_shows_the_reason_and_the_nearest_papers() -> None:
    paper = replace(HARBOUR.passage.paper, url="https://example.org/harbour", year=2019)
    answer = replace(
        answer_of("", "extractive"),
        abstained=True,
        gap="no paper",
        reason="No paper comes close.",
        text="No paper comes close.",
        nearest=(PaperScore(paper, 0.5, closest=HARBOUR.sentences[0]), PaperScore(paper, 0.4)),
    )
    assert render_answer(answer).splitlines() == [
        "No answer. No paper comes close.",
        "",
        "Nearest papers, each with the sentence that came closest; nothing is claimed:",
        "  Harbour (2019)  https://example.org/harbour",
        f"    {HARBOUR.sentences[0].text}",  # a synopsis is not quoted
        "  Harbour (2019)  https://example.org/harbour",
    ]


def test_what_is_said_to_small_talk_is_no_missing_answer() -> None:
    answer = replace(answer_of("", "extractive"), abstained=True, reason="You are welcome.", text="You are welcome.")
    assert render_answer(answer) == "You are welcome."


@pytest.mark.parametrize(
    ("venue", "year", "expected"),
    [
        ("ACL", 2024, "On Thai (ACL, 2024)"),
        ("ACL 2024", 2024, "On Thai (ACL 2024)"),
        ("ACL 2023", 2024, "On Thai (ACL 2023)"),  # the year of the venue, not of the first version
        (None, 2024, "On Thai (2024)"),
        ("ACL", None, "On Thai (ACL)"),
        (None, None, "On Thai"),
    ],
)
def test_a_paper_is_named_with_what_is_known_of_it(venue: str | None, year: int | None, expected: str) -> None:
    assert cite_line(Paper("1", "On Thai", "…", venue=venue, year=year)) == expected
