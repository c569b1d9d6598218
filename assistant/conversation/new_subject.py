"""Where a conversation turns to something else, as the texts of the papers before tell."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assistant.conversation.leaning import added_things, is_follow_up, named_things
from assistant.conversation.resolving import points_at_shown
from assistant.conversation.small_talk import why_unanswered, without_interjection
from assistant.datatypes import Question, Turn
from assistant.question import question_kind
from assistant.verification.words import stem
from retrieval.names import is_written_in

TextOf = Callable[[Sequence[str]], str]
"""What the papers of these titles say, in one text; "" where none is known."""


def within_subject(question: Question, text_of: TextOf) -> Question:
    """Return the question with the part of its history that it can lean on.

    "How does aspirin work?" is short enough to lean on the paper before, and does not where that has no word of
    aspirin. Nor is "And aspirin?" asked of such a paper: it asks the question before again, of any.
    """
    history: list[Turn] = []
    for turn in (*question.history, Turn(question.text)):
        text = without_interjection(turn.question)
        if why_unanswered(text):
            history.append(turn)
        elif _is_unheld(named_things(text), history, text_of) and not _points_at_shown(text, history):
            history = [turn]
        else:
            if history and _asks_one_thing_of_any(history) and _is_unheld(added_things(text), history, text_of):
                history = [replace(earlier, papers=()) for earlier in history]
            history.append(turn)
    return replace(question, history=tuple(history[:-1]))


def unheld(words: Iterable[str], text: str) -> list[str]:
    """Return the words of which a text has no form.

    >>> unheld(["children", "winter"], "A child sleeps in winters.")
    ['children']
    """
    stems = {stem(word) for pattern in (r"[\w-]+", r"[^\W_]+") for word in re.findall(pattern, text)}
    return [word for word in words if stem(word) not in stems and not is_written_in(word, text)]


def _is_unheld(words: Sequence[str], history: Sequence[Turn], text_of: TextOf) -> bool:
    """Say whether something is known of the papers before, and neither they nor the questions have all the words."""
    if not words or not any(turn.answer for turn in history):
        return False
    titles = next((turn.papers for turn in reversed(history) if turn.papers), ())
    told = text_of(titles)
    asked = " ".join(turn.question for turn in history)
    return (bool(told) or not titles) and bool(unheld(words, f"{told} {asked}"))


def _points_at_shown(text: str, history: Sequence[Turn]) -> bool:
    return points_at_shown(Question(text, tuple(history)))


def _asks_one_thing_of_any(history: Sequence[Turn]) -> bool:
    """Say whether a conversation asks what holds, of no certain paper, and since then the same of other things."""
    first, *others = (without_interjection(turn.question) for turn in history)
    is_open = question_kind(first) in ("lookup", "number") and not is_follow_up(first)
    return is_open and all(map(added_things, others))
