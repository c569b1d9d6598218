"""Tables with a header row, separated by comma, semicolon, tab or bar."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.lines import MAX_LINE_CHARACTERS, Line
from retrieval.readers.record import UnreadableRecord, field_of, paper_from_record

DELIMITERS = ",;\t|"
MAX_LINES_PER_ROW = 2_000
MAX_LINES_BEFORE_HEADER = 10
"""A catalogue may say above the header where its records come from; Excel, what separates the columns (`sep=;`)."""


def delimiter_of(header: str) -> str | None:
    """Return what separates the columns of a header row that names a title and one thing more; None for other lines."""
    best: tuple[int, str] | None = None
    for delimiter in DELIMITERS:
        if delimiter not in header:
            continue
        try:
            fields = [field_of(name) for name in next(csv.reader([header], delimiter=delimiter), [])]
        except csv.Error:
            continue
        n_known = sum(field is not None for field in fields)
        if "title" in fields and n_known >= 2 and (best is None or n_known > best[0]):
            best = (n_known, delimiter)
    return best[1] if best else None


def has_header(lines: Iterable[str]) -> bool:
    """Say whether a table's header is among the first lines of a file."""
    filled = (line for line in lines if line.strip())
    return any(map(delimiter_of, islice(filled, MAX_LINES_BEFORE_HEADER)))


def columns_without_title(lines: Sequence[str]) -> list[str] | None:
    """Return the columns of a table whose header names no title: nearly all rows have as many. None for prose."""
    filled = [f"{line}\n" for line in lines if line.strip() and not line.startswith("sep=")]
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(filled, delimiter=delimiter))
        except csv.Error:
            continue
        # Behind a comma prose has a blank and a header has none.
        is_prose = delimiter == "," and any(name.startswith(" ") for name in rows[0])
        n_alike = sum(len(row) == len(rows[0]) for row in rows)
        if len(rows) >= 2 and len(rows[0]) >= 2 and not is_prose and 10 * n_alike >= 9 * len(rows):
            return rows[0]
    return None


def read_csv(path: Path, lines: Iterable[Line], problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the paper of every row. A row's line is its first, also where a value holds line ends."""
    header: list[str] | None = None
    for number, row in _rows(path, iter(lines), problems):
        if header is None:
            header = row
            continue
        if len(row) > len(header) and any(value.strip() for value in row[len(header) :]):
            what = f"{len(row)} values for {len(header)} columns"
            problems.append(ReadProblem(str(path), number, what, "put values that hold the separator in double quotes"))
            continue
        try:
            paper = paper_from_record(_record(header, row), path.name)
        except UnreadableRecord as error:
            problems.append(ReadProblem(str(path), number, error.what, error.remedy))
            continue
        yield ReadPaper(paper, str(path), number)


def _record(header: list[str], row: list[str]) -> dict[str, object]:
    """Return the row by column name; of two columns with one name the first that holds something."""
    record: dict[str, object] = {}
    for name, value in zip(header, row, strict=False):
        if not record.get(name):
            record[name] = value
    return record


def _rows(path: Path, lines: Iterator[Line], problems: list[ReadProblem]) -> Iterator[tuple[int, list[str]]]:
    """Yield every row with its first line. A row that cannot be read costs one line: reading goes on at the next."""
    csv.field_size_limit(MAX_LINE_CHARACTERS)
    waiting: deque[Line] = deque()
    delimiter: str | None = None
    while True:
        taken: list[Line] = []
        try:
            first = waiting.popleft() if waiting else next(lines)
        except StopIteration:
            return
        if not first.text.strip():
            continue
        if delimiter is None and (delimiter := delimiter_of(first.text)) is None:
            continue  # a line before the header
        feed = _feed(first, waiting, lines, taken)
        try:
            row = next(csv.reader(feed, delimiter=delimiter, strict=True))
        except csv.Error as error:
            what = "a quoted value that never ends" if "end of data" in str(error) else f"no valid CSV ({error})"
            problems.append(ReadProblem(str(path), first.number, what, "write a quote inside a value twice"))
            waiting.extendleft(reversed(taken[1:]))
            continue
        if any(value.strip() for value in row):
            yield first.number, row


def _feed(first: Line, waiting: deque[Line], lines: Iterator[Line], taken: list[Line]) -> Iterator[str]:
    """Yield the lines of one row as the csv module asks for them, and note them; at most MAX_LINES_PER_ROW."""
    line: Line | None = first
    n_characters = 0
    while line is not None:
        taken.append(line)
        n_characters += len(line.text)
        yield line.text + "\n"
        if len(taken) == MAX_LINES_PER_ROW or n_characters > MAX_LINE_CHARACTERS:
            return
        line = waiting.popleft() if waiting else next(lines, None)
