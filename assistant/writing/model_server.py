"""The server that a chat model runs on: which model, how it is reached, and its errors in our words.

No message ever holds the key, not even where the server echoes it.
"""

import html
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from urllib.parse import quote

import httpx2
import openai
from langchain.chat_models import init_chat_model
from langchain_core.exceptions import ContextOverflowError, LangChainException
from langchain_core.language_models import BaseChatModel
from langchain_openai.chat_models.base import OpenAIRefusalError

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
from assistant.writing.plain_text import plain_text
from assistant.writing.server_address import checked_base_url, server_address

NO_KEY = "not-needed"
"""Stands in for a key where a server of one's own asks for none; the client insists on having one."""

OF_THE_KEY = re.compile(r"\bapi[ _-]?key\b", re.IGNORECASE)
OF_THE_LENGTH = re.compile(r"\bcontext (?:length|size)\b|\binput token count\b", re.IGNORECASE)
"""What a request that is rejected with 400 may be about, by the server's words."""

LOOKS_LIKE_A_KEY = re.compile(r"\bsk-[\w*.-]{4,}")
LEAST_KEY_CHARACTERS = 8
"""What is shorter is no secret but a word such as "ollama", which servers without keys are given for one."""

MAX_ECHOED_CHARACTERS = 300
MAX_LISTED_MODELS = 20
MAX_LISTING_SECONDS = 10.0

CLIENT_ERRORS = (
    openai.OpenAIError,
    openai.InvalidWebhookSignatureError,
    OpenAIRefusalError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    LangChainException,
)
"""What only a client library raises."""

STUMBLING_ERRORS = (ValueError, TypeError, LookupError, AttributeError)
"""What a client library raises, like anyone else, over a reply that is not of the protocol."""

CLIENT_LIBRARIES = ("openai", "langchain_openai", "httpx2", "httpcore2")


def model_name(settings: Settings) -> str:
    """Return the model to ask. A server of one's own has no default: SettingsError then lists what it offers."""
    if settings.model:
        return settings.model
    if settings.openai_base_url is None:
        return DEFAULT_MODEL
    where = server_address(settings)
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
    """Ask the server, once and for at most ten seconds, for the names of its models. Raises ModelServerError."""
    seconds = min(settings.model_timeout_seconds, MAX_LISTING_SECONDS)
    base_url, key = checked_base_url(settings), _key(settings)
    with (
        translated_errors(settings),
        openai.OpenAI(base_url=base_url, api_key=key, timeout=seconds, max_retries=0) as client,
    ):
        return [_redacted(model.id, settings) for model in client.models.list()]


def chat_model_from(settings: Settings) -> BaseChatModel:
    """Return the chat model of the settings; nothing is sent yet, save for the list of models where none is set.

    The temperature is the server's own: reasoning models refuse any other. Raises SettingsError for a base url or key
    that cannot be used.
    """
    base_url, key = checked_base_url(settings), _key(settings)
    chat_model: BaseChatModel = init_chat_model(
        model_name(settings),
        model_provider="openai",
        # Said outright: left out, LangChain would look into further variables (OPENAI_API_BASE) for where to send text.
        base_url=base_url,
        api_key=key,
        timeout=settings.model_timeout_seconds,
        max_retries=settings.model_max_retries,
        max_tokens=settings.max_reply_tokens,
        stream_usage=True,
        use_responses_api=False,  # every compatible server speaks chat completions
    )
    return chat_model


@contextmanager
def translated_errors(settings: Settings) -> Iterator[None]:
    """Raise what the client libraries raise inside as ModelServerError; our own mistakes pass as they are.

    The original is left out of the traceback: its message may hold the key.
    """
    try:
        yield
    except Exception as error:
        translated = translate_error(error, settings)
        if translated is None:
            raise
        raise translated from None


def translate_error(error: Exception, settings: Settings) -> ModelServerError | None:
    """Return our error for one out of OpenAI's client, httpx or LangChain: where, what, and what to do.

    None for an error that comes from elsewhere.
    """
    is_clients_own = isinstance(error, CLIENT_ERRORS)
    if not is_clients_own and not _stumbled_over_reply(error):
        return None
    is_told = isinstance(error, ValueError) and isinstance(next(iter(error.args), None), dict)
    where, said = server_address(settings), _said(error, settings) if is_clients_own or is_told else ""
    is_of_key = isinstance(error, openai.AuthenticationError) or (
        isinstance(error, openai.BadRequestError) and OF_THE_KEY.search(said) is not None
    )
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return _timed_out(where, settings)
        case openai.APIConnectionError() | openai.WebSocketConnectionClosedError() | httpx2.TransportError():
            return _unreachable(where, error, settings)
        case openai.APIStatusError() if is_of_key and settings.openai_api_key is None:
            return ModelServerRefused(f"{where}: the server wants a key{said}; set OPENAI_API_KEY")
        case openai.APIStatusError() if is_of_key:
            return ModelServerRefused(f"{where}: the key is not accepted{said}; set OPENAI_API_KEY to a valid one")
        case openai.PermissionDeniedError():
            return ModelServerRefused(
                f"{where}: the key has no permission for this{said}; use another key or another CITEWELL_MODEL"
            )
        case openai.APIStatusError() if error.status_code == 413 or "request too large" in said.lower():
            return _too_long(where, said, settings)
        case openai.APIError() if "insufficient_quota" in (error.code, error.type):
            return ModelRateLimited(f"{where}: the account's quota is used up{said}; see its plan and billing")
        case openai.RateLimitError():
            wait = error.response.headers.get("retry-after", "")
            advice = f"wait {wait} s and ask again" if wait.isdecimal() and wait != "0" else "wait and ask again"
            return ModelRateLimited(f"{where}: too many requests{said}; {advice}")
        case openai.APIError() if error.code == "rate_limit_exceeded":
            return ModelRateLimited(f"{where}: too many requests{said}; wait and ask again")
        case ContextOverflowError():
            return _too_long(where, said, settings)
        case openai.APIError() if error.code == "context_length_exceeded":
            return _too_long(where, said, settings)
        case openai.BadRequestError() if OF_THE_LENGTH.search(said):
            return _too_long(where, said, settings)
        case openai.NotFoundError() if error.code == "model_not_found" or "model" in said.lower():
            name = settings.model or DEFAULT_MODEL
            return ModelRequestRejected(
                f"{where}: there is no model {name!r} for this key{said}; set CITEWELL_MODEL to one it offers"
            )
        case openai.NotFoundError():
            return ModelRequestRejected(
                f"{where}: nothing answers at this address{said}; see whether OPENAI_BASE_URL ends as the server"
                " wants it, mostly in /v1"
            )
        case openai.APIStatusError() if error.status_code == 408:
            return _timed_out(where, settings)
        case openai.APIStatusError() if 400 <= error.status_code < 500 and error.status_code != 409:
            return ModelRequestRejected(
                f"{where}: the request was rejected with {error.status_code}{said}; see whether"
                " CITEWELL_MODEL is a chat model"
            )
        case openai.APIStatusError():
            return ModelServerFailed(f"{where}: the server failed with {error.status_code}{said}; ask again later")
        case openai.LengthFinishReasonError():
            return ModelServerFailed(
                f"{where}: the reply was cut at max tokens; raise CITEWELL_MAX_REPLY_TOKENS (now"
                f" {settings.max_reply_tokens})"
            )
        case openai.ContentFilterFinishReasonError():
            return ModelRequestRejected(f"{where}: withheld by the server's content filter; rephrase the question")
        case OpenAIRefusalError():
            return ModelRequestRejected(f"{where}: the model declined to answer{said}; rephrase the question")
        case _ if is_told or type(error) is openai.APIError:
            return ModelServerFailed(f"{where}: the server reported an error in its reply{said}; ask again later")
        case _:
            return ModelServerFailed(
                f"{where}: the reply is not of OpenAI's chat protocol{said}; see whether OPENAI_BASE_URL is a chat"
                " server's address, which mostly ends in /v1, and no login page is in the way"
            )


def _stumbled_over_reply(error: Exception) -> bool:
    """Whether an error of Python's or pydantic's comes out of a client that reads a reply, and not out of our code.

    It shows in the module that raised it, leaving aside pydantic and the standard library, whose json they read with.
    """
    if not isinstance(error, STUMBLING_ERRORS):
        return False
    module = _raising_module(error.__traceback__)
    if module.startswith("langchain_core."):  # most of its ValueErrors are about wrong use, so about us
        return str(error).startswith("No generation chunks")
    return module.partition(".")[0] in CLIENT_LIBRARIES


def _raising_module(traceback: TracebackType | None) -> str:
    module = ""
    while traceback is not None:
        name = str(traceback.tb_frame.f_globals.get("__name__", ""))
        package = name.partition(".")[0]
        if package != "pydantic" and package not in sys.stdlib_module_names:
            module = name
        traceback = traceback.tb_next
    return module


def _timed_out(where: str, settings: Settings) -> ModelServerError:
    return ModelServerUnreachable(
        f"{where}: no answer within {settings.model_timeout_seconds:g} s; see whether the server is at work,"
        " or raise CITEWELL_MODEL_TIMEOUT_SECONDS"
    )


def _unreachable(where: str, error: Exception, settings: Settings) -> ModelServerError:
    causes = list(_causes(error))
    said = _said(causes[-1], settings)  # OpenAI's own words are no more than "Connection error."
    if any(isinstance(cause, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.WriteError) for cause in causes):
        return ModelServerUnreachable(
            f"{where}: the server broke off the connection{said}; ask again, or see its log for why"
        )
    return ModelServerUnreachable(
        f"{where}: the server cannot be reached{said}; see whether it runs and OPENAI_BASE_URL names it"
    )


def _causes(error: Exception) -> Iterator[Exception]:
    """Yield an error and what caused it, innermost last."""
    yield error
    while isinstance(cause := error.__cause__ or error.__context__, Exception):
        yield cause
        error = cause


def _too_long(where: str, said: str, settings: Settings) -> ModelServerError:
    return ModelRequestRejected(
        f"{where}: the prompt is too long for the model{said}; lower CITEWELL_MAX_CONTEXT_TOKENS (now"
        f" {settings.max_context_tokens})"
    )


def _said(error: Exception, settings: Settings) -> str:
    """Return the error's own words in brackets, without keys, on one line, cut where long; nothing for a web page."""
    words = str(error)
    if isinstance(error, openai.APIError):
        words = _told(error.body) or error.message
    elif error.args and isinstance(error.args[0], dict):
        words = _told(error.args[0])
    words = _redacted(words, settings)
    if words.startswith("<"):
        return ""
    if len(words) > MAX_ECHOED_CHARACTERS:
        words = words[:MAX_ECHOED_CHARACTERS] + "…"
    return f" ({words})" if words else ""


def _told(body: object) -> str:
    """Return the message in the body of an error, whatever it is wrapped in; of several the first.

    >>> _told([{"error": {"code": 400, "message": "No such key."}}])
    'No such key.'
    >>> _told({"detail": [{"loc": ["body", "stop"], "msg": "field required"}]})
    'body.stop: field required'
    """
    if isinstance(body, list):
        return _told(body[0]) if body else ""
    if not isinstance(body, dict):
        return body if isinstance(body, str) else ""
    told = next((told for name in ("message", "msg", "error", "detail") if (told := _told(body.get(name)))), "")
    place = body.get("loc")
    return f"{'.'.join(map(str, place))}: {told}" if isinstance(place, list) and told else told


def _redacted(text: str, settings: Settings) -> str:
    """Return foreign text on one line, without the key in any spelling that it may come back in."""
    key = "" if settings.openai_api_key is None else settings.openai_api_key.get_secret_value().strip()
    text = plain_text(text)
    if len(key) >= LEAST_KEY_CHARACTERS:
        in_json = json.dumps(key)[1:-1]
        spellings = {key, repr(key)[1:-1], in_json, in_json.replace("/", r"\/")}
        spellings |= {html.escape(key), quote(key), quote(key, safe="")}
        longest_first = sorted(spellings, key=len, reverse=True)
        text = re.sub("|".join(map(re.escape, longest_first)), "[key]", text, flags=re.IGNORECASE)
    return " ".join(LOOKS_LIKE_A_KEY.sub("[key]", text).split())


def _key(settings: Settings) -> str:
    """Return the key to send, without the white space that comes with pasting."""
    key = "" if settings.openai_api_key is None else settings.openai_api_key.get_secret_value().strip()
    if not all("!" <= character <= "~" for character in key):
        raise SettingsError("OPENAI_API_KEY holds characters that no key has; set it again, without quotes and spaces")
    if not key and settings.openai_base_url is None:
        raise SettingsError("no model server is set; set OPENAI_API_KEY or OPENAI_BASE_URL")
    return key or NO_KEY
