"""Lists of references: at the end of plain text and of answers, `thebibliography` blocks, and whole files of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import CheckError
from assistant.linting.bibtex_file import parse_bibtex
from assistant.linting.document import split_lines
from assistant.linting.references import YEAR, Reference, References, plain_field, reference_of_text
from retrieval.datatypes import ReadProblem

HEADING = re.compile(
    r"\s*(?:#{1,6}\s*)?[*_]*(?:\d+\.?\s+)?(?:(?:list of\s+)?(?:references?|sources?|literature)"
    r"(?:\s+(?:cited|consulted|used|list))?|works (?:cited|consulted)|bibliography|citations|further reading"
    r"|literatur|références|referencias|参考文献)[*_]*\s*:?\s*[*_]*\s*",
    re.IGNORECASE,
)
OTHER_HEADING = re.compile(r"#{1,6}\s+\S|\s*\\(?:appendix|section)\b")
UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,})\s*")
PANDOC_CITE = re.compile(r"\[[^\[\]]*(?<![\w.])-?@\w[^\[\]]*\]")
DEFINITION = re.compile(r"[ \t]{0,3}\[(\^?[^\[\]\s]+)\]:\s+(\S.*)")
CITES = re.compile(rf"{PANDOC_CITE.pattern}|(?<=\s)\[\d{{1,3}}\]")
CITES_BY_A_WORD = re.compile(r"(?<![\w@.\-/\[])@\w")
NUMBERED = re.compile(r"\s*(?:[-*•]\s+)?(?:\[(\^?[\w+.:-]{1,40})\][:.]?(?!\()|(\d{1,3})[.)])\s+(?=\S)")
BRACKETED_NUMBER = re.compile(r"\s*(?:[-*•]\s+)?\[(\d{1,3})\][:.]?(?!\()\s+(?=\S)")
FULL_STOP_NUMBER = re.compile(r"\s{0,3}(\d{1,3})\.\s+(?=\S)")
CITES_BY_NUMBER = re.compile(r"[^\W\d_].{0,3}(?:\[1\]|<sup>1\b|¹)|[a-z]{3}(?:[.,]?1| \(1\))(?=[.,;:]?(?:\s|$))")
BULLET = re.compile(r"\s*[-*•]\s+")
BIBITEM = re.compile(r"\\bibitem\s*(?:\[((?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\])?(?:\s|%[^\n]*\n)*\{([^{}]*)\}")
FIELD_OF_ACM = re.compile(r"\\bib(?:info|field)\s*\{\w+\}")
BIBLIOGRAPHY = re.compile(r"\\begin\{thebibliography\}(?:\{[^{}]*\})?(.*?)(?:\\end\{thebibliography\}|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The references that a text carries, and the stretches (start, end) of it that they take up.

    `notes` are the footnotes that cite, label → text: they are prose, and define no reference.
    """

    references: tuple[Reference, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Definition:
    """`[^1]: body` in the lines from `first` to before `last`."""

    key: str
    body: str
    first: int
    last: int
    is_note: bool


@dataclass(slots=True)
class _Entry:
    key: str | None
    start: int
    text: str
    line: int


def read_references(path: Path) -> References:
    """Read a file of references: BibTeX, a `thebibliography` block (.bbl, .tex), or a list in plain text."""
    text = read_text_file(path)
    found = parse_references(text, str(path))
    if not found.entries and not found.problems:
        problem = ReadProblem(str(path), None, "holds no references", "give a .bib, a .bbl or a list in plain text")
        return References(problems=(problem,))
    return found


def parse_references(text: str, path: str) -> References:
    """Return the references of a text, whose form is found by its content."""
    if "\\bibitem" in text:
        return parse_bibitems(text, path)
    if re.search(r"^\s*@\w+\s*[{(]", text, re.MULTILINE):
        return parse_bibtex(text, path)
    return References(find_reference_list(text, path, is_all=True).references)


def read_text_file(path: Path) -> str:
    """Return the text of a file in UTF-8 (or Latin-1, which older LaTeX is in), its line ends as they are."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckError(f"{path}: cannot be read ({error.strerror}); check the path and its rights") from error
    if b"\0" in content:
        raise CheckError(f"{path}: is no text; check .tex, .md, .txt, or the .json of an answer")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def find_reference_list(text: str, path: str, is_all: bool = False) -> ReferenceList:
    """Return the list under a heading such as "References", at the end, and definitions such as `[1]: https://…`.

    `is_all`: the text is nothing but a list.
    """
    lines = split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    definitions = [] if is_all else list(_definitions(lines))
    notes = [definition for definition in definitions if definition.is_note]
    in_notes = {number for note in notes for number in range(note.first, note.last)}
    first, last = (0, len(lines)) if is_all else _section(lines)
    listed = [number for number in range(first, last) if number not in in_notes]
    stretches = [(starts[number], starts[number + 1]) for number in listed]
    is_headed = not is_all and first < last and HEADING.fullmatch(lines[first])
    references = [_reference(entry, path) for entry in _entries(lines, listed[1:] if is_headed else listed, starts)]
    taken = {reference.key for reference in references}
    for definition in definitions:
        if definition.is_note or first <= definition.first < last:
            continue
        stretches.append((starts[definition.first], starts[definition.last]))
        if definition.key not in taken:
            references.append(reference_of_text(definition.key, definition.body, path, definition.first + 1))
    return ReferenceList(tuple(references), tuple(sorted(stretches)), {note.key: note.body for note in notes})


def _definitions(lines: list[str]) -> Iterator[_Definition]:
    for number, line in enumerate(lines):
        if (mark := DEFINITION.match(line)) is None:
            continue
        end = number + 1
        while end < len(lines) and re.match(r"(?: {2,}|\t)\S", lines[end]):
            end += 1
        body = mark.group(2) + "".join(lines[number + 1 : end])
        cites = CITES.search(body) or ("://" not in body and CITES_BY_A_WORD.search(body))
        yield _Definition(mark.group(1).lstrip("^"), body, number, end, mark.group(1).startswith("^") and bool(cites))


def _section(lines: list[str]) -> tuple[int, int]:
    """Return the lines of the list: under the last fitting heading, else a run of `[1] …` at the end.

    A run of `1. …` is one where the text before cites by number and each entry has a year or an address.
    """
    headings = [number for number, line in enumerate(lines) if line.strip() and HEADING.fullmatch(line)]
    for first in reversed(headings):
        last = next((n for n in range(first + 1, len(lines)) if _is_heading(lines, n)), len(lines))
        if not any(map(PANDOC_CITE.search, lines[first:last])):  # else prose under a heading like "Literature"
            return first, last
    ones = [number for number, line in enumerate(lines) if (m := BRACKETED_NUMBER.match(line)) and m.group(1) == "1"]
    if ones and all(
        BRACKETED_NUMBER.match(lines[number])
        for number in range(ones[-1], len(lines))
        if lines[number].strip() and (number == ones[-1] or not lines[number - 1].strip())
    ):
        return ones[-1], len(lines)
    return _numbered_run(lines)


def _numbered_run(lines: list[str]) -> tuple[int, int]:
    """Return the lines of a list `1. …`, `2. …` at the end without a heading, the empty end where there is none."""
    numbered = [(number, m.group(1)) for number, line in enumerate(lines) if (m := FULL_STOP_NUMBER.match(line))]
    first = max((number for number, mark in numbered if mark == "1"), default=len(lines))
    marks = [(number, mark) for number, mark in numbered if number >= first]
    ends = [*(number for number, _ in marks[1:]), len(lines)]
    entries = ["".join(lines[start:end]) for (start, _), end in zip(marks, ends, strict=False)]
    is_counted = [mark for _, mark in marks] == [str(number) for number in range(1, len(marks) + 1)]
    have_places = all(YEAR.search(entry) or "://" in entry for entry in entries)
    cites = CITES_BY_NUMBER.search("".join(lines[:first]))
    if marks and is_counted and have_places and cites and not any(map(CITES.search, entries)):
        return first, len(lines)
    return len(lines), len(lines)


def _is_heading(lines: list[str], number: int) -> bool:
    is_underlined = number + 1 < len(lines) and UNDERLINE.fullmatch(lines[number + 1]) is not None
    is_text = lines[number].strip() != "" and not UNDERLINE.fullmatch(lines[number])
    return OTHER_HEADING.match(lines[number]) is not None or (is_underlined and is_text)


def _entries(lines: list[str], section: list[int], starts: list[int]) -> list[_Entry]:
    """Cut the lines of a list into entries: by number, else by bullet, else by blank line, else by line."""
    is_numbered = any(NUMBERED.match(lines[number]) for number in section)
    has_bullets = any(BULLET.match(lines[number]) for number in section)
    written = [number for number in section if lines[number].strip() and not UNDERLINE.fullmatch(lines[number])]
    has_gaps = bool(written) and any(not lines[number].strip() for number in range(written[0], written[-1]))
    entries: list[_Entry] = []
    for number in section:
        line = lines[number]
        if not line.strip() or UNDERLINE.fullmatch(line):
            continue
        mark = (NUMBERED if is_numbered else BULLET).match(line)
        follows_gap = number == section[0] or not lines[number - 1].strip()
        begins = bool(mark) if is_numbered or has_bullets else (follows_gap if has_gaps else not line[:1].isspace())
        if begins or not entries:
            key = next((group for group in mark.groups() if group), None) if mark and is_numbered else None
            text = line[mark.end() :] if mark else line
            entries.append(_Entry(key.lstrip("^") if key else None, starts[number], text, number + 1))
        else:
            entries[-1].text += line
    return entries


def _reference(entry: _Entry, path: str) -> Reference:
    reference = reference_of_text(entry.key or "", entry.text, path, entry.line)
    if entry.key:
        return reference
    name = reference.authors[0] if reference.authors else reference.name[:40]
    lettered = re.search(rf"\b{reference.year}[a-z]\b", entry.text)
    key = " ".join(str(part) for part in (name, lettered.group() if lettered else reference.year) if part)
    return reference_of_text(key, entry.text, path, entry.line)


def parse_bibitems(text: str, path: str) -> References:
    """Return the `\\bibitem`s of a .bbl or a `thebibliography` block."""
    entries: list[Reference] = []
    blocks = [(match.start(1), match.group(1)) for match in BIBLIOGRAPHY.finditer(text)] or [(0, text)]
    for offset, block in blocks:
        items = list(BIBITEM.finditer(block))
        for item, after in zip(items, [*items[1:], None], strict=False):
            body = re.sub(r"(?<!\\)%[^\n]*", "", block[item.end() : after.start() if after else len(block)])
            line = text.count("\n", 0, offset + item.start()) + 1
            words = plain_field(re.sub(r"\\newblock\b|\\(?:em|it|bf)\b", " ", FIELD_OF_ACM.sub("", body)))
            entries.append(reference_of_text(item.group(2).strip(), words, path, line))
    return References(tuple(entries))
