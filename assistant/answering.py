"""Question → answer, as one LangChain runnable: understand → retrieve → pack evidence → write → cite and check.

`invoke` returns the finished answer, `stream` its states as it grows, `batch` answers many. Both writers go this way
and through one gate; no evidence means an abstention, and then no model is called.
"""

import re
import time
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator, RunnableLambda

from assistant.bibtex import bibtex
from assistant.citations import cite, cite_known
from assistant.conversation import (
    asking_text,
    listings_drawn_on,
    place_beyond_list,
    standalone_text,
    within_subject,
)
from assistant.conversation.small_talk import why_unanswered, without_interjection
from assistant.datatypes import (
    Answer,
    AnswerSentence,
    Draft,
    Evidence,
    FilterChip,
    PaperScore,
    Question,
    UnderstoodQuestion,
    UnresolvedMarker,
)
from assistant.errors import ModelServerError
from assistant.evidence import Bar
from assistant.filters import combine, read_filters
from assistant.filters.phrases import PUBLISHED
from assistant.outlines.gathering import gather
from assistant.outlines.list_subject import list_subject
from assistant.outlines.listing import MAX_SHOWN, gather_members
from assistant.outlines.member_judge import MemberJudge
from assistant.outlines.one_aspect import asks_for_bibtex
from assistant.question import question_kind, retrieval_query, with_question_words, without_form, without_markup
from assistant.trends.wording import as_papers, from_papers, trends_topic
from assistant.verification.check import Verifier
from assistant.verification.gate import Gate, Judge, failures, judged
from assistant.verification.words import meaning_stems
from assistant.writing.budget import TokenBudget
from assistant.writing.extractive import ExtractiveWriter
from assistant.writing.writer import Writer
from retrieval.cleaning import LONE_SURROGATE
from retrieval.datatypes import Paper, PaperFilter, Passage
from retrieval.indexing import Progress, no_progress
from retrieval.retriever import Retrieval, Retriever

N_PASSAGES = 10
NUMBER = re.compile(r"\d+")
OF_PUBLISHING = re.compile(rf"\b{PUBLISHED}\b", re.IGNORECASE)


@runtime_checkable
class Repairer(Protocol):
    """A writer that can write a draft again, told what is wrong with it."""

    def repair(self, draft: Draft, faults: Sequence[str], config: RunnableConfig | None = None) -> Iterator[Draft]:
        """Yield ever later states of the mended draft."""


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


def build_answering(
    retriever: Retriever,
    writer: Writer,
    rewrite: Callable[[Question], str] = standalone_text,
    budget: TokenBudget | None = None,
    bar: Bar = Bar(),
    progress: Progress = no_progress,
    judge: Judge | None = None,
    member_judge: MemberJudge | None = None,
    home: Path | None = None,
    verifier: Verifier | None = None,
) -> Runnable[Question, Answer]:
    """Compose the chain.

    `rewrite` turns a follow-up into text that stands alone; `budget` shares the model's context between evidence,
    history and reply; `judge` says which statements their sources entail, `member_judge` which papers belong on a
    list; in `home` the themes of whole collections are kept; `verifier` checks every statement, by default one without
    a cross-encoder.
    """
    quoting = ExtractiveWriter()
    verifier = verifier or Verifier(retriever.embedder.embed)

    def understand(asked: Question) -> Stage:
        started = time.perf_counter()
        asked = replace(asked, text=LONE_SURROGATE.sub("\ufffd", asked.text))
        question = replace(asked, text=with_question_words(without_markup(asked.text)) or asked.text)
        reason = why_unanswered(question.text, has_model=writer.name != quoting.name) or place_beyond_list(question)
        if reason is not None:
            nothing = Evidence(UnderstoodQuestion(question, "lookup", question.text), (), reason=reason)
            return Stage(asked, {"understand": _since(started)}, nothing.understood, evidence=nothing)
        question = replace(question, text=without_interjection(question.text))
        question = within_subject(question, partial(_texts, retriever))
        text = rewrite(question) if question.history else standalone_text(question)
        library, collection = retriever.library, retriever.collection
        kind = question_kind(asking_text(question))
        if kind == "trends":
            text = as_papers(trends_topic(text))
        elif kind == "paragraph":
            text = without_form(text)
        reading = read_filters(text, library, collection, date.today().year, question.ignored_filters)
        if question.history and (unasked := [chip.label for chip in reading.chips if not _is_asked(chip, asked)]):
            ignored = (*question.ignored_filters, *unasked)
            reading = read_filters(text, library, collection, date.today().year, ignored)
        among, listings, notices = question.paper_filter, listings_drawn_on(question), tuple[str, ...]()
        for listing in listings:
            among = _listed(listing, question, among, retriever)
        if listings:
            found_for = " and, of these, for ".join(f"“{listing}”" for listing in listings)
            number = "" if among.paper_ids is None else f" ({len(among.paper_ids):,})"
            notices = (f"Drawn on were only the papers found for {found_for}{number}.",)
        if listings and kind in ("list", "count") and list_subject(reading.text).is_empty:
            listed_for = read_filters(listings[-1], library, collection, date.today().year).text
            reading = replace(reading, text=listed_for)  # "which of them are from 2024": shown by what listed them
        paper_filter = combine(among, reading.paper_filter, library, collection)
        query = retrieval_query((from_papers(reading.text) if kind == "trends" else reading.text) or question.text)
        understood = UnderstoodQuestion(question, kind, query, paper_filter, reading.chips, reading.text)
        return Stage(asked, {"understand": _since(started)}, understood, notices=notices)

    def retrieve(stage: Stage) -> Stage:
        if stage.evidence is not None:
            return stage
        started = time.perf_counter()
        assert stage.understood is not None
        retrieval = retriever.search(stage.understood.query, N_PASSAGES, stage.understood.paper_filter, progress)
        indexes = retriever.indexes
        notices = stage.notices
        searches = stage.understood.kind != "trends"  # which picks its papers by other means
        if searches:
            notices += tuple(f"No paper holds “{name}”; it was read as “{term}”." for name, term in retrieval.respelt)
        if searches and retrieval.reading.words:
            read = "; ".join(f"“{word}” as “{field_words}”" for word, field_words in retrieval.reading.words)
            notices += (f"Everyday words were also looked up in the field's: {read}.",)
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
        if stage.evidence is not None:
            return stage
        started = time.perf_counter()
        assert stage.understood is not None and stage.retrieval is not None
        if stage.understood.kind == "trends":
            from assistant.trends.answer import gather_trends  # what counts and groups takes a second to import

            evidence = gather_trends(stage.understood, stage.retrieval, retriever, home, progress)
        else:
            evidence = gather(stage.understood, stage.retrieval, retriever, bar, member_judge)
        if evidence.papers and budget is not None and _writer_for(evidence) is writer:
            evidence = budget.fit(evidence)
        return replace(stage, evidence=evidence, timings_ms=stage.timings_ms | {"pack": _since(started)})

    def _writer_for(evidence: Evidence) -> Writer:
        """Return who writes: lists, trends and records are a matter of queries, so no model is asked for them."""
        is_record = evidence.outline is not None and not evidence.outline.parts
        return quoting if is_record or evidence.understood.kind in ("list", "count", "trends") else writer

    def drafts(stage: Stage, config: RunnableConfig) -> Iterator[WrittenStage]:
        assert stage.evidence is not None
        if not stage.evidence.papers:
            yield WrittenStage(stage, None)
            return
        started = time.perf_counter()
        for draft in _writer_for(stage.evidence).write(stage.evidence, config):
            timed = replace(stage, timings_ms=stage.timings_ms | {"write": _since(started)})
            yield WrittenStage(timed, draft)

    # Writing and checking are one step: LangChain reads what goes into a step to its end even where the step is closed,
    # so between two steps a stopped answer would be read on until the model is done.
    def write_and_check(stages: Iterator[Stage], config: RunnableConfig) -> Iterator[Answer]:
        for stage in stages:
            assert stage.evidence is not None
            gate = Gate(verifier, stage.evidence)
            for item in drafts(stage, config):
                answer = _answer(item, writer, gate)
                if item.draft is None or not item.draft.complete:
                    yield answer
                    continue
                is_whole = item.draft.broken_off is None and item.draft.writer == writer.name
                if is_whole and isinstance(writer, Repairer) and _faults(answer):
                    answer = yield from _repaired(item, answer, writer, gate, config)
                if judge is not None and answer.statements:
                    answer = _judged(answer, judge)
                yield _settled(answer)

    chain: Runnable[Question, Answer] = (
        RunnableLambda(understand, name="understand")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableLambda(pack, name="pack")
        | RunnableGenerator(write_and_check, name="write and check")  # type: ignore[arg-type]  # with a config
    )
    return chain


def _is_asked(chip: FilterChip, question: Question) -> bool:
    """Say whether a filter's words were all said before: a model that rewrites a question may add others.

    An author may be one whom an answer named.
    """
    said = [f"{turn.question} {turn.answer if chip.kind == 'author' else ''}" for turn in question.history]
    asked = _telling(" ".join([*said, question.text]))
    return _telling(chip.label) <= asked or _telling(OF_PUBLISHING.sub("", chip.words)) <= asked


def _telling(text: str) -> set[str]:
    return {*meaning_stems(text), *NUMBER.findall(text)}


def _texts(retriever: Retriever, titles: Sequence[str]) -> str:
    """Return the papers of these titles in one text."""
    found = (retriever.library.find(retriever.collection, Paper("", title, "")) for title in titles)
    return "\n".join(f"{paper.title}\n{paper.abstract}" for paper in found if paper is not None)


def _listed(text: str, question: Question, among: PaperFilter, retriever: Retriever) -> PaperFilter:
    """Return the filter with the papers alone that a question for papers is answered with, no model being asked."""
    library, collection = retriever.library, retriever.collection
    ignored = [label for turn in question.history for label in turn.ignored_filters]
    reading = read_filters(text, library, collection, date.today().year, ignored)
    among = combine(among, reading.paper_filter, library, collection)
    if list_subject(reading.text).is_empty:
        return among
    understood = UnderstoodQuestion(question, "list", retrieval_query(reading.text), among, text=reading.text)
    evidence = gather_members(understood, retriever)
    ids = tuple(paper.passage.paper.paper_id for paper in evidence.papers)
    if len(ids) == MAX_SHOWN and evidence.outline is not None:  # then what was counted holds more
        counts = (statement.computation for statement in evidence.outline.statements)
        ids = next((count.paper_ids for count in counts if count is not None), ids)
    return combine(among, PaperFilter(paper_ids=ids), library, collection)


def _answer(written: WrittenStage, writer: Writer, gate: Gate) -> Answer:
    """Return the state of the answer that a draft stands for, its finished sentences checked."""
    started = time.perf_counter()
    stage, draft = written.stage, written.draft
    assert stage.evidence is not None
    evidence, understood = stage.evidence, stage.evidence.understood
    sentences: tuple[AnswerSentence, ...] = ()
    unresolved: tuple[UnresolvedMarker, ...] = ()
    if draft is not None and draft.sentences is not None:
        sentences = cite_known(draft.sentences, evidence.papers)
    elif draft is not None:
        sentences, unresolved = cite(draft.text, evidence.papers)
    n_finished = len(sentences) if draft is None or draft.complete else len(sentences) - 1
    sentences = gate.check(sentences[:n_finished], draft.text if draft else "") + sentences[n_finished:]
    cited = {citation.paper_id for sentence in sentences for citation in sentence.citations}
    if is_to_cite := asks_for_bibtex(evidence):
        cited = {item.passage.paper.paper_id for item in evidence.papers}
    timings = stage.timings_ms | {"check": _since(started)}
    complete = draft is None or draft.complete
    return Answer(
        question=stage.question,
        writer=writer.name if draft is None else draft.writer,
        text=evidence.reason or "" if draft is None else draft.text,
        complete=complete,
        abstained=draft is None or evidence.gap is not None,
        reason=evidence.reason,
        sentences=sentences,
        unresolved=unresolved,
        evidence=tuple(PaperScore(item.passage.paper, item.passage.score, item.number) for item in evidence.papers),
        nearest=() if evidence.papers else tuple(map(_near, evidence.nearest)),
        query=understood.query,
        kind=understood.kind,
        gap=evidence.gap,
        layout=None
        if evidence.outline is None or draft is None or draft.sentences is None
        else evidence.outline.layout,
        chips=understood.chips,
        bibtex=bibtex([item.passage.paper for item in evidence.papers if item.passage.paper.paper_id in cited])
        if complete and cited and (is_to_cite or understood.kind == "paragraph")
        else None,
        confidence=evidence.confidence,
        model=None if draft is None else draft.model,
        usage={} if draft is None else draft.usage,
        timings_ms=_totalled(timings),
        broken_off=None if draft is None else draft.broken_off,
        notices=(*stage.notices, *_caveats(evidence, cited)),
        report=evidence.report,
    )


def _caveats(evidence: Evidence, cited: Collection[str]) -> Iterator[str]:
    """Yield what a reader should know of an answer: that no paper cited speaks of what the question turns on."""
    if evidence.outline is None and evidence.papers and evidence.papers[0].passage.paper.paper_id in cited:
        papers = [item.passage.paper for item in evidence.papers if item.passage.paper.paper_id in cited]
        told = "\n".join(f"{paper.title}\n{paper.abstract}" for paper in papers).lower()
        words = " or ".join(f"“{word}”" for word in evidence.unmentioned if word.lower() not in told)
        if words:
            yield f"What is cited here does not mention {words}."


def _near(passage: Passage) -> PaperScore:
    """Return a paper that is only near, with the sentence that came closest."""
    likeliest = max(passage.sentences, key=lambda item: item.answers or 0.0, default=None)  # the first if none was read
    closest = None if likeliest is None else likeliest.sentence
    return PaperScore(passage.paper, passage.score, closest=closest)


def _faults(answer: Answer) -> list[str]:
    """Return what a writer is told to mend: each statement that does not hold, each marker that names nothing."""
    faults = []
    for sentence in failures(answer.sentences):
        why = "; ".join(sentence.reasons) or "it cites nothing"
        faults.append(f"“{sentence.text}”: {why}")
    return faults + [f"{item.marker}: {item.reason}" for item in answer.unresolved]


def _repaired(
    item: WrittenStage, answer: Answer, writer: Repairer, gate: Gate, config: RunnableConfig
) -> Generator[Answer, None, Answer]:
    """Yield the states of one repair round; return the better of the two answers, the first where they are equal.

    The second is better where it has fewer faults and no fewer statements that hold: a part is no whole answer.
    """
    assert item.draft is not None
    started = time.perf_counter()
    mending = replace(
        answer, complete=False, notices=(*answer.notices, "Some statements failed their check; mending them.")
    )
    yield mending
    mended = None
    try:
        for draft in writer.repair(item.draft, _faults(answer), config):
            mended = draft
            yield mending  # its text does not grow, but between two yields nobody can stop it
    except ModelServerError as error:
        return replace(answer, notices=(*answer.notices, f"The repair round failed: {error}"))
    spent = {"repair": _since(started)}
    if mended is not None and mended.broken_off is None:
        stage = replace(item.stage, timings_ms=item.stage.timings_ms | spent)
        second = _answer(WrittenStage(stage, mended), writer, gate)  # type: ignore[arg-type]  # a Writer that repairs
        was_held, is_held = (len(one.statements) - len(failures(one.sentences)) for one in (answer, second))
        if second.statements and is_held >= was_held and len(_faults(second)) < len(_faults(answer)):
            return second
        return replace(answer, usage=mended.usage, timings_ms=_totalled(answer.timings_ms | spent))
    return replace(answer, timings_ms=_totalled(answer.timings_ms | spent))


def _judged(answer: Answer, judge: Judge) -> Answer:
    started = time.perf_counter()
    try:
        sentences = judged(answer.sentences, judge)
    except ModelServerError as error:
        return replace(answer, notices=(*answer.notices, f"The judge did not answer: {error}"))
    notices = answer.notices
    if n_unclear := sum(sentence.verdict == "consistent" for sentence in sentences):
        noun = "statement" if len(answer.statements) == 1 else "statements"
        notices += (f"The judge gave no clear verdict on {n_unclear} of {len(answer.statements)} {noun}.",)
    timings = _totalled(answer.timings_ms | {"judge": _since(started)})
    return replace(answer, sentences=sentences, notices=notices, timings_ms=timings)


def _settled(answer: Answer) -> Answer:
    """Return the finished answer. Where the abstract was thought silent and a model did find an answer, it is one."""
    if answer.gap != "silent" or answer.writer != "generative":
        return answer
    if any(sentence.verdict in ("quoted", "supported", "consistent") for sentence in answer.sentences):
        return replace(answer, gap=None, abstained=False, reason=None)
    return answer


def _totalled(timings_ms: dict[str, float]) -> dict[str, float]:
    parts = {name: value for name, value in timings_ms.items() if name != "total"}
    return parts | {"total": round(sum(parts.values()), 2)}


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
