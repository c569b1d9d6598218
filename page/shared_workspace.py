"""One workspace for all visitors of the page: one thread writes the library and the indexes, many answer questions."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from assistant.datatypes import Answer, Question
from assistant.workspace import Workspace
from page.status_view import AskedCollection
from retrieval.fetching import FetchReport
from retrieval.indexing import Progress, no_progress
from retrieval.ingest import IngestReport
from retrieval.sample import SAMPLE_COLLECTION

POLL_SECONDS = 0.25
MAX_PAPERS_FOR_TITLES = 20_000
"""Beyond this many papers, reading all their titles for a few examples takes longer than it is worth."""
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

    def close(self) -> None:
        """Finish what the background is at and take no more."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def prepare(self) -> Future[None]:
        """Bring the collection to ask up to date in the background. Quick where nothing has changed."""
        return self._worker.submit(self._prepare)

    def ingest(self, paths: Sequence[Path]) -> Future[IngestReport]:
        """Read files into the user's collection in the background, and index it."""
        return self._worker.submit(self._ingest, paths)

    def fetch(self) -> Future[FetchReport]:
        """Fetch the sample's abstracts from arXiv into the user's collection in the background, and index them."""
        return self._worker.submit(self._fetch)

    @property
    def answers_meanwhile(self) -> bool:
        """Whether questions are answered although the background has not finished its work on the collection to ask."""
        name = self.workspace.collection
        return name in self.workspace.library.collection_names() and self.workspace.indexes(name).answers_meanwhile

    def activities(self, work: Future[None] | Future[IngestReport] | Future[FetchReport]) -> Iterator[str]:
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
        return AskedCollection(name, name == SAMPLE_COLLECTION, state.n_papers, self.workspace.library.years(name))

    def titles(self) -> list[str]:
        """Return a few titles from all over the collection to ask."""
        name = self.workspace.collection
        if self.workspace.library.collection(name).n_papers > MAX_PAPERS_FOR_TITLES:
            return []
        papers = self.workspace.library.papers(name)
        return [paper.title for paper in papers[:: max(1, len(papers) // N_EXAMPLE_TITLES)]][:N_EXAMPLE_TITLES]

    def _prepare(self) -> None:
        self._activity = "Getting ready"
        name = self.workspace.collection
        if name == SAMPLE_COLLECTION and not self._has_sample:
            self.workspace.ensure_sample(self._reporter("the sample"))
            self._has_sample = True
        report = self._reporter("the sample" if name == SAMPLE_COLLECTION else f"“{name}”")
        self.workspace.indexes(name).catch_up(report)
        if name not in self._warm:  # the first query loads the encoder, the first chain the model's client
            retriever = self.workspace.retriever(name)
            retriever.read("warm up", retriever.search("warm up", 1).passages, 1)
            retriever.matrices.current(name, retriever.embedder.dimension)
            self.workspace.answering(name)
            self._warm.add(name)

    def _ingest(self, paths: Sequence[Path]) -> IngestReport:
        self._activity = "Reading your papers"
        return self.workspace.ingest(paths, progress=self._reporter(f"“{self.workspace.ingest_collection}”"))

    def _fetch(self) -> FetchReport:
        self._activity = "Asking arXiv"
        return self.workspace.fetch(progress=self._reporter("abstracts from arXiv"))

    def _reporter(self, whose: str) -> Progress:
        def report(what: str, n_done: int, n_total: int) -> None:
            amount = f"{n_done:,} of {n_total:,}" if n_total else f"{n_done:,}"
            self._activity = f"Indexing {whose}: {what}, {amount}"
            self._progress(what, n_done, n_total)

        return report
