"""Papers by the design of their study: trials, case reports, cohort studies, meta-analyses, reviews. English.

Such a word asks for papers of that design: "which trials use a placebo" is "which papers use a placebo", of trials.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from retrieval.surveys import is_survey

StudyDesign = Literal["randomized trial", "trial", "case report", "cohort study", "meta-analysis", "review"]

_QUALITIES = r"(?:(?:double-blind|placebo-controlled|prospective|clinical|controlled|pilot),?\s+)*"
NOUNS: Mapping[StudyDesign, str] = {
    "randomized trial": rf"{_QUALITIES}randomi[sz]ed,?\s+{_QUALITIES}(?:trials?|studies)|RCTs?",
    "trial": r"(?:(?:clinical|controlled)\s+)*trials?",
    "case report": r"case\s+(?:reports?|series)",
    "cohort study": r"(?:(?:prospective|retrospective)\s+)?cohort\s+stud(?:y|ies)",
    "meta-analysis": r"meta-?analys[ei]s",
    "review": r"reviews(?=\W*$|\s+(?:on|about|here|are\s+(?:there|here)|do\s+(?:you|we)\s+have)\b)",
}
NOUN = re.compile(
    "|".join(rf"(?P<d{place}>\b(?:{noun}))\b" for place, noun in enumerate(NOUNS.values())), re.IGNORECASE
)
ADJECTIVES = (
    r"(?:(?!(?:do|does|did|is|are|was|were|has|have|can|in|on|of|from|by|for|with|and|or|that|which|how|many)\b)"
    r"[\w-]+\s+){0,3}?"
)
BEFORE = re.compile(
    rf"(?:\b(?:which|what|(?:list|name|show|find|give|recommend)(?:\s+(?:me|us|all|any|every|the|of))*|(?:are|is)\s+there(?:\s+(?:any|an?))?"
    rf"|(?P<many>how\s+many))\s+{ADJECTIVES}|(?P<said_of>\bpapers\s+(?:that\s+|which\s+)?(?:are|report|describe)\s+)|(?P<first>^\W*){ADJECTIVES})$",
    re.IGNORECASE,
)
NOT_HERE = re.compile(
    r"\s+(?:does|did|do(?!\s+(?:we|you|i)\b)|has|had|is|was"
    r"|(?:are|were)\s+(?:\w+ly\s+)?(?:included|reviewed|pooled|covered|found|identified|eligible|considered|analy[sz]ed))\b",
    re.IGNORECASE,
)
"""Behind trials that one paper speaks of."""

BEHIND_FIRST = re.compile(r"\W*$|\s+(?:on|about|that|with|using|from|since|before|after|published)\b", re.IGNORECASE)

CROSS_SECTION = re.compile(r"\bcross-sectional\b", re.IGNORECASE)
POOLING = re.compile(r"\bmeta-?analys|\b(?:systematic|literature|critical)\s+review|\breview\s+of\b", re.IGNORECASE)
ANIMALS = re.compile(r"\b(?:mice|rats|pigs|rabbits|dogs|monkeys|macaques|animals)\b", re.IGNORECASE)
_OWN = r"(?:\b(?:we|this|our|the\s+present)\b|^\W*(?:METHODS?|DESIGN|MATERIALS?)\b)"
TITLED: Mapping[StudyDesign, str] = {
    "randomized trial": r"\brandomi[sz]ed\b",
    "trial": r"\brandomi[sz]ed\b|\btrial\b",
    "case report": r"\bcase\s+(?:report|series)\b|\breport\s+of\s+(?:a|\w+)\s+cases?\b",
    "cohort study": r"\bcohort\b",
    "meta-analysis": r"\bmeta-?analys[ei]s\b",
    "review": r"\breview\b",
}
_TO_GROUPS = (
    r"\b(?:were|was)\s+(?:then\s+)?randomi[sz]ed\b|\brandomly\s+(?:assigned|allocated|divided)\b"
    r"|\brandomi[sz]ed\s+(?:into|to)\b|\brandomi[sz]ed,?\s+(?:[\w-]+,?\s+){0,4}?(?:trial|study)\b"
)
TOLD: Mapping[StudyDesign, str] = {
    "randomized trial": _TO_GROUPS,
    "trial": rf"{_TO_GROUPS}|\b(?:this|our)\s+(?:[\w-]+\s+){{0,3}}?trial\b",
    "case report": r"\bwe\s+(?:report|describe|present)\s+(?:[\w-]+\s+){0,3}?(?:cases?|patients?)\b|\bcase\s+report\b",
    "cohort study": rf"{_OWN}.*\bcohort\b|\b(?:prospective|retrospective|historical)\s+cohort\b",
    "meta-analysis": rf"{_OWN}.*\bmeta-?analys[ei]s\b",
    "review": (
        r"\bthis\s+(?:[\w-]+\s+)?review\b|\bhere,?\s+we\s+review\b|\b(?:a|this)\s+(?:critical|systematic|narrative)\s+review\b"
    ),
}
POOLABLE = frozenset(("randomized trial", "trial", "case report", "cohort study"))
"""Designs that papers which pool others speak of as well."""

WORDS: Mapping[StudyDesign, tuple[str, ...]] = {
    "randomized trial": ("random", "randomly", "randomized", "randomised", "randomisation"),
    "trial": ("trial", "random", "randomly", "randomized", "randomised"),
    "case report": ("case",),
    "cohort study": ("cohort",),
    "meta-analysis": ("meta", "metaanalysis"),
    "review": ("review", "survey", "overview", "meta"),
}
"""Words without one of which no paper shows the design."""


def design_asked(text: str) -> tuple[StudyDesign | None, str]:
    """Return the design of the papers that a question asks for, and the question for papers without it.

    >>> design_asked("Which clinical trials used moss?"), design_asked("How many papers are meta-analyses?")
    (('trial', 'Which papers used moss?'), ('meta-analysis', 'How many papers?'))
    >>> design_asked("How many trials did the meta-analysis include?")[0]
    """
    for noun in NOUN.finditer(text):
        before, behind = BEFORE.search(text[: noun.start()]), text[noun.end() :]
        if before is None or NOT_HERE.match(behind) or (before["many"] and not re.match(r"\s+\w", behind)):
            continue
        if before["first"] is not None and not BEHIND_FIRST.match(behind):
            continue
        design = get_args(StudyDesign)[int((noun.lastgroup or "d0")[1:])]
        if before["said_of"]:
            return design, f"{text[: before.start('said_of')]}papers{behind}"
        is_one = re.search(r"\ban?\s+(?:[\w-]+\s+)*$", before[0]) is not None
        return design, f"{text[: noun.start()]}{'paper' if is_one else 'papers'}{behind}"
    return None, text


def shown_design(design: StudyDesign, title: str, sentences: Sequence[str]) -> int | None:
    """Return the place of the sentence that shows a paper's design, 0 where its title does alone, None where none does.

    A paper that pools trials is none.
    """
    if design in POOLABLE and (POOLING.search(title) or is_survey(title, " ".join(sentences))):
        return None
    told = re.compile(TOLD[design], re.IGNORECASE)
    of_animals = ANIMALS if design in ("trial", "randomized trial") else re.compile(r"(?!)")
    places = (place for place, text in enumerate(sentences) if told.search(text) and not of_animals.search(text))
    if (place := next(places, None)) is not None:
        return place
    is_review = design == "review" and is_survey(title, " ".join(sentences)) and not CROSS_SECTION.search(title)
    return 0 if is_review or re.search(TITLED[design], title, re.IGNORECASE) else None
