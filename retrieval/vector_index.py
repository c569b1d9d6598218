"""The vector store that every dense search asks: Chroma, derived from the library and complete in itself.

Each build of a collection's index is a *generation*: a Chroma folder of its own under `chroma/<collection>/`, named in
`current.json`. A damaged one is abandoned for a new folder, since Chroma keeps state of a folder it has opened once.
"""

import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from retrieval.datatypes import PaperFilter
from retrieval.errors import IndexUnavailable
from retrieval.library.ledger import StoredChunk

# At these settings two builds of the same vectors gave the same 100 nearest for every query (docs/dependencies.md).
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 800, "ef_construction": 200, "max_neighbors": 32}
MAX_BATCH = 5_000
POINTER_FILE = "current.json"
FORMAT_VERSION = 1

CHROMA_FAULTS = (ChromaError, ValueError, OSError, RuntimeError)
"""What a damaged folder makes Chroma raise: its Rust core reports most of it as InternalError, some as plain errors."""


class VectorIndex:
    """The Chroma collection of one citewell collection.

    `generation` names the present build, None where there is none. `consumed_revision` is the library revision whose
    removals it has carried out.
    """

    def __init__(self, folder: Path, collection: str, embedding_model: str) -> None:
        self.folder = folder
        self.collection_name = collection
        self.embedding_model = embedding_model
        self.generation: str | None = None
        self.consumed_revision = -1
        self._client: Any = None
        self._collection: Any = None
        self._load_pointer()

    @property
    def path(self) -> Path | None:
        """Return the folder to give to `langchain_chroma.Chroma(persist_directory=…)`."""
        return None if self.generation is None else self.folder / self.generation

    def _load_pointer(self) -> None:
        try:
            state = json.loads((self.folder / POINTER_FILE).read_text(encoding="utf-8"))
            usable = state["format"] == FORMAT_VERSION and state["embedding_model"] == self.embedding_model
            if usable and (self.folder / state["generation"] / "chroma.sqlite3").is_file():
                self.generation = state["generation"]
                self.consumed_revision = int(state["consumed_revision"])
        except (OSError, ValueError, KeyError, TypeError):
            self.generation = None

    def _write_pointer(self) -> None:
        state = {
            "format": FORMAT_VERSION,
            "generation": self.generation,
            "embedding_model": self.embedding_model,
            "consumed_revision": self.consumed_revision,
        }
        unfinished = self.folder / f"{POINTER_FILE}.{uuid.uuid4().hex}"
        unfinished.write_text(json.dumps(state), encoding="utf-8")
        unfinished.replace(self.folder / POINTER_FILE)

    @property
    def chroma_collection(self) -> Any:
        """Return Chroma's own collection object of the present generation."""
        if self.path is None:
            raise IndexUnavailable(
                f"{self.folder}: there is no vector index yet; wait for the process that writes it, or ask in that one"
            )
        if self._collection is None:
            self._client = chromadb.PersistentClient(str(self.path))
            self._collection = self._client.get_collection(self.collection_name, embedding_function=None)
        return self._collection

    def close(self) -> None:
        """Let go of Chroma's folder. What another process has written since shows only once it is opened again."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None

    # Writing

    def start_generation(self, consumed_revision: int) -> None:
        """Begin an empty index in a new folder and forget the one before it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.generation = uuid.uuid4().hex[:12]
        self.consumed_revision = consumed_revision
        self.close()
        self._client = chromadb.PersistentClient(str(self.path))
        self._collection = self._client.create_collection(
            self.collection_name,
            configuration={"hnsw": HNSW},
            metadata={"embedding_model": self.embedding_model},
            embedding_function=None,
        )
        self._write_pointer()
        for folder in self.folder.iterdir():  # the one before, and what a killed process left behind
            if folder.is_dir() and folder.name != self.generation:
                shutil.rmtree(folder, ignore_errors=True)

    def add(self, chunks: Sequence[StoredChunk], vectors: NDArray[np.float32]) -> None:
        """Add at most MAX_BATCH chunks with their (n, dimension) vectors. An id that is there already is left alone."""
        with self._translated():
            self.chroma_collection.add(
                ids=[stored.chunk.chunk_id for stored in chunks],
                embeddings=vectors,
                documents=[stored.chunk.text for stored in chunks],
                metadatas=[_metadata(stored) for stored in chunks],
            )

    def remove(self, chunk_ids: Sequence[str], consumed_revision: int) -> None:
        """Remove chunks, whether there or not, and remember up to which revision removals are done."""
        with self._translated():
            for start in range(0, len(chunk_ids), MAX_BATCH):
                self.chroma_collection.delete(ids=list(chunk_ids[start : start + MAX_BATCH]))
            self.consumed_revision = consumed_revision
            self._write_pointer()

    # Asking

    def count(self) -> int:
        """Return the number of chunks."""
        with self._translated():
            return int(self.chroma_collection.count())

    def nominate(self, query: NDArray[np.float32], k: int, paper_filter: PaperFilter = PaperFilter()) -> list[str]:
        """Return the ids of the k chunks nearest to a (dimension,) query vector, nearest first."""
        with self._translated():
            result = self.chroma_collection.query(
                query_embeddings=[query], n_results=k, where=_where(paper_filter), include=[]
            )
        return list(result["ids"][0])

    def present(self, chunk_ids: Sequence[str]) -> set[str]:
        """Return those of the ids that the index holds."""
        if not chunk_ids:
            return set()
        with self._translated():
            return set(self.chroma_collection.get(ids=list(chunk_ids), include=[])["ids"])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except CHROMA_FAULTS as error:
            raise IndexUnavailable(
                f"{self.folder}: Chroma does not answer ({error}); start citewell again: it builds the index anew"
            ) from error

    def is_healthy(self, n_expected: int, probes: Sequence[tuple[str, NDArray[np.float32]]]) -> bool:
        """Say whether the index opens, holds as many chunks as it should, and finds each probe by its own vector.

        The probes matter: a Chroma that lost its graph still counts and lists every row.
        """
        if self.generation is None:
            return False
        try:
            if self.count() != n_expected:
                return False
            for _, vector in probes:
                result = self.chroma_collection.query(query_embeddings=[vector], n_results=1, include=["distances"])
                if not result["ids"][0] or result["distances"][0][0] > 1e-3:
                    return False
        except (IndexUnavailable, *CHROMA_FAULTS):
            return False
        return True


def _metadata(stored: StoredChunk) -> dict[str, Any]:
    """Return what Chroma keeps beside a chunk's text. Unknown facts have no key; Chroma takes no None."""
    chunk, paper = stored.chunk, stored.paper
    metadata: dict[str, Any] = {
        "paper_id": chunk.paper_id,
        "title": paper.title,
        "text_kind": paper.text_kind,
        "start": chunk.start,
        "end": chunk.end,
        "first_sentence": chunk.first_sentence,
        "last_sentence": chunk.last_sentence,
    }
    if paper.sources:
        metadata["source"] = list(paper.sources)
    if paper.year is not None:
        metadata["year"] = paper.year
    if paper.venue is not None:
        metadata["venue"] = paper.venue
    return metadata


def _where(paper_filter: PaperFilter) -> dict[str, Any] | None:
    """Return the filter in Chroma's form, which knows years, venues (exact values here), sources and paper ids."""
    clauses: list[dict[str, Any]] = []
    first, last = paper_filter.year_from, paper_filter.year_to
    if first is not None and last is not None:  # Chroma pays per row that a clause lets through: two bounds are two
        clauses.append({"year": {"$in": list(range(first, last + 1)) or [0]}})
    elif first is not None:
        clauses.append({"year": {"$gte": first}})
    elif last is not None:
        clauses.append({"year": {"$lte": last}})
    if paper_filter.venues:
        clauses.append({"venue": {"$in": list(paper_filter.venues)}})
    if paper_filter.sources:
        among = [{"source": {"$contains": source}} for source in paper_filter.sources]
        clauses.append(among[0] if len(among) == 1 else {"$or": among})
    if paper_filter.paper_ids is not None:
        clauses.append({"paper_id": {"$in": list(paper_filter.paper_ids)}})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}
