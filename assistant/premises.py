"""What a question takes for granted that a paper tells: a count of certain things, results on a certain subject."""

import re
from collections.abc import Iterable

from assistant.verification.quantities import find_quantities
from assistant.verification.units import UNIT_OF
from assistant.verification.words import stem

COUNTED = re.compile(
    r"\bhow\s+many\s+(?:of\s+)?(?:[^\W\d_][\w'’-]*\s+){0,3}?(?P<noun>[^\W\d_][\w-]*s|people|BLEU)\b"
    r"(?<!ss)(?<!\bdoes)(?<!\bwas)(?<!\bhas)(?<!\bis)",
    re.IGNORECASE,
)
"""The plural behind "how many", with up to three words before it: "how many unique users"."""

REPORTED = re.compile(
    r"\b(?:say|says|said|reports?|reported|tells?|mentions?|claims?|gets?|do|does|reach|reaches|results?|performs?|find)\b"
    r"\s+(?:about|on|of|regarding|for)\s+(?P<subject>.*)",
    re.IGNORECASE,
)
"""What a paper is asked to report on: "What does it say about image captions?", "How does it do on summarization?"."""


def counted_noun(question: str) -> str:
    """Return the plural of which a question asks how many there are, or "".

    >>> counted_noun("How many unique users has it?")
    'users'
    """
    match = COUNTED.search(question)
    return match["noun"].lower().rpartition("-")[2] if match else ""


def asks_other_count(question: str, texts: Iterable[str]) -> bool:
    """Say whether a question asks how many there are of something that no number of the texts counts.

    >>> asks_other_count("How many rated speakers has it?", ["It covers nine languages."])
    True
    >>> asks_other_count("How many languages does it cover?", ["It covers nine languages."])
    False
    """
    noun = counted_noun(question)
    if not noun:
        return False
    unit, root = UNIT_OF.get(noun), stem(noun)
    if unit == UNIT_OF["people"] and noun != "people":
        unit = None  # annotators are people, users are people, and neither are the others
    quantities = (quantity for text in texts for quantity in find_quantities(text))
    return not any(root in quantity.nouns or (unit and quantity.unit == unit) for quantity in quantities)


def reported_subject(question: str) -> str:
    """Return what a question wants a report on, or "".

    >>> reported_subject("What does MuRIL say about image captions?")
    'image captions?'
    """
    match = REPORTED.search(question)
    return match["subject"] if match else ""
