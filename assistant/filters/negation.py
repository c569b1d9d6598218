"""Phrases that are negated: "papers not by Ada Lovelace" lets through the papers that "by Ada Lovelace" leaves out."""

import re
from dataclasses import replace

from assistant.filters.phrases import PUBLISHED, Phrase, any_of
from assistant.filters.venues import FINDINGS_BESIDE
from retrieval.datatypes import PaperFilter
from retrieval.library import Library

FIELDS = {"year": "year", "venue": "venue", "author": "authors"}
"""What a paper has to have, by the kind of phrase that asks for it."""

NEGATION = (
    r"\b(?:(?:that\s+)?(?:(?:do|does|did)(?:\s+not|n['’]t)\s+(?:come|stem|appear|date)|(?:were|was|are|is|have|has)n['’]t)"
    r"|(?:(?:but|and)\s+)?not|except(?:ing)?(?:\s+for)?|exclud(?:e|ing)|(?:other|rather)\s+than|(?:apart|aside)\s+from"
    r"|without|neither|nor)"
)
NEGATING = re.compile(
    rf"{NEGATION}(?P<those>\s+(?:any|those|ones|the\s+ones|papers))?(?=\s+(?:been\s+)?(?:{PUBLISHED}\s+)?"
    r"(?:by|from|in|at|of|since|before|after|between|during|until|this|last)\b)",
    re.IGNORECASE,
)
BEFORE_NEGATED = re.compile(rf"\s*(?:been\s+)?(?:{PUBLISHED}\s*)?", re.IGNORECASE)
"""What may stand between a negating word and the phrase that it negates."""
NEGATED_UNREAD = re.compile(
    rf"(?:{NEGATION}(?:\s+(?:only|just|merely|solely|any|the|those))?|\b(?:apart|aside))\s+$", re.IGNORECASE
)
"""Before a phrase that is left unread: "not only by Ada Lovelace", "excluding 2020 papers"."""


def negation_of(phrase: Phrase, text: str, affirmed: str) -> "re.Match[str] | None":
    """Return the word that negates a phrase, in it or directly before it. `affirmed` is the text without such words."""
    for negation in NEGATING.finditer(text):
        is_before = negation.end() <= phrase.start
        if phrase.start <= negation.start() < phrase.end or (
            is_before and BEFORE_NEGATED.fullmatch(affirmed, negation.end(), phrase.start)
        ):
            return negation
    return None


def negated(phrase: Phrase, negation: "re.Match[str]", affirmed: str, library: Library, collection: str) -> Phrase:
    """Return the phrase for the papers whose field is known and that do not pass. "Not by A and B" is by neither."""
    wanted, papers = phrase.paper_filter, library.papers(collection)
    known = {paper.paper_id for paper in papers if getattr(paper, FIELDS[phrase.kind])}
    each = [replace(wanted, authors=(author,)) for author in wanted.authors] or [wanted]
    passing = set(any_of(each, library, collection).paper_ids or ())
    return replace(
        phrase,
        start=min(phrase.start, negation.start()),
        label=f"not {phrase.label.removesuffix(FINDINGS_BESIDE)}",
        paper_filter=PaperFilter(paper_ids=tuple(sorted(known - passing))),
        instead=affirmed[negation.end() : phrase.start].strip() or phrase.instead,
        remark=None,
        n_unknown=len(papers) - len(known),
    )
