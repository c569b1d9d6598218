"""A Hugging Face Papers page saved as text: titles and abstracts between the furniture of the page."""

import re
from collections.abc import Iterator
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.lines import read_lines
from retrieval.readers.records import read_record

SHORTEST_ABSTRACT = 200
"""Characters; the shortest abstract of the founding pages has 460, the longest title 190."""

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
FURNITURE = re.compile(
    rf"new|subscribe|by\s*ak and the research community|get trending papers in your email inbox!?|{MONTH} \d{{1,2}}(?:, \d{{4}})?"
    r"|(?:daily|trending|weekly|monthly) papers|papers|upvote|\+?\d[\d.,]*k?|[·•\s]*\d+ authors?|submitted by|view (?:pdf|paper)"
    r"|\d+ (?:comments?|likes?|votes?|days? ago|hours? ago)|github|arxiv page|hugging ?face|sign up|log ?in|search|previous|next",
    re.IGNORECASE,
)


def looks_like_page(text: str) -> bool:
    """Say whether the beginning of a file is that of a saved page."""
    head = text[:4_000].lower()
    return "ak and the research community" in head or "get trending papers" in head or _alternates(text)


def _alternates(text: str) -> bool:
    """Say whether short and long paragraphs take turns, as titles and abstracts do."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    pairs = sum(
        len(title) < SHORTEST_ABSTRACT <= len(abstract) and "\n" not in title
        for title, abstract in zip(blocks, blocks[1:], strict=False)
    )
    return pairs > 0 and text.lstrip()[:1] not in "{[<"


def read_huggingface_page(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield a paper for every title that an abstract follows."""
    title: tuple[int, str] | None = None
    for line, block in _blocks(path, problems):
        if FURNITURE.fullmatch(block):
            continue
        if len(block) < SHORTEST_ABSTRACT:
            if title is not None:
                problems.append(_without_abstract(path, *title))
            title = (line, block)
            continue
        if title is None:
            problems.append(ReadProblem(str(path), line, "an abstract without a title", "put its title in the line before"))
            continue
        paper = read_record({"title": title[1], "abstract": block}, path, title[0], problems)
        title = None
        if paper is not None:
            yield paper
    if title is not None:
        problems.append(_without_abstract(path, *title))


def _without_abstract(path: Path, line: int, title: str) -> ReadProblem:
    return ReadProblem(str(path), line, f"no abstract under “{title}”", "put it below the title and ingest again")


def _blocks(path: Path, problems: list[ReadProblem]) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) of the runs of lines between blank ones."""
    start, parts = 0, list[str]()
    for line in read_lines(path, problems):
        text = line.text.strip()
        if text:
            start = start if parts else line.number
            parts.append(text)
        elif parts:
            yield start, " ".join(parts)
            parts = []
    if parts:
        yield start, " ".join(parts)
