"""JSON: one record per line, or one array of records."""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.lines import Line
from retrieval.readers.record import UnreadableRecord, paper_from_record

MAX_ARRAY_CHARACTERS = 200_000_000


def read_json_lines(path: Path, lines: Iterable[Line], problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the paper of every line that holds one; the other lines, unless blank, become problems."""
    for line in lines:
        if not line.text.strip():
            continue
        try:
            value = json.loads(line.text)
        except (ValueError, RecursionError) as error:
            problems.append(ReadProblem(str(path), line.number, f"no valid JSON ({_reason(error)})", _REPAIR_LINE))
            continue
        found = _list_within(value)
        for record in [value] if found is None else found[1]:
            yield from _paper_of(path, line.number, record, problems)


def read_json_document(path: Path, lines: Iterable[Line], problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the papers of JSON arrays, or of documents that are objects: one record, or a list of them in a field.

    After a broken record reading goes on at the next line that begins a record at the same depth.
    """
    pieces: list[str] = []
    n_characters = 0
    next_number = 1
    for line in lines:
        pieces += [""] * (line.number - next_number)  # lines passed over still count
        pieces.append(line.text)
        next_number = line.number + 1
        n_characters += len(line.text)
        if n_characters > MAX_ARRAY_CHARACTERS:
            problems.append(
                ReadProblem(str(path), line.number, "a JSON document too large to read at once", _ONE_RECORD_PER_LINE)
            )
            return
    text = "\n".join(pieces)
    start = _skip(text, 0)
    if start == len(text):  # its one line was too long, which has been said
        return
    while start < len(text):
        if text[start] == "{":
            end = yield from _papers_of_object(path, text, start, problems)
        elif text[start] == "[":
            end = yield from _papers_of_array(path, text, start + 1, problems)
        else:
            number = text.count("\n", 0, start) + 1
            problems.append(ReadProblem(str(path), number, "text behind the JSON document", _ONE_RECORD_PER_LINE))
            return
        start = _skip(text, end)


_REPAIR_LINE = "write each record as one JSON object on one line"
_ONE_RECORD_PER_LINE = "write one record per line (JSONL)"
_DECODER = json.JSONDecoder()


def _papers_of_object(
    path: Path, text: str, start: int, problems: list[ReadProblem]
) -> Generator[ReadPaper, None, int]:
    """Yield the papers of the object that begins there; return where it ends, or the end of a text that is broken."""
    number = text.count("\n", 0, start) + 1
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        where = number + (error.lineno - number if isinstance(error, json.JSONDecodeError) else 0)
        problems.append(ReadProblem(str(path), where, f"no valid JSON ({_reason(error)})", _ONE_RECORD_PER_LINE))
        return len(text)
    found = _list_within(value)
    array = re.compile(rf"{re.escape(json.dumps(found[0]))}\s*:\s*\[") if found else None
    opened = array.search(text, start) if array else None
    if opened:
        yield from _papers_of_array(path, text, opened.end(), problems)
    else:
        yield from _paper_of(path, number, value, problems)
    return end


def _list_within(value: object) -> tuple[str, list[object]] | None:
    """Return the one field of an object that holds a list of records, and the list; None where it is a record.

    The list may lie one object deeper, as in an answer of Crossref's.
    """
    if not isinstance(value, dict) or _has_title(value):
        return None
    lists = [
        (name, item) for name, item in value.items() if isinstance(item, list) and item and isinstance(item[0], dict)
    ]
    if lists:
        return lists[0] if len(lists) == 1 else None
    deeper = [found for item in value.values() if (found := _list_within(item)) and _has_title(found[1][0])]
    return deeper[0] if len(deeper) == 1 else None


def _has_title(record: object) -> bool:
    return isinstance(record, dict) and "title" in {str(name).casefold() for name in record}


def _papers_of_array(
    path: Path, text: str, position: int, problems: list[ReadProblem]
) -> Generator[ReadPaper, None, int]:
    """Yield the papers of the array whose first value stands there; return where it ends, or the text if broken."""
    number, counted = 1, 0
    indentation: str | None = None
    while True:
        position = _skip(text, position)
        number += text.count("\n", counted, position)
        counted = position
        if position >= len(text):
            problems.append(ReadProblem(str(path), number, "the JSON array is cut off", "save the file again"))
            return len(text)
        if text[position] == "]":
            return position + 1
        line_start = text.rfind("\n", 0, position) + 1
        if indentation is None and not text[line_start:position].strip():
            indentation = text[line_start:position]
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            problems.append(ReadProblem(str(path), number, f"no valid JSON ({_reason(error)})", _ONE_RECORD_PER_LINE))
            following = re.compile(rf"\n{re.escape(indentation or '')}\{{").search(text, position)
            if following is None:
                return len(text)
            position = following.end() - 1
            continue
        yield from _paper_of(path, number, value, problems)
        position = end


def _skip(text: str, position: int) -> int:
    """Return the next position that holds neither white space nor a comma."""
    while position < len(text) and (text[position].isspace() or text[position] in ",\ufeff"):
        position += 1
    return position


def _paper_of(path: Path, number: int, value: object, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    if not isinstance(value, dict):
        problems.append(ReadProblem(str(path), number, "a record that is no JSON object", _REPAIR_LINE))
        return
    try:
        paper = paper_from_record(value, path.name)
    except UnreadableRecord as error:
        problems.append(ReadProblem(str(path), number, error.what, error.remedy))
        return
    yield ReadPaper(paper, str(path), number)


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.removesuffix(' at')}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
