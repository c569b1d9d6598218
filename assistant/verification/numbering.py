"""Numbers that count nothing by themselves: ordinals ("the 2nd workshop") and compounds ("a dual-path module")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.datatypes import Reason
from assistant.verification.mentions import LANGUAGE_NAMES
from assistant.verification.quantities import Quantity
from assistant.verification.words import FUNCTION_WORDS, split_words, stem

ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
ORDINALS = {word: value for value, word in enumerate(ORDINAL_WORDS.split(), 1)}
ORDINAL = re.compile(
    rf"\b(?:(?P<digits>\d+)(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))(?P<behind>(?:\s[^\W\d_][\w-]*){{,3}})\b",
    re.IGNORECASE,
)
WORD_BEFORE = re.compile(r"([^\W\d_]+)\s$")
PREFIXES = {"single": 1, "dual": 2, "double": 2, "twin": 2, "triple": 3}
COMPOUND = re.compile(rf"\b(?P<prefix>{'|'.join(PREFIXES)})-(?P<noun>[a-z]+)", re.IGNORECASE)
BILINGUAL = re.compile(r"\bbilingual\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number of place as written, its value, and the stems of what it numbers."""

    text: str
    value: int
    nouns: frozenset[str]


def check_ordinals(claim: str, texts: Sequence[str]) -> list[Reason]:
    """Return a reason for each ordinal of the claim, "first" aside, where the texts give its thing another one only."""
    stated = [ordinal for text in texts for ordinal in _ordinals(text)]
    values = {ordinal.value for ordinal in stated} | {1}
    reasons = []
    for claimed in _ordinals(claim):
        rivals = [other for other in stated if other.value > 1 and claimed.nouns & other.nouns]
        if rivals and claimed.value not in values:
            reasons.append(Reason("number", f"says {claimed.text}, the cited sentence says {rivals[0].text}"))
    return reasons


def stands_as_ordinal(claimed: Quantity, claim: str, texts: Sequence[str]) -> bool:
    """Say whether the texts give the thing before a number that place: "the third turn" for "turn three"."""
    before = WORD_BEFORE.search(claim, 0, claimed.start)
    return before is not None and any(
        ordinal.value == claimed.value and stem(before[1]) in ordinal.nouns
        for text in texts
        for ordinal in _ordinals(text)
    )


def _ordinals(text: str) -> Iterator[Ordinal]:
    for match in ORDINAL.finditer(text):
        value = int(match["digits"]) if match["digits"] else ORDINALS[match["word"].lower()]
        words = [word for word in match["behind"].split() if word.lower() not in FUNCTION_WORDS]
        shown = match.group().removesuffix(match["behind"])
        yield Ordinal(" ".join([shown, *words[:1]]), value, frozenset(map(stem, words)))


def contrary_compound(claimed: Quantity, claim: str, texts: Sequence[str]) -> str | None:
    """Return what the texts call by another number of the same parts: "dual-path" for three paths.

    A claim that speaks of both, "single eyes" and "the two eyes", is none to tell.
    """
    for text in texts:
        for match in COMPOUND.finditer(text):
            parts = re.compile(rf"\b{match['prefix']}[-\s]{match['noun']}", re.IGNORECASE)
            is_contrary = PREFIXES[match["prefix"].lower()] != claimed.value
            if is_contrary and stem(match["noun"]) in claimed.nouns and not parts.search(claim):
                return match.group()
        named = {word.lower for word in split_words(text)} & LANGUAGE_NAMES
        bilingual = BILINGUAL.search(text)
        if bilingual and claimed.unit == "language" and claimed.value > len(named) == 2:
            return bilingual.group()
    return None
