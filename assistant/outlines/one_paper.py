"""What one paper says, part by part: problem, contribution, method, data, results, limits, code."""

import re
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from assistant.datatypes import (
    Evidence,
    EvidencePaper,
    Outline,
    OutlineItem,
    OutlinePart,
    OwnStatement,
    UnderstoodQuestion,
)
from assistant.outlines.blended_names import read_as
from assistant.outlines.evidence_papers import evidence_papers, sentence_vectors, spoken_parts
from assistant.outlines.mentions import NamedPaper
from assistant.outlines.name_mentions import title_head
from assistant.outlines.parts import PartName, part_names
from assistant.outlines.sections import sections_of
from assistant.question.whole_paper import PROBLEM_ASKED
from retrieval.retriever import Retriever

HOW_IT_WORKS = re.compile(
    r"\bhow\s+(?:exactly\s+)?(?:does|do)\s[^?.!]*\bworks?\W*$|\bhow\b[^?.!]*\bworks\W*$|\b(?:methods?|methodology)\W*$",
    re.IGNORECASE,
)
PART_ASKED: tuple[tuple[PartName, re.Pattern[str]], ...] = (
    ("Contribution", HOW_IT_WORKS),
    ("Method", HOW_IT_WORKS),
    ("Data", HOW_IT_WORKS),
    ("Results", re.compile(r"\b(?:results?|find(?:s|ings?)?|found|conclu\w+)\b", re.IGNORECASE)),
    ("Contribution", re.compile(r"\bcontributions?\b", re.IGNORECASE)),
    ("Problem", re.compile(rf"\b(?:{PROBLEM_ASKED})\b", re.IGNORECASE)),
)
"""The parts that a question may ask for by name; one that names none asks for all."""

CONCLUSION = re.compile(r"\bconclu\w+", re.IGNORECASE)
CONCLUDING = re.compile(r"\bwe\s+(?:therefore\s+|thus\s+)?conclude\b|^\W*in\s+(?:conclusion|summary)\b", re.IGNORECASE)
MAX_PER_ASKED_PART = 4
MAX_PAPERS = 3
SURE_ENOUGH = 0.15
"""How much less sure than the surest mention another one may be to be meant as well."""


def gather_one_paper(understood: UnderstoodQuestion, named: Sequence[NamedPaper], retriever: Retriever) -> Evidence:
    """Return the surest of the named papers, or all that bear the same name, with their parts as outline."""
    if not named:
        raise ValueError("no paper is named; gather evidence for the question instead")
    meant = _meant(named)
    papers = evidence_papers([item.paper for item in meant], understood.query, retriever)
    vectors = sentence_vectors(papers, retriever)
    asked = _parts_asked(understood.text, meant[0])
    wants_conclusion = CONCLUSION.search(_around(understood.text, meant[0])) is not None
    parts = [
        part
        for paper in papers
        for part in _parts(paper, vectors.get(paper.number), asked, len(papers) > 1, wants_conclusion)
    ]
    statements: tuple[OwnStatement, ...] = ()
    if len(papers) > 1:
        statements = (OwnStatement(f"{len(papers)} papers in this collection may be meant.", "framing"),)
    statements += tuple(OwnStatement(words, "framing") for words in read_as(meant, understood.text))
    terms = retriever.indexes.keywords.query_terms(understood.query)
    outline = Outline("parts", tuple(parts), statements)
    return Evidence(understood, papers, query_terms=terms, outline=outline, confidence=meant[0].confidence)


def _meant(named: Sequence[NamedPaper]) -> list[NamedPaper]:
    """Return the surest mention and those at the same place that are hardly less sure."""
    surest = max(named, key=lambda item: (item.confidence, item.end - item.start, -item.start))
    return [
        surest,
        *(
            item
            for item in sorted(named, key=lambda item: (-item.confidence, item.paper.paper_id))
            if item is not surest
            and item.start < surest.end
            and surest.start < item.end
            and item.confidence >= surest.confidence - SURE_ENOUGH
        ),
    ][:MAX_PAPERS]


def _parts_asked(text: str, mention: NamedPaper) -> set[PartName]:
    """Return the parts that the words around the name ask for."""
    return {name for name, pattern in PART_ASKED if pattern.search(_around(text, mention))}


def _around(text: str, mention: NamedPaper) -> str:
    return f"{text[: mention.start]} {text[mention.end :]}"


def _concluding(paper: EvidencePaper) -> list[int]:
    """Return the positions of the sentences that a paper labels or calls its conclusion, else of its last finding."""
    texts = [sentence.text for sentence in paper.sentences]
    positions = [sentence.position for sentence in paper.sentences]
    labelled = [place for place, section in zip(positions, sections_of(texts), strict=True) if section == "conclusions"]
    parts = part_names(texts, title_head(paper.passage.paper.title))
    said = [place for place, text in zip(positions, texts, strict=True) if CONCLUDING.search(text)]
    findings = [place for place, part in zip(positions, parts, strict=True) if part == "Results"]
    return labelled[:MAX_PER_ASKED_PART] or said[-1:] or findings[-1:]


def _parts(
    paper: EvidencePaper,
    vectors: NDArray[np.float32] | None,
    asked: Set[PartName],
    with_title: bool,
    wants_conclusion: bool,
) -> list[OutlinePart]:
    """Return the parts asked for; all where none is, or where the abstract has none of them."""
    behind = f" – {paper.passage.paper.title}" if with_title else ""
    spoken = spoken_parts(paper, vectors)
    if wants_conclusion and (concluding := _concluding(paper)):
        return [OutlinePart(f"Conclusion{behind}", tuple(OutlineItem(paper.number, place) for place in concluding))]
    if wanted := asked & spoken.keys():
        fuller = spoken_parts(paper, vectors, MAX_PER_ASKED_PART)
        spoken = {part: fuller[part] for part in fuller if part in wanted}
    return [
        OutlinePart(f"{part}{behind}", tuple(OutlineItem(paper.number, sentence.position) for sentence in sentences))
        for part, sentences in spoken.items()
    ]
