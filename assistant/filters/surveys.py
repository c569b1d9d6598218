"""Surveys asked for alone: "surveys only", "is there a survey on parsing"; not "surveys of speakers"."""

import re
from collections.abc import Iterator

from assistant.filters.phrases import Phrase
from retrieval.datatypes import PaperFilter

SURVEYS = re.compile(
    r"(?P<cut>[,;(]?\s*\b(?:only\s+(?:the\s+)?(?:surveys|reviews|survey\s+papers|review\s+papers)"
    r"|(?:surveys|reviews|survey\s+papers|review\s+papers|survey\s+articles)\s+only)\b\)?)"
    r"|(?P<kind>\b(?:literature\s+surveys|survey|review|overview)\s+)(?=(?:papers?|articles?)\b)"
    r"|\b(?:which|what|any|all|list|find|show|recommend|recent|good|the|are\s+there)\s+(?:the\s+|all\s+|any\s+)?(?:recent\s+|good\s+)?"
    r"(?P<noun>surveys|literature\s+reviews|systematic\s+reviews)(?=\s+(?:on|about|of|cover|discuss|exist|are\s+there|deal"
    r"|review|address|treat|compare|summari[sz]e|in\s+this|from|since|published|by)\b|\s*\?)"
    r"|\b(?:is|are)\s+there\s+(?:an?|any)\s+(?:\w+\s+)?(?P<one>survey|literature\s+review|systematic\s+review)"
    r"(?=\s+(?:on|about|of|that|covering)\b)"
    r"|^(?:surveys(?P<first>)|literature\s+reviews)\s+(?=(?:on|about)\b)",
    re.IGNORECASE,
)
NO_SURVEYS = re.compile(
    r"\b(?:no|not|without|excluding|except|exclude|other\s+than|besides|non-?|rather\s+than|instead\s+of|ignore|skip)\s+"
    r"(?:any\s+|the\s+)?(?:surveys?|reviews?|survey\s+papers)\b",
    re.IGNORECASE,
)
AMONG_PEOPLE = re.compile(
    r"^\s+(?:of|among|with)\s+(?:[\w-]+\s+){0,2}?(?:speakers|users|people|students|participants)\b", re.I
)


def survey_phrases(text: str) -> Iterator[Phrase]:
    for match in SURVEYS.finditer(text):
        if AMONG_PEOPLE.search(text[match.end() :]):
            continue
        wanted = PaperFilter(surveys_only=True)
        if match["cut"] or match["kind"]:
            name = "cut" if match["cut"] else "kind"
            yield Phrase(*match.span(name), "survey", "surveys only", wanted)
        else:
            name = "noun" if match["noun"] else "one" if match["one"] else ""
            start, end = match.span(name) if name else match.span()
            instead = "paper" if match["one"] else "papers" if name else "papers "
            yield Phrase(start, end, "survey", "surveys only", wanted, instead)
        return
