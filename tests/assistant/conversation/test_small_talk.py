"""What is not looked up: thanks, greetings, orders to do something with an answer."""

import pytest

from assistant.conversation.small_talk import (
    ABSTRACTS_ALONE,
    CAN_BE_ASKED,
    LONGEST_QUESTION,
    MODEL_WRITES,
    NO_CITATION_COUNTS,
    QUOTES_ALONE,
    why_unanswered,
)


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "Thank you very much!",
        "ok",
        "Hello there",
        "Great, thanks a lot.",
        "That helps a lot, thanks",
        "it was really useful!",
        "Good evening",
        "Hi, how are you doing today?",
        "Thanks for your help.",
    ],
)
def test_pleasantries_ask_nothing(text: str) -> None:
    assert why_unanswered(text) == why_unanswered(text, has_model=True) is not None


@pytest.mark.parametrize("text", ["help", "Who are you?", "what can you do?", "Hi, what can I ask you?"])
def test_whoever_asks_for_help_is_told_what_can_be_asked(text: str) -> None:
    assert why_unanswered(text) == why_unanswered(text, has_model=True) == CAN_BE_ASKED


@pytest.mark.parametrize(
    "text",
    ["Are you based on Gemini?", "are you a bot", "Which language model do you use?", "Can I trust your answers?"],
)
def test_whoever_asks_who_answers_is_told_how_answers_are_made(text: str) -> None:
    assert why_unanswered(text) == QUOTES_ALONE
    assert why_unanswered(text, has_model=True) == MODEL_WRITES


@pytest.mark.parametrize(
    "text",
    [
        "Can you read the whole papers?",
        "Are the PDFs of these papers here?",
        "do you have full texts or only abstracts",
    ],
)
def test_it_is_told_that_full_texts_are_not_held(text: str) -> None:
    assert why_unanswered(text) == ABSTRACTS_ALONE


@pytest.mark.parametrize(
    "text",
    ["Which of these is the most cited?", "List the most highly cited papers", "How often has KelpNet been cited?"],
)
def test_it_is_told_that_citations_are_not_counted(text: str) -> None:
    assert why_unanswered(text) == NO_CITATION_COUNTS


@pytest.mark.parametrize(
    "text",
    ["sort them by size", "Please translate the answer into Thai", "And now rank these papers by year", "Export it"],
)
def test_orders_need_a_model(text: str) -> None:
    assert why_unanswered(text) is not None
    assert why_unanswered(text, has_model=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "Hello-BERT",
        "Thanks to what do models transfer?",
        "What is word order?",
        "rank fusion",
        "Translate-then-read: does it help?",
        "Order the that-clauses",
        "Which papers translate them?",
        "ok, and for Thai?",
        "What can you do with parsers?",
        "What helps?",
        "That was helpful, and for Thai?",
        "This helps small models?",
        "Is this model open?",
        "Is this a language model?",
        "Do you need parallel data?",
        "work",
        "Do you have papers on full texts?",
        "Which papers read full texts?",
        "Which models cite the most cited papers?",
        "How many citations does the corpus hold?",
        "Help for low-resource languages",
        "",
    ],
)
def test_everything_else_is_looked_up(text: str) -> None:
    assert why_unanswered(text) is None


def test_what_is_too_long_for_a_question_is_not_looked_up() -> None:
    assert why_unanswered("word " * (LONGEST_QUESTION // 5)) is None
    told = why_unanswered("word " * (LONGEST_QUESTION // 5) + "?", has_model=True)
    assert told == "Of 20,001 characters that is too long for a question: ask with at most 20,000."
