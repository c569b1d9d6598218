"""Query → passages: Chroma and tantivy nominate, exact scores over the nominees rank, the best sentences are kept.

Everything that ranks is computed from the library's vectors and from BM25 over the nominees, rounded, with ties broken by
id: the same corpus and query give the same passages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from retrieval.datatypes import Paper, PaperFilter, Passage, QueryTerm, ScoredSentence, Sentence
from retrieval.embedding import Embedder
from retrieval.fusion import FusionWeights, fuse
from retrieval.indexing import Indexes, Progress, head, no_progress
from retrieval.library import Library

N_NOMINEES = 100
"""Chunks that each of the two indexes nominates."""


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How a sentence's fitness as evidence is put together."""

    cosine: float = 0.5
    term_coverage: float = 0.5
    position: float = 0.05


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What one query brought: its terms, and passages best first."""

    query: str
    terms: tuple[QueryTerm, ...]
    passages: tuple[Passage, ...]


class Retriever:
    """Retrieves passages from one collection."""

    def __init__(
        self,
        indexes: Indexes,
        fusion_weights: FusionWeights = FusionWeights(),
        sentence_weights: SentenceWeights = SentenceWeights(),
    ) -> None:
        self.indexes = indexes
        self.library: Library = indexes.library
        self.embedder: Embedder = indexes.embedder
        self.collection = indexes.collection
        self.fusion_weights = fusion_weights
        self.sentence_weights = sentence_weights

    def retrieve(self, query: str, k: int = 10, paper_filter: PaperFilter = PaperFilter()) -> list[Passage]:
        """Return at most k passages, one per paper, best first."""
        return list(self.search(query, k, paper_filter).passages)

    def search(
        self,
        query: str,
        k: int = 10,
        paper_filter: PaperFilter = PaperFilter(),
        progress: Progress = no_progress,
    ) -> Retrieval:
        """Return the passages together with the query's terms."""
        self.indexes.catch_up(progress)
        terms = self.indexes.keywords.query_terms(query)
        exact_filter = self._exact(paper_filter)
        if not query.strip() or exact_filter is None:
            return Retrieval(query, terms, ())
        query_vector = self.embedder.embed_query(query)
        nominees = self._nominees(query_vector, terms, exact_filter)
        vectors = self.library.chunk_vectors(self.collection, nominees)
        if not vectors:
            return Retrieval(query, terms, ())
        ids = sorted(vectors)
        cosines = np.stack([vectors[chunk_id][1] for chunk_id in ids]) @ query_vector
        bm25 = self.indexes.keywords.bm25(terms, ids)
        best_cosine: dict[str, float] = {}
        best_chunk: dict[str, str] = {}
        best_bm25: dict[str, float] = {}
        for chunk_id, cosine in zip(ids, cosines.tolist(), strict=True):
            paper_id = vectors[chunk_id][0]
            cosine = round(cosine, 5)
            if cosine > best_cosine.get(paper_id, -2.0):
                best_cosine[paper_id], best_chunk[paper_id] = cosine, chunk_id
            best_bm25[paper_id] = max(best_bm25.get(paper_id, 0.0), bm25[chunk_id])
        sentence_vectors = self.library.sentence_vectors(self.collection, sorted(best_cosine), self.embedder.dimension)
        sentence_cosines = {key: block @ query_vector for key, block in sentence_vectors.items()}
        best_sentence = {
            paper_id: round(float(sentence_cosines[paper_id].max()), 5) if paper_id in sentence_cosines else cosine
            for paper_id, cosine in best_cosine.items()
        }
        ranking = fuse(best_cosine, best_sentence, best_bm25, self.fusion_weights)[:k]
        papers = self.library.papers_by_id(self.collection, [paper_id for paper_id, _ in ranking])
        chunks = self.library.chunks(self.collection, [best_chunk[paper_id] for paper_id, _ in ranking])
        passages = tuple(
            Passage(
                papers[paper_id],
                chunks[best_chunk[paper_id]],
                score,
                best_cosine[paper_id],
                best_bm25[paper_id],
                self._coverage(f"{papers[paper_id].title}\n{papers[paper_id].abstract}", terms),
                self._score_sentences(papers[paper_id], sentence_cosines.get(paper_id), query_vector, terms),
            )
            for paper_id, score in ranking
        )
        return Retrieval(query, terms, passages)

    def _exact(self, paper_filter: PaperFilter) -> PaperFilter | None:
        """Return the filter with every venue that contains a wanted one, or None where nothing can match."""
        if not paper_filter.venues:
            return paper_filter
        wanted = [venue.lower() for venue in paper_filter.venues]
        venues = tuple(
            venue
            for venue in self.library.distinct(self.collection, "venue")
            if any(name in venue.lower() for name in wanted)
        )
        return replace(paper_filter, venues=venues) if venues else None

    def _nominees(
        self, query_vector: NDArray[np.float32], terms: Sequence[QueryTerm], paper_filter: PaperFilter
    ) -> list[str]:
        """Return chunk ids nominated by either index. What Chroma does not hold is not retrieved."""
        dense = self.indexes.vectors.nominate(query_vector, N_NOMINEES, paper_filter)
        lexical = self.indexes.keywords.nominate(terms, N_NOMINEES, paper_filter)
        unconfirmed = sorted(set(lexical) - set(dense))
        return sorted({*dense, *self.indexes.vectors.present(unconfirmed)})

    def _coverage(self, text: str, terms: Sequence[QueryTerm]) -> float:
        """Return the share of the query's term weight that a text holds, 0…1."""
        total = sum(term.weight for term in terms)
        if not total:
            return 0.0
        held = set(self.indexes.keywords.analyzer.analyze(text))
        return round(sum(term.weight for term in terms if term.text in held) / total, 5)

    def _score_sentences(
        self,
        paper: Paper,
        cosines: NDArray[np.float32] | None,
        query_vector: NDArray[np.float32],
        terms: Sequence[QueryTerm],
    ) -> tuple[ScoredSentence, ...]:
        """Return all sentences of a paper, best evidence first, ties in the order of the text."""
        sentences = self.library.sentences(self.collection, paper)
        if not sentences:
            return ()
        if cosines is None or len(cosines) != len(sentences):  # still being indexed
            cosines = self.embedder.embed([head(sentence.text, self.embedder) for sentence in sentences]) @ query_vector
        weights = self.sentence_weights
        scored = []
        for sentence, cosine in zip(sentences, cosines.tolist(), strict=True):
            coverage = self._coverage(sentence.text, terms)
            score = (
                weights.cosine * cosine
                + weights.term_coverage * coverage
                + weights.position * sentence.position / len(sentences)
            )
            scored.append(ScoredSentence(sentence, round(score, 5), round(cosine, 5), coverage))
        return tuple(sorted(scored, key=lambda item: (-item.score, item.sentence.position)))


class PassageRetriever(BaseRetriever):
    """A LangChain retriever over a `Retriever`: one Document per paper, with what a chain needs to cite it.

    >>> retriever = PassageRetriever(retriever=my_retriever, k=5)         # doctest: +SKIP
    >>> chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model  # doctest: +SKIP
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 10
    paper_filter: PaperFilter = PaperFilter()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        passages = self.retriever.retrieve(query, kwargs.get("k", self.k), kwargs.get("paper_filter", self.paper_filter))
        return [_document(passage) for passage in passages]


def _document(passage: Passage) -> Document:
    paper = passage.paper
    facts: Mapping[str, Any] = {
        "paper_id": paper.paper_id,
        "title": paper.title,
        "text_kind": paper.text_kind,
        "year": paper.year,
        "venue": paper.venue,
        "url": paper.url,
        "source": list(paper.sources),
        "score": passage.score,
        "cosine": passage.cosine,
        "sentences": [
            {"sentence": s.sentence.position, "start": s.sentence.start, "end": s.sentence.end, "score": s.score}
            for s in passage.sentences
        ],
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return Document(id=paper.paper_id, page_content=paper.abstract, metadata=known)


def best_sentences(passage: Passage, n: int) -> tuple[Sentence, ...]:
    """Return the n best sentences of a passage, best first."""
    return tuple(scored.sentence for scored in passage.sentences[:n])
