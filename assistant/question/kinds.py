"""What is asked: the kind of a question, as far as its words tell."""

import re

from assistant.datatypes import QuestionKind
from assistant.question.asking_for_papers import asking_for_papers
from assistant.question.paragraph import PARAGRAPH
from assistant.trends.wording import is_trends_question

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
    r"(?!\s+(?:does|did|do(?!\s+(?:we|you|i)\b)|were(?!\s+published\b)|was|has|is"
    r"|are\s+(?!(?:included\s+)?in\s+(?:here|(?:the|this|our|my|your)\s+(?:collection|library|corpus))\b)"
    r"(?:in|included|reviewed|surveyed|covered))\b)"
    r"|\bin\s+how\s+many\s+(?:papers|studies|publications)\b"
    rf"|\bare\s+there\s+{NO_MORE_THAN_ADJECTIVES}{PAPERS_NOUN}\b"
    r"|\bis\s+there\s+(?:any|an?)\s+(?:\w+\s+){0,2}?(?:paper|study|publication|survey|article)\b"
    r"|^\W*(?:[\w-]+\s+){0,2}?(?:papers|studies|works|publications|surveys)\s+"
    r"(?:on|about|that|which|with|in|by|at|from|since|before|after|where|like|(?:related|relevant|similar)\s+to|[a-z]+ing)\b"
    r"|^\W*(?:which|what)\s+works\s+(?!(?:better|best|well|worse|worst|more|most|less|for|with|when|if|as|at|across"
    r"|without|and|or|only|even|here|there|like|than|under|over|between|\w+ly)\b)\w"
    r"|^\W*(?:(?!(?:the|these|those|this|my|our|your|other|both|two|three|about|me|of|in|what|which|tell|summari[sz]e|compare|how|and"
    r"|more|are|is|do)\b)[\w-]+\s+){1,4}papers\W*$"
    r"|^\W*(?:surveys|papers)\s+only\s*:|^\W*only\s+(?:surveys|papers)\s*:",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\bhow\s+(?:many|much|large|big|long|often|few|well|accurate\w*)\b|\bwhat\s+(?:percentage|percent|share|fraction|number|size"
    r"|proportion|accuracy|score|f1|bleu)\b|\b(?:number|percentage|size|amount|proportion)\s+of\b",
    re.IGNORECASE,
)
COUNT = re.compile(r"\b(?:how\s+many|number\s+of|count(?:\s+of)?)\b", re.IGNORECASE)
COMPARE = re.compile(
    r"\b(?:compare|contrast|comparison\s+(?:of|between))\b(?!d\b).*\b(?:with|to|and|against|versus|vs)\b"
    r"|\bdifferences?\s+between\b.*\band\b|\b(?:versus|vs\.?)\s|\bhow\s+(?:do|does|is|are)\b.*\b(?:differ|different)\s+from\b"
    r"|\bhow\s+do\b.*\band\b.*\bdiffer\b"
    r"|\b(?:compare|contrast)\s+(?:the\s+|both\s+)?(?:two|three|four|both|[2-4])\s+(?:[\w-]+\s+){0,3}?"
    r"(?:surveys|papers|studies|articles|trials|RCTs|reviews|meta-analyses)\b",
    re.IGNORECASE,
)
WORKS = (
    r"(?:(?:all|most|any|both|of|the|these|those|recent)\s+){0,3}"
    r"(?:papers|studies|abstracts|works?|literature|collection|corpus|research(?:ers)?|authors|people|we)"
)
QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"")
"""A title may read like a question of any kind: "“How Many Seas? Kelp versus Moss”"."""

TO_TELL = r"(?:say|says|know|finds?|found|reports?|shows?|shown|learn|agree|tell(?:\s+us)?|recommend|suggest)"
SYNTHESIS_FORM = (
    r"\b(?:what\s+(?:\w+\s+)?helps?|what\s+(?:can|could|should|do)\s+(?:i|we|one)\s+(?:do|try)(?=\s+(?:if|when|with|without|about|for)\b)"
    r"|what\s+works(?:\s+(?:best|well|better))?(?=\s+(?:for|in|with|on)\b)"
    rf"|what\s+(?:do|does|can|have)\s+{WORKS}\b(?:\s+\w+){{0,4}}?\s+{TO_TELL}"
    r"|what(?:['’]?s|\s+is)\s+known(?=\s+(?:about|on|of)\b)"
    r"|(?:what|which)\s+(?:are|were|r)\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:approaches|methods|techniques|strategies|ways|challenges"
    r"|problems|difficulties|obstacles|risks|limitations|findings|trends|ideas|directions|solutions)"
    r"(?!\s+(?:of|in|behind|from)\s+(?:the|this|that)\s+(?:[\w'’-]+\s+){0,5}?(?:paper|study|trial|article|review|survey)\b)"
    r"|what\s+(?:kinds?\s+of\s+|sorts?\s+of\s+)?(?:approaches|methods|techniques|strategies|challenges|solutions)"
    r"\s+(?:exist|are(?:\s+there)?|have(?:\s+been\s+(?:proposed|tried|used))?|do)"
    r"|what\s+(?:\w+\s+)?evidence\s+(?:is\s+there|exists|(?:do|have)\s+we(?:\s+have)?)"
    rf"|(?:do|does|did)\s+{WORKS}\s+(?:(?:really|actually)\s+)?(?:dis)?agree|is\s+there\s+(?:(?:any|an|a)\s+)?(?:agreement|consensus)"
    r"|(?:summari[sz]e|synthesi[sz]e|sum\s+up|overview\s+of|(?:survey|review)(?=\s+(?:the|recent|all|existing)\b))"
    r"\s+(?:(?:the|recent|all|existing|current)\s+)*(?:works?|papers|research|literature|findings|evidence|progress|approaches|methods"
    rf"|state|abstracts|what\s+{WORKS}\s+{TO_TELL})"
    r"|(?:an?\s+)?overview\s+(?:of|on)|state[\s-]of[\s-]the[\s-]art(?=\s+(?:in|on|of|for)\b)"
    r"|how\s+(?:do|have|are)\s+(?:\w+\s+)?(?:papers|researchers|people|authors|studies|works)"
    r"|(?:which|what)\s+(?:papers|studies|works|articles)\s+(?:say|claim|find|found|show|argue|report|conclude|suggest"
    r"|state|observe|confirm)\s+that)\b"
)
"""How a question asks for what several papers say; its subject stands behind."""

SYNTHESIS = re.compile(SYNTHESIS_FORM, re.IGNORECASE)


def question_kind(text: str) -> QuestionKind:
    """Return the kind of a question, as far as its words alone tell; one about a whole paper has to know the papers.

    >>> question_kind("How many languages does SIB-200 cover?")
    'number'
    >>> question_kind("Which papers work on Maltese?"), question_kind("How many papers release a dataset?")
    ('list', 'count')
    >>> question_kind("Compare LaBSE with LASER"), question_kind("What helps low-resource languages?")
    ('compare', 'synthesis')
    >>> question_kind("What is new in machine translation?"), question_kind("Who wrote “Kelp versus Moss”?")
    ('trends', 'lookup')
    >>> question_kind("Do the papers agree that soups warm?"), question_kind("Two sentences with citations on soups")
    ('synthesis', 'paragraph')
    """
    unquoted = QUOTED.sub("“”", text)
    text = unquoted if re.search(r"\w", unquoted) else text
    if PARAGRAPH.search(text):
        return "paragraph"
    if COMPARE.search(text):
        return "compare"
    if is_trends_question(text):
        return "trends"
    if SYNTHESIS.search(text):
        return "synthesis"
    if PAPERS.search(asking_for_papers(text)):
        return "count" if COUNT.search(text) else "list"
    return "number" if NUMBER.search(text) else "lookup"
