"""The tables that filters ask about a paper: who wrote it, and whether it is a survey."""

import sqlite3
from collections.abc import Sequence

from retrieval.author_names import fold_name, surname_of
from retrieval.surveys import is_survey


def put_lookups(
    connection: sqlite3.Connection,
    collection_key: int,
    paper_key: int,
    title: str,
    abstract: str,
    authors: Sequence[str],
) -> None:
    """Note by which authors a paper is, one row of empty names where nobody knows, and whether it is a survey."""
    names = {fold_name(author) for author in authors} - {""} or {""}
    connection.executemany(
        "INSERT INTO paper_authors VALUES (?, ?, ?, ?)",
        [(collection_key, surname_of(name), name, paper_key) for name in names],
    )
    if is_survey(title, abstract):
        connection.execute("INSERT INTO surveys VALUES (?, ?)", (paper_key, collection_key))


def remove_lookups(connection: sqlite3.Connection, paper_key: int) -> None:
    """Forget both of a paper."""
    connection.execute("DELETE FROM paper_authors WHERE paper_key = ?", (paper_key,))
    connection.execute("DELETE FROM surveys WHERE paper_key = ?", (paper_key,))
