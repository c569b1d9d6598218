"""Markers ↔ citations, over two small papers: Lantern [1] has three sentences, Harbour [2] two."""

import hashlib
import random
import time

import pytest
from evidence_by_hand import HARBOUR, LANTERN, evidence_paper

from assistant.citations import cite, cite_known, find_markers, format_marker, resolve
from assistant.datatypes import DraftSentence, EvidencePaper
from retrieval.datatypes import Paper, Passage
from retrieval.sentences import split_sentences

PAPERS = (LANTERN, HARBOUR)


def cited(text: str, *papers: EvidencePaper) -> list[tuple[str, list[str]]]:
    """Return each sentence of a text with the markers of its citations."""
    sentences, _ = cite(text, papers or PAPERS)
    return [(sentence.text, [citation.marker for citation in sentence.citations]) for sentence in sentences]


def faults(text: str) -> list[tuple[str, str]]:
    """Return each marker of a text that names nothing, with the reason."""
    return [(fault.marker, fault.reason) for fault in cite(text, PAPERS)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [1.1].", ["[1.1]"]),
        ("One [1.1, 2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1,2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1; 2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1、2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1 2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1 and 2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1, and 2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1,].", ["[1.1]"]),
        ("One [1.1][2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1] [2.2].", ["[1.1]", "[2.2]"]),
        ("One [1.1–1.3].", ["[1.1]", "[1.2]", "[1.3]"]),
        ("One [1.1-1.3].", ["[1.1]", "[1.2]", "[1.3]"]),
        ("One [1.1 — 1.3].", ["[1.1]", "[1.2]", "[1.3]"]),
        ("One [1.1\N{NON-BREAKING HYPHEN}1.3].", ["[1.1]", "[1.2]", "[1.3]"]),
        ("One [1.2-3].", ["[1.2]", "[1.3]"]),
        ("One [1.1, 1.2–1.3; 2.1].", ["[1.1]", "[1.2]", "[1.3]", "[2.1]"]),
        ("One 【1.2】.", ["[1.2]"]),
        ("One ［1.2］.", ["[1.2]"]),
        ("One 〔1.2〕.", ["[1.2]"]),
        ("One 【1．2】.", ["[1.2]"]),
        ("One [١.٢].", ["[1.2]"]),
        ("One [١٫٢].", ["[1.2]"]),
        ("One [१.२].", ["[1.2]"]),
        ("One [１.２].", ["[1.2]"]),
        ("One [ 1 . 2 ].", ["[1.2]"]),
        (r"One \[1.2\].", ["[1.2]"]),
        ("One [1.2][1.2].", ["[1.2]"]),
        ("One [^1.2].", ["[1.2]"]),
        ("One (1.2).", ["[1.2]"]),
        ("One (1.2, 2.1).", ["[1.2]", "[2.1]"]),
        ("One [Evidence 1.2].", ["[1.2]"]),
        ("One [sentences 1.1–1.2].", ["[1.1]", "[1.2]"]),
        ("One [1.2](#1.2).", ["[1.2]"]),
        ("One [1.1]–[1.3].", ["[1.1]", "[1.2]", "[1.3]"]),
        ("One [1.1]-[1.2].", ["[1.1]", "[1.2]"]),
    ],
)
def test_a_marker_is_read_in_every_form_whose_meaning_is_clear(text: str, expected: list[str]) -> None:
    assert cited(text) == [("One.", expected)]
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [1.1]. Two [2.1].", [("One.", ["[1.1]"]), ("Two.", ["[2.1]"])]),
        ("One. [1.1] Two. [2.1]", [("One.", ["[1.1]"]), ("Two.", ["[2.1]"])]),
        ("One.[1.1] Two.[2.1]", [("One.", ["[1.1]"]), ("Two.", ["[2.1]"])]),
        ("One? [1.1] Two! [2.1]", [("One?", ["[1.1]"]), ("Two!", ["[2.1]"])]),
        ("One [1.1]. [1.2] Two.", [("One.", ["[1.1]", "[1.2]"]), ("Two.", [])]),
        ("[1.1] One.", [("One.", ["[1.1]"])]),
        ("[1.1] One. [1.2] Two.", [("One.", ["[1.1]"]), ("Two.", ["[1.2]"])]),
        (
            "[1.1] One, so [1.2] it is. [2.1][2.2] Two.",
            [("One, so it is.", ["[1.1]", "[1.2]"]), ("Two.", ["[2.1]", "[2.2]"])],
        ),
        ("**Answer:** 12. [1.2]", [("Answer:", []), ("12.", ["[1.2]"])]),
        ("12) [1.2] It has them.", [("12) It has them.", ["[1.2]"])]),
        ("1. [1.1] One.\n2. [1.2] Two.", [("One.", ["[1.1]"]), ("Two.", ["[1.2]"])]),
        ("One [1.1], and two [2.1].", [("One, and two.", ["[1.1]", "[2.1]"])]),
        ("It has 3.5 points, e.g. on Thai [1.3].", [("It has 3.5 points, e.g. on Thai.", ["[1.3]"])]),
        ("你好。[1.1]再见【2.1】。", [("你好。", ["[1.1]"]), ("再见。", ["[2.1]"])]),
        ("One\n[1.1]\nTwo\n\n[2.1]", [("One", ["[1.1]"]), ("Two", ["[2.1]"])]),
        ("One [1.1]\r\nTwo [2.1]\r\n", [("One", ["[1.1]"]), ("Two", ["[2.1]"])]),
        ("- One [1.1].\n* Two [2.1].\n• Three.", [("One.", ["[1.1]"]), ("Two.", ["[2.1]"]), ("Three.", [])]),
        ("1. One [1.1].\n2) Two [2.1].", [("One.", ["[1.1]"]), ("Two.", ["[2.1]"])]),
        ("## Findings\n\nOne [1.1].", [("Findings", []), ("One.", ["[1.1]"])]),
        ("> One [1.1].", [("One.", ["[1.1]"])]),
        ("**One** [1.1].", [("One.", ["[1.1]"])]),
        ("The flag `-x` [1.1] helps.", [("The flag `-x` helps.", ["[1.1]"])]),
        ("```\nrun(1)\n```\nOne [1.1].", [("run(1)", []), ("One.", ["[1.1]"])]),
        ("One [1.1].\n\n---\n\nTwo.", [("One.", ["[1.1]"]), ("Two.", [])]),
        ("One.", [("One.", [])]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_a_marker_belongs_to_the_sentence_it_stands_in_or_right_behind(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    ("text", "marker", "reason"),
    [
        ("One [9.9].", "[9.9]", "the evidence has no paper 9"),
        ("One [9].", "[9]", "the evidence has no paper 9"),
        ("One [0.1].", "[0.1]", "the evidence has no paper 0"),
        ("One [2].", "[2]", "names paper 2 and none of its sentences"),
        ("One [1.99].", "[1.99]", "paper 1 has 3 sentences, none is 99"),
        ("One [1.0].", "[1.0]", "paper 1 has 3 sentences, none is 0"),
        ("One [1.3–1.1].", "[1.3–1.1]", "1.3–1.1 is no range of sentences of one paper"),
        ("One [1.1–2.1].", "[1.1–2.1]", "1.1–2.1 is no range of sentences of one paper"),
        ("One [1.1–9999].", "[1.1–9999]", "1.1–1.9999 is no range of sentences of one paper"),
        ("One 【】.", "【】", "names no paper and no sentence"),
        ("One 【4:0†source】.", "【4:0†source】", "names no paper and no sentence"),
    ],
)
def test_a_marker_that_names_nothing_is_reported_with_the_reason(text: str, marker: str, reason: str) -> None:
    assert cited(text) == [("One.", [])]
    assert faults(text) == [(marker, reason)]


def test_what_a_marker_does_name_is_cited_beside_what_it_does_not() -> None:
    assert cited("One [1.1, 9.9, 2].") == [("One.", ["[1.1]"])]
    assert faults("One [1.1, 9.9, 2].") == [
        ("[1.1, 9.9, 2]", "the evidence has no paper 9"),
        ("[1.1, 9.9, 2]", "names paper 2 and none of its sentences"),
    ]


def test_a_range_of_papers_counts_as_unlocated() -> None:
    assert faults("One [1-2].") == [
        ("[1-2]", "names paper 1 and none of its sentences"),
        ("[1-2]", "names paper 2 and none of its sentences"),
    ]


def test_a_marker_without_any_sentence_is_reported() -> None:
    assert cited("[1.1]") == []
    assert faults("[1.1]") == [("[1.1]", "stands with no sentence")]


@pytest.mark.parametrize(
    "text",
    [
        "Since [2021] it grows.",
        "Since [2019–2021] it grows.",
        "It lies in [0, 1].",
        "Version [2.3.1] is out.",
        "See (1.1) for more.",
        "An [abstract] word.",
        "Take x[i] here.",
        "One [12345.1].",
        "One [S1.1].",
        "An open [1.1 bracket.",
        "It gains little (1.4).",
    ],
)
def test_brackets_that_are_no_markers_stay_in_the_sentence_and_cite_nothing(text: str) -> None:
    assert cited(text) == [(text, [])]
    assert faults(text) == []


def test_brackets_within_a_sentence_of_the_evidence_are_no_markers() -> None:
    sentence = "Scores lie in [1.1, 2.1] and [2] says so."
    paper = evidence_paper(1, "Intervals", [sentence, "The end."])
    assert cited(f"{sentence} [1.1] The end. [1.2]", paper) == [(sentence, ["[1.1]"]), ("The end.", ["[1.2]"])]
    assert cite(f"{sentence} [1.1]", [paper])[1] == ()
    assert [marker.text for marker in find_markers(f"{sentence} [1.1]", [sentence])] == ["[1.1]"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It has no full stop", "nor has this"],
        ["1. It looks like an item.", "- So does this."],
        ["# It looks like a heading", "> and this like a quotation"],
        ["First it asks? Then it answers.", "Two\nlines."],
        ["Two  spaces  and\ta tab.", "  ".join("ab")],
        [
            "Emoji 👩‍👩‍👧 and flags 🇲🇹.",
            "中文。日本語！",
            "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT} ≠ été.",
        ],
        ["42.", "—"],
    ],
)
def test_a_quotation_stays_whole_whatever_its_form(sentences: list[str]) -> None:
    paper = evidence_paper(3, "Odd", sentences)
    text = " ".join(f"{sentence} [3.{position}]" for position, sentence in enumerate(sentences, 1))
    answered, unresolved = cite(text, [LANTERN, paper])
    with_words = [sentence for sentence in sentences if any(map(str.isalnum, sentence))]
    assert [sentence.text for sentence in answered] == with_words
    assert [sentence.citations[0].quote for sentence in answered] == with_words
    assert unresolved == ()


def test_a_citation_says_where_the_quote_stands_and_in_which_text() -> None:
    citation = resolve(HARBOUR, 2)
    abstract = "Harbour is a corpus of letters. It covers nine ports."
    assert HARBOUR.passage.paper.abstract == abstract
    assert (citation.marker, citation.paper_id, citation.title) == ("[2.2]", "paper-2", "Harbour")
    assert (citation.text_kind, citation.sentence) == ("synopsis", 2)
    assert (citation.start, citation.end) == (32, 53)  # the first sentence has 31 characters, then a space
    assert citation.quote == "It covers nine ports."
    assert citation.abstract_sha256 == hashlib.sha256(abstract.encode()).hexdigest()


def test_sentence_spans_hold_the_sentence_with_its_markers() -> None:
    text = "## So\n\n- One [1.1]. Two is longer [1.2][9.9]\n\nThree. [2.1]"
    sentences, _ = cite(text, PAPERS)
    assert [text[sentence.start : sentence.end] for sentence in sentences] == [
        "So",
        "One [1.1].",
        "Two is longer [1.2][9.9]",
        "Three. [2.1]",
    ]


PIECES = (
    "One fact",
    "二つ目。",
    "👩‍👩‍👧 e\N{COMBINING ACUTE ACCENT}t",
    ". ",
    "! ",
    "\n",
    "\n\n- ",
    "## ",
    "[1.1]",
    " [2.2]",
    "[1.1–3]",
    "【2.1, 1.2】",
    "[9.9]",
    "[2]",
    "[2021]",
    "[",
    "]",
    "```\n",
    "It covers nine ports.",
    "It holds 52,300 sentences, p < 0.05. [1.2]",
)


def test_every_quote_is_the_abstract_between_its_offsets_whatever_the_draft() -> None:
    papers = {item.passage.paper.paper_id: item.passage.paper for item in PAPERS}
    draw = random.Random(7)
    n_citations = 0
    for _ in range(500):
        text = "".join(draw.choices(PIECES, k=draw.randint(1, 14)))
        sentences, unresolved = cite(text, PAPERS)
        end_before = 0
        for sentence in sentences:
            assert end_before <= sentence.start < sentence.end <= len(text)
            end_before = sentence.end
            for citation in sentence.citations:
                n_citations += 1
                assert papers[citation.paper_id].abstract[citation.start : citation.end] == citation.quote
        assert all(fault.marker in text for fault in unresolved)
    assert n_citations > 500


def test_offsets_count_code_points_in_every_script() -> None:
    abstract = "👩‍👩‍👧 families write. 中文摘要有两句。第二句。 Cafe\N{COMBINING ACUTE ACCENT} closes."
    sentences = split_sentences(abstract)
    by_hand = evidence_paper(1, "Scripts", ["x."]).passage
    paper = Paper("scripts", "Scripts", abstract)
    item = EvidencePaper(1, Passage(paper, by_hand.chunk, 1.0, 0.5, 1.0, 0.5, ()), sentences)
    text = " ".join(f"{sentence.text} {format_marker(1, sentence.position)}" for sentence in sentences)
    answered, unresolved = cite(text, [item])
    assert [sentence.text for sentence in answered] == [
        "👩‍👩‍👧 families write.",
        "中文摘要有两句。",
        "第二句。",
        "Cafe\N{COMBINING ACUTE ACCENT} closes.",
    ]
    assert all(
        abstract[citation.start : citation.end] == citation.quote == sentence.text
        for sentence in answered
        for citation in sentence.citations
    )
    assert unresolved == ()


@pytest.mark.parametrize("text", ["[" + "1" * 5_000, "[1.1 " * 2_000, "[" * 5_000, "[1.1-9999] [1-999] " * 200])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    started = time.perf_counter()
    cite(text, PAPERS)
    assert time.perf_counter() - started < 3


TABLE = """\
| Aspect | Lantern | Harbour |
|---|:--|---|
| Size | It holds **52,300** sentences [1.2]. | It covers nine ports. [2.2] |
| Gain |  | |
| 3 ports |  | |
"""


def test_a_table_is_read_cell_by_cell_and_its_labels_are_framing() -> None:
    sentences, unresolved = cite(TABLE, PAPERS)
    assert [(s.kind, s.text, [c.marker for c in s.citations]) for s in sentences] == [
        ("framing", "Size", []),
        ("claim", "It holds 52,300 sentences.", ["[1.2]"]),
        ("claim", "It covers nine ports.", ["[2.2]"]),
        ("framing", "Gain", []),
        ("claim", "3 ports", []),  # a label that states a number is a claim like any other
    ]
    assert TABLE[sentences[1].start : sentences[1].end] == "It holds **52,300** sentences [1.2]."
    assert unresolved == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("### What they hold", "framing"),
        ("### Lantern has 14 languages", "claim"),
        ("### What they hold [1.1]", "claim"),
        ("### Lantern was retracted", "claim"),
        ("### What was found, and how it is measured", "framing"),
        ("### Lantern beats Harbour\n[1.1]", "claim"),
        ("**Size**\n[1.1]", "claim"),
        ("**Lantern was retracted**", "claim"),
        ("**No**", "claim"),
        ("**Answer: No**", "claim"),
        ("The main findings:", "framing"),
        ("The abstracts do not give the cost, the licence, or who paid.", "framing"),
        ("The abstract does not state the cost, but Lantern was stolen.", "claim"),
        ("The abstract does not state the cost, Lantern beats Harbour.", "claim"),
        ("No abstract mentions it, yet Lantern is wrong.", "claim"),
        ("The paper does not mention that Lantern failed on every port.", "claim"),
        ("*Sources: [1.1], [2.2]*", "framing"),
        ("**Sources:** [1.1]", "framing"),
        ("[1] Lantern: A Treebank of River Languages (2031)", "framing"),
        ("- A. Quay et al. Lantern: A Treebank of River Languages. 2031. https://kelp.org/1", "framing"),
        ("[1] Lantern: A Treebank of River Languages with 99 seas", "claim"),
        ("[2] Lantern: A Treebank of River Languages", "claim"),
        ("Lantern: A Treebank of River Languages 已撤回", "claim"),
        ("The abstracts do not give the cost.", "framing"),
        ("None of the papers reports its cost.", "framing"),
        ("The evidence doesn't say who paid.", "framing"),
        ("The abstracts do not give the cost [1.2].", "claim"),
        ("Lantern does not hold letters.", "claim"),
        ("The paper shows 14 languages.", "claim"),
    ],
)
def test_headings_and_words_on_the_evidence_itself_are_framing(text: str, kind: str) -> None:
    (sentence,) = cite(text, PAPERS)[0]
    assert sentence.kind == kind


def test_a_marker_in_the_next_cell_makes_a_statement_of_the_one_before() -> None:
    table = "| Lantern beats Harbour | Found in |\n|---|---|\n| It loses to KelpNet | [1.3] |\n| Size | 14 [1.1] |\n"
    sentences, _ = cite(table, PAPERS)
    assert [(s.kind, s.text, [c.marker for c in s.citations]) for s in sentences] == [
        ("claim", "Lantern beats Harbour", []),
        ("claim", "It loses to KelpNet", ["[1.3]"]),
        ("framing", "Size", []),
        ("claim", "14", ["[1.1]"]),
    ]


def test_round_brackets_hold_numbers_where_an_answer_has_square_ones() -> None:
    assert cited("One gains (1.2). Two [1.1].") == [("One gains (1.2).", []), ("Two.", ["[1.1]"])]


def test_sentences_that_a_writer_places_are_cited_as_placed() -> None:
    placed = [
        DraftSentence(0, 30, "“It covers nine ports.”", "quote", ((2, 2),)),
        DraftSentence(31, 40, "So.", "framing"),
    ]
    first, second = cite_known(placed, PAPERS)
    assert (first.text, first.kind, first.citations) == ("“It covers nine ports.”", "quote", (resolve(HARBOUR, 2),))
    assert (second.kind, second.citations, second.start, second.end) == ("framing", (), 31, 40)


@pytest.mark.parametrize(
    "text",
    [
        "The cost is not given in the abstracts.",
        "Neither abstract reports the cost.",
        "There is no information about the cost in the evidence.",
        "Based on the provided abstracts, the cost cannot be determined.",
        "### 1. Size",
        "### SIB-200 and mT5",
        "**Size**",
        "| Cost | |\n|---|---|\n| F1 gain | Not stated |\n| p@5 | N/A |",
    ],
)
def test_what_states_nothing_of_the_papers_is_framing(text: str) -> None:
    sentences, unresolved = cite(text, PAPERS)
    assert sentences and {sentence.kind for sentence in sentences} == {"framing"}
    assert unresolved == ()


@pytest.mark.parametrize(
    "text",
    [
        "The papers agree that Lantern never loses accuracy.",
        "The sentences of Lantern were never annotated by native speakers.",
        "This paper covers 900 languages and does not cost a cent.",
        "The evidence does not name 14 of them.",
        "### It holds 14 rivers",
        "**It holds fourteen rivers.**",
        "| Lantern holds 41 [1.1] |\n|---|\n| It holds 42 |\n|---|",
    ],
)
def test_what_states_something_is_a_claim_whatever_it_looks_like(text: str) -> None:
    sentences, _ = cite(text, PAPERS)
    assert sentences and {sentence.kind for sentence in sentences} == {"claim"}


def test_a_label_in_bold_is_apart_from_its_sentence_and_a_fence_is_no_sentence() -> None:
    sentences, _ = cite("```markdown\n**Effect.** Accuracy rises [1.1].\n**Lantern** is small [1.1].\n```", PAPERS)
    assert [(sentence.text, sentence.kind) for sentence in sentences] == [
        ("Effect.", "framing"),
        ("Accuracy rises.", "claim"),
        ("Lantern is small.", "claim"),
    ]


def test_an_interval_that_the_evidence_gives_in_brackets_is_no_marker() -> None:
    verbatim = ["The ratio is 0.70 (95% CI [0.55, 0.90])."]
    found = find_markers("It falls to 0.70 (95% CI [0.55, 0.90]) [1.1] [0.1].", verbatim)
    assert [marker.text for marker in found] == ["[1.1]", "[0.1]"]
