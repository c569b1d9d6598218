"""The words of a question that say what it is about: what goes to retrieval."""

import re

DANGLING = re.compile(
    r"\s+(?:in|among|across|from)\s+(?:the\s+|these\s+)?(?:papers|works|studies|abstracts|literature|collection)(?=\W*$)",
    re.IGNORECASE,
)
"""Where to look, at the end of a question: often what is left of "in papers since 2022"."""

BOILERPLATE = re.compile(
    r"^\s*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    r"(?:tell\s+me|show\s+me|find\s+me|give\s+me|list|name|find|i(?:['’]m|\s+am)\s+looking\s+for)?\s*"
    r"(?:(?:which|what|any|all|an?|the|other|recent|are\s+there|is\s+there|how\s+many)\s+)*(?:of\s+)?(?:the\s+|these\s+)?"
    r"(?:papers?|studies|works?(?!\s+(?:better|best|well|for|with)\b)|articles?|publications?)\s+(?:that\s+|which\s+|are\s+|is\s+|here\s+|in\s+(?:the|this)\s+(?:corpus|collection)\s+)*",
    re.IGNORECASE,
)
EXPLAIN = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:explain|describe)\s+(?:(?:to\s+)?(?:me|us)\s+)?(?=\w)",
    re.IGNORECASE,
)
TRUE = r"(?:(?:really|actually|indeed|still)\s+)?(?:true|correct|right|so|accurate|the\s+case)"
CLAIMED = re.compile(
    rf"^\W*(?:(?:is|was)\s+it\s+{TRUE}\s+that"
    r"|(?:(?:i|we)(?:['’]ve|\s+have|\s+was|\s+were)?|people|some|many|they|someone)\s+(?:(?:once|often|always)\s+)?"
    r"(?:read|hear|heard|told|think|thought|believed?|saw|seen|say|said|claim|claimed|know|assumed?)\s+(?:me\s+)?(?:somewhere\s+)?that"
    r"|true\s+or\s+false\s*:)\s+(?=\w)",
    re.IGNORECASE,
)
HOLDS = re.compile(
    rf"\s*[.,;:!?–—]\s*(?:(?:is|was)\s+(?:that|this|it)\s+)?{TRUE}(?:\s+or\s+(?:false|not|wrong))?\s*\?+\s*$",
    re.IGNORECASE,
)
"""What stands before and behind a claim that is put to the papers: "I read that …", "… True?"."""


def retrieval_query(text: str) -> str:
    """Return the words of a question that say what it is about.

    >>> retrieval_query("Which papers work on Maltese?")
    'work on Maltese?'
    >>> retrieval_query("Does adding languages improve parsing in papers?")
    'Does adding languages improve parsing?'
    >>> retrieval_query("Please explain LaBSE"), retrieval_query("I read that soups warm. Is that true?")
    ('LaBSE', 'soups warm?')
    """
    text = HOLDS.sub("?", CLAIMED.sub("", text))
    query = DANGLING.sub("", BOILERPLATE.sub("", EXPLAIN.sub("", text))).strip()
    return query if re.search(r"\w", query) else text.strip()
