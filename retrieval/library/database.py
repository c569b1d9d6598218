"""The library's SQLite file as one object: a connection per thread, transactions, errors that say what to do."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from retrieval.author_names import names_agree
from retrieval.errors import LibraryError
from retrieval.library.schema import bring_up_to_date

BUSY_TIMEOUT_SECONDS = 60


class Database:
    """One SQLite file. Safe to use from several threads and processes at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}
        self._registering = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            bring_up_to_date(self.connection(), path)
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
        with self._registering:
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()

    def connection(self) -> sqlite3.Connection:
        """Return the connection of this thread. Those of threads that have ended are closed on the way to a new one."""
        thread = threading.current_thread()
        connection = self._connections.get(thread)
        if connection is None:
            connection = _open_connection(self.path)
            with self._registering:
                for ended in [known for known in self._connections if not known.is_alive()]:
                    self._connections.pop(ended).close()
                self._connections[thread] = connection
        return connection

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Run the block as one write: all of it or nothing. Inside another block it becomes a part of that one."""
        return self._block("BEGIN IMMEDIATE")

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """Let everything that the block reads be as of one moment while others write; the block writes nothing."""
        return self._block("BEGIN DEFERRED")

    @contextmanager
    def _block(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute(begin)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # where the disk is full, SQLite has rolled back by itself
                connection.execute("ROLLBACK")
            raise

    def select(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Return the rows of a query with its values bound."""
        return self.connection().execute(sql, values)

    def select_number(self, sql: str, *values: object) -> int:
        """Return the number that a query of one row and one column gives."""
        return int(self.select(sql, *values).fetchone()[0])


def _open_connection(path: Path) -> sqlite3.Connection:
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
