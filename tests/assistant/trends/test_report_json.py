"""A report as JSON: each paper id once, and back."""

import json

import pytest
from invented_papers import corpus_of, invented_papers

from assistant.trends.report import report_on
from assistant.trends.report_json import (
    FOR_PLOTS,
    PaperTable,
    named_papers,
    recompute_on,
    report_to_record,
    themes_from_json,
    whole_record,
)

PAPERS = invented_papers({"river": 40, "moon": 30}, years=[2020, 2021, 2022])


def test_each_paper_id_stands_once() -> None:
    text = json.dumps(report_to_record(report_on(corpus_of(PAPERS)), frozenset({"cited"})))
    for paper in PAPERS:
        assert text.count(f'"{paper.paper_id}"') <= 1 + text.count(f'"paper_id": "{paper.paper_id}"')
    assert sum(f'"{paper.paper_id}"' in text for paper in PAPERS) == 70


def test_each_query_stands_once() -> None:
    computations = report_to_record(report_on(corpus_of(PAPERS)))["computations"]
    asked = [json.dumps([item["name"], item["arguments"]]) for item in computations]
    assert len(asked) == len(set(asked))


def test_what_is_read_again_is_what_was_saved() -> None:
    report = report_on(corpus_of(PAPERS))
    whole = whole_record(json.loads(json.dumps(report_to_record(report))))
    assert themes_from_json(whole["themes"]) == report.themes
    read = [
        item
        for section in whole["sections"]
        for statement in section["statements"]
        for item in statement["computations"]
    ]
    counted = [item for statement in report.statements for item in statement.computations]
    assert [tuple(item["paper_ids"]) for item in read] == [item.paper_ids for item in counted]
    assert recompute_on(whole, corpus_of(PAPERS)) == []


def test_without_what_plots_show_a_report_still_recomputes() -> None:
    record = report_to_record(report_on(corpus_of(PAPERS)), FOR_PLOTS)
    assert "facets" not in record
    changes = recompute_on(whole_record(record), corpus_of(PAPERS[:-1]))
    assert changes


def test_numbers_are_rounded_and_places_count_from_the_sorted_ids() -> None:
    table = PaperTable(["b", "a", "b"])
    assert table.paper_ids == ("a", "b")
    assert table.plain({"paper_ids": ("b", "a"), "share": 1 / 3}) == {"paper_ids": [1, 0], "share": 0.333333}
    assert named_papers({"paper_ids": [1, 0], "n": [1]}, ["a", "b"]) == {"paper_ids": ["b", "a"], "n": [1]}


@pytest.mark.parametrize("place", [2, -1])
def test_a_place_outside_the_table_is_told(place: int) -> None:
    with pytest.raises(IndexError):
        named_papers({"paper_ids": [place]}, ["a", "b"])


def test_a_number_that_was_changed_in_the_text_alone_is_told() -> None:
    whole = whole_record(json.loads(json.dumps(report_to_record(report_on(corpus_of(PAPERS))))))
    scope = whole["sections"][0]["statements"][0]
    assert "70 papers" in scope["text"]
    scope["text"] = scope["text"].replace("70 papers", "90 papers")
    (change,) = recompute_on(whole, corpus_of(PAPERS))
    assert change.number == 1
    assert "90 papers" in change.reasons[0]
