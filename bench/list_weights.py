"""Fit the weights of assistant/outlines/membership.py to the tuning halves of the list questions.

    uv run bench/list_weights.py HOME COLLECTION

HOME holds the founding abstracts as COLLECTION. A logistic regression per sort of subject with a Gaussian prior around
weights that were guessed (so that a feature which the few questions say little of keeps its sign), then the bar with
the best F-measure. Papers that are acceptable without belonging take no part in the fit and do no harm
in the choice of bars. Every question counts alike, however many candidates it has.
"""

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.lists import read_list_questions
from assistant.outlines.candidates import candidate_papers, paper_cosines, read_candidates
from assistant.outlines.contributions import contribution_signs
from assistant.outlines.judged_papers import see_candidates
from assistant.outlines.list_subject import Contribution, list_subject
from assistant.outlines.listing import seek
from assistant.outlines.membership import FEATURES, Weights
from retrieval.embedding import LocalEmbedder
from retrieval.identity import normalise_title
from retrieval.indexing import Indexes, IndexLock
from retrieval.library import Library
from retrieval.matrix import Matrices
from retrieval.retriever import Retriever

QUESTIONS = Path(__file__).with_name("questions")
PRIOR_DEVIATION = 0.5
PRIORS = {
    "name": Weights(-3.0, (2.0, 3.0, 1.0, 1.5, -1.5, -1.0, 2.0, 2.5, 0.5, -0.5, 1.0), 0.5),
    "topic": Weights(
        -4.0, (1.5, 1.0, 1.0, 1.0, 1.5, 1.0, 0.5, -1.0, 0.3, 1.0, 1.0, 3.0, 0.6, -0.5, -1.0, 1.0, 0.3), 0.5
    ),
    "given": Weights(-2.2, (0.5, 1.5, 0.7, 0.3, 0.5, 0.5, 0.8, 0.1), 0.5),
    "available": Weights(-2.0, (0.0, 0.3, 0.2, 0.0, 3.0, 0.0, 0.0, 0.2), 0.5),
    "model": Weights(-3.0, (0.5, 1.0, 1.0, 0.3, 0.2, 0.5, 0.8, 0.1), 0.5),
}
"""What one would guess of each feature before any question was seen. The first model in code had these weights."""

LEAST = {"topic": 0.2}
"""Bars that are set, not fitted: in eightfold cross-validation by question the best F lost too many of the members."""

SORT_OF: dict[Contribution, str] = {"code": "available", "released model": "available", "model": "model"}
Row = tuple[tuple[float, ...], int, int]  # values, label (1 right, 0 wrong, -1 acceptable), question


def rows(retriever: Retriever) -> dict[str, list[Row]]:
    """Return the rows per sort of subject."""
    found: dict[str, list[Row]] = defaultdict(list)
    titles = {paper.paper_id: paper.title for paper in retriever.library.papers(retriever.collection)}
    asked = [q for name in ("founding.jsonl", "lists.jsonl") for q in read_list_questions(QUESTIONS / name, "tune")]
    for number, question in enumerate(asked):
        right, fine = (
            {normalise_title(titles.get(named, named)) for named in names}
            for names in (question.papers, question.also_acceptable)
        )
        wanted, stemmer = seek(list_subject(question.text), retriever)
        cosines = paper_cosines(wanted, retriever, Matrices.of(retriever.library))
        candidates, _ = candidate_papers(wanted, retriever, cosines, None)
        read_papers = read_candidates(candidates, wanted, retriever, stemmer, cosines)
        for seen in see_candidates(read_papers, wanted, retriever, Matrices.of(retriever.library)):
            read = seen.read
            key = normalise_title(read.paper.title)
            label = 1 if key in right else -1 if key in fine else 0
            if wanted.phrases and not wanted.subject.contributions:
                found[wanted.sort].append((seen.values, label, number))
            if len(wanted.subject.contributions) == 1 and not wanted.phrases:
                kind = wanted.subject.contributions[0]
                signs = contribution_signs(kind, read.paper.title, [sentence.text for sentence in read.sentences])
                sort = SORT_OF.get(kind, "given")
                found[sort].append((signs.values, label, number))
    return found


def fit(own: list[Row], prior: Weights) -> Weights:
    """Return the maximum a posteriori weights, by Newton's method, and the best threshold."""
    clear = [row for row in own if row[1] >= 0]
    n_of_question: dict[int, int] = defaultdict(int)
    for _, _, question in clear:
        n_of_question[question] += 1
    x = np.array([(1.0, *values) for values, _, _ in clear])
    y = np.array([label for _, label, _ in clear], float)
    share: NDArray[np.float64] = np.array([n_of_question[question] for _, _, question in clear], float) ** -0.5
    share *= len(share) / share.sum()
    start = np.array((prior.intercept, *prior.weights))
    weights, precision = start.copy(), np.full(len(start), PRIOR_DEVIATION**-2)
    precision[0] = 0.01
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (share * (p - y)) + precision * (weights - start)
        curvature = (x * (share * p * (1 - p))[:, None]).T @ x + np.diag(precision)
        weights = weights - np.linalg.solve(curvature, gradient)
    everything = np.array([(1.0, *values) for values, _, _ in own])
    estimates = 1 / (1 + np.exp(-everything @ weights))
    labels = np.array([label for _, label, _ in own])
    least = max(np.arange(0.1, 0.9, 0.02), key=lambda bar: (_f(estimates >= bar, labels), -abs(bar - 0.5)))
    return Weights(round(float(weights[0]), 2), tuple(np.round(weights[1:], 2).tolist()), round(float(least), 2))


def _f(listed: NDArray[np.bool_], labels: NDArray[np.int64]) -> float:
    recall = (listed & (labels == 1)).sum() / max(1, (labels == 1).sum())
    precision = (listed & (labels != 0)).sum() / max(1, listed.sum())
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def main(home: Path, collection: str) -> None:
    """Print the fitted weights."""
    library = Library(home / "library.sqlite")
    indexes = Indexes(library, home, collection, LocalEmbedder(home / "models", threads=1), IndexLock(home, "bench"))
    found = rows(Retriever(indexes))
    for sort, prior in PRIORS.items():
        own = found.get(sort, [])
        print(sort, f"{len(own)} rows, {sum(label == 1 for _, label, _ in own)} right")
        fitted = fit(own, prior)
        fitted = replace(fitted, least=LEAST.get(sort, fitted.least))
        print("  ", fitted)
        names = {str(key): value for key, value in FEATURES.items()}.get(sort) or (
            "title",
            "own",
            "given",
            "n own",
            "available",
            "new",
            "defined",
            "named",
        )
        print("  ", list(zip(names, fitted.weights, strict=True)))
        everything = np.array([values for values, _, _ in own])
        labels = np.array([label for _, label, _ in own])
        estimates = np.array([fitted.estimate(values) for values in everything])
        for bar in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
            listed = estimates >= bar
            recall, precision = listed[labels == 1].mean(), (labels[listed] != 0).mean()
            print(f"   bar {bar}: recall {recall:.3f}, precision {precision:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
