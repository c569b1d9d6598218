"""Phrases that could name a small theme: noun phrases of its papers' titles, by how much of them its papers share.

Few papers seldom share a phrase word for word, and what two of them happen to share need not say what they are on. So a
phrase is taken from one title too and weighed by its words: how many of the theme's papers hold them, how many others.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.language_names import LanguageNames
from assistant.trends.boilerplate import WEAK_WORDS, breaking_words
from assistant.trends.terms import NUMBER, TOKEN, fold, term_key
from retrieval.datatypes import Paper
from retrieval.keyword_index import Analyzer, build_analyzer

MAX_WORDS = 4
WORD_BONUS = (0.0, 0.3, 1.0, 1.1, 1.1)
"""By number of words: a single word is seldom a name."""
SMOOTHING = 0.05
"""Added to shares of papers before they are compared: of few papers, none is not never."""
OF_SIBLINGS = 0.6
"""How much of what a phrase tells is told from the themes beside, the rest from the other papers."""
TITLE_FLOOR = 0.3
"""What a phrase counts whose words stand in no title of the theme, where 1 + TITLE_FLOOR stands for all titles."""
WORDS_FLOOR = 0.8
"""What a phrase counts that no paper holds word for word, where 1 + WORDS_FLOOR stands for all papers."""
COMMON_SHARE = 0.5
SAYS_LITTLE = 0.3
"""What a phrase counts all of whose words say little alone, or stand in this share of all papers."""
LEAST_HOLDERS = 2
"""A word of the field stands in so many papers at least: one that a single paper holds may be a name of its own."""
ONE_WORD = re.compile(r"\b(pre|multi|cross|re|fine|code|sub)-(?=\w)", re.IGNORECASE)
"""Prefixes that are written with a hyphen or without."""
NO_LAST_WORDS = (
    "ed",
    "ly",
    "ive",
    "ous",
    "less",
    "based",
    "aware",
    "specific",
    "lingual",
    "modal",
    "shot",
    "trained",
    "centric",
)
"""Endings of words that qualify a noun rather than name a thing."""


@dataclass(frozen=True, slots=True)
class TitlePhrase:
    """A phrase as a title writes it, with its weight and (n_members,) which members hold all of its words."""

    text: str
    weight: float
    holders: NDArray[np.bool_]


class TitlePhrases:
    """The titles and texts of papers, read once; `others` are papers beyond them that names are to tell them from.

    `phrases` are further candidates by their keys, with how they are written: those that papers share word for word.
    """

    def __init__(self, papers: Sequence[Paper], others: Sequence[Paper], phrases: Mapping[str, str]) -> None:
        self._analyzer: Analyzer = build_analyzer()
        self._papers = papers
        self._phrases = phrases
        texts = [f"{paper.title} . {paper.abstract}" for paper in (*papers, *others)]
        self._keys = [f" {term_key(text)} " for text in texts[: len(papers)]]
        stems = [self._stems(text) for text in texts]
        self._texts, self._others = stems[: len(papers)], stems[len(papers) :]
        self._titles = [self._stems(paper.title) for paper in papers]
        self._counts = Counter(stem for text in stems for stem in text)
        self._common = {stem for stem, count in self._counts.items() if count >= COMMON_SHARE * len(stems)}
        self._weak = self._stems(" ".join(WEAK_WORDS))
        self._languages = LanguageNames()
        self._pairs = _pairs_of_words(texts)
        self._surfaces = Counter(word for paper in (*papers, *others) for word in TOKEN.findall(paper.abstract))

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(self._stems_in_order(text))

    def _stems_in_order(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._analyzer.analyze(ONE_WORD.sub(r"\1", text))))

    def ranked(self, rows: Sequence[int], siblings: Sequence[int]) -> list[TitlePhrase]:
        """Return phrases for some papers, best first; `siblings` are the papers to tell them from most."""
        around = set(rows) | set(siblings)
        beside = [self._texts[row] for row in siblings]
        beyond = [text for row, text in enumerate(self._texts) if row not in around] + self._others
        found: dict[tuple[str, ...], TitlePhrase] = {}
        for phrase in self._candidates(rows):
            stems = self._stems_in_order(phrase)
            if stems in found or not stems or any(self._counts[stem] < LEAST_HOLDERS for stem in stems):
                continue
            weight = self._weight(phrase, stems, rows) * _lift(
                stems, [self._texts[row] for row in rows], beside, beyond
            )
            if weight > 0:
                holders = np.array([all(stem in self._texts[row] for stem in stems) for row in rows])
                found[stems] = TitlePhrase(self._in_sentence(phrase), round(weight, 6), holders)
        return sorted(found.values(), key=lambda one: (-one.weight, one.text))

    def _weight(self, phrase: str, stems: Sequence[str], rows: Sequence[int]) -> float:
        """Return how much of a phrase some papers share: its words, all of them, the words in a row, in titles."""
        texts = [self._texts[row] for row in rows]
        some = float(np.mean([_share(stem, texts) for stem in stems]))
        whole = float(np.mean([all(stem in text for stem in stems) for text in texts]))
        in_titles = float(np.mean([_share(stem, [self._titles[row] for row in rows]) for stem in stems]))
        key = f" {term_key(phrase)} "
        in_a_row = float(np.mean([key in self._keys[row] for row in rows]))
        says_little = all(stem in self._common or stem in self._weak for stem in stems)
        bonus = WORD_BONUS[len(phrase.split())] * (SAYS_LITTLE if says_little else 1)
        return (some + whole) / 2 * (TITLE_FLOOR + in_titles) * (WORDS_FLOOR + in_a_row) * bonus

    def _candidates(self, rows: Sequence[int]) -> Iterator[str]:
        """Yield the ends of the noun phrases of titles ("speech synthesis", "neural speech synthesis"), and phrases."""
        for row in rows:
            for run in _runs(self._papers[row].title):
                if not run[-1].casefold().endswith(NO_LAST_WORDS):
                    yield from (" ".join(words) for words in self._ends(run))
        titles = [f" {term_key(self._papers[row].title)} " for row in rows]
        for key, phrase in self._phrases.items():
            if any(f" {key} " in title for title in titles):
                yield phrase

    def _ends(self, run: Sequence[str]) -> Iterator[Sequence[str]]:
        for n_words in range(1, min(MAX_WORDS, len(run)) + 1):
            words = run[-n_words:]
            first = words[0].casefold()
            if first.endswith("ly") or (n_words == 1 and self._is_no_subject(words[0])):
                continue
            # "Scaling laws" are a thing, in "scaling translation" something is done to one.
            if first.endswith("ing") and n_words > 1 and self._pairs[fold(first), fold(words[1])] < LEAST_HOLDERS:
                continue
            yield words

    def _is_no_subject(self, word: str) -> bool:
        """Say of a word that it names nothing alone: a weak one, an activity, an acronym, a language."""
        is_weak = fold(word) in _WEAK or word.casefold().endswith("ing")
        return is_weak or word[1:2].isupper() or self._languages.language(word) is not None

    def _in_sentence(self, phrase: str) -> str:
        """Return the phrase as it stands within a sentence: in small letters but for names and acronyms."""
        key = term_key(phrase)
        return " ".join(self._as_written(word) for word in self._phrases.get(key, phrase).split())

    def _as_written(self, word: str) -> str:
        parts = word.split("-")
        is_plain = all(len(part) < 2 or part[1:].islower() for part in parts)
        is_name = len(parts) == 1 and self._surfaces[word] > self._surfaces[word.lower()]
        return word.lower() if is_plain and not is_name else word


_WEAK: Set[str] = frozenset(fold(word) for word in WEAK_WORDS)


def _runs(title: str) -> Iterator[list[str]]:
    """Yield the runs of a title's words that no punctuation, number or word without a topic parts."""
    run: list[str] = []
    for token in [*TOKEN.findall(title), "."]:
        small = token.casefold()
        if not token[0].isalnum() or small in breaking_words() or NUMBER.fullmatch(small) or len(token) == 1:
            if run:
                yield run
            run = []
        else:
            run.append(token)


def _pairs_of_words(texts: Sequence[str]) -> Counter[tuple[str, str]]:
    """Return how many texts hold each pair of neighbouring words."""
    counted: Counter[tuple[str, str]] = Counter()
    for text in texts:
        counted.update(set(pairwise(fold(word) for word in TOKEN.findall(text))))
    return counted


def _lift(
    stems: Sequence[str], members: Sequence[Set[str]], beside: Sequence[Set[str]], beyond: Sequence[Set[str]]
) -> float:
    """Return how much more often members hold the words than others do, in doublings; 1 where there are no others."""
    # A share of few papers is itself uncertain, the less of them the more.
    expected = np.array([_share(stem, members) for stem in stems]) * len(members) / (len(members) + 1)
    lifts = []
    for texts in (beside, beyond):
        if texts:
            outside = np.array([_share(stem, texts) for stem in stems])
            lifts.append(float(np.maximum(np.log2((expected + SMOOTHING) / (outside + SMOOTHING)), 0).mean()))
    if len(lifts) == 2:
        return OF_SIBLINGS * lifts[0] + (1 - OF_SIBLINGS) * lifts[1]
    return lifts[0] if lifts else 1.0


def _share(stem: str, texts: Sequence[Set[str]]) -> float:
    return sum(stem in text for text in texts) / len(texts)
