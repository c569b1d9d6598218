"""Groups of papers around phrases that many of them share: found from the data alone, the same in any order.

A candidate for the middle of a group is the mean of the papers that hold one phrase. Middles are taken one by one, each
the one that brings the papers nearest to a middle (facility location, Cornuéjols, Fisher & Nemhauser 1977; taking them
greedily is within 1 − 1/e of the best set, Nemhauser, Wolsey & Fisher 1978), then exchanged as long as that helps, then
moved to the mean of their papers (Lloyd 1982, on the sphere). Nothing is drawn at random.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from assistant.trends.terms import TermTable

WORD_WEIGHT = 0.6
"""Weight of shared terms beside 1 for the vectors' cosine."""
TOO_COMMON = 0.35
COMMON_LENGTH = 0.45
"""A phrase that more of the papers hold makes a group only where its holders are alike: where the mean of their unit
vectors is so long at least."""
LEAST_ENDING = 0.35
"""Share of its occurrences that end a phrase: "large language" makes no group."""
MAX_CANDIDATES = 800
MAX_PAPERS_FOR_CHOICE = 4_000
MAX_EXCHANGES = 8
N_SUBSETS = 9
SUBSET_SHARE = 0.7
SUBSET_STEP = 7.31
MAX_MOVES = 12
DECIMALS = 4
"""Likeness is rounded before it is compared, so that the last bits of a sum decide nothing."""


@dataclass(frozen=True, slots=True)
class Features:
    """Papers as unit vectors in two parts: `dense`, centred, and `sparse`, weighted terms. Rows are papers."""

    dense: NDArray[np.float32]
    sparse: csr_matrix

    def subset(self, rows: NDArray[np.int64]) -> "Features":
        return Features(self.dense[rows], csr_matrix(self.sparse[rows]))


@dataclass(frozen=True, slots=True)
class Middles:
    """The middles of groups, in both parts, scaled so that a product with a paper is a cosine."""

    dense: NDArray[np.float32]
    sparse: NDArray[np.float32]

    def take(self, places: list[int]) -> "Middles":
        return Middles(self.dense[places], self.sparse[places])

    def likeness(self, features: Features) -> NDArray[np.float32]:
        """Return (n_papers, n_groups) cosines."""
        product = features.dense @ self.dense.T + WORD_WEIGHT**2 * np.asarray(features.sparse @ self.sparse.T)
        return np.round(product / np.float32(np.sqrt(1 + WORD_WEIGHT**2)), DECIMALS)


def make_features(vectors: NDArray[np.float32], terms: TermTable) -> Features:
    """Return the features of papers within their corpus: what all of them share is taken away."""
    dense = vectors - vectors.mean(axis=0, keepdims=True)
    dense[~vectors.any(axis=1)] = 0
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-9)
    counts = terms.paper_counts()
    n_papers = max(1, terms.n_papers)
    kept = np.flatnonzero((counts >= 2) & (counts < n_papers))
    sparse = csr_matrix(terms.presence[:, kept], dtype=np.float32) @ diags(
        np.log(n_papers / np.maximum(counts[kept], 1)).astype(np.float32)
    )
    lengths = np.sqrt(np.asarray(sparse.multiply(sparse).sum(axis=1)).ravel())
    sparse = diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ sparse
    return Features(np.asarray(dense, np.float32), csr_matrix(sparse))


def group_papers(
    features: Features, terms: TermTable, draws: NDArray[np.float64], max_groups: int, least_gain: float
) -> NDArray[np.int64]:
    """Return (n_papers,) group numbers from 0, without gaps.

    `draws` are numbers, 0…1, that a paper's id gives it once for all: of a large corpus the papers with the lowest
    choose the groups, so that new papers change little of who chooses. Groups are added up to `max_groups` as long as
    one more brings at least the share `least_gain` of what the groups so far have brought, in most of N_SUBSETS fixed
    subsets: what one or two papers decide is no number to build on. One group where no phrase is shared.
    """
    n_papers = features.dense.shape[0]
    chosen_from = np.arange(n_papers)
    if n_papers > MAX_PAPERS_FOR_CHOICE:
        chosen_from = np.sort(np.argsort(draws, kind="stable")[:MAX_PAPERS_FOR_CHOICE])
    candidates = _candidates(features, terms)
    if candidates is None or max_groups < 2:
        return np.zeros(n_papers, np.int64)
    likeness = candidates.likeness(features.subset(chosen_from))
    counts = [
        len(_taken_one_by_one(likeness[_in_subset(draws[chosen_from], number)], max_groups, least_gain))
        for number in range(N_SUBSETS)
    ]
    chosen = _choose(likeness, int(np.median(counts)))
    if len(chosen) < 2:
        return np.zeros(n_papers, np.int64)
    middles = candidates.take(chosen)
    groups = _nearest(features, middles)
    for _ in range(MAX_MOVES):
        moved = _nearest(features, means(features, groups))
        if np.array_equal(moved, groups):
            break
        groups = moved
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)


def means(features: Features, groups: NDArray[np.int64]) -> Middles:
    """Return the middles of groups of papers: the scaled mean of each."""
    n_groups = int(groups.max()) + 1
    member = csr_matrix((np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))), (n_groups, len(groups)))
    return _scaled(np.asarray(member @ features.dense), np.asarray((member @ features.sparse).todense()))


def _scaled(dense: NDArray[np.float32], sparse: NDArray[np.float32]) -> Middles:
    squares = (dense**2).sum(axis=1) + WORD_WEIGHT**2 * (sparse**2).sum(axis=1)
    lengths = np.maximum(np.sqrt(squares), 1e-9)[:, None]
    return Middles((dense / lengths).astype(np.float32), (sparse / lengths).astype(np.float32))


def _nearest(features: Features, middles: Middles) -> NDArray[np.int64]:
    return np.asarray(middles.likeness(features).argmax(axis=1), np.int64)


def _candidates(features: Features, terms: TermTable) -> Middles | None:
    n_papers = terms.n_papers
    counts = terms.paper_counts()
    least = 2 if n_papers < 30 else max(3, int(0.004 * n_papers))
    found = np.flatnonzero((counts >= least) & (counts < n_papers) & (terms.ends_phrase >= LEAST_ENDING))
    common = counts[found] > max(least, TOO_COMMON * n_papers)
    if common.any():
        holders = csr_matrix(terms.presence[:, found[common]].T)
        lengths = np.linalg.norm(np.asarray(holders @ features.dense), axis=1) / counts[found[common]]
        alike = np.ones(len(found), bool)
        alike[common] = np.round(lengths, DECIMALS) >= COMMON_LENGTH
        found = found[alike]
    if not len(found):
        return None
    if len(found) > MAX_CANDIDATES:
        found = np.sort(found[np.lexsort((found, -counts[found]))[:MAX_CANDIDATES]])
    holders = csr_matrix(terms.presence[:, found].T)
    return _scaled(np.asarray(holders @ features.dense), np.asarray((holders @ features.sparse).todense()))


def _in_subset(draws: NDArray[np.float64], number: int) -> NDArray[np.bool_]:
    return (draws * (number + 1) * SUBSET_STEP) % 1 < SUBSET_SHARE


def _taken_one_by_one(likeness: NDArray[np.float32], max_groups: int, least_gain: float) -> list[int]:
    """Return the columns that bring the rows nearest to a middle, one by one, as far as one more is worth it."""
    best = np.zeros(len(likeness), np.float32)
    chosen: list[int] = []
    so_far = 0.0
    while len(chosen) < max_groups:
        gains = np.round(np.maximum(likeness - best[:, None], 0).sum(axis=0, dtype=np.float64), 3)
        place = int(gains.argmax())
        if gains[place] <= least_gain * so_far or gains[place] <= 0:
            break
        chosen.append(place)
        so_far += float(gains[place])
        best = np.maximum(best, likeness[:, place])
    return chosen


def _choose(likeness: NDArray[np.float32], n_groups: int) -> list[int]:
    """Return so many columns whose best cosine per paper sums highest."""
    chosen = _taken_one_by_one(likeness, n_groups, 0.0)
    for _ in range(MAX_EXCHANGES if len(chosen) > 1 else 0):
        now = round(float(np.maximum(likeness[:, chosen].max(axis=1), 0).sum(dtype=np.float64)), 3)
        improved: tuple[float, int, int] | None = None
        for index in range(len(chosen)):
            others = chosen[:index] + chosen[index + 1 :]
            rest = np.maximum(likeness[:, others].max(axis=1), 0)
            totals = np.round(np.maximum(likeness, rest[:, None]).sum(axis=0, dtype=np.float64), 3)
            place = int(totals.argmax())
            if totals[place] > now and (improved is None or totals[place] > improved[0]):
                improved = (float(totals[place]), index, place)
        if improved is None:
            break
        chosen[improved[1]] = improved[2]
    return chosen
