"""The tab "Trends": plots whose marks lead to papers, prose whose numbers do, and its states."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gradio.components.plot import PlotData
from invented_papers import corpus_of, invented_papers

from assistant.datatypes import Question
from assistant.settings import Settings
from assistant.trends.asking import Asked, TrendsError
from assistant.trends.corpus import TrendCorpus
from assistant.trends.paper_map import map_papers
from assistant.trends.report import report_on
from assistant.trends.statements import Quoted, Statement
from assistant.workspace import Workspace
from page.answer_view import answer_html
from page.shared_workspace import SharedWorkspace
from page.trends_plots import changes_plot, map_plot, papers_plot, shares_plot, sizes_plot
from page.trends_tab import compare_queries, make, opened
from page.trends_view import Shown, choices, papers_of_terms, report_html, scope_html, statement_html
from retrieval.datatypes import Paper, PaperFilter

EVIL = "<img src=x onerror=alert(1)>"


def corpus(years: list[int] | None = None) -> TrendCorpus:
    return corpus_of(invented_papers({"river": 40, "moon": 20}, years=years))


def codes(plot: PlotData | None) -> list[str]:
    assert plot is not None
    traces = json.loads(plot.plot)["data"]
    return [item[0] for trace in traces for item in trace.get("customdata", [])]


def test_every_bar_and_dot_carries_the_code_of_its_papers() -> None:
    papers = corpus([2020, 2021])
    report = report_on(papers)
    points = map_papers(papers, report.themes)
    assert {code.split(":")[0] for code in codes(sizes_plot(report))} == {"theme"}
    assert set(codes(map_plot(report, points, {paper.paper_id: paper for paper in papers.papers}))) == {
        f"paper:{paper.paper_id}" for paper in papers.papers
    }
    assert codes(papers_plot(report)) == ["period:2020", "period:2021"]


def test_years_are_whole_numbers_one_apart() -> None:
    plot = shares_plot(report_on(corpus([2020, 2021, 2022])))
    assert shares_plot(report_on(corpus_of(invented_papers({"river": 9, "moon": 9}, years=[2020, 2021])))) is None
    assert plot is not None
    drawn = json.loads(plot.plot)
    assert drawn["layout"]["xaxis"]["dtick"] == 1
    assert drawn["data"][1]["x"] == [2020, 2021, 2022]
    assert drawn["config"]["modeBarButtons"] == [["toImage"]]


def test_without_dates_nothing_is_drawn_over_time() -> None:
    report = report_on(corpus())
    assert shares_plot(report) is None
    assert papers_plot(report) is None
    assert changes_plot(report) is None
    assert "nothing is said here of change over time" in scope_html(report)


def test_titles_reach_a_plot_escaped() -> None:
    evil = Paper("river-900", EVIL, "A river.", year=2020)
    papers = corpus_of([*invented_papers({"river": 10}, years=[2020]), evil])
    report = report_on(papers)
    plot = map_plot(report, map_papers(papers, report.themes), {paper.paper_id: paper for paper in papers.papers})
    assert "<img" not in plot.plot
    assert "&lt;img" in plot.plot


def test_prose_links_each_number_and_escapes_words_and_quotes() -> None:
    quoted = Quoted(1, "p", 2, EVIL)
    statement = Statement("quote", "The theme *{name}*: “{quote}” {m0}", {"name": EVIL, "quote": EVIL}, (), (quoted,))
    html = statement_html(statement, 4)
    assert "<img" not in html
    assert "<em>&lt;img" in html
    assert 'data-cw-mark="quote:4:0"' in html
    prose = report_html(report_on(corpus([2020, 2021])))
    assert 'data-cw-mark="said:' in prose


@pytest.fixture
def shared(prepared_home: Path) -> Iterator[SharedWorkspace]:
    settings = Settings(home=prepared_home, collection="papers", threads=1, _env_file=None)  # type: ignore[call-arg]
    with Workspace(settings, "a test") as workspace:
        opened_workspace = SharedWorkspace(workspace)
        opened_workspace.prepare().result()
        yield opened_workspace
        opened_workspace.close()


def test_every_mark_that_is_offered_opens_papers(shared: SharedWorkspace) -> None:
    shown, parts = make(shared.workspace.retriever(), Asked())
    assert len(parts) == 12
    for _, code in choices(shown.report):
        assert '<details class="cw-trends-card"' in opened(code, shown, shared)
    for point in shown.points:
        html = opened(f"paper:{point.paper_id}", shown, shared)
        assert 'cw-trends-card" open' in html
        assert "<img src=x" not in html


def test_every_number_of_the_prose_opens_as_many_papers(shared: SharedWorkspace) -> None:
    shown, _ = make(shared.workspace.retriever(), Asked())
    for number, statement in enumerate(shown.report.statements, 1):
        for place, computation in enumerate(statement.computations):
            html = opened(f"said:{number}:{place}", shown, shared)
            assert html.count('class="cw-trends-card"') == len(computation.paper_ids)


def test_a_choice_of_files_narrows_the_report(shared: SharedWorkspace) -> None:
    shown, _ = make(shared.workspace.retriever(), Asked(), PaperFilter(sources=("harbour.jsonl",)))
    assert shown.report.n_papers == 3
    with pytest.raises(TrendsError, match="no paper passes the filter"):
        make(shared.workspace.retriever(), Asked(), PaperFilter(sources=("nowhere.jsonl",)))


def test_an_answer_on_trends_leads_from_each_number_to_its_papers(shared: SharedWorkspace) -> None:
    answer = list(shared.answers(Question("What is the field moving towards?")))[-1]
    html = answer_html(answer, "answer-1")
    links = re.findall(r'<a class="cw-marker cw-counted" href="#([^"]+)"[^>]*>([^<]+)</a>', html)
    assert ("answer-1-count-0", "3") in links
    for place, _ in links:
        assert f'<div class="cw-behind-list" id="{place}">' in html
    first = html.split('id="answer-1-count-0">')[1].split("</div>")[0]
    assert first.count("<li>") == 3
    assert "<img" not in html
    assert 'href="#cw-trends?query=&amp;by=year"' in html


def test_an_unfinished_answer_on_trends_leads_nowhere(shared: SharedWorkspace) -> None:
    answer = list(shared.answers(Question("What is the field moving towards?")))[-1]
    assert "cw-counted" not in answer_html(replace(answer, complete=False), "answer-1")


def test_a_sentence_that_failed_its_check_is_struck_out() -> None:
    claim = Statement("claim", "All is well", {}, verdict="mismatch", reasons=("the cited sentence <says> no",))
    html = statement_html(claim, 1)
    assert html.startswith('<del class="cw-mismatch">')
    assert "mismatch: the cited sentence &lt;says&gt; no" in html


def test_a_sentence_of_a_model_that_passed_shows_its_verdict() -> None:
    phrased = Statement("computed", "All is well", {}, phrased_by="mossLM", verdict="consistent")
    assert 'no one has judged it">consistent</span>' in statement_html(phrased, 1)
    assert "consistent" not in statement_html(replace(phrased, phrased_by=""), 1)


@pytest.mark.parametrize(
    "code", ["theme:99", "said:99:0", "said:1:99", "said:x", "nothing", "side:0:0", "paper:", "::"]
)
def test_a_mark_of_nothing_is_told_as_gone(shared: SharedWorkspace, code: str) -> None:
    shown, _ = make(shared.workspace.retriever(), Asked())
    assert "Make the report anew" in opened(code, shown, shared)
    assert "Make the report anew" in opened(code, None, shared)


def test_equal_sides_are_refused(shared: SharedWorkspace) -> None:
    with pytest.raises(TrendsError, match="write two that differ"):
        compare_queries(shared, "", " ", None)


def test_a_term_opens_the_papers_that_hold_it() -> None:
    early = invented_papers({"river": 40, "moon": 4}, years=[2020])
    known = {paper.paper_id for paper in early}
    late = [paper for paper in invented_papers({"river": 44, "moon": 44}, years=[2023]) if paper.paper_id not in known]
    papers = corpus_of([*early, *late])
    report = report_on(papers)
    found = papers_of_terms(report, papers)
    for change in report.changes:
        if change.kind == "term":
            assert len(found[change.name]) == change.n_early + change.n_late
    shown = Shown(Asked(), report, (), found)
    assert shown.compared is None
    assert any(code.startswith("term:") for code in codes(changes_plot(report)))
