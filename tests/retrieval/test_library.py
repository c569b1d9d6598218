"""The source of truth: transactions, processes, damage, names."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, PAPERS, Stack

from retrieval.database import SCHEMA_VERSION
from retrieval.datatypes import Chunk, Paper, PaperFilter, Sentence
from retrieval.errors import LibraryError, UnknownCollection
from retrieval.library import Library, combine, content_hash


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library.sqlite"


def put(library: Library, paper: Paper, known: Paper | None = None) -> None:
    text = paper.abstract
    chunk = Chunk(f"{paper.paper_id}#1", paper.paper_id, 1, 0, len(text), 1, 1, text)
    library.put(COLLECTION, paper, [Sentence(1, 0, len(text), text)], [(chunk, content_hash(text))], known)


def test_papers_come_back_as_they_went_in(path: Path) -> None:
    paper = Paper(
        "2101.00001", "Title ä 漢", "Abstract 😀.", "synopsis", "raw title", "raw\ttext", ("A", "B, C"), 2021, 3,
        "Venue", "https://example.org", "2101.00001", "P21-0001", ("one.csv", "two.csv"),
    )  # fmt: skip
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    put(library, paper)
    library.close()
    again = Library(path)
    assert again.papers(COLLECTION) == [paper]
    assert again.sentences(COLLECTION, paper)[0].text == "Abstract 😀."
    assert next(iter(again.chunks(COLLECTION, ["2101.00001#1"]).values())).text == "Abstract 😀."
    again.close()


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
    assert library.removed_chunks(COLLECTION, -1) == []
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
from retrieval.library import Library, content_hash
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


def test_a_library_of_a_later_version_is_left_alone(path: Path) -> None:
    Library(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(
        LibraryError, match=rf"version {SCHEMA_VERSION + 1}, this citewell reads {SCHEMA_VERSION}; update"
    ):
        Library(path)


@pytest.mark.parametrize("name", ["abc", "my-papers_2", "a1b", "x" * 63])
def test_good_names_of_collections(path: Path, name: str) -> None:
    library = Library(path)
    library.create_collection(name, "model")
    library.create_collection(name, "another model is not taken over")
    assert library.collection(name).embedding_model == "model"
    library.close()


@pytest.mark.parametrize("name", ["", "ab", "Papers", "-abc", "abc_", "a b c", "../evil", "x" * 64, "päper", "abc\n"])
def test_bad_names_of_collections_are_refused_with_the_rule(path: Path, name: str) -> None:
    library = Library(path)
    with pytest.raises(LibraryError, match="use 3 to 63 of a–z, 0–9"):
        library.create_collection(name, "model")
    assert library.collection_names() == []
    library.close()


def test_an_unknown_collection_is_named_beside_those_there_are(path: Path) -> None:
    library = Library(path)
    with pytest.raises(UnknownCollection, match="no collection 'nothing'; there are: none yet; make one with"):
        library.collection("nothing")
    library.create_collection("abc", "model")
    library.create_collection("def", "model")
    for ask in (library.collection, library.revision, library.papers, library.delete_collection):
        with pytest.raises(UnknownCollection, match="there are: abc, def"):
            ask("nothing")
    library.close()


def test_a_deleted_collection_is_gone_and_its_name_can_be_used_again(stack: Stack) -> None:
    stack.ingest_records(*PAPERS)
    stack.indexes().catch_up()
    stack.library.delete_collection(COLLECTION)
    assert stack.library.collection_names() == []
    with pytest.raises(UnknownCollection):
        stack.library.papers(COLLECTION)
    stack.ingest_records(HARBOUR)
    passages = stack.retriever().retrieve("letters languages ripeness prosody")
    assert [passage.paper.title for passage in passages] == [HARBOUR["title"]]


def test_a_collection_made_anew_with_as_many_changes_is_not_taken_for_the_old_one(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    stack.retriever().retrieve("warm up")
    stack.library.delete_collection(COLLECTION)
    stack.ingest_records(COMPASS)
    indexes = stack.indexes()
    indexes.catch_up()
    assert [term.document_frequency for term in indexes.keywords.query_terms("treebank prosody")] == [0, 1]
    assert indexes.vectors.count() == 1


def test_filters_hold_papers_by_year_venue_and_source(stack: Stack) -> None:
    stack.ingest_records(LANTERN, HARBOUR, file="one.jsonl")
    stack.ingest_records(COMPASS, {**HARBOUR, "venue": "Zürich Übungen"}, file="two.jsonl")

    def titles(**wanted: object) -> list[str]:
        papers = stack.library.papers(COLLECTION, PaperFilter(**wanted))  # type: ignore[arg-type]
        return sorted(paper.title.split(":")[0] for paper in papers)

    assert titles() == ["Compass", "Harbour", "Lantern"]
    assert titles(year_from=2020) == ["Lantern"]  # Compass has no year
    assert titles(year_from=2019, year_to=2021) == ["Harbour", "Lantern"]
    assert titles(venues=("acl",)) == ["Compass", "Lantern"]
    assert titles(venues=("ÜBUNGEN", "findings")) == ["Compass", "Harbour"]
    assert titles(sources=("two.jsonl",)) == ["Compass", "Harbour"]
    assert titles(sources=("one.jsonl",), venues=("zürich",)) == ["Harbour"]
    assert titles(sources=("one",)) == []


def test_combining_two_records_keeps_the_better_half_of_each() -> None:
    known = Paper("t-1", "T", "Known.", year=2020, month=2, venue="V", authors=("A",), sources=("one",))
    new = Paper("t-1", "T", "New.", year=2020, url="https://example.org", acl_id="P20-0001", sources=("two", "one"))
    assert combine(known, new) == Paper(
        "P20-0001", "T", "New.", year=2020, month=2, venue="V", authors=("A",), url="https://example.org",
        acl_id="P20-0001", sources=("one", "two"),
    )  # fmt: skip


def test_vectors_are_kept_by_content_and_model_to_the_last_bit(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    put(library, Paper("a", "A", "First."))
    vector = np.array([[0.6, -0.8, 1e-7]], np.float32)
    library.put_vectors("another model", [content_hash("First.")], vector * 0)
    assert library.chunk_vectors(COLLECTION, ["a#1"]) == {}
    library.put_vectors("model", [content_hash("First.")], vector)
    stored = library.chunk_vectors(COLLECTION, ["a#1", "no such chunk"])["a#1"]
    assert np.array_equal(stored, vector[0])
    library.put_sentence_vectors("model", ["First."], [vector])
    assert np.array_equal(
        library.sentence_vectors(COLLECTION, ["a"], 3)["a"], vector.astype(np.float16).astype(np.float32)
    )
    library.close()
