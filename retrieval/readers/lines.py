"""Bytes on disk → lines of text: gzip by content, encodings, line ends, and a limit on a line's length."""

import codecs
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from retrieval.datatypes import ReadProblem

MAX_LINE_CHARACTERS = 10_000_000
HEAD_BYTES = 65_536
BLOCK_BYTES = 1 << 20
GZIP_START = b"\x1f\x8b"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file without its end; `number` counts from 1."""

    number: int
    text: str


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading, unpacked where it is gzip by content."""
    stream = path.open("rb")
    if stream.read(len(GZIP_START)) == GZIP_START:
        stream.close()
        return cast("BinaryIO", gzip.open(path))
    stream.seek(0)
    return stream


def read_head(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked. Raises OSError or EOFError for what cannot be read."""
    with open_bytes(path) as stream:
        return stream.read(HEAD_BYTES)


def encoding_of(path: Path) -> str | None:
    """Return how the whole file is encoded: by its mark, else UTF-8, else what charset-normalizer makes of it.

    None where nothing fits. Reads the file through once, never holding more than a block of it.
    """
    with open_bytes(path) as stream:
        block = stream.read(BLOCK_BYTES)
        for mark, encoding in BYTE_ORDER_MARKS:
            if block.startswith(mark):
                return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        before = b""
        while True:
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                # Half a block before the trouble and what follows: enough text to tell encodings apart.
                return _guess_encoding(before[-BLOCK_BYTES // 2 :] + block)
            if not block:
                return "utf-8"
            before, block = block, stream.read(BLOCK_BYTES)


def read_lines(path: Path, problems: list[ReadProblem], encoding: str = "") -> Iterator[Line]:
    """Yield the lines of a file one by one; one that is too long becomes a problem and is passed over.

    Without an `encoding` it is found out by encoding_of; a file in none becomes a problem.
    """
    encoding = encoding or encoding_of(path) or ""
    if not encoding:
        problems.append(ReadProblem(str(path), None, "text in an unknown encoding", "save the file as UTF-8"))
        return
    with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding=encoding, errors="replace") as text:
        number = 0
        while piece := text.readline(MAX_LINE_CHARACTERS + 1):
            number += 1
            if len(piece) <= MAX_LINE_CHARACTERS:
                yield Line(number, piece.rstrip("\n"))
                continue
            while piece and not piece.endswith("\n"):
                piece = text.readline(BLOCK_BYTES)
            problems.append(
                ReadProblem(
                    str(path),
                    number,
                    f"a line of more than {MAX_LINE_CHARACTERS:,} characters",
                    "no abstract is that long; split the record or take it out",
                )
            )


def _guess_encoding(text: bytes) -> str | None:
    """Return the likeliest encoding; Western Europe's where it fits as well as the likeliest."""
    matches = [match for match in from_bytes(text) if not _holds_controls(str(match))]
    if not matches:
        return None
    fits_as_well = [match for match in matches if match.chaos <= matches[0].chaos]
    if any("cp1252" in (match.encoding, *match.could_be_from_charset) for match in fits_as_well):
        return "cp1252"
    return matches[0].encoding


def _holds_controls(text: str) -> bool:
    return any(character < " " and character not in "\t\n\r\f" for character in text)
