"""Whether a claim says the contrary of what it cites: clashes found by rules, and a cross-encoder's estimate.

The rules see words and say why; the cross-encoder reads claim and evidence at once and sees more, but gives a number
only. A regression weighs both. What only the cross-encoder sees is put into words by leaving out one word of the claim
after the other: the one without which the estimate falls most is named (occlusion, after Zeiler and Fergus 2014).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.verification.datatypes import Reason
from assistant.verification.overlap import weighed
from assistant.verification.polarity import MOST_REASONS, Clash, check_polarity, find_clashes
from assistant.verification.quantity_checks import counts_the_rest
from assistant.verification.words import ENGLISH, Word, language_of, split_words

ADAPTER = Path(__file__).with_name("contradiction.safetensors")
"""What turns the packaged encoder into the cross-encoder; bench/contradiction/train.py writes it."""

PairScores = Callable[[Sequence[tuple[str, str]]], NDArray[np.float64]]
"""(claim, evidence) pairs → (n_pairs,) log odds that the claim contradicts its evidence."""

WEIGHTS = (-0.66, 0.79, 0.31, 0.19)
"""Intercept, the cross-encoder's log odds, those of the likeliest clash, and whether it is likelier than not. Fitted by
bench/contradiction/weigh.py to claims that the cross-encoder has not seen."""
EXCHANGED = frozenset({"contest", "compound"})
"""Finders of what has changed places or is its opposite in a compound: they are surer than the cross-encoder is."""
LEAST_LIKELY, MOST_LIKELY = -4.0, 4.0
"""Where the log odds of clashes are cut; no clash at all counts as the least likely one."""
LEAST_NAMED = -1.0
"""Log odds from which a clash is given as the reason."""


def check_contradiction(
    claim: str,
    cited: Sequence[str],
    scores: PairScores | None,
    *,
    context: Sequence[str] = (),
    fails_anyway: bool = False,
) -> tuple[Reason, ...]:
    """Return up to two reasons where the claim contradicts the cited sentences; by rules alone without `scores`.

    Where the cited sentences are only the likeliest ones, `context` holds them with others that fit: of what the
    cross-encoder estimates from the one and from the other, the mean counts. It has learnt from English: other
    languages are left to the rules. Of a claim that fails for other reasons nothing is told that only it sees.
    """
    if scores is None or language_of(" ".join(cited)) != ENGLISH:
        return check_polarity(claim, cited)
    if counts_the_rest(claim, cited):
        return ()
    clashes = sorted(find_clashes(claim, cited), key=lambda clash: -clash.odds)
    evidence = " ".join(cited)
    score = float(np.mean(scores([(claim, text) for text in (evidence, " ".join(context)) if text])))
    exchanged = any(clash.finder in EXCHANGED and clash.odds > 0 for clash in clashes)
    if not exchanged and weighed(WEIGHTS, signals(score, clashes)) <= 0:
        return ()
    named = {(clash.kind, clash.text): clash for clash in clashes if clash.odds > LEAST_NAMED}
    reasons = tuple(Reason(clash.kind, clash.text) for clash in named.values())[:MOST_REASONS]
    return reasons if reasons or fails_anyway else (_by_occlusion(claim, evidence, scores),)


def signals(score: float, clashes: Sequence[Clash]) -> tuple[float, ...]:
    """Return what `WEIGHTS` weigh, but for the intercept, of a claim with its clashes."""
    odds = max((clash.odds for clash in clashes if clash.finder not in EXCHANGED), default=LEAST_LIKELY)
    return score, min(max(odds, LEAST_LIKELY), MOST_LIKELY), float(odds > 0)


def _by_occlusion(claim: str, evidence: str, scores: PairScores) -> Reason:
    words = [word for word in split_words(claim) if word.text[0].isalnum()]
    if len(words) < 2:
        return Reason("direction", "says the contrary of the cited sentence")
    left = scores([(_without(claim, word), evidence) for word in words])
    place = int(np.argmin(left))
    shown = claim[words[max(0, place - 1)].start : words[min(len(words) - 1, place + 1)].end]
    return Reason("direction", f"“{shown}” goes against the cited sentence")


def _without(claim: str, word: Word) -> str:
    return f"{claim[: word.start].rstrip()}{claim[word.end :]}"
