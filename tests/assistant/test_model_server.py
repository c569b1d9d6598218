"""Which model is asked, where, with which key; and every vendor error in our words."""

import inspect
import re
from typing import Any, get_args

import httpx2
import openai
import pydantic
import pytest
import scripted_server as script
from langchain_core.exceptions import LangChainException, OutputParserException
from langchain_openai import ChatOpenAI
from openai.types.shared import chat_model as openai_models
from pydantic import SecretStr
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
    TRANSLATED_ERRORS,
    chat_model_from,
    model_name,
    offered_models,
    server_name,
    translate_error,
    translated_errors,
)

KEY = "key-0123456789"
REQUEST = httpx2.Request("POST", "http://localhost/v1/chat/completions")


def settings_with(**values: Any) -> Settings:
    given: dict[str, Any] = {"openai_api_key": SecretStr(KEY), "model_max_retries": 0}
    return Settings(**(given | values))


def chat_model(**values: Any) -> ChatOpenAI:
    model = chat_model_from(settings_with(**values))
    assert isinstance(model, ChatOpenAI)
    return model


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
    assert model.temperature is None


def test_address_from_a_variable_that_is_no_setting_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_BASE", "http://elsewhere.example/v1")

    assert chat_model().openai_api_base == "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("model", "temperature"), [("llama3.1:8b", 0), ("openai/gpt-oss-20b", 0), ("openai/gpt-5.4", None), ("o3", None)]
)
def test_temperature_is_zero_where_the_model_takes_one(model: str, temperature: float | None) -> None:
    assert chat_model(openai_base_url="http://localhost:1/v1", model=model).temperature == temperature


def test_settings_reach_the_client() -> None:
    model = chat_model(model="m", max_reply_tokens=321, model_timeout_seconds=7, model_max_retries=4)

    assert (model.max_tokens, model.request_timeout, model.max_retries) == (321, 7, 4)


def test_server_without_a_key_gets_a_placeholder(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("Yes.")

    chat_model(openai_api_key=None, openai_base_url=scripted_server.base_url, model=script.MODEL).invoke("Well?")

    assert scripted_server.chat_requests[0].headers["authorization"] == "Bearer not-needed"


def test_base_url_without_a_model_lists_what_the_server_offers() -> None:
    with ScriptedServer(models=["llama-a", "qwen-b"]) as server:
        settings = settings_with(openai_base_url=server.base_url)

        assert offered_models(settings) == ["llama-a", "qwen-b"]
        with pytest.raises(
            SettingsError, match=r"CITEWELL_MODEL is not set; 127\.0\.0\.1:\d+ offers llama-a, qwen-b: set"
        ):
            chat_model_from(settings)


def test_long_list_of_models_is_cut() -> None:
    with ScriptedServer(models=[f"model-{number}" for number in range(1, 24)]) as server:
        with pytest.raises(SettingsError, match="model-20 and 3 more: set"):
            model_name(settings_with(openai_base_url=server.base_url))


def test_server_that_offers_nothing_is_said_to() -> None:
    with ScriptedServer(models=[]) as server, pytest.raises(SettingsError, match="lists no model"):
        model_name(settings_with(openai_base_url=server.base_url))


@pytest.mark.parametrize("reply", [script.WRONG_KEY, script.INTERNAL_ERROR, Reply.html()])
def test_list_of_models_that_fails_is_said_to(scripted_server: ScriptedServer, reply: Reply) -> None:
    scripted_server.models_reply = reply

    with pytest.raises(SettingsError, match=r"could not be listed \(127\.0\.0\.1:\d+: .*\); set CITEWELL_MODEL"):
        model_name(settings_with(openai_base_url=scripted_server.base_url))


@pytest.mark.parametrize(
    "base_url", ["localhost:11434", "ftp://host/v1", "http://", "http://host:port/v1", "http://[::1/v1"]
)
def test_base_url_that_is_no_web_address_is_refused(base_url: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL is no web address"):
        chat_model(openai_base_url=base_url, model="m")


@pytest.mark.parametrize("key", ["geheim\u00fc", "two words", "line\nbreak", " "])
def test_key_that_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY holds characters") as raised:
        chat_model(openai_api_key=SecretStr(key), model="m")

    assert key == " " or key not in str(raised.value)


def test_no_server_at_all_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="set OPENAI_API_KEY or OPENAI_BASE_URL"):
        chat_model(openai_api_key=None)


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        (None, "api.openai.com"),
        ("http://localhost:11434/v1", "localhost:11434"),
        ("https://user:secret@llm.example/v1?token=secret", "llm.example"),
        ("http://[::1/v1", "model server"),
    ],
)
def test_server_is_named_by_host_alone(base_url: str | None, name: str) -> None:
    assert server_name(settings_with(openai_base_url=base_url)) == name


STATUS_ERRORS = {
    "BadRequestError": (400, ModelRequestRejected),
    "AuthenticationError": (401, ModelServerRefused),
    "OAuthError": (401, ModelServerRefused),
    "PermissionDeniedError": (403, ModelServerRefused),
    "NotFoundError": (404, ModelRequestRejected),
    "ConflictError": (409, ModelRequestRejected),
    "UnprocessableEntityError": (422, ModelRequestRejected),
    "RateLimitError": (429, ModelRateLimited),
    "InternalServerError": (503, ModelServerFailed),
    "APIStatusError": (302, ModelServerFailed),
}
OTHER_ERRORS: dict[str, tuple[dict[str, Any], type[ModelServerError]]] = {
    "OpenAIError": ({}, ModelServerFailed),
    "APIError": ({"message": "m", "request": REQUEST, "body": None}, ModelServerFailed),
    "APIConnectionError": ({"request": REQUEST}, ModelServerUnreachable),
    "APITimeoutError": ({"request": REQUEST}, ModelServerUnreachable),
    "APIResponseValidationError": (
        {"response": httpx2.Response(200, request=REQUEST), "body": None},
        ModelServerFailed,
    ),
    "LengthFinishReasonError": ({"completion": None}, ModelServerFailed),
    "ContentFilterFinishReasonError": ({}, ModelRequestRejected),
    "InvalidWebhookSignatureError": ({}, ModelServerFailed),
    "WebSocketConnectionClosedError": ({"message": "m", "unsent_messages": []}, ModelServerUnreachable),
    "WebSocketQueueFullError": ({}, ModelServerFailed),
}


def public_openai_errors() -> set[str]:
    members = inspect.getmembers(openai, inspect.isclass)
    return {name for name, kind in members if issubclass(kind, Exception) and not name.startswith("_")}


def test_every_public_error_of_openai_is_in_the_tables() -> None:
    assert public_openai_errors() == STATUS_ERRORS.keys() | OTHER_ERRORS.keys()


@pytest.mark.parametrize("name", sorted(public_openai_errors()))
def test_every_public_error_of_openai_has_a_translation(name: str) -> None:
    vendor_class = getattr(openai, name)
    if name in STATUS_ERRORS:
        status, ours = STATUS_ERRORS[name]
        response = httpx2.Response(status, request=REQUEST)
        arguments: dict[str, Any] = {"response": response, "body": None} | ({} if name == "OAuthError" else {"message": "m"})
        vendor_error = vendor_class(**arguments)
    else:
        arguments, ours = OTHER_ERRORS[name]
        if name == "LengthFinishReasonError":
            arguments = {"completion": openai.types.chat.ChatCompletion.model_construct(usage=None)}
        vendor_error = (
            vendor_class(*[arguments.pop("message")], **arguments)
            if "message" in arguments
            else vendor_class(**arguments)
        )

    with pytest.raises(ModelServerError) as raised, translated_errors(settings_with()):
        raise vendor_error

    assert type(raised.value) is ours
    assert str(raised.value).startswith("api.openai.com: ")


def test_every_subclass_of_openais_root_is_caught() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    assert all(issubclass(kind, TRANSLATED_ERRORS) for kind in below(openai.OpenAIError))


def schema_error() -> pydantic.ValidationError:
    with pytest.raises(pydantic.ValidationError) as raised:
        pydantic.TypeAdapter(int).validate_python("x")
    return raised.value


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (httpx2.ConnectError("no"), ModelServerUnreachable),
        (httpx2.ReadTimeout("slow"), ModelServerUnreachable),
        (httpx2.RemoteProtocolError("cut"), ModelServerUnreachable),
        (httpx2.InvalidURL("what"), ModelServerFailed),
        (httpx2.StreamClosed(), ModelServerFailed),
        (ConnectionResetError("reset"), ModelServerUnreachable),
        (TimeoutError(), ModelServerUnreachable),
        (LangChainException("no"), ModelServerFailed),
        (OutputParserException("no"), ModelServerFailed),
        (schema_error(), ModelServerFailed),
        (ValueError("No generation chunks were returned"), ModelServerFailed),
        (KeyError("choices"), ModelServerFailed),
    ],
)
def test_errors_below_and_above_openai_have_a_translation(error: Exception, ours: type[ModelServerError]) -> None:
    assert isinstance(error, TRANSLATED_ERRORS)
    assert type(translate_error(error, settings_with())) is ours


def test_errors_that_are_nobodys_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), translated_errors(settings_with()):
        raise ZeroDivisionError


def test_key_in_a_vendors_words_is_redacted_and_long_words_are_cut() -> None:
    message = str(translate_error(ValueError(f"{'x ' * 140}{KEY} {'y ' * 400}"), settings_with()))

    assert KEY not in message and KEY[:6] not in message
    assert "[key] y" in message and "\u2026)" in message


def test_seconds_to_wait_are_passed_on() -> None:
    response = httpx2.Response(429, request=REQUEST, headers={"retry-after": "17"})
    error = openai.RateLimitError("slow down", response=response, body=None)

    assert "wait 17 s and ask again" in str(translate_error(error, settings_with()))
