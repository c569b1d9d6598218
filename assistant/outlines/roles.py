"""What each sentence of an abstract does in it: background, objective, method, result, resource, limit, other.

A multinomial logistic regression over hashed words, neighbours and places, refined by cues for what its training data
does not tell apart. Its weights come from `bench/roles.py`, which measures them too. It reads English: elsewhere only a
sentence's place speaks.
"""

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["background", "objective", "method", "result", "resource", "limit", "other"]
"""`resource`: what data, code or model is there or given away. `limit`: what the paper itself leaves open."""

LEARNT_ROLES: tuple[Role, ...] = ("background", "objective", "method", "result", "other")
WEIGHTS_FILE = Path(__file__).with_name("role_weights.npz")
N_BUCKETS = 1 << 14
N_OPENING_WORDS = 4

WORD = re.compile(r"[^\W\d_]+|\d")
GIVEN = (
    r"(?:code|models?|datasets?|data|corp(?:us|ora)|benchmarks?|weights|checkpoints|resources?|scripts|toolkits?|demos?"
    r"|samples|annotations?)"
)
RELEASE = re.compile(
    r"https?://|\bgithub\b|\bhuggingface\.co\b|\b(?:publicly|freely|openly)\s+(?:available|accessible|released)"
    r"(?=\s*(?:[.,;:()]|$|(?:at|on|under|in|via|through|to|here|and)\b))"
    rf"|\b{GIVEN}\b[^.;]{{0,80}}\b(?:is|are|be|been|made)\b[^.;]{{0,40}}"
    r"\b(?:available|released|accessible|open[- ]sourced?|published|found at)\b"
    r"|\b(?:we|authors?|team)\b[^.;]{0,40}\b(?:releases?|open[- ]?sources?|publish|share|make)\b[^.;]{0,80}"
    rf"\b(?:{GIVEN}|available|public(?:ly)?)\b",
    re.IGNORECASE,
)
AIM = re.compile(
    r"\bin\s+this\s+(?:paper|work|study|article|report)\b|\bwe\s+(?:here\s+)?(?:propose|present|introduce)\b"
    r"|\bthis\s+(?:paper|work|study|article)\s+(?:presents|proposes|introduces|investigates|describes)\b",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:limitations?|shortcomings?|caveats?|future\s+(?:work|research|directions?|stud(?:y|ies))|(?:further|more)\s+(?:work|research)\s+is"
    r"|room\s+for\s+improvement|remains?\s+(?:a\s+|an\s+)?(?:challeng|open|difficult|unsolved|unclear|limited|hard|poor|low|far|behind)\w*"
    r"|still\s+(?:lags?|struggles?|fails?|falls?|performs?\s+poorly|suffers?|far|behind|a\s+(?:large\s+)?gap))\b",
    re.IGNORECASE,
)
OF_ITS_OWN = re.compile(
    r"\b(?:our|we|this\s+(?:paper|work|study|analysis)|these\s+(?:results|findings)|(?:results?|findings|experiments|analys[ei]s|evaluations?)"
    r"\s+(?:\w+\s+){0,3}?(?:show|reveal|suggest|indicate|demonstrate|highlight))\w*\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SentenceRole:
    """The role of a sentence and how likely the model holds it, 0…1."""

    role: Role
    probability: float


def roles_of(sentences: Sequence[str]) -> tuple[SentenceRole, ...]:
    """Return the role of each sentence of one abstract, given all of them in order.

    >>> [item.role for item in roles_of(["We release our code at https://example.org."])]
    ['resource']
    """
    if not sentences:
        return ()
    learnt = learnt_roles(sentences)
    return tuple(_refined(item, sentence) for item, sentence in zip(learnt, sentences, strict=True))


def _refined(learnt: SentenceRole, sentence: str) -> SentenceRole:
    """Return the roles that the training data does not tell apart."""
    if learnt.role == "background" and AIM.search(sentence):
        return SentenceRole("objective", learnt.probability)
    if RELEASE.search(sentence) and (learnt.role != "background" or OF_ITS_OWN.search(sentence)):
        return SentenceRole("resource", learnt.probability)
    if LIMIT.search(sentence) and learnt.role in ("result", "other"):
        return SentenceRole("limit", learnt.probability)
    return learnt


def learnt_roles(sentences: Sequence[str]) -> tuple[SentenceRole, ...]:
    """Return the likeliest of LEARNT_ROLES for each sentence."""
    weights = _weights()
    scores = np.stack([weights.buckets[list(buckets)].sum(axis=0) for buckets in features(sentences)])
    scores += weights.intercept
    likelihoods = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
    return tuple(SentenceRole(LEARNT_ROLES[int(row.argmax())], round(float(row.max()), 4)) for row in likelihoods)


def features(sentences: Sequence[str]) -> list[tuple[int, ...]]:
    """Return per sentence the buckets, each once and sorted, that its words, neighbours and place hash into."""
    words = [[("0" if word.isdigit() else word.lower()) for word in WORD.findall(sentence)] for sentence in sentences]
    return [
        tuple(sorted({zlib.crc32(name.encode()) % N_BUCKETS for name in _named_features(words, place)}))
        for place in range(len(words))
    ]


def _named_features(words: list[list[str]], place: int) -> Iterator[str]:
    own, n = words[place], len(words)
    yield f"tenth {10 * place // n}"
    yield f"from start {min(place, 4)}"
    yield f"from end {min(n - 1 - place, 4)}"
    yield f"length {min(len(own) // 8, 5)}"
    yield "number" if "0" in own else "no number"
    for word in own:
        yield f"w {word}"
    for pair in pairwise(own):
        yield f"p {' '.join(pair)}"
    for index, word in enumerate(own[:N_OPENING_WORDS]):
        yield f"o{index} {word}"
    for name, other in (("before", place - 1), ("after", place + 1)):
        for word in words[other][: N_OPENING_WORDS * 2] if 0 <= other < n else ():
            yield f"{name} {word}"


@dataclass(frozen=True, slots=True)
class _Weights:
    buckets: NDArray[np.float32]
    intercept: NDArray[np.float32]


@cache
def _weights() -> _Weights:
    """Return the shipped weights; those of the buckets are kept as bytes and a step."""
    with np.load(WEIGHTS_FILE) as stored:
        roles = json.loads(str(stored["roles"]))
        if roles != list(LEARNT_ROLES) or len(stored["buckets"]) != N_BUCKETS:
            raise ValueError(f"{WEIGHTS_FILE}: weights of another model; make them anew with `uv run bench/roles.py`")
        return _Weights(
            stored["buckets"].astype(np.float32) * np.float32(stored["step"]),
            stored["intercept"],
        )
