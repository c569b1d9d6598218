"""A Hugging Face Papers page saved as text: titles and abstracts in turn, between the page's furniture."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.lines import Line
from retrieval.readers.record import paper_from_record

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
FURNITURE = re.compile(
    rf"""
    new | subscribe | trending | papers | (?:daily|trending)\ papers | daily | weekly | monthly | hugging\ face
    | models | datasets | spaces | community | docs | enterprise | pricing | log\ in | sign\ up | search.*papers?
    | load\ more | previous | next | company | tos | privacy | about | careers | website | view\ pdf | arxiv\ page
    | (?:project|paper)\ page | github | collapse | expand | ai-generated\ summary | abstract | authors:?
    | get\ trending\ papers\ in\ your\ email\ inbox!? (?:\ once\ a\ day!?)? | .*trending\ papers\ in\ your\ email.*
    | by\ ?ak\ and\ the\ research\ community
    | (?:submitted|published|updated)\ (?:by|on|at)\b.{{0,60}}
    | (?:published\ on\ )? {_MONTH}\ \d{{1,2}} (?:,?\ \d{{4}})?
    | (?:upvote|github|comments?|likes?|stars?|\+|-)? \s* [\d,.]+ \s* [km]?
    | upvote | [\W_]+
    | (?:\W\s*)? \d+ \s+ (?:authors?|comments?|upvotes?|replies|likes?|stars?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
PAGE_SIGN = re.compile(r"trending papers in your email inbox|by ?AK and the research community", re.IGNORECASE)

MIN_ABSTRACT_CHARACTERS = 40
SURE_ABSTRACT_CHARACTERS = 300
"""A block this long is an abstract, whatever it ends with; a shorter one is if it ends as a sentence does."""

UNWRAPPED_CHARACTERS = 200
MAX_BLOCKS_PER_PAPER = 3
"""Titles, with those that have no abstract, or paragraphs, on a page as a whole."""

ENDS_A_SENTENCE = re.compile(r"[.!?。！？।؟…][\"'”’»)\]]*$")
HOLDS_SEVERAL_SENTENCES = re.compile(r"[^\W\d]{2,}[.!?]\s+[A-Z]|[。！？।؟].")


def is_furniture(text: str) -> bool:
    """Say whether a line belongs to the page and not to a paper: `Subscribe`, `Mar 11`, `· 5 authors`, a vote count."""
    return FURNITURE.fullmatch(text.strip()) is not None


def looks_like_abstract(text: str) -> bool:
    """Say whether a block of text is prose and not a title."""
    if len(text) >= SURE_ABSTRACT_CHARACTERS:
        return True
    if len(text) < MIN_ABSTRACT_CHARACTERS or not ENDS_A_SENTENCE.search(text):
        return False
    return text.rstrip("\"'”’»)]").endswith((".", "。", "।")) or HOLDS_SEVERAL_SENTENCES.search(text) is not None


def looks_like_page(lines: Iterable[Line]) -> bool:
    """Say whether titles and abstracts stand in turn often enough: texts of other kinds have many more of either."""
    are_abstracts = [looks_like_abstract(block.text) for block in _blocks(lines)]
    n_abstracts = sum(are_abstracts)
    n_pairs = sum(below and not above for above, below in pairwise(are_abstracts))
    return n_pairs > 0 and max(n_abstracts, len(are_abstracts) - n_abstracts) <= MAX_BLOCKS_PER_PAPER * n_pairs


def read_huggingface_page(path: Path, lines: Iterable[Line], problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield a paper for every title with an abstract below it; an abstract may go on over several paragraphs."""
    title: Line | None = None
    abstract: list[str] = []
    for block in [*_blocks(lines), Line(0, "")]:
        if block.text and looks_like_abstract(block.text):
            if title is None:
                what = f"an abstract without a title (“{_opening(block.text)}”)"
                problems.append(ReadProblem(str(path), block.number, what, "put the title on a line above it"))
            else:
                abstract.append(block.text)
            continue
        if title is not None:
            if abstract:
                record = {"title": title.text, "abstract": "\n".join(abstract)}
                yield ReadPaper(paper_from_record(record, path.name), str(path), title.number)
            else:
                what = f"no abstract below “{_opening(title.text)}”"
                problems.append(ReadProblem(str(path), title.number, what, "add it, or take the line out"))
        title, abstract = block, []


def _blocks(lines: Iterable[Line]) -> list[Line]:
    """Return what stands between blank lines and furniture, each with its first line.

    On a page without wrapped lines (one of them is longer than UNWRAPPED_CHARACTERS) each line is a block.
    """
    kept = [Line(line.number, "" if is_furniture(line.text) else line.text.strip()) for line in lines]
    unwrapped = any(len(line.text) > UNWRAPPED_CHARACTERS for line in kept)
    blocks: list[Line] = []
    ended = True
    for line in kept:
        if line.text and (ended or unwrapped):
            blocks.append(line)
        elif line.text:
            blocks[-1] = Line(blocks[-1].number, f"{blocks[-1].text}\n{line.text}")
        ended = not line.text
    return blocks


def _opening(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rstrip()}…"
