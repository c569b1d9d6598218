"""A question about several papers, asked of each alone: "How large is A?", "Which is new, A or B?"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.datatypes import Evidence, EvidencePaper, Outline, OutlineItem, OutlinePart, UnderstoodQuestion
from assistant.evidence import Bar, gather_evidence
from assistant.outlines.mentions import NamedPaper
from assistant.premises import asks_other_count
from assistant.question import asks_about_whole, question_kind
from assistant.signals import QUESTION_WORDS
from assistant.writing.extractive import ExtractiveWriter
from retrieval.datatypes import Paper, PaperFilter
from retrieval.names import find_names, is_coined
from retrieval.retriever import Retriever

N_PASSAGES = 10
MAX_PAPERS = 8
PREPOSITION = r"(?:in|on|at|for|under|with|from|by|to)"
ASKING = rf"(?:{PREPOSITION}\s+)?(?:how|what|which|who|when|where|why|is|are|does|do|did|has|have|can)"
CLAUSE_BREAK = re.compile(rf"(?<=[?.!;])\s+|,?\s+and\s+(?={ASKING}\b)|,\s+(?={ASKING}\b)", re.IGNORECASE)
LISTED = r"[”\"’]?\s*(?i:,|,?\s*\b(?:and|or)\b|&)\s*(?i:(?:of|in|for|by)\s+)?(?i:the\s+)?[“\"‘]?"
NAME = r"\b[^\W_][\w-]*[A-Z0-9][\w-]*"
BETWEEN, FURTHER, BEFORE = (
    re.compile(rf"{LISTED}(?:{NAME}{LISTED})*"),
    re.compile(rf"(?:{LISTED}{NAME})+"),
    re.compile(rf"(?:{NAME}{LISTED})+$"),
)
"""What stands between the papers of a list, behind and before them: no more than names that are no paper's."""

MOST = re.compile(
    r"\b(?:the\s+)?(?:most|fewest|least|more|fewer)\s+(?=[\w-]+s\b|(?:data|text|speech)\b)", re.IGNORECASE
)
"""Asks each of several papers how many it has of something."""

RELATES = re.compile(
    r"\b(?:common|shares?|shared|differ\w*|together|each\s+other|same|between|combin\w+|agree\w*|than)\b", re.IGNORECASE
)
"""Words of questions that ask about papers together."""

NO_PAPER = "No paper in this collection introduces {}."

Asked = tuple[NamedPaper, str]
"""A paper, and the question that is asked about it alone."""


def gather_several(
    understood: UnderstoodQuestion, named: Sequence[NamedPaper], retriever: Retriever, bar: Bar = Bar()
) -> Evidence | None:
    """Return what answers the question for each of the papers, None where it does not ask about several, one by one."""
    questions = list(questions_about_each(understood.text, named))
    if not 2 <= len({item.paper.paper_id for item, _ in questions}) <= MAX_PAPERS:
        return None
    papers, parts, reasons, confidences = [], [], [], []
    for number, (item, question) in enumerate(questions, 1):
        evidence = _gathered(understood, item.paper, question, retriever, bar)
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
    parts += [OutlinePart(name, note=NO_PAPER.format(name)) for name in _listed_without_paper(understood.text, named)]
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
        if not own or not all(BETWEEN.fullmatch(gap) for gap in gaps):
            return
        behind = FURTHER.match(text, own[-1].end, end)
        around = BEFORE.sub("", text[start : own[0].start]), text[behind.end() if behind else own[-1].end : end]
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


def _clauses(text: str, mentions: Sequence[NamedPaper]) -> list[tuple[int, int]]:
    """Return where the clauses begin and end; one that names no paper is part of the one before, or of the next."""
    breaks = [
        match.span()
        for match in CLAUSE_BREAK.finditer(text)
        if not any(item.start < match.end() and match.start() < item.end for item in mentions)  # within a title
    ]
    starts, ends = [0, *(end for _, end in breaks)], [*(start for start, _ in breaks), len(text)]
    clauses: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        is_naming = any(start <= item.start < end for item in mentions)
        if clauses and not (is_naming and any(clauses[-1][0] <= item.start < clauses[-1][1] for item in mentions)):
            start = clauses.pop()[0]
        clauses.append((start, end))
    return clauses


def _leans(head: str, tail: str) -> bool:
    """Say whether a clause has nothing of its own to ask: "how many does … cover?"."""
    words = re.findall(r"[\w'’-]+", f"{head} {tail}".lower())
    is_empty = all(word in QUESTION_WORDS.split() for word in words)
    return is_empty and not asks_about_whole(f"{head}{tail}", len(head), len(head))


def _listed_without_paper(text: str, named: Sequence[NamedPaper]) -> list[str]:
    """Return the names that stand in one list with those of papers, and are no paper's."""
    lists = [match[0] for item in named if (match := FURTHER.match(text, item.end))]
    lists += [match[0] for item in named if (match := BEFORE.search(text[: item.start]))]
    borne = " ".join(text[item.start : item.end] for item in named)
    return [name for name in dict.fromkeys(find_names(" ".join(lists))) if is_coined(name) and name not in borne]


def _gathered(understood: UnderstoodQuestion, paper: Paper, text: str, retriever: Retriever, bar: Bar) -> Evidence:
    """Return the evidence for the question about one paper alone."""
    text = MOST.sub("how many ", text)
    question = replace(understood.question, text=text, history=())
    alone = replace(understood, question=question, query=text, text=text, kind=question_kind(text))
    retrieval = retriever.search(text, N_PASSAGES, understood.paper_filter)
    passages = sorted(retrieval.passages, key=lambda passage: passage.paper.paper_id != paper.paper_id)
    if not passages or passages[0].paper.paper_id != paper.paper_id:
        retrieval = retriever.search(text, 1, PaperFilter(paper_ids=(paper.paper_id,)))
        passages = list(retrieval.passages)
    return gather_evidence(alone, replace(retrieval, passages=tuple(passages)), retriever, bar, (paper.paper_id,))


def _quoted(paper: EvidencePaper, evidence: Evidence) -> tuple[OutlineItem, ...]:
    """Return the sentences that an answer about this paper alone would quote, those that count what is asked for."""
    ((_, sentences),) = ExtractiveWriter().choose(replace(evidence, papers=(paper,)))
    question = evidence.understood.text
    counting = [item for item in sentences if not asks_other_count(question, [item.sentence.text])]
    positions = sorted(item.sentence.position for item in counting or sentences)
    return tuple(OutlineItem(paper.number, position) for position in positions)
