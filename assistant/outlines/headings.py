"""What papers share in words → groups of them, each headed by a phrase that all of its papers hold.

The phrase comes first and the group follows from it, so that a heading is true of whatever stands under it. Papers that
share no telling phrase with another one are in no group.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.verification.words import FUNCTION_WORDS, words_of

WORD = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*")
LONGEST_PHRASE = 4
LENGTH_WEIGHTS = {1: 0.7, 2: 1.3, 3: 1.4, 4: 1.4}
MAX_GROUPS = 4
LARGEST_SHARE = 0.65
"""A group that holds more of all papers than this says little of what sets them apart."""

LEAST_PAPERS = 4
"""Fewer papers are not grouped."""

LEAST_SHOWN = 0.5
"""Of a group's papers, how many have to say its phrase in their title or in what is quoted of them."""

HELD_WEIGHT = 0.5
"""What a paper counts whose abstract says the phrase elsewhere."""

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
    multiple multilingual llm llms big challenge challenges setting settings insight insights barrier barriers effort
    efforts gap gaps impact improvement improvements gain gains quality issue issues problem problems benchmark
    benchmarks target source""")
EDGE_WORDS = SAYS_LITTLE - words_of(
    "language languages model models data dataset datasets training evaluation task tasks small low large systems"
    " quality"
)
PLURAL = re.compile(r"[^aius]s$")
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


@dataclass(frozen=True, slots=True)
class HeadedGroup:
    """Places among the members, rising, and the phrase that all of them hold."""

    heading: str
    places: tuple[int, ...]


def headed_groups(
    members: Sequence[Member],
    vectors: Sequence[NDArray[np.float32]],
    subject: str,
    weigh: Callable[[Sequence[str]], list[float]],
) -> list[HeadedGroup]:
    """Return groups of at least two, the largest first; no member is in two of them.

    Phrases that only repeat the subject say nothing of a group. Of those that remain, the one that weighs most – by how
    many papers show it, how rare its words are (`weigh` returns their idf), and how alike its papers'
    unit vectors are – takes its papers, then the next one of what is left.
    """
    if len(members) < LEAST_PAPERS:
        return []
    titles = [_phrases(member.title) for member in members]
    quoted = [_phrases(member.quoted) for member in members]
    shown = [title.keys() | said.keys() for title, said in zip(titles, quoted, strict=True)]
    held = [_phrases(f"{member.title}. {member.abstract}") for member in members]
    about = {stem(word) for word in WORD.findall(subject)}
    written = _written([*titles, *held])
    in_titles = {key for phrases in titles for key in phrases}
    candidates = sorted(key for key in written if key in in_titles or sum(key in keys for keys in shown) > 1)
    singulars = {word.lower() for member in members for word in WORD.findall(f"{member.title} {member.abstract}")}
    alike = _likeness(vectors)
    left = set(range(len(members)))
    groups: list[HeadedGroup] = []
    while len(groups) < MAX_GROUPS:
        best: tuple[float, str, tuple[int, ...]] = (0.0, "", ())
        for key in candidates:
            places = tuple(place for place in sorted(left) if key in held[place])
            n_shown = sum(key in shown[place] for place in places)
            if not 2 <= len(places) <= LARGEST_SHARE * len(members) or n_shown < LEAST_SHOWN * len(places):
                continue
            words = key.split()
            telling = [word for word in words if word not in about and word not in LITTLE_STEMS]
            if not telling or (len(words) == 1 and not (key in in_titles and _is_plural(key, written[key], singulars))):
                continue
            spread = sum(key in phrases for phrases in held) / len(members)
            if spread > LARGEST_SHARE:
                continue
            rarity = sum(weigh([_written_word(word, written[key]) for word in telling])) / len(words)
            pairs = [alike[one, other] for one in places for other in places if one < other]
            support = n_shown + HELD_WEIGHT * (len(places) - n_shown)
            score = support * rarity * LENGTH_WEIGHTS[len(words)] * (1 + float(np.mean(pairs)))
            best = max(best, (round(score, 5), key, places), key=lambda item: (item[0], len(item[1])))
        if not best[2]:
            break
        _, key, places = best
        abstracts = " ".join(members[place].abstract for place in places)
        groups.append(HeadedGroup(_capital(_lowered(written[key], abstracts)), places))
        left -= set(places)
    return sorted(groups, key=lambda group: (-len(group.places), group.places))


def _is_plural(key: str, form: str, written: set[str]) -> bool:
    """Say whether a single word is a plural whose singular is written too: one that may stand as a heading."""
    return PLURAL.search(form.lower()) is not None and bool({key, f"{key}e"} & written)


def _written(texts: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return how each phrase is written in most of the texts; of forms that are equally frequent, the first."""
    forms: dict[str, Counter[str]] = {}
    for phrases in texts:
        for key, form in phrases.items():
            forms.setdefault(key, Counter())[form] += 1
    most: dict[str, str] = {}
    for key, counted in forms.items():
        lowered = Counter[str]()
        for form, n in counted.items():
            lowered[form.lower()] += n
        usual = lowered.most_common(1)[0][0]
        most[key] = next(form for form in counted if form.lower() == usual)
    return most


def _written_word(word: str, phrase: str) -> str:
    """Return a word of a phrase as it is written there, given its stem."""
    return next((part for part in WORD.findall(phrase) if stem(part) == word), word)


def _likeness(vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """Return the (n, n) cosines of unit vectors, −1 … 1, after what all have in common is taken off."""
    rows = np.stack(vectors).astype(float)
    rows = rows - rows.mean(axis=0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows / np.where(lengths > 1e-6, lengths, 1.0)
    cosines: NDArray[np.float64] = np.round(rows @ rows.T, 5)
    return cosines


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
                found.setdefault(" ".join(stem(word) for word in lower), " ".join(phrase))
    return found


def stem(word: str) -> str:
    """Return a word in lower case, without plural, last e, and hyphens.

    >>> stem("Cross-Lingual"), stem("Queries"), stem("biases"), stem("bias")
    ('crosslingual', 'query', 'bias', 'bias')
    """
    bare = re.sub(r"[-/]", "", word.lower())
    singular = re.sub(r"(?<=\w{3})(?:ies|(?<![aius])s)$", lambda match: "y" if match[0] == "ies" else "", bare)
    return re.sub(r"(?<=\w{3})e$", "", singular)


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


LITTLE_STEMS = frozenset(map(stem, SAYS_LITTLE))
