"""Follow-ups rewritten by the model, over real HTTP."""

import pytest
from scripted_server import INTERNAL_ERROR, MODEL, TOO_MANY_REQUESTS, WRONG_KEY, Reply, ScriptedServer

from assistant.datatypes import Question, Turn
from assistant.errors import (
    ModelRateLimited,
    ModelServerError,
    ModelServerFailed,
    ModelServerRefused,
    ModelServerUnreachable,
)
from assistant.settings import Settings
from assistant.writing.model_server import chat_model_from
from assistant.writing.prompt_parts import render_history
from assistant.writing.rewriting import MAX_ANSWER_CHARACTERS, MAX_QUERY_CHARACTERS, MAX_TURNS, rewrite_question
from prompts.loading import load_prompt

FOLLOW_UP = Question("How large is it?", (Turn("What is Lantern?", "A treebank [1.1]."),))


def rewritten(server: ScriptedServer, question: Question, *replies: Reply | str) -> str:
    """Return the question as it is after the server's reply."""
    server.enqueue(*replies)
    settings = Settings.model_validate({"openai_base_url": server.base_url, "model": MODEL, "model_max_retries": 0})
    return rewrite_question(chat_model_from(settings), question, settings)


@pytest.mark.parametrize(
    "reply",
    [
        "How large is Lantern?",
        " How large is\nLantern? \n",
        '"How large is Lantern?"',
        "<think>Hm.</think>How large is Lantern?",
        "It is Lantern.</think>\nHow large is Lantern?",
        "Rewritten query: How large is Lantern?",
        "**Query:** How large is Lantern?",
        "Here is the standalone query:\n\nHow large is Lantern?",
        '```\nThe new search query is: "How large is Lantern?"\n```',
        "The query that stands alone is:\n\nHow large is Lantern?",
    ],
    ids=[
        "plain",
        "with white space",
        "in quotation marks",
        "after a thought",
        "after a thought that the template opened",
        "with a label",
        "with a bold label",
        "announced",
        "in a fence, with a label",
        "announced in other words",
    ],
)
def test_a_follow_up_becomes_the_models_question(scripted_server: ScriptedServer, reply: str) -> None:
    assert rewritten(scripted_server, FOLLOW_UP, reply) == "How large is Lantern?"


def test_a_label_within_a_query_stays(scripted_server: ScriptedServer) -> None:
    reply = "Which papers on Lantern ask the question: how large?"
    assert rewritten(scripted_server, FOLLOW_UP, reply) == reply


def test_the_model_is_sent_the_rewrite_prompt(scripted_server: ScriptedServer) -> None:
    rewritten(scripted_server, FOLLOW_UP, "How large is Lantern?")
    [request] = scripted_server.chat_requests
    expected = load_prompt("rewrite").render_messages(
        history=render_history(FOLLOW_UP.history), question="How large is it?"
    )
    assert request.json["messages"] == [{"role": message.role, "content": message.text} for message in expected]


def test_a_question_without_history_stays_as_it_is_and_no_model_is_asked(scripted_server: ScriptedServer) -> None:
    assert rewritten(scripted_server, Question("How large is it?")) == "How large is it?"
    assert scripted_server.requests == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(""),
        Reply("  \n "),
        Reply('"?"'),
        Reply("Lantern " * (MAX_QUERY_CHARACTERS // 8 + 1)),
        Reply("I'm sorry, but I can't help with Lantern."),
        Reply("Please share the documents first."),
        Reply("How lar", finish_reason="length"),
        Reply("How lar", finish_reason="content_filter"),
    ],
    ids=[
        "empty",
        "blank",
        "no words",
        "too long",
        "a refusal",
        "no word of what was said",
        "cut at the token limit",
        "cut by the content filter",
    ],
)
def test_a_reply_that_is_no_query_leaves_the_readers_words(scripted_server: ScriptedServer, reply: Reply) -> None:
    assert rewritten(scripted_server, FOLLOW_UP, reply) == "How large is Lantern?"


def test_the_longest_reply_that_is_taken(scripted_server: ScriptedServer) -> None:
    reply = "Lantern " + "x" * (MAX_QUERY_CHARACTERS - len("Lantern "))
    assert rewritten(scripted_server, FOLLOW_UP, reply) == reply


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (WRONG_KEY, ModelServerRefused),
        (TOO_MANY_REQUESTS, ModelRateLimited),
        (INTERNAL_ERROR, ModelServerFailed),
        (Reply.html(), ModelServerFailed),
        (Reply("Dropped.", drop_after=0), ModelServerUnreachable),
    ],
)
def test_errors_of_the_server_are_translated(
    scripted_server: ScriptedServer, reply: Reply, error: type[ModelServerError]
) -> None:
    with pytest.raises(ModelServerError) as caught:
        rewritten(scripted_server, FOLLOW_UP, reply)
    assert type(caught.value) is error


def test_the_model_sees_the_latest_turns_and_the_beginnings_of_their_answers(scripted_server: ScriptedServer) -> None:
    turns = tuple(Turn(f"Question {number}?", "a" * (MAX_ANSWER_CHARACTERS + 1)) for number in range(MAX_TURNS + 2))
    rewritten(scripted_server, Question("Now?", turns), "And now?")
    sent = scripted_server.chat_requests[0].json["messages"][-1]["content"]
    assert "Question 1?" not in sent
    assert [f"Question {number}?" in sent for number in range(2, MAX_TURNS + 2)] == [True] * MAX_TURNS
    assert sent.count("Answer: " + "a" * MAX_ANSWER_CHARACTERS + "\n") == MAX_TURNS
