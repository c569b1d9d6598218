"""Each kind of question through the whole chain, over a small invented collection."""

import re
from collections.abc import Iterator

import pytest
from kinds_library import HARBOUR, LANTERN, kinds_retriever
from langchain_core.runnables import Runnable
from small_library import opened_stack

from assistant.answering import build_answering
from assistant.datatypes import Answer, Layout, Question, QuestionKind
from assistant.writing.extractive import ExtractiveWriter
from retrieval.datatypes import PaperFilter
from retrieval.embedding import LocalEmbedder

GAINS = {
    "title": "Gains from Related River Languages",
    "abstract": "We study parsers of river languages. Adding related languages improves parsing of small languages.",
    "year": 2021,
}
DOUBTS = {
    "title": "Doubts about Related River Languages",
    "abstract": "We repeat a study of parsers. Adding related languages hurts parsing of small languages.",
    "year": 2023,
}

NO_LOSS = {
    "title": "Parsers That Grow",
    "abstract": "Parsers of small languages are costly to train. We show that a parser can be extended to more related"
    " languages without loss of accuracy.",
    "year": 2022,
}
SMALL_BOATS = {
    "title": "Tugger: Traffic in Small Harbours",
    "abstract": "We present Tugger, a model of traffic in small harbours. We find that Tugger hurts small harbours.",
    "year": 2022,
}


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Runnable[Question, Answer]]:
    with kinds_retriever(tmp_path_factory.mktemp("kinds"), minilm) as retriever:
        yield build_answering(retriever, ExtractiveWriter())


@pytest.fixture(scope="module")
def disagreeing(
    tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder
) -> Iterator[Runnable[Question, Answer]]:
    with opened_stack(tmp_path_factory.mktemp("disagreeing"), minilm) as stack:
        stack.ingest_records(GAINS, DOUBTS)
        yield build_answering(stack.retriever(), ExtractiveWriter())


@pytest.mark.parametrize(
    ("text", "kind", "layout"),
    [
        ("What is HarbourBERT?", "paper", "parts"),
        (f"Tell me about the paper {LANTERN['title']}", "paper", "parts"),
        ("Sumarize HarbourBERT in two sentences", "paper", "parts"),
        ("What problem does HarbourBERT solve?", "paper", "parts"),
        ("Which papers work on river languages?", "list", "list"),
        ("How many papers work on river languages?", "count", "list"),
        (f"Compare HarbourBERT with {LANTERN['title']}", "compare", "table"),
        ("Write a related-work paragraph on river languages", "paragraph", "paragraph"),
        ("What do the papers say about river languages?", "synthesis", "groups"),
    ],
)
def test_each_kind_of_question_has_its_layout_and_every_quotation_stands(
    answering: Runnable[Question, Answer], text: str, kind: QuestionKind, layout: Layout
) -> None:
    answer = answering.invoke(Question(text))
    assert (answer.kind, answer.layout, answer.abstained) == (kind, layout, False)
    assert answer.citations
    assert {sentence.verdict for sentence in answer.statements} == {"quoted"}
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end].startswith(sentence.text)


def test_an_ordinary_question_that_names_a_paper_stays_one(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("What does HarbourBERT read?"))
    assert (answer.kind, answer.layout) == ("lookup", None)
    assert answer.citations[0].title == HARBOUR["title"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Is HarbourBERT better than Lantern?", "compare"),
        ("Does Lantern hold more sentences than HarbourBERT?", "compare"),
        ("Which is larger, Lantern or HarbourBERT?", "compare"),
        ("Is HarbourBERT better than Contourlet?", "lookup"),
        ("Is HarbourBERT better than other encoders?", "lookup"),
        ("Does HarbourBERT read more letters than before?", "lookup"),
    ],
)
def test_weighing_two_papers_of_the_collection_makes_a_comparison_and_one_paper_makes_none(
    answering: Runnable[Question, Answer], text: str, kind: QuestionKind
) -> None:
    assert answering.invoke(Question(text)).kind == kind


def test_a_named_paper_goes_before_what_papers_say_together(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("What are the findings of HarbourBERT?"))
    assert answer.kind == "paper"
    assert {citation.title for citation in answer.citations} == {HARBOUR["title"]}
    assert answering.invoke(Question("What are the findings of river language parsing?")).kind == "synthesis"


def test_markers_and_markup_do_not_change_the_kind_and_the_question_stands_as_it_was_asked(
    answering: Runnable[Question, Answer],
) -> None:
    plain = answering.invoke(Question("What is HarbourBERT?"))
    for text in ("What is HarbourBERT? [1.2]", "What is <b>HarbourBERT</b>?", "What is HarbourBERT [1.2]?"):
        answer = answering.invoke(Question(text))
        assert (answer.kind, answer.text, answer.question.text) == ("paper", plain.text, text)


def test_a_paragraph_with_bibtex_is_about_its_subject_alone(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("Write two paragraphs on river languages with BibTeX"))
    assert (answer.kind, answer.gap, answer.query) == ("paragraph", None, "Write two paragraphs on river languages")
    assert answer.bibtex is not None


def test_a_paragraph_comes_with_bibtex_of_the_papers_it_cites(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("Write a related-work paragraph on river languages"))
    assert answer.bibtex is not None
    assert answer.bibtex.count("@") == len({citation.paper_id for citation in answer.citations})
    assert answering.invoke(Question("What is HarbourBERT?")).bibtex is None


def test_a_paper_to_be_cited_comes_as_bibtex_alone(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("How do I cite HarbourBERT?"))
    assert (answer.kind, answer.gap, answer.citations) == ("lookup", None, ())
    assert answer.bibtex is not None and answer.bibtex.startswith("@article{quay2019harbourbert,")


def test_where_abstracts_disagree_both_sides_are_quoted(disagreeing: Runnable[Question, Answer]) -> None:
    answer = disagreeing.invoke(Question("Does adding related languages improve parsing of small languages?"))
    assert [sentence.text for sentence in answer.sentences if sentence.kind == "framing"] == ["The abstracts disagree"]
    assert {citation.title for citation in answer.citations} == {GAINS["title"], DOUBTS["title"]}


def test_a_filter_in_the_question_is_applied_told_and_can_be_taken_off(
    disagreeing: Runnable[Question, Answer],
) -> None:
    text = "Does adding related languages improve parsing in papers since 2022?"
    answer = disagreeing.invoke(Question(text))
    assert [chip.label for chip in answer.chips] == ["since 2022"]
    assert {citation.title for citation in answer.citations} == {DOUBTS["title"]}
    without = disagreeing.invoke(Question(text, ignored_filters=("since 2022",)))
    assert without.chips == ()
    assert GAINS["title"] in {citation.title for citation in without.citations}


def test_a_filter_from_outside_narrows_what_the_words_name(disagreeing: Runnable[Question, Answer]) -> None:
    question = Question("Which papers since 2020 study parsers?", paper_filter=PaperFilter(year_to=2021))
    assert {citation.title for citation in disagreeing.invoke(question).citations} == {GAINS["title"]}


def test_a_named_paper_that_a_filter_leaves_out_is_not_shown(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("What is HarbourBERT?", paper_filter=PaperFilter(year_from=2020)))
    assert HARBOUR["title"] not in {citation.title for citation in answer.citations}


def test_of_a_paper_called_by_its_title_the_other_words_count(answering: Runnable[Question, Answer]) -> None:
    quoted = answering.invoke(Question(f"By how many points does “{LANTERN['title']}” outperform others?"))
    assert not quoted.abstained and "3.1 points" in quoted.text
    assert answering.invoke(Question(f"Which GPU was rented for “{LANTERN['title']}”?")).gap == "silent"


def test_asked_whether_something_helps_what_another_paper_found_stands_behind_the_answer(
    tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder
) -> None:
    first = {
        "title": "Foghorns and the Safety of Ferries",
        "abstract": "We study foghorns. We find that foghorns improve the safety of ferries in fog by a third.",
    }
    second = {
        "title": "Ferries in Fog",
        "abstract": "We sail ferries in fog. Our results show that foghorns are worse than radar"
        " for the safety of ferries.",
    }
    with kinds_retriever(tmp_path_factory.mktemp("foghorns"), minilm, first, second) as opened:
        answering = build_answering(opened, ExtractiveWriter())
        answer = answering.invoke(Question("Do foghorns help the safety of ferries in fog?"))
    assert {citation.title for citation in answer.citations} == {first["title"], second["title"]}


def test_what_is_asked_of_a_named_paper_is_not_asked_of_all(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("What are the limitations of HarbourBERT?"))
    assert {citation.title for citation in answer.citations} <= {HARBOUR["title"]}
    assert answer.kind == "lookup"


def test_a_paper_that_introduces_what_is_named_is_silent_rather_than_absent(
    answering: Runnable[Question, Answer],
) -> None:
    assert answering.invoke(Question("Which batch size was used for Marlin-7?")).gap == "silent"
    assert answering.invoke(Question("Which batch size was used for Contourlet?")).gap != "silent"


@pytest.mark.parametrize("text", ["What is arXiv:2501.99999 about?", "2501.99999"])
def test_an_id_that_no_paper_has_is_told(answering: Runnable[Question, Answer], text: str) -> None:
    answer = answering.invoke(Question(text))
    assert (answer.gap, answer.nearest) == ("no paper", ())
    assert re.fullmatch(r"No paper here has the id (?:arXiv:)?2501\.99999\.", answer.text)


def test_a_general_question_is_answered_from_all_papers_that_found_something_on_it(
    tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder
) -> None:
    with opened_stack(tmp_path_factory.mktemp("general"), minilm) as stack:
        stack.ingest_records(GAINS, NO_LOSS, SMALL_BOATS)
        answering = build_answering(stack.retriever(), ExtractiveWriter())
        general = answering.invoke(Question("Does adding related languages improve parsing of small languages?"))
        assert {citation.title for citation in general.citations} == {GAINS["title"], NO_LOSS["title"]}
        named = answering.invoke(Question("Does Tugger hurt small harbours?"))
        assert {citation.title for citation in named.citations} == {SMALL_BOATS["title"]}
