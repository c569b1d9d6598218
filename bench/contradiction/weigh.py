"""Fit the weights between rules and cross-encoder (assistant/verification/contradiction.py), and print them.

    uv run bench/contradiction/weigh.py HOME COLLECTION

HOME holds the founding abstracts as COLLECTION, and is given those of the other claims. Only claims take part that the
cross-encoder was not trained on (LEFT_OUT of pairs.py); the rules were fitted to some of them. The intercept is moved
until SHARE_FLAGGED of the true claims are flagged for it, by weights fitted without their papers; those told again
(turned round on purpose, often) count little in the fit and not for the bar.
"""

import argparse
import re
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.settings import load_settings
from assistant.verification.contradiction import ADAPTER, signals
from assistant.verification.polarity import find_clashes
from assistant.verification.quantity_checks import counts_the_rest
from bench.contradiction.pairs import LEFT_OUT_FOUNDING, LEFT_OUT_WIDER, items_of
from retrieval.cross_encoder import CrossEncoder

KINDS = ("true paraphrase", "negation", "direction")
WEIGHT_OF_TRUE = 3.0
TOLD_AGAIN = re.compile(r"-\d+s\d$")
"""Ids of true claims that tell another one in other words."""
WEIGHT_TOLD_AGAIN = 0.3
SHARE_FLAGGED = 0.05
N_FOLDS = 6


def main() -> int:
    """Print what each part tells alone and together, and the weights of a fit to everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("collection")
    arguments = parser.parse_args()
    items = items_of(arguments.home, arguments.collection, LEFT_OUT_FOUNDING, LEFT_OUT_WIDER)
    items = [item for item in items if item.kind in (*KINDS, "roles")]
    cited = [[text for source in item.sources for text in source.cited] for item in items]
    encoder = CrossEncoder(load_settings(home=arguments.home).home / "models", ADAPTER)
    scores = encoder.scores([(item.claim, " ".join(texts)) for item, texts in zip(items, cited, strict=True)])
    rows = np.array(
        [
            signals(float(score), () if counts_the_rest(item.claim, texts) else tuple(find_clashes(item.claim, texts)))
            for item, texts, score in zip(items, cited, scores, strict=True)
        ]
    )
    false = np.array([item.kind != KINDS[0] for item in items])
    taking_part = np.array([item.kind in KINDS for item in items])
    papers = np.array([item.sources[0].title for item in items])
    told_again = np.array([TOLD_AGAIN.search(item.claim_id) is not None for item in items])
    sample_weights = np.where(told_again, WEIGHT_TOLD_AGAIN, 1.0)
    ordinary = ~false & ~told_again
    estimates = np.zeros(len(items))
    for train, test in GroupKFold(N_FOLDS).split(rows, false, papers):
        chosen = train[taking_part[train]]
        model = _model().fit(rows[chosen], false[chosen], sample_weights[chosen])
        estimates[test] = model.decision_function(rows[test])
    bar = float(np.quantile(estimates[ordinary], 1 - SHARE_FLAGGED))
    for title, values in (("together", estimates), ("cross-encoder", rows[:, 0]), ("rules", rows[:, 1])):
        line = [f"{title:14}"]
        own_bar = np.quantile(values[ordinary], 1 - SHARE_FLAGGED)
        line.append(f"true, told again: {np.mean(values[~false & told_again] > own_bar):.3f}")
        for kind, made in sorted({(item.kind, item.made) for item in items}):
            own = np.array([(item.kind, item.made) == (kind, made) for item in items]) & ~told_again
            line.append(f"{kind} {made}: {np.mean(values[own] > own_bar):.3f} of {own.sum()}")
        print("; ".join(line))
    model = _model().fit(rows[taking_part], false[taking_part], sample_weights[taking_part])
    weights = (float(model.intercept_[0]) - bar, *model.coef_[0].tolist())
    print(f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})")
    return 0


def _model() -> LogisticRegression:
    return LogisticRegression(class_weight={False: WEIGHT_OF_TRUE, True: 1.0})


if __name__ == "__main__":
    raise SystemExit(main())
