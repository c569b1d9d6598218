"""The chain: the same answer by invoke, stream and batch, whichever writer is at work."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from langchain_core.runnables import Runnable, RunnableConfig
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, ORCHARD, Stack

from assistant.answering import build_answering
from assistant.datatypes import Answer, Draft, Evidence, Question, Turn, WriterName
from assistant.export import answer_to_json
from assistant.writing.extractive import ExtractiveWriter
from retrieval.datatypes import PaperFilter
from retrieval.indexing import Indexes, IndexLock
from retrieval.retriever import Retriever

LANTERN_QUESTION = Question("How many river languages does the Lantern treebank hold?")
OFF_SUBJECT = Question("How long should sourdough bread prove before baking?")


class GrowingWriter:
    """Writes a fixed text a word at a time, as a model does."""

    name: WriterName = "generative"
    model: str | None = "by-hand"

    def __init__(self, text: str) -> None:
        self.words = text.split(" ")

    def write(self, evidence: Evidence, config: RunnableConfig | None = None) -> Iterator[Draft]:
        for n_words in range(1, len(self.words) + 1):
            is_last = n_words == len(self.words)
            usage: dict[str, int | bool] = {"output_tokens": n_words} if is_last else {}
            yield Draft(evidence, self.name, " ".join(self.words[:n_words]), is_last, self.model, usage)


@pytest.fixture
def answering(small_retriever: Retriever) -> Runnable[Question, Answer]:
    return build_answering(small_retriever, ExtractiveWriter())


def without_timings(answer: Answer) -> bytes:
    record = answer_to_json(answer)
    del record["timings_ms"]
    return json.dumps(record, ensure_ascii=False).encode()


def test_an_answer_quotes_the_sentence_that_holds_the_fact(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(LANTERN_QUESTION)
    assert (answer.writer, answer.model, answer.complete, answer.abstained) == ("extractive", None, True, False)
    assert "We present Lantern, a treebank of 14 river languages." in [c.quote for c in answer.citations]
    assert {citation.title for citation in answer.citations} == {LANTERN["title"]}
    assert 1 <= len(answer.sentences) <= 4
    assert {sentence.verdict for sentence in answer.sentences} == {"quoted"}
    assert (answer.unresolved, answer.nearest, answer.reason, answer.broken_off) == ((), (), None, None)


def test_a_question_with_broken_characters_is_answered_and_can_be_saved(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question(f"{LANTERN_QUESTION.text} \udcff"))
    assert answer.question.text == f"{LANTERN_QUESTION.text} \ufffd"
    assert b"14 river languages" in without_timings(answer)


def test_a_list_of_what_holds_no_word_is_not_a_list_of_everything(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question("Which papers work on 🎉?"))
    assert answer.reason == "Papers are looked up by words, “🎉” is none."
    assert answer.citations == ()


def test_the_papers_of_the_evidence_are_numbered_and_scored_best_first(answering: Runnable[Question, Answer]) -> None:
    evidence = answering.invoke(LANTERN_QUESTION).evidence
    assert [item.number for item in evidence] == list(range(1, len(evidence) + 1))
    assert [item.score for item in evidence] == sorted((item.score for item in evidence), reverse=True)


def test_an_abstention_has_a_reason_and_the_nearest_papers(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(OFF_SUBJECT)
    assert answer.abstained and answer.complete
    assert (
        answer.text == answer.reason == "No paper in this collection comes close enough to this question to be cited."
    )
    assert (answer.sentences, answer.evidence) == ((), ())
    assert len(answer.nearest) == 3
    assert {item.number for item in answer.nearest} == {None}


@pytest.mark.parametrize("question", [LANTERN_QUESTION, OFF_SUBJECT])
def test_invoke_stream_and_batch_agree(answering: Runnable[Question, Answer], question: Question) -> None:
    invoked = without_timings(answering.invoke(question))
    assert without_timings(list(answering.stream(question))[-1]) == invoked
    assert [without_timings(answer) for answer in answering.batch([question, question])] == [invoked, invoked]


def test_a_batch_answers_in_the_order_of_the_questions(answering: Runnable[Question, Answer]) -> None:
    questions = [LANTERN_QUESTION, OFF_SUBJECT, Question("Does colour matter for ripeness?")]
    answers = answering.batch(questions)
    assert [answer.question for answer in answers] == questions
    assert [answer.abstained for answer in answers] == [False, True, False]
    assert answers[2].citations[0].title == ORCHARD["title"]


def test_the_same_question_gives_the_same_bytes_from_indexes_built_twice(
    stack: Stack, small_retriever: Retriever
) -> None:
    stack.ingest_records(COMPASS, ORCHARD, HARBOUR, LANTERN)  # another order
    again = build_answering(stack.retriever(), ExtractiveWriter()).invoke(LANTERN_QUESTION)
    once = build_answering(small_retriever, ExtractiveWriter()).invoke(LANTERN_QUESTION)
    assert without_timings(again) == without_timings(once)


def test_every_step_says_how_long_it_took(answering: Runnable[Question, Answer]) -> None:
    timings = answering.invoke(LANTERN_QUESTION).timings_ms
    assert list(timings) == ["understand", "retrieve", "pack", "write", "check", "total"]
    assert timings["total"] == pytest.approx(sum(list(timings.values())[:-1]), abs=0.01)
    assert all(milliseconds >= 0 for milliseconds in timings.values())
    assert list(answering.invoke(OFF_SUBJECT).timings_ms) == ["understand", "retrieve", "pack", "check", "total"]


def test_streamed_states_grow_and_only_the_last_is_complete(small_retriever: Retriever) -> None:
    writer = GrowingWriter("Lantern holds 14 languages [1.1]. It is large [9.9].")
    states = list(build_answering(small_retriever, writer).stream(LANTERN_QUESTION))
    assert len(states) == 9
    assert [state.complete for state in states] == [False] * 8 + [True]
    assert all(later.text.startswith(state.text) for state, later in pairwise(states))
    assert [len(state.citations) for state in states] == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert [len(state.unresolved) for state in states] == [0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (states[-1].model, states[-1].usage) == ("by-hand", {"output_tokens": 9})


def test_invoke_gives_the_last_state_of_a_growing_answer(small_retriever: Retriever) -> None:
    answer = build_answering(small_retriever, GrowingWriter("Lantern holds 14 [1.1].")).invoke(LANTERN_QUESTION)
    assert (answer.complete, answer.text) == (True, "Lantern holds 14 [1.1].")


def test_a_follow_up_is_answered_about_the_subject_of_the_question_before(
    answering: Runnable[Question, Answer],
) -> None:
    answer = answering.invoke(Question("How many ports does it cover?", (Turn("What is the Harbour corpus?"),)))
    assert answer.query == "How many ports does the Harbour corpus cover?"
    assert "It covers nine ports and 8,400 letters." in [citation.quote for citation in answer.citations]
    assert answer.citations[0].title == HARBOUR["title"]


def test_a_new_subject_gets_the_answer_it_gets_without_a_history(answering: Runnable[Question, Answer]) -> None:
    alone = answering.invoke(LANTERN_QUESTION)
    after = answering.invoke(Question(LANTERN_QUESTION.text, (Turn("What is the Harbour corpus?"),)))
    assert after.query == alone.query
    assert after.sentences == alone.sentences


@pytest.fixture
def asked_on_lantern(answering: Runnable[Question, Answer]) -> Turn:
    return answering.invoke(Question("Which sentences of river languages were annotated?")).turn


def test_what_the_paper_before_does_not_hold_is_not_answered_with_what_was_said(
    answering: Runnable[Question, Answer], asked_on_lantern: Turn
) -> None:
    assert asked_on_lantern.papers == (LANTERN["title"],)
    answer = answering.invoke(Question("And in winter?", (asked_on_lantern,)))
    assert (answer.gap, answer.abstained) == ("silent", True)
    assert answer.reason == (f"“{LANTERN['title']}” is in this collection, but its abstract does not mention “winter”.")


def test_what_is_added_is_answered_by_the_sentences_that_hold_it(
    answering: Runnable[Question, Answer], asked_on_lantern: Turn
) -> None:
    answer = answering.invoke(Question("And parsers?", (asked_on_lantern,)))
    assert [citation.quote for citation in answer.citations] == ["Parsers trained on it gain 3.1 points of accuracy."]


def test_a_short_question_on_another_subject_is_not_tied_to_the_paper_before(
    answering: Runnable[Question, Answer], asked_on_lantern: Turn
) -> None:
    answer = answering.invoke(Question("What does prosody do?", (asked_on_lantern,)))
    assert {citation.title for citation in answer.citations} <= {COMPASS["title"]}
    assert answer.query == "What does prosody do?"
    asked_of_study = answering.invoke(Question("Was there a difference in accuracy?", (asked_on_lantern,)))
    assert {citation.title for citation in asked_of_study.citations} == {LANTERN["title"]}


def test_a_place_beyond_the_list_before_is_told(answering: Runnable[Question, Answer]) -> None:
    listing = answering.invoke(Question("Which papers are on translation?")).turn
    answer = answering.invoke(Question("Who wrote the second one?", (listing,)))
    assert answer.reason == "The list before shows one paper; there is nothing that “the second one” could stand for."


def test_what_is_asked_of_a_list_is_answered_from_its_papers_alone(answering: Runnable[Question, Answer]) -> None:
    listing = Turn("Which papers are on translation?")
    listed = answering.invoke(Question(listing.question))
    assert [item.paper.title for item in listed.evidence] == [COMPASS["title"]]
    answer = answering.invoke(Question("What do they find?", (listing,)))
    assert {item.paper.title for item in answer.evidence} <= {COMPASS["title"]}
    assert answer.notices == ("Drawn on were only the papers found for “Which papers are on translation?” (1).",)
    picked = answering.invoke(Question("Which of them release a treebank?", (listing,)))
    assert (picked.kind, picked.evidence) == ("list", ())
    assert "considered 1 paper," in picked.text
    assert [item.paper.title for item in answering.invoke(Question("Which papers release a treebank?")).evidence] == [
        LANTERN["title"]
    ]


def test_what_only_narrows_a_list_quotes_what_put_its_papers_there(answering: Runnable[Question, Answer]) -> None:
    listing = Turn("Which papers are on translation?")
    quoted = [citation.quote for citation in answering.invoke(Question(listing.question)).citations]
    narrowed = answering.invoke(Question("Which of them were published at ACL?", (listing,)))
    assert [chip.kind for chip in narrowed.chips] == ["venue"]
    assert [citation.quote for citation in narrowed.citations] == quoted != []


def test_the_rewriting_given_is_asked_for_follow_ups_only(small_retriever: Retriever) -> None:
    rewritten: list[str] = []

    def rewrite(question: Question) -> str:
        rewritten.append(question.text)
        return "How many ports does the Harbour corpus cover?"

    answering = build_answering(small_retriever, ExtractiveWriter(), rewrite)
    assert answering.invoke(Question("How many?")).query == "How many?"
    assert answering.invoke(Question("How many?", (Turn("Harbour"),))).query == (
        "How many ports does the Harbour corpus cover?"
    )
    assert rewritten == ["How many?"]


def test_filters_bound_the_answer(answering: Runnable[Question, Answer]) -> None:
    answer = answering.invoke(Question(LANTERN_QUESTION.text, paper_filter=PaperFilter(year_from=2040)))
    assert answer.abstained
    assert answer.nearest == ()


@pytest.mark.parametrize("text", ["", "   ", "?", "!!!"])
def test_a_question_without_words_is_abstained_from(answering: Runnable[Question, Answer], text: str) -> None:
    assert answering.invoke(Question(text)).abstained


@pytest.mark.parametrize("text", ["thanks", "Hello there!", "Sort them by size", "please translate it into Thai"])
def test_what_asks_nothing_is_not_answered_with_quotations(answering: Runnable[Question, Answer], text: str) -> None:
    answer = answering.invoke(Question(text, (Turn(LANTERN_QUESTION.text),)))
    assert (answer.abstained, answer.sentences, answer.nearest) == (True, (), ())
    assert answer.reason


def test_an_order_is_left_to_the_writer_that_has_a_model(small_retriever: Retriever) -> None:
    answering = build_answering(
        small_retriever, GrowingWriter("Lantern holds 14 [1.1]."), lambda _: LANTERN_QUESTION.text
    )
    assert answering.invoke(Question("Shorten it", (Turn(LANTERN_QUESTION.text),))).text == "Lantern holds 14 [1.1]."


def test_a_process_that_may_not_write_the_indexes_says_what_it_does_not_search(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    assert not build_answering(stack.retriever(), ExtractiveWriter()).invoke(LANTERN_QUESTION).notices
    stack.ingest_records(HARBOUR)
    other = IndexLock(stack.home, "another")
    reading = Indexes(stack.library, stack.home, COLLECTION, stack.embedder, other)
    answer = build_answering(Retriever(reading), ExtractiveWriter()).invoke(LANTERN_QUESTION)
    (notice,) = answer.notices
    assert notice.startswith("The newest papers are not searched yet: the test (process ")
    assert answer.citations[0].title == LANTERN["title"]


def test_a_filter_taken_off_stays_off_for_what_is_asked_of_its_list(answering: Runnable[Question, Answer]) -> None:
    wider = answering.invoke(Question("Which papers since 2021 study letters?", ignored_filters=("since 2021",)))
    assert [item.paper.title for item in wider.evidence] == [HARBOUR["title"]]
    narrowed = answering.invoke(Question("Which of them are from 2019?", (wider.turn,)))
    assert [item.paper.title for item in narrowed.evidence] == [HARBOUR["title"]]


@pytest.mark.parametrize(
    ("question", "year"), [("Which of them is the oldest?", 2019), ("And which is the newest one?", 2023)]
)
def test_the_oldest_of_a_list_is_told_by_its_year(
    answering: Runnable[Question, Answer], question: str, year: int
) -> None:
    listed = answering.invoke(Question("Which papers were published since 2019?"))
    answer = answering.invoke(Question(question, (listed.turn,)))
    assert [item.paper.year for item in answer.evidence] == [year]
