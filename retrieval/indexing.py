"""Library → derived indexes. One process, named by a lock file, writes them; the others only read.

What is done is always recorded after it is done, so that a process killed at any moment leaves work to repeat and never
work believed done: vectors that are missing are computed, chunks that are not marked are added, an index that does not
answer as it should is built anew.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from filelock import FileLock, Timeout

from retrieval.chunking import embedded_text, encoder_title
from retrieval.embedding import Embedder
from retrieval.errors import EmbeddingMismatch
from retrieval.keyword_index import KeywordIndex
from retrieval.library import Library, StoredChunk
from retrieval.vector_index import CHROMA_FAULTS, MAX_BATCH, VectorIndex

EMBEDDING_BATCH = 32
"""Texts per transaction: at 25 abstracts a second, a kill loses about a second of work."""
N_HEALTH_PROBES = 16
REBUILD_SHARE = 0.2
"""Chroma deletes slowly: beyond this share of removed chunks, a new index is quicker."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""

Item = TypeVar("Item")


def no_progress(what: str, n_done: int, n_total: int) -> None:
    """Report nothing."""


class IndexLock:
    """The lock that names the one process that writes the derived indexes of a home folder."""

    def __init__(self, home: Path, role: str) -> None:
        self.role = role
        self._owner_file = home / "index-owner.json"
        self._lock = FileLock(home / "indexes.lock", thread_local=False)

    def acquire(self) -> bool:
        """Become the owner if nobody is. Say whether this process is the owner now."""
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        self._owner_file.write_text(json.dumps({"pid": os.getpid(), "role": self.role}), encoding="utf-8")
        return True

    def release(self) -> None:
        """Let another process become the owner."""
        self._lock.release()

    def owner(self) -> str:
        """Return who holds the lock, in words."""
        try:
            state = json.loads(self._owner_file.read_text(encoding="utf-8"))
            return f"{state['role']} (process {state['pid']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another citewell process"


class Indexes:
    """The derived indexes of one collection: opened, checked, and kept up with the library.

    `is_owner` says whether this process may write them.
    """

    def __init__(self, library: Library, home: Path, collection: str, embedder: Embedder, lock: IndexLock) -> None:
        self.library = library
        self.collection = collection
        self.embedder = embedder
        self._lock = lock
        model = library.collection(collection).embedding_model
        if model != embedder.name:
            raise EmbeddingMismatch(
                f"collection {collection!r} was embedded with {model}, the settings say {embedder.name}; set"
                f" CITEWELL_EMBEDDING_MODEL={model}, or run `citewell reindex --collection {collection}` to embed it"
                " anew"
            )
        self.keywords = KeywordIndex(home / "keywords" / collection)
        self.vectors = VectorIndex(home / "chroma" / collection, collection, model)
        self._checked = False
        self._seen_revision = -1
        self._has_written = False
        self._writing = threading.RLock()

    @property
    def is_owner(self) -> bool:
        return self._lock.acquire()

    @property
    def owner(self) -> str:
        return self._lock.owner()

    @property
    def is_behind(self) -> bool:
        """Whether the library holds something that the indexes do not."""
        generation = self.vectors.generation
        n_chunks = self.library.collection(self.collection).n_chunks
        n_indexed = 0 if generation is None else self.library.count_in_chroma(self.collection, generation)
        return n_indexed != n_chunks or self.keywords.revision != self.library.revision(self.collection)

    def catch_up(self, progress: Progress = no_progress) -> None:
        """Bring the indexes up to the library, if this process may write them. Cheap when nothing has changed.

        One thread does so at a time; the others wait for it.
        """
        with self._writing:
            self._catch_up(progress)

    def _catch_up(self, progress: Progress) -> None:
        revision = self.library.revision(self.collection)
        if self._checked and revision == self._seen_revision:
            return
        if not self.is_owner:
            embed_missing(self.library, self.collection, self.embedder, progress)
            self._reopen()
            self._checked = self.vectors.generation is not None and self.keywords.revision >= 0 and not self.is_behind
            self._seen_revision = revision
            return
        if not self._has_written:  # another process may have written them until now
            self._reopen()
            self._checked, self._has_written = False, True
        self._catch_up_keywords(revision)
        embed_missing(self.library, self.collection, self.embedder, progress)
        if not self._checked and not self._is_healthy():
            self._start_generation()
        self._catch_up_vectors(revision, progress)
        self._checked = True
        self._seen_revision = revision

    def rebuild(self, progress: Progress = no_progress) -> None:
        """Throw the derived indexes away and build them from the library."""
        with self._writing:
            if not self.is_owner:
                return
            self._rebuild_keywords(self.library.revision(self.collection))
            self._start_generation()
            self._checked = False
            self._catch_up(progress)

    def _reopen(self) -> None:
        """Open the indexes as another process has written them."""
        self.keywords.reload()
        self.vectors.close()
        self.vectors = VectorIndex(self.vectors.folder, self.collection, self.embedder.name)

    def _catch_up_keywords(self, revision: int) -> None:
        indexed = self.keywords.revision
        if indexed == revision:
            return
        if indexed < 0 or indexed > revision or self.library.removed_chunks(self.collection, indexed):
            self._rebuild_keywords(revision)
        else:
            self.keywords.append(self.library.papers_between(self.collection, indexed, revision), revision)

    def _rebuild_keywords(self, revision: int) -> None:
        self.keywords.rebuild(self.library.papers_between(self.collection, -1, revision), revision)

    def _start_generation(self) -> None:
        """Begin Chroma's index anew. What the library removes from here on is still to be removed from it."""
        self.vectors.start_generation(consumed_revision=self.library.revision(self.collection))

    def _is_healthy(self) -> bool:
        generation = self.vectors.generation
        if generation is None:
            return False
        try:
            self._remove_from_chroma(self.library.revision(self.collection))
        except CHROMA_FAULTS:
            return False
        ids = self.library.chunk_ids_in_chroma(self.collection, generation)
        probes = ids[:: max(1, len(ids) // N_HEALTH_PROBES)]
        vectors = self.library.chunk_vectors(self.collection, probes)
        return self.vectors.is_healthy(len(ids), [(chunk_id, vector) for chunk_id, (_, vector) in vectors.items()])

    def _remove_from_chroma(self, revision: int) -> None:
        removed = self.library.removed_chunks(self.collection, self.vectors.consumed_revision)
        if removed:  # some ids may be those of chunks that came back since: those are added again
            self.library.mark_in_chroma(self.collection, removed, None)
            self.vectors.remove(removed, revision)

    def _catch_up_vectors(self, revision: int, progress: Progress) -> None:
        removed = self.library.removed_chunks(self.collection, self.vectors.consumed_revision)
        if len(removed) > max(1_000, REBUILD_SHARE * self.vectors.count()):
            self._start_generation()
        else:
            self._remove_from_chroma(revision)
        generation = self.vectors.generation
        assert generation is not None
        n_total = self.library.collection(self.collection).n_chunks
        n_done = self.library.count_in_chroma(self.collection, generation)
        while batch := self.library.chunks_not_in_chroma(self.collection, generation, MAX_BATCH):
            vectors = self.library.chunk_vectors(self.collection, [stored.chunk.chunk_id for stored in batch])
            batch = [stored for stored in batch if stored.chunk.chunk_id in vectors]  # others left the library since
            ids = [stored.chunk.chunk_id for stored in batch]
            if batch:
                self.vectors.add(batch, np.stack([vectors[chunk_id][1] for chunk_id in ids]))
                self.library.mark_in_chroma(self.collection, ids, generation)
            n_done += len(batch)
            progress("indexing chunks", n_done, n_total)


def embed_missing(library: Library, collection: str, embedder: Embedder, progress: Progress = no_progress) -> None:
    """Compute and cache the vectors that chunks and sentences of a collection lack, a batch per transaction."""
    chunks = list(library.chunks_without_vector(collection))
    n_done = 0
    for batch in batched(iter(chunks), EMBEDDING_BATCH):
        texts = [chunk_text(stored, embedder) for stored in batch]
        library.put_vectors(embedder.name, [stored.content_hash for stored in batch], embedder.embed(texts))
        n_done += len(batch)
        progress("embedding chunks", n_done, len(chunks))
    papers = library.papers_without_sentence_vectors(collection)
    n_done = 0
    for papers_batch in batched(iter(papers), EMBEDDING_BATCH):
        texts, counts = [], []
        for paper in papers_batch:
            sentences = library.sentences(collection, paper)
            counts.append(len(sentences))
            texts.extend(head(sentence.text, embedder) for sentence in sentences)
        blocks = np.split(embedder.embed(texts), np.cumsum(counts)[:-1])
        library.put_sentence_vectors(embedder.name, [paper.abstract for paper in papers_batch], blocks)
        n_done += len(papers_batch)
        progress("embedding sentences", n_done, len(papers))


def chunk_text(stored: StoredChunk, embedder: Embedder) -> str:
    """Return the text that is embedded for a chunk."""
    return embedded_text(encoder_title(stored.paper.title, embedder), stored.chunk.text)


def head(text: str, embedder: Embedder) -> str:
    """Return a sentence as far as the encoder can read it; all of it is embedded as part of the chunks."""
    spans = embedder.token_offsets(text)
    limit = embedder.max_tokens - embedder.special_tokens
    return text if len(spans) <= limit else text[: spans[limit][0]]  # several tokens may share one character


def batched(items: Iterator[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield runs of at most `size` items. (itertools has it from Python 3.12 on.)"""
    while batch := list(islice(items, size)):
        yield batch
