"""A server on loopback that speaks arXiv's API: it knows the papers it is given and has the faults it is told to have.

    with ScriptedArxiv(ArxivPaper("2101.00001", "Lantern", "We present Lantern.")) as arxiv:
        arxiv.enqueue(Fault(429, retry_after="1"))
        ...                                # a client talks to arxiv.url
        arxiv.asked[0]                     # ("2101.00001",): the ids of the first request

Feeds have the form of arXiv's own: the entry's id is an address with a version, titles and summaries are broken over
lines, entries come newest first and not as asked, an id that does not exist is left out.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/c2NyaXB0ZWQ</id>
  <title>arXiv Query: search_query=&amp;id_list={ids}&amp;start=0&amp;max_results={n}</title>
  <updated>2026-11-20T04:00:00Z</updated>
  <link href="https://arxiv.org/api/query?search_query=&amp;start=0&amp;max_results={n}&amp;id_list={ids}" \
type="application/atom+xml"/>
  <opensearch:itemsPerPage>{n}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""


@dataclass(frozen=True, slots=True)
class ArxivPaper:
    """A paper as arXiv has it; `arxiv_id` without its version. What is None is left out of its entry."""

    arxiv_id: str
    title: str | None
    summary: str | None
    authors: tuple[str, ...] = ("Ada Example",)
    published: str = "2021-01-04T18:59:07Z"
    version: int = 1
    comment: str | None = None
    journal_reference: str | None = None
    doi: str | None = None
    primary_category: str = "cs.CL"

    @property
    def entry(self) -> str:
        """Its entry in a feed."""
        address = f"arxiv.org/abs/{self.arxiv_id}v{self.version}"
        lines = [f"    <id>http://{address}</id>"]
        if self.title is not None:
            lines.append(f"    <title>{escape(self.title)}</title>")
        lines += [
            "    <updated>2024-02-02T02:02:02Z</updated>",
            f'    <link href="https://{address}" rel="alternate"/>',
        ]
        if self.summary is not None:
            lines.append(f"    <summary>  {escape(self.summary)}\n</summary>")
        lines += [
            f'    <category term="{self.primary_category}" scheme="http://arxiv.org/schemas/atom"/>',
            f"    <published>{self.published}</published>",
        ]
        for name, value in (
            ("comment", self.comment),
            ("journal_ref", self.journal_reference),
            ("doi", self.doi),
        ):
            if value is not None:
                lines.append(f"    <arxiv:{name}>{escape(value)}</arxiv:{name}>")
        lines.append(f'    <arxiv:primary_category term="{self.primary_category}"/>')
        lines += [f"    <author>\n      <name>{escape(name)}</name>\n    </author>" for name in self.authors]
        return "  <entry>\n" + "\n".join(lines) + "\n  </entry>\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the server does with one request in place of an answer.

    `body` None is an ordinary feed. `drop_after` sends so many bytes of it and closes the socket, `cut_after` sends so
    many as if they were all. `hang_seconds` waits before the first byte.
    """

    status: int = 200
    body: str | None = "Rate exceeded."
    content_type: str = "text/plain"
    retry_after: str | None = None
    hang_seconds: float = 0
    drop_after: int | None = None
    cut_after: int | None = None

    @classmethod
    def refusal(cls, what: str, status: int = 400) -> "Fault":
        """arXiv's way to refuse: a feed of one entry that looks like a paper called "Error"."""
        address = f"https://arxiv.org/api/errors#{what.replace(' ', '_')}"
        entry = (
            f"  <entry>\n    <id>{address}</id>\n    <title>Error</title>\n"
            "    <updated>2026-11-20T00:00:00Z</updated>\n"
            f'    <link href="{address}" rel="alternate"/>\n    <summary>{what}</summary>\n'
            "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n"
        )
        body = FEED.format(ids="", n=1, total=1, entries=entry)
        return cls(status, body, "application/atom+xml; charset=utf-8")


EMPTY = Fault(body=FEED.format(ids="", n=10, total=0, entries=""), content_type="application/atom+xml")
BUSY = Fault(429)
BROKEN = Fault(500, "<html><body>Internal Server Error</body></html>", "text/html")


class ScriptedArxiv:
    """Serves on 127.0.0.1 from `__enter__` to `__exit__`. Requests take the faults in turn, then get an answer."""

    def __init__(self, *papers: ArxivPaper) -> None:
        self.papers = {paper.arxiv_id: paper for paper in papers}
        self.asked: list[tuple[str, ...]] = []
        self.queries: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.peers: set[tuple[str, int]] = set()
        self.closing = threading.Event()
        self._faults: deque[Fault | None] = deque()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/query"

    def enqueue(self, *faults: Fault | None) -> None:
        """Add faults for the next requests; None lets one through."""
        self._faults.extend(faults)

    def next_fault(self) -> Fault | None:
        return self._faults.popleft() if self._faults else None

    def feed(self, ids: tuple[str, ...], max_results: int) -> str:
        """Return the feed for ids that carry no version, newest paper first."""
        known = sorted((name for name in ids if name in self.papers), reverse=True)[:max_results]
        entries = "".join(self.papers[name].entry for name in known)
        return FEED.format(ids=",".join(ids), n=max_results, total=len(known), entries=entries)

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
    daemon_threads = False
    block_on_close = True
    script: ScriptedArxiv

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients of these tests hang up in mid-reply on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # an idle connection that a client keeps open does not hold up the end of a test for longer
    server: _Server

    def do_GET(self) -> None:
        script = self.server.script
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        ids = tuple(query.get("id_list", "").split(","))
        script.times.append(time.monotonic())
        script.queries.append(query)
        script.asked.append(ids)
        script.headers.append({name.lower(): value for name, value in self.headers.items()})
        script.peers.add(self.client_address)
        fault = script.next_fault() or Fault(body=None)
        if fault.hang_seconds:
            script.closing.wait(fault.hang_seconds)
        body, content_type = fault.body, fault.content_type
        if body is None:
            body = script.feed(ids, int(query.get("max_results", "10")))
            content_type = "application/atom+xml; charset=utf-8"
        data = body.encode()[: fault.cut_after]
        self.send_response(fault.status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        if fault.retry_after is not None:
            self.send_header("Retry-After", fault.retry_after)
        self.end_headers()
        self.wfile.write(data[: fault.drop_after])
        self.close_connection = self.close_connection or fault.drop_after is not None

    def log_message(self, *_: object) -> None:
        """Say nothing."""
