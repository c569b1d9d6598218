"""What is asked of a named paper and no ranking of sentences can tell: its record, how it is cited, what limits it.

Authors, year and venue stand in the record or are not known; limits are told by sentences that state one or by none.
"""

import re
from collections.abc import Sequence

from assistant.bibtex import publication_year
from assistant.datatypes import Evidence, Outline, OutlineItem, OutlinePart, OwnStatement, UnderstoodQuestion
from assistant.outlines.evidence_papers import evidence_papers
from assistant.outlines.mentions import NamedPaper
from assistant.outlines.name_mentions import title_head
from assistant.outlines.named_papers import papers_named
from assistant.outlines.parts import part_names
from assistant.outlines.record_questions import (
    DESCRIBED,
    LEAD,
    LEADING_WORDS,
    MASK,
    NAMED,
    NOT_OF_THE_MATTER,
    RecordField,
    record_asked,
)
from assistant.outlines.roles import LIMIT
from assistant.signals import picks_first
from retrieval.datatypes import Paper, Sentence
from retrieval.retriever import Retriever

N_NEAREST = 3
N_SEARCHED = 8
HARDLY_LESS_SURE = 0.15
WHOLLY = 0.999
"""The share of a description's words from which a paper holds all of them."""

CITING_QUESTION = re.compile(
    rf"{LEAD}(?:an?\s+)?(?:bibtex|bib|citation)(?:\s+(?:entry|record|citation))?\s+(?:of|for)\s+{NAMED}"
    rf"|{LEAD}{NAMED}(?:['’]s)?\s+(?:bibtex|bib)(?:\s+(?:entry|record))?"
    rf"|{LEAD}(?:how\s+(?:to|(?:do|can|could|should)\s+(?:i|we|you|one))\s+)?cite\s+{NAMED}",
    re.IGNORECASE,
)
AS_BIBTEX = "as BibTeX, from its record."
LIMITS = (
    r"(?:limitations?|limits|weakness(?:es)?|weak\s+(?:points?|spots?)|drawbacks?|shortcomings?|disadvantages?"
    r"|downsides?)"
)
LIMITS_QUESTION = re.compile(
    rf"(?:(?:{LEADING_WORDS}|main|known|key|biggest|any|some|there|does|has|have)\s+)*"
    rf"(?:{LIMITS}(?:\s+(?:and|or)\s+{LIMITS})?\s+(?:of|in|with|does|do|did|has|have)\s+{NAMED}"
    rf"(?:\s+(?:have|state|mention|name|report|admit))?"
    rf"|{NAMED}(?:['’]s)?\s+(?:(?:have|has|state|mention|report)\s+)?(?:any\s+|main\s+)?{LIMITS})",
    re.IGNORECASE,
)
STATES_LIMIT = re.compile(
    rf"{LIMIT.pattern}|\b(?:fails?|failed|struggles?|cannot|can\s+not|unable|underperforms?|lags?|degrades?|worse|poorly"
    r"|falls?\s+short|not\s+yet|limited\s+to|at\s+the\s+(?:cost|expense)|far\s+from)\b",
    re.IGNORECASE,
)
OVERCOMES = re.compile(
    r"\b(?:address|overc[ao]m|mitigat|alleviat|tackl|resolv|bridg|solv|avoid|eliminat)\w*", re.IGNORECASE
)
"""Words of sentences that name a limit of others, which the paper removes."""


def gather_one_aspect(
    understood: UnderstoodQuestion, named: Sequence[NamedPaper], retriever: Retriever
) -> Evidence | None:
    """Return the evidence for a question about a paper's record, BibTeX or limits, None for any other question.

    `named` are the papers that it surely names. Where there are none, one that it plainly speaks of will do.
    """
    named = named or _named_in(understood.text, understood, retriever)
    masked = _masked(understood.text, named)
    papers = list({item.paper.paper_id: item.paper for item in named}.values())
    asked, fields = record_asked(masked, NAMED)
    if papers and asked:
        return _from_records(understood, papers, fields, retriever)
    asked, fields = record_asked(_trimmed(understood.text))
    if asked and (meant := _meant(asked, understood, retriever)):
        return _from_records(understood, meant, fields, retriever)
    if asked and DESCRIBED.fullmatch(asked):
        nearest = tuple(retriever.retrieve(asked, N_NEAREST, understood.paper_filter))
        reason = f"No paper was found that “{asked}” names for certain: ask by its title."
        return Evidence(understood, (), nearest, reason=reason, gap="no paper")
    if papers and CITING_QUESTION.fullmatch(masked):
        told = tuple(OwnStatement(f"“{paper.title}” {AS_BIBTEX}", "framing") for paper in papers)
        found = evidence_papers(papers, understood.query, retriever)
        return Evidence(understood, found, outline=Outline("parts", (), told), confidence=1.0)
    if len(papers) == 1 and LIMITS_QUESTION.fullmatch(masked):
        return _with_limits(understood, papers[0], retriever)
    return None


def asks_for_bibtex(evidence: Evidence) -> bool:
    """Say whether the evidence is the papers whose BibTeX is asked for, with nothing to be quoted."""
    return evidence.outline is not None and any(item.text.endswith(AS_BIBTEX) for item in evidence.outline.statements)


def _masked(text: str, named: Sequence[NamedPaper]) -> str:
    """Return a question with one mark for the papers that it names one after the other, without what surrounds it."""
    covered = -1
    pieces, end = [], 0
    for item in sorted(named, key=lambda item: (item.start, -item.end)):
        if item.start < covered:
            continue
        pieces += [text[end : item.start], MASK]
        end = covered = item.end
    masked = "".join([*pieces, text[end:]])
    return _trimmed(re.sub(rf"{MASK}(?:(?:\s*,)?\s*(?:and|,|&)\s*(?:of\s+)?{MASK})+", MASK, masked))


def _trimmed(text: str) -> str:
    return re.sub(r"^[^\w\x00]+|[\s?.!]+$", "", text)


def _meant(asked: str, understood: UnderstoodQuestion, retriever: Retriever) -> list[Paper]:
    """Return the papers that the object of a question for a record names, or the one that alone fits its description.

    A part of a title will do here: what stands there has to be a paper.
    """
    named = _named_in(asked, understood, retriever)
    if re.fullmatch(NAMED, _masked(asked, named), re.IGNORECASE):
        return [item.paper for item in named]
    if not DESCRIBED.fullmatch(asked):
        return []
    found = retriever.search(NOT_OF_THE_MATTER.sub(" ", asked), N_SEARCHED, understood.paper_filter)
    fitting = [passage.paper for passage in found.passages if passage.term_coverage >= WHOLLY]
    is_picked = bool(fitting) and fitting[0] == found.passages[0].paper and picks_first(found)
    return fitting[:1] if len(fitting) == 1 or is_picked else []


def _named_in(text: str, understood: UnderstoodQuestion, retriever: Retriever) -> list[NamedPaper]:
    """Return the papers that a text names and the question's filters let through, at each place the surest."""
    passing = set(retriever.library.paper_ids(retriever.collection, understood.paper_filter))
    named = [item for item in papers_named(text, retriever) if item.paper.paper_id in passing]
    return [
        item
        for item in named
        if not any(
            other.start < item.end and item.start < other.end and other.confidence > item.confidence + HARDLY_LESS_SURE
            for other in named
        )
    ]


def _from_records(
    understood: UnderstoodQuestion, papers: Sequence[Paper], fields: Sequence[RecordField], retriever: Retriever
) -> Evidence:
    known = {
        (paper.paper_id, field): value for paper in papers for field in fields if (value := _recorded(paper, field))
    }
    told = [
        f"The record of “{paper.title}” names {known[paper.paper_id, field]} as its {field}."
        if (paper.paper_id, field) in known
        else f"“{paper.title}” is in this collection, but its record does not name its {field}."
        for paper in papers
        for field in fields
    ]
    evidence = evidence_papers(papers, understood.query, retriever)
    if not known:
        nearest = tuple(paper.passage for paper in evidence)
        return Evidence(understood, (), nearest, reason=" ".join(told), gap="silent")
    outline = Outline("parts", (), tuple(OwnStatement(text, "framing") for text in told))
    return Evidence(understood, evidence, outline=outline, confidence=1.0)


def _recorded(paper: Paper, field: RecordField) -> str:
    """Return what a record says, in words; "" where it does not."""
    if field == "authors":
        *others, last = paper.authors or ("",)
        return f"{', '.join(others)} and {last}" if others else last
    value = publication_year(paper) if field == "year" else paper.venue
    return str(value) if value else ""


def _with_limits(understood: UnderstoodQuestion, paper: Paper, retriever: Retriever) -> Evidence:
    papers = evidence_papers([paper], understood.query, retriever)
    items = tuple(OutlineItem(1, sentence.position) for sentence in limit_sentences(papers[0].sentences, paper.title))
    if not items:
        reason = f"“{paper.title}” is in this collection, but its {paper.text_kind} states no limitation of its own."
        return Evidence(understood, papers, reason=reason, gap="silent")
    return Evidence(understood, papers, outline=Outline("parts", (OutlinePart("Limits", items),)), confidence=0.8)


def limit_sentences(sentences: Sequence[Sentence], title: str) -> list[Sentence]:
    """Return the sentences of an abstract that say what the paper's own work does not do, or not well."""
    names = part_names([sentence.text for sentence in sentences], title_head(title))
    return [
        sentence
        for sentence, name in zip(sentences, names, strict=True)
        if name != "Problem" and STATES_LIMIT.search(sentence.text) and not OVERCOMES.search(sentence.text)
    ]
