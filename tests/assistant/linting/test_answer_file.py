"""Saved answers against a collection that has changed since."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from small_library import COLLECTION, HARBOUR, LANTERN, Stack

from assistant.errors import CheckError
from assistant.linting.checking import CheckTools, check_path
from assistant.linting.report import Finding
from assistant.verification.check import Verifier

QUOTE = "It holds 52,300 sentences annotated by native speakers."


def citation(paper: dict[str, Any], paper_id: str, quote: str, marker: str = "[1.2]") -> dict[str, Any]:
    abstract = paper["abstract"]
    start = abstract.index(quote)
    return {
        "marker": marker,
        "paper_id": paper_id,
        "title": paper["title"],
        "text_kind": "abstract",
        "sentence": 2,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "abstract_sha256": hashlib.sha256(abstract.encode()).hexdigest(),
    }


def answer(*sentences: dict[str, Any], version: int = 2) -> dict[str, Any]:
    return {"schema_version": version, "question": "?", "sentences": list(sentences)}


def sentence(text: str, *citations: dict[str, Any], **facts: str) -> dict[str, Any]:
    return {"text": text, "citations": list(citations), "verdict": "consistent", "start": 0, "end": 9, **facts}


CITED = citation(LANTERN, "2101.00001", QUOTE)
CLAIM = sentence("Lantern holds 52,300 sentences.", CITED, kind="claim")


@pytest.fixture
def tools(stack: Stack) -> CheckTools:
    stack.ingest_records(LANTERN, HARBOUR)
    return CheckTools(stack.library, COLLECTION, Verifier(stack.embedder.embed))


def check(tmp_path: Path, tools: CheckTools, *answers: dict[str, Any], name: str = "answer.json") -> list[Finding]:
    path = tmp_path / name
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in answers), encoding="utf-8")
    return list(check_path(path, [], tools).findings)


def test_an_answer_over_the_same_abstracts_is_unchanged(tmp_path: Path, tools: CheckTools) -> None:
    quoted = sentence(QUOTE, CITED, kind="quote")
    found = check(tmp_path, tools, answer(quoted, CLAIM))
    assert [(item.verdict, item.quotes[0].state, item.notes) for item in found] == [
        ("quoted", "unchanged", ()),
        ("consistent", "unchanged", ()),
    ]


def test_version_1_and_headings_of_version_2_are_read(tmp_path: Path, tools: CheckTools) -> None:
    heading = sentence("What the papers say", kind="framing")
    computed = sentence("2 papers match.", kind="computed")
    uncited = sentence("Rivers are wet.", kind="claim")
    old = sentence("Lantern holds 52,300 sentences.", CITED)
    found = check(tmp_path, tools, answer(heading, computed, uncited), answer(old, sentence("Hm."), version=1))
    assert [(item.line, item.verdict) for item in found] == [(1, "uncited"), (2, "consistent")]


def test_a_quote_that_moved_is_found_at_its_new_offsets(tmp_path: Path, stack: Stack, tools: CheckTools) -> None:
    stack.ingest_records(LANTERN | {"abstract": "A new opening. " + LANTERN["abstract"]})
    [found] = check(tmp_path, tools, answer(CLAIM))
    state = found.quotes[0]
    assert (found.verdict, state.state) == ("consistent", "stands elsewhere")
    assert (state.start, state.end) == (CITED["start"] + 15, CITED["end"] + 15)
    assert found.notes == (f"[1.2]: the abstract has changed, the quote stands at {state.start}–{state.end}",)


def test_a_quote_that_stands_where_it_was_in_a_changed_abstract_is_kept(
    tmp_path: Path, stack: Stack, tools: CheckTools
) -> None:
    stack.ingest_records(LANTERN | {"abstract": LANTERN["abstract"] + " A new end."})
    [found] = check(tmp_path, tools, answer(CLAIM))
    assert (found.verdict, found.quotes[0].state) == ("consistent", "stands")


def test_a_quote_that_is_gone_is_a_failure(tmp_path: Path, stack: Stack, tools: CheckTools) -> None:
    stack.ingest_records(LANTERN | {"abstract": LANTERN["abstract"].replace("52,300", "61,000")})
    [found] = check(tmp_path, tools, answer(CLAIM))
    assert (found.verdict, found.is_failure) == ("quote gone", True)
    assert found.notes == (f"[1.2]: the abstract no longer says “{QUOTE}”",)


def test_a_paper_that_is_gone_is_a_failure(tmp_path: Path, tools: CheckTools) -> None:
    [found] = check(tmp_path, tools, answer(sentence("X is 5.", CITED | {"paper_id": "2101.99999"})))
    assert (found.verdict, found.is_failure) == ("paper gone", True)
    assert found.notes == ("[1.2]: the collection no longer has 2101.99999",)


def test_a_number_alone_never_resolves_a_citation(tmp_path: Path, tools: CheckTools) -> None:
    [found] = check(tmp_path, tools, answer(sentence("X is 5.", CITED | {"quote": "It holds 99 sentences."})))
    assert found.verdict == "quote gone"


def test_a_sentence_is_judged_again_against_the_text_as_it_is(tmp_path: Path, tools: CheckTools) -> None:
    [found] = check(tmp_path, tools, answer(sentence("Lantern holds 52,900 sentences.", CITED, kind="claim")))
    assert (found.verdict, found.quotes[0].state) == ("mismatch", "unchanged")


def test_the_place_is_that_of_the_sentence_in_the_file(tmp_path: Path, tools: CheckTools) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer(CLAIM), indent=2), encoding="utf-8")
    [found] = check_path(path, [], tools).findings
    line = path.read_text(encoding="utf-8").splitlines()[found.line - 1]
    assert line[found.column - 1 :].startswith('"Lantern holds 52,300 sentences."')


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"answer\.json:1:2: is no JSON"),
        ('{"schema_version": 2}', r"answer\.json:1: is no saved answer \(sentences: field required\)"),
        ('{"schema_version": 3, "sentences": []}', r"is an answer of version 3, this citewell reads 1 to 2; update"),
        ("[1]", r"is no saved answer"),
        ("null", r"is no saved answer, which is a JSON object"),
        (
            '{"schema_version": 2, "sentences": [{"text": "X", "citations": [], "kind": "note"}]}',
            r"is no saved answer \(sentences\.0\.kind: input should be 'quote', 'claim', 'computed' or 'framing'\)",
        ),
        ('{"schema_version": 2, "sentences": []}\n{oops}\n', r"answer\.json:2:2: is no JSON"),
    ],
)
def test_a_file_that_is_no_answer_is_refused_with_a_remedy(
    tmp_path: Path, tools: CheckTools, content: str, message: str
) -> None:
    (tmp_path / "answer.json").write_text(content, encoding="utf-8")
    with pytest.raises(CheckError, match=message):
        check_path(tmp_path / "answer.json", [], tools)


@pytest.mark.parametrize("kind", ["framing", "computed"])
def test_a_sentence_with_citations_is_checked_whatever_it_is_called(
    tmp_path: Path, tools: CheckTools, kind: str
) -> None:
    [found] = check(tmp_path, tools, answer(sentence("Lantern holds 52,900 sentences.", CITED, kind=kind)))
    assert found.verdict == "mismatch"
