"""Answer → JSON. The form is versioned and described in docs/answer.md."""

import json
from dataclasses import asdict
from typing import Any

from assistant.datatypes import ANSWER_SCHEMA_VERSION, Answer, AnswerSentence, PaperScore


def answer_to_json(answer: Answer, question_id: str | int | None = None) -> dict[str, Any]:
    """Return an answer in plain JSON types."""
    report = None if answer.report is None else answer.report.to_json()
    places = {} if report is None else {_key(item): place for place, item in enumerate(report["computations"])}
    return {
        "schema_version": ANSWER_SCHEMA_VERSION,
        **({} if question_id is None else {"id": question_id}),
        "question": answer.question.text,
        "query": answer.query,
        "kind": answer.kind,
        "writer": answer.writer,
        "model": answer.model,
        "complete": answer.complete,
        "abstained": answer.abstained,
        "gap": answer.gap,
        "reason": answer.reason,
        "confidence": answer.confidence,
        "layout": answer.layout,
        "text": answer.text,
        "sentences": [
            {
                "text": sentence.text,
                "citations": [asdict(citation) for citation in sentence.citations],
                "kind": sentence.kind,
                "verdict": sentence.verdict,
                "reasons": list(sentence.reasons),
                "notes": list(sentence.notes),
                "computation": _computation(answer, sentence),
                **_numbers(sentence, places),
                "start": sentence.start,
                "end": sentence.end,
            }
            for sentence in answer.sentences
        ],
        "unresolved": [asdict(marker) for marker in answer.unresolved],
        "evidence": [_paper(item) for item in answer.evidence],
        "nearest": [{**_paper(item), "closest": _closest(item)} for item in answer.nearest],
        "filters": [asdict(chip) for chip in answer.chips],
        "bibtex": answer.bibtex,
        "broken_off": answer.broken_off,
        "notices": list(answer.notices),
        "timings_ms": answer.timings_ms,
        "usage": answer.usage,
        **({} if report is None else {"report": report}),
    }


def _computation(answer: Answer, sentence: AnswerSentence) -> dict[str, Any] | None:
    """Return the query behind a sentence; those of an answer on trends stand in its report, once each."""
    return None if sentence.computation is None or answer.report is not None else asdict(sentence.computation)


def _numbers(sentence: AnswerSentence, places: dict[str, int]) -> dict[str, Any]:
    """Return where the numbers of a sentence stand, and the place of each one's query in the report."""
    if not sentence.numbers:
        return {}
    return {
        "numbers": [
            {"start": one.start, "end": one.end, "computation": places[_key(asdict(one.computation))]}
            for one in sentence.numbers
        ]
    }


def _key(computation: dict[str, Any]) -> str:
    return json.dumps([computation["name"], computation["arguments"]], sort_keys=True)


def _closest(item: PaperScore) -> dict[str, Any] | None:
    if item.closest is None:
        return None
    closest = item.closest
    return {"sentence": closest.position, "start": closest.start, "end": closest.end, "quote": closest.text}


def _paper(item: PaperScore) -> dict[str, Any]:
    paper = item.paper
    return {
        "number": item.number,
        "paper_id": paper.paper_id,
        "title": paper.title,
        "text_kind": paper.text_kind,
        "year": paper.year,
        "venue": paper.venue,
        "url": paper.url,
        "score": item.score,
    }
