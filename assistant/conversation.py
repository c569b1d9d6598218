"""Follow-ups: a question that leans on earlier ones becomes a query that stands alone."""

import re

from assistant.datatypes import Question

ANAPHOR = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|that|these|those|he|she|his|her|there|the\s+(?:same|former|latter|first|second"
    r"|other|authors?|paper|model|dataset|method|approach|benchmark|system|results?)|one)\b",
    re.IGNORECASE,
)
CONTINUATION = re.compile(
    r"^\s*(?:and|but|so|also|or|what\s+about|how\s+about|then|why|more|else|in\s+which)\b", re.IGNORECASE
)
SHORT_WORDS = 4
"""A question of at most so many words is taken as a follow-up if there is anything to follow."""


def is_follow_up(text: str) -> bool:
    """Say whether a question leans on what was said before.

    >>> is_follow_up("How many languages does it cover?"), is_follow_up("What is MMTEB?")
    (True, False)
    """
    if CONTINUATION.search(text):
        return True
    names = re.findall(r"(?<!^)\b\w*[A-Z]\w+", text)
    if ANAPHOR.search(text):
        return True
    return len(text.split()) <= SHORT_WORDS and not names


def standalone_text(question: Question) -> str:
    """Return the question preceded by those earlier ones that it leans on, nearest subject last.

    Without a model nothing is rephrased: the earlier question's words join the query.
    """
    parts = [question.text]
    for turn in reversed(question.history):
        if not is_follow_up(parts[0]):
            break
        parts.insert(0, turn.question)
    return " ".join(parts)
