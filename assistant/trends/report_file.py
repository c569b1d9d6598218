"""A report as a file: saved with what was asked for, and checked again: which statements no longer hold, and why."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.errors import CheckError
from assistant.trends.asking import Asked, Picking, TrendsError, pick, select
from assistant.trends.corpus import load_corpus
from assistant.trends.report import Report, Selection
from assistant.trends.report_check import compare_with_papers
from assistant.trends.report_json import REPORT_SCHEMA_VERSION, report_to_record, whole_record
from assistant.trends.statements import StatementChange
from assistant.verification.check import Verifier
from retrieval.datatypes import PaperFilter
from retrieval.errors import RetrievalError
from retrieval.retriever import Retriever

KEYS = ("schema", "collection", "sections", "themes", "selection")
"""What a report holds, and nothing else that citewell writes."""
DAMAGED = (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration)


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """What became of a saved report: how many statements it makes, and those that no longer hold.

    `fields` tell what else differs from what its papers give, `notes` what could not be compared.
    """

    path: str
    collection: str
    n_statements: int
    changes: tuple[StatementChange, ...]
    fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def has_failures(self) -> bool:
        return bool(self.changes or self.fields)


def save_report(report: Report, asked: Asked, paper_filter: PaperFilter = PaperFilter()) -> str:
    """Return a report as JSON together with what picked its papers, so that a check can pick them anew."""
    record = {**report_to_record(report), **how_picked(asked, paper_filter)}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def how_picked(asked: Asked, paper_filter: PaperFilter) -> dict[str, Any]:
    """Return what a saved report remembers of the question."""
    given = {name: value for name, value in asdict(paper_filter).items() if value not in (None, (), False)}
    return {"asked": asdict(asked), "filter": given}


def is_report(source: str) -> bool:
    """Say whether a text is a saved report."""
    return _is_record(_read(source))


def reports_within(source: str) -> list[Mapping[str, Any]]:
    """Return the reports that a text holds: it is one, or saved answers on trends bring theirs along."""
    value = _read(source)
    if _is_record(value):
        return [value]
    if value is None:
        lines = [_read(line) for line in source.splitlines() if '"report"' in line]
        values = [one for one in lines if one is not None]
    else:
        values = value if isinstance(value, list) else [value]
    reports: list[Any] = [one.get("report") for one in values if isinstance(one, dict)]
    return [report for report in reports if _is_record(report)]


def _read(source: str) -> Any:
    if not source.lstrip().startswith(("{", "[")) or '"schema"' not in source:
        return None
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        return None


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and all(key in value for key in KEYS)


def check_report(
    source: str, path: str, retriever_of: Callable[[str], Retriever], verifier: Verifier | None = None
) -> ReportCheck:
    """Write a saved report anew and compare. `retriever_of` opens a collection by its name.

    A query that picked the papers picks them anew. `verifier` checks a model's sentences again, by default one that
    compares with the collection's encoder. Raises CheckError for a text that is no report of this version.
    """
    record = _read(source)
    if not _is_record(record):
        raise CheckError(f"{path}: is no saved report; save one with `citewell trends --json`")
    return check_record(record, path, retriever_of, verifier)


def check_record(
    record: Mapping[str, Any],
    path: str,
    retriever_of: Callable[[str], Retriever],
    verifier: Verifier | None = None,
) -> ReportCheck:
    """Do as `check_report` does with a report that is read already."""
    if record["schema"] != REPORT_SCHEMA_VERSION:
        raise CheckError(
            f"{path}: is a report of version {record['schema']}, read is {REPORT_SCHEMA_VERSION}; make it anew"
        )
    try:
        retriever = retriever_of(record["collection"])
        retriever.indexes.prepare_question()
        whole = whole_record(record)
        picked = _picked_now(whole, retriever)
        corpus = load_corpus(retriever.library, retriever.collection, retriever.embedder.dimension, picked.paper_ids)
        compared = compare_with_papers(record, corpus, picked, verifier or Verifier(retriever.embedder.embed))
        n_statements = sum(len(section["statements"]) for section in whole["sections"])
    except RetrievalError as error:
        raise CheckError(f"{path}: {error}") from error
    except DAMAGED as error:
        raise CheckError(f"{path}: is a damaged report ({type(error).__name__}: {error}); make it anew") from error
    return ReportCheck(path, str(record["collection"]), n_statements, compared.changes, compared.fields, compared.notes)


def _picked_now(record: Mapping[str, Any], retriever: Retriever) -> Selection:
    """Return the papers that the report's query and filter pick now; those of the report where these are not known."""
    saved = record["selection"]
    query = str(record.get("asked", {}).get("query", ""))
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.get("filter", {}).items()
    }
    try:
        if "text" in record:  # of an answer: the question as it was read, its filters apart
            picked = pick(Picking(query, record["text"], PaperFilter(**given)), retriever)
            return Selection(picked.paper_ids, saved["words"] if picked.words else "")
        if query or given or saved["paper_ids"] is None:
            return select(query, PaperFilter(**given), retriever)
        return Selection(tuple(saved["paper_ids"]), saved["words"])
    except TrendsError:
        return Selection((), saved["words"])


def render_check(check: ReportCheck) -> str:
    """Return the outcome as lines of text."""
    n = check.n_statements
    statements = f"{n:,} statement{'' if n == 1 else 's'}"
    notes = [f"   {note}" for note in check.notes]
    if not check.has_failures:
        return "\n".join([f"{check.path}: {statements} on “{check.collection}” written anew, all hold.", *notes])
    changed = len(check.changes)
    lines = [
        f"{check.path}: {changed:,} of {statements} on “{check.collection}” {'does' if changed == 1 else 'do'} not hold"
        " as written.",
        *notes,
    ]
    for change in check.changes:
        lines += ["", f"{change.number}. was: {change.before}"]
        if change.now != change.before:
            lines.append(f"   now: {change.now}")
        moved = [f"{len(ids):,} {word}" for ids, word in ((change.gained, "more"), (change.lost, "fewer")) if ids]
        if moved:
            named = ", ".join((*change.gained, *change.lost)[:5])
            more = "" if len(change.gained) + len(change.lost) <= 5 else ", …"
            lines.append(f"   papers: {' and '.join(moved)} ({named}{more})")
        lines += [f"   {reason}" for reason in change.reasons]
    if check.fields:
        lines += ["", *check.fields]
    return "\n".join(lines)


def check_to_json(check: ReportCheck) -> dict[str, Any]:
    """Return the outcome in plain JSON types."""
    return {"holds": not check.has_failures, **asdict(check)}
