"""Outlines as text: quotations stand in quotation marks with their markers, every sentence where it is said to be."""

from dataclasses import replace

import pytest
from evidence_by_hand import HARBOUR, LANTERN, evidence_paper

from assistant.datatypes import Computation, CountedNumber, Layout, Outline, OutlineItem, OutlinePart, OwnStatement
from assistant.writing.layout import lay_out

PAPERS = (LANTERN, HARBOUR)
BOTH = (
    OutlinePart("Size", (OutlineItem(1, 2), OutlineItem(2, 2))),
    OutlinePart("Gain", (OutlineItem(1, 3),)),
)


def test_a_list_opens_with_what_was_computed_and_heads_each_paper() -> None:
    counted = OwnStatement("2 of 7 papers hold.", "computed", Computation("papers", {}, 2, ("paper-1", "paper-2")))
    parts = (OutlinePart("Lantern", (OutlineItem(1, 1),)), OutlinePart("Harbour", (OutlineItem(2, 1),)))
    text, sentences = lay_out(Outline("list", parts, (counted,)), PAPERS)
    assert text == (
        "2 of 7 papers hold.\n\n"
        "### Lantern\n\n“We present Lantern, a treebank of 14 river languages.” [1.1]\n\n"
        "### Harbour\n\nHarbour is a corpus of letters. [2.1]"
    )
    assert [sentence.kind for sentence in sentences] == ["computed", "framing", "quote", "framing", "quote"]
    assert sentences[0].computation == counted.computation


def test_a_comparison_is_a_table_whose_cell_is_empty_where_the_abstract_is_silent() -> None:
    text, _ = lay_out(Outline("table", BOTH), PAPERS)
    assert text.splitlines() == [
        "|  | 1. Lantern: A Treebank of River Languages | 2. Harbour |",
        "|---|---|---|",
        "| Size | “It holds 52,300 sentences, p < 0.05.” [1.2] | It covers nine ports. [2.2] |",
        "| Gain | “Parsers trained on it gain 3.1 points.” [1.3] | – |",
    ]


def test_a_sentence_that_would_break_a_table_makes_it_a_list_of_aspects() -> None:
    odd = evidence_paper(1, "Odd", ["It holds p(a|b)."])
    text, _ = lay_out(Outline("table", (OutlinePart("Size", (OutlineItem(1, 1), OutlineItem(2, 2))),)), (odd, HARBOUR))
    assert text == "### Size\n\n- “It holds p(a|b).” [1.1]\n- It covers nine ports. [2.2]"


def test_a_paragraph_says_whose_words_each_quotation_is() -> None:
    known = replace(LANTERN.passage.paper, authors=("Ada Quay", "Bo Pier"))
    lantern = replace(LANTERN, passage=replace(LANTERN.passage, paper=known))
    text, sentences = lay_out(Outline("paragraph", (OutlinePart("", BOTH[0].items),)), (lantern, HARBOUR))
    note, _, quoted = text.partition("\n\n")
    assert note == "Attributed quotations, since no model writes: put them in your own words before you use them."
    assert quoted == (
        "Quay and Pier (2031) write: “It holds 52,300 sentences, p < 0.05.” [1.2]"
        " “Harbour”, in citewell's synopsis: It covers nine ports. [2.2]"
    )
    assert [sentence.places for sentence in sentences] == [(), ((1, 2),), ((2, 2),)]


def test_quotations_of_a_paragraph_are_led_in_by_turns() -> None:
    items = tuple(OutlineItem(1, position) for position in (1, 2, 3))
    text, _ = lay_out(Outline("paragraph", (OutlinePart("", items),)), (LANTERN,))
    assert text.partition("\n\n")[2] == (
        "The abstract of “Lantern” (2031) says: “We present Lantern, a treebank of 14 river languages.” [1.1] "
        "In “Lantern” (2031), the abstract reads: “It holds 52,300 sentences, p < 0.05.” [1.2] "
        "According to “Lantern” (2031): “Parsers trained on it gain 3.1 points.” [1.3]"
    )


def test_a_compared_paper_that_is_silent_keeps_its_column_and_one_only_mentioned_has_none() -> None:
    third = evidence_paper(3, "Quay", ["Lantern is bright."])
    parts = (
        OutlinePart("Gain", (OutlineItem(1, 3),)),
        OutlinePart("“Oil”, as other abstracts mention it", (OutlineItem(3, 1),), is_aside=True),
    )
    text, _ = lay_out(Outline("table", parts), (*PAPERS, third))
    assert text.splitlines()[0] == "|  | 1. Lantern: A Treebank of River Languages | 2. Harbour |"
    assert text.splitlines()[2] == "| Gain | “Parsers trained on it gain 3.1 points.” [1.3] | – |"
    assert text.endswith("- “Lantern is bright.” [3.1]")


def test_a_note_stands_under_its_heading() -> None:
    text, sentences = lay_out(Outline("parts", (OutlinePart("Limits", (), "The abstract names none."),)), PAPERS)
    assert text == "### Limits\n\nThe abstract names none."
    assert [sentence.kind for sentence in sentences] == ["framing", "framing"]


@pytest.mark.parametrize("layout", ["list", "parts", "table", "groups", "paragraph"])
def test_every_sentence_stands_where_it_says(layout: Layout) -> None:
    text, sentences = lay_out(Outline(layout, BOTH, (OwnStatement("Two papers.", "framing"),)), PAPERS)
    for sentence in sentences:
        assert text[sentence.start : sentence.end].startswith(sentence.text)
    assert sum(len(sentence.places) for sentence in sentences) == 3


def test_a_report_runs_on_and_begins_a_paragraph_where_it_counts_something_else() -> None:
    counted = Computation("papers_of_theme", {"theme": "1"}, 2, ("paper-1", "paper-2"))
    own = OwnStatement("**Rivers** holds 2 papers.", "computed", counted, (CountedNumber(17, 18, counted),))
    says = OwnStatement("A typical paper puts it so:", "framing")
    other = OwnStatement("Of 2 papers, 1 says so.", "computed", counted)
    part = OutlinePart("Themes", running=(own, says, OutlineItem(1, 2), other, OutlineItem(2, 1)))
    text, sentences = lay_out(Outline("report", (OutlinePart("", running=(other,)), part)), PAPERS)
    assert text == (
        "Of 2 papers, 1 says so.\n\n### Themes\n\n"
        "**Rivers** holds 2 papers. A typical paper puts it so: “It holds 52,300 sentences, p < 0.05.” [1.2]\n\n"
        "Of 2 papers, 1 says so. Harbour is a corpus of letters. [2.1]"
    )
    (number,) = sentences[2].numbers
    assert (text[number.start : number.end], sentences[2].text) == ("2", "Rivers holds 2 papers.")
