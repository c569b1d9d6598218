"""Comma, semicolon or tab separated values with a header row."""

import csv
from collections.abc import Iterator
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.lines import MAX_LINE_BYTES, Line, read_lines
from retrieval.readers.records import FIELDS, read_record

DELIMITERS = ",;\t|"


def header_delimiter(first_line: str) -> str | None:
    """Return what separates the columns of a header row that names a title, None where it is no such row."""
    names = {alias for aliases in FIELDS.values() for alias in aliases}
    for delimiter in DELIMITERS:
        cells = [cell.strip().strip('"').lower().replace(" ", "_") for cell in first_line.lstrip("\ufeff").split(delimiter)]
        if "title" in cells and len(cells) > 1 and len(names.intersection(cells)) > 1:
            return delimiter
    return None


def read_csv(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the papers of a table. A record's line is the one it begins on, whatever line breaks its cells hold."""
    csv.field_size_limit(MAX_LINE_BYTES)
    lines = read_lines(path, problems)
    header = next(lines, None)
    if header is None:
        return
    delimiter = header_delimiter(header.text) or ","
    names = next(csv.reader([header.text], delimiter=delimiter))
    numbers: list[int] = []
    reader = csv.reader(_fed(lines, numbers), delimiter=delimiter)
    while True:
        numbers.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            place = numbers[0] if numbers else None
            problems.append(ReadProblem(str(path), place, f"not a row of the table ({error})", "mend the row's quotes"))
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        line = numbers[0] if numbers else header.number
        if len(cells) > len(names):
            what = f"{len(cells)} cells under {len(names)} headings"
            problems.append(ReadProblem(str(path), line, what, "put quotes around cells that hold the separator"))
            continue
        paper = read_record({name: cell for name, cell in zip(names, cells, strict=False) if cell}, path, line, problems)
        if paper is not None:
            yield paper


def _fed(lines: Iterator[Line], numbers: list[int]) -> Iterator[str]:
    """Yield lines with their ends, noting their numbers."""
    for line in lines:
        numbers.append(line.number)
        yield line.text + "\n"
