"""A text as its words with their clauses, what is negated by what, and which words stand near which."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verification.polar_words import (
    DENIALS,
    DENYING_SUFFIXES,
    EMPTY_WORDS,
    NEGATIONS,
    NOT_A_DENIAL,
    PLAIN_NEGATIONS,
)
from assistant.verification.words import Word, generic_stems, split_words, words_of

CLAUSE_BREAKERS = words_of("but while whereas although though however because since unless despite")
REACHES = {"non": 1, "little": 3, "lacks": 2, "lack": 3, "lacking": 2, "lacked": 2, "absence": 3, "neither": 12}
"""How many words a negation denies, where not `SCOPE_WORDS`."""
SCOPE_WORDS = 4
LISTED = re.compile(r"(?:or|nor)\s|[^\W\d_][\w-]*,\s(?:[^\W\d_][\w-]*,\s)*(?:or|nor)\s")
"""What follows a comma that only parts the members of what is denied: "without maps, drawings, or notes"."""
LONGEST_LIST = 12
DENIED_SUBJECTS = words_of("no none nothing neither nobody")
AUXILIARIES = words_of("is are was were can could may might must has have had does do did")
WINDOW = 8
STEP_LOSS = 0.15
OTHER_CLAUSE, GENERIC, NAMED = 0.6, 0.6, 1.3


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's words, the clause of each, the place of the negation over each, and the places of the negations."""

    text: str
    words: tuple[Word, ...]
    clauses: tuple[int, ...]
    negated_by: tuple[int | None, ...]
    negations: tuple[int, ...]


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Return the text's reading; two negations over one word cancel out."""
    words = split_words(text)
    clauses: list[int] = []
    clause = 0
    for place, word in enumerate(words):
        between = text[words[place - 1].end : word.start] if place else ""
        if (
            re.search(r"[;:()\[\]—–.!?]", between)
            or ("," in between and not LISTED.match(text, word.start))
            or word.lower in CLAUSE_BREAKERS
        ):
            clause += 1
        clauses.append(clause)
    negated_by: list[int | None] = [None] * len(words)
    negations: list[int] = []
    for place, word in enumerate(words):
        if word.lower in DENYING_SUFFIXES and place and text[word.start - 1] in "-‑":
            negations.append(place)
            negated_by[place - 1] = place
        if not _is_negation(words, place, text):
            continue
        negations.append(place)
        if place and word.lower in {"no", "nothing", "none", "little"} and words[place - 1].is_content:
            negated_by[place - 1] = place  # "requires no supervision"
        if word.lower in {"lacking", "missing"} and place and words[place - 1].lower in {"is", "are", "was", "were"}:
            for other in range(max(0, place - 2 - 2 * SCOPE_WORDS), place - 1):
                if clauses[other] == clauses[place]:
                    negated_by[other] = place  # "data are lacking"
        reach = REACHES.get(word.lower, SCOPE_WORDS)
        for other in range(place + 1, min(len(words), place + 1 + reach)):
            if clauses[other] != clauses[place] or (other > place + 1 and words[other].lower in {"and", "or", "that"}):
                break
            doubled = negated_by[other] is not None and word.lower != "nor"
            negated_by[other] = None if doubled else place
        _deny_the_list(words, clauses, text, negated_by, place)
        if word.lower in DENIED_SUBJECTS and (not place or clauses[place - 1] != clauses[place]):
            _deny_the_verb(words, clauses, negated_by, place)
    return Reading(text, words, tuple(clauses), tuple(negated_by), tuple(negations))


def _deny_the_verb(words: Sequence[Word], clauses: Sequence[int], negated_by: list[int | None], negation: int) -> None:
    """Deny what is said of a denied subject: "no map beyond those of the port is needed"."""
    for place in range(negation + 1, len(words) - 1):
        if clauses[place] != clauses[negation]:
            return
        if words[place].lower in AUXILIARIES:
            for other in range(place + 1, min(place + 3, len(words))):
                if clauses[other] == clauses[negation] and words[other].is_content and negated_by[other] is None:
                    negated_by[other] = negation
                    return
            return


def _deny_the_list(
    words: Sequence[Word], clauses: Sequence[int], text: str, negated_by: list[int | None], negation: int
) -> None:
    """Carry a negation on through the members of a list: "without the need for maps, drawings, or notes"."""
    denied = [place for place in range(negation + 1, len(words)) if negated_by[place] == negation]
    place = denied[-1] + 1 if denied else len(words)
    while place < len(words) and clauses[place] == clauses[negation]:
        joined = "," in text[words[place - 1].end : words[place].start] or {"or", "nor"} & {
            words[place - 1].lower,
            words[place].lower,
        }
        if not joined:
            break
        negated_by[place] = negation
        place += 1
        if words[place - 1].lower in {"or", "nor"}:
            while place < len(words) and clauses[place] == clauses[negation] and words[place].is_content:
                negated_by[place] = negation
                place += 1
                if place - denied[-1] > LONGEST_LIST:
                    return


def _is_negation(words: Sequence[Word], place: int, text: str) -> bool:
    lower = words[place].lower
    following = words[place + 1].lower if place + 1 < len(words) else ""
    if lower.endswith("n't"):
        return True
    if lower not in NEGATIONS:
        return False
    if lower == "non":
        return text[words[place].end : words[place].end + 1] in {"-", "‑"}
    if lower in {"fail", "fails", "failed", "failing", "struggle", "struggles", "struggled", "struggling"}:
        return following == "to"
    if lower == "yet":
        return following == "to" and words[place + 2 : place + 3] != () and words[place + 2].lower in {"be", "have"}
    if lower == "instead":
        return following == "of"
    if lower == "rather":
        return following == "than"
    if lower == "little":
        return not place or words[place - 1].lower not in {"a", "the"}
    if lower in {"no", "nothing", "none", "nobody"} and following in {"else", "but", "other"}:
        return False  # what follows is the only one
    if lower == "no" and following in {"doubt", "matter", "less", "fewer"}:
        return False
    if lower == "no" and following == "guarantee":
        return False
    if lower == "no" and [word.lower for word in words[place + 1 : place + 3]] == ["more", "than"]:
        return False  # "no more than 20B tokens" bounds, and denies nothing
    if lower == "without" and [word.lower for word in words[max(0, place - 2) : place]] in (
        ["with", "and"],
        ["with", "or"],
    ):
        return False
    return not (lower in {"not", "never"} and following in NOT_A_DENIAL)


def is_plain(word: str) -> bool:
    """Say whether the word is a negation that is not used loosely, as "lack" and "little" are."""
    return word in PLAIN_NEGATIONS or word.endswith("n't")


def is_denial(word: str) -> bool:
    """Say whether the word denies something, if less plainly than "not" does."""
    return word in DENIALS or word.endswith("n't") or (word.endswith("less") and len(word) > 6 and word != "regardless")


def scope(reading: Reading, negation: int) -> tuple[int, ...]:
    """Return the places of the words that a negation denies, those that carry no meaning left out."""
    return tuple(
        place
        for place, word in enumerate(reading.words)
        if reading.negated_by[place] == negation and word.lower not in EMPTY_WORDS
    )


def denies_near(reading: Reading, place: int, reach: int = 7, words: frozenset[str] | None = None) -> bool:
    """Say whether a word that denies, by default plainly enough, stands within a few words of the place."""
    window = reading.words[max(0, place - reach) : place + reach + 1]
    return any(is_denial(word.lower) if words is None else word.lower in words for word in window)


def denials(reading: Reading) -> int:
    """Return how many words of the text deny something."""
    return sum(is_denial(word.lower) for word in reading.words)


@lru_cache(maxsize=4096)
def nearness(text: str) -> tuple[dict[str, float], ...]:
    """Return for each word of the text the stems near it: 1 beside it, less further off or in another clause."""
    reading = read(text)
    found = []
    for place in range(len(reading.words)):
        near: dict[str, float] = {}
        for other in range(max(0, place - WINDOW), min(len(reading.words), place + WINDOW + 1)):
            word = reading.words[other]
            if other == place or not (word.is_content or word.text[0].isdigit()) or word.lower in EMPTY_WORDS:
                continue
            weight = 1 / (1 + STEP_LOSS * (abs(other - place) - 1))
            if reading.clauses[other] != reading.clauses[place]:
                weight *= OTHER_CLAUSE
            if word.stem in generic_stems():
                weight *= GENERIC
            elif any(letter.isupper() for letter in word.text[(1 if other else 0) :]) or word.text[0].isdigit():
                weight *= NAMED
            digits = re.match(r"\d+", word.text)
            key = digits.group() if digits else word.stem
            near[key] = max(near.get(key, 0.0), weight)
        found.append(near)
    return tuple(found)


@lru_cache(maxsize=4096)
def beside(text: str) -> tuple[dict[str, float], ...]:
    """Return for each word the stems of the next two words with a meaning, before it and behind it."""
    reading = read(text)
    telling = [place for place, word in enumerate(reading.words) if word.is_content and word.lower not in EMPTY_WORDS]
    found = []
    for place in range(len(reading.words)):
        before = [other for other in telling if other < place][:-3:-1]
        behind = [other for other in telling if other > place][:2]
        close: dict[str, float] = {}
        for side in (before, behind):
            for weight, other in zip((1.0, 0.5), side, strict=False):
                if reading.clauses[other] == reading.clauses[place]:
                    key = reading.words[other].stem
                    close[key] = max(close.get(key, 0.0), weight)
        found.append(close)
    return tuple(found)


def shared(one: dict[str, float], other: dict[str, float]) -> float:
    """Return how much two surroundings have in common, 0 where nothing."""
    return sum(weight * other[key] for key, weight in one.items() if key in other)
