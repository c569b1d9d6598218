"""Papers placed anew where a model's judgement can be learnt.

The model is shown a sample of papers, those of each theme that lie in its midst and those at its edge, and says to
which theme each belongs. A small classifier learns from that; only where it agrees with the model clearly more often
than the clustering does, it places the other papers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from assistant.trends.clustering import make_features
from assistant.trends.corpus import TrendCorpus
from assistant.trends.model_requests import LINE_END, N_TERMS_SHOWN, Ask, ShownTheme, batches_of, title_of
from assistant.trends.report import RefinedThemes
from assistant.trends.statements import Statement
from assistant.trends.themes import Theme, Themes, rearranged
from assistant.writing.budget import TokenBudget
from prompts.loading import Message, load_prompt

TOKENS_PER_PLACEMENT = 10
"""What a line of a reply takes at most."""

MAX_SAMPLE = 200
LEAST_LABELS = 40
"""From fewer judgements nothing is learnt."""
MAX_TEXT_CHARACTERS = 300
N_CONFIDENT = 40
LABEL_WEIGHT = 3.0
"""What a judgement of the model counts beside the placing of a member that lies in the midst of its theme."""
N_FOLDS = 5
MOST_CHANCE = 0.05
STRENGTH = 10.0

PLACED_LINE = re.compile(r"^\W*(\d{1,4})\b\W+(\d{1,4}|none)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _ShownPaper:
    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What was learnt from a model's judgements: a theme place per paper, and how often that agrees with the model."""

    placed: NDArray[np.int64]
    n_labels: int
    agreement: float
    clustering_agreement: float
    is_better: bool


def placed_by(ask: Ask, corpus: TrendCorpus, themes: Themes, budget: TokenBudget, model: str) -> RefinedThemes:
    """Return the themes with papers where a model would put them, as far as a classifier learns that from a sample."""
    leaves = themes.narrowest
    sample = sample_of(leaves) if len(leaves) > 1 else ()
    if len(sample) < LEAST_LABELS:
        return RefinedThemes(themes)
    labels = _asked_labels(ask, corpus, leaves, sample, budget)
    if len(labels) < LEAST_LABELS:
        notice = f"The model placed {len(labels)} of {len(sample)} papers only, too few to learn from."
        return RefinedThemes(themes, (), (notice,))
    lesson = _learnt(corpus, leaves, labels)
    words = {
        "model": model,
        "n": str(lesson.n_labels),
        "own": f"{lesson.clustering_agreement:.2f}",
        "learnt": f"{lesson.agreement:.2f}",
    }
    template = (
        "Shown {n} papers, {model} puts them into the themes where the clustering does with an agreement of {own}; a"
        " classifier that learnt from its answers agrees with {learnt} (cross-validated), "
    )
    if not lesson.is_better:
        stay = template + "not clearly more, so that the papers stay where they were."
        return RefinedThemes(themes, (Statement("framing", stay, words, phrased_by=model),))
    home = {paper_id: leaves[place].theme_id for paper_id, place in zip(corpus.paper_ids, lesson.placed, strict=True)}
    home |= {paper_id: leaves[place].theme_id for paper_id, place in labels.items()}
    placed = Statement("framing", template + "and so places the others.", words, phrased_by=model)
    return RefinedThemes(rearranged(corpus, themes, home), (placed,))


def sample_of(themes: Sequence[Theme]) -> tuple[str, ...]:
    """Return at most MAX_SAMPLE papers: of each theme those it is surest of and those it is least sure of."""
    per_theme = max(2, MAX_SAMPLE // len(themes))
    chosen: list[str] = []
    for theme in themes:
        ranked = _by_confidence(theme)
        n = min(per_theme, len(ranked))
        chosen += [*ranked[: n - n // 2], *ranked[len(ranked) - n // 2 :]]
    return tuple(chosen[:MAX_SAMPLE])


def _by_confidence(theme: Theme) -> list[str]:
    pairs = zip(theme.confidences, theme.paper_ids, strict=True)
    return [paper_id for _, paper_id in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))]


def read_placements(reply: str, numbers: range, n_themes: int) -> Mapping[int, int | None]:
    """Return the number of the theme by that of each paper; None where the model sees none that fits better.

    What names no paper or theme that is there says nothing, nor does a paper that is placed twice.

    >>> read_placements("[1] 2\\n[2] none\\n[3] 9", range(1, 4), 3)
    {1: 2, 2: None}
    """
    found: dict[int, set[int | None]] = {}
    for line in LINE_END.split(reply):
        match = PLACED_LINE.match(line)
        if match and int(match[1]) in numbers:
            theme = None if match[2].casefold() == "none" else int(match[2])
            if theme is None or 1 <= theme <= n_themes:
                found.setdefault(int(match[1]), set()).add(theme)
    return {number: themes.pop() for number, themes in found.items() if len(themes) == 1}


def _asked_labels(
    ask: Ask, corpus: TrendCorpus, leaves: Sequence[Theme], sample: Sequence[str], budget: TokenBudget
) -> dict[str, int]:
    """Return the place among the leaves of each paper that the model puts into one."""
    shown_themes = [
        ShownTheme(number, theme.name, "", tuple(term for term, _ in theme.terms[:N_TERMS_SHOWN]), ())
        for number, theme in enumerate(leaves, 1)
    ]
    shown = []
    for number, paper_id in enumerate(sample, 1):
        abstract = corpus.papers[corpus.places[paper_id]].abstract[:MAX_TEXT_CHARACTERS]
        shown.append(_ShownPaper(number, title_of(corpus, paper_id), abstract))

    def prompt(batch: Sequence[_ShownPaper]) -> tuple[Message, ...]:
        return load_prompt("placing").render_messages(themes=shown_themes, papers=batch)

    batches = batches_of(shown, prompt, budget, TOKENS_PER_PLACEMENT)
    replies = ask([prompt(batch) for batch in batches])
    labels: dict[str, int] = {}
    for batch, reply in zip(batches, replies, strict=True):
        numbers = range(batch[0].number, batch[-1].number + 1)
        for number, theme in read_placements(reply, numbers, len(leaves)).items():
            if theme is not None:
                labels[sample[number - 1]] = theme - 1
    return labels


def _learnt(corpus: TrendCorpus, leaves: Sequence[Theme], labels: Mapping[str, int]) -> _Lesson:
    dense = make_features(corpus.vectors, corpus.terms).dense
    place_of = {paper_id: place for place, theme in enumerate(leaves) for paper_id in theme.paper_ids}
    own = np.array([place_of[paper_id] for paper_id in corpus.paper_ids], np.int64)
    labelled = sorted(labels)
    rows = np.array([corpus.places[paper_id] for paper_id in labelled], np.int64)
    wanted = np.array([labels[paper_id] for paper_id in labelled], np.int64)
    confident = np.array(
        [
            corpus.places[paper_id]
            for theme in leaves
            for _, paper_id in sorted(
                zip(theme.confidences, theme.paper_ids, strict=True), key=lambda p: (-p[0], p[1])
            )[:N_CONFIDENT]
            if paper_id not in labels
        ],
        np.int64,
    )
    folds = np.arange(len(labelled)) % N_FOLDS
    predicted = np.zeros(len(labelled), np.int64)
    for fold_number in range(N_FOLDS):
        kept, held = folds != fold_number, folds == fold_number
        student = _student(dense, confident, own, rows[kept], wanted[kept])
        predicted[held] = student.predict(dense[rows[held]])
    is_right, was_right = predicted == wanted, own[rows] == wanted
    n_better, n_worse = int((is_right & ~was_right).sum()), int((~is_right & was_right).sum())
    # McNemar 1947, exact: of the papers on which the two differ, would a coin decide so for the student?
    chance = binomtest(n_better, n_better + n_worse, alternative="greater").pvalue if n_better + n_worse else 1.0
    is_better = float(chance) <= MOST_CHANCE
    placed = own
    if is_better:
        placed = np.asarray(_student(dense, confident, own, rows, wanted).predict(dense), np.int64)
    return _Lesson(placed, len(labelled), float(is_right.mean()), float(was_right.mean()), is_better)


def _student(
    dense: NDArray[np.float32],
    confident: NDArray[np.int64],
    own: NDArray[np.int64],
    rows: NDArray[np.int64],
    wanted: NDArray[np.int64],
) -> LogisticRegression:
    weights = np.concatenate([np.ones(len(confident)), np.full(len(rows), LABEL_WEIGHT)])
    student = LogisticRegression(C=STRENGTH, max_iter=500)
    student.fit(dense[np.concatenate([confident, rows])], np.concatenate([own[confident], wanted]), weights)
    return student
