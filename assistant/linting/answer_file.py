"""A saved answer (docs/answer.md) against the collection as it is now: do its quotes stand, do its sentences hold?

A citation is found again by its paper's id, the abstract's hash, its offsets and its quote, never by its number alone.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.datatypes import ANSWER_SCHEMA_VERSION, SYNOPSIS_NOTE, SentenceKind
from assistant.errors import CheckError
from assistant.linting.document import LineIndex, split_lines
from assistant.linting.report import CitedPaper, Finding, LintReport, LintVerdict, QuoteState
from assistant.verification.check import Verifier
from assistant.verification.datatypes import Check, Source
from retrieval.datatypes import Paper, Sentence
from retrieval.library import Library

KINDS_WITH_CITATIONS = ("quote", "claim")


class SavedCitation(BaseModel):
    """What is read of a citation."""

    marker: str
    paper_id: str
    title: str = ""
    text_kind: str = "abstract"
    start: int
    end: int
    quote: str
    abstract_sha256: str


class SavedSentence(BaseModel):
    """What is read of a sentence. `kind` is not there in version 1."""

    text: str
    citations: list[SavedCitation]
    kind: SentenceKind | None = None


class SavedAnswer(BaseModel):
    """What is read of an answer."""

    schema_version: int
    sentences: list[SavedSentence]


def check_answers(source: str, path: str, library: Library, collection: str, verifier: Verifier) -> LintReport:
    """Check a saved answer, a list of them, or a file with one per line."""
    findings: list[Finding] = []
    lines = LineIndex.of(source)
    for offset, value in _values(source, path):
        line = lines.place(offset)[0]
        at = offset
        for sentence in _answer(value, path, line).sentences:
            found = _find_text(source, sentence.text, at)
            at = found if found >= 0 else at
            finding = _check_sentence(sentence, library, collection, verifier)
            if finding is not None:
                line, column = lines.place(at)
                findings.append(replace(finding, path=path, line=line, column=column, sentence_line=line))
    return LintReport(tuple(findings))


def _values(source: str, path: str) -> list[tuple[int, Any]]:
    """Return the answers of a file with the offset that each begins at."""
    try:
        value = json.loads(source)
    except json.JSONDecodeError as error:
        if "\n" not in source.strip():
            raise CheckError(_broken(path, error)) from error
    else:
        return [(0, item) for item in value] if isinstance(value, list) else [(0, value)]
    values = []
    offset = 0
    for number, line in enumerate(split_lines(source), 1):
        if line.strip():
            try:
                values.append((offset, json.loads(line)))
            except json.JSONDecodeError as error:
                raise CheckError(_broken(path, error, number)) from error
        offset += len(line)
    return values


def _broken(path: str, error: json.JSONDecodeError, line: int | None = None) -> str:
    return (
        f"{path}:{line or error.lineno}:{error.colno}: is no JSON ({error.msg}); save the answer again with"
        " `citewell ask --json`"
    )


def _answer(value: Any, path: str, line: int) -> SavedAnswer:
    if not isinstance(value, dict):
        raise CheckError(
            f"{path}:{line}: is no saved answer, which is a JSON object; docs/answer.md describes the form"
        )
    try:
        answer = SavedAnswer.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise CheckError(
            f"{path}:{line}: is no saved answer ({where}: {first['msg'].lower()}); docs/answer.md describes the form,"
            " `citewell ask --json` writes it"
        ) from error
    if not 1 <= answer.schema_version <= ANSWER_SCHEMA_VERSION:
        raise CheckError(
            f"{path}:{line}: is an answer of version {answer.schema_version}, this citewell reads 1 to"
            f" {ANSWER_SCHEMA_VERSION}; update citewell"
        )
    return answer


def _find_text(source: str, text: str, start: int) -> int:
    """Return where a sentence stands as a value in the JSON, -1 where it cannot be found."""
    for ensure_ascii in (False, True):
        if (found := source.find(json.dumps(text, ensure_ascii=ensure_ascii), start)) >= 0:
            return found
    return -1


def _check_sentence(sentence: SavedSentence, library: Library, collection: str, verifier: Verifier) -> Finding | None:
    """Return the finding on a sentence without its place, None where nothing has to be checked.

    What carries citations is checked whatever it is called; a quote or a claim without any is told.
    """
    if not sentence.citations and sentence.kind not in KINDS_WITH_CITATIONS:
        return None
    cited: dict[str, CitedPaper] = {}
    states: list[QuoteState] = []
    held: dict[str, tuple[Paper, list[QuoteState]]] = {}
    for citation in sentence.citations:
        paper = library.paper(collection, citation.paper_id)
        state = _quote_state(citation, paper)
        states.append(state)
        if paper is None:
            cited[citation.paper_id] = CitedPaper(citation.paper_id, citation.title)
        else:
            arxiv_id = paper.arxiv_id
            cited[citation.paper_id] = CitedPaper(
                citation.paper_id, paper.title, paper.paper_id, paper.text_kind, arxiv_id
            )
            held.setdefault(paper.paper_id, (paper, []))[1].append(state)
    check = verifier.check(sentence.text, _sources(held.values(), library, collection))
    return Finding(
        path="",
        line=1,
        column=1,
        sentence_line=1,
        sentence=sentence.text,
        papers=tuple(cited.values()),
        verdict=_verdict(states, check),
        reasons=check.reasons,
        notes=(*_notes(states, sentence.citations, held.values()), *check.notes),
        quotes=tuple(states),
    )


def _quote_state(citation: SavedCitation, paper: Paper | None) -> QuoteState:
    """Return what became of a quote, with its offsets in the abstract as it is now."""
    marker, start, end = citation.marker, citation.start, citation.end
    if paper is None:
        return QuoteState(marker, citation.paper_id, "paper gone", None, None)
    abstract = paper.abstract
    is_same = hashlib.sha256(abstract.encode()).hexdigest() == citation.abstract_sha256
    if citation.quote and abstract[start:end] == citation.quote:
        return QuoteState(marker, paper.paper_id, "unchanged" if is_same else "stands", start, end)
    if place := _nearest(abstract, citation.quote, start):
        return QuoteState(marker, paper.paper_id, "stands elsewhere", *place)
    return QuoteState(marker, paper.paper_id, "quote gone", None, None)


def _nearest(abstract: str, quote: str, start: int) -> tuple[int, int] | None:
    """Return where the quote stands, however it is spaced; of several places the one nearest to where it was."""
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    places = [match.span() for match in pattern.finditer(abstract)]
    return min(places, key=lambda place: (abs(place[0] - start), place[0])) if places else None


def _sources(held: Iterable[tuple[Paper, list[QuoteState]]], library: Library, collection: str) -> list[Source]:
    """Return each paper with the sentences that its quotes stand in now; a paper whose quotes are gone is none."""
    sources = []
    for paper, states in held:
        sentences = library.sentences(collection, paper)
        quoted = [sentence for sentence in sentences if any(_covers(state, sentence) for state in states)]
        if quoted:
            others = tuple(sentence.text for sentence in sentences if sentence not in quoted)
            texts = tuple(sentence.text for sentence in quoted)
            sources.append(Source(paper.title, texts, others, paper.authors, paper.year))
    return sources


def _covers(state: QuoteState, sentence: Sentence) -> bool:
    return (
        state.start is not None and state.end is not None and state.start < sentence.end and sentence.start < state.end
    )


def _verdict(states: list[QuoteState], check: Check) -> LintVerdict:
    """Return the worst that is known: a lost paper or quote outweighs what the rest still supports."""
    kinds = {state.state for state in states}
    if "paper gone" in kinds:
        return "paper gone"
    if "quote gone" in kinds:
        return "quote gone"
    return "consistent" if check.verdict == "supported" else check.verdict


def _notes(
    states: list[QuoteState], citations: list[SavedCitation], held: Iterable[tuple[Paper, list[QuoteState]]]
) -> tuple[str, ...]:
    notes = []
    for state, citation in zip(states, citations, strict=True):
        match state.state:
            case "paper gone":
                notes.append(f"{state.marker}: the collection no longer has {citation.paper_id}")
            case "quote gone":
                notes.append(f"{state.marker}: the abstract no longer says “{_cut(citation.quote)}”")
            case "stands":
                notes.append(f"{state.marker}: the abstract has changed, the quote stands where it was")
            case "stands elsewhere":
                notes.append(f"{state.marker}: the abstract has changed, the quote stands at {state.start}–{state.end}")
    if any(paper.text_kind == "synopsis" for paper, _ in held):
        notes.append(f"checked against {SYNOPSIS_NOTE}")
    return tuple(notes)


def _cut(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
