"""Everyday words of a query → the field's words, where the papers hold only the latter.

A question that shares no word with the abstract that answers it is out of reach of BM25, and hard for a small encoder.
The list (everyday_words.txt) is about language technology. A collection on another subject is left alone: its papers
hold the everyday words, or do not hold the field's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from retrieval.datatypes import QueryTerm
from retrieval.keyword_index import KeywordIndex, build_analyzer

WORD = re.compile(r"[^\W_][\w'’-]*")
ONLY_ASKS = re.compile(r"\s+(?:them|these|those)\b|(?<=sort)\s+of\b", re.IGNORECASE)
"""Behind a word that says what to do with the papers, not what they are about: "sort them by size", "what sort of"."""

LONGEST_PHRASE = 3
RARE_SHARE = 0.01
"""A word that more of the papers hold belongs to the collection's own language."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query was read: the text with the field's words, and each everyday word with what it was read as."""

    text: str
    words: tuple[tuple[str, str], ...] = ()


@cache
def everyday_words() -> Mapping[Key, str]:
    """Return the field's words by the stems of an everyday word or phrase."""
    analyzer = build_analyzer()
    found: dict[Key, str] = {}
    for line in files("retrieval").joinpath("everyday_words.txt").read_text(encoding="utf-8").splitlines():
        field_words, colon, everyday = line.partition(": ")
        if colon and not line.startswith("#"):
            for phrase in everyday.split(", "):
                found.setdefault(tuple(analyzer.analyze(phrase)), field_words)
    return found


def read_everyday_words(query: str, keywords: KeywordIndex) -> Reading:
    """Return a query as the field would put it, longest phrases first.

    A single word is replaced only where hardly any paper holds it, and all of them only where more papers hold each of
    the field's words.
    """
    known = everyday_words()
    words = [(match, tuple(keywords.analyzer.analyze(match.group()))) for match in WORD.finditer(query)]
    pieces: list[str] = []
    read: list[tuple[str, str]] = []
    copied = at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            field_words = known.get(tuple(stem for _, stems in words[at : at + length] for stem in stems))
            start, end = words[at][0].start(), words[at + length - 1][0].end()
            only_asks = length == 1 and ONLY_ASKS.match(query, end)
            if field_words and not only_asks and _fits(query[start:end], field_words, keywords, is_phrase=length > 1):
                pieces += query[copied:start], field_words
                read.append((query[start:end], field_words))
                copied = end
                at += length
                break
        else:
            at += 1
    return Reading("".join(pieces) + query[copied:], tuple(read))


def _fits(everyday: str, field_words: str, keywords: KeywordIndex, is_phrase: bool) -> bool:
    own = min(keywords.query_terms(everyday), key=lambda term: term.document_frequency)
    wanted = [term.document_frequency for term in keywords.query_terms(field_words) if len(term.text) > 1]
    return (is_phrase or _is_rare(own)) and min(wanted, default=0) > own.document_frequency


def _is_rare(term: QueryTerm) -> bool:
    """Say whether one paper at most, or a small share, holds a term: exp(-idf) = (n + 0.5) / (N + 1)."""
    return term.document_frequency <= 1 or exp(-term.weight) <= RARE_SHARE
