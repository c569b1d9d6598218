"""A paper that a text names, and the words of a text as names and titles are compared by."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from retrieval.datatypes import Paper
from retrieval.identity import normalise_title
from retrieval.names import UNSPACED

How = Literal["title", "part of the title", "misspelt title", "name", "blend", "id"]

N_TITLES = 40
"""How many titles the keyword index nominates for the whole text, and how many papers for a name."""

WORD = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+(?:['’][^\W_{UNSPACED}]+)*\+*")
POSSESSIVE = re.compile(r"(?<=\w)['’]s$", re.IGNORECASE)
SAYS_LITTLE = frozenset(
    (
        *("a", "an", "the", "of", "in", "on", "for", "to", "and", "or", "with", "by", "from", "via", "as", "at", "is"),
        *("are", "be", "do", "does", "how", "what", "when", "why", "where", "which", "that", "this", "it", "its", "s"),
        *("about", "paper", "using", "towards", "toward", "between", "we", "you", "your", "can", "tell", "me", "than"),
    )
)


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper, how `text[start:end]` names it, and how sure that is, 0…1."""

    paper: Paper
    how: How
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """`text[start:end]` of a text, its letters and digits in one case, and whether any title may hold it."""

    text: str
    start: int
    end: int
    key: str
    says_little: bool


def words_in(text: str) -> list[Word]:
    """Return the words of a text in order, those with a hyphen in their parts, without an 's: "SIB-200's"."""
    bare = [(match, POSSESSIVE.sub("", match[0])) for match in WORD.finditer(text)]
    return [word_at(word, match.start(), match.start() + len(word)) for match, word in bare]


def word_at(text: str, start: int, end: int) -> Word:
    """Return a word that stands there, or stands for what does."""
    key = squashed(text)
    return Word(text, start, end, key, key in SAYS_LITTLE)


@lru_cache(maxsize=50_000)
def squashed(text: str) -> str:
    """Return the letters and digits of a text in one case: "ColBERT-XM" and "colbert xm" come out equal."""
    return normalise_title(text).replace(" ", "")
