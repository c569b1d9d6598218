"""The chunks of a collection and the vectors of its chunks and sentences, as ranking reads them.

Vectors are cached by model and content: a collection has those of its model, whichever collection they were made for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Chunk
from retrieval.library.catalogue import Catalogue
from retrieval.library.rows import AMONG, CHUNK_COLUMNS, HAS_VECTOR, chunk_of, listed

HASHES_PER_QUERY = 500
COSINE_DECIMALS = 5

WITH_COLLECTION = "JOIN collections ON collections.collection_key = chunks.collection_key"
THEIR_VECTORS = "vectors ON vectors.model = embedding_model AND vectors.content_hash = chunks.content_hash"


@dataclass(frozen=True, slots=True)
class NominatedChunk:
    """A chunk as ranking sees it. `generation` is the build of Chroma's index that holds it, None before one does."""

    chunk_id: str
    paper_id: str
    generation: str | None
    vector: NDArray[np.float32] | None


class Chunks(Catalogue):
    """The chunks and vectors to read. An id that is not there is left out everywhere."""

    def chunks(self, collection: str, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
        """Return chunks by id."""
        rows = self.select(
            f"SELECT {CHUNK_COLUMNS} FROM chunks JOIN papers USING (paper_key)"
            f" WHERE chunks.collection_key = ? AND chunk_id {AMONG}",
            *(self.key(collection), listed(chunk_ids)),
        )
        return {chunk.chunk_id: chunk for chunk in map(chunk_of, rows)}

    def first_chunks(self, collection: str, paper_ids: Sequence[str]) -> list[Chunk]:
        """Return the first chunk of each paper that has one."""
        rows = self.select(
            f"SELECT {CHUNK_COLUMNS} FROM papers JOIN chunks USING (paper_key)"
            f" WHERE papers.collection_key = ? AND paper_id {AMONG} AND chunks.position = 1",
            *(self.key(collection), listed(paper_ids)),
        )
        return [chunk_of(row) for row in rows]

    def paper_ids_of_chunks(self, collection: str, chunk_ids: Sequence[str]) -> dict[str, str]:
        """Return the paper id per chunk id."""
        rows = self.select(
            "SELECT chunk_id, paper_id FROM chunks JOIN papers USING (paper_key)"
            f" WHERE chunks.collection_key = ? AND chunk_id {AMONG}",
            *(self.key(collection), listed(chunk_ids)),
        )
        return dict(rows)

    def chunks_of_papers(self, collection: str, paper_ids: Sequence[str]) -> list[NominatedChunk]:
        """Return all chunks of the papers, by chunk id."""
        rows = self.select(
            "SELECT chunk_id, paper_id, chroma_generation, vector FROM papers JOIN chunks USING (paper_key)"
            f" {WITH_COLLECTION} LEFT JOIN {THEIR_VECTORS}"
            f" WHERE papers.collection_key = ? AND paper_id {AMONG} ORDER BY chunk_id",
            *(self.key(collection), listed(paper_ids)),
        )
        return [
            NominatedChunk(chunk_id, paper_id, generation, None if blob is None else _vector(blob))
            for chunk_id, paper_id, generation, blob in rows
        ]

    def chunk_vectors(self, collection: str, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the (dimension,) vector per chunk id, for the chunks that have one."""
        rows = self.select(
            f"SELECT chunk_id, vector FROM chunks {WITH_COLLECTION} JOIN {THEIR_VECTORS}"
            f" WHERE chunks.collection_key = ? AND chunk_id {AMONG}",
            *(self.key(collection), listed(chunk_ids)),
        )
        return {chunk_id: _vector(blob) for chunk_id, blob in rows}

    def nearest_chunks(
        self, collection: str, paper_ids: Sequence[str], query_vector: NDArray[np.float32], n: int
    ) -> list[str]:
        """Return the ids of the n chunks of the papers nearest to a (dimension,) unit vector, nearest first.

        Chunks without a vector are left out; ties are ordered by id.
        """
        rows = self.select(
            f"SELECT chunk_id, vector FROM papers JOIN chunks USING (paper_key) {WITH_COLLECTION} JOIN {THEIR_VECTORS}"
            f" WHERE papers.collection_key = ? AND paper_id {AMONG}",
            *(self.key(collection), listed(paper_ids)),
        ).fetchall()
        if not rows:
            return []
        vectors = np.frombuffer(b"".join(blob for _, blob in rows), np.float32).reshape(len(rows), -1)
        cosines = np.round((vectors @ query_vector).astype(float), COSINE_DECIMALS).tolist()
        ranked = sorted((-cosine, chunk_id) for cosine, (chunk_id, _) in zip(cosines, rows, strict=True))
        return [chunk_id for _, chunk_id in ranked[:n]]

    def sentence_vectors(
        self, collection: str, paper_ids: Sequence[str], dimension: int
    ) -> dict[str, NDArray[np.float32]]:
        """Return the (n_sentences, dimension) vectors per paper id, for the papers that have them."""
        rows = self.select(
            "SELECT paper_id, block FROM papers JOIN collections USING (collection_key) JOIN sentence_vectors"
            " ON sentence_vectors.model = embedding_model AND sentence_vectors.content_hash = abstract_hash"
            f" WHERE collection_key = ? AND paper_id {AMONG}",
            *(self.key(collection), listed(paper_ids)),
        )
        return {
            paper_id: np.frombuffer(block, np.float16).reshape(-1, dimension).astype(np.float32)
            for paper_id, block in rows
        }

    def embedded_chunks(self, collection: str) -> list[tuple[str, str, bytes]]:
        """Return (paper id, chunk id, content hash) of every chunk that has a vector, by paper id and position."""
        rows = self.select(
            "SELECT paper_id, chunk_id, chunks.content_hash FROM papers JOIN chunks USING (paper_key)"
            f" {WITH_COLLECTION} WHERE papers.collection_key = ? AND {HAS_VECTOR} ORDER BY paper_id, chunks.position",
            self.key(collection),
        )
        return list(rows)

    def vectors_by_hash(self, model: str, hashes: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Return the cached (dimension,) vector per content hash, for the hashes that have one."""
        found: dict[bytes, NDArray[np.float32]] = {}
        for start in range(0, len(hashes), HASHES_PER_QUERY):
            batch = hashes[start : start + HASHES_PER_QUERY]
            marks = ", ".join("?" * len(batch))  # JSON, which carries lists of ids, knows no bytes
            rows = self.select(
                f"SELECT content_hash, vector FROM vectors WHERE model = ? AND content_hash IN ({marks})", model, *batch
            )
            found.update({digest: _vector(blob) for digest, blob in rows})
        return found


def _vector(blob: bytes) -> NDArray[np.float32]:
    return np.frombuffer(blob, np.float32)
