"""What is asked: the kind of question, and the words that go to retrieval."""

import re

from assistant.datatypes import QuestionKind

PAPERS_NOUN = (
    r"(?:papers|studies|articles|publications|surveys|abstracts"
    r"|works(?=\s+(?:on|about|that|which|in|address|use|deal|discuss|propose|exist|have|do|are|study|present|cover)\b))"
)
NO_MORE_THAN_ADJECTIVES = (
    r"(?:(?!(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|in|on|from|by|for|with)\b)[\w-]+\s+){0,4}?"
)
PAPERS = re.compile(
    rf"\b(?:which|what|any|all|every|list|name|show|find|give|recommend|suggest)\s+{NO_MORE_THAN_ADJECTIVES}{PAPERS_NOUN}\b"
    r"|\b(?:all|every|each|any)\s+(?:papers?|stud(?:y|ies)|publications?|surveys?)\b"
    rf"|\bhow\s+many\s+{NO_MORE_THAN_ADJECTIVES}(?:papers|studies|publications)\b"
    r"(?!\s+(?:does|did|do(?!\s+(?:we|you|i)\b)|were|was|has|is|are\s+(?:in|included|reviewed|surveyed|covered))\b)"
    r"|\bin\s+how\s+many\s+(?:papers|studies|publications)\b"
    rf"|\bare\s+there\s+{NO_MORE_THAN_ADJECTIVES}{PAPERS_NOUN}\b"
    r"|\bis\s+there\s+(?:any|an?)\s+(?:\w+\s+){0,2}?(?:paper|study|publication|survey|article)\b"
    r"|^\W*(?:[\w-]+\s+){0,2}?(?:papers|studies|works|publications|surveys)\s+(?:on|about|that|which|with|using|dealing|in)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\bhow\s+(?:many|much|large|big|long|often|few|well|accurate\w*)\b|\bwhat\s+(?:percentage|percent|share|fraction|number|size"
    r"|proportion|accuracy|score|f1|bleu)\b|\b(?:number|percentage|size|amount|proportion)\s+of\b",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"^\s*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    r"(?:tell\s+me|show\s+me|find\s+me|give\s+me|list|name|find|i(?:['’]m|\s+am)\s+looking\s+for)?\s*"
    r"(?:(?:which|what|any|all|an?|the|other|recent|are\s+there|is\s+there|how\s+many)\s+)*(?:of\s+)?(?:the\s+|these\s+)?"
    r"(?:papers?|studies|works?(?!\s+(?:better|best|well|for|with)\b)|articles?|publications?)\s+(?:that\s+|which\s+|are\s+|is\s+|here\s+|in\s+(?:the|this)\s+(?:corpus|collection)\s+)*",
    re.IGNORECASE,
)


def question_kind(text: str) -> QuestionKind:
    """Return the kind of a question.

    >>> question_kind("How many languages does SIB-200 cover?")
    'number'
    >>> question_kind("Which papers work on Maltese?")
    'papers'
    """
    if PAPERS.search(text):
        return "papers"
    return "number" if NUMBER.search(text) else "lookup"


def retrieval_query(text: str) -> str:
    """Return the words of a question that say what it is about.

    >>> retrieval_query("Which papers work on Maltese?")
    'work on Maltese?'
    """
    query = BOILERPLATE.sub("", text).strip()
    return query if re.search(r"\w", query) else text.strip()
