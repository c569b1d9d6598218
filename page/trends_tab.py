"""The tab "Trends": plots to look at first, the papers behind every mark, then the report in prose."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.trends.asking import Asked, ModelForTrends, TrendsError, corpus_for, report_for
from assistant.trends.command import digest_lead, look, write_tables
from assistant.trends.paper_map import map_papers
from assistant.trends.periods import LEAST_PAPERS_PER_PERIOD, LEAST_PAPERS_PER_SIDE
from assistant.trends.report import Report, Selection, report_to_markdown
from assistant.trends.report_file import save_report
from assistant.trends.side_by_side import side_by_side
from assistant.trends.theme_shelf import ThemeShelf
from assistant.trends.themes import Themes
from page.message_view import bug_html, problem_html, waiting_html
from page.shared_workspace import SharedWorkspace
from page.trends_plots import (
    changes_plot,
    drawn_periods,
    facets_plot,
    map_plot,
    papers_plot,
    shares_plot,
    shown_changes,
    sizes_plot,
)
from page.trends_view import (
    Folder,
    Shown,
    choices,
    compared_html,
    digest_html,
    papers_of_terms,
    picked_by,
    picked_html,
    report_html,
    scope_html,
)
from retrieval.datatypes import PaperFilter
from retrieval.errors import RetrievalError
from retrieval.retriever import Retriever

logger = logging.getLogger(__name__)

FORESEEN = (AssistantError, RetrievalError)
SCRIPT_FILE = Path(__file__).with_name("trends_marks.js")
MARK_NAME = "citewellMark"
"""Where the script leaves the code of the mark that was clicked."""
FEW_PAPERS = 20
MAX_SOURCES = 40
INTRODUCTION = (
    '<div class="cw-trends-intro"><p class="cw-lead">What do the papers deal with, and what is changing?</p>'
    "<p>Every number is counted, and opens the papers that were counted. Leave the line empty for the whole"
    " collection, or name a topic and a time.</p></div>"
)
PICK_HINT = (
    '<p class="cw-trends-hint">Click a bar, a point, a dot or a number, or choose from the list: its papers stand'
    " here.</p>"
)
GONE = '<p class="cw-trends-hint">Nothing is behind this mark any more. Make the report anew.</p>'
FILE_NAMES = {"shares": "citewell-shares.csv", "papers": "citewell-shares-papers.csv", "json": "citewell-trends.json"}

_EMPTY = Report("", Selection(), "year", "", "", 0, 0, 0, (), Themes((), (), 0), (), (), (), ())
"""Stands where a comparison or a digest is shown before any report was made."""

Update = dict[Any, Any]


def build_trends_tab(shared: SharedWorkspace, page: gr.Blocks) -> None:
    """Lay out the tab inside the blocks that are open, and tie its parts together."""
    shown = gr.State(None, time_to_live=3_600)
    gr.HTML(INTRODUCTION)
    with gr.Row(elem_id="cw-trends-ask"):
        query = gr.Textbox(
            show_label=False,
            label="Topic and time",
            placeholder="speech synthesis since 2023 — or empty, for all papers",
            max_lines=1,
            scale=6,
            min_width=200,
            container=False,
            elem_id="cw-trends-query",
        )
        by = gr.Radio(
            ["year", "month"], value="year", show_label=False, label="By", container=False, scale=0, min_width=190,
            elem_id="cw-trends-by",
        )  # fmt: skip
        fresh = gr.Checkbox(
            False, label="Fresh themes", show_label=False, container=False, visible=False, scale=0, min_width=150,
            elem_id="cw-trends-fresh",
        )  # fmt: skip
        button = gr.Button("Show trends", variant="primary", scale=0, min_width=140, elem_id="cw-trends-button")
    with gr.Accordion("Papers from some files only", open=False, visible=False, elem_id="cw-trends-among") as among:
        sources = gr.Dropdown(
            [],
            show_label=False,
            label="Files",
            container=False,
            multiselect=True,
            elem_id="cw-trends-sources",
            info=None,
        )
    status = gr.HTML(visible=False, elem_id="cw-trends-status")
    with gr.Column(visible=False, elem_id="cw-trends-result") as result:
        scope = gr.HTML(elem_id="cw-trends-scope")
        with gr.Row(elem_classes="cw-trends-plots"):
            with gr.Column(min_width=300):
                gr.HTML('<h3 class="cw-trends-heading">Themes</h3>')
                sizes = gr.Plot(show_label=False, container=False, elem_classes="cw-plot")
            with gr.Column(min_width=300):
                second_heading = gr.HTML()
                changes = gr.Plot(show_label=False, container=False, elem_classes="cw-plot")
        with gr.Column(visible=False) as over_time:
            shares_heading = gr.HTML()
            shares = gr.Plot(show_label=False, container=False, elem_classes="cw-plot")
            gr.HTML('<h3 class="cw-trends-heading">Papers</h3>')
            totals = gr.Plot(show_label=False, container=False, elem_classes="cw-plot")
        gr.HTML(
            '<h3 class="cw-trends-heading">Map <span class="cw-trends-count">near one another: papers that are'
            " alike</span></h3>"
        )
        paper_map = gr.Plot(show_label=False, container=False, elem_classes="cw-plot")
        gr.HTML('<h3 class="cw-trends-heading cw-trends-picks">The papers behind a mark</h3>')
        picker = gr.Dropdown(
            [], show_label=False, label="Theme or facet", container=False, interactive=True,
            elem_id="cw-trends-picker", info=None,
        )  # fmt: skip
        picked = gr.HTML(PICK_HINT, elem_id="cw-trends-picked")
        prose = gr.HTML(elem_id="cw-trends-prose")
        with gr.Row(elem_id="cw-trends-files"):
            downloads = [
                gr.DownloadButton(label, size="sm", elem_classes="cw-trends-file")
                for label in ("Shares (CSV)", "Papers (CSV)", "Report (JSON)", "Report (Markdown)")
            ]
    with gr.Accordion("Two sides beside one another", open=False, elem_id="cw-trends-compare"):
        with gr.Row():
            first = gr.Textbox(label="One side", placeholder="papers until 2023", max_lines=1, min_width=160)
            second = gr.Textbox(label="The other side", placeholder="papers since 2024", max_lines=1, min_width=160)
            other = gr.Dropdown(
                [], label="Collection of the other side", value=None, allow_custom_value=False, min_width=160,
                interactive=True,
            )  # fmt: skip
        compare = gr.Button("Compare", size="sm", elem_id="cw-trends-compare-button")
        compared = gr.HTML(elem_id="cw-trends-compared")
        side_papers = gr.HTML(elem_id="cw-trends-side-papers")
    with gr.Accordion("New since my last visit", open=False, elem_id="cw-trends-digest") as digest_part:
        digest = gr.HTML(elem_id="cw-trends-news")
        new_papers = gr.HTML(elem_id="cw-trends-new-papers")
    mark = gr.Textbox(visible=False, label="mark")
    opener = gr.Button("Open", elem_id="cw-trends-open", min_width=0)  # out of sight; the script clicks it

    parts = (
        scope,
        sizes,
        second_heading,
        changes,
        over_time,
        shares_heading,
        shares,
        totals,
        paper_map,
        picker,
        picked,
        prose,
    )

    def show(asked_query: str, asked_by: str, is_fresh: bool, only_from: list[str] | None) -> Iterator[Update]:
        yield {button: gr.Button(interactive=False), status: _visible(waiting_html("Getting ready"))}
        try:
            for activity in shared.activities(shared.prepare()):
                if shared.answers_meanwhile:
                    break
                yield {status: _visible(waiting_html(activity))}
            yield {status: _visible(waiting_html("Picking and grouping the papers"))}
            retriever = shared.workspace.retriever()
            shelf = ThemeShelf(shared.workspace.settings.home, retriever.embedder.name, is_fresh)
            asked = Asked(asked_query.strip(), "month" if asked_by == "month" else "year")
            chosen = PaperFilter(sources=tuple(only_from or ()))
            made, drawn = make(retriever, asked, chosen, shelf, shared.workspace.trends_model())
        except FORESEEN as error:
            yield _failed(problem_html(str(error), "No report this time."))
            return
        except Exception as error:
            logger.exception("a report could not be made")
            yield _failed(bug_html(error))
            return
        values = dict(zip(parts, drawn, strict=True))
        files = dict(zip(downloads, (gr.DownloadButton(value=path) for path in _files(made)), strict=True))
        yield {
            **values, **files, shown: made, result: gr.Column(visible=True), button: gr.Button(interactive=True),
            status: gr.HTML("", visible=False),
            fresh: gr.Checkbox(value=False, visible=made.report.themes.carried_on),
        }  # fmt: skip

    def _failed(html: str) -> Update:
        return {
            button: gr.Button(interactive=True),
            status: _visible(html),
            result: gr.Column(visible=False),
            shown: None,
        }

    def open_mark(code: str | None, now: Shown | None) -> Update:
        html = opened(code or "", now, shared)
        for start, place in (("side:", side_papers), ("new:", new_papers)):
            if (code or "").startswith(start):
                return {place: html}
        known = now is not None and code in {value for _, value in choices(now.report)}
        return {picker: gr.Dropdown(value=code if known else None), picked: html}

    def compare_sides(one: str, two: str, name: str | None, now: Shown | None) -> Iterator[tuple[Any, Any]]:
        yield waiting_html("Comparing"), gr.skip()
        try:
            sides = compare_queries(shared, one, two, name)
            html = compared_html(sides.compared) if sides.compared else ""
        except FORESEEN as error:
            yield problem_html(str(error), "These two cannot be compared."), gr.skip()
            return
        except Exception as error:
            logger.exception("two sides could not be compared")
            yield bug_html(error), gr.skip()
            return
        yield html, _joined(now, sides)

    def tell_new(now: Shown | None) -> tuple[str, Any]:
        try:
            retriever = shared.workspace.retriever()
            visit, found = look(retriever, shared.workspace.settings.home)
        except FORESEEN as error:
            return problem_html(str(error), "No digest this time."), gr.skip()
        html = digest_html(found, digest_lead(visit, found, retriever.collection))
        return html, _joined(now, Shown(Asked(), _EMPTY, (), {}, digest=found, collections=(retriever.collection,)))

    def offer_choices() -> tuple[Any, Any, Any]:
        names = _source_names(shared)
        collections = gr.Dropdown(choices=shared.workspace.library.collection_names(), value=None)
        return collections, gr.Dropdown(choices=names, value=[]), gr.Accordion(visible=len(names) > 1)

    outputs = [*parts, *downloads, shown, result, button, status, fresh]
    for trigger in (button.click, query.submit):
        trigger(
            show, [query, by, fresh, sources], outputs, show_progress="hidden", concurrency_id="trends",
            concurrency_limit=1, api_visibility="private", trigger_mode="once",
        )  # fmt: skip
    quiet: Any = {"show_progress": "hidden", "api_visibility": "private"}
    opener.click(
        open_mark,
        [mark, shown],
        [picker, picked, side_papers, new_papers],
        js=f"() => [window.{MARK_NAME}, null]",
        **quiet,
    )
    picker.input(lambda code, now: opened(code or "", now, shared), [picker, shown], [picked], **quiet)
    compare.click(compare_sides, [first, second, other, shown], [compared, shown], concurrency_id="trends", **quiet)
    digest_part.expand(tell_new, [shown], [digest, shown], **quiet)
    page.load(offer_choices, None, [other, sources, among], **quiet)
    page.load(None, None, None, js=SCRIPT_FILE.read_text(encoding="utf-8"))


def _source_names(shared: SharedWorkspace) -> list[str]:
    """Return the files that the papers of the collection to ask are from; none where there are too many to offer."""
    library, name = shared.workspace.library, shared.workspace.collection
    if name not in library.collection_names():
        return []
    names = {source for held in library.distinct(name, "sources") for source in json.loads(held)}
    return sorted(names) if len(names) <= MAX_SOURCES else []


def make(
    retriever: Retriever,
    asked: Asked,
    paper_filter: PaperFilter = PaperFilter(),
    shelf: ThemeShelf | None = None,
    model: ModelForTrends | None = None,
) -> tuple[Shown, tuple[Any, ...]]:
    """Return what a tab shows of a report, and the values of its parts in their order."""
    report, corpus = report_for(asked, retriever, paper_filter, shelf, model=model)
    points = map_papers(corpus, report.themes)
    papers = {paper.paper_id: paper for paper in corpus.papers}
    folder = Folder()
    made = Shown(asked, report, points, papers_of_terms(report, corpus), folder, collections=(retriever.collection,))
    write_tables(report, retriever, folder.path / FILE_NAMES["shares"])
    (folder.path / FILE_NAMES["json"]).write_text(save_report(report, asked, paper_filter), encoding="utf-8")
    (folder.path / "citewell-trends.md").write_text(report_to_markdown(report), encoding="utf-8")
    changing = changes_plot(report)
    shares = shares_plot(report)
    few = _few_html(report)
    return made, (
        scope_html(report) + few,
        sizes_plot(report),
        _second_heading(report),
        changing or facets_plot(report),
        gr.Column(visible=bool(report.totals)),
        "" if shares is None else _shares_heading(report),
        gr.Plot(value=shares, visible=shares is not None),
        papers_plot(report),
        map_plot(report, points, papers),
        gr.Dropdown(choices=choices(report), value=None),
        PICK_HINT,
        report_html(report),
    )


def _few_html(report: Report) -> str:
    if report.n_papers >= FEW_PAPERS:
        return ""
    return (
        f'<p class="cw-trends-few">{report.n_papers:,} papers are few: read the shares as what they are, a handful.</p>'
    )


def _second_heading(report: Report) -> str:
    changes = shown_changes(report)
    if not changes:
        note = (
            "no dates, so no change over time is claimed"
            if not report.totals
            else (f"no change is claimed below {LEAST_PAPERS_PER_SIDE} dated papers before and after")
        )
        return f'<h3 class="cw-trends-heading">Tasks <span class="cw-trends-count">{note}</span></h3>'
    if changes[0].is_claimed:
        note = "percentage points, later against earlier papers; beyond chance"
        return f'<h3 class="cw-trends-heading">Rising and falling <span class="cw-trends-count">{note}</span></h3>'
    note = "the largest differences, in percentage points: none is significant"
    return f'<h3 class="cw-trends-heading">No clear change <span class="cw-trends-count">{note}</span></h3>'


def _shares_heading(report: Report) -> str:
    note = "the shade holds the share at 95 %"
    if len(drawn_periods(report)) < sum(point.n_papers > 0 for point in report.totals):
        note += f"; {report.by}s with fewer than {LEAST_PAPERS_PER_PERIOD} papers are left out"
    return f'<h3 class="cw-trends-heading">Share over time <span class="cw-trends-count">{note}</span></h3>'


def _files(made: Shown) -> list[str]:
    assert made.folder is not None
    return [str(made.folder.path / name) for name in (*FILE_NAMES.values(), "citewell-trends.md")]


def opened(code: str, now: Shown | None, shared: SharedWorkspace) -> str:
    """Return the papers behind a mark of what is shown now."""
    if not code:
        return PICK_HINT
    if now is None:
        return GONE
    try:
        library = shared.workspace.library
        picked = picked_by(code, now, library)
        return GONE if picked is None else picked_html(picked, library, now.collections)
    except RetrievalError as error:
        return problem_html(str(error), "These papers cannot be shown.")


def compare_queries(shared: SharedWorkspace, first: str, second: str, other: str | None) -> Shown:
    """Return two queries, or a query in two collections, side by side."""
    workspace = shared.workspace
    mine = workspace.retriever()
    theirs = workspace.retriever(other) if other else mine
    first, second = first.strip(), second.strip()
    if first == second and theirs.collection == mine.collection:
        raise TrendsError("two sides: write two that differ, as “until 2023” and “since 2024”, or choose a collection")
    one, _ = corpus_for(Asked(first), mine)
    two, _ = corpus_for(Asked(second), theirs)
    is_same = theirs.collection == mine.collection
    names = [
        f"“{query}”" + ("" if is_same else f" in “{name}”") if query else f"in “{name}”"
        for query, name in ((first, mine.collection), (second, theirs.collection))
    ]
    collections = tuple(dict.fromkeys((mine.collection, theirs.collection)))
    compared = side_by_side(names[0], one, names[1], two)
    return Shown(Asked(), _EMPTY, (), {}, compared=compared, collections=collections)


def _joined(now: Shown | None, new: Shown) -> Shown:
    """Return what is shown together with what has come: a comparison or a digest."""
    if now is None:
        return new
    collections = tuple(dict.fromkeys((*now.collections, *new.collections)))
    return replace(now, compared=new.compared or now.compared, digest=new.digest or now.digest, collections=collections)


def _visible(html: str) -> gr.HTML:
    return gr.HTML(html, visible=True)
