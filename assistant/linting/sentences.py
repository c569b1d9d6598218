"""Blocks of prose → the sentences and clauses that cite, each with the keys that it has to be checked against.

A sentence with cites in several clauses is cut, so that each fact is held against the paper cited for it:

    "AfroLM covers 23 languages \\cite{a}, while Centurio covers 100 \\cite{b}."
    → "AfroLM covers 23 languages" by a, "Centurio covers 100." by b

    "AfroLM \\cite{a} and Centurio \\cite{b} cover 23 and 100 languages, respectively."
    → "AfroLM cover 23 languages." by a, "Centurio cover 100 languages." by b

A clause without its own noun borrows it: "Lantern has 14 rivers [1], Harbour 29 [2]" → "Harbour 29 rivers." by 2.
Cites that no clause keeps apart are checked together: each fact must stand in one of their papers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

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
SMALL_NUMBERS = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
)
COUNT = re.compile(
    r"(?:(?P<before>\w+)\s+)?(?<![\w.,-])"
    rf"(?:(?P<digits>\d+(?:[.,]\d+)*)(?P<letter>[A-Za-z]?)|{SMALL_NUMBERS})(?!\w)(?:\s?%)?"
    r"(?:\s+(?P<noun>[a-z]\w+))?"
)
NAME_OR_YEAR = re.compile(r"\d(?:\.\d+)?|(?:19|20)\d\d")
VERB = re.compile(r"\w\s+(?:is|are|was|were|has|have|had|does|do|did|can|may|will)\b")
PREDICATE = re.compile(r"\s+(?:is|are|was|were|has|have|had|[a-z]{3,}s)\b")
NAMED_SUBJECT = re.compile(r"(?:,|\sand)\s+(?:the\s+)?[A-Z][\w-]*(?:\s+[\w-]+){0,2}\s*\Z")
RESPECTIVELY = re.compile(r",?\s*\brespectively\b")
NUMBER = rf"(?:\d+(?:[.,]\d+)*[A-Za-z]?\b(?:\s?%)?|{SMALL_NUMBERS})(?:\s(?:thousand|[mbtr]+illion))?"
NUMBERS = re.compile(rf"(?<![\w.,-]){NUMBER}(?:,\s+{NUMBER})*,?\s+and\s+{NUMBER}(?!\w)")
MAX_WORDS_OF_A_NAME = 5
MIN_WORDS_OF_A_CLAUSE = 4
MIN_WORDS_OF_A_FACT = 3
"""So many suffice where a clause is set off by more than a comma, or says something with a number or a verb."""
MAX_PLACES_TO_KEEP_APART = 40
WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")


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
        before = ""
        origin = min(prose.origins[sentence.start], cites[0].origin)
        if clauses := _respective(prose.text, sentence, cites):
            for cite, clause in zip(cites, clauses, strict=True):
                yield CitingClause(_tidy(clause), cite.keys, cite.origin, whole, origin)
            continue
        for group in _groups(prose.text, sentence, cites):
            keys = tuple(dict.fromkeys(key for cite in group.cites for key in cite.keys))
            before = _completed(_tidy(prose.text[group.start : group.end]), before)
            yield CitingClause(before, keys, group.cites[0].origin, whole, min(origin, group.cites[0].origin))


def _home(cite: Cite, sentences: tuple[Sentence, ...]) -> int:
    """Return which sentence a cite belongs to: the one it stands in or right behind."""
    before = [
        index
        for index, sentence in enumerate(sentences)
        if sentence.start < cite.position or (cite.is_word and sentence.start == cite.position)
    ]
    return before[-1] if before else 0


def _respective(text: str, sentence: Sentence, cites: list[Cite]) -> list[str]:
    """Return what each cite has to bear out where as many names as numbers are told "respectively", else none."""
    borders = [sentence.start, *(cite.position for cite in cites)]
    names = [re.sub(r"^[\s,]*(?:and\s+)?", "", text[start:end]) for start, end in pairwise(borders)]
    rest = text[borders[-1] : sentence.end]
    lists = [(found, re.findall(NUMBER, found.group())) for found in NUMBERS.finditer(rest)]
    fitting = [(found, numbers) for found, numbers in lists if len(numbers) == len(cites)]
    are_names = all(0 < _n_words(name) <= MAX_WORDS_OF_A_NAME for name in names)
    if not (RESPECTIVELY.search(rest) and are_names and len(fitting) == 1) or any(cite.is_word for cite in cites):
        return []
    [(found, numbers)] = fitting
    before, behind = rest[: found.start()], RESPECTIVELY.sub("", rest[found.end() :])
    return [f"{name}{before}{number}{behind}" for name, number in zip(names, numbers, strict=True)]


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
    are_subjects = _are_subjects(text, start, following.position)
    if last.cites[-1].is_word:  # its clause goes on behind it: `the authors show X and …`
        if strong:
            boundary = strong[-1]
        elif weak and following.is_word:
            boundary = weak[-1]
    elif strong:
        boundary = strong[0]
    elif weak and (following.is_word or are_subjects):
        boundary = weak[-1]
    elif weak and weak[0].start() == 0:
        boundary = weak[0]
    if boundary is None:
        return None
    stop, resume = start + boundary.start(), start + boundary.end()
    following_end = end if following.is_word or are_subjects or strong else max(following.position, resume)
    before, behind = text[last.start : stop], text[resume:following_end]
    if _stands_alone(before, bool(strong)) and _stands_alone(_completed(behind, before), bool(strong)):
        return stop, resume
    return None


def _are_subjects(text: str, first: int, second: int) -> bool:
    """Say whether two cites stand behind the names that their clauses are about: `A [1] has 4 and B [2] has 5`."""
    return bool(
        PREDICATE.match(text, first) and PREDICATE.match(text, second) and NAMED_SUBJECT.search(text[first:second])
    )


def _stands_alone(clause: str, is_set_off: bool) -> bool:
    """Say whether words can be held against a paper without what stands before them."""
    n_words = _n_words(clause)
    says_something = n_words >= MIN_WORDS_OF_A_FACT and bool(is_set_off or _counts(clause) or VERB.search(clause))
    return n_words >= MIN_WORDS_OF_A_CLAUSE or says_something


def _counts(text: str) -> list[re.Match[str]]:
    """Return the numbers of a clause that count something: neither a year nor part of a name, as in `Llama 2`."""
    return [match for match in COUNT.finditer(text) if not _is_of_a_name(match)]


def _is_of_a_name(count: re.Match[str]) -> bool:
    digits, is_named = count["digits"] or "", (count["before"] or "")[:1].isupper()
    is_year = len(digits) == 4 and bool(NAME_OR_YEAR.fullmatch(digits))
    return is_year or (is_named and bool(count["letter"] or NAME_OR_YEAR.fullmatch(digits)))


def _completed(clause: str, before: str) -> str:
    """Return `Harbour 29` with the noun it shares with the clause before it; what is no such gap comes back as it is.

    >>> _completed("Harbour 29.", "Lantern has 14 rivers"), _completed("Llama 2", "Llama 1 knows 14 rivers")
    ('Harbour 29 rivers.', 'Llama 2')
    """
    nouns = [count["noun"] for count in _counts(before) if count["noun"]]
    counts = _counts(clause)
    if not nouns or not counts or not 1 < _n_words(clause) < MIN_WORDS_OF_A_FACT:
        return clause
    end = counts[-1].end()
    return clause if clause[end:].strip(" .!?") else f"{clause[:end].rstrip()} {nouns[-1]}{clause[end:].lstrip()}"


def _n_words(text: str) -> int:
    return len(WORD.findall(text))


def _tidy(text: str) -> str:
    """Return a clause on one line, without what the cites left behind, such as empty brackets."""
    plain = EMPTY_BRACKETS.sub("", text)
    plain = re.sub(r"\s+([,.;:!?)])", r"\1", " ".join(plain.split()))
    return re.sub(r"[\s,;:]+$", "", plain)
