"""Acronyms and what they stand for, as a collection's own papers spell them out: "text-to-speech (TTS)"."""

import re
from collections import Counter
from collections.abc import Iterable

ACRONYM = re.compile(r"(?=[^\s()]*[A-Z])[A-Za-z][\w-]{1,9}")
LONGEST_EXPANSION = 7
LEAST_INITIALS = 3
WHOLE_WORD = r"[^\W\d_]{3,}"
_FUNCTION_WORDS = """
    and are but can for from has have how into its not our over than that the their then this using was were which
    while with
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


def spells(acronym: str, words: tuple[str, ...]) -> bool:
    """Say whether beginnings of the words, one of each in order, make up the acronym.

    >>> spells("TTS", ("text", "to", "speech")), spells("mBERT", ("Multilingual", "BERT"))
    (True, True)
    >>> spells("TTS", ("to", "speech"))
    False
    """
    return _spells(acronym.casefold().replace("-", ""), tuple(word.casefold() for word in words))


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    if not words:
        return not letters
    return any(
        letters.startswith(words[0][:length]) and _spells(letters[length:], words[1:])
        for length in range(1, len(words[0]) + 1)
        if letters.startswith(words[0][:length])
    )


def expansion_of(acronym: str, texts: Iterable[str]) -> str | None:
    """Return what most texts say that an acronym stands for, None where none says so."""
    before = re.compile(rf"((?:[\w-]+\s+){{1,{LONGEST_EXPANSION}}})\(\s*{re.escape(acronym)}s?\b")
    found: Counter[str] = Counter()
    for text in texts:
        for match in before.finditer(text):
            words = re.findall(r"\w+", match[1])[-LONGEST_EXPANSION:]
            for length in range(1, len(words) + 1):
                own = tuple(words[-length:])
                if spells(acronym.removesuffix("s"), own) and " ".join(own).casefold() != acronym.casefold():
                    found[" ".join(own).lower()] += 1
                    break
    return _commonest(found)


def acronym_of(phrase: str, texts: Iterable[str]) -> str | None:
    """Return the acronym that most texts put in parentheses behind a phrase, None where none does."""
    words = re.findall(r"\w+", phrase)
    if len(words) < 2:
        return None
    spelt = r"[\s-]+".join(re.escape(word.removesuffix("s")) + r"\w{0,3}" for word in words)
    behind = re.compile(rf"\b{spelt}\s*\(\s*({ACRONYM.pattern})\s*[),;]", re.IGNORECASE)
    found: Counter[str] = Counter()
    for text in texts:
        for match in behind.finditer(text):
            acronym = match[1].removesuffix("s")
            if ACRONYM.fullmatch(acronym) and spells(acronym, tuple(words)):
                found[acronym] += 1
    return _commonest(found)


def initials_of(phrase: str) -> str | None:
    """Return the initials of three words or more, None of fewer.

    >>> initials_of("named entity recognition"), initials_of("speech synthesis")
    ('NER', None)
    """
    words = re.findall(r"[^\W\d_]\w*", phrase)
    return "".join(word[0].upper() for word in words) if len(words) >= LEAST_INITIALS else None


def acronyms_around(phrase: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return acronyms of longer terms that hold a phrase, so that a text with the acronym alone is on the phrase, too.

    A text has to write the acronym, and a text has to write its term out: with a word in front of a phrase of two or
    more ("automatic speech recognition"), or around a single one. None may be said to stand for something else.

    >>> texts = ["Automatic speech recognition errs.", "An ASR system learns."]
    >>> acronyms_around("speech recognition", texts)
    ('ASR',)
    >>> acronyms_around("speech recognition", [*texts, "Annotated story readings (ASR) are long."])
    ()
    """
    words = re.findall(r"[^\W\d_]+", phrase)
    if not words:
        return ()
    texts = tuple(texts)
    spelt = r"[\s-]+".join(re.escape(word.removesuffix("s")) + r"s?" for word in words)
    behind = r"" if len(words) > 1 else rf"[\s-]+({WHOLE_WORD})"
    around = re.compile(rf"(?<![\w-])({WHOLE_WORD})[\s-]+{spelt}{behind}(?![\w-])", re.IGNORECASE)
    initials: Counter[str] = Counter()
    for text in texts:
        for match in around.finditer(text):
            outer = [group for group in match.groups() if group]
            if not FUNCTION_WORDS.isdisjoint(word.casefold() for word in outer):
                continue
            letters = [outer[0][0], *(word[0] for word in words), *(word[0] for word in outer[1:])]
            initials["".join(letters).upper()] += 1
    return tuple(
        acronym
        for acronym in sorted(initials)
        if len(acronym) >= LEAST_INITIALS
        and any(re.search(rf"(?<!\w){acronym}s?(?!\w)", text) for text in texts)
        and ((told := expansion_of(acronym, texts)) is None or re.search(spelt, told, re.IGNORECASE))
    )


def other_forms(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return how a name with a hyphen may be written else: short or long behind it as texts do, and without it.

    >>> other_forms("LUM-Harbour", ["We tune LUM-H."]), other_forms("LUM-H", ["LUM-Harbour is a model."])
    (('LUM-H', 'LUMH'), ('LUM-Harbour', 'LUMH'))
    """
    head, _, tail = name.rpartition("-")
    if not head or not tail[:1].isupper():
        return ()
    short = f"{head}-{tail[0]}"
    if len(tail) > 1:
        forms = [short] if any(re.search(rf"(?<![\w-]){re.escape(short)}(?!\w)", text) for text in texts) else []
    else:
        long = re.compile(rf"(?<![\w-]){re.escape(name)}\w*[a-z]{{2}}\w*")
        longest = _commonest(Counter(match[0] for text in texts for match in long.finditer(text)))
        forms = [] if longest is None else [longest]
    return (*forms, short.replace("-", "")) if forms else ()


def other_case(acronym: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return how texts write a name that a question gives in capitals, where they never write it as a common word.

    What opens a sentence tells nothing, unless a version stands behind it.

    >>> other_case("LUMEN", ["We use the Lumen data.", "Lumen-200 is large."])
    ('Lumen',)
    >>> other_case("TIDE", ["We use the Tide data.", "It goes out with the tide."])
    ()
    """
    written = re.compile(
        rf"(?:(?<=[\w,;(“\"]\s)|(?<=[(“\"])|(?<!\w)(?={acronym}-?\d))({acronym})(?=[\s-]?\d|[^\w]|$)", re.IGNORECASE
    )
    common = re.compile(rf"(?<![\w/.-]){acronym.lower()}(?![\w/-])")
    texts = tuple(texts)
    if any(common.search(text) for text in texts):
        return ()
    forms = (match[1] for text in texts for match in written.finditer(text))
    return tuple(dict.fromkeys(form for form in forms if form[0].isupper() and not form.isupper()))


def _commonest(found: Counter[str]) -> str | None:
    return min(found, key=lambda text: (-found[text], text), default=None)
