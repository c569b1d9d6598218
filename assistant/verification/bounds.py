"""What a number bounds: the words beside it ("over", "at most", "or more"), and which values they admit."""

import re
from fractions import Fraction

SLACK = Fraction(1, 10)
CLOSE = Fraction(1, 20)
LEAST_OF_A_ROUND_NUMBER = Fraction(3, 4)
LONGEST_BEFORE = 28

_UNDER = r"under|(?:less|fewer|lower|smaller)\sthan|below|short\sof|not\s(?:quite|even)"
_NEARLY = r"nearly|almost|close\sto|approaching"
_PHRASES = (
    ("over", r"over|(?:more|greater|higher|larger)\sthan|at\sleast|minimum\sof|above|exceed(?:s|ed|ing)?|beyond"),
    ("over", r"upwards?\sof|in\sexcess\sof|no\s(?:fewer|less)\sthan|not\s(?:under|below)"),
    ("under", rf"{_UNDER}|{_NEARLY}|up\sto|at\smost|maximum\sof|as\s(?:much|many|high)\sas|not\s(?:over|above)"),
    ("under", r"(?:no|not)\smore\sthan"),
    ("strict", _UNDER),
    (
        "about",
        rf"about|around|approximately|roughly|some|circa|ca|approx|an\sestimated|[io]n\sthe\sorder\sof|{_NEARLY}",
    ),
)
_BEFORE = tuple(
    (relation, re.compile(rf"(?<!\w)(?<!\bno\s)(?<!\bnot\s)(?:{phrases})\W*(?:an?\s)?$", re.IGNORECASE))
    for relation, phrases in _PHRASES
)
_SIGNS = {">": "over", "≥": "over", "<": "under", "≤": "under", "~": "about", "≈": "about", "∼": "about"}
_MORE = r"or\s(?:more|above|higher|over)|and\s(?:above|up)"
_LESS = r"or\s(?:less|fewer|below|lower|under)|and\s(?:below|lower)"
_BEHIND = (
    ("over", re.compile(rf"\s?[%％]?\+|(?:\s[\w-]+)?,?\s(?:{_MORE})\b(?!\s(?:than|\d))")),
    ("under", re.compile(rf"(?:\s[\w-]+)?,?\s(?:{_LESS})\b(?!\s(?:than|\d))")),
    ("about", re.compile(r",?\sor\sso\b")),
)
_EXCEEDS = re.compile(r"\b(?:exceed(?:s|ed|ing)?|beyond)\W*$", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:no|not|none|nor|neither|never|nothing|cannot|without)|n['’]t)\b(?:(?!\b(?:and|but|yet|while|which)\b)[^.;:,])*$",
    re.IGNORECASE,
)
FURTHEST_DENIAL = 80
"""Characters before the number: "on neither task does the score exceed 60"."""
_CIRCUMSTANCE = re.compile(
    r"[-‑]|(?:\s[\w-]+){0,3}?\s(?:conditions?|settings?|scenarios?|circumstances|regimes?|budgets?|constraints?|attacks?"
    r"|perturbations?|assumptions?|protocols?|schemes?|licen[cs]es?|levels?|headings?|names?|labels?|categories)\b"
)
"""What "under" stands before without bounding it: "under 10-fold cross-validation", "under three noise levels"."""


def find_relations(text: str, start: int, end: int) -> frozenset[str]:
    """Return what the words beside the number at `start` to `end` make of it: "over", "under", "about".

    "strict" goes with an "under" that leaves the number itself out: "fewer than 30", not "at most 30".
    """
    before = text[max(0, start - LONGEST_BEFORE) : start]
    relations = {relation for relation, pattern in _BEFORE if pattern.search(before)}
    if re.search(r"\bunder\W*$", before, re.IGNORECASE) and _CIRCUMSTANCE.match(text, end):
        relations -= {"under", "strict"}
    if _DENIED.search(text, max(0, start - FURTHEST_DENIAL), start):
        relations = {"under"} if _EXCEEDS.search(before) else relations - {"strict"}
    if (sign := before.rstrip()[-1:]) in _SIGNS:
        relations.add(_SIGNS[sign])
    relations.update(relation for relation, pattern in _BEHIND if pattern.match(text, end))
    return frozenset(relations)


def admits(claimed: Fraction, relations: frozenset[str], value: Fraction) -> bool:
    """Say whether a bound holds of a value that is near enough for it: "over 5,500" of 5,584, "almost 40" of 39."""
    step = _step(claimed)
    if "over" in relations and claimed <= value < max(claimed * (1 + SLACK), claimed + step):
        return True
    if "under" in relations and claimed * (1 - SLACK) <= value <= claimed:
        return True
    if "strict" in relations and max(claimed - step, claimed * LEAST_OF_A_ROUND_NUMBER) <= value <= claimed:
        return True
    return "about" in relations and abs(claimed - value) <= claimed * CLOSE


def forbids(claimed: Fraction, relations: frozenset[str], value: Fraction) -> bool:
    """Say whether a value lies beyond a bound, be it ever so near: 82.35 is not "below 82"."""
    return ("over" in relations and value < claimed) or ("strict" in relations and value > claimed)


def is_turned(claimed: frozenset[str], stated: frozenset[str]) -> bool:
    """Say whether one is a lower and the other an upper bound."""
    one, other = ({"over", "under"} & bounds for bounds in (claimed, stated))
    return len(one) == len(other) == 1 and one != other


def _step(value: Fraction) -> Fraction:
    """Return the place of the last digit that tells: 100 of 5,500, 1,000,000 of a million; 0 of parts."""
    if value.denominator != 1 or value == 0:
        return Fraction(0)
    digits = str(int(value))
    return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
