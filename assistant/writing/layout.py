"""Outline → text: headings, quotations with their markers, tables; and which sentence stands where.

Sentences of abstracts stand in quotation marks, those of synopses without: they are citewell's own words.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.bibtex import attribution
from assistant.citations import format_marker
from assistant.datatypes import (
    Computation,
    CountedNumber,
    DraftSentence,
    EvidencePaper,
    Outline,
    OutlineItem,
    OutlinePart,
    OwnStatement,
    SentenceKind,
)
from assistant.outlines.parts import STRONG_FINDING

EMPTY_CELL = "–"
PARAGRAPH_NOTES = {
    "abstract": "Attributed quotations, since no model writes: put them in your own words before you use them.",
    "synopsis": "Sentences of citewell's synopses, not the authors' words: read the abstracts before you use them.",
}
"""What opens a paragraph, by the kind of its texts; where both kinds stand in it, that of the abstracts."""


class _Page:
    """A text as it grows, with the sentences that were put on it."""

    def __init__(self) -> None:
        self.text = ""
        self.sentences: list[DraftSentence] = []

    def add(self, text: str) -> None:
        self.text += text

    def state(
        self,
        text: str,
        kind: SentenceKind,
        places: tuple[tuple[int, int], ...] = (),
        computation: Computation | None = None,
        numbers: tuple[CountedNumber, ...] = (),
    ) -> None:
        """Put a sentence on the page, with the markers of its places behind it."""
        start = len(self.text)
        placed = tuple(replace(one, start=start + one.start, end=start + one.end) for one in numbers)
        self.text += " ".join([text, *(format_marker(*place) for place in places)])
        bare = text.replace("**", "") if numbers else text
        self.sentences.append(DraftSentence(start, len(self.text), bare, kind, places, computation, placed))


def lay_out(outline: Outline, papers: Sequence[EvidencePaper]) -> tuple[str, tuple[DraftSentence, ...]]:
    """Return the text of an outline and its sentences in order."""
    by_number = {paper.number: paper for paper in papers}
    page = _Page()
    kinds = {paper.passage.paper.text_kind for paper in papers}
    about = () if outline.layout != "paragraph" else (OwnStatement(PARAGRAPH_NOTES[min(kinds)], "framing"),)
    for statement in (*outline.statements, *about):
        page.state(statement.text, statement.kind, (), statement.computation)
        page.add("\n\n")
    parts = list(outline.parts)
    if outline.layout == "table" and not _breaks_a_table(outline, by_number):
        parts = [part for part in outline.parts if part.is_aside]
        rows = [part for part in outline.parts if not part.is_aside]
        in_rows = {item.paper for part in rows for item in part.items}
        only_aside = {item.paper for part in parts for item in part.items} - in_rows
        _put_table(page, rows, by_number, only_aside)
    for part in parts:
        if part.heading:
            page.add("### ")
            page.state(part.heading, "framing")
            page.add("\n\n")
        _put_part(page, part, outline, by_number)
    n_trailing = len(page.text) - len(page.text.rstrip())
    return page.text[: len(page.text) - n_trailing], tuple(page.sentences)


def _put_part(page: _Page, part: OutlinePart, outline: Outline, papers: dict[int, EvidencePaper]) -> None:
    if part.note is not None:
        page.state(part.note, "framing")
        page.add("\n\n")
    for before, piece in zip((None, *part.running), part.running, strict=False):
        if isinstance(piece, OutlineItem):
            page.add(" " if before else "")
            page.state(_quotation(piece, papers), "quote", ((piece.paper, piece.sentence),))
        else:
            page.add("\n\n" if _opens_paragraph(piece, before) else " " if before else "")
            page.state(piece.text, piece.kind, (), piece.computation, piece.numbers)
    names_papers = outline.layout in ("groups", "table") and len(papers) > 1
    for place, item in enumerate(part.items):
        if names_papers:
            page.add("- ")
        if outline.layout == "paragraph":
            page.state(_attributed(item, papers, place), "quote", ((item.paper, item.sentence),))
            page.add(" ")
        else:
            page.state(_quotation(item, papers), "quote", ((item.paper, item.sentence),))
            page.add("\n" if names_papers else " ")
    page.text = page.text.rstrip(" \n") + "\n\n"


def _opens_paragraph(piece: OwnStatement, before: OwnStatement | OutlineItem | None) -> bool:
    """Say whether a statement turns to something else: what is counted behind a quotation, or begins with its name."""
    turns = isinstance(before, OutlineItem) or piece.text.startswith("**")
    return before is not None and piece.kind == "computed" and turns


def _put_table(
    page: _Page, parts: Sequence[OutlinePart], papers: dict[int, EvidencePaper], only_aside: set[int]
) -> None:
    """Put aspects × papers: a row per part, a column per paper but for those that only an aside quotes."""
    columns = [papers[number] for number in sorted(papers.keys() - only_aside)]
    page.add("|  | " + " | ".join(f"{paper.number}. {paper.passage.paper.title}" for paper in columns) + " |\n")
    page.add("|---" * (len(columns) + 1) + "|\n")
    for part in parts:
        page.add("| ")
        page.state(part.heading, "framing")
        for column in columns:
            page.add(" | ")
            items = [item for item in part.items if item.paper == column.number]
            for index, item in enumerate(items):
                page.add(" " if index else "")
                page.state(_quotation(item, papers), "quote", ((item.paper, item.sentence),))
            page.add("" if items else EMPTY_CELL)
        page.add(" |\n")
    page.add("\n")


def _breaks_a_table(outline: Outline, papers: dict[int, EvidencePaper]) -> bool:
    """Say whether a sentence or a title holds the mark that parts the cells of a table."""
    texts = [_quotation(item, papers) for part in outline.parts for item in part.items]
    return any("|" in text for text in [*texts, *(paper.passage.paper.title for paper in papers.values())])


def _quotation(item: OutlineItem, papers: dict[int, EvidencePaper]) -> str:
    paper = papers[item.paper]
    text = paper.sentences[item.sentence - 1].text
    return f"“{text}”" if paper.passage.paper.text_kind == "abstract" else text


def _attributed(item: OutlineItem, papers: dict[int, EvidencePaper], place: int) -> str:
    """Return a sentence with whose words it is, said in another way at each place: `Quay (2021) reports: “…”`."""
    paper = papers[item.paper].passage.paper
    is_mixed = len({other.passage.paper.text_kind for other in papers.values()}) > 1
    source = attribution(paper)
    if paper.text_kind == "synopsis":
        behind = ", in citewell's synopsis" if is_mixed else ""
        return f"{source}{behind}: {_quotation(item, papers)}"
    is_finding = STRONG_FINDING.search(papers[item.paper].sentences[item.sentence - 1].text) is not None
    if not paper.authors:
        says = "reports" if is_finding else "says"
        leads = (f"The abstract of {source} {says}", f"In {source}, the abstract reads", f"According to {source}")
    else:
        verb = ("report" if is_finding else "write") + ("" if len(paper.authors) > 1 else "s")
        leads = (f"{source} {verb}", f"In the words of {source}", f"According to {source}")
    return f"{leads[place % len(leads)]}: {_quotation(item, papers)}"
