"""A request for a paragraph of one's own: how it is put, how long it shall be, in what style."""

import re

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


def without_form(text: str) -> str:
    """Return what asks for a paragraph without how long it shall be, in what style, and how it shall give its sources.

    >>> without_form("Write two paragraphs on parsing with BibTeX.")
    'Write two paragraphs on parsing.'
    >>> without_form("Write a paragraph on parsing in LaTeX, max 60 words")
    'Write a paragraph on parsing'
    """
    return FORM.sub("", WRITTEN_SO.sub("", text))
