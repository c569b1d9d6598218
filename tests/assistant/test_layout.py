"""Outlines as text: quotations stand in quotation marks with their markers, every sentence where it is said to be."""

from dataclasses import replace

import pytest
from evidence_by_hand import HARBOUR, LANTERN, evidence_paper

from assistant.datatypes import Computation, Layout, Outline, OutlineItem, OutlinePart, OwnStatement
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
        "Quay and Pier (2031): “It holds 52,300 sentences, p < 0.05.” [1.2]"
        " “Harbour”, in citewell's synopsis: It covers nine ports. [2.2]"
    )
    assert [sentence.places for sentence in sentences] == [(), ((1, 2),), ((2, 2),)]


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
