"""Papers like one paper."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from kinds_library import ANNOTATION, LANTERN, TRANSFER, kinds_retriever, understood

from assistant.datatypes import Evidence
from assistant.outlines.similar_papers import N_SIMILAR, gather_similar
from retrieval.datatypes import PaperFilter
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("similar"), minilm) as opened:
        yield opened


def titles(evidence: Evidence | None) -> list[str]:
    assert evidence is not None
    return [paper.passage.paper.title for paper in evidence.papers]


@pytest.mark.parametrize(
    "text", ["Which papers are similar to Lantern?", "Find papers like Lantern", "What is related to “Lantern”?"]
)
def test_the_nearest_papers_come_first_and_the_paper_itself_is_none(text: str, retriever: Retriever) -> None:
    evidence = gather_similar(understood(text, "list"), retriever)
    assert len(titles(evidence)) == N_SIMILAR
    assert LANTERN["title"] not in titles(evidence)
    assert all("River Language" in title for title in titles(evidence)[:3])
    assert evidence is not None and evidence.outline is not None
    assert [part.heading for part in evidence.outline.parts] == titles(evidence)
    assert all(len(part.items) == 1 for part in evidence.outline.parts)
    [told] = evidence.outline.statements
    assert LANTERN["title"] in told.text and "an estimate" in told.text


def test_only_papers_that_pass_the_filter_are_near(retriever: Retriever) -> None:
    asked = replace(understood("Which papers are similar to Lantern?", "list"), paper_filter=PaperFilter(2022, 2022))
    assert sorted(titles(gather_similar(asked, retriever))) == [ANNOTATION["title"], TRANSFER["title"]]
    nothing = gather_similar(replace(asked, paper_filter=PaperFilter(1950, 1951)), retriever)
    assert nothing is not None and (nothing.papers, nothing.gap) == ((), "no paper")


@pytest.mark.parametrize(
    "text",
    [
        "Which papers are related to parsing?",
        "Which related languages does Lantern use?",
        "Does Lantern use languages close to each other?",
        "Which papers are similar to Lantern and HarbourBERT?",
    ],
)
def test_other_questions_are_left_to_others(text: str, retriever: Retriever) -> None:
    assert gather_similar(understood(text, "list"), retriever) is None
