"""An answer on its way through the gate: a scripted model that invents is shown to have invented, every time."""

import pytest
from langchain_core.runnables import Runnable
from scripted_server import INTERNAL_ERROR, MODEL, Reply, ScriptedServer

from assistant.answering import build_answering
from assistant.datatypes import Answer, AnswerSentence, Question, Verdict
from assistant.settings import Settings
from assistant.verification.gate import Judge, Judgement, failures, support_line
from assistant.writing.generative import GenerativeWriter
from assistant.writing.model_server import chat_model_from
from retrieval.retriever import Retriever

QUESTION = Question("How many river languages does the Lantern treebank hold, and how many sentences?")
TRUE = (
    "Lantern is a treebank of 14 river languages [1.1].",
    "Native speakers annotated 52,300 sentences for it [1.2].",
    "Accuracy rises by 3.1 points for parsers trained on it [1.3].",
    "It has been presented as a treebank of river languages [1.1].",
)


def answering_by(
    server: ScriptedServer, retriever: Retriever, judge: Judge | None = None
) -> Runnable[Question, Answer]:
    settings = Settings.model_validate({"openai_base_url": server.base_url, "model": MODEL, "model_max_retries": 0})
    return build_answering(retriever, GenerativeWriter(chat_model_from(settings), MODEL, settings), judge=judge)


def answered(server: ScriptedServer, retriever: Retriever, *replies: Reply | str, judge: Judge | None = None) -> Answer:
    server.enqueue(*replies)
    return answering_by(server, retriever, judge).invoke(QUESTION)


@pytest.mark.parametrize(
    "invented",
    [
        "Lantern holds 41 river languages [1.1].",
        "Native speakers annotated 52,300 hours for it [1.2].",
        "Native speakers annotated 52.3 million sentences for it [1.2].",
        "Parsers trained on Beacon gain 3.1 points of accuracy [1.3].",
        "Parsers trained on it lose 3.1 points of accuracy [1.3].",
        "Parsers trained on it gain 3.1 points of accuracy [1.2].",
        "It was never annotated by native speakers [1.2].",
    ],
)
def test_one_invented_sentence_of_five_is_a_mismatch_and_the_others_are_not(
    scripted_server: ScriptedServer, small_retriever: Retriever, invented: str
) -> None:
    text = " ".join([*TRUE[:2], invented, *TRUE[2:]])
    answer = answered(scripted_server, small_retriever, text, text)  # the repair round repeats itself
    verdicts: list[Verdict | None] = [sentence.verdict for sentence in answer.sentences]
    assert verdicts == ["consistent", "consistent", "mismatch", "consistent", "consistent"]
    assert answer.sentences[2].reasons
    assert support_line(answer.sentences) == "4 of 5 statements consistent with what they cite"
    assert invented not in answer.standing_text and TRUE[2] in answer.standing_text


def test_an_invented_citation_names_nothing_and_leaves_its_sentence_uncited(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    text = f"{TRUE[0]} It costs nothing at all [9.9]."
    answer = answered(scripted_server, small_retriever, text, text)
    assert [sentence.verdict for sentence in answer.sentences] == ["consistent", "uncited"]
    assert [fault.marker for fault in answer.unresolved] == ["[9.9]"]


def test_the_model_gets_one_round_to_mend_what_failed(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    answer = answered(scripted_server, small_retriever, "Lantern holds 41 river languages [1.1].", TRUE[0])
    assert [sentence.verdict for sentence in answer.sentences] == ["consistent"]
    first, second = scripted_server.chat_requests
    assert "41" not in first.json["messages"][-1]["content"]
    mending = second.json["messages"][-1]["content"]
    assert "Lantern holds 41 river languages" in mending and "says 41" in mending
    assert answer.usage["total_tokens"] == 240  # both rounds, 120 each
    assert "repair" in answer.timings_ms


def test_an_answer_that_passes_is_not_sent_again(scripted_server: ScriptedServer, small_retriever: Retriever) -> None:
    answered(scripted_server, small_retriever, TRUE[0])
    assert len(scripted_server.chat_requests) == 1


def test_a_repair_that_is_worse_is_thrown_away(scripted_server: ScriptedServer, small_retriever: Retriever) -> None:
    first = f"{TRUE[0]} Lantern holds 41 river languages [1.1]."
    answer = answered(scripted_server, small_retriever, first, "It holds 41 [1.1]. It holds 42 [1.1].")
    assert answer.text == first


def test_a_repair_that_brings_the_mended_sentence_alone_is_thrown_away(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    first = f"{TRUE[1]} {TRUE[2]} Lantern holds 41 river languages [1.1]."
    assert answered(scripted_server, small_retriever, first, TRUE[0]).text == first


def test_a_repair_is_read_without_the_words_that_announce_it(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    repair = f"Here is the corrected answer:\n\n<answer>\n{TRUE[0]}\n</answer>"
    answer = answered(scripted_server, small_retriever, "Lantern holds 41 river languages [1.1].", repair)
    assert (answer.text, [sentence.verdict for sentence in answer.sentences]) == (TRUE[0], ["consistent"])


def test_a_server_that_fails_in_the_repair_round_leaves_the_first_answer(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    answer = answered(scripted_server, small_retriever, "Lantern holds 41 river languages [1.1].", INTERNAL_ERROR)
    assert [sentence.verdict for sentence in answer.sentences] == ["mismatch"]
    assert answer.complete and any("repair round failed" in notice for notice in answer.notices)


def test_a_judge_has_the_last_word_except_over_a_mismatch(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    text = f"{TRUE[0]} {TRUE[1]} Lantern holds 41 river languages [1.1]."

    def judge(asked: object) -> list[Judgement | None]:
        return [Judgement(True), Judgement(False, "says something else")]

    answer = answered(scripted_server, small_retriever, text, text, judge=judge)
    assert [sentence.verdict for sentence in answer.sentences] == ["supported", "mismatch", "mismatch"]
    assert answer.sentences[1].reasons == ("the judge: says something else",)
    assert support_line(answer.sentences) == "1 of 3 statements supported"


def test_where_the_judge_gives_no_verdict_the_answer_says_so(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    answer = answered(
        scripted_server, small_retriever, f"{TRUE[0]} {TRUE[1]}", judge=lambda asked: [Judgement(True), None]
    )
    assert [sentence.verdict for sentence in answer.sentences] == ["supported", "consistent"]
    assert answer.notices == ("The judge gave no clear verdict on 1 of 2 statements.",)


def test_while_it_streams_only_finished_sentences_have_a_verdict(
    scripted_server: ScriptedServer, small_retriever: Retriever
) -> None:
    scripted_server.enqueue(Reply(f"{TRUE[0]} {TRUE[1]}", piece_length=20))
    states = list(answering_by(scripted_server, small_retriever).stream(QUESTION))
    for state in states[:-1]:
        assert not state.complete
        assert all(sentence.verdict is not None for sentence in state.sentences[:-1])
        assert state.sentences[-1].verdict is None
    assert [sentence.verdict for sentence in states[-1].sentences] == ["consistent", "consistent"]


def of(*verdicts: Verdict | None) -> list[AnswerSentence]:
    return [AnswerSentence("It is so.", (), 0, 1, verdict=verdict) for verdict in verdicts]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("quoted",), "1 of 1 statement word for word as in the source"),
        (("quoted", "quoted", "mismatch"), "2 of 3 statements word for word as in the source"),
        (("supported", "supported", "mismatch"), "2 of 3 statements supported"),
        (("supported", "quoted", "uncited"), "2 of 3 statements supported"),
        (("supported", "consistent"), "2 of 2 statements consistent with what they cite"),
        (("mismatch",), "0 of 1 statement supported"),
        ((), ""),
    ],
)
def test_one_line_tells_how_many_statements_hold(verdicts: tuple[Verdict, ...], expected: str) -> None:
    assert support_line(of(*verdicts)) == expected


def test_failures_are_what_does_not_hold() -> None:
    sentences = of("quoted", "supported", "consistent", "mismatch", "uncited", None)
    assert failures(sentences) == sentences[3:5]


@pytest.mark.parametrize(
    ("question", "text", "verdicts"),
    [
        (  # the question alone tells
            "Wie viele Flusssprachen umfasst Lantern, und wie viele Sätze?",
            "Lantern umfasst 14 Flusssprachen [1.1]. Die Baumbank enthält 52.300 annotierte Sätze [1.2].",
            ["consistent", "consistent"],
        ),
        (  # the second sentence tells of the first
            QUESTION.text,
            "Lantern umfasst 14 Flusssprachen [1.1]. Es sind 52.300 Sätze, die von Menschen annotiert wurden [1.2].",
            ["consistent", "consistent"],
        ),
        (
            "Wie viele Flusssprachen umfasst Lantern, und wie viele Sätze?",
            "Lantern umfasst 41 Flusssprachen [1.1].",
            ["mismatch"],
        ),
        (  # an answer in English is held against its sources whatever the question is in
            "Wie viele Flusssprachen umfasst Lantern, und wie viele Sätze?",
            f"{TRUE[0]} It was never annotated by native speakers [1.2].",
            ["consistent", "mismatch"],
        ),
        (  # so is each sentence that is in English itself, in an answer that is not
            QUESTION.text,
            "It was never annotated by native speakers [1.2]. Das ist der Stand der Dinge für die Sätze [1.2].",
            ["mismatch", "consistent"],
        ),
    ],
)
def test_the_language_is_that_of_the_whole_answer_or_of_the_question(
    scripted_server: ScriptedServer, small_retriever: Retriever, question: str, text: str, verdicts: list[Verdict]
) -> None:
    scripted_server.enqueue(text, text)
    answer = answering_by(scripted_server, small_retriever).invoke(Question(question))
    assert [sentence.verdict for sentence in answer.sentences] == verdicts
