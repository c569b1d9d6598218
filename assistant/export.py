"""Answer → JSON. The form is versioned and described in docs/answer.md."""

from dataclasses import asdict
from typing import Any

from assistant.datatypes import ANSWER_SCHEMA_VERSION, Answer, PaperScore


def answer_to_json(answer: Answer, question_id: str | int | None = None) -> dict[str, Any]:
    """Return an answer in plain JSON types."""
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
                "computation": None if sentence.computation is None else asdict(sentence.computation),
                "start": sentence.start,
                "end": sentence.end,
            }
            for sentence in answer.sentences
        ],
        "unresolved": [asdict(marker) for marker in answer.unresolved],
        "evidence": [_paper(item) for item in answer.evidence],
        "nearest": [_paper(item) for item in answer.nearest],
        "filters": [asdict(chip) for chip in answer.chips],
        "bibtex": answer.bibtex,
        "broken_off": answer.broken_off,
        "notices": list(answer.notices),
        "timings_ms": answer.timings_ms,
        "usage": answer.usage,
    }


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
