"""The library's file: transactions, snapshots, threads, processes, damage."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from small_library import COLLECTION

from retrieval.datatypes import Chunk, Paper, Sentence
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.library.database import Database
from retrieval.library.ledger import Ledger
from retrieval.library.rows import content_hash


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library.sqlite"


def put(library: Library, paper: Paper, known: Paper | None = None) -> None:
    text = paper.abstract
    chunk = Chunk(f"{paper.paper_id}#1", paper.paper_id, 1, 0, len(text), 1, 1, text)
    library.put(COLLECTION, paper, [Sentence(1, 0, len(text), text)], [(chunk, content_hash(text))], known)


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    put(library, Paper("a", "A", "First."))
    with pytest.raises(KeyError), library.transaction():  # noqa: PT012
        put(library, Paper("b", "B", "Second."))
        put(library, Paper("a", "A", "Changed."), Paper("a", "A", "First."))
        raise KeyError
    assert [(paper.paper_id, paper.abstract) for paper in library.papers(COLLECTION)] == [("a", "First.")]
    assert library.revision(COLLECTION) == 1
    assert Ledger(library, COLLECTION).removed_chunks(-1) == []
    library.close()


def test_other_threads_see_a_change_only_when_it_is_whole(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    seen: list[int] = []

    def look() -> None:
        seen.append(len(library.papers(COLLECTION)))

    with library.transaction():
        put(library, Paper("a", "A", "First."))
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    look()
    assert seen == [0, 1]
    library.close()


WRITE = """
import sys
from pathlib import Path
from retrieval.datatypes import Chunk, Paper, Sentence
from retrieval.library import Library
from retrieval.library.rows import content_hash
library = Library(Path(sys.argv[1]))
library.create_collection("papers", "model")
for number in range(60):
    name = f"{sys.argv[2]}-{number}"
    with library.transaction():
        library.put("papers", Paper(name, name, "Text."), [Sentence(1, 0, 5, "Text.")],
                    [(Chunk(f"{name}#1", name, 1, 0, 5, 1, 1, "Text."), content_hash(name))], None)
library.close()
"""


def test_processes_that_create_and_write_one_library_at_once_lose_nothing(path: Path) -> None:
    names = ("one", "two", "three")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE, str(path), name], stderr=subprocess.PIPE, text=True)
        for name in names
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")
    library = Library(path)
    assert len(library.papers("papers")) == 180
    assert library.revision("papers") == 180
    library.close()


@pytest.mark.parametrize("content", [b"not a database at all, " * 100, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_file_that_is_no_library_is_refused_with_the_way_out(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.sqlite: .*move it away, or set CITEWELL_HOME to another folder"):
        Library(path)
    assert path.read_bytes() == content


def test_damage_in_the_middle_of_a_library_is_a_library_error_too(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    for number in range(300):
        put(library, Paper(f"{number:03}", f"Title {number}", f"Abstract {number}. " * 20))
    library.close()
    data = bytearray(path.read_bytes())
    for start in range(4096 * 40, len(data), 4096):
        data[start : start + 2000] = b"\x5a" * min(2000, len(data) - start)
    path.write_bytes(data)
    library = Library(path)
    with pytest.raises(LibraryError, match=r"library\.sqlite: .*malformed.*; move it away"):
        library.papers(library.collection_names()[0])
    library.close()


@pytest.mark.parametrize("kind", ["folder in its place", "home is a file"])
def test_a_path_that_cannot_hold_a_library_is_refused(tmp_path: Path, kind: str) -> None:
    if kind == "home is a file":
        (tmp_path / "home").write_text("")
    else:
        (tmp_path / "home" / "library.sqlite").mkdir(parents=True)
    with pytest.raises(LibraryError, match="set CITEWELL_HOME to another folder"):
        Library(tmp_path / "home" / "library.sqlite")


def test_what_a_snapshot_reads_is_of_one_moment_while_others_write(path: Path) -> None:
    library, other = Library(path), Library(path)
    library.create_collection(COLLECTION, "model")
    with library.snapshot():
        assert library.papers(COLLECTION) == []
        put(other, Paper("a", "A", "First."))
        assert library.papers(COLLECTION) == []
    assert [paper.paper_id for paper in library.papers(COLLECTION)] == ["a"]
    library.close()
    other.close()


def test_a_full_disk_is_told_as_such_and_leaves_the_library_as_it_was(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    put(library, Paper("a", "A", "First."))
    n_pages = library.select_number("PRAGMA page_count")
    library.select(f"PRAGMA max_page_count = {n_pages}")
    with pytest.raises(LibraryError, match="full; make room on the disk"), library.transaction():  # noqa: PT012
        for number in range(100):
            put(library, Paper(f"b{number}", f"Title {number}", "Long. " * 1_000))
    assert [paper.paper_id for paper in library.papers(COLLECTION)] == ["a"]
    library.select(f"PRAGMA max_page_count = {n_pages + 1_000}")
    put(library, Paper("c", "C", "Third."))
    assert library.count_papers(COLLECTION) == 2
    library.close()


def test_the_connections_of_threads_that_ended_are_closed(path: Path) -> None:
    database = Database(path)
    opened: list[sqlite3.Connection] = []

    def ask() -> None:
        opened.append(database.connection())

    for _ in range(3):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    for connection in opened[:2]:  # the third is closed once a fourth is opened
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert database.connection() is database.connection()
    database.close()
