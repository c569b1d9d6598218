"""Chroma as a derived index: complete in itself, readable by anyone, thrown away when in doubt."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, PAPERS, Stack

from retrieval.datatypes import Chunk, Paper, PaperFilter
from retrieval.embedding import LocalEmbedder
from retrieval.errors import IndexUnavailable
from retrieval.library.ledger import StoredChunk
from retrieval.vector_index import VectorIndex


def stored(paper_id: str, year: int | None = None, venue: str | None = None, *sources: str) -> StoredChunk:
    paper = Paper(paper_id, f"Title {paper_id}", f"Text {paper_id}.", year=year, venue=venue, sources=sources)
    chunk = Chunk(f"{paper_id}#1", paper_id, 1, 0, len(paper.abstract), 1, 1, paper.abstract)
    return StoredChunk(chunk, paper, b"")


CHUNKS = [stored("a", 2019, "ACL", "one"), stored("b", 2021, "EMNLP", "one", "two"), stored("c", None, None, "two")]
VECTORS = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]], np.float32)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    index = VectorIndex(tmp_path / "chroma", COLLECTION, "model")
    index.start_generation(consumed_revision=7)
    index.add(CHUNKS, VECTORS)
    return index


def test_the_nearest_chunks_come_first(index: VectorIndex) -> None:
    query = np.array([0.9, 0.1, 0], np.float32)
    assert index.nominate(query, 10) == ["a#1", "b#1", "c#1"]
    assert index.nominate(query, 1) == ["a#1"]
    assert index.count() == 3


@pytest.mark.parametrize(
    ("paper_filter", "found"),
    [
        (PaperFilter(year_from=2020), {"b#1"}),
        (PaperFilter(year_to=2020), {"a#1"}),
        (PaperFilter(year_from=2019, year_to=2021), {"a#1", "b#1"}),
        (PaperFilter(venues=("ACL", "EMNLP")), {"a#1", "b#1"}),
        (PaperFilter(sources=("two",)), {"b#1", "c#1"}),
        (PaperFilter(sources=("one", "two"), year_from=2020), {"b#1"}),
        (PaperFilter(sources=("tw",)), set()),
    ],
)
def test_filters_choose_chunks(index: VectorIndex, paper_filter: PaperFilter, found: set[str]) -> None:
    assert set(index.nominate(np.array([1, 0, 0], np.float32), 10, paper_filter)) == found


def test_removed_chunks_are_gone_and_what_is_present_can_be_asked(index: VectorIndex) -> None:
    index.remove(["a#1", "never there"], consumed_revision=9)
    assert index.present(["a#1", "b#1", "x"]) == {"b#1"}
    assert index.present([]) == set()
    assert index.nominate(VECTORS[0], 10) == ["b#1", "c#1"]


def test_an_index_opened_again_knows_what_it_is(tmp_path: Path, index: VectorIndex) -> None:
    again = VectorIndex(tmp_path / "chroma", COLLECTION, "model")
    assert (again.generation, again.consumed_revision) == (index.generation, 7)
    assert again.count() == 3


def test_an_index_of_another_model_counts_as_none(tmp_path: Path, index: VectorIndex) -> None:
    other = VectorIndex(tmp_path / "chroma", COLLECTION, "another model")
    assert other.generation is None
    assert not other.is_healthy(3, [])


def test_an_index_that_is_not_there_is_not_made_by_asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    missing = VectorIndex(tmp_path / "chroma", COLLECTION, "model")
    with pytest.raises(IndexUnavailable, match="there is no vector index yet"):
        missing.nominate(VECTORS[0], 1)
    assert list(tmp_path.iterdir()) == []


def test_a_new_generation_leaves_nothing_of_those_before_it(tmp_path: Path, index: VectorIndex) -> None:
    (tmp_path / "chroma" / "left-by-a-killed-process").mkdir()
    index.start_generation(consumed_revision=8)
    assert index.count() == 0
    folders = [path.name for path in (tmp_path / "chroma").iterdir() if path.is_dir()]
    assert folders == [index.generation]


def test_health_is_the_right_count_and_finding_every_probe(index: VectorIndex) -> None:
    probes = [(chunk.chunk.chunk_id, vector) for chunk, vector in zip(CHUNKS, VECTORS, strict=True)]
    assert index.is_healthy(3, probes)
    assert not index.is_healthy(4, probes)
    assert not index.is_healthy(3, [("a#1", np.array([0, 1, 0], np.float32))])


class Encoder(Embeddings):
    """What langchain_chroma wants of an encoder, by the one citewell uses."""

    def __init__(self, embedder: LocalEmbedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self.embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return list(map(float, self.embedder.embed_query(text)))


def test_plain_langchain_chroma_reads_the_collection(stack: Stack, minilm: LocalEmbedder) -> None:
    stack.ingest_records(*PAPERS, {**HARBOUR, "title": "Undated", "year": None, "venue": None})
    indexes = stack.indexes()
    indexes.catch_up()
    store = Chroma(COLLECTION, embedding_function=Encoder(minilm), persist_directory=str(indexes.vectors.path))
    found = store.similarity_search("treebank of river languages", k=1)[0]
    assert found.page_content == LANTERN["abstract"]
    assert found.metadata == {
        "paper_id": "2101.00001",
        "title": LANTERN["title"],
        "text_kind": "abstract",
        "start": 0,
        "end": len(LANTERN["abstract"]),
        "first_sentence": 1,
        "last_sentence": 3,
        "year": 2021,
        "venue": LANTERN["venue"],
        "source": ["papers.jsonl"],
    }
    undated = store.similarity_search("Undated letters", k=1, filter={"title": "Undated"})[0]
    assert not {"year", "venue"} & set(undated.metadata)
    since_2021: dict[str, Any] = {"year": {"$gte": 2021}}
    recent = store.similarity_search("speech", k=5, filter=since_2021)
    assert {document.metadata["title"] for document in recent}.isdisjoint({COMPASS["title"], HARBOUR["title"]})


def test_what_chroma_refuses_to_take_in_is_an_error_of_ours(index: VectorIndex) -> None:
    with pytest.raises(IndexUnavailable, match=r"chroma: Chroma does not answer \(.*; start citewell again"):
        index.add(CHUNKS, np.ones((len(CHUNKS), 7), np.float32))
