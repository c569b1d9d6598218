"""Files dropped on the page → the user's collection, and the report of what became of them."""

from collections.abc import Sequence
from pathlib import Path

from page.html_text import count, to_html
from retrieval.datatypes import ReadProblem
from retrieval.fetching import FetchReport
from retrieval.ingest import Duplicate, IngestReport

MAX_LISTED = 50


def report_html(report: IngestReport, names: Sequence[str]) -> str:
    """Return what an ingest did: the counts in one line, then the duplicates and the problems, each with its place."""
    read = f"<strong>{to_html(_listed(names))}</strong>: {to_html(counts_line(report))}"
    parts = [f'<p class="cw-lead">{read}</p>']
    if report.problems:
        in_order = sorted(report.problems, key=lambda problem: (problem.path, problem.line or 0))
        parts.append(_list("What could not be read", [problem_line(item) for item in in_order], is_open=True))
    if report.duplicates:
        parts.append(
            _list("Papers that more than one entry spoke of", [_duplicate_line(item) for item in report.duplicates])
        )
    return f'<div class="cw-report">{"".join(parts)}</div>'


def fetch_report_html(report: FetchReport) -> str:
    """Return what a fetch from arXiv did: counts, what stopped it, and each paper that did not come."""
    counts = [count(len(report.fetched), "abstract") + " fetched from arXiv"]
    if report.n_already_there:
        counts.append(f"{report.n_already_there:,} there already")
    if report.n_along:
        counts.append(f"{report.n_along:,} kept as they were, without an arXiv id")
    parts = [f'<p class="cw-lead">{to_html(", ".join(counts))}.</p>']
    if report.failure:
        parts.append(f"<p>{to_html(report.failure)}</p>")
    if report.problems:
        parts.append(_list("What did not come", [str(problem) for problem in report.problems], is_open=True))
    return f'<div class="cw-report">{"".join(parts)}</div>'


def counts_line(report: IngestReport) -> str:
    """Return the counts of a report in words."""
    parts = [count(report.n_added, "paper") + " added"]
    if report.n_changed:
        parts.append(f"{report.n_changed:,} with a changed abstract")
    if report.n_enriched:
        parts.append(f"{report.n_enriched:,} with more facts")
    if report.n_unchanged:
        parts.append(f"{report.n_unchanged:,} unchanged")
    if report.duplicates:
        parts.append(count(len(report.duplicates), "duplicate"))
    parts.append(count(len(report.problems), "problem") if report.problems else "no problems")
    return ", ".join(parts) + "."


def problem_line(problem: ReadProblem) -> str:
    """Return a problem with the file's own name in place of the folder that uploads go to."""
    name = Path(problem.path).name
    place = name if problem.line is None else f"{name}:{problem.line}"
    return f"{place}: {problem.what}; {problem.remedy}"


def _duplicate_line(duplicate: Duplicate) -> str:
    return f"{duplicate.title} ({', '.join(dict.fromkeys(Path(source).name for source in duplicate.sources))})"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _list(heading: str, lines: Sequence[str], is_open: bool = False) -> str:
    shown = [f"<li>{to_html(line)}</li>" for line in lines[:MAX_LISTED]]
    if len(lines) > MAX_LISTED:
        shown.append(f"<li>and {len(lines) - MAX_LISTED:,} more</li>")
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{to_html(heading)} ({len(lines):,})</summary><ul>{''.join(shown)}</ul></details>"
