"""A question about several papers, asked of each alone: "How large is A and how large is B?", "How large are both?"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.datatypes import Evidence, EvidencePaper, Outline, OutlineItem, OutlinePart, UnderstoodQuestion
from assistant.evidence import Bar, gather_evidence
from assistant.outlines.mentions import NamedPaper
from assistant.question import asks_about_whole
from assistant.signals import QUESTION_WORDS
from assistant.writing.extractive import ExtractiveWriter
from retrieval.datatypes import Paper
from retrieval.retriever import Retriever

N_PASSAGES = 10
MAX_PAPERS = 4
PREPOSITION = r"(?:in|on|at|for|under|with|from|by|to)"
ASKING = rf"(?:{PREPOSITION}\s+)?(?:how|what|which|who|when|where|why|is|are|does|do|did|has|have|can)"
CLAUSE_BREAK = re.compile(rf"(?<=[?.!;])\s+|,?\s+and\s+(?={ASKING}\b)|,\s+(?={ASKING}\b)", re.IGNORECASE)
LISTED = re.compile(r"[”\"’]?\s*(?:,|,?\s*\band\b|&)\s*(?:(?:of|in|for|by)\s+)?(?:the\s+)?[“\"‘]?", re.IGNORECASE)
RELATES = re.compile(
    r"\b(?:common|shares?|shared|differ\w*|together|each\s+other|same|between|combin\w+|agree\w*|than)\b", re.IGNORECASE
)
"""Words of questions that ask about papers together."""

Asked = tuple[NamedPaper, str]
"""A paper, and the question that is asked about it alone."""


def gather_several(
    understood: UnderstoodQuestion, named: Sequence[NamedPaper], retriever: Retriever, bar: Bar = Bar()
) -> Evidence | None:
    """Return what answers the question for each of the papers, None where it does not ask about several, one by one."""
    questions = list(questions_about_each(understood.text, named))
    if not 2 <= len({item.paper.paper_id for item, _ in questions}) <= MAX_PAPERS:
        return None
    found = [_gathered(understood, item.paper, question, retriever, bar) for item, question in questions]
    if any(evidence is None for evidence in found):
        return None
    papers, parts, reasons, confidences = [], [], [], []
    for number, evidence in enumerate((evidence for evidence in found if evidence is not None), 1):
        paper = replace(evidence.papers[0], number=number)
        papers.append(paper)
        confidences.append(evidence.confidence)
        if evidence.gap is not None:
            reasons.append(evidence.reason or "")
            parts.append(OutlinePart(paper.passage.paper.title, note=evidence.reason))
        else:
            parts.append(OutlinePart(paper.passage.paper.title, _quoted(paper, evidence)))
    if len(reasons) == len(papers):
        return Evidence(understood, tuple(papers), reason=" ".join(reasons), gap="silent", confidence=min(confidences))
    outline = Outline("parts", tuple(parts))
    return Evidence(understood, tuple(papers), outline=outline, confidence=max(confidences))


def questions_about_each(text: str, named: Sequence[NamedPaper]) -> Iterator[Asked]:
    """Yield a question per paper; none where the papers are not named one after the other, or clause by clause."""
    mentions = _one_per_place(named)
    if len(mentions) < 2 or RELATES.search(text):
        return
    before: tuple[str, str] | None = None
    asked: list[Asked] = []
    for start, end in _clauses(text, mentions):
        own = [item for item in mentions if start <= item.start and item.end <= end]
        gaps = [text[one.end : other.start] for one, other in pairwise(own)]
        if not own or not all(LISTED.fullmatch(gap) for gap in gaps):
            return
        around = text[start : own[0].start], text[own[-1].end : end]
        if before is not None and _leans(*around):
            around = before
        before = around
        asked += [(item, f"{around[0]}{text[item.start : item.end]}{around[1]}") for item in own]
    yield from asked


def _one_per_place(named: Sequence[NamedPaper]) -> list[NamedPaper]:
    """Return the mentions in order; none where several papers bear one name."""
    mentions = sorted(named, key=lambda item: item.start)
    overlap = any(one.end > other.start for one, other in pairwise(mentions))
    return [] if overlap else mentions


def _clauses(text: str, mentions: Sequence[NamedPaper]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in CLAUSE_BREAK.finditer(text):
        if any(item.start < match.end() and match.start() < item.end for item in mentions):
            continue  # within a title
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _leans(head: str, tail: str) -> bool:
    """Say whether a clause has nothing of its own to ask: "how many does … cover?"."""
    words = re.findall(r"[\w'’-]+", f"{head} {tail}".lower())
    is_empty = all(word in QUESTION_WORDS.split() for word in words)
    return is_empty and not asks_about_whole(f"{head}{tail}", len(head), len(head))


def _gathered(
    understood: UnderstoodQuestion, paper: Paper, text: str, retriever: Retriever, bar: Bar
) -> Evidence | None:
    """Return the evidence for the question about one paper alone; None where it is not found for it."""
    question = replace(understood.question, text=text, history=())
    alone = replace(understood, question=question, query=text, text=text)
    retrieval = retriever.search(text, N_PASSAGES, understood.paper_filter)
    passages = sorted(retrieval.passages, key=lambda passage: passage.paper.paper_id != paper.paper_id)
    if not passages or passages[0].paper.paper_id != paper.paper_id:
        return None
    evidence = gather_evidence(alone, replace(retrieval, passages=tuple(passages)), retriever, bar)
    return evidence if evidence.papers else None


def _quoted(paper: EvidencePaper, evidence: Evidence) -> tuple[OutlineItem, ...]:
    """Return the sentences that an answer about this paper alone would quote."""
    ((_, sentences),) = ExtractiveWriter().choose(replace(evidence, papers=(paper,)))
    return tuple(
        OutlineItem(paper.number, position) for position in sorted(item.sentence.position for item in sentences)
    )
