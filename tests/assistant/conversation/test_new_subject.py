"""Which questions turn to something else, as far as the papers before tell."""

from collections.abc import Sequence

import pytest

from assistant.conversation import unheld, within_subject
from assistant.datatypes import Question, Turn

ABSTRACTS = {
    "Moss on ice": "Moss grows on river ice. Distillation of its scent took two winters.",
    "Kelp and frost": "Kelp stands late frost.",
}


def abstracts_of(titles: Sequence[str]) -> str:
    return "\n".join(f"{title}\n{ABSTRACTS[title]}" for title in titles)


ON_MOSS = Turn("Does moss grow on ice?", "“Moss grows on river ice.” [1.1]", ("Moss on ice",))
A_LIST = Turn("Which papers are on frost?", "Matched 2.", ("Moss on ice", "Kelp and frost"))


def history_of(text: str, *turns: Turn) -> tuple[Turn, ...]:
    return within_subject(Question(text, turns), abstracts_of).history


@pytest.mark.parametrize(
    "text", ["What does metformin do?", "How is quality measured?", "What prevents floods?", "How common is malaria?"]
)
def test_a_short_question_on_what_the_paper_has_no_word_of_leans_on_nothing(text: str) -> None:
    assert history_of(text, ON_MOSS) == ()


@pytest.mark.parametrize(
    "text",
    [
        "How does distillation work?",
        "How was quality measured?",
        "How many kids?",
        "Which city?",
        "Were there side effects?",
        "What does it do?",
        "And its price?",
        "Thanks!",
    ],
)
def test_what_the_paper_holds_or_any_may_be_asked_leans_on_it(text: str) -> None:
    assert history_of(text, ON_MOSS) == (ON_MOSS,)


def test_what_follows_a_new_subject_leans_on_that_alone() -> None:
    new = Turn("How does aspirin work?", "No paper comes close.")
    assert history_of("How large is it?", ON_MOSS, new) == (new,)


def test_a_question_leans_on_questions_of_which_no_answer_is_known() -> None:
    asked = Turn(ON_MOSS.question)
    assert history_of("What does metformin do?", asked) == (asked,)


def test_a_question_about_the_list_shown_leans_on_it_whatever_it_names() -> None:
    assert history_of("How many on floods?", A_LIST) == (A_LIST,)


def test_what_the_paper_has_no_word_of_is_asked_of_any_paper() -> None:
    assert history_of("And frost?", ON_MOSS) == (Turn(ON_MOSS.question, ON_MOSS.answer),)
    assert history_of("And winter?", ON_MOSS) == (ON_MOSS,)


def test_a_word_is_held_in_any_of_its_forms() -> None:
    assert unheld(["tokens", "XLM-R", "kids"], "A token of XLMR-base, for children.") == ["kids"]
