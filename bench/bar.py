"""Fits the bar of assistant/evidence.py: which questions are answered, and which of the two gaps the others fall into.

    uv run bench/bar.py                    fit on all of bench/questions, print weights and cross-validated figures
    uv run bench/bar.py --split test       only the figures of the bar as it is shipped, on one half

Ridge logistic regressions by Newton's method, one for questions that pick out a paper (by name, or because it is far
ahead) and one for the others. The figures of the fit are cross-validated.
"""

import argparse
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation import AskedQuestion, questions_for_evaluation
from assistant.evidence import AnswerWeights, Bar, unknown_names
from assistant.question import retrieval_query
from assistant.settings import load_settings
from assistant.signals import Signals, read_signals
from assistant.workspace import Workspace
from bench.corpora import FOUNDING_QUESTIONS, PAGES, PROJECT
from retrieval.retriever import Retriever

HARD_QUESTIONS = PROJECT / "bench" / "questions" / "hard.jsonl"
FRESH_QUESTIONS = PROJECT / "bench" / "questions" / "fresh.jsonl"
ANSWERED = ("lookup", "paraphrase")
REFUSED = ("silent", "near_miss", "off_subject")
FEATURES = {
    True: (
        "cosine",
        "sentence_cosine",
        "lead",
        "rest_coverage",
        "rarest_missing",
        "unsaid",
        "uncounted",
        "unreported",
        "reworded",
    ),
    False: ("cosine", "lead", "absent", "rarest_missing", "reworded"),
}
"""What each of the two regressions looks at: questions that pick out a paper, and others."""

THRESHOLDS = {True: 0.4, False: 0.32}
"""Where the fitted estimate is cut: a refusal of a plain question costs most. The intercept is shifted by it to 0.5."""

RIDGE = 2.0
N_FOLDS, N_SHUFFLES = 8, 5

Row = tuple[AskedQuestion, Signals, bool]
"""A question, its signals, and whether the first paper is the right one."""


def main() -> int:
    """Print the figures, and before them the fitted weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("tune", "test"))
    parser.add_argument("--home", type=Path, default=PROJECT / "bench" / ".home")
    parser.add_argument("--collection", default="founding")
    arguments = parser.parse_args()
    with Workspace(load_settings(home=arguments.home, writer="extractive"), "bar") as workspace:
        if arguments.collection == "founding":
            workspace.ingest([PAGES], "founding")
        retriever = workspace.retriever(arguments.collection)
        paths: tuple[Path, ...] = (FOUNDING_QUESTIONS, HARD_QUESTIONS)
        if arguments.split != "test":  # the fresh questions have a tuning half only
            paths += (FRESH_QUESTIONS,)
        rows = [row for path in paths for row in ask(retriever, path, arguments.split)]
    if arguments.split is None:
        for picks_paper in (True, False):
            fit_and_show([row for row in rows if row[1].picks_paper is picks_paper], picks_paper)
    show("as shipped", rows, [Bar().answers(signals) for _, signals, _ in rows], 0.5)
    return 0


def ask(retriever: Retriever, path: Path, split: str | None) -> list[Row]:
    """Return the signals of the questions of one half, or of both."""
    rows = []
    keywords = retriever.indexes.keywords
    for asked in questions_for_evaluation(path, split):
        if asked.kind in ANSWERED + REFUSED:
            query = retrieval_query(asked.question.text)
            retrieval = retriever.search(query)
            unknown = unknown_names(asked.question.text, retrieval.terms, keywords)
            first = retrieval.passages[0].paper
            is_right = first.title in asked.papers or first.paper_id in asked.papers
            rows.append((asked, read_signals(retrieval, keywords, unknown), is_right))
    return rows


def fit_and_show(rows: list[Row], picks_paper: bool) -> None:
    """Fit one of the two regressions, print it as `AnswerWeights` would be written, and what it does held out."""
    names, threshold = FEATURES[picks_paper], THRESHOLDS[picks_paper]
    signals = np.array([[float(getattr(signal, name)) for name in names] for _, signal, _ in rows])
    wanted = np.array([asked.kind in ANSWERED for asked, _, _ in rows], dtype=float)
    estimates = np.zeros(len(rows))
    for seed in range(N_SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(rows))
        for fold in range(N_FOLDS):
            held_out = order[fold::N_FOLDS]
            kept = np.setdiff1d(order, held_out)
            estimates[held_out] += predict(fit(signals[kept], wanted[kept]), signals[held_out]) / N_SHUFFLES
    weights = fit(signals, wanted)
    shift = np.log(threshold / (1 - threshold))
    fitted = replace(
        AnswerWeights(round(float(weights[0] - shift), 2)),
        **{name: round(float(weight), 2) for name, weight in zip(names, weights[1:], strict=True)},
    )
    print(f"picks a paper: {picks_paper}\n  {fitted}")
    show("  cross-validated", rows, estimates.tolist(), threshold)


def fit(signals: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return intercept and weights of a logistic regression with a ridge on the weights of standardised signals."""
    centre, scale = signals.mean(0), signals.std(0) + 1e-9
    design = np.column_stack([np.ones(len(signals)), (signals - centre) / scale])
    penalty = np.diag([0.0] + [RIDGE] * signals.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        estimate = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (wanted - estimate) - penalty @ weights
        curvature = (design * (estimate * (1 - estimate))[:, np.newaxis]).T @ design + penalty
        weights += np.linalg.solve(curvature, slope)
    raw = weights[1:] / scale
    return np.concatenate([[weights[0] - raw @ centre], raw])


def predict(weights: NDArray[np.float64], signals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the estimate, 0…1, per row of signals."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + signals @ weights[1:]))))


def show(label: str, rows: list[Row], estimates: list[float], threshold: float) -> None:
    """Print per kind: questions, share not answered, of these the share told that the paper is silent, right first."""
    groups: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for (asked, signals, is_right), estimate in zip(rows, estimates, strict=True):
        is_told = estimate < threshold
        groups[asked.kind].append((is_told, is_told and Bar().is_silent(signals), is_right))
    print(f"{label}: kind, questions, told that there is no answer, told silent, right paper first")
    for kind, items in groups.items():
        told, silent, right = (mean(item[place] for item in items) for place in range(3))
        print(f"  {kind:12s} {len(items):4d} {told:6.3f} {silent:6.3f} {right:6.3f}")


if __name__ == "__main__":
    sys.exit(main())
