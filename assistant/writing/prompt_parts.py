"""The data that a prompt carries, as text: numbered evidence and the earlier turns.

Every title, sentence and turn goes through `as_data`, so that none can pass for an instruction's frame.
"""

import re
from collections.abc import Sequence

from assistant.citations import MARKER
from assistant.datatypes import SYNOPSIS_NOTE, EvidencePaper, Turn
from prompts.loading import as_data

MARKERS = re.compile(rf"(?:\s*{MARKER.pattern})+(?P<before_a_word>(?=\w))?")


def render_evidence(papers: Sequence[EvidencePaper]) -> str:
    """Return the papers with their sentences, numbered as markers name them.

    [2] Title of the paper (2023; citewell's synopsis, not the authors' words)
      [2.1] First sentence.
    """
    return "\n\n".join(_paper_text(paper) for paper in papers)


def render_history(turns: Sequence[Turn]) -> str:
    """Return the turns, oldest first; markers are left out, since they name the evidence of another question."""
    return "\n".join(_turn_text(turn) for turn in turns)


def _paper_text(evidence_paper: EvidencePaper) -> str:
    number, paper = evidence_paper.number, evidence_paper.passage.paper
    year = [] if paper.year is None else [str(paper.year)]
    kind = [SYNOPSIS_NOTE] if paper.text_kind == "synopsis" else []
    known = "; ".join(year + kind)
    heading = f"[{number}] {as_data(paper.title)}" + (f" ({known})" if known else "")
    sentences = (f"  [{number}.{item.position}] {as_data(item.text)}" for item in evidence_paper.sentences)
    return "\n".join((heading, *sentences))


def _turn_text(turn: Turn) -> str:
    asked = f"Question: {as_data(turn.question)}"
    if not turn.answer:
        return asked
    return f"{asked}\nAnswer: {as_data(_without_markers(turn.answer))}"


def _without_markers(text: str) -> str:
    """Return a text without its markers and the spaces before them.

    >>> _without_markers("A step of .5 [1.2][2.1]. Then[3.1]so.")
    'A step of .5. Then so.'
    """
    return MARKERS.sub(lambda found: "" if found["before_a_word"] is None else " ", text)
