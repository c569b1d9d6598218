"""Benchmark folders in BEIR form."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from retrieval.beir import Benchmark, read_benchmark
from retrieval.datatypes import Paper
from retrieval.errors import BenchmarkError

CORPUS: list[Mapping[str, Any]] = [
    {"_id": "d1", "title": "Herons", "text": "Herons wade at dawn.", "metadata": {}},
    {"_id": 2, "title": "", "text": "Otters dive at dusk."},
]
QUERIES = [
    {"_id": "q1", "text": "who wades?"},
    {"_id": "q2", "text": "who dives?"},
    {"_id": "q3", "text": "who flies?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\t2\t0\nq2\t2\t2\n"
EXPECTED = Benchmark(
    (Paper("d1", "Herons", "Herons wade at dawn."), Paper("2", "", "Otters dive at dusk.")),
    {"q1": "who wades?", "q2": "who dives?"},
    {"q1": {"d1": 1.0}, "q2": {"2": 2.0}},
)


def lines(records: Sequence[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def write_folder(folder: Path, qrels: str = QRELS, qrels_name: str = "qrels/test.tsv", is_packed: bool = False) -> Path:
    """Write a small folder; packed files end with .gz."""
    for name, text in (("corpus.jsonl", lines(CORPUS)), ("queries.jsonl", lines(QUERIES)), (qrels_name, qrels)):
        path = folder / (f"{name}.gz" if is_packed else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if is_packed else text.encode())
    return folder


@pytest.mark.parametrize("is_packed", [False, True])
def test_papers_queries_and_gains_are_read_packed_or_not(tmp_path: Path, is_packed: bool) -> None:
    assert read_benchmark(write_folder(tmp_path, is_packed=is_packed)) == EXPECTED


def test_only_queries_with_a_relevant_paper_are_kept(tmp_path: Path) -> None:
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\t2\t0\n"
    assert list(read_benchmark(write_folder(tmp_path, qrels)).queries) == ["q1"]


@pytest.mark.parametrize("name", ["qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv", "qrels.tsv", "qrels/qrels.tsv"])
def test_judgments_may_stand_under_each_of_the_usual_names(tmp_path: Path, name: str) -> None:
    assert read_benchmark(write_folder(tmp_path, qrels_name=name)) == EXPECTED


def test_the_test_judgments_come_before_the_train_judgments(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\nq3\td1\t1\n")
    assert read_benchmark(tmp_path) == EXPECTED


@pytest.mark.parametrize(
    "qrels",
    [
        QRELS.replace("\n", "\r\n"),
        QRELS.split("\n", 1)[1],  # no header
        "q1\t0\td1\t1\nq1\t0\t2\t0\nq2\t0\t2\t2\n",  # TREC's form, with an iteration
        "q1 \t d1\t 1\n\nq2\t2\t2.0\n",
    ],
)
def test_judgments_are_read_with_or_without_a_header_and_in_trecs_form(tmp_path: Path, qrels: str) -> None:
    assert read_benchmark(write_folder(tmp_path, qrels)) == EXPECTED


def test_markup_is_cleaned_as_it_is_in_papers(tmp_path: Path) -> None:
    write_folder(tmp_path)
    record = {"_id": "d1", "title": r"\textsc{Herons}", "text": r"They wade 80.92\% of the day."}
    (tmp_path / "corpus.jsonl").write_text(lines([record]), encoding="utf-8")
    assert read_benchmark(tmp_path).papers == (Paper("d1", "Herons", "They wade 80.92% of the day."),)


def test_a_text_that_is_null_is_empty(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "corpus.jsonl").write_text(lines([{"_id": "d1", "title": None, "text": None}]), encoding="utf-8")
    assert read_benchmark(tmp_path).papers == (Paper("d1", "", ""),)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_folder(tmp_path) / name).unlink()
    with pytest.raises(BenchmarkError, match=f"no {name}; a BEIR folder has corpus.jsonl, queries.jsonl and"):
        read_benchmark(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("corpus.jsonl", lines(CORPUS) + "{", "corpus.jsonl:3: not a JSON object"),
        ("corpus.jsonl", "7\n", "corpus.jsonl:1: not a JSON object"),
        ("corpus.jsonl", '{"_id": "d1"}\n', "corpus.jsonl:1: no 'text'"),
        ("corpus.jsonl", '"_id text"\n', "corpus.jsonl:1: not a JSON object"),
        ("queries.jsonl", '{"id": "q1"}\n', "queries.jsonl:1: no '_id' and no 'text'"),
        ("qrels/test.tsv", "q1\td1\t1\nq1 d1 1\n", "test.tsv:2: expected query-id, corpus-id, score between tabs"),
        ("qrels/test.tsv", "q1\td1\tmuch\n", "test.tsv:1: expected query-id"),
        ("qrels/test.tsv", "q9\td1\t1\n", "2 papers and 0 judged queries; both are needed"),
        ("corpus.jsonl", "\n", "0 papers and 2 judged queries; both are needed"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, what: str) -> None:
    (write_folder(tmp_path) / name).write_text(text, encoding="utf-8")
    with pytest.raises(BenchmarkError) as caught:
        read_benchmark(tmp_path)
    assert what in str(caught.value)
