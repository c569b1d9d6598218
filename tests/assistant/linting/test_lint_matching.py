"""References → papers of the collection in small_library.py."""

import pytest
from small_library import COLLECTION, PAPERS, Stack

from assistant.linting.matching import Matcher
from assistant.linting.references import Reference


@pytest.fixture
def matcher(stack: Stack) -> Matcher:
    stack.ingest_records(*PAPERS)
    return Matcher(stack.library, COLLECTION)


def reference(title: str = "", **facts: object) -> Reference:
    return Reference("key", title, "refs.bib", 1, (title,) if title else (), **facts)  # type: ignore[arg-type]


def test_an_arxiv_id_names_the_paper_whatever_its_title(matcher: Matcher) -> None:
    match = matcher.match(reference("Lantern", arxiv_id="2101.00001"))
    assert match.paper is not None
    assert (match.paper.title, match.kind) == ("Lantern: A Treebank of River Languages", "id")


def test_a_title_is_matched_in_any_case_and_punctuation(matcher: Matcher) -> None:
    match = matcher.match(reference("HARBOUR — letters sent from nine ports!"))
    assert match.paper is not None
    assert (match.paper.title, match.kind, match.note) == ("Harbour: Letters Sent from Nine Ports", "title", None)


@pytest.mark.parametrize(
    "title",
    ["Harbor: Letters Sent from Nine Ports", "Harbour: Letters sent from 9 ports", "Harbour: Letters Sent"],
)
def test_a_similar_title_is_matched_and_said_to_be(matcher: Matcher, title: str) -> None:
    match = matcher.match(reference(title, year=2020))
    assert match.kind == "similar title"
    assert match.note == "matched by similar title: “Harbour: Letters Sent from Nine Ports”"


@pytest.mark.parametrize(
    ("title", "year"),
    [("Harbor: Letters Sent from Nine Ports", 2010), ("Harbour", 2019), ("Letters of the North", 2019)],
)
def test_a_title_that_is_short_or_from_another_time_is_not_matched(matcher: Matcher, title: str, year: int) -> None:
    assert matcher.match(reference(title, year=year)).paper is None


def test_a_title_whose_id_is_another_one_is_matched_with_a_note(matcher: Matcher) -> None:
    match = matcher.match(reference("Lantern: A Treebank of River Languages", arxiv_id="2101.00009"))
    assert match.kind == "title"
    assert match.note == "matched by title, although its id 2101.00009 is not that of the paper here"


def test_an_id_that_belongs_to_a_paper_of_another_title_is_told(matcher: Matcher) -> None:
    to_another = matcher.match(reference("Harbour: Letters Sent from Nine Ports", arxiv_id="2101.00001"))
    assert to_another.paper is not None
    assert to_another.paper.title == "Harbour: Letters Sent from Nine Ports"
    assert to_another.note == (
        "its id 2101.00001 is that of “Lantern: A Treebank of River Languages”; matched by title"
    )
    to_none = matcher.match(reference("Quite Something Else on Boats", arxiv_id="2101.00001"))
    assert to_none.note == "its id 2101.00001 is that of “Lantern: A Treebank of River Languages”"
