"""Blocks of prose → the sentences and clauses that cite, each with the keys that it has to be checked against.

A sentence with cites in several clauses is cut, so that each fact is held against the paper cited for it:

    "AfroLM covers 23 languages \\cite{a}, while Centurio covers 100 \\cite{b}."
    → "AfroLM covers 23 languages" by a, "Centurio covers 100." by b

Cites that no clause keeps apart are checked together: each fact must stand in one of their papers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.linting.document import Cite, Prose
from retrieval.datatypes import Sentence
from retrieval.sentences import split_sentences

STRONG_BOUNDARY = re.compile(
    r"[;—]\s*|,?\s+(?:while|whereas|although|though|but|yet|however|in contrast|on the other hand)\b[,\s]*",
    re.IGNORECASE,
)
WEAK_BOUNDARY = re.compile(r"[,:]\s+(?:and\s+|or\s+|then\s+)?|\s+and\s+", re.IGNORECASE)
EMPTY_BRACKETS = re.compile(
    r"\s*[(\[](?:\s|[,;.&]|(?:see|also|e\.g\.|i\.e\.|cf\.|and|in|by|sources?:?|refs?:?)(?=[\s,;.)\]]))*[)\]]",
    re.IGNORECASE,
)
MIN_WORDS_OF_A_CLAUSE = 4
MAX_PLACES_TO_KEEP_APART = 40
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CitingClause:
    """Words that cite: a whole sentence, or a clause of one. `origin` is the place of its first cite in the source.

    `sentence` is the whole sentence it stands in, which begins at `sentence_origin`.
    """

    text: str
    keys: tuple[str, ...]
    origin: int
    sentence: str
    sentence_origin: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Cites that are checked together, and the stretch of the sentence that is theirs."""

    cites: tuple[Cite, ...]
    start: int
    end: int


def citing_clauses(prose: Prose) -> Iterator[CitingClause]:
    """Yield what cites in a block, in order. Sentences that cite nothing are left out."""
    sentences = split_sentences(prose.text)
    held: list[list[Cite]] = [[] for _ in sentences]
    for cite in prose.cites:
        if sentences:
            held[_home(cite, sentences)].append(cite)
    for sentence, cites in zip(sentences, held, strict=True):
        if not cites:
            continue
        whole = _tidy(sentence.text)
        for group in _groups(prose.text, sentence, cites):
            keys = tuple(dict.fromkeys(key for cite in group.cites for key in cite.keys))
            yield CitingClause(
                _tidy(prose.text[group.start : group.end]),
                keys,
                group.cites[0].origin,
                whole,
                min(prose.origins[sentence.start], group.cites[0].origin),
            )


def _home(cite: Cite, sentences: tuple[Sentence, ...]) -> int:
    """Return which sentence a cite belongs to: the one it stands in or right behind."""
    before = [
        index
        for index, sentence in enumerate(sentences)
        if sentence.start < cite.position or (cite.is_word and sentence.start == cite.position)
    ]
    return before[-1] if before else 0


def _groups(text: str, sentence: Sentence, cites: list[Cite]) -> list[_Group]:
    """Cut a sentence into stretches, one for the cites of each clause."""
    clusters: list[list[Cite]] = []
    for cite in cites:
        last = clusters[-1][-1] if clusters else None
        between = text[last.position : cite.position].strip(" ,;&").lower() if last else ""
        stand_together = not between and not cite.is_word
        if last and not last.is_word and (stand_together or between in ("and", "or")):
            clusters[-1].append(cite)
        else:
            clusters.append([cite])
    if len(clusters) > MAX_PLACES_TO_KEEP_APART:
        return [_Group(tuple(cites), sentence.start, sentence.end)]
    groups = [_Group(tuple(clusters[0]), sentence.start, sentence.end)]
    for cluster in clusters[1:]:
        previous = groups[-1]
        cut = _cut(text, previous, cluster[0], sentence.end)
        if cut is None:
            groups[-1] = replace(previous, cites=(*previous.cites, *cluster))
        else:
            groups[-1] = replace(previous, end=cut[0])
            groups.append(_Group(tuple(cluster), cut[1], sentence.end))
    return groups


def _cut(text: str, last: _Group, following: Cite, end: int) -> tuple[int, int] | None:
    """Return where the clause of one group ends and the next one's begins, None where they stand in one clause."""
    start = last.cites[-1].position
    between = text[start : following.position]
    strong, weak = (list(pattern.finditer(between)) for pattern in (STRONG_BOUNDARY, WEAK_BOUNDARY))
    boundary: re.Match[str] | None = None
    if last.cites[-1].is_word:  # its clause goes on behind it: `the authors show X and …`
        if strong:
            boundary = strong[-1]
        elif weak and following.is_word:
            boundary = weak[-1]
    elif strong:
        boundary = strong[0]
    elif following.is_word and weak:
        boundary = weak[-1]
    elif weak and weak[0].start() == 0:
        boundary = weak[0]
    if boundary is None:
        return None
    stop, resume = start + boundary.start(), start + boundary.end()
    following_end = end if following.is_word or strong else max(following.position, resume)
    is_enough = min(_n_words(text[last.start : stop]), _n_words(text[resume:following_end])) >= MIN_WORDS_OF_A_CLAUSE
    return (stop, resume) if is_enough else None


def _n_words(text: str) -> int:
    return len(WORD.findall(text))


def _tidy(text: str) -> str:
    """Return a clause on one line, without what the cites left behind, such as empty brackets."""
    plain = EMPTY_BRACKETS.sub("", text)
    plain = re.sub(r"\s+([,.;:!?)])", r"\1", " ".join(plain.split()))
    return re.sub(r"[\s,;:]+$", "", plain)
