"""One JSON object per line, or one JSON array of objects."""

import json
from collections.abc import Iterator
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.readers.lines import open_bytes, read_lines
from retrieval.readers.records import read_record

MAX_ARRAY_BYTES = 1_000_000_000


def read_jsonl(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the papers of a JSONL file, a line at a time."""
    for line in read_lines(path, problems):
        if not line.text.strip():
            continue
        try:
            record = json.loads(line.text)
        except (ValueError, RecursionError) as error:
            what = f"not valid JSON ({str(error).split(':')[0].lower()})"
            problems.append(ReadProblem(str(path), line.number, what, "mend the line and ingest again"))
            continue
        if not isinstance(record, dict):
            what = f"a JSON {type(record).__name__}, not an object"
            problems.append(ReadProblem(str(path), line.number, what, 'write {"title": …, "abstract": …}'))
            continue
        paper = read_record(record, path, line.number, problems)
        if paper is not None:
            yield paper


def read_json_array(path: Path, problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield the papers of a file that is one JSON array, or an object that holds one."""
    with open_bytes(path) as stream:
        data = stream.read(MAX_ARRAY_BYTES + 1)
    try:
        if len(data) > MAX_ARRAY_BYTES:
            raise ValueError("more than 1 GB in one array")
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        what = f"not valid JSON ({str(error).split(':')[0].lower()})"
        problems.append(ReadProblem(str(path), line, what, "mend it, or write one object per line"))
        return
    records = document
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        records = [document] if "title" in document or not lists else max(lists, key=len)
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            what = f"item {number} is a JSON {type(record).__name__}, not an object"
            problems.append(ReadProblem(str(path), None, what, 'write {"title": …, "abstract": …}'))
            continue
        paper = read_record(record, path, number, problems)
        if paper is not None:
            yield paper
