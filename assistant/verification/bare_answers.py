"""Answers that say yes or no and no more: what they state stands in the question."""

import re

from assistant.verification.reading import AUXILIARIES
from assistant.verification.words import FUNCTION_WORDS, LANGUAGE_MARKS, split_words, words_of

AFFIRMING = words_of("yes yeah true correct indeed right ja oui sí si sì sim tak evet ya ndiyo da да 是 对 是的")
DENYING = words_of(
    "no nope not never neither none false incorrect wrong nein nee non não nie hayır tidak không nu нет 不 否 不是"
)
ASKS = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\s+(.+?)[\s?.!]*", re.IGNORECASE
)
SMALL_WORDS = FUNCTION_WORDS.union(words_of("really exactly entirely always"), *LANGUAGE_MARKS.values()) - {"one"}

CANNOT_BE_CHECKED = "says yes or no alone, which cannot be checked: say what the paper says"


def is_bare_answer(text: str) -> bool:
    """Say whether a sentence makes no statement of its own: "No.", "Yes, it does.", "No, KelpNet does not."

    It has a yes, a no or an auxiliary, ahead of that at most a name, and else small words alone.
    """
    answers = has_auxiliary = False
    for word in split_words(text):
        if word.lower in AFFIRMING | DENYING | AUXILIARIES or word.lower.endswith("n't"):
            answers = True
            has_auxiliary |= word.lower not in AFFIRMING | DENYING
        elif word.lower not in SMALL_WORDS and (has_auxiliary or not _is_name(word.text)):
            return False
    return answers


def statement_asked(question: str) -> str:
    """Return what a yes would affirm; "" where nothing is asked that a yes answers.

    >>> statement_asked("Does KelpNet beat MossNet?"), statement_asked("What does KelpNet beat?")
    ('KelpNet beat MossNet', '')
    """
    match = ASKS.fullmatch(question.strip())
    return match[1] if match else ""


def is_affirmed(statement: str, answer: str) -> bool:
    """Say whether a bare answer affirms a statement: neither denies anything, and a name in it opens the statement."""
    words = split_words(answer)
    if not statement or any(_denies(word.lower) for word in (*words, *split_words(statement))):
        return False
    names = " ".join(word.text for word in words if word.lower not in SMALL_WORDS | AFFIRMING | AUXILIARIES)
    return statement.casefold().startswith(names.casefold())


def _denies(word: str) -> bool:
    return word in DENYING or word.endswith("n't")


def _is_name(word: str) -> bool:
    return word != word.lower() and word.lower() not in FUNCTION_WORDS
