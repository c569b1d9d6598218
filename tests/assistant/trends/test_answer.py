"""A question on trends in the chain: picked exhaustively, counted, quoted, and checked again."""

import json
from pathlib import Path

import pytest
from langchain_core.runnables import Runnable
from small_library import COLLECTION, LANTERN, Stack, made_up_papers

from assistant.answering import build_answering
from assistant.datatypes import Answer, Draft, Evidence, Question, Turn, WriterName
from assistant.export import answer_to_json
from assistant.linting.answer_file import check_answers
from assistant.rendering import render_answer
from assistant.trends.answer import LEFT_OUT_FIRST, MAX_WORDS
from assistant.trends.report import report_on
from assistant.trends.report_file import check_record, render_check, reports_within
from assistant.trends.theme_shelf import FOLDER_NAME
from assistant.verification.check import Verifier
from assistant.writing.extractive import ExtractiveWriter
from retrieval.datatypes import PaperFilter

FIELD = Question("What is the field moving towards?")


def answering(stack: Stack, home: Path | None = None) -> Runnable[Question, Answer]:
    return build_answering(stack.retriever(), ExtractiveWriter(), home=home)


def river_papers(n: int, year: int = 2020) -> list[dict[str, object]]:
    """Return n papers on river parsing, each of which says what it does and what is missing."""
    return [
        {
            "title": f"River Parsing {number}: Trees of Water",
            "abstract": f"We present a river parser for {number + 3} streams. River parsing remains understudied for"
            " small brooks. River parsing turns water levels into sentence trees.",
            "year": year + number % 3,
        }
        for number in range(n)
    ]


def test_an_answer_on_trends_counts_and_quotes(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(30))
    answer = answering(stack).invoke(FIELD)
    assert (answer.kind, answer.layout, answer.abstained, answer.writer) == ("trends", "report", False, "extractive")
    assert answer.text.startswith("This report is on all 30 papers")
    assert "### Themes" in answer.text
    assert len(answer.text.split()) <= MAX_WORDS + 60
    assert {sentence.verdict for sentence in answer.statements} <= {"quoted"}
    for sentence in answer.sentences:
        for number in sentence.numbers:
            assert sentence.start <= number.start < number.end <= sentence.end
            assert number.computation.paper_ids
    first = answer.sentences[0]
    assert answer.text[first.numbers[0].start : first.numbers[0].end] == "30"
    assert len(first.numbers[0].computation.paper_ids) == 30


def test_a_topic_picks_its_papers_and_the_filters_of_the_words_hold(stack: Stack) -> None:
    stack.ingest_records(*river_papers(9), *made_up_papers(12))
    answer = answering(stack).invoke(Question("What is new in river parsing since 2021?"))
    assert [chip.label for chip in answer.chips] == ["since 2021"]
    assert answer.text.startswith("This report is on 6 papers")
    assert answer.report is not None
    assert answer.report.query == "river parsing since 2021"
    assert 'The whole report: citewell trends "river parsing since 2021"' in render_answer(answer)


def test_a_chip_that_is_taken_off_narrows_no_more(stack: Stack) -> None:
    stack.ingest_records(*river_papers(9), *made_up_papers(12))
    question = Question("What is new in river parsing since 2021?", ignored_filters=("since 2021",))
    assert answering(stack).invoke(question).text.startswith("This report is on 9 papers")


def test_a_filter_that_is_given_holds_and_stands_in_the_command(stack: Stack) -> None:
    stack.ingest_records(*river_papers(9), *made_up_papers(12))
    question = Question("What is new in river parsing?", paper_filter=PaperFilter(2021, None))
    answer = answering(stack).invoke(question)
    assert answer.text.startswith("This report is on 6 papers")
    assert 'citewell trends "river parsing" --since 2021' in render_answer(answer)


@pytest.mark.parametrize(
    ("later", "begins"),
    [("And since 2022?", "This report is on 3 papers"), ("What about otters?", "This report is on 2 papers")],
)
def test_a_follow_up_asks_for_another_time_or_topic(stack: Stack, later: str, begins: str) -> None:
    stack.ingest_records(*river_papers(9), *made_up_papers(12))
    question = Question(later, (Turn("What is new in river parsing?", "…"),))
    answer = answering(stack).invoke(question)
    assert answer.kind == "trends"
    assert answer.text.startswith(begins)


@pytest.mark.parametrize("n_papers", [1, 2, 5])
def test_few_papers_give_an_answer(stack: Stack, n_papers: int) -> None:
    stack.ingest_records(*river_papers(n_papers))
    answer = answering(stack).invoke(FIELD)
    assert not answer.abstained
    assert answer.text.startswith("This report is on all " if n_papers > 1 else "This report is on 1 paper")
    assert answer.citations
    assert "rises from" not in answer.text


def test_nothing_picked_is_a_gap_as_for_any_question(stack: Stack) -> None:
    stack.ingest_records(LANTERN, *made_up_papers(5))
    answer = answering(stack).invoke(Question("What is new in zebra basket weaving?"))
    assert (answer.abstained, answer.gap, answer.kind) == (True, "no paper", "trends")
    assert answer.reason is not None
    assert answer.reason.startswith("No paper on zebra basket weaving was found: considered 6 papers, judged ")
    late = answering(stack).invoke(Question("What is new since 2040?"))
    assert (late.gap, late.reason) == (
        "no paper",
        "The collection holds no paper that this question and its filters could draw on.",
    )


def test_a_saved_answer_on_trends_is_counted_anew_and_its_quotes_are_found_again(stack: Stack) -> None:
    stack.ingest_records(*river_papers(9), *made_up_papers(12))
    answer = answering(stack).invoke(Question("What is new in river parsing since 2021?"))
    saved = json.dumps(answer_to_json(answer), ensure_ascii=False)
    (record,) = reports_within(saved)
    assert not check_record(record, "a.json", lambda _: stack.retriever()).has_failures
    findings = check_answers(saved, "a.json", stack.library, COLLECTION, Verifier(None)).findings
    assert findings
    assert {finding.verdict for finding in findings} == {"quoted"}
    stack.ingest_records(*river_papers(12))
    changed = check_record(record, "a.json", lambda _: stack.retriever())
    assert "2 more" in render_check(changed)


def test_numbers_of_a_saved_answer_name_their_queries(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(8))
    record = answer_to_json(answering(stack).invoke(FIELD))
    numbers = [number for sentence in record["sentences"] for number in sentence.get("numbers", ())]
    queries = record["report"]["computations"]
    assert record["text"][numbers[0]["start"] : numbers[0]["end"]] == "8"
    assert queries[numbers[0]["computation"]]["value"] == 8
    lines = "\n".join([json.dumps(record), json.dumps({"schema_version": 2, "sentences": []})])
    assert len(reports_within(lines)) == 1


def test_a_model_writes_no_answer_on_trends(stack: Stack) -> None:
    class Loud:
        name: WriterName = "generative"
        model: str | None = "by-hand"

        def write(self, evidence: Evidence, config: object = None) -> "list[Draft]":
            raise AssertionError("it was asked")

    stack.ingest_records(*made_up_papers(8))
    answer = build_answering(stack.retriever(), Loud()).invoke(FIELD)  # type: ignore[arg-type]
    assert (answer.writer, answer.model) == ("extractive", None)


def test_themes_of_the_whole_collection_are_kept_for_the_next_visit(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(40))
    chain = answering(stack, stack.home)
    first = chain.invoke(FIELD).text
    assert (stack.home / FOLDER_NAME).is_dir()
    assert chain.invoke(FIELD).text == first
    stack.ingest_records(*made_up_papers(42))
    assert "Its themes are those found among 40 papers" in answering(stack, stack.home).invoke(FIELD).text


def test_papers_of_one_year_are_reported_by_month(stack: Stack) -> None:
    records = [{**record, "year": 2031, "month": 1 + place % 5} for place, record in enumerate(river_papers(12))]
    stack.ingest_records(*records)
    answer = answering(stack).invoke(FIELD)
    assert answer.report is not None
    assert answer.report.by == "month"
    assert "2031-01–2031-05" in answer.text


def test_the_section_that_is_left_out_first_is_one_of_a_report() -> None:
    from invented_papers import corpus_of, invented_papers

    sections = report_on(corpus_of(invented_papers({"river": 20, "clock": 20}, years=[2020, 2021]))).sections
    assert LEFT_OUT_FIRST in [section.heading for section in sections]
