"""Fits the bar of assistant/evidence.py: which questions are answered, and which of the two gaps the others fall into.

    uv run bench/bar.py                    fit on bench/questions, print weights and cross-validated figures
    uv run bench/bar.py --unread           the same where no model reads the papers
    uv run bench/bar.py --split test       only the figures of the bar as it is shipped, on one half

Ridge logistic regressions by Newton's method, one for questions that pick out a paper (by name, or because it is far
ahead) and one for the others. The figures of the fit are cross-validated. Beside the founding questions, the part
`weigh` of the wider ones takes part, each for a quarter; of their paraphrases, which do not name the paper, those
where it comes first.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation import questions_for_evaluation
from assistant.evidence import AnswerWeights, Bar, read_for, unknown_names
from assistant.question import retrieval_query
from assistant.settings import load_settings
from assistant.signals import Signals, read_signals
from assistant.workspace import Workspace
from bench.corpora import FOUNDING_QUESTIONS, PAGES, PROJECT
from bench.wider_questions import QUESTIONS as WIDER_QUESTIONS
from bench.wider_questions import retriever_of, wider_retriever
from retrieval.retriever import Retriever

HARD_QUESTIONS = PROJECT / "bench" / "questions" / "hard.jsonl"
FRESH_QUESTIONS = PROJECT / "bench" / "questions" / "fresh.jsonl"
UNSEEN_QUESTIONS = PROJECT / "bench" / "questions" / "unseen.jsonl"
CLOSE_QUESTIONS = PROJECT / "bench" / "questions" / "close.jsonl"
PATHS = (FOUNDING_QUESTIONS, HARD_QUESTIONS)
ANSWERED = ("lookup", "paraphrase", "wider lookup", "wider paraphrase", "wider general")
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

HERE_FEATURES = ("is_named", "lead", "titled", "rest_coverage", "absent")
HERE_THRESHOLD = 0.6
"""What tells that a paper is here though it does not answer, and where that estimate is cut."""

READ = {True: ("answered",), False: ("answered", "answered_elsewhere")}
"""What the regressions look at as well where papers were read."""

WEIGHT_OF_WIDER = 0.25
THRESHOLDS = {(True, True): 0.4, (True, False): 0.32, (False, True): 0.12, (False, False): 0.45}
"""Where the fitted estimate is cut, unread or not, picked or not: a refusal of a plain question costs most. The
intercept is shifted by it to 0.5."""

RIDGE = 2.0
N_FOLDS, N_SHUFFLES = 8, 5


@dataclass(frozen=True, slots=True)
class Row:
    """The kind of a question, its signals, whether the first paper is the right one, and what the question counts."""

    kind: str
    signals: Signals
    is_right: bool
    weight: float


def main() -> int:
    """Print the figures, and before them the fitted weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("tune", "test"))
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--home", type=Path, default=PROJECT / "bench" / ".home")
    parser.add_argument("--collection", default="founding")
    arguments = parser.parse_args()
    with Workspace(load_settings(home=arguments.home, writer="extractive"), "bar") as workspace:
        if arguments.collection == "founding":
            workspace.ingest([PAGES], "founding")
        retriever = retriever_of(workspace, arguments.collection, arguments.unread)
        rows = [row for path in PATHS for row in founding_rows(retriever, path, arguments.split)]
        # of the unseen ones the test half takes no part in the fit
        rows += founding_rows(retriever, UNSEEN_QUESTIONS, arguments.split or "tune")
        if arguments.split != "test":  # these have a tuning half only
            rows += founding_rows(retriever, FRESH_QUESTIONS, "tune")
            rows += founding_rows(retriever, CLOSE_QUESTIONS, "tune")
        if arguments.split is None:
            rows += wider_rows(wider_retriever(workspace, arguments.home, arguments.unread))
    if arguments.split is None:
        for picks_paper in (True, False):
            fit_and_show([row for row in rows if row.signals.picks_paper is picks_paper], picks_paper, arguments.unread)
        fit_here([row for row in rows if row.kind in REFUSED and Bar().answers(row.signals) < Bar().least])
    show("as shipped", rows, [Bar().answers(row.signals) for row in rows], 0.5)
    return 0


def founding_rows(retriever: Retriever, path: Path, split: str | None) -> list[Row]:
    """Return the signals of the questions of one half, or of both."""
    return [
        row_of(retriever, asked.kind, asked.question.text, asked.papers)
        for asked in questions_for_evaluation(path, split)
        if asked.kind in ANSWERED + REFUSED
    ]


def wider_rows(retriever: Retriever) -> list[Row]:
    """Return the signals of the wider questions that nothing else was fitted to, but for those to be reported on."""
    lines = map(json.loads, WIDER_QUESTIONS.read_text(encoding="utf-8").splitlines())
    rows = [
        row_of(retriever, f"wider {line['kind']}", line["question"], [line["title"]], WEIGHT_OF_WIDER)
        for line in lines
        if line["split"] == "weigh"
    ]
    return [row for row in rows if row.is_right or row.kind != "wider paraphrase"]


def row_of(retriever: Retriever, kind: str, text: str, papers: Collection[str], weight: float = 1.0) -> Row:
    """Return the signals of a question; `papers` are the titles or ids of the right ones."""
    keywords = retriever.indexes.keywords
    retrieval = read_for(text, retriever.search(retrieval_query(text)), retriever)
    unknown = unknown_names(text, retrieval.terms, keywords)
    first = retrieval.passages[0].paper
    is_right = first.title in papers or first.paper_id in papers
    return Row(kind, read_signals(retrieval, keywords, unknown), is_right, weight)


def fit_and_show(rows: list[Row], picks_paper: bool, is_unread: bool) -> None:
    """Fit one of the two regressions, print it as `AnswerWeights` would be written, and what it does held out."""
    names = FEATURES[picks_paper] + (() if is_unread else READ[picks_paper])
    threshold = THRESHOLDS[is_unread, picks_paper]
    signals = np.array([[float(getattr(row.signals, name)) for name in names] for row in rows])
    wanted = np.array([row.kind in ANSWERED for row in rows], dtype=float)
    counts = np.array([row.weight for row in rows])
    estimates = np.zeros(len(rows))
    for seed in range(N_SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(rows))
        for fold in range(N_FOLDS):
            held_out = order[fold::N_FOLDS]
            kept = np.setdiff1d(order, held_out)
            fitted = fit(signals[kept], wanted[kept], counts[kept])
            estimates[held_out] += predict(fitted, signals[held_out]) / N_SHUFFLES
    weights = fit(signals, wanted, counts)
    shift = np.log(threshold / (1 - threshold))
    as_written = replace(
        AnswerWeights(round(float(weights[0] - shift), 2)),
        **{name: round(float(weight), 2) for name, weight in zip(names, weights[1:], strict=True)},
    )
    print(f"picks a paper: {picks_paper}\n  {as_written}")
    show("  cross-validated", rows, estimates.tolist(), threshold)


def fit_here(rows: list[Row]) -> None:
    """Fit what tells silent papers from none, on questions that the bar as shipped does not answer, and print it."""
    signals = np.array([[float(getattr(row.signals, name)) for name in HERE_FEATURES] for row in rows])
    weights = fit(signals, np.array([row.kind == "silent" for row in rows], dtype=float), np.ones(len(rows)))
    shift = np.log(HERE_THRESHOLD / (1 - HERE_THRESHOLD))
    named = {name: round(float(weight), 2) for name, weight in zip(HERE_FEATURES, weights[1:], strict=True)}
    print(f"is here\n  {replace(AnswerWeights(round(float(weights[0] - shift), 2)), **named)}")


def fit(signals: NDArray[np.float64], wanted: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return intercept and weights of a logistic regression with a ridge on the weights of standardised signals."""
    centre, scale = signals.mean(0), signals.std(0) + 1e-9
    design = np.column_stack([np.ones(len(signals)), (signals - centre) / scale])
    penalty = np.diag([0.0] + [RIDGE] * signals.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        estimate = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (counts * (wanted - estimate)) - penalty @ weights
        curvature = (design * (counts * estimate * (1 - estimate))[:, np.newaxis]).T @ design + penalty
        weights += np.linalg.solve(curvature, slope)
    raw = weights[1:] / scale
    return np.concatenate([[weights[0] - raw @ centre], raw])


def predict(weights: NDArray[np.float64], signals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the estimate, 0…1, per row of signals."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + signals @ weights[1:]))))


def show(label: str, rows: list[Row], estimates: list[float], threshold: float) -> None:
    """Print per kind: questions, share not answered, of these the share told that the paper is silent, right first."""
    groups: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for row, estimate in zip(rows, estimates, strict=True):
        is_told = estimate < threshold
        groups[row.kind].append((is_told, is_told and Bar().is_silent(row.signals), row.is_right))
    print(f"{label}: kind, questions, told that there is no answer, told silent, right paper first")
    for kind, items in groups.items():
        told, silent, right = (mean(item[place] for item in items) for place in range(3))
        print(f"  {kind:16s} {len(items):4d} {told:6.3f} {silent:6.3f} {right:6.3f}")


if __name__ == "__main__":
    sys.exit(main())
