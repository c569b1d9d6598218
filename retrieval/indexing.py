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
from retrieval.datatypes import Paper, Sentence
from retrieval.embedding import Embedder
from retrieval.errors import EmbeddingMismatch, IndexUnavailable
from retrieval.keyword_index import KeywordIndex
from retrieval.library import Library
from retrieval.library.ledger import Ledger, StoredChunk
from retrieval.vector_index import MAX_BATCH, VectorIndex

PAPERS_PER_BATCH = 32
"""Papers embedded per transaction: at 20 a second, a kill loses a second or two of work."""
BATCHES_PER_FOLLOWING = 32
"""After so many batches Chroma takes in what is embedded."""
PAPERS_WORTH_WAITING = 1_000
"""A question waits for so many papers to be embedded, under a minute; with more it goes ahead."""
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
        self._lock.release(force=True)  # two threads that acquired it at once are counted twice

    def owner(self) -> str:
        """Return who holds the lock, in words."""
        try:
            state = json.loads(self._owner_file.read_text(encoding="utf-8"))
            return f"{state['role']} (process {state['pid']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another citewell process"


class Indexes:
    """The derived indexes of one collection: opened, checked, and kept up with the library.

    `is_owner` says whether this process may write them, `n_waiting` how many papers are not embedded yet.
    """

    def __init__(self, library: Library, home: Path, collection: str, embedder: Embedder, lock: IndexLock) -> None:
        self.library = library
        self.ledger = Ledger(library, collection)
        self.collection = collection
        self.embedder = embedder
        self._lock = lock
        model = library.embedding_model(collection)
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
        self._writing_keywords = threading.RLock()
        self.n_waiting = 0

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
        n_chunks = self.library.count_chunks(self.collection)
        n_indexed = 0 if generation is None else self.ledger.count_in_chroma(generation)
        return n_indexed != n_chunks or self.keywords.revision != self.library.revision(self.collection)

    @property
    def answers_meanwhile(self) -> bool:
        """Whether questions are answered while so many papers wait to be embedded that nobody should wait for them."""
        return self.n_waiting > PAPERS_WORTH_WAITING and self.keywords.revision >= 0

    def catch_up(self, progress: Progress = no_progress) -> None:
        """Bring the indexes up to the library, if this process may write them. Cheap when nothing has changed.

        One thread does so at a time; the others wait for it.
        """
        with self._writing:
            self._catch_up(progress)

    def prepare_question(self, progress: Progress = no_progress) -> None:
        """Make a question answerable without keeping it waiting for long.

        Few new papers are embedded at once. Where many wait, they are found by their words until `catch_up`, here or in
        another thread, has embedded them: `n_waiting` says how many.
        """
        if self._seen_revision == self.library.revision(self.collection) and self._checked:
            return
        self.n_waiting = self.ledger.count_papers_to_embed()
        if self.n_waiting <= PAPERS_WORTH_WAITING or not self.is_owner:
            with self._writing:
                self._catch_up(progress, embeds=self.is_owner)
            return
        with self._writing_keywords:
            self._follow_keywords(self.library.revision(self.collection))
        if self.vectors.generation is None and self._writing.acquire(blocking=False):
            try:
                self._start_generation()
            finally:
                self._writing.release()

    def _catch_up(self, progress: Progress, embeds: bool = True) -> None:
        revision = self.library.revision(self.collection)
        if self._checked and revision == self._seen_revision:
            return
        if not self.is_owner:
            if embeds:
                self._embed(progress)
            self._reopen()
            self._checked = self.vectors.generation is not None and self.keywords.revision >= 0 and not self.is_behind
            self._seen_revision = revision
            return
        if not self._has_written:  # another process may have written them until now
            with self._writing_keywords:
                self._reopen()
            self._checked, self._has_written = False, True
        with self._writing_keywords:
            self._follow_keywords(revision)
        if not self._checked and not self._is_healthy():
            self._start_generation()
        self._embed(progress, then=self._follow_vectors)
        self._follow_vectors()
        self._checked = True
        self._seen_revision = revision

    def rebuild(self, progress: Progress = no_progress) -> None:
        """Throw the derived indexes away and build them from the library."""
        with self._writing:
            if not self.is_owner:
                return
            with self._writing_keywords:
                self._rebuild_keywords(self.library.revision(self.collection))
            self._start_generation()
            self._checked = False
            self._catch_up(progress)

    def _reopen(self) -> None:
        """Open the indexes as another process has written them."""
        self.keywords.reload()
        self.vectors.close()
        self.vectors = VectorIndex(self.vectors.folder, self.collection, self.embedder.name)

    def _follow_keywords(self, revision: int) -> None:
        indexed = self.keywords.revision
        if indexed == revision:
            return
        if indexed < 0 or indexed > revision or self.ledger.removed_chunks(indexed):
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
        except IndexUnavailable:
            return False
        ids = self.ledger.chunk_ids_in_chroma(generation)
        probes = ids[:: max(1, len(ids) // N_HEALTH_PROBES)]
        vectors = self.library.chunk_vectors(self.collection, probes)
        return self.vectors.is_healthy(len(ids), list(vectors.items()))

    def _remove_from_chroma(self, revision: int) -> None:
        removed = self.ledger.removed_chunks(self.vectors.consumed_revision)
        if removed:  # some ids may be those of chunks that came back since: those are added again
            self.ledger.mark_in_chroma(removed, None)
            self.vectors.remove(removed, revision)

    def _follow_vectors(self) -> None:
        """Bring into Chroma what has a vector and is not there, and take out what left the library."""
        removed = self.ledger.removed_chunks(self.vectors.consumed_revision)
        if len(removed) > max(1_000, REBUILD_SHARE * self.vectors.count()):
            self._start_generation()
        else:
            self._remove_from_chroma(self.library.revision(self.collection))
        generation = self.vectors.generation
        assert generation is not None
        while waiting := self.ledger.chunks_not_in_chroma(generation, MAX_BATCH):
            vectors = self.library.chunk_vectors(self.collection, [stored.chunk.chunk_id for stored in waiting])
            batch = [stored for stored in waiting if stored.chunk.chunk_id in vectors]  # others left the library since
            if batch:
                ids = [stored.chunk.chunk_id for stored in batch]
                self.vectors.add(batch, np.stack([vectors[chunk_id] for chunk_id in ids]))
                self.ledger.mark_in_chroma(ids, generation)

    def _embed(self, progress: Progress, then: Callable[[], None] = lambda: None) -> None:
        """Compute and cache the vectors that papers lack, a batch per transaction, and call `then` now and again.

        Chunks and sentences of a paper are embedded together, so that the time a paper takes stays the same throughout
        and a time left can be told from it.
        """
        n_total = self.n_waiting = self.ledger.count_papers_to_embed()
        n_done, last_key = 0, -1
        while True:
            with self.library.snapshot():  # papers, their sentences and chunks as of one moment
                batch = self.ledger.papers_to_embed(last_key, PAPERS_PER_BATCH)
                papers = [paper for _, paper in batch]
                sentences = [self.library.sentences(self.collection, paper) for paper in papers]
                chunks = self.ledger.chunks_without_vector([paper.paper_id for paper in papers])
            if not batch:
                break
            self._embed_batch(papers, sentences, chunks)
            last_key = batch[-1][0]
            n_done += len(batch)
            self.n_waiting = max(0, n_total - n_done)
            progress("embedding papers", n_done, max(n_total, n_done))
            if n_done % (PAPERS_PER_BATCH * BATCHES_PER_FOLLOWING) == 0:
                then()
        self.n_waiting = 0

    def _embed_batch(
        self, papers: Sequence[Paper], sentences: Sequence[Sequence[Sentence]], chunks: Sequence[StoredChunk]
    ) -> None:
        """Compute and cache the vectors of chunks, and of the sentences of papers."""
        embedder = self.embedder
        texts = [chunk_text(stored, embedder) for stored in chunks]
        texts += [head(sentence.text, embedder) for own in sentences for sentence in own]
        vectors = embedder.embed(texts)
        blocks = np.split(vectors[len(chunks) :], np.cumsum([len(own) for own in sentences])[:-1])
        with self.library.transaction():
            self.ledger.put_vectors(embedder.name, [stored.content_hash for stored in chunks], vectors[: len(chunks)])
            self.ledger.put_sentence_vectors(embedder.name, [paper.abstract for paper in papers], blocks)


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
