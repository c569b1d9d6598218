"""Which model is asked, where, with which key; every vendor error in our words; the key in no message and no log."""

import inspect
import json
import logging
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, get_args

import httpx2
import openai
import pydantic
import pytest
import scripted_server as script
from langchain_core.exceptions import LangChainException, OutputParserException
from langchain_openai import ChatOpenAI
from langchain_openai.chat_models.base import OpenAIRefusalError
from openai.types.shared import chat_model as openai_models
from pydantic import BaseModel, SecretStr
from scripted_server import Reply, ScriptedServer

from assistant.errors import (
    ModelRateLimited,
    ModelRequestRejected,
    ModelServerError,
    ModelServerFailed,
    ModelServerRefused,
    ModelServerUnreachable,
    SettingsError,
)
from assistant.settings import DEFAULT_MODEL, Settings
from assistant.writing.model_server import (
    CLIENT_ERRORS,
    NO_KEY,
    chat_model_from,
    model_name,
    offered_models,
    translate_error,
    translated_errors,
)
from assistant.writing.server_address import server_address

KEY = "sk-never-to-be-seen-0123456789"
REQUEST = httpx2.Request("POST", "http://localhost/v1/chat/completions")
NOT_OF_THE_PROTOCOL = "the reply is not of OpenAI's chat protocol"


def settings_with(server: ScriptedServer | None = None, **values: Any) -> Settings:
    given: dict[str, Any] = {"openai_api_key": SecretStr(KEY), "model_max_retries": 0}
    if server is not None:
        given |= {"openai_base_url": server.base_url, "model": script.MODEL}
    return Settings(**(given | values))


def chat_model(**values: Any) -> ChatOpenAI:
    model = chat_model_from(settings_with(**values))
    assert isinstance(model, ChatOpenAI)
    return model


def ask(settings: Settings, streaming: bool = False) -> str:
    model = chat_model_from(settings)
    with translated_errors(settings):
        return "".join(chunk.text for chunk in model.stream("Well?")) if streaming else model.invoke("Well?").text
    raise AssertionError("translated_errors swallowed an error")


def assert_key_is_not_seen(error: BaseException) -> None:
    assert KEY not in "".join(traceback.format_exception(error))


@pytest.fixture(params=[False, True], ids=["whole", "streaming"])
def streaming(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(autouse=True)
def no_key_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text


# Which model


def deprecated_models() -> set[str]:
    """Read the names from the text under openai's list, which no object of the package carries."""
    note = inspect.getsource(openai_models).partition('"""Deprecated values:')[2]
    return set(re.findall(r'"([\w.-]+)"', note))


def test_default_model_is_listed_by_openai_and_not_deprecated() -> None:
    deprecated = deprecated_models()

    assert {"gpt-4o-mini", "gpt-5.4-nano"} <= deprecated  # the text was found and read
    assert DEFAULT_MODEL in get_args(openai_models.ChatModel)
    assert DEFAULT_MODEL not in deprecated


def test_without_a_base_url_the_default_model_is_asked_at_openai() -> None:
    model = chat_model()

    assert (model.model_name, model.openai_api_base) == (DEFAULT_MODEL, "https://api.openai.com/v1")


def test_a_model_that_is_set_is_asked_and_no_list_is_fetched(scripted_server: ScriptedServer) -> None:
    assert model_name(settings_with(model="other")) == "other"
    assert model_name(settings_with(scripted_server, model="other")) == "other"
    assert scripted_server.requests == []


def test_base_url_without_a_model_lists_what_the_server_offers() -> None:
    with ScriptedServer(models=["llama-a", "qwen-b"]) as server:
        settings = settings_with(server, model=None)

        assert offered_models(settings) == ["llama-a", "qwen-b"]
        with pytest.raises(SettingsError, match=f"not set; {server.address} offers llama-a, qwen-b: set"):
            chat_model_from(settings)


def test_long_list_of_models_is_cut() -> None:
    models = [f"model-{number}" for number in range(1, 24)]
    with ScriptedServer(models=models) as server, pytest.raises(SettingsError, match="model-20 and 3 more: set"):
        model_name(settings_with(server, model=None))


def test_server_that_offers_nothing_is_said_to() -> None:
    with ScriptedServer(models=[]) as server, pytest.raises(SettingsError, match="lists no model"):
        model_name(settings_with(server, model=None))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply.error(401, f"Wrong: {KEY}"), r"the key is not accepted \(Wrong: \[key\]\)"),
        (script.UNKNOWN_PATH, "nothing answers at this address"),
        (script.INTERNAL_ERROR, "the server failed with 500"),
        (Reply.html(), NOT_OF_THE_PROTOCOL),
        (Reply(raw_body="[1, 2]"), NOT_OF_THE_PROTOCOL),
        (Reply(raw_body="{"), NOT_OF_THE_PROTOCOL),
    ],
)
def test_list_of_models_that_fails_is_said_to_after_one_try(
    scripted_server: ScriptedServer, reply: Reply, said: str
) -> None:
    scripted_server.models_reply = reply

    with pytest.raises(
        SettingsError, match=rf"not be listed \({scripted_server.address}: {said}.*; set CITEW"
    ) as raised:
        model_name(settings_with(scripted_server, model=None, model_max_retries=2))

    assert len(scripted_server.requests) == 1
    assert_key_is_not_seen(raised.value)


# Where text goes


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        (None, "api.openai.com"),
        ("http://localhost:11434/v1", "localhost:11434"),
        ("http://localhost:11434/v1/ ", "localhost:11434"),
        ("https://models.example/v1", "models.example"),
        ("http://[::1]:8000/v1", "[::1]:8000"),
    ],
)
def test_the_address_is_the_host_that_text_goes_to(base_url: str | None, address: str) -> None:
    assert server_address(settings_with(openai_base_url=base_url)) == address


@pytest.mark.parametrize("ask_for", [chat_model_from, server_address, offered_models])
@pytest.mark.parametrize(
    "base_url",
    [
        "localhost:11434",
        "ftp://models.example/v1",
        "http://",
        "http://host:port/v1",
        "http://host:99999/v1",
        "http://[::1/v1",
        "http://host name/v1",
        "http://host/v1\nX-Other: 1",
        f"http://user:{KEY}@host/v1",
        f"http://{KEY}@host/v1",
        f"http://:{KEY}@host/v1",
        f"http://host/v1?key={KEY}",
        f"http://host/v1#{KEY}",
        KEY,
    ],
)
def test_a_base_url_that_cannot_be_used_or_holds_a_secret_is_refused_and_not_repeated(
    base_url: str, ask_for: Callable[[Settings], object]
) -> None:
    with pytest.raises(SettingsError, match=r"^OPENAI_BASE_URL .*; give it like http://localhost:11434/v1") as raised:
        ask_for(settings_with(openai_base_url=base_url, model="m"))

    assert base_url not in str(raised.value).partition(";")[0]
    assert_key_is_not_seen(raised.value)


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "OPENAI_API_BASE"])
def test_no_variable_sends_text_elsewhere_than_the_settings_say(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    settings, settings_of_openai = settings_with(scripted_server), settings_with()
    monkeypatch.setenv(variable, "http://127.0.0.1:1/v1")
    scripted_server.enqueue("Here.")

    assert ask(settings) == "Here."
    model: Any = chat_model_from(settings_of_openai)
    assert str(model.root_client.base_url) == "https://api.openai.com/v1/"


def test_no_server_at_all_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="set OPENAI_API_KEY or OPENAI_BASE_URL"):
        chat_model(openai_api_key=None)


# Keys


def test_a_server_without_a_key_gets_a_placeholder(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("Yes.")

    ask(settings_with(scripted_server, openai_api_key=None))

    assert scripted_server.chat_requests[0].headers["authorization"] == f"Bearer {NO_KEY}"


def test_a_newline_pasted_with_the_key_is_not_sent(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("Yes.")

    ask(settings_with(scripted_server, openai_api_key=SecretStr(f" {KEY}\n")))

    assert scripted_server.chat_requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", ["geheim\u00fc", "two words", "line\nbreak", "nul\0byte"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY holds characters") as raised:
        chat_model(openai_api_key=SecretStr(key), model="m")

    assert key not in str(raised.value)


def test_a_blank_key_is_none() -> None:
    with pytest.raises(SettingsError, match="no model server is set"):
        chat_model(openai_api_key=SecretStr(" "), model="m")


# What is sent


def test_settings_reach_the_client() -> None:
    model = chat_model(model="m", max_reply_tokens=321, model_timeout_seconds=7, model_max_retries=4)

    assert (model.max_tokens, model.request_timeout, model.max_retries) == (321, 7, 4)


def test_a_request_names_model_and_limit_and_leaves_the_temperature_alone(
    scripted_server: ScriptedServer, streaming: bool
) -> None:
    scripted_server.enqueue("Yes.")

    ask(settings_with(scripted_server, max_reply_tokens=321), streaming)

    [request] = scripted_server.chat_requests
    assert (request.json["model"], request.json["max_completion_tokens"]) == (script.MODEL, 321)
    assert "temperature" not in request.json


# Faults of a server, each told apart

FAULTS: dict[str, tuple[Reply, type[ModelServerError], str]] = {
    "401": (
        script.WRONG_KEY,
        ModelServerRefused,
        r"the key is not accepted \(Incorrect API key provided.\); set OPENA",
    ),
    "403": (script.NO_PERMISSION, ModelServerRefused, "the key has no permission .* another CITEWELL_MODEL"),
    "404 model": (
        script.UNKNOWN_MODEL,
        ModelRequestRejected,
        "there is no model 'scripted-model' .* set CITEWELL_MODEL",
    ),
    "404 model, told in words": (
        Reply.error(404, "model 'x' not found, try pulling it first"),
        ModelRequestRejected,
        "there is no model 'scripted-model' .*try pulling it first",
    ),
    "404 path": (script.UNKNOWN_PATH, ModelRequestRejected, "nothing answers .* mostly in /v1"),
    "429": (script.TOO_MANY_REQUESTS, ModelRateLimited, r"too many requests \(.*\); wait and ask again"),
    "429 with a time": (
        replace(script.TOO_MANY_REQUESTS, retry_after="17"),
        ModelRateLimited,
        "wait 17 s and ask again",
    ),
    "quota": (script.QUOTA_USED_UP, ModelRateLimited, "quota is used up .* billing"),
    "400": (Reply.error(400, "Unsupported parameter."), ModelRequestRejected, r"with 400 \(Unsupported parameter.\)"),
    "422": (Reply.error(422, "No."), ModelRequestRejected, "rejected with 422"),
    "422 in a list": (
        Reply(status=422, raw_body='{"detail": [{"loc": ["body", "stop"], "msg": "field required"}]}'),
        ModelRequestRejected,
        r"with 422 \(body.stop: field required\)",
    ),
    "400 about the key": (
        Reply(status=400, raw_body='[{"error": {"code": 400, "message": "API key not valid."}}]'),
        ModelServerRefused,
        r"the key is not accepted \(API key not valid\.\); set OPENAI_API_KEY",
    ),
    "413": (Reply.error(413, "No."), ModelRequestRejected, r"too long .* \(No\.\); lower CITEWELL_MAX_CONTEXT_TOKENS"),
    "more at once than any minute allows": (
        Reply.error(413, "Request too large: Limit 6000, Requested 9000", "rate_limit_exceeded"),
        ModelRequestRejected,
        "too long .*Requested 9000.*; lower CITEWELL_MAX_CONTEXT_TOKENS",
    ),
    "too large, told as a rate": (
        Reply.error(429, "Request too large: Limit 6000, Requested 9000", "rate_limit_exceeded", retry_after="0.01"),
        ModelRequestRejected,
        "too long .*Requested 9000.*; lower CITEWELL_MAX_CONTEXT_TOKENS",
    ),
    "too long": (script.TOO_LONG, ModelRequestRejected, r"too long .* lower CITEWELL_MAX_CONTEXT_TOKENS \(now 16000\)"),
    "too long, told in words": (
        Reply.error(400, "the request exceeds the available context size"),
        ModelRequestRejected,
        "too long .* lower CITEWELL_MAX_CONTEXT_TOKENS",
    ),
    "too long, told in a list": (
        Reply(status=400, raw_body='[{"error": {"message": "The input token count (9) exceeds the maximum (8)."}}]'),
        ModelRequestRejected,
        r"too long .*\(The input token count .*\); lower CITEWELL_MAX_CONTEXT_TOKENS",
    ),
    "408": (Reply.error(408, "Slow."), ModelServerUnreachable, "no answer within 1.2 s"),
    "409": (Reply.error(409, "Busy."), ModelServerFailed, "failed with 409"),
    "500": (script.INTERNAL_ERROR, ModelServerFailed, r"failed with 500 \(The server had an error.\); ask again later"),
    "502 page": (Reply.html(status=502), ModelServerFailed, "failed with 502; ask again later"),
    "html": (Reply.html(), ModelServerFailed, f"{NOT_OF_THE_PROTOCOL}.* no login page"),
    "json of something else": (Reply(raw_body='{"status": "fine"}'), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "a list": (Reply(raw_body="[1, 2]"), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "broken json": (Reply(raw_body='{"choices": ['), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "no bytes": (Reply(raw_body=""), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "hang": (Reply("?", hang_seconds=30), ModelServerUnreachable, "no answer within 1.2 s.*CITEWELL_MODEL_TIMEOUT_SEC"),
    "drop": (Reply("Dropped.", drop_after=0), ModelServerUnreachable, "broke off the connection"),
}


@pytest.mark.parametrize(("reply", "ours", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_by_class_and_words(
    scripted_server: ScriptedServer, streaming: bool, reply: Reply, ours: type[ModelServerError], said: str
) -> None:
    scripted_server.enqueue(reply)

    with pytest.raises(ours, match=f"^{re.escape(scripted_server.address)}: .*{said}") as raised:
        ask(settings_with(scripted_server, model_timeout_seconds=1.2), streaming)

    assert type(raised.value) is ours
    assert_key_is_not_seen(raised.value)


def test_a_missing_key_is_told_from_a_wrong_one(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(script.WRONG_KEY)

    with pytest.raises(ModelServerRefused, match=r"the server wants a key .*; set OPENAI_API_KEY$"):
        ask(settings_with(scripted_server, openai_api_key=None))


def test_a_refused_connection_is_told(streaming: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(ModelServerUnreachable, match=rf":{port}: the server cannot be reached \(.*refused\)") as raised:
        ask(settings_with(openai_base_url=f"http://127.0.0.1:{port}/v1", model="m"), streaming)

    assert_key_is_not_seen(raised.value)


def test_an_unknown_host_is_told() -> None:
    with pytest.raises(
        ModelServerUnreachable, match=r"^no-such-host\.invalid: the server cannot be reached \(.+\); see"
    ):
        ask(settings_with(openai_base_url="http://no-such-host.invalid/v1", model="m"))


@pytest.mark.parametrize(
    ("reply", "text", "ours", "said"),
    [
        (Reply("A sentence that ends", drop_after=7), "A sente", ModelServerUnreachable, "broke off the connection"),
        (Reply("A sentence that ends", error_after=7), "A sente", ModelServerFailed, "The model crashed."),
        (Reply.events('data: {"choices": [\n\n'), "", ModelServerFailed, NOT_OF_THE_PROTOCOL),
        (Reply.events("data: [DONE]\n\n"), "", ModelServerFailed, NOT_OF_THE_PROTOCOL),
    ],
    ids=["drop", "error event", "broken event", "nothing at all"],
)
def test_pieces_arrive_before_the_error_that_ends_them(
    scripted_server: ScriptedServer, reply: Reply, text: str, ours: type[ModelServerError], said: str
) -> None:
    settings = settings_with(scripted_server)
    scripted_server.enqueue(reply)
    pieces: list[str] = []

    def collect() -> None:
        with translated_errors(settings):
            pieces.extend(chunk.text for chunk in chat_model_from(settings).stream("?"))

    with pytest.raises(ours, match=said):
        collect()
    assert "".join(pieces) == text


def test_silence_in_mid_stream_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply("Two pieces", piece_seconds=5))

    with pytest.raises(ModelServerUnreachable, match=r"no answer within 0\.2 s"):
        ask(settings_with(scripted_server, model_timeout_seconds=0.2), streaming=True)


class Rewritten(BaseModel):
    query: str


@pytest.mark.parametrize(
    ("reply", "ours", "said"),
    [
        (Reply('{"query": 7'), ModelServerFailed, NOT_OF_THE_PROTOCOL),
        (Reply('{"qu', finish_reason="length"), ModelServerFailed, r"raise CITEWELL_MAX_REPLY_TOKENS \(now 1500\)"),
        (Reply("", finish_reason="content_filter"), ModelRequestRejected, "content filter"),
    ],
    ids=["broken json", "length", "content filter"],
)
def test_a_structured_reply_that_is_none_is_told(
    scripted_server: ScriptedServer, reply: Reply, ours: type[ModelServerError], said: str
) -> None:
    settings = settings_with(scripted_server)
    scripted_server.enqueue(reply)

    with pytest.raises(ours, match=said), translated_errors(settings):
        chat_model_from(settings).with_structured_output(Rewritten, method="json_schema").invoke("?")


# The key in a server's words


@pytest.mark.parametrize("fault", ["401", "403", "404 model", "429", "quota", "400", "500"])
def test_a_key_that_the_server_echoes_is_redacted(scripted_server: ScriptedServer, streaming: bool, fault: str) -> None:
    error_body = FAULTS[fault][0].error_body
    assert error_body is not None
    echo = {"message": f"Bearer {KEY} for model x, and again {KEY.upper()}."}
    scripted_server.enqueue(replace(FAULTS[fault][0], error_body={"error": error_body["error"] | echo}))

    with pytest.raises(ModelServerError, match=r"\(Bearer \[key\] for model x, and again \[key\]\.\)") as raised:
        ask(settings_with(scripted_server), streaming)

    assert_key_is_not_seen(raised.value)


def test_a_key_is_redacted_before_long_words_are_cut(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply.error(500, f"{'x' * 290} {KEY} {'y' * 290}"))

    with pytest.raises(ModelServerFailed) as raised:
        ask(settings_with(scripted_server))

    assert f"({'x' * 290} [key] {'y' * (300 - 290 - len(' [key] '))}…)" in str(raised.value)


@pytest.mark.parametrize(
    "spelling",
    [
        "ab/<&\"'\\>+",
        "ab/&lt;&amp;&quot;&#x27;\\&gt;+",
        "ab/%3C%26%22%27%5C%3E%2B",
        "ab%2f%3c%26%22%27%5c%3e%2b",
        r"ab/<&\"'\\>+",
        r"ab\/<&\"'\\>+",
    ],
    ids=["as it is", "HTML", "URL", "URL, whole and in lower case", "JSON", "JSON with slashes escaped"],
)
def test_a_key_is_redacted_however_it_is_escaped(scripted_server: ScriptedServer, spelling: str) -> None:
    scripted_server.enqueue(Reply.error(401, f"Not {spelling} please."))

    with pytest.raises(ModelServerRefused, match=r"\(Not \[key\] please\.\)"):
        ask(settings_with(scripted_server, openai_api_key=SecretStr("ab/<&\"'\\>+")))


def test_a_short_placeholder_for_a_key_is_a_word_like_others(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply.error(404, "model not found, see ollama.com: ollama pull x"))

    with pytest.raises(ModelRequestRejected, match=r"\(model not found, see ollama\.com: ollama pull x\)"):
        ask(settings_with(scripted_server, openai_api_key=SecretStr("ollama")))


def test_a_key_of_eight_characters_is_redacted_within_words_too(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply.error(500, "See xa1b2c3d4y."))

    with pytest.raises(ModelServerFailed, match=r"\(See x\[key\]y\.\)"):
        ask(settings_with(scripted_server, openai_api_key=SecretStr("a1b2c3d4")))


def test_a_servers_words_reach_no_terminal_as_commands(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply.error(500, "Out of\x1b[2J memory."))

    with pytest.raises(ModelServerFailed, match=r"\(Out of memory\.\)"):
        ask(settings_with(scripted_server))


def test_what_looks_like_another_key_is_redacted_too(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply.error(401, "Incorrect API key provided: sk-proj-****6789."))

    with pytest.raises(ModelServerRefused, match=r"provided: \[key\]") as raised:
        ask(settings_with(scripted_server))

    assert "6789" not in str(raised.value).removeprefix(scripted_server.address)


# Nothing of the client libraries untranslated

STATUS_ERRORS = {
    "BadRequestError": (400, ModelRequestRejected),
    "AuthenticationError": (401, ModelServerRefused),
    "OAuthError": (401, ModelServerRefused),
    "PermissionDeniedError": (403, ModelServerRefused),
    "NotFoundError": (404, ModelRequestRejected),
    "ConflictError": (409, ModelServerFailed),
    "UnprocessableEntityError": (422, ModelRequestRejected),
    "RateLimitError": (429, ModelRateLimited),
    "InternalServerError": (503, ModelServerFailed),
    "APIStatusError": (302, ModelServerFailed),
}
OTHER_ERRORS: dict[str, tuple[Callable[[], Exception], type[ModelServerError]]] = {
    "OpenAIError": (openai.OpenAIError, ModelServerFailed),
    "APIError": (lambda: openai.APIError("m", request=REQUEST, body=None), ModelServerFailed),
    "APIConnectionError": (lambda: openai.APIConnectionError(request=REQUEST), ModelServerUnreachable),
    "APITimeoutError": (lambda: openai.APITimeoutError(request=REQUEST), ModelServerUnreachable),
    "APIResponseValidationError": (
        lambda: openai.APIResponseValidationError(httpx2.Response(200, request=REQUEST), body=None),
        ModelServerFailed,
    ),
    "LengthFinishReasonError": (
        lambda: openai.LengthFinishReasonError(completion=openai.types.chat.ChatCompletion.model_construct(usage=None)),
        ModelServerFailed,
    ),
    "ContentFilterFinishReasonError": (openai.ContentFilterFinishReasonError, ModelRequestRejected),
    "InvalidWebhookSignatureError": (openai.InvalidWebhookSignatureError, ModelServerFailed),
    "WebSocketConnectionClosedError": (
        lambda: openai.WebSocketConnectionClosedError("m", unsent_messages=[]),
        ModelServerUnreachable,
    ),
    "WebSocketQueueFullError": (openai.WebSocketQueueFullError, ModelServerFailed),
}


def public_openai_errors() -> set[str]:
    members = inspect.getmembers(openai, inspect.isclass)
    return {name for name, kind in members if issubclass(kind, Exception) and not name.startswith("_")}


def vendor_error(name: str) -> tuple[Exception, type[ModelServerError]]:
    """Return an error of openai and what is to become of it."""
    if name in OTHER_ERRORS:
        build, ours = OTHER_ERRORS[name]
        return build(), ours
    status, ours = STATUS_ERRORS[name]
    response = httpx2.Response(status, request=REQUEST)
    message = {} if name == "OAuthError" else {"message": "m"}
    error: Exception = getattr(openai, name)(response=response, body=None, **message)
    return error, ours


def test_every_public_error_of_openai_is_in_the_tables() -> None:
    assert public_openai_errors() == STATUS_ERRORS.keys() | OTHER_ERRORS.keys()


@pytest.mark.parametrize("name", sorted(public_openai_errors()))
def test_every_public_error_of_openai_has_a_translation(name: str) -> None:
    error, ours = vendor_error(name)

    with pytest.raises(ModelServerError) as raised, translated_errors(settings_with()):
        raise error

    assert type(raised.value) is ours
    assert str(raised.value).startswith("api.openai.com: ")


def test_every_subclass_of_openais_root_is_caught() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    assert openai.RateLimitError in below(openai.OpenAIError)
    assert all(issubclass(kind, CLIENT_ERRORS) for kind in below(openai.OpenAIError))


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (httpx2.ConnectError("no"), ModelServerUnreachable),
        (httpx2.ReadTimeout("slow"), ModelServerUnreachable),
        (httpx2.RemoteProtocolError("cut"), ModelServerUnreachable),
        (httpx2.DecodingError("no gzip"), ModelServerFailed),
        (httpx2.InvalidURL("what"), ModelServerFailed),
        (httpx2.StreamClosed(), ModelServerFailed),
        (LangChainException("no"), ModelServerFailed),
        (OutputParserException("no"), ModelServerFailed),
        (OpenAIRefusalError("I would rather not."), ModelRequestRejected),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
def test_errors_below_and_above_openai_have_a_translation(error: Exception, ours: type[ModelServerError]) -> None:
    assert type(translate_error(error, settings_with())) is ours


# Nothing of ours translated


def parse_as_number(text: str) -> None:
    pydantic.TypeAdapter(int).validate_python(text)


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: int("ours"),
        lambda: dict[str, int]()["ours"],
        lambda: len(7),  # type: ignore[arg-type]
        lambda: open("/no/such/folder/library.sqlite"),  # noqa: PTH123, SIM115
        lambda: json.loads("{"),
        lambda: parse_as_number("ours"),
        lambda: 1 / 0,
    ],
    ids=["ValueError", "KeyError", "TypeError", "FileNotFoundError", "json", "pydantic", "ZeroDivisionError"],
)
def test_a_mistake_of_our_own_passes_as_it_is(mistake: Callable[[], object]) -> None:
    with pytest.raises(Exception) as raised, translated_errors(settings_with()):  # noqa: PT011
        mistake()

    assert not isinstance(raised.value, ModelServerError)


def test_a_mistake_of_our_own_with_langchain_passes_as_it_is(scripted_server: ScriptedServer) -> None:
    settings = settings_with(scripted_server)

    with pytest.raises(ValueError, match="Invalid input type"), translated_errors(settings):
        chat_model_from(settings).invoke(7)  # type: ignore[arg-type]

    assert scripted_server.requests == []


@pytest.mark.parametrize("error", [SettingsError("ours"), KeyboardInterrupt()], ids=["SettingsError", "interrupt"])
def test_errors_with_our_names_and_interrupts_pass_unchanged(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, translated_errors(settings_with()):
        raise error

    assert raised.value is error
