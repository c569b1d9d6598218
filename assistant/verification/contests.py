"""Who is said to be ahead of whom."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verification.reading import Reading, read
from assistant.verification.words import FUNCTION_WORDS, Word, generic_stems, stem, words_of

WINNERS = words_of(
    """outperform surpass exceed beat outdo outstrip eclipse better superior stronger faster higher more larger greater
    improvement improvements ahead"""
)
LOSERS = words_of("underperform trail lag inferior worse weaker slower lower less smaller fewer lose behind")
VERBS = (
    "outperform",
    "surpass",
    "exceed",
    "beat",
    "outdo",
    "outstrip",
    "eclips",
    "underperform",
    "trail",
    "lag",
    "lose",
)


THAN_A_NUMBER = re.compile(r"\sthan\s(?:[^\w\s]?\d|(?:an?|one|two|three|four|five|six|ten|half|twice|thrice|double)\b)")


@lru_cache(maxsize=1)
def _contest_stems() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(stem, WINNERS)), frozenset(map(stem, LOSERS))


@dataclass(frozen=True, slots=True)
class Contest:
    ahead: frozenset[str]
    behind: frozenset[str]
    text: str
    both: frozenset[str]
    """Stems before and behind the word that says so, which tell nothing."""


@lru_cache(maxsize=4096)
def _contests(text: str) -> tuple[Contest, ...]:
    """Return who is said to be ahead of whom, as the stems on either side of the word that says so."""
    reading = read(text)
    words = reading.words
    winning, losing = _contest_stems()
    found = []
    for place, word in enumerate(words):
        if (word.stem not in winning and word.stem not in losing) or reading.negated_by[place] is not None:
            continue
        if THAN_A_NUMBER.match(text, word.end):
            continue  # "more than twice as large"
        verbal = word.lower.startswith(VERBS)
        after = [other.lower for other in words[place + 1 : place + 12]]
        turn = _turn(place, verbal, word.lower, after)
        if word.lower in {"more", "less", "fewer"} and (turn is None or words[turn].lower != "than"):
            continue  # "with less data, when compared to": a lead in what is used is none in what is reached
        left = _side(words, range(place - 1, max(-1, place - 14), -1))
        if turn is None:
            opening = next((p for p in range(place) if words[p].lower in {"compared", "unlike", "relative"}), None)
            if opening is None:
                continue
            end = next((p for p in range(opening, place) if reading.clauses[p] != reading.clauses[opening]), place)
            if reading.clauses[end] != reading.clauses[place]:
                continue  # a later clause compares something else
            right = _side(words, range(opening + 1, end))
            left = _side(words, (*range(end, place), *range(place + 1, min(len(words), place + 6))))
        else:
            stop = next((p for p in range(turn + 2, len(words)) if _ends_a_side(reading, turn, p)), len(words))
            right = _side(words, range(turn + 1, min(stop, turn + 12)))
        passive = verbal and "by" in after[:1]
        ahead = (word.stem in winning) != passive
        winner, loser = (left, right) if ahead else (right, left)
        found.append(
            Contest(
                winner - loser,
                loser - winner,
                word.text,
                _side(words, range(place)) & _side(words, range(place + 1, len(words))),
            )
        )
    return tuple(found)


def _ends_a_side(reading: Reading, turn: int, place: int) -> bool:
    if reading.clauses[place] != reading.clauses[turn]:
        between = reading.text[reading.words[place - 1].end : reading.words[place].start]
        return not {",", "("} & set(between)
    return reading.words[place].lower in {
        "in",
        "on",
        "for",
        "across",
        "at",
        "when",
        "with",
        "by",
        "under",
        "using",
    } and (place > turn + 2)


def _turn(place: int, verbal: bool, word: str, after: Sequence[str]) -> int | None:
    """Return the place where the other side begins: "than" behind a comparative, the verb itself."""
    if verbal or word == "behind" or (word == "ahead" and after[:1] == ["of"]):
        return place
    for marker in ("than", "compared", "over", "versus", "against"):
        if marker in after:
            return place + 1 + after.index(marker)
    if word in {"superior", "inferior"} and "to" in after[:2]:
        return place + 1 + after.index("to")
    return None


def _side(words: Sequence[Word], places: Iterable[int]) -> frozenset[str]:
    return frozenset(
        words[place].stem
        for place in places
        if words[place].lower not in FUNCTION_WORDS | {"ones"}
        and words[place].stem not in _contest_stems()[0] | _contest_stems()[1]
        and len(words[place].stem) > 1
    )


def compared_contests(claim: str, sentence: str) -> list[tuple[float, float]]:
    """Return for each pair of contests how well their sides agree as they stand, and exchanged."""
    return [
        (
            _weight((one.ahead & other.ahead) - both) + _weight((one.behind & other.behind) - both),
            _weight((one.ahead & other.behind) - both) + _weight((one.behind & other.ahead) - both),
        )
        for one in _contests(claim)
        for other in _contests(sentence)
        for both in [one.both | other.both]
    ]


def _weight(stems: frozenset[str]) -> float:
    return sum(0.5 if stem_ in generic_stems() else 1.0 for stem_ in stems)


def contest_words(texts: Sequence[str]) -> frozenset[str]:
    """Return the words that say in these texts who is ahead of whom."""
    return frozenset(contest.text for text in texts for contest in _contests(text))
