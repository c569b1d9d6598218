"""Fit the weights of assistant/verification/clash_weights.py: which clashes with its source contradict a claim.

    uv run bench/polarity.py HOME COLLECTION SCIFACT            cross-validated figures
    uv run bench/polarity.py HOME COLLECTION SCIFACT --write    and the weights of a fit to everything, written down

HOME holds the founding abstracts as COLLECTION, and is given those of wider.jsonl as `wider`; SCIFACT is the folder
with SciFact's claims, of which the tuning half takes part. A claim is a bag of clashes, the likeliest of which stands
for it: one ridge logistic regression per finder, fitted together by a fixed number of gradient steps from a fixed
start, so that every run gives the same weights. Folds go by paper. A true claim flagged costs as much as four to six
changed ones missed.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation.verification import CheckedItem, claim_items, read_claims, scifact_items
from assistant.settings import load_settings
from assistant.verification import clash_weights
from assistant.verification.polarity import Clash, find_clashes
from assistant.verification.quantity_checks import counts_the_rest
from assistant.workspace import Workspace
from bench.corpora import write_papers

CLAIMS = Path(__file__).with_name("verification")
FILES = ("paraphrases.jsonl", "held_out.jsonl", "fresh.jsonl", "unseen.jsonl")
WIDER = "wider"
WEIGHT_OF = {"true paraphrase": 4.0, "SUPPORT": 6.0, "CONTRADICT": 1.5, "roles": 0.3, "negation": 1.0, "direction": 1.0}
"""What a claim of each kind counts in the fit; other kinds take no part."""
MADE_AUTOMATICALLY = 0.6
"""By what that is multiplied for a change made automatically: there are many of them, and they are alike."""
RIDGE = 1.0
RIDGE_OF_INTERCEPTS = 0.1
N_FOLDS = 8
N_STEPS = 500
STEP = 0.05
SHARPNESS = 2.0
"""How nearly the estimate of a bag is its greatest one: log(sum(exp(2 x))) / 2."""
NO_CLASH = -9.0

Vector = NDArray[np.float64]

HEADER = '''"""What the signals of a clash weigh, per finder: the intercept first, then the signals in their order.

Written by bench/polarity.py, which says how they are fitted. With folds by paper left out in turn, {flagged:.1%} of the
true paraphrases are flagged and {caught:.0%} of those changed in negation or direction caught by these alone.
"""

WEIGHTS: dict[str, tuple[float, ...]] = {{
'''


@dataclass(frozen=True, slots=True)
class Bag:
    """A claim with its clashes; `fold` is that of its paper."""

    item: CheckedItem
    file: str
    fold: int
    clashes: tuple[Clash, ...]


def main() -> int:
    """Print cross-validated figures, and write the weights where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("collection")
    parser.add_argument("scifact", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    bags = _bags(arguments.home, arguments.collection, arguments.scifact)
    fit = Fit(bags)
    estimates = fit.cross_validated()
    true = np.array([bag.item.kind == "true paraphrase" for bag in bags])
    changed = np.array([bag.item.kind in ("negation", "direction") for bag in bags])
    rows = sorted({(bag.item.kind, bag.item.made, bag.file) for bag in bags})
    for row in rows:
        own = np.array([(bag.item.kind, bag.item.made, bag.file) == row for bag in bags])
        print(f"{row[0]:16} {row[1]:14} {row[2]:18} {own.sum():5} {np.mean(estimates[own] > 0):6.3f}")
    if arguments.write:
        weights = fit.weights(np.ones(len(bags), dtype=bool))
        header = HEADER.format(flagged=np.mean(estimates[true] > 0), caught=np.mean(estimates[changed] > 0))
        path = Path(clash_weights.__file__)
        path.write_text(header + "".join(fit.written(weights)) + "}\n", encoding="utf-8")
        print(f"{path} written")
    return 0


def _bags(home: Path, collection: str, scifact: Path) -> list[Bag]:
    bags: list[Bag] = []
    with Workspace(load_settings(home=home, collection=collection, writer="extractive"), "polarity") as workspace:
        with TemporaryDirectory() as folder:
            write_papers(CLAIMS / f"{WIDER}.jsonl", Path(folder) / f"{WIDER}.jsonl")
            workspace.ingest([Path(folder) / f"{WIDER}.jsonl"], WIDER)
        for name, held_by in (*((name, collection) for name in FILES), (f"{WIDER}.jsonl", WIDER)):
            items = claim_items(read_claims(CLAIMS / name), workspace.library, held_by)
            bags.extend(_bag(item, name, item.sources[0].title) for item in items if item.kind in WEIGHT_OF)
    items = [item for item in scifact_items(scifact) if item.split == "tune"]
    bags.extend(_bag(item, "SciFact", item.sources[0].title) for item in items)
    return bags


def _bag(item: CheckedItem, file: str, paper: str) -> Bag:
    cited = [text for source in item.sources for text in source.cited]
    fold = int(hashlib.sha256(paper.encode()).hexdigest(), 16) % N_FOLDS
    clashes = () if counts_the_rest(item.claim, cited) else tuple(find_clashes(item.claim, cited))
    return Bag(item, file, fold, clashes)


class Fit:
    """The regressions of all finders in one vector: for each finder its intercept and then its signals."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        self._bags = bags
        n_signals = {clash.finder: len(clash.signals) for bag in bags for clash in bag.clashes}
        self._starts: dict[str, int] = {}
        self._size = 0
        for finder in sorted(n_signals):
            self._starts[finder] = self._size
            self._size += n_signals[finder] + 1
        self._rows = [np.array([self._row(clash) for clash in bag.clashes]) for bag in bags]
        self._false = np.array([bag.item.expected == "flagged" for bag in bags], dtype=float)
        self._counts = np.array([_count(bag.item) for bag in bags])

    def _row(self, clash: Clash) -> Vector:
        row = np.zeros(self._size)
        start = self._starts[clash.finder]
        row[start : start + len(clash.signals) + 1] = (1.0, *clash.signals)
        return row

    def weights(self, taking_part: NDArray[np.bool_]) -> Vector:
        """Return the weights fitted to these bags (Adam, all of them at every step)."""
        chosen = [place for place in np.flatnonzero(taking_part) if len(self._rows[place])]
        rows = np.concatenate([self._rows[place] for place in chosen])
        sizes = [len(self._rows[place]) for place in chosen]
        firsts = np.cumsum([0, *sizes])[:-1]
        false, counts = self._false[chosen], self._counts[chosen]
        weights, ridge = np.zeros(self._size), np.full(self._size, RIDGE)
        for start in self._starts.values():
            weights[start], ridge[start] = -0.5, RIDGE * RIDGE_OF_INTERCEPTS
        mean, variance = np.zeros(self._size), np.zeros(self._size)
        for step in range(1, N_STEPS + 1):
            exponentials = np.exp(np.clip(SHARPNESS * (rows @ weights), -60, 60))
            totals = np.add.reduceat(exponentials, firsts)
            errors = counts * (1 / (1 + totals ** (-1 / SHARPNESS)) - false)
            shares = exponentials / np.repeat(totals, sizes)
            gradient = rows.T @ (shares * np.repeat(errors, sizes)) + ridge * weights
            mean = 0.9 * mean + 0.1 * gradient
            variance = 0.999 * variance + 0.001 * gradient**2
            weights -= STEP * (mean / (1 - 0.9**step)) / (np.sqrt(variance / (1 - 0.999**step)) + 1e-8)
        return weights

    def cross_validated(self) -> Vector:
        """Return for each bag the log odds of its likeliest clash, by weights fitted without its fold."""
        estimates = np.full(len(self._bags), NO_CLASH)
        folds = np.array([bag.fold for bag in self._bags])
        for fold in range(N_FOLDS):
            weights = self.weights(folds != fold)
            for place in np.flatnonzero(folds == fold):
                if len(self._rows[place]):
                    estimates[place] = (self._rows[place] @ weights).max()
        return estimates

    def written(self, weights: Vector) -> list[str]:
        """Return what stands in the file for each finder."""
        ends = [*list(self._starts.values())[1:], self._size]
        lines = []
        for (finder, start), end in zip(self._starts.items(), ends, strict=True):
            values = "".join(f"        {round(value, 2)},\n" for value in weights[start:end].tolist())
            lines.append(f'    "{finder}": (\n{values}    ),\n')
        return lines


def _count(item: CheckedItem) -> float:
    return WEIGHT_OF[item.kind] * (MADE_AUTOMATICALLY if item.made == "automatically" else 1.0)


if __name__ == "__main__":
    raise SystemExit(main())
