"""Papers that are like one paper: nearest by the meaning of their whole texts."""

import re

import numpy as np

from assistant.datatypes import Evidence, Outline, OutlineItem, OutlinePart, OwnStatement, UnderstoodQuestion
from assistant.outlines.evidence_papers import evidence_papers
from assistant.outlines.named_papers import papers_named
from retrieval.matrix import Matrices
from retrieval.retriever import Retriever

N_SIMILAR = 5
LEAST_NORM = 1e-6
LIKE_IT = re.compile(
    r"\b(?:similar|related|comparable|close|closest|nearest|akin)\s+to\b|\b(?:papers|studies|works?|articles)\s+like\b"
    r"|\b(?:resemble|resembling)\b",
    re.IGNORECASE,
)
BY_MEANING = "Nearest to “{}” by the meaning of title and abstract, nearest first: an estimate that nobody has judged."


def gather_similar(understood: UnderstoodQuestion, retriever: Retriever) -> Evidence | None:
    """Return the papers nearest to the one that a question names, None where it asks for no likeness to one paper.

    Each is quoted with the sentence that comes closest to the title of that paper.
    """
    like = LIKE_IT.search(understood.text)
    named = papers_named(understood.text, retriever) if like else ()
    named = tuple(item for item in named if like and item.start >= like.end())
    if not named or len({item.paper.paper_id for item in named}) > 1:
        return None
    paper = named[0].paper
    library, collection = retriever.library, retriever.collection
    ids, vectors = Matrices.of(library).current(collection, retriever.embedder.dimension).paper_vectors()
    if paper.paper_id not in ids:
        return None  # not embedded yet
    apart = vectors - vectors.mean(axis=0)  # what all share says nothing, and brings surveys near to everything
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), LEAST_NORM)
    cosines = np.round(apart @ apart[list(ids).index(paper.paper_id)], 5)
    passing = set(library.paper_ids(collection, understood.paper_filter)) - {paper.paper_id}
    near = sorted((-cosine, paper_id) for cosine, paper_id in zip(cosines, ids, strict=True) if paper_id in passing)
    held = library.papers_by_id(collection, [paper_id for _, paper_id in near[:N_SIMILAR]])
    papers = evidence_papers([held[paper_id] for _, paper_id in near[:N_SIMILAR]], paper.title, retriever)
    if not papers:
        return Evidence(understood, (), reason="No other paper passes the filter.", gap="no paper")
    parts = tuple(
        OutlinePart(
            item.passage.paper.title,
            tuple(OutlineItem(item.number, scored.sentence.position) for scored in item.passage.sentences[:1]),
        )
        for item in papers
    )
    told = (OwnStatement(BY_MEANING.format(paper.title), "framing"),)
    return Evidence(understood, papers, outline=Outline("list", parts, told), confidence=round(-float(near[0][0]), 4))
