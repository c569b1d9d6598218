"""Questions that the records of the collection answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kinds_library import CROWD, HARBOUR, ORCHARD, kinds_retriever, understood
from small_library import opened_stack

from assistant.datatypes import Evidence
from assistant.outlines.collection_records import A_START, NO_START, gather_records
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("records"), minilm) as opened:
        yield opened


def gathered(text: str, retriever: Retriever) -> Evidence | None:
    return gather_records(understood(text, "lookup"), retriever)


def stated(text: str, retriever: Retriever) -> list[str]:
    evidence = gathered(text, retriever)
    assert evidence is not None and evidence.outline is not None and evidence.papers
    return [statement.text for statement in evidence.outline.statements]


@pytest.mark.parametrize(
    "text",
    [
        "Which authors appear most often?",
        "how many authors are there",
        "Who are the most prolific authors in this collection?",
    ],
)
def test_authors_are_counted_by_their_papers(text: str, retriever: Retriever) -> None:
    assert stated(text, retriever) == [
        "5 papers of 8 name their author.",
        "Ana Quay: 2 papers.",
        "Eve Ford: 2 papers.",
        "Of 9 authors the others have at most 1 paper.",
    ]


def test_each_count_carries_the_papers_behind_it(retriever: Retriever) -> None:
    evidence = gathered("Which authors appear most often?", retriever)
    assert evidence is not None and evidence.outline is not None
    counted = [statement.computation for statement in evidence.outline.statements if statement.kind == "computed"]
    assert [computation and len(computation.paper_ids) for computation in counted] == [5, 2, 2]


def test_venues_are_counted_by_their_papers(retriever: Retriever) -> None:
    first, *venues = stated("which venues are represented?", retriever)
    assert first == "2 papers of 8 name their venue."
    assert len(venues) == 2 and all(venue.endswith(": 1 paper.") for venue in venues)


@pytest.mark.parametrize("text", ["Which year has the most papers?", "In which year were most papers published?"])
def test_years_are_counted_by_their_papers(text: str, retriever: Retriever) -> None:
    first, second, *_ = stated(text, retriever)
    assert first == "8 papers of 8 name their year."
    assert second.endswith(" papers.")


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (
            "What is the newest paper in the collection?",
            f"The newest by its record is 1 paper from 2024: “{CROWD['title']}”.",
        ),
        ("the oldest paper here", f"The oldest by its record is 1 paper from 2019: “{HARBOUR['title']}”."),
        ("Which years are covered?", "8 papers whose year is known are from 2019 to 2024."),
    ],
)
def test_years_are_read_from_the_records(text: str, statement: str, retriever: Retriever) -> None:
    assert stated(text, retriever) == [statement]


@pytest.mark.parametrize("text", ["How big is this collection?", "how many abstracts are in here"])
def test_the_papers_are_counted_for_whoever_asks_how_large_the_collection_is(text: str, retriever: Retriever) -> None:
    assert stated(text, retriever)[0] == "8 papers in the collection."


STARTS = [
    "What should I read first?",
    "Recommend me two good papers to start with",
    "Where do I begin",
    "which is the best paper to start with",
]


@pytest.mark.parametrize("text", STARTS)
def test_surveys_are_named_to_start_with(text: str, minilm: LocalEmbedder, tmp_path: Path) -> None:
    survey = {
        "title": "Kelp Parsing: A Survey",
        "abstract": "We survey the parsing of kelp. This survey covers 40 works.",
    }
    with opened_stack(tmp_path, minilm) as stack:
        stack.ingest_records(survey, ORCHARD)
        evidence = gathered(text, stack.retriever())
    assert evidence is not None and evidence.outline is not None
    assert [paper.passage.paper.title for paper in evidence.papers] == [survey["title"]]
    assert evidence.outline.statements[0].text == A_START


def test_without_surveys_nothing_is_named_to_start_with(minilm: LocalEmbedder, tmp_path: Path) -> None:
    with opened_stack(tmp_path, minilm) as stack:
        stack.ingest_records(ORCHARD)
        evidence = gathered("What should I read first?", stack.retriever())
    assert evidence is not None
    assert (evidence.papers, evidence.reason) == ((), NO_START)


def test_what_no_record_names_is_said_to_be_unknown(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with opened_stack(tmp_path_factory.mktemp("unknown"), minilm) as stack:
        stack.ingest_records({"title": ORCHARD["title"], "abstract": ORCHARD["abstract"]})
        evidence = gathered("Which venues are represented?", stack.retriever())
    assert evidence is not None
    assert (evidence.papers, evidence.reason) == ((), "No record of this collection names a paper’s venue.")


@pytest.mark.parametrize(
    "text",
    [
        "What is the latest paper on parsing?",
        "What is the venue?",
        "Who are the authors?",
        "Which authors study dialects most often?",
        "Which years does Lantern cover?",
        "How big is Lantern?",
        "Which papers start with a survey?",
        "Recommend me three papers on parsing to start with",
    ],
)
def test_other_questions_are_left_to_others(text: str, retriever: Retriever) -> None:
    assert gathered(text, retriever) is None
