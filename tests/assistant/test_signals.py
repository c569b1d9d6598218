"""What a question asks, held against the paper that came first."""

from collections.abc import Callable
from dataclasses import replace
from math import log

import pytest
from small_library import LANTERN, Stack

from assistant.signals import LONGEST_LEAD, Signals, read_signals
from retrieval.retriever import Retriever


def signals_of(retriever: Retriever, text: str, unknown_names: tuple[str, ...] = ()) -> Signals:
    return read_signals(retriever.search(text), retriever.indexes.keywords, unknown_names)


def test_a_question_that_names_a_paper_picks_it(small_retriever: Retriever) -> None:
    signals = signals_of(small_retriever, "What do we know of Lantern?")
    assert signals.is_named and signals.picks_paper
    assert signals.titled == pytest.approx(1)  # one word that one paper holds
    assert (signals.absent, signals.rarest_missing, signals.missing) == (0, 0, ())


def test_the_words_that_the_paper_lacks_are_named_as_they_were_asked(small_retriever: Retriever) -> None:
    signals = signals_of(small_retriever, "Which licence has the Lantern treebank?")
    assert signals.missing == ("licence",)
    assert signals.rest_coverage == 0
    assert signals.rarest_missing == 1
    nowhere, once = log(1 + 4.5 / 0.5), log(1 + 3.5 / 1.5)  # of four papers none holds "licence", one the other two
    assert signals.absent == pytest.approx(nowhere / (nowhere + 2 * once))


def test_a_name_that_the_paper_writes_with_or_without_hyphens_is_not_missing(open_stack: Callable[..., Stack]) -> None:
    stack = open_stack()
    quay = {"title": "Quay: Reading Bills of Lading", "abstract": "Quay reads bills better than TugR-base does."}
    stack.ingest_records(quay, LANTERN)
    retriever = stack.retriever()
    assert signals_of(retriever, "Is Quay better than Tug-R?").missing == ()
    assert signals_of(retriever, "Is Quay better than Tug-9?").missing == ("Tug-9?",)


def test_the_rest_of_a_question_has_to_stand_in_one_sentence(small_retriever: Retriever) -> None:
    together = signals_of(small_retriever, "Lantern: annotated by native speakers?")
    apart = signals_of(small_retriever, "Lantern: parsers, native speakers?")
    assert together.rest_coverage == 1
    assert apart.rest_coverage == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("question", "n_unsaid"),
    [
        ("How many GPUs did Lantern need?", 1),
        ("Under which licence is Lantern, and what did it cost?", 2),
        ("Who were the annotators of Lantern?", 0),  # they stand in its abstract
        ("How many languages are in Lantern?", 0),
    ],
)
def test_what_abstracts_seldom_tell_is_counted(small_retriever: Retriever, question: str, n_unsaid: int) -> None:
    assert signals_of(small_retriever, question).unsaid == n_unsaid


def test_a_count_and_a_subject_that_the_paper_does_not_have_are_told(small_retriever: Retriever) -> None:
    other_count = signals_of(small_retriever, "How many parsers does Lantern compare?")
    assert other_count.uncounted
    assert not signals_of(small_retriever, "How many languages does Lantern hold?").uncounted
    assert signals_of(small_retriever, "What does Lantern say about image captions?").unreported == 1
    assert signals_of(small_retriever, "What does Lantern say about river pictures?").unreported == 0.5
    assert other_count.unreported == 0


def test_a_size_is_told_by_a_number_and_missed_where_there_is_none(small_retriever: Retriever) -> None:
    told = signals_of(small_retriever, "How big is Lantern?")
    assert (told.uncounted, told.rarest_missing) == (False, 0)
    assert signals_of(small_retriever, "How big is Orchard?").uncounted


def test_a_word_that_papers_answer_without_is_not_held_against_one(small_retriever: Retriever) -> None:
    assert signals_of(small_retriever, "Where can I download Lantern?").rarest_missing == 0
    assert signals_of(small_retriever, "Where can I repair Lantern?").rarest_missing > 0


def test_a_misspelt_word_counts_as_the_one_that_was_meant(small_retriever: Retriever) -> None:
    signals = signals_of(small_retriever, "Which treebnak has river languages?")
    assert (signals.missing, signals.absent) == ((), 0)


def test_a_lead_says_nothing_where_the_first_paper_is_not_close(small_retriever: Retriever) -> None:
    assert signals_of(small_retriever, "How long should sourdough bread prove before baking?").lead == 0
    assert signals_of(small_retriever, "How many river languages does Lantern hold?").lead == LONGEST_LEAD


@pytest.mark.parametrize(
    ("question", "is_close"),
    [
        ("How many sentences were annotated by native speakers?", True),  # all of its words, near a sentence
        ("How many sentences were annotated by native bakers?", False),
        ("Letters Sent from Nine Ports: what do bakers read?", True),  # four words of a title that no other paper holds
        ("Which ports do bakers read about?", False),  # one
    ],
)
def test_a_far_paper_leads_that_holds_all_words_or_whose_title_is_named(
    small_retriever: Retriever, question: str, is_close: bool
) -> None:
    found = small_retriever.search(question)
    far = replace(found, passages=tuple(replace(passage, cosine=0.1) for passage in found.passages))
    assert (read_signals(far, small_retriever.indexes.keywords, ()).lead > 0) is is_close


POND = {
    "title": "Pondera: a network for pond sounds",
    "abstract": "Pondera is pretrained on 500 hours of pond sounds. It names the species that is calling. We share it"
    " under permissive licenses at https://example.org/pondera.",
}


@pytest.mark.parametrize(
    ("question", "missing", "rest_coverage"),
    [
        ("On which GPU was Pondera trained?", ("GPU",), 0),  # "pretrained" is there
        ("What licence has Pondera?", (), 1),  # in the other spelling
        ("Where can I download Pondera?", (), 1),  # an address tells
        ("Who wrote Pondera?", (), 0),  # a question's own words are no reason
        ("How do Pondera and frogs differ?", ("frogs",), 0),
    ],
)
def test_only_words_that_are_truly_absent_are_named(
    open_stack: Callable[..., Stack], question: str, missing: tuple[str, ...], rest_coverage: float
) -> None:
    stack = open_stack()
    stack.ingest_records(POND, LANTERN)
    signals = signals_of(stack.retriever(), question)
    assert (signals.missing, signals.rest_coverage) == (missing, rest_coverage)


@pytest.mark.parametrize("question", ["?", "What is it about?"])
def test_a_question_without_content_words_holds_nothing(small_retriever: Retriever, question: str) -> None:
    signals = signals_of(small_retriever, question)
    assert (signals.rest_coverage, signals.absent, signals.rarest_missing) == (0, 1, 1)


@pytest.mark.parametrize(
    ("question", "unknown", "expected"),
    [
        ("Does QuaggaNet9 handle river languages?", ("QuaggaNet9",), True),
        ("Does Lantern help QuaggaNet9?", ("QuaggaNet9",), False),  # a known name as well
        ("Which river languages are spoken near Valletta?", ("Valletta",), False),  # an ordinary name
    ],
)
def test_a_coined_name_that_no_paper_holds_is_what_a_question_is_about(
    small_retriever: Retriever, question: str, unknown: tuple[str, ...], expected: bool
) -> None:
    assert signals_of(small_retriever, question, unknown).is_on_unknown is expected


def test_every_passage_has_the_sentences_that_signals_are_read_from(small_retriever: Retriever) -> None:
    (passage, *_) = small_retriever.retrieve("Lantern treebank")
    assert passage.paper.title == LANTERN["title"]
    best = max(scored.cosine for scored in passage.sentences)
    assert signals_of(small_retriever, "Lantern treebank").sentence_cosine == best


def test_a_misspelling_is_not_held_against_the_paper(small_retriever: Retriever) -> None:
    assert not signals_of(small_retriever, "How many langauges does Lantern hold?").uncounted
    assert signals_of(small_retriever, "Wich speakers annotated Lantern?").missing == ()


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Sprachen hat Lantern?",
        "¿Cuántas lenguas tiene Lantern?",
        "Сколько языков в Lantern?",
        "Lantern有几种语言？",
    ],
)
def test_words_of_another_language_are_not_held_against_the_paper(small_retriever: Retriever, question: str) -> None:
    signals = signals_of(small_retriever, question)
    assert (signals.missing, signals.rest_coverage, signals.rarest_missing) == ((), 1, 0)


def test_a_coined_name_is_held_against_the_paper_in_any_language(small_retriever: Retriever) -> None:
    assert signals_of(small_retriever, "Was ist Lantern für QuaggaNet9?").missing == ("QuaggaNet9?",)


def test_a_misspelt_word_that_only_asks_is_not_held_against_the_paper(small_retriever: Retriever) -> None:
    assert signals_of(small_retriever, "how meny languages does Lantern hold").missing == ()


def test_words_that_only_stress_a_question_are_no_words_of_its_subject(small_retriever: Retriever) -> None:
    assert (
        signals_of(small_retriever, "Does Lantern really, truly hold even trees?").missing
        == signals_of(small_retriever, "Does Lantern hold trees?").missing
    )


@pytest.mark.parametrize("text", ["How bad is Lantern?", "How awful is Lantern?", "Is Lantern fast and cheap?"])
def test_a_word_of_degree_is_no_reason(small_retriever: Retriever, text: str) -> None:
    assert signals_of(small_retriever, text).missing == ()
