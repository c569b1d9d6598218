"""Which sentences of an abstract fill which part."""

from assistant.outlines.parts import part_names, part_sentences
from retrieval.datatypes import Sentence


def test_what_the_authors_did_before_fills_no_part() -> None:
    names = part_names(
        [
            "In our previous work, we introduced Lantern, a treebank.",
            "In this paper, we present Lantern 2, a larger treebank.",
        ]
    )
    assert names == (None, "Contribution")


def test_what_was_wanting_is_a_problem_wherever_it_is_said() -> None:
    names = part_names(
        [
            "Rivers carry many languages.",
            "We present Lantern, a treebank of nine of them.",
            "This valley, rich in dialects, has lacked annotated text.",
        ]
    )
    assert names == ("Problem", "Contribution", "Problem")


def test_an_area_of_improvement_is_no_result() -> None:
    names = part_names(
        [
            "Old letters are hard to read.",
            "In this work, we aim to read them.",
            "We identify three areas of improvement: scanning, cutting and reading.",
        ]
    )
    assert names[2] != "Results"


def test_sentences_that_are_ruled_out_fill_no_part() -> None:
    texts = ["Treebanks are rare.", "Rare indeed.", "We present Lantern, a treebank."]
    sentences = [Sentence(place, 0, len(text), text) for place, text in enumerate(texts, 1)]
    parts = part_sentences(sentences, None, without={2})
    assert {name: [item.position for item in found] for name, found in parts.items()} == {
        "Problem": [1],
        "Contribution": [3],
    }


OPENING = ["Old letters are hard to read.", "We present Lantern, a reader of letters."]


def test_a_measured_figure_is_no_method() -> None:
    names = part_names([*OPENING, "In dim light, torn pages go with astonishingly many misread letters: 61% and 48%."])
    assert names[2] == "Results"


def test_what_a_method_does_is_its_method_though_a_clause_praises_it() -> None:
    names = part_names(
        [
            *OPENING,
            "In addition, Lantern replaces the page by two strips, which significantly reduces the cost.",
            "Lantern significantly reduces the cost.",
        ]
    )
    assert names[2:] == ("Method", "Results")


def test_a_label_tells_the_part_of_all_sentences_up_to_the_next() -> None:
    names = part_names(
        [
            "OBJECTIVE To count moss.",
            "METHODS Two boats were sent out.",
            "They were shown to be slow.",
            "RESULTS 40 piers were bare.",
            "CONCLUSION Salt slows moss.",
            "FUNDING The Harbour Trust.",
        ]
    )
    assert names == ("Contribution", "Method", "Method", "Results", "Results", None)
