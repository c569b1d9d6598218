"""What several papers together say."""

from collections.abc import Iterator
from typing import Literal

import pytest
from kinds_library import ANNOTATION, CROWD, DOUBT, HARBOUR, ORCHARD, TRANSFER, kinds_retriever, understood

from assistant.datatypes import Evidence
from assistant.outlines.synthesis import DISAGREE, gather_synthesis, leans_back, subject_of
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("synthesis"), minilm) as opened:
        yield opened


def gathered(text: str, retriever: Retriever, layout: Literal["groups", "paragraph"] = "groups") -> Evidence:
    return gather_synthesis(understood(text, "synthesis"), retriever.search(text, 10), retriever, layout)


def quoted(evidence: Evidence) -> dict[str, list[str]]:
    """Return the quoted sentences by heading."""
    assert evidence.outline is not None
    texts = {paper.number: [sentence.text for sentence in paper.sentences] for paper in evidence.papers}
    return {
        part.heading: [texts[item.paper][item.sentence - 1] for item in part.items] for part in evidence.outline.parts
    }


def titles(evidence: Evidence) -> set[str]:
    return {paper.passage.paper.title for paper in evidence.papers}


def test_only_papers_on_the_subject_are_drawn_on(retriever: Retriever) -> None:
    evidence = gathered("What helps parsing of river languages?", retriever)
    assert {TRANSFER["title"], DOUBT["title"]} <= titles(evidence)
    assert not {ORCHARD["title"], HARBOUR["title"]} & titles(evidence)


def test_every_paper_is_quoted_once_outside_of_disagreements(retriever: Retriever) -> None:
    evidence = gathered("What helps parsing of river languages?", retriever)
    assert evidence.outline is not None
    numbers = [item.paper for part in evidence.outline.parts if part.heading != DISAGREE for item in part.items]
    assert sorted(numbers) == [paper.number for paper in evidence.papers]


def test_contrary_findings_are_set_side_by_side(retriever: Retriever) -> None:
    parts = quoted(gathered("What helps parsing of river languages?", retriever))
    assert set(parts[DISAGREE]) == {
        "We find that adding related languages improves parsing of small river languages.",
        "We find that adding related languages does not improve parsing of small river languages.",
    }


def test_papers_of_one_idea_stand_together(retriever: Retriever) -> None:
    evidence = gathered("What is known about treebanks of river languages?", retriever)
    assert evidence.outline is not None
    number = {paper.passage.paper.title: paper.number for paper in evidence.papers}
    annotating = {number[ANNOTATION["title"]], number[CROWD["title"]]}
    assert any(annotating <= {item.paper for item in part.items} for part in evidence.outline.parts)


def test_a_paragraph_has_no_headings_and_no_background(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on parsing river languages", retriever, "paragraph")
    assert evidence.outline is not None and evidence.outline.layout == "paragraph"
    parts = quoted(evidence)
    assert set(parts) == {""}
    assert "Many river languages have no treebank." not in parts[""]


def test_a_synthesis_opens_with_how_many_papers_bear_on_it(retriever: Retriever) -> None:
    evidence = gathered("What is known about treebanks of river languages?", retriever)
    assert evidence.outline is not None
    (lead,) = evidence.outline.statements
    assert lead.kind == "computed" and lead.computation is not None
    assert lead.computation.paper_ids == tuple(paper.passage.paper.paper_id for paper in evidence.papers)
    assert lead.text == f"{len(evidence.papers)} papers of this collection bear on this."


def test_a_paragraph_quotes_as_many_papers_as_are_asked_for(retriever: Retriever) -> None:
    text = "Write a related-work paragraph on parsing river languages"
    assert len(gathered(text, retriever, "paragraph").papers) > 2
    assert len(gathered(f"{text}, max 2 papers", retriever, "paragraph").papers) == 2


def test_asked_for_challenges_abstracts_answer_with_what_is_hard(retriever: Retriever) -> None:
    (texts,) = quoted(gathered("What are the main challenges for river language treebanks?", retriever)).values()
    assert "Annotating treebanks of river languages is costly." in texts
    assert "We propose to choose sentences by the disagreement of two parsers." not in texts


def test_asked_for_what_is_known_an_abstract_answers_with_its_finding(retriever: Retriever) -> None:
    parts = quoted(gathered("What is known about transfer between river languages?", retriever))
    texts = [text for found in parts.values() for text in found]
    assert "We study transfer of parsers between related river languages." not in texts


def test_asked_how_something_is_done_sentences_that_do_it_are_quoted(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": f"{port} Letters Read by Machine",
            "abstract": f"Letters of {port} are old. We present a reader of letters from {port}."
            f" We transcribe letters of {port} by {way}.",
        }
        for port, way in (("Quayside", "beam search"), ("Pierhead", "voting"), ("Dockyard", "two annotators"))
    ]
    with kinds_retriever(tmp_path_factory.mktemp("ways"), minilm, *papers) as opened:
        parts = quoted(gathered("How do people transcribe old letters?", opened))
    texts = [text for found in parts.values() for text in found]
    assert texts and all("transcribe" in text for text in texts)


def test_a_paragraph_is_one_paragraph(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on parsing river languages", retriever, "paragraph")
    assert evidence.outline is not None
    assert (len(evidence.outline.parts), evidence.outline.statements) == (1, ())


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("These results hold for all ports.", True),
        ("Similarly, we find that small ports gain.", True),
        ("We apply our parser to such letters.", True),
        ("(2) Adding ports helps.", True),
        ("In this paper, we present a treebank.", False),
        ("We show that old maps help.", False),
        ("To overcome this issue, we present Lantern.", False),
    ],
)
def test_a_sentence_that_points_back_is_known(text: str, leans: bool) -> None:
    assert leans_back(text) == leans


def test_nothing_on_the_subject_is_said_to_be_so(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on quantum error correction", retriever, "paragraph")
    assert (evidence.papers, evidence.outline) == ((), None)
    assert evidence.reason


def test_the_same_question_gives_the_same_outline(retriever: Retriever) -> None:
    text = "What is known about treebanks of river languages?"
    assert gathered(text, retriever) == gathered(text, retriever)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("What helps small ports?", "small ports"),
        ("Write a short related-work paragraph on river treebanks.", "river treebanks"),
        ("Please draft a related work section about letters", "letters"),
        ("What do the papers say about adapters?", "adapters"),
        ("What are the main challenges of reading letters?", "reading letters"),
        ("Summarise the recent work on parsing", "parsing"),
        ("Give me an overview of flood forecasting", "flood forecasting"),
        ("flood forecasting", "flood forecasting"),
        ("related work paragraph: river treebanks", "river treebanks"),
        ("Draft a short literature review on letters, max 3 papers", "letters"),
        ("Write a paragraph about letters with at most two references", "letters"),
    ],
)
def test_the_subject_is_what_remains_without_the_asking(text: str, subject: str) -> None:
    assert subject_of(text) == subject
