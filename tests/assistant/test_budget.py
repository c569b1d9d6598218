"""The token budget: what is left out first, what is kept to the last, and what is said when nothing fits."""

from dataclasses import replace

import pytest
from evidence_by_hand import evidence_for, evidence_paper

from assistant.datatypes import Evidence, Turn
from assistant.errors import SettingsError
from assistant.writing.budget import MESSAGE_TOKENS, TokenBudget
from assistant.writing.evidence_text import render_answer_prompt, render_evidence
from retrieval.tokens import TokenCounter

REPLY = 100
PAPERS = [evidence_paper(number, f"Paper {number}", [f"Sentence of paper {number}."]) for number in (1, 2, 3)]
TURNS = [Turn(f"Question {number}?", f"Answer {number}.") for number in (1, 2, 3, 4)]


def words() -> TokenCounter:
    """A counter with a vocabulary of its own: every word is one token."""
    return TokenCounter(lambda text: len(text.split()), "words")


def n_words(evidence: Evidence, n_turns: int, n_papers: int) -> int:
    """Return the words of the prompt with the last turns and the first papers only."""
    history = evidence.understood.question.history
    question = replace(evidence.understood.question, history=history[len(history) - n_turns :])
    kept = replace(
        evidence, understood=replace(evidence.understood, question=question), papers=evidence.papers[:n_papers]
    )
    return len(render_answer_prompt(kept).split())


def kept_by(evidence: Evidence, room: int) -> tuple[list[str], list[int]]:
    """Return the questions and the paper numbers that are left when the prompt may take so many words."""
    fitted = TokenBudget(words(), room + MESSAGE_TOKENS + REPLY, REPLY).fit(evidence)
    return [turn.question for turn in fitted.understood.question.history], [paper.number for paper in fitted.papers]


@pytest.mark.parametrize(
    ("n_turns", "n_papers"), [(4, 3), (3, 3), (2, 3), (2, 2), (2, 1), (1, 1), (0, 1)], ids=lambda count: str(count)
)
def test_the_oldest_turns_go_first_then_the_lowest_papers_then_the_last_turns(n_turns: int, n_papers: int) -> None:
    evidence = evidence_for("Now?", PAPERS, TURNS)
    questions = [f"Question {number}?" for number in (1, 2, 3, 4)][4 - n_turns :]
    exact = n_words(evidence, n_turns, n_papers)
    assert kept_by(evidence, exact) == (questions, [1, 2, 3][:n_papers])
    if (n_turns, n_papers) != (0, 1):  # with a word less, this much no longer fits
        assert kept_by(evidence, exact - 1) != (questions, [1, 2, 3][:n_papers])


def test_the_count_is_that_of_the_evidence_that_is_left() -> None:
    evidence = evidence_for("Now?", PAPERS)
    fitted = TokenBudget(words(), 10_000, REPLY).fit(evidence)
    # Each paper: "[1] Paper 1" and "[1.1] Sentence of paper 1." are 3 + 5 words.
    assert fitted.n_tokens == 3 * (3 + 5) == len(render_evidence(fitted.papers).split())
    assert not fitted.n_tokens_is_estimate


def test_what_fits_comes_back_whole_and_the_given_evidence_stays_as_it_was() -> None:
    evidence = evidence_for("Now?", PAPERS, TURNS)
    fitted = TokenBudget(words(), 10_000, REPLY).fit(evidence)
    assert replace(fitted, n_tokens=None) == evidence
    assert evidence.n_tokens is None


def test_an_estimate_is_labelled_and_keeps_ten_percent_in_hand() -> None:
    evidence = evidence_for("Now?", PAPERS)
    n_tokens = TokenCounter.estimating().count(render_answer_prompt(evidence)) + MESSAGE_TOKENS
    barely = -(-n_tokens * 11 // 10)  # rounded up
    fitted = TokenBudget(TokenCounter.estimating(), barely + REPLY, REPLY).fit(evidence)
    assert (fitted.n_tokens_is_estimate, len(fitted.papers)) == (True, 3)
    fitted = TokenBudget(TokenCounter.estimating(), barely - 1 + REPLY, REPLY).fit(evidence)
    assert len(fitted.papers) == 2


def test_one_paper_that_does_not_fit_is_an_error_that_names_the_setting_and_a_value_that_works() -> None:
    evidence = evidence_for("Now?", PAPERS, TURNS)
    needed = n_words(evidence, 0, 1) + MESSAGE_TOKENS + REPLY
    with pytest.raises(SettingsError, match=f"raise CITEWELL_MAX_CONTEXT_TOKENS to {needed} or more"):
        TokenBudget(words(), needed - 1, REPLY).fit(evidence)
    assert TokenBudget(words(), needed, REPLY).fit(evidence).papers == evidence.papers[:1]


def test_evidence_without_papers_comes_back_as_it_is() -> None:
    evidence = evidence_for("Now?", [])
    assert TokenBudget(words(), 1_000, REPLY).fit(evidence) is evidence


def test_a_history_of_thousands_of_turns_is_fitted_with_few_counts() -> None:
    n_counts = 0

    def count(text: str) -> int:
        nonlocal n_counts
        n_counts += 1
        return len(text.split())

    evidence = evidence_for("Now?", PAPERS, [Turn(f"Question {number}?") for number in range(4_000)])
    fitted = TokenBudget(TokenCounter(count, "words"), 2_000, REPLY).fit(evidence)
    assert 2 < len(fitted.understood.question.history) < 1_000
    assert n_counts <= 14  # 4,001 candidates halve 12 times; then the evidence alone
