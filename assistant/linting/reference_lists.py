"""Lists of references: at the end of plain text and of answers, `thebibliography` blocks, and whole files of them."""

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CheckError
from assistant.linting.bibtex_file import parse_bibtex
from assistant.linting.document import split_lines
from assistant.linting.references import Reference, References, plain_field, reference_of_text
from retrieval.datatypes import ReadProblem

HEADING = re.compile(
    r"\s*(?:#{1,6}\s*)?[*_]*(?:\d+\.?\s+)?(?:references?|bibliography|works cited|sources?|citations|literature"
    r"|further reading|literatur|références|referencias|参考文献)[*_]*\s*:?\s*[*_]*\s*",
    re.IGNORECASE,
)
OTHER_HEADING = re.compile(r"#{1,6}\s+\S|\s*\\(?:appendix|section)\b")
DEFINITION = re.compile(r"[ \t]{0,3}\[(\^?[^\[\]\s]+)\]:\s+(\S.*)")
NUMBERED = re.compile(r"\s*(?:[-*•]\s+)?(?:\[(\^?[\w.:-]{1,40})\][:.]?(?!\()|(\d{1,3})[.)])\s+(?=\S)")
BRACKETED_NUMBER = re.compile(r"\s*(?:[-*•]\s+)?\[(\d{1,3})\][:.]?(?!\()\s+(?=\S)")
BULLET = re.compile(r"\s*[-*•]\s+")
BIBITEM = re.compile(r"\\bibitem\s*(?:\[((?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\])?\s*\{([^{}]*)\}")
BIBLIOGRAPHY = re.compile(r"\\begin\{thebibliography\}(?:\{[^{}]*\})?(.*?)(?:\\end\{thebibliography\}|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The references that a text carries, and the stretches (start, end) of it that they take up."""

    references: tuple[Reference, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()


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
    first, last = (0, len(lines)) if is_all else _section(lines)
    references: list[Reference] = []
    stretches: list[tuple[int, int]] = []
    if first < last:
        stretches.append((starts[first], starts[last]))
        entries = _entries(lines, first + (not is_all and bool(HEADING.fullmatch(lines[first]))), last, starts)
        references += [_reference(entry, path) for entry in entries]
    taken = {reference.key for reference in references}
    for number, line in enumerate(lines):
        if (first <= number < last) or (definition := DEFINITION.match(line)) is None:
            continue
        end = number + 1
        while end < len(lines) and re.match(r"(?: {2,}|\t)\S", lines[end]):
            end += 1
        body = definition.group(2) + "".join(lines[number + 1 : end])
        key = definition.group(1).lstrip("^")
        stretches.append((starts[number], starts[end]))
        if key not in taken:
            references.append(reference_of_text(key, body, path, number + 1))
    return ReferenceList(tuple(references), tuple(sorted(stretches)))


def _section(lines: list[str]) -> tuple[int, int]:
    """Return the lines of the list: under the last fitting heading, else a run of `[1] …` at the end."""
    headings = [number for number, line in enumerate(lines) if line.strip() and HEADING.fullmatch(line)]
    if headings:
        first = headings[-1]
        last = next((n for n in range(first + 1, len(lines)) if OTHER_HEADING.match(lines[n])), len(lines))
        return first, last
    ones = [number for number, line in enumerate(lines) if (m := BRACKETED_NUMBER.match(line)) and m.group(1) == "1"]
    if ones and all(
        BRACKETED_NUMBER.match(lines[number])
        for number in range(ones[-1], len(lines))
        if lines[number].strip() and (number == ones[-1] or not lines[number - 1].strip())
    ):
        return ones[-1], len(lines)
    return len(lines), len(lines)


def _entries(lines: list[str], first: int, last: int, starts: list[int]) -> list[_Entry]:
    """Cut the lines of a list into entries: by number, else by bullet, else by blank line, else by line."""
    section = range(first, last)
    is_numbered = any(NUMBERED.match(lines[number]) for number in section)
    has_bullets = any(BULLET.match(lines[number]) for number in section)
    written = [number for number in section if lines[number].strip()]
    has_gaps = bool(written) and any(not lines[number].strip() for number in range(written[0], written[-1]))
    entries: list[_Entry] = []
    for number in section:
        line = lines[number]
        if not line.strip():
            continue
        mark = (NUMBERED if is_numbered else BULLET).match(line)
        follows_gap = number == first or not lines[number - 1].strip()
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
            words = plain_field(re.sub(r"\\newblock\b|\\(?:em|it|bf)\b", " ", body))
            entries.append(reference_of_text(item.group(2).strip(), words, path, line))
    return References(tuple(entries))
