"""Whether a sentence speaks of one paper and cites another: "KelpNet has 17 seas [2.1]", where 2 is on TideBERT."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.citations import find_markers
from assistant.datatypes import EvidencePaper
from assistant.outlines.name_mentions import title_head

BETWEEN_MARKERS = re.compile(r"[\s,;]*")
FEWEST_WORDS = 4
SHORTEST_NAME = 4
MARKERS_AHEAD = re.compile(r"^(?:[\s\W]*\[\d{1,3}\])+\s*")
BEHIND_NAME = r"(?:['’]s\b.*)?\s*(?:$|[:(\[–—])"
"""What may follow a name that a head is about: nothing, more on it, or its own things: "KelpNet's results"."""


def paper_spoken_of_instead(written: str, papers: Mapping[int, EvidencePaper]) -> str | None:
    """Return the name of a paper's work that a part of a sentence is on, while the markers behind it cite another.

    `written` is the sentence with its markers, `papers` are those of the evidence by number. A name is what a title
    opens with. It may well stand where the cited paper names it, too, or beside the name of the cited paper's own work.
    """
    names = {number: name for number, paper in papers.items() if (name := title_head(paper.passage.paper.title))}
    for part, number in _parts(written):
        if number not in papers or len(part.split()) < FEWEST_WORDS:
            continue
        paper = papers[number].passage.paper
        told = f"{paper.title} {paper.abstract}".casefold()
        if number in names and names[number].casefold() in part.casefold():
            continue
        for other, name in sorted(names.items()):
            if other != number and len(name) >= SHORTEST_NAME and _is_named(name, part) and name.casefold() not in told:
                return name
    return None


def paper_stood_under_instead(
    heads: Sequence[str], text: str, cited: Collection[int], papers: Mapping[int, EvidencePaper]
) -> str | None:
    """Return the name of the paper whose head a sentence stands under, while it cites others that do not name it.

    None where one of the heads names a cited paper, too, or the sentence itself does.
    """
    headed = {number for head in heads for number in _papers_headed(head, papers)}
    names = {number: title_head(papers[number].passage.paper.title) for number in {*headed, *cited}}
    if headed & set(cited) or any((name := names[number]) and _is_named(name, text) for number in cited):
        return None
    told = " ".join(f"{papers[number].passage.paper.title} {papers[number].passage.paper.abstract}" for number in cited)
    for number in sorted(headed):
        name = names[number] or papers[number].passage.paper.title
        if name.casefold() not in told.casefold():
            return name
    return None


def _papers_headed(head: str, papers: Mapping[int, EvidencePaper]) -> set[int]:
    """Return the papers that a head names, where it opens with one.

    "KelpNet (2031)" and "[2] KelpNet" do, "After KelpNet" does not.
    """
    numbers = {place.paper for marker in find_markers(head) for place in marker.places}
    words = MARKERS_AHEAD.sub("", head)
    for number, paper in papers.items():
        title = paper.passage.paper.title
        names = {name for name in (title_head(title), title) if name}
        if any(re.match(rf"{re.escape(name)}{BEHIND_NAME}", words, re.IGNORECASE) for name in names):
            numbers |= {number, *(other for other, item in papers.items() if _is_titled(item, words))}
    return numbers & papers.keys()


def _is_titled(paper: EvidencePaper, words: str) -> bool:
    name = title_head(paper.passage.paper.title)
    return name is not None and _is_named(name, words)


def _parts(written: str) -> Iterator[tuple[str, int]]:
    """Yield each part of a sentence with the number of the one paper that the markers right behind it cite."""
    begin = end = 0
    part, numbers = "", set[int]()
    for marker in find_markers(written) or find_markers(written, in_round_brackets=True):
        if not numbers or not BETWEEN_MARKERS.fullmatch(written, end, marker.start):
            if len(numbers) == 1:
                yield part, next(iter(numbers))
            part, numbers = written[begin : marker.start], set()
        numbers |= {place.paper for place in marker.places}
        begin = end = marker.end
    if len(numbers) == 1:
        yield part, next(iter(numbers))


def _is_named(name: str, part: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", part) is not None
