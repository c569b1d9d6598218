"""Which papers a query picks, saved reports, tables and visits."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from invented_papers import corpus_of, invented_papers
from small_library import COLLECTION, LANTERN, Stack, made_up_papers

from assistant.errors import CheckError
from assistant.trends.asking import (
    Asked,
    TrendsError,
    report_for,
    select,
)
from assistant.trends.command import compared_text, digest_text, report_to_text, trends_text
from assistant.trends.report import report_on
from assistant.trends.report_file import check_report, check_to_json, is_report, render_check, save_report
from assistant.trends.side_by_side import comparison_lead, side_by_side, split_at
from assistant.trends.tables import members_csv, shares_csv
from assistant.trends.visits import ONE_VISIT, Visits
from retrieval.datatypes import Paper, PaperFilter


def test_no_query_is_the_whole_collection(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(4))
    selection = select("", PaperFilter(), stack.retriever())
    assert (selection.paper_ids, selection.words) == (None, "")


def test_a_query_picks_by_topic_and_by_year_and_says_so(stack: Stack) -> None:
    stack.ingest_records(LANTERN, *made_up_papers(6))
    by_topic = select("treebank of river languages", PaperFilter(), stack.retriever())
    assert by_topic.paper_ids is not None
    assert len(by_topic.paper_ids) == 1
    assert by_topic.words.startswith("picked by the query “treebank of river languages” (")
    with_year = select("treebank of river languages since 2020", PaperFilter(), stack.retriever())
    assert with_year.paper_ids == by_topic.paper_ids
    with pytest.raises(TrendsError, match="no paper passes the filter"):
        select("papers since 2030", PaperFilter(), stack.retriever())


def test_a_query_that_is_a_filter_only_is_named_once(stack: Stack) -> None:
    stack.ingest_records(
        LANTERN, {**LANTERN, "id": "x-1", "title": "Tides: A Survey", "abstract": "This survey is on tides."}
    )
    selection = select("surveys only", PaperFilter(), stack.retriever())
    assert selection.words == "picked by the query “surveys only”"


def test_nothing_picked_says_what_to_do(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    with pytest.raises(TrendsError, match="ask for something broader, or for all"):
        select("zebra basket weaving", PaperFilter(), stack.retriever())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(since="last spring"), "is no period"),
        (Asked(since="2023-05"), "add --by month"),
        (Asked(since="2024", until="2022"), "swap them"),
        (Asked(since="2031"), "no paper is left"),
    ],
)
def test_periods_that_cannot_be_are_told(stack: Stack, asked: Asked, says: str) -> None:
    stack.ingest_records(LANTERN)
    with pytest.raises(TrendsError, match=says):
        report_for(asked, stack.retriever())


def test_a_saved_report_holds_until_papers_come(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    saved = trends_text(stack.retriever(), Asked(), "json")
    assert is_report(saved)
    check = check_report(saved, "r.json", lambda _: stack.retriever())
    assert not check.has_failures
    assert "all hold" in render_check(check)
    assert len(saved.splitlines()) == 1
    stack.ingest_records(*made_up_papers(14))
    later = check_report(saved, "r.json", lambda _: stack.retriever())
    assert later.has_failures
    assert "2 more" in render_check(later)
    assert json.loads(json.dumps(check_to_json(later)))["holds"] is False


@pytest.mark.parametrize("source", ["", "text", "[1]", '{"schema": 1}', '{"schema_version": 2, "sentences": []}', "{"])
def test_what_is_no_report_is_told_apart(stack: Stack, source: str) -> None:
    stack.ingest_records(LANTERN)
    assert not is_report(source)
    with pytest.raises(CheckError, match="is no saved report"):
        check_report(source, "x.json", lambda _: stack.retriever())


def test_a_damaged_report_and_one_of_another_version_are_told(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(4))
    record = json.loads(trends_text(stack.retriever(), Asked(), "json"))
    with pytest.raises(CheckError, match="version 9"):
        check_report(json.dumps({**record, "schema": 9}), "x.json", lambda _: stack.retriever())
    with pytest.raises(CheckError, match="damaged"):
        check_report(json.dumps({**record, "themes": {"themes": [{}]}}), "x.json", lambda _: stack.retriever())
    with pytest.raises(CheckError, match="damaged"):
        check_report(json.dumps({**record, "papers": []}), "x.json", lambda _: stack.retriever())


def test_a_saved_report_on_a_filter_is_picked_anew(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    stack.ingest_records(LANTERN, file="more.jsonl")
    chosen = PaperFilter(sources=("papers.jsonl",))
    saved = trends_text(stack.retriever(), Asked(), "json", paper_filter=chosen)
    assert json.loads(saved)["filter"] == {"sources": ["papers.jsonl"]}
    assert not check_report(saved, "r.json", lambda _: stack.retriever()).has_failures
    stack.ingest_records(*made_up_papers(14))
    assert "2 more" in render_check(check_report(saved, "r.json", lambda _: stack.retriever()))


def test_the_same_report_is_saved_as_the_same_bytes() -> None:
    corpus = corpus_of(invented_papers({"river": 8, "moon": 6}, years=[2020, 2021]))
    assert save_report(report_on(corpus), Asked()) == save_report(report_on(corpus), Asked())


def test_the_text_shows_sizes_as_bars() -> None:
    report = report_on(corpus_of(invented_papers({"river": 40, "moon": 20}, years=[2020, 2021])))
    assert "█ 40\n" in report_to_text(report)


def test_tables_hold_every_theme_and_paper_and_no_formula() -> None:
    papers = [*invented_papers({"river": 40, "moon": 20}, years=[2020, 2021]), Paper("river-900", "=1+1", "A river.")]
    report = report_on(corpus_of(papers))
    n_rows = sum(len(shares.points) for shares in report.shares)
    assert len(shares_csv(report).splitlines()) == 1 + n_rows
    members = members_csv(report, {paper.paper_id: paper for paper in papers})
    assert "'=1+1" in members
    assert sum(line.startswith("theme,") for line in members.splitlines()) >= len(papers)


def test_two_periods_stand_side_by_side() -> None:
    early = invented_papers({"river": 40, "moon": 4}, years=[2020])
    late = invented_papers({"river": 44, "moon": 44}, years=[2023])
    known = {paper.paper_id for paper in early}
    corpus = corpus_of([*early, *(paper for paper in late if paper.paper_id not in known)])
    compared = split_at(corpus, 2022)
    assert (compared.comparison.n_first, compared.comparison.n_second) == (44, 44)
    assert "differ by more than chance explains" in comparison_lead(compared)


def test_sides_that_are_the_same_or_empty_are_told() -> None:
    corpus = corpus_of(invented_papers({"river": 5}))
    with pytest.raises(TrendsError, match="are the same papers"):
        side_by_side("one", corpus, "other", corpus)
    with pytest.raises(TrendsError, match="no paper says when it appeared"):
        split_at(corpus, 2022)
    with pytest.raises(TrendsError, match="holds no papers"):
        side_by_side("one", corpus, "other", corpus.subset([]))


def test_a_comparison_needs_exactly_one_other_side(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    with pytest.raises(TrendsError, match="either a collection"):
        compared_text(stack.retriever(), Asked(), None, None, lambda _: stack.retriever())


def test_looks_within_an_hour_are_one_visit(tmp_path: Path) -> None:
    visits, start = Visits(tmp_path), datetime(2031, 5, 1, tzinfo=UTC)
    assert visits.look("papers", 3, start).since is None
    assert visits.look("papers", 5, start + 2 * ONE_VISIT).since == 3
    assert visits.look("papers", 6, start + 2 * ONE_VISIT + timedelta(minutes=5)).since == 3
    assert visits.look("papers", 6, start + 4 * ONE_VISIT).since == 6
    assert visits.look("others", 1, start).since is None


def test_a_broken_file_of_visits_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "trends_visits.json").write_text('{"papers": 3}', encoding="utf-8")
    assert Visits(tmp_path).look("papers", 3).since is None


def test_the_digest_tells_what_came(stack: Stack, tmp_path: Path) -> None:
    stack.ingest_records(*made_up_papers(12))
    assert "first visit" in digest_text(stack.retriever(), tmp_path)
    record = json.loads((tmp_path / "trends_visits.json").read_text(encoding="utf-8"))
    record[COLLECTION]["at"] = "2001-01-01T00:00:00+00:00"
    (tmp_path / "trends_visits.json").write_text(json.dumps(record), encoding="utf-8")
    stack.ingest_records(*made_up_papers(14))
    text = digest_text(stack.retriever(), tmp_path)
    assert text.startswith("2 papers have come")
    assert "Study 13" in text
