"""Collections by name: made, found, deleted, made again."""

from pathlib import Path

import pytest
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, PAPERS, Stack

from retrieval.errors import LibraryError, UnknownCollection
from retrieval.library import Library


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library.sqlite"


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
