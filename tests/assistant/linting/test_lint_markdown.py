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


LISTED = "\n\nReferences\n[1] Doe, J. and Poe, A. (2021). Lantern: A Treebank.\n[2] Roe, B. (2019). Harbour: Letters.\n"


@pytest.mark.parametrize(
    ("cite", "keys"),
    [
        (" [2, p. 5]", ("2",)),
        (" [2,Table 2]", ("2",)),
        (" [2; see also 1]", ("2", "1")),
        (" [see 1 and 2]", ("1", "2")),
        (" \\[2\\]", ("2",)),
        ("<sup>2</sup>", ("2",)),
        (" [^2^]", ("2",)),
        (" [[2]](https://arxiv.org/abs/1901.00002)", ("2",)),
        (" (cf. Doe et al., 2021, for details)", ("Doe 2021",)),
        (" (as shown by Doe and Poe, 2021)", ("Doe 2021",)),
        (" ([Doe and Poe, 2021](https://arxiv.org/abs/2101.00001))", ("Doe 2021",)),
        (" ([arXiv][2])", ("2",)),
        (" ([ACL Anthology][2], [arXiv][1])", ("2", "1")),
        (" [oai_citation:1‡arXiv](https://arxiv.org/abs/1901.00002)", ("1901.00002",)),
        (" [cite: 1, 2]", ("1", "2")),
    ],
)
def test_pinpoints_and_words_may_stand_in_the_brackets_of_a_cite(cite: str, keys: tuple[str, ...]) -> None:
    found = [(found_keys, text) for _, _, found_keys, text in cited(read_plain(f"Rivers flow{cite}.{LISTED}", "x.txt"))]
    assert found == [(keys, "Rivers flow.")]


@pytest.mark.parametrize(
    "text",
    [
        "Ten apples [2 pears, 1 fig] fell.",
        "It has 10<sup>2</sup> rivers.",
        "It covers 5 km<sup>2</sup>.",
        "It covers 5 km², with an R² of 0.8 and 10² lakes.",
        "Go to [1, page].",
    ],
)
def test_brackets_that_hold_other_things_and_exponents_are_no_cites(text: str) -> None:
    assert cited(read_plain(f"{text}{LISTED}", "x.txt")) == []


def test_words_before_a_cite_in_its_brackets_stay_in_the_sentence() -> None:
    [(_, _, keys, text)] = cited(read_plain(f"Rivers flow (24 of them; Doe et al., 2021).{LISTED}", "x.txt"))
    assert (keys, text) == (("Doe 2021",), "Rivers flow (24 of them).")


def test_a_particle_that_no_reference_has_is_a_word_of_the_sentence() -> None:
    [(_, column, keys, text)] = cited(read_plain(f"Le corpus de Doe et al. (2021) est petit.{LISTED}", "x.txt"))
    assert (column, keys, text) == (14, ("Doe 2021",), "Le corpus de the authors est petit.")
    kept = "\n\nReferences\n[1] de Doe, J. (2021). Lantern: A Treebank.\n"
    [(_, _, keys, _)] = cited(read_plain(f"Rivers flow, says de Doe (2021).{kept}", "x.txt"))
    assert keys == ("de Doe 2021",)


@pytest.mark.parametrize("before", ["However, ", "Recently, ", "In Ghana, ", "Unlike Lantern, "])
def test_a_word_and_comma_before_a_name_is_no_author(before: str) -> None:
    [(_, column, keys, text)] = cited(read_plain(f"{before}Doe et al. (2021) count rivers.{LISTED}", "x.txt"))
    assert (column, keys, text) == (len(before) + 1, ("Doe 2021",), f"{before}the authors count rivers.")
    [(_, _, unknown, _)] = cited(read_plain(f"{before}Woe (2021) counts rivers.{LISTED}", "x.txt"))
    assert unknown == ("Woe 2021",)


def test_the_first_of_several_authors_is_the_one_that_counts() -> None:
    [(_, _, keys, _)] = cited(read_plain(f"Poe, Doe, and Roe (2021) count rivers.{LISTED}", "x.txt"))
    assert keys == ("Poe 2021",)


@pytest.mark.parametrize("name", ["Škvára", "Łukasz", "Öztürk", "İnan", "Żak"])
def test_a_surname_may_begin_with_any_latin_capital(name: str) -> None:
    listed = f"\n\nReferences\n[1] {name}, J. (2021). Lantern: A Treebank of River Languages.\n"
    found = cited(
        read_plain(f"{name} et al. (2021) count rivers. Lakes lie still ({name} and Doe, 2021).{listed}", "x.txt")
    )
    assert [keys for _, _, keys, _ in found] == [(f"{name} 2021",)] * 2


@pytest.mark.parametrize("heading", ["## Literature", "# Sources", "Further reading\n---------------"])
def test_prose_under_a_heading_that_may_head_a_list_is_checked(heading: str) -> None:
    [(_, _, keys, text)] = cited(read_markdown(f"# Notes\n\n{heading}\n\nRivers flow [@a].\n", "x.md"))
    assert (keys, text) == (("a",), "Rivers flow.")


def test_an_underlined_heading_ends_the_list() -> None:
    listed = "References\n----------\n\n[1] Doe, J. (2021). Lantern."
    source = f"Rivers flow [1].\n\n{listed}\n\nAppendix\n--------\n\nLakes lie still [1].\n"
    document = read_markdown(source, "x.md")
    assert [text for *_, text in cited(document)] == ["Rivers flow.", "Lakes lie still."]
    assert [reference.key for reference in document.references] == ["1"]


@pytest.mark.parametrize("name", ["WIT", "RiverNet", "T5", "Lantern"])
def test_a_year_behind_the_name_of_a_work_is_no_cite(name: str) -> None:
    [(_, _, keys, text)] = cited(read_plain(f"{name} (2021) has 14 rivers [1].{LISTED}", "x.txt"))
    assert (keys, text) == (("1",), f"{name} (2021) has 14 rivers.")


def test_a_surname_that_no_reference_has_is_still_a_cite() -> None:
    [(_, _, keys, _)] = cited(read_plain(f"McWoe (2021) counts rivers.{LISTED}", "x.txt"))
    assert keys == ("McWoe 2021",)


def test_labels_of_links_that_are_no_titles_leave_the_title_to_another_link() -> None:
    source = (
        "Rivers flow ([arXiv 2101.00001](https://arxiv.org/abs/2101.00001)).\n\n"
        "Lakes lie ([Doe et al., 2021](https://arxiv.org/abs/2101.00001)).\n\n"
        "[Lantern: A Treebank](https://arxiv.org/abs/2101.00001) is small.\n"
    )
    document = read_plain(source, "x.txt")
    assert [(keys, text) for _, _, keys, text in cited(document)] == [
        (("2101.00001",), "Rivers flow."),
        (("2101.00001",), "Lakes lie."),
        (("2101.00001",), "Lantern: A Treebank is small."),
    ]
    assert [reference.titles for reference in document.references] == [("Lantern: A Treebank",)]


@pytest.mark.parametrize("heading", ["References", ""])
def test_a_note_that_cites_is_prose_and_no_reference(heading: str) -> None:
    source = f"Rivers flow[^1] for 9 miles [@a].\n\n{heading}\n\n[^1]: Lakes lie still\n    for years [@b].\n"
    document = read_markdown(source, "notes.md")
    assert cited(document) == [
        (1, 29, ("a",), "Rivers flow for 9 miles."),
        (6, 15, ("b",), "Lakes lie still for years."),
    ]
    assert (document.references, document.problems) == ((), ())


def test_a_line_that_ends_in_its_cite_ends_the_sentence() -> None:
    source = f"Lantern: 14 rivers [1]\nHarbour: 9 ports [2]\nand letters from ships [1]{LISTED}"
    assert cited(read_plain(source, "x.txt")) == [
        (1, 20, ("1",), "Lantern: 14 rivers"),
        (2, 18, ("2", "1"), "Harbour: 9 ports and letters from ships"),
    ]


def test_a_comment_within_a_line_is_not_read_and_the_rest_of_it_is() -> None:
    source = "Rivers flow [@a]. <!-- drop [@b]?\nor [@c] --> Lakes lie still [@d].\n"
    assert [(line, keys) for line, _, keys, _ in cited(read_markdown(source, "notes.md"))] == [(1, ("a",)), (2, ("d",))]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Lantern covers 14 rivers [1]. Harbour does not.", 1),
        ("First line here.\n\nLantern covers 14 rivers.[1][2]", 3),
        ("该数据集涵盖十四条河流[1]。", 1),
        ("Lantern covers 14 rivers【1†source】.", 1),
        ("Lantern covers 14 rivers [1].\n\nReferences\n\n- Doe, J. (2021). Lantern.\n", 1),
    ],
)
def test_numbers_that_cite_without_a_numbered_list_are_a_problem(text: str, line: int) -> None:
    [problem] = read_plain(text, "x.txt").problems
    assert problem.line == line
    assert problem.what.startswith("no references are known for the numbers in its text, such as ")
    assert "give a .bib, or a numbered list" in problem.remedy


@pytest.mark.parametrize(
    "text",
    [
        "The interval [1] and x[2] are closed.",
        "Take the value of data[1].",
        "Then we read `values[1]`, and `[1]`.",
        "```\nthis is some code [1]\n```",
        "So it is that x = a + [1].",
        "It was like that back then [2021].",
        "The scale ranges from this to that [0].",
    ],
)
def test_brackets_in_code_indices_and_years_are_no_problem(text: str) -> None:
    assert read_plain(text, "x.txt").problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "Rivers flow (1). Lakes lie still (1,2).",
        "Rivers flow.1 Lakes lie still.1,2",
        "Rivers flow1. Lakes lie still1,2.",
        "Rivers flow.1 Lakes lie still.<sup>1,2</sup>",
    ],
)
def test_numbers_may_have_lost_their_brackets_or_their_place(text: str) -> None:
    assert [(keys, words) for _, _, keys, words in cited(read_plain(f"{text}{LISTED}", "x.txt"))] == [
        (("1",), "Rivers flow."),
        (("1", "2"), "Lakes lie still."),
    ]


@pytest.mark.parametrize(
    "text",
    ["Rivers (1) flow and (2) rise.", "They flow by equation (1).", "Rivers flow with llama2.", "It flows (1) [2]."],
)
def test_bare_numbers_that_count_point_or_name_are_no_cites(text: str) -> None:
    assert ("1",) not in [keys for _, _, keys, _ in cited(read_plain(f"{text}{LISTED}", "x.txt"))]


def test_a_list_that_no_cite_leads_to_is_a_problem() -> None:
    [problem] = read_plain(f"Rivers flow, as is known.{LISTED}", "x.txt").problems
    assert (problem.line, problem.what.split(",")[0]) == (4, "lists references")


def test_letters_of_names_and_a_year_are_keys_where_the_list_has_them() -> None:
    listed = "\n\nReferences\n[DP+21] J. Doe et al. Lantern: A Treebank. 2021.\n[Roe19] B. Roe. Harbour: Letters.\n"
    source = f"Rivers flow [DP+21]. Lakes lie still [Roe19, DP+21]. An x[i2] is none.{listed}"
    assert [keys for _, _, keys, _ in cited(read_plain(source, "x.txt"))] == [("DP+21",), ("Roe19", "DP+21")]


def test_names_and_a_year_without_brackets_cite_where_a_reference_has_them() -> None:
    source = f"Doe and Poe 2021 count rivers. As Roe et al. 2019 say, it flows. Woe et al. 2018 do not.{LISTED}"
    assert [(keys, text) for _, _, keys, text in cited(read_plain(source, "x.txt"))] == [
        (("Doe 2021",), "The authors count rivers."),
        (("Roe 2019",), "As the authors say, it flows."),
    ]


def test_a_list_at_the_end_needs_no_heading_where_its_numbers_are_cited() -> None:
    entries = "\n\n1. Doe, J. Lantern: A Treebank. Preprint (2021).\n2. Roe, B. Harbour: Letters. 2019.\n"
    document = read_plain(f"Rivers flow [1].{entries}", "x.txt")
    assert [reference.key for reference in document.references] == ["1", "2"]
    assert [text for *_, text in cited(document)] == ["Rivers flow."]
    claims = "Here they are:\n\n1. **Lantern** (Doe et al., 2021) has rivers.\n2. Harbour (Roe, 2019) has ports.\n"
    assert [keys for _, _, keys, _ in cited(read_plain(claims, "x.txt"))] == [("Doe 2021",), ("Roe 2019",)]


def test_a_note_that_only_cites_is_a_cite_of_its_sentence() -> None:
    source = "Rivers flow.[^1] Lakes lie[^2].\n\n[^1]: See @a, p. 3.\n[^2]: Lakes lie still for years [@b].\n"
    assert cited(read_markdown(source, "notes.md"))[0] == (1, 13, ("a",), "Rivers flow.")
    assert [keys for _, _, keys, text in cited(read_markdown(source, "notes.md")) if "Lakes" in text] == [("b",)]


def test_code_in_a_line_or_by_its_indent_cites_nothing() -> None:
    source = (
        "Write `rivers flow [@no]` or ``so'' [@a] and ``so''.\n\n    rivers flow [@no]\n\n    lakes lie [@no]\n\n"
        "- An item\n\n    that goes on [@b]\n"
    )
    assert [(line, keys) for line, _, keys, _ in cited(read_markdown(source, "x.md"))] == [(1, ("a",)), (9, ("b",))]
