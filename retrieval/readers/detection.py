"""Which reader a file is for: by what is in it, never by its name alone."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.csv_file import header_delimiter, read_csv
from retrieval.readers.huggingface_page import looks_like_page, read_huggingface_page
from retrieval.readers.jsonl import read_json_array, read_jsonl
from retrieval.readers.lines import SNIFFED_BYTES, open_bytes

Reader = Callable[[Path, list[ReadProblem]], Iterator[ReadPaper]]

BINARIES = {
    b"%PDF": ("a PDF", "ingest a list of titles and abstracts (CSV or JSONL), or the page it came from saved as text"),
    b"PK\x03\x04": ("a zip archive or office document", "unpack it, or export it as CSV"),
    b"\x89PNG": ("a picture", "save the page as text"),
    b"\xff\xd8\xff": ("a picture", "save the page as text"),
    b"SQLite format 3": ("a database", "export it as CSV or JSONL"),
}
FORMATS = "a saved Hugging Face Papers page, JSONL, or CSV with columns title and abstract"


def read_papers(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the papers of a file, or of all files of a folder and below in order of names. Nothing here raises.

    What cannot be read is appended to `problems`, with the place and what to do.
    """
    if path.is_dir():
        files = sorted(
            file
            for file in path.rglob("*")
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        if not files:
            problems.append(ReadProblem(str(path), None, "a folder without files", f"put {FORMATS} there"))
        for file in files:
            yield from _read_file(file, problems)
    else:
        yield from _read_file(path, problems)


def _read_file(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    try:
        reader = _pick(path, problems)
        if reader is not None:
            yield from reader(path, problems)
    except FileNotFoundError:
        problems.append(ReadProblem(str(path), None, "no such file or folder", "check the path"))
    except OSError as error:
        problems.append(ReadProblem(str(path), None, f"cannot be read ({error.strerror or error})", "check its rights"))


def _pick(path: Path, problems: list[ReadProblem]) -> Reader | None:
    """Return the reader for a file's content, or None and a problem."""
    try:
        with open_bytes(path) as stream:
            head = stream.read(SNIFFED_BYTES)
    except (EOFError, zlib.error) as error:
        problems.append(ReadProblem(str(path), None, f"a damaged gzip file ({error})", "fetch it again"))
        return None
    if not head.strip():
        problems.append(ReadProblem(str(path), None, "an empty file", f"expected {FORMATS}"))
        return None
    for magic, (what, remedy) in BINARIES.items():
        if head.startswith(magic):
            problems.append(ReadProblem(str(path), None, what, remedy))
            return None
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\x00" in head and not utf16:
        problems.append(ReadProblem(str(path), None, "a binary file", f"expected {FORMATS}"))
        return None
    text = _decode(head, utf16).lstrip("\ufeff").lstrip()
    if text.startswith("["):
        return read_json_array
    if text.startswith("{"):
        first, _, rest = text.partition("\n")
        is_one_object = not first.rstrip().endswith("}") and rest.strip() != "" and not rest.lstrip().startswith("{")
        return read_json_array if is_one_object else read_jsonl
    if text[:200].lower().startswith(("<!doctype", "<html")):
        problems.append(
            ReadProblem(str(path), None, "a web page as HTML", "save it as text (in the browser: Save as… → Text), or export CSV")
        )
        return None
    if header_delimiter(text.partition("\n")[0]) is not None:
        return read_csv
    if looks_like_page(text):
        return read_huggingface_page
    problems.append(ReadProblem(str(path), None, "neither of the known formats", f"expected {FORMATS}"))
    return None


def _decode(head: bytes, utf16: bool) -> str:
    if utf16:
        return head.decode("utf-16", errors="ignore")
    try:
        return head.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:  # only the cut at the end of what was read
            return head.decode("utf-8", errors="ignore")
        return str(from_bytes(head).best() or head.decode("cp1252", errors="replace"))
