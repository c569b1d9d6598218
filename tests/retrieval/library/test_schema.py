"""Files of other versions: a later one is left alone, an earlier one is brought up to date."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from small_library import COLLECTION, HARBOUR, LANTERN, ORCHARD, Stack

from retrieval.datatypes import PaperFilter
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.library.schema import SCHEMA_VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library.sqlite"


def test_a_library_of_a_later_version_is_left_alone(path: Path) -> None:
    Library(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(
        LibraryError, match=rf"version {SCHEMA_VERSION + 1}, this citewell reads {SCHEMA_VERSION}; update"
    ):
        Library(path)


def test_a_library_of_version_1_is_brought_up_to_date_when_it_is_opened(stack: Stack, tmp_path: Path) -> None:
    stack.ingest_records(
        {**LANTERN, "authors": ["Goran Glavaš"]},
        HARBOUR,
        {**ORCHARD, "title": "Orchards: A Survey", "authors": ["Ana Lin"]},
    )
    old = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(stack.library.path)) as connection, closing(sqlite3.connect(old)) as copy:
        connection.backup(copy)
        copy.executescript(
            "DROP TABLE paper_authors; DROP TABLE surveys; DROP INDEX papers_by_venue_year; DROP INDEX papers_by_year;"
            " DROP INDEX papers_by_sources; CREATE INDEX papers_by_venue ON papers (collection_key, venue);"
            " PRAGMA user_version = 1"
        )
    for _ in range(2):  # the second time there is nothing to do
        library = Library(old)
        assert library.count_papers(COLLECTION) == 3
        assert library.count_papers(COLLECTION, PaperFilter(authors=("Glavas",))) == 1
        assert library.count_papers(COLLECTION, PaperFilter(surveys_only=True)) == 1
        assert library.count_unknown(COLLECTION, PaperFilter(authors=("Lin",))) == {"authors": 1}  # Harbour
        library.close()
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
