"""Which words of a sentence belong to which cite."""

import pytest

from assistant.linting.latex import read_latex
from assistant.linting.sentences import citing_clauses


def clauses(source: str) -> list[tuple[str, str]]:
    """Return (keys, text) of all that cites."""
    blocks = read_latex(source, "paper.tex").blocks
    return [("+".join(clause.keys), clause.text) for block in blocks for clause in citing_clauses(block)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Lantern covers 14 river languages \\cite{a}, while Harbour covers nine old ports \\cite{b}.",
            [("a", "Lantern covers 14 river languages"), ("b", "Harbour covers nine old ports.")],
        ),
        (
            "Lantern \\cite{a} covers 14 river languages; Harbour \\cite{b} covers nine old ports.",
            [("a", "Lantern covers 14 river languages"), ("b", "Harbour covers nine old ports.")],
        ),
        (
            "\\citet{a} annotate 14 river languages, whereas \\citet{b} read letters from ports.",
            [("a", "The authors annotate 14 river languages"), ("b", "the authors read letters from ports.")],
        ),
        (
            "It reads letters of old merchants \\cite{a}, and it predicts when apples fall \\cite{b}.",
            [("a", "It reads letters of old merchants"), ("b", "it predicts when apples fall.")],
        ),
        (
            "Lantern \\cite{a} and Harbour \\cite{b} hold many sentences.",
            [("a+b", "Lantern and Harbour hold many sentences.")],
        ),
        (
            "\\citet{a} extend the parser of Harbour \\cite{b} to rivers.",
            [("a+b", "The authors extend the parser of Harbour to rivers.")],
        ),
        ("Corpora exist for rivers \\cite{a,b,c}.", [("a+b+c", "Corpora exist for rivers.")]),
        (
            "Lantern has 14 rivers \\citep{a}; Harbour has 29 \\citep{b}.",
            [("a", "Lantern has 14 rivers"), ("b", "Harbour has 29.")],
        ),
        (
            "Lantern covers 14 rivers \\citep{a} and Harbour covers 29 \\citep{b}.",
            [("a", "Lantern covers 14 rivers"), ("b", "Harbour covers 29.")],
        ),
        (
            "Lantern has 14 rivers \\citep{a}, Harbour 29 \\citep{b}.",
            [("a", "Lantern has 14 rivers"), ("b", "Harbour 29 rivers.")],
        ),
        (
            "Lantern \\citep{a} has 14 rivers and Harbour \\citep{b} has 29.",
            [("a", "Lantern has 14 rivers"), ("b", "Harbour has 29.")],
        ),
        (
            "Lantern \\citep{a} and Harbour \\citep{b} cover 14 and nine ports, respectively.",
            [("a", "Lantern cover 14 ports."), ("b", "Harbour cover nine ports.")],
        ),
        (
            "Lantern \\citep{a} and Harbour \\citep{b} cover 14 ports and nine lakes, respectively.",
            [("a+b", "Lantern and Harbour cover 14 ports and nine lakes, respectively.")],
        ),
        (
            "Lantern is old \\cite{a} and Harbour is new \\cite{b}.",
            [("a", "Lantern is old"), ("b", "Harbour is new.")],
        ),
        (
            "Anchor improves on Lantern \\cite{a} and Harbour \\cite{b}.",
            [("a+b", "Anchor improves on Lantern and Harbour.")],
        ),
        (
            "Anchor gains 14 points over Sail 1 \\cite{a} and Sail 2 \\cite{b}.",
            [("a+b", "Anchor gains 14 points over Sail 1 and Sail 2.")],
        ),
        (
            "Anchor holds 14 scores of Lantern \\cite{a} and Harbour 2016 \\cite{b}.",
            [("a+b", "Anchor holds 14 scores of Lantern and Harbour 2016.")],
        ),
        (
            "Lantern \\cite{a} covers 14 rivers and extends Harbour \\cite{b} with 5 ports.",
            [("a+b", "Lantern covers 14 rivers and extends Harbour with 5 ports.")],
        ),
        (
            "Ports \\cite{a}, rivers \\cite{b} and seas \\cite{c} are wet.",
            [("a+b+c", "Ports, rivers and seas are wet.")],
        ),
    ],
)
def test_a_sentence_is_cut_where_its_cites_stand_in_clauses_of_their_own(
    source: str, expected: list[tuple[str, str]]
) -> None:
    assert clauses(source) == expected


def test_a_cite_behind_the_full_stop_belongs_to_the_sentence_before_it() -> None:
    assert clauses("Rivers flow fast. \\cite{a} Lakes do not.") == [("a", "Rivers flow fast.")]


def test_sentences_that_cite_nothing_are_left_out() -> None:
    assert clauses("Rivers flow, e.g. Rhine et al. do. Lakes lie still \\cite{a}. Seas heave.") == [
        ("a", "Lakes lie still.")
    ]


def test_a_clause_stands_at_its_own_cite() -> None:
    [block] = read_latex("Lantern has 14 rivers \\cite{a};\nHarbour has 29 \\cite{b}.", "paper.tex").blocks
    assert [clause.origin for clause in citing_clauses(block)] == [22, 47]
