"""Filters that the words of a question name: years, venues, authors, surveys.

What is read narrows the papers, so a phrase is read only where it speaks of papers: "since 2023", not "tweets since
2023"; "papers by Ada Lovelace", not "by a large margin". A phrase left unread stays in the query and does no harm.
A negated phrase ("papers not by Ada Lovelace") lets through the papers that the phrase itself leaves out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.datatypes import FilterChip
from assistant.filters.authors import author_phrases
from assistant.filters.negation import FIELDS, NEGATED_UNREAD, NEGATING, negated, negation_of
from assistant.filters.phrases import Phrase
from assistant.filters.surveys import NO_SURVEYS, survey_phrases
from assistant.filters.venues import venue_phrases
from assistant.filters.years import year_phrases
from retrieval.datatypes import PaperFilter
from retrieval.library import Library


@dataclass(frozen=True, slots=True)
class FilterReading:
    """What was read: the filter, a chip for each part of it, and the question without the words that said so.

    `unknown` counts, by field (`year`, `venue`, `authors`), the papers left out only because the field is unknown.
    """

    paper_filter: PaperFilter
    chips: tuple[FilterChip, ...]
    text: str
    unknown: dict[str, int] = field(default_factory=dict)


def read_filters(
    text: str, library: Library, collection: str, today_year: int, ignored: Sequence[str] = ()
) -> FilterReading:
    """Read the filters out of a question. `ignored` are the labels of chips that were taken off.

    Filters of the same kind narrow each other. Years count relative to `today_year`. A chip that was taken off takes
    its words along: left in the question, they would become its subject, and the wider question would find less.
    """
    phrases: list[Phrase] = []
    affirmed = NEGATING.sub(lambda negation: ("papers" if negation["those"] else "").rjust(len(negation[0])), text)
    bare = affirmed  # with blanks for what is read: "papers by Lovelace since 2020" are papers since 2020

    def take(found: Iterator[Phrase]) -> None:
        nonlocal bare
        for phrase in list(found):
            if bare[phrase.start : phrase.end] == affirmed[phrase.start : phrase.end]:
                blank = phrase.instead.ljust(phrase.end - phrase.start)
                bare = bare[: phrase.start] + blank + bare[phrase.end :]
                negation = negation_of(phrase, text, affirmed)
                if negation is not None:
                    phrases.append(negated(phrase, negation, affirmed, library, collection))
                elif not NEGATED_UNREAD.search(affirmed[: phrase.start]):
                    phrases.append(phrase)

    take(venue_phrases(bare, library, collection))
    take(author_phrases(bare, library, collection))
    take(year_phrases(bare, today_year))
    take(author_phrases(bare, library, collection))
    if not NO_SURVEYS.search(text):
        take(survey_phrases(bare))
    phrases.sort(key=lambda phrase: phrase.start)
    applied = [phrase for phrase in phrases if phrase.label not in ignored]
    paper_filter = PaperFilter()
    for phrase in applied:
        paper_filter = combine(paper_filter, phrase.paper_filter, library, collection)
    unknown = {} if not applied else library.count_unknown(collection, paper_filter)
    chips = tuple(
        FilterChip(phrase.kind, phrase.label, text[phrase.start : phrase.end].strip(" ,;()"), _note(phrase, unknown))
        for phrase in applied
    )
    left = text
    for phrase in reversed(phrases):
        left = left[: phrase.start] + phrase.instead + left[phrase.end :]
    return FilterReading(paper_filter, chips, _tidy(left) if left != text else text, unknown)


def combine(explicit: PaperFilter, read: PaperFilter, library: Library, collection: str) -> PaperFilter:
    """Return the filter that lets through what both let through."""
    bounds_from = [year for year in (explicit.year_from, read.year_from) if year is not None]
    bounds_to = [year for year in (explicit.year_to, read.year_to) if year is not None]
    venues = explicit.venues or read.venues
    paper_ids = explicit.paper_ids if read.paper_ids is None else read.paper_ids
    if explicit.paper_ids is not None and read.paper_ids is not None:
        paper_ids = tuple(paper_id for paper_id in explicit.paper_ids if paper_id in set(read.paper_ids))
    if explicit.venues and read.venues and explicit.venues != read.venues:
        both = set(library.venues_like(collection, explicit.venues))
        venues = tuple(sorted(both.intersection(library.venues_like(collection, read.venues))))
        if not venues:
            venues, paper_ids = explicit.venues, ()
    sources = explicit.sources or read.sources
    if explicit.sources and read.sources:
        sources = tuple(source for source in explicit.sources if source in read.sources)
        paper_ids = paper_ids if sources else ()
    return PaperFilter(
        year_from=max(bounds_from, default=None),
        year_to=min(bounds_to, default=None),
        venues=venues,
        sources=sources,
        authors=tuple(dict.fromkeys((*explicit.authors, *read.authors))),
        surveys_only=explicit.surveys_only or read.surveys_only,
        paper_ids=paper_ids,
    )


def _note(phrase: Phrase, unknown: dict[str, int]) -> str | None:
    """Return what a chip tells besides its label: that nobody bears a name, and what was left out unjudged."""
    name = FIELDS.get(phrase.kind)
    n = unknown.get(name, 0) if name and phrase.n_unknown is None else phrase.n_unknown
    left_out = None
    if n:
        is_known = "are" if name == "authors" else "is"
        left_out = f"{n:,} {'paper' if n == 1 else 'papers'} left out whose {name} {is_known} not known"
    return "; ".join(part for part in (phrase.remark, left_out) if part) or None


def _tidy(text: str) -> str:
    """Return a text without the gaps that words taken out of it leave."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([?.,;:!)])", r"\1", text)
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"[,;:\s]+(?=[?.!]|$)", "", text)
    text = re.sub(r"^[\s,;:.]+", "", text).strip()
    return text[:1].upper() + text[1:] if text else text
