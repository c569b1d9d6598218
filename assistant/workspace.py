"""The composition root: settings → library, encoder, indexes, writer, chain. Command line and page both use it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable

from assistant.answering import build_answering
from assistant.conversation import standalone_text
from assistant.datatypes import Answer, Question
from assistant.linting.checking import CheckTools
from assistant.outlines.member_judge import MemberJudge
from assistant.settings import Settings
from assistant.verification.check import Verifier
from assistant.verification.contradiction import ADAPTER
from assistant.verification.datatypes import Source
from assistant.verification.gate import Judge
from assistant.writing.budget import TokenBudget
from assistant.writing.extractive import ExtractiveWriter
from assistant.writing.server_address import checked_base_url, server_address
from assistant.writing.writer import Writer
from retrieval.answer_selection import AnswerSelector
from retrieval.arxiv import ArxivClient
from retrieval.cross_encoder import CrossEncoder
from retrieval.embedding import Embedder, embedder_from
from retrieval.fetching import FetchReport, fetch, one_fetch_at_a_time
from retrieval.indexing import Indexes, IndexLock, Progress, no_progress
from retrieval.ingest import IngestReport, ingest, store_paper
from retrieval.library import Library
from retrieval.retriever import Retriever
from retrieval.sample import SAMPLE_COLLECTION, SAMPLE_FILE
from retrieval.tokens import TokenCounter
from retrieval.vector_index import VectorIndex

if TYPE_CHECKING:
    from assistant.trends.asking import ModelForTrends

USER_COLLECTION = "papers"
"""Where papers go unless another collection is named."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what a model can do; without one, only a writer is there and follow-ups are put together from words."""

    writer: Writer
    rewrite: Callable[[Question], str] = standalone_text
    budget: TokenBudget | None = None
    judge: Judge | None = None
    member_judge: MemberJudge | None = None


class Workspace:
    """Everything that one process needs, opened when first asked for. `role` names the process to others.

    Encoders are kept in `models_folder`, by default that of the home folder.
    """

    def __init__(self, settings: Settings, role: str, models_folder: Path | None = None) -> None:
        self.settings = settings
        self._models_folder = models_folder or settings.home / "models"
        self.library = Library(settings.home / "library.sqlite")
        self._lock = IndexLock(settings.home, role)
        self._indexes: dict[str, Indexes] = {}
        self._has_sample = False
        self._opening = threading.Lock()

    def close(self) -> None:
        """Close the library and let another process write the indexes."""
        self.library.close()
        self._lock.release()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def embedder(self) -> Embedder:
        """Return the encoder of the settings."""
        key = self.settings.openai_api_key
        return embedder_from(
            self.settings.embedding_model,
            self._models_folder,
            None if self.settings.openai_base_url is None else checked_base_url(self.settings),
            None if key is None else key.get_secret_value(),
            threads=self.settings.threads,
        )

    @property
    def collection(self) -> str:
        """Return the collection to ask: that of the settings, else the user's if it holds papers, else the sample."""
        if self.settings.collection is not None:
            return self.settings.collection
        if self.library.holds_papers(USER_COLLECTION):
            return USER_COLLECTION
        return SAMPLE_COLLECTION

    def ensure_sample(self, progress: Progress = no_progress) -> None:
        """Put the bundled papers into their collection, if that is the one to be asked. Cheap when they are there."""
        if self.collection == SAMPLE_COLLECTION and not self._has_sample:
            ingest(self.library, SAMPLE_COLLECTION, [SAMPLE_FILE], self.embedder, progress)
            self._has_sample = True

    @property
    def ingest_collection(self) -> str:
        """Return the collection that papers go to unless another is named."""
        return self.settings.collection or USER_COLLECTION

    def ingest(
        self, paths: Sequence[Path], collection: str | None = None, progress: Progress = no_progress
    ) -> IngestReport:
        """Read files into a collection (by default the user's) and bring its indexes up to date."""
        name = collection or self.ingest_collection
        if name in self.library.collection_names():
            self.indexes(name)  # refuses a collection of another model before anything is read
        report = ingest(self.library, name, paths, self.embedder, progress)
        self.indexes(name).catch_up(progress)
        return report

    def fetch(self, ids: Sequence[str] | None = None, progress: Progress = no_progress) -> FetchReport:
        """Fetch abstracts from arXiv: of the ids, or of every paper that is asked and has an id but only a synopsis.

        They go into the collection of the settings; where that is none or the sample, into the user's, which the
        sample's other papers join as they are. Raises ArxivError where nothing could be fetched; the report tells of
        a failure that came later.
        """
        self.ensure_sample(progress)
        source = self.collection
        target = USER_COLLECTION if source == SAMPLE_COLLECTION else source
        if target in self.library.collection_names():
            self.indexes(target)  # refuses a collection of another model before anything is fetched
        settings = self.settings
        with (
            one_fetch_at_a_time(settings.home),
            ArxivClient(settings.arxiv_url, settings.arxiv_pause_seconds) as client,
        ):
            report = fetch(self.library, source, target, ids, client, self.embedder, progress)
        if report.fetched:
            self.indexes(target).catch_up(progress)
        return report

    def indexes(self, collection: str) -> Indexes:
        """Return the indexes of a collection, opened once."""
        with self._opening:
            if collection not in self._indexes:
                self._indexes[collection] = Indexes(
                    self.library, self.settings.home, collection, self.embedder, self._lock
                )
            return self._indexes[collection]

    def reindex(self, collection: str, progress: Progress = no_progress) -> None:
        """Cut and embed a collection anew with the encoder of the settings, and build its indexes."""
        library, embedder = self.library, self.embedder
        with library.transaction():
            library.set_embedding_model(collection, embedder.name)
            for paper in library.papers(collection):
                store_paper(library, collection, paper, paper, embedder)
        self._indexes.pop(collection, None)
        self.indexes(collection).catch_up(progress)

    def retriever(self, collection: str | None = None) -> Retriever:
        """Return the retriever of a collection (by default the one to ask)."""
        selector = self.answer_selector if self.answer_selector.is_available else None
        return Retriever(self.indexes(collection or self.collection), selector=selector)

    @cached_property
    def answer_selector(self) -> AnswerSelector:
        """Return what reads a paper for the sentences that answer a question."""
        return AnswerSelector(self._models_folder, self.settings.threads)

    @cached_property
    def verifier(self) -> Verifier:
        """Return what checks a claim against the sentences it cites.

        Where the packaged weights are missing, it compares by rules and likeness alone.
        """
        cross_encoder = CrossEncoder(self._models_folder, ADAPTER, self.settings.threads)
        return Verifier(
            self.embedder.embed,
            cross_encoder.scores if cross_encoder.is_available else None,
            self.answer_selector.log_odds if self.answer_selector.is_available else None,
        )

    def check_tools(self, collection: str | None = None) -> CheckTools:
        """Return what a check of citations asks, over a collection (by default the one to ask)."""
        return CheckTools(self.library, collection or self.collection, self.verifier)

    def status(self) -> dict[str, Any]:
        """Return what is where, in plain JSON types. Never holds a key."""
        settings = self.settings
        collections = []
        for name in self.library.collection_names():
            state = self.library.collection(name)
            index = VectorIndex(settings.home / "chroma" / name, name, state.embedding_model)
            collections.append({**asdict(state), "chroma": None if index.path is None else str(index.path)})
        return {
            "home": str(settings.home),
            "embedding_model": settings.embedding_model,
            "writer": settings.writer_name,
            "model_server": server_address(settings) if settings.writer_name == "generative" else None,
            "collection": self.collection,
            "collections": collections,
        }

    @property
    def _judging(self) -> Settings:
        """Return the settings with the judge in the model's place."""
        return self.settings.model_copy(update={"model": self.settings.judge_model})

    def entailment_judge(self) -> Callable[[str, Sequence[Source]], bool | None] | None:
        """Return the judge of the settings for single claims; None where there is none."""
        if self.settings.writer_name == "extractive" or not self.settings.judge_model:
            return None
        from assistant.writing.judging import entailment_judge_with
        from assistant.writing.model_server import chat_model_from

        return entailment_judge_with(chat_model_from(self._judging), self._judging)

    def trends_model(self, progress: Progress = no_progress) -> "ModelForTrends | None":
        """Return what the model of the settings does for a report on trends; None where no model writes."""
        settings = self.settings
        if settings.writer_name == "extractive":
            return None
        from assistant.trends.asking import ModelForTrends
        from assistant.trends.model_names import name_with_model
        from assistant.trends.model_prose import write_with_model
        from assistant.writing.model_server import chat_model_from, model_name

        chat_model = chat_model_from(settings)
        counter = TokenCounter.for_model(model_name(settings), allow_download=True)

        def tell(what: str) -> None:
            progress(what, 0, 0)

        return ModelForTrends(
            lambda corpus, themes: name_with_model(corpus, themes, chat_model, settings, counter, tell),
            lambda report, corpus: write_with_model(report, corpus, chat_model, settings, self.verifier, counter, tell),
        )

    @cached_property
    def _staff(self) -> "Staff":
        """Return who writes by the settings, and who rewrites follow-ups, lists members and judges."""
        settings = self.settings
        if settings.writer_name == "extractive":
            return Staff(ExtractiveWriter())
        # LangChain's model classes take seconds to import, so they wait until a model is wanted.
        from assistant.outlines.member_judge import member_judge_with
        from assistant.writing.generative import GenerativeWriter
        from assistant.writing.judging import judge_with
        from assistant.writing.model_server import chat_model_from, model_name
        from assistant.writing.rewriting import rewrite_question

        chat_model = chat_model_from(settings)
        name = model_name(settings)
        counter = TokenCounter.for_model(name, allow_download=True)
        judging = self._judging
        return Staff(
            GenerativeWriter(chat_model, name, settings),
            lambda question: rewrite_question(chat_model, question, settings),
            TokenBudget(counter, settings.max_context_tokens, settings.max_reply_tokens),
            judge_with(chat_model_from(judging), judging) if settings.judge_model else None,
            member_judge_with(chat_model, settings),
        )

    def answering(self, collection: str | None = None, progress: Progress = no_progress) -> Runnable[Question, Answer]:
        """Return the chain over a collection (by default the one to ask)."""
        if collection is None:
            self.ensure_sample(progress)
        staff = self._staff
        return build_answering(
            self.retriever(collection),
            staff.writer,
            staff.rewrite,
            staff.budget,
            progress=progress,
            judge=staff.judge,
            member_judge=staff.member_judge,
            home=self.settings.home,
            verifier=self.verifier,
        )
