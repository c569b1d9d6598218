"""Which papers a query or filter picks, whether a question asks for trends, and the report that answers it.

"Speech synthesis since 2023" is read like a question: its filters are those that question_filters.py reads, its topic
picks every paper that fits, as a list question does, never a top ten.
"""

import re
from dataclasses import dataclass
from datetime import date

from assistant.datatypes import OwnStatement
from assistant.errors import AssistantError
from assistant.outlines.list_subject import list_subject
from assistant.outlines.listing import Listing, list_papers
from assistant.question_filters import combine, read_filters
from assistant.trends.corpus import TrendCorpus, load_corpus
from assistant.trends.facets import NAMED
from assistant.trends.periods import PeriodLength
from assistant.trends.report import Report, Selection, report_on
from retrieval.datatypes import PaperFilter
from retrieval.matrix import Matrices
from retrieval.retriever import Retriever

MAX_QUERY = 500

FIELD = r"(?:(?:the|this|our|my)\s+)?(?:field|area|collection|library|corpus|literature|research|papers)"
TRENDS = r"(?:trends?|directions|developments|hot\s+topics|hypes?|shifts)"
MOVES = (
    r"(?:mov(?:e[sd]?|ing)|head(?:ed|ing)|going|go|shift(?:s|ed|ing)?|evolv(?:es?|ed|ing)|develop(?:s|ed|ing)?"
    r"|chang(?:es?|ed|ing)|trending)"
)
RISES = r"(?:rising|falling|growing|shrinking|emerging|declining|fading|on\s+the\s+rise|in\s+decline|gaining|trending)"
TOPIC = r"(?P<topic>[^?!]*)"
FRAMES = tuple(
    re.compile(rf"^\s*(?:{pattern})", re.IGNORECASE)
    for pattern in (
        rf"(?:(?:what|which)\s+(?:are|is)\s+|(?:please\s+)?(?:show|tell|give|list|describe|summari[sz]e)\s+(?:me\s+)?)?"
        rf"(?:the\s+)?(?:(?:main|major|recent|latest|current|new|key|research)\s+)*{TRENDS}\s*"
        rf"(?:(?:in|of|for|on|around|within)\s+{TOPIC}|(?:since|until|between|before|after|over)\b(?P<span>[^?!]*)|[?!]*$)",
        rf"what(?:\s+is|['’]s|\s+are|\s+was)?\s+(?:new|hot|novel)\b\s*(?:here|lately|recently)?\s*"
        rf"(?:(?:in|on|about|with|around|for)\s+{TOPIC}|(?P<span>(?:since|after|from)\b[^?!]*)|[?!]*$)",
        rf"(?:what|where|towards?\s+what)\s+(?:is|are|has|have)\s+{TOPIC}?\s+(?:been\s+)?{MOVES}"
        rf"(?:\s+(?:towards?|to|into|next|lately|recently))*\s*[?!]*$",
        rf"how\s+(?:has|have|is|are)\s+{TOPIC}?\s+{MOVES}\b\s*"
        rf"(?P<span>(?:since|until|between|before|after|over|in\s+the|from|during|lately|recently)\b[^?!]*)?[?!\s]*$",
        rf"(?:what|which\s+\w+)\s+(?:has|have)\s+changed\b\s*(?:(?:in|for|with)\s+{TOPIC}|(?P<span>since\b[^?!]*)|[?!]*$)",
        rf"(?:what|which\s+(?:topics?|themes?|terms?|tasks?|methods?|subjects?|areas?))\s+(?:is|are)\s+{RISES}\s*"
        rf"(?:(?:in|of|within)\s+{TOPIC}|(?P<span>(?:since|after)\b[^?!]*)|[?!]*$)",
    )
)
"""How one asks for trends. `topic` is what they are of, `span` a time that is named without one."""
WHOLE_FIELD = re.compile(rf"^\s*{FIELD}(?=\s*$|\s+(?:since|until|between|before|after|from|in)\b)\s*", re.IGNORECASE)
ENDING = re.compile(r"\s*\b(?:over\s+(?:time|the\s+years)|lately|recently|here|nowadays|today)\s*$", re.IGNORECASE)


class TrendsError(AssistantError):
    """A report on trends cannot be made of what was asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report was asked for: a query in words, and periods ("2023", "2025-03"), both included."""

    query: str = ""
    by: PeriodLength = "year"
    since: str = ""
    until: str = ""


def is_trends_question(text: str) -> bool:
    """Say whether a question asks what a field or topic is moving towards, rather than about single papers.

    >>> is_trends_question("What is new in multilingual speech?"), is_trends_question("What is new in CosyVoice 2?")
    (True, False)
    """
    match = _frame(text)
    if match is None:
        return False
    named = NAMED.findall(match.groupdict().get("topic") or "")
    return all(name.isupper() and name.isalpha() for name in named)  # "CosyVoice 2" is one thing, "TTS" a topic


def trends_topic(text: str) -> str:
    """Return what a question asks the trends of, its filters included; a text that asks for none is its own topic.

    >>> trends_topic("Trends in speech synthesis since 2023?"), trends_topic("What is the field moving towards?")
    ('speech synthesis since 2023', '')
    """
    match = _frame(text)
    if match is None:
        return text.strip()
    parts = match.groupdict()
    topic = WHOLE_FIELD.sub("", (parts.get("topic") or "").strip(" .,;"))
    return ENDING.sub("", f"{topic} {(parts.get('span') or '').strip(' .,;')}".strip())


def _frame(text: str) -> "re.Match[str] | None":
    return next((match for pattern in FRAMES if (match := pattern.match(text)) is not None), None)


def select(query: str, paper_filter: PaperFilter, retriever: Retriever, matrices: Matrices | None = None) -> Selection:
    """Return the papers that a query and a filter pick, with the words that say how; all where neither asks for less.

    Raises TrendsError where nothing is picked.
    """
    query = " ".join(query.split())
    if len(query) > MAX_QUERY:
        raise TrendsError(f"the query: has {len(query):,} characters; name a topic in at most {MAX_QUERY}")
    library, collection = retriever.library, retriever.collection
    topic = trends_topic(query)
    reading = read_filters(topic, library, collection, date.today().year)
    wanted = combine(paper_filter, reading.paper_filter, library, collection)
    subject = list_subject(reading.text) if reading.text else None
    if subject is not None and subject.is_negated:
        raise TrendsError(f"“{query}”: asks for papers that do not do so; name the topic that they shall be on")
    if subject is None or subject.is_empty:
        if wanted.is_empty:
            if not topic or (subject is not None and _says_everything(reading.text)):
                return Selection()
            raise TrendsError(f"“{query}”: names no topic; write one, as in “speech synthesis since 2023”, or nothing")
        paper_ids = tuple(library.paper_ids(collection, wanted))
        if not paper_ids:
            raise TrendsError(_nothing(query, collection, "no paper passes the filter"))
        return Selection(paper_ids, f"picked by {_filter_words(query, [chip.label for chip in reading.chips])}")
    listing = list_papers(subject, retriever, wanted, matrices)
    members = tuple(sorted(one.read.paper.paper_id for one in listing.members))
    if not members:
        considered = f"none of the {listing.n_considered:,} papers considered fits"
        raise TrendsError(
            _nothing(query, collection, considered if listing.n_considered else "no paper passes the filter")
        )
    return Selection(members, _words(query, listing))


def _says_everything(text: str) -> bool:
    return WHOLE_FIELD.fullmatch(text.strip()) is not None


def _filter_words(query: str, labels: list[str]) -> str:
    if query:
        return f"the query “{query}”" + (f" (filter: {'; '.join(labels)})" if labels else "")
    return "a filter"


def _words(query: str, listing: Listing) -> str:
    judged = f"{len(listing.judged):,} of {listing.n_considered:,} papers judged"
    if listing.n_candidates > len(listing.judged):
        judged = f"the likeliest {len(listing.judged):,} of {listing.n_candidates:,} candidates judged"
    return f"picked by the query “{query}” ({judged})"


def _nothing(query: str, collection: str, why: str) -> str:
    what = f"“{query}”" if query else "the filter"
    return f"{what}: picks no paper of the collection “{collection}” ({why}); ask for something broader, or for all"


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
    library, collection = retriever.library, retriever.collection
    corpus = load_corpus(library, collection, retriever.embedder.dimension, selection.paper_ids)
    if not corpus.papers:
        raise TrendsError(f"the collection “{collection}”: holds no papers; ingest some first")
    return corpus, selection


def report_for(
    asked: Asked, retriever: Retriever, paper_filter: PaperFilter = PaperFilter()
) -> tuple[Report, TrendCorpus]:
    """Return the report that was asked for, and the papers it was made from; TrendsError where there are none."""
    corpus, selection = corpus_for(asked, retriever, paper_filter)
    has_years = any(paper.year is not None for paper in corpus.papers)
    if asked.by == "month" and has_years and all(paper.month is None for paper in corpus.papers):
        raise TrendsError("by month: the papers say the year only in which they appeared; ask by year")
    report = report_on(corpus, selection, asked.by, asked.since, asked.until)
    if not report.n_papers:
        bounds = " and ".join(
            f"{name} {value}" for name, value in (("since", asked.since), ("until", asked.until)) if value
        )
        n_dated = sum(paper.year is not None for paper in corpus.papers)
        raise TrendsError(
            f"{bounds}: no paper is left of {len(corpus.papers):,}, of which {n_dated:,} say when they appeared;"
            " ask for a longer time"
        )
    return report, corpus


def own_statements(report: Report) -> tuple[OwnStatement, ...]:
    """Return the computed sentences of a report as an answer states them, each with its first query."""
    return tuple(
        OwnStatement(statement.text.replace("*", ""), "computed", statement.computations[0])
        for statement in report.statements
        if statement.kind == "computed" and statement.computations
    )
