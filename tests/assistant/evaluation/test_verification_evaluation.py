"""The figures of verification on made-up papers. The verifier compares words only, so that no encoder is needed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from small_library import HARBOUR, LANTERN, write_jsonl

from assistant.errors import QuestionFileError
from assistant.evaluation.verification import (
    ClaimSet,
    VerificationReport,
    VerificationScores,
    evaluate_scifact,
    evaluate_verification,
    read_claims,
)
from assistant.verification.check import Source, Verifier
from retrieval.datatypes import Paper, Sentence
from retrieval.library import Library

TRUE = {
    "id": "a",
    "title": "LANTERN – a treebank of River languages",
    "evidence": [2],
    "claim": "The treebank holds 52,300 sentences, annotated by native speakers.",
    "split": "tune",
}
FALSE = {
    "id": "a-1",
    "of": "a",
    "kind": "number",
    "claim": "The treebank holds 25,300 sentences, annotated by native speakers.",
}


def sentences_of(abstract: str) -> tuple[Sentence, ...]:
    """Cut at ". ", which is all that these abstracts need."""
    sentences: list[Sentence] = []
    start = 0
    for position, text in enumerate(abstract.replace(". ", ".\n").split("\n"), 1):
        sentences.append(Sentence(position, start, start + len(text), text))
        start += len(text) + 1
    return tuple(sentences)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "library.sqlite")
    library.create_collection("papers", "words only")
    for record in (LANTERN, HARBOUR):
        paper = Paper(record["title"], record["title"], record["abstract"])
        library.put("papers", paper, sentences_of(record["abstract"]), (), None)
    yield library
    library.close()


def claims(
    tmp_path: Path, true: Sequence[dict[str, Any]] = (TRUE,), false: Sequence[dict[str, Any]] = (FALSE,)
) -> Path:
    write_jsonl(tmp_path / "changed.jsonl", false)
    return write_jsonl(tmp_path / "paraphrases.jsonl", true)


def row(report: VerificationReport, kind: str, made: str) -> VerificationScores:
    (scores,) = (scores for scores in report.scores if (scores.kind, scores.made) == (kind, made))
    return scores


def test_a_true_claim_passes_and_its_changes_are_flagged(tmp_path: Path, library: Library) -> None:
    report = evaluate_verification(Verifier(None), read_claims(claims(tmp_path)), library, "papers")

    assert row(report, "true paraphrase", "by hand") == VerificationScores(
        "tune", "true paraphrase", "by hand", n_claims=1, n_flagged=0, n_right=1, share_right=1.0
    )
    for made in ("by hand", "automatically"):
        assert row(report, "number", made) == VerificationScores("tune", "number", made, 1, 1, 1, 1.0)


def test_a_sentence_word_for_word_must_be_called_quoted(tmp_path: Path, library: Library) -> None:
    report = evaluate_verification(Verifier(None), read_claims(claims(tmp_path)), library, "papers")

    assert row(report, "verbatim", "the abstract's").n_right == 1


def test_a_claim_that_comes_out_wrong_is_named_with_what_it_cites(tmp_path: Path, library: Library) -> None:
    untrue = {**TRUE, "claim": "The treebank holds 99,999 sentences, annotated by native speakers."}

    report = evaluate_verification(Verifier(None), read_claims(claims(tmp_path, [untrue], [])), library, "papers")

    fault = report.faults[0]
    assert (fault.claim_id, fault.kind, fault.verdict) == ("a", "true paraphrase", "mismatch")
    assert fault.cited == ("It holds 52,300 sentences annotated by native speakers.",)
    assert "reason:" in str(fault)
    assert row(report, "true paraphrase", "by hand").share_right == 0.0


def test_a_judge_lowers_what_passed_and_never_lifts_a_mismatch(tmp_path: Path, library: Library) -> None:
    asked = []

    def judge(claim: str, sources: Sequence[Source]) -> bool | None:
        asked.append(claim)
        return False

    report = evaluate_verification(Verifier(None), read_claims(claims(tmp_path)), library, "papers", judge)

    assert row(report, "true paraphrase", "by hand").n_flagged == 1
    assert row(report, "number", "by hand").n_flagged == 1
    assert TRUE["claim"] in asked
    assert FALSE["claim"] not in asked


def test_a_report_is_plain_fields(tmp_path: Path, library: Library) -> None:
    report = evaluate_verification(Verifier(None), read_claims(claims(tmp_path)), library, "papers")

    assert json.loads(json.dumps(asdict(report)))["scores"][0]["kind"] == "true paraphrase"


def test_a_collection_without_the_abstract_says_what_to_ingest(tmp_path: Path, library: Library) -> None:
    path = claims(tmp_path, [{**TRUE, "title": "A Paper That Nobody Has"}], [])

    with pytest.raises(QuestionFileError, match=r"'papers' does not hold .*'A Paper That Nobody Has'.*ingest"):
        evaluate_verification(Verifier(None), read_claims(path), library, "papers")


def test_a_synopsis_is_no_abstract(tmp_path: Path, library: Library) -> None:
    paper = Paper("s", "Only a Synopsis", "It is short.", "synopsis")
    library.put("papers", paper, sentences_of(paper.abstract), (), None)
    path = claims(tmp_path, [{**TRUE, "title": "Only a Synopsis", "evidence": [1]}], [])

    with pytest.raises(QuestionFileError, match="does not hold the abstract of 'Only a Synopsis'"):
        evaluate_verification(Verifier(None), read_claims(path), library, "papers")


def test_evidence_beyond_the_abstract_is_named(tmp_path: Path, library: Library) -> None:
    path = claims(tmp_path, [{**TRUE, "evidence": [9]}], [])

    with pytest.raises(QuestionFileError, match=r"^a: .* has 3 sentences, not 9"):
        evaluate_verification(Verifier(None), read_claims(path), library, "papers")


# Files


def test_a_split_takes_its_claims_and_their_changes(tmp_path: Path) -> None:
    other = {**TRUE, "id": "b", "split": "test"}

    found = read_claims(claims(tmp_path, [TRUE, other], [FALSE, {**FALSE, "id": "b-1", "of": "b"}]), split="test")

    assert [claim.claim_id for claim in found.claims] == ["b"]
    assert [changed.claim_id for changed in found.changed] == ["b-1"]


def test_claims_without_a_file_of_changes_are_enough(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "mine.jsonl", [TRUE])

    found = read_claims(path)

    assert found == ClaimSet(found.claims, ())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({key: value for key, value in TRUE.items() if key != "claim"}, r"paraphrases\.jsonl:1: no 'claim'"),
        ({**TRUE, "evidence": []}, r"paraphrases\.jsonl:1: \"evidence\""),
        ({**TRUE, "evidence": [0]}, r"paraphrases\.jsonl:1: \"evidence\""),
    ],
)
def test_a_line_that_is_no_claim_is_named_with_its_place(tmp_path: Path, line: dict[str, Any], message: str) -> None:
    with pytest.raises(QuestionFileError, match=message):
        read_claims(claims(tmp_path, [line], []))


def test_a_change_of_no_claim_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=r'a-1: its "of" is the id of no claim'):
        read_claims(claims(tmp_path, [{**TRUE, "id": "other"}], [FALSE]))


@pytest.mark.parametrize("split", [None, "test"])
def test_a_file_without_claims_says_so(tmp_path: Path, split: str | None) -> None:
    path = claims(tmp_path, [] if split is None else [TRUE], [])

    with pytest.raises(QuestionFileError, match="no claims"):
        read_claims(path, split=split)


def test_a_missing_file_says_what_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="no such file"):
        read_claims(tmp_path / "nowhere.jsonl")


# SciFact

ABSTRACT = ["Foghorns scare 12 gulls in the harbour each night.", "We counted them in May.", "Quiet horns scare none."]


def scifact(folder: Path) -> Path:
    """Write two claims on one abstract: the first supported by its first sentence, the second contradicted by it."""

    def claim(number: int, text: str, label: str) -> dict[str, Any]:
        return {"id": number, "claim": text, "evidence": {"7": [{"sentences": [0], "label": label}]}}

    write_jsonl(folder / "corpus.jsonl", [{"_id": "7", "title": "Gulls and Foghorns", "sentences": ABSTRACT}])
    write_jsonl(
        folder / "claims_train.jsonl",
        [
            claim(1, "Each night, foghorns scare 12 gulls in the harbour.", "SUPPORT"),
            claim(2, "Each night, foghorns scare 30 gulls in the harbour.", "CONTRADICT"),
            {"id": 3, "claim": "Nobody knows gulls.", "evidence": {}},
        ],
    )
    return folder


def test_scifact_counts_flagged_support_and_caught_contradictions(tmp_path: Path) -> None:
    report = evaluate_scifact(Verifier(None), scifact(tmp_path))

    assert report.scores == (
        VerificationScores("tune", "SUPPORT", "by hand", n_claims=1, n_flagged=0, n_right=1, share_right=1.0),
        VerificationScores("test", "CONTRADICT", "by hand", n_claims=1, n_flagged=1, n_right=1, share_right=1.0),
    )


def test_scifact_checks_the_rationale_against_the_claim(tmp_path: Path) -> None:
    seen = []

    def judge(claim: str, sources: Sequence[Source]) -> bool | None:
        seen.append(sources[0])
        return None

    evaluate_scifact(Verifier(None), scifact(tmp_path), judge)

    assert seen == [Source("Gulls and Foghorns", (ABSTRACT[0],), tuple(ABSTRACT[1:]))]


def test_a_folder_that_is_not_scifact_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=r"no corpus\.jsonl or corpus\.jsonl\.gz"):
        evaluate_scifact(Verifier(None), tmp_path)
