"""What is asked: the kind of question, and the words that go to retrieval."""

import re

from assistant.datatypes import QuestionKind

PAPERS = re.compile(
    r"\b(?:which|what|list|name|show|find|any|all|how many|are there|give me)\b[^?.]{0,40}?"
    r"\b(?:papers?|works?|stud(?:y|ies)|articles?|publications?|surveys?|abstracts?)\b",
    re.IGNORECASE,
)
ONE_PAPER = re.compile(r"\bwhat\s+(?:does|do|did|is|are|was|were)\b", re.IGNORECASE)
NUMBER = re.compile(
    r"\bhow\s+(?:many|much|large|big|long|often|few|well|accurate\w*)\b|\bwhat\s+(?:percentage|percent|share|fraction|number|size"
    r"|proportion|accuracy|score|f1|bleu)\b|\b(?:number|percentage|size|amount|proportion)\s+of\b",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"^\s*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:tell\s+me|show\s+me|find\s+me|give\s+me|list|name|find)?\s*"
    r"(?:(?:which|what|any|all|the|are\s+there|is\s+there|how\s+many)\s+)*(?:of\s+)?(?:the\s+|these\s+)?"
    r"(?:papers?|studies|works?|articles?|publications?)\s+(?:that\s+|which\s+|are\s+|is\s+|here\s+|in\s+(?:the|this)\s+(?:corpus|collection)\s+)*",
    re.IGNORECASE,
)


def question_kind(text: str) -> QuestionKind:
    """Return the kind of a question.

    >>> question_kind("How many languages does SIB-200 cover?")
    'number'
    >>> question_kind("Which papers work on Maltese?")
    'papers'
    """
    if PAPERS.search(text) and not ONE_PAPER.search(text):
        return "papers"
    return "number" if NUMBER.search(text) else "lookup"


def retrieval_query(text: str) -> str:
    """Return the words of a question that say what it is about.

    >>> retrieval_query("Which papers work on Maltese?")
    'work on Maltese?'
    """
    query = BOILERPLATE.sub("", text).strip()
    return query if re.search(r"\w", query) else text.strip()
