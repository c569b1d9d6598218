"""References in BibTeX and in plain lists; what is broken is reported and nothing else is lost."""

from pathlib import Path

import pytest

from assistant.errors import CheckError
from assistant.linting.matching import ReferenceTable
from assistant.linting.reference_lists import parse_references, read_references, read_text_file
from assistant.linting.references import find_acl_id, find_arxiv_id

BIB = """@string{acl = "ACL"}
@inproceedings{lantern, title = {{L}antern: A {T}reebank}, author = {Doe, J{\\"o}rg and Ann van Poe and others},
  year = 2021, booktitle = acl, eprint = {2101.00001}, archiveprefix = {arXiv}}

@article{broken, title = {No end of it,
  year = {2020}
@misc{harbour,
  title = "Harbour",
  subtitle = {Nine Ports},
  date = {2019-05-02},
  url = {https://aclanthology.org/2019.lrec-main.7/}}
@misc{lantern, title = {Again}}
@misc{twice, title = {First}, title = {Second}}
@misc{, title = {Nameless}}
@article{orchard, title = {Orchard}, journal = {arXiv preprint arXiv:2301.00003v2}, year = {2023}}
"""


def test_entries_of_a_bib_file_are_read_with_their_lines() -> None:
    entries = {entry.key: entry for entry in parse_references(BIB, "refs.bib").entries}
    lantern = entries["lantern"]
    assert (lantern.line, lantern.titles, lantern.year) == (2, ("Lantern: A Treebank",), 2021)
    assert lantern.authors == ("Jörg Doe", "Ann van Poe")
    assert lantern.arxiv_id == "2101.00001"
    harbour = entries["harbour"]
    assert (harbour.line, harbour.titles, harbour.year) == (7, ("Harbour: Nine Ports", "Harbour"), 2019)
    assert harbour.acl_id == "2019.lrec-main.7"
    assert entries["orchard"].arxiv_id == "2301.00003"


def test_what_is_broken_in_a_bib_file_is_reported_and_nothing_else_is_lost() -> None:
    references = parse_references(BIB, "refs.bib")
    assert [entry.key for entry in references.entries] == ["lantern", "broken", "harbour", "twice", "orchard"]
    assert [(problem.line, problem.what.split(" (")[0]) for problem in references.problems] == [
        (5, "this entry is broken"),
        (12, "a second entry has the key 'lantern'"),
        (13, "a field stands twice in one entry: title"),
        (14, "this entry has no key"),
    ]


def test_a_broken_entry_keeps_the_title_and_the_year_that_can_be_made_out() -> None:
    broken = parse_references(BIB, "refs.bib").entries[1]
    assert (broken.titles, broken.year) == (("No end of it,",), 2020)


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [
        ("arXiv preprint arXiv:2309.09400v2, 2023.", "2309.09400"),
        ("CoRR, abs/2309.09400", "2309.09400"),
        ("https://doi.org/10.48550/arXiv.2309.09400", "2309.09400"),
        ("arXiv 2309.09400 [cs.CL]", "2309.09400"),
        ("<https://huggingface.co/papers/2309.09400>", "2309.09400"),
        ("pages 2309.09400", None),
    ],
)
def test_arxiv_ids_are_found_in_running_text(text: str, arxiv_id: str | None) -> None:
    assert find_arxiv_id(text) == arxiv_id


def test_acl_ids_are_found_in_addresses_and_dois_only() -> None:
    assert find_acl_id("https://doi.org/10.18653/v1/2023.acl-long.5") == "2023.acl-long.5"
    assert find_acl_id("model W89-0229") is None


def test_authors_and_year_find_the_reference_they_begin() -> None:
    listed = parse_references(
        "Doe, J. and Poe, A. (2021). Lantern: A Treebank of River Languages. ACL.\n\n"
        "Poe, A. (2021). Harbour: Letters Sent from Nine Ports. LREC.\n\n"
        "Roe, B. (2020a). One thing. ACL.\n\nRoe, B. (2020b). Another thing. ACL.\n",
        "list.txt",
    )
    table = ReferenceTable(listed.entries)

    def line(key: str) -> int | None:
        reference = table.find(key)
        return None if reference is None else reference.line

    assert [line(key) for key in ("Doe 2021", "Poe 2021", "Roe 2020b", "Doe 2020")] == [1, 3, 7, None]


def test_files_that_are_no_text_or_not_there_are_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_bytes(b"PK\0\0")
    with pytest.raises(CheckError, match=r"x\.bib: is no text; check \.tex"):
        read_references(tmp_path / "x.bib")
    with pytest.raises(CheckError, match=r"gone\.bib: cannot be read \(No such file or directory\); check the path"):
        read_references(tmp_path / "gone.bib")


def test_an_old_file_in_latin_1_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.tex").write_bytes("Größe".encode("latin-1"))
    assert read_text_file(tmp_path / "old.tex") == "Größe"


def test_a_file_without_references_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty.bib").write_text("\n", encoding="utf-8")
    [problem] = read_references(tmp_path / "empty.bib").problems
    assert problem.what == "holds no references"


@pytest.mark.parametrize(
    ("entry", "authors", "year"),
    [
        ("Ada B. C. Quay et al., “Lantern of Rivers,” 2021.", ("Ada Quay",), 2021),
        ("Quay, A., & Pier, B. (2021). Lantern of rivers. ACL 2022.", ("Quay", "Pier"), 2021),
        (
            "Ada Quay and Bo van Pier. 2021. Lantern of rivers. In Proceedings of ACL.",
            ("Ada Quay", "Bo van Pier"),
            2021,
        ),
    ],
)
def test_names_and_year_of_an_entry_are_read_in_usual_styles(entry: str, authors: tuple[str, ...], year: int) -> None:
    [reference] = parse_references(f"[1] {entry}", "list.txt").entries
    assert (reference.authors, reference.year) == (authors, year)
    assert any(title.casefold() == "lantern of rivers" for title in reference.titles)


def test_items_of_acm_have_their_key_on_the_next_line() -> None:
    text = (
        "\\bibitem[Doe(2021)]%\n        {lan}\n\\bibfield{author}{\\bibinfo{person}{Jane Doe}.}\n"
        "  \\bibinfo{year}{2021}.\n\\newblock \\showarticletitle{Lantern: A Treebank of River Languages}.\n"
        "\\bibitem[Poe(2019)]%\n        {har}\n\\bibfield{author}{\\bibinfo{person}{Ann Poe}.} 2019.\n"
    )
    first, second = parse_references(text, "acm.bbl").entries
    assert (first.key, first.line, first.year, second.key, second.line) == ("lan", 1, 2021, "har", 6)
    assert "bibinfo" not in first.text and "person" not in first.text
