"""One workspace for all visitors of the page: one thread writes the library and the indexes, many answer questions."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from assistant.datatypes import Answer, Question
from assistant.workspace import Workspace
from page.status_view import AskedCollection
from retrieval.indexing import Progress, no_progress
from retrieval.ingest import IngestReport
from retrieval.sample import SAMPLE_COLLECTION

POLL_SECONDS = 0.25
MAX_PAPERS_WITH_YEARS = 20_000
"""Beyond this many papers, finding the first and the last year takes longer than it is worth."""
N_EXAMPLE_TITLES = 4


class SharedWorkspace:
    """Guards a workspace. `progress` also hears of all work in the background, for the terminal."""

    def __init__(self, workspace: Workspace, progress: Progress = no_progress) -> None:
        self.workspace = workspace
        self._progress = progress
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="citewell-indexing")
        self._activity = ""
        self._has_sample = False
        self._warm: set[str] = set()
        self._years: dict[tuple[str, int], tuple[int, int] | None] = {}
        self._years_lock = threading.Lock()

    def close(self) -> None:
        """Finish what the background is at and take no more."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def prepare(self) -> Future[None]:
        """Bring the collection to ask up to date in the background. Quick where nothing has changed."""
        return self._worker.submit(self._prepare)

    def ingest(self, paths: Sequence[Path]) -> Future[IngestReport]:
        """Read files into the user's collection in the background, and index it."""
        return self._worker.submit(self._ingest, paths)

    def activities(self, work: Future[None] | Future[IngestReport]) -> Iterator[str]:
        """Yield what the background is at until `work` is done; then raise what it raised, if it did."""
        while not work.done():
            try:
                work.result(timeout=POLL_SECONDS)
            except TimeoutError:
                if not work.done():
                    yield self._activity
        work.result()

    def answers(self, question: Question) -> Iterator[Answer]:
        """Yield the states of an answer from the collection to ask."""
        yield from self.workspace.answering(self.workspace.collection).stream(question)

    def asked_collection(self) -> AskedCollection:
        """Return which collection is asked. Raises RetrievalError where the settings name one that is not there."""
        name = self.workspace.collection
        if name == SAMPLE_COLLECTION and not self._has_sample:
            return AskedCollection(name, True, 0)
        state = self.workspace.library.collection(name)
        return AskedCollection(
            name, name == SAMPLE_COLLECTION, state.n_papers, self._years_of(name, state.revision, state.n_papers)
        )

    def titles(self) -> list[str]:
        """Return a few titles from all over the collection to ask."""
        name = self.workspace.collection
        if self.workspace.library.collection(name).n_papers > MAX_PAPERS_WITH_YEARS:
            return []
        papers = self.workspace.library.papers(name)
        return [paper.title for paper in papers[:: max(1, len(papers) // N_EXAMPLE_TITLES)]][:N_EXAMPLE_TITLES]

    def _years_of(self, name: str, revision: int, n_papers: int) -> tuple[int, int] | None:
        if n_papers > MAX_PAPERS_WITH_YEARS:
            return None
        with self._years_lock:
            if (name, revision) not in self._years:
                years = [paper.year for paper in self.workspace.library.papers(name) if paper.year is not None]
                self._years = {(name, revision): (min(years), max(years)) if years else None}
            return self._years[name, revision]

    def _prepare(self) -> None:
        self._activity = "Getting ready"
        name = self.workspace.collection
        if name == SAMPLE_COLLECTION and not self._has_sample:
            self.workspace.ensure_sample(self._reporter("the sample"))
            self._has_sample = True
        report = self._reporter("the sample" if name == SAMPLE_COLLECTION else f"“{name}”")
        self.workspace.indexes(name).catch_up(report)
        if name not in self._warm:  # the first query loads the encoder, the first chain the model's client
            self.workspace.retriever(name).search("warm up", 1)
            self.workspace.answering(name)
            self._warm.add(name)

    def _ingest(self, paths: Sequence[Path]) -> IngestReport:
        self._activity = "Reading your papers"
        return self.workspace.ingest(paths, progress=self._reporter(f"“{self.workspace.ingest_collection}”"))

    def _reporter(self, whose: str) -> Progress:
        def report(what: str, n_done: int, n_total: int) -> None:
            amount = f"{n_done:,} of {n_total:,}" if n_total else f"{n_done:,}"
            self._activity = f"Indexing {whose}: {what}, {amount}"
            self._progress(what, n_done, n_total)

        return report
