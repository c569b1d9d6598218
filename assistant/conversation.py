"""Follow-ups: a question that leans on earlier ones becomes a query that stands alone."""

import re

from assistant.datatypes import Question
from assistant.outlines.language_families import is_language
from assistant.outlines.list_subject import list_subject
from assistant.question import question_kind
from retrieval.names import find_names, is_coined

CONTINUATION = re.compile(
    r"^\W*(?:(?:and|but|so|also|or|then|what\s+about|how\s+about|what\s+else|anything\s+else|more|else)\b"
    r"|why(?:\s+not)?\W*$)",
    re.IGNORECASE,
)
ELLIPSIS = re.compile(
    r"^\W*(?:(?:and|but|or|so|then)\W+)?(?:(?:what|how)\s+about|for|in|on|with|of|to|from)\b"
    r"(?!.*\b(?:which|whose|who|when|where|why|how\s+(?:many|much|do|does|did|is|are|was|were|can))\b)"
    r"|^\W*(?:and|or)\s+[\w-]+(?:\s+[\w-]+)?\W*$",
    re.IGNORECASE,
)
"""The beginning of a question without one of its own, such as "And for Thai?": it asks again what was asked."""

OWN_ASPECT = re.compile(r"^\W*(?:and|but|or|so|then|(?:what|how)\s+about)\W+(?:its|their|his|her)\b", re.IGNORECASE)
"""The beginning of a short question that asks something else of the same subject: "And its limits?"."""

OTHER_SUBJECT = re.compile(
    r"^\W*(?:(?:(?:and|but|or|so|then)\W+)?(?:what|how)\s+about|(?:and|or)(?=\s+[\w-]+(?:\s+[\w-]+)?\W*$))"
    r"\s+(?!(?:for|in|on|with|of|to|from)\b)",
    re.IGNORECASE,
)
"""The beginning of a question that puts another subject in the place of the one before."""

OBJECT = re.compile(
    r"^\W*(?:(?:and|but|or|so|then)\W+)?(?P<about>(?:what|how)\s+about\s+)?"
    r"(?:(?P<preposition>for|in|on|with|of|to|from)\s+)?(?P<object>\w.*?)\W*$",
    re.IGNORECASE,
)
"""An elliptical question, with what it asks about."""

PRONOUN = re.compile(
    r"\b(?:its?(?!\s+(?:possible|true|better|worth|enough|necessary|useful|easier|harder|safe|known|clear)\b)|they|them|their|theirs"
    r"|he|she|his|her|this|(?:these|those)\b(?!\s+(?:days|who|that|which|with|of|from|in)\b)"
    r"|which\s+ones?|the\s+(?:former|latter|others?)|the\s+same(?=\W*$|\s+(?:for|true|hold)))\b",
    re.IGNORECASE,
)
POINTING_THAT = re.compile(
    r"(?:^\W*|\b(?:of|for|about|with|like|from|in|by|to|is|was|does|did|do|can)\s+)that\b"
    r"(?=\W*$|\s+(?:one|paper|model|dataset|corpus|method|approach|benchmark|study|system|mean|help|hold|work|true|so|is|was|does|did)\b)",
    re.IGNORECASE,
)
KNOWN_THING = re.compile(
    r"\bthe\s+(?:authors?|paper|study|work|models?|datasets?|corpus|method|approach|benchmark|system|results?)"
    r"(?=\W*$|\W*[?.!,;]|\s+\w+\W*$|\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|use|uses|used|cover|covers|report|reports"
    r"|achieve|achieves|show|shows|support|supports|evaluated|trained|released|based|tested|itself)\b)",
    re.IGNORECASE,
)
BARE_QUESTION = re.compile(
    r"^\W*(?:(?:in|on|for|with|by|from)\s+)?(?:how|which|what(?!\s+(?:is|are|was|were)\s+(?!the\b))|where|when|any)\b|^\W*\w+\W*$",
    re.IGNORECASE,
)
FUNCTION_WORD = re.compile(
    "an?|about|also|and|any|are|as|at|be|been|but|by|can|could|did|do|does|for|from|had|has|have|how|i|if|in|into|is|many"
    "|may|me|much|my|of|on|or|should|so|some|than|that|the|then|there|to|was|we|were|what|when|where|which|who|whose|why"
    "|will|with|would|you"
)
OWN_SUBJECT_WORDS = 4
"""A pronoun behind so many words of substance stands for something that the question itself has named."""

SHORT_WORDS = 4
"""A bare question of at most so many words, such as "How many speakers?", leans on what was said."""


def is_follow_up(text: str) -> bool:
    """Say whether a question leans on what was said before.

    >>> is_follow_up("How many languages does it cover?"), is_follow_up("What is MMTEB?")
    (True, False)
    >>> is_follow_up("Which papers show that CodeReviewer improves when it sees more code?")
    False
    """
    if CONTINUATION.search(text) or (ELLIPSIS.search(text) and len(text.split()) <= SHORT_WORDS):
        return True
    if any(
        _has_no_subject(text[: match.start()]) for match in (PRONOUN.search(text), POINTING_THAT.search(text)) if match
    ):
        return True
    if find_names(text):
        return False
    known = KNOWN_THING.search(text)
    if known is not None and _has_no_subject(text[: known.start()]):
        return True
    return len(text.split()) <= SHORT_WORDS and BARE_QUESTION.search(text) is not None


def is_elliptical(text: str) -> bool:
    """Say whether a question asks again, of something else, what was asked before.

    >>> is_elliptical("And for Maltese?"), is_elliptical("And how many speakers has it?")
    (True, False)
    """
    return ELLIPSIS.search(text) is not None and OWN_ASPECT.search(text) is None and is_follow_up(text)


def _has_no_subject(before: str) -> bool:
    """Say whether the words in front of a pronoun name nothing that it could stand for."""
    if find_names(before) or re.search(r"\w\s*(?:[.?!:;]|\s[-–—])\s", before):
        return False
    words = [word for word in re.findall(r"[\w'’-]+", before.casefold()) if not FUNCTION_WORD.fullmatch(word)]
    return len(words) < OWN_SUBJECT_WORDS


def standalone_text(question: Question) -> str:
    """Return the question preceded by what it leans on of the earlier ones, nearest subject last.

    Without a model nothing is rephrased. An elliptical question brings the one that it repeats, save for the names that
    "What about X?" or "And X?" puts another in the place of. Of questions before the one that says what is asked only
    the names join the query, where a coined one is among them: the subject stays, what they asked is not asked again.
    A question for papers is asked again with the new subject in the place of the old one.
    """
    if question.history and is_elliptical(question.text):
        *turns, last = question.history
        renewed = _with_other_subject(standalone_text(Question(last.question, tuple(turns))), question.text)
        if renewed is not None:
            return renewed
    parts = [question.text]
    n_asking = 1
    for turn in reversed(question.history):
        if not is_follow_up(parts[0]):
            break
        earlier = turn.question
        if OTHER_SUBJECT.search(parts[0]) and find_names(parts[0]):
            earlier = _without_names(earlier)
        if len(parts) == n_asking and is_elliptical(parts[0]):
            n_asking += 1
        parts.insert(0, earlier)
    before, asking = parts[:-n_asking], parts[-n_asking:]
    names = dict.fromkeys(name for part in before for name in find_names(part))
    return " ".join([*(names if any(map(is_coined, names)) else before), *asking])


def asking_text(question: Question) -> str:
    """Return the question that says what is asked for: an earlier one, where the last is elliptical."""
    asked = [*(turn.question for turn in question.history), question.text]
    while len(asked) > 1 and is_elliptical(asked[-1]):
        asked.pop()
    return asked[-1]


def _with_other_subject(earlier: str, text: str) -> str | None:
    """Return a question for papers, asked of what an elliptical question names instead; None where that is not plain.

    A language takes the place of languages; what follows a preposition that of what followed the same one; another name
    that of the whole subject.
    """
    match = OBJECT.match(text)
    if match is None or question_kind(earlier) not in ("list", "count"):
        return None
    new, subject = list_subject(f"papers on {match['object']}"), list_subject(earlier)
    if not new.phrases or new.contributions:
        return None
    languages = [phrase for phrase in (*subject.phrases, *subject.details) if is_language(phrase)]
    old: list[str] = []
    if languages and all(map(is_language, new.phrases)):
        old = languages
    elif match["preposition"]:
        followed = re.match(rf".*\b{match['preposition']}\s+(?P<object>[^,;.?!]+)", earlier, re.IGNORECASE)
        old = (
            [followed["object"].strip()] if followed and list_subject(f"papers on {followed['object']}").phrases else []
        )
    elif match["about"] or find_names(text):
        old = list(subject.phrases)
    places = [place.span() for phrase in old if (place := _phrase_in(phrase, earlier)) is not None]
    if not places:
        return None
    start, end = min(start for start, _ in places), max(end for _, end in places)
    return f"{earlier[:start]}{match['object']}{earlier[end:]}"


def _phrase_in(phrase: str, text: str) -> re.Match[str] | None:
    words = r"\W+".join(map(re.escape, phrase.split()))
    return re.search(rf"(?<![\w-]){words}(?![\w-])", text, re.IGNORECASE)


def _without_names(text: str) -> str:
    for name in find_names(text):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?:'s|’s)?(?![\w-])", "", text)
    return " ".join(text.split())
