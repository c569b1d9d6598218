"""Whatever a model server replies, through the whole chain: each case is told apart and nothing crashes."""

import json
from collections.abc import Iterator

import pytest
from langchain_core.runnables import Runnable
from scripted_server import INTERNAL_ERROR, MODEL, TOO_MANY_REQUESTS, WRONG_KEY, Reply, ScriptedServer

from assistant.answering import build_answering
from assistant.datatypes import Answer, Question, Turn
from assistant.errors import (
    ModelRateLimited,
    ModelServerError,
    ModelServerFailed,
    ModelServerRefused,
    ModelServerUnreachable,
)
from assistant.settings import Settings
from assistant.workspace import Workspace
from assistant.writing.budget import TokenBudget
from assistant.writing.generative import GenerativeWriter
from assistant.writing.model_server import chat_model_from
from assistant.writing.rewriting import rewrite_question
from retrieval.tokens import TokenCounter

PAPERS = (
    (
        "Lantern: A Treebank of River Languages",
        "We present Lantern, a treebank of 14 river languages. It holds 52,300 sentences.",
    ),
    (
        "Harbour: A Corpus of Port Letters",
        "We present Harbour, a corpus of letters from nine ports. It spans two centuries.",
    ),
)
QUESTION = Question("How many sentences does Lantern, a treebank of river languages, hold?")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A library of two papers with its indexes."""
    folder = tmp_path_factory.mktemp("home")
    file = folder / "papers.jsonl"
    file.write_text("".join(json.dumps({"title": title, "abstract": abstract}) + "\n" for title, abstract in PAPERS))
    with Workspace(Settings.model_validate({"home": folder, "threads": 2}), "tests") as workspace:
        workspace.ingest([file])
        yield workspace


@pytest.fixture
def answering(workspace: Workspace, scripted_server: ScriptedServer) -> Runnable[Question, Answer]:
    """The chain over the two papers, with the scripted server's model."""
    settings = Settings.model_validate(
        {"openai_base_url": scripted_server.base_url, "model": MODEL, "model_max_retries": 0}
    )
    chat_model = chat_model_from(settings)
    return build_answering(
        workspace.retriever(),
        GenerativeWriter(chat_model, MODEL, settings),
        lambda question: rewrite_question(chat_model, question, settings),
        TokenBudget(TokenCounter.estimating(), 4_000, 500),
    )


def cited(answer: Answer) -> list[list[str]]:
    """Return the markers of each sentence, as far as they resolve."""
    return [[citation.marker for citation in sentence.citations] for sentence in answer.sentences]


@pytest.mark.parametrize(
    ("reply", "resolved", "unresolved"),
    [
        ("It holds 52,300 sentences [1.2].", [["[1.2]"]], []),
        ("It holds a million sentences [9.9].", [[]], ["[9.9]"]),
        ("It holds 52,300 sentences [1.1, 2.3].", [["[1.1]"]], ["[1.1, 2.3]"]),
        ("It holds 52,300 sentences 【1.2】.", [["[1.2]"]], []),
        ("It holds 52,300 sentences [1].", [[]], ["[1]"]),
        ("It holds a million sentences.", [[]], []),
        ("It has 14 languages [1.1]. It is famous.", [["[1.1]"], []], []),
    ],
    ids=["right", "beyond the evidence", "two, one beyond", "full width", "paper alone", "nothing", "one of two"],
)
def test_markers_resolve_or_are_reported(
    answering: Runnable[Question, Answer],
    scripted_server: ScriptedServer,
    reply: str,
    resolved: list[list[str]],
    unresolved: list[str],
) -> None:
    scripted_server.enqueue(Reply(reply, piece_length=3))
    answer = answering.invoke(QUESTION)
    assert (cited(answer), [marker.marker for marker in answer.unresolved]) == (resolved, unresolved)
    assert (answer.text, answer.complete, answer.broken_off) == (reply, True, None)


def test_a_cited_sentence_is_quoted_exactly(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    scripted_server.enqueue("It holds 52,300 sentences [1.2].")
    [citation] = answering.invoke(QUESTION).citations
    assert (citation.title, citation.sentence) == (PAPERS[0][0], 2)
    assert citation.quote == PAPERS[0][1][citation.start : citation.end] == "It holds 52,300 sentences."


def test_an_answer_that_broke_off_keeps_its_text_and_each_way_is_told_apart(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    text = "It has 14 languages [1.1]. And it ho"
    replies = [
        Reply(text, drop_after=30, piece_length=10),
        Reply(text, error_after=30, piece_length=10),
        Reply(text, finish_reason=None),
        Reply(text, finish_reason="length"),
        Reply(text, finish_reason="content_filter"),
    ]
    scripted_server.enqueue(*replies)
    answers = [answering.invoke(QUESTION) for _ in replies]
    assert [answer.text for answer in answers] == [text[:30].rstrip()] * 2 + [text] * 3
    assert all(answer.complete and cited(answer)[0] == ["[1.1]"] for answer in answers)
    assert len({answer.broken_off for answer in answers} - {None}) == len(replies)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (WRONG_KEY, ModelServerRefused),
        (TOO_MANY_REQUESTS, ModelRateLimited),
        (INTERNAL_ERROR, ModelServerFailed),
        (Reply.html(), ModelServerFailed),
        (Reply(""), ModelServerFailed),
        (Reply("Dropped.", drop_after=0), ModelServerUnreachable),
    ],
    ids=["401", "429", "500", "HTML", "no text", "dropped before any text"],
)
def test_a_server_that_fails_is_an_error_of_its_kind(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer, reply: Reply, error: type[ModelServerError]
) -> None:
    scripted_server.enqueue(reply)
    with pytest.raises(ModelServerError) as caught:
        answering.invoke(QUESTION)
    assert type(caught.value) is error


def test_the_failures_are_told_apart(answering: Runnable[Question, Answer], scripted_server: ScriptedServer) -> None:
    replies = [WRONG_KEY, TOO_MANY_REQUESTS, INTERNAL_ERROR, Reply.html(), Reply(""), Reply("x", drop_after=0)]
    scripted_server.enqueue(*replies)
    messages = set()
    for _ in replies:
        with pytest.raises(ModelServerError) as caught:
            answering.invoke(QUESTION)
        messages.add(str(caught.value))
    assert len(messages) == len(replies)


def test_an_answer_streams_and_the_last_state_is_what_invoke_returns(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    reply = Reply("It holds 52,300 sentences [1.2].", piece_length=16, usage=(200, 9))
    scripted_server.enqueue(reply, reply)
    states = list(answering.stream(QUESTION))
    assert [(state.text, state.complete) for state in states] == [
        (reply.text[:16], False),
        (reply.text, False),
        (reply.text, True),
    ]
    invoked = answering.invoke(QUESTION)
    assert (states[-1].sentences, states[-1].usage) == (invoked.sentences, invoked.usage)
    assert invoked.usage["total_tokens"] == 209
    assert invoked.usage["evidence_tokens_estimated"] is True


def test_a_question_off_the_subject_is_abstained_from_without_asking_the_model(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    answer = answering.invoke(Question("How long should sourdough bread rise?"))
    assert answer.abstained and answer.nearest
    assert scripted_server.requests == []


def test_a_follow_up_is_searched_for_as_the_model_rewrote_it(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    scripted_server.enqueue("How many sentences does the treebank Lantern hold?", "It holds 52,300 sentences [1.2].")
    history = (Turn("What is Lantern?", "Lantern is a treebank of 14 river languages [1.1]."),)
    answer = answering.invoke(Question("How many sentences does it hold?", history))
    assert "Lantern" in answer.query
    assert cited(answer) == [["[1.2]"]]
    asked = [request.json["messages"][-1]["content"] for request in scripted_server.chat_requests]
    assert ["Answer: Lantern is a treebank of 14 river languages." in prompt for prompt in asked] == [True, True]
