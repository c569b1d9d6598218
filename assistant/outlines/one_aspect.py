"""What is asked of a named paper and no ranking of sentences can tell: its record, how it is cited, what limits it.

Authors, year and venue stand in the record or are not known; limits are told by sentences that state one or by none.
"""

import re
from collections.abc import Sequence
from typing import Literal

from assistant.bibtex import publication_year
from assistant.datatypes import Evidence, Outline, OutlineItem, OutlinePart, OwnStatement, UnderstoodQuestion
from assistant.outlines.evidence_papers import evidence_papers
from assistant.outlines.mentions import NamedPaper
from assistant.outlines.name_mentions import title_head
from assistant.outlines.parts import part_names
from assistant.outlines.roles import LIMIT
from retrieval.datatypes import Paper, Sentence
from retrieval.retriever import Retriever

RecordField = Literal["authors", "year", "venue"]

MASK = "\x00"
"""Stands where a question names a paper."""

NAMED = (
    r"(?:(?:the|das|den|le|la|el)\s+)?(?:(?:papers?|article|work|study|papier|artikel|artículo)\s+"
    r"(?:(?:on|about|behind|called|titled|introducing|presenting|über|zu|sur|sobre)\s+)?)?"
    rf"(?:the\s+)?[“\"'‘]?{MASK}[”\"'’]?(?:\s+(?:papers?|article|dataset|corpus|benchmark|model))?"
)
APPEARED = r"(?:first\s+)?(?:published|written|appear(?:ed)?|come\s+out|presented|released\s+as\s+a\s+paper)"
LEADING_WORDS = "please|can|could|you|tell|me|give|show|list|name|do|know|what|which|are|is|were|was|the|and|names|of"
LEAD = rf"(?:(?:{LEADING_WORDS})\s+)*"
RECORD_QUESTIONS: dict[RecordField, str] = {
    "authors": rf"{LEAD}(?:who\s+(?:is|are|was|were)\s+)?(?:the\s+)?(?:\w+\s+)?(?:co-?)?authors?"
    rf"\s+(?:of|behind|on)\s+{NAMED}"
    rf"|{LEAD}who\s+(?:has\s+|have\s+)?(?:wrote|written|authored|co-?authored|published|made|created|built|developed)"
    rf"\s+{NAMED}|by\s+whom\s+(?:is|was|were)\s+{NAMED}\s+{APPEARED}"
    rf"|{LEAD}(?:who\s+(?:is|are|was|were)\s+)?{NAMED}(?:['’]s)?\s+(?:(?:first|last|main)\s+)?authors?"
    rf"|wer\s+hat\s+{NAMED}\s+(?:geschrieben|verfasst)|qui\s+a\s+écrit\s+{NAMED}"
    rf"|quién(?:es)?\s+(?:escribió|escribieron)\s+{NAMED}"
    rf"|(?:wer\s+(?:ist|sind)|qui\s+(?:est|sont)|quién(?:es)?\s+(?:es|son))\s+(?:die|der|les|l['’]|los|el)\s*"
    rf"(?:autor(?:in|en|innen|es)?|auteurs?|autore?s?)\s+(?:von|des?|du)\s+{NAMED}",
    "year": rf"{LEAD}when\s+(?:was|were|is|did|has)\s+{NAMED}\s+{APPEARED}"
    rf"|(?:in\s+)?(?:what|which)\s+year\s+(?:was|were|is|did)\s+{NAMED}\s+(?:{APPEARED}|from)"
    rf"|{LEAD}(?:publication\s+)?(?:year|date)\s+(?:of\s+publication\s+)?of\s+{NAMED}|how\s+old\s+is\s+{NAMED}",
    "venue": rf"{LEAD}where\s+(?:was|were|is|did|has)\s+{NAMED}\s+{APPEARED}"
    rf"|(?:at|in)\s+(?:what|which)\s+(?:conference|venue|journal|workshop|proceedings)\s+(?:was|were|is|did)\s+{NAMED}\s+{APPEARED}"
    rf"|{LEAD}(?:publication\s+)?venue\s+of\s+{NAMED}",
}
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
    """Return the evidence for a question about a paper's record, BibTeX or limits, None for any other question."""
    masked = _masked(understood.text, named)
    papers = list({item.paper.paper_id: item.paper for item in named}.values())
    for field, pattern in RECORD_QUESTIONS.items():
        if papers and re.fullmatch(pattern, masked, re.IGNORECASE):
            return _from_records(understood, papers, field, retriever)
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
    masked = re.sub(rf"{MASK}(?:(?:\s*,)?\s*(?:and|,|&)\s*(?:of\s+)?{MASK})+", MASK, masked)
    return re.sub(r"^[^\w\x00]+|[\s?.!]+$", "", masked)


def _from_records(
    understood: UnderstoodQuestion, papers: Sequence[Paper], field: RecordField, retriever: Retriever
) -> Evidence:
    known = {paper.paper_id: value for paper in papers if (value := _recorded(paper, field))}
    told = [
        f"The record of “{paper.title}” names {known[paper.paper_id]} as its {field}."
        if paper.paper_id in known
        else f"“{paper.title}” is in this collection, but its record does not name its {field}."
        for paper in papers
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
