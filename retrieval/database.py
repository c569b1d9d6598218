"""The library's SQLite file: its tables, and connections whose errors say what to do."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from retrieval.author_names import names_agree
from retrieval.errors import LibraryError

SCHEMA_VERSION = 2
BUSY_TIMEOUT_SECONDS = 60

# paper_authors holds folded names (retrieval/author_names.py), one row of empty names for a paper whose authors are
# unknown. The indexes of papers hold all that filters ask for: a row itself lies behind its abstract.
SCHEMA = """
CREATE TABLE IF NOT EXISTS collections (
    collection_key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    embedding_model TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS papers (
    paper_key INTEGER PRIMARY KEY,
    collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    paper_id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    abstract TEXT NOT NULL,
    abstract_hash BLOB NOT NULL,
    text_kind TEXT NOT NULL,
    raw_title TEXT NOT NULL,
    raw_abstract TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER,
    month INTEGER,
    venue TEXT,
    url TEXT,
    arxiv_id TEXT,
    acl_id TEXT,
    sources TEXT NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (collection_key, paper_id)
);
CREATE INDEX IF NOT EXISTS papers_by_title ON papers (collection_key, title_key);
CREATE INDEX IF NOT EXISTS papers_by_arxiv ON papers (collection_key, arxiv_id);
CREATE INDEX IF NOT EXISTS papers_by_acl ON papers (collection_key, acl_id);
CREATE INDEX IF NOT EXISTS papers_by_venue_year ON papers (collection_key, venue, year, sources, paper_id);
CREATE INDEX IF NOT EXISTS papers_by_year ON papers (collection_key, year, venue, sources, paper_id);
CREATE INDEX IF NOT EXISTS papers_by_sources ON papers (collection_key, sources, year, venue, paper_id);
CREATE TABLE IF NOT EXISTS paper_authors (
    collection_key INTEGER NOT NULL,
    surname TEXT NOT NULL,
    name TEXT NOT NULL,
    paper_key INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
    PRIMARY KEY (collection_key, surname, name, paper_key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS paper_authors_by_paper ON paper_authors (paper_key);
CREATE TABLE IF NOT EXISTS surveys (
    paper_key INTEGER PRIMARY KEY REFERENCES papers ON DELETE CASCADE,
    collection_key INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS aliases (
    collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    alias TEXT NOT NULL,
    paper_key INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
    PRIMARY KEY (collection_key, alias)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sentences (
    paper_key INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (paper_key, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunks (
    chunk_key INTEGER PRIMARY KEY,
    paper_key INTEGER NOT NULL REFERENCES papers ON DELETE CASCADE,
    collection_key INTEGER NOT NULL,
    chunk_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    first_sentence INTEGER NOT NULL,
    last_sentence INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    revision INTEGER NOT NULL,
    chroma_generation TEXT,
    UNIQUE (collection_key, chunk_id)
);
CREATE INDEX IF NOT EXISTS chunks_by_paper ON chunks (paper_key);
CREATE INDEX IF NOT EXISTS chunks_by_revision ON chunks (collection_key, revision);
CREATE TABLE IF NOT EXISTS removed_chunks (
    collection_key INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    chunk_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS removed_by_revision ON removed_chunks (collection_key, revision);
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, content_hash)
);
CREATE TABLE IF NOT EXISTS sentence_vectors (
    model TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    block BLOB NOT NULL,
    PRIMARY KEY (model, content_hash)
);
"""


def open_connection(path: Path) -> sqlite3.Connection:
    """Open the file for one thread. Writers of other threads and processes are waited for."""
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False, factory=_Connection
    )
    connection.create_function("names_agree", 2, names_agree, deterministic=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


class _Connection(sqlite3.Connection):
    """A connection whose cursors translate SQLite's errors: they come with a statement as well as with its last row."""

    def __init__(self, path: Path, **options: Any) -> None:
        super().__init__(path, **options)
        self.path = path

    def execute(self, sql: str, parameters: Any = (), /) -> "_Cursor":
        return _Cursor(self).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> "_Cursor":
        return _Cursor(self).executemany(sql, parameters)


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> "_Cursor":
        with self._translated():
            super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> "_Cursor":
        with self._translated():
            super().executemany(sql, parameters)
        return self

    def fetchone(self) -> Any:
        with self._translated():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with self._translated():
            return super().fetchall()

    def __next__(self) -> Any:
        try:  # entering a context manager for each row would cost more than the row
            return super().__next__()
        except sqlite3.DatabaseError:
            with self._translated():
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise  # bugs of ours
        except sqlite3.DatabaseError as error:
            path = getattr(self.connection, "path", "the library")
            raise LibraryError(f"{path}: {error}; {_remedy(error)}") from error


def _remedy(error: sqlite3.DatabaseError) -> str:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "another process is writing for long; wait until it is done"
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return "make room on the disk and try again"
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return "check the folder's rights, or set CITEWELL_HOME to another folder"
        case _:
            return "move it away, or set CITEWELL_HOME to another folder, and ingest again"
