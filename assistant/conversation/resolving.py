"""Follow-ups: a question that leans on earlier ones becomes a query that stands alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation.after_lists import (
    HOW_MANY,
    OF_TWO_WORDS,
    PLACE,
    TOGETHER,
    WHICH_OF_TWO,
    compared_in,
    compared_things,
    compared_together,
    counted_papers,
    joined,
    of_the_papers,
    part_of_list,
    quoted_title,
    with_other_subject,
    with_titles,
)
from assistant.conversation.asked_subject import (
    ABOUT,
    GENERIC,
    QUOTED,
    VERB_BEFORE,
    is_language_name,
    names_in,
    phrase_in,
    subject_of,
)
from assistant.conversation.leaning import (
    ASKS_SOURCE,
    EXPLETIVE,
    FUNCTION_WORD,
    OBJECT,
    WHOLE,
    WHY,
    has_no_subject,
    is_elliptical,
    is_follow_up,
    known_thing,
    substance,
)
from assistant.conversation.small_talk import why_unanswered, without_interjection
from assistant.datatypes import Question, Turn
from assistant.outlines.list_subject import list_subject
from assistant.question import question_kind
from assistant.question.asking_for_papers import language_alone
from retrieval.names import find_names, is_coined
from retrieval.sentences import split_sentences

OTHER_SUBJECT = re.compile(
    r"^\W*(?:(?:(?:and|but|or|so|then)\W+)?(?:what|how)\s+about|(?:and|or)(?=\s+[\w-]+(?:\s+[\w-]+)?\W*$))"
    r"\s+(?!(?:for|in|on|with|of|to|from)\b)",
    re.IGNORECASE,
)
"""The beginning of a question that puts another subject in the place of the one before."""

REFERENCE = re.compile(
    rf"\b(?:(?P<possessive>its|their)|it(?!\s+true\b|{EXPLETIVE})|they|them"
    rf"|(?:this|that)\s+(?:{WHOLE}|model|data\s?set|corpus|method|approach|benchmark|system)(?!-))\b",
    re.IGNORECASE,
)
"""What a name can be put in the place of."""

PAPER_OF_NAME = re.compile(rf"(?:the\s+)?(?P<name>\S+)\s+{WHOLE}", re.IGNORECASE)
"""What is called by the name of a paper: "the KelpNet paper"."""

OWN_QUESTION = re.compile(r"^\W*(?:(?:and|but|so|also|or|then)\b\W*)+", re.IGNORECASE)
"""What may open a question that stands for itself all the same: "So what is MuRIL?"."""

LEADING_NAME = re.compile(r"\W*(?:(?:for|in|on|of|with)\s+)?(?P<name>[^\s,:]+(?:\s\d[\d.]*)?)\s*(?:[,:]|\s[-–—])\s")
"""What a question is on, said before it: "WebBank, how many pairs?"."""

CIRCUMSTANCE = re.compile(r"^\W*(?:(?:and|but|so|then)\W+)?(?P<word>when|where|how\s+long)\W*$", re.IGNORECASE)
"""Asks for nothing but when, where or how long: "And when?"."""

CIRCUMSTANCE_ASKED = re.compile(
    r"(?<![\w-])(?:when|where|how\s+long|(?:in|at)\s+(?:which|what)\s+[\w-]+)"
    r"(?=\s+(?:is|are|was|were|do|does|did|has|have|had)\b)",
    re.IGNORECASE,
)

PAPER_NOUN = re.compile(
    r"\b(?:papers?|stud(?:y|ies)|surveys?|titles?|works?|articles?|publications?|collection|library|here)\b",
    re.IGNORECASE,
)
PLURAL = r"(?P<noun>(?:(?!(?:of|in|for|do|did|can)\b)[a-z-]+\s+)?(?!(?:is|was|does|has)\b)(?:[a-z-]+s|data|people))"
SIMILAR = re.compile(
    r"^\W*(?:(?:which|what|any|are|is|there|find|show|list|name|me|do|you|know|have|other|more|some|the|and)\W+)*"
    r"(?:(?:similar|related|comparable)\s+(?:papers?|work|works|stud(?:y|ies)|ones?)"
    r"|(?:papers?|work|works|stud(?:y|ies)|ones?)\s+(?:(?:are|is|that\s+are)\s+)?(?:similar|related|like\s+(?:it|this(?:\s+one)?|that)))"
    r"(?:\s+here|\s+to\s+(?:it|this|that)(?:\s+(?:one|paper))?)?\W*$",
    re.IGNORECASE,
)
"""Asks for papers like the one spoken of: "Are there similar papers?"."""

OTHER_PHRASE = re.compile(
    r"^\W*(?:(?:(?:and|but|or|so|then)\W+)?(?:what|how)\s+about|and|or)\s+(?:the\s+)?"
    r"(?P<phrase>(?:[\w-]+\s+){1,3}[\w-]+)\W*$",
    re.IGNORECASE,
)
"""Names another thing by several words: "And early frost?"."""

COUNTED_NOUN = re.compile(rf"\b(?:how\s+many|which|what)\s+{PLURAL}\b", re.IGNORECASE)
OTHER_NOUN = re.compile(rf"(?:the\s+)?{PLURAL}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A question after those before it: `asked` in full, behind `context` where no words of it could be replaced.

    `asking` is the question that says what is asked for, `subject` what "it" stands for in the next one, `listing` the
    question for papers that "they" are the answer to. `among` are questions for papers that it draws on alone, each
    asked among those of the one before. `titles` are those that a list showed, `listed` the questions it answered,
    `compared` the two things of a comparison, `appended` the elliptical question that stands behind the repeated one.
    """

    asked: str
    asking: str
    context: str = ""
    subject: str | None = None
    listing: str | None = None
    among: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    appended: str = ""

    @property
    def text(self) -> str:
        return f"{self.context} {self.asked}".strip()


def standalone_text(question: Question) -> str:
    """Return the question with what it leans on of the earlier ones.

    Without a model little is rephrased. The one thing that was asked about, or the one paper that was cited, takes the
    place of a pronoun: "Who wrote it?"; what "What about X?" or "And X?" names takes the place of what was named
    before; a question for papers is asked again with the new subject in the place of the old one. Where such a place is
    not plain, an elliptical question follows the one that it repeats, and any other the subject of the questions
    before, or their names, where a coined one is among them.
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


def points_at_shown(question: Question) -> bool:
    """Say whether the question, whatever its words name, is one about the list or the comparison before it."""
    before = _after(question.history)
    return before is not None and _points_back(without_interjection(question.text), before)


def place_beyond_list(question: Question) -> str | None:
    """Return why a question for a paper of the list before, by its place, cannot be answered: it shows fewer."""
    before = _after(question.history)
    text = without_interjection(question.text)
    if before is None or not before.titles or (place := PLACE.search(with_titles(text, before.titles))) is None:
        return None
    n_papers = len(before.titles)
    shown = f"{n_papers} papers" if n_papers > 1 else "one paper"
    return f"The list before shows {shown}; there is nothing that “{place[0]}” could stand for."


def _resolved(question: Question) -> _Resolved:
    resolved = _after((*question.history, *map(Turn, _said_in_turn(question.text))), len(question.history))
    assert resolved is not None
    return resolved


def _after(said: Sequence[Turn], n_answered: int | None = None) -> _Resolved | None:
    """Return what the last of some turns comes to. Of those answered, small talk is left out."""
    resolved: _Resolved | None = None
    n_answered = len(said) if n_answered is None else n_answered
    turns = [turn for turn in said[:n_answered] if not why_unanswered(turn.question)]
    for turn in (*turns, *said[n_answered:]):
        text = without_interjection(turn.question)
        if resolved is None or _stands_alone(text, resolved):
            resolved = _standing_alone(text)
        elif (own := OWN_QUESTION.sub("", text)) != text and not is_follow_up(own) and _opens_with_name(own):
            resolved = _standing_alone(own)
        else:
            resolved = _leaning(text, resolved)
        resolved = _answered(resolved, turn.papers)
    return resolved


def _said_in_turn(text: str) -> list[str]:
    """Return a text as what is asked last and what that leans on, said before it: "KelpNet is new. Is it open?"."""
    first, *others = [sentence.text for sentence in split_sentences(text)] or [text]
    if len(others) != 1 or not others[0].endswith("?") or not is_follow_up(others[0]):
        return [text]
    before, pointing = _standing_alone(first), REFERENCE.search(others[0])
    is_known = before.subject is not None or before.listing is not None
    return [first, others[0]] if is_known and pointing and has_no_subject(others[0][: pointing.start()]) else [text]


def _answered(asked: _Resolved, titles: tuple[str, ...]) -> _Resolved:
    """Return a question with what its answer cites: "the second one" of a list, the paper that "it" may stand for."""
    kind = question_kind(asked.asking)
    if kind in ("list", "count"):
        asked = replace(asked, titles=titles)
    elif kind not in ("lookup", "number"):
        return asked
    if len(titles) != 1:
        return asked
    is_named = asked.subject is not None and bool(find_names(f"… {asked.subject}"))
    return asked if is_named else replace(asked, subject=f"“{titles[0]}”")


def _stands_alone(text: str, before: _Resolved) -> bool:
    """Say whether a question leans on nothing before it; a language alone has to have one thing to be asked of."""
    if before.subject is None and language_alone(text) is not None:
        return True
    return not (is_follow_up(text) or _points_back(text, before))


def _points_back(text: str, before: _Resolved) -> bool:
    """Say whether a question that could stand alone speaks of the list or the comparison before it."""
    if (before.listing is not None and HOW_MANY.match(text)) or _part_of_list(text, before) is not None:
        return True
    if (before.listing or before.titles or before.compared) and TOGETHER.match(text):
        return True
    if before.subject is not None and SIMILAR.match(text):
        return True
    if before.compared and WHICH_OF_TWO.match(text) and OF_TWO_WORDS.search(text) and not find_names(text):
        return question_kind(text) in ("lookup", "number")
    return _asks_for_bare_things(text, before) or (bool(before.titles) and PLACE.search(text) is not None)


def _asks_for_bare_things(text: str, before: _Resolved) -> bool:
    """Say whether a question for things, which names no subject, asks for those of the one thing spoken of."""
    if before.subject is None or before.listing is not None or find_names(text) or PAPER_NOUN.search(text):
        return False
    return question_kind(text) in ("list", "count") and not list_subject(text).phrases


def _standing_alone(text: str) -> _Resolved:
    listing = text if question_kind(text) in ("list", "count") else None
    subject = subject_of(text)
    if subject and (paper := PAPER_OF_NAME.fullmatch(subject)) and find_names(f"… {paper['name']}"):
        subject = paper["name"]
    return _Resolved(text, text, subject=subject, listing=listing, compared=compared_things(text))


def _opens_with_name(text: str) -> bool:
    """Say whether a question has a name for its grammatical subject or in front, or asks for nothing else."""
    if (leading := LEADING_NAME.match(text)) and find_names(f"… {leading['name']}"):
        return True
    subject = subject_of(text)
    if subject is None or not find_names(f"… {subject}"):
        return False
    return ABOUT.match(text) is not None or VERB_BEFORE.search(text[: text.index(subject)]) is not None


def _leaning(text: str, before: _Resolved) -> _Resolved:
    """Return a question that leans on what those before it come to."""
    if ASKS_SOURCE.match(text):
        return before
    if (circumstance := CIRCUMSTANCE.match(text)) is not None:
        return _asked_of_circumstance(circumstance["word"], text, before)
    if WHY.match(text):
        return replace(before, asked=f"{before.asked} {text}", asking=text)
    if before.subject is not None and (language := language_alone(text)) is not None:
        asked = f"{language} in {before.subject}?"
        return replace(before, asked=asked, asking=asked, context="")
    if before.subject is not None and SIMILAR.match(text):
        return _standing_alone(f"Which papers are similar to {before.subject}?")
    if (entitled := with_titles(text, before.titles)) != text:
        return _of_listed_papers(text, entitled, before)
    if before.titles and PLACE.search(text):
        return replace(before, asked=text, asking=text, context="")
    if (part := _part_of_list(text, before)) is not None:
        return replace(_standing_alone(part), among=_narrowed(before))
    if (full := compared_together(text, before.compared or tuple(map(quoted_title, before.titles)))) is not None:
        return replace(_standing_alone(full), titles=before.titles, listed=_narrowed(before))
    if before.compared and (aspect := compared_in(text)) is not None:
        full = f"Compare {' with '.join(before.compared)}: {aspect}"
        return replace(before, asked=full, asking=full, context="")
    if before.listing is not None and (counted := counted_papers(text, before.listing)) is not None:
        return replace(_standing_alone(counted), among=before.among)
    if (renewed := _with_other_head(text, before.asked)) is not None and before.listing is None:
        subject = before.subject if before.subject and phrase_in(before.subject, renewed) else subject_of(renewed)
        return replace(before, asked=renewed, subject=subject)
    if is_elliptical(text):
        return _asked_again(text, before)
    listings = _narrowed(before) if before.listing is not None or TOGETHER.match(text) else ()
    told = of_the_papers(text, next(iter(listings), None))
    if told is not None:
        return replace(before, asked=told, asking=told, context="", among=_narrowed(before))
    if _asks_for_bare_things(text, before):
        full = f"{text.rstrip(' ?!.')} in {before.subject}?"
        return replace(before, asked=full, asking=full, context="", among=())
    before = replace(before, among=())
    renewed = _about_subject(text, before)
    if renewed is not None:
        return replace(before, asked=renewed, asking=renewed, context="")
    return replace(before, asked=text, asking=text, context=_context(before))


def _context(before: _Resolved) -> str:
    """Return what a question is put behind that has no word for what it is about."""
    if before.subject is not None:
        return before.subject
    names = [name for name in find_names(before.text) if not FUNCTION_WORD.fullmatch(name.casefold())]
    is_named = any(is_coined(name) and not GENERIC.fullmatch(name) for name in names)
    return " ".join(names) if is_named else before.text


def _narrowed(before: _Resolved) -> tuple[str, ...]:
    """Return what a question draws on that is asked of the papers of a list."""
    return before.listed if before.listing is None else tuple(dict.fromkeys((*before.among, before.listing)))


def _part_of_list(text: str, before: _Resolved) -> str | None:
    """Return the question that picks some papers of the list before, of which one may have been spoken of since.

    After "Compare the first two" these two are "which of these", after "Which languages does it cover?" languages.
    """
    if before.listing is None:
        speaks_of_others = len(_titles_asked_of(before)) != 1 or COUNTED_NOUN.search(before.asked)
        if not before.listed or speaks_of_others:
            return None
    return part_of_list(text)


def _titles_asked_of(resolved: _Resolved) -> tuple[str, ...]:
    return tuple(title for title in map(quoted_title, resolved.titles) if title in resolved.asked)


def _of_listed_papers(text: str, entitled: str, before: _Resolved) -> _Resolved:
    """Return a question about papers of a list; one that asks nothing else asks what was asked of those before.

    What stands in front of them may be the one that was spoken of: "Is it newer than the first one?".
    """
    pointing, quote, rest = entitled.partition("“")
    if is_elliptical(text) or PLACE.fullmatch(OWN_QUESTION.sub("", text).strip(" ?!.")):
        titles = f"{quote}{rest[: rest.rindex('”') + 1]}"
        known = joined(_titles_asked_of(before))
        full = before.asked.replace(known or titles, titles)
        if full == before.asked or question_kind(full) != question_kind(before.asked):
            full = f"Tell me about {titles}"
    else:
        named = _about_subject(pointing, before) if before.listing is None else None
        full = f"{named or pointing}{quote}{rest}"
    return replace(_standing_alone(full), titles=before.titles, listed=_narrowed(before))


def _asked_of_circumstance(word: str, text: str, before: _Resolved) -> _Resolved:
    """Return the question before as one for when or where, in the place of its own such word if it has one."""
    asked, n_replaced = CIRCUMSTANCE_ASKED.subn(word, before.asked, count=1)
    asked = asked if n_replaced else f"{before.asked} {text}"
    return replace(before, asked=asked, asking=asked)


def _asked_again(text: str, before: _Resolved) -> _Resolved:
    """Return an elliptical question as the one before it, asked of something else."""
    renewed = with_other_subject(before.listing, text) if before.listing else None
    if renewed is not None:
        among = before.among if before.asked == before.listing else ()
        return replace(_standing_alone(renewed), asking=before.listing or before.asking, among=among)
    for place, earlier in enumerate(before.among):
        if (renewed := with_other_subject(earlier, text)) is not None:
            among = (*before.among[:place], renewed, *before.among[place + 1 :])
            return replace(before, among=among) if before.asked == before.listing else _standing_alone(renewed)
    if _is_alike(text, before.appended):
        before = replace(before, asked=before.asked.removesuffix(f" {before.appended}"))
    renewed = _with_other_name(before, text)
    if renewed is not None:
        return replace(before, context="", asked=renewed, subject=subject_of(renewed))
    return _with_other_thing(before, text) or replace(before, asked=f"{before.asked} {text}", appended=text)


def _is_alike(text: str, appended: str) -> bool:
    """Say whether two elliptical questions name things of one kind, of which the later takes the other's place."""
    one, other = OBJECT.match(text), OBJECT.match(appended)
    if one is None or other is None:
        return False
    return (one["preposition"] or "").lower() == (other["preposition"] or "").lower()


def _about_subject(text: str, before: _Resolved) -> str | None:
    """Return a question with the subject of the one before in the place of what stands for it."""
    if before.subject is None:
        return None
    match = REFERENCE.search(text)
    if match is not None and has_no_subject(text[: match.start()]):
        if before.listing is not None and match[0].lower().startswith("the"):
            return None  # "they" are the papers
        named = f"{before.subject}'s" if match["possessive"] else before.subject
    elif (match := known_thing(text)) is not None:
        named = before.subject if match["whole"] else f"{before.subject}'s{match[0][len('the') :]}"
    else:
        return None
    return f"{text[: match.start()]}{named}{text[match.end() :]}"


def _with_other_head(text: str, asked: str) -> str | None:
    """Return a question with what "And X?" names in the place of the same noun, otherwise described.

    >>> _with_other_head("And early frost?", "Is late frost harmful?")
    'Is early frost harmful?'
    """
    match = OTHER_PHRASE.match(text)
    if match is None or set(match["phrase"].casefold().split()) - set(substance(match["phrase"])):
        return None
    *described, head = match["phrase"].split()
    words = list(re.finditer(r"[\w-]+", QUOTED.sub(lambda quoted: " " * len(quoted[0]), asked)))
    at = next((at for at, word in enumerate(words) if word[0].casefold() == head.casefold()), None)
    if at is None:
        return None
    start = at
    while start and at - start < len(described) and _describes(words[start - 1][0], asked[words[start - 1].end() :]):
        start -= 1
    if start == at:
        return None
    return f"{asked[: words[start].start()]}{match['phrase']}{asked[words[at].end() :]}"


def _describes(word: str, behind: str) -> bool:
    """Say whether a word may describe the one that follows it."""
    return behind[:1].isspace() and bool(substance(word))


def _with_other_name(before: _Resolved, text: str) -> str | None:
    """Return the question before with what "And X?" or "What about X?" names in the place of what it named.

    A language takes the place of a language, another name that of the subject or of the only other name.
    """
    match = OBJECT.match(text)
    if match is None or not OTHER_SUBJECT.search(text) or question_kind(before.asking) in ("trends", "paragraph"):
        return None
    new = match["object"]
    if not is_language_name(new) and not find_names(text):
        return None
    old = [name[0] for name in names_in(before.text) if is_language_name(name[0]) == is_language_name(new)]
    if not is_language_name(new) and before.subject is not None and phrase_in(before.subject, before.text):
        others = [name for name in old if name != before.subject]
        is_carried = len(others) == 1 and subject_of(before.text) is None
        old = others if is_carried else [before.subject]  # "Is it better than mBERT?", "And XLM-R?"
    place = phrase_in(old[0], before.text) if len(old) == 1 else None
    return f"{before.text[: place.start()]}{new}{before.text[place.end() :]}" if place else None


def _with_other_thing(before: _Resolved, text: str) -> _Resolved | None:
    """Return what "And X?" or "What about X?" asks, where X is a thing or a language that takes no other's place.

    After "How many hours does KelpNet hold?", "and speakers?" asks "How many speakers does KelpNet hold?"; after "Is
    KelpNet open?", "and Thai?" asks for "Thai in KelpNet".
    """
    match = OBJECT.match(text)
    if match is None or OTHER_SUBJECT.search(text) is None or question_kind(before.asking) not in ("lookup", "number"):
        return None
    counted, other = COUNTED_NOUN.search(before.asked), OTHER_NOUN.fullmatch(match["object"])
    if counted is not None and other is not None:
        asked = f"{before.asked[: counted.start('noun')]}{other['noun']}{before.asked[counted.end('noun') :]}"
        return replace(before, asked=asked)
    is_name = bool(find_names(text)) and not is_language_name(match["object"])
    if before.subject is None or is_name:
        return None
    asked = f"{match['object']} in {before.subject}?"
    return replace(before, asked=asked, asking=asked, context="")
