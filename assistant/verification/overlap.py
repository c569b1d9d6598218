"""How much of a claim's meaning a sentence holds: shared stems and the encoder's cosine, weighed into one estimate."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.verification.words import meaning_stems, stem_weights

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

REMEMBERED_VECTORS = 8192
SHORTEST_CUT = 200

# Logistic regressions on paraphrases of the founding papers (tuning half) and SciFact's train claims (even places),
# against the nearest and random sentences of other papers.
ON_THE_PAPER = (-7.0, 2.3, 3.5, 4.4, -1.0, 3.8)
"""Intercept, coverage by the cited sentences and title, cosine with those, coverage by the whole abstract and
title, cosine with the title, and the best cosine in the abstract."""
ON_THE_PAPER_BY_WORDS = (-4.0, 4.0, 5.0)
"""Intercept, coverage by the cited sentences and title, coverage by the whole abstract and title."""
ON_THE_SENTENCE = (-11.9, 12.4, 10.7)
"""Intercept, coverage and cosine of a sentence: compared only between sentences of one abstract."""
ON_THE_SENTENCE_BY_WORDS = (-7.9, 16.3)


class SentenceVectors:
    """The encoder with a memory, so that a sentence cited twice is encoded once. Safe to share between threads."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return (n_texts, dimension) unit vectors, in the order of texts."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            vectors = self._encode(missing)
            with self._lock:
                for text, vector in zip(missing, vectors, strict=True):
                    self._known[text] = np.asarray(vector, dtype=np.float32)
        with self._lock:
            found = [self._known[text] for text in texts]
            for text in texts:
                self._known.move_to_end(text)
            while len(self._known) > REMEMBERED_VECTORS:
                self._known.popitem(last=False)
        return np.stack(found)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors; a text that is too long for the encoder is halved until it fits."""
        try:
            return self._embed(texts)
        except ValueError:
            if len(texts) > 1:
                return np.concatenate([self._encode([text]) for text in texts])
            if len(texts[0]) < SHORTEST_CUT:
                raise
            return self._encode([texts[0][: len(texts[0]) // 2]])


def coverage(claim: str, texts: Sequence[str]) -> float:
    """Return the share, 0…1, of the claim's weight in meaningful stems that the texts hold; 1 where it has none."""
    weights = stem_weights(claim)
    held = frozenset[str]().union(*map(meaning_stems, texts))
    total = sum(weights.values())
    return sum(weight for key, weight in weights.items() if key in held) / total if total else 1.0


def weighed(weights: Sequence[float], signals: Sequence[float]) -> float:
    """Return the log odds: intercept and weighted sum of the signals."""
    return weights[0] + sum(weight * signal for weight, signal in zip(weights[1:], signals, strict=True))
