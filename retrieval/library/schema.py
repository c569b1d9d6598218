"""The library's tables, and how a file comes to have them: made at the first opening, upgraded at a later one."""

import json
import sqlite3
from pathlib import Path

from retrieval.errors import LibraryError
from retrieval.library.lookups import put_lookups

SCHEMA_VERSION = 2

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


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Give a new file its tables, and one of version 1 the tables that filters ask: seconds at 70,000 papers, once."""
    version = _version(connection)
    if not 0 <= version <= SCHEMA_VERSION:
        raise LibraryError(
            f"{path}: this library is of version {version}, this citewell reads {SCHEMA_VERSION};"
            " update citewell or set CITEWELL_HOME to another folder"
        )
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")  # a process killed before COMMIT has changed nothing
    version = _version(connection)  # another process may have been first
    if version < SCHEMA_VERSION:
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
    if version == 1:
        connection.execute("DROP INDEX IF EXISTS papers_by_venue")
        rows = connection.execute("SELECT collection_key, paper_key, title, abstract, authors FROM papers")
        for collection_key, paper_key, title, abstract, authors in rows:
            put_lookups(connection, collection_key, paper_key, title, abstract, json.loads(authors))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
