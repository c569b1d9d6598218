"""What `citewell trends` prints: a report, two sides beside one another, or the digest of what is new."""

import json
import textwrap
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from assistant.trends.asking import Asked, ModelForTrends, TrendsError, corpus_for, report_for
from assistant.trends.comparing import Digest, new_since
from assistant.trends.report import Report, report_to_markdown
from assistant.trends.report_file import save_report
from assistant.trends.side_by_side import comparison_to_json, comparison_to_text, side_by_side, split_at
from assistant.trends.tables import members_csv, shares_csv
from assistant.trends.theme_shelf import ThemeShelf
from assistant.trends.visits import Visit, Visits
from retrieval.datatypes import PaperFilter
from retrieval.indexing import Progress, no_progress
from retrieval.retriever import Retriever

Form = Literal["text", "json", "markdown"]
WIDTH = 100
MAX_LISTED = 30


def trends_text(
    retriever: Retriever,
    asked: Asked,
    form: Form = "text",
    csv_file: Path | None = None,
    paper_filter: PaperFilter = PaperFilter(),
    shelf: ThemeShelf | None = None,
    progress: Progress = no_progress,
    model: ModelForTrends | None = None,
) -> str:
    """Return the report that was asked for; `csv_file` gets its shares, and a file beside it the papers."""
    report, _ = report_for(asked, retriever, paper_filter, shelf, progress, model)
    if csv_file is not None:
        write_tables(report, retriever, csv_file)
    if form == "json":
        return save_report(report, asked, paper_filter).rstrip("\n")
    return report_to_markdown(report).rstrip("\n") if form == "markdown" else report_to_text(report)


def compared_text(
    retriever: Retriever,
    asked: Asked,
    against: str | None,
    split: int | None,
    retriever_of: Callable[[str], Retriever],
    form: Form = "text",
) -> str:
    """Return two periods of what was asked for (`split`), or two collections (`against`), side by side."""
    if (against is None) == (split is None):
        raise TrendsError("two sides: give either a collection to compare with or a year to split at")
    if asked.since or asked.until:
        raise TrendsError("two sides: write the years into the query, as in “speech since 2020”")
    first, selection = corpus_for(asked, retriever)
    if split is not None:
        compared = split_at(first, split)
    else:
        assert against is not None
        second, _ = corpus_for(asked, retriever_of(against))
        compared = side_by_side(f"in “{retriever.collection}”", first, f"in “{against}”", second)
    if form == "json":
        return json.dumps({"asked": asdict(asked), **comparison_to_json(compared)}, ensure_ascii=False)
    how = f"The papers are {selection.words}.\n" if selection.words else ""
    return how + comparison_to_text(compared)


def digest_text(retriever: Retriever, home: Path, form: Form = "text") -> str:
    """Return what came since the last visit, and remember this one in the home folder."""
    visit, digest = look(retriever, home)
    if form == "json":
        record = {
            "since": visit.since_date or None,
            "since_revision": visit.since,
            "revision": visit.seen,
            "papers": [] if digest is None else [{"id": one.paper_id, "title": one.title} for one in digest.papers],
            "by_theme": [] if digest is None else [list(item[1:]) for item in digest.by_theme],
            "first_named": [] if digest is None else [list(item) for item in digest.first_named],
        }
        return json.dumps(record, ensure_ascii=False)
    lines = [digest_lead(visit, digest, retriever.collection)]
    if digest is not None and digest.papers:
        titles = {paper.paper_id: paper.title for paper in digest.papers}
        for _, name, paper_ids in digest.by_theme:
            lines += ["", f"{name} ({len(paper_ids):,})"]
            lines += [f"  {titles[paper_id]}" for paper_id in paper_ids[:MAX_LISTED]]
            if len(paper_ids) > MAX_LISTED:
                lines.append(f"  and {len(paper_ids) - MAX_LISTED:,} more")
        if digest.first_named:
            named = ", ".join(f"{value} ({kind}, {len(ids):,})" for kind, value, ids in digest.first_named[:MAX_LISTED])
            lines += ["", f"Named by no earlier paper: {named}."]
    return "\n".join(lines)


def look(retriever: Retriever, home: Path) -> tuple[Visit, Digest | None]:
    """Return this visit and what came since the one before; None on the first."""
    retriever.indexes.prepare_question()
    library, collection = retriever.library, retriever.collection
    visit = Visits(home).look(collection, library.revision(collection))
    if visit.since is None:
        return visit, None
    shelf = ThemeShelf(home, retriever.embedder.name)
    return visit, new_since(library, collection, retriever.embedder.dimension, visit.since, shelf)


def digest_lead(visit: Visit, digest: Digest | None, collection: str) -> str:
    """Return the sentence that a digest begins with."""
    if digest is None:
        return f"This is the first visit to “{collection}”: from now on, what comes is told here."
    n, day = len(digest.papers), visit.since_date[:10]
    if not n:
        return f"Nothing has come to “{collection}” since the last visit ({day})."
    papers = "1 paper has" if n == 1 else f"{n:,} papers have"
    return f"{papers} come to “{collection}”, or changed there, since the last visit ({day})."


def report_to_text(report: Report) -> str:
    """Return a report for a terminal: its sentences in paragraphs, sizes of themes as bars, the papers it names."""
    lines: list[str] = []
    for section in report.sections:
        if section.heading:
            lines += ["", section.heading.upper(), ""]
        elif lines:
            lines.append("")  # a further paragraph
        lines += textwrap.wrap(" ".join(statement.text for statement in section.statements), WIDTH)
        if section.heading == "Themes":
            lines += ["", *_bars(report)]
    if report.cited:
        lines += ["", "PAPERS", ""]
        for number, (_, title) in enumerate(report.cited, 1):
            lines += textwrap.wrap(f"[{number}] {title}", WIDTH, subsequent_indent="    ")
    lines += [f"! {notice}" for notice in report.notices]
    return "\n".join(lines)


def _bars(report: Report) -> list[str]:
    themes = report.themes.broad
    most = max((theme.n_papers for theme in themes), default=1)
    width = max((len(theme.name) for theme in themes), default=0)
    return [
        f"  {theme.name:<{width}}  {'█' * max(1, round(24 * theme.n_papers / most))} {theme.n_papers:,}"
        for theme in themes
    ]


def write_tables(report: Report, retriever: Retriever, path: Path) -> tuple[Path, Path]:
    """Write the shares to `path` and the papers beside it (name-papers.csv); return both."""
    ids = {paper_id for theme in report.themes.themes for paper_id in theme.paper_ids}
    papers = retriever.library.papers_by_id(retriever.collection, sorted(ids))
    members_path = path.with_name(f"{path.stem}-papers.csv")
    try:
        path.write_text(shares_csv(report), encoding="utf-8")
        members_path.write_text(members_csv(report, papers), encoding="utf-8")
    except OSError as error:
        raise TrendsError(f"{path}: cannot be written ({error.strerror}); choose another place") from error
    return path, members_path
