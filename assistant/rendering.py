"""Answer → text for a terminal."""

import re
import shlex

from assistant.datatypes import SYNOPSIS_NOTE, Answer, PaperScore
from assistant.verification.gate import support_line
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
        is_talk = answer.gap is None and not answer.nearest
        lines.append(answer.reason or "" if is_talk else f"No answer. {answer.reason}")
        if answer.nearest:
            lines += ["", "Nearest papers, each with the sentence that came closest; nothing is claimed:"]
            lines += [line for near in answer.nearest for line in _near(near)]
        if answer.sentences:
            lines += ["", "What its text does say:"]
    if answer.sentences:
        quotes = answer.writer == "extractive" and answer.layout in (None, "list")
        stars = "*" if answer.report is not None else "**"
        lines += _quotations(answer) if quotes else checked_text(answer).replace("**", stars).splitlines()
        lines += ["", *_sources(answer)]
        if answer.report is not None:
            lines += ["", f"The whole report: {report_command(answer)}"]
        if answer.bibtex:
            lines += ["", *answer.bibtex.splitlines()]
        lines += ["", _footer(answer)]
    lines += [f"! {fault.marker} names nothing: {fault.reason}" for fault in answer.unresolved]
    if answer.broken_off:
        lines.append(f"! The answer ends too early: {answer.broken_off}")
    lines += [f"! filter: {chip.label}" + (f" ({chip.note})" if chip.note else "") for chip in answer.chips]
    lines += [f"! {notice}" for notice in answer.notices]
    return "\n".join(lines)


def _near(near: PaperScore) -> list[str]:
    line = f"  {cite_line(near.paper)}  {near.paper.url or ''}".rstrip()
    if near.closest is None:
        return [line]
    text = near.closest.text
    return [line, f"    {text}" if near.paper.text_kind == "synopsis" else f"    “{text}”"]


def report_command(answer: Answer) -> str:
    """Return the command that prints the whole report behind an answer on trends."""
    report, chosen = answer.report, answer.question.paper_filter
    words = ["citewell", "trends"]
    if report is not None and report.query:
        is_plain = re.fullmatch(r"[\w ,.;:&/()–-]+", report.query)
        words.append(f'"{report.query}"' if is_plain else shlex.quote(report.query))
    if report is not None and report.by == "month":
        words += ["--by", "month"]
    years = ((f"--{name}", year) for name, year in (("since", chosen.year_from), ("until", chosen.year_to)))
    words += [f"{option} {year}" for option, year in years if year is not None]
    for option, values in (("venue", chosen.venues), ("source", chosen.sources), ("author", chosen.authors)):
        words += [f"--{option} {shlex.quote(value)}" for value in values]
    return " ".join([*words, *(["--surveys"] if chosen.surveys_only else [])])


def _quotations(answer: Answer) -> list[str]:
    """Return an extractive answer's own statements, then its sentences under the titles of their papers."""
    lines: list[str] = []
    shown: str | None = None
    for sentence in answer.sentences:
        if not sentence.citations:
            if not answer.text[: sentence.start].endswith("# "):  # the titles that head a list come from the papers
                lines.append(sentence.text)
            continue
        citation = sentence.citations[0]
        if citation.paper_id != shown:
            lines += ([""] if lines else []) + [f"{citation.title}:"]
            shown = citation.paper_id
        quote = citation.quote
        lines.append(
            f"  “{quote}” {citation.marker}" if citation.text_kind == "abstract" else f"  {quote} {citation.marker}"
        )
    return lines


def checked_text(answer: Answer) -> str:
    """Return the text with each statement that failed its check struck out, and why; one without a source says so."""
    text, end = "", 0
    for sentence in answer.sentences:
        words = answer.text[sentence.start : sentence.end]
        if sentence.verdict == "mismatch":
            words = f"~~{words}~~ (mismatch: {'; '.join(sentence.reasons)})"
        elif sentence.verdict == "uncited":
            words = f"{words} ({'; '.join(sentence.reasons) or 'cites nothing'})"
        text += answer.text[end : sentence.start] + words
        end = sentence.end
    return text + answer.text[end:]


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
    parts = [
        support_line(answer.sentences),
        f"from {_count(len(papers), 'paper')}",
        f"{answer.writer} writer" + (f" ({answer.model})" if answer.model else ""),
        f"{answer.timings_ms.get('total', 0):.0f} ms",
    ]
    return " · ".join(part for part in parts if part)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
