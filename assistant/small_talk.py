"""What asks nothing of the papers in a conversation: greetings, thanks, what can be asked, orders only for a model."""

import re

PLEASANTRY = re.compile(
    r"\W*(?:(?:hi|hello|hey|thanks|thank\s+you|ok|okay|great|nice|bye|so|very|much|a\s+lot|there)\b\W*)+", re.IGNORECASE
)
INTERJECTION = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks|thank\s+you|great|nice|cool|right|sure|yes|no|well|oh|ah|hm+|i\s+see|got\s+it|sorry"
    r"|interesting|hi|hello|hey)(?:\s*[,.!…;–—]+\s*|\s+(?=(?:and|so|but|then|what|which|who|how|where)\b)))+(?=\w)",
    re.IGNORECASE,
)
"""What opens a question and is no part of it: "Thanks! And …", "ok and …"."""

ASKS_FOR_HELP = re.compile(
    r"\W*(?:(?:hi|hello|hey|please)\b\W*)*(?:help(?:\s+me)?|who\s+are\s+you|what\s+are\s+you|how\s+do(?:es)?\s+(?:you|this)\s+work"
    r"|how\s+(?:can|could)\s+you\s+help(?:\s+me)?|how\s+(?:do|can)\s+i\s+(?:use|ask)\s+(?:you|this)"
    r"|what\s+(?:(?:kinds?|sorts?)\s+of\s+)?(?:questions\s+)?(?:can|could|may|should)\s+(?:i|we)\s+ask(?:\s+(?:you|here))?"
    r"|what\s+(?:can|could|do)\s+you\s+(?:do|know|answer|help(?:\s+me)?\s+with)(?:\s+for\s+me)?)\b\W*",
    re.IGNORECASE,
)
CAN_BE_ASKED = (
    "Ask for a fact, one paper, a list of papers, a comparison, what the papers say about a topic, a cited paragraph or"
    " trends; every answer is taken from the abstracts and records of this collection."
)
ORDER = re.compile(
    r"\W*(?:(?:please|now|and|then|can\s+you|could\s+you)\b\W*)*"
    r"(?:sort|order|rank|translate|shorten|rewrite|rephrase|plot|draw|export)\s+"
    r"(?:them|it|these|those|this|that|all|(?:the|these|those)\s+(?:list|papers|results|answer|table))\b"
    r"(?=\W*$|\s+(?:all|again|by|in|into|to|as|from|please)\b).*",
    re.IGNORECASE | re.DOTALL,
)
"""An order to do something with what was answered."""


def why_unanswered(text: str, has_model: bool = False) -> str | None:
    """Return why nothing is looked up for a text; None where it is to be answered.

    >>> why_unanswered("Thanks!")
    'That asks nothing of the papers. Ask a question, and their own sentences answer it.'
    >>> why_unanswered("What is OK?"), why_unanswered("Sort them by size", has_model=True)
    (None, None)
    """
    if PLEASANTRY.fullmatch(text):
        return "That asks nothing of the papers. Ask a question, and their own sentences answer it."
    if ASKS_FOR_HELP.fullmatch(text):
        return CAN_BE_ASKED
    if ORDER.fullmatch(text) and not has_model:
        return "Without a language model, answers are neither sorted nor rewritten. Ask what you want to know in full."
    return None


def without_interjection(text: str) -> str:
    """Return a question without what is said to the answer before it.

    >>> without_interjection("Ok, thanks! And what is MuRIL?"), without_interjection("Well-formed trees")
    ('And what is MuRIL?', 'Well-formed trees')
    """
    return INTERJECTION.sub("", text)
