"""Answer → JSON, as docs/answer.md describes it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from small_library import HARBOUR, LANTERN

from assistant.answering import build_answering
from assistant.datatypes import ANSWER_SCHEMA_VERSION, Answer, Question, UnresolvedMarker
from assistant.export import answer_to_json
from assistant.writing.extractive import ExtractiveWriter
from retrieval.retriever import Retriever

DOCUMENT = Path(__file__).parents[2] / "docs" / "answer.md"


@pytest.fixture
def answer(small_retriever: Retriever) -> Answer:
    answering = build_answering(small_retriever, ExtractiveWriter())
    return answering.invoke(Question("How many river languages does the Lantern treebank hold?"))


@pytest.fixture
def abstention(small_retriever: Retriever) -> Answer:
    return build_answering(small_retriever, ExtractiveWriter()).invoke(Question("How long must sourdough bread prove?"))


def test_an_answer_holds_every_promised_field(answer: Answer) -> None:
    record = answer_to_json(answer)
    assert {
        *(
            "question",
            "writer",
            "abstained",
            "reason",
            "text",
            "sentences",
            "evidence",
            "nearest",
            "timings_ms",
            "usage",
        )
    } <= set(record)
    (sentence, *_) = record["sentences"]
    assert {"text", "citations", "verdict"} <= set(sentence)
    (citation, *_) = sentence["citations"]
    assert {"marker", "paper_id", "title", "text_kind", "sentence", "start", "end", "quote"} <= set(citation)
    assert {"paper_id", "title", "score"} <= set(record["evidence"][0])
    assert record["schema_version"] == ANSWER_SCHEMA_VERSION


def test_an_answer_survives_json(answer: Answer) -> None:
    record = answer_to_json(answer)
    assert json.loads(json.dumps(record)) == record
    assert record["sentences"][0]["citations"][0]["quote"] == answer.citations[0].quote
    assert record["evidence"][0]["title"] == LANTERN["title"]
    assert record["nearest"] == []


def test_an_abstention_has_a_reason_and_the_nearest_papers_without_numbers(abstention: Answer) -> None:
    record = answer_to_json(abstention)
    assert (record["abstained"], record["sentences"], record["evidence"]) == (True, [], [])
    assert record["reason"] == record["text"] != ""
    assert len(record["nearest"]) == 3
    assert all(paper["number"] is None and paper["title"] for paper in record["nearest"])
    assert all(set(paper["closest"]) == {"sentence", "start", "end", "quote"} for paper in record["nearest"])


def test_markers_that_name_nothing_are_exported(answer: Answer) -> None:
    faulty = replace(answer, unresolved=(UnresolvedMarker("[9.9]", "the evidence has no paper 9"),))
    assert answer_to_json(faulty)["unresolved"] == [{"marker": "[9.9]", "reason": "the evidence has no paper 9"}]


@pytest.mark.parametrize("question_id", ["a-1", 7, 0])
def test_an_id_comes_back_as_it_was_given(answer: Answer, question_id: str | int) -> None:
    assert answer_to_json(answer, question_id)["id"] == question_id


def test_without_an_id_there_is_none(answer: Answer) -> None:
    assert "id" not in answer_to_json(answer)


def test_every_field_is_described_in_the_document(answer: Answer, abstention: Answer) -> None:
    described = set(re.findall(r"^\| `([a-z_0-9]+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    faulty = replace(answer, unresolved=(UnresolvedMarker("[9.9]", "…"),))
    record = answer_to_json(faulty, "id")
    fields = {*record, *record["timings_ms"]}
    for part in (record["sentences"], record["evidence"], record["unresolved"], record["sentences"][0]["citations"]):
        fields |= set(part[0])
    fields |= set(answer_to_json(abstention)["nearest"][0])
    tokens = {f"{name}_tokens" for name in ("input", "output", "total", "evidence")} | {"evidence_tokens_estimated"}
    assert described == fields | tokens | {"report", "numbers"}  # of answers on trends alone


def test_the_example_of_the_document_has_the_form_of_an_answer(answer: Answer) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    shown, made = json.loads(example), answer_to_json(answer, "id")
    assert list(shown) == list(made)
    assert list(shown["sentences"][0]) == list(made["sentences"][0])
    assert list(shown["sentences"][0]["citations"][0]) == list(made["sentences"][0]["citations"][0])
    assert list(shown["evidence"][0]) == list(made["evidence"][0])
    assert shown["schema_version"] == ANSWER_SCHEMA_VERSION
    assert all(word not in example for word in (str(LANTERN["title"]), str(HARBOUR["title"])))
