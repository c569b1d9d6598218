"""What one paper says, part by part."""

from collections.abc import Iterator

import pytest
from kinds_library import LANTERN, ORCHARD, TWIN, kinds_retriever, understood

from assistant.datatypes import Evidence
from assistant.outlines.named_papers import papers_named
from assistant.outlines.one_paper import gather_one_paper
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("one"), minilm) as opened:
        yield opened


def gathered(text: str, retriever: Retriever) -> Evidence:
    return gather_one_paper(understood(text, "paper"), papers_named(text, retriever), retriever)


def spoken(evidence: Evidence) -> dict[str, list[int]]:
    """Return the positions of the sentences per heading."""
    assert evidence.outline is not None
    return {part.heading: [item.sentence for item in part.items] for part in evidence.outline.parts}


def test_each_part_holds_its_sentences_in_the_order_of_the_text(retriever: Retriever) -> None:
    evidence = gathered("What is Lantern?", retriever)
    assert [paper.passage.paper.title for paper in evidence.papers] == [LANTERN["title"]]
    assert spoken(evidence) == {
        "Problem": [1],
        "Contribution": [2],
        "Method": [4],
        "Data": [3],
        "Results": [5],
        "Code and data": [6],
    }


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What are the results of Lantern?", {"Results": [5]}),
        ("What problem does Lantern solve?", {"Problem": [1]}),
        ("Why was Lantern created?", {"Problem": [1]}),
        ("What motivated Lantern?", {"Problem": [1]}),
        ("What did the Lantern paper find?", {"Results": [5]}),
        ("What is the conclusion of Lantern?", {"Conclusion": [5]}),
        ("What are the main contributions and findings of Lantern?", {"Contribution": [2], "Results": [5]}),
    ],
)
def test_a_part_that_is_asked_for_comes_alone(text: str, parts: dict[str, list[int]], retriever: Retriever) -> None:
    assert spoken(gathered(text, retriever)) == parts


def test_all_parts_come_where_the_abstract_has_none_of_those_asked_for(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    buoy = {
        "title": "Buoy: A Plan",
        "abstract": "Buoys drift off. We present Buoy, a plan to anchor them.",
        "year": 2020,
    }
    with kinds_retriever(tmp_path_factory.mktemp("plan"), minilm, buoy) as retriever:
        assert spoken(gathered("What are the results of Buoy?", retriever)) == {"Problem": [1], "Contribution": [2]}


def test_there_is_no_heading_where_the_abstract_is_silent(retriever: Retriever) -> None:
    headings = spoken(gathered(f"Summarise “{ORCHARD['title']}”", retriever))
    assert headings and not headings.keys() & {"Limits", "Code and data", "Problem"}


def test_papers_of_the_same_name_are_told_apart_by_their_titles(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with kinds_retriever(tmp_path_factory.mktemp("twins"), minilm, TWIN) as retriever:
        evidence = gathered("What is Lantern?", retriever)
    assert evidence.outline is not None
    assert [statement.text for statement in evidence.outline.statements] == [
        "2 papers in this collection may be meant."
    ]
    assert all(part.heading.endswith((LANTERN["title"], TWIN["title"])) for part in evidence.outline.parts)


def test_a_paper_has_to_be_named(retriever: Retriever) -> None:
    with pytest.raises(ValueError, match="no paper is named"):
        gather_one_paper(understood("What is it?", "paper"), (), retriever)


def test_asked_how_it_works_the_parts_that_tell_it_come_alone(retriever: Retriever) -> None:
    found = spoken(gathered("How does Lantern work?", retriever))
    assert found == {"Contribution": [2], "Method": [4], "Data": [3]}
