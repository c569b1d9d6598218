"""Planted trends: what the test of rises and falls finds, and how often it claims what is not there.

uv run bench/trends_power.py

Each simulation draws a corpus of binary items over periods of uneven size, from a fixed seed.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.trends.periods import find_changes, split_periods

N_SIMULATIONS = 400
N_FLAT = 200
PERIODS = {"even": (1, 1, 1, 1, 1, 1), "uneven": (1, 2, 3, 5, 12, 4), "one year over": (1, 1, 2, 4, 45, 14)}


def simulate(
    n_papers: int, weights: tuple[int, ...], grows: bool, random: np.random.Generator
) -> list[tuple[int, bool]]:
    """Return the (item, rises) pairs claimed of a drawn corpus. Item 0 grows from 2 % to 10 % where `grows`."""
    sizes = np.maximum(1, np.round(n_papers * np.array(weights) / sum(weights))).astype(int)
    period = np.repeat(np.arange(len(weights)), sizes)
    labels = [str(2018 + number) for number in period]
    shares = np.exp(random.uniform(np.log(0.01), np.log(0.4), N_FLAT + 1))
    drawn: NDArray[np.float64] = np.tile(shares, (len(period), 1))
    drawn[:, 0] = np.linspace(0.02, 0.10, len(weights))[period] if grows else 0.05
    presence = csr_matrix((random.random(drawn.shape) < drawn).astype(np.float32))
    split = split_periods(labels)
    if split is None:
        return []
    late = np.array([label in split.late for label in labels])
    return [
        (change.item, change.z > 0)
        for change in find_changes(presence, ~late, late, period.astype(float))
        if change.is_claimed
    ]


def main() -> None:
    """Print the measurements, one line per corpus."""
    print("| papers | periods | any false claim, nothing planted | false claims beside a planted rise | rise found |")
    print("|---|---|---|---|---|")
    for n_papers in (60, 111, 500, 1_000, 2_000, 5_000):
        for name, weights in PERIODS.items():
            false_runs = 0
            false_shares: list[float] = []
            found = 0
            for seed in range(N_SIMULATIONS):
                random = np.random.default_rng([n_papers, seed])
                false_runs += bool(simulate(n_papers, weights, False, random))
                claims = simulate(n_papers, weights, True, random)
                wrong = sum(item != 0 for item, _ in claims)
                false_shares.append(wrong / len(claims) if claims else 0.0)
                found += (0, True) in claims
            print(
                f"| {n_papers:,} | {name} | {false_runs / N_SIMULATIONS:.1%} | {np.mean(false_shares):.1%}"
                f" | {found / N_SIMULATIONS:.0%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
