"""The sections of an abstract that labels its own, as many do in medicine: "METHODS …", "Results: …"."""

import re
from collections.abc import Sequence
from typing import Literal

Section = Literal["background", "aim", "methods", "results", "conclusions", "aside"]
"""`aside`: who paid, and where a trial is registered; no finding."""

LABELS: dict[Section, str] = {
    "aside": (
        r"(?:SOURCES?\s+OF\s+)?FUNDING|(?:(?:CLINICAL\s+)?(?:TRIALS?|STUDY|REVIEW)\s+)?REGISTRATION"
        r"|(?:COMPETING|CONFLICTS?\s+OF)\s+INTERESTS?"
    ),
    "conclusions": r"CONCLUSIONS?|INTERPRETATION",
    "results": r"(?:MAIN\s+)?RESULTS|(?:PRINCIPAL\s+)?FINDINGS",
    "methods": (
        r"(?:MATERIALS?|PATIENTS|SUBJECTS)\s+AND\s+METHODS|METHODS?|METHODOLOGY|(?:STUDY\s+)?DESIGN|SETTING|PARTICIPANTS"
        r"|PATIENTS|INTERVENTIONS?|(?:MAIN\s+)?OUTCOME\s+MEASURES?|MEASUREMENTS|DATA\s+SOURCES|STUDY\s+SELECTION"
    ),
    "aim": r"OBJECTIVES?|AIMS?|PURPOSE|GOALS?",
    "background": r"BACKGROUND|CONTEXT|INTRODUCTION|RATIONALE",
}
FURTHER_WORDS = r"(?:\s*[/,&]?\s*[\w/]+){0,4}?"
OPENS = {
    section: re.compile(
        rf"\W*(?:(?:{labels})\b(?=[^a-z:]*(?::|\s[A-Z0-9]|\s?\())(?![ -][a-z])|(?i:{labels}){FURTHER_WORDS}:)"
    )
    for section, labels in LABELS.items()
}
"""In capitals, or before a colon."""

TWO_SECTIONS = re.compile(r"\W*METHOD\w*(?:\s+AND\s+|/)(?:\w+\s+)?(?:RESULTS|FINDINGS)\b", re.IGNORECASE)
REGISTERED = re.compile(
    r"\b(?:ISRCTN|NCT|ACTRN|CRD|ChiCTR)[\s-]?\w*\d{5}|\b(?:trial|study|review)\s+(?:is|was|has\s+been)\s+registered\b"
)


ON_ASIDES = re.compile(r"\b(?:fund|sponsor|financ|grant|regist|paid|interests?\b)", re.IGNORECASE)
"""Asks for what stands aside."""


def sections_of(texts: Sequence[str]) -> tuple[Section | None, ...]:
    """Return the section that each sentence of an abstract stands in, None where no label tells.

    >>> sections_of(["AIM To count kelp.", "We use boats.", "RESULTS Kelp grows.", "FUNDING The harbour."])
    ('aim', 'aim', 'results', 'aside')
    """
    current: Section | None = None
    found: list[Section | None] = []
    for text in texts:
        current = next((section for section, opens in OPENS.items() if opens.match(text)), current)
        current = None if TWO_SECTIONS.match(text) else current
        found.append("aside" if REGISTERED.search(text) else current)
    return tuple(found)
