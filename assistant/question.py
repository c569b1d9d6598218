"""What is asked: the kind of question, and the words that go to retrieval."""

import re

from assistant.asking_for_papers import asking_for_papers
from assistant.citations import find_markers
from assistant.datatypes import QuestionKind
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

COUNT = re.compile(r"\b(?:how\s+many|number\s+of|count(?:\s+of)?)\b", re.IGNORECASE)
COMPARE = re.compile(
    r"\b(?:compare|contrast|comparison\s+(?:of|between))\b(?!d\b).*\b(?:with|to|and|against|versus|vs)\b"
    r"|\bdifferences?\s+between\b.*\band\b|\b(?:versus|vs\.?)\s|\bhow\s+(?:do|does|is|are)\b.*\b(?:differ|different)\s+from\b"
    r"|\bhow\s+do\b.*\band\b.*\bdiffer\b"
    r"|\b(?:compare|contrast)\s+(?:the\s+|both\s+)?(?:two|three|four|both|[2-4])\s+(?:[a-z]+\s+)?(?:surveys|papers|studies|articles)\b",
    re.IGNORECASE,
)
SOME = r"(?:an?|one|two|three|four|five|six|seven|some|a\s+few|a\s+couple\s+of|\d+)"
WITH_SOURCES = (
    r"(?:with|and|including|in)\s+(?:the\s+|its\s+|their\s+)?(?:bibtex|bibliography|references|citations|sources)"
)
PARAGRAPH_NOUN = r"(?:paragraphs?|sections?|passages?|related[\s-]+works?|literature\s+reviews?)"
PARAGRAPH_ON = re.compile(
    r"^\W*(?!(?:do|does|did|is|are|was|were|has|have|which|what|who|where|when|why|how|find|show|list|recommend|suggest)\b(?!\s+me\s+a)"
    r"|(?:can|could|would|will|should|may)\s+(?!(?:you|i|we)\b))"
    rf"(?:[\w'’]+[,:]?\s+){{0,7}}?(?:{SOME}|my|our)\s+(?:[\w-]+\s+){{0,4}}?(?:sentences?\s+(?:{WITH_SOURCES}\s+)?(?:on|about)"
    rf"|(?:(?:paragraphs?|sections?|related[\s-]+work|literature[\s-]+reviews?)\s+)+(?:{WITH_SOURCES}\s+)?"
    r"(?:on|about|for|of|covering|discussing|regarding|summari[sz]ing|describing))\s+",
    re.IGNORECASE,
)
"""A request for text of one's own, however it is put, up to what the text shall be about: "I need a paragraph on …"."""

PARAGRAPH = re.compile(
    rf"\b(?:write|draft|compose|give\s+me|produce|prepare)\b.*\b{PARAGRAPH_NOUN}\b"
    rf"|{PARAGRAPH_ON.pattern}"
    r"|^\W*(?:an?\s+)?(?:(?:cited|short|brief)\s+)*(?:paragraph|section|(?:related[\s-]+work|literature[\s-]+review)(?:\s+(?:paragraph|section))?)"
    r"(?:\s*:|\s+(?:on|about|for)\b)",
    re.IGNORECASE,
)
FORM = re.compile(
    rf"\s+{WITH_SOURCES}(?:\s+(?:entry|entries|records?|format))?(?=\W*$|\s+(?:on|about|for)\b)",
    re.IGNORECASE,
)
"""How a paragraph that is asked for shall give its sources; it always gives them."""

LIMIT = (
    r"(?:max(?:imum)?\.?(?:\s+of)?|(?:at|no|not)\s+(?:most|(?:more|longer)\s+than)|(?:fewer|less)\s+than|up\s+to"
    r"|only|≤)"
)
ABOUT = r"(?:about|around|roughly|approximately|exactly|under)"
FOLLOWS_FORM = r"(?=\W*$|\s*[,;:.(]|\s+(?:with|using|citing|for|from)\b|(?(of)\s+(?:on|about)\b|(?!)))"


def length_of(counted: str) -> str:
    """Return the pattern of a length that is asked for, as of "60 words": ", 60 words max", "of at most 60 words".

    Before "on" it has to belong to a noun, by a preposition or in parentheses: "two sentences on soups" is none.
    """
    return (
        r"(?:(?P<of>\s*\(\s*|(?<=paragraph),?\s+|(?:^|\s+)(?:in|with|within|using|citing"
        rf"|of(?=\s+(?:{LIMIT}|{ABOUT}|\d)|.*\s(?:on|about)\s))\s+)|\s*[,;:.–—]\s*|\s+(?=(?:from\s+)?(?:{LIMIT}|half)\s))"
        rf"(?:(?:and|but|please|keep\s+it|each|of|in|with|within|using|citing|from|to)\s+)*(?:{LIMIT}\s+)?(?:{ABOUT}\s+)?{counted}\b"
        r"(?:\s+(?:max(?:imum)?\b\.?|at\s+most|or\s+(?:less|fewer)|long|(?:in\s+)?length|please))*\)?(?:,(?=\s+(?:on|about)\b))?"
    )


SIZE = (
    r"(?:\d+(?:\s*(?:–|-|to)\s*\d+)?[\s-]*words?"
    r"|(?:\d|one|two|three|half\s+an?|an?\s+single)[\s-]+(?:pages?|columns?|lines?|paragraphs?))"
)
FORMATS = (
    r"latex|markdown|plain\s+text|(?-i:[A-Z]{2,})\s+(?:style|format)|(?:academic|scientific|formal)\s+(?:style|tone)"
)
WRITTEN_SO = re.compile(
    rf"(?:{length_of(SIZE)}"
    rf"|[\s,;(]+(?:(?:and|written|formatted)\s+)*(?:in|as|using)\s+(?:an?\s+)?(?:{FORMATS}"
    r"|(?:the\s+)?style\s+of\s+(?:an?\s+|the\s+)?(?-i:[A-Z]{2,}[\w-]*)(?:\s+(?:papers?|articles?|proceedings|conference))?)\b\)?"
    r"|[\s,;(]+(?:with|and|using)\s+\\\w+(?:\{[^{}]*\})?(?:\s+(?:commands?|keys?|macros?))?\)?)+"
    rf"{FOLLOWS_FORM}",
    re.IGNORECASE,
)
"""How long a text that is asked for shall be, and in what style."""

MISSPELT = {
    word: meant
    for meant, words in {
        "which": "wich whic whcih whihc wihch wchich",
        "what": "waht whta wath",
        "how": "hwo",
        "papers": "pappers papres paprs",
        "compare": "comapre compaer comapare campare",
        "summarize": "sumarize sumarise summerize summerise sumamrize",
        "summary": "sumary sumamry",
        "explain": "explian expalin",
    }.items()
    for word in words.split()
}
"""Words that say what kind of answer is asked for, as they are typed in haste; none is a word of its own."""

WITH = re.compile(r"(?<!\S)w/(?P<out>o\b)?\s*(?=\w)", re.IGNORECASE)

TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>", re.IGNORECASE)
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
MANNER = (
    rf"in\s+(?:(?:only|just|about|at\s+most)\s+)*(?:{SOME}\s+)?(?:(?:short|simple|brief|key)\s+)*bullets?(?:[\s-]+points?)?"
    rf"|in\s+(?:(?:only|just|about|at\s+most)\s+)*{SOME}\s+(?:(?:short|simple|brief|key)\s+)*(?:sentences?|lines?|words?|points|paragraphs?)"
    rf"|{SOME}[\s-]+(?:sentence|line|word|paragraph|minute|bullet(?:[\s-]point)?)(?=\s+(?:\w+\s+)?(?:summary|overview|description|explanation)\b)"
    rf"|(?!an?\b){SOME}(?=\s+(?:(?:main|key)\s+)*(?:take-?aways|points|ideas|findings|contributions)\b)"
    r"|in\s+an?\s+nutshell|in\s+(?:plain|simple|easy|everyday|lay(?:m[ae]n)?(?:['’]?s)?)\s+(?:words|terms|language|english)"
    r"|(?:for|to)\s+(?:an?\s+)?(?:(?:complete|total|absolute)\s+)?(?:lay\s?(?:person|people|m[ae]n)|beginners?|novices?|non-?experts?|dummies"
    r"|child|[\w-]+[\s-]year[\s-]olds?)|(?:like|as\s+if)\s+i(?:['’]?m|\s+am|\s+was|\s+were)\s+(?:five|ten|\d+)(?:\s+years\s+old)?"
    r"|(?<!do\s)(?<!deal\s)(?<!deals\s)with\s+(?:an?\s+)?(?:citations?|sources?|references)"
)
"""How long, for whom and in what form something shall be told; here it is always told in quotations."""

DOES_IT = (
    r"(?:(?:that|the|this|is|are|was|were|be|do|does|did|authors?|they|we|you|papers?|work|try|tries|trying|aims?|to)"
    r"\s+)*"
)
PROBLEM_ASKED = (
    rf"(?:which\s+)?(?:problems?|issues?|challenges?|gaps?|needs?)\s+{DOES_IT}"
    r"(?:solv|address|tackl|fill|clos|bridg|fix|overc[ao]m|deal(?:s|ing)?\s+with)\w*|motivat\w+(?:\s+behind)?"
    rf"|why\s+{DOES_IT}(?:creat|buil[dt]|ma[dk]e|develop|design|construct|releas|propos|introduc|need|necessary|written)\w*"
)
"""What asks for the problem that a paper sets out from, without its name: "What problem does … solve"."""

ABOUT_ONE = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    rf"(?:(?:{MANNER}|{PROBLEM_ASKED}|what\s+do\s+you\s+know|(?:do|does|did)\s+(?:the\s+)?authors|ideas?\s+behind"
    r"|tl;?dr|eli5|gist|take-?aways?|conclusions?|concludes?|concise|detailed|brief|simply|from"
    r"|what|who|tell\s+me|explain|describe|summari[sz]e|introduce|give\s+me|show\s+me|sum\s+up"
    r"|how\s+does|what\s+does|what\s+did|details|more|info(?:rmation)?|everything|and|was"
    r"|about|of|on|the|an?|this|that|in|by|for|to|me|us|paper|papers|article|work|study|model|models|method|dataset|corpus|benchmark|system|framework"
    r"|abstract|summary|overview|contributions?|main|key|idea|ideas|point|points|findings?|results?|is|are|it|do|does|did|say|all"
    r"|propose[sd]?|present(?:s|ed)?|introduce[sd]?|called|named|titled|entitled|work|works|briefly|short|quick|please|so|great|good"
    r"|deal|deals|with|show|shows|find|finds|why|how|s)\b|\W)*+$",
    re.IGNORECASE,
)
"""What may stand around the name of a paper in a question that asks about the paper as a whole, or for its problem."""


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


def without_markup(text: str) -> str:
    """Return a question in one line, without tags of HTML and markers of sources behind a sentence.

    >>> without_markup("What is <b>LaBSE</b>? [1.2]"), without_markup("Is p<0.05 in [2]?")
    ('What is LaBSE?', 'Is p<0.05 in [2]?')
    """
    text = TAG.sub("", text)
    for marker in reversed(find_markers(text)):
        before = text[: marker.start].rstrip()
        if re.search(r"(?:^|[.?!…])[”\"’)]*$", before):
            text = f"{before}{text[marker.end :]}"
    return " ".join(text.split())


def with_question_words(text: str) -> str:
    """Return a question with the words that ask spelt right.

    >>> with_question_words("Wich papers are on parsing, and hwo large is LaBSE?")
    'Which papers are on parsing, and how large is LaBSE?'
    >>> with_question_words("papers w/ code")
    'papers with code'
    """

    def spelt(match: re.Match[str]) -> str:
        meant = MISSPELT[match[0].lower()]
        return meant.capitalize() if match[0][0].isupper() else meant

    text = WITH.sub(lambda match: "without " if match["out"] else "with ", text)
    return re.sub(rf"\b(?:{'|'.join(MISSPELT)})\b", spelt, text, flags=re.IGNORECASE)


def without_form(text: str) -> str:
    """Return what asks for a paragraph without how long it shall be, in what style, and how it shall give its sources.

    >>> without_form("Write two paragraphs on parsing with BibTeX.")
    'Write two paragraphs on parsing.'
    >>> without_form("Write a paragraph on parsing in LaTeX, max 60 words")
    'Write a paragraph on parsing'
    """
    return FORM.sub("", WRITTEN_SO.sub("", text))


def asks_about_whole(text: str, name_start: int, name_end: int) -> bool:
    """Say whether a question that names a paper at the given place asks about it as a whole.

    >>> asks_about_whole("What is LaBSE about?", 8, 13), asks_about_whole("How large is LaBSE?", 13, 18)
    (True, False)
    """
    around = f"{text[:name_start]} {text[name_end:]}"
    for marker in reversed(find_markers(around)):
        around = f"{around[: marker.start]} {around[marker.end :]}"
    return ABOUT_ONE.match(around) is not None


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
