"""The chat model over real HTTP, each fault of a server told apart, and the key in no message and no log."""

import ast
import inspect
import logging
import re
import socket
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import openai
import openai.types.shared.chat_model as openai_models
import pytest
import scripted_server as scripted
from langchain_core.exceptions import OutputParserException
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
    PLACEHOLDER_KEY,
    TRANSLATIONS,
    chat_model_from,
    model_name,
    server_address,
    translate_error,
    translated_errors,
)

KEY = "sk-never-to-be-seen-0123456789"

NOT_OF_THE_PROTOCOL = "not a reply of the chat protocol"


def settings_for(server: ScriptedServer | None = None, **values: Any) -> Settings:
    defaults: dict[str, Any] = {"model": "scripted-small", "model_max_retries": 0, "openai_api_key": SecretStr(KEY)}
    if server is not None:
        defaults["openai_base_url"] = server.base_url
    return Settings(**(defaults | values))


def ask(settings: Settings, streaming: bool = False) -> str:
    model = chat_model_from(settings)
    with translated_errors(settings):
        if streaming:
            return "".join(chunk.text for chunk in model.stream("How many languages?"))
        return model.invoke("How many languages?").text
    raise AssertionError("unreachable")


@pytest.fixture(params=[False, True], ids=["whole", "streaming"])
def streaming(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(autouse=True)
def no_key_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text


# What is sent, and what comes back


def test_reply_arrives_whole_and_in_pieces(scripted_server: ScriptedServer, streaming: bool) -> None:
    scripted_server.enqueue("It covers forty languages [1.1].")

    assert ask(settings_for(scripted_server), streaming) == "It covers forty languages [1.1]."


def test_stream_comes_in_pieces_with_finish_reason_and_usage(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply("abcdefghij", piece_length=4, n_input_tokens=7, n_output_tokens=3))

    chunks = list(chat_model_from(settings_for(scripted_server)).stream("?"))

    assert [chunk.text for chunk in chunks if chunk.text] == ["abcd", "efgh", "ij"]
    assert [
        chunk.response_metadata["finish_reason"] for chunk in chunks if chunk.response_metadata.get("finish_reason")
    ] == ["stop"]
    usages = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    assert [(usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]) for usage in usages] == [
        (7, 3, 7 + 3)
    ]


def test_request_names_model_and_limit_and_leaves_temperature_alone(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("Yes.")

    ask(settings_for(scripted_server, max_reply_tokens=321), streaming=True)

    (request,) = scripted_server.chat_requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.json["model"] == "scripted-small"
    assert request.json["max_completion_tokens"] == 321
    assert request.json["stream_options"] == {"include_usage": True}
    assert "temperature" not in request.json


def test_server_without_key_gets_placeholder(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("Yes.")

    ask(settings_for(scripted_server, openai_api_key=None))

    assert scripted_server.requests[0].headers["authorization"] == f"Bearer {PLACEHOLDER_KEY}"


def test_newline_pasted_with_key_is_not_sent(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("Yes.")

    ask(settings_for(scripted_server, openai_api_key=SecretStr(f" {KEY}\n")))

    assert scripted_server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_rate_limit_that_passes_is_not_noticed(scripted_server: ScriptedServer, streaming: bool) -> None:
    scripted_server.enqueue(scripted.RATE_LIMITED, scripted.RATE_LIMITED, "Third time.")

    assert ask(settings_for(scripted_server, model_max_retries=2), streaming) == "Third time."
    assert len(scripted_server.chat_requests) == 3


def test_stream_without_finish_reason_raises_nothing_so_that_writer_must_look(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(scripted.WITHOUT_FINISH_REASON)

    chunks = list(chat_model_from(settings_for(scripted_server)).stream("?"))

    assert "".join(chunk.text for chunk in chunks) == "A sentence that merely st"
    assert not any(chunk.response_metadata.get("finish_reason") for chunk in chunks)


def test_reply_cut_by_length_says_so(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(scripted.OUT_OF_LENGTH)

    chunks = list(chat_model_from(settings_for(scripted_server)).stream("?"))

    assert "length" in [chunk.response_metadata.get("finish_reason") for chunk in chunks]


# Which model


def test_default_model_is_listed_by_openai_and_not_deprecated() -> None:
    statements = ast.parse(inspect.getsource(openai_models)).body
    (deprecations,) = [
        statement.value.value
        for statement in statements
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and str(statement.value.value).startswith("Deprecated values:")
    ]
    deprecated = set(re.findall(r'"([^"]+)"', str(deprecations)))

    assert "gpt-4" in deprecated, "the list of deprecated models is no longer where this test looks"
    assert DEFAULT_MODEL in get_args(openai_models.ChatModel)
    assert DEFAULT_MODEL not in deprecated


def test_openai_is_asked_for_default_model() -> None:
    assert model_name(settings_for(model=None)) == DEFAULT_MODEL


def test_configured_model_comes_first(scripted_server: ScriptedServer) -> None:
    assert model_name(settings_for(model="other")) == "other"
    assert model_name(settings_for(scripted_server, model="other")) == "other"
    assert not scripted_server.requests


def test_base_url_without_model_lists_what_server_offers(scripted_server: ScriptedServer) -> None:
    with pytest.raises(SettingsError, match=r"set CITEWELL_MODEL .* offers: scripted-small, scripted-large$"):
        chat_model_from(settings_for(scripted_server, model=None))


def test_long_list_of_models_is_cut(scripted_server: ScriptedServer) -> None:
    scripted_server.models = tuple(f"model-{number}" for number in range(1, 24))

    with pytest.raises(SettingsError, match="model-20 and 3 more$"):
        model_name(settings_for(scripted_server, model=None))


def test_server_that_lists_no_model_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.models = ()

    with pytest.raises(SettingsError, match="lists no model"):
        model_name(settings_for(scripted_server, model=None))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (scripted.UNKNOWN_PATH, "nothing at the path"),
        (replace(scripted.WRONG_KEY, error_message=f"Wrong: {KEY}"), r"refused the key \(\"Wrong: \[key\]\"\)"),
        (scripted.HTML, NOT_OF_THE_PROTOCOL),
        (Reply(body="[1, 2]"), NOT_OF_THE_PROTOCOL),
        (Reply(body="{"), NOT_OF_THE_PROTOCOL),
        (scripted.HANGING, "was silent"),
    ],
)
def test_list_of_models_that_cannot_be_read_is_told(scripted_server: ScriptedServer, fault: Reply, said: str) -> None:
    scripted_server.enqueue(fault, path=scripted.MODELS)

    with pytest.raises(SettingsError, match=f"the list of models could not be read: .*{said}") as caught:
        model_name(settings_for(scripted_server, model=None, model_timeout_seconds=0.2))

    assert_key_is_not_seen(caught.value)


# Where text goes


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        (None, "api.openai.com"),
        ("http://127.0.0.1:9999/v1", "127.0.0.1:9999"),
        ("http://localhost:11434/v1/ ", "localhost:11434"),
        ("https://models.example/v1", "models.example"),
        ("http://[::1]:8000/v1", "[::1]:8000"),
    ],
)
def test_address_is_host_that_text_goes_to(base_url: str | None, address: str) -> None:
    assert server_address(settings_for(openai_base_url=base_url)) == address


@pytest.mark.parametrize(
    "base_url",
    [
        "localhost:8000/v1",
        "not a url",
        "ftp://models.example/v1",
        "http:///v1",
        "http://host:port/v1",
        "http://host:99999/v1",
        "http://[::1/v1",
        f"http://user:{KEY}@host/v1",
        f"http://host/v1?key={KEY}",
        KEY,
    ],
)
def test_base_url_that_cannot_be_used_is_refused_and_not_repeated(base_url: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL .*http://127.0.0.1:8000/v1") as caught:
        chat_model_from(settings_for(openai_base_url=base_url))

    assert_key_is_not_seen(caught.value)


@pytest.mark.parametrize("variable", ["OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY_URL"])
def test_no_variable_redirects_text_from_address_shown(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    settings = settings_for(scripted_server)
    monkeypatch.setenv(variable, "http://127.0.0.1:1/v1")
    scripted_server.enqueue("Here.")

    assert ask(settings) == "Here."


def test_openai_itself_stays_the_target_whatever_the_older_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:1/v1")

    model: Any = chat_model_from(settings_for())

    assert str(model.root_client.base_url) == "https://api.openai.com/v1/"


def test_without_server_there_is_no_chat_model() -> None:
    with pytest.raises(SettingsError, match="set OPENAI_API_KEY or OPENAI_BASE_URL"):
        chat_model_from(settings_for(openai_api_key=None))


@pytest.mark.parametrize(("key", "said"), [("sk-päste", "outside ASCII"), ("sk a", "holds a blank"), (" ", "is empty")])
def test_key_that_no_header_can_carry_is_refused_and_not_repeated(key: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        chat_model_from(settings_for(openai_api_key=SecretStr(key)))

    assert key not in str(caught.value) or key == " "


# Faults, each told apart

FAULTS: dict[str, tuple[Reply, type[ModelServerError], str]] = {
    "401": (
        scripted.WRONG_KEY,
        ModelServerRefused,
        r'refused the key \("Incorrect API key provided."\); check OPENAI_API_K',
    ),
    "403": (scripted.NO_PERMISSION, ModelServerRefused, "does not permit this .* use scripted-small"),
    "404 model": (scripted.UNKNOWN_MODEL, ModelRequestRejected, "no chat model scripted-small .* set CITEWELL_MODEL"),
    "404 model, told in words": (
        Reply(status=404, error_message="model 'scripted-small' not found, try pulling it first"),
        ModelRequestRejected,
        "no chat model scripted-small .*try pulling it first",
    ),
    "404 path": (scripted.UNKNOWN_PATH, ModelRequestRejected, "nothing at the path .* usually ends in /v1"),
    "429": (scripted.RATE_LIMITED, ModelRateLimited, r"too many requests \(.*\); ask again in a while"),
    "429 with a time": (
        replace(scripted.RATE_LIMITED, headers=(("Retry-After", "17"),)),
        ModelRateLimited,
        "ask again in 17 s",
    ),
    "quota": (scripted.QUOTA_USED_UP, ModelRateLimited, "quota is used up .* add credit"),
    "400": (scripted.BAD_REQUEST, ModelRequestRejected, r'rejected the request \("Unsupported parameter."\)'),
    "422": (replace(scripted.BAD_REQUEST, status=422), ModelRequestRejected, "rejected the request"),
    "413": (replace(scripted.BAD_REQUEST, status=413), ModelRequestRejected, "rejected the request"),
    "too long": (scripted.TOO_LONG, ModelRequestRejected, "too long .* set CITEWELL_MAX_CONTEXT_TOKENS below 16000"),
    "too long, told in words": (
        replace(scripted.TOO_LONG, error_code=None),
        ModelRequestRejected,
        "too long .* set CITEWELL_MAX_CONTEXT_TOKENS",
    ),
    "408": (replace(scripted.CRASHED, status=408), ModelServerUnreachable, "was silent for 0.3 s"),
    "409": (replace(scripted.CRASHED, status=409), ModelServerFailed, "failed with status 409"),
    "500": (scripted.CRASHED, ModelServerFailed, r'failed with status 500 \("The engine crashed."\)'),
    "502 page": (replace(scripted.HTML, status=502), ModelServerFailed, "failed with status 502; ask again"),
    "html": (scripted.HTML, ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "json of something else": (Reply(body='{"status": "fine"}'), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "broken json": (Reply(body='{"choices": ['), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "no bytes": (Reply(body=""), ModelServerFailed, NOT_OF_THE_PROTOCOL),
    "hang": (scripted.HANGING, ModelServerUnreachable, "was silent for 0.3 s.*CITEWELL_MODEL_TIMEOUT_SECONDS"),
    "drop": (scripted.DROPPED, ModelServerUnreachable, "broke off the connection"),
}


def assert_key_is_not_seen(error: BaseException) -> None:
    assert KEY not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(("fault", "error", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_fault_is_told_by_class_and_words(
    scripted_server: ScriptedServer, streaming: bool, fault: Reply, error: type[ModelServerError], said: str
) -> None:
    scripted_server.enqueue(fault)

    with pytest.raises(error, match=f"^{re.escape(scripted_server.address)} .*{said}") as caught:
        ask(settings_for(scripted_server, model_timeout_seconds=0.3), streaming)

    assert type(caught.value) is error
    assert_key_is_not_seen(caught.value)


@pytest.mark.parametrize("fault", ["401", "403", "404 model", "429", "quota", "400", "500"])
def test_key_echoed_by_server_is_redacted(scripted_server: ScriptedServer, streaming: bool, fault: str) -> None:
    reply = FAULTS[fault][0]
    scripted_server.enqueue(replace(reply, error_message=f"Bearer {KEY} for model x, and again {KEY}."))

    with pytest.raises(ModelServerError, match=r'"Bearer \[key\] for model x, and again \[key\]\."') as caught:
        ask(settings_for(scripted_server), streaming)

    assert_key_is_not_seen(caught.value)


def test_key_is_redacted_before_long_words_are_cut(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(replace(scripted.CRASHED, error_message="x" * 290 + KEY + "y" * 290))

    with pytest.raises(ModelServerFailed) as caught:
        ask(settings_for(scripted_server))

    assert "x" * 290 + "[key]" + "y" * (299 - 290 - len("[key]")) + "…" in str(caught.value)
    assert KEY[:8] not in str(caught.value)


def test_key_is_redacted_however_it_is_escaped(scripted_server: ScriptedServer) -> None:
    key = "sk/<&\"'\\>"
    scripted_server.enqueue(
        replace(scripted.WRONG_KEY, error_message="sk/&lt;&amp;&quot;&#x27;\\&gt; sk/%3C%26%22%27%5C%3E")
    )

    with pytest.raises(ModelServerRefused, match=r'\("\[key\] \[key\]"\)'):
        ask(settings_for(scripted_server, openai_api_key=SecretStr(key)))


def test_missing_key_is_told_from_wrong_key(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(scripted.WRONG_KEY)

    with pytest.raises(ModelServerRefused, match=r"wants a key .*; set OPENAI_API_KEY$"):
        ask(settings_for(scripted_server, openai_api_key=None))


def test_refused_connection_is_told(streaming: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(
        ModelServerUnreachable, match=rf"^127\.0\.0\.1:{port} cannot be reached \(.*refused\); check"
    ) as caught:
        ask(settings_for(openai_base_url=f"http://127.0.0.1:{port}/v1"), streaming)

    assert_key_is_not_seen(caught.value)


def test_unknown_host_is_told() -> None:
    with pytest.raises(ModelServerUnreachable, match=r"^no-such-host\.invalid cannot be reached \(.+\); check"):
        ask(settings_for(openai_base_url="http://no-such-host.invalid/v1"))


@pytest.mark.parametrize(
    ("fault", "text", "error", "said"),
    [
        (scripted.DROPPED, "A sentence t", ModelServerUnreachable, "broke off the connection"),
        (scripted.ERROR_IN_STREAM, "A sentence t", ModelServerFailed, r'failed \("The engine died\."\)'),
        (
            Reply(body='data: {"choices": [\n\n', content_type="text/event-stream"),
            "",
            ModelServerFailed,
            NOT_OF_THE_PROTOCOL,
        ),
        (Reply(body="data: [DONE]\n\n", content_type="text/event-stream"), "", ModelServerFailed, NOT_OF_THE_PROTOCOL),
    ],
    ids=["drop", "error event", "broken event", "nothing at all"],
)
def test_pieces_arrive_before_the_error_that_ends_them(
    scripted_server: ScriptedServer, fault: Reply, text: str, error: type[ModelServerError], said: str
) -> None:
    settings = settings_for(scripted_server)
    scripted_server.enqueue(fault)
    pieces: list[str] = []

    with pytest.raises(error, match=said), translated_errors(settings):
        for chunk in chat_model_from(settings).stream("?"):
            pieces.append(chunk.text)

    assert "".join(pieces) == text


def test_silence_in_mid_stream_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(Reply("Two pieces", delay_seconds=0.5))

    with pytest.raises(ModelServerUnreachable, match="was silent for 0.2 s"):
        ask(settings_for(scripted_server, model_timeout_seconds=0.2), streaming=True)


class Rewritten(BaseModel):
    query: str


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (Reply('{"query": 7'), ModelServerFailed, NOT_OF_THE_PROTOCOL),
        (
            Reply('{"qu', finish_reason="length"),
            ModelServerFailed,
            "limit of 1500 tokens .* raise CITEWELL_MAX_REPLY_TOKENS",
        ),
        (Reply("", finish_reason="content_filter"), ModelRequestRejected, "declined to answer"),
    ],
    ids=["broken json", "length", "content filter"],
)
def test_structured_reply_that_is_none_is_told(
    scripted_server: ScriptedServer, reply: Reply, error: type[ModelServerError], said: str
) -> None:
    settings = settings_for(scripted_server)
    scripted_server.enqueue(reply)

    with pytest.raises(error, match=said), translated_errors(settings):
        chat_model_from(settings).with_structured_output(Rewritten, method="json_schema").invoke("?")


# Nothing untranslated, nothing of ours swallowed


def subclasses_of(root: type[BaseException]) -> set[type[BaseException]]:
    return {root}.union(*(subclasses_of(child) for child in root.__subclasses__()))


def test_every_exception_of_openai_has_a_translation() -> None:
    public = {value for value in vars(openai).values() if isinstance(value, type) and issubclass(value, Exception)}
    exceptions = public | subclasses_of(openai.OpenAIError) | {openai.InvalidWebhookSignatureError}

    assert openai.RateLimitError in exceptions
    translated = tuple(exception for exception, _ in TRANSLATIONS)
    assert [exception for exception in exceptions if not issubclass(exception, translated)] == []


def test_only_exceptions_that_a_chat_never_meets_fall_to_the_root_of_openai() -> None:
    narrow = tuple(exception for exception, _ in TRANSLATIONS if exception is not openai.OpenAIError)
    public = {
        value for value in vars(openai).values() if isinstance(value, type) and issubclass(value, openai.OpenAIError)
    }

    assert {exception.__name__ for exception in public if not issubclass(exception, narrow)} == {
        "OpenAIError",
        "WebSocketConnectionClosedError",
        "WebSocketQueueFullError",
    }


def test_narrower_exception_stands_before_wider() -> None:
    exceptions = [exception for exception, _ in TRANSLATIONS]

    assert [
        (wider, narrower)
        for at, wider in enumerate(exceptions)
        for narrower in exceptions[at + 1 :]
        if issubclass(narrower, wider)
    ] == []


def test_output_parser_of_langchain_is_translated() -> None:
    translated = translate_error(OutputParserException("no json"), settings_for())

    assert type(translated) is ModelServerFailed


@pytest.mark.parametrize("mistake", [ValueError("ours"), TypeError("ours"), KeyError("ours"), RuntimeError("ours")])
def test_mistake_of_our_own_passes_untranslated(mistake: Exception) -> None:
    with pytest.raises(type(mistake), match="ours") as caught, translated_errors(settings_for()):
        raise mistake

    assert caught.value is mistake


def test_own_errors_and_interrupts_pass_unchanged() -> None:
    for error in (SettingsError("ours"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught, translated_errors(settings_for()):
            raise error
        assert caught.value is error


# The double itself


def test_script_that_has_run_out_says_so(scripted_server: ScriptedServer) -> None:
    with pytest.raises(ModelServerFailed, match="the script has no reply left"):
        ask(settings_for(scripted_server, model_max_retries=2))

    assert len(scripted_server.chat_requests) == 1


def test_every_fault_offered_by_hand_is_one_that_is_tested() -> None:
    tested = {reply for reply, _, _ in FAULTS.values()}

    assert set(scripted.FAULTS.values()) - tested == {
        scripted.WITHOUT_FINISH_REASON,
        scripted.OUT_OF_LENGTH,
        scripted.ERROR_IN_STREAM,
    }


def test_embeddings_depend_on_the_text_alone(scripted_server: ScriptedServer) -> None:
    with openai.OpenAI(base_url=scripted_server.base_url, api_key=KEY) as client:
        first = client.embeddings.create(model="m", input=["one", "two"], encoding_format="float").data
        again = client.embeddings.create(model="m", input="two", encoding_format="float").data

    assert len(first[0].embedding) == scripted_server.embedding_dimension
    assert first[0].embedding != first[1].embedding
    assert again[0].embedding == first[1].embedding
