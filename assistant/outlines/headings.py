"""Groups of texts → a heading each: the phrase that a group's own papers share and the other groups do not."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from assistant.verification.words import FUNCTION_WORDS, words_of

WORD = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*")
LONGEST_PHRASE = 4
LONGEST_TOLD = 3
LENGTH_WEIGHTS = {1: 1.0, 2: 1.5, 3: 1.6, 4: 1.65}
LEAST_SCORE = 0.8
MOST_NAMED = 2
SECOND_SHARE = 0.7
"""Of the best phrase's score, that a second one has to reach to stand beside it."""

SAYS_LITTLE = FUNCTION_WORDS | words_of("""new novel first second third two three four five well using use used uses
    based yet less least during within non non-
    paper papers work works study studies approach approaches method methods result results show shows shown propose
    proposed present presents introduce introduced introduces find findings found demonstrate demonstrates experiments
    experimental evaluation performance significantly significant improve improves improved improving better best
    outperform outperforms high low large small existing previous recent various different state-of-the-art effective
    effectively efficient task tasks model models data dataset datasets system systems framework analysis help helps
    achieve achieves number set key make makes made given including include address lead leads language languages
    training trained perform performs comprehensive extensive simple provide provides able require requires introducing
    evaluating understanding enabling capabilities ability
    multiple multilingual llm llms big""")
EDGE_WORDS = SAYS_LITTLE - words_of(
    "language languages model models data dataset datasets training evaluation task tasks small low large systems"
)
NO_START = re.compile(
    r"^(?:leverag|evaluat|introduc|exploit|understand|enabl|interpret|overcom|scaling|bridg|automating|augmenting|treat|address"
    r"|synthesi[sz]|reveal|improv|enhanc|benchmarking|unlock|break|handl|magnif|know|exploring)\w*|ly$|^\d+$"
    r"|^(?:resource|scale|shot|stage|level|source|new|efficient|advanced|better|high|low|large|can)$"
)
"""Verbs that titles open with, and second halves of compounds written apart."""

NOUN = re.compile(r"(?:tion|ments?|ness|ity|ics|s)$")
NO_EDGE = re.compile(r"(?:ly|ed|ize|ise|izes|ises)$|^\d")
ADJECTIVE = re.compile(
    r"(?:al|ual|ic|ive|less|ous|ar|ful|able|ible|ish|an|ing|-\w+)$|^(?:english|multi|cross|mono|low|high|large|non)"
)
"""What a single word that reads as a heading does not look like."""


@dataclass(frozen=True, slots=True)
class Member:
    """What a heading may draw on: a paper's title, what is quoted of it, and its abstract."""

    title: str
    quoted: str
    abstract: str


def headings(
    groups: Sequence[Sequence[Member]], subject: str, weigh: Callable[[Sequence[str]], list[float]]
) -> list[str]:
    """Return a heading per group: a phrase of one of its titles that other papers of it hold too.

    Phrases that only repeat the subject say nothing of a group; where a group shares no other phrase that is its own,
    its heading lists what its first titles are about. `weigh` returns the idf of words among titles.
    """
    titles = [[_phrases(member.title) for member in group] for group in groups]
    spoken = [[_phrases(f"{member.title}. {member.quoted}") for member in group] for group in groups]
    held = [[_phrases(f"{member.title}. {member.abstract}") for member in group] for group in groups]
    about = {_stem(word.lower()) for word in WORD.findall(subject)}
    taken: set[str] = set()
    named = []
    for place, group in enumerate(groups):
        ranked = sorted(_scored(place, titles[place], spoken[place], held, about), key=lambda item: (-item[0], item[1]))
        chosen: list[str] = []
        for score, key, written in ranked:
            if not _overlaps(key, taken) and score >= SECOND_SHARE * ranked[0][0]:
                chosen.append(_lowered(written, " ".join(member.abstract for member in group)))
                taken.add(key)
            if len(chosen) == 2:
                break
        named.append(_capital(" and ".join(chosen)) if chosen else _listed(group, about, weigh))
    return named


def _scored(
    place: int,
    titles: Sequence[dict[str, str]],
    spoken: Sequence[dict[str, str]],
    held: Sequence[Sequence[dict[str, str]]],
    about: set[str],
) -> Iterator[tuple[float, str, str]]:
    """Yield score, key and written form of the title phrases of a group that at least two of its papers hold."""
    others = [phrases for other, group in enumerate(held) if other != place for phrases in group]
    for key, written in sorted({key: form for phrases in titles for key, form in phrases.items()}.items()):
        words = key.split()
        n_inside = sum(key in phrases for phrases in held[place])
        n_spoken = sum(key in phrases for phrases in spoken)
        if all(word in about or word in LITTLE_STEMS for word in words) or n_inside < 2:
            continue
        if len(words) == 1 and not (NOUN.search(written) and n_spoken >= max(2, 0.6 * len(spoken))):
            continue
        share = n_inside / len(spoken)
        elsewhere = (sum(key in phrases for phrases in others) + 0.2) / (len(others) + 1)
        if elsewhere < share:
            score = (share + 0.5 * n_spoken / len(spoken)) * log(share / elsewhere) * LENGTH_WEIGHTS[len(words)]
            if score >= LEAST_SCORE:
                yield round(score, 5), key, written


def _phrases(text: str) -> dict[str, str]:
    """Return the phrases of a text, stemmed, each with how it was first written."""
    found: dict[str, str] = {}
    for run in re.split(r"[.,;:?!()\[\]“”\"]", text):
        words = WORD.findall(run)
        for length in range(1, LONGEST_PHRASE + 1):
            for start in range(len(words) - length + 1):
                phrase = words[start : start + length]
                lower = [word.lower() for word in phrase]
                if length == 1 and (
                    lower[0] in SAYS_LITTLE
                    or len(lower[0]) < 4
                    or NO_EDGE.search(lower[0])
                    or ADJECTIVE.search(lower[0])
                ):
                    continue
                edges = (lower[0], lower[-1])
                if length > 1 and (
                    lower[0] in EDGE_WORDS
                    or lower[-1] in EDGE_WORDS
                    or ADJECTIVE.search(lower[-1])
                    or any(NO_EDGE.search(word) for word in edges)
                ):
                    continue
                if all(word in SAYS_LITTLE for word in lower):
                    continue
                found.setdefault(" ".join(_stem(word) for word in lower), " ".join(phrase))
    return found


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w{3})(?:ies|s)$", lambda match: "y" if match[0] == "ies" else "", word)


def _overlaps(key: str, taken: set[str]) -> bool:
    words = set(key.split())
    return any(words & set(other.split()) for other in taken)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1].islower() and not re.match(r"\w[A-Z]", text) else text


def _lowered(phrase: str, abstract: str) -> str:
    """Return a title's phrase without title case; words that the abstract only writes with a capital keep it."""
    kept = []
    for word in phrase.split():
        is_name = re.search(r"\w[A-Z]|\d", word) or (
            re.search(rf"[\w,;(] {re.escape(word)}\b", abstract)
            and not re.search(rf"\b{re.escape(word.lower())}\b", abstract)
        )
        kept.append(word if is_name else word.lower())
    return " ".join(kept)


LITTLE_STEMS = frozenset(map(_stem, SAYS_LITTLE))


def _listed(members: Sequence[Member], about: set[str], weigh: Callable[[Sequence[str]], list[float]]) -> str:
    """Return what the first titles are about, as in running text: "A and B", of many "A, B and others"."""
    chosen: list[str] = []
    taken: set[str] = set()
    for member in members:
        phrase = told_by(member.title, about, weigh)
        stems = {_stem(word.lower()) for word in phrase.split()}
        if phrase and not stems & taken:
            is_name = member.title.startswith(f"{phrase}:")
            chosen.append(phrase if is_name else _lowered(phrase, member.abstract))
            taken |= stems - LITTLE_STEMS
    named = [*chosen[:MOST_NAMED], *(["others"] if len(members) > len(chosen[:MOST_NAMED]) else [])]
    return _capital(named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}")


def told_by(title: str, about: set[str], weigh: Callable[[Sequence[str]], list[float]]) -> str:
    """Return the run of a title's words, between its small words, that tells most: "vocabulary trimming".

    Words of the subject and of any title count for nothing; a run keeps its last three words.
    """
    best = (0.0, "")
    for run in re.split(r"[.,;:?!()\[\]{}“”\"]| – | - ", title):
        chunk: list[str] = []
        for word in [*WORD.findall(run), ""]:
            if word and word.lower() not in FUNCTION_WORDS:
                chunk.append(word)
                continue
            while len(chunk) > 1 and NO_EDGE.search(chunk[-1].lower()):
                chunk = chunk[:-1]
            chunk = chunk[-LONGEST_TOLD:]
            while len(chunk) > 1 and NO_START.search(chunk[0].lower()):
                chunk = chunk[1:]
            telling = [part for part in chunk if _stem(part.lower()) not in about | LITTLE_STEMS]
            if telling:
                score = round(sum(weigh(telling)) / (len(chunk) + 1) * (1.2 if len(chunk) > 1 else 0.6), 5)
                best = max(best, (score, " ".join(chunk)), key=lambda item: item[0])
            chunk = []
    return best[1]
