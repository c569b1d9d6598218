"""Evidence and earlier turns as a model reads them. The budget counts this text and the generative writer sends it."""

import re
from collections.abc import Iterator, Sequence

from assistant.citations import MARKER, format_marker
from assistant.datatypes import Evidence, EvidencePaper, Turn
from prompts.loading import load_prompt

SYNOPSIS_LABEL = "citewell's synopsis, not the authors' words"


def render_evidence(papers: Sequence[EvidencePaper]) -> str:
    """Return one line per paper and one per sentence, each under the number that a marker names it by.

        [2] Title of the paper (2023; citewell's synopsis, not the authors' words)
          [2.1] First sentence.
          [2.2] Second sentence.

    Only what is known stands in the parentheses.
    """
    return "\n".join(line for paper in papers for line in _lines(paper))


def _lines(evidence_paper: EvidencePaper) -> Iterator[str]:
    paper = evidence_paper.passage.paper
    known = [] if paper.year is None else [str(paper.year)]
    if paper.text_kind == "synopsis":
        known.append(SYNOPSIS_LABEL)
    label = f" ({'; '.join(known)})" if known else ""
    yield f"[{evidence_paper.number}] {one_line(paper.title)}{label}"
    for sentence in evidence_paper.sentences:
        yield f"  {format_marker(evidence_paper.number, sentence.position)} {one_line(sentence.text)}"


def render_turns(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the turns on one line each, their answers without markers, which counted in other evidence."""
    return tuple(Turn(one_line(turn.question), one_line(without_markers(turn.answer))) for turn in turns)


def render_answer_prompt(evidence: Evidence) -> str:
    """Return the whole text that a model is sent for an answer."""
    question = evidence.understood.question
    return load_prompt("answer").render(
        evidence=render_evidence(evidence.papers),
        turns=render_turns(question.history),
        question=question.text.strip(),
    )


def without_markers(text: str) -> str:
    """Return an answer without its markers: `covers 40 languages [2.1].` becomes `covers 40 languages.`"""
    return re.sub(rf"\s*{MARKER.pattern}", "", text)


def one_line(text: str) -> str:
    """Return the text on one line, so that nothing in it can pose as a line of the evidence or as a turn."""
    return " ".join(text.split())
