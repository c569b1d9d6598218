"""Recall and precision of lists, by hand."""

from pathlib import Path

import pytest
from small_library import COMPASS, HARBOUR, LANTERN, ORCHARD, write_jsonl

from assistant.errors import QuestionFileError
from assistant.evaluation.lists import ListQuestion, evaluate_lists, read_list_questions
from retrieval.retriever import Retriever

QUESTIONS = Path(__file__).parents[3] / "bench" / "questions"


def test_right_papers_missed_ones_and_wrong_ones_are_counted(small_retriever: Retriever) -> None:
    lantern, harbour, orchard, compass = (record["title"] for record in (LANTERN, HARBOUR, ORCHARD, COMPASS))
    listed = {"two right?": [lantern, orchard.upper(), compass], "none?": [], "not one?": [harbour]}
    questions = [
        ListQuestion("two right?", (lantern, harbour), also_acceptable=(orchard,)),
        ListQuestion("none?", ()),
        ListQuestion("not one?", (compass,)),
    ]

    scores = evaluate_lists(small_retriever, questions, listed.__getitem__)

    assert scores.recall == pytest.approx(1 / 3, abs=1e-4)  # one of Lantern, Harbour and Compass
    assert scores.precision == 2 / 4  # Lantern and Orchard of four listed
    assert scores.mean_recall == pytest.approx((1 / 2 + 0) / 2)  # the question without right papers says nothing
    assert scores.mean_precision == pytest.approx((2 / 3 + 1 + 0) / 3, abs=1e-4)
    first = scores.questions[0]
    assert (first.missed, first.wrong) == ((harbour,), (compass,))


def test_lists_are_made_without_a_model_by_default(small_retriever: Retriever) -> None:
    scores = evaluate_lists(small_retriever, [ListQuestion("Which papers mention Lantern?", (LANTERN["title"],))])
    assert (scores.recall, scores.precision) == (1.0, 1.0)


def test_only_list_questions_of_the_split_are_read(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "questions.jsonl",
        [
            {"question": "Which?", "kind": "list", "papers": ["A"], "also_acceptable": ["B"], "split": "tune"},
            {"question": "How many?", "kind": "count", "papers": [], "split": "test"},
            {"question": "What?", "kind": "lookup", "papers": ["A"], "split": "tune"},
        ],
    )
    assert read_list_questions(path, "tune") == [ListQuestion("Which?", ("A",), ("B",))]
    assert [question.text for question in read_list_questions(path)] == ["Which?", "How many?"]


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "questions.jsonl", [{"kind": "list"}])
    with pytest.raises(QuestionFileError, match=r"questions\.jsonl:1: 'question'"):
        read_list_questions(path)


def test_marks_blank_lines_and_lines_without_a_kind_do_no_harm_and_a_missing_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('\ufeff{"question": "Which?", "kind": "list", "papers": ["A"]}\n\n{"question": "What?"}\n')
    assert read_list_questions(path) == [ListQuestion("Which?", ("A",))]
    with pytest.raises(QuestionFileError, match=r"gone\.jsonl: cannot be read"):
        read_list_questions(tmp_path / "gone.jsonl")


@pytest.mark.parametrize(("name", "n_least"), [("founding.jsonl", 14), ("lists.jsonl", 35)])
@pytest.mark.parametrize("split", ["tune", "test"])
def test_the_projects_own_list_questions_can_be_read(name: str, split: str, n_least: int) -> None:
    questions = read_list_questions(QUESTIONS / name, split)
    assert len(questions) >= n_least
    assert all(not set(question.papers) & set(question.also_acceptable) for question in questions)
