"""Questions that ask for papers in other words, put as questions for papers: for titles, data, the newest, the oldest.

What kind of question it is and what the papers have in common are both read from the words that come out of here.
"""

import re

from assistant.outlines.language_families import is_language
from assistant.outlines.study_designs import design_asked

THINGS = (
    r"(?:data\s?sets|corpora|benchmarks|treebanks|test\s+suites|models|toolkits|tools|surveys"
    r"|(?:evaluation\s+)?metrics)"
)
"""Things that papers give their readers."""

ADJECTIVES = (
    r"(?:(?!(?:of|in|on|for|from|with|by|and|or|that|which|do|does|are|is|have|has|papers?|the|these|those)\b)[\w-]+\s+)"
    r"{0,3}?"
)
MADE = (
    r"(?:introduced|proposed|released|presented|created|built|developed|published|contributed|constructed|described"
    r"|available)"
)
HERE = r"(?:\s+(?:here|in\s+(?:the|this|our|your|my)\s+(?:collection|library|corpus|papers)))?"
ENDS = rf"{HERE}(?=\s*[?.!]*\s*$|\s+(?:for|on|about|with|covering|that)\s+\w)"
AMOUNT = r"(?=(?:more\s+than|over|at\s+least|fewer\s+than|less\s+than|under|up\s+to|at\s+most)\s+(?:\d|\w+\s))"
THINGS_GIVEN = re.compile(
    rf"\b(?P<many>how\s+many|which|what(?:\s+are\s+the)?)\s+(?P<things>{ADJECTIVES}{THINGS})\s+"
    rf"(?:(?:are|were|have\s+been)\s+(?:there(?:\s+{MADE})?|{MADE})|exist|(?:do|have)\s+(?:you|we|i)(?:\s+(?:have|got|hold))?)"
    rf"{ENDS}"
    rf"|(?:^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:list|name|show|give|find|enumerate)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?|\bwhat\s+are\s+the\s+)"
    rf"(?P<those>{ADJECTIVES}{THINGS}){ENDS}",
    re.IGNORECASE,
)
"""Asks for things as they are given away: "what benchmarks are there for parsing", not "what benchmarks are used"."""

THINGS_THAT = re.compile(
    rf"\b(?:which|what)\s+(?P<things>{ADJECTIVES}{THINGS})\s+"
    rf"(?=(?:contain|cover|include|comprise|span|support)\b|(?:have|hold|offer|provide)\s+{AMOUNT})",
    re.IGNORECASE,
)
"""Asks for things by what they hold."""

MODELS_MADE = re.compile(
    r"\b(?:which|what)\s+(?P<models>(?:(?:large\s+)?language\s+)?models|LLMs)\s+(?:are|were|have\s+been)\s+(?:[\w-]+ly\s+)?"
    r"(?:(?:pre-?|post-?|fine-?)?(?:trained|tuned)|built|based|derived|adapted|distilled|initiali[sz]ed)\s+"
    r"(?:(?:on\s+)?top\s+of|from|(?:up)?on|with|using)\b",
    re.IGNORECASE,
)
"""Asks for models by what they are made of."""

OF_THESE = re.compile(r"^(?P<ask>\W*(?:which|how\s+many))\s+of\s+(?:these|those)\b(?=\s+\w)", re.IGNORECASE)
"""Where no answer goes before, these are the papers of the collection."""

TITLES = re.compile(
    r"\b(?P<ask>list|show|give|name|which|what)\s+(?:me\s+)?(?:(?:all|every|of|the|only|just|paper|their|its)\s+)*titles\b"
    r"(?:\s+(?:of|in|from)\b(?:\s+(?:all|every|the|your|our|my|this|these))*\s*(?:papers|collection|library)?)?",
    re.IGNORECASE,
)
EVERYTHING = re.compile(
    r"\b(?:show|give|find|list)\s+(?:me\s+)?(?:everything|anything|all)\s+(?:(?:you|we|there\s+is|here|have|that)\s+)*(?=on\b)"
    r"|(?:\b(?:(?:is|are)\s+there|(?:do|have)\s+(?:you|we|i)(?:\s+(?:have|got|hold))?)\s+|^\W*)"
    r"(?:anything|something)\s+(?:here\s+)?(?=(?:on|about|dealing)\b)",
    re.IGNORECASE,
)
ON = r"(?:on|about|in|dealing|concerning|regarding|related|that|which|using)"
ALL_WORK = re.compile(
    r"^(?P<ask>\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:(?:show|give|find|list|tell)\s+(?:me\s+|us\s+)?)?)"
    r"(?:all|every)\s+(?:(?:of|the|other|recent|relevant|existing|published|known)\s+)*"
    rf"(?:work|works|research|literature)\s+(?:done\s+)?(?={ON}\s+\w)"
    r"|\b(?:what|which)\s+(?:other\s+|recent\s+)?(?:work|research|literature)\s+"
    r"(?:is\s+there|(?:has\s+been|was|is)\s+done|exists|(?:do|have)\s+(?:you|we|i)\s+(?:have|got|hold))\s+"
    rf"(?:here\s+)?(?={ON}\s+\w)",
    re.IGNORECASE,
)
"""Asks for work as a whole: "all work on parsing", "what work has been done on parsing"."""

NEWEST = re.compile(
    r"^\W*(?:(?:what|which)(?:['’]s|\s+(?:is|are|was|were))\s+|(?:show|give|find)\s+me\s+|name\s+)?(?:the\s+)?"
    r"(?P<end>most\s+recent|newest|latest|oldest|earliest)\s+(?P<adjectives>(?!paper)[\w-]+\s+)?"
    r"(?:(?P<one>paper|study|article|publication)|papers|studies|articles|publications|works?|research)\s+"
    r"(?=(?:on|about|that|which|in|dealing|using|for|with|from|by|at)\s+\w)",
    re.IGNORECASE,
)


LANGUAGE_ALONE = re.compile(
    r"^\W*(?:(?:is|are|does|do)\s+(?:any\s+(?:paper|study|work|of\s+(?:them|the\s+papers))|any(?:one|body|thing)|there\s+(?:anything|any\s+papers?))"
    r"\s+(?:that\s+)?(?:mentions?|covers?|treats?|deals?\s+with|on|about|in|for|uses?|work(?:s)?\s+on)\s+|(?P<passive>is|are)\s+|(?:anything\s+)?(?:on|about|in)\s+)?"
    r"(?P<name>[^\W\d_][\w'’ -]{1,30}?)(?P<languages>\s+languages?)?"
    r"(?(passive)\s+(?:covered|mentioned|treated|represented|included|there|here)(?:\s+here)?)\W*$",
    re.IGNORECASE,
)
"""A language and hardly more: "Japanese?", "Is Hindi covered?", "Does anyone mention Swahili?"."""

CARRIED_OUT = re.compile(
    r"(?P<papers>\b(?:papers|studies|experiments|work|research|study|paper)\s+)(?:(?:that|which)\s+)?(?:(?:were|was|are|is|been|has|have)\s+)*"
    r"(?:\w+ly\s+)?(?:done|performed|conducted|carried\s+out|undertaken)\s+(?=(?:in|on|at|with|by|among|for|from|using|across)\b)",
    re.IGNORECASE,
)
"""A verb that says no more than that there is a study."""


def asking_for_papers(text: str) -> str:
    """Return a question that asks for papers in other words as one for papers; any other as it is.

    >>> asking_for_papers("What benchmarks are there for parsing?")
    'which papers introduce benchmarks for parsing?'
    >>> asking_for_papers("Which titles do you have on tides?"), asking_for_papers("What is the newest paper on tides?")
    ('Which papers do you have on tides?', 'name one most recent papers on tides?')
    >>> asking_for_papers("What is the oldest paper on tides?")
    'name one oldest papers on tides?'
    >>> asking_for_papers("Show me all work on tides"), asking_for_papers("What work has been done on tides?")
    ('Show me which papers are on tides', 'which papers are on tides?')
    >>> asking_for_papers("Which of these use maps?"), asking_for_papers("What models are built on Tide?")
    ('Which papers use maps?', 'which papers use models with Tide?')
    >>> asking_for_papers("Thai?"), asking_for_papers("Does anyone mention Malay?")
    ('Which papers mention Thai?', 'Which papers mention Malay?')
    >>> asking_for_papers("Which benchmarks are used?"), asking_for_papers("Is Thai hard?")
    ('Which benchmarks are used?', 'Is Thai hard?')
    >>> asking_for_papers("Which studies were done in mice?"), asking_for_papers("Which trials used moss?")
    ('Which studies in mice?', 'Which papers used moss?')
    """
    if (alone := language_alone(text)) is not None:
        return f"Which papers mention {alone}?"
    text = NEWEST.sub(_newest, design_asked(text)[1])
    text = TITLES.sub(r"\g<ask> papers", text)
    text = EVERYTHING.sub("which papers are ", text)
    text = ALL_WORK.sub(lambda match: f"{match['ask'] or ''}which papers are ", text)
    text = CARRIED_OUT.sub(r"\g<papers>", OF_THESE.sub(r"\g<ask> papers", text))
    text = MODELS_MADE.sub(r"which papers use \g<models> with", text)
    text = THINGS_GIVEN.sub(_given, text)
    return THINGS_THAT.sub(r"which papers introduce \g<things> that ", text)


def language_alone(text: str) -> str | None:
    """Return the language that a question names and asks nothing of; None for any other question."""
    alone = LANGUAGE_ALONE.match(text)
    return f"{alone['name']}{alone['languages'] or ''}" if alone and is_language(alone["name"]) else None


def _newest(match: re.Match[str]) -> str:
    end = "oldest" if match["end"].lower() in ("oldest", "earliest") else "most recent"
    papers = f"{end} {match['adjectives'] or ''}papers"
    return f"name one {papers} " if match["one"] else f"which {papers} are "


def _given(match: re.Match[str]) -> str:
    asking = "how many" if (match["many"] or "").lower().startswith("how") else "which"
    return f"{asking} papers introduce {match['things'] or match['those']}"
