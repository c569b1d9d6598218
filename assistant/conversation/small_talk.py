"""What nothing is looked up for: greetings, thanks, what can be asked, what is not held, orders only for a model."""

import re

LONGEST_QUESTION = 20_000
"""In characters, some ten abstracts; a question of that length takes seconds."""

PLEASANTRY = re.compile(
    r"\W*(?:(?:hi|hello|hey|thanks|thank\s+you|cheers|ok|okay|great|nice|cool|perfect|excellent|awesome|wonderful|bye|goodbye"
    r"|so|very|much|a\s+lot|there|again|well\s+done|good\s+to\s+know|see\s+you|how\s+are\s+you(?:\s+(?:doing|today))*"
    r"|(?:good|great|nice)\s+(?:morning|afternoon|evening|night|day|job|work|answers?)"
    r"|for\s+(?:that|this|(?:(?:your|the|all)\s+)+(?:help|answers?|explanations?))"
    r"|(?:that|this|it)(?:['’]s|\s+(?:is|was))\s+(?:(?:very|really|so|quite|all)\s+)*(?:helpful|useful|great|good|perfect|nice|all|it)"
    r"|(?:that|this|it)\s+(?:really\s+)?(?:helps|helped)(?:\s+(?:me|a\s+lot))*)\b\W*)+",
    re.IGNORECASE,
)
INTERJECTION = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks|thank\s+you|great|nice|cool|right|sure|yes|no|well|oh|ah|hm+|i\s+see|got\s+it|sorry"
    r"|interesting|hi|hello|hey|now(?=\s*[,:]))"
    r"(?:\s*[,.!…;:–—]+\s*|\s+(?=(?:and|so|but|then|what|which|who|how|where|thanks|thank\s+you|now\s*[,:])\b)))+(?=\w)",
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
ABOUT_ITSELF = re.compile(
    r"\W*(?:(?:hi|hello|hey|so|and|but)\b\W*)*(?:"
    r"are\s+you\s+(?:(?:really|actually|just)\s+)?(?:using|based\s+on|built\s+on|powered\s+by|running(?:\s+on)?)(?:\s+[\w.-]+){1,4}"
    r"|do\s+you\s+(?:use|run\s+on|rely\s+on)(?:\s+[\w.-]+){1,4}"
    r"|is\s+this\s+an?\s+(?:ai|bot|chatbot)|are\s+you\s+(?:(?:really|actually|just)\s+)?(?:an?\s+)?(?:(?:real|large|language)\s+)*"
    r"(?:ai|bot|chatbot|robot|machine|model|llm|human|person|(?:chat)?gpt[\w.-]*)"
    r"|(?:which|what)\s+(?:(?:language|large|ai)\s+)*(?:model|llm|ai)\s+(?:are\s+you(?:\s+using)?|do\s+you\s+(?:use|run\s+on)"
    r"|is\s+behind\s+(?:you|this\s+(?:tool|app|page|site)))"
    r"|do\s+you\s+(?:ever\s+)?(?:hallucinate|make\s+(?:things|stuff|it|this|answers)\s+up)"
    r"|(?:can|should)\s+i\s+trust\s+(?:you|your\s+answers?))\b\W*",
    re.IGNORECASE,
)
QUOTES_ALONE = (
    "No language model writes here: an answer is sentences of the abstracts, found by their words and what they mean,"
    " quoted exactly and cited."
)
MODEL_WRITES = (
    "A language model writes from the abstracts that are found for a question; each of its statements is checked"
    " against the sentence that it cites."
)
FULL = r"(?:full[\s-]?texts?|pdfs?|(?:full|whole|entire|complete|original)\s+(?:papers?|articles?|texts?))"
ALL_OF = r"(?:(?:access|to|the|all|any|their|its|these|those|of)\s+)*"
FULL_TEXT = re.compile(
    rf"\W*(?:(?:do|can|could|did)\s+(?:you|i|we)\s+(?:also\s+)?(?:have|hold|read|see|get|access|open|download|search)\s+"
    rf"|(?:are|is|where\s+(?:are|is)|where\s+can\s+i\s+(?:find|get|read|download))\s+){ALL_OF}{FULL}"
    r"(?:\s+of\s+(?:(?:all|the|these|those|your|this)\s+)*(?:papers?|articles?|collection|them))?"
    r"(?:,?\s+or\s+(?:just|only)\s+(?:the\s+)?abstracts)?"
    r"(?:\s+(?:here|too|available|included|(?:in|of)\s+(?:the|this)\s+(?:collection|library)))*\W*",
    re.IGNORECASE,
)
ABSTRACTS_ALONE = (
    "Only titles, abstracts and records are held, no full texts: every answer is taken from them. A source is shown"
    " with its link where its record has one."
)
CITED = re.compile(
    r"\W*(?:(?:please|and|show|give|list|name|tell)\b\s*(?:me\s+)?)*(?:"
    r"(?:(?:which|what)\s+(?:of\s+(?:them|these|those|the\s+papers)\s+)?)?(?:(?:the|papers?|ones?|articles?|is|are|has|have|been)\s+)*"
    r"(?:most|highly|least)(?:\s+(?:often|frequently|highly))?[\s-]+cited"
    r"(?:\s+(?:the\s+most|papers?|ones?|articles?|here|of\s+(?:them|all|these|those)|(?:in|of)\s+(?:the|this|your)\s+(?:collection|library)))*"
    r"|how\s+(?:often|many\s+times)\s+(?:is|are|was|were|has|have)\s+[^?,;]+?\s(?:been\s+)?cited"
    r"|how\s+many\s+citations\s+(?:do(?:es)?|has|have)\s+(?:it|they|(?:this|that|the|these|each)\s+papers?)(?:\s+(?:have|get|got))?)\W*",
    re.IGNORECASE,
)
NO_CITATION_COUNTS = (
    "How often a paper is cited is not held here. Papers can be chosen by subject, author, venue and year."
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
    if len(text) > LONGEST_QUESTION:
        return f"Of {len(text):,} characters that is too long for a question: ask with at most {LONGEST_QUESTION:,}."
    if PLEASANTRY.fullmatch(text):
        return "That asks nothing of the papers. Ask a question, and their own sentences answer it."
    if ASKS_FOR_HELP.fullmatch(text):
        return CAN_BE_ASKED
    if ABOUT_ITSELF.fullmatch(text):
        return MODEL_WRITES if has_model else QUOTES_ALONE
    if FULL_TEXT.fullmatch(text):
        return ABSTRACTS_ALONE
    if CITED.fullmatch(text):
        return NO_CITATION_COUNTS
    if ORDER.fullmatch(text) and not has_model:
        return "Without a language model, answers are neither sorted nor rewritten. Ask what you want to know in full."
    return None


def without_interjection(text: str) -> str:
    """Return a question without what is said to the answer before it.

    >>> without_interjection("Ok, thanks! And what is MuRIL?"), without_interjection("Well-formed trees")
    ('And what is MuRIL?', 'Well-formed trees')
    """
    return INTERJECTION.sub("", text)
