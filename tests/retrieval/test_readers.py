"""Files and folders → papers and problems."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.identity import normalise_title
from retrieval.readers import read_papers
from retrieval.readers.facts import authors_of, date_of, month_of, year_of
from retrieval.readers.huggingface_page import is_furniture

PAGES = Path(__file__).parents[3] / "shared" / "corpus" / "pages"

TIDES = "We study small grammars for tide tables. The parser reads 40 dialects and errs in 3.5% of them."
STORMS = "We name storms by what they sing. A model of 12 songs finds 9 names. Listeners agree."
PAGE = f"""new

Get trending papers in your email inbox!

Subscribe

byAK and the research community

Mar 11

A grammar of tides

{TIDES}

Upvote 12

· 5 authors

Songs of storms

{STORMS}
"""


def read(folder: Path, name: str, content: str | bytes) -> tuple[list[ReadPaper], list[str]]:
    """Write a file, read it, and return its papers and its problems without the folder's name."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_path(path, folder)


def read_path(path: Path, folder: Path) -> tuple[list[ReadPaper], list[str]]:
    problems: list[ReadProblem] = []
    papers = list(read_papers(path, problems))
    return papers, [str(problem).replace(f"{folder}/", "") for problem in problems]


def titles(papers: list[ReadPaper]) -> list[str]:
    return [item.paper.title for item in papers]


def lines(papers: list[ReadPaper]) -> list[int]:
    return [item.line for item in papers]


def json_lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


# --- saved pages


def test_a_saved_page_gives_its_papers_and_no_furniture(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "page.txt", PAGE)
    assert [(item.paper.title, item.paper.abstract, item.line) for item in papers] == [
        ("A grammar of tides", TIDES, 11),
        ("Songs of storms", STORMS, 19),
    ]
    assert papers[0].paper.sources == ("page.txt",)
    assert (papers[0].paper.year, papers[0].paper.month) == (None, None)
    assert problems == []


@pytest.mark.parametrize(
    "variant",
    [
        PAGE.replace("\n", "\r\n").encode(),
        PAGE.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.encode("utf-16"),
        gzip.compress(PAGE.encode()),
    ],
    ids=["crlf", "cr", "bom", "utf-16", "gzip"],
)
def test_line_ends_marks_and_compression_make_no_difference(tmp_path: Path, variant: bytes) -> None:
    assert read(tmp_path, "page.txt", variant) == read(tmp_path, "page.txt", PAGE)


@pytest.mark.parametrize(
    "line",
    ["new", "Subscribe", "byAK and the research community", "by AK and the research community", "Mar 11",
     "Sep 3, 2024",
     "Get trending papers in your email inbox!", "Upvote 12", "· 5 authors", "5 authors", "12", "1.2k", "3 comments",
     "-", "Published on Mar 11", "Submitted by doe"],
)  # fmt: skip
def test_furniture_is_known(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "title", ["New grammars of tides", "Subscribe or not: tides", "March of tides", "12 songs", "BERT"]
)
def test_titles_are_no_furniture(title: str) -> None:
    assert not is_furniture(title)


def test_a_title_without_an_abstract_is_named_with_its_line(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "page.txt", f"Subscribe\n\nAlone\n\nA grammar of tides\n\n{TIDES}\n\nLast\n")
    assert titles(papers) == ["A grammar of tides"]
    assert [problem.split(";")[0] for problem in problems] == [
        "page.txt:3: no abstract below “Alone”",
        "page.txt:9: no abstract below “Last”",
    ]


def test_an_abstract_without_a_title_is_named_with_its_line(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "page.txt", f"Subscribe\n\n{TIDES}\n\nSongs of storms\n\n{STORMS}\n")
    assert titles(papers) == ["Songs of storms"]
    assert problems[0].startswith("page.txt:3: an abstract without a title")


def test_an_abstract_may_have_several_paragraphs(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "page.txt", f"Subscribe\n\nA grammar of tides\n\n{TIDES}\n\n{STORMS}\n")
    assert papers[0].paper.abstract == f"{TIDES} {STORMS}"
    assert papers[0].paper.raw_abstract == f"{TIDES}\n{STORMS}"
    assert problems == []


def test_wrapped_lines_are_put_together(tmp_path: Path) -> None:
    wrapped = TIDES.replace(" tide ", " tide\n").replace("reads ", "reads\n")
    papers, _ = read(tmp_path, "page.txt", f"Subscribe\n\nA grammar\nof tides\n\n{wrapped}\n")
    assert [(item.paper.title, item.paper.abstract) for item in papers] == [("A grammar of tides", TIDES)]


def test_a_page_saved_as_html_gives_titles_abstracts_and_arxiv_ids(tmp_path: Path) -> None:
    html = (
        "<!doctype html>\n<html><head><title>Daily</title><script>if (a < b) {}</script></head><body><h1>Papers</h1>\n"
        f'<h3><a href="/papers/2401.00001">A <b>grammar</b> of tides</a></h3>\n<p class="x">{TIDES}</p>\n'
        '<h3><a href="/papers/2401.00002">Alone</a></h3></body></html>'
    )
    papers, problems = read(tmp_path, "page.html", html)
    assert [(item.paper.paper_id, item.paper.title, item.paper.abstract, item.line) for item in papers] == [
        ("2401.00001", "A grammar of tides", TIDES, 3)
    ]
    assert problems[0].startswith("page.html:5: no abstract below “Alone”")


@pytest.mark.skipif(not PAGES.exists(), reason="the founding pages are not here")
def test_the_founding_pages_give_123_entries_of_111_papers(tmp_path: Path) -> None:
    by_page = [read_path(page, PAGES) for page in sorted(PAGES.iterdir())]
    assert [len(papers) for papers, _ in by_page] == [80, 43]
    assert [problems for _, problems in by_page] == [[], []]
    everything = [item.paper for papers, _ in by_page for item in papers]
    assert len({normalise_title(paper.title) for paper in everything}) == 111
    for page, (papers, _) in zip(sorted(PAGES.iterdir()), by_page, strict=True):
        text = page.read_bytes()
        for variant in (text.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + text, text.replace(b"\n\n", b"\n")):
            again, problems = read(tmp_path, page.name, variant)
            assert [item.paper for item in again] == [item.paper for item in papers]
            assert problems == []


# --- JSON


def test_json_lines_give_papers_with_raw_text_beside_the_clean(tmp_path: Path) -> None:
    record = {
        "id": "2401.00001v2", "title": r"\textsc{Tides}", "abstract": r"It reads 3.5\% of them.",
        "authors": ["Ann Bee"],
        "year": 2024, "month": "March", "venue": "Sea", "url": "https://arxiv.org/abs/2401.00001",
    }  # fmt: skip
    (item,), problems = read(tmp_path, "a.jsonl", json_lines(record))
    paper = item.paper
    assert (paper.paper_id, paper.arxiv_id, paper.title, paper.raw_title) == (
        "2401.00001", "2401.00001", "Tides", r"\textsc{Tides}",
    )  # fmt: skip
    assert (paper.abstract, paper.raw_abstract) == ("It reads 3.5% of them.", r"It reads 3.5\% of them.")
    assert (paper.authors, paper.year, paper.month, paper.venue) == (("Ann Bee",), 2024, 3, "Sea")
    assert problems == []


@pytest.mark.parametrize(
    ("extra", "paper_id"),
    [
        ({"id": "W89-0229"}, "W89-0229"),
        ({"_id": 4983}, "4983"),
        ({"eprint": "arXiv:2401.00001"}, "2401.00001"),
        ({"link": "https://arxiv.org/pdf/2401.00001v3"}, "2401.00001"),
        ({"Anthology ID": "2025.acl-long.143"}, "2025.acl-long.143"),
        ({"doi": "10.18653/v1/2020.acl-main.1"}, "2020.acl-main.1"),
        ({"id": "7", "arxiv_id": "2401.00001"}, "2401.00001"),
        ({"id": 2501.0512}, "2501.05120"),
        ({"arxiv_id": 2501.1}, "2501.10000"),
        ({"arxiv_id": "704.0001"}, "0704.0001"),
        ({"id": 12.0}, "12"),
        ({"id": 2501.1}, "2501.1"),
    ],
)
def test_ids_are_found_wherever_a_record_keeps_them(tmp_path: Path, extra: dict[str, object], paper_id: str) -> None:
    (item,), _ = read(tmp_path, "a.jsonl", json_lines({"title": "Tides", "abstract": TIDES, **extra}))
    assert item.paper.paper_id == paper_id


def test_the_readers_text_kind_and_other_names_of_fields_are_honoured(tmp_path: Path) -> None:
    papers, _ = read(
        tmp_path,
        "a.jsonl",
        json_lines(
            {"Title": "One", "SUMMARY": TIDES, "text_kind": "synopsis"},
            {"title": "Two", "text": STORMS, "published": "2024-03-11", "journal": "Sea", "doi": "10.1/x"},
        ),
    )
    one, two = (item.paper for item in papers)
    assert (one.text_kind, one.abstract) == ("synopsis", TIDES)
    assert (two.text_kind, two.year, two.month, two.venue, two.url) == (
        "abstract",
        2024,
        3,
        "Sea",
        "https://doi.org/10.1/x",
    )


def test_an_invalid_year_is_unknown_and_nothing_is_guessed(tmp_path: Path) -> None:
    papers, problems = read(
        tmp_path,
        "a.jsonl",
        json_lines(
            {"id": "2401.00001", "title": "One", "abstract": TIDES, "year": "n.d."},
            {"title": "Two", "abstract": TIDES, "year": 20245, "date": "2024-03-11"},
            {"title": "Three", "abstract": TIDES, "year": 2023, "date": "2024-03-11"},
        ),
    )
    assert [(item.paper.year, item.paper.month) for item in papers] == [(None, None), (None, None), (2023, None)]
    assert problems == []


def test_a_record_without_an_abstract_gives_its_facts(tmp_path: Path) -> None:
    papers, problems = read(
        tmp_path, "a.jsonl", json_lines({"title": "Tides", "year": 2023}, {"title": "B", "abstract": None})
    )
    assert [(item.paper.title, item.paper.abstract, item.paper.year) for item in papers] == [
        ("Tides", "", 2023),
        ("B", "", None),
    ]
    assert problems == []


def test_broken_lines_are_named_and_the_rest_goes_through(tmp_path: Path) -> None:
    good = json.dumps({"title": "Tides", "abstract": TIDES})
    content = f'{good}\n{{"title": "Cut", "abst\n[1, 2]\n\n{{"abstract": "x"}}\n{good}\n{"[" * 100_000}\n'
    papers, problems = read(tmp_path, "a.jsonl", content)
    assert lines(papers) == [1, 6]
    assert [problem.split(" ")[0] for problem in problems] == ["a.jsonl:2:", "a.jsonl:3:", "a.jsonl:5:", "a.jsonl:7:"]
    assert "no title" in problems[2]


def test_a_first_line_that_is_cut_off_does_not_hide_the_others(tmp_path: Path) -> None:
    papers, problems = read(
        tmp_path, "a.jsonl", '{"title": "Cut", "abst\n' + json_lines({"title": "B", "abstract": TIDES})
    )
    assert lines(papers) == [2]
    assert len(problems) == 1


def test_a_record_of_50_megabytes_is_named_and_the_rest_goes_through(tmp_path: Path) -> None:
    content = b'{"title": "A"}\n{"title": "B", "abstract": "' + b"x" * 50_000_000 + b'"}\n{"title": "C"}\n'
    papers, problems = read(tmp_path, "a.jsonl", content)
    assert titles(papers) == ["A", "C"]
    assert lines(papers) == [1, 3]
    assert [problem.split(";")[0] for problem in problems] == ["a.jsonl:2: a line of more than 10,000,000 characters"]


def test_half_a_character_in_json_becomes_something_that_can_be_stored(tmp_path: Path) -> None:
    (item,), _ = read(tmp_path, "a.jsonl", '{"title": "Tide \\ud83d", "abstract": "x \\udc00", "venue": "\\ud800"}')
    for text in (
        item.paper.title,
        item.paper.raw_title,
        item.paper.abstract,
        item.paper.raw_abstract,
        item.paper.venue,
    ):
        assert text is not None
        assert text.encode()


def test_a_json_array_gives_each_record_with_its_own_line(tmp_path: Path) -> None:
    records = [{"title": "A", "abstract": TIDES}, 3, {"abstract": "x"}, {"title": "B", "abstract": STORMS}]
    papers, problems = read(tmp_path, "a.json", json.dumps(records, indent=1))
    assert [(item.paper.title, item.line) for item in papers] == [("A", 2), ("B", 10)]
    assert [problem.split(" ")[0] for problem in problems] == ["a.json:6:", "a.json:7:"]


def test_a_json_array_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    text = json.dumps([{"title": "A", "abstract": TIDES}, {"title": "B", "abstract": STORMS}], indent=1)[:-50]
    papers, problems = read(tmp_path, "a.json", text)
    assert titles(papers) == ["A"]
    assert problems[0].startswith("a.json:6: ")


def test_a_broken_record_in_an_array_does_not_hide_those_behind_it(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "a.json", '[\n{"title": "A"},\n{"title": "B, "x:\n{"title": "C"}\n]')
    assert [(item.paper.title, item.line) for item in papers] == [("A", 2), ("C", 4)]
    assert problems[0].startswith("a.json:3: ")


@pytest.mark.parametrize("document", [{"title": "A"}, {"papers": [{"title": "A"}]}, [{"title": "A"}]])
@pytest.mark.parametrize("indent", [None, 2])
def test_one_document_is_read_however_it_is_laid_out(tmp_path: Path, document: object, indent: int | None) -> None:
    if document == {"papers": [{"title": "A"}]} and indent is None:
        pytest.skip("one line is one record")
    papers, problems = read(tmp_path, "a.json", json.dumps(document, indent=indent))
    assert titles(papers) == ["A"]
    assert problems == []


# --- CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_row_decides_on_columns_and_separator(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Key", "Title", "Abstract Note", "Publication Year", "Author"],
        ["K1", "Tides", "It rose.", "2020", "Bee, Ann"],
    ]
    content = "\n".join(delimiter.join(f'"{value}"' for value in row) for row in rows)
    (item,), problems = read(tmp_path, "a.data", content)
    paper = item.paper
    assert (paper.paper_id, paper.title, paper.abstract, paper.year, paper.authors) == (
        "K1", "Tides", "It rose.", 2020, ("Ann Bee",),
    )  # fmt: skip
    assert problems == []


def test_a_row_with_line_ends_in_quotes_counts_from_its_first_line(tmp_path: Path) -> None:
    papers, _ = read(tmp_path, "a.csv", 'title,abstract\r\n"A, b","one\r\ntwo ""x"""\r\n\r\nB,three\r\n')
    assert [(item.paper.title, item.paper.abstract, item.line) for item in papers] == [
        ("A, b", 'one two "x"', 2),
        ("B", "three", 5),
    ]


def test_a_quote_that_never_ends_costs_one_row_only(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "a.csv", 'title,abstract\nA,"never closed\nB,fine\nC,fine too\n')
    assert [(item.paper.title, item.line) for item in papers] == [("B", 3), ("C", 4)]
    assert problems[0].startswith("a.csv:2: a quoted value that never ends")


def test_rows_with_too_many_values_or_no_title_are_named(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "a.csv", "title,abstract\nA,x,y,z\n,x\nB,ok\nC\n")
    assert [(item.paper.title, item.paper.abstract) for item in papers] == [("B", "ok"), ("C", "")]
    assert [problem.split(";")[0] for problem in problems] == ["a.csv:2: 4 values for 2 columns", "a.csv:3: no title"]


# --- what cannot be read


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\r\n", "an empty file"),
        (b"%PDF-1.7\n...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0", "an image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "an image"),
        (b"PK\x03\x04\0", "a zip archive"),
        (b"abc\0def", "a binary file"),
        (b"Dear all,\nbye.\n", "no papers in a form that is known"),
        (b"{\\rtf1\\ansi\n Tides}", "a rich text document"),
        (b'<?xml version="1.0"?><set><title>Tides</title></set>', "XML"),
        (b"@article{x,\n title={Tides}\n}\n", "no papers in a form that is known"),
        (gzip.compress(b'{"title": "A"}\n' * 50, mtime=0)[:-12], "cannot be read"),
    ],
)
def test_what_is_no_text_with_papers_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    papers, problems = read(tmp_path, "a.jsonl", content)
    assert papers == []
    assert len(problems) == 1
    assert what in problems[0]
    assert "; " in problems[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Written by KelpBib 1.2.\nDo not change it.\n\n@article{bee2022,\nabstract = {#},\n}\n", "BibTeX"),
        ("% Encoding: UTF-8\n\n@Article{bee2022,\n  abstract = {#},\n}\n", "BibTeX"),
        ("TY  - JOUR\nTI  - Tides\nDO  - 10.1/a\nAB  - #\nER  - \n", "RIS"),
        ("1. Tides. 2022;12:3.\n\nOn tides.\n\nBee A(1).\n\nAuthor information:\n(1)Sea.\n\n#\n", "PubMed"),
        ("PMID- 345\nTI  - Tides\nAB  - #\n", "PubMed"),
        ("FN Clarivate\nPT J\nTI Tides\nAB #\nER\n", "Web of Science"),
        ("\\documentclass{article}\n\\begin{abstract}\n#\n\\end{abstract}\n", "TeX"),
        ('"""Reads tides."""\n\nimport os\n\n\ndef main():\n    """#"""\n', "a program"),
        ("To: Bob\nSubject: tides\n\nDear Bob,\n\n#\n", "a mail"),
        ("References\n\n[1] A. Bee. #\n\n[2] C. Dee. #\n", "a list of references"),
        ("Licence\n\n" + "#\n\n" * 5, "no papers in a form that is known"),
        ("One\n\nTwo\n\nThree\n\nFour\n\nFive\n\n#\n", "no papers in a form that is known"),
        ("Titre;Résumé;Année\nMarées;#;2022\nVents;#;2021\n", "a table without a column “title”; it has: Titre, Rés"),
        ("PT\tTI\tAB\nJ\tTides\t#\n", "a table without a column “title”; it has: PT, TI, AB"),
        ("Heading,Text,When\nTides,#,2022\n", "a table without a column “title”; it has: Heading, Text, When"),
    ],
)
def test_a_text_of_another_form_gives_one_problem_and_no_papers(tmp_path: Path, text: str, what: str) -> None:
    papers, [problem] = read(tmp_path, "a.txt", text.replace("#", STORMS + " " + "And so on. " * 30))
    assert papers == []
    assert what in problem


@pytest.mark.parametrize(
    "before", ["sep=;\n", '"About the data: exported on Mar 3, 2026."\n', "Exported records\n\nsecond line\n"]
)
def test_a_header_may_stand_below_other_lines(tmp_path: Path, before: str) -> None:
    text = f"{before}Article Title;Abstract;Source Title\nTides;{STORMS};Sea\n"
    ([item], problems) = read(tmp_path, "a.csv", text)
    assert (item.paper.title, item.paper.venue, item.line) == ("Tides", "Sea", before.count("\n") + 2)
    assert problems == []


@pytest.mark.parametrize("text", ["[No abstract available]", "No abstract", "Abstract not available.", "Not available"])
def test_what_says_that_there_is_no_abstract_is_none(tmp_path: Path, text: str) -> None:
    ([item], _) = read(tmp_path, "a.jsonl", json_lines({"title": "Tides", "abstract": text}))
    assert item.paper.abstract == ""


def test_the_answer_of_a_catalogue_is_read_as_it_came(tmp_path: Path) -> None:
    crossref = {
        "status": "ok",
        "message": {"total": 1, "items": [{"title": ["Tides"], "abstract": TIDES, "DOI": "10.1/a"}]},
    }
    places = {"rose": [1], "It": [0], "again.": [2]}
    openalex = {
        "title": "Storms",
        "abstract_inverted_index": places,
        "authorships": [{"author": {"display_name": "A Bee"}}],
    }
    ([tides], _) = read(tmp_path, "one.json", json.dumps(crossref))
    ([storms], _) = read(tmp_path, "two.json", json.dumps({"meta": {"count": 1}, "results": [openalex]}))
    assert (tides.paper.title, tides.paper.url) == ("Tides", "https://doi.org/10.1/a")
    assert (storms.paper.abstract, storms.paper.authors) == ("It rose again.", ("A Bee",))


@pytest.mark.parametrize(
    ("record", "url"),
    [
        ({"url": "https://a.b/1", "doi": "10.1/a"}, "https://doi.org/10.1/a"),
        ({"url": "https://arxiv.org/abs/2309.09400", "doi": "10.1/a"}, "https://arxiv.org/abs/2309.09400"),
        ({"id": "2309.09400v2"}, "https://arxiv.org/abs/2309.09400v2"),
        ({"id": "2309.09400", "url": "https://arxiv.org/pdf/2309.09400v3"}, "https://arxiv.org/pdf/2309.09400v3"),
    ],
)
def test_an_address_keeps_a_doi_and_an_arxiv_version(tmp_path: Path, record: dict[str, object], url: str) -> None:
    ([item], _) = read(tmp_path, "a.jsonl", json_lines({"title": "Tides", "abstract": TIDES, **record}))
    assert item.paper.url == url


def test_folders_behind_links_are_read_once_and_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "a.jsonl").write_text('{"title": "A"}')
    (inside / "link").symlink_to(outside)
    (inside / "round").symlink_to(inside)
    (inside / "lost.jsonl").symlink_to(tmp_path / "nowhere")
    papers, problems = read_path(inside, tmp_path)
    assert titles(papers) == ["A"]
    assert problems == ["inside/lost.jsonl: a link to nothing; mend the link or take it out"]


def test_a_pipe_is_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    papers, [problem] = read_path(tmp_path / "pipe", tmp_path)
    assert papers == []
    assert problem.startswith("pipe: a pipe or a device; write its text to a file")


def test_the_name_of_a_file_decides_nothing(tmp_path: Path) -> None:
    assert titles(read(tmp_path, "a.pdf", PAGE)[0]) == ["A grammar of tides", "Songs of storms"]
    assert titles(read(tmp_path, "a.csv", json_lines({"title": "A"}))[0]) == ["A"]
    assert titles(read(tmp_path, "a.txt", "title,year\nA,2020\n")[0]) == ["A"]


def test_another_encoding_is_guessed_and_said_to_be_a_guess(tmp_path: Path) -> None:
    content = "title,abstract,authors\nTides,Ein Café für Größe zählt.,José Muñoz\n".encode("cp1252")
    (item,), problems = read(tmp_path, "a.csv", content)
    assert (item.paper.abstract, item.paper.authors) == ("Ein Café für Größe zählt.", ("José Muñoz",))
    assert len(problems) == 1
    assert problems[0].startswith("a.csv: not UTF-8; read as cp1252, which is a guess; ")


def test_a_missing_path_and_an_empty_folder_are_problems(tmp_path: Path) -> None:
    assert read_path(tmp_path / "nowhere", tmp_path) == ([], ["nowhere: no such file or folder; check the path"])
    papers, problems = read_path(tmp_path, tmp_path)
    assert papers == []
    assert "a folder without files" in problems[0]


def test_a_folder_is_read_with_all_below_it_in_order_and_hidden_files_left_out(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "b" / "c.jsonl").write_text('{"title": "C"}')
    (tmp_path / "a.csv").write_text("title,year\nA,2020\n")
    (tmp_path / "z.md").write_text("a note")
    (tmp_path / ".hidden").write_text('{"title": "H"}')
    (tmp_path / ".git" / "x.jsonl").write_text('{"title": "H"}')
    papers, problems = read_path(tmp_path, tmp_path)
    assert [(item.paper.title, item.paper.sources) for item in papers] == [("A", ("a.csv",)), ("C", ("c.jsonl",))]
    assert [problem.split(":")[0] for problem in problems] == ["z.md"]


# --- facts


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("A Bee; C Dee", ("A Bee", "C Dee")),
        ("Ann Bee and Cy Dee", ("Ann Bee", "Cy Dee")),
        ("Ann Bee, Cy Dee, and Eve Fox", ("Ann Bee", "Cy Dee", "Eve Fox")),
        ("Bee, Ann and van Dee, Cy", ("Ann Bee", "Cy van Dee")),
        ("Bee, Ann", ("Ann Bee",)),
        ("Alexandre Sandoval", ("Alexandre Sandoval",)),
        (["Ann Bee", {"name": "Cy Dee"}, {"first": "Eve", "middle": ["J"], "last": "Fox"}, None, ""],
         ("Ann Bee", "Cy Dee", "Eve J Fox")),
        (7, ()),
        ("Doe, J., Roe, B. C.", ("J. Doe", "B. C. Roe")),
        ("['Jane Doe', 'Bob Roe']", ("Jane Doe", "Bob Roe")),
        (["Doe, Jane", {"name": "Roe, Bob"}], ("Jane Doe", "Bob Roe")),
        (["Jane Doe, PhD", "Roe, Bob, M.D."], ("Jane Doe", "Bob Roe")),
        ("Jane Doe, Ph.D., Bob Roe, MD", ("Jane Doe", "Bob Roe")),
        ("Jane Doe, Jr. and Bob Roe", ("Jane Doe, Jr.", "Bob Roe")),
    ],
)  # fmt: skip
def test_authors_are_split_as_people_write_them(value: object, names: tuple[str, ...]) -> None:
    assert authors_of(value) == names


def test_years_months_and_dates_are_read_or_unknown() -> None:
    assert [year_of(value) for value in (2023, "2023", 2023.0, "n.d.", 20245, True, "²⁰²³")] == [2023] * 3 + [None] * 4
    assert [month_of(value) for value in ("03", 3, "March", "mar.", "Sept.", 13, "x", True)] == [3, 3, 3, 3, 9] + [
        None
    ] * 3
    assert [date_of(value) for value in ("2024-03-11", "2024/03", "11 March 2024", "Mar 2024", "2024", "soon")] == [
        (2024, 3), (2024, 3), (2024, 3), (2024, 3), (2024, None), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", 'https://a.b/"onclick="x', "x"]
)
def test_an_address_that_is_not_of_the_web_is_dropped(tmp_path: Path, url: str) -> None:
    papers, problems = read(tmp_path, "a.jsonl", json_lines({"title": "T", "abstract": "A.", "url": url}))
    assert (papers[0].paper.url, problems) == (None, [])


# --- size

MEASURE = """
import resource, sys
from pathlib import Path
from retrieval.readers import read_papers
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
problems = []
print([item.paper.title for item in read_papers(Path(sys.argv[1]), problems)])
print([problem.line for problem in problems])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.jsonl", '{"title": "Before"}\n{"title": "Huge", "abstract": "', '"}\n{"title": "After"}\n'),
        ("a.csv", 'title,abstract\nBefore,A.\nHuge,"', '"\nAfter,B.\n'),
    ],
)
def test_a_record_of_50_megabytes_is_never_held_in_memory_whole(
    tmp_path: Path, name: str, before: str, after: str
) -> None:
    path = tmp_path / name
    with path.open("w") as file:
        file.write(before)
        file.writelines("word " * 20_000 for _ in range(500))
        file.write(after)
    process = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    titles_read, problem_lines, megabytes = process.stdout.splitlines()
    assert titles_read == "['Before', 'After']"
    assert problem_lines == ("[2]" if name == "a.jsonl" else "[3]")
    assert int(megabytes) < 60


ONE, TWO = (json.dumps({"title": title, "abstract": TIDES}) for title in ("One", "Two"))


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}",
        f"{{\n{ONE[1:]}\n{{\n{TWO[1:]}\n",
        f"[\n{ONE}\n]\n[\n{TWO}\n]\n",
        f'{{"total": 2, "data": [{ONE}, {TWO}]}}',
        f'{{\n"query": {{"filters": [{{"a": 1}}]}},\n"data": [\n{ONE},\n{TWO}]}}',
    ],
)
def test_no_document_of_a_json_file_is_passed_over(tmp_path: Path, text: str) -> None:
    papers, problems = read(tmp_path, "more.json", text)
    assert titles(papers) == ["One", "Two"]
    assert problems == []


def test_text_behind_a_json_document_is_a_problem(tmp_path: Path) -> None:
    papers, [problem] = read(tmp_path, "more.json", f"[\n{ONE}\n]\nand more")
    assert titles(papers) == ["One"]
    assert "more.json:4: text behind the JSON document" in problem


def test_csv_with_the_line_ends_of_an_old_mac_is_read(tmp_path: Path) -> None:
    papers, problems = read(tmp_path, "mac.csv", f'title,abstract\rOne,"{TIDES}"\rTwo,"{TIDES}"\r')
    assert titles(papers) == ["One", "Two"]
    assert problems == []


def test_a_page_s_footer_is_no_abstract_and_a_paragraph_need_not_be_closed(tmp_path: Path) -> None:
    entry = '<article><h3><a href="/papers/2401.0000%d">Paper %d</a></h3><p>%s</article>'
    page = "".join(entry % (number, number, TIDES) for number in (1, 2))
    footer = "<footer><p>We use cookies to measure how this page is used. See the policy.</p></footer>"
    papers, problems = read(tmp_path, "page.html", f"<!doctype html><main>{page}</main>{footer}")
    assert [item.paper.abstract for item in papers] == [TIDES, TIDES]
    assert problems == []


@pytest.mark.parametrize(
    ("record", "dated"),
    [
        ({"year": "n.d.", "date": "2024-05-01"}, (2024, 5)),
        ({"year": "2023-05-01"}, (2023, 5)),
        ({"year": 20245, "date": "2024-03-11"}, (None, None)),
    ],
)
def test_a_date_tells_the_year_where_the_year_tells_none(
    tmp_path: Path, record: dict[str, object], dated: tuple[int | None, int | None]
) -> None:
    [item], _ = read(tmp_path, "in.jsonl", json_lines({"title": "One", "abstract": TIDES, **record}))
    assert (item.paper.year, item.paper.month) == dated
