"""What changes over time: shares per year or month with their uncertainty, and what rises or falls by a stated test.

Counts are of papers, never of words, and periods are compared by share, so that a year with few papers weighs little
and a year with many does not look like growth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from retrieval.datatypes import Paper

PeriodLength = Literal["year", "month"]

LEAST_PAPERS_PER_SIDE = 20
"""Rises and falls are not looked for with fewer papers before or after the split."""
LEAST_PAPERS_PER_PERIOD = 10
"""No claim is made of a year or month with fewer papers."""
LEAST_HOLDERS = 5
"""Nor of a theme or term that fewer papers hold, before and after together."""
LEAST_DATED_SHARE = 0.5
"""Nor of a selection of which less is dated."""
FALSE_DISCOVERY_RATE = 0.035
"""A little below 5 %, since z is normal only nearly."""
PRIOR_PAPERS = 10.0
"""Weight of the prior, in papers."""
Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class SharePoint:
    """How many of a period's papers are among some others. `low` and `high` bound the share at 95 %."""

    period: str
    n_papers: int
    n_matching: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Split:
    """The periods on both sides of a comparison, the later ones in `late`."""

    early: tuple[str, ...]
    late: tuple[str, ...]
    n_early: int
    n_late: int


@dataclass(frozen=True, slots=True)
class Change:
    """How the share of one thing differs between two sides. `item` is its column.

    `log_odds` is above zero where it rises, `z` says how far beyond chance, `q` is the Benjamini–Hochberg adjusted
    two-sided p-value. A change is claimed where q ≤ FALSE_DISCOVERY_RATE and both point the same way.
    """

    item: int
    n_early: int
    n_late: int
    share_early: float
    share_late: float
    log_odds: float
    z: float
    q: float

    @property
    def is_claimed(self) -> bool:
        return self.q <= FALSE_DISCOVERY_RATE and self.log_odds * self.z > 0


def period_of(paper: Paper, by: PeriodLength) -> str | None:
    """Return "2024" or "2024-03", None where the paper does not say."""
    if paper.year is None:
        return None
    if by == "year":
        return str(paper.year)
    return None if paper.month is None else f"{paper.year}-{paper.month:02d}"


def all_periods(labels: Sequence[str | None]) -> tuple[str, ...]:
    """Return the periods from the first to the last, those without papers too.

    >>> all_periods(["2023-11", None, "2024-02"])
    ('2023-11', '2023-12', '2024-01', '2024-02')
    """
    known = sorted({label for label in labels if label is not None})
    if not known:
        return ()
    first, last = known[0], known[-1]
    if "-" not in first:
        return tuple(str(year) for year in range(int(first), int(last) + 1))
    start, end = (int(label[:4]) * 12 + int(label[5:]) - 1 for label in (first, last))
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in range(start, end + 1))


def wilson_interval(n_matching: int, n_papers: int) -> tuple[float, float]:
    """Return the bounds of a share at 95 %; (0, 1) of nothing.

    Wilson 1927: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), where p is the share, n the number of papers.
    """
    if n_papers == 0:
        return 0.0, 1.0
    share, squared = n_matching / n_papers, Z_95 * Z_95
    middle = share + squared / (2 * n_papers)
    half = Z_95 * sqrt(share * (1 - share) / n_papers + squared / (4 * n_papers * n_papers))
    whole = 1 + squared / n_papers
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def shares_over_time(labels: Sequence[str | None], matching: NDArray[np.bool_]) -> tuple[SharePoint, ...]:
    """Return a point per period, first to last; papers without a date are left out."""
    totals = Counter(label for label in labels if label is not None)
    found = Counter(label for label, matches in zip(labels, matching, strict=True) if label is not None and matches)
    points = []
    for period in all_periods(labels):
        n_papers, n_matching = totals[period], found[period]
        low, high = wilson_interval(n_matching, n_papers)
        share = n_matching / n_papers if n_papers else 0.0
        points.append(SharePoint(period, n_papers, n_matching, round(share, 6), round(low, 6), round(high, 6)))
    return tuple(points)


def split_periods(labels: Sequence[str | None]) -> Split | None:
    """Return the split between two periods that leaves the two sides most alike in number of papers.

    None where that leaves a side with fewer than LEAST_PAPERS_PER_SIDE papers, or where most papers are undated.
    """
    totals = Counter(label for label in labels if label is not None)
    n_dated = totals.total()
    if not labels or n_dated < LEAST_DATED_SHARE * len(labels):
        return None
    known = sorted(totals)
    before = np.cumsum([totals[period] for period in known])[:-1]
    if not len(before):
        return None
    best = int(np.argmin(np.abs(2 * before - n_dated)))
    n_early = int(before[best])
    if min(n_early, n_dated - n_early) < LEAST_PAPERS_PER_SIDE:
        return None
    return Split(tuple(known[: best + 1]), tuple(known[best + 1 :]), n_early, n_dated - n_early)


def find_changes(
    presence: csr_matrix,
    early: NDArray[np.bool_],
    late: NDArray[np.bool_],
    positions: NDArray[np.float64] | None = None,
) -> tuple[Change, ...]:
    """Return the change of every column of (n_papers, n_items) presence that enough papers hold, largest |z| first.

    The size of a change is the log-odds ratio with an informative prior of Monroe, Colaresi & Quinn 2008 (formulas
    15–19), for a paper holding a thing or not: δ = log[(y₁+α) / (n₁+α₀−y₁−α)] − log[(y₂+α) / (n₂+α₀−y₂−α)], where y are
    the papers of a side that hold it, n all of that side, α₀ the weight of the prior in papers and α its share of them:
    that of both sides together. Between two sides z = δ / σ(δ), σ² being the sum of the inverses of the four numbers.

    With the `positions` of papers in time, z is that of a trend over all periods, which sees more than two halves do
    (see `trend_scores`). All columns are tested, so that the correction for many comparisons is over all (Benjamini &
    Hochberg 1995).
    """
    y_late, y_early = (np.asarray(presence[np.flatnonzero(side)].sum(axis=0)).ravel() for side in (late, early))
    n_late, n_early = float(late.sum()), float(early.sum())
    tested = np.flatnonzero(y_late + y_early >= LEAST_HOLDERS)
    if not len(tested) or not n_late or not n_early:
        return ()
    y_late, y_early = y_late[tested].astype(np.float64), y_early[tested].astype(np.float64)
    alpha = PRIOR_PAPERS * np.clip((y_late + y_early) / (n_late + n_early), 1e-6, 1 - 1e-6)
    holds_late, lacks_late = y_late + alpha, n_late - y_late + PRIOR_PAPERS - alpha
    holds_early, lacks_early = y_early + alpha, n_early - y_early + PRIOR_PAPERS - alpha
    log_odds = np.log(holds_late / lacks_late) - np.log(holds_early / lacks_early)
    if positions is None:
        z = log_odds / np.sqrt(1 / holds_late + 1 / lacks_late + 1 / holds_early + 1 / lacks_early)
    else:
        rows = np.flatnonzero(early | late)
        z = trend_scores(csr_matrix(presence[rows][:, tested]), positions[rows])
    q = adjusted_p_values(np.array([erfc(abs(value) / sqrt(2)) for value in z]))
    order = np.lexsort((tested, -np.round(np.abs(z), 9)))
    return tuple(
        Change(
            int(tested[place]),
            int(y_early[place]),
            int(y_late[place]),
            round(float(y_early[place] / n_early), 6),
            round(float(y_late[place] / n_late), 6),
            round(float(log_odds[place]), 6),
            round(float(z[place]), 6),
            round(float(q[place]), 9),
        )
        for place in order
    )


def trend_scores(presence: csr_matrix, positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n_items,) z-scores of a trend in the share of papers that hold each thing.

    Cochran 1954, Armitage 1955: S = Σ tᵢ over the papers that hold it, t being positions less their mean, with variance
    V = n/(n−1) · p(1−p) · Σ t², p the share of all n papers; z = S / √V. Where most papers are of one year the sum is
    skewed, and z is corrected by the first term of the Cornish–Fisher expansion: z − (z²−1)/6 · skewness.
    """
    n = len(positions)
    centred = positions - positions.mean()
    squares = float((centred**2).sum())
    if n < 2 or squares == 0:
        return np.zeros(presence.shape[1])
    share = np.asarray(presence.sum(axis=0)).ravel().astype(np.float64) / n
    spread = share * (1 - share)
    sums = np.asarray(presence.T @ centred).ravel()
    z = np.where(spread > 0, sums / np.sqrt(np.maximum(spread, 1e-12) * squares * n / (n - 1)), 0.0)
    skewness = float((centred**3).mean()) / (squares / n) ** 1.5 * (1 - 2 * share)
    skewness = np.where(spread > 0, skewness / np.sqrt(np.maximum(n * spread, 1e-12)), 0.0)
    corrected: NDArray[np.float64] = z - (z**2 - 1) / 6 * skewness
    return corrected


def adjusted_p_values(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the p-values adjusted for the false discovery rate.

    Benjamini & Hochberg 1995: with p₍₁₎ ≤ … ≤ p₍ₘ₎, the adjusted p₍ᵢ₎ is the least of m/j · p₍ⱼ₎ over j ≥ i.

    >>> adjusted_p_values(np.array([0.01, 0.04, 0.03])).round(4).tolist()
    [0.03, 0.04, 0.04]
    """
    n = len(p_values)
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * n / np.arange(1, n + 1)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
