"""Benchmarks in BEIR form: corpus.jsonl, queries.jsonl and qrels, gzipped or not (Thakur et al. 2021)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.cleaning import clean_text
from retrieval.datatypes import Paper, ReadProblem
from retrieval.errors import BenchmarkError
from retrieval.readers.lines import read_lines

QRELS = ("qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv", "qrels.tsv", "qrels/qrels.tsv")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Papers, queries by id, and per query the gain of each relevant paper id. Only judged queries are kept."""

    papers: tuple[Paper, ...]
    queries: dict[str, str]
    gains: dict[str, dict[str, float]]


def read_benchmark(folder: Path) -> Benchmark:
    """Read a folder in BEIR form. Raises BenchmarkError that names what is missing or broken."""
    gains: dict[str, dict[str, float]] = {}
    for query_id, paper_id, gain in _qrels(folder):
        if gain > 0:
            gains.setdefault(query_id, {})[paper_id] = gain
    queries = {str(record["_id"]): str(record["text"]) for record in _records(folder, "queries.jsonl", ("_id", "text"))}
    papers = tuple(
        Paper(str(record["_id"]), clean_text(str(record.get("title") or "")), clean_text(str(record["text"] or "")))
        for record in _records(folder, "corpus.jsonl", ("_id", "text"))
    )
    judged = {query_id: text for query_id, text in queries.items() if query_id in gains}
    if not papers or not judged:
        raise BenchmarkError(f"{folder}: {len(papers)} papers and {len(judged)} judged queries; both are needed")
    return Benchmark(papers, judged, gains)


def _find(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    raise BenchmarkError(f"{folder}: no {names[0]}; a BEIR folder has corpus.jsonl, queries.jsonl and qrels/test.tsv")


def _records(folder: Path, name: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    path = _find(folder, (name,))
    for number, text in _lines(path):
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BenchmarkError(f"{path}:{number}: not a JSON object ({error}); mend the line") from error
        if not isinstance(record, dict):
            raise BenchmarkError(f"{path}:{number}: not a JSON object; mend the line")
        missing = [field for field in needed if field not in record]
        if missing:
            raise BenchmarkError(f"{path}:{number}: no {' and no '.join(map(repr, missing))}; BEIR's form asks for it")
        yield record


def _qrels(folder: Path) -> Iterator[tuple[str, str, float]]:
    path = _find(folder, QRELS)
    for number, text in _lines(path):
        cells = [cell.strip() for cell in text.split("\t")]
        if number == 1 and cells[-1] == "score":
            continue
        if len(cells) == 4:  # TREC's form has an iteration in second place
            del cells[1]
        try:
            yield cells[0], cells[1], float(cells[2])
        except (IndexError, ValueError) as error:
            raise BenchmarkError(f"{path}:{number}: expected query-id, corpus-id, score between tabs") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    problems: list[ReadProblem] = []
    for line in read_lines(path, problems):
        if line.text.strip():
            yield line.number, line.text
    if problems:
        raise BenchmarkError(str(problems[0]))
