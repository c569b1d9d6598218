"""What the derived indexes of a collection have and lack: papers to embed, chunks in and out of Chroma, removals."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Chunk, Paper
from retrieval.library.catalogue import Catalogue
from retrieval.library.rows import (
    AMONG,
    CHUNK_COLUMNS,
    HAS_VECTOR,
    PAPER_COLUMNS,
    chunk_of,
    content_hash,
    listed,
    paper_of,
)

N_CHUNK_FIELDS = len(fields(Chunk))

TO_EMBED = (
    # The sign keeps SQLite from picking an index that would ask for a sort by key.
    "+papers.collection_key = ? AND (NOT EXISTS (SELECT 1 FROM sentence_vectors WHERE model = embedding_model"
    " AND content_hash = abstract_hash) OR EXISTS (SELECT 1 FROM chunks WHERE chunks.paper_key = papers.paper_key"
    f" AND NOT {HAS_VECTOR}))"
)


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with its paper and the hash under which its vector is cached."""

    chunk: Chunk
    paper: Paper
    content_hash: bytes


class Ledger:
    """The books of one collection's indexes: each piece of work is entered once it is done."""

    def __init__(self, library: Catalogue, collection: str) -> None:
        self.library = library
        self.collection = collection

    @property
    def _key(self) -> int:
        return self.library.key(self.collection)

    # Vectors

    def count_papers_to_embed(self) -> int:
        """Return how many papers lack the vector of a chunk or those of their sentences."""
        return self.library.select_number(
            f"SELECT count(*) FROM papers JOIN collections USING (collection_key) WHERE {TO_EMBED}", self._key
        )

    def papers_to_embed(self, after: int, n: int) -> list[tuple[int, Paper]]:
        """Return (key, paper) of the first n papers of a key above `after` that lack a vector, in order of keys."""
        rows = self.library.select(
            f"SELECT paper_key, {PAPER_COLUMNS} FROM papers JOIN collections USING (collection_key)"
            f" WHERE {TO_EMBED} AND paper_key > ? ORDER BY paper_key LIMIT ?",
            *(self._key, after, n),
        )
        return [(row[0], paper_of(row[1:])) for row in rows]

    def chunks_without_vector(self, paper_ids: Sequence[str]) -> list[StoredChunk]:
        """Return the chunks of the papers whose text has no vector of the collection's model yet."""
        return self._chunks(
            f"papers.collection_key = ? AND paper_id {AMONG} AND NOT {HAS_VECTOR}", self._key, listed(paper_ids)
        )

    def put_vectors(self, model: str, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Store (n, dimension) unit vectors under the hashes of their texts."""
        with self.library.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [
                    (model, digest, np.asarray(vector, np.float32).tobytes())
                    for digest, vector in zip(hashes, vectors, strict=True)
                ],
            )

    def put_sentence_vectors(self, model: str, abstracts: Sequence[str], blocks: Sequence[NDArray[np.float32]]) -> None:
        """Store the (n_sentences, dimension) vectors of each abstract as one float16 block."""
        with self.library.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO sentence_vectors VALUES (?, ?, ?)",
                [
                    (model, content_hash(abstract), block.astype(np.float16).tobytes())
                    for abstract, block in zip(abstracts, blocks, strict=True)
                ],
            )

    # Chroma

    def chunks_not_in_chroma(self, generation: str, n: int) -> list[StoredChunk]:
        """Return the first n chunks, as they came, that have a vector and are not in a generation of Chroma's."""
        # Keys are sorted before the texts are read: else SQLite would sort every waiting chunk with its whole paper.
        return self._chunks(
            "chunk_key IN (SELECT chunk_key FROM chunks JOIN collections USING (collection_key)"
            f" WHERE collection_key = ? AND chroma_generation IS NOT ? AND {HAS_VECTOR} ORDER BY chunk_key LIMIT ?)",
            *(self._key, generation, n),
        )

    def chunk_ids_in_chroma(self, generation: str) -> list[str]:
        """Return the ids of the chunks recorded as being in a generation of the vector index, sorted."""
        rows = self.library.select(
            "SELECT chunk_id FROM chunks WHERE collection_key = ? AND chroma_generation = ? ORDER BY chunk_id",
            *(self._key, generation),
        )
        return [chunk_id for (chunk_id,) in rows]

    def count_in_chroma(self, generation: str) -> int:
        """Return how many chunks are recorded as being in a generation of the vector index."""
        return self.library.select_number(
            "SELECT count(*) FROM chunks WHERE collection_key = ? AND chroma_generation = ?", self._key, generation
        )

    def mark_in_chroma(self, chunk_ids: Sequence[str], generation: str | None) -> None:
        """Record that chunks are in a generation of the vector index, or (None) in no generation."""
        with self.library.transaction() as connection:
            connection.execute(
                f"UPDATE chunks SET chroma_generation = ? WHERE collection_key = ? AND chunk_id {AMONG}",
                (generation, self._key, listed(chunk_ids)),
            )

    # Removals

    def removed_chunks(self, since_revision: int) -> list[str]:
        """Return the ids of chunks removed after a revision, each once, sorted."""
        rows = self.library.select(
            "SELECT DISTINCT chunk_id FROM removed_chunks WHERE collection_key = ? AND revision > ? ORDER BY chunk_id",
            *(self._key, since_revision),
        )
        return [chunk_id for (chunk_id,) in rows]

    def _chunks(self, condition: str, *values: object) -> list[StoredChunk]:
        rows = self.library.select(
            f"SELECT {CHUNK_COLUMNS}, chunks.content_hash, {PAPER_COLUMNS} FROM papers JOIN chunks USING (paper_key)"
            " JOIN collections ON collections.collection_key = chunks.collection_key"
            f" WHERE {condition} ORDER BY chunk_key",
            *values,
        )
        end = N_CHUNK_FIELDS
        return [StoredChunk(chunk_of(row[:end]), paper_of(row[end + 1 :]), row[end]) for row in rows]
