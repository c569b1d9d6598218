"""Which papers a text names: by title (whole, in part, misspelt), by the name of their model or data, by id."""

import re
from collections.abc import Iterable

from assistant.outlines.blended_names import by_blend
from assistant.outlines.mentions import NamedPaper
from assistant.outlines.name_mentions import by_name
from assistant.outlines.title_mentions import by_description, by_title
from retrieval.datatypes import Paper
from retrieval.identity import acl_id_of, arxiv_id_of
from retrieval.retriever import Retriever

__all__ = ["NamedPaper", "papers_named", "unheld_id"]

LEAST_CONFIDENCE = 0.5
CANDIDATE_ID = re.compile(r"[^\s,;()\[\]“”\"<>]+")


def papers_named(text: str, retriever: Retriever) -> tuple[NamedPaper, ...]:
    """Return the papers that a text names, in the order of their places in it, each paper once.

    Several papers of one name all come, surest first.
    """
    retriever.indexes.prepare_question()
    found = [*_by_id(text, retriever), *by_title(text, retriever), *by_name(text, retriever)]
    found += by_description(text, retriever)
    named = _settled(found)
    return _settled([*named, *by_blend(text, retriever, named)])


def unheld_id(text: str, retriever: Retriever) -> str | None:
    """Return the first id of a paper in a text that no paper of the collection has, None where there is none."""
    held = {text[item.start : item.end] for item in _by_id(text, retriever)}
    written = (match[0].rstrip(".:!?'’") for match in CANDIDATE_ID.finditer(text))
    return next((word for word in written if (arxiv_id_of(word) or acl_id_of(word)) and word not in held), None)


def _settled(found: Iterable[NamedPaper]) -> tuple[NamedPaper, ...]:
    """Keep each paper's surest mention, and drop one that lies within a longer, no less sure mention of another."""
    best: dict[str, NamedPaper] = {}
    for item in found:
        known = best.get(item.paper.paper_id)
        if known is None or (item.confidence, item.end - item.start) > (known.confidence, known.end - known.start):
            best[item.paper.paper_id] = item
    kept = [
        item
        for item in best.values()
        if item.confidence >= LEAST_CONFIDENCE
        and not any(
            other.start <= item.start
            and item.end <= other.end
            and other.end - other.start > item.end - item.start
            and other.confidence >= min(item.confidence, 0.8)
            for other in best.values()
        )
    ]
    return tuple(sorted(kept, key=lambda item: (item.start, -item.confidence, item.paper.paper_id)))


def _by_id(text: str, retriever: Retriever) -> Iterable[NamedPaper]:
    for match in CANDIDATE_ID.finditer(text):
        written = match[0].rstrip(".:!?'’")
        arxiv_id, acl_id = arxiv_id_of(written), acl_id_of(written)
        if arxiv_id is None and acl_id is None:
            continue
        wanted = Paper("", "", "", arxiv_id=arxiv_id, acl_id=acl_id)
        paper = retriever.library.find(retriever.collection, wanted)
        if paper is not None and (paper.arxiv_id == arxiv_id if arxiv_id else paper.acl_id == acl_id):
            yield NamedPaper(paper, "id", match.start(), match.start() + len(written), 1.0)
