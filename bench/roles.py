"""Fits the weights by which assistant/outlines/roles.py tells what a sentence of an abstract does.

    uv run bench/roles.py            fit on CSAbstruct's train part, measure on its dev part, write the weights
    uv run bench/roles.py --check    measure the weights that are there

Nothing of the abstracts is kept: words are hashed into buckets, weights rounded to a byte.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.outlines.roles import LEARNT_ROLES, N_BUCKETS, WEIGHTS_FILE, features, learnt_roles

CSABSTRUCT = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "csabstruct"
INVERSE_PENALTY = 0.05
"""Of 0.02, 0.05 and 0.12 the best on the last fifth of the train part."""

Abstract = tuple[list[str], list[int], list[float]]


def read(part: str) -> list[Abstract]:
    """Return the abstracts of a part: sentences, numbers of their roles, and how sure the annotators were."""
    with gzip.open(CSABSTRUCT / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        (record["sentences"], [LEARNT_ROLES.index(label) for label in record["labels"]], record["confs"])
        for record in records
    ]


def fit(abstracts: list[Abstract]) -> None:
    """Fit the regression, each sentence weighted by the square of its annotators' confidence, and write it."""
    rows = [buckets for sentences, _, _ in abstracts for buckets in features(sentences)]
    starts = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix(
        (np.ones(starts[-1], np.float32), np.concatenate([np.array(row) for row in rows]), starts),
        shape=(len(rows), N_BUCKETS),
    )
    labels = np.array([label for _, labels, _ in abstracts for label in labels])
    sureness = np.array([value for _, _, values in abstracts for value in values]) ** 2
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, random_state=0)
    model.fit(matrix, labels, sample_weight=sureness)
    step = float(np.abs(model.coef_).max() / 127)
    np.savez_compressed(
        WEIGHTS_FILE,
        buckets=np.round(model.coef_.T / step).astype(np.int8),
        step=np.float32(step),
        intercept=model.intercept_.astype(np.float32),
        roles=json.dumps(LEARNT_ROLES),
    )


def measure(abstracts: list[Abstract]) -> None:
    """Print accuracy and F1 per role."""
    confusion = np.zeros((len(LEARNT_ROLES), len(LEARNT_ROLES)), int)
    for sentences, labels, _ in abstracts:
        for label, found in zip(labels, learnt_roles(sentences), strict=True):
            confusion[label, LEARNT_ROLES.index(found.role)] += 1
    hits = confusion.diagonal()
    f1 = 2 * hits / (confusion.sum(axis=0) + confusion.sum(axis=1))
    print(f"{confusion.sum()} sentences, accuracy {hits.sum() / confusion.sum():.3f}, macro F1 {f1.mean():.3f}")
    for role, value in zip(LEARNT_ROLES, f1, strict=True):
        print(f"  {role:<12}{value:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        fit(read("train"))
        print(f"{WEIGHTS_FILE.name}: {WEIGHTS_FILE.stat().st_size / 1024:.0f} KiB")
    measure(read("dev"))


if __name__ == "__main__":
    main()
