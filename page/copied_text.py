"""Answer → the plain text that "Copy" takes along: its markers as `[1.3]`, and under it the papers that they lead to.

Pasted into the tab "Check citations", its sentences are held against these papers again.
"""

import re

from assistant.datatypes import SYNOPSIS_NOTE, Answer, PaperScore
from assistant.rendering import checked_text

MAX_AUTHORS = 10
MARKUP = re.compile(r"^[ \t]*#{1,6}[ \t]+(?P<heading>.*)$|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*", re.MULTILINE)
"""Headings and bold words; a table stays as it is, since no other plain form keeps its cells apart."""


def copied_text(answer: Answer) -> str:
    """Return an answer as text, what failed its check marked as such; "" where it states nothing.

    Lantern has 14 languages [1.1]. ~~It has 15 [1.1].~~ (mismatch: says 15, the source says 14)

    References
    [1] Ada Quay: “Lantern: A Treebank”. 2031.
    """
    if not answer.complete or not answer.sentences:
        return ""
    lead = [answer.reason] if answer.gap == "silent" and answer.reason else []
    body = MARKUP.sub(lambda match: match[match.lastgroup or 0], "\n\n".join([*lead, checked_text(answer).strip()]))
    if answer.broken_off:
        body += f"\n\n(This answer is broken off: {answer.broken_off}.)"
    cited = {citation.paper_id for citation in answer.citations}
    references = [_reference(item) for item in answer.evidence if item.paper.paper_id in cited]
    return "\n".join([body, *(["", "References", *references] if references else [])])


def _reference(item: PaperScore) -> str:
    paper = item.paper
    names = ", ".join(paper.authors[:MAX_AUTHORS]) + (" et al." if len(paper.authors) > MAX_AUTHORS else "")
    has_year = paper.venue is not None and re.search(r"\b(?:19|20)\d\d\b", paper.venue)
    where = ", ".join(str(fact) for fact in (paper.venue, None if has_year else paper.year) if fact is not None)
    facts = [f"{names}: “{paper.title}”" if names else f"“{paper.title}”", where, paper.url]
    note = f" ({SYNOPSIS_NOTE})" if paper.text_kind == "synopsis" else ""
    return f"[{item.number}] {'. '.join(fact for fact in facts if fact)}{note}"
