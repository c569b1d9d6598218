"""A report as tables for a spreadsheet: shares over time, and which paper is where."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from assistant.trends.report import Report
from retrieval.datatypes import Paper

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def shares_csv(report: Report) -> str:
    """Return a row per theme and period; without dates a row per theme with its share of all papers."""
    names = {theme.theme_id: theme.name for theme in report.themes.themes}
    rows: list[Sequence[object]] = []
    for shares in report.shares:
        for point in shares.points:
            rows.append(
                (shares.theme_id, names[shares.theme_id], point.period, point.n_matching, point.n_papers, point.share,
                 point.low, point.high)
            )  # fmt: skip
    if not rows:
        for theme in report.themes.themes:
            share = round(theme.n_papers / max(1, report.n_papers), 6)
            rows.append((theme.theme_id, theme.name, "", theme.n_papers, report.n_papers, share, "", ""))
    return _csv(("theme_id", "theme", "period", "papers", "papers_of_period", "share", "low_95", "high_95"), rows)


def members_csv(report: Report, papers: Mapping[str, Paper]) -> str:
    """Return a row per theme or facet and paper, with the number of the sentence that shows a facet (0: the title)."""
    rows: list[Sequence[object]] = []
    for theme in report.themes.themes:
        for paper_id, confidence in zip(theme.paper_ids, theme.confidences, strict=True):
            rows.append(("theme", theme.theme_id, theme.name, *_facts(paper_id, papers), "", confidence))
    for facet in report.facets:
        for paper_id, sentence in zip(facet.paper_ids, facet.sentences, strict=True):
            rows.append((facet.kind, facet.value, facet.value, *_facts(paper_id, papers), sentence, ""))
    return _csv(("kind", "id", "name", "paper_id", "title", "year", "url", "sentence", "confidence"), rows)


def _facts(paper_id: str, papers: Mapping[str, Paper]) -> tuple[object, ...]:
    paper = papers.get(paper_id)
    return (paper_id, "", "", "") if paper is None else (paper_id, paper.title, paper.year or "", paper.url or "")


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula.

    >>> _cell("=1+1"), _cell("On ships"), _cell(0.5)
    ("'=1+1", 'On ships', 0.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
