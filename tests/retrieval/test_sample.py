"""The founding papers: facts for all, and synopses that keep to what the abstracts say in words of our own."""

import json
import re
from typing import Any

import pytest
from small_library import FOUNDING_CORPUS, Stack

from retrieval.datatypes import Paper, ReadProblem
from retrieval.identity import normalise_title
from retrieval.readers import read_papers
from retrieval.sample import SAMPLE_FILE

LONGEST_COMMON_RUN = 7


@pytest.fixture(scope="module")
def sample() -> list[Paper]:
    problems: list[ReadProblem] = []
    papers = [item.paper for item in read_papers(SAMPLE_FILE, problems)]
    assert problems == []
    return papers


@pytest.fixture(scope="module")
def abstracts() -> dict[str, Paper]:
    """The founding papers' own records by normalised title."""
    folder = FOUNDING_CORPUS / "pages"
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    return {normalise_title(item.paper.title): item.paper for item in read_papers(folder, [])}


def words(text: str) -> list[str]:
    """Return the words of a text, addresses aside."""
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", text.casefold()))


def numbers(text: str) -> set[str]:
    return {number.rstrip(".,").replace(",", "") for number in re.findall(r"\d[\d,.]*", text)}


def runs(text: list[str]) -> set[tuple[str, ...]]:
    length = LONGEST_COMMON_RUN + 1
    return {tuple(text[start : start + length]) for start in range(len(text) - length + 1)}


def test_the_sample_holds_111_papers_each_with_a_synopsis_that_says_it_is_one(sample: list[Paper]) -> None:
    assert len(sample) == len({paper.paper_id for paper in sample}) == 111
    assert {paper.text_kind for paper in sample} == {"synopsis"}
    assert all(paper.year is not None for paper in sample if paper.arxiv_id)


def test_synopses_are_plain_text_of_80_to_130_words(sample: list[Paper]) -> None:
    for paper in sample:
        assert 80 <= len(paper.abstract.split()) <= 130, paper.title
        assert paper.abstract == paper.raw_abstract, paper.title
        assert not re.search(r"[\\{}<>\n]", paper.abstract), paper.title


def test_the_sample_is_the_founding_papers(sample: list[Paper], abstracts: dict[str, Paper]) -> None:
    assert {normalise_title(paper.title) for paper in sample} == set(abstracts)


def test_every_number_of_a_synopsis_stands_in_the_abstract(sample: list[Paper], abstracts: dict[str, Paper]) -> None:
    for paper in sample:
        original = abstracts[normalise_title(paper.title)]
        assert numbers(paper.abstract) <= numbers(f"{original.abstract} {original.title}"), paper.title


def test_no_eight_words_in_a_row_are_the_abstract_s(sample: list[Paper], abstracts: dict[str, Paper]) -> None:
    for paper in sample:
        original = abstracts[normalise_title(paper.title)]
        copied = runs(words(paper.abstract)) & runs(words(original.abstract))
        assert not copied - runs(words(original.title)), paper.title


def test_facts_are_those_that_were_looked_up(sample: list[Paper]) -> None:
    seed = FOUNDING_CORPUS / "seed_metadata.jsonl"
    if not seed.exists():
        pytest.skip(f"{seed} is not here")
    looked_up: dict[str, dict[str, Any]] = {}
    for line in seed.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        looked_up[normalise_title(record["title"])] = record
    for paper in sample:
        record = looked_up[normalise_title(paper.title)]
        assert (paper.year, paper.arxiv_id, paper.url) == (record["year"], record["arxiv_id"], record["url"]), (
            paper.title
        )


def test_the_sample_can_be_ingested_and_gives_way_to_the_abstracts(stack: Stack, abstracts: dict[str, Paper]) -> None:
    report = stack.ingest_paths(SAMPLE_FILE)
    assert (report.n_added, report.problems, report.duplicates) == (111, (), ())
    report = stack.ingest_paths(FOUNDING_CORPUS / "pages")
    assert (report.n_added, report.n_changed) == (0, 111)
    report = stack.ingest_paths(SAMPLE_FILE)
    assert (report.n_added, report.n_changed, report.n_unchanged) == (0, 0, 111)
    papers = stack.library.papers("papers")
    assert {paper.text_kind for paper in papers} == {"abstract"}
