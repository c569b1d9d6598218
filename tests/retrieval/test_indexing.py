"""The derived indexes follow the library, whatever happened to them, and one process writes them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, ORCHARD, PAPERS, Stack, made_up_papers, write_jsonl

from retrieval.embedding import LocalEmbedder
from retrieval.errors import EmbeddingMismatch, IndexUnavailable
from retrieval.indexing import Indexes, IndexLock
from retrieval.ingest import ingest
from retrieval.retriever import Retriever


class CountingEmbedder:
    """Passes everything on to the real encoder and counts the texts it embeds."""

    def __init__(self, embedder: LocalEmbedder, name: str | None = None) -> None:
        self.embedder = embedder
        self.name = name or embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.special_tokens = embedder.special_tokens
        self.count_tokens = embedder.count_tokens
        self.token_offsets = embedder.token_offsets
        self.embed_query = embedder.embed_query
        self.n_embedded = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.n_embedded += len(texts)
        return self.embedder.embed(texts)


def titles(retriever: Retriever, query: str = "languages letters ripeness speech") -> list[str]:
    return [passage.paper.title for passage in retriever.retrieve(query)]


def ranking(retriever: Retriever) -> list[tuple[str, float, float, float]]:
    passages = retriever.retrieve("speech translation of letters")
    return [(passage.paper.paper_id, passage.score, passage.cosine, passage.bm25) for passage in passages]


def test_indexes_catch_up_with_what_was_added_changed_and_enriched(stack: Stack) -> None:
    stack.ingest_records(LANTERN, HARBOUR)
    retriever = stack.retriever()
    assert set(titles(retriever)) == {LANTERN["title"], HARBOUR["title"]}
    stack.ingest_records(
        ORCHARD, HARBOUR | {"abstract": "Nothing but volcanoes now."}, {**LANTERN, "venue": "Elsewhere"}
    )
    assert retriever.indexes.is_behind
    assert titles(retriever, "volcanoes")[0] == HARBOUR["title"]
    assert not retriever.indexes.is_behind
    assert set(titles(retriever)) == {LANTERN["title"], HARBOUR["title"], ORCHARD["title"]}
    held = retriever.indexes.vectors.chroma_collection.get()
    assert len(held["ids"]) == 3
    assert {metadata.get("venue") for metadata in held["metadatas"]} == {
        HARBOUR["venue"],
        ORCHARD["venue"],
        "Elsewhere",
    }


def test_deleting_a_chunk_from_chroma_takes_it_out_of_the_ranking_and_rebuilding_brings_it_back(stack: Stack) -> None:
    stack.ingest_records(*PAPERS)
    retriever = stack.retriever()
    before = ranking(retriever)
    first = retriever.retrieve("treebank of river languages", 1)[0]
    assert first.paper.title == LANTERN["title"]
    retriever.indexes.vectors.chroma_collection.delete(ids=[first.chunk.chunk_id])
    assert LANTERN["title"] not in titles(retriever, "treebank of river languages")
    retriever.indexes.rebuild()
    assert titles(retriever, "treebank of river languages")[0] == LANTERN["title"]
    assert ranking(retriever) == before


def test_a_chunk_missing_from_chroma_is_noticed_at_the_next_start(stack: Stack) -> None:
    stack.ingest_records(*PAPERS)
    indexes = stack.indexes()
    indexes.catch_up()
    ids = indexes.vectors.chroma_collection.get()["ids"]
    indexes.vectors.chroma_collection.delete(ids=ids[:1])
    assert len(titles(stack.retriever())) == 4


def current_generation(home: Path) -> Path:
    folder = home / "chroma" / COLLECTION
    generation: str = json.loads((folder / "current.json").read_text())["generation"]
    return folder / generation


def garble(path: Path) -> int:
    return path.write_bytes(b"\xa5" * path.stat().st_size)


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "Chroma's folder is gone": lambda home: shutil.rmtree(home / "chroma"),
    "its pointer is gone": lambda home: (home / "chroma" / COLLECTION / "current.json").write_text(""),
    "its pointer is half written": lambda home: (home / "chroma" / COLLECTION / "current.json").write_text('{"form'),
    "its database is gone": lambda home: (current_generation(home) / "chroma.sqlite3").unlink(),
    "its database is garbled": lambda home: garble(current_generation(home) / "chroma.sqlite3"),
    "its database is cut short": lambda home: (current_generation(home) / "chroma.sqlite3").write_bytes(
        (current_generation(home) / "chroma.sqlite3").read_bytes()[:20_000]
    ),
    "its graph is gone": lambda home: [
        path.rename(home / path.name) for path in current_generation(home).iterdir() if path.is_dir()
    ],
    "its graph is garbled": lambda home: [garble(path) for path in current_generation(home).glob("*/*.bin")],
    "the keyword index is gone": lambda home: shutil.rmtree(home / "keywords"),
    "the keyword index is garbled": lambda home: [
        garble(path)
        for path in (home / "keywords" / COLLECTION).iterdir()
        if path.suffix in (".term", ".store", ".idx")
    ],
}

BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from small_library import opened_stack
from retrieval.embedding import LocalEmbedder
with opened_stack(Path(sys.argv[1]), LocalEmbedder(Path(sys.argv[2])), "a subprocess") as stack:
    stack.ingest_paths(Path(sys.argv[3]))
    stack.indexes().catch_up()
"""


def run_build(home: Path, models_folder: Path, papers: Path) -> None:
    command = [sys.executable, "-c", BUILD, str(home), str(models_folder), str(papers), str(Path(__file__).parents[1])]
    process = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (process.returncode, process.stderr) == (0, "")


@pytest.fixture(scope="module")
def built_home(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """A home that another process has built; a copy of it is opened by this process for the first time."""
    folder = tmp_path_factory.mktemp("built")
    run_build(folder / "home", models_folder, write_jsonl(folder / "papers.jsonl", PAPERS))
    return folder / "home"


@pytest.mark.parametrize("kind", DAMAGE)
def test_derived_indexes_that_are_damaged_are_built_anew(
    built_home: Path, tmp_path: Path, open_stack: Callable[..., Stack], kind: str
) -> None:
    for name in ("whole", "damaged"):
        shutil.copytree(built_home, tmp_path / name)
    expected = ranking(open_stack("whole").retriever())
    DAMAGE[kind](tmp_path / "damaged")
    retriever = open_stack("damaged").retriever()
    assert ranking(retriever) == expected
    assert not retriever.indexes.is_behind


def test_whole_indexes_are_used_as_they_are(built_home: Path, tmp_path: Path, open_stack: Callable[..., Stack]) -> None:
    shutil.copytree(built_home, tmp_path / "home")
    generation = current_generation(tmp_path / "home")
    state = (tmp_path / "home" / "keywords" / COLLECTION / "state.json").stat().st_mtime_ns
    assert len(titles(open_stack().retriever())) == 4
    assert current_generation(tmp_path / "home") == generation
    assert (tmp_path / "home" / "keywords" / COLLECTION / "state.json").stat().st_mtime_ns == state


def test_vectors_are_computed_once_for_every_text(stack: Stack, minilm: LocalEmbedder) -> None:
    counting = CountingEmbedder(minilm)
    stack.embedder = counting
    stack.ingest_records(*PAPERS)
    stack.indexes().catch_up()
    assert counting.n_embedded == 4 + 12  # chunks and sentences
    indexes = stack.indexes()
    indexes.catch_up()
    indexes.rebuild()
    stack.ingest_records({**LANTERN, "venue": "Elsewhere"})
    indexes.catch_up()
    stack.library.delete_collection(COLLECTION)
    stack.ingest_records(*PAPERS)
    stack.indexes().catch_up()
    assert counting.n_embedded == 4 + 12
    stack.ingest_records({**COMPASS, "abstract": "Two new sentences. Nothing else."})
    stack.indexes().catch_up()
    assert counting.n_embedded == 4 + 12 + 1 + 2


def test_a_collection_of_another_model_is_refused_with_the_way_out(stack: Stack, minilm: LocalEmbedder) -> None:
    stack.ingest_records(*PAPERS)
    other = CountingEmbedder(minilm, name="another-model")
    with pytest.raises(EmbeddingMismatch) as raised:
        Indexes(stack.library, stack.home, COLLECTION, other, stack.lock)
    assert str(raised.value) == (
        f"collection 'papers' was embedded with {minilm.name}, the settings say another-model;"
        f" set CITEWELL_EMBEDDING_MODEL={minilm.name}, or run `citewell reindex --collection papers` to embed it anew"
    )


def test_indexes_of_a_former_model_are_built_anew(stack: Stack, minilm: LocalEmbedder) -> None:
    stack.ingest_records(*PAPERS)
    stack.indexes().catch_up()
    generation = current_generation(stack.home)
    other = CountingEmbedder(minilm, name="another-model")
    stack.library.set_embedding_model(COLLECTION, other.name)
    stack.embedder = other
    assert len(titles(stack.retriever())) == 4
    assert current_generation(stack.home) != generation
    assert other.n_embedded == 4 + 12


# Threads and processes


def test_threads_that_ask_while_the_indexes_catch_up_get_whole_answers(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(30))
    retriever = stack.retriever()
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: [p.paper.paper_id for p in retriever.retrieve("otter in the marsh")], range(16))
        )
    assert all(answer == answers[0] and len(answer) == 10 for answer in answers)


def test_one_owner_at_a_time_and_its_name_is_known(tmp_path: Path) -> None:
    one, other = IndexLock(tmp_path, "the page"), IndexLock(tmp_path, "the command line")
    assert one.acquire()
    assert one.acquire()
    assert not other.acquire()
    assert other.owner().startswith("the page (process ")
    one.release()
    assert other.acquire()
    assert one.owner().startswith("the command line (process ")
    other.release()


def test_another_process_writes_the_library_only_and_the_owner_sees_its_papers_at_the_next_question(
    stack: Stack, models_folder: Path, tmp_path: Path
) -> None:
    stack.ingest_records(LANTERN, HARBOUR)
    retriever = stack.retriever()
    assert len(titles(retriever)) == 2
    generation, revision = current_generation(stack.home), retriever.indexes.keywords.revision
    run_build(
        stack.home, models_folder, write_jsonl(tmp_path / "more.jsonl", [ORCHARD, COMPASS, {**HARBOUR, "month": 4}])
    )
    assert retriever.indexes.is_behind
    assert current_generation(stack.home) == generation
    assert retriever.indexes.keywords.revision == revision
    assert set(titles(retriever)) == {record["title"] for record in PAPERS}
    assert not retriever.indexes.is_behind
    held = retriever.indexes.vectors.chroma_collection.get()
    assert len(held["ids"]) == 4


OWN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from small_library import opened_stack, ORCHARD
from retrieval.embedding import LocalEmbedder
with opened_stack(Path(sys.argv[1]), LocalEmbedder(Path(sys.argv[2])), "the owner") as stack:
    indexes = stack.indexes()
    indexes.catch_up()
    print("ready", flush=True)
    for line in sys.stdin:
        stack.ingest_records(ORCHARD)
        indexes.catch_up()
        print("done", flush=True)
"""


def test_a_process_that_is_not_the_owner_reads_and_follows(
    open_stack: Callable[..., Stack], models_folder: Path, tmp_path: Path
) -> None:
    stack = open_stack()
    stack.ingest_records(LANTERN, HARBOUR)
    command = [sys.executable, "-c", OWN, str(stack.home), str(models_folder), str(Path(__file__).parents[1])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdin is not None and owner.stdout is not None
        assert owner.stdout.readline() == "ready\n"
        retriever = stack.retriever()
        assert set(titles(retriever)) == {LANTERN["title"], HARBOUR["title"]}
        assert not retriever.indexes.is_owner
        assert retriever.indexes.owner.startswith("the owner (process ")
        owner.stdin.write("go\n")
        owner.stdin.flush()
        assert owner.stdout.readline() == "done\n"
        assert ORCHARD["title"] in titles(retriever)
        query = stack.embedder.embed_query("when apples are ripe")
        assert len(retriever.indexes.vectors.nominate(query, 10)) == 3  # Chroma's graph is read anew, too
        owner.stdin.close()
        assert owner.wait(30) == 0
    stack.ingest_records(COMPASS)
    assert COMPASS["title"] in titles(retriever)  # the owner is gone, this process takes over
    assert retriever.indexes.is_owner


def test_a_reader_without_indexes_is_told_so(open_stack: Callable[..., Stack], tmp_path: Path) -> None:
    stack = open_stack()
    stack.ingest_records(LANTERN)
    owner = IndexLock(stack.home, "another process")
    assert owner.acquire()
    with pytest.raises(IndexUnavailable):
        stack.retriever().retrieve("river")
    owner.release()
    assert titles(stack.retriever()) == [LANTERN["title"]]


def test_papers_another_process_adds_while_the_indexes_catch_up_are_indexed_once(
    open_stack: Callable[..., Stack], minilm: LocalEmbedder
) -> None:
    """The interleaving is forced through the progress callback, by another connection to the same library."""
    owner, other = open_stack(), open_stack()
    owner.ingest_records(LANTERN, HARBOUR)
    indexes = owner.indexes()
    interruptions = iter(
        [[ORCHARD, {**HARBOUR, "month": 9}], [{**HARBOUR, "month": 10}, {**LANTERN, "abstract": "Gone."}]]
    )

    def interrupt(what: str, n_done: int, n_total: int) -> None:
        if records := next(interruptions, None):
            ingest(other.library, COLLECTION, [write_jsonl(other.home / "in" / "more.jsonl", records)], minilm)

    for _ in range(3):
        indexes.catch_up(interrupt)
    indexes.catch_up()
    assert not indexes.is_behind
    expected = {paper.title for paper in owner.library.papers(COLLECTION)}
    assert {LANTERN["title"], HARBOUR["title"], ORCHARD["title"]} == expected
    held = indexes.vectors.chroma_collection.get()
    assert sorted(metadata["title"] for metadata in held["metadatas"]) == sorted(expected)
    assert "Gone." in held["documents"]
    assert indexes.keywords.query_terms("harbour")[0].document_frequency == 1
    assert len(titles(Retriever(indexes))) == 3
