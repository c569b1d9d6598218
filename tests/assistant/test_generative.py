"""The generative writer against a real HTTP server that answers by script."""

import json
from dataclasses import replace
from typing import Any

import pytest
import scripted_server as script
from evidence_by_hand import LANTERN, evidence_for
from langchain_core.callbacks import BaseCallbackHandler
from pydantic import SecretStr
from scripted_server import Reply, ScriptedServer

from assistant.datatypes import Draft, Evidence, Turn
from assistant.errors import (
    ModelRateLimited,
    ModelRequestRejected,
    ModelServerError,
    ModelServerFailed,
    ModelServerRefused,
    ModelServerUnreachable,
)
from assistant.settings import Settings
from assistant.writing.generative import GenerativeWriter, reply_text, text_without_thinking
from assistant.writing.model_server import chat_model_from
from assistant.writing.writer import Writer

KEY = "sk-secret-0123456789"
ANSWER = "Lantern has 14 languages [1.1]. Parsers gain 3.1 points [1.3]."
EVIDENCE = evidence_for("How many languages has Lantern?", [LANTERN])


def settings_for(server: ScriptedServer, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "openai_base_url": server.base_url,
        "openai_api_key": SecretStr(KEY),
        "model": script.MODEL,
        "model_max_retries": 0,
        "model_timeout_seconds": 5,
    }
    return Settings(**(values | changes))


def writer_for(server: ScriptedServer, **changes: Any) -> Writer:
    settings = settings_for(server, **changes)
    return GenerativeWriter(chat_model_from(settings), script.MODEL, settings)


def drafts_of(server: ScriptedServer, reply: Reply, evidence: Evidence | None = None, **changes: Any) -> list[Draft]:
    server.enqueue(reply)
    return list(writer_for(server, **changes).write(evidence or EVIDENCE))


def test_drafts_grow_and_only_the_last_is_complete(scripted_server: ScriptedServer) -> None:
    drafts = drafts_of(scripted_server, Reply(ANSWER, piece_length=30))

    assert [draft.text for draft in drafts] == [ANSWER[:30], ANSWER[:60], ANSWER, ANSWER]
    assert [draft.complete for draft in drafts] == [False, False, False, True]
    assert {(draft.writer, draft.model, draft.broken_off) for draft in drafts} == {("generative", script.MODEL, None)}


def test_last_draft_reports_usage_of_server_and_evidence(scripted_server: ScriptedServer) -> None:
    evidence = replace(EVIDENCE, n_tokens=34)

    last = drafts_of(scripted_server, Reply(ANSWER, usage=(250, 16)), evidence)[-1]

    assert last.usage == {
        "input_tokens": 250,
        "output_tokens": 16,
        "total_tokens": 266,
        "evidence_tokens": 34,
        "evidence_tokens_estimated": False,
    }


def test_estimated_evidence_tokens_are_labelled(scripted_server: ScriptedServer) -> None:
    evidence = replace(EVIDENCE, n_tokens=34, n_tokens_is_estimate=True)

    last = drafts_of(scripted_server, Reply(ANSWER, usage=None), evidence)[-1]

    assert last.usage == {"evidence_tokens": 34, "evidence_tokens_estimated": True}


def test_model_is_sent_rules_apart_from_evidence_and_question(scripted_server: ScriptedServer) -> None:
    follow_up = evidence_for(
        "How many languages has it?", [LANTERN], [Turn("What is Lantern?", "It is a treebank [1.1].")]
    )
    drafts_of(scripted_server, Reply(ANSWER), follow_up)

    sent = scripted_server.chat_requests[0]
    system, user = sent.json["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert system["content"].startswith("You answer questions about research papers")
    assert user["content"] == (
        "<history>\nQuestion: What is Lantern?\nAnswer: It is a treebank.\n</history>\n\n"
        "<evidence>\n[1] Lantern: A Treebank of River Languages (2031)\n"
        "  [1.1] We present Lantern, a treebank of 14 river languages.\n"
        "  [1.2] It holds 52,300 sentences, p < 0.05.\n"
        "  [1.3] Parsers trained on it gain 3.1 points.\n</evidence>\n\n"
        "<question>\nHow many languages has it?\n</question>"
    )
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.json["stream_options"] == {"include_usage": True}
    assert sent.json["max_completion_tokens"] == 1_500
    assert "temperature" not in sent.json


def test_evidence_without_papers_never_reaches_the_model(scripted_server: ScriptedServer) -> None:
    with pytest.raises(ValueError, match="abstain"):
        writer_for(scripted_server).write(evidence_for("Why?", []))

    assert scripted_server.requests == []


def test_socket_dropped_in_mid_stream_keeps_the_text_and_says_so(scripted_server: ScriptedServer) -> None:
    last = drafts_of(scripted_server, Reply(ANSWER, drop_after=20, piece_length=10))[-1]

    assert (last.text, last.complete) == (ANSWER[:20].rstrip(), True)
    assert last.broken_off is not None
    assert last.broken_off.startswith(f"connection lost after 20 characters: 127.0.0.1:{scripted_server.port}: ")


def test_socket_dropped_before_any_text_is_an_error(scripted_server: ScriptedServer) -> None:
    with pytest.raises(ModelServerUnreachable, match="broke off the connection"):
        drafts_of(scripted_server, Reply(ANSWER, drop_after=0))


def test_error_event_in_mid_stream_keeps_the_text_and_says_so(scripted_server: ScriptedServer) -> None:
    last = drafts_of(scripted_server, Reply(ANSWER, error_after=20, piece_length=10))[-1]

    assert (last.text, last.complete) == (ANSWER[:20].rstrip(), True)
    assert last.broken_off is not None and "The model crashed." in last.broken_off


@pytest.mark.parametrize(
    ("finish_reason", "broken_off"),
    [
        (None, "the stream ended with no finish_reason"),
        ("length", "reply cut at max tokens (finish_reason=length); raise CITEWELL_MAX_REPLY_TOKENS"),
        ("content_filter", "reply cut by the server's content filter (finish_reason=content_filter)"),
        ("stop", None),
    ],
)
def test_each_way_to_end_is_told_apart(scripted_server: ScriptedServer, finish_reason: Any, broken_off: str) -> None:
    last = drafts_of(scripted_server, Reply(ANSWER, finish_reason=finish_reason))[-1]

    assert (last.text, last.complete, last.broken_off) == (ANSWER, True, broken_off)


@pytest.mark.parametrize(
    ("reply", "error_class", "message"),
    [
        (script.WRONG_KEY, ModelServerRefused, "the key is not accepted"),
        (script.NO_PERMISSION, ModelServerRefused, "no permission"),
        (script.UNKNOWN_MODEL, ModelRequestRejected, "there is no model 'scripted-model'"),
        (Reply.error(404, "Not Found"), ModelRequestRejected, "nothing answers at this address"),
        (script.TOO_MANY_REQUESTS, ModelRateLimited, "too many requests"),
        (script.QUOTA_USED_UP, ModelRateLimited, "quota is used up"),
        (script.TOO_LONG, ModelRequestRejected, r"too long .* CITEWELL_MAX_CONTEXT_TOKENS \(now 16000\)"),
        (Reply.error(400, "bad temperature"), ModelRequestRejected, r"rejected with 400 \(bad temperature\)"),
        (script.INTERNAL_ERROR, ModelServerFailed, "the server failed with 500"),
        (Reply.html(status=502), ModelServerFailed, r"the server failed with 502; ask again"),
        (Reply.html(), ModelServerFailed, "not of OpenAI's chat protocol; .* ends in /v1"),
        (Reply(raw_body='{"a": 1}'), ModelServerFailed, "not of OpenAI's chat protocol"),
        (Reply(raw_body='{"error": {"message": "No GPU."}}'), ModelServerFailed, r"an error in its reply \(No GPU\.\)"),
        (Reply(""), ModelServerFailed, "holds no text"),
        (Reply("", finish_reason=None), ModelServerFailed, "holds no text"),
        (Reply("", finish_reason="length"), ModelServerFailed, r"raise CITEWELL_MAX_REPLY_TOKENS \(now 1500\)"),
        (Reply("", finish_reason="content_filter"), ModelRequestRejected, "content filter"),
    ],
)
def test_each_fault_is_told_apart(
    scripted_server: ScriptedServer, reply: Reply, error_class: type[ModelServerError], message: str
) -> None:
    scripted_server.always = reply

    with pytest.raises(error_class, match=message) as raised:
        drafts_of(scripted_server, reply)

    assert type(raised.value) is error_class
    assert f"127.0.0.1:{scripted_server.port}" in str(raised.value)


def test_server_that_hangs_is_given_up_after_the_timeout(scripted_server: ScriptedServer) -> None:
    with pytest.raises(ModelServerUnreachable, match=r"no answer within 0\.2 s"):
        drafts_of(scripted_server, Reply(ANSWER, hang_seconds=30), model_timeout_seconds=0.2)


def test_server_that_is_down_is_unreachable() -> None:
    with ScriptedServer() as server:
        writer = writer_for(server)

    with pytest.raises(ModelServerUnreachable, match="refused"):
        list(writer.write(EVIDENCE))


def test_too_many_requests_are_tried_again_as_often_as_set(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(script.TOO_MANY_REQUESTS, script.TOO_MANY_REQUESTS)

    last = drafts_of(scripted_server, Reply(ANSWER), model_max_retries=2)[-1]

    assert (last.text, len(scripted_server.chat_requests)) == (ANSWER, 3)


def test_key_that_the_server_echoes_is_in_no_message_and_no_log(
    scripted_server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    echoing = Reply.error(401, f"Incorrect API key provided: {KEY}. Also sk-sec****6789.", "invalid_api_key")

    with pytest.raises(ModelServerRefused) as raised:
        drafts_of(scripted_server, echoing)

    assert "Incorrect API key provided: [key]" in str(raised.value)
    assert KEY not in str(raised.value) and "6789" not in str(raised.value)
    assert raised.value.__suppress_context__
    assert KEY not in repr(settings_for(scripted_server))
    assert not any(KEY in record.getMessage() for record in caplog.records)


def test_thoughts_of_a_local_model_are_left_out_while_they_stream(scripted_server: ScriptedServer) -> None:
    drafts = drafts_of(scripted_server, Reply(f"<think>Is it 14? [9.9]</think>\n\n{ANSWER}", piece_length=5))

    assert all(ANSWER.startswith(draft.text) for draft in drafts)
    assert drafts[-1].text == ANSWER


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        ("<th", ""),
        ("<think>a", ""),
        ("<think>a</think> b", "b"),
        ("a</think>\n\nb", "b"),
        ("a</think>", ""),
        ("<p is small", "<p is small"),
        ("b", "b"),
        ("<thinking>a</thinking>\nb", "b"),
        ("<thinking>a", ""),
        ("<thought>a</thought>b", "b"),
        ("[THINK]a[1.1][/THINK]b", "b"),
        ("[TH", ""),
        ("[1.1] is b", "[1.1] is b"),
        ("a[/THINK]b", "b"),
        ("<|channel|>analysis<|message|>a", ""),
        ("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>", "b"),
        ("<|start|>assistant<|channel|>analysis<|message|>a<|end|>", ""),
        ("<|channel|>final<|message|>b", "b"),
        ("It puts thoughts in <think> and </think> [1.1].", "It puts thoughts in <think> and </think> [1.1]."),
    ],
)
def test_thinking_is_cut_from_the_beginning_only(raw: str, text: str) -> None:
    assert text_without_thinking(raw) == text


def test_a_character_that_is_sent_in_halves_arrives_whole(scripted_server: ScriptedServer) -> None:
    drafts = drafts_of(scripted_server, Reply("Lantern \ud83d\ude00 has 14 \ud83d languages [1.1].", piece_length=9))

    assert [draft.text for draft in drafts[:2]] == ["Lantern ", "Lantern 😀 has 14 "]
    assert drafts[-1].text == "Lantern 😀 has 14 � languages [1.1]."


def test_what_a_terminal_would_obey_is_left_out(scripted_server: ScriptedServer) -> None:
    drafts = drafts_of(
        scripted_server, Reply("It\thas\r\n14 \x1b[2J\x1b]0;title\x07\x1b[1;31mlanguages\x07\x9b\x00\x1b [1.1].")
    )

    assert drafts[-1].text == "It\thas\n14 languages [1.1]."


def test_a_server_that_does_not_stream_is_asked_for_the_whole_reply(scripted_server: ScriptedServer) -> None:
    whole = {"choices": [{"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}]}
    scripted_server.always = Reply(raw_body=json.dumps(whole))
    writer = writer_for(scripted_server)

    for _ in range(2):
        last = list(writer.write(EVIDENCE))[-1]
        assert (last.text, last.complete, last.broken_off) == (ANSWER, True, None)

    assert [bool(request.json.get("stream")) for request in scripted_server.chat_requests] == [True, False, False]


@pytest.mark.parametrize(
    "raw",
    [
        f"Here is the corrected answer:\n\n{ANSWER}",
        f"**Corrected answer:**\n{ANSWER}",
        f"Sure! Here's the answer:\n\n```markdown\n{ANSWER}\n```\n",
        f"<answer>\n{ANSWER}\n</answer>",
        f"```\nHere is it:\n<answer>{ANSWER}</answer>\n```",
        f"It has 14 [9.9].</think>\n\n{ANSWER}",
    ],
)
def test_what_announces_or_wraps_an_answer_is_no_part_of_it(scripted_server: ScriptedServer, raw: str) -> None:
    drafts = drafts_of(scripted_server, Reply(raw, piece_length=5))

    assert (drafts[-1].text, drafts[-1].complete, drafts[-1].broken_off) == (ANSWER, True, None)


@pytest.mark.parametrize(
    "text",
    [
        "Here is what Lantern holds [1.1]:\n- 14 languages [1.1]",
        "Lantern has two parts:\n- one [1.1]",
        "Sure, it is so [1.1].",
        "It is so [1.1]:\n```\na\n```",
    ],
)
def test_a_beginning_that_says_something_stays(text: str) -> None:
    assert reply_text(text) == text


def test_callbacks_of_the_caller_see_the_model_run(scripted_server: ScriptedServer) -> None:
    class Tokens(BaseCallbackHandler):
        def __init__(self) -> None:
            self.text = ""

        def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
            self.text += token

    tokens = Tokens()
    scripted_server.enqueue(ANSWER)

    list(writer_for(scripted_server).write(EVIDENCE, {"callbacks": [tokens]}))

    assert tokens.text == ANSWER
