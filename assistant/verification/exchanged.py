"""Whether a sentence speaks of one paper and cites another: "KelpNet has 17 seas [2.1]", where 2 is on TideBERT."""

import re
from collections.abc import Iterator, Mapping

from assistant.citations import find_markers
from assistant.datatypes import EvidencePaper
from assistant.outlines.name_mentions import title_head

BETWEEN_MARKERS = re.compile(r"[\s,;]*")
FEWEST_WORDS = 4
SHORTEST_NAME = 4


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


def _parts(written: str) -> Iterator[tuple[str, int]]:
    """Yield each part of a sentence with the number of the one paper that the markers right behind it cite."""
    begin = end = 0
    part, numbers = "", set[int]()
    for marker in find_markers(written):
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
