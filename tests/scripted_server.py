"""The one double of these tests: a server that speaks OpenAI's protocol on loopback and answers by script.

    with ScriptedServer() as server:
        server.enqueue(Reply("It covers 40 languages [1.2]."), Reply.error(429, "slow down"))
        ...                                # a client talks to server.base_url
        server.requests[0].json["model"]   # what it sent

By hand, to look at the page with a model that always says or does the same:

    python tests/scripted_server.py --port 9999 --reply "So it is [1.1]." --delay 0.05 --fault drop
"""

import argparse
import base64
import contextlib
import hashlib
import json
import math
import struct
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

MODEL = "scripted-model"
EMBEDDING_DIMENSION = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with one chat request, and every fault it can be told to have.

    `drop_after` closes the socket after so many characters of the text; `hang_seconds` waits before the first byte.
    `finish_reason` None ends a stream without one. `raw_body` is sent in place of JSON or events. `retry_after` is
    seconds. `piece_seconds` pass after each piece. `usage` is (prompt tokens, completion tokens) or None.
    """

    text: str = ""
    status: int = 200
    finish_reason: Literal["stop", "length", "content_filter"] | None = "stop"
    drop_after: int | None = None
    hang_seconds: float = 0
    error_body: dict[str, Any] | None = None
    error_after: int | None = None
    raw_body: str | None = None
    content_type: str = "application/json"
    retry_after: str | None = None
    usage: tuple[int, int] | None = (100, 20)
    piece_length: int = 7
    piece_seconds: float = 0

    @classmethod
    def error(
        cls,
        status: int,
        message: str,
        code: str | None = None,
        error_type: str = "invalid_request_error",
        retry_after: str | None = None,
    ) -> "Reply":
        """An error in OpenAI's form."""
        body = {"error": {"message": message, "type": error_type, "param": None, "code": code}}
        return cls(status=status, error_body=body, retry_after=retry_after)

    @classmethod
    def html(cls, body: str = "<html><body>Sign in to the network</body></html>", status: int = 200) -> "Reply":
        """A web page where a protocol reply belongs, as from a proxy or a wrong address."""
        return cls(status=status, raw_body=body, content_type="text/html; charset=utf-8")

    @classmethod
    def events(cls, body: str) -> "Reply":
        """A stream of exactly this text, whole or not."""
        return cls(raw_body=body, content_type="text/event-stream")

    @property
    def pieces(self) -> list[str]:
        return [self.text[start : start + self.piece_length] for start in range(0, len(self.text), self.piece_length)]


WRONG_KEY = Reply.error(401, "Incorrect API key provided.", "invalid_api_key")
NO_PERMISSION = Reply.error(403, "You are not allowed to sample from this model.", "permission_denied")
UNKNOWN_MODEL = Reply.error(404, "The model does not exist or you do not have access to it.", "model_not_found")
# OpenAI's client ignores a Retry-After of 0 and then waits half a second.
TOO_MANY_REQUESTS = Reply.error(429, "Rate limit reached.", "rate_limit_exceeded", "requests", retry_after="0.01")
QUOTA_USED_UP = Reply.error(
    429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota", retry_after="0.01"
)
TOO_LONG = Reply.error(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded")
INTERNAL_ERROR = Reply.error(500, "The server had an error.", None, "server_error", retry_after="0.01")
UNKNOWN_PATH = Reply(status=404, raw_body="404 page not found", content_type="text/plain")

FAULTS = ("401", "403", "429", "500", "html", "drop", "no-finish", "length")
"""The faults that the command line offers."""


def faulty(reply: Reply, fault: str) -> Reply:
    """Return what becomes of a reply under one of FAULTS."""
    match fault:
        case "drop":
            return replace(reply, drop_after=len(reply.text) // 2)
        case "no-finish":
            return replace(reply, finish_reason=None)
        case "length":
            return replace(reply, finish_reason="length")
        case "html":
            return Reply.html()
        case _:
            errors = {"401": WRONG_KEY, "403": NO_PERMISSION, "429": TOO_MANY_REQUESTS, "500": INTERNAL_ERROR}
            return errors[fault]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent. Header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    json: dict[str, Any] = field(default_factory=dict)


class ScriptedServer:
    """Serves on 127.0.0.1 from `__enter__` to `__exit__`; port 0 takes a free one.

    Chat requests take the enqueued replies in turn, then `always`; where that is None, a 500 that says so.
    """

    def __init__(self, port: int = 0, always: Reply | None = None, models: Sequence[str] = (MODEL,)) -> None:
        self.always = always
        self.models = list(models)
        self.models_reply: Reply | None = None
        self.embeddings_reply: Reply | None = None
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self.hung_up = threading.Event()
        """Set when a client has gone in mid-reply; a test that looks at it clears it first."""
        self._queue: deque[Reply] = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """Host and port, as a reader is told them."""
        return f"127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"http://{self.address}/v1"

    @property
    def chat_requests(self) -> list[Request]:
        return [request for request in self.requests if request.path == "/v1/chat/completions"]

    def enqueue(self, *replies: Reply | str) -> None:
        """Add replies for the next chat requests; a string is a plain answer."""
        with self._lock:
            self._queue.extend(Reply(reply) if isinstance(reply, str) else reply for reply in replies)

    def next_reply(self) -> Reply:
        with self._lock:
            if self._queue:
                return self._queue.popleft()
        return self.always or Reply.error(500, "the script is at its end: enqueue a reply for this request")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for them: no socket outlives a test
    block_on_close = True
    script: ScriptedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note it and say nothing: clients of these tests hang up in mid-reply on purpose."""
        self.script.hung_up.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # chunked: only so can a client tell a dropped socket from an end
    server: _Server

    def do_GET(self) -> None:
        script = self._record("GET", b"")
        if self.path.rstrip("/") != "/v1/models":
            self._send_reply(UNKNOWN_PATH)
        elif script.models_reply is not None:
            self._send_reply(script.models_reply)
        else:
            listed = [{"id": name, "object": "model", "created": 0, "owned_by": "script"} for name in script.models]
            self._send_json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        script = self._record("POST", body)
        request = json.loads(body)
        if self.path == "/v1/embeddings":
            if script.embeddings_reply is not None:
                self._send_reply(script.embeddings_reply)
            else:
                self._send_json(200, _embeddings(request))
        elif self.path != "/v1/chat/completions":
            self._send_reply(UNKNOWN_PATH)
        else:
            self._answer_chat(script.next_reply(), request)

    def _answer_chat(self, reply: Reply, request: dict[str, Any]) -> None:
        if reply.hang_seconds:
            self.server.script.closing.wait(reply.hang_seconds)
        if reply.raw_body is not None or reply.error_body is not None:
            self._send_reply(reply)
        elif request.get("stream"):
            self._stream(reply, request)
        elif reply.drop_after is not None:
            self.close_connection = True
        else:
            self._send_json(reply.status, _completion(reply, request))

    def _stream(self, reply: Reply, request: dict[str, Any]) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        self._send_event(_chunk(request, {"role": "assistant", "content": ""}))
        sent = 0
        for piece in reply.pieces:
            if reply.drop_after is not None and sent + len(piece) > reply.drop_after:
                break
            self._send_event(_chunk(request, {"content": piece}))
            sent += len(piece)
            if reply.error_after is not None and sent >= reply.error_after:
                self._send_event({"error": {"message": "The model crashed.", "type": "server_error", "code": None}})
                break
            if reply.piece_seconds and self.server.script.closing.wait(reply.piece_seconds):
                break
        self.close_connection = True
        if reply.drop_after is not None:
            return
        if reply.finish_reason is not None:
            self._send_event(_chunk(request, {}, reply.finish_reason))
        wants_usage = bool((request.get("stream_options") or {}).get("include_usage"))
        if wants_usage and reply.usage is not None and reply.finish_reason is not None:
            self._send_event(_chunk(request, None, None) | {"usage": _usage(reply.usage)})
        self._send_part(b"data: [DONE]\n\n")
        self._send_part(b"")

    def _send_event(self, value: dict[str, Any]) -> None:
        self._send_part(f"data: {json.dumps(value)}\n\n".encode())

    def _send_part(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send_reply(self, reply: Reply) -> None:
        body = json.dumps(reply.error_body) if reply.raw_body is None else reply.raw_body
        self._send(reply.status, body, reply.content_type, reply.retry_after)

    def _send_json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, json.dumps(value), "application/json")

    def _send(self, status: int, body: str, content_type: str, retry_after: str | None = None) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def _record(self, method: str, body: bytes) -> ScriptedServer:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.script.requests.append(Request(method, self.path, headers, json.loads(body) if body else {}))
        return self.server.script

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # named so by its base class
        """Say nothing."""


def _chunk(request: dict[str, Any], delta: dict[str, Any] | None, finish_reason: str | None = None) -> dict[str, Any]:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
    return {
        "id": "chatcmpl-script",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": request.get("model", MODEL),
        "choices": choices,
    }


def _completion(reply: Reply, request: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text}
    return {
        "id": "chatcmpl-script",
        "object": "chat.completion",
        "created": 0,
        "model": request.get("model", MODEL),
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason}],
        "usage": None if reply.usage is None else _usage(reply.usage),
    }


def _usage(usage: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}


def _embeddings(request: dict[str, Any]) -> dict[str, Any]:
    texts = request["input"] if isinstance(request["input"], list) else [request["input"]]
    dimension = request.get("dimensions") or EMBEDDING_DIMENSION
    data = []
    for index, text in enumerate(texts):
        vector: list[float] | str = word_vector(str(text), dimension)
        if request.get("encoding_format") == "base64":
            vector = base64.b64encode(struct.pack(f"<{dimension}f", *vector)).decode()
        data.append({"object": "embedding", "index": index, "embedding": vector})
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    return {"object": "list", "model": request.get("model", MODEL), "data": data, "usage": usage}


def word_vector(text: str, dimension: int = EMBEDDING_DIMENSION) -> list[float]:
    """Return a unit vector that counts words by hash: texts that share words are near each other."""
    vector = [0.0] * dimension
    for word in text.lower().split() or [""]:
        vector[hashlib.sha256(word.encode()).digest()[0] % dimension] += 1.0
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]


def main() -> None:
    """Serve one reply or fault until interrupted."""
    parser = argparse.ArgumentParser(description="Serve OpenAI's protocol on 127.0.0.1, always with the same reply.")
    parser.add_argument("--port", type=int, default=9999)
    parser.add_argument("--reply", default="So the first paper says [1.1].")
    parser.add_argument("--delay", type=float, default=0.03, metavar="SECONDS", help="pause after each piece")
    parser.add_argument("--fault", choices=FAULTS, help="what goes wrong with every reply")
    arguments = parser.parse_args()
    reply = Reply(arguments.reply, piece_seconds=arguments.delay)
    if arguments.fault is not None:
        reply = faulty(reply, arguments.fault)
    with ScriptedServer(arguments.port, reply) as server, contextlib.suppress(KeyboardInterrupt):
        print(f"OPENAI_BASE_URL={server.base_url} CITEWELL_MODEL={MODEL}  (Ctrl+C ends)", flush=True)
        server.closing.wait()


if __name__ == "__main__":
    main()
