"""Markdown, plain text and pasted answers → citing clauses and the references that they carry."""

import pytest

from assistant.linting.document import Document, LineIndex
from assistant.linting.markdown import read_markdown, read_plain
from assistant.linting.sentences import citing_clauses

Cited = list[tuple[int, int, tuple[str, ...], str]]


def cited(document: Document) -> Cited:
    """Return (line, column, keys, text) of all that cites."""
    lines = LineIndex.of(document.source)
    return [
        (*lines.place(clause.origin), clause.keys, clause.text)
        for block in document.blocks
        for clause in citing_clauses(block)
    ]


@pytest.mark.parametrize(
    ("source", "keys", "text"),
    [
        ("Lantern is **small** [@a].", ("a",), "Lantern is small."),
        ("Lantern is small [see @a, p. 3; -@b.c].", ("a", "b.c"), "Lantern is small."),
        ("@a [p. 3] says it is small.", ("a",), "The authors says it is small."),
        ("As @{a/b} says, it is _small_.", ("a/b",), "As the authors says, it is small."),
        ("Mail me@x.org or read `code` [@a].", ("a",), "Mail me@x.org or read code."),
        ("1. Lantern is small [@a]", ("a",), "Lantern is small"),
        ("> Lantern is\n> small [@a]", ("a",), "Lantern is small"),
        ("See [the page](https://example.org) of Lantern [@a].", ("a",), "See the page of Lantern."),
    ],
)
def test_pandoc_s_cites_are_read_and_markup_is_not(source: str, keys: tuple[str, ...], text: str) -> None:
    [(_, _, found_keys, found_text)] = cited(read_markdown(source, "notes.md"))
    assert (found_keys, found_text) == (keys, text)


def test_code_front_matter_comments_and_tables_cite_nothing() -> None:
    source = "---\nx: [@no]\n---\n<!-- [@no] -->\n```\n[@no]\n```\n| a | [@no] |\n\nText that cites [@yes].\n"
    assert cited(read_markdown(source, "notes.md")) == [(10, 17, ("yes",), "Text that cites.")]


NUMBERED = """Lantern covers 14 river languages [1]. Harbour and Orchard
followed [2, 3–4]. It was a [0, 1] interval in 2021.[3] [2] shows that letters burn.

References
[1] J. Doe and A. Poe. Lantern: A Treebank of River Languages. ACL, 2021. arXiv:2101.00001
[2] Poe, A. (2019). Harbour: Letters Sent from Nine Ports. LREC.
[3] A. Roe, “Orchard: Measuring Fruit,” in Proc. EMNLP,
    2023, pp. 1–9.
4. Nobody. Compass. https://aclanthology.org/2021.acl-long.7/
"""


def test_numbered_references_are_cited_by_number() -> None:
    document = read_plain(NUMBERED, "answer.txt")
    assert cited(document) == [
        (1, 35, ("1",), "Lantern covers 14 river languages."),
        (2, 10, ("2", "3", "4"), "Harbour and Orchard followed."),
        (2, 53, ("3",), "It was a [0, 1] interval in 2021."),
        (2, 57, ("2",), "The authors shows that letters burn."),
    ]


def test_a_numbered_list_gives_ids_years_and_titles() -> None:
    references = {reference.key: reference for reference in read_plain(NUMBERED, "answer.txt").references}
    assert [(key, item.line, item.year) for key, item in references.items()] == [
        ("1", 5, 2021),
        ("2", 6, 2019),
        ("3", 7, 2023),
        ("4", 9, None),
    ]
    assert references["1"].arxiv_id == "2101.00001"
    assert references["4"].acl_id == "2021.acl-long.7"
    assert "Lantern: A Treebank of River Languages" in references["1"].titles
    assert "Harbour: Letters Sent from Nine Ports" in references["2"].titles
    assert references["3"].titles[0] == "Orchard: Measuring Fruit"


def test_names_and_years_are_cites() -> None:
    source = (
        "Doe et al. (2021) annotate rivers. Letters burn (see Poe, 2019; Roe and Woe, 2020a). In May (2020) it rained"
        " (nobody counted 2021 drops).\n"
    )
    assert [(keys, text) for _, _, keys, text in cited(read_plain(source, "x.txt"))][:2] == [
        (("Doe 2021",), "The authors annotate rivers."),
        (("Poe 2019", "Roe 2020a"), "Letters burn."),
    ]


def test_a_chatbot_s_answer_with_links_footnotes_and_source_marks_is_read() -> None:
    source = (
        "- **Lantern** covers 14 languages.[^1]\n"
        "- [Harbour: Letters Sent from Nine Ports](https://arxiv.org/abs/1901.00002v3) covers nine ports.\n"
        "- Orchard counts apples ([arXiv](https://arxiv.org/pdf/2301.00003)) daily.\n"
        "- Compass listens (arXiv:2101.00004).\n"
        "- Parsers gain 3.1 points【1†source】.\n"
        "- See [our site](https://example.org/x).\n"
        "\n[^1]: https://arxiv.org/abs/2101.00001 “Lantern: A Treebank of River Languages”\n"
    )
    document = read_plain(source, "answer.txt")
    assert cited(document) == [
        (1, 35, ("1",), "Lantern covers 14 languages."),
        (2, 3, ("1901.00002",), "Harbour: Letters Sent from Nine Ports covers nine ports."),
        (3, 26, ("2301.00003",), "Orchard counts apples daily."),
        (4, 19, ("2101.00004",), "Compass listens."),
        (5, 26, ("1",), "Parsers gain 3.1 points."),
    ]
    references = {reference.key: reference for reference in document.references}
    assert references["1"].arxiv_id == "2101.00001"
    assert references["1901.00002"].titles == ("Harbour: Letters Sent from Nine Ports",)


def test_numbers_in_brackets_cite_nothing_where_no_list_has_numbers() -> None:
    assert cited(read_plain("The interval [1] and x[2] are closed.", "x.txt")) == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Rivers flow (Doe et al., 2021, https://arxiv.org/abs/2101.00001).", ("2101.00001",)),
        ("Rivers flow (see https://aclanthology.org/2021.acl-long.7/).", ("2021.acl-long.7",)),
        ("Rivers flow. Source: https://arxiv.org/abs/2101.00001", ("2101.00001",)),
        ("Rivers flow <https://arxiv.org/abs/2101.00001>.", ("2101.00001",)),
    ],
)
def test_addresses_of_papers_are_cites_and_leave_nothing_behind(text: str, keys: tuple[str, ...]) -> None:
    [(_, _, found_keys, found_text)] = cited(read_plain(text, "x.txt"))
    assert (found_keys, found_text.rstrip(".")) == (keys, "Rivers flow")


def test_a_range_between_two_brackets_is_one() -> None:
    listed = "\n\nReferences\n" + "".join(f"[{number}] Title number {number}. 2020.\n" for number in range(1, 6))
    assert cited(read_plain(f"Rivers flow [2]–[4].{listed}", "x.txt")) == [(1, 13, ("2", "3", "4"), "Rivers flow.")]


def test_lines_are_those_of_an_editor_in_files_from_windows_and_from_pdfs() -> None:
    listed = "References\r\n[1] Some title of it. 2020.\r\n"
    document = read_plain(f"First page.\x0c\r\n\r\nRivers\r\nflow [1].\r\n\r\n{listed}", "x.txt")
    assert cited(document) == [(4, 6, ("1",), "Rivers flow.")]
    assert [reference.line for reference in document.references] == [7]
