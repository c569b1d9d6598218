"""Papers that are already known → numbered evidence, with the same signals that retrieval gives to those it finds."""

from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from assistant.datatypes import EvidencePaper
from assistant.outlines.name_mentions import title_head
from assistant.outlines.parts import MAX_PER_PART, PartName, part_sentences
from assistant.writing.extractive import is_fragment
from retrieval.datatypes import Paper, Passage, Sentence
from retrieval.retriever import Retriever, coverage


def evidence_papers(papers: Sequence[Paper], query: str, retriever: Retriever) -> tuple[EvidencePaper, ...]:
    """Return the papers numbered from 1, in the order given, their sentences ranked as evidence for the query."""
    retriever.indexes.prepare_question()
    library, keywords = retriever.library, retriever.indexes.keywords
    terms = keywords.query_terms(query)
    query_vector = retriever.embedder.embed_query(query)
    ids = [paper.paper_id for paper in papers]
    bm25 = keywords.bm25(terms, sorted(set(ids))) if ids else {}
    sentences = library.sentences_of_papers(retriever.collection, papers)
    best: dict[str, tuple[float, str]] = {}
    for chunk in library.chunks_of_papers(retriever.collection, sorted(set(ids))):
        cosine = 0.0 if chunk.vector is None else round(float(chunk.vector @ query_vector), 5)
        if chunk.paper_id not in best or cosine > best[chunk.paper_id][0]:
            best[chunk.paper_id] = cosine, chunk.chunk_id
    chunks = library.chunks(retriever.collection, [chunk_id for _, chunk_id in best.values()])
    numbered = []
    for number, paper in enumerate(papers, 1):
        cosine, chunk_id = best[paper.paper_id]
        held = set(keywords.analyzer.analyze(f"{paper.title}\n{paper.abstract}"))
        passage = Passage(
            paper,
            chunks[chunk_id],
            1 / number,
            cosine,
            bm25[paper.paper_id],
            coverage(terms, held),
            retriever.rank_sentences(query, paper),
        )
        numbered.append(EvidencePaper(number, passage, sentences.get(paper.paper_id, ())))
    return tuple(numbered)


def spoken_parts(
    paper: EvidencePaper,
    vectors: NDArray[np.float32] | None,
    most: int = MAX_PER_PART,
    without: Set[int] = frozenset(),
) -> dict[PartName, tuple[Sentence, ...]]:
    """Return the parts a paper's abstract has, with sentences that can stand alone; `without` are positions."""
    fragments = {item.position for item in paper.sentences if is_fragment(item.text, "where is the code")}
    name = title_head(paper.passage.paper.title)
    return part_sentences(paper.sentences, vectors, most, name, fragments | without)


def sentence_vectors(papers: Sequence[EvidencePaper], retriever: Retriever) -> dict[int, NDArray[np.float32]]:
    """Return per paper number the (n_sentences, dimension) unit vectors; a paper not embedded yet is left out."""
    ids = sorted({paper.passage.paper.paper_id for paper in papers})
    blocks = retriever.library.sentence_vectors(retriever.collection, ids, retriever.embedder.dimension)
    found = {paper.number: blocks.get(paper.passage.paper.paper_id) for paper in papers}
    return {
        paper.number: block.astype(np.float32)
        for paper in papers
        if (block := found[paper.number]) is not None and len(block) == len(paper.sentences)
    }
