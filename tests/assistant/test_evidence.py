"""Passages → numbered evidence, or the reason why there is none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import exp
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableConfig
from small_library import COMPASS, HARBOUR, LANTERN, ORCHARD, PAPERS, Stack

from assistant.answering import build_answering
from assistant.datatypes import Draft, Evidence, Question, Turn, UnderstoodQuestion, WriterName
from assistant.evidence import MAX_PAPERS, AnswerWeights, Bar, gather_evidence, read_for, unknown_names
from assistant.signals import Signals
from assistant.writing.extractive import ExtractiveWriter
from retrieval.answer_selection import AnswerSelector
from retrieval.datatypes import PaperFilter
from retrieval.retriever import Retriever

OFF_SUBJECT = "How long should sourdough bread prove before baking?"


class RefusingWriter:
    """A writer for those who want no answers: it must never be asked."""

    name: WriterName = "generative"
    model: str | None = "none"

    def write(self, evidence: Evidence, config: RunnableConfig | None = None) -> Iterator[Draft]:
        raise AssertionError("asked to write")


@pytest.fixture
def retriever(small_retriever: Retriever) -> Retriever:
    return small_retriever


def evidence_of(
    retriever: Retriever, text: str, paper_filter: PaperFilter = PaperFilter(), bar: Bar = Bar()
) -> Evidence:
    understood = UnderstoodQuestion(Question(text, paper_filter=paper_filter), "lookup", text)
    return gather_evidence(understood, retriever.search(text, 10, paper_filter), retriever, bar)


def test_evidence_is_numbered_best_first_with_all_sentences_of_each_paper(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "How many river languages does the Lantern treebank hold?")
    assert [paper.number for paper in evidence.papers] == list(range(1, len(evidence.papers) + 1))
    first = evidence.papers[0]
    assert first.passage.paper.title == LANTERN["title"]
    assert [sentence.position for sentence in first.sentences] == [1, 2, 3]
    assert all(
        first.passage.paper.abstract[sentence.start : sentence.end] == sentence.text for sentence in first.sentences
    )
    assert evidence.reason is None
    assert evidence.confidence >= Bar().least


def test_relevance_is_the_logistic_of_the_absolute_signals(retriever: Retriever) -> None:
    (passage, *_) = retriever.retrieve("Lantern treebank")
    best_sentence = max(sentence.cosine for sentence in passage.sentences)
    logit = -1 + 2 * passage.cosine + 3 * best_sentence + 4 * passage.term_coverage
    bar = Bar(intercept=-1, cosine=2, sentence_cosine=3, term_coverage=4, unknown_name=-5)
    assert bar.relevance(passage, has_unknown_name=False) == pytest.approx(1 / (1 + exp(-logit)))
    assert bar.relevance(passage, has_unknown_name=True) == pytest.approx(1 / (1 + exp(-(logit - 5))))


def signals(is_named: bool, lead: float, titled: float = 1.0, unknown_names: tuple[str, ...] = ()) -> Signals:
    return Signals(is_named, 0.5, 0.6, lead, 0.25, titled, 0.1, 0.8, 1, True, 0.75, 2, unknown_names)


def test_an_answer_s_estimate_is_the_logistic_of_the_signals_that_have_a_weight() -> None:
    weights = AnswerWeights(
        -2, sentence_cosine=3, rest_coverage=4, unsaid=-0.5, uncounted=-0.7, unreported=-0.8, reworded=0.25
    )
    logit = -2 + 3 * 0.6 + 4 * 0.25 - 0.5 * 1 - 0.7 - 0.8 * 0.75 + 0.25 * 2
    assert weights.estimate(signals(True, 0.5)) == pytest.approx(1 / (1 + exp(-logit)))
    assert weights.estimate(signals(True, 0.5), -1.5) == pytest.approx(1 / (1 + exp(1.5 - logit)))


def test_questions_that_pick_a_paper_and_others_have_weights_of_their_own() -> None:
    bar = Bar(picked_unread=AnswerWeights(5.0), unpicked_unread=AnswerWeights(-5.0))
    assert bar.answers(signals(is_named=True, lead=0.0)) > 0.99
    assert bar.answers(signals(is_named=False, lead=0.4)) > 0.99  # far ahead
    assert bar.answers(signals(is_named=False, lead=0.2)) < 0.01


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (signals(is_named=True, lead=0.4, titled=0.0), True),
        (signals(is_named=True, lead=0.1, titled=0.9), True),
        (signals(is_named=True, lead=0.1, titled=0.0), False),  # a rare name that stands somewhere in an abstract
        (signals(is_named=False, lead=0.4), True),
        (signals(is_named=False, lead=0.4, unknown_names=("Valletta",)), False),
        (signals(is_named=False, lead=0.1), False),
    ],
)
def test_a_paper_is_silent_only_where_the_question_is_on_it(given: Signals, expected: bool) -> None:
    assert Bar().is_silent(given) is expected


def test_a_paper_far_from_a_question_does_not_answer_it_however_well_it_reads() -> None:
    read = replace(signals(False, 0.3), is_read=True, answered=6.0, answered_elsewhere=6.0)
    assert Bar().answers(read) > 0.5
    assert Bar().answers(replace(read, cosine=0.1, sentence_cosine=0.2)) == 0.0


def test_where_papers_were_read_other_weights_stand(retriever: Retriever) -> None:
    unread = AnswerWeights(-5.0)
    bar = Bar(picked=AnswerWeights(1.0, answered=2.0), picked_unread=unread, unpicked_unread=unread)
    assert bar.answers(replace(signals(True, 0.5), is_read=True, answered=0.5)) == pytest.approx(1 / (1 + exp(-2)))
    assert bar.answers(signals(True, 0.5)) < 0.01


@pytest.fixture
def reading(retriever: Retriever, models_folder: Path) -> Retriever:
    return Retriever(retriever.indexes, selector=AnswerSelector(models_folder))


def test_the_paper_that_a_question_picks_out_is_read_alone_and_else_the_first_few(reading: Retriever) -> None:
    def is_read(text: str) -> list[bool]:
        passages = read_for(text, reading.search(text), reading).passages
        return [passage.sentences[0].answers is not None for passage in passages]

    assert is_read("How many river languages does Lantern hold?")[:2] == [True, False]
    assert all(is_read("What is hard about small languages?"))


def test_a_count_of_something_else_does_not_answer_however_well_it_reads() -> None:
    counted = replace(
        signals(True, 0.3), is_read=True, answered=2.5, unsaid=0, unreported=0.0, reworded=0, uncounted=False
    )
    assert Bar().answers(counted) > 0.8
    assert Bar().answers(replace(counted, uncounted=True)) < 0.5


def test_a_question_in_another_language_is_not_read(reading: Retriever) -> None:
    retrieval = reading.search("Wie viele Sprachen hat Lantern?")
    assert read_for("Wie viele Sprachen hat Lantern?", retrieval, reading) == retrieval


def test_a_misspelt_word_is_read_as_papers_write_it(reading: Retriever) -> None:
    retrieval = reading.search("How many river languages does Lantern hold?")
    right, misspelt = (
        read_for(f"How many river {word} does Lantern hold?", retrieval, reading).passages[0].sentences
        for word in ("languages", "langauges")
    )
    assert right == misspelt


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Under which licence is the Lantern treebank?", "“licence”"),
        ("What does Lantern say about image captions?", "“image” or “captions”"),
        ("What does Lantern say about «captions»?", "“captions”"),
    ],
)
def test_a_paper_that_is_here_and_silent_is_named_and_given(retriever: Retriever, text: str, words: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence.gap == "silent"
    assert [(paper.number, paper.passage.paper.title) for paper in evidence.papers] == [(1, LANTERN["title"])]
    assert evidence.reason == (
        f"“{LANTERN['title']}” is in this collection, but its abstract does not say this: it does not mention {words}."
    )


@pytest.mark.parametrize(
    "text", ["Do the Lantern parsers always win?", "What does Lantern say on the cause?", "Lantern: why such results?"]
)
def test_a_paper_that_lacks_no_word_is_not_said_to_be_silent(retriever: Retriever, text: str) -> None:
    evidence = evidence_of(retriever, text, bar=Bar(least=1.0))
    assert evidence.reason == (
        f"“{LANTERN['title']}” is in this collection, but no sentence of its abstract was found that surely answers"
        " this."
    )


def test_an_answered_question_has_no_gap(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "How many sentences does the Lantern treebank hold?")
    assert (evidence.gap, evidence.reason) == (None, None)


def test_no_more_papers_are_given_than_a_writer_takes(retriever: Retriever) -> None:
    passages = retriever.search("speech letters apples languages", 10)
    understood = UnderstoodQuestion(Question("speech"), "lookup", "speech")
    many = type(passages)(passages.query, passages.terms, passages.passages * 5)
    assert len(gather_evidence(understood, many, retriever, Bar(least=0.0)).papers) == MAX_PAPERS == 8


def test_a_question_off_the_subject_has_no_evidence_and_the_nearest_papers(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, OFF_SUBJECT)
    assert evidence.papers == ()
    assert evidence.reason == "No paper in this collection comes close enough to this question to be cited."
    assert evidence.gap == "no paper"
    assert len(evidence.nearest) == 3
    assert evidence.confidence < Bar().least


def test_a_name_that_no_paper_holds_is_named_in_the_reason(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "What accuracy does QuaggaNet9 reach?")
    assert evidence.papers == ()
    assert evidence.reason == "No paper in this collection mentions QuaggaNet9."


@pytest.mark.parametrize("text", ["Welche Arbeiten behandeln Brotteig?", "哪些论文研究面包？"])
def test_a_question_in_another_language_is_told_from_one_on_unknown_names(retriever: Retriever, text: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence.gap == "no paper"
    assert evidence.reason == (
        "This question is in another language than the abstracts of this collection, and too few of its words were"
        " found in them."
    )
    coined = evidence_of(retriever, "Was ist QuaggaNet9?")
    assert coined.reason == "No paper in this collection mentions QuaggaNet9."


def test_several_unknown_names_are_all_named(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "Does QuaggaNet9 beat ZorillaBERT?")
    assert evidence.reason == "No paper in this collection mentions QuaggaNet9 or ZorillaBERT."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is Lantern?", ()),
        ("What is Lanten?", ()),  # a letter is missing
        ("Is it like Lantrn?", ()),
        ("What is the Xylophone corpus?", ("Xylophone",)),
        ("What is the xylophone corpus?", ()),  # no capital, no name
        ("How does mT5 do?", ("mT5",)),
        ("Xylophone?", ()),  # a capital that only opens a sentence
        ("Is SIB-200 in Lantern?", ("SIB-200",)),
        ("How many hours has Speech Lantern?", ("Speech Lantern",)),  # papers hold the one word and the other
        ("How does Speech Translation do?", ()),  # side by side in a paper
    ],
)
def test_unknown_names_are_told_from_misspellings(retriever: Retriever, text: str, expected: tuple[str, ...]) -> None:
    terms = retriever.search(text).terms
    assert unknown_names(text, terms, retriever.indexes.keywords) == expected


def test_a_follow_up_on_an_unknown_name_is_abstained_from_as_well(retriever: Retriever) -> None:
    text = "What accuracy does QuaggaNet9 reach? How many river languages does it cover?"
    question = Question("How many river languages does it cover?", (Turn("What accuracy does QuaggaNet9 reach?"),))
    understood = UnderstoodQuestion(question, "number", text)
    evidence = gather_evidence(understood, retriever.search(text), retriever)
    assert evidence.reason == "No paper in this collection mentions QuaggaNet9."


@pytest.mark.parametrize(
    ("paper_filter", "titles"),
    [
        (PaperFilter(year_from=2022), {ORCHARD["title"]}),
        (PaperFilter(year_to=2020), {HARBOUR["title"]}),
        (PaperFilter(venues=("acl 2021",)), {LANTERN["title"], COMPASS["title"]}),
        (PaperFilter(year_from=2020, venues=("acl",)), {LANTERN["title"]}),  # the year of Compass is not known
    ],
)
def test_filters_bound_the_papers_that_may_be_drawn_on(
    retriever: Retriever, paper_filter: PaperFilter, titles: set[str]
) -> None:
    evidence = evidence_of(retriever, "languages", paper_filter, Bar(least=0.0))
    assert {paper.passage.paper.title for paper in evidence.papers} == titles


@pytest.mark.parametrize(
    "paper_filter",
    [PaperFilter(year_from=2040), PaperFilter(venues=("Nowhere",)), PaperFilter(sources=("other.jsonl",))],
)
def test_filters_that_leave_nothing_are_the_reason(retriever: Retriever, paper_filter: PaperFilter) -> None:
    evidence = evidence_of(retriever, "What is Lantern?", paper_filter)
    assert (evidence.papers, evidence.nearest, evidence.confidence) == ((), (), 0.0)
    assert evidence.reason == "The collection holds no paper that this question and its filters could draw on."


@pytest.mark.parametrize(
    "question", [Question(OFF_SUBJECT), Question("How many languages has Lantern?", (), PaperFilter(year_from=2040))]
)
def test_no_writer_is_asked_where_there_is_no_evidence(retriever: Retriever, question: Question) -> None:
    answer = build_answering(retriever, RefusingWriter()).invoke(question)
    assert answer.abstained and answer.complete
    assert answer.text == answer.reason
    assert (answer.sentences, answer.evidence, answer.usage) == ((), (), {})
    assert "write" not in answer.timings_ms


def test_the_refusing_writer_refuses(retriever: Retriever) -> None:
    with pytest.raises(AssertionError, match="asked to write"):
        build_answering(retriever, RefusingWriter()).invoke(Question("How many river languages are in Lantern?"))


def test_what_a_question_for_yes_or_no_turns_on_and_the_paper_lacks_is_told(retriever: Retriever) -> None:
    answering = build_answering(retriever, ExtractiveWriter())
    answer = answering.invoke(Question("Does the Lantern treebank hold sentences annotated by dentists?"))
    assert answer.sentences and answer.sentences[0].citations[0].title == LANTERN["title"]
    assert answer.notices == ("What is cited here does not mention “dentists”.",)
    asked = answering.invoke(Question("Does the Lantern treebank hold sentences annotated by native speakers?"))
    assert asked.sentences and not asked.notices


@pytest.mark.parametrize(
    "question", ["What was the sample size of the soup trial?", "How many subjects took part in the soup trial?"]
)
def test_who_took_part_is_asked_in_the_words_of_the_paper(
    open_stack: Callable[..., Stack], models_folder: Path, question: str
) -> None:
    stack = open_stack()
    stack.ingest_records(
        {
            "title": "Warm soup and sleep: a randomised soup trial",
            "abstract": "Whether soup helps sleep is unknown. We randomised 83 patients to soup or water at night."
            " Sleep was longer with soup by 12 minutes. No harm was seen.",
        },
        *PAPERS,
    )
    retriever = Retriever(stack.indexes(), selector=AnswerSelector(models_folder))
    answer = build_answering(retriever, ExtractiveWriter()).invoke(Question(question))
    assert answer.gap is None
    assert "83 patients" in answer.sentences[0].text
