"""Questions for the record of a paper: who wrote it, when and where it was published.

They are told by their form alone, whatever stands where they name the paper.
"""

import re
from typing import Literal

RecordField = Literal["authors", "year", "venue"]

MASK = "\x00"
"""Stands where a question names a paper."""

PAPER = (
    r"(?:(?:clinical\s+|case\s+|cohort\s+|systematic\s+)?(?:papers?|articles?|works?|stud(?:y|ies)|trials?|surveys?|reviews?|reports?"
    r"|meta-?analys[ei]s)|papier|artikel|artículo)"
)
ON_IT = r"(?:on|about|of|behind|called|titled|introducing|presenting|über|zu|sur|sobre)"
NAMED = (
    rf"(?:(?:the|das|den|le|la|el)\s+)?(?:{PAPER}\s+(?:{ON_IT}\s+)?)?(?:the\s+)?[“\"'‘\[]*{MASK}[\].?!,]*[”\"'’]?"
    rf"(?:\s+(?:{PAPER}|dataset|corpus|benchmark|model))?"
)
"""What may stand around the mark of a paper that is named, the stop that ends its title included."""

DESCRIBED = re.compile(
    rf"(?:the|this|that)\s+(?:[\w'’-]+\s+){{1,6}}?{PAPER}"
    rf"|(?:the|this|that|an?)\s+(?:[\w'’-]+\s+){{0,3}}?{PAPER}\s+(?:{ON_IT}|in|with|from|that|which)\s+\w.*",
    re.IGNORECASE,
)
"""One paper that is plainly meant, whether it is found or not: "the kelp study", "the study on kelp"."""

NOT_OF_THE_MATTER = re.compile(rf"^(?:the|this|that|an?)\s+|\b{PAPER}\b", re.IGNORECASE)
"""What a description says of a paper besides its matter."""

APPEARED = r"(?:first\s+)?(?:published|written|appear(?:ed)?|come\s+out|presented|released\s+as\s+a\s+paper)"
VENUE = r"(?:conference|venue|journal|workshop|proceedings)"
LEADING_WORDS = "please|can|could|you|tell|me|give|show|list|name|do|know|what|which|are|is|were|was|the|and|names|of"
LEAD = rf"(?:(?:{LEADING_WORDS})\s+)*"
IT = "\x01"
"""Stands in a pattern where the question has its paper."""

FORMS: dict[RecordField, str] = {
    "authors": rf"{LEAD}(?:who\s+(?:is|are|was|were)\s+)?(?:the\s+)?(?:\w+\s+)?(?:co-?)?authors?"
    rf"\s+(?:of|behind|on)\s+{IT}"
    rf"|{LEAD}who\s+(?:has\s+|have\s+)?(?:wrote|written|authored|co-?authored|published|made|created|built|developed)"
    rf"\s+{IT}|by\s+whom\s+(?:is|was|were)\s+{IT}\s+{APPEARED}"
    rf"|{LEAD}(?:who\s+(?:is|are|was|were)\s+)?{IT}(?:['’]s)?\s+(?:(?:first|last|main)\s+)?authors?"
    rf"|wer\s+hat\s+{IT}\s+(?:geschrieben|verfasst)|qui\s+a\s+écrit\s+{IT}"
    rf"|quién(?:es)?\s+(?:escribió|escribieron)\s+{IT}"
    rf"|(?:wer\s+(?:ist|sind)|qui\s+(?:est|sont)|quién(?:es)?\s+(?:es|son))\s+(?:die|der|les|l['’]|los|el)\s*"
    rf"(?:autor(?:in|en|innen|es)?|auteurs?|autore?s?)\s+(?:von|des?|du)\s+{IT}",
    "year": rf"{LEAD}when\s+(?:was|were|is|did|has)\s+{IT}\s+{APPEARED}"
    rf"|(?:(?:in|from)\s+)?(?:what|which)\s+year\s+(?:was|were|is|did)\s+{IT}\s+(?:{APPEARED}(?:\s+in)?|from)"
    rf"|{LEAD}(?:publication\s+)?(?:year|date)\s+(?:of\s+publication\s+)?of\s+{IT}|how\s+old\s+is\s+{IT}",
    "venue": rf"{LEAD}where\s+(?:was|were|is|did|has)\s+{IT}\s+{APPEARED}"
    rf"|(?:(?:at|in)\s+)?(?:what|which)\s+{VENUE}\s+(?:was|were|is|did)\s+{IT}\s+{APPEARED}(?:\s+(?:in|at))?"
    rf"|(?:what|which)\s+{VENUE}\s+(?:has\s+)?published\s+{IT}|{LEAD}(?:publication\s+)?{VENUE}\s+of\s+{IT}",
}
FURTHER: dict[str, RecordField] = {"when": "year", "where": "venue", "by whom": "authors"}
TWO_ASKED = re.compile(rf"^(when|where)\s+and\s+({'|'.join(FURTHER)})\s+(.+)$", re.IGNORECASE)
FURTHER_ASKED = re.compile(rf"\W+and\s+({'|'.join(FURTHER)})$", re.IGNORECASE)


def record_asked(text: str, paper: str = "(.+?)") -> tuple[str, tuple[RecordField, ...]]:
    """Return what stands where a question for a record has its paper, and the fields asked for; "" and none else.

    `paper` is the pattern of what may stand there.

    >>> record_asked("who wrote the study on kelp"), record_asked("when was KelpNet published and where")
    (('the study on kelp', ('authors',)), ('KelpNet', ('year', 'venue')))
    >>> record_asked("who wrote letters on kelp", NAMED)
    ('', ())
    """
    text = TWO_ASKED.sub(r"\1 \3 and \2", text)
    further = [FURTHER[match[1].lower()] for match in [FURTHER_ASKED.search(text)] if match]
    text = FURTHER_ASKED.sub("", text)
    for field, form in FORMS.items():
        if match := re.fullmatch(form.replace(IT, paper), text, re.IGNORECASE):
            return next(filter(None, match.groups()), MASK), tuple(dict.fromkeys((field, *further)))
    return "", ()
