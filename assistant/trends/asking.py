"""Which papers a query or filter picks, and the report on them.

"Speech synthesis since 2023" is read like a question: its filters are those that filters/ reads, its topic
picks every paper that fits, as a list question does, never a top ten.
"""

import re
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

from assistant.errors import AssistantError
from assistant.filters import combine, read_filters
from assistant.outlines.judged_papers import Listing
from assistant.outlines.list_subject import list_subject
from assistant.outlines.listing import list_papers
from assistant.trends.corpus import TrendCorpus, load_corpus
from assistant.trends.periods import PeriodLength
from assistant.trends.report import Refine, RefinedThemes, Report, Selection, report_on
from assistant.trends.theme_shelf import ThemeShelf, telling_of_carried
from assistant.trends.themes import Themes
from assistant.trends.wording import WHOLE_FIELD, as_papers, from_papers, trends_topic
from retrieval.datatypes import PaperFilter
from retrieval.indexing import Progress, no_progress
from retrieval.matrix import Matrices
from retrieval.retriever import Retriever

MAX_QUERY = 500
NONE_PASSES = "no paper passes the filter"
NOTHING_TO_DRAW_ON = "The collection holds no paper that this question and its filters could draw on."
MANY_PAPERS = 5_000
"""From so many papers on, reports are made one at a time: each takes much time and memory."""
_one_of_many = threading.Lock()


class TrendsError(AssistantError):
    """A report on trends cannot be made of what was asked."""


class NothingPicked(TrendsError):
    """No paper of the collection is what was asked for; `reason` says so in an answer's words."""

    def __init__(self, query: str, collection: str, why: str, reason: str) -> None:
        what = f"“{query}”" if query else "the filter"
        super().__init__(
            f"{what}: picks no paper of the collection “{collection}” ({why}); ask for something broader, or for all"
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report was asked for: a query in words, and periods ("2023", "2025-03"), both included."""

    query: str = ""
    by: PeriodLength = "year"
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ModelForTrends:
    """What a model does for a report: it names themes and places papers, and writes an overview behind the scope."""

    refine: Refine
    write: Callable[[Report, TrendCorpus], Report]


@dataclass(frozen=True, slots=True)
class Picking:
    """What picks papers: the query as people read it, its words without filters, and the filter with its labels."""

    query: str
    text: str = ""
    paper_filter: PaperFilter = PaperFilter()
    labels: tuple[str, ...] = ()


def select(query: str, paper_filter: PaperFilter, retriever: Retriever, matrices: Matrices | None = None) -> Selection:
    """Return the papers that a query and a filter pick, with the words that say how; all where neither asks for less.

    Raises TrendsError where nothing is picked.
    """
    query = " ".join(query.split())
    if len(query) > MAX_QUERY:
        raise TrendsError(f"the query: has {len(query):,} characters; name a topic in at most {MAX_QUERY}")
    library, collection = retriever.library, retriever.collection
    reading = read_filters(as_papers(trends_topic(query)), library, collection, date.today().year)
    wanted = combine(paper_filter, reading.paper_filter, library, collection)
    labels = tuple(chip.label for chip in reading.chips)
    return pick(Picking(query, reading.text, wanted, labels), retriever, matrices)


def pick(picking: Picking, retriever: Retriever, matrices: Matrices | None = None) -> Selection:
    """Return the papers that fit, with the words that say how they were picked. Raises TrendsError as `select` does."""
    library, collection, query = retriever.library, retriever.collection, picking.query
    subject = list_subject(picking.text) if picking.text else None
    if subject is not None and subject.is_negated:
        raise TrendsError(f"“{query}”: asks for papers that do not do so; name the topic that they shall be on")
    if subject is None or subject.is_empty:
        if picking.paper_filter.is_empty:
            if _says_everything(picking.text):
                return Selection()
            raise TrendsError(f"“{query}”: names no topic; write one, as in “speech synthesis since 2023”, or nothing")
        paper_ids = tuple(library.paper_ids(collection, picking.paper_filter))
        if not paper_ids:
            raise NothingPicked(query, collection, NONE_PASSES, NOTHING_TO_DRAW_ON)
        return Selection(paper_ids, f"picked by {_filter_words(picking)}")
    listing = list_papers(subject, retriever, picking.paper_filter, matrices)
    members = tuple(sorted(one.read.paper.paper_id for one in listing.members))
    if not members:
        considered = f"none of the {listing.n_considered:,} papers considered fits"
        if not listing.n_considered:
            raise NothingPicked(query, collection, NONE_PASSES, NOTHING_TO_DRAW_ON)
        judged = f"considered {listing.n_considered:,} papers, judged {len(listing.judged):,}, matched 0"
        raise NothingPicked(query, collection, considered, f"No paper on {subject.text} was found: {judged}.")
    return Selection(members, _words(picking, listing))


def _says_everything(text: str) -> bool:
    topic = from_papers(text)
    return not topic or WHOLE_FIELD.fullmatch(topic) is not None


def _filter_words(picking: Picking) -> str:
    """Return what picked papers where no topic did: the query, and the filter in words."""
    wanted = picking.paper_filter
    named = [
        *(label for label in picking.labels if label != picking.query),
        *(f"from {source}" for source in wanted.sources),
        *(f"at {venue}" for venue in wanted.venues if not picking.labels),
        *(f"by {author}" for author in wanted.authors if not picking.labels),
        *(["surveys"] if wanted.surveys_only and not picking.labels else []),
    ]
    query = f"the query “{picking.query}”" if picking.query else ""
    filters = f"the filter “{'; '.join(named)}”" if named else "" if query else "the filter"
    return " and ".join(part for part in (query, filters) if part)


def _words(picking: Picking, listing: Listing) -> str:
    judged = f"{len(listing.judged):,} of {listing.n_considered:,} papers judged"
    if listing.n_candidates > len(listing.judged):
        judged = f"the likeliest {len(listing.judged):,} of {listing.n_candidates:,} candidates judged"
    among = f" from {' and '.join(picking.paper_filter.sources)}" if picking.paper_filter.sources else ""
    return f"picked by the query “{picking.query}”{among} ({judged})"


def check_periods(asked: Asked) -> None:
    """Raise TrendsError where the periods are not such as "2023", or by month "2023-05", or the wrong way round."""
    form = r"\d{4}" if asked.by == "year" else r"\d{4}(?:-(?:0[1-9]|1[0-2]))?"
    for name, period in (("since", asked.since), ("until", asked.until)):
        if period and not re.fullmatch(form, period):
            example = "a year, as 2023; for months add --by month" if asked.by == "year" else "2023 or 2023-05"
            raise TrendsError(f"{name} “{period}”: is no period; write {example}")
    if asked.since and asked.until and asked.since[:4] + asked.since[4:] > asked.until + "-99":
        raise TrendsError(f"since {asked.since}, until {asked.until}: nothing lies between; swap them")


def corpus_for(
    asked: Asked, retriever: Retriever, paper_filter: PaperFilter = PaperFilter()
) -> tuple[TrendCorpus, Selection]:
    """Return the papers that were asked for, as trends need them, and how they were picked."""
    check_periods(asked)
    retriever.indexes.prepare_question()
    selection = select(asked.query, paper_filter, retriever)
    return load_selected(selection, retriever), selection


def load_selected(selection: Selection, retriever: Retriever) -> TrendCorpus:
    """Return the papers of a selection. Raises TrendsError where the collection holds none."""
    library, collection = retriever.library, retriever.collection
    corpus = load_corpus(library, collection, retriever.embedder.dimension, selection.paper_ids)
    if not corpus.papers:
        raise TrendsError(f"the collection “{collection}”: holds no papers; ingest some first")
    return corpus


def report_for(
    asked: Asked,
    retriever: Retriever,
    paper_filter: PaperFilter = PaperFilter(),
    shelf: ThemeShelf | None = None,
    progress: Progress = no_progress,
    model: ModelForTrends | None = None,
) -> tuple[Report, TrendCorpus]:
    """Return the report that was asked for, and the papers it was made from; TrendsError where there are none.

    On a whole collection the themes of an earlier state are carried on, where `shelf` keeps them.
    """
    progress("picking the papers", 0, 0)
    corpus, selection = corpus_for(asked, retriever, paper_filter)
    progress("grouping and counting", 0, 0)
    report = report_on_selected(asked, corpus, selection, shelf, None if model is None else model.refine)
    return (report if model is None else model.write(report, corpus)), corpus


def report_on_selected(
    asked: Asked,
    corpus: TrendCorpus,
    selection: Selection,
    shelf: ThemeShelf | None = None,
    refine: Refine | None = None,
) -> Report:
    """Return the report on papers that are at hand. Raises TrendsError where the periods asked for hold none."""
    has_years = any(paper.year is not None for paper in corpus.papers)
    if asked.by == "month" and has_years and all(paper.month is None for paper in corpus.papers):
        raise TrendsError("by month: the papers say the year only in which they appeared; ask by year")

    def refined(within: TrendCorpus, themes: Themes) -> RefinedThemes:
        """Return the themes as a model leaves them; those that are carried on keep names and papers."""
        return RefinedThemes(themes) if refine is None or themes.carried_on else refine(within, themes)

    is_whole = selection.paper_ids is None and not asked.since and not asked.until
    known = shelf.themes_for(corpus) if shelf is not None and is_whole else None
    with _one_of_many if len(corpus.papers) > MANY_PAPERS else nullcontext():
        report = report_on(corpus, selection, asked.by, asked.since, asked.until, known, refine=refined)
    if not report.n_papers:
        bounds = " and ".join(
            f"{name} {value}" for name, value in (("since", asked.since), ("until", asked.until)) if value
        )
        n_dated = sum(paper.year is not None for paper in corpus.papers)
        raise TrendsError(
            f"{bounds}: no paper is left of {len(corpus.papers):,}, of which {n_dated:,} say when they appeared;"
            " ask for a longer time"
        )
    if shelf is None or not is_whole:
        return report
    if report.themes.carried_on and known is not None:
        return telling_of_carried(report, known.n_papers)
    shelf.keep(corpus, report.themes)
    return report
