"""Misspelt words of a list's subject, read as the words that papers hold."""

import re

from assistant.outlines.list_subject import ListSubject, list_subject
from assistant.verification.words import FUNCTION_WORDS
from retrieval.keyword_index import SHORTEST_RESPELT, KeywordIndex
from retrieval.retriever import Retriever

VOWELS = "aeiou"
PLAIN_WORD = re.compile(r"(?<![^\W_])[a-z]{5,}(?![^\W_])")
"""Names are left: what is written with a capital may well be what was meant."""


def respelt_subject(text: str, retriever: Retriever) -> tuple[ListSubject, dict[str, str]]:
    """Return the subject of a question with its words that no paper holds in the spelling of papers, and what was read
    as what."""
    subject = list_subject(text)
    asked = (*subject.phrases, *subject.details, *subject.excluded)
    words = dict.fromkeys(word for phrase in asked for word in PLAIN_WORD.findall(phrase))
    read_as = {word: meant for word in words if (meant := _meant(word, retriever)) is not None}
    if not read_as:
        return subject, {}
    subject = list_subject(PLAIN_WORD.sub(lambda match: read_as.get(match[0], match[0]), text))
    sought = " ".join((*subject.phrases, *subject.details, *subject.excluded))
    return subject, {word: meant for word, meant in read_as.items() if meant in sought}


def _meant(word: str, retriever: Retriever) -> str | None:
    """Return the word, as a paper writes it, that a word held by no paper was probably meant to be.

    It is none that only joins others: "thesis" is no misspelt "these".
    """
    term = retriever.indexes.keywords.respelt(word) or _one_vowel_off(word, retriever.indexes.keywords)
    meant = "" if term is None else retriever.as_written(term).lower()
    return None if meant in FUNCTION_WORDS else meant or None


def _one_vowel_off(word: str, keywords: KeywordIndex) -> str | None:
    """Return the term of the most papers that comes of an unheld word with another vowel in a single place: "speech"
    of "speach". Another consonant mostly makes another word, as in "cancer" and "cancel"."""
    if len(word) < SHORTEST_RESPELT or any(term.document_frequency for term in keywords.query_terms(word)):
        return None
    spelt = (
        word[:place] + vowel + word[place + 1 :]
        for place, letter in enumerate(word)
        if letter in VOWELS
        for vowel in VOWELS
    )
    near = (term for term in keywords.query_terms(" ".join(spelt)) if term.document_frequency)
    best = max(near, key=lambda term: (term.document_frequency, term.text), default=None)
    return None if best is None else best.text
