"""The judge: a model asked over real HTTP, its reply read leniently, and what it may do to a verdict."""

from dataclasses import replace

import pytest
from evidence_by_hand import HARBOUR, LANTERN
from scripted_server import INTERNAL_ERROR, MODEL, ScriptedServer

from assistant.citations import resolve
from assistant.datatypes import AnswerSentence, Verdict
from assistant.errors import ModelServerFailed
from assistant.settings import Settings
from assistant.verification.gate import Judge, Judgement, judged
from assistant.writing.judging import STATEMENTS_PER_REQUEST, judge_with, read_judgements
from assistant.writing.model_server import chat_model_from

YES = Judgement(True)
NO_WHOLE = Judgement(False, "only in part")


def statement(text: str, verdict: Verdict = "consistent") -> AnswerSentence:
    return AnswerSentence(text, (resolve(LANTERN, 1),), 0, len(text), verdict=verdict)


def judge_of(server: ScriptedServer) -> Judge:
    settings = Settings.model_validate({"openai_base_url": server.base_url, "model": MODEL, "model_max_retries": 0})
    return judge_with(chat_model_from(settings), settings)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("1: SUPPORTED\n2: NOT SUPPORTED: it says 14", [YES, Judgement(False, "it says 14")]),
        ("1. supported\n2) Not supported - it says 14", [YES, Judgement(False, "it says 14")]),
        ("**1: SUPPORTED**\n\n2: not-supported", [YES, Judgement(False)]),
        ("2: SUPPORTED\n1: UNSUPPORTED: no", [Judgement(False, "no"), YES]),
        ("1: SUPPORTED\n1: NOT SUPPORTED\n2: SUPPORTED", [None, YES]),
        ("Both are fine.", [None, None]),
        ("3: SUPPORTED", [None, None]),
        ("", [None, None]),
        ("1: SUPPORTED. However, it says 99.\n2: SUPPORTED", [None, YES]),
        ("1: SUPPORTED, except for the number\n2: HARDLY SUPPORTED", [None, None]),
        ("1: SUPPORTED only in part\n2: Supported? No, it says 14", [NO_WHOLE, Judgement(False, "it says 14")]),
        ('1. Supported: no\n2. "SUPPORTED": false', [Judgement(False), Judgement(False)]),
        ("1 - PARTIALLY SUPPORTED\n2: NOT FULLY SUPPORTED: no", [Judgement(False), Judgement(False, "no")]),
        ("1: Lantern is not a corpus. SUPPORTED\n2: The statement is SUPPORTED.", [None, YES]),
        ("Statement 1: NOT SUPPORTED: no\n[2] SUPPORTED", [Judgement(False, "no"), YES]),
        ("| 1 | SUPPORTED |\n| 2 | NOT SUPPORTED | no |", [YES, Judgement(False, "no")]),
        ("1.\nNOT_SUPPORTED\n2.\nSUPPORTED", [Judgement(False), YES]),
        ("1:\n2: SUPPORTED", [None, YES]),
        ('{"1": "SUPPORTED", "2": "NOT SUPPORTED"}', [YES, Judgement(False)]),
        ('[{"id": 1, "verdict": "NOT SUPPORTED"}, {"id": 2, "verdict": "SUPPORTED"}]', [Judgement(False), YES]),
    ],
)
def test_a_reply_is_read_line_by_line_and_what_is_unclear_is_no_judgement(
    reply: str, expected: list[Judgement | None]
) -> None:
    assert read_judgements(reply, 2) == expected


def test_statements_go_to_the_model_with_what_they_cite(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue("1: SUPPORTED")
    both = replace(statement("Both are corpora."), citations=(resolve(LANTERN, 1), resolve(HARBOUR, 1)))
    assert judge_of(scripted_server)([both]) == [YES]
    [request] = scripted_server.chat_requests
    asked = request.json["messages"][-1]["content"]
    assert "1. Both are corpora." in asked
    assert 'cited from "Harbour": Harbour is a corpus of letters.' in asked


def test_many_statements_go_in_several_requests(scripted_server: ScriptedServer) -> None:
    n = STATEMENTS_PER_REQUEST + 1
    scripted_server.enqueue("\n".join(f"{i}: SUPPORTED" for i in range(1, STATEMENTS_PER_REQUEST + 1)), "1: SUPPORTED")
    assert judge_of(scripted_server)([statement(f"It is {i}.") for i in range(n)]) == [YES] * n
    assert len(scripted_server.chat_requests) == 2


def test_a_server_that_fails_is_told_in_our_words(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(INTERNAL_ERROR)
    with pytest.raises(ModelServerFailed):
        judge_of(scripted_server)([statement("It is so.")])


@pytest.mark.parametrize(
    ("verdict", "judgement", "expected"),
    [
        ("consistent", YES, "supported"),
        ("quoted", YES, "quoted"),
        ("consistent", Judgement(False, "it says less"), "mismatch"),
        ("quoted", Judgement(False), "mismatch"),
        ("consistent", None, "consistent"),
    ],
)
def test_a_judge_lifts_what_is_consistent_and_lowers_anything(
    verdict: Verdict, judgement: Judgement | None, expected: Verdict
) -> None:
    (sentence,) = judged([statement("It is so.", verdict)], lambda asked: [judgement for _ in asked])
    assert sentence.verdict == expected
    assert bool(sentence.reasons) == (expected == "mismatch")


@pytest.mark.parametrize("verdict", ["mismatch", "uncited"])
def test_a_judge_is_not_asked_about_what_failed_and_never_lifts_it(verdict: Verdict) -> None:
    failed = statement("It is so.", verdict)

    def judge(asked: object) -> list[Judgement | None]:
        raise AssertionError(f"was asked about {asked}")

    assert judged([failed], judge) == (failed,)
