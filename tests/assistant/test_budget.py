"""The token budget: what is left out first, what is kept to the last, and what is said when nothing fits."""

from math import ceil

import pytest
from evidence_by_hand import evidence_for, evidence_paper

from assistant.datatypes import Evidence, Turn
from assistant.errors import SettingsError
from assistant.writing.budget import TOKENS_AROUND_MESSAGES, TokenBudget
from assistant.writing.prompt_parts import render_evidence, render_history
from prompts.loading import load_prompt
from retrieval.tokens import TokenCounter

REPLY = 100
# Each paper is "[1] Paper 1" and "[1.1] Sentence of paper 1.": 3 + 5 words.
PAPERS = [evidence_paper(number, f"Paper {number}", [f"Sentence of paper {number}."]) for number in (1, 2, 3)]
PAPER_WORDS = 3 + 5
# Each turn is "Question: Question 1?" and "Answer: Answer 1.": 3 + 3 words.
TURNS = [Turn(f"Question {number}?", f"Answer {number}.") for number in (1, 2, 3, 4)]
TURN_WORDS = 3 + 3


def words() -> TokenCounter:
    """A counter with a vocabulary of its own: every word is one token."""
    return TokenCounter(lambda text: len(text.split()), "words")


def whole_prompt(evidence: Evidence) -> str:
    """Return what a model is sent."""
    question = evidence.understood.question
    history = render_history(question.history)
    return load_prompt("answer").render(
        evidence=render_evidence(evidence.papers), history=history, question=question.text, kind="lookup"
    )


def frame_words() -> int:
    """Return the words of the prompt with a history of no words and no evidence."""
    return len(load_prompt("answer").render(evidence="", history=" ", question="Now?", kind="lookup").split())


def max_context_for(n_turns: int, n_papers: int) -> int:
    """Return the smallest context that so many turns and papers fit."""
    return frame_words() + n_turns * TURN_WORDS + n_papers * PAPER_WORDS + TOKENS_AROUND_MESSAGES + REPLY


def left_in(max_context_tokens: int) -> tuple[list[str], list[int]]:
    """Return the earlier questions and the paper numbers that are left of four turns and three papers."""
    fitted = TokenBudget(words(), max_context_tokens, REPLY).fit(evidence_for("Now?", PAPERS, TURNS))
    return [turn.question for turn in fitted.understood.question.history], [paper.number for paper in fitted.papers]


@pytest.mark.parametrize(
    ("n_turns", "n_papers"), [(4, 3), (3, 3), (2, 3), (2, 2), (2, 1), (1, 1), (0, 1)], ids=lambda count: str(count)
)
def test_the_oldest_turns_go_first_then_the_lowest_papers_then_the_last_turns(n_turns: int, n_papers: int) -> None:
    latest = [f"Question {number}?" for number in (1, 2, 3, 4)][4 - n_turns :]
    max_context_tokens = max_context_for(n_turns, n_papers)
    assert left_in(max_context_tokens) == (latest, [1, 2, 3][:n_papers])
    if (n_turns, n_papers) != (0, 1):  # with a token less, this much no longer fits
        assert left_in(max_context_tokens - 1) != (latest, [1, 2, 3][:n_papers])


def test_the_count_is_that_of_the_evidence_that_is_left() -> None:
    fitted = TokenBudget(words(), max_context_for(0, 2), REPLY).fit(evidence_for("Now?", PAPERS))
    assert (fitted.n_tokens, fitted.n_tokens_is_estimate) == (2 * PAPER_WORDS, False)


def test_what_fits_comes_back_whole_and_the_given_evidence_stays_as_it_was() -> None:
    evidence = evidence_for("Now?", PAPERS, TURNS)
    fitted = TokenBudget(words(), 10_000, REPLY).fit(evidence)
    assert (fitted.papers, fitted.understood) == (evidence.papers, evidence.understood)
    assert evidence.n_tokens is None


@pytest.mark.parametrize("max_context_tokens", range(700, 1_000, 50))
def test_the_whole_prompt_and_the_reply_stay_within_the_context_also_when_estimated(max_context_tokens: int) -> None:
    papers = [evidence_paper(number, "On rivers", ["A river language has 14 dialects."] * 5) for number in range(1, 9)]
    counter = TokenCounter.estimating()
    fitted = TokenBudget(counter, max_context_tokens, REPLY).fit(evidence_for("Now?", papers, TURNS))
    assert 1 <= len(fitted.papers) < 8
    n_tokens = counter.count(whole_prompt(fitted))
    assert ceil(n_tokens * 1.1) + REPLY <= max_context_tokens


def test_an_estimate_is_labelled_and_counts_ten_percent_more() -> None:
    fitted = TokenBudget(TokenCounter.estimating(), 10_000, REPLY).fit(evidence_for("Now?", PAPERS))
    estimated = TokenCounter.estimating().count(render_evidence(PAPERS))
    assert (fitted.n_tokens, fitted.n_tokens_is_estimate) == (ceil(estimated * 1.1), True)


def test_one_paper_that_does_not_fit_is_an_error_that_names_the_setting_and_a_value_that_works() -> None:
    least = max_context_for(0, 1)
    with pytest.raises(
        SettingsError, match=rf"^CITEWELL_MAX_CONTEXT_TOKENS={least - 1}: .*raise it to at least {least}"
    ):
        left_in(least - 1)
    assert left_in(least) == ([], [1])


def test_evidence_without_papers_comes_back_as_it_is() -> None:
    evidence = evidence_for("Now?", [])
    assert TokenBudget(words(), 1_000, REPLY).fit(evidence) is evidence
