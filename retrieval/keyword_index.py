"""BM25 over chunks, by tantivy. Derived from the library and complete in itself.

tantivy counts deleted documents in its statistics until segments merge, so scores would depend on the past. Here the
index is appended to while chunks are only added, and built anew (seconds at 100,000 chunks) once any is removed: the same
chunks always give the same scores.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path

import tantivy

from retrieval.datatypes import PaperFilter, QueryTerm
from retrieval.errors import IndexUnavailable
from retrieval.library import StoredChunk

ANALYZER = "citewell_english"
LONGEST_TERM = 40
WRITER_HEAP_BYTES = 64_000_000
STATE_FILE = "state.json"
FORMAT_VERSION = 1


def build_analyzer() -> tantivy.TextAnalyzer:
    """Return the one analyzer of texts and queries: words, without case and accents, stemmed as English."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_TERM))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("chunk_id", "paper_id", "venue", "source"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("body", stored=False, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_integer_field("year", stored=True, indexed=True, fast=True)
    for name in ("start", "end"):
        builder.add_unsigned_field(name, stored=True)
    return builder.build()


class KeywordIndex:
    """The chunks of one collection in a folder of their own. `revision` is that of the library it mirrors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = _schema()
        self.analyzer = build_analyzer()
        self._index: tantivy.Index | None = None
        self._searcher: tantivy.Searcher | None = None

    # State

    @property
    def revision(self) -> int:
        """Return the library revision that the index mirrors, or -1 where it is missing, damaged or half written."""
        try:
            state = json.loads((self.folder / STATE_FILE).read_text(encoding="utf-8"))
            if state["format"] != FORMAT_VERSION or self._open().num_docs != state["n_chunks"]:
                return -1
            return int(state["revision"])
        except (OSError, ValueError, KeyError, TypeError, IndexUnavailable):
            return -1

    def _open(self) -> tantivy.Searcher:
        if self._searcher is None:
            try:
                self._index = tantivy.Index.open(str(self.folder))
            except (ValueError, OSError) as error:
                raise IndexUnavailable(
                    f"{self.folder}: the keyword index cannot be opened ({error}); `citewell status --repair` builds it"
                    " anew"
                ) from error
            self._index.register_tokenizer(ANALYZER, self.analyzer)
            self._searcher = self._index.searcher()
        return self._searcher

    # Writing

    def rebuild(self, chunks: Iterable[StoredChunk], revision: int) -> None:
        """Build the index from nothing."""
        self._forget()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._index = tantivy.Index(self.schema, path=str(self.folder))
        self._index.register_tokenizer(ANALYZER, self.analyzer)
        self._add(self._index, chunks, revision)

    def append(self, chunks: Iterable[StoredChunk], revision: int) -> None:
        """Add chunks that the index does not hold yet."""
        self._open()
        assert self._index is not None
        (self.folder / STATE_FILE).unlink()  # until it is written again, the index counts as half written
        self._add(self._index, chunks, revision)

    def _add(self, index: tantivy.Index, chunks: Iterable[StoredChunk], revision: int) -> None:
        writer = index.writer(WRITER_HEAP_BYTES, num_threads=1)
        for stored in chunks:
            writer.add_document(_document(stored))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        state = {"format": FORMAT_VERSION, "revision": revision, "n_chunks": self._searcher.num_docs}
        (self.folder / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")

    def reload(self) -> None:
        """See what another process has written since."""
        self._forget()

    def _forget(self) -> None:
        self._index = None
        self._searcher = None

    # Asking

    def query_terms(self, query: str) -> tuple[QueryTerm, ...]:
        """Return the distinct terms of a query, in order, with document frequency and idf.

        The weight is BM25's idf, ln(1 + (N - n + 0.5) / (n + 0.5)), N chunks of which n hold the term (Robertson and
        Zaragoza 2009, in Lucene's non-negative form).
        """
        searcher = self._open()
        n_chunks = searcher.num_docs
        terms = []
        for text in dict.fromkeys(self.analyzer.analyze(query)):
            frequency = searcher.doc_freq("body", text)
            terms.append(QueryTerm(text, frequency, log(1 + (n_chunks - frequency + 0.5) / (frequency + 0.5))))
        return tuple(terms)

    def nominate(self, terms: Sequence[QueryTerm], k: int, paper_filter: PaperFilter = PaperFilter()) -> list[str]:
        """Return the ids of the k chunks of highest BM25, ties by id as far as they are among them."""
        query = self._query(terms)
        if not paper_filter.is_empty:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *self._filters(paper_filter)])
        return [chunk_id for chunk_id, _ in self._search(query, k)]

    def bm25(self, terms: Sequence[QueryTerm], chunk_ids: Sequence[str]) -> dict[str, float]:
        """Return the BM25 score of each of the given chunks; one that holds no term scores 0."""
        among = tantivy.Query.term_set_query(self.schema, "chunk_id", list(chunk_ids))
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                (tantivy.Occur.Should, self._query(terms)),
            ]
        )
        return dict.fromkeys(chunk_ids, 0.0) | dict(self._search(query, len(chunk_ids)))

    def _search(self, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        searcher = self._open()
        if k == 0:
            return []
        hits = searcher.search(query, k, count=False).hits
        found = [(str(searcher.doc(address)["chunk_id"][0]), round(float(score), 4)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _query(self, terms: Sequence[QueryTerm]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self.schema, "body", term.text, "freq"))
                for term in terms
            ]
        )

    def _filters(self, paper_filter: PaperFilter) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """Return clauses that score nothing. Venues and sources are exact values here: the retriever looks them up."""
        clauses = []
        if paper_filter.year_from is not None or paper_filter.year_to is not None:
            clauses.append(
                tantivy.Query.range_query(
                    self.schema,
                    "year",
                    tantivy.FieldType.Integer,
                    lower_bound=paper_filter.year_from,
                    upper_bound=paper_filter.year_to,
                )
            )
        for name, values in (("venue", paper_filter.venues), ("source", paper_filter.sources)):
            if values:
                clauses.append(tantivy.Query.term_set_query(self.schema, name, list(values)))
        return [(tantivy.Occur.Must, tantivy.Query.const_score_query(clause, 0.0)) for clause in clauses]


def _document(stored: StoredChunk) -> tantivy.Document:
    chunk, paper = stored.chunk, stored.paper
    document = tantivy.Document()
    document.add_text("chunk_id", chunk.chunk_id)
    document.add_text("paper_id", chunk.paper_id)
    document.add_text("title", paper.title)
    document.add_text("text", chunk.text)
    document.add_text("body", f"{paper.title}\n{chunk.text}")
    if paper.venue is not None:
        document.add_text("venue", paper.venue)
    for source in paper.sources:
        document.add_text("source", source)
    if paper.year is not None:
        document.add_integer("year", paper.year)
    document.add_unsigned("start", chunk.start)
    document.add_unsigned("end", chunk.end)
    return document
