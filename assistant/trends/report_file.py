"""A report as a file: saved with what was asked for, and checked again: which statements no longer hold, and why."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from assistant.errors import CheckError
from assistant.trends.asking import Asked, TrendsError, select
from assistant.trends.report import REPORT_SCHEMA_VERSION, Report, recompute, report_to_json
from assistant.trends.statements import StatementChange
from retrieval.datatypes import PaperFilter
from retrieval.errors import RetrievalError
from retrieval.retriever import Retriever

KEYS = ("schema", "collection", "sections", "themes", "selection")
"""What a report holds, and nothing else that citewell writes."""


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """What became of a saved report: how many statements it makes, and those that no longer hold."""

    path: str
    collection: str
    n_statements: int
    changes: tuple[StatementChange, ...]

    @property
    def has_failures(self) -> bool:
        return bool(self.changes)


def save_report(report: Report, asked: Asked) -> str:
    """Return a report as JSON together with its query, so that a check can pick its papers anew."""
    record = json.loads(report_to_json(report))
    return json.dumps({**record, "asked": asdict(asked)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def is_report(source: str) -> bool:
    """Say whether a text is a saved report."""
    return _record(source) is not None


def _record(source: str) -> dict[str, Any] | None:
    if not source.lstrip().startswith("{") or '"schema"' not in source:
        return None
    try:
        record = json.loads(source)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and all(key in record for key in KEYS) else None


def check_report(source: str, path: str, retriever_of: Callable[[str], Retriever]) -> ReportCheck:
    """Ask every query of a saved report again. `retriever_of` opens a collection by its name.

    A query that picked the papers picks them anew. Raises CheckError for a text that is no report of this version.
    """
    record = _record(source)
    if record is None:
        raise CheckError(f"{path}: is no saved report; save one with `citewell trends --json`")
    if record["schema"] != REPORT_SCHEMA_VERSION:
        raise CheckError(
            f"{path}: is a report of version {record['schema']}, read is {REPORT_SCHEMA_VERSION}; make it anew"
        )
    try:
        retriever = retriever_of(record["collection"])
        retriever.indexes.prepare_question()
        picked = _picked_now(record, retriever)
        changes = recompute(source, retriever.library, retriever.embedder.dimension, picked)
        n_statements = sum(len(section["statements"]) for section in record["sections"])
    except RetrievalError as error:
        raise CheckError(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise CheckError(f"{path}: is a damaged report ({type(error).__name__}: {error}); make it anew") from error
    return ReportCheck(path, str(record["collection"]), n_statements, tuple(changes))


def _picked_now(record: dict[str, Any], retriever: Retriever) -> tuple[str, ...] | None:
    """Return the papers that the report's query picks now; those of the report where its query is not known."""
    query = str(record.get("asked", {}).get("query", ""))
    if record["selection"]["paper_ids"] is None or not query:
        return None
    try:
        return select(query, PaperFilter(), retriever).paper_ids
    except TrendsError:
        return ()


def render_check(check: ReportCheck) -> str:
    """Return the outcome as lines of text."""
    n = check.n_statements
    statements = f"{n:,} statement{'' if n == 1 else 's'}"
    if not check.changes:
        return f"{check.path}: {statements} on “{check.collection}” recomputed, all hold."
    changed = len(check.changes)
    lines = [
        f"{check.path}: {changed:,} of {statements} on “{check.collection}” {'does' if changed == 1 else 'do'} not hold"
        " as written."
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
    return "\n".join(lines)


def check_to_json(check: ReportCheck) -> dict[str, Any]:
    """Return the outcome in plain JSON types."""
    return {"holds": not check.has_failures, **asdict(check)}
