"""Collections, papers, sentences, chunks and vectors in one SQLite file: the source of truth.

Chroma and the keyword index are derived from it and can be thrown away. Every change to a paper is one transaction, so
a process killed at any moment leaves a library that opens and holds whole papers only.
"""

import hashlib
import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.author_names import fold_name, surname_of
from retrieval.database import SCHEMA, SCHEMA_VERSION, open_connection
from retrieval.datatypes import Chunk, Paper, PaperFilter, Sentence
from retrieval.errors import LibraryError, UnknownCollection
from retrieval.identity import normalise_title
from retrieval.surveys import is_survey

PARAMETERS_PER_QUERY = 500

Item = TypeVar("Item")

PAPER_COLUMNS = (
    "paper_id, title, abstract, text_kind, raw_title, raw_abstract, authors, year, month, venue, url, arxiv_id, acl_id,"
    " sources"
)
CHUNK_FIELDS = ("chunk_id", "paper_id", "position", "start", "end", "first_sentence", "last_sentence")
CHUNK_COLUMNS = "chunk_id, paper_id, chunks.position, start, end, first_sentence, last_sentence"
TO_EMBED = (
    # The sign keeps SQLite from picking an index that would ask for a sort by key.
    "+papers.collection_key = ? AND (NOT EXISTS (SELECT 1 FROM sentence_vectors WHERE model = embedding_model"
    " AND content_hash = abstract_hash) OR EXISTS (SELECT 1 FROM chunks WHERE chunks.paper_key = papers.paper_key"
    " AND NOT EXISTS (SELECT 1 FROM vectors WHERE model = embedding_model"
    " AND vectors.content_hash = chunks.content_hash)))"
)
FACTS = ("year", "month", "venue", "url", "arxiv_id", "acl_id")


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of papers embedded with one model. `revision` grows by one with every change."""

    name: str
    embedding_model: str
    revision: int
    n_papers: int
    n_chunks: int
    n_chunks_without_vector: int


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with its paper and the hash under which its vector is cached."""

    chunk: Chunk
    paper: Paper
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class NominatedChunk:
    """A chunk as ranking sees it. `generation` is the build of Chroma's index that holds it, None before one does."""

    chunk_id: str
    paper_id: str
    generation: str | None
    vector: NDArray[np.float32] | None


def content_hash(text: str) -> bytes:
    """Return 16 bytes that name a text in the vector cache."""
    return hashlib.sha256(text.encode()).digest()[:16]


def combine(known: Paper, new: Paper) -> Paper:
    """Return one paper out of two records of it; `new` came later.

    An abstract outranks a synopsis and any text outranks none, whatever the order; of two of a kind the later one
    holds. A fact once known survives a record without it. The id is the best that either record knows.
    """
    rank = {"synopsis": 1, "abstract": 2}
    new_rank = rank[new.text_kind] if new.abstract else 0
    known_rank = rank[known.text_kind] if known.abstract else 0
    text = new if new_rank >= known_rank else known
    facts = {name: getattr(new, name) or getattr(known, name) for name in FACTS}
    if new.year and new.year != known.year:
        facts["month"] = new.month  # a month belongs to its year
    identified = Paper("", "", "", arxiv_id=facts["arxiv_id"], acl_id=facts["acl_id"])
    return replace(
        text,
        paper_id=identified.arxiv_id or identified.acl_id or known.paper_id,
        authors=new.authors or known.authors,
        sources=known.sources + tuple(source for source in new.sources if source not in known.sources),
        **facts,
    )


class Library:
    """One SQLite file. Safe to use from several threads and processes at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._connections_lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection()
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if not 0 <= version <= SCHEMA_VERSION:
                raise LibraryError(
                    f"{path}: this library is of version {version}, this citewell reads {SCHEMA_VERSION};"
                    " update citewell or set CITEWELL_HOME to another folder"
                )
            if version == 0:
                connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
            elif version < SCHEMA_VERSION:
                self._upgrade()
        except (OSError, sqlite3.DatabaseError) as error:
            self.close()
            raise LibraryError(
                f"{path}: not a usable library ({error}); move it away, or set CITEWELL_HOME to another folder"
            ) from error
        except LibraryError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._connections_lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_connection(self.path)
            self._local.connection = connection
            with self._connections_lock:
                self._connections.append(connection)
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one write: all of it or nothing."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _upgrade(self) -> None:
        """Give a library of version 1 the tables that filters ask: seconds at 70,000 papers, once."""
        with self.transaction() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                return  # another process was first
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute("DROP INDEX IF EXISTS papers_by_venue")
            rows = connection.execute("SELECT collection_key, paper_key, title, abstract, authors FROM papers")
            for collection_key, paper_key, title, abstract, authors in rows:
                self._put_lookups(collection_key, paper_key, title, abstract, json.loads(authors))
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    # Collections

    def collection_names(self) -> list[str]:
        """Return the names of all collections, sorted."""
        rows = self._connection().execute("SELECT name FROM collections WHERE embedding_model != '' ORDER BY name")
        return [row[0] for row in rows]

    def create_collection(self, name: str, embedding_model: str) -> None:
        """Create a collection unless it is there. The name takes 3 to 63 of a–z, 0–9, `-` and `_`."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]", name):
            raise LibraryError(
                f"{name!r} cannot name a collection; use 3 to 63 of a–z, 0–9, '-' and '_', with a letter or digit at"
                " both ends"
            )
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO collections (name, embedding_model) VALUES (?, ?) ON CONFLICT (name)"
                " DO UPDATE SET embedding_model = excluded.embedding_model WHERE collections.embedding_model = ''",
                (name, embedding_model),
            )

    def collection(self, name: str) -> Collection:
        """Return the state of a collection, or raise UnknownCollection."""
        key = self._collection_key(name)
        connection = self._connection()
        model, revision = connection.execute(
            "SELECT embedding_model, revision FROM collections WHERE collection_key = ?", (key,)
        ).fetchone()
        n_papers = connection.execute("SELECT count(*) FROM papers WHERE collection_key = ?", (key,)).fetchone()[0]
        n_chunks, n_embedded = connection.execute(
            "SELECT count(*), count(vectors.model) FROM chunks LEFT JOIN vectors"
            " ON vectors.model = ? AND vectors.content_hash = chunks.content_hash WHERE collection_key = ?",
            (model, key),
        ).fetchone()
        return Collection(name, model, revision, n_papers, n_chunks, n_chunks - n_embedded)

    def holds_papers(self, name: str) -> bool:
        """Say whether there is a collection of that name with a paper in it."""
        row = self._connection().execute(
            "SELECT EXISTS (SELECT 1 FROM collections JOIN papers USING (collection_key) WHERE name = ?)", (name,)
        )
        return bool(row.fetchone()[0])

    def years(self, name: str) -> tuple[int, int] | None:
        """Return the first and the last year among the papers of a collection, None where none is known."""
        row = self._connection().execute(
            "SELECT min(year), max(year) FROM papers WHERE collection_key = ?", (self._collection_key(name),)
        )
        first, last = row.fetchone()
        return None if first is None else (first, last)

    def embedding_model(self, name: str) -> str:
        """Return the model of a collection, or raise UnknownCollection."""
        row = self._collection_row("embedding_model", name)
        if row is None:
            raise self._unknown(name)
        return str(row[0])

    def count_chunks(self, name: str) -> int:
        """Return the number of chunks of a collection."""
        row = self._connection().execute(
            "SELECT count(*) FROM chunks WHERE collection_key = ?", (self._collection_key(name),)
        )
        return int(row.fetchone()[0])

    def revision(self, name: str) -> int:
        """Return the revision of a collection: one cheap look, so that a question can ask whether anything changed."""
        row = self._collection_row("revision", name)
        if row is None:
            raise self._unknown(name)
        return int(row[0])

    def delete_collection(self, name: str) -> None:
        """Delete a collection and its papers. Cached vectors stay, so that coming back costs nothing.

        Its row stays too, without a model: one of the same name goes on with its revisions and removals, so that no
        derived index takes the new collection for the old one.
        """
        with self.transaction() as connection:
            key = self._collection_key(name)
            connection.execute(
                "UPDATE collections SET revision = revision + 1, embedding_model = '' WHERE collection_key = ?", (key,)
            )
            connection.execute(
                "INSERT INTO removed_chunks SELECT collection_key, revision, chunk_id FROM collections"
                " JOIN (SELECT chunk_id, collection_key FROM chunks) USING (collection_key) WHERE collection_key = ?",
                (key,),
            )
            connection.execute("DELETE FROM papers WHERE collection_key = ?", (key,))

    def set_embedding_model(self, name: str, embedding_model: str) -> None:
        """Record that a collection is of another model from now on; its chunks have to be replaced by the caller."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE collections SET embedding_model = ?, revision = revision + 1 WHERE name = ?",
                (embedding_model, name),
            )

    def _collection_key(self, name: str) -> int:
        row = self._collection_row("collection_key", name)
        if row is None:
            raise self._unknown(name)
        return int(row[0])

    def _collection_row(self, column: str, name: str) -> tuple[int] | None:
        row: tuple[int] | None = (
            self._connection()
            .execute(f"SELECT {column} FROM collections WHERE name = ? AND embedding_model != ''", (name,))
            .fetchone()
        )
        return row

    def _unknown(self, name: str) -> UnknownCollection:
        names = ", ".join(self.collection_names()) or "none yet"
        return UnknownCollection(
            f"{self.path}: no collection {name!r}; there are: {names}; make one with `citewell ingest --collection`"
        )

    # Papers

    def find(self, collection: str, paper: Paper) -> Paper | None:
        """Return the stored paper that a record speaks of, by arXiv id, ACL id or normalised title.

        The same title does not join two records whose ids of one kind differ.
        """
        key = self._collection_key(collection)
        for column, value in (("arxiv_id", paper.arxiv_id), ("acl_id", paper.acl_id)):
            if value:
                found = self._papers(f"collection_key = ? AND {column} = ?", (key, value))
                if found:
                    return found[0]
        title_key = normalise_title(paper.title)
        for found_paper in self._papers("collection_key = ? AND title_key = ?", (key, title_key)):
            differs = any(
                getattr(found_paper, name)
                and getattr(paper, name)
                and getattr(found_paper, name) != getattr(paper, name)
                for name in ("arxiv_id", "acl_id")
            )
            if not differs:
                return found_paper
        return None

    def put(
        self,
        collection: str,
        paper: Paper,
        sentences: Sequence[Sentence],
        chunks: Sequence[tuple[Chunk, bytes]],
        known: Paper | None,
    ) -> None:
        """Store a paper with its sentences and (chunk, content hash) pairs, in place of `known` where given."""
        with self.transaction() as connection:
            key = self._collection_key(collection)
            connection.execute("UPDATE collections SET revision = revision + 1 WHERE collection_key = ?", (key,))
            revision = self.revision(collection)
            values = (
                *(paper.paper_id, paper.title, paper.abstract, paper.text_kind, paper.raw_title, paper.raw_abstract),
                json.dumps(paper.authors, ensure_ascii=False),
                *(paper.year, paper.month, paper.venue, paper.url, paper.arxiv_id, paper.acl_id),
                json.dumps(paper.sources, ensure_ascii=False),
                normalise_title(paper.title),
                content_hash(paper.abstract),
                revision,
            )
            columns = [*PAPER_COLUMNS.split(", "), "title_key", "abstract_hash", "revision"]
            if known is None:
                marks = ", ".join("?" * (len(columns) + 1))
                cursor = connection.execute(
                    f"INSERT INTO papers (collection_key, {', '.join(columns)}) VALUES ({marks})", (key, *values)
                )
                paper_key = cursor.lastrowid
            else:
                paper_key = self._paper_key(key, known.paper_id)
                assignments = ", ".join(f"{column} = ?" for column in columns)
                connection.execute(f"UPDATE papers SET {assignments} WHERE paper_key = ?", (*values, paper_key))
                connection.execute(
                    "INSERT INTO removed_chunks SELECT collection_key, ?, chunk_id FROM chunks WHERE paper_key = ?",
                    (revision, paper_key),
                )
                connection.execute("DELETE FROM chunks WHERE paper_key = ?", (paper_key,))
                connection.execute("DELETE FROM sentences WHERE paper_key = ?", (paper_key,))
                if known.paper_id != paper.paper_id:
                    connection.execute(
                        "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", (key, known.paper_id, paper_key)
                    )
                connection.execute("DELETE FROM paper_authors WHERE paper_key = ?", (paper_key,))
                connection.execute("DELETE FROM surveys WHERE paper_key = ?", (paper_key,))
            assert paper_key is not None
            self._put_lookups(key, paper_key, paper.title, paper.abstract, paper.authors)
            connection.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?)",
                [(paper_key, sentence.position, sentence.start, sentence.end) for sentence in sentences],
            )
            connection.executemany(
                "INSERT INTO chunks (paper_key, collection_key, chunk_id, position, start, end, first_sentence,"
                " last_sentence, content_hash, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(paper_key, key, chunk.chunk_id, chunk.position, chunk.start, chunk.end),
                        *(chunk.first_sentence, chunk.last_sentence, digest, revision),
                    )
                    for chunk, digest in chunks
                ],
            )

    def _put_lookups(
        self, collection_key: int, paper_key: int, title: str, abstract: str, authors: Sequence[str]
    ) -> None:
        """Note by which authors a paper is, and whether it is a survey."""
        connection = self._connection()
        names = {fold_name(author) for author in authors} - {""} or {""}
        connection.executemany(
            "INSERT INTO paper_authors VALUES (?, ?, ?, ?)",
            [(collection_key, surname_of(name), name, paper_key) for name in names],
        )
        if is_survey(title, abstract):
            connection.execute("INSERT INTO surveys VALUES (?, ?)", (paper_key, collection_key))

    def paper(self, collection: str, paper_id: str) -> Paper | None:
        """Return a paper by its id, or by an id it once had."""
        key = self._collection_key(collection)
        found = self._papers("collection_key = ? AND paper_id = ?", (key, paper_id))
        if not found:
            found = self._papers(
                "paper_key = (SELECT paper_key FROM aliases WHERE collection_key = ? AND alias = ?)", (key, paper_id)
            )
        return found[0] if found else None

    def papers(self, collection: str, paper_filter: PaperFilter = PaperFilter()) -> list[Paper]:
        """Return the papers of a collection that pass a filter, by id."""
        condition, values = self._filter_condition(collection, paper_filter)
        return self._papers(
            f"collection_key = ? AND {condition} ORDER BY paper_id", (self._collection_key(collection), *values)
        )

    def papers_between(self, collection: str, after: int, up_to: int) -> Iterator[Paper]:
        """Yield the papers that last came or changed after one revision and not after the other, by id."""
        rows = self._connection().execute(
            f"SELECT {PAPER_COLUMNS} FROM papers WHERE collection_key = ? AND revision > ? AND revision <= ?"
            " ORDER BY paper_id",
            (self._collection_key(collection), after, up_to),
        )
        return map(_paper, rows)

    def papers_by_id(self, collection: str, paper_ids: Iterable[str]) -> dict[str, Paper]:
        """Return the papers of the given ids; an id that is not there is left out."""
        key = self._collection_key(collection)
        found: dict[str, Paper] = {}
        for batch in _batches(list(paper_ids)):
            marks = ",".join("?" * len(batch))
            for paper in self._papers(f"collection_key = ? AND paper_id IN ({marks})", (key, *batch)):
                found[paper.paper_id] = paper
        return found

    def distinct(self, collection: str, column: str) -> list[str]:
        """Return the values of a text column of papers (`venue` or `sources`) that occur, sorted."""
        if column not in ("venue", "sources"):
            raise ValueError(f"no distinct values of {column!r}; ask for 'venue' or 'sources'")
        rows = self._connection().execute(
            f"SELECT DISTINCT {column} FROM papers WHERE collection_key = ? AND {column} IS NOT NULL ORDER BY 1",
            (self._collection_key(collection),),
        )
        return [row[0] for row in rows]

    def sentences(self, collection: str, paper: Paper) -> tuple[Sentence, ...]:
        """Return the sentences of a paper, in order."""
        found = self.sentences_of_papers(collection, [paper])
        if paper.paper_id not in found:
            self._paper_key(self._collection_key(collection), paper.paper_id)  # raises for a paper that is not there
        return found.get(paper.paper_id, ())

    def sentences_of_papers(self, collection: str, papers: Sequence[Paper]) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences per paper id, in order; a paper without any is left out."""
        key = self._collection_key(collection)
        abstracts = {paper.paper_id: paper.abstract for paper in papers}
        found: dict[str, list[Sentence]] = {}
        for batch in _batches(list(abstracts)):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                "SELECT paper_id, position, start, end FROM papers JOIN sentences USING (paper_key)"
                f" WHERE collection_key = ? AND paper_id IN ({marks}) ORDER BY paper_key, position",
                (key, *batch),
            )
            for paper_id, position, start, end in rows:
                sentence = Sentence(position, start, end, abstracts[paper_id][start:end])
                found.setdefault(paper_id, []).append(sentence)
        return {paper_id: tuple(sentences) for paper_id, sentences in found.items()}

    def _paper_key(self, collection_key: int, paper_id: str) -> int:
        row = (
            self._connection()
            .execute(
                "SELECT paper_key FROM papers WHERE collection_key = ? AND paper_id = ?", (collection_key, paper_id)
            )
            .fetchone()
        )
        if row is None:
            raise LibraryError(f"{self.path}: no paper {paper_id!r}; list them with `citewell papers`")
        return int(row[0])

    def _papers(self, condition: str, values: Sequence[object]) -> list[Paper]:
        rows = self._connection().execute(f"SELECT {PAPER_COLUMNS} FROM papers WHERE {condition}", tuple(values))
        return [_paper(row) for row in rows]

    # Filters

    def exact_filter(self, collection: str, paper_filter: PaperFilter) -> PaperFilter | None:
        """Return the filter with its venues as this collection spells them, None where it holds none of them."""
        if not paper_filter.venues:
            return paper_filter
        venues = self.venues_like(collection, paper_filter.venues)
        return replace(paper_filter, venues=venues) if venues else None

    def venues_like(self, collection: str, wanted: Sequence[str]) -> tuple[str, ...]:
        """Return the venues that are wanted: spelt so but for case, or else holding that from the beginning of a word.

        "ACL" is held by "ACL 2021" and "Findings of ACL 2021", not by "NAACL 2021".
        """
        known = self.distinct(collection, "venue")
        chosen: set[str] = set()
        for name in map(str.casefold, wanted):
            equal = [venue for venue in known if venue.casefold() == name]
            begins = re.compile(rf"(?<![^\W_]){re.escape(name)}")
            chosen.update(equal or [venue for venue in known if begins.search(venue.casefold())])
        return tuple(sorted(chosen))

    def authors_like(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the folded names of the authors whom a name may mean, sorted."""
        folded = fold_name(name)
        rows = self._connection().execute(
            "SELECT DISTINCT name FROM paper_authors WHERE collection_key = ? AND surname = ? AND surname != ''"
            " AND names_agree(?, name) ORDER BY name",
            (self._collection_key(collection), surname_of(folded), folded),
        )
        return tuple(row[0] for row in rows)

    def passing_papers(self, collection: str, paper_filter: PaperFilter, at_most: int) -> list[str] | None:
        """Return the ids of the papers that pass a filter, sorted; None where they are more than `at_most`."""
        condition, values = self._filter_condition(collection, paper_filter)
        rows = self._connection().execute(
            f"SELECT paper_id FROM papers WHERE collection_key = ? AND {condition} LIMIT ?",
            (self._collection_key(collection), *values, at_most + 1),
        )
        found = sorted(row[0] for row in rows.fetchall())
        return found if len(found) <= at_most else None

    def count_papers(self, collection: str, paper_filter: PaperFilter = PaperFilter()) -> int:
        """Return how many papers pass a filter."""
        condition, values = self._filter_condition(collection, paper_filter)
        row = self._connection().execute(
            f"SELECT count(*) FROM papers WHERE collection_key = ? AND {condition}",
            (self._collection_key(collection), *values),
        )
        return int(row.fetchone()[0])

    def count_unknown(self, collection: str, paper_filter: PaperFilter) -> dict[str, int]:
        """Return, by field of the filter, how many papers it leaves out only because the paper's field is unknown.

        Keys are `year`, `venue` and `authors`; a field that leaves none out so has no key. A paper that lacks two of
        the fields asked for is counted under neither.
        """
        key = self._collection_key(collection)
        without = {
            "year": ("year IS NULL", replace(paper_filter, year_from=None, year_to=None)),
            "venue": ("venue IS NULL", replace(paper_filter, venues=())),
            "authors": (
                f"paper_key IN (SELECT paper_key FROM paper_authors WHERE collection_key = {key} AND surname = '')",
                replace(paper_filter, authors=()),
            ),
        }
        counts = {}
        for field, (is_unknown, others) in without.items():
            if others == paper_filter:
                continue
            condition, values = self._filter_condition(collection, others)
            row = self._connection().execute(
                f"SELECT count(*) FROM papers WHERE collection_key = ? AND {is_unknown} AND {condition}", (key, *values)
            )
            counts[field] = int(row.fetchone()[0])
        return {field: count for field, count in counts.items() if count}

    def _filter_condition(self, collection: str, paper_filter: PaperFilter) -> tuple[str, list[object]]:
        """Return an SQL condition on `papers`, which an index answers, and its values.

        Venues and sources are looked up first: there are few different ones, and `papers` is sorted by them.
        """
        key = self._collection_key(collection)
        conditions, values = ["1"], list[object]()
        if paper_filter.year_from is not None:
            conditions.append("papers.year >= ?")
            values.append(paper_filter.year_from)
        if paper_filter.year_to is not None:
            conditions.append("papers.year <= ?")
            values.append(paper_filter.year_to)
        if paper_filter.venues:
            venues = self.venues_like(collection, paper_filter.venues)
            conditions.append(f"papers.venue IN ({_marks(venues)})")
            values.extend(venues)
        if paper_filter.sources:
            wanted = set(paper_filter.sources)
            sources = [held for held in self.distinct(collection, "sources") if not wanted.isdisjoint(json.loads(held))]
            conditions.append(f"papers.sources IN ({_marks(sources)})")
            values.extend(sources)
        for author in map(fold_name, paper_filter.authors):
            agrees, folded = (" AND names_agree(?, name)", [author]) if " " in author else ("", [])
            conditions.append(
                "papers.paper_key IN (SELECT paper_key FROM paper_authors WHERE collection_key = ? AND surname = ?"
                f" AND surname != ''{agrees})"
            )
            values.extend((key, surname_of(author), *folded))
        if paper_filter.surveys_only:
            conditions.append("papers.paper_key IN (SELECT paper_key FROM surveys)")
        if paper_filter.paper_ids is not None:
            conditions.append("papers.paper_id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(paper_filter.paper_ids))
        return " AND ".join(conditions), values

    # Chunks, for the derived indexes

    def chunks(self, collection: str, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
        """Return chunks by id; an id that is not there is left out."""
        key = self._collection_key(collection)
        found: dict[str, Chunk] = {}
        for batch in _batches(chunk_ids):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                f"SELECT {CHUNK_COLUMNS}, substr(abstract, start + 1, end - start) FROM chunks"
                f" JOIN papers USING (paper_key) WHERE chunks.collection_key = ? AND chunk_id IN ({marks})",
                (key, *batch),
            )
            found.update({row[0]: Chunk(*row) for row in rows})
        return found

    def chunks_not_in_chroma(self, collection: str, generation: str, n: int) -> list[StoredChunk]:
        """Return the first n chunks, as they came, that have a vector and are not in a generation of Chroma's."""
        # Keys are sorted before the texts are read: else SQLite would sort every waiting chunk with its whole paper.
        return self._stored_chunks(
            "",
            "chunk_key IN (SELECT chunk_key FROM chunks JOIN collections USING (collection_key)"
            " WHERE collection_key = ? AND chroma_generation IS NOT ? AND EXISTS (SELECT 1 FROM vectors"
            " WHERE model = embedding_model AND vectors.content_hash = chunks.content_hash)"
            " ORDER BY chunk_key LIMIT ?) ORDER BY chunk_key",
            (self._collection_key(collection), generation, n),
        )

    def chunks_without_vector(self, collection: str, paper_ids: Sequence[str]) -> list[StoredChunk]:
        """Return the chunks of the papers whose text has no vector of the collection's model yet."""
        key = self._collection_key(collection)
        chunks: list[StoredChunk] = []
        for batch in _batches(paper_ids):
            marks = ",".join("?" * len(batch))
            chunks += self._stored_chunks(
                "LEFT JOIN vectors ON vectors.model = embedding_model AND vectors.content_hash = chunks.content_hash",
                f"papers.collection_key = ? AND papers.paper_id IN ({marks}) AND vectors.model IS NULL"
                " ORDER BY chunk_key",
                (key, *batch),
            )
        return chunks

    def _stored_chunks(self, vectors_join: str, condition: str, values: Sequence[object]) -> list[StoredChunk]:
        columns = f"{CHUNK_COLUMNS}, chunks.content_hash, {PAPER_COLUMNS.replace('paper_id', 'papers.paper_id', 1)}"
        rows = self._connection().execute(
            f"SELECT {columns} FROM papers JOIN chunks USING (paper_key) JOIN collections"
            f" ON collections.collection_key = chunks.collection_key {vectors_join} WHERE {condition}",
            tuple(values),
        )
        chunks = []
        for row in rows:
            paper = _paper(row[8:])
            chunk = Chunk(**dict(zip(CHUNK_FIELDS, row[:7], strict=True)), text=paper.abstract[row[3] : row[4]])
            chunks.append(StoredChunk(chunk, paper, row[7]))
        return chunks

    def passing_chunks(self, collection: str, chunk_ids: Sequence[str], paper_filter: PaperFilter) -> set[str]:
        """Return those of the chunks whose paper passes a filter."""
        key = self._collection_key(collection)
        condition, values = self._filter_condition(collection, paper_filter)
        rows = self._connection().execute(
            "SELECT chunk_id FROM chunks JOIN papers USING (paper_key) WHERE chunks.collection_key = ?"
            f" AND chunk_id IN (SELECT value FROM json_each(?)) AND {condition}",
            (key, json.dumps(list(chunk_ids)), *values),
        )
        return {row[0] for row in rows}

    def removed_chunks(self, collection: str, since_revision: int) -> list[str]:
        """Return the ids of chunks removed after a revision, each once, sorted."""
        rows = self._connection().execute(
            "SELECT DISTINCT chunk_id FROM removed_chunks WHERE collection_key = ? AND revision > ? ORDER BY chunk_id",
            (self._collection_key(collection), since_revision),
        )
        return [row[0] for row in rows]

    def mark_in_chroma(self, collection: str, chunk_ids: Sequence[str], generation: str | None) -> None:
        """Record that chunks are in a generation of the vector index, or (None) in no generation."""
        key = self._collection_key(collection)
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE chunks SET chroma_generation = ? WHERE collection_key = ? AND chunk_id = ?",
                [(generation, key, chunk_id) for chunk_id in chunk_ids],
            )

    def chunk_ids_in_chroma(self, collection: str, generation: str) -> list[str]:
        """Return the ids of the chunks recorded as being in a generation of the vector index, sorted."""
        rows = self._connection().execute(
            "SELECT chunk_id FROM chunks WHERE collection_key = ? AND chroma_generation = ? ORDER BY chunk_id",
            (self._collection_key(collection), generation),
        )
        return [row[0] for row in rows]

    def count_in_chroma(self, collection: str, generation: str) -> int:
        """Return how many chunks are recorded as being in a generation of the vector index."""
        row = self._connection().execute(
            "SELECT count(*) FROM chunks WHERE collection_key = ? AND chroma_generation = ?",
            (self._collection_key(collection), generation),
        )
        return int(row.fetchone()[0])

    # Vectors, cached by content and model

    def put_vectors(self, model: str, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Store (n, dimension) unit vectors under the hashes of their texts."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [
                    (model, digest, np.asarray(vector, np.float32).tobytes())
                    for digest, vector in zip(hashes, vectors, strict=True)
                ],
            )

    def paper_ids_of_chunks(self, collection: str, chunk_ids: Sequence[str]) -> dict[str, str]:
        """Return the paper id per chunk id; a chunk that is not there is left out."""
        key = self._collection_key(collection)
        found: dict[str, str] = {}
        for batch in _batches(chunk_ids):
            marks = ",".join("?" * len(batch))
            found.update(
                self._connection().execute(
                    "SELECT chunk_id, paper_id FROM chunks JOIN papers USING (paper_key)"
                    f" WHERE chunks.collection_key = ? AND chunk_id IN ({marks})",
                    (key, *batch),
                )
            )
        return found

    def chunks_of_papers(self, collection: str, paper_ids: Sequence[str]) -> list[NominatedChunk]:
        """Return all chunks of the papers, by chunk id."""
        key = self._collection_key(collection)
        found: list[NominatedChunk] = []
        for batch in _batches(paper_ids):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                "SELECT chunk_id, paper_id, chroma_generation, vector FROM papers JOIN chunks USING (paper_key)"
                " JOIN collections ON collections.collection_key = chunks.collection_key LEFT JOIN vectors"
                " ON vectors.model = embedding_model AND vectors.content_hash = chunks.content_hash"
                f" WHERE papers.collection_key = ? AND paper_id IN ({marks})",
                (key, *batch),
            )
            for chunk_id, paper_id, generation, blob in rows:
                vector = None if blob is None else np.frombuffer(blob, np.float32)
                found.append(NominatedChunk(chunk_id, paper_id, generation, vector))
        return sorted(found, key=lambda chunk: chunk.chunk_id)

    def nearest_chunks(
        self, collection: str, paper_ids: Sequence[str], query_vector: NDArray[np.float32], n: int
    ) -> list[str]:
        """Return the ids of the n chunks of the papers nearest to a (dimension,) unit vector, nearest first.

        Chunks without a vector are left out; ties are ordered by id.
        """
        rows = (
            self._connection()
            .execute(
                "SELECT chunk_id, vector FROM papers JOIN chunks USING (paper_key)"
                " JOIN collections ON collections.collection_key = chunks.collection_key"
                " JOIN vectors ON vectors.model = embedding_model AND vectors.content_hash = chunks.content_hash"
                " WHERE papers.collection_key = ? AND paper_id IN (SELECT value FROM json_each(?))",
                (self._collection_key(collection), json.dumps(list(paper_ids))),
            )
            .fetchall()
        )
        if not rows:
            return []
        vectors = np.frombuffer(b"".join(vector for _, vector in rows), np.float32).reshape(len(rows), -1)
        cosines = np.round((vectors @ query_vector).astype(float), 5).tolist()
        ranked = sorted((-cosine, chunk_id) for cosine, (chunk_id, _) in zip(cosines, rows, strict=True))
        return [chunk_id for _, chunk_id in ranked[:n]]

    def chunk_vectors(self, collection: str, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the (dimension,) vector per chunk id, for the chunks that have one."""
        key = self._collection_key(collection)
        found: dict[str, NDArray[np.float32]] = {}
        for batch in _batches(chunk_ids):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                "SELECT chunk_id, vector FROM chunks JOIN collections USING (collection_key) JOIN vectors"
                " ON vectors.model = embedding_model AND vectors.content_hash = chunks.content_hash"
                f" WHERE collection_key = ? AND chunk_id IN ({marks})",
                (key, *batch),
            )
            found.update({chunk_id: np.frombuffer(blob, np.float32) for chunk_id, blob in rows})
        return found

    def count_papers_to_embed(self, collection: str) -> int:
        """Return how many papers lack the vector of a chunk or those of their sentences."""
        row = self._connection().execute(
            f"SELECT count(*) FROM papers JOIN collections USING (collection_key) WHERE {TO_EMBED}",
            (self._collection_key(collection),),
        )
        return int(row.fetchone()[0])

    def papers_to_embed(self, collection: str, after: int, n: int) -> list[tuple[int, Paper]]:
        """Return (key, paper) of the first n papers of a key above `after` that lack a vector, in order of keys."""
        columns = ", ".join(f"papers.{column}" for column in PAPER_COLUMNS.split(", "))
        rows = self._connection().execute(
            f"SELECT paper_key, {columns} FROM papers JOIN collections USING (collection_key)"
            f" WHERE {TO_EMBED} AND paper_key > ? ORDER BY paper_key LIMIT ?",
            (self._collection_key(collection), after, n),
        )
        return [(row[0], _paper(row[1:])) for row in rows]

    def put_sentence_vectors(self, model: str, abstracts: Sequence[str], blocks: Sequence[NDArray[np.float32]]) -> None:
        """Store the (n_sentences, dimension) vectors of each abstract as one float16 block."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO sentence_vectors VALUES (?, ?, ?)",
                [
                    (model, content_hash(abstract), block.astype(np.float16).tobytes())
                    for abstract, block in zip(abstracts, blocks, strict=True)
                ],
            )

    def sentence_vectors(
        self, collection: str, paper_ids: Sequence[str], dimension: int
    ) -> dict[str, NDArray[np.float32]]:
        """Return the (n_sentences, dimension) vectors per paper id, for the papers that have them."""
        key = self._collection_key(collection)
        found: dict[str, NDArray[np.float32]] = {}
        for batch in _batches(paper_ids):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                "SELECT paper_id, block FROM papers JOIN collections USING (collection_key) JOIN sentence_vectors"
                " ON sentence_vectors.model = embedding_model AND sentence_vectors.content_hash = abstract_hash"
                f" WHERE collection_key = ? AND paper_id IN ({marks})",
                (key, *batch),
            )
            for paper_id, block in rows:
                found[paper_id] = np.frombuffer(block, np.float16).reshape(-1, dimension).astype(np.float32)
        return found

    # For questions about the whole collection

    def embedded_chunks(self, collection: str) -> list[tuple[str, str, bytes]]:
        """Return (paper id, chunk id, content hash) of every chunk that has a vector, by paper id and position."""
        rows = self._connection().execute(
            "SELECT paper_id, chunk_id, chunks.content_hash FROM papers JOIN chunks USING (paper_key) JOIN collections"
            " ON collections.collection_key = chunks.collection_key WHERE papers.collection_key = ?"
            " AND EXISTS (SELECT 1 FROM vectors WHERE model = embedding_model"
            " AND vectors.content_hash = chunks.content_hash) ORDER BY paper_id, chunks.position",
            (self._collection_key(collection),),
        )
        return list(rows)

    def vectors_by_hash(self, model: str, hashes: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Return the cached (dimension,) vector per content hash, for the hashes that have one."""
        found: dict[bytes, NDArray[np.float32]] = {}
        for batch in _batches(hashes):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                f"SELECT content_hash, vector FROM vectors WHERE model = ? AND content_hash IN ({marks})",
                (model, *batch),
            )
            found.update({digest: np.frombuffer(blob, np.float32) for digest, blob in rows})
        return found

    def first_chunks(self, collection: str, paper_ids: Sequence[str]) -> list[Chunk]:
        """Return the first chunk of each paper that has one."""
        key = self._collection_key(collection)
        found: list[Chunk] = []
        for batch in _batches(paper_ids):
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                f"SELECT {CHUNK_COLUMNS}, substr(abstract, start + 1, end - start) FROM papers JOIN chunks"
                " USING (paper_key) WHERE papers.collection_key = ? AND chunks.position = 1"
                f" AND paper_id IN ({marks})",
                (key, *batch),
            )
            found += [Chunk(*row) for row in rows]
        return found

    def paper_ids(self, collection: str, paper_filter: PaperFilter = PaperFilter()) -> list[str]:
        """Return the ids of the papers of a collection that pass a filter, sorted."""
        condition, values = self._filter_condition(collection, paper_filter)
        rows = self._connection().execute(
            f"SELECT paper_id FROM papers WHERE collection_key = ? AND {condition}",
            (self._collection_key(collection), *values),
        )
        return sorted(row[0] for row in rows.fetchall())


def _paper(row: Sequence[object]) -> Paper:
    values = dict(zip(PAPER_COLUMNS.split(", "), row, strict=True))
    values["authors"] = tuple(json.loads(str(values["authors"])))
    values["sources"] = tuple(json.loads(str(values["sources"])))
    return Paper(**values)  # type: ignore[arg-type]  # the schema holds the types


def _marks(items: Sequence[object]) -> str:
    return ",".join("?" * len(items))


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), PARAMETERS_PER_QUERY):
        yield items[start : start + PARAMETERS_PER_QUERY]
