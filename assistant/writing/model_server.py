"""The server that a chat model runs on: which model, how it is reached, and its errors in our words.

No message ever holds the key, not even where the server echoes it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import openai
import pydantic
from langchain.chat_models import init_chat_model
from langchain_core.exceptions import ContextOverflowError, LangChainException
from langchain_core.language_models import BaseChatModel

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

OPENAI_BASE_URL = "https://api.openai.com/v1"
NO_KEY = "not-needed"
"""Stands in for a key where a server of one's own asks for none; the client insists on having one."""

MODEL_WITH_FIXED_TEMPERATURE = re.compile(r"(?:^|/)(?:o\d|gpt-[5-9])")
"""OpenAI's reasoning models, which refuse a temperature."""

LOOKS_LIKE_A_KEY = re.compile(r"\bsk-[\w*.-]{4,}")
MAX_ECHOED_CHARACTERS = 300
MAX_LISTED_MODELS = 20

TRANSLATED_ERRORS = (
    openai.OpenAIError,
    openai.InvalidWebhookSignatureError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    LangChainException,
    pydantic.ValidationError,
    ValueError,  # LangChain on a page of HTML
    KeyError,  # LangChain on JSON of another form
    TypeError,
    OSError,
)


def model_name(settings: Settings) -> str:
    """Return the model to ask. A server of one's own has no default: SettingsError then lists what it offers."""
    if settings.model:
        return settings.model
    if settings.openai_base_url is None:
        return DEFAULT_MODEL
    where = server_name(settings)
    try:
        offered = offered_models(settings)
    except ModelServerError as error:
        raise SettingsError(
            f"CITEWELL_MODEL is not set, and the models of {where} could not be listed ({error}); set CITEWELL_MODEL"
        ) from None
    if not offered:
        raise SettingsError(f"CITEWELL_MODEL is not set, and {where} lists no model; load one there and set it")
    listed = ", ".join(offered[:MAX_LISTED_MODELS])
    more = f" and {len(offered) - MAX_LISTED_MODELS} more" if len(offered) > MAX_LISTED_MODELS else ""
    raise SettingsError(f"CITEWELL_MODEL is not set; {where} offers {listed}{more}: set CITEWELL_MODEL to one of these")


def offered_models(settings: Settings) -> list[str]:
    """Ask the server for the names of its models. Raises ModelServerError."""
    with translated_errors(settings):
        client = openai.OpenAI(
            base_url=_base_url(settings),
            api_key=_key(settings),
            timeout=settings.model_timeout_seconds,
            max_retries=settings.model_max_retries,
        )
        with client:
            try:
                return [_redacted(model.id, settings) for model in client.models.list()]
            except AttributeError:  # how openai stumbles over a page of HTML here
                raise ValueError("no list of models") from None


def chat_model_from(settings: Settings) -> BaseChatModel:
    """Return the chat model of the settings; nothing is sent yet, save for the list of models where none is set.

    Raises SettingsError for a base url or key that cannot be used.
    """
    base_url, key, model = _base_url(settings), _key(settings), model_name(settings)
    is_greedy = settings.openai_base_url is not None and not MODEL_WITH_FIXED_TEMPERATURE.search(model)
    chat_model: BaseChatModel = init_chat_model(
        model,
        model_provider="openai",
        # Said outright: left out, LangChain would look into further variables (OPENAI_API_BASE) for where to send text.
        base_url=base_url,
        api_key=key,
        timeout=settings.model_timeout_seconds,
        max_retries=settings.model_max_retries,
        max_tokens=settings.max_reply_tokens,
        stream_usage=True,
        use_responses_api=False,  # every compatible server speaks chat completions
        temperature=0 if is_greedy else None,
    )
    return chat_model


def server_name(settings: Settings) -> str:
    """Return the server's host, with the port where one is given: `api.openai.com`, `localhost:11434`."""
    try:
        parts = urlsplit(settings.openai_base_url or OPENAI_BASE_URL)
        host = parts.hostname or "model server"
        return host if parts.port is None else f"{host}:{parts.port}"
    except ValueError:
        return "model server"


@contextmanager
def translated_errors(settings: Settings) -> Iterator[None]:
    """Raise what goes wrong inside, while a model is asked, as ModelServerError.

    The original is left out of the traceback: its message may hold the key.
    """
    try:
        yield
    except TRANSLATED_ERRORS as error:
        raise translate_error(error, settings) from None


def translate_error(error: Exception, settings: Settings) -> ModelServerError:
    """Return our error for one of OpenAI's, httpx's, LangChain's or pydantic's: where, what, and what to do."""
    where = server_name(settings)
    said = _said(error, settings)
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException() | TimeoutError():
            return ModelServerUnreachable(
                f"{where}: no answer within {settings.model_timeout_seconds:g} s; see whether the server is at work,"
                " or raise CITEWELL_MODEL_TIMEOUT_SECONDS"
            )
        case (
            openai.APIConnectionError() | openai.WebSocketConnectionClosedError() | httpx2.TransportError() | OSError()
        ):
            return ModelServerUnreachable(
                f"{where}: connection refused or lost{_root_cause(error, settings)}; see whether the server runs and"
                " OPENAI_BASE_URL names it"
            )
        case openai.AuthenticationError():
            return ModelServerRefused(f"{where}: the key is not accepted{said}; set OPENAI_API_KEY to a valid one")
        case openai.PermissionDeniedError():
            return ModelServerRefused(
                f"{where}: the key has no permission for this{said}; use another key or another CITEWELL_MODEL"
            )
        case openai.APIError() if "insufficient_quota" in (error.code, error.type):
            return ModelRateLimited(f"{where}: the account's quota is used up{said}; see its plan and billing")
        case openai.RateLimitError():
            wait = error.response.headers.get("retry-after")
            advice = f"wait {wait} s and ask again" if wait and wait.isdecimal() else "wait a little and ask again"
            return ModelRateLimited(f"{where}: too many requests{said}; {advice}")
        case openai.APIError() if error.code == "rate_limit_exceeded":
            return ModelRateLimited(f"{where}: too many requests{said}; wait a little and ask again")
        case ContextOverflowError():
            return _too_long(where, said, settings)
        case openai.APIError() if error.code == "context_length_exceeded":
            return _too_long(where, said, settings)
        case openai.NotFoundError() if error.code == "model_not_found" or "model" in error.message.lower():
            name = settings.model or DEFAULT_MODEL
            return ModelRequestRejected(
                f"{where}: there is no model {name!r} for this key{said}; set CITEWELL_MODEL to one it offers"
            )
        case openai.NotFoundError():
            return ModelRequestRejected(
                f"{where}: nothing answers at this address{said}; see whether OPENAI_BASE_URL ends as the server"
                " wants it, mostly in /v1"
            )
        case openai.InternalServerError():
            return ModelServerFailed(f"{where}: internal error {error.status_code}{said}; ask again later")
        case openai.APIStatusError() if 400 <= error.status_code < 500:
            return ModelRequestRejected(
                f"{where}: the request was rejected with {error.status_code}{said}; see whether"
                " CITEWELL_MODEL is a chat model"
            )
        case openai.LengthFinishReasonError():
            return ModelServerFailed(f"{where}: the reply was cut at max tokens; raise CITEWELL_MAX_REPLY_TOKENS")
        case openai.ContentFilterFinishReasonError():
            return ModelRequestRejected(f"{where}: withheld by the server's content filter; rephrase the question")
        case openai.APIError() if type(error) is openai.APIError:
            return ModelServerFailed(f"{where}: the server reported an error in its reply{said}; ask again later")
        case _:
            return ModelServerFailed(
                f"{where}: the reply is not of OpenAI's chat protocol{said}; see whether OPENAI_BASE_URL is a chat"
                " server's address, which mostly ends in /v1"
            )


def _too_long(where: str, said: str, settings: Settings) -> ModelServerError:
    return ModelRequestRejected(
        f"{where}: the prompt is too long for the model{said}; lower CITEWELL_MAX_CONTEXT_TOKENS (now"
        f" {settings.max_context_tokens})"
    )


def _said(error: Exception, settings: Settings) -> str:
    """Return the error's own words in brackets, without keys, on one line, cut where they are long."""
    words = str(error.message if isinstance(error, openai.APIError) else error)
    if (
        isinstance(error, openai.APIError)
        and isinstance(error.body, dict)
        and isinstance(error.body.get("message"), str)
    ):
        words = error.body["message"]
    words = " ".join(_redacted(words, settings).split())
    if len(words) > MAX_ECHOED_CHARACTERS:
        words = words[:MAX_ECHOED_CHARACTERS] + "…"
    return f" ({words})" if words else ""


def _root_cause(error: BaseException, settings: Settings) -> str:
    """Return the innermost cause's words: OpenAI's own say no more than "Connection error."."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return _said(error, settings) if isinstance(error, Exception) else ""


def _redacted(text: str, settings: Settings) -> str:
    key = "" if settings.openai_api_key is None else settings.openai_api_key.get_secret_value().strip()
    if key:
        text = text.replace(key, "[key]")
    return LOOKS_LIKE_A_KEY.sub("[key]", text)


def _base_url(settings: Settings) -> str:
    base_url = settings.openai_base_url
    if base_url is None:
        return OPENAI_BASE_URL
    try:
        parts = urlsplit(base_url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise SettingsError("OPENAI_BASE_URL is no web address; give it like http://localhost:11434/v1")
    return base_url


def _key(settings: Settings) -> str:
    if settings.openai_api_key is None:
        if settings.openai_base_url is None:
            raise SettingsError("no model server is set; set OPENAI_API_KEY or OPENAI_BASE_URL")
        return NO_KEY
    key = settings.openai_api_key.get_secret_value().strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError("OPENAI_API_KEY holds characters that no key has; set it again, without quotes and spaces")
    return key
