"""Follow-ups: a question that leans on earlier ones becomes a query that stands alone."""

import re
from dataclasses import dataclass, replace

from assistant.datatypes import Question, Turn
from assistant.language_names import LanguageNames
from assistant.outlines.comparison import COMPARATIVE, read_comparison
from assistant.outlines.language_families import is_language
from assistant.outlines.list_subject import list_subject
from assistant.question import question_kind
from assistant.small_talk import why_unanswered
from retrieval.names import NAME, find_names, is_coined

CONTINUATION = re.compile(
    r"^\W*(?:(?:and|but|so|also|or|then|what\s+about|how\s+about|what\s+else|anything\s+else|more|else)\b"
    r"|why(?:\s+not)?\W*$|tell\s+me\s+more\W*$)",
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
POINTING_THAT = re.compile(
    r"(?:^\W*|\b(?:of|for|about|with|like|from|in|by|to|is|was|does|did|do|can)\s+)that\b"
    r"(?=\W*$|\s+(?:one|paper|model|dataset|corpus|method|approach|benchmark|study|system|mean|help|hold|work|true|so|is|was|does|did)\b)",
    re.IGNORECASE,
)
WHOLE = r"(?:paper|study|work|article)"
KNOWN_THING = re.compile(
    rf"\bthe\s+(?:(?P<whole>{WHOLE})|(?:(?:first|last|main|key|training|test|source|model)\s+)?"
    r"(?:authors?|models?|data|data\s?sets?|corpus|method|approach|benchmark|system|results?"
    r"|findings|limitations|code|weights|licen[cs]e))"
    r"(?=\W*$|\W*[?.!,;]|['’]s\b|\s+\w+\W*$|\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|use|uses|used|come|comes"
    r"|cover|covers|report|reports|achieve|achieves|show|shows|support|supports|evaluated|trained|released|based|tested|itself)\b)",
    re.IGNORECASE,
)
REFERENCE = re.compile(
    rf"\b(?:(?P<possessive>its|their)|it(?!\s+true\b|{EXPLETIVE})|they|them"
    rf"|(?:this|that)\s+(?:{WHOLE}|model|data\s?set|corpus|method|approach|benchmark|system)(?!-))\b",
    re.IGNORECASE,
)
"""What a name can be put in the place of."""

BARE_QUESTION = re.compile(
    r"^\W*(?:(?:in|on|for|with|by|from|under|at|to|of|against)\s+)?(?:how|which|what(?!\s+(?:is|are|was|were)\s+(?!the\b))|where|when|any)\b|^\W*\w+\W*$|^\W*why\s+(?:not\s+)?[\w-]+\W*$",
    re.IGNORECASE,
)
WHY = re.compile(r"^\W*(?:and\s+|but\s+)?why(?:\s+not)?\W*$", re.IGNORECASE)
ASKS_SOURCE = re.compile(
    r"^\W*(?:and\s+)?(?:(?:which|what)\s+(?:papers?|stud(?:y|ies)|sources?|ones?)\s+(?:says?|said|claims?|shows?|states?|found)"
    r"|who\s+(?:says|said|claims)|where\s+(?:does|do)\s+(?:it|they)\s+say)\s+(?:so|that|this|it)\W*$",
    re.IGNORECASE,
)
"""A question for the source of what was said: the answer to the question before quotes it."""

HOW_MANY = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?how\s+many(?:\s+(?:are\s+there|are\s+they|in\s+total|of\s+(?:them|these|those)))*"
    r"(?P<rest>\s+(?:on|about|for|in|with|from|at|by|since|that|which|are|do|have|use)\b.*?)?\W*$",
    re.IGNORECASE,
)
"""A count of what a list before was of: "And how many on Thai?"."""

OF_THEM = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?(?:(?P<count>how\s+many)|which|what|do(?:es)?\s+any)\s+"
    r"(?:(?:ones?\s+)?of\s+(?:them|these|those|the\s+papers)(?:\s+papers)?|ones)\s+"
    r"(?P<rest>(?!\w+\s+(?:i|we|you|they|these|those)\b)\w.*?)\W*$",
    re.IGNORECASE,
)
"""A question which of the papers of a list are so: "Which of them release data?"."""

THOSE_THAT = re.compile(
    r"^\W*(?:(?:and|but)\W+(?=only|just))?(?:(?:so|then|now|please|show|list|give|keep|me|(?P<only>only|just))\W+)*"
    r"(?:(?:the\s+)?ones|those)\s+(?:(?:that|which)\s+(?P<rest>\w.*?)"
    r"|(?P<phrase>(?:with|from|since|by|using|(?:on|about|in|for)(?(only)|(?!)))\s+\w.*?))\W*$",
    re.IGNORECASE,
)
"""The papers of a list that are so: "Only those that release data", "The ones with a benchmark"."""

ORDINALS = ("first", "second", "third", "fourth", "fifth")
ORDINAL = re.compile(
    rf"\bthe\s+(?P<ordinal>{'|'.join(ORDINALS)}|last)\s+"
    r"(?:one|of\s+(?:them|these|those)|(?:paper|study|article)(?!\s+(?:on|about|that|which|to|in|for|of)\b))\b(?!-)"
    rf"|\bthe\s+(?P<bare>{'|'.join(ORDINALS)}|last)(?=\W*$|\s+(?:and|with|to)\s+the\b)",
    re.IGNORECASE,
)
"""One paper of a list, by its place."""

HAVING = re.compile(r"^(?:(?:has|have)\s+(?!been\b|not\b|to\b)|with\s+)", re.IGNORECASE)
WEIGHED = re.compile(r"\bthe\s+(?:best|worst|most|least|[a-z]{2,}est)\b|\b(?:better|worse)\b", re.IGNORECASE)
"""What no paper tells of itself alone."""

LISTED_TITLE = re.compile(r"^### (?P<title>.+)$", re.MULTILINE)

WHICH_OF_TWO = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?(?P<asked>which\s+(?:(?:one|of\s+(?:them|these|those|the\s+two|both))\b.*?"
    r"|(?:is|are|was|were|has|have|had|does|did|can)\b.*?"
    rf"|[a-z]+s\s+(?:an?\s+|the\s+)?(?={COMPARATIVE}).*?))\W*$",
    re.IGNORECASE,
)
"""A question which of two compared things is so: "Which has more languages?", "And which one is larger?"."""

OF_TWO_WORDS = re.compile(rf"^\W*which\s+(?:one|of)\b|{COMPARATIVE}", re.IGNORECASE)
"""What such a question has, where it is not too short to stand alone anyway."""

OWN_QUESTION = re.compile(r"^\W*(?:(?:and|but|so|also|or|then)\b\W*)+", re.IGNORECASE)
"""What may open a question that stands for itself all the same: "So what is MuRIL?"."""

PAPERS_ASKED = re.compile(
    r"^\W*(?:(?:which|what|how\s+many|any|list|show|find|give|name|me|all|the|of|please)\s+)*"
    r"(?P<kind>(?:[\w-]+\s+){0,2}?)(?:papers|studies|works|articles|publications)(?:\s+(?:are\s+there|do\s+(?:you|we)\s+have))?"
    r"\s+(?P<rest>[^?!.]+)[?!.\s]*$",
    re.IGNORECASE,
)
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
    r"\b(?:does|did|do|is|was|are|were|has|have|had|can|could|will|would)\s+(?:the\s+)?$", re.IGNORECASE
)
QUOTED = re.compile(r"[“\"][^“”\"]*\s[^“”\"]*[”\"]")
GENERIC = re.compile(r"[A-Z]+s|\d+-[a-z].*")
"""Words written like names that are none of one thing: "LLMs", "9-way"."""

PREPOSITION = re.compile(r"(?:on|about|for|in|with|from|at|by|that|which|using|dealing|since)\b", re.IGNORECASE)
FUNCTION_WORD = re.compile(
    "an?|about|also|and|any|are|as|at|be|been|but|by|can|could|did|do|does|for|from|had|has|have|how|i|if|in|into|is|many"
    "|may|me|much|my|of|on|or|should|so|some|than|that|the|then|there|to|was|we|were|what|when|where|which|who|whose|why"
    "|will|with|would|you"
)
OWN_SUBJECT_WORDS = 4
"""A pronoun behind so many words of substance stands for something that the question itself has named."""

SHORT_WORDS = 4
"""A bare question of at most so many words, such as "How many speakers?", leans on what was said."""

LANGUAGES = LanguageNames()


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A question after those before it: `asked` in full, behind `context` where no words of it could be replaced.

    `asking` is the question that says what is asked for, `subject` what "it" stands for in the next one, `listing` the
    question for papers that "they" are the answer to. `among` are questions for papers that it draws on alone, each
    asked among those of the one before. `titles` are those that a list showed, `compared` the two things of a
    comparison.
    """

    asked: str
    asking: str
    context: str = ""
    subject: str | None = None
    listing: str | None = None
    among: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.context} {self.asked}".strip()


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
    if _known_thing(text) is not None:
        return True
    if find_names(text) or BARE_QUESTION.search(text) is None:
        return False
    asks_little = (
        len(_substance(text)) == 1
        and question_kind(text) in ("lookup", "number")
        and re.match(r"\W*what\b", text, re.IGNORECASE) is None
    )
    return asks_little or len(text.split()) <= SHORT_WORDS


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
    return len(_substance(before)) < OWN_SUBJECT_WORDS


def _substance(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w'’-]+", text.casefold()) if not FUNCTION_WORD.fullmatch(word)]


def _known_thing(text: str) -> re.Match[str] | None:
    """Return where a question speaks of a thing as known, if its own words name nothing that it could belong to."""
    match = KNOWN_THING.search(text)
    if match is None or not all(map(_is_language, find_names(text))) or not _has_no_subject(text[: match.start()]):
        return None
    return match


def standalone_text(question: Question) -> str:
    """Return the question with what it leans on of the earlier ones.

    Without a model little is rephrased. The one thing that was asked about takes the place of a pronoun: "Who wrote
    it?"; what "What about X?" or "And X?" names takes the place of what was named before; a question for papers is
    asked again with the new subject in the place of the old one. Where such a place is not plain, an elliptical
    question follows the one that it repeats, and any other the names, where a coined one is among them, or the subject
    of the questions before.
    """
    return _resolved(question).text


def asking_text(question: Question) -> str:
    """Return the question that says what is asked for: an earlier one, where the last is elliptical."""
    return _resolved(question).asking


def listings_drawn_on(question: Question) -> tuple[str, ...]:
    """Return the questions for papers that the question draws on alone, each asked among those of the one before.

    After "Which papers work on Thai?" that is this one for "What do they find?" and "Which of them release data?".
    """
    return _resolved(question).among


def _resolved(question: Question) -> _Resolved:
    resolved: _Resolved | None = None
    turns = [turn for turn in question.history if not why_unanswered(turn.question)]
    for turn in (*turns, Turn(question.text)):
        text = turn.question
        if resolved is None or not (is_follow_up(text) or _points_back(text, resolved)):
            resolved = _standing_alone(text)
        elif (own := OWN_QUESTION.sub("", text)) != text and not is_follow_up(own) and _opens_with_name(own):
            resolved = _standing_alone(own)
        else:
            resolved = _leaning(text, resolved)
        if question_kind(resolved.asking) in ("list", "count"):
            resolved = replace(resolved, titles=tuple(LISTED_TITLE.findall(turn.answer)))
    assert resolved is not None
    return resolved


def _points_back(text: str, before: _Resolved) -> bool:
    """Say whether a question that could stand alone speaks of the list or the comparison before it."""
    if before.listing is not None and (HOW_MANY.match(text) or _part_of_list(text) is not None):
        return True
    if before.compared and WHICH_OF_TWO.match(text) and OF_TWO_WORDS.search(text) and not find_names(text):
        return question_kind(text) in ("lookup", "number")
    return _with_titles(text, before.titles) != text


def _standing_alone(text: str) -> _Resolved:
    listing = text if question_kind(text) in ("list", "count") else None
    return _Resolved(text, text, subject=_subject(text), listing=listing, compared=_compared(text))


def _compared(text: str) -> tuple[str, ...]:
    """Return the two things that a comparison is of; nothing for any other question. What is quoted is never cut."""
    if question_kind(text) != "compare":
        return ()
    quoted = tuple(re.findall(r"“[^“”]+”|\"[^\"]+\"", text))
    things = quoted if len(quoted) == 2 else read_comparison(text).things
    return things if len(things) == 2 else ()


def _opens_with_name(text: str) -> bool:
    """Say whether a question has a name for its grammatical subject, or asks for nothing else."""
    subject = _subject(text)
    if subject is None or not find_names(f"… {subject}"):
        return False
    return ABOUT.match(text) is not None or VERB_BEFORE.search(text[: text.index(subject)]) is not None


def _leaning(text: str, before: _Resolved) -> _Resolved:
    """Return a question that leans on what those before it come to."""
    if ASKS_SOURCE.match(text):
        return before
    if WHY.match(text):
        return replace(before, asked=f"{before.asked} {text}", asking=text)
    if (entitled := _with_titles(text, before.titles)) != text:
        return _of_one_paper(text, entitled, before)
    if before.listing is not None and (part := _part_of_list(text)) is not None:
        return replace(_standing_alone(part), among=_narrowed(before))
    if before.compared and (aspect := _compared_in(text)) is not None:
        full = f"Compare {' with '.join(before.compared)}: {aspect}"
        return replace(before, asked=full, asking=full, context="")
    if before.listing is not None and (match := HOW_MANY.match(text)):
        papers = _papers_of(before.listing)
        if match["rest"]:
            return _standing_alone(f"How many papers{match['rest']}?")
        if papers:
            counted = _standing_alone(f"How many {papers.removeprefix('the ')}?")
            return replace(counted, among=before.among)
    if is_elliptical(text):
        return _asked_again(text, before)
    told = _of_the_papers(text, next(iter(before.among), before.listing))
    if told is not None:
        return replace(before, asked=told, asking=told, context="", among=_narrowed(before))
    before = replace(before, among=())
    renewed = _about_subject(text, before)
    if renewed is not None:
        return replace(before, asked=renewed, asking=renewed, context="")
    names = [name for name in find_names(before.text) if not FUNCTION_WORD.fullmatch(name.casefold())]
    is_named = any(is_coined(name) and not GENERIC.fullmatch(name) for name in names)
    context = " ".join(names) if is_named else before.subject or before.text
    return replace(before, asked=text, asking=text, context=context)


def _narrowed(before: _Resolved) -> tuple[str, ...]:
    """Return what a question draws on that is asked of the papers of a list."""
    assert before.listing is not None
    return tuple(dict.fromkeys((*before.among, before.listing)))


def _part_of_list(text: str) -> str | None:
    """Return the question for papers that picks some of a list, to be asked among its papers.

    >>> _part_of_list("How many of them use mBERT?"), _part_of_list("Only those with a benchmark")
    ('How many papers use mBERT?', 'Which papers come with a benchmark?')
    """
    match = OF_THEM.match(text)
    asking = "How many" if match and match["count"] else "Which"
    match = match or THOSE_THAT.match(text)
    if match is None or WEIGHED.search(text):
        return None
    full = f"{asking} papers {HAVING.sub('come with ', match['rest'] or match['phrase'])}?"
    return None if list_subject(full).is_empty else full


def _with_titles(text: str, titles: tuple[str, ...]) -> str:
    """Return a question with titles in the place of "the first one" and its like, as far as there are so many.

    >>> _with_titles("Who wrote the second one?", ("Kelp", "Moss")), _with_titles("the third one?", ("Kelp",))
    ('Who wrote “Moss”?', 'the third one?')
    """

    def entitled(match: re.Match[str]) -> str:
        word = (match["ordinal"] or match["bare"]).lower()
        place = len(titles) - 1 if word == "last" else ORDINALS.index(word)
        return f"“{titles[place]}”" if 0 <= place < len(titles) else match[0]

    return ORDINAL.sub(entitled, text)


def _compared_in(text: str) -> str | None:
    """Return what a question after a comparison wants the same two things compared in.

    >>> _compared_in("And which is larger?"), _compared_in("What about their size?"), _compared_in("And Harbour?")
    ('which is larger', 'size', None)
    """
    if match := WHICH_OF_TWO.match(text):
        return match["asked"]
    match = OBJECT.match(text)
    if match is None or find_names(text) or not (is_elliptical(text) or OWN_ASPECT.search(text)):
        return None
    named = re.sub(r"^(?:their|its)\s+", "", match["object"], flags=re.IGNORECASE)
    return named if match["about"] or match["preposition"] or named != match["object"] else None


def _of_one_paper(text: str, entitled: str, before: _Resolved) -> _Resolved:
    """Return a question about a paper of a list; one that asks nothing else asks what was asked of the one before."""
    full = entitled
    if is_elliptical(text) or ORDINAL.fullmatch(OWN_QUESTION.sub("", text).strip(" ?!.")):
        title = entitled[entitled.index("“") : entitled.rindex("”") + 1]
        known = [f"“{one}”" for one in before.titles if f"“{one}”" in before.asked]
        full = before.asked.replace(known[0], title) if len(known) == 1 else f"Tell me about {title}"
    return replace(_standing_alone(full), titles=before.titles)


def _asked_again(text: str, before: _Resolved) -> _Resolved:
    """Return an elliptical question as the one before it, asked of something else."""
    renewed = _with_other_subject(before.listing, text) if before.listing else None
    if renewed is not None:
        among = before.among if before.asked == before.listing else ()
        return replace(_standing_alone(renewed), asking=before.listing or before.asking, among=among)
    for place, earlier in enumerate(before.among):
        if (renewed := _with_other_subject(earlier, text)) is not None:
            among = (*before.among[:place], renewed, *before.among[place + 1 :])
            return replace(before, among=among) if before.asked == before.listing else _standing_alone(renewed)
    renewed = _with_other_name(before, text)
    if renewed is not None:
        return replace(before, context="", asked=renewed, subject=_subject(renewed))
    return replace(before, asked=f"{before.asked} {text}")


def _subject(text: str) -> str | None:
    """Return the one thing that a question is about, as written; None where there are several or it is not plain.

    >>> _subject("Which languages does MuRIL cover?"), _subject("Tell me about river ice"), _subject("Is X1 like X2?")
    ('MuRIL', 'river ice', None)
    """
    if question_kind(text) in ("compare", "synthesis", "paragraph", "trends"):
        return None
    is_listing = question_kind(text) in ("list", "count")
    quoted = QUOTED.findall(text)
    if len(quoted) == 1 and not is_listing:
        return str(quoted[0])
    names = [name for name in _names(text) if not _is_language(name[0]) and not GENERIC.fullmatch(name[0])]
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


def _names(text: str) -> list[re.Match[str]]:
    """Return the names of a text, those side by side as one, with a number behind: "Medical mT5", "CosyVoice 2"."""
    return list(re.finditer(rf"(?:{NAME.pattern})(?:\s+(?:{NAME.pattern}|\d(?:\.\d)?(?![\w-])))*", text))


def _is_language(name: str) -> bool:
    return is_language(name) or (name[:1].isupper() and LANGUAGES.language(name) is not None)


def _about_subject(text: str, before: _Resolved) -> str | None:
    """Return a question with the subject of the one before in the place of what stands for it."""
    if before.subject is None:
        return None
    match = REFERENCE.search(text)
    if match is not None and _has_no_subject(text[: match.start()]):
        if before.listing is not None and match[0].lower().startswith("the"):
            return None  # "they" are the papers
        named = f"{before.subject}'s" if match["possessive"] else before.subject
    elif (match := _known_thing(text)) is not None:
        named = before.subject if match["whole"] else f"{before.subject}'s{match[0][len('the') :]}"
    else:
        return None
    return f"{text[: match.start()]}{named}{text[match.end() :]}"


def _of_the_papers(text: str, listing: str | None) -> str | None:
    """Return a question on what papers that were asked for say, with these in the place of "they"."""
    papers = _papers_of(listing) if listing else None
    match = re.search(r"\b(?:they|them|(?P<possessive>their)|(?:these|those|the)\s+papers)\b", text, re.IGNORECASE)
    if papers is None or match is None:
        return None
    if match["possessive"]:
        full = f"{text[: match.start()]}the{text[match.end() :].rstrip(' ?!.')} of {papers}?"
    else:
        full = f"{text[: match.start()]}{papers}{text[match.end() :]}"
    return full if question_kind(full) == "synthesis" else None


def _papers_of(listing: str) -> str | None:
    """Return what a question for papers asks for, in words.

    >>> _papers_of("Which papers work on Thai?"), _papers_of("Recent papers on parsing")
    ('the papers that work on Thai', 'the Recent papers on parsing')
    """
    match = PAPERS_ASKED.match(listing)
    if match is None:
        return None
    joined = match["rest"] if PREPOSITION.match(match["rest"]) else f"that {match['rest']}"
    return f"the {match['kind']}papers {joined}"


def _with_other_name(before: _Resolved, text: str) -> str | None:
    """Return the question before with what "And X?" or "What about X?" names in the place of what it named.

    A language takes the place of a language, another name that of the subject or of the only other name.
    """
    match = OBJECT.match(text)
    if match is None or not OTHER_SUBJECT.search(text) or question_kind(before.asking) in ("trends", "paragraph"):
        return None
    new = match["object"]
    if _is_language(new):
        old = [name[0] for name in _names(before.text) if _is_language(name[0])]
    elif find_names(text):
        old = [before.subject] if before.subject else [n[0] for n in _names(before.text) if not _is_language(n[0])]
    else:
        return None
    place = _phrase_in(old[0], before.text) if len(old) == 1 else None
    return f"{before.text[: place.start()]}{new}{before.text[place.end() :]}" if place else None


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
    languages = [phrase for phrase in (*subject.phrases, *subject.details) if _is_language(phrase)]
    old: list[str] = []
    if languages and all(map(_is_language, new.phrases)):
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
    if old is languages and (noun := re.match(r"\s+languages?\b", earlier[end:])):  # "African languages"
        end += noun.end()
    return f"{earlier[:start]}{match['object']}{earlier[end:]}"


def _phrase_in(phrase: str, text: str) -> re.Match[str] | None:
    words = r"\W+".join(map(re.escape, phrase.split()))
    return re.search(rf"(?<![\w-]){words}(?![\w-])", text, re.IGNORECASE)
