"""Measures of answers, worked out by hand, and the files of questions they are taken on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import Runnable
from small_library import HARBOUR, LANTERN, write_jsonl

from assistant.answering import build_answering
from assistant.datatypes import Answer, Question, Turn
from assistant.errors import QuestionFileError
from assistant.evaluation import (
    AnswerScores,
    AskedQuestion,
    auroc,
    benchmark_collection,
    evaluate_questions,
    questions_for_evaluation,
    read_questions,
    risk_coverage,
)
from assistant.writing.extractive import ExtractiveWriter
from retrieval.beir import Benchmark
from retrieval.datatypes import Paper
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever

LANTERN_ASKED: Mapping[str, Any] = {
    "id": "L1",
    "kind": "lookup",
    "question": "How many river languages does the Lantern treebank hold?",
    "papers": [LANTERN["title"]],
    "wanted": [["14", "fourteen"], ["river languages"]],
    "abstains": False,
}
OFF_SUBJECT: Mapping[str, Any] = {
    "id": "O1",
    "kind": "off_subject",
    "question": "How long should sourdough bread prove before baking?",
    "papers": [],
    "abstains": True,
}


@pytest.fixture
def answering(small_retriever: Retriever) -> Runnable[Question, Answer]:
    return build_answering(small_retriever, ExtractiveWriter())


def questions(path: Path, *records: Mapping[str, Any]) -> list[AskedQuestion]:
    return questions_for_evaluation(write_jsonl(path / "questions.jsonl", records))


# Measures


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ([(0.9, True), (0.1, False)], 1.0),
        ([(0.1, True), (0.9, False)], 0.0),
        ([(0.5, True), (0.5, False)], 0.5),
        # pairs (0.8, 0.6) and (0.8, 0.2) are won, (0.4, 0.2) too, (0.4, 0.6) is lost
        ([(0.8, True), (0.6, False), (0.4, True), (0.2, False)], 3 / 4),
        # three positives, one negative: won, tied, lost
        ([(0.9, True), (0.5, True), (0.1, True), (0.5, False)], 1.5 / 3),
        ([(0.9, True)], None),
        ([(0.9, False)], None),
        ([], None),
    ],
)
def test_auroc_is_the_share_of_pairs_in_the_right_order(
    judged: list[tuple[float, bool]], expected: float | None
) -> None:
    assert auroc(judged) == expected


def test_risk_is_the_share_of_the_answered_that_should_not_have_been() -> None:
    judged = [(0.2, False), (0.9, True), (0.6, True), (0.8, False)]
    # in order of confidence: right, wrong, right, wrong
    assert risk_coverage(judged) == [(0.25, 0.0), (0.5, 1 / 2), (0.75, round(1 / 3, 4)), (1.0, 2 / 4)]
    assert risk_coverage([]) == []


# Questions and their answers


def test_scores_count_each_kind_of_question_apart(answering: Runnable[Question, Answer], tmp_path: Path) -> None:
    wrong_paper = {**LANTERN_ASKED, "id": "L2", "papers": [HARBOUR["title"]], "wanted": [["no such words"]]}
    report = evaluate_questions(answering, questions(tmp_path, LANTERN_ASKED, wrong_paper, OFF_SUBJECT))
    n_sentences = len(answering.invoke(Question(LANTERN_ASKED["question"])).sentences)
    assert report.scores == (
        AnswerScores("lookup", 2, 0.5, 0.5, 0.5, float(n_sentences), 0.0),
        AnswerScores("off_subject", 1, None, None, None, None, 1.0),
    )
    assert report.auroc == 1.0
    assert report.faults == (f"L2: another paper first ({LANTERN['title']}): {LANTERN_ASKED['question']}",)


def test_faults_say_what_is_not_as_it_should_be(answering: Runnable[Question, Answer], tmp_path: Path) -> None:
    records = [
        {**LANTERN_ASKED, "id": "a", "wanted": [["40 river languages"]]},
        {**LANTERN_ASKED, "id": "b", "abstains": True},
        {**OFF_SUBJECT, "id": "c", "abstains": False},
        {**LANTERN_ASKED, "id": 4},
    ]
    asked = LANTERN_ASKED["question"]
    assert evaluate_questions(answering, questions(tmp_path, *records)).faults == (
        f"a: the fact is not quoted: {asked}",
        f"b: answered, though nothing here does: {asked}",
        f"c: abstained: {OFF_SUBJECT['question']}",
    )


def test_a_right_paper_may_be_named_by_its_id(answering: Runnable[Question, Answer], tmp_path: Path) -> None:
    paper_id = answering.invoke(Question(LANTERN_ASKED["question"])).citations[0].paper_id
    (scores,) = evaluate_questions(answering, questions(tmp_path, {**LANTERN_ASKED, "papers": [paper_id]})).scores
    assert (scores.right_paper_first, scores.right_paper_cited) == (1.0, 1.0)


def test_one_of_the_alternatives_of_every_wanted_group_must_be_quoted(
    answering: Runnable[Question, Answer], tmp_path: Path
) -> None:
    def quoted(*wanted: list[str]) -> float | None:
        asked = questions(tmp_path, {**LANTERN_ASKED, "wanted": wanted})
        return evaluate_questions(answering, asked).scores[0].wanted_quoted

    assert quoted(["fourteen", "14 RIVER"], ["we present"]) == 1.0
    assert quoted(["14"], ["no such words"]) == 0.0


# Files of questions


def test_a_line_holds_a_question_with_its_history_and_what_is_right(tmp_path: Path) -> None:
    record = {**LANTERN_ASKED, "history": ["What is Lantern?", "Who made it?"], "split": "tune"}
    assert questions(tmp_path, record) == [
        AskedQuestion(
            Question(LANTERN_ASKED["question"], (Turn("What is Lantern?"), Turn("Who made it?"))),
            "L1",
            "lookup",
            (str(LANTERN["title"]),),
            (("14", "fourteen"), ("river languages",)),
            False,
            "tune",
        )
    ]


def test_ids_are_kept_as_they_are_and_else_are_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "One?"}\n\n{"question": "Two?", "id": 7}\n{"question": "3?", "id": null}\n')
    assert [asked.question_id for asked in questions_for_evaluation(path)] == ["1", 7, "4"]


def test_one_text_counts_as_a_list_of_one(tmp_path: Path) -> None:
    (asked,) = questions(tmp_path, {"question": "Q?", "papers": "p1", "wanted": ["14", ["15", "16"]]})
    assert (asked.papers, asked.wanted) == (("p1",), (("14",), ("15", "16")))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "Expecting property name"),
        ("[1]", 'no "question"'),
        ('"Q?"', 'no "question"'),
        ("7", 'no "question"'),
        ('{"text": "Q?"}', 'no "question"'),
        ('{"question": "  "}', 'no "question"'),
        ('{"question": 3}', 'no "question"'),
        ('{"question": "Q?", "history": "before"}', '"history" is not a list of earlier questions'),
        ('{"question": "Q?", "history": [1]}', '"history" is not a list of earlier questions'),
        ('{"question": "Q?", "papers": 3}', '"papers" is no list of texts'),
        ('{"question": "Q?", "wanted": 3}', "not iterable"),
        ('{"question": "Q?", "abstains": "no"}', '"abstains" is neither true nor false'),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_broken_line_is_an_error_with_its_place_and_the_others_are_read(tmp_path: Path, line: str, what: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"question": "One?"}}\n{line}\n{{"question": "Three?"}}\n', encoding="utf-8")
    first, broken, third = read_questions(path)
    assert isinstance(first, AskedQuestion) and isinstance(third, AskedQuestion)
    assert isinstance(broken, QuestionFileError)
    assert str(broken).startswith(f"{path}:2: ")
    assert what in str(broken)
    with pytest.raises(QuestionFileError, match=":2: "):
        questions_for_evaluation(path)


def test_questions_are_read_from_windows_files_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"question": "Où?"}, ensure_ascii=False).encode() + b"\r\n")
    (asked,) = questions_for_evaluation(path)
    assert asked.question.text == "Où?"


def test_a_file_that_is_missing_or_holds_no_question_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="no such file"):
        list(read_questions(tmp_path / "missing.jsonl"))
    with pytest.raises(QuestionFileError, match="no such file"):
        list(read_questions(tmp_path))
    path = write_jsonl(tmp_path / "q.jsonl", [LANTERN_ASKED])
    with pytest.raises(QuestionFileError, match="no questions of split 'tune'"):
        questions_for_evaluation(path, "tune")
    with pytest.raises(QuestionFileError, match=r"no questions$"):
        questions_for_evaluation(write_jsonl(tmp_path / "empty.jsonl", []))


def test_only_the_lines_of_a_split_are_asked(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "q.jsonl", [{**LANTERN_ASKED, "split": "tune"}, {**OFF_SUBJECT, "split": "test"}])
    assert [asked.question_id for asked in questions_for_evaluation(path, "test")] == ["O1"]


# Benchmarks


def test_a_benchmark_whose_papers_change_gets_a_collection_of_its_own(minilm: LocalEmbedder) -> None:
    before = Benchmark((Paper("1", "One", "First."), Paper("2", "Two", "Second.")), {"q": "one"}, {"q": {"1": 1}})
    fewer = Benchmark(before.papers[:1], before.queries, before.gains)
    other_queries = Benchmark(before.papers, {"q": "two"}, before.gains)
    assert benchmark_collection(fewer, minilm) != benchmark_collection(before, minilm)
    assert benchmark_collection(other_queries, minilm) == benchmark_collection(before, minilm)
