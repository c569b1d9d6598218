"""Terms of a corpus: words and phrases that stand between the words that carry no topic, and what they weigh.

A term is a run of one to three tokens without a breaking word or a punctuation mark inside. Its key folds case and
plural; its surface is how the abstracts mostly write it, so that LLM and BERT stay as they are.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.trends.boilerplate import WEAK_WORDS, breaking_words

MAX_WORDS = 3
MIN_PAPERS_SHARE = 0.0005
"""A term has to stand in 2 papers at least, and in this share of all."""

TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\s\w]")
ACRONYM = re.compile(r"\(([A-Z][A-Za-z]*[A-Z])s?\)")
CHARACTERS_BEFORE_ACRONYM = 90
LEAST_EXPANDED = 0.03
"""Share of the papers with an acronym that spell it out so, for the others to mean the same."""
LEAST_PLURAL = 0.3
BREAK = -1
NOT_PLURAL = ("ss", "us", "is", "as", "os", "news", "series")
NUMBER = re.compile(r"\d+(?:st|nd|rd|th|k|m|b|x)?")


@dataclass(frozen=True)
class TermTable:
    """Terms over papers, terms by key.

    `presence` is (n_papers, n_terms), 1 where the title or the abstract holds the term. `ends_phrase` is the share of a
    term's occurrences that no further word of a phrase follows, `starts_phrase` that none precedes: "large language"
    ends hardly any.
    """

    keys: tuple[str, ...]
    surfaces: tuple[str, ...]
    n_words: NDArray[np.int8]
    ends_phrase: NDArray[np.float32]
    starts_phrase: NDArray[np.float32]
    presence: csr_matrix
    plurals: tuple[str, ...] = ()
    """How a term is written as a heading: in the plural where that is usual enough, else as its surface."""

    @cached_property
    def words(self) -> dict[str, str]:
        """Return the surface of every term of one word by its key."""
        return {key: surface for key, surface in zip(self.keys, self.surfaces, strict=True) if " " not in key}

    @property
    def n_papers(self) -> int:
        return int(self.presence.shape[0])

    def paper_counts(self) -> NDArray[np.int64]:
        """Return (n_terms,) how many papers hold each term."""
        return np.asarray(self.presence.sum(axis=0)).ravel().astype(np.int64)


def fold(word: str) -> str:
    """Return the form under which a word is counted: its case and its plural are folded.

    >>> [fold(word) for word in ("LLMs", "Studies", "corpus", "bias", "speech's", "boxes")]
    ['llm', 'study', 'corpus', 'bias', 'speech', 'box']
    """
    word = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    if len(word) < 4 or not word.endswith("s") or word.endswith(NOT_PLURAL):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def term_key(phrase: str) -> str:
    """Return the key of a phrase.

    >>> term_key("Large Language Models")
    'large language model'
    """
    return " ".join(fold(token) for token in TOKEN.findall(phrase))


def count_terms(titles: Sequence[str], abstracts: Sequence[str], min_papers: int | None = None) -> TermTable:
    """Return the terms that stand in at least `min_papers` papers, by default 2 and one in 2,000."""
    if min_papers is None:
        min_papers = max(2, int(np.ceil(MIN_PAPERS_SHARE * len(titles))))
    reader = _Reader()
    for title, abstract in zip(titles, abstracts, strict=True):
        reader.read(title, abstract)
    return reader.table(min_papers)


class _Reader:
    """Texts as arrays of word numbers. A word's number is that of its key; a break is −1."""

    def __init__(self) -> None:
        self.key_numbers: dict[str, int] = {}
        self.surface_numbers: dict[str, int] = {}
        self.surfaces: list[str] = []
        self.key_of_surface: list[int] = []
        self.texts: list[NDArray[np.int32]] = []
        self.acronyms: Counter[tuple[str, str]] = Counter()
        self._new(".")

    def read(self, title: str, abstract: str) -> None:
        text = f"{title} . {abstract}"
        numbers = self.surface_numbers
        words = []
        for token in TOKEN.findall(text):
            number = numbers.get(token)
            words.append(self._new(token) if number is None else number)
        words.append(0)
        self.texts.append(np.array(words, np.int32))
        for match in ACRONYM.finditer(abstract):
            before = abstract[max(0, match.start() - CHARACTERS_BEFORE_ACRONYM) : match.start()]
            long = _long_form(before.split(), match[1])
            if long:
                self.acronyms[fold(match[1]), term_key(long)] += 1

    def _new(self, token: str) -> int:
        number = self.surface_numbers[token] = len(self.surfaces)
        self.surfaces.append(token)
        lower = token.casefold()
        breaks = not token[0].isalnum() or lower in breaking_words() or NUMBER.fullmatch(lower) or len(token) == 1
        key = BREAK if breaks else self.key_numbers.setdefault(fold(token), len(self.key_numbers))
        self.key_of_surface.append(key)
        return number

    def table(self, min_papers: int) -> TermTable:
        if not self.texts:
            empty = np.zeros(0, np.float32)
            return TermTable((), (), empty.astype(np.int8), empty, empty, csr_matrix((0, 0), dtype=np.float32))
        surface = np.concatenate(self.texts)
        paper = np.repeat(np.arange(len(self.texts), dtype=np.int32), [len(text) for text in self.texts])
        word = np.array(self.key_of_surface, np.int32)[surface]
        weak = {self.key_numbers[fold(weak)] for weak in WEAK_WORDS if fold(weak) in self.key_numbers}
        is_weak = np.zeros(len(self.key_numbers) + 1, bool)
        is_weak[list(weak)] = True

        # Apriori (Agrawal & Srikant 1994): a phrase is no more frequent than its parts.
        found: list[_Terms] = []
        code = word.astype(np.int64)
        starts = np.flatnonzero(word != BREAK)
        for n_words in range(1, MAX_WORDS + 1):
            if n_words > 1:
                starts = starts[starts + n_words - 1 < len(word)]
                last = word[starts + n_words - 1]
                fits = (last != BREAK) & (code[starts] != BREAK)
                starts, last = starts[fits], last[fits]
                joined = code[starts] * (len(self.key_numbers) + 1) + last
                code = np.full(len(word), BREAK, np.int64)
                code[starts] = joined
            codes, numbers = np.unique(code[starts], return_inverse=True)
            pairs = np.unique(paper[starts].astype(np.int64) * len(codes) + numbers)
            frequent = np.bincount(pairs % max(1, len(codes)), minlength=len(codes)) >= min_papers
            kept = frequent[numbers]
            starts, numbers = starts[kept], numbers[kept]
            renumbered = np.cumsum(frequent) - 1
            compact = np.full(len(word), BREAK, np.int64)
            compact[starts] = renumbered[numbers]
            code = compact
            found.append(_Terms(n_words, starts, renumbered[numbers], int(frequent.sum())))
        return self._joined(found, surface, word, paper, is_weak)

    def _joined(
        self,
        found: "list[_Terms]",
        surface: NDArray[np.int32],
        word: NDArray[np.int32],
        paper: NDArray[np.int32],
        is_weak: NDArray[np.bool_],
    ) -> TermTable:
        keys: list[str] = []
        surfaces: list[str] = []
        plurals: list[str] = []
        n_words: list[int] = []
        ends: list[float] = []
        begins: list[float] = []
        rows, columns = [], []
        key_names = list(self.key_numbers)
        for terms in found:
            order = np.lexsort((terms.starts, terms.numbers))
            starts, numbers = terms.starts[order], terms.numbers[order]
            bounds = np.searchsorted(numbers, np.arange(terms.n_terms + 1))
            end_flags = word[np.minimum(starts + terms.n_words, len(word) - 1)] == BREAK
            begin_flags = (starts == 0) | (word[np.maximum(starts - 1, 0)] == BREAK)
            for number in range(terms.n_terms):
                low, high = bounds[number], bounds[number + 1]
                first = starts[low]
                words = word[first : first + terms.n_words]
                if terms.n_words == 1 and is_weak[words[0]]:
                    continue  # "models" alone says nothing, "language models" does
                rows.append(paper[starts[low:high]])
                columns.append(np.full(high - low, len(keys), np.int32))
                keys.append(" ".join(key_names[number] for number in words))
                usual, plural = self._surface(surface, starts[low:high], terms.n_words)
                surfaces.append(usual)
                plurals.append(plural)
                n_words.append(terms.n_words)
                ends.append(float(end_flags[low:high].mean()))
                begins.append(float(begin_flags[low:high].mean()))
        n_papers = len(self.texts)
        if not keys:
            empty = np.zeros(0, np.float32)
            return TermTable((), (), empty.astype(np.int8), empty, empty, csr_matrix((n_papers, 0), dtype=np.float32))
        row, column = np.concatenate(rows), np.concatenate(columns)
        presence = csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(n_papers, len(keys)))
        presence.sum_duplicates()
        presence.data[:] = 1
        presence = self._with_acronyms(presence, keys, surfaces)
        by_key = np.array(sorted(range(len(keys)), key=keys.__getitem__))
        return TermTable(
            tuple(keys[place] for place in by_key),
            tuple(surfaces[place] for place in by_key),
            np.array(n_words, np.int8)[by_key],
            np.array(ends, np.float32)[by_key],
            np.array(begins, np.float32)[by_key],
            csr_matrix(presence[:, by_key]),
            tuple(plurals[place] for place in by_key),
        )

    def _surface(self, surface: NDArray[np.int32], starts: NDArray[np.int64], n_words: int) -> tuple[str, str]:
        """Return how a term is mostly written, and its usual plural where that is seen often enough."""
        sampled = starts[:: max(1, len(starts) // 200)]
        counted = Counter(tuple(surface[start : start + n_words].tolist()) for start in sampled)
        forms = {" ".join(self.surfaces[number] for number in form): count for form, count in counted.items()}
        ranked = sorted(forms, key=lambda form: (-forms[form], form.split()))
        plurals = [form for form in ranked if (last := form.split()[-1].casefold()) != fold(last)]
        often = sum(forms[form] for form in plurals) >= LEAST_PLURAL * len(sampled)
        return ranked[0], plurals[0] if plurals and often else ranked[0]

    def _with_acronyms(self, presence: csr_matrix, keys: list[str], surfaces: list[str]) -> csr_matrix:
        """Let a paper that says "LLM" hold "large language model" too, where papers of the corpus expand it so.

        Not where the short form is mostly written as a word (the French "du"), or is seldom expanded where it stands.
        """
        places = {key: place for place, key in enumerate(keys)}
        n_papers = np.asarray(presence.sum(axis=0)).ravel()
        sources, targets = [], []
        expanded: set[str] = set()
        for (short, long), n_expanded in sorted(self.acronyms.items(), key=lambda item: (-item[1], item[0])):
            if short in expanded:
                continue
            expanded.add(short)
            if short not in places or long not in places or not surfaces[places[short]][:2].isupper():
                continue
            if n_expanded >= LEAST_EXPANDED * n_papers[places[short]]:
                sources.append(places[short])
                targets.append(places[long])
        if not sources:
            return presence
        step = csr_matrix((np.ones(len(sources), np.float32), (sources, targets)), shape=(len(keys), len(keys)))
        joined = csr_matrix(presence + presence @ step)
        joined.data[:] = 1
        return joined


@dataclass(frozen=True, slots=True)
class _Terms:
    n_words: int
    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    n_terms: int


def _long_form(words: list[str], acronym: str) -> str | None:
    """Return the words in front of a bracketed acronym that its letters begin, hyphens counting as spaces.

    >>> _long_form("we study automatic speech recognition".split(), "ASR")
    'automatic speech recognition'
    """
    letters = acronym.casefold()
    for n_words in range(2, len(words) + 1):
        initials = "".join(part[0] for part in re.split(r"[\s-]+", " ".join(words[-n_words:])) if part)
        if initials.casefold() == letters:
            return " ".join(words[-n_words:])
    return None


def class_weights(presence: csr_matrix, groups: NDArray[np.int64], n_groups: int) -> NDArray[np.float32]:
    """Return (n_groups, n_terms) class-based TF-IDF weights.

    Grootendorst 2022 (BERTopic), formula 2: W(t, c) = tf(t, c) · log(1 + A / f(t)), where tf(t, c) is the share of term
    t in class c, f(t) its frequency over all classes, A the mean number of terms per class. A term counts once per
    paper here.
    """
    member = csr_matrix(
        (np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))), shape=(n_groups, len(groups))
    )
    counts = np.asarray((member @ presence).todense(), np.float32)
    per_group = counts.sum(axis=1, keepdims=True)
    frequency = np.maximum(counts.sum(axis=0, keepdims=True), 1)
    weights: NDArray[np.float32] = counts / np.maximum(per_group, 1) * np.log1p(per_group.mean() / frequency)
    return weights
