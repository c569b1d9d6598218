"""Which number goes with what: two numbers of a claim that have changed places."""

import re
from collections.abc import Sequence

from assistant.verification.datatypes import Reason
from assistant.verification.reading import read, shared
from assistant.verification.words import split_words, words_of

NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"


def check_pairings(claim: str, cited: Sequence[str]) -> tuple[Reason, ...]:
    """Return a reason where two numbers of the claim have changed places, by the words beside them."""
    mine = _numbers(claim)
    for sentence in cited:
        theirs = _numbers(sentence)
        both = sorted(mine.keys() & theirs.keys())
        for place, one in enumerate(both):
            for other in both[place + 1 :]:
                straight, crossed = _pairing(
                    [_beside(claim, mine[key]) for key in (one, other)],
                    [_beside(sentence, theirs[key]) for key in (one, other)],
                )
                if crossed >= LEAST_CROSSED and crossed > straight * CROSSED_MARGIN:
                    return (Reason("number", f"exchanges {one} and {other} of the cited sentence"),)
    return ()


LEAST_CROSSED = 0.5
CROSSED_MARGIN = 2.5
BESIDE = 4
MAGNITUDES = words_of("hundred thousand million billion trillion percent")
NUMBER_VALUES = {word: str(value) for value, word in enumerate(NUMBER_WORDS.split(), 1)}


def _numbers(text: str) -> dict[str, int]:
    """Return where each number stands that the text has once, in digits or as one of the first twenty words."""
    places: dict[str, int] = {}
    seen: set[str] = set()
    words = split_words(text)
    for place, word in enumerate(words):
        is_number = text[word.start - 1 : word.start] != "(" and not re.search(r"[^\W\d_]-$", text[: word.start])
        digits = re.match(r"\d+", word.text) if is_number else None
        key = digits.group() if digits else NUMBER_VALUES.get(word.lower, "")
        if not key:
            continue
        if (
            place
            and words[place - 1].end + 1 == word.start
            and text[word.start - 1] in ".,"
            and words[place - 1].text.isdigit()
        ):
            places = {f"{old}{text[word.start - 1]}{key}" if at == place - 1 else old: at for old, at in places.items()}
            continue
        if key in seen:
            places.pop(key, None)
        else:
            places[key] = place
        seen.add(key)
    return places


def _beside(text: str, place: int) -> dict[str, float]:
    """Return the stems right beside a number, the nearer the heavier, those behind it twice as heavy."""
    reading = read(text)
    near: dict[str, float] = {}
    for step, share in ((1, 1.0), (-1, 1.0)):
        distance, other = 1, place + step
        while 0 <= other < len(reading.words) and distance <= BESIDE:
            word = reading.words[other]
            if word.is_content and word.lower not in MAGNITUDES:
                weight = share / distance * (1.0 if reading.clauses[other] == reading.clauses[place] else 0.4)
                near[word.stem] = max(near.get(word.stem, 0.0), weight)
                distance += 1
            other += step
    return near


def _pairing(mine: list[dict[str, float]], theirs: list[dict[str, float]]) -> tuple[float, float]:
    """Return how well the two numbers' words agree as they stand, and exchanged."""
    for pair in (mine, theirs):
        for key in pair[0].keys() & pair[1].keys():
            least = min(pair[0][key], pair[1][key])
            for side in pair:
                side[key] -= least
    straight = shared(mine[0], theirs[0]) + shared(mine[1], theirs[1])
    crossed = shared(mine[0], theirs[1]) + shared(mine[1], theirs[0])
    return straight, crossed
