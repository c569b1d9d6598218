"""Filters by author and kind, what they leave out unjudged, and how each way of retrieving keeps to them."""

import pytest
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, ORCHARD, Stack, made_up_papers

from retrieval.datatypes import PaperFilter
from retrieval.retriever import Retriever

WIND = {
    "title": "Wind over Rivers: A Survey",
    "abstract": "Wind bends reeds. We list ninety studies of it.",
    "authors": ["Olga Lin", "Goran Glavaš"],
}
PAPERS = (
    {**LANTERN, "authors": ["Goran Glavaš", "Ana Lópes"]},
    {**HARBOUR, "authors": ["Lin, Wei"]},
    ORCHARD,
    {**COMPASS, "venue": "NAACL 2021"},
    WIND,
)


@pytest.fixture
def filled(stack: Stack) -> Stack:
    stack.ingest_records(*PAPERS)
    return stack


FILTERS = [
    (PaperFilter(authors=("glavas",)), {"Lantern", "Wind over Rivers"}),
    (PaperFilter(authors=("G. Glavaš",)), {"Lantern", "Wind over Rivers"}),
    (PaperFilter(authors=("Goran Glavaš", "Lopes")), {"Lantern"}),
    (PaperFilter(authors=("Lin",)), {"Harbour", "Wind over Rivers"}),
    (PaperFilter(authors=("Wei Lin",)), {"Harbour"}),
    (PaperFilter(authors=("Goran",)), set()),
    (PaperFilter(authors=("",)), set()),
    (PaperFilter(surveys_only=True), {"Wind over Rivers"}),
    (PaperFilter(surveys_only=True, authors=("Wei Lin",)), set()),
    (PaperFilter(venues=("ACL",)), {"Lantern"}),  # not NAACL
    (PaperFilter(venues=("naacl", "lrec")), {"Compass", "Harbour"}),
    (PaperFilter(paper_ids=("2101.00001", "no such paper")), {"Lantern"}),
    (PaperFilter(paper_ids=()), set()),
    (PaperFilter(year_from=2020, authors=("Glavaš",)), {"Lantern"}),
]


@pytest.mark.parametrize(("paper_filter", "expected"), FILTERS)
def test_the_library_and_every_way_of_retrieving_agree(
    filled: Stack, paper_filter: PaperFilter, expected: set[str]
) -> None:
    def names(titles: list[str]) -> set[str]:
        return {title.split(":")[0] for title in titles}

    library = filled.library
    assert names([paper.title for paper in library.papers(COLLECTION, paper_filter)]) == expected
    assert library.count_papers(COLLECTION, paper_filter) == len(expected)
    indexes = filled.indexes()
    compared_exactly = Retriever(indexes)
    nominated = Retriever(indexes, n_exact_papers=0)
    compared_all = Retriever(indexes, n_exact_papers=0, n_before_filter=1)
    for retriever in (compared_exactly, nominated, compared_all):
        found = retriever.retrieve("wind and letters", paper_filter=paper_filter)
        assert names([passage.paper.title for passage in found]) == expected


def test_the_ways_of_retrieving_rank_alike(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(60))
    indexes = stack.indexes()
    since = PaperFilter(year_from=2010)
    for query in ("otter in the marsh", "Which beetle was seen most?"):
        exactly = Retriever(indexes).retrieve(query, 8, since)
        assert exactly == Retriever(indexes, n_exact_papers=0).retrieve(query, 8, since)
        assert exactly == Retriever(indexes, n_exact_papers=0, n_before_filter=5).retrieve(query, 8, since)


def test_papers_left_out_only_because_a_field_is_unknown_are_counted(filled: Stack) -> None:
    def unknown(**wanted: object) -> dict[str, int]:
        return filled.library.count_unknown(COLLECTION, PaperFilter(**wanted))  # type: ignore[arg-type]

    assert unknown() == {}
    assert unknown(year_from=2000) == {"year": 2}  # Compass, Wind
    assert unknown(venues=("ACL",)) == {"venue": 1}  # Wind
    assert unknown(authors=("Glavaš",)) == {"authors": 2}  # Orchard, Compass
    assert unknown(authors=("Glavaš",), year_from=2000) == {"authors": 1, "year": 1}  # Orchard; Wind
    assert unknown(surveys_only=True) == {}


def test_authors_are_found_by_any_form_of_their_name(filled: Stack) -> None:
    like = filled.library.authors_like
    assert like(COLLECTION, "Lin") == ("olga lin", "wei lin")
    assert like(COLLECTION, "O. Lin") == ("olga lin",)
    assert like(COLLECTION, "Nobody") == like(COLLECTION, "") == ()


def test_a_changed_paper_is_found_by_its_new_authors_only(filled: Stack) -> None:
    filled.ingest_records({**HARBOUR, "title": "Harbour: Letters Sent from Nine Ports", "authors": ["Eva Novak"]})
    assert filled.library.authors_like(COLLECTION, "Wei Lin") == ()
    assert filled.library.count_papers(COLLECTION, PaperFilter(authors=("Novak",))) == 1
    filled.library.delete_collection(COLLECTION)
    filled.ingest_records(LANTERN)
    assert filled.library.authors_like(COLLECTION, "Novak") == ()


def test_filters_hold_papers_by_year_venue_and_source(stack: Stack) -> None:
    stack.ingest_records(LANTERN, HARBOUR, file="one.jsonl")
    stack.ingest_records(COMPASS, {**HARBOUR, "venue": "Zürich Übungen"}, file="two.jsonl")

    def titles(**wanted: object) -> list[str]:
        papers = stack.library.papers(COLLECTION, PaperFilter(**wanted))  # type: ignore[arg-type]
        return sorted(paper.title.split(":")[0] for paper in papers)

    assert titles() == ["Compass", "Harbour", "Lantern"]
    assert titles(year_from=2020) == ["Lantern"]  # Compass has no year
    assert titles(year_from=2019, year_to=2021) == ["Harbour", "Lantern"]
    assert titles(venues=("acl",)) == ["Compass", "Lantern"]
    assert titles(venues=("ÜBUNGEN", "findings")) == ["Compass", "Harbour"]
    assert titles(sources=("two.jsonl",)) == ["Compass", "Harbour"]
    assert titles(sources=("one.jsonl",), venues=("zürich",)) == ["Harbour"]
    assert titles(sources=("one",)) == []
