"""All chunk vectors of a collection in one memory-mapped matrix, for questions about the whole collection.

Derived from the library: HOME/matrices/COLLECTION/ holds one folder per state of the library, each complete in itself
and never changed once it has its name. Whoever finds the newest one behind builds the next beside it and renames it
into place, so that processes which map an older one go on undisturbed.
"""

import hashlib
import json
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexUnavailable
from retrieval.library import Library

FORMAT_VERSION = 1
ROWS_PER_BLOCK = 8_192
"""Rows that are copied at a time: 12 MB at 384 dimensions."""
HASHES_PER_READ = 5_000
HASH_BYTES = 16

STATE_FILE, CHUNKS_FILE, PAPERS_FILE, HASHES_FILE, IDS_FILE = (
    "state.json",
    "chunks.npy",
    "papers.npy",
    "hashes.npy",
    "ids.json",
)


@dataclass(frozen=True, slots=True)
class PaperCosines:
    """The best cosine per paper, −1…1: (n_queries, n_papers), columns in the order of `paper_ids`."""

    paper_ids: tuple[str, ...]
    cosines: NDArray[np.float32]


class ChunkMatrix:
    """The chunk vectors of one state of a collection, rows by paper id and position, mapped and never read whole.

    `n_missing` chunks had no vector yet when it was built.
    """

    def __init__(self, folder: Path) -> None:
        try:
            state = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
            ids = json.loads((folder / IDS_FILE).read_text(encoding="utf-8"))
            self.revision, self.n_missing = int(state["revision"]), int(state["n_missing"])
            self.model, self.format = str(state["model"]), int(state["format"])
            self.chunk_ids: tuple[str, ...] = tuple(ids["chunks"])
            self.paper_ids: tuple[str, ...] = tuple(ids["papers"])
            self._first_rows = np.array(ids["first_rows"], np.int64)
            self._rows: NDArray[np.float32] = np.load(folder / CHUNKS_FILE, mmap_mode="r")
            self._papers: NDArray[np.float32] = np.load(folder / PAPERS_FILE, mmap_mode="r")
            shapes = (len(self._rows), len(self._papers))
            if shapes != (len(self.chunk_ids), len(self.paper_ids)):
                raise ValueError(f"{shapes} rows, {len(self.chunk_ids)} chunks, {len(self.paper_ids)} papers")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnavailable(f"{folder}: not a whole matrix ({error}); delete the folder") from error
        self.folder = folder

    @property
    def dimension(self) -> int:
        return int(self._rows.shape[1])

    def cosines(self, query_vector: NDArray[np.float32]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Return the chunk ids and (n_chunks,) their cosines with a unit vector, rounded like the retriever's."""
        found: NDArray[np.float32] = np.round(self._rows @ query_vector, 5)
        return self.chunk_ids, found

    def paper_cosines(self, query_vectors: NDArray[np.float32]) -> PaperCosines:
        """Return the cosine of the best chunk of every paper with each of (n_queries, dimension) unit vectors."""
        if not self.paper_ids:
            return PaperCosines((), np.empty((len(query_vectors), 0), np.float32))
        cosines = np.round(self._rows @ query_vectors.T, 5)
        return PaperCosines(self.paper_ids, np.maximum.reduceat(cosines, self._first_rows, axis=0).T)

    def paper_vectors(self) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Return the paper ids and their (n_papers, dimension) unit vectors: the mean of a paper's chunks, scaled."""
        return self.paper_ids, self._papers

    def hashes(self) -> NDArray[np.void]:
        """Return the content hashes of the rows."""
        loaded: NDArray[np.void] = np.load(self.folder / HASHES_FILE)
        return loaded

    def vectors_of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the stored vectors of rows."""
        return self._rows[rows]


class Matrices:
    """The matrices of a home's collections: opened, and built anew where the library has gone on. Safe for threads."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.folder = library.path.parent / "matrices"
        self._open: dict[str, ChunkMatrix] = {}
        self._building = threading.Lock()

    @classmethod
    def of(cls, library: Library) -> "Matrices":
        """Return the matrices of a library, the same ones as long as it lives."""
        with _FINDING:
            found = _OF_LIBRARIES.get(library)
            if found is None:
                found = _OF_LIBRARIES[library] = cls(library)
            return found

    def current(self, collection: str, dimension: int) -> ChunkMatrix:
        """Return the matrix of a collection as the library stands, building it where it is missing or behind.

        One look at the library where nothing has changed. Raises IndexUnavailable where the folder cannot be written.
        """
        with self._building:
            known = self._open.get(collection) or self._newest(collection)
            if known is None or self._is_behind(collection, known):
                known = self._build(collection, dimension, known)
            self._open[collection] = known
            return known

    def _is_behind(self, collection: str, matrix: ChunkMatrix) -> bool:
        library = self.library
        if matrix.revision != library.revision(collection) or matrix.model != library.embedding_model(collection):
            return True
        return bool(matrix.n_missing) and matrix.n_missing != library.collection(collection).n_chunks_without_vector

    def _newest(self, collection: str) -> ChunkMatrix | None:
        """Return the whole matrix of the highest revision that is on disk, the one with most rows among equals."""
        found: list[ChunkMatrix] = []
        for folder in (self.folder / collection).glob("r*"):
            try:
                matrix = ChunkMatrix(folder)
            except IndexUnavailable:
                continue
            if matrix.format == FORMAT_VERSION and matrix.model == self.library.embedding_model(collection):
                found.append(matrix)
        return max(found, key=lambda matrix: (matrix.revision, len(matrix.chunk_ids)), default=None)

    def _build(self, collection: str, dimension: int, known: ChunkMatrix | None) -> ChunkMatrix:
        library, parent = self.library, self.folder / collection
        with library.snapshot():  # one moment's state
            revision, model = library.revision(collection), library.embedding_model(collection)
            chunks = library.embedded_chunks(collection)
            n_missing = library.count_chunks(collection) - len(chunks)
        try:
            parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="building-", dir=parent) as name:
                building = Path(name) / "matrix"
                building.mkdir()
                self._write(building, chunks, dimension, model, known if known and known.model == model else None)
                state = {"format": FORMAT_VERSION, "revision": revision, "model": model, "n_missing": n_missing}
                (building / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")
                target = parent / f"r{revision}-{hashlib.sha256(model.encode()).hexdigest()[:8]}-{len(chunks)}"
                try:
                    building.rename(target)
                except OSError:  # another process was first, or what lies there is damaged
                    matrix = self._usable(target)
                    if matrix is None:
                        shutil.rmtree(target)
                        building.rename(target)
        except OSError as error:
            raise IndexUnavailable(
                f"{parent}: the matrix cannot be written ({error}); make room, or check the folder's rights"
            ) from error
        for folder in parent.glob("r*"):
            if folder != target:
                shutil.rmtree(folder, ignore_errors=True)  # who maps it keeps the file
        return ChunkMatrix(target)

    @staticmethod
    def _usable(folder: Path) -> ChunkMatrix | None:
        try:
            return ChunkMatrix(folder)
        except IndexUnavailable:
            return None

    def _write(
        self,
        folder: Path,
        chunks: list[tuple[str, str, bytes]],
        dimension: int,
        model: str,
        known: ChunkMatrix | None,
    ) -> None:
        """Write rows, papers, hashes and ids. A vector that the known matrix holds is taken from there."""
        hashes = [digest for _, _, digest in chunks]
        rows = np.lib.format.open_memmap(folder / CHUNKS_FILE, "w+", np.float32, (len(chunks), dimension))
        old_rows = {} if known is None else {bytes(digest): row for row, digest in enumerate(known.hashes().tolist())}
        kept = [(row, old_rows[digest]) for row, digest in enumerate(hashes) if digest in old_rows]
        if known is not None and kept:
            for start in range(0, len(kept), ROWS_PER_BLOCK):
                new, old = np.array(kept[start : start + ROWS_PER_BLOCK], np.int64).T
                rows[new] = known.vectors_of(old)
        fresh = [row for row, digest in enumerate(hashes) if digest not in old_rows]
        for start in range(0, len(fresh), HASHES_PER_READ):
            batch = fresh[start : start + HASHES_PER_READ]
            vectors = self.library.vectors_by_hash(model, [hashes[row] for row in batch])
            rows[batch] = np.stack([vectors[hashes[row]] for row in batch])
        paper_ids: list[str] = []
        first_rows: list[int] = []
        for row, (paper_id, _, _) in enumerate(chunks):
            if not paper_ids or paper_ids[-1] != paper_id:
                paper_ids.append(paper_id)
                first_rows.append(row)
        np.save(folder / PAPERS_FILE, _paper_means(rows, np.array(first_rows, np.int64)))
        np.save(folder / HASHES_FILE, np.array(hashes, f"V{HASH_BYTES}"))
        ids = {"chunks": [chunk_id for _, chunk_id, _ in chunks], "papers": paper_ids, "first_rows": first_rows}
        (folder / IDS_FILE).write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
        rows.flush()
        del rows


def _paper_means(rows: NDArray[np.float32], first_rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit vectors of papers whose chunks begin at `first_rows`."""
    if not len(first_rows):
        return np.empty((0, rows.shape[1]), np.float32)
    sums = np.add.reduceat(rows, first_rows, axis=0)
    means: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return means


_OF_LIBRARIES: "WeakKeyDictionary[Library, Matrices]" = WeakKeyDictionary()
_FINDING = threading.Lock()
