"""Query → passages: Chroma and tantivy nominate, exact scores over the nominees rank, the best sentences are kept.

Everything that ranks is computed from the library's vectors and from BM25 over the nominees, rounded, with ties broken
by id: the same corpus and query give the same passages.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict
from rapidfuzz.distance import OSA

from retrieval.answer_selection import AnswerSelector
from retrieval.datatypes import Chunk, Paper, PaperFilter, Passage, QueryTerm, ScoredSentence, Sentence
from retrieval.embedding import Embedder
from retrieval.errors import IndexUnavailable
from retrieval.fusion import FusionWeights, fuse
from retrieval.indexing import Indexes, Progress, head, no_progress
from retrieval.library import Library
from retrieval.library.chunks import NominatedChunk
from retrieval.matrix import Matrices
from retrieval.names import apart, bears_name, find_abbreviations, find_names, is_coined, parted, plain_words
from retrieval.rewording import Reading, read_everyday_words

N_NOMINEES = 100
"""How many chunks the vector index nominates, and how many papers the keyword index."""

N_BEFORE_FILTER = 1_000
"""How many chunks the vector index nominates where a filter will throw some out again."""

N_EXACT_PAPERS = 3_000
"""Where a filter lets no more papers through, all of them are compared with the query: 0.05 s, and no filter of an
index's is asked."""

RARE_NAME_PAPERS = 5
"""A name that more papers hold says little about which of them is meant."""

TITLE_TERM_WEIGHT = 0.3
"""What is left of a term's weight among sentences when the title holds it: such a term tells papers apart."""

SHORTEST_MISSPELT_NAME = 5
N_NAMED_TITLES = 5
N_WRITING_OTHERWISE = 20
PLAIN_WORD = re.compile(rf"(?<![\w-])[^\W\d_]{{{SHORTEST_MISSPELT_NAME},}}(?![\w-])")

LONG_SENTENCE_TERMS = 40
DIGIT = re.compile(r"\d")
OPENING_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How a sentence's fitness as evidence is put together.

    A listwise softmax regression, fitted to the evidence of half of SciFact's train claims and the tuning half of the
    founding questions (bench/README.md), scaled so that `cosine` and `term_coverage` add up to 1. Which features
    it has was chosen with both halves in view. Abstracts open with background, state their findings late, and end on
    where the code is: hence the signs. Fitted before abbreviations were read as what they stand for; a new fit,
    cross-validated, was no better.
    """

    cosine: float = 0.27
    term_coverage: float = 0.73
    position: float = 0.195
    length: float = 0.125
    has_number: float = 0.05
    is_opening: float = -0.06
    is_last: float = -0.12

    def score(self, sentence: Sentence, n_sentences: int, n_terms: int, cosine: float, term_coverage: float) -> float:
        """Return the fitness of a sentence of `n_terms` distinct terms, in an abstract of `n_sentences`."""
        return (
            self.cosine * cosine
            + self.term_coverage * term_coverage
            + self.position * sentence.position / n_sentences
            + self.length * min(n_terms, LONG_SENTENCE_TERMS) / LONG_SENTENCE_TERMS
            + self.has_number * (DIGIT.search(sentence.text) is not None)
            + self.is_opening * (sentence.position <= OPENING_SENTENCES)
            + self.is_last * (sentence.position == n_sentences)
        )


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What one query brought: its terms, and passages best first.

    `n_waiting` papers were found by their words alone, if at all, since they are not embedded yet. `respelt` are the
    names that no paper holds, each with the term it was taken for; `reading` is the query in the field's words.
    `naming` are the papers that hold a rare name of the query.
    """

    query: str
    terms: tuple[QueryTerm, ...]
    passages: tuple[Passage, ...]
    n_waiting: int = 0
    respelt: tuple[tuple[str, str], ...] = ()
    reading: Reading = Reading("")
    naming: tuple[str, ...] = ()


class Retriever:
    """Retrieves passages from one collection."""

    def __init__(
        self,
        indexes: Indexes,
        fusion_weights: FusionWeights = FusionWeights(),
        sentence_weights: SentenceWeights = SentenceWeights(),
        n_exact_papers: int = N_EXACT_PAPERS,
        n_before_filter: int = N_BEFORE_FILTER,
        selector: AnswerSelector | None = None,
    ) -> None:
        self.indexes = indexes
        self.library: Library = indexes.library
        self.embedder: Embedder = indexes.embedder
        self.collection = indexes.collection
        self.matrices = Matrices.of(self.library)
        self.n_exact_papers = n_exact_papers
        self.n_before_filter = n_before_filter
        self.fusion_weights = fusion_weights
        self.sentence_weights = sentence_weights
        self.selector = selector

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
        self.indexes.prepare_question(progress)
        query, respelt = self._respelt(apart(query))
        reading = read_everyday_words(query, self.indexes.keywords)
        terms = self._terms(query, reading)
        exact_filter = self._exact(paper_filter)
        nothing = Retrieval(query, terms, (), self.indexes.n_waiting, respelt, reading)
        if not query.strip() or exact_filter is None:
            return nothing
        query_vector = self._query_vector(query, reading)
        lexical = self.indexes.keywords.nominate(terms, N_NOMINEES, exact_filter)
        nominees = self._nominees(query_vector, lexical, exact_filter)
        if not nominees:
            return nothing
        best_cosine, best_chunk = _best_chunks(nominees, query_vector)
        others = self.indexes.keywords.bm25(terms, sorted(best_cosine.keys() - lexical.keys()))
        bm25 = {paper_id: lexical.get(paper_id, others.get(paper_id, 0.0)) for paper_id in best_cosine}
        sentence_vectors = self.library.sentence_vectors(self.collection, sorted(best_cosine), self.embedder.dimension)
        sentence_cosines = {key: block @ query_vector for key, block in sentence_vectors.items()}
        best_sentence = {
            paper_id: best_sentences(sentence_cosines[paper_id]) if paper_id in sentence_cosines else cosine
            for paper_id, cosine in best_cosine.items()
        }
        phrases = self.indexes.keywords.phrase_shares(query, sorted(best_cosine))
        waiting = set(best_cosine) - {chunk.paper_id for chunk in nominees if chunk.vector is not None}
        naming = self._naming(query)
        ranking = fuse(best_cosine, best_sentence, bm25, phrases, naming, self.fusion_weights, waiting)[:k]
        with self.library.snapshot():
            papers = self.library.papers_by_id(self.collection, [paper_id for paper_id, _ in ranking])
            chunks = self.library.chunks(self.collection, [best_chunk[paper_id] for paper_id, _ in ranking])
            sentences = self.library.sentences_of_papers(self.collection, list(papers.values()))
        passages = tuple(
            self._passage(
                papers[paper_id],
                sentences.get(paper_id, ()),
                chunks[best_chunk[paper_id]],
                score,
                None if paper_id in waiting else best_cosine[paper_id],
                bm25[paper_id],
                sentence_cosines.get(paper_id),
                query_vector,
                terms,
            )
            for paper_id, score in ranking
            if paper_id in papers and best_chunk[paper_id] in chunks  # else it left or changed since it was ranked
        )
        return replace(nothing, passages=passages, naming=tuple(sorted(naming)))

    def _passage(
        self,
        paper: Paper,
        sentences: Sequence[Sentence],
        chunk: Chunk,
        score: float,
        cosine: float | None,
        bm25: float,
        sentence_cosines: NDArray[np.float32] | None,
        query_vector: NDArray[np.float32],
        terms: Sequence[QueryTerm],
    ) -> Passage:
        """Put a passage together. Without a cosine, of a paper not embedded yet, its best sentence's stands in."""
        scored = self._score_sentences(paper, sentences, sentence_cosines, query_vector, terms)
        if cosine is None:
            cosine = max((item.cosine for item in scored), default=0.0)
        held = self._held_terms(f"{paper.title}\n{paper.abstract}")
        return Passage(paper, chunk, score, cosine, bm25, coverage(terms, held), scored)

    def rank_sentences(self, query: str, paper: Paper) -> tuple[ScoredSentence, ...]:
        """Return the sentences of one paper, best evidence for the query first."""
        self.indexes.prepare_question()
        reading = read_everyday_words(query, self.indexes.keywords)
        query_vector = self._query_vector(query, reading)
        vectors = self.library.sentence_vectors(self.collection, [paper.paper_id], self.embedder.dimension)
        block = vectors.get(paper.paper_id)
        cosines = None if block is None else block @ query_vector
        sentences = self.library.sentences(self.collection, paper)
        return self._score_sentences(paper, sentences, cosines, query_vector, self._terms(query, reading))

    def read(self, question: str, passages: Sequence[Passage], n_papers: int) -> tuple[Passage, ...]:
        """Return the passages with the log odds that the sentences of the first papers answer the question.

        They are as they came where there is no model that reads.
        """
        if self.selector is None:
            return tuple(passages)
        return tuple(
            replace(passage, sentences=self._read(self.selector, question, passage)) if place < n_papers else passage
            for place, passage in enumerate(passages)
        )

    def _read(self, selector: AnswerSelector, question: str, passage: Passage) -> tuple[ScoredSentence, ...]:
        in_order = sorted(passage.sentences, key=lambda item: item.sentence.position)
        log_odds = selector.log_odds(question, passage.paper.title, [item.sentence.text for item in in_order])
        answers = {item.sentence.position: value for item, value in zip(in_order, log_odds.tolist(), strict=True)}
        return tuple(replace(item, answers=answers[item.sentence.position]) for item in passage.sentences)

    def _terms(self, query: str, reading: Reading) -> tuple[QueryTerm, ...]:
        """Return the terms of the query as it was read, then those of its own words that papers hold all the same."""
        terms = self.indexes.keywords.query_terms(reading.text)
        if not reading.words:
            return terms
        known = {term.text for term in terms}
        own = self.indexes.keywords.query_terms(query)
        return terms + tuple(term for term in own if term.document_frequency and term.text not in known)

    def _query_vector(self, query: str, reading: Reading) -> NDArray[np.float32]:
        """Return the unit vector half-way between the query as it was asked and as it was read."""
        vector = self.embedder.embed_query(query)
        if not reading.words:
            return vector
        mean = vector + self.embedder.embed_query(reading.text)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _exact(self, paper_filter: PaperFilter) -> PaperFilter | None:
        """Return the filter as the indexes can answer it, or None where nothing can match.

        Few papers, or those of an author or of a kind, become a filter by paper id; else venues become those held.
        """
        if paper_filter.is_empty:
            return paper_filter
        exact = self.library.exact_filter(self.collection, paper_filter)
        if exact is None:
            return None
        if exact.authors or exact.surveys_only or exact.paper_ids is not None:
            passing = self.library.paper_ids(self.collection, exact)
        elif (found := self.library.passing_papers(self.collection, exact, self.n_exact_papers)) is not None:
            passing = found
        else:
            return exact
        return PaperFilter(paper_ids=tuple(passing)) if passing else None

    def _nominees(
        self, query_vector: NDArray[np.float32], lexical: Iterable[str], paper_filter: PaperFilter
    ) -> list[NominatedChunk]:
        """Return the chunks of all papers that either index nominates, by id. `lexical` are the keyword index's.

        A chunk that belongs into Chroma and is not there is not retrieved.
        """
        vectors = self.indexes.vectors
        dense = self._dense_nominees(query_vector, paper_filter)
        paper_ids = {*self.library.paper_ids_of_chunks(self.collection, dense).values(), *lexical}
        chunks = self.library.chunks_of_papers(self.collection, sorted(paper_ids))
        belonging = {chunk.chunk_id for chunk in chunks if chunk.generation == vectors.generation}
        unsure = belonging.difference(dense)  # what Chroma has just nominated is there
        missing = unsure - vectors.present(sorted(unsure))
        return [chunk for chunk in chunks if chunk.chunk_id not in missing]

    def _dense_nominees(self, query_vector: NDArray[np.float32], paper_filter: PaperFilter) -> list[str]:
        """Return the nearest chunks among those that pass a filter.

        Of few papers all chunks are compared. Of more, Chroma's nearest may hold enough that pass; where the filter
        keeps only what is far from the query, all chunks of the collection are compared. Chroma's own filter, which
        costs by the rows that it lets through, is asked only while papers still come in.
        """
        vectors = self.indexes.vectors
        if paper_filter.is_empty:
            return vectors.nominate(query_vector, N_NOMINEES)
        paper_ids = paper_filter.paper_ids
        if paper_ids is not None and len(paper_ids) <= self.n_exact_papers:
            return self.library.nearest_chunks(self.collection, paper_ids, query_vector, N_NOMINEES)
        near = vectors.nominate(query_vector, self.n_before_filter)
        if paper_ids is None:
            passing = self.library.passing_chunks(self.collection, near, paper_filter)
        else:
            papers_near = self.library.paper_ids_of_chunks(self.collection, near)
            among = set(paper_ids)
            passing = {chunk_id for chunk_id, paper_id in papers_near.items() if paper_id in among}
        nominees = [chunk_id for chunk_id in near if chunk_id in passing][:N_NOMINEES]
        if len(nominees) == N_NOMINEES or len(near) < self.n_before_filter:
            return nominees
        if self.indexes.n_waiting or not self.indexes.is_owner:
            return vectors.nominate(query_vector, N_NOMINEES, paper_filter)
        try:
            matrix = self.matrices.current(self.collection, self.embedder.dimension)
        except IndexUnavailable:  # no room for it: slower, the same chunks
            return vectors.nominate(query_vector, N_NOMINEES, paper_filter)
        best = matrix.paper_cosines(query_vector[np.newaxis])
        passes = set(self.library.paper_ids(self.collection, paper_filter) if paper_ids is None else paper_ids)
        cosines = np.where([paper_id in passes for paper_id in best.paper_ids], best.cosines[0], -np.inf)
        nearest = [best.paper_ids[at] for at in np.argsort(-cosines, kind="stable")[:N_NOMINEES]]
        chunks = self.library.chunks_of_papers(self.collection, [name for name in nearest if name in passes])
        return [chunk.chunk_id for chunk in chunks if chunk.generation == vectors.generation]

    def _respelt(self, query: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the query with misspelt names of models and the like mended, and what was taken for what.

        A word with no capital or digit but the first, such as "Romance", may well be what was meant: it is taken only
        for a name that a title opens with.
        """
        coined = [name for name in find_names(query) if is_coined(name)]
        terms = {name: term for name in coined if (term := self.indexes.keywords.respelt(name)) is not None}
        meant = {name: self.as_written(term) for name, term in terms.items()}
        for word in coined:
            if word not in meant and (otherwise := self._written_otherwise(word)) is not None:
                meant[word] = otherwise
        for word in PLAIN_WORD.findall(query):
            if word not in coined and (name := self.title_name_meant(word)) is not None:
                meant[word] = name
        for name, written in meant.items():
            query = query.replace(name, written)
        return query, tuple(meant.items())

    def title_name_meant(self, word: str) -> str | None:
        """Return the one name that titles open with and that a word which no paper holds is but one edit away from.

        An ordinary word in small letters, one that the encoder's vocabulary holds whole, is left as it is.
        """
        keywords = self.indexes.keywords
        terms = keywords.query_terms(word)
        if len(word) < SHORTEST_MISSPELT_NAME or len(terms) != 1 or terms[0].document_frequency:
            return None
        if word.islower() and self.embedder.count_tokens([word])[0] == 1:
            return None
        names = set()
        for near in keywords.terms_beginning(terms[0].text[:2]):
            for _, title in keywords.nominate_titles(near, N_NAMED_TITLES) if _is_one_edit(terms[0].text, near) else ():
                opening = re.match(r"[\w-]+", title)
                if opening and _is_one_edit(word.lower(), opening[0].lower()) and bears_name(title, "", opening[0]):
                    names.add(opening[0])
        return names.pop() if len(names) == 1 else None

    def _written_otherwise(self, name: str) -> str | None:
        """Return how a paper writes a name that none holds as it is, but for its hyphens: "sib200" → "SIB-200"."""
        keywords = self.indexes.keywords
        if all(term.document_frequency for term in keywords.query_terms(name)):
            return None
        signs = re.findall(r"[^\W_]", name)
        spelt = re.compile(r"(?<![\w-])" + r"[\s-]?".join(map(re.escape, signs)) + r"(?!\w)", re.IGNORECASE)
        for form in (parted(name), "".join(signs)):
            terms = keywords.analyzer.analyze(form)
            holders = keywords.papers_holding([[[term] for term in terms]], N_WRITING_OTHERWISE)[0] if terms else []
            for paper in self.library.papers_by_id(self.collection, holders).values():
                if (match := spelt.search(f"{paper.title}\n{paper.abstract}")) is not None:
                    return match[0]
        return None

    def as_written(self, term: str) -> str:
        """Return a term of the index as a paper writes the word; the term where it is none of a single word."""
        keywords = self.indexes.keywords
        holders, _ = keywords.papers_holding([[[term]]], 1)
        for paper in self.library.papers_by_id(self.collection, holders).values():
            for written in re.findall(r"[^\W_]+", f"{paper.title} {paper.abstract}"):
                if keywords.analyzer.analyze(written) == [term]:
                    return str(written)
        return term

    def _naming(self, query: str) -> set[str]:
        """Return the ids of the papers that hold a name of the query which few papers hold.

        A word whose spelling does not tell that a model, gene or the like is named ("Hindi", "muril") is a name where
        these papers write it like one.
        """
        words = (*find_names(query), *plain_words(query))
        held = {word: self.indexes.keywords.papers_naming(word, RARE_NAME_PAPERS) for word in words}
        unsure = {paper_id for word, ids in held.items() if not is_coined(word) for paper_id in ids}
        papers = self.library.papers_by_id(self.collection, unsure)
        return {
            paper_id
            for word, ids in held.items()
            for paper_id in ids
            if is_coined(word)
            or (
                paper_id in papers  # the keyword index may be behind the library
                and bears_name(papers[paper_id].title, papers[paper_id].abstract, word)
            )
        }

    def _held_terms(self, text: str) -> set[str]:
        return set(self.indexes.keywords.analyzer.analyze(text))

    def _score_sentences(
        self,
        paper: Paper,
        sentences: Sequence[Sentence],
        cosines: NDArray[np.float32] | None,
        query_vector: NDArray[np.float32],
        terms: Sequence[QueryTerm],
    ) -> tuple[ScoredSentence, ...]:
        """Return the sentences of a paper, best evidence first, ties in the order of the text."""
        if not sentences:
            return ()
        if cosines is None or len(cosines) != len(sentences):  # still being indexed
            cosines = self.embedder.embed([head(sentence.text, self.embedder) for sentence in sentences]) @ query_vector
        title_terms = self._held_terms(paper.title)
        abbreviations = [
            (self._held_terms(short), self._held_terms(long_form))
            for short, long_form in find_abbreviations(f"{paper.title}. {paper.abstract}").items()
        ]
        total = sum(term.weight for term in terms) or 1.0
        scored = []
        for sentence, cosine in zip(sentences, cosines.tolist(), strict=True):
            held = self._held_terms(sentence.text)
            meant = _spelt_out(held, abbreviations)
            covered = (
                sum(
                    term.weight * (TITLE_TERM_WEIGHT if term.text in title_terms else 1.0)
                    for term in terms
                    if term.text in meant
                )
                / total
            )
            score = self.sentence_weights.score(sentence, len(sentences), len(held), cosine, covered)
            scored.append(ScoredSentence(sentence, round(score, 5), round(cosine, 5), round(covered, 5)))
        return tuple(sorted(scored, key=lambda item: (-item.score, item.sentence.position)))


def _is_one_edit(one: str, other: str) -> bool:
    """Say whether two words differ in one letter, or two that changed places; two short ones may be two names."""
    return max(len(one), len(other)) > SHORTEST_MISSPELT_NAME and OSA.distance(one, other, score_cutoff=1) == 1


def _spelt_out(held: Set[str], abbreviations: Iterable[tuple[Set[str], Set[str]]]) -> set[str]:
    """Return the terms of a sentence with those that its abbreviations stand for."""
    return set(held).union(*(long_form for short, long_form in abbreviations if short <= held))


def best_sentences(cosines: NDArray[np.float32]) -> float:
    """Return the mean of the two best cosines: one sentence alone may be near by chance."""
    return round(float(np.sort(cosines)[-2:].mean()), 5)


def _best_chunks(
    chunks: Sequence[NominatedChunk], query_vector: NDArray[np.float32]
) -> tuple[dict[str, float], dict[str, str]]:
    """Return per paper the best cosine and the chunk it comes from, ties by chunk id.

    A paper none of whose chunks is embedded yet gets the least cosine among the others: its words have to speak for it.
    """
    embedded = [(chunk, chunk.vector) for chunk in chunks if chunk.vector is not None]
    best_cosine: dict[str, float] = {}
    best_chunk: dict[str, str] = {}
    if embedded:
        cosines = np.stack([vector for _, vector in embedded]) @ query_vector
        for (chunk, _), cosine in zip(embedded, np.round(cosines.astype(float), 5).tolist(), strict=True):
            if cosine > best_cosine.get(chunk.paper_id, -2.0):
                best_cosine[chunk.paper_id], best_chunk[chunk.paper_id] = cosine, chunk.chunk_id
    least = min(best_cosine.values(), default=0.0)
    for chunk in chunks:
        best_cosine.setdefault(chunk.paper_id, least)
        best_chunk.setdefault(chunk.paper_id, chunk.chunk_id)
    return best_cosine, best_chunk


def coverage(terms: Sequence[QueryTerm], held: Set[str]) -> float:
    """Return the share of a query's term weight that a text holding the stemmed terms `held` covers, 0…1."""
    total = sum(term.weight for term in terms)
    return round(sum(term.weight for term in terms if term.text in held) / total, 5) if total else 0.0


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
        passages = self.retriever.retrieve(
            query, kwargs.get("k", self.k), kwargs.get("paper_filter", self.paper_filter)
        )
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
