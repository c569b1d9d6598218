"""Answer → text for a terminal."""

import re

from assistant.datatypes import SYNOPSIS_NOTE, Answer, AnswerSentence
from retrieval.datatypes import Paper


def cite_line(paper: Paper) -> str:
    """Return a paper in one line, with what is known of it.

    >>> cite_line(Paper("1", "On Thai", "…", year=2024, venue="ACL"))
    'On Thai (ACL, 2024)'
    """
    known = [str(fact) for fact in (paper.venue, paper.year) if fact is not None]
    if paper.venue is not None and re.search(r"\b(?:19|20)\d\d\b", paper.venue):
        known = [paper.venue]  # the venue's own year, which may be later than that of the first version
    return f"{paper.title} ({', '.join(known)})" if known else paper.title


def render_answer(answer: Answer) -> str:
    """Return an answer with its sources, as lines of plain text."""
    lines: list[str] = []
    if answer.abstained:
        lines.append(f"No answer. {answer.reason}")
        if answer.nearest:
            lines += ["", "Nearest papers:"]
            lines += [f"  {cite_line(near.paper)}  {near.paper.url or ''}".rstrip() for near in answer.nearest]
    else:
        lines += _quotations(answer) if answer.writer == "extractive" else [answer.text]
        lines += ["", *_sources(answer), "", _footer(answer)]
    lines += [f"! {fault.marker} names nothing: {fault.reason}" for fault in answer.unresolved]
    if answer.broken_off:
        lines.append(f"! The answer ends too early: {answer.broken_off}")
    lines += [f"! {notice}" for notice in answer.notices]
    return "\n".join(lines)


def _quotations(answer: Answer) -> list[str]:
    """Return an extractive answer's sentences under the titles of their papers."""
    lines: list[str] = []
    shown: str | None = None
    for sentence in answer.sentences:
        citation = sentence.citations[0]
        if citation.paper_id != shown:
            lines += ([""] if lines else []) + [f"{citation.title}:"]
            shown = citation.paper_id
        is_quote = citation.text_kind == "abstract"
        lines.append(f"  “{sentence.text}” {citation.marker}" if is_quote else f"  {sentence.text} {citation.marker}")
    return lines


def _sources(answer: Answer) -> list[str]:
    cited = {citation.paper_id for citation in answer.citations}
    lines = []
    for item in answer.evidence:
        if item.paper.paper_id in cited:
            note = f" – {SYNOPSIS_NOTE}" if item.paper.text_kind == "synopsis" else ""
            lines.append(f"[{item.number}] {cite_line(item.paper)}{note}  {item.paper.url or ''}".rstrip())
    return lines


def _footer(answer: Answer) -> str:
    papers = {citation.paper_id for citation in answer.citations}
    uncited = sum(not sentence.citations for sentence in answer.sentences)
    parts = [
        _count(len(answer.sentences), "sentence"),
        f"from {_count(len(papers), 'paper')}",
        *([f"{uncited} without a citation"] if uncited else []),
        f"{answer.writer} writer" + (f" ({answer.model})" if answer.model else ""),
        _verdicts(answer.sentences),
        f"{answer.timings_ms.get('total', 0):.0f} ms",
    ]
    return " · ".join(part for part in parts if part)


def _verdicts(sentences: tuple[AnswerSentence, ...]) -> str:
    return " · ".join(sorted({sentence.verdict for sentence in sentences}))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
