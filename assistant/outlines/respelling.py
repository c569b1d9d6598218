"""Misspelt words of a list's subject, read as the words that papers hold."""

import re
from dataclasses import replace

from assistant.outlines.list_subject import ListSubject
from retrieval.keyword_index import SHORTEST_RESPELT, KeywordIndex
from retrieval.retriever import Retriever

VOWELS = frozenset("aeiouy")
PLAIN_WORD = re.compile(r"(?<![^\W_])[a-z]{5,}(?![^\W_])")
"""Names are left: what is written with a capital may well be what was meant."""


def respelt_subject(subject: ListSubject, retriever: Retriever) -> tuple[ListSubject, dict[str, str]]:
    """Return the subject with the words that no paper holds in the spelling of papers, and what was read as what."""
    asked = (*subject.phrases, *subject.details, *subject.excluded)
    words = dict.fromkeys(word for phrase in asked for word in PLAIN_WORD.findall(phrase))
    read_as = {word: meant for word in words if (meant := _meant(word, retriever)) is not None}
    if not read_as:
        return subject, {}

    def mended(text: str) -> str:
        return PLAIN_WORD.sub(lambda match: read_as.get(match[0], match[0]), text)

    def all_mended(phrases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(mended, phrases))

    respelt = replace(
        subject,
        text=mended(subject.text),
        phrases=all_mended(subject.phrases),
        details=all_mended(subject.details),
        excluded=all_mended(subject.excluded),
        names=all_mended(subject.names),
    )
    return respelt, read_as


def _meant(word: str, retriever: Retriever) -> str | None:
    """Return the word, as a paper writes it, that a word held by no paper was probably meant to be."""
    term = retriever.indexes.keywords.respelt(word) or _one_vowel_off(word, retriever.indexes.keywords)
    return None if term is None else retriever.as_written(term).lower()


def _one_vowel_off(word: str, keywords: KeywordIndex) -> str | None:
    """Return the term of the most papers that has another vowel than an unheld one in a single place: "speech" for
    "speach". Another consonant mostly makes another word, as in "cancer" and "cancel"."""
    terms = keywords.analyzer.analyze(word)
    if len(terms) != 1 or len(terms[0]) < SHORTEST_RESPELT:
        return None
    [sought] = terms
    held = keywords.terms_beginning(sought[:2])
    if sought in held:
        return None
    near = (term for term in held if len(term) == len(sought) and _differs_by_a_vowel(term, sought))
    return max(near, key=lambda term: (held[term], term), default=None)


def _differs_by_a_vowel(one: str, other: str) -> bool:
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and VOWELS.issuperset(differing[0])
