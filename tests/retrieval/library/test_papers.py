"""Papers, sentences and chunks as they come back; their vectors, by content and model."""

from pathlib import Path

import numpy as np
import pytest
from small_library import COLLECTION

from retrieval.datatypes import Chunk, Paper, Sentence
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.library.ledger import Ledger
from retrieval.library.rows import content_hash

MANY = 40_000
"""More than the values that one query of SQLite's may bind."""


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


def test_vectors_are_kept_by_content_and_model_to_the_last_bit(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    ledger = Ledger(library, COLLECTION)
    put(library, Paper("a", "A", "First."))
    vector = np.array([[0.6, -0.8, 1e-7]], np.float32)
    ledger.put_vectors("another model", [content_hash("First.")], vector * 0)
    assert library.chunk_vectors(COLLECTION, ["a#1"]) == {}
    ledger.put_vectors("model", [content_hash("First.")], vector)
    stored = library.chunk_vectors(COLLECTION, ["a#1", "no such chunk"])["a#1"]
    assert np.array_equal(stored, vector[0])
    ledger.put_sentence_vectors("model", ["First."], [vector])
    assert np.array_equal(
        library.sentence_vectors(COLLECTION, ["a"], 3)["a"], vector.astype(np.float16).astype(np.float32)
    )
    library.close()


def test_a_paper_that_is_not_there_is_named_with_its_collection(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    with pytest.raises(LibraryError, match=r"no paper 'gone' in collection 'papers'; list those there are with"):
        library.sentences(COLLECTION, Paper("gone", "Gone", "Text."))
    library.close()


def test_any_number_of_ids_can_be_asked_for_at_once(path: Path) -> None:
    library = Library(path)
    library.create_collection(COLLECTION, "model")
    put(library, Paper("ä “quoted”", "Title", "Text."))
    ids = [f"none-{number}" for number in range(MANY)] + ["ä “quoted”"]
    assert list(library.papers_by_id(COLLECTION, ids)) == ["ä “quoted”"]
    assert [chunk.paper_id for chunk in library.first_chunks(COLLECTION, ids)] == ["ä “quoted”"]
    assert library.chunk_vectors(COLLECTION, ids) == {}
    library.close()
