"""arXiv's API: ids → records, one request at a time and no faster than arXiv asks.

Request and answer are those of the user manual (info.arxiv.org/help/api/user-manual.html), the pace that of the terms
of use (info.arxiv.org/help/api/tou.html): one request every three seconds, over a single connection. What neither page
says, clients have met in practice: a refusal is a feed with one entry called "Error"; an id that does not exist is left
out of the feed, or leaves an entry without an id; entries come in any order; too many requests are told by a bare "Rate
exceeded." with or without Retry-After; now and then a feed comes back empty or breaks off.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Literal
from xml.etree.ElementTree import Element  # the type alone: defusedxml does the reading

import httpx2
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from retrieval.datatypes import Paper
from retrieval.errors import ArxivError
from retrieval.identity import FROM_ARXIV, arxiv_id_of
from retrieval.readers.record import UnreadableRecord, paper_from_record

ARXIV_URL = "https://export.arxiv.org/api/query"
PAUSE_SECONDS = 3.0
MAX_IDS_PER_REQUEST = 100
TIMEOUT_SECONDS = 60.0
MAX_ATTEMPTS = 5
MAX_RETRY_AFTER_SECONDS = 120.0
MAX_ANSWER_BYTES = 20_000_000
"""A hundred entries have about half a million."""

NAMESPACES = {"atom": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
ERROR_ID = "/api/errors"

_WORK = r"(?:e-?print|article|document|manuscript|note|paper|preprint|report|submission|version|work)"
_GONE = r"(?:withdrawn|retracted)\b(?!\s+from\b(?!\s+(?:the\s+)?arxiv))|removed\s+by\s+arxiv\b"
_OPENS = r"(?:^|[.;:(\[]\s*)"
WITHDRAWAL = re.compile(
    rf"(?:^(?:this|the|our)|(?:[.;:(\[]\s*)(?:this|our))\s+{_WORK}\s+(?:has\s+been|is(?:\s+being)?|was)\s+(?:\w+ly\s+)?"
    rf"(?:{_GONE})"
    rf"|{_OPENS}(?:the\s+authors?|we)\s+(?:(?:have|has)\s+)?(?:withdr[ae]wn?|retract(?:ed)?)\s+this\s+{_WORK}\b"
    r"|^(?:paper\s+)?withdrawn(?=\s*(?:$|[^\w\s]|(?:as|because|by|due|for|from\s+arxiv|pending|since)\b))",
    re.IGNORECASE,
)
"""A notice that opens a sentence. Patients withdrawn from a study, or an earlier version withdrawn, are none."""

WITHDRAWAL_IN_COMMENT = re.compile(
    rf"{_OPENS}(?:(?:this|the|our)\s+)?(?:{_WORK}\s+)?(?:(?:has\s+been|is(?:\s+being)?|was)\s+)?(?:\w+ly\s+)?"
    rf"(?:{_GONE})(?=\s*(?:$|[^\w\s]|(?:as|because|by|due|for|from|pending|since)\b))",
    re.IGNORECASE,
)
"""A comment speaks of its own paper, so that here a sentence need not name it."""

ProblemKind = Literal["not an id", "refused", "not found", "withdrawn", "no abstract", "not asked"]


@dataclass(frozen=True, slots=True)
class ArxivProblem:
    """An id whose abstract did not come: why, and what to do about it."""

    arxiv_id: str
    kind: ProblemKind
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.arxiv_id}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class ArxivRecord:
    """A paper as arXiv has it. Its year and month are those of the first version, its text is that of the newest."""

    paper: Paper
    primary_category: str | None
    doi: str | None


@dataclass(frozen=True, slots=True)
class ArxivAnswer:
    """What became of the ids of one request: each is either among the records or among the problems."""

    records: tuple[ArxivRecord, ...]
    problems: tuple[ArxivProblem, ...]


class ArxivClient:
    """Asks arXiv for records, at most one request per `pause_seconds`, over one connection that it keeps open."""

    def __init__(
        self, url: str = ARXIV_URL, pause_seconds: float = PAUSE_SECONDS, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._url = url
        self._pause_seconds = pause_seconds
        self._timeout_seconds = timeout_seconds
        self._earliest_request = 0.0
        self._http = httpx2.Client(
            headers={"User-Agent": f"citewell/{version('citewell')}"},
            timeout=timeout_seconds,
            limits=httpx2.Limits(max_connections=1),
            follow_redirects=True,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> "ArxivClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, arxiv_ids: Sequence[str]) -> ArxivAnswer:
        """Ask for the newest versions of at most MAX_IDS_PER_REQUEST ids, which carry no version themselves.

        An id that arXiv takes exception to is left out and the others are asked for again. Raises ArxivError where
        arXiv does not answer as it should, after MAX_ATTEMPTS requests if the fault is one that may pass.
        """
        if len(arxiv_ids) > MAX_IDS_PER_REQUEST:
            raise ValueError(f"{len(arxiv_ids)} ids in one request, at most {MAX_IDS_PER_REQUEST} are allowed")
        asked = {arxiv_id_of(arxiv_id) or arxiv_id: arxiv_id for arxiv_id in arxiv_ids}
        problems: list[ArxivProblem] = []
        while asked:
            feed = self._feed(list(asked))
            if not feed.refusal:
                return _answer(asked, feed, problems)
            named = [name for name in asked if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", feed.refusal)]
            if not named:
                raise ArxivError(
                    f"{self._url}: arXiv refused the request: {feed.refusal!r}; ask for the papers by their ids in"
                    " smaller groups to find the one it does not take"
                )
            for name in named:
                what = f"arXiv refuses this id: {feed.refusal!r}"
                problems.append(ArxivProblem(asked.pop(name), "refused", what, "look it up on arxiv.org"))
        return ArxivAnswer((), tuple(problems))

    def _feed(self, names: Sequence[str]) -> "_Feed":
        """Return arXiv's feed about ids. An empty one is asked for once more: arXiv sends some by mistake."""
        feed = self._persistently(names)
        return feed if feed.entries or feed.refusal else self._persistently(names)

    def _persistently(self, names: Sequence[str]) -> "_Feed":
        retrying = Retrying(
            retry=retry_if_exception_type(_PassingFault),
            stop=stop_after_attempt(MAX_ATTEMPTS),
            wait=self._wait_seconds,
            reraise=True,
        )
        try:
            return retrying(self._once, names)
        except _PassingFault as fault:
            raise ArxivError(
                f"{self._url}: {fault}, also at the last of {MAX_ATTEMPTS} attempts; wait some minutes and fetch again"
            ) from fault

    def _wait_seconds(self, state: RetryCallState) -> float:
        """Return what arXiv asks for, and at least 2, 4, 8, ... pauses."""
        fault = state.outcome.exception() if state.outcome is not None else None
        asked_for = fault.retry_after_seconds if isinstance(fault, _PassingFault) else 0.0
        return float(max(asked_for, self._pause_seconds * 2**state.attempt_number))

    def _once(self, names: Sequence[str]) -> "_Feed":
        time.sleep(max(0.0, self._earliest_request - time.monotonic()))
        try:
            status, retry_after, body = self._get({"id_list": ",".join(names), "max_results": str(len(names))})
        finally:
            self._earliest_request = time.monotonic() + self._pause_seconds
        if status in (429, 503):
            raise _PassingFault(f"arXiv is busy ({status})", self._retry_after_seconds(retry_after))
        if status >= 500:
            raise _PassingFault(f"arXiv has an internal error ({status})")
        if status not in (200, 400):
            raise ArxivError(f"{self._url}: arXiv refused the request ({status}); check CITEWELL_ARXIV_URL")
        try:
            return _read_feed(body)
        except DefusedXmlException as error:
            raise ArxivError(
                f"{self._url}: the answer holds declarations that no feed needs ({type(error).__name__}) and was not"
                " read; check CITEWELL_ARXIV_URL"
            ) from error
        except ParseError as error:
            what = f"the answer ({status}) is no whole feed: it begins with {body[:40].decode(errors='replace')!r}"
            if status == 400:
                raise ArxivError(f"{self._url}: {what}; check CITEWELL_ARXIV_URL") from error
            raise _PassingFault(what) from error

    def _get(self, parameters: Mapping[str, str]) -> tuple[int, str, bytes]:
        """Return status, Retry-After and body."""
        try:
            with self._http.stream("GET", self._url, params=parameters) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > MAX_ANSWER_BYTES:
                        raise ArxivError(
                            f"{self._url}: the answer is longer than {MAX_ANSWER_BYTES:,} bytes; check"
                            " CITEWELL_ARXIV_URL"
                        )
                return response.status_code, response.headers.get("Retry-After", ""), bytes(body)
        except httpx2.TimeoutException as error:
            raise _PassingFault(f"no answer within {self._timeout_seconds:g} s") from error
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise ArxivError(f"{self._url}: not a web address ({error}); check CITEWELL_ARXIV_URL") from error
        except httpx2.ConnectError as error:
            raise ArxivError(
                f"{self._url}: cannot be reached ({error}); check the network and CITEWELL_ARXIV_URL, then fetch again"
            ) from error
        except httpx2.RequestError as error:
            raise _PassingFault(f"the connection broke off ({error or type(error).__name__})") from error

    def _retry_after_seconds(self, header: str) -> float:
        """Return what a Retry-After header asks for, 0 where it says nothing that can be read."""
        try:
            seconds = float(header)
        except ValueError:
            try:
                seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
            except (ValueError, TypeError):
                return 0.0
        if seconds > MAX_RETRY_AFTER_SECONDS:
            raise ArxivError(f"{self._url}: arXiv is busy and asks to wait {seconds:.0f} s; fetch again after that")
        return max(0.0, seconds)


class _PassingFault(Exception):
    """A fault that may be gone at the next attempt, and how long arXiv asks to wait for that."""

    def __init__(self, what: str, retry_after_seconds: float = 0.0) -> None:
        super().__init__(what)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a feed: title and summary as they stand there, the rest on one line each, the id unversioned."""

    arxiv_id: str
    title: str
    summary: str
    authors: tuple[str, ...]
    published: str
    comment: str
    journal_reference: str
    doi: str
    primary_category: str


@dataclass(frozen=True, slots=True)
class _Feed:
    """The entries of a feed, and arXiv's words where it is a refusal."""

    entries: tuple[_Entry, ...]
    refusal: str


def _read_feed(body: bytes) -> _Feed:
    """Read an Atom feed. Raises ParseError for what is none, DefusedXmlException for what could do harm."""
    root = fromstring(body, forbid_dtd=True)
    if root.tag != f"{{{NAMESPACES['atom']}}}feed":
        raise ParseError(f"the root is {root.tag}")
    entries = []
    for element in root.findall("atom:entry", NAMESPACES):
        address = _text(element, "atom:id")
        if ERROR_ID in address:
            return _Feed((), _text(element, "atom:summary") or address)
        if arxiv_id := arxiv_id_of(address):
            entries.append(_entry(element, arxiv_id))
    return _Feed(tuple(entries), "")


def _entry(element: Element, arxiv_id: str) -> _Entry:
    category = element.find("arxiv:primary_category", NAMESPACES)
    names = ("".join(name.itertext()) for name in element.findall("atom:author/atom:name", NAMESPACES))
    return _Entry(
        arxiv_id=arxiv_id,
        title=_raw_text(element, "atom:title"),
        summary=_raw_text(element, "atom:summary"),
        authors=tuple(" ".join(name.split()) for name in names),
        published=_text(element, "atom:published"),
        comment=_text(element, "arxiv:comment"),
        journal_reference=_text(element, "arxiv:journal_ref"),
        doi=_text(element, "arxiv:doi"),
        primary_category="" if category is None else category.get("term", ""),
    )


def _raw_text(element: Element, path: str) -> str:
    found = element.find(path, NAMESPACES)
    return "" if found is None else "".join(found.itertext()).strip()


def _text(element: Element, path: str) -> str:
    return " ".join(_raw_text(element, path).split())


def _answer(asked: Mapping[str, str], feed: _Feed, problems: Sequence[ArxivProblem]) -> ArxivAnswer:
    entries = {entry.arxiv_id: entry for entry in feed.entries}
    records, new_problems = [], list(problems)
    for name, arxiv_id in asked.items():
        result = _record(arxiv_id, entries.get(name))
        if isinstance(result, ArxivRecord):
            records.append(result)
        else:
            new_problems.append(result)
    return ArxivAnswer(tuple(records), tuple(new_problems))


def _record(arxiv_id: str, entry: _Entry | None) -> ArxivRecord | ArxivProblem:
    if entry is None:
        return ArxivProblem(arxiv_id, "not found", "arXiv has no paper of this id", "check the id on arxiv.org")
    for notice, is_comment in ((entry.comment, True), (entry.summary, False)):
        if WITHDRAWAL.search(notice) or (is_comment and WITHDRAWAL_IN_COMMENT.search(notice)):
            what = f"withdrawn from arXiv: “{' '.join(notice.split())[:200]}”"
            return ArxivProblem(arxiv_id, "withdrawn", what, "nothing was changed; see whether you still want it")
    fields = {
        "title": entry.title,
        "abstract": entry.summary,
        "authors": list(entry.authors),
        "date": entry.published,
        "venue": entry.journal_reference,
        "url": f"https://arxiv.org/abs/{arxiv_id}",
        "arxiv_id": arxiv_id,
    }
    try:
        paper = paper_from_record(fields, FROM_ARXIV)
    except UnreadableRecord as error:
        return ArxivProblem(arxiv_id, "no abstract", f"arXiv's record has {error.what}", "look it up on arxiv.org")
    if not paper.abstract:
        return ArxivProblem(arxiv_id, "no abstract", "arXiv's record has no abstract", "look it up on arxiv.org")
    return ArxivRecord(paper, entry.primary_category or None, entry.doi or None)
