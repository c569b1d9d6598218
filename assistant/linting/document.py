"""What every format of document becomes: blocks of prose that know where each character came from, and their cites.

A *cite* is the place where a document cites something, by one or more *keys*; a key names a *reference*.
"""

import bisect
import re
from dataclasses import dataclass, field

from assistant.linting.references import Reference
from retrieval.datatypes import ReadProblem

SUBJECT = "the authors"
"""Stands in a sentence where a cite is one of its words: `\\citet{x} show` is read as `The authors show`."""

SENTENCE_END = re.compile(r"(?:^|[.!?。！？।]['\"”’)\]]*)\s*$")
CLAUSE_CONTINUES = re.compile(r"\s+(?!and\b|or\b|but\b|in\b|for\b|to\b|while\b|whereas\b)[a-z]+")


@dataclass(frozen=True, slots=True)
class Cite:
    """One place that cites. `position` is where it stands in its block's text, `origin` where in the source.

    `is_word`: it is a word of its sentence, and `SUBJECT` stands for it in the text.
    """

    keys: tuple[str, ...]
    position: int
    origin: int
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, heading, item or note without markup. `origins[i]` is the place of `text[i]` in the source."""

    text: str
    origins: tuple[int, ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A file that a document includes, as it names it, and the line (from 1) where it does."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document that cites. `references` and `bibliographies` (files it names) are those that it carries itself."""

    path: str
    source: str
    blocks: tuple[Prose, ...]
    references: tuple[Reference, ...] = ()
    bibliographies: tuple[str, ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    inclusions: tuple[Inclusion, ...] = ()


@dataclass(slots=True)
class ProseBuilder:
    """Puts blocks together piece by piece. Cites leave nothing behind but their place, or `SUBJECT`."""

    source: str
    blocks: list[Prose] = field(default_factory=list)
    _characters: list[str] = field(default_factory=list)
    _origins: list[int] = field(default_factory=list)
    _cites: list[Cite] = field(default_factory=list)

    def write(self, text: str, origin: int, is_verbatim: bool = True) -> None:
        """Add text. Verbatim text stands in the source as it is from `origin` on; other text is printed there."""
        for offset, character in enumerate(text):
            self._characters.append(" " if character.isspace() else character)
            self._origins.append(origin + offset if is_verbatim else origin)

    def cite(self, keys: tuple[str, ...], origin: int, end: int, is_word: bool = False) -> None:
        """Add a cite that stands in the source from `origin` to `end`.

        One that begins a sentence that then goes on in small letters is a word of it: `[3] shows that …`.
        """
        before = "".join(self._characters[-12:])
        starts_sentence = bool(SENTENCE_END.search(before))
        if not is_word and starts_sentence and CLAUSE_CONTINUES.match(self.source, end):
            is_word = True
        if not is_word:
            while self._characters and self._characters[-1] == " ":
                self._characters.pop()
                self._origins.pop()
        self._cites.append(Cite(keys, len(self._characters), origin, is_word))
        if is_word:
            if self._characters and self._characters[-1].isalnum():
                self.write(" ", origin, is_verbatim=False)
            self.write(SUBJECT.capitalize() if starts_sentence else SUBJECT, origin, is_verbatim=False)

    def last_character(self) -> str:
        """Return the last character written to the open block, or ""."""
        return self._characters[-1] if self._characters else ""

    def end_block(self) -> None:
        """Close the block, if anything stands in it."""
        if self._cites or any(not character.isspace() for character in self._characters):
            self.blocks.append(Prose("".join(self._characters), tuple(self._origins), tuple(self._cites)))
        self._characters, self._origins, self._cites = [], [], []


LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def split_lines(source: str) -> list[str]:
    """Return the lines with their ends. Unlike str.splitlines, a form feed (pasted from a PDF) ends none."""
    return LINE.findall(source)


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Offsets of a text → lines and columns, both from 1."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> "LineIndex":
        """Return the index of a text whose lines end in \\n, \\r\\n or \\r."""
        return cls((0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))))

    def place(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of an offset."""
        line = bisect.bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
