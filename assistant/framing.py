"""What of an answer is framing: labels, references, words on the evidence itself. They state nothing of the papers."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.datatypes import EvidencePaper
from assistant.verification.words import words_of

BARE_NUMBER = re.compile(r"(?<![\w@-])\d")
"""A number that is no part of a name, as it is of "mT5", "SIB-200" and "p@5"."""

MOST_WORDS_OF_A_LABEL = 3
NOTHING_SAID = re.compile(
    r"\W*(?:not\s+(?:stated|reported|given|specified|available|mentioned)|n/?a|none|unknown)\W*", re.IGNORECASE
)
"""What a cell says where there is nothing to say."""
YES_OR_NO = re.compile(r"(?:.*[:–—])?\W*(?:yes|no)\W*", re.IGNORECASE)
NAMES_SOURCES = re.compile(
    r"\W*(?:cited\s+)?(?:sources?|references?|citations?|evidence|sentences?|bibliography|see(?:\s+also)?)\W*",
    re.IGNORECASE,
)
"""What stands before the markers of a closing line: "Sources: [1.1], [1.2]"."""

FINITE_VERBS = words_of(
    """is are was were has have had does did can cannot could will would might must should
    achieves beats covers exceeds fails gives handles helps hurts improves keeps lacks loses makes outperforms performs
    reaches reduces requires shows surpasses underperforms wins works"""
)
"""Verbs that make a statement of the words around them, in forms that are hardly ever nouns or participles."""

ASKING_WORDS = words_of("what which who whose whom how why when where whether that if")
CLAUSE = re.compile(r"[,;:.!?()\[\]–—]")
CONTRAST = re.compile(r"[;–—]|\b(?:but|yet|though|although|while|whereas|however)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_SOURCES = r"(?:\w+\s+){0,2}?(?:evidence|abstracts?|papers?|sentences?|sources?|passages?|excerpts?|texts?)"
_TELL = (
    r"(?:say|state|give|report|mention|name|specify|specifie|provide|discuss|discusse|address|addresse|contain|tell|describe"
    r"|include|disclose|indicate|answer|quantify|compare)s?"
)
_NOT_TOLD = (
    r"not\s+(?:\w+ly\s+)?(?:given|stated|reported|mentioned|named|specified|provided|disclosed|described|included)"
)
_OPENING = r"^(?:however,?\s+|but\s+)?"
TELLS_NOT = re.compile(
    rf"{_OPENING}(?:(?:the|these|those|this|both|all)\s+{_SOURCES}\s+(?:(?:here|itself|alone|also|cited|given|above)\s+)*"
    rf"(?:(?:do|does|did)\s+not|don['’]t|doesn['’]t|never)\s+(?:\w+ly\s+)?{_TELL}\b"
    rf"|(?:neither|none\s+of\s+(?:the|these|those)|no)\s+{_SOURCES}\s+(?:\w+ly\s+)?{_TELL}\b)(?P<what>.*)",
    re.IGNORECASE,
)
IS_NOT_TOLD = re.compile(
    rf"{_OPENING}(?:"
    rf"[^,;]*\b(?:is|are|was|were)\s+{_NOT_TOLD}\s+(?:in|by)\s+(?:the|these|those|any\s+of\s+the)\s+{_SOURCES}\W*$"
    rf"|there\s+is\s+no\s+(?:information|mention|evidence)\s+[^,;]*\b(?:in|from)\s+(?:the|these|those)\s+{_SOURCES}\W*$"
    rf"|based\s+on\s+(?:the|these)\s+{_SOURCES},?\s+[^,;]*\bcannot\s+be\s+(?:determined|answered|told|known)\W*$)",
    re.IGNORECASE,
)

FEWEST_WORDS_OF_A_TITLE = 3
"""A shorter one may be the name of a thing that something is said of."""

ADDRESS = re.compile(r"\bhttps?://\S+")
NUMBERED = re.compile(r"\W*(?P<number>\d{1,3})\W+")
WORDS_OF_REFERENCES = words_of("et al and in of the on for pp vol no arXiv arxiv preprint")


def makes_a_statement(text: str) -> bool:
    """Say whether a clause has a finite verb behind its subject; what an asking word opens only names a matter.

    >>> makes_a_statement("KelpNet was retracted"), makes_a_statement("What was found"), makes_a_statement("Results")
    (True, False, False)
    """
    for clause in CLAUSE.split(text.casefold()):
        for place, word in enumerate(WORD.findall(clause)):
            if word in ASKING_WORDS:
                break
            if place and (word in FINITE_VERBS or word.endswith(("n't", "n’t"))):
                return True
    return False


def is_label(text: str) -> bool:
    """Say whether a heading, a few words in bold or the first cell of a row only name what follows."""
    return not (BARE_NUMBER.search(text) or YES_OR_NO.fullmatch(text) or makes_a_statement(text))


def speaks_of_evidence(text: str) -> bool:
    """Say whether a sentence tells what the evidence is silent on and no more: "The abstracts do not give the cost."

    What it is silent on may be a list of things; "that …", a contrast or another clause would state something.
    """
    if BARE_NUMBER.search(text):
        return False
    if not (match := TELLS_NOT.match(text)):
        return IS_NOT_TOLD.match(text) is not None
    what = match["what"]
    *before, last = what.split(",")
    is_list = not before or re.search(r"\b(?:or|nor|and)\b", last)
    states = re.match(r"\W*that\b", what, re.IGNORECASE) or CONTRAST.search(what) or makes_a_statement(what)
    return bool(is_list and not states)


def is_reference(line: str, papers: Sequence[EvidencePaper]) -> bool:
    """Say whether a line only lists a paper of the evidence: its title, perhaps with number, authors, year, address."""
    numbered = NUMBERED.match(line)
    words = _plain(line)
    for paper in papers:
        title = _plain(paper.passage.paper.title)
        if (
            len(title.split()) >= FEWEST_WORDS_OF_A_TITLE
            and title in words
            and (not numbered or int(numbered["number"]) == paper.number)
        ):
            rest = ADDRESS.sub(" ", _without_title(line, paper.passage.paper.title))
            return all(
                word[0].isupper() or word[0].isdigit() or word in WORDS_OF_REFERENCES for word in WORD.findall(rest)
            )
    return False


def _without_title(line: str, title: str) -> str:
    return re.sub(r"\W+".join(map(re.escape, WORD.findall(title))), " ", line, count=1, flags=re.IGNORECASE)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return f" {' '.join(WORD.findall(text.casefold()))} " if WORD.search(text) else ""
