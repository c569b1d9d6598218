"""Sentence boundaries, in any script, by sentencex, with a few joins that abstracts ask for."""

import re
from collections.abc import Iterator

import sentencex

from retrieval.datatypes import Sentence

LANGUAGE = "en"
"""sentencex's English rules also end sentences at the marks of other scripts (。！？؟।)."""

ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:approx|cf|e\.g|eq|eqs|fig|figs|i\.e|no|nos|p|pp|ref|refs|resp|sec|sect|tab|viz|vs|w\.r\.t)\.$",
    re.IGNORECASE,
)
GENUS_OR_UNIT = re.compile(r"(?:^|[\s(])(?:[A-Z][a-z]{1,2}|spp?|ssp|subsp|var|incl|kg|mg|ml|min|hrs?|wk|yrs?)\.$")
IN_LOWER_CASE = re.compile(r"[a-z]{2,}(?![\w-])")
"""How a sentence goes on behind the short name of a genus ("An. gambiae") or a unit; "mRNA" may begin one."""

ADDRESS_END = re.compile(r"https?://\S+[.!?](?=\s+[A-Z])")
"""sentencex takes the full stop behind an address as part of it."""

ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,2}|[ivx]{1,4}|[A-Za-z])[.)]\s+")
"""The number of an item; behind one sentencex may end no sentence up to the next."""

ENDS_A_NAME = re.compile(r"(?:^|\s)Yahoo!$")
LONGEST_ENDING = 12
"""Characters; more than any of these abbreviations and names has."""


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order, without the white space around them.

    Every character that is no white space lies in exactly one sentence.

    >>> [sentence.text for sentence in split_sentences("It scores 3.5 on X, e.g. Thai. 中文句子。Done.")]
    ['It scores 3.5 on X, e.g. Thai.', '中文句子。', 'Done.']
    """
    spans: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        start, end = _stripped(text, start, end)
        if start == end:
            continue
        if spans and (_continues(text, *spans[-1], start) or not _has_words(text[start:end])):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    if len(spans) > 1 and not _has_words(text[slice(*spans[0])]):
        spans[:2] = [(spans[0][0], spans[1][1])]
    return tuple(Sentence(position, start, end, text[start:end]) for position, (start, end) in enumerate(spans, 1))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _boundaries(text, 0):
        for address in ADDRESS_END.finditer(text, start, end):
            yield start, address.end()
            start = address.end()
        yield start, end


def _boundaries(text: str, first: int) -> Iterator[tuple[int, int]]:
    """Yield what sentencex takes for sentences from `first` on, those within items of a list included."""
    for boundary in sentencex.get_sentence_boundaries(LANGUAGE, text[first:]):
        start, end = first + boundary["start_index"], first + boundary["end_index"]
        item = ENUMERATOR.match(text, start, end)
        for _, inner_end in _boundaries(text[:end], item.end()) if item else ():
            yield start, inner_end
            start = inner_end
        if start < end:
            yield start, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _continues(text: str, start: int, end: int, following: int) -> bool:
    """Say whether a piece ends in an abbreviation or a name with a mark of its own, so that the next belongs to it."""
    ending = text[max(start, end - LONGEST_ENDING) : end]
    if GENUS_OR_UNIT.search(ending) and IN_LOWER_CASE.match(text, following):
        return True
    return bool(ABBREVIATION.search(ending) or ENDS_A_NAME.search(ending))


def _has_words(piece: str) -> bool:
    return any(character.isalpha() for character in piece)
