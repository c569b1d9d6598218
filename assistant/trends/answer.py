"""A question on trends → evidence: the report on all papers that it is about, cut to a page, and what it quotes.

Its counts are computed statements that carry their queries, its quotations are cited sentences like any other answer's.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.datatypes import (
    Computation,
    CountedNumber,
    Evidence,
    EvidencePaper,
    Outline,
    OutlineItem,
    OutlinePart,
    OwnStatement,
    UnderstoodQuestion,
)
from assistant.trends.asking import (
    Asked,
    NothingPicked,
    Picking,
    TrendsError,
    load_selected,
    pick,
    report_on_selected,
)
from assistant.trends.corpus import TrendCorpus
from assistant.trends.periods import PeriodLength
from assistant.trends.report import Report
from assistant.trends.report_file import how_picked
from assistant.trends.report_json import FOR_PLOTS, report_to_record
from assistant.trends.report_sections import Section
from assistant.trends.statements import Statement
from assistant.trends.theme_shelf import ThemeShelf
from assistant.trends.wording import from_papers
from retrieval.datatypes import Chunk, Paper, PaperFilter, Passage, ScoredSentence
from retrieval.indexing import Progress, no_progress
from retrieval.retriever import Retrieval, Retriever

MAX_WORDS = 480
"""About a page."""
LEFT_OUT_FIRST = "What the papers give and treat"
"""The heading of the section that a longer report's answer does without."""
MAX_NAMED = 25
"""Papers behind a number that the answer can name; the report names all."""
MOST_YEARS_BY_MONTH = 2
LEAST_WITH_MONTH = 0.9
AROUND_QUOTES = " ”,“"


@dataclass(frozen=True, slots=True)
class AnsweredReport:
    """The report behind an answer, with what picked its papers: the words as asked, and as they were read."""

    report: Report
    asked: Asked
    text: str
    paper_filter: PaperFilter
    papers: Mapping[str, Paper]

    @property
    def query(self) -> str:
        return self.asked.query

    @property
    def by(self) -> PeriodLength:
        return self.asked.by

    def to_json(self) -> dict[str, Any]:
        return {
            **report_to_record(self.report, FOR_PLOTS),
            **how_picked(self.asked, self.paper_filter),
            "text": self.text,
        }


def gather_trends(
    understood: UnderstoodQuestion,
    retrieval: Retrieval,
    retriever: Retriever,
    home: Path | None = None,
    progress: Progress = no_progress,
) -> Evidence:
    """Return the report on all papers that a question on trends is about, as an outline, and the papers it quotes.

    Where no paper is picked there is a gap as for any other question. In `home` the themes of whole collections are
    kept.
    """
    words = [from_papers(understood.text), *(chip.words for chip in understood.chips)]
    query = " ".join(word for word in words if word)
    labels = tuple(chip.label for chip in understood.chips)
    nearest = retrieval.passages[:3]
    progress("picking the papers", 0, 0)
    try:
        selection = pick(Picking(query, understood.text, understood.paper_filter, labels), retriever)
        corpus = load_selected(selection, retriever)
        progress("grouping and counting", 0, 0)
        asked = Asked(query, _period_length(corpus))
        shelf = None if home is None else ThemeShelf(home, retriever.embedder.name)
        report = report_on_selected(asked, corpus, selection, shelf)
    except NothingPicked as error:
        return Evidence(understood, (), nearest, retrieval.terms, error.reason, "no paper")
    except TrendsError as error:
        return Evidence(understood, (), nearest, retrieval.terms, str(error))
    sections = _within_a_page(report.sections)
    numbers = _numbered(sections, report)
    parts = tuple(OutlinePart(section.heading, running=_running(section, numbers)) for section in sections)
    counted = [item for section in sections for statement in section.statements for item in statement.computations]
    named = {paper_id for item in counted for paper_id in item.paper_ids[:MAX_NAMED]}
    papers = {paper_id: corpus.papers[corpus.places[paper_id]] for paper_id in sorted(named)}
    return Evidence(
        understood,
        _evidence_papers(numbers, corpus, retriever),
        nearest,
        retrieval.terms,
        outline=Outline("report", parts),
        confidence=1.0,
        report=AnsweredReport(report, asked, understood.text, understood.paper_filter, papers),
    )


def _period_length(corpus: TrendCorpus) -> PeriodLength:
    """Return months where the papers are of a year or two and nearly all say of which month."""
    years = {paper.year for paper in corpus.papers if paper.year is not None}
    n_months = sum(paper.month is not None for paper in corpus.papers)
    is_told = n_months >= LEAST_WITH_MONTH * len(corpus.papers)
    return "month" if is_told and len(years) <= MOST_YEARS_BY_MONTH else "year"


def _within_a_page(sections: Sequence[Section]) -> list[Section]:
    """Return the sections cut to a page: one that matters less goes first, then quotations, the first of each section
    last."""
    kept = list(sections)
    if _n_words(kept) > MAX_WORDS:
        kept = [section for section in kept if section.heading != LEFT_OUT_FIRST]
    own = [[item for item in section.statements if item.kind == "quote"] for section in kept]
    quotations = [(place, item) for place, items in enumerate(own) for item in items[:1]]
    quotations += [(place, item) for place, items in enumerate(own) for item in items[1:]]
    while quotations and _n_words(kept) > MAX_WORDS:
        place, left_out = quotations.pop()
        rest = tuple(statement for statement in kept[place].statements if statement is not left_out)
        kept[place] = replace(kept[place], statements=rest)
    return [section for section in kept if section.statements]


def _n_words(sections: Sequence[Section]) -> int:
    return sum(len(statement.text.split()) for section in sections for statement in section.statements)


def _numbered(sections: Sequence[Section], report: Report) -> dict[str, int]:
    """Return the numbers of the quoted papers, in order; a typical paper where none is quoted."""
    quoted = [
        quotation.paper_id
        for section in sections
        for statement in section.statements
        for quotation in statement.quotations
        if quotation.sentence
    ]
    cited = dict.fromkeys(quoted or report.themes.broad[0].typical[:1])
    return {paper_id: number for number, paper_id in enumerate(cited, 1)}


def _running(section: Section, numbers: Mapping[str, int]) -> tuple[OwnStatement | OutlineItem, ...]:
    return tuple(piece for statement in section.statements for piece in _pieces(statement, numbers))


def _pieces(statement: Statement, numbers: Mapping[str, int]) -> list[OwnStatement | OutlineItem]:
    """Return a statement as what citewell itself states, with the places of its numbers, and what it quotes."""
    quotes = {quoted.quote: quoted for quoted in statement.quotations if quoted.sentence}
    pieces: list[OwnStatement | OutlineItem] = []
    text = ""
    counted: list[CountedNumber] = []

    def end_own() -> None:
        nonlocal text, counted
        before = len(text) - len(text.lstrip(AROUND_QUOTES))
        bare = text[before:].rstrip(" “")
        if any(character.isalnum() for character in bare):
            own = tuple(replace(one, start=one.start - before, end=one.end - before) for one in counted)
            if statement.kind == "computed":
                computation = own[0].computation if own else next(iter(statement.computations), None)
                pieces.append(OwnStatement(bare, "computed", computation, own))
            else:
                pieces.append(OwnStatement(bare, "framing"))
        text, counted = "", []

    for literal, name, _, _ in string.Formatter().parse(statement.template):
        text += literal.replace("*", "**")
        if not name:
            continue
        word = statement.words.get(name)
        if word in quotes:
            end_own()
            pieces.append(OutlineItem(numbers[quotes[word].paper_id], quotes[word].sentence))
        elif word is not None:
            text += word
        elif name[0] != "m":
            filled = statement.filled(name)
            counted.append(CountedNumber(len(text), len(text) + len(filled), _behind(statement, name)))
            text += filled
    end_own()
    return pieces


def _behind(statement: Statement, name: str) -> Computation:
    """Return the query behind a name of a template: of a percentage that of the part."""
    return statement.computations[int(name[1:].split("_")[0])]


def _evidence_papers(
    numbers: Mapping[str, int], corpus: TrendCorpus, retriever: Retriever
) -> tuple[EvidencePaper, ...]:
    chunks = {chunk.paper_id: chunk for chunk in retriever.library.first_chunks(retriever.collection, list(numbers))}
    papers = []
    for paper_id, number in numbers.items():
        sentences = tuple(corpus.sentences.get(paper_id, ()))
        chunk = chunks.get(paper_id) or Chunk("", paper_id, 0, 0, 0, 0, 0, "")
        scored = tuple(ScoredSentence(sentence, 0.0, 0.0, 0.0) for sentence in sentences)
        paper = corpus.papers[corpus.places[paper_id]]
        papers.append(EvidencePaper(number, Passage(paper, chunk, 1.0, 0.0, 0.0, 0.0, scored), sentences))
    return tuple(papers)
