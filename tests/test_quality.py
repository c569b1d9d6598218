"""Floors under the quality of retrieval and answers. bench/quality.py measures it in full."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.evaluation import (
    AnswerScores,
    evaluate_evidence,
    evaluate_questions,
    evaluate_retrieval,
    questions_for_evaluation,
    store_benchmark,
)
from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.corpora import FOUNDING_QUESTIONS, PAGES, SCIFACT, scifact

N_SCIFACT_PAPERS = 200
N_SCIFACT_QUERIES = 75


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Workspace]:
    home = tmp_path_factory.mktemp("quality")
    (home / "models").symlink_to(models_folder)
    with Workspace(load_settings(home=home, writer="extractive"), "a test") as opened:
        yield opened


@pytest.fixture(scope="module")
def founding_scores(workspace: Workspace) -> dict[str, AnswerScores]:
    """Answers to every second lookup and question off the subject, of those that nothing was fitted to."""
    if not PAGES.is_dir():
        pytest.skip("needs ../shared")
    report = workspace.ingest([PAGES])
    assert (report.n_records, report.n_added, len(report.duplicates)) == (123, 111, 12)
    questions = [
        question
        for question in questions_for_evaluation(FOUNDING_QUESTIONS, "test")
        if question.kind in ("lookup", "off_subject")
    ][::2]
    return {scores.kind: scores for scores in evaluate_questions(workspace.answering(), questions).scores}


def test_a_question_about_one_paper_cites_it_first(founding_scores: dict[str, AnswerScores]) -> None:
    first = founding_scores["lookup"].right_paper_first
    assert first is not None
    assert first >= 0.97


def test_the_wanted_fact_stands_in_at_most_four_quoted_sentences(founding_scores: dict[str, AnswerScores]) -> None:
    quoted, sentences = founding_scores["lookup"].wanted_quoted, founding_scores["lookup"].mean_sentences
    assert quoted is not None
    assert sentences is not None
    assert quoted >= 0.85
    assert sentences <= 4


def test_questions_off_the_subject_are_abstained_from_and_plain_ones_are_not(
    founding_scores: dict[str, AnswerScores],
) -> None:
    assert founding_scores["off_subject"].abstained >= 15 / 16
    assert founding_scores["lookup"].abstained <= 2 / 84


def test_a_slice_of_scifact_is_ranked_and_its_evidence_found(workspace: Workspace) -> None:
    if not SCIFACT.is_dir():
        pytest.skip("needs ../shared")
    benchmarks, rationales = scifact()
    whole = benchmarks["test"]
    chosen = sorted(whole.queries)[:N_SCIFACT_QUERIES]
    cited = {paper_id for query_id in chosen for paper_id in whole.gains[query_id]}
    others = [paper for paper in whole.papers if paper.paper_id not in cited]
    distractors = random.Random(0).sample(others, N_SCIFACT_PAPERS - len(cited))
    papers = tuple(paper for paper in whole.papers if paper.paper_id in cited) + tuple(distractors)
    benchmark = replace(whole, papers=papers, queries={query_id: whole.queries[query_id] for query_id in chosen})
    store_benchmark(workspace.library, "scifact", benchmark, workspace.embedder)
    scores = evaluate_retrieval(workspace.retriever("scifact"), benchmark)
    claims = {benchmark.queries[query_id] for query_id in chosen}
    own = [rationale for rationale in rationales["test"] if rationale[0] in claims]
    evidence = evaluate_evidence(workspace.retriever("scifact"), own)
    assert scores.n_queries == N_SCIFACT_QUERIES
    assert scores.ndcg_at_10 >= 0.94  # 0.96 here: 200 abstracts are easier than 5,183
    assert evidence.hit_at_1 >= 0.64
    assert evidence.hit_at_3 >= 0.93
