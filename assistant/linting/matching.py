"""Reference → paper of the collection: by id, by title, or, where both are close, by similar title. Never by chance."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.linting.references import Reference
from retrieval.datatypes import Paper
from retrieval.identity import normalise_title
from retrieval.library import Library

MatchKind = Literal["id", "title", "similar title"]

LEAST_SIMILAR = 90.0
"""Of rapidfuzz's ratio, 0…100, between normalised titles."""
MAX_YEARS_APART = 2
MIN_WORDS_OF_A_TITLE = 3
MIN_CHARACTERS_OF_A_TITLE = 12
OTHER_PAPER = 50.0


@dataclass(frozen=True, slots=True)
class Match:
    """The paper that a reference names, how it was found, and what does not fit. `paper` is None where none is held."""

    reference: Reference
    paper: Paper | None = None
    kind: MatchKind | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Title:
    normalised: str
    paper_id: str
    year: int | None
    surnames: frozenset[str]


class Matcher:
    """Finds papers of one collection. The titles of all papers are read once, and only if a title has no equal."""

    def __init__(self, library: Library, collection: str) -> None:
        self._library = library
        self._collection = collection
        self._matches: dict[Reference, Match] = {}

    def match(self, reference: Reference) -> Match:
        """Return the paper that the reference names."""
        if reference not in self._matches:
            self._matches[reference] = (
                self._by_id(reference) or self._by_title(reference) or self._by_similar_title(reference)
            ) or Match(reference)
        return self._matches[reference]

    def _find(self, title: str, arxiv_id: str | None = None, acl_id: str | None = None) -> Paper | None:
        return self._library.find(self._collection, Paper("", title, "", arxiv_id=arxiv_id, acl_id=acl_id))

    def _by_id(self, reference: Reference) -> Match | None:
        for arxiv_id, acl_id in ((reference.arxiv_id, None), (None, reference.acl_id)):
            known = arxiv_id or acl_id
            if known is None or (paper := self._find("", arxiv_id, acl_id)) is None:
                continue
            if known not in (paper.arxiv_id, paper.acl_id):
                continue
            best = max((_similarity(title, paper.title) for title in reference.titles), default=100.0)
            titled = self._by_title(reference) if best < LEAST_SIMILAR else None
            whose = f"its id {known} is that of “{paper.title}”"
            if titled is not None:
                return replace(titled, note=f"{whose}; matched by title")
            return Match(reference, paper, "id", whose if best < OTHER_PAPER else None)
        return None

    def _by_title(self, reference: Reference) -> Match | None:
        for title in reference.titles:
            if not normalise_title(title) or (paper := self._find(title)) is None:
                continue
            pairs = ((reference.arxiv_id, paper.arxiv_id), (reference.acl_id, paper.acl_id))
            other = [given for given, stored in pairs if given and stored and given != stored]
            note = f"matched by title, although its id {other[0]} is not that of the paper here" if other else None
            return Match(reference, paper, "title", note)
        return None

    def _by_similar_title(self, reference: Reference) -> Match | None:
        """Return the one paper whose title is nearly the reference's, or its first part, and nothing speaks against."""
        surnames = _surnames(reference.authors)
        found: dict[str, float] = {}
        for title in reference.titles:
            wanted = normalise_title(title)
            if len(wanted) < MIN_CHARACTERS_OF_A_TITLE:
                continue
            near = process.extract(wanted, self._normalised, scorer=fuzz.ratio, score_cutoff=LEAST_SIMILAR, limit=5)
            for _, score, index in near:
                found[self._titles[index].paper_id] = max(score, found.get(self._titles[index].paper_id, 0.0))
            if len(wanted.split()) >= MIN_WORDS_OF_A_TITLE:
                for item in self._titles:
                    long, short = sorted((item.normalised, wanted), key=len, reverse=True)
                    if long.startswith(f"{short} ") and len(short.split()) >= MIN_WORDS_OF_A_TITLE:
                        found.setdefault(item.paper_id, LEAST_SIMILAR)
        if not found:
            return None
        agreeing = [
            item
            for item in self._titles
            if item.paper_id in found
            and (item.year is None or reference.year is None or abs(item.year - reference.year) <= MAX_YEARS_APART)
            and (not item.surnames or not surnames or item.surnames & surnames)
        ]
        agreeing.sort(key=lambda item: (-found[item.paper_id], item.paper_id))
        if not agreeing or (len(agreeing) > 1 and found[agreeing[0].paper_id] == found[agreeing[1].paper_id]):
            return None
        paper = self._library.paper(self._collection, agreeing[0].paper_id)
        if paper is None:
            return None
        return Match(reference, paper, "similar title", f"matched by similar title: “{paper.title}”")

    @cached_property
    def _titles(self) -> tuple[_Title, ...]:
        papers = self._library.papers_between(self._collection, -1, self._library.revision(self._collection))
        return tuple(
            _Title(normalise_title(paper.title), paper.paper_id, paper.year, _surnames(paper.authors))
            for paper in papers
        )

    @cached_property
    def _normalised(self) -> tuple[str, ...]:
        return tuple(item.normalised for item in self._titles)


def _surnames(authors: Iterable[str]) -> frozenset[str]:
    """Return last words of names in one spelling."""
    return frozenset(words[-1] for author in authors if (words := normalise_title(author).split()))


def _similarity(first: str, second: str) -> float:
    return fuzz.ratio(normalise_title(first), normalise_title(second))


class ReferenceTable:
    """Keys → references. A key of names and a year, such as `Zhang 2023a`, is looked up by author and year."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._all = tuple(references)
        self._by_key: dict[str, Reference] = {}
        for reference in self._all:
            self._by_key.setdefault(reference.key, reference)

    def find(self, key: str) -> Reference | None:
        """Return the reference of a key, None where there is none or two fit equally well."""
        if key in self._by_key:
            return self._by_key[key]
        named = re.fullmatch(r"(.+) ((?:19|20)\d{2})([a-z]?)", key)
        if named is None:
            return None
        surname, year, letter = named.group(1).casefold(), int(named.group(2)), named.group(3)
        fitting = [reference for reference in self._all if _year_fits(reference, year) and _names(reference, surname)]
        if len(fitting) > 1:
            first = [reference for reference in fitting if _begins_with(reference, surname)]
            fitting = first or fitting
        if len(fitting) > 1 and letter:
            lettered = [reference for reference in fitting if f"{year}{letter}" in reference.text]
            fitting = lettered or fitting[ord(letter) - ord("a") :][:1]
        return fitting[0] if len(fitting) == 1 else None


def _year_fits(reference: Reference, year: int) -> bool:
    return reference.year == year or (str(year) in reference.text and not reference.text.lstrip().startswith("@"))


def _names(reference: Reference, surname: str) -> bool:
    if reference.authors:
        words = {word for author in reference.authors for word in re.findall(r"[\w'’-]+", author.casefold())}
        return set(surname.split()) <= words
    return re.search(rf"\b{re.escape(surname)}\b", reference.text.casefold()[:200]) is not None


def _begins_with(reference: Reference, surname: str) -> bool:
    if reference.authors:
        return surname in reference.authors[0].casefold()
    return surname in reference.text.casefold()[: len(surname) + 20]
