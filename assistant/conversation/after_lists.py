"""What follows a list of papers or a comparison: some of the papers, one by its place, which of two things is so."""

import re

from assistant.conversation.asked_subject import is_language_name, phrase_in
from assistant.conversation.leaning import BARE_QUESTION, OBJECT, OWN_ASPECT, PRONOUN, is_elliptical
from assistant.filters.years import NUMBERS, SPELT_NUMBER
from assistant.outlines.comparison import COMPARATIVE, MAX_PAPERS, read_comparison
from assistant.outlines.list_subject import list_subject
from assistant.question import question_kind
from retrieval.names import find_names

HOW_MANY = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?how\s+many(?:\s+(?:are\s+there|are\s+they|in\s+total|of\s+(?:them|these|those)))*"
    r"(?P<rest>\s+(?:on|about|for|in|with|from|at|by|since|that|which|are|do|have|use)\b.*?)?\W*$",
    re.IGNORECASE,
)
"""A count of what a list before was of: "And how many on Thai?"."""

OF_THEM = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?(?:(?P<count>how\s+many)|which|what|do(?:es)?\s+any)\s+"
    r"(?:(?:ones?\s+)?of\s+(?:them|these|those|the\s+papers)(?:\s+papers)?|ones)\s+"
    r"(?P<rest>(?!\w+\s+(?:i|we|you|they|these|those|do|does|did)\b)\w.*?)\W*$",
    re.IGNORECASE,
)
"""A question which of the papers of a list are so: "Which of them release data?"."""

AT_AN_END = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?which\s+(?:(?:one|paper|(?:one\s+)?of\s+(?:them|these|those))\s+)?(?:is|was)\s+"
    r"(?:the\s+)?(?P<end>oldest|earliest|newest|latest|most\s+recent)(?:\s+(?:one|paper))?\W*$",
    re.IGNORECASE,
)
"""Asks for the first or the last of a list in time: "Which of them is the oldest?"."""

THOSE_THAT = re.compile(
    r"^\W*(?:(?:and|but)\W+(?=only|just))?(?:(?:so|then|now|please|show|list|give|keep|me|(?P<only>only|just))\W+)*"
    r"(?:(?:the\s+)?ones|those)\s+(?:(?:that|which)\s+(?P<rest>\w.*?)"
    r"|(?P<phrase>(?:with|from|since|by|using|(?:on|about|in|for)(?(only)|(?!)))\s+\w.*?))\W*$",
    re.IGNORECASE,
)
"""The papers of a list that are so: "Only those that release data", "The ones with a benchmark"."""

INNER_QUOTES = str.maketrans("“”", "‘’")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
PLACE = re.compile(
    rf"\bthe\s+(?P<ordinal>{'|'.join(ORDINALS)}|last)\s+"
    r"(?:one|of\s+(?:them|these|those)|(?:paper|study|article)(?!\s+(?:on|about|that|which|to|in|for|of)\b))\b(?!-)"
    rf"|\bthe\s+(?P<bare>{'|'.join(ORDINALS)}|last)(?=\W*$|\s+(?:and|with|to)\s+the\s+(?:{'|'.join(ORDINALS)}|last)(?:\s+(?:one|paper|study|article|in|on|by|for)\b|\W*$))"
    rf"|\bthe\s+(?P<end>first|last)\s+(?P<number>{SPELT_NUMBER}|[2-9])"
    r"(?:\s+(?:(?:of|in|on)\s+(?:them|these|those|(?:the|this|that|your)\s+list)\b|ones\b"
    r"|(?:papers|studies|articles)\b(?!\s+(?:on|about|that|which|to|in|for|of)\b))"
    r"|(?=\W*$|\s+(?:with|in|by|for|differ|compare|find|report|say)\b))",
    re.IGNORECASE,
)
"""A paper of a list by its place, or the first or last ones."""

TOGETHER = re.compile(
    r"^\W*(?:(?:and|now|then|please|can\s+you|could\s+you)\W+)*"
    r"(?:compare|contrast|what(?:\s+is|\s+are|['’]s)\s+the\s+(?:\w+\s+)?differences?\s+between)\s+(?:all\s+(?:of\s+)?)?"
    r"(?:them|these|those|both|(?:the|these|those|both)\s+(?:two|(?:two\s+)?(?:papers|studies|articles)(?!\s+(?:on|by)\b)))(?:\s+all)?"
    r"(?P<aspect>\s+(?:in|by|on|regarding|with\s+(?:regard|respect)\s+to)\s+\w.*?)?\W*$",
    re.IGNORECASE,
)
"""Compares what was shown: "Compare them", "What is the difference between the two?"."""

HAVING = re.compile(r"^(?:(?:has|have)\s+(?!been\b|not\b|to\b)|with\s+)", re.IGNORECASE)
IS_RESOURCE = re.compile(
    r"^(?:is|are)\s+(?=(?:(?!(?:about|on|for|in|with|from|at|by|of|not|no|[\w-]+ing)\b)[\w-]+\s+){0,3}"
    r"(?:data\s?sets?|corpus|corpora|benchmarks?|models?|tools?)\W*$)",
    re.IGNORECASE,
)
"""Says of papers what they give: "are datasets"."""

WEIGHED = re.compile(r"\bthe\s+(?:best|worst|most|least|[a-z]{2,}est)\b|\b(?:better|worse)\b", re.IGNORECASE)
"""What no paper tells of itself alone."""

WHICH_OF_TWO = re.compile(
    r"^\W*(?:(?:and|but|so|then)\W+)?(?P<asked>which\s+(?:(?:one|of\s+(?:them|these|those|the\s+two|both))\b.*?"
    r"|(?:is|are|was|were|has|have|had|does|did|can)\b.*?"
    rf"|[a-z]+s\s+(?:an?\s+|the\s+)?(?={COMPARATIVE}).*?))\W*$",
    re.IGNORECASE,
)
"""A question which of two compared things is so: "Which has more languages?", "And which one is larger?"."""

OF_BOTH = re.compile(r"\b(?:they|them|their|both|each)\b", re.IGNORECASE)
OF_TWO_WORDS = re.compile(rf"^\W*which\s+(?:one|of)\b|{COMPARATIVE}", re.IGNORECASE)
"""What such a question has, where it is not too short to stand alone anyway."""

PAPERS_ASKED = re.compile(
    r"^\W*(?:(?:which|what|how\s+many|any|list|show|find|give|name|me|all|the|of|please)\s+)*"
    r"(?P<kind>(?:[\w-]+\s+){0,2}?)(?:papers|studies|works|articles|publications)(?:\s+(?:are\s+there|do\s+(?:you|we)\s+have))?"
    r"\s+(?P<rest>[^?!.]+)[?!.\s]*$",
    re.IGNORECASE,
)

TOPIC = re.compile(
    r"\b(?:about|deal(?:ing)?\s+with|address(?:ing)?|discuss(?:ing)?|concern(?:ing)?|tackl(?:e|ing))\b", re.IGNORECASE
)
"""Says in a question for papers what they are on, as well as "on" does."""

PREPOSITION = re.compile(r"(?:on|about|for|in|with|from|at|by|that|which|using|dealing|since)\b", re.IGNORECASE)


BARE_OTHER = re.compile(
    r"^\W*(?:and|or)\s+(?!(?:on|about|for|in|with|from|at|by|that|which|using|dealing|since|before|after|until)\b)[\w-]+(?:\s+[\w-]+)?\W*$",
    re.IGNORECASE,
)
"""A thing named in the place of another with nothing before it: "And moss?"."""


def compared_things(text: str) -> tuple[str, ...]:
    """Return the two things that a comparison is of; nothing for any other question. What is quoted is never cut."""
    if question_kind(text) != "compare":
        return ()
    quoted = tuple(re.findall(r"“[^“”]+”|\"[^\"]+\"", text))
    things = quoted if len(quoted) == 2 else read_comparison(text).things
    return things if len(things) == 2 else ()


def counted_papers(text: str, listing: str) -> str | None:
    """Return in full a question how many papers there are, after one for papers.

    >>> counted_papers("How many?", "Papers on Thai"), counted_papers("And how many on Lao?", "Papers on Thai")
    ('How many papers on Thai?', 'How many papers on Lao?')
    """
    match = HOW_MANY.match(text)
    if match is None:
        return None
    if match["rest"]:
        return f"How many papers{match['rest']}?"
    papers = papers_of(listing)
    return None if papers is None else f"How many {papers.removeprefix('the ')}?"


def part_of_list(text: str) -> str | None:
    """Return the question for papers that picks some of a list, to be asked among its papers.

    >>> part_of_list("How many of them use mBERT?"), part_of_list("Only those with a benchmark")
    ('How many papers use mBERT?', 'Which papers come with a benchmark?')
    >>> part_of_list("Which of these are datasets?")
    'Which papers introduce datasets?'
    >>> part_of_list("Which of them is the oldest?")
    'What is the oldest paper?'
    """
    if at_an_end := AT_AN_END.match(text):
        return f"What is the {at_an_end['end'].lower()} paper?"
    match = OF_THEM.match(text)
    asking = "How many" if match and match["count"] else "Which"
    match = match or THOSE_THAT.match(text)
    if match is None or WEIGHED.search(text):
        return None
    rest = IS_RESOURCE.sub("introduce ", HAVING.sub("come with ", match["rest"] or match["phrase"]))
    full = f"{asking} papers {rest}?"
    return None if list_subject(full).is_empty else full


def with_titles(text: str, titles: tuple[str, ...]) -> str:
    """Return a question with titles in the place of "the first one" and its like, as far as there are so many.

    >>> with_titles("Who wrote the second one?", ("Kelp", "Moss")), with_titles("the third one?", ("Kelp",))
    ('Who wrote “Moss”?', 'the third one?')
    >>> with_titles("Compare the last two", ("Kelp", "Moss", "Ice"))
    'Compare “Moss” and “Ice”'
    """

    def entitled(match: re.Match[str]) -> str:
        word = (match["ordinal"] or match["bare"] or match["end"]).lower()
        number = (match["number"] or "one").lower()
        n_papers = int(number) if number.isdigit() else NUMBERS[number]
        start = len(titles) - n_papers if word == "last" else ORDINALS.index(word)
        if not 0 <= start <= len(titles) - n_papers:
            return match[0]
        return joined(tuple(map(quoted_title, titles[start : start + n_papers])))

    return PLACE.sub(entitled, text)


def quoted_title(title: str) -> str:
    """Return a title in quotation marks, which it holds none of itself."""
    return f"“{title.translate(INNER_QUOTES)}”"


def joined(things: tuple[str, ...]) -> str:
    """Return things named one after the other.

    >>> joined(("Kelp", "Moss", "Ice"))
    'Kelp, Moss and Ice'
    """
    return " and ".join(filter(None, (", ".join(things[:-1]), *things[-1:])))


def compared_together(text: str, shown: tuple[str, ...]) -> str | None:
    """Return in full a question that compares all that was shown, where one table can hold it.

    >>> compared_together("Compare them in size", ("Kelp", "Moss")), compared_together("Compare both", ("Kelp",))
    ('Compare Kelp and Moss in size', None)
    """
    match = TOGETHER.match(text)
    if match is None or not 2 <= len(shown) <= MAX_PAPERS:
        return None
    return f"Compare {joined(shown)}{match['aspect'] or ''}"


def compared_in(text: str) -> str | None:
    """Return what a question after a comparison wants the same two things compared in.

    >>> compared_in("And which is larger?"), compared_in("What about their size?"), compared_in("And Harbour?")
    ('which is larger', 'size', None)
    """
    if match := WHICH_OF_TWO.match(text):
        return match["asked"]
    if find_names(text):
        return None
    if not (is_elliptical(text) or OWN_ASPECT.search(text)):
        is_of_both = OF_BOTH.search(text) is not None or (BARE_QUESTION.match(text) and PRONOUN.search(text) is None)
        return text.strip(" ?!.") if is_of_both and question_kind(text) in ("lookup", "number") else None
    match = OBJECT.match(text)
    if match is None:
        return None
    named = re.sub(r"^(?:their|its)\s+", "", match["object"], flags=re.IGNORECASE)
    return named if match["about"] or match["preposition"] or named != match["object"] else None


def of_the_papers(text: str, listing: str | None) -> str | None:
    """Return a question on what papers that were asked for say, with these in the place of "they".

    >>> of_the_papers("Compare them in size", "Papers on Thai")
    'How do the papers on Thai compare in size?'
    """
    papers = papers_of(listing) if listing else None
    if together := TOGETHER.match(text):
        text = f"How do they compare{together['aspect'] or ''}?"
    match = re.search(r"\b(?:they|them|(?P<possessive>their)|(?:these|those|the)\s+papers)\b", text, re.IGNORECASE)
    if papers is None or match is None:
        return None
    if match["possessive"]:
        full = f"{text[: match.start()]}the{text[match.end() :].rstrip(' ?!.')} of {papers}?"
    else:
        full = f"{text[: match.start()]}{papers}{text[match.end() :]}"
    return full if question_kind(full) == "synthesis" else None


def papers_of(listing: str) -> str | None:
    """Return what a question for papers asks for, in words.

    >>> papers_of("Which papers work on Thai?"), papers_of("Recent papers on parsing")
    ('the papers that work on Thai', 'the Recent papers on parsing')
    """
    match = PAPERS_ASKED.match(listing)
    if match is None:
        return None
    joined = match["rest"] if PREPOSITION.match(match["rest"]) else f"that {match['rest']}"
    return f"the {match['kind']}papers {joined}"


def with_other_subject(earlier: str, text: str) -> str | None:
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
    languages = [phrase for phrase in (*subject.phrases, *subject.details) if is_language_name(phrase)]
    old: list[str] = []
    if languages and all(map(is_language_name, new.phrases)):
        old = languages
    elif match["preposition"]:
        followed = re.match(rf".*\b{match['preposition']}\s+(?P<object>[^,;.?!]+)", earlier, re.IGNORECASE)
        if followed and list_subject(f"papers on {followed['object']}").phrases:
            old = [followed["object"].strip()]
        elif followed is None and match["preposition"].lower() == "on" and TOPIC.search(earlier):
            old = list(subject.phrases)
    elif match["about"] or find_names(text) or BARE_OTHER.match(text):
        old = list(subject.phrases)
    places = [place.span() for phrase in old if (place := phrase_in(phrase, earlier)) is not None]
    if not places:
        return None
    start, end = min(start for start, _ in places), max(end for _, end in places)
    if old is languages and (noun := re.match(r"\s+languages?\b", earlier[end:])):  # "African languages"
        end += noun.end()
    return f"{earlier[:start]}{match['object']}{earlier[end:]}"
