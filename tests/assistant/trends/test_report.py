import json
import random
import re
from dataclasses import replace

from invented_papers import corpus_of, invented_papers, saved

from assistant.trends.comparing import compare_selections
from assistant.trends.corpus import TrendCorpus
from assistant.trends.paper_map import map_papers
from assistant.trends.queries import COUNTS
from assistant.trends.report import RefinedThemes, Selection, report_on, report_to_markdown
from assistant.trends.report_json import recompute_on, report_to_record
from assistant.trends.report_sections import Disagreement
from assistant.trends.themes import Themes, find_themes
from retrieval.datatypes import Paper


def growing_papers() -> list[Paper]:
    """River papers fade, moon papers grow: 90 to 20 and 10 to 80 of a hundred."""
    early = invented_papers({"river": 90, "moon": 10}, years=[2020])
    late = invented_papers({"river": 110, "moon": 90}, years=[2023])
    known = {paper.paper_id for paper in early}
    return early + [paper for paper in late if paper.paper_id not in known]


def test_a_report_begins_with_its_scope() -> None:
    report = report_on(corpus_of(invented_papers({"river": 6, "moon": 4}, years=[2020, 2021])))
    assert report.statements[0].text == (
        "This report is on all 10 papers of the collection “invented”, 2020–2021, 5 of them from 2021: it describes"
        " this collection, not the field."
    )


def test_a_selection_says_how_it_was_picked() -> None:
    corpus = corpus_of(invented_papers({"river": 6}, years=[2020]))
    report = report_on(corpus, Selection(corpus.paper_ids, "picked by the question “rivers”"))
    assert "6 papers of the collection “invented”, picked by the question “rivers”, 2020" in report.statements[0].text


def test_without_dates_nothing_is_said_of_time() -> None:
    report = report_on(corpus_of(invented_papers({"river": 30, "moon": 30})))
    assert report.statements[1].text.startswith("None of them says when it appeared")
    assert "What rises and falls" not in [section.heading for section in report.sections]
    assert report.totals == ()


def test_few_papers_make_no_claim_of_change() -> None:
    report = report_on(corpus_of(invented_papers({"river": 10, "moon": 10}, years=[2020, 2024])))
    texts = [statement.text for statement in report.statements]
    assert any("of the 20 dated papers in two years on both sides, so none is claimed" in text for text in texts)
    assert not any(statement.change for statement in report.statements)


def test_mostly_undated_papers_make_no_claim_of_change_and_say_why() -> None:
    papers = invented_papers({"river": 66, "moon": 66}, years=[2020, 2024])
    some = [paper if int(paper.paper_id[-3:]) < 22 else replace(paper, year=None) for paper in papers]
    texts = [statement.text for statement in report_on(corpus_of(some)).statements]
    assert "Of 132 papers 44 say in which year they appeared, fewer than half, so no rise or fall is claimed." in texts


def test_a_theme_that_few_of_its_papers_name_says_so() -> None:
    papers = [
        replace(paper, abstract=f"{paper.abstract} We also read dry lakes.") if number % 4 == 0 else paper
        for number, paper in enumerate(invented_papers({"river": 12, "moon": 9}))
    ]

    def renamed(corpus: TrendCorpus, themes: Themes) -> RefinedThemes:
        first, *others = themes.themes
        return RefinedThemes(replace(themes, themes=(replace(first, name="Dry lakes"), *others)))

    texts = [statement.text for statement in report_on(corpus_of(papers), refine=renamed).statements]
    assert "The largest is *Dry lakes*, with 12 papers (57 %), of which 3 name it." in texts
    assert "*Moon mapping* holds 9 papers (43 %)." in texts


def test_the_latest_papers_are_quoted_where_they_are_too_few_to_count() -> None:
    report = report_on(corpus_of(invented_papers({"river": 5, "moon": 4}, years=[2020, 2021, 2022])))
    section = next(section for section in report.sections if section.heading == "What is new")
    opening, *quoted = section.statements
    assert opening.text == "2 papers are from 2022, the latest."
    latest = set(opening.computations[0].paper_ids)
    assert len(quoted) == 2
    assert {quotation.paper_id for statement in quoted for quotation in statement.quotations} == latest


def test_a_theme_is_shown_by_a_sentence_that_holds_its_words() -> None:
    report = report_on(corpus_of(invented_papers({"river": 9, "moon": 6})))
    section = next(section for section in report.sections if section.heading == "Themes")
    river, moon = (statement for statement in section.statements if statement.kind == "quote")
    assert "river" in river.text.lower()
    assert "moon" in moon.text.lower()


def test_a_planted_rise_and_fall_are_told_with_their_numbers() -> None:
    report = report_on(corpus_of(growing_papers()))
    texts = [statement.text for statement in report.statements]
    assert any("*Moon mapping* rises from 10 % (10 of 100) to 80 % (80 of 100)." in text for text in texts)
    assert any("*River parsing* falls from 90 % (90 of 100) to 20 % (20 of 100)." in text for text in texts)


def test_every_statement_is_computed_or_quoted() -> None:
    report = report_on(corpus_of(growing_papers()))
    for statement in report.statements:
        assert statement.computations or statement.quotations, statement.text


def test_every_number_is_that_of_a_query_and_opens_its_papers() -> None:
    report = report_on(corpus_of(growing_papers()))
    for statement in report.statements:
        for computation in statement.computations:
            assert computation.value == len(set(computation.paper_ids)) or computation.name in COUNTS
            assert computation.paper_ids or not computation.value
        template = re.sub(r"\{[^}]*\}", "", statement.template)
        assert statement.kind == "quote" or not re.search(r"\d", template), template


def test_the_number_of_themes_and_of_what_was_tested_are_queries_too() -> None:
    report = report_on(corpus_of(growing_papers()))
    asked = {computation.name: computation.value for item in report.statements for computation in item.computations}
    assert asked["broad_themes"] == 2
    assert asked["tested_items"] == len(report.changes)
    assert any(item.text.startswith("The papers fall into two themes") for item in report.statements)


def test_a_number_of_themes_that_changed_is_told() -> None:
    corpus = corpus_of(growing_papers())
    record = saved(report_on(corpus))
    rivers = corpus.subset([paper_id for paper_id in corpus.paper_ids if paper_id.startswith("river")])
    now = [change.now for change in recompute_on(record, rivers)]
    assert any(text.startswith("The papers fall into one themes") for text in now)


def test_a_quotation_is_the_sentence_of_its_paper() -> None:
    corpus = corpus_of(growing_papers())
    report = report_on(corpus)
    quotations = [quoted for statement in report.statements for quoted in statement.quotations]
    assert quotations
    for quoted in quotations:
        assert corpus.sentence(quoted.paper_id, quoted.sentence) == quoted.quote
        assert report.cited[quoted.paper - 1][0] == quoted.paper_id


def test_the_same_papers_give_the_same_bytes_in_any_order() -> None:
    papers = growing_papers()
    first = report_on(corpus_of(papers))
    random.Random(5).shuffle(papers)
    second = report_on(corpus_of(papers))
    assert json.dumps(report_to_record(first)) == json.dumps(report_to_record(second))
    assert report_to_markdown(first) == report_to_markdown(second)


def test_a_report_recomputes_on_the_corpus_it_is_of() -> None:
    corpus = corpus_of(growing_papers())
    assert recompute_on(saved(report_on(corpus)), corpus) == []


def test_recomputing_names_what_a_lost_paper_changes() -> None:
    corpus = corpus_of(growing_papers())
    record = saved(report_on(corpus))
    fewer = corpus.subset([paper_id for paper_id in corpus.paper_ids if paper_id != "moon-000"])
    changes = recompute_on(record, fewer)
    assert changes[0].number == 1
    assert "200 papers" in changes[0].before
    assert "199 papers" in changes[0].now
    assert changes[0].lost == ("moon-000",)


def test_recomputing_tells_that_a_rise_is_gone() -> None:
    corpus = corpus_of(growing_papers())
    record = saved(report_on(corpus))
    early = [paper.paper_id for paper in corpus.papers if paper.year == 2020]
    late = [paper.paper_id for paper in corpus.papers if paper.year == 2023 and paper.paper_id.startswith("river")]
    reasons = [reason for change in recompute_on(record, corpus.subset(early + late)) for reason in change.reasons]
    assert any("the test no longer shows a change" in r or "the other way" in r for r in reasons)


def test_bounds_leave_papers_outside_and_undated_ones_out() -> None:
    papers = [*invented_papers({"river": 9}, years=[2019, 2021, 2023]), Paper("river-100", "River parsing", "No date.")]
    report = report_on(corpus_of(papers), since="2020", until="2022")
    assert report.n_papers == 3


def test_an_empty_selection_is_told() -> None:
    report = report_on(corpus_of([]))
    assert "can be reported on" in report.statements[0].text


def test_disagreements_handed_in_are_quoted_from_both_papers() -> None:
    corpus = corpus_of(invented_papers({"river": 3, "moon": 3}))
    report = report_on(corpus, disagreements=[Disagreement(("river-000", 1), ("moon-000", 1))])
    section = next(section for section in report.sections if section.heading == "Where papers disagree")
    assert [quoted.paper_id for quoted in section.statements[0].quotations] == ["river-000", "moon-000"]


def test_two_periods_side_by_side_show_what_differs() -> None:
    corpus = corpus_of(growing_papers())
    early = corpus.subset([paper.paper_id for paper in corpus.papers if paper.year == 2020])
    late = corpus.subset([paper.paper_id for paper in corpus.papers if paper.year == 2023])
    comparison = compare_selections(early, late)
    moon = next(item for item in comparison.items if item.label == "Moon mapping")
    assert (len(moon.first_ids), len(moon.second_ids)) == (10, 80)
    assert moon.is_claimed


def test_the_map_has_a_point_per_paper_within_bounds() -> None:
    corpus = corpus_of(growing_papers())
    points = map_papers(corpus, find_themes(corpus))
    assert [point.paper_id for point in points] == list(corpus.paper_ids)
    assert all(-1 <= value <= 1 for point in points for value in (point.x, point.y))
