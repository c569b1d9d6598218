"""What is asked of a whole collection: its size, authors, venues and years, its newest and its oldest paper, a start.

Counted from the records, never from the abstracts; what no record names is said to be unknown.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.datatypes import Computation, Evidence, Outline, OwnStatement, UnderstoodQuestion
from assistant.outlines.evidence_papers import evidence_papers
from assistant.outlines.listing import gather_members
from assistant.trends.wording import WHOLE
from retrieval.datatypes import Paper
from retrieval.retriever import Retriever

MAX_NAMED = 5
"""Authors, venues or papers that an answer names."""

IN_IT = rf"(?:\s+(?:here|(?:in|of|from|by|across|among)\s+(?:here|{WHOLE})))?"
OPENING = r"(?:(?:please|can\s+you|tell\s+me|show\s+me|name|list|give\s+me)\s+)*"
MOST = r"(?:\s+(?:the|most|often|frequent(?:ly)?|papers|represented|included|covered|there))*"
MOST_PUBLISHED = rf"""
    (?:were|are|do|did)\s+(?:the\s+)?most\s+(?:of\s+(?:the\s+|these\s+)?)?papers(?:\s+(?:published|written|appear|from|come\s+from))?{IN_IT}
"""
AUTHORS = rf"""
    {OPENING}(?:which|what|who|the)\s+(?:are\s+the\s+|is\s+the\s+)?(?:most\s+(?:frequent|common|prolific|productive)\s+)?
    (?:co-?)?authors?(?:\s+(?:appears?|occurs?|has|have|wrote|published|are|is))?{MOST}{IN_IT}
    |{OPENING}who\s+(?:has\s+|have\s+)?(?:wrote|written|published|authored)\s+(?:the\s+)?most(?:\s+(?:of\s+the\s+)?papers)?{IN_IT}
    |{OPENING}how\s+many\s+(?:different\s+|distinct\s+)?(?:co-?)?authors(?:\s+are)?{MOST}{IN_IT}
"""
VENUES = rf"""
    {OPENING}(?:which|what|the)\s+(?:are\s+the\s+|is\s+the\s+)?(?:most\s+(?:frequent|common)\s+)?
    (?:venues?|conferences?|journals?)(?:\s+(?:appears?|occurs?|has|have|are|is|do\s+the\s+papers\s+come\s+from))?{MOST}{IN_IT}
    |{OPENING}(?:in|at)\s+(?:which|what)\s+(?:venues?|conferences?|journals?)\s+{MOST_PUBLISHED}
"""
MOST_OF_A_YEAR = rf"""
    {OPENING}(?:which|what|the)\s+(?:is\s+the\s+)?years?\s+(?:has|have|had|with)\s+(?:the\s+)?most\s+papers{IN_IT}
    |{OPENING}(?:in|from)\s+(?:which|what)\s+years?\s+{MOST_PUBLISHED}
"""
YEARS = rf"""
    {OPENING}(?:which|what|from\s+(?:which|what))\s+years?\s+(?:(?:do(?:es)?\s+{WHOLE}\s+(?:cover|span|come\s+from))
    |(?:are|is)\s+(?:covered|represented|included|{WHOLE}(?:\s+from)?){IN_IT})
"""
AT_AN_END = rf"""
    {OPENING}(?:(?:what|which)\s*(?:is|are|was|['’]s)\s+)?(?:the\s+)?(?P<end>newest|latest|most\s+recent|oldest|earliest)\s+
    (?:papers?|publications?|articles?){IN_IT}
    |{OPENING}(?:what|which)\s+papers?\s+(?:is|are)\s+(?:the\s+)?(?P<which>newest|latest|most\s+recent|oldest|earliest){IN_IT}
"""
SIZE = rf"""
    {OPENING}how\s+(?:big|large)\s+is\s+(?:the|this|your|our|my)\s+(?:(?:whole|entire)\s+)?(?:collection|library|set\s+of\s+papers)
    |{OPENING}how\s+many\s+(?:abstracts|documents|records)\s+(?:are(?:\s+there)?|do\s+(?:you|we|i)\s+have){IN_IT}
"""
FIRST = r"(?:start|begin|read\s+first)(?:\s+(?:with|from|reading|here|first))*"
START = rf"""
    (?:(?:please|can\s+you|could\s+you)\s+)*(?:recommend|suggest|show|give|name|list|find|tell)\s+(?:(?:me|us)\s+)?
    (?:(?:an?|the|some|few|couple|of|one|two|three|four|five|ten|\d+|good|best|introductory|central|key|important)\s+)*
    (?:papers?|articles?|reads?|readings?|something|what|which|where)?\s*(?:to|for\s+me\s+to|(?:that\s+)?i\s+(?:should|could|can))\s+{FIRST}
    |(?:what|which|where)\s+(?:papers?\s+|articles?\s+|one\s+|ones\s+)?
    (?:should|can|could|shall|do|would)\s+(?:i|we|one|someone|a\s+beginner)\s+{FIRST}
    |(?:what|which)(?:['’]s|\s+(?:is|are))\s+(?:(?:an?|the)\s+)?(?:good|best)\s+(?:papers?|place|one)\s+(?:for\s+me\s+)?to\s+{FIRST}
"""
ASK_FOR_SURVEYS = "Which papers are surveys?"
A_START = "Papers are not ranked by importance here; surveys give an overview to start with."
NO_START = "Papers are not ranked by importance here, and none was found to be a survey: ask for papers on a subject."
OF_ALL = (
    r"(?=.*\b(?:most|often|frequent(?:ly)?|represented|included|covered|there|appears?|occurs?|here|collection|library|corpus"
    r"|papers)\b)"
)
"""What tells a question about all papers from one about the paper spoken of: "What is the venue?"."""

Values = Callable[[Paper], Sequence[str]]
FIELDS: Mapping[str, tuple[str, Values]] = {
    "author": (AUTHORS, lambda paper: tuple(dict.fromkeys(paper.authors))),
    "venue": (VENUES, lambda paper: (paper.venue,) if paper.venue else ()),
    "year": (MOST_OF_A_YEAR, lambda paper: (str(paper.year),) if paper.year else ()),
}


def gather_records(understood: UnderstoodQuestion, retriever: Retriever) -> Evidence | None:
    """Return what the records of the collection say, None for a question about anything else."""
    text = re.sub(r"^\W+|\W+$", "", " ".join((understood.text or understood.question.text).split()))
    for field, (pattern, values) in FIELDS.items():
        if _matches(OF_ALL + rf"(?:{pattern})", text):
            return _most_named(understood, field, values, retriever)
    if asked := _matches(AT_AN_END, text):
        word = (asked["end"] or asked["which"]).lower()
        return _at_an_end(understood, "oldest" if word in ("oldest", "earliest") else "newest", retriever)
    if _matches(SIZE, text):
        return gather_members(replace(understood, kind="count", text="How many papers are there?"), retriever)
    if _matches(START, text):
        return _surveys(understood, retriever)
    return _years(understood, retriever) if _matches(YEARS, text) else None


def _matches(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, text, re.IGNORECASE | re.VERBOSE)


def _most_named(understood: UnderstoodQuestion, field: str, values: Values, retriever: Retriever) -> Evidence:
    papers = _papers(understood, retriever)
    bearing: dict[str, list[Paper]] = {}
    for paper in papers:
        for value in values(paper):
            bearing.setdefault(value, []).append(paper)
    ranked = sorted(bearing.items(), key=lambda item: (-len(item[1]), item[0]))
    known = [paper for paper in papers if values(paper)]
    statements = [_stated(f"{_count(known)} of {len(papers):,} name their {field}", f"papers_with_{field}", {}, known)]
    least = len(ranked[MAX_NAMED][1]) if len(ranked) > MAX_NAMED else 0
    shown = [(value, named) for value, named in ranked[:MAX_NAMED] if len(named) > least]
    statements += [
        _stated(f"{value}: {_count(named)}", f"papers_by_{field}", {field: value}, named) for value, named in shown
    ]
    if least:
        others = "the others have" if shown else "none stands out: each has"
        rest = f"Of {len(ranked):,} {field}s {others} at most {_count(ranked[MAX_NAMED][1])}."
        statements.append(OwnStatement(rest, "framing"))
    behind = [paper for _, named in shown for paper in named]
    return _evidence(understood, behind, statements, field, retriever)


def _at_an_end(understood: UnderstoodQuestion, end: str, retriever: Retriever) -> Evidence:
    """Return the papers of the last or the first year, by month where that is known."""
    dated = _dated(understood, retriever)
    years = [year for year, _ in dated]
    year = max(years, default=0) if end == "newest" else min(years, default=0)
    found = [paper for own, paper in dated if own == year]
    found.sort(key=lambda paper: (-(paper.month or 0) if end == "newest" else paper.month or 13, paper.title))
    titles = ", ".join(f"“{paper.title}”" for paper in found[:MAX_NAMED])
    more = ", among them" if len(found) > MAX_NAMED else ""
    by_record = "by its record is" if len(found) == 1 else "by their records are"
    text = f"The {end} {by_record} {_count(found)} from {year}{more}: {titles}"
    return _evidence(understood, found, [_stated(text, "papers_of_year", {"year": year}, found)], "year", retriever)


def _surveys(understood: UnderstoodQuestion, retriever: Retriever) -> Evidence:
    """Return the surveys of the collection for whoever asks what to start with."""
    evidence = gather_members(replace(understood, kind="list", text=ASK_FOR_SURVEYS), retriever)
    if evidence.outline is None:
        return replace(evidence, reason=NO_START, nearest=())
    statements = (OwnStatement(A_START, "framing"), *evidence.outline.statements)
    return replace(evidence, outline=replace(evidence.outline, statements=statements))


def _years(understood: UnderstoodQuestion, retriever: Retriever) -> Evidence:
    dated = _dated(understood, retriever)
    years, papers = [year for year, _ in dated], [paper for _, paper in dated]
    first, last = min(years, default=0), max(years, default=0)
    span = f"are from {first} to {last}" if first < last else f"are from {last}"
    text = f"{_count(papers)} whose year is known {span}"
    return _evidence(understood, papers, [_stated(text, "papers_with_year", {}, papers)], "year", retriever)


def _dated(understood: UnderstoodQuestion, retriever: Retriever) -> list[tuple[int, Paper]]:
    papers = _papers(understood, retriever)
    return [(paper.year, paper) for paper in papers if paper.year is not None]


def _papers(understood: UnderstoodQuestion, retriever: Retriever) -> list[Paper]:
    return retriever.library.papers(retriever.collection, understood.paper_filter)


def _stated(text: str, name: str, arguments: dict[str, str | int], papers: Sequence[Paper]) -> OwnStatement:
    computation = Computation(name, arguments, len(papers), tuple(paper.paper_id for paper in papers))
    return OwnStatement(f"{text}.", "computed", computation)


def _evidence(
    understood: UnderstoodQuestion,
    papers: Sequence[Paper],
    statements: Sequence[OwnStatement],
    field: str,
    retriever: Retriever,
) -> Evidence:
    """Return the statements with the first papers behind them; that nothing is known where no paper is."""
    if not papers:
        return Evidence(understood, (), reason=f"No record of this collection names a paper’s {field}.", gap="silent")
    first = list({paper.paper_id: paper for paper in papers}.values())[:MAX_NAMED]
    evidence = evidence_papers(first, understood.query, retriever)
    return Evidence(understood, evidence, outline=Outline("parts", (), tuple(statements)), confidence=1.0)


def _count(papers: Sequence[Paper]) -> str:
    return f"{len(papers):,} paper{'' if len(papers) == 1 else 's'}"
