"""Themes of a corpus: every paper in one, with a name, its typical papers, and a definition that outlives the moment.

Two levels: a few broad themes, which stay what they are when some papers come, and within them narrower ones. How many
there are is read from the papers: one more theme is made as long as it brings the papers nearer to a theme by at least
LEAST_GAIN + 1/√n of what the themes so far have brought, where n is the number of papers; the second term allows for
what any grouping of few papers gains by chance.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.trends.clustering import group_papers, make_features
from assistant.trends.corpus import TrendCorpus
from assistant.trends.naming import name_groups
from assistant.trends.terms import TermTable

LEAST_GAIN = 0.05
MAX_THEMES = 8
LEAST_PAPERS_FOR_TWO_LEVELS = 60
LEAST_PAPERS_TO_DIVIDE = 14
PAPERS_PER_NARROW_THEME = 7
MAX_NARROW_THEMES = 12
LEAST_GAIN_WITHIN = 0.03
SOFTNESS = 0.06
"""How far apart two themes' likeness to a paper has to be for it to be e times as much of one as of the other."""
DRAW_BYTES = 6
N_TYPICAL = 5
N_TERMS = 10
CENTROID_DECIMALS = 4
LEAST_KEPT_SHARE = 0.8
MOST_GROWTH = 1.25
"""Themes found before are carried on while this share of their papers is there and the corpus has not grown more."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `parent` is the broad one that a narrow theme lies in, None for a broad one.

    `terms` are surfaces with their class-based TF-IDF weights; `paper_ids` all members by id, `confidences` (0…1)
    theirs in that order; `typical` the members most like the middle. `centroid` is the unit vector of the middle, after
    the corpus's mean is taken away.
    """

    theme_id: str
    name: str
    parent: str | None
    terms: tuple[tuple[str, float], ...]
    paper_ids: tuple[str, ...]
    confidences: tuple[float, ...]
    typical: tuple[str, ...]
    centroid: tuple[float, ...]

    @property
    def n_papers(self) -> int:
        return len(self.paper_ids)


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of a corpus: broad ones by size, each followed by its narrow ones. `mean` is the corpus's mean vector.

    `carried_on` tells whether they go back to themes that were found of an earlier state of the corpus.
    """

    themes: tuple[Theme, ...]
    mean: tuple[float, ...]
    n_papers: int
    carried_on: bool = False

    @property
    def broad(self) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if theme.parent is None)

    @property
    def narrowest(self) -> tuple[Theme, ...]:
        """Return the themes that are not divided further: each paper is in exactly one."""
        parents = {theme.parent for theme in self.themes}
        return tuple(theme for theme in self.themes if theme.theme_id not in parents)

    def within(self, theme_id: str) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if theme.parent == theme_id)

    def named(self, theme_id: str) -> Theme:
        return next(theme for theme in self.themes if theme.theme_id == theme_id)


def find_themes(corpus: TrendCorpus, previous: Themes | None = None) -> Themes:
    """Return the themes of a corpus: the same for the same papers, in whatever order they came.

    With the themes of an earlier state, these are carried on as long as the corpus has changed little: known papers
    stay where they were, new ones go to the nearest theme, names stay.
    """
    if not corpus.papers:
        return Themes((), (), 0)
    if previous is not None and _is_carried_on(corpus, previous):
        return _carried_on(corpus, previous)
    features = make_features(corpus.vectors, corpus.terms)
    draws = _draws(corpus.paper_ids)
    n_papers = len(corpus.papers)
    groups = group_papers(features, corpus.terms, draws, MAX_THEMES, LEAST_GAIN + n_papers**-0.5)
    narrow = _divided(corpus, groups, draws) if n_papers >= LEAST_PAPERS_FOR_TWO_LEVELS else groups * 0
    return _described(corpus, _by_size(groups, draws), narrow)


def _draws(paper_ids: Sequence[str]) -> NDArray[np.float64]:
    """Return a number of 0…1 per paper that its id gives it once for all."""
    digests = [hashlib.sha256(paper_id.encode()).digest()[:DRAW_BYTES] for paper_id in paper_ids]
    return np.array([int.from_bytes(digest, "big") / 256**DRAW_BYTES for digest in digests], np.float64)


def _by_size(groups: NDArray[np.int64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the groups numbered by size, largest first; of two of a size the one with the lowest draw first."""
    sizes = np.bincount(groups)
    first = [float(draws[groups == group].min()) for group in range(len(sizes))]
    order = sorted(range(len(sizes)), key=lambda group: (-sizes[group], first[group]))
    numbers = np.empty(len(sizes), np.int64)
    numbers[order] = np.arange(len(sizes))
    return numbers[groups]


def _divided(corpus: TrendCorpus, groups: NDArray[np.int64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    narrow = np.zeros(len(groups), np.int64)
    for group in range(int(groups.max()) + 1):
        rows = np.flatnonzero(groups == group)
        if len(rows) < LEAST_PAPERS_TO_DIVIDE:
            continue
        terms = _terms_of(corpus.terms, rows)
        features = make_features(corpus.vectors[rows], terms)
        most = min(MAX_NARROW_THEMES, len(rows) // PAPERS_PER_NARROW_THEME)
        found = group_papers(features, terms, draws[rows], most, LEAST_GAIN_WITHIN)
        narrow[rows] = _by_size(found, draws[rows])
    return narrow


def _terms_of(terms: TermTable, rows: NDArray[np.int64]) -> TermTable:
    return replace(terms, presence=csr_matrix(terms.presence[rows]))


def _described(corpus: TrendCorpus, broad: NDArray[np.int64], narrow: NDArray[np.int64]) -> Themes:
    n_broad = int(broad.max()) + 1
    mean = corpus.vectors.mean(axis=0)
    dense = make_features(corpus.vectors, corpus.terms).dense
    themes: list[Theme] = []
    broad_names, broad_terms = name_groups(corpus.terms, corpus.papers, broad, frozenset(), others=corpus.others)
    used = frozenset(name.casefold() for name in broad_names)
    pairs = broad * (int(narrow.max()) + 1) + narrow
    values, leaves = np.unique(pairs, return_inverse=True)
    leaf_names, leaf_terms = name_groups(
        corpus.terms, corpus.papers, leaves, used, siblings_of=broad, others=corpus.others
    )
    broad_middles, leaf_middles = _middles(dense, broad), _middles(dense, leaves)
    broad_confidence = _confidences(dense, broad_middles, broad)
    leaf_confidence = _confidences(dense, leaf_middles, leaves)
    for group in range(n_broad):
        rows = np.flatnonzero(broad == group)
        theme_id = str(group + 1)
        themes.append(
            _theme(
                corpus,
                theme_id,
                broad_names[group],
                None,
                broad_terms[group],
                rows,
                broad_confidence,
                dense,
                broad_middles[group],
            )
        )
        own = [leaf for leaf, value in enumerate(values) if value // (int(narrow.max()) + 1) == group]
        if len(own) < 2:
            continue
        for number, leaf in enumerate(own, 1):
            rows = np.flatnonzero(leaves == leaf)
            themes.append(
                _theme(
                    corpus,
                    f"{theme_id}.{number}",
                    leaf_names[leaf],
                    theme_id,
                    leaf_terms[leaf],
                    rows,
                    leaf_confidence,
                    dense,
                    leaf_middles[leaf],
                )
            )
    return Themes(tuple(themes), _rounded(mean), len(corpus.papers))


def _theme(
    corpus: TrendCorpus,
    theme_id: str,
    name: str,
    parent: str | None,
    terms: Sequence[tuple[str, float]],
    rows: NDArray[np.int64],
    confidences: NDArray[np.float32],
    dense: NDArray[np.float32],
    middle: NDArray[np.float32],
) -> Theme:
    likeness = np.round(dense[rows] @ middle, 4)
    typical = rows[np.lexsort((rows, -likeness))[:N_TYPICAL]]
    return Theme(
        theme_id,
        name,
        parent,
        tuple(terms[:N_TERMS]),
        tuple(corpus.paper_ids[row] for row in rows),
        tuple(round(float(confidences[row]), 3) for row in rows),
        tuple(corpus.paper_ids[row] for row in typical),
        _rounded(middle),
    )


def _rounded(vector: NDArray[np.float32]) -> tuple[float, ...]:
    return tuple(round(float(value), CENTROID_DECIMALS) for value in vector)


def _middles(dense: NDArray[np.float32], groups: NDArray[np.int64]) -> NDArray[np.float32]:
    n_groups = int(groups.max()) + 1
    member = csr_matrix((np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))), (n_groups, len(groups)))
    sums = np.asarray(member @ dense)
    middles: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return middles


def _confidences(
    dense: NDArray[np.float32], middles: NDArray[np.float32], groups: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return each paper's share, 0…1, of likeness to all themes that its own has: softmax of cosine / SOFTNESS."""
    likeness = np.round(dense @ middles.T, 4) / SOFTNESS
    shares = np.exp(likeness - likeness.max(axis=1, keepdims=True))
    own: NDArray[np.float32] = shares[np.arange(len(groups)), groups] / shares.sum(axis=1)
    return own


# Themes of an earlier state


def place_papers(themes: Sequence[Theme], mean: Sequence[float], vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return for each of (n_papers, dimension) vectors the place among `themes` of the one whose middle is nearest."""
    dense = vectors - np.array(mean, np.float32)
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-9)
    middles = np.array([theme.centroid for theme in themes], np.float32)
    return np.asarray(np.round(dense @ middles.T, 4).argmax(axis=1), np.int64)


def theme_members(corpus: TrendCorpus, themes: Themes) -> Mapping[str, tuple[str, ...]]:
    """Return the members of saved themes in a corpus that may have changed: per theme id, by paper id.

    A paper that was placed before stays; a new one goes to the narrow theme with the nearest middle, and so to the
    broad one around it.
    """
    leaves = themes.narrowest
    home = {paper_id: place for place, theme in enumerate(leaves) for paper_id in theme.paper_ids}
    placed = place_papers(leaves, themes.mean, corpus.vectors) if corpus.papers and leaves else np.zeros(0, np.int64)
    members: dict[str, list[str]] = {theme.theme_id: [] for theme in themes.themes}
    for row, paper_id in enumerate(corpus.paper_ids):
        if not leaves:
            break
        leaf = leaves[home.get(paper_id, int(placed[row]))]
        members[leaf.theme_id].append(paper_id)
        if leaf.parent is not None:
            members[leaf.parent].append(paper_id)
    return {theme_id: tuple(found) for theme_id, found in members.items()}


def _is_carried_on(corpus: TrendCorpus, previous: Themes) -> bool:
    if len(previous.mean) != corpus.vectors.shape[1] or not previous.themes:
        return False
    known = {paper_id for theme in previous.broad for paper_id in theme.paper_ids}
    n_kept = sum(paper_id in known for paper_id in corpus.paper_ids)
    return n_kept >= LEAST_KEPT_SHARE * previous.n_papers and len(corpus.papers) <= MOST_GROWTH * previous.n_papers


def _carried_on(corpus: TrendCorpus, previous: Themes) -> Themes:
    found = _with_members(corpus, previous, theme_members(corpus, previous), keeps_middles=True)
    return replace(found, carried_on=True)


def rearranged(corpus: TrendCorpus, themes: Themes, home: Mapping[str, str]) -> Themes:
    """Return the themes with papers moved: `home` gives every paper's narrowest theme by its id.

    Ids, names and terms stay; middles are those of the new members. A theme that lost all its papers is left out.
    """
    parents = {theme.theme_id: theme.parent for theme in themes.themes}
    members: dict[str, list[str]] = {theme.theme_id: [] for theme in themes.themes}
    for paper_id in corpus.paper_ids:
        members[home[paper_id]].append(paper_id)
        parent = parents[home[paper_id]]
        if parent is not None:
            members[parent].append(paper_id)
    return replace(_with_members(corpus, themes, members, keeps_middles=False), carried_on=themes.carried_on)


def _with_members(
    corpus: TrendCorpus, themes: Themes, members: Mapping[str, Sequence[str]], keeps_middles: bool
) -> Themes:
    mean = np.array(themes.mean, np.float32)
    dense = corpus.vectors - mean
    dense[~corpus.vectors.any(axis=1)] = 0
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-9)
    kept: dict[str, Theme] = {}
    for level in (themes.broad, themes.narrowest):
        level = tuple(theme for theme in level if members[theme.theme_id])
        rows_of = [np.array([corpus.places[one] for one in members[theme.theme_id]], np.int64) for theme in level]
        middles = np.array([theme.centroid for theme in level], np.float32)
        if not keeps_middles:
            middles = np.array([dense[rows].sum(axis=0) for rows in rows_of], np.float32)
            middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
        for place, theme in enumerate(level):
            if theme.theme_id in kept:
                continue
            confidences = _confidences(dense, middles, np.full(len(corpus.papers), place, np.int64))
            described = _theme(
                corpus,
                theme.theme_id,
                theme.name,
                theme.parent,
                theme.terms,
                rows_of[place],
                confidences,
                dense,
                middles[place],
            )
            kept[theme.theme_id] = replace(described, centroid=theme.centroid) if keeps_middles else described
    in_order = sorted(kept.values(), key=lambda theme: tuple(int(part) for part in theme.theme_id.split(".")))
    return Themes(tuple(in_order), themes.mean, len(corpus.papers))
