"""Bytes → numbered lines of text: gzip, encodings, byte order marks, any line end, lines that are too long."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes

from retrieval.datatypes import ReadProblem

MAX_LINE_BYTES = 10_000_000
SNIFFED_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `number` counts from 1."""

    number: int
    text: str


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file for reading, unpacked where it is gzipped."""
    stream = path.open("rb")
    if stream.read(2) == b"\x1f\x8b":
        stream.seek(0)
        return io.BufferedReader(gzip.GzipFile(fileobj=stream))
    stream.seek(0)
    return stream


def read_lines(path: Path, problems: list[ReadProblem]) -> Iterator[Line]:
    """Yield the lines of a file. One that is too long or of no known encoding becomes a problem, the rest goes on.

    Text is UTF-8, or UTF-16 with a byte order mark; a line that is neither is read in the encoding of best guess, and
    that is reported.
    """
    guessed: str | None = None
    with open_bytes(path) as stream:
        encoding = "utf-16" if stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"  # type: ignore[attr-defined]
        if encoding == "utf-16":
            text = io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline=None)
            for number, line in enumerate(text, 1):
                yield Line(number, line.rstrip("\n"))
            return
        number = 0
        try:
            while raw := stream.readline(MAX_LINE_BYTES):
                number += 1
                if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
                    size = len(raw) + _skip_line(stream)
                    problems.append(
                        ReadProblem(
                            str(path),
                            number,
                            f"a line of {size / 1e6:.0f} MB, more than any abstract",
                            f"cut it below {MAX_LINE_BYTES // 1_000_000} MB, or put each record on a line of its own",
                        )
                    )
                    continue
                if number == 1:
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                try:
                    line = raw.decode("utf-8")
                except UnicodeDecodeError:
                    if guessed is None:
                        guessed = _guess_encoding(path)
                        problems.append(
                            ReadProblem(
                                str(path),
                                number,
                                f"not UTF-8; read as {guessed}",
                                "check its accents, or save the file as UTF-8 and ingest it again",
                            )
                        )
                    line = raw.decode(guessed, errors="replace")
                yield Line(number, line.rstrip("\r\n"))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            problems.append(
                ReadProblem(str(path), number + 1, f"the compressed file ends too early ({error})", "fetch it again")
            )


def _skip_line(stream: IO[bytes]) -> int:
    """Read on to the end of a line and return how many bytes that were."""
    skipped = 0
    while raw := stream.readline(MAX_LINE_BYTES):
        skipped += len(raw)
        if raw.endswith(b"\n"):
            break
    return skipped


def _guess_encoding(path: Path) -> str:
    with open_bytes(path) as stream:
        best = from_bytes(stream.read(SNIFFED_BYTES * 16)).best()
    return "cp1252" if best is None or best.encoding in ("utf_8", "ascii") else best.encoding
