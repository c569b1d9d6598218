"""BM25 over papers (title and abstract), by tantivy. Derived from the library and complete in itself.

A paper is one document here: on SciFact that ranks better than its chunks do (bench/README.md), and document
frequencies count papers. tantivy keeps deleted documents in its statistics until segments merge, so scores would depend
on the past: the index is appended to while papers are only added, and built anew (seconds at 100,000 papers) once one
has changed.
"""

import json
import shutil
import zlib
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from math import log
from pathlib import Path

import tantivy

from retrieval.datatypes import Paper, PaperFilter, QueryTerm
from retrieval.errors import IndexUnavailable

ANALYZER = "citewell_english"
LONGEST_TERM = 40
WRITER_HEAP_BYTES = 64_000_000
SHORTEST_RESPELT = 6
LEAST_LIKENESS = 0.85
"""difflib's ratio: one letter swapped or changed in eight is 0.875."""

STATE_FILE = "state.json"
FORMAT_VERSION = 3


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
    for name in ("paper_id", "venue", "source"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "abstract"):
        builder.add_text_field(name, stored=True, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("body", stored=False, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_integer_field("year", stored=True, indexed=True, fast=True)
    return builder.build()


class KeywordIndex:
    """The papers of one collection in a folder of their own. `revision` is that of the library it mirrors."""

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
            if state["format"] != FORMAT_VERSION:
                return -1
            if self._searcher is None and self._checksums() != state["checksums"]:
                return -1
            self._open()
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

    def rebuild(self, papers: Iterable[Paper], revision: int) -> None:
        """Build the index from nothing."""
        shutil.rmtree(self.folder, ignore_errors=True)  # until the new one is written, the old one answers
        self.folder.mkdir(parents=True)
        index = tantivy.Index(self.schema, path=str(self.folder))
        index.register_tokenizer(ANALYZER, self.analyzer)
        self._add(index, papers, revision)

    def append(self, papers: Iterable[Paper], revision: int) -> None:
        """Add papers that the index does not hold yet."""
        self._open()
        assert self._index is not None
        (self.folder / STATE_FILE).unlink()  # until it is written again, the index counts as half written
        self._add(self._index, papers, revision)

    def _add(self, index: tantivy.Index, papers: Iterable[Paper], revision: int) -> None:
        writer = index.writer(WRITER_HEAP_BYTES, num_threads=1)
        for paper in papers:
            writer.add_document(_document(paper))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._index, self._searcher = index, index.searcher()
        state = {"format": FORMAT_VERSION, "revision": revision, "checksums": self._checksums()}
        (self.folder / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")

    def _checksums(self) -> dict[str, int]:
        """Return the CRC-32 of every file of the index: tantivy notices a damaged one only when it reads that part."""
        return {
            path.name: zlib.crc32(path.read_bytes())
            for path in sorted(self.folder.iterdir())
            if path.name != STATE_FILE and not path.name.endswith(".lock")
        }

    def reload(self) -> None:
        """See what another process has written since."""
        self._forget()

    def _forget(self) -> None:
        self._index = None
        self._searcher = None

    # Asking

    def query_terms(self, query: str) -> tuple[QueryTerm, ...]:
        """Return the distinct terms of a query, in order, with document frequency and idf.

        The weight is BM25's idf, ln(1 + (N - n + 0.5) / (n + 0.5)), N papers of which n hold the term (Robertson and
        Zaragoza 2009, in Lucene's non-negative form).
        """
        searcher = self._open()
        n_papers = searcher.num_docs
        terms = []
        for text in dict.fromkeys(self.analyzer.analyze(query)):
            frequency = searcher.doc_freq("body", text)
            terms.append(QueryTerm(text, frequency, log(1 + (n_papers - frequency + 0.5) / (frequency + 0.5))))
        return tuple(terms)

    def papers_naming(self, name: str, at_most: int) -> list[str]:
        """Return the ids of the papers that hold all terms of a name, sorted; none where more than `at_most` do."""
        terms = [tantivy.Query.term_query(self.schema, "body", term, "freq") for term in self.analyzer.analyze(name)]
        if not terms:
            return []
        found = self._search(tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms]), at_most + 1)
        return sorted(paper_id for paper_id, _ in found) if len(found) <= at_most else []

    def respelt(self, word: str) -> str | None:
        """Return the term of the index that a word not held by any paper was probably meant to be, None where none is.

        Such a term begins with the same two letters and differs in one letter, or in two of a long word; of several,
        the nearest, then the one that more papers hold, then the first in the alphabet.
        """
        terms = self.analyzer.analyze(word)
        if len(terms) != 1 or len(terms[0]) < SHORTEST_RESPELT or self._open().doc_freq("body", terms[0]):
            return None
        held = dict(self._open().terms_with_prefix("body", terms[0][:2]))
        ordered = sorted(held, key=lambda term: (-held[term], term))
        near = get_close_matches(terms[0], ordered, n=1, cutoff=LEAST_LIKENESS)
        return near[0] if near else None

    def holds_similar(self, word: str) -> bool:
        """Say whether some paper holds a word spelt nearly so: one letter off, or two from 8 letters on."""
        terms = self.analyzer.analyze(word)
        return bool(terms) and all(
            self._open()
            .search(
                tantivy.Query.fuzzy_term_query(self.schema, "body", term, distance=2 if len(term) >= 8 else 1), limit=1
            )
            .hits
            for term in terms
        )

    def nominate(
        self, terms: Sequence[QueryTerm], k: int, paper_filter: PaperFilter = PaperFilter()
    ) -> dict[str, float]:
        """Return the k highest BM25 scores by paper id, best first, ties by id as far as they are among them."""
        query = self._query(terms)
        if not paper_filter.is_empty:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *self._filters(paper_filter)])
        return dict(self._search(query, k))

    def bm25(self, terms: Sequence[QueryTerm], paper_ids: Sequence[str]) -> dict[str, float]:
        """Return the BM25 score of each of the given papers; one that holds no term scores 0."""
        among = tantivy.Query.term_set_query(self.schema, "paper_id", list(paper_ids))
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                (tantivy.Occur.Should, self._query(terms)),
            ]
        )
        return dict.fromkeys(paper_ids, 0.0) | dict(self._search(query, len(paper_ids)))

    def _search(self, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        searcher = self._open()
        if k == 0:
            return []
        hits = searcher.search(query, k, count=False).hits
        found = [(str(searcher.doc(address)["paper_id"][0]), round(float(score), 4)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _query(self, terms: Sequence[QueryTerm]) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self.schema, "body", term.text, "freq")) for term in terms]
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


def _document(paper: Paper) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("paper_id", paper.paper_id)
    document.add_text("title", paper.title)
    document.add_text("abstract", paper.abstract)
    document.add_text("body", f"{paper.title}\n{paper.abstract}")
    if paper.venue is not None:
        document.add_text("venue", paper.venue)
    for source in paper.sources:
        document.add_text("source", source)
    if paper.year is not None:
        document.add_integer("year", paper.year)
    return document
