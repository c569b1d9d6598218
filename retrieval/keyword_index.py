"""BM25 over papers (title and abstract), by tantivy. Derived from the library and complete in itself.

A paper is one document here: on SciFact that ranks better than its chunks do (bench/README.md), and document
frequencies count papers. tantivy keeps deleted documents in its statistics until segments merge, so scores would depend
on the past: the index is appended to while papers are only added, and built anew (seconds at 100,000 papers) once one
has changed.
"""

import json
import re
import shutil
import time
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise
from math import log
from pathlib import Path

import tantivy

from retrieval.datatypes import Paper, PaperFilter, QueryTerm
from retrieval.errors import IndexUnavailable

ANALYZER = "citewell_english"
LONGEST_TERM = 40
WRITER_HEAP_BYTES = 64_000_000
N_CLEARINGS, SECONDS_BETWEEN_CLEARINGS = 20, 0.05
SHORTEST_RESPELT = 6
LEAST_LIKENESS = 0.85
"""difflib's ratio: one letter swapped or changed in eight is 0.875."""

LETTER_O = re.compile(r"(?<=\d)[oO]|[oO](?=\d)")
LETTER_ONE = re.compile(r"(?<=\d)[lI]|[lI](?=\d)")

PHRASE_SLOP = 2
"""Words of a phrase may stand two places apart, or change places: "risk of cancer", "cancer risk"."""

STATE_FILE = "state.json"
FORMAT_VERSION = 4

GREEK_LETTER = re.compile(r"(?<![\u0370-\u03ff])[Α-Ωα-ωµ](?![\u0370-\u03ff])")
"""One that stands alone among Greek letters: in "TNF-α", not in a Greek word."""

BRITISH = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ae(?=[a-z])(?!r|s\b)", "e"),
        (r"oe(?:(?<=\boe)(?=[dst]\w)|(?<=rrhoe)|(?<=foe)(?=t))", "e"),
        (r"our(?<=\w{3}our)(?=(?:s|ed|ing|al|able|ful|less|ite|ist)?\b)", "or"),
        (r"is(?<=\w{4}is)(?=(?:e|ed|er|ers|es|ing|ation|ations|able)\b)", "iz"),
        (r"ys(?<=\w{4}ys)(?=(?:e|ed|er|ers|es|ing)\b)", "yz"),
        (r"re(?<=[bt]re)(?=s?\b)", "er"),
        (r"ogue(?=s?\b)", "og"),
    )
)
"""British spellings: anaemia, oedema, colour, tokenisation, analyse, centre, dialogue. Some other words are changed
with them ("promise"), in papers and queries alike, which does no harm."""


class Analyzer:
    """The one analyzer of texts and queries: words, without case, accents and British spellings, stemmed as English."""

    def __init__(self, with_stop_words: bool = True) -> None:
        builder = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.remove_long(LONGEST_TERM))
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
        )
        if not with_stop_words:
            builder = builder.filter(tantivy.Filter.stopword("english"))
        self.folded = builder.filter(tantivy.Filter.stemmer("english")).build()
        """What the index is given: it analyses text that is folded already."""

    def analyze(self, text: str) -> list[str]:
        """Return the terms of a text in order.

        >>> Analyzer().analyze("Tokenisation of TNF-α dialogues")
        ['token', 'of', 'tnf', 'alpha', 'dialog']
        """
        return self.folded.analyze(fold_spelling(text))


def fold_spelling(text: str) -> str:
    """Return the text in small letters, Greek ones by their names, and in American spelling."""
    text = text.replace("İ", "I").lower()  # the only letter that two stand for in lower case
    if not text.isascii():
        text = GREEK_LETTER.sub(_letter_name, text)
    for pattern, replacement in BRITISH:
        text = pattern.sub(replacement, text)
    return text


def _letter_name(match: re.Match[str]) -> str:
    name = unicodedata.name(unicodedata.normalize("NFKC", match.group())).split()[3].lower()
    return f" {'lambda' if name == 'lamda' else name} "


def build_analyzer() -> Analyzer:
    """Return the analyzer of the keyword index."""
    return Analyzer()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("paper_id", "shown_title", "venue", "source"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=False, tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("body", stored=False, tokenizer_name=ANALYZER, index_option="position")
    builder.add_integer_field("year", stored=True, indexed=True, fast=True)
    return builder.build()


class KeywordIndex:
    """The papers of one collection in a folder of their own. `revision` is that of the library it mirrors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = _schema()
        self.analyzer = build_analyzer()
        self.content_analyzer = Analyzer(with_stop_words=False)
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
            if self._is_of_another_version():
                raise IndexUnavailable(
                    f"{self.folder}: the keyword index is of another version of citewell, and the process that holds it"
                    " is still running; stop that process, then ask again"
                )
            try:
                self._index = tantivy.Index.open(str(self.folder))
            except (ValueError, OSError) as error:
                raise IndexUnavailable(
                    f"{self.folder}: the keyword index cannot be opened ({error}); `citewell status --repair` builds it"
                    " anew"
                ) from error
            self._index.register_tokenizer(ANALYZER, self.analyzer.folded)
            self._searcher = self._index.searcher()
        return self._searcher

    def _is_of_another_version(self) -> bool:
        try:
            state = json.loads((self.folder / STATE_FILE).read_text(encoding="utf-8"))
            return isinstance(state, dict) and state.get("format") != FORMAT_VERSION
        except (OSError, ValueError):
            return False

    # Writing

    def rebuild(self, papers: Iterable[Paper], revision: int) -> None:
        """Build the index from nothing."""
        self._clear()  # until the new one is written, the old one answers
        self.folder.mkdir(parents=True)
        index = tantivy.Index(self.schema, path=str(self.folder))
        index.register_tokenizer(ANALYZER, self.analyzer.folded)
        self._add(index, papers, revision)

    def _clear(self) -> None:
        """Delete the folder. tantivy's own threads may still put a file there while it goes: then once more."""
        for _ in range(N_CLEARINGS):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(SECONDS_BETWEEN_CLEARINGS)

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
        self._index = None
        self._searcher = None

    # Asking

    def query_terms(self, query: str) -> tuple[QueryTerm, ...]:
        """Return the distinct terms of a query, in order, with document frequency and idf."""
        searcher = self._open()
        n_papers = searcher.num_docs
        terms = []
        for text in dict.fromkeys(self.analyzer.analyze(query)):
            frequency = searcher.doc_freq("body", text)
            terms.append(QueryTerm(text, frequency, _idf(frequency, n_papers)))
        return tuple(terms)

    def papers_naming(self, name: str, at_most: int) -> list[str]:
        """Return the ids of the papers that hold all terms of a name, sorted; none where more than `at_most` do."""
        terms = [tantivy.Query.term_query(self.schema, "body", term, "freq") for term in self.analyzer.analyze(name)]
        if not terms:
            return []
        found = self._search(tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms]), at_most + 1)
        return sorted(paper_id for paper_id, _ in found) if len(found) <= at_most else []

    def nominate_titles(self, query: str, k: int) -> list[tuple[str, str]]:
        """Return the ids and titles of the k papers whose titles share most BM25 weight with a query, best first."""
        searcher = self._open()
        terms = list(dict.fromkeys(self.analyzer.analyze(query)))
        if not terms or k == 0:
            return []
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self.schema, "title", term, "freq")) for term in terms
        ]
        hits = searcher.search(tantivy.Query.boolean_query(wanted), k, count=False).hits
        found = [(float(score), searcher.doc(address)) for score, address in hits]
        ranked = sorted(
            (-round(score, 4), str(paper["paper_id"][0]), str(paper["shown_title"][0])) for score, paper in found
        )
        return [(paper_id, title) for _, paper_id, title in ranked]

    def title_weights(self, words: Sequence[str]) -> list[float]:
        """Return the idf of each word among titles; of a word that is several terms, that of the rarest."""
        searcher = self._open()
        n_papers = searcher.num_docs
        frequencies = [
            min((searcher.doc_freq("title", term) for term in self.analyzer.analyze(word)), default=n_papers)
            for word in words
        ]
        return [_idf(frequency, n_papers) for frequency in frequencies]

    def count_titles(self, words: Sequence[str], at_most: int) -> int:
        """Return how many titles hold all of the words, each at any place; counts no further than `at_most`."""
        terms = dict.fromkeys(term for word in words for term in self.analyzer.analyze(word))
        if not terms:
            return 0
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, tantivy.Query.term_query(self.schema, "title", term, "freq")) for term in terms]
        )
        return len(self._open().search(query, at_most, count=False).hits)

    @property
    def rarest_weight(self) -> float:
        """Return the idf of a term that one paper holds, the highest there is."""
        return _idf(1, max(1, self._open().num_docs))

    def terms_beginning(self, prefix: str) -> dict[str, int]:
        """Return the stemmed terms of the index that begin so, each with the number of papers that hold it."""
        return dict(self._open().terms_with_prefix("body", prefix))

    def papers_holding(
        self, wanted: Sequence[Sequence[Sequence[str]]], at_most: int | None = None
    ) -> tuple[list[str], int]:
        """Return the papers that hold, for one of `wanted`, one stemmed term of each of its groups, and their number.

        [[["speech"], ["synthesi", "synthes"]], [["tts"]]] asks for speech and either of two terms, or for tts. Of more
        than `at_most` papers, those of the highest BM25 score are returned.
        """
        alternatives = []
        for groups in wanted:
            held = [
                tantivy.Query.boolean_query(
                    [
                        (tantivy.Occur.Should, tantivy.Query.term_query(self.schema, "body", term, "freq"))
                        for term in group
                    ]
                )
                for group in groups
            ]
            alternatives.append(tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in held]))
        if not alternatives:
            return [], 0
        searcher = self._open()
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in alternatives])
        limit = searcher.num_docs if at_most is None else min(at_most, searcher.num_docs)
        if limit == 0:
            return [], 0
        result = searcher.search(query, limit)
        n_found = int(result.count)  # type: ignore[attr-defined]  # there, but not in tantivy's stubs
        return sorted(str(searcher.doc(address)["paper_id"][0]) for _, address in result.hits), n_found

    def respelt(self, word: str) -> str | None:
        """Return the term of the index that a word not held by any paper was probably meant to be, None where none is.

        Such a term begins with the same two letters and differs in one letter, or in two of a long word; of several,
        the nearest, then the one that more papers hold, then the first in the alphabet. Beside a digit the letters O
        and l were probably meant as digits, too: "SIB-20O".
        """
        terms = self.analyzer.analyze(word)
        in_digits = LETTER_ONE.sub("1", LETTER_O.sub("0", word))
        if in_digits != word and not self._holds_all(terms) and self._holds_all(self.analyzer.analyze(in_digits)):
            return in_digits
        if len(terms) != 1 or len(terms[0]) < SHORTEST_RESPELT or self._open().doc_freq("body", terms[0]):
            return None
        held = dict(self._open().terms_with_prefix("body", terms[0][:2]))
        ordered = sorted(held, key=lambda term: (-held[term], term))
        near = get_close_matches(terms[0], ordered, n=1, cutoff=LEAST_LIKENESS)
        return near[0] if near else None

    def _holds_all(self, terms: Sequence[str]) -> bool:
        return all(self._open().doc_freq("body", term) for term in terms)

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

    def phrase_shares(self, query: str, paper_ids: Sequence[str]) -> dict[str, float]:
        """Return for each of the given papers how much of the query's words stands there as in the query, side by side.

        Pairs of words that follow each other in the query, function words left out, count their rarer half's idf and
        are divided by the query's whole idf: 0…1. After the sequential dependence model (Metzler and Croft 2005).
        """
        weights = {term.text: term.weight for term in self.query_terms(query)}
        words = self.content_analyzer.analyze(query)
        pairs = [pair for pair in dict.fromkeys(pairwise(words)) if pair[0] != pair[1]]
        if not pairs or not paper_ids:
            return dict.fromkeys(paper_ids, 0.0)
        held = [
            (
                tantivy.Occur.Should,
                tantivy.Query.const_score_query(
                    tantivy.Query.phrase_query(self.schema, "body", list(pair), PHRASE_SLOP),
                    min(weights[word] for word in pair),
                ),
            )
            for pair in pairs
        ]
        among = tantivy.Query.term_set_query(self.schema, "paper_id", list(paper_ids))
        found = self._search(
            tantivy.Query.boolean_query([(tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)), *held]),
            len(paper_ids),
        )
        total = sum(weights.values())
        return dict.fromkeys(paper_ids, 0.0) | {paper_id: round(score / total, 5) for paper_id, score in found}

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
        """Return clauses that score nothing. Venues and sources are exact values here: the retriever looks them up.

        Of authors and surveys the index knows nothing: the retriever turns them into paper ids.
        """
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
        exact = {"venue": paper_filter.venues, "source": paper_filter.sources, "paper_id": paper_filter.paper_ids}
        for name, values in exact.items():
            if values or (name == "paper_id" and values is not None):  # no id at all lets no paper through
                clauses.append(tantivy.Query.term_set_query(self.schema, name, list(values)))
        return [(tantivy.Occur.Must, tantivy.Query.const_score_query(clause, 0.0)) for clause in clauses]


def _idf(frequency: int, n_papers: int) -> float:
    """Return BM25's weight of a term, ln(1 + (N - n + 0.5) / (n + 0.5)), N papers of which n hold it.

    Robertson and Zaragoza 2009, in Lucene's non-negative form.
    """
    return log(1 + (n_papers - frequency + 0.5) / (frequency + 0.5))


def _document(paper: Paper) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("paper_id", paper.paper_id)
    document.add_text("shown_title", paper.title)
    document.add_text("title", fold_spelling(paper.title))
    document.add_text("body", fold_spelling(f"{paper.title}\n{paper.abstract}"))
    if paper.venue is not None:
        document.add_text("venue", paper.venue)
    for source in paper.sources:
        document.add_text("source", source)
    if paper.year is not None:
        document.add_integer("year", paper.year)
    return document
