"""A path → papers: walks folders, tells formats apart by content, calls the right reader."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.csv_file import delimiter_of, read_csv
from retrieval.readers.html_page import read_html_page
from retrieval.readers.huggingface_page import PAGE_SIGN, is_furniture, looks_like_abstract, read_huggingface_page
from retrieval.readers.jsonl import read_json_document, read_json_lines
from retrieval.readers.lines import Line, encoding_of, read_head, read_lines

Reader = Callable[[Path, Iterable[Line], list[ReadProblem]], Iterator[ReadPaper]]

MARKDOWN_SIGN = re.compile(r"^(?:#{1,6} \S|```|\|.*\|\s*$|<details|!\[)", re.MULTILINE)
"""What notes and READMEs have and a page of papers does not: prose in them is no abstract."""

BINARY_STARTS = (
    (b"%PDF", "a PDF", "save the page of abstracts as text, or export the records as CSV or JSONL"),
    (b"\x89PNG", "an image", "save the page of abstracts as text"),
    (b"\xff\xd8\xff", "an image", "save the page of abstracts as text"),
    (b"GIF8", "an image", "save the page of abstracts as text"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or export the records as CSV or JSONL"),
    (b"SQLite format 3", "a SQLite database", "export the records as CSV or JSONL"),
)
SUPPORTED = "citewell reads saved Hugging Face Papers pages, JSONL, JSON arrays and CSV"
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
        yield from _read_file(path, problems)
        return
    n_files = 0
    for file in _files_below(path):
        n_files += 1
        yield from _read_file(file, problems)
    if not n_files:
        problems.append(ReadProblem(str(path), None, "a folder without files", f"put files there; {SUPPORTED}"))


def _files_below(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


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
        text = head.decode(encoding, errors="ignore").lstrip("\ufeff")
        reader = _reader_for(text.replace("\r\n", "\n").replace("\r", "\n"))
        if reader is None:
            problems.append(ReadProblem(str(path), 1, "no papers in a form that is known", SUPPORTED))
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
    if delimiter_of(first_line.rstrip("\r")):
        return read_csv
    blocks = [block for block in head.splitlines() if block.strip() and not is_furniture(block)]
    # A line that parses as JSON marks JSON lines with a broken start.
    if any(_is_json_object(block) for block in blocks[1:3]):
        return read_json_lines
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", head.replace("\r\n", "\n"))]
    if MARKDOWN_SIGN.search(head):
        return None
    if any(map(looks_like_abstract, blocks[1:])) or any(map(looks_like_abstract, paragraphs[1:])):
        return None if start.startswith("@") else read_huggingface_page
    return None


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
