"""How well answers and abstention do, on files of questions."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from langchain_core.runnables import Runnable

from assistant.datatypes import Answer, Question, Turn
from assistant.errors import QuestionFileError
from retrieval.datatypes import ReadProblem
from retrieval.indexing import Progress, no_progress
from retrieval.readers.lines import read_lines


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One line of a file of questions.

    `papers` are the ids or titles of those that answer it, `wanted` groups of alternatives of which one each must stand
    in the quoted sentences; `abstains` says whether the right answer is none (None: not said).
    """

    question: Question
    question_id: str | int
    kind: str = "all"
    papers: tuple[str, ...] = ()
    wanted: tuple[tuple[str, ...], ...] = ()
    abstains: bool | None = None
    split: str | None = None


def read_questions(path: Path) -> Iterator[AskedQuestion | QuestionFileError]:
    """Yield the questions of a JSONL file in order; a line that is none comes as an error with its place.

    A line is `{"question": …, "history": [earlier questions], "id": …}`, for an evaluation also with `papers`,
    `wanted`, `abstains`, `kind` and `split`.
    """
    if not path.is_file():
        raise QuestionFileError(f'{path}: no such file; write one question per line: {{"question": …}}')
    problems: list[ReadProblem] = []
    for line in read_lines(path, problems):
        while problems:
            yield QuestionFileError(str(problems.pop(0)))
        if not line.text.strip():
            continue
        try:
            yield _asked(json.loads(line.text), line.number)
        except (ValueError, TypeError, RecursionError) as error:
            yield QuestionFileError(f'{path}:{line.number}: {error}; write {{"question": …, "history": […]}}')
    yield from (QuestionFileError(str(problem)) for problem in problems)


def _asked(record: Mapping[str, Any], number: int) -> AskedQuestion:
    if not isinstance(record, dict) or not isinstance(record.get("question"), str) or not record["question"].strip():
        raise ValueError('no "question"')
    history = record.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise ValueError('"history" is not a list of earlier questions')
    question_id, abstains = record.get("id"), record.get("abstains")
    if abstains is not None and not isinstance(abstains, bool):
        raise ValueError('"abstains" is neither true nor false')
    return AskedQuestion(
        Question(record["question"], tuple(Turn(turn) for turn in history)),
        question_id if isinstance(question_id, int) else str(number if question_id is None else question_id),
        str(record.get("kind") or "all"),
        _texts(record, "papers"),
        tuple(_texts({"wanted": group}, "wanted") for group in record.get("wanted") or ()),
        abstains,
        record.get("split"),
    )


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts; one text counts as a list of one."""
    value = record.get(name) or ()
    if not isinstance(value, str | list | tuple):
        raise ValueError(f'"{name}" is no list of texts')
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def questions_for_evaluation(path: Path, split: str | None = None) -> list[AskedQuestion]:
    """Return the questions of a file, or those of one split; a line that is none raises QuestionFileError."""
    questions = []
    for item in read_questions(path):
        if isinstance(item, QuestionFileError):
            raise item
        if split is None or item.split == split:
            questions.append(item)
    if not questions:
        raise QuestionFileError(f"{path}: no questions{f' of split {split!r}' if split else ''}")
    return questions


# Answers


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """What the answers to one kind of questions were like. A share is None where no question of the kind speaks to it.

    `right_paper_first`: the first citation is of a right paper. `right_paper_cited`: any citation is. `wanted_quoted`:
    every wanted group stands in the quotes. `abstained`: of all questions of the kind.
    """

    kind: str
    n_questions: int
    right_paper_first: float | None
    right_paper_cited: float | None
    wanted_quoted: float | None
    mean_sentences: float | None
    abstained: float


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """Scores per kind, and how well confidence tells the answerable questions from the others.

    `risk_coverage` holds (coverage, risk) points; `faults` names every answer that is not as it should be.
    """

    scores: tuple[AnswerScores, ...]
    auroc: float | None
    risk_coverage: tuple[tuple[float, float], ...]
    faults: tuple[str, ...] = field(default=())


def evaluate_questions(
    answering: Runnable[Question, Answer],
    questions: Sequence[AskedQuestion],
    progress: Progress = no_progress,
) -> QuestionReport:
    """Ask all questions and compare the answers with what is said to be right."""
    answers: list[Answer] = []
    for number, asked in enumerate(questions, 1):
        answers.append(answering.invoke(asked.question))
        progress("asking", number, len(questions))
    kinds = sorted({asked.kind for asked in questions})
    pairs = list(zip(questions, answers, strict=True))
    scores = tuple(_score(kind, [pair for pair in pairs if pair[0].kind == kind]) for kind in kinds)
    faults = tuple(f"{asked.question_id}: {fault}" for asked, answer in pairs if (fault := _fault(asked, answer)))
    judged = [(answer.confidence, not asked.abstains) for asked, answer in pairs if asked.abstains is not None]
    return QuestionReport(scores, auroc(judged), tuple(risk_coverage(judged)), faults)


def _score(kind: str, pairs: Sequence[tuple[AskedQuestion, Answer]]) -> AnswerScores:
    answered = [answer for _, answer in pairs if not answer.abstained]
    return AnswerScores(
        kind,
        len(pairs),
        _share(pairs, lambda asked: bool(asked.papers) and not asked.abstains, _is_right_first),
        _share(pairs, lambda asked: bool(asked.papers) and not asked.abstains, _is_right_cited),
        _share(pairs, lambda asked: bool(asked.wanted), _is_wanted_quoted),
        round(mean(len(answer.sentences) for answer in answered), 2) if answered else None,
        round(mean(answer.abstained for _, answer in pairs), 4),
    )


def _share(
    pairs: Iterable[tuple[AskedQuestion, Answer]],
    speaks: Callable[[AskedQuestion], bool],
    test: Callable[[AskedQuestion, Answer], bool],
) -> float | None:
    results = [test(asked, answer) for asked, answer in pairs if speaks(asked)]
    return round(mean(results), 4) if results else None


def _is_right_first(asked: AskedQuestion, answer: Answer) -> bool:
    return any(_names(asked, citation.paper_id, citation.title) for citation in answer.citations[:1])


def _is_right_cited(asked: AskedQuestion, answer: Answer) -> bool:
    return any(_names(asked, citation.paper_id, citation.title) for citation in answer.citations)


def _names(asked: AskedQuestion, paper_id: str, title: str) -> bool:
    return paper_id in asked.papers or title in asked.papers


def _is_wanted_quoted(asked: AskedQuestion, answer: Answer) -> bool:
    quotes = " ".join(citation.quote for citation in answer.citations).casefold()
    return all(any(words.casefold() in quotes for words in group) for group in asked.wanted)


def _fault(asked: AskedQuestion, answer: Answer) -> str | None:
    """Return what is wrong with an answer, in words, None where nothing is."""
    if asked.abstains:
        return None if answer.abstained else f"answered, though nothing here does: {asked.question.text}"
    if answer.abstained:
        return f"abstained: {asked.question.text}"
    if asked.papers and not _is_right_first(asked, answer):
        return (
            f"another paper first ({answer.citations[0].title if answer.citations else 'none'}): {asked.question.text}"
        )
    if asked.wanted and not _is_wanted_quoted(asked, answer):
        return f"the fact is not quoted: {asked.question.text}"
    return None


def auroc(judged: Sequence[tuple[float, bool]]) -> float | None:
    """Return the chance that a positive outranks a negative, ties counting half (Hanley and McNeil 1982).

    >>> auroc([(0.9, True), (0.4, False), (0.4, True)])
    0.75
    """
    positives = [score for score, is_positive in judged if is_positive]
    negatives = [score for score, is_positive in judged if not is_positive]
    if not positives or not negatives:
        return None
    wins = sum((high > low) + 0.5 * (high == low) for high in positives for low in negatives)
    return round(wins / (len(positives) * len(negatives)), 4)


def risk_coverage(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return (coverage, risk) as ever less confident questions are answered (El-Yaniv and Wiener 2010).

    Coverage is the share of questions answered, risk the share of those that should not have been.

    >>> risk_coverage([(0.9, True), (0.4, False)])
    [(0.5, 0.0), (1.0, 0.5)]
    """
    ordered = sorted(judged, key=lambda item: -item[0])
    wrong, points = 0, []
    for n_answered, (_, is_positive) in enumerate(ordered, 1):
        wrong += not is_positive
        points.append((round(n_answered / len(ordered), 4), round(wrong / n_answered, 4)))
    return points
