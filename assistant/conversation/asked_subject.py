"""The one thing that a question is about, as far as its words alone tell."""

import re

from assistant.language_names import LanguageNames
from assistant.outlines.language_families import is_language
from assistant.question import question_kind
from retrieval.names import NAME, is_coined

ABOUT = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?"
    r"(?:(?:what|who)(?:['’]?s|\s+(?:is|are|was|were))|tell\s+me\s+(?:more\s+|something\s+)?about|explain|describe"
    r"|summari[sz]e|introduce|what\s+do\s+you\s+know\s+(?:about|of)|give\s+me\s+an?\s+(?:summary|overview)\s+of)\s+"
    r"(?!(?:being|known|done|new|said|meant|wrong|here|there|in|on|at|it|this|that|they|these|those)\b)"
    r"(?P<subject>\S+(?:\s+\S+){0,7}?)(?:\s+(?:about|mean|briefly|please|exactly))*[\s?!.]*$",
    re.IGNORECASE,
)
"""A question about one thing as a whole."""

NARROWED = re.compile(r"\b(?:of|for|in|on|with|by|from|to|against|between|than|at)\b|['’]s\b", re.IGNORECASE)
ASKED_FOR = re.compile(r"\b(?:which|what|how\s+(?:many|much))\s+$", re.IGNORECASE)
VERB_BEFORE = re.compile(
    r"\b(?:(?:does|did|do|is|was|are|were|has|have|had|can|could|will|would)|who\s+[a-z]+)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“\"][^“”\"]*\s[^“”\"]*[”\"]")
GENERIC = re.compile(r"[A-Z]+s|\d+-[a-z].*")
"""Words written like names that are none of one thing: "LLMs", "9-way"."""

LANGUAGES = LanguageNames()


def subject_of(text: str) -> str | None:
    """Return the one thing that a question is about, as written; None where there are several or it is not plain.

    >>> subject_of("Which languages does MuRIL cover?"), subject_of("Who made Harbour?"), subject_of("Is X1 like X2?")
    ('MuRIL', 'Harbour', None)
    """
    if question_kind(text) in ("compare", "synthesis", "paragraph", "trends"):
        return None
    is_listing = question_kind(text) in ("list", "count")
    quoted = QUOTED.findall(text)
    if len(quoted) == 1 and not is_listing:
        return str(quoted[0])
    names = [name for name in names_in(text) if not is_language_name(name[0]) and not GENERIC.fullmatch(name[0])]
    about = None if is_listing else ABOUT.match(text)
    if about and len(names) <= 1 and (not names or not NARROWED.search(about["subject"])):
        return about["subject"].rstrip("?!.")
    if len(names) > 1:
        names = [name for name in names if not ASKED_FOR.search(text[: name.start()])]
    if len(names) != 1:
        return None
    name = names[0]
    is_plain = any(map(is_coined, name[0].split())) or (
        VERB_BEFORE.search(text[: name.start()]) and not re.match(r"['’]s\b", text[name.end() :])
    )
    return name[0] if is_plain else None


def names_in(text: str) -> list[re.Match[str]]:
    """Return the names of a text, those side by side as one, with a number behind: "Medical mT5", "CosyVoice 2"."""
    return list(re.finditer(rf"(?:{NAME.pattern})(?:\s+(?:{NAME.pattern}|\d(?:\.\d)?(?![\w-])))*", text))


def is_language_name(name: str) -> bool:
    """Say whether a name is that of a language or of a family of languages."""
    return is_language(name) or (name[:1].isupper() and LANGUAGES.language(name) is not None)


def phrase_in(phrase: str, text: str) -> re.Match[str] | None:
    """Return where the words of a phrase stand in a text, whatever signs are between them."""
    words = r"\W+".join(map(re.escape, phrase.split()))
    return re.search(rf"(?<![\w-]){words}(?![\w-])", text, re.IGNORECASE)
