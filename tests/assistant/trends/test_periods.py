from math import log, sqrt

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from assistant.trends.periods import (
    all_periods,
    find_changes,
    period_of,
    shares_over_time,
    split_periods,
    trend_scores,
    wilson_interval,
)
from retrieval.datatypes import Paper


def planted(n_early: int, n_late: int, held: list[tuple[int, int]]) -> tuple[csr_matrix, np.ndarray]:
    """Return presence with so many holders before and after per item, and which rows are late."""
    rows = np.zeros((n_early + n_late, len(held)), np.float32)
    for item, (before, after) in enumerate(held):
        rows[:before, item] = 1
        rows[n_early : n_early + after, item] = 1
    return csr_matrix(rows), np.arange(n_early + n_late) >= n_early


def test_wilson_bounds_are_worked_out() -> None:
    z = 1.959964
    p, n = 0.25, 20
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low, high = wilson_interval(5, 20)
    assert (low, high) == pytest.approx((middle - half, middle + half))


def test_nothing_is_known_of_the_share_of_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_a_growth_from_two_to_ten_percent_is_claimed_and_flat_items_are_not() -> None:
    presence, late = planted(1000, 1000, [(20, 100), (50, 52), (200, 190)])
    changes = find_changes(presence, ~late, late)
    assert [change.item for change in changes if change.is_claimed] == [0]
    assert changes[0].log_odds > 0


def test_the_same_counts_with_few_papers_are_no_claim() -> None:
    presence, late = planted(50, 50, [(1, 5), (5, 5)])
    assert not [change for change in find_changes(presence, ~late, late) if change.is_claimed]


def test_log_odds_follow_the_formula() -> None:
    presence, late = planted(100, 200, [(10, 60)])
    (change,) = find_changes(presence, ~late, late)
    alpha = 10 * 70 / 300
    rest = 10 - alpha
    expected = log((60 + alpha) / (140 + rest)) - log((10 + alpha) / (90 + rest))
    variance = 1 / (60 + alpha) + 1 / (140 + rest) + 1 / (10 + alpha) + 1 / (90 + rest)
    assert change.log_odds == pytest.approx(expected, abs=1e-5)
    assert change.z == pytest.approx(expected / sqrt(variance), abs=1e-5)


def test_more_papers_alone_are_no_rise() -> None:
    presence, late = planted(100, 1000, [(10, 100)])
    (change,) = find_changes(presence, ~late, late)
    assert abs(change.z) < 0.1
    assert not change.is_claimed


def test_the_split_leaves_sides_alike() -> None:
    split = split_periods(["2020"] * 10 + ["2021"] * 30 + ["2022"] * 45)
    assert split is not None
    assert (split.early, split.late) == (("2020", "2021"), ("2022",))
    assert (split.n_early, split.n_late) == (40, 45)


@pytest.mark.parametrize(
    "labels",
    [[], ["2024"] * 90, ["2020"] * 5 + ["2021"] * 90, [None] * 60 + ["2020"] * 25 + ["2021"] * 25],
    ids=["nothing", "one period", "too few on a side", "mostly undated"],
)
def test_no_split_without_enough_to_compare(labels: list[str | None]) -> None:
    assert split_periods(labels) is None


def test_periods_without_papers_are_shown_empty() -> None:
    points = shares_over_time(["2020", "2022", None], np.array([True, False, True]))
    assert [(point.period, point.n_papers, point.n_matching) for point in points] == [
        ("2020", 1, 1),
        ("2021", 0, 0),
        ("2022", 1, 0),
    ]


def test_months_run_over_the_year() -> None:
    assert all_periods(["2024-11", "2025-01"]) == ("2024-11", "2024-12", "2025-01")


def test_a_paper_with_a_year_alone_is_undated_by_month() -> None:
    assert period_of(Paper("1", "", "", year=2024), "month") is None
    assert period_of(Paper("1", "", "", year=2024, month=3), "month") == "2024-03"


def test_trend_scores_follow_the_formula() -> None:
    # Ten papers in two years, held by one of the first five and four of the last: no skew, t = ∓½.
    presence = csr_matrix(np.array([[1]] + [[0]] * 4 + [[1]] * 4 + [[0]], np.float32))
    positions = np.array([0.0] * 5 + [1.0] * 5)
    total = 4 * 0.5 - 1 * 0.5
    variance = 10 / 9 * 0.5 * 0.5 * 10 * 0.25
    assert trend_scores(presence, positions)[0] == pytest.approx(total / sqrt(variance))


def test_a_slow_growth_over_uneven_years_is_found_by_its_trend() -> None:
    sizes, shares = (100, 150, 300, 450, 900, 300), (0.02, 0.036, 0.052, 0.068, 0.084, 0.10)
    held = np.concatenate([np.arange(n) < round(n * share) for n, share in zip(sizes, shares, strict=True)])
    flat = np.concatenate([np.arange(n) < round(n * 0.06) for n in sizes])
    positions = np.repeat(np.arange(6.0), sizes)
    late = positions >= 4
    presence = csr_matrix(np.stack([held, flat], axis=1).astype(np.float32))
    changes = find_changes(presence, ~late, late, positions)
    assert [change.item for change in changes if change.is_claimed] == [0]


def test_false_claims_stay_rare_where_nothing_changes() -> None:
    wrong = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        shares = random.uniform(0.02, 0.3, 60)
        presence = csr_matrix((random.random((400, 60)) < shares).astype(np.float32))
        late = np.arange(400) >= 220
        wrong += any(change.is_claimed for change in find_changes(presence, ~late, late, np.repeat(np.arange(5.0), 80)))
    assert wrong / 200 <= 0.05
