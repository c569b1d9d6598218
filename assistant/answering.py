"""Question → answer, as one LangChain runnable: understand → retrieve → pack evidence → write → cite.

`invoke` returns the finished answer, `stream` its states as it grows, `batch` answers many. Both writers go this way;
no evidence means an abstention, and then no model is called.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator, RunnableLambda

from assistant.citations import cite
from assistant.conversation import asking_text, standalone_text
from assistant.datatypes import Answer, Draft, Evidence, PaperScore, Question, UnderstoodQuestion
from assistant.evidence import Bar, gather_evidence
from assistant.question import question_kind, retrieval_query
from assistant.writing.budget import TokenBudget
from assistant.writing.writer import Writer
from retrieval.indexing import Progress, no_progress
from retrieval.retriever import Retrieval, Retriever

N_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Stage:
    """What one question carries from step to step, with the time each step took."""

    question: Question
    timings_ms: dict[str, float] = field(default_factory=dict)
    understood: UnderstoodQuestion | None = None
    retrieval: Retrieval | None = None
    evidence: Evidence | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenStage:
    """A stage with the draft as far as it is written; no draft where nothing is to be written."""

    stage: Stage
    draft: Draft | None

    def __add__(self, later: "WrittenStage") -> "WrittenStage":
        """Return the later state: LangChain folds a generator step's output so."""
        return later


def build_answering(
    retriever: Retriever,
    writer: Writer,
    rewrite: Callable[[Question], str] = standalone_text,
    budget: TokenBudget | None = None,
    bar: Bar = Bar(),
    progress: Progress = no_progress,
) -> Runnable[Question, Answer]:
    """Compose the chain.

    `rewrite` turns a follow-up into text that stands alone; `budget` shares the model's context between evidence,
    history and reply.
    """

    def understand(question: Question) -> Stage:
        started = time.perf_counter()
        text = rewrite(question) if question.history else question.text
        understood = UnderstoodQuestion(question, question_kind(asking_text(question)), retrieval_query(text))
        return Stage(question, {"understand": _since(started)}, understood)

    def retrieve(stage: Stage) -> Stage:
        started = time.perf_counter()
        assert stage.understood is not None
        retrieval = retriever.search(stage.understood.query, N_PASSAGES, stage.question.paper_filter, progress)
        indexes = retriever.indexes
        notices = stage.notices + tuple(
            f"No paper holds “{name}”; it was read as “{term}”." for name, term in retrieval.respelt
        )
        if not indexes.is_owner and indexes.is_behind:
            notices += (
                f"The newest papers are not searched yet: {indexes.owner} holds the indexes and catches up before its"
                " next question.",
            )
        elif retrieval.n_waiting:
            notices += (f"{retrieval.n_waiting:,} papers are not embedded yet: only their words can find them.",)
        return replace(
            stage, retrieval=retrieval, notices=notices, timings_ms=stage.timings_ms | {"retrieve": _since(started)}
        )

    def pack(stage: Stage) -> Stage:
        started = time.perf_counter()
        assert stage.understood is not None and stage.retrieval is not None
        evidence = gather_evidence(stage.understood, stage.retrieval, retriever, bar)
        if evidence.papers and budget is not None:
            evidence = budget.fit(evidence)
        return replace(stage, evidence=evidence, timings_ms=stage.timings_ms | {"pack": _since(started)})

    def write(stages: Iterator[Stage], config: RunnableConfig) -> Iterator[WrittenStage]:
        for stage in stages:
            assert stage.evidence is not None
            if not stage.evidence.papers:
                yield WrittenStage(stage, None)
                continue
            started = time.perf_counter()
            for draft in writer.write(stage.evidence, config):
                timed = replace(stage, timings_ms=stage.timings_ms | {"write": _since(started)})
                yield WrittenStage(timed, draft)

    def cite_drafts(written: Iterator[WrittenStage]) -> Iterator[Answer]:
        for item in written:
            yield _answer(item, writer)

    chain: Runnable[Question, Answer] = (
        RunnableLambda(understand, name="understand")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableLambda(pack, name="pack")
        | RunnableGenerator(write, name="write")  # type: ignore[arg-type]  # LangChain hands the config in
        | RunnableGenerator(cite_drafts, name="cite")
    )
    return chain


def _answer(written: WrittenStage, writer: Writer) -> Answer:
    """Return the state of the answer that a draft stands for."""
    started = time.perf_counter()
    stage, draft = written.stage, written.draft
    assert stage.evidence is not None and stage.understood is not None
    evidence = stage.evidence
    text = evidence.reason or "" if draft is None else draft.text
    sentences, unresolved = ((), ()) if draft is None else cite(text, evidence.papers)
    timings = stage.timings_ms | {"cite": _since(started)}
    return Answer(
        question=stage.question,
        writer=writer.name,
        text=text,
        complete=draft is None or draft.complete,
        abstained=draft is None,
        reason=evidence.reason,
        sentences=sentences,
        unresolved=unresolved,
        evidence=tuple(PaperScore(item.passage.paper, item.passage.score, item.number) for item in evidence.papers),
        nearest=() if evidence.papers else tuple(PaperScore(near.paper, near.score) for near in evidence.nearest),
        query=stage.understood.query,
        confidence=evidence.confidence,
        model=None if draft is None else draft.model,
        usage={} if draft is None else draft.usage,
        timings_ms=timings | {"total": round(sum(timings.values()), 2)},
        broken_off=None if draft is None else draft.broken_off,
        notices=stage.notices,
    )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
