"""What is not looked up: thanks, greetings, orders to do something with an answer."""

import pytest

from assistant.small_talk import CAN_BE_ASKED, why_unanswered


@pytest.mark.parametrize("text", ["thanks", "Thank you very much!", "ok", "Hello there", "Great, thanks a lot."])
def test_pleasantries_ask_nothing(text: str) -> None:
    assert why_unanswered(text) == why_unanswered(text, has_model=True) is not None


@pytest.mark.parametrize("text", ["help", "Who are you?", "what can you do?", "Hi, what can I ask you?"])
def test_whoever_asks_for_help_is_told_what_can_be_asked(text: str) -> None:
    assert why_unanswered(text) == why_unanswered(text, has_model=True) == CAN_BE_ASKED


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
        "Help for low-resource languages",
        "",
    ],
)
def test_everything_else_is_looked_up(text: str) -> None:
    assert why_unanswered(text) is None
