"""Papers as BibTeX, and as running text names them."""

import re

import pytest
from bibtexparser.entrypoint import parse_string

from assistant.bibtex import attribution, bibtex
from retrieval.datatypes import Paper

LANTERN = Paper(
    "2101.00001",
    "Lantern: A Treebank of River & Lake Languages in LaTeX",
    "We present Lantern.",
    authors=("Ana Quay", "Čeněk Most", "Hal Weir Jr."),
    year=2021,
    month=5,
    venue="ACL 2021",
    arxiv_id="2101.00001",
    acl_id="2021.acl-long.901",
    url="https://example.org/a_b",
)


def fields(paper: Paper) -> dict[str, str]:
    """Return the fields of a paper's entry as a parser reads them."""
    library = parse_string(bibtex([paper]))
    assert not library.failed_blocks
    (entry,) = library.entries
    return {field.key: field.value for field in entry.fields} | {"type": entry.entry_type, "key": entry.key}


def test_a_conference_paper_keeps_all_that_is_known() -> None:
    assert fields(LANTERN) == {
        "type": "inproceedings",
        "key": "quay2021lantern",
        "title": r"{Lantern}: A Treebank of River {\&} Lake Languages in {LaTeX}",
        "author": r"Ana Quay and {\v{C}}en{\v{e}}k Most and Weir, Jr., Hal",
        "booktitle": "ACL 2021",
        "year": "2021",
        "month": "may",
        "url": "https://aclanthology.org/2021.acl-long.901/",
        "eprint": "2101.00001",
        "archivePrefix": "arXiv",
    }


def test_a_preprint_without_authors_has_no_author_field() -> None:
    assert fields(Paper("1", "Rivers", "", year=2020, arxiv_id="2001.00002")) == {
        "type": "misc",
        "key": "rivers2020",
        "title": "Rivers",
        "year": "2020",
        "url": "https://arxiv.org/abs/2001.00002",
        "eprint": "2001.00002",
        "archivePrefix": "arXiv",
    }


def test_nothing_is_made_up_for_a_paper_of_which_only_the_title_is_known() -> None:
    assert fields(Paper("1", "On Rivers and Lakes", "")) == {
        "type": "misc",
        "key": "riverslakes",
        "title": "On Rivers and Lakes",
    }


def test_a_journal_is_told_from_a_conference() -> None:
    found = fields(Paper("1", "Rivers", "", authors=("Ana Quay",), venue="Journal of Rivers, Volume 7", year=2020))
    assert (found["type"], found["journal"], found["volume"]) == ("article", "Journal of Rivers", "7")


def test_the_year_is_that_of_the_venue_and_the_month_of_the_preprint_is_dropped() -> None:
    found = fields(Paper("1", "Rivers", "", year=2020, month=12, venue="EMNLP 2021"))
    assert found["year"] == "2021" and "month" not in found


def test_keys_that_clash_get_letters_in_the_order_of_ids_whatever_the_order_given() -> None:
    first = Paper("1", "Rivers of Salt", "", authors=("Ana Quay",), year=2020)
    second = Paper("2", "Rivers of Sand", "", authors=("Ana Quay",), year=2020)
    keys = re.findall(r"@misc{(\w+),", bibtex([second, first]))
    assert keys == ["quay2020riversb", "quay2020riversa"]


def test_only_words_whose_capitals_matter_are_protected() -> None:
    paper = Paper("1", "Parsing Maltese with XLM-R: A Study of Rivers", "We parse Maltese. All rivers flow.")
    assert fields(paper)["title"] == "Parsing {Maltese} with {XLM-R}: A Study of Rivers"


@pytest.mark.parametrize("title", ["50% of $x_1$ {braces} ~ ^ \\ #1", "ポート の 手紙", "पत्र", "“Quoted” – naïve"])
def test_any_title_is_read_back_by_a_parser(title: str) -> None:
    assert fields(Paper("1", title, "", authors=("Ana Quay",), year=2020))["year"] == "2020"


def test_no_papers_give_no_entries() -> None:
    assert bibtex([]) == ""


@pytest.mark.parametrize(
    ("authors", "year", "named"),
    [
        (("Ana Quay",), 2020, "Quay (2020)"),
        (("Ana Quay", "Bo van der Pier"), 2020, "Quay and van der Pier (2020)"),
        (("Quay, Ana", "Bo Pier", "Dov Sand"), 2020, "Quay et al. (2020)"),
        (("Hal Weir Jr.",), None, "Weir"),
        ((), 2020, "“Rivers” (2020)"),
        ((), None, "“Rivers”"),
    ],
)
def test_running_text_names_a_paper_by_what_is_known(authors: tuple[str, ...], year: int | None, named: str) -> None:
    assert attribution(Paper("1", "Rivers", "", authors=authors, year=year)) == named
