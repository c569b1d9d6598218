"""Which questions lean on what was said before: those with a pronoun, too short or without a subject of their own."""

import re

from assistant.conversation.asked_subject import is_language_name
from assistant.conversation.aspects import ASPECT, ASPECT_OR_SUBGROUP
from assistant.outlines.list_subject import list_subject
from assistant.question import question_kind
from retrieval.names import find_names

CONTINUATION = re.compile(
    r"^\W*(?:(?:and|but|so|also|or|then|what\s+about|how\s+about|what\s+else|anything\s+else|more|else)\b"
    r"|tell\s+me\s+more\W*$)",
    re.IGNORECASE,
)
WHY = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:why(?:\s+(?:not|so|(?:is|was|does|did)\s+(?:it|that|this)(?:\s+so)?))?|how\s+(?:come|so))\W*$",
    re.IGNORECASE,
)
ASKS_SOURCE = re.compile(
    r"^\W*(?:and\s+)?(?:(?:can|could|would|will)\s+(?:you|i)\s+)?(?:please\s+)?(?:"
    r"(?:(?:which|what)\s+(?:papers?|stud(?:y|ies)|sources?|sentences?|ones?)\s+(?:says?|said|claims?|shows?|states?|found)"
    r"|who\s+(?:says|said|claims)|where\s+(?:does|do)\s+(?:it|they)\s+say|how\s+do\s+you\s+know)\s+(?:so|that|this|it)"
    r"|(?:show|give|quote|cite|see)\s+(?:me\s+|us\s+)?(?:(?:the|that|your|its|exact|original|full|supporting)\s+)*"
    r"(?:sentences?|quot(?:e|ation)s?|sources?|passages?|evidence|citations?|wording)(?:\s+(?:for|behind|of)\s+(?:that|this|it))?"
    r"|(?:what|which)(?:['’]s|\s+is)\s+(?:the|your)\s+(?:source|evidence)(?:\s+(?:for|of)\s+(?:that|this|it))?"
    r"|where\s+(?:is|was|does|did)\s+(?:that|this|it)\s+(?:said|stated|written|from|come\s+from))(?:\s+please)?\W*$",
    re.IGNORECASE,
)
"""A question for the source of what was said: the answer to the question before quotes it."""

ELLIPSIS = re.compile(
    r"^\W*(?:(?:and|but|or|so|then)\W+)?(?:(?:what|how)\s+about|for|in|on|with|of|to|from)\b"
    r"(?!.*\b(?:which|whose|who|when|where|why|how\s+(?:many|much|do|does|did|is|are|was|were|can))\b)"
    r"|^\W*(?:and|or)\s+[\w-]+(?:\s+[\w-]+)?\W*$",
    re.IGNORECASE,
)
"""The beginning of a question without one of its own, such as "And for Thai?": it asks again what was asked."""

OWN_ASPECT = re.compile(r"^\W*(?:and|but|or|so|then|(?:what|how)\s+about)\W+(?:its|their|his|her)\b", re.IGNORECASE)
"""The beginning of a short question that asks something else of the same subject: "And its limits?"."""

OBJECT = re.compile(
    r"^\W*(?:(?:and|but|or|so|then)\W+)?(?P<about>(?:what|how)\s+about\s+)?"
    r"(?:(?P<preposition>for|in|on|with|of|to|from)\s+)?(?P<object>\w.*?)\W*$",
    re.IGNORECASE,
)
"""An elliptical question, with what it asks about."""

EXPLETIVE = (
    r"\s+(?:(?:also|even|really|always|still)\s+)?(?:(?:im)?possible|true|better|best|worse|worth|enough|necessary|needed"
    r"|useful|helpful|easi?er|easy|hard|harder|difficult|safe|known|clear|common|feasible|important|likely|matters?|helps?"
    r"|pays?)\s+(?:to|that|if|whether|when|how|why|what|which|who|where|for\s+(?:[\w-]+\s+){1,3}to|\w+ing)\b"
)
"""What follows an "it" that stands for nothing: "Is it possible to …?"."""

PRONOUN = re.compile(
    rf"\b(?:its?(?!{EXPLETIVE})|they|them|their|theirs"
    r"|he|she|his|her|this(?!\s+(?:collection|library|field|area|year)\b)|(?:these|those)\b(?!\s+(?:days|who|that|which|with|of|from|in)\b)"
    r"|which\s+ones?|the\s+(?:former|latter|others?)|the\s+same(?=\W*$|\s+(?:for|true|hold)))\b",
    re.IGNORECASE,
)
BACK_AT_END = re.compile(r"(?<!\bare\s)(?<!\bis\s)(?<!\bwere\s)(?<!\bwas\s)\bthere\W*$", re.IGNORECASE)
"""What points back whatever names stand before it: "What did GPT-4 reach there?"."""

POINTING_THAT = re.compile(
    r"(?:^\W*|\b(?:of|for|about|with|like|from|in|by|to|is|was|does|did|do|can)\s+)that\b"
    r"(?=\W*$|\s+(?:one|paper|model|dataset|corpus|method|approach|benchmark|study|system|mean|help|hold|work|true|so|is|was|does|did)\b)",
    re.IGNORECASE,
)
WHOLE = r"(?:paper|study|work|article)"
KNOWN_THING = re.compile(
    rf"\bthe\s+(?:(?P<whole>{WHOLE})|(?:(?:first|last|main|key|training|test|source|model)\s+)?"
    r"(?:authors?|models?|data|data\s?sets?|corpus|method|approach|benchmark|system|framework|tool|results?|scores?|accuracy"
    r"|findings|limitations|code|weights|licen[cs]e|vocabulary|languages|tasks|domains|annotators|experiments))"
    r"(?=\W*$|\W*[?.!,;]|['’]s\b|\s+\w+\W*$|\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|use|uses|used|come|comes"
    r"|cover|covers|report|reports|achieve|achieves|show|shows|support|supports|evaluated|trained|released|based|tested|itself)\b)",
    re.IGNORECASE,
)

BARE_QUESTION = re.compile(
    r"^\W*(?:(?:in|on|for|with|by|from|under|at|to|of|against)\s+)?(?:how|which|what(?!\s+(?:is|are|was|were)\s+(?!the\b))|where|when|any)\b|^\W*\w+\W*$|^\W*why\s+(?:not\s+)?[\w-]+\W*$",
    re.IGNORECASE,
)

FUNCTION_WORD = re.compile(
    "an?|about|also|and|any|are|as|at|be|been|but|by|can|could|did|do|does|for|from|had|has|have|how|i|if|in|into|is|many"
    "|may|me|much|my|of|on|or|should|so|some|than|that|the|then|there|to|was|we|were|what|when|where|which|who|whose|why"
    "|will|with|would|you"
)
OWN_SUBJECT_WORDS = 4
"""A pronoun behind so many words of substance stands for something that the question itself has named."""

ASKS_FOR_ONE_THING = re.compile(
    r"^\W*(?:(?:in|on|for|with|by|from|under|at|to|of|against)\s+)?"
    r"(?:how\s+(?:many|much)(?:\s+[\w-]+){0,2}|(?:which|what|any)\s+[\w-]+|why(?:\s+not)?\s+[\w-]+|[\w-]+)\W*$",
    re.IGNORECASE,
)
"""A question too short to be one of its own, whatever it names: "How many kids?", "Which city?"."""

SINGLE_WORD = re.compile(r"^\W*[\w-]+\W*$")
PAST = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)
"""Speaks of what was done in a study: "How was quality measured?", not "How is quality measured?"."""

QUESTION_WORD = re.compile(r"\b(?:what|which|who|whose|when|where|why|how)\b", re.IGNORECASE)

PAPERS_WANTED = re.compile(r"\b(?:papers|studies|articles|publications|works)\b", re.IGNORECASE)
SHORT_WORDS = 4
"""A bare question of at most so many words, such as "How many speakers?", leans on what was said."""


def is_follow_up(text: str) -> bool:
    """Say whether a question leans on what was said before.

    >>> is_follow_up("How many languages does it cover?"), is_follow_up("What is MMTEB?")
    (True, False)
    >>> is_follow_up("Which papers show that CodeReviewer improves when it sees more code?")
    False
    >>> is_follow_up("Which papers study moss?"), is_follow_up("Which papers?")
    (False, True)
    """
    if _points_back(text):
        return True
    if find_names(text) or _asks_for_papers_on_something(text):
        return False
    is_short = len(text.split()) <= SHORT_WORDS
    is_plain = question_kind(text) in ("lookup", "number")
    if (is_short or is_plain) and _asks_for_aspects(text):
        return True
    if BARE_QUESTION.search(text) is None:
        return False
    return is_short or (is_plain and len(substance(text)) == 1 and re.match(r"\W*what\b", text, re.IGNORECASE) is None)


def named_things(text: str) -> list[str]:
    """Return the words of a follow-up that name a thing of their own, where nothing but its brevity makes it one.

    What the papers before it do not hold, such a question asks of others.

    >>> named_things("How does distillation work?"), named_things("How does it use distillation?")
    (['distillation'], [])
    >>> named_things("How is quality measured?"), named_things("How was quality measured?")
    (['quality'], [])
    >>> named_things("How many kids?"), named_things("Which metric was used?")
    ([], [])
    """
    is_of_study = ASKS_FOR_ONE_THING.match(text) or PAST.search(text)
    return [] if is_of_study or _points_back(text) or not is_follow_up(text) else own_words(text)


def own_words(text: str) -> list[str]:
    """Return the words that name a thing, rather than what any paper may be asked for."""
    return list(filter(names_thing, substance(text)))


def names_thing(word: str) -> bool:
    """Say whether a word names neither what any paper may be asked for nor a group of its participants."""
    return ASPECT_OR_SUBGROUP.fullmatch(word) is None


def added_things(text: str) -> list[str]:
    """Return the words by which an elliptical question differs from the one that it repeats.

    >>> added_things("And in early winter?"), added_things("And the sample size?"), added_things("How large is it?")
    (['early', 'winter'], [], [])
    """
    match = OBJECT.match(text) if is_elliptical(text) or SINGLE_WORD.match(text) else None
    if match is None or QUESTION_WORD.search(match["object"]):
        return []
    return [word for word in substance(match["object"]) if not ASPECT.fullmatch(word)]


def _points_back(text: str) -> bool:
    """Say whether words of a question stand for something said before."""
    if any(pattern.search(text) for pattern in (CONTINUATION, WHY, ASKS_SOURCE, BACK_AT_END)):
        return True
    if ELLIPSIS.search(text) and len(text.split()) <= SHORT_WORDS:
        return True
    pointing = (PRONOUN.search(text), POINTING_THAT.search(text))
    if any(has_no_subject(text[: match.start()]) for match in pointing if match):
        return True
    return known_thing(text) is not None


def _asks_for_papers_on_something(text: str) -> bool:
    """Say whether a question asks for papers and says which: "Which papers study moss?", not "Which papers?"."""
    is_listing = question_kind(text) in ("list", "count") and PAPERS_WANTED.search(text) is not None
    return is_listing and not list_subject(text).is_empty


def _asks_for_aspects(text: str) -> bool:
    """Say whether all words of substance fit any paper: "Did any patient die?"."""
    words = substance(text)
    return bool(words) and not any(map(names_thing, words))


def is_elliptical(text: str) -> bool:
    """Say whether a question asks again, of something else, what was asked before.

    >>> is_elliptical("And for Maltese?"), is_elliptical("And how many speakers has it?")
    (True, False)
    """
    return ELLIPSIS.search(text) is not None and OWN_ASPECT.search(text) is None and is_follow_up(text)


def has_no_subject(before: str) -> bool:
    """Say whether the words in front of a pronoun name nothing that it could stand for."""
    if find_names(before) or re.search(r"\w\s*(?:[.?!:;]|\s[-–—])\s", before):
        return False
    return len(substance(before)) < OWN_SUBJECT_WORDS


def substance(text: str) -> list[str]:
    """Return the words of a text that say something, in lower case."""
    return [word for word in re.findall(r"[\w'’-]+", text.casefold()) if not FUNCTION_WORD.fullmatch(word)]


def known_thing(text: str) -> re.Match[str] | None:
    """Return where a question speaks of a thing as known, if its own words name nothing that it could belong to."""
    match = KNOWN_THING.search(text)
    if match is None or not all(map(is_language_name, find_names(text))) or not has_no_subject(text[: match.start()]):
        return None
    return match
