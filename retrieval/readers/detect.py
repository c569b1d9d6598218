"""A path → papers: walks folders, tells formats apart by content, calls the right reader."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.csv_file import columns_without_title, has_header, read_csv
from retrieval.readers.html_page import read_html_page
from retrieval.readers.huggingface_page import PAGE_SIGN, is_furniture, looks_like_page, read_huggingface_page
from retrieval.readers.jsonl import read_json_document, read_json_lines
from retrieval.readers.lines import HEAD_BYTES, Line, encoding_of, read_head, read_lines
from retrieval.readers.other_formats import other_format_of

Reader = Callable[[Path, Iterable[Line], list[ReadProblem]], Iterator[ReadPaper]]

BINARY_STARTS = (
    (b"%PDF", "a PDF", "save the page of abstracts as text, or export the records as CSV or JSONL"),
    (b"\x89PNG", "an image", "save the page of abstracts as text"),
    (b"\xff\xd8\xff", "an image", "save the page of abstracts as text"),
    (b"GIF8", "an image", "save the page of abstracts as text"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or export the records as CSV or JSONL"),
    (b"{\\rtf", "a rich text document", "save the page of abstracts as text"),
    (b"SQLite format 3", "a SQLite database", "export the records as CSV or JSONL"),
)
SUPPORTED = "citewell reads saved Hugging Face Papers pages, JSONL, JSON arrays and CSV"
UNKNOWN = "no papers in a form that is known"
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
MARKED_BY_BOM = (b"\xff\xfe", b"\xfe\xff")


def read_papers(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the papers of a file, or of all files in and below a folder in sorted order, hidden ones left out.

    What cannot be read is added to `problems` as it is met, and everything else goes through.
    """
    if not path.exists():
        problems.append(ReadProblem(str(path), None, "no such file or folder", "check the path"))
        return
    if not path.is_dir():
        if not path.is_file():
            problems.append(
                ReadProblem(str(path), None, "a pipe or a device", "write its text to a file and ingest that")
            )
            return
        yield from _read_file(path, problems)
        return
    n_files = 0
    for file in _files_below(path, problems):
        n_files += 1
        yield from _read_file(file, problems)
    if not n_files:
        problems.append(ReadProblem(str(path), None, "a folder without files", f"put files there; {SUPPORTED}"))


def _files_below(folder: Path, problems: list[ReadProblem]) -> list[Path]:
    """Return the files in and below a folder, also behind links, each folder once; a link to nothing is a problem."""
    files: list[Path] = []
    seen: set[Path] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        here = Path(place)
        if here.resolve() in seen:
            folders.clear()
            continue
        seen.add(here.resolve())
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in (here / name for name in names if not name.startswith(".")):
            if file.is_file():
                files.append(file)
            elif not file.exists():
                problems.append(ReadProblem(str(file), None, "a link to nothing", "mend the link or take it out"))
    return sorted(files)


def _read_file(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    try:
        head = read_head(path)
        if (problem := _problem_with(path, head)) is not None:
            problems.append(problem)
            return
        encoding = encoding_of(path)
        if encoding is None:
            problems.append(ReadProblem(str(path), None, "text in an unknown encoding", "save the file as UTF-8"))
            return
        if encoding not in UNICODE:
            what = f"not UTF-8; read as {encoding}, which is a guess"
            problems.append(
                ReadProblem(str(path), None, what, "check its accents, or save the file as UTF-8 and ingest again")
            )
        text = head.decode(encoding, errors="ignore").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if len(head) == HEAD_BYTES:
            text = text.rpartition("\n")[0] or text  # without the line that the head cuts off
        reader = _reader_for(text)
        if reader is None:
            problems.append(_what_it_is(path, text))
            return
        yield from reader(path, read_lines(path, problems, encoding), problems)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.append(
            ReadProblem(str(path), None, f"cannot be read ({reason})", "check the file and its permissions")
        )


def _problem_with(path: Path, head: bytes) -> ReadProblem | None:
    if not head.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        return ReadProblem(str(path), None, "an empty file", "save the page or the records again")
    for start, what, remedy in BINARY_STARTS:
        if head.startswith(start):
            return ReadProblem(str(path), None, what, remedy)
    if head.lstrip().startswith(b"<?xml") and b"<html" not in head.lower():
        return ReadProblem(str(path), None, "XML", "export the records as CSV or JSONL")
    if b"\0" in head and not head.startswith(MARKED_BY_BOM):
        return ReadProblem(str(path), None, "a binary file", SUPPORTED)
    return None


def _reader_for(head: str) -> Reader | None:
    """Return the reader for a file that begins with `head`."""
    start = head.lstrip()
    first_line, _, rest = start.partition("\n")
    if start.startswith("{"):
        return read_json_document if _is_spread_object(first_line, rest) else read_json_lines
    if re.match(r"\[\s*(?:\{|\]|$)", start):
        return read_json_document
    if re.match(r"<(?:!doctype|html|head|body|main|div|article|section|!--|\?xml)", start, re.IGNORECASE):
        return read_html_page
    if PAGE_SIGN.search(head):
        return read_huggingface_page
    lines = head.splitlines()
    if has_header(lines):
        return read_csv
    blocks = [block for block in lines if block.strip() and not is_furniture(block)]
    # A line that parses as JSON marks JSON lines with a broken start.
    if any(_is_json_object(block) for block in blocks[1:3]):
        return read_json_lines
    if other_format_of(head) or columns_without_title(lines):
        return None
    return read_huggingface_page if looks_like_page(Line(n, text) for n, text in enumerate(lines, 1)) else None


def _what_it_is(path: Path, head: str) -> ReadProblem:
    """Return the problem of a file that no reader takes."""
    if other := other_format_of(head):
        return ReadProblem(str(path), 1, f"{UNKNOWN}: {other[0]}", other[1])
    if columns := columns_without_title(head.splitlines()):
        what = f"a table without a column “title”; it has: {', '.join(columns)[:200]}"
        return ReadProblem(str(path), 1, what, "call its columns title, abstract, authors, year")
    return ReadProblem(str(path), 1, UNKNOWN, SUPPORTED)


def _is_spread_object(first_line: str, rest: str) -> bool:
    """Say whether a JSON object goes on over several lines, by its first line."""
    if _is_json_object(first_line):
        return False
    return first_line.rstrip().endswith(("{", "[", ",")) and rest.lstrip()[:1] in ('"', "{", "]")


def _is_json_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
