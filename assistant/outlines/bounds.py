"""Bounds on a number of things, such as "more than 100 languages", and the sentences that meet them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.verification.quantities import NO_PLURALS, PLURAL, Quantity, find_quantities
from assistant.verification.words import stem

RELATION = re.compile(
    r"\b(?:(?P<over>more\s+than|over|above|exceeding|upwards\s+of)"
    r"|(?P<at_least>at\s+least|no\s+(?:fewer|less)\s+than|a\s+minimum\s+of)"
    r"|(?P<under>fewer\s+than|less\s+than|under|below)"
    r"|(?P<at_most>at\s+most|no\s+more\s+than|up\s+to|a\s+maximum\s+of))\s+$",
    re.IGNORECASE,
)
NOT_IN_TEXT = re.compile(r"papers?|studies|articles|publications|works|surveys|years|authors", re.IGNORECASE)
"""Nouns whose number asks for so many papers, or is not told by an abstract."""

OF_THE_WORLD = re.compile(r"\b(?:world(?:['’]s|wide)?|exist(?:s|ing)?|on\s+earth|globally)\b", re.IGNORECASE)
"""Signs of a sentence that counts what there is, not what a paper treats: "over 7,000 languages in the world"."""

SPOKEN = re.compile(r"\bspoken\s+(?:in|across|throughout|around|over|by|within|there)\b", re.IGNORECASE)
TREATED = re.compile(
    r"\b(?:we|our|this|these|datasets?|corp(?:us|ora)|benchmarks?|models?|cover\w*|support\w*|includ\w*|train\w*"
    r"|evaluat\w*|experiment\w*|span\w*|compris\w*|contain\w*|releas\w*)\b",
    re.IGNORECASE,
)
"""Without one of these a sentence on what is spoken somewhere counts what there is, too."""

YEAR = re.compile(r"(?:19|20)\d\d")
"""What is mostly a year where no noun follows it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """So many of a noun: no fewer than `value` (`is_least`) or no more; `is_inclusive` where `value` itself will do."""

    text: str
    noun: str
    value: Fraction
    is_least: bool
    is_inclusive: bool

    def admits(self, quantity: Quantity) -> bool:
        """Say whether a number lies within the bound, as far as its own "over" or "nearly" lets one tell."""
        declared = quantity.relations & {"over", "under"}
        if quantity.value == self.value:
            return declared == {"over" if self.is_least else "under"} or (self.is_inclusive and not declared)
        return quantity.value > self.value if self.is_least else quantity.value < self.value and "over" not in declared

    def counts(self, text: str) -> list[Quantity]:
        """Return the numbers of a text that count the noun, no percentages; "one language" is mostly any."""
        wanted = stem(self.noun.casefold())
        return [
            quantity
            for quantity in find_quantities(text)
            if wanted in quantity.nouns[-1:]
            and not quantity.in_name
            and not (quantity.is_word and quantity.value == 1)
            and quantity.unit != "percent"
            and not YEAR.fullmatch(quantity.text)
        ]

    def place(self, texts: Sequence[str]) -> int | None:
        """Return the first text that shows a number within the bound, None where none does.

        Within an upper bound all numbers of the texts have to lie.
        """
        counted = [
            (place, quantity)
            for place, text in enumerate(texts)
            if not _counts_what_there_is(text)
            for quantity in self.counts(text)
        ]
        fitting = [place for place, quantity in counted if self.admits(quantity)]
        if not fitting or (not self.is_least and len(fitting) < len(counted)):
            return None
        return fitting[0]


def find_bound(text: str) -> Bound | None:
    """Return the first bound on a number of things, None where there is none.

    >>> find_bound("Which papers cover at least 200 languages?")
    Bound(text='at least 200 languages', noun='languages', value=Fraction(200, 1), is_least=True, is_inclusive=True)
    """
    for quantity in find_quantities(text):
        relation = RELATION.search(text[: quantity.start])
        counted = next(
            (match for match in _nouns_behind(text, quantity.end) if PLURAL.search(match["noun"].casefold())), None
        )
        if relation is None or counted is None or quantity.in_name or NOT_IN_TEXT.fullmatch(counted["noun"]):
            continue
        if counted["noun"].casefold() in NO_PLURALS:
            continue
        kind = relation.lastgroup
        words = text[relation.start() : counted.end()]
        is_least = kind in ("over", "at_least")
        return Bound(words, counted["noun"], quantity.value, is_least, kind in ("at_least", "at_most"))
    return None


def _counts_what_there_is(text: str) -> bool:
    if OF_THE_WORLD.search(text):
        return True
    return SPOKEN.search(text) is not None and TREATED.search(text) is None


def _nouns_behind(text: str, start: int) -> list[re.Match[str]]:
    """Return the phrases of one to four words that begin there, shortest first."""
    found = (
        re.compile(rf"\s+(?:[^\W\d_][\w-]*\s+){{{n}}}(?P<noun>[^\W\d_][\w-]*)").match(text, start) for n in range(4)
    )
    return [match for match in found if match is not None]
