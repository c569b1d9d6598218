"""What is asked: the kind of question, and the words of it that go to retrieval."""

from assistant.question.kinds import question_kind
from assistant.question.paragraph import without_form
from assistant.question.retrieval_query import retrieval_query
from assistant.question.spelling import with_question_words, without_markup
from assistant.question.whole_paper import asks_about_whole

__all__ = [
    "asks_about_whole",
    "question_kind",
    "retrieval_query",
    "with_question_words",
    "without_form",
    "without_markup",
]
