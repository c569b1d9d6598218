"""Whatever a model server replies, through the whole chain: each case is told apart and nothing crashes."""

import time
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
from langchain_core.runnables import Runnable
from scripted_server import (
    FAULTS,
    INTERNAL_ERROR,
    MODEL,
    TOO_MANY_REQUESTS,
    WRONG_KEY,
    Reply,
    ScriptedServer,
    faulty,
)
from small_library import write_jsonl

from assistant.datatypes import Answer, Question, Turn
from assistant.errors import (
    ModelRateLimited,
    ModelServerError,
    ModelServerFailed,
    ModelServerRefused,
    ModelServerUnreachable,
)
from assistant.settings import Settings, load_settings
from assistant.workspace import Workspace
from assistant.writing.budget import ESTIMATE_MARGIN
from retrieval.embedding import LocalEmbedder
from retrieval.tokens import estimate_tokens

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
def home(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Path:
    """A home folder whose collection `papers` holds the two papers."""
    home = tmp_path_factory.mktemp("home")
    records = [{"title": title, "abstract": abstract} for title, abstract in PAPERS]
    file = write_jsonl(home / "papers.jsonl", records)
    with Workspace(Settings(home=home, _env_file=None), "a test") as workspace:  # type: ignore[call-arg]
        workspace.embedder = minilm
        workspace.ingest([file])
    return home


@pytest.fixture
def answering(
    home: Path, minilm: LocalEmbedder, scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runnable[Question, Answer]]:
    """The chain as the command line and the page have it, with the scripted server named in the environment."""
    monkeypatch.setenv("OPENAI_BASE_URL", scripted_server.base_url)
    monkeypatch.setenv("CITEWELL_MODEL", MODEL)
    with Workspace(load_settings(home=home, model_max_retries=0), "a test") as workspace:
        workspace.embedder = minilm
        yield workspace.answering()


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
    scripted_server.always = reply
    with pytest.raises(ModelServerError) as caught:
        answering.invoke(QUESTION)
    assert type(caught.value) is error


def test_every_fault_that_the_scripted_server_offers_by_hand_is_told_apart(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    told: list[str | None] = []
    for fault in FAULTS:
        scripted_server.always = faulty(Reply("It holds 52,300 sentences [1.2]."), fault)
        try:
            told.append(answering.invoke(QUESTION).broken_off)
        except ModelServerError as error:
            told.append(str(error))
    assert None not in told
    assert len(set(told)) == len(FAULTS)


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
    assert [len(state.citations) for state in states] == [0, 1, 1]
    invoked = answering.invoke(QUESTION)
    assert (states[-1].sentences, states[-1].usage) == (invoked.sentences, invoked.usage)
    assert (invoked.writer, invoked.model) == ("generative", MODEL)


def test_a_stream_that_is_closed_hangs_up_on_the_model(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    scripted_server.enqueue(Reply("It holds 52,300 sentences [1.2]. " * 60, piece_seconds=0.1))
    states = answering.stream(QUESTION)
    next(states)
    started = time.monotonic()
    states.close()  # type: ignore[attr-defined]  # typed as an Iterator, yet a generator
    assert time.monotonic() - started < 14  # the whole reply takes twice as long
    assert scripted_server.hung_up.wait(14)


def test_a_stream_that_is_closed_while_it_is_mended_hangs_up_on_the_model(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    scripted_server.enqueue(Reply("It holds 41 sentences [1.2]."))
    scripted_server.enqueue(Reply("It holds 52,300 sentences [1.2]. " * 60, piece_seconds=0.1))
    states = answering.stream(QUESTION)
    mending = (state for state in states if any("mending" in notice for notice in state.notices))
    next(mending)
    next(mending)
    states.close()  # type: ignore[attr-defined]  # typed as an Iterator, yet a generator
    assert scripted_server.hung_up.wait(14)


def test_an_answer_says_what_it_used(answering: Runnable[Question, Answer], scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply("It holds 52,300 sentences [1.2].", usage=(200, 9)))
    usage = answering.invoke(QUESTION).usage
    prompt = scripted_server.chat_requests[0].json["messages"][-1]["content"]
    evidence = prompt.partition("<evidence>\n")[2].partition("\n</evidence>")[0]
    assert usage == {
        "input_tokens": 200,
        "output_tokens": 9,
        "total_tokens": 209,
        "evidence_tokens": ceil(estimate_tokens(evidence) * ESTIMATE_MARGIN),
        "evidence_tokens_estimated": True,
    }


def test_a_question_off_the_subject_is_abstained_from_without_asking_the_model(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    [answer] = answering.stream(Question("How long should sourdough bread rise?"))
    assert answer.abstained and answer.nearest and answer.usage == {}
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


def test_a_filter_that_only_the_model_named_narrows_nothing(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    history = (Turn("What is Lantern?", "Lantern is a treebank [1.1]."),)
    rewritten = "Which papers published after 2022 at ACL tell how many sentences the treebank Lantern holds?"
    scripted_server.enqueue(rewritten, "It holds 52,300 sentences [1.2].")
    answer = answering.invoke(Question("How many sentences does it hold?", history))
    assert (answer.chips, cited(answer)) == ((), [["[1.2]"]])


def test_a_filter_of_an_earlier_question_holds_where_the_model_repeats_it(
    answering: Runnable[Question, Answer], scripted_server: ScriptedServer
) -> None:
    history = (Turn("What do papers published since 2023 say on treebanks?", "Nothing."),)
    scripted_server.enqueue("What do papers from 2023 onwards say on letters from ports?")
    answer = answering.invoke(Question("And on letters from ports?", history))
    assert [chip.label for chip in answer.chips] == ["since 2023"]
