"""What a question takes for granted that a paper tells: a count of certain things, a figure, results on a subject."""

import re
from collections.abc import Iterable

from assistant.language_names import LanguageNames, language_code
from assistant.verification.quantities import find_quantities
from assistant.verification.units import UNIT_OF
from assistant.verification.words import stem

COUNTED = re.compile(
    r"\bhow\s+many\s+(?:of\s+)?(?:[^\W\d_][\w'’-]*\s+){0,3}?(?P<noun>[^\W\d_][\w-]*s|people|BLEU)\b"
    r"(?<!ss)(?<!\bdoes)(?<!\bwas)(?<!\bhas)(?<!\bis)",
    re.IGNORECASE,
)
"""The plural behind "how many", with up to three words before it: "how many unique users"."""

OF_WHAT = re.compile(
    r"\s+of\s+(?P<matter>(?:(?!(?:is|are|was|were|do|does|did|has|have|had|can|in|for|from|by|to|with)\b)"
    r"[^\W\d_][\w-]*\s+){0,3}?[^\W\d_][\w-]*)"
    r"(?=\s*[?.,]|\s+(?:is|are|was|were|do|does|did|has|have|had|can|in|for|from|by|to|with|went|go)\b)",
    re.IGNORECASE,
)
"""What they are of: "How many hours of video does it hold?"."""

SIZE_ASKED = re.compile(
    r"\b(?:how\s+(?:big|large)\s+(?:is|are|was|were)|what\s+(?:is|was)\s+the\s+size\s+of)\s+"
    r"(?:[“\"][^”\"]+[”\"](?:['’]s\s+[\w-]+)?|(?!.*\b(?:gap|difference|gain|drop|reduction|improvement|effect|share)s?\b)"
    r"[^\s,]+(?:\s+[^\s,]+){0,3})[\s?.!]*$",
    re.IGNORECASE,
)
"""Asks how large something is as a whole, not beside something else."""

SIZE_UNITS = frozenset(
    (
        *("token", "word", "sentence", "paragraph", "document", "character", "parameter", "example", "question"),
        *("answer", "dialogue", "turn", "tweet", "comment", "pair", "image", "video", "hour", "minute", "person"),
        *("megabyte", "gigabyte", "terabyte"),
    )
)
LEAST_SIZE = 1_000
"""What tells how large something is: a number of these, or a number of anything that is at least so high."""

LONG_COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+){2,}(?![\w-])")
"""An adjective of three words and more, no part of which is what is counted: "14 state-of-the-art parsers"."""

SOUND = frozenset(map(stem, ("audio", "speech", "recordings", "recorded", "sound", "voices", "spoken")))
"""Words of which one stands for another."""

STUDIED = frozenset(
    map(stem, ("participants", "patients", "subjects", "individuals", "persons", "people", "volunteers", "respondents"))
)
PEOPLE_UNITS = frozenset(("person", "child", "woman", "man"))
"""Words for whoever takes part in a study: a number of patients, children or women answers a question for them."""

TOOK_PART = re.compile(
    r"\b(?:participants|patients|subjects|individuals|volunteers|respondents|people|persons|children|women|men|adults"
    r"|infants|students|speakers|workers)\b",
    re.IGNORECASE,
)
SAMPLE_SIZE = re.compile(
    r"(?P<whole>\b(?:what|how\s+(?:large|big|high))\s+(?:is|was|were)\s+(?:the|its|their)\s+)?\bsample\s+sizes?\b"
    r"(?(whole)(?:\s+(?:of|in|for)\b)?)",
    re.IGNORECASE,
)
N_IS = re.compile(r"\bn\s?=\s?\d", re.IGNORECASE)
"""What asks how many took part, and what tells it in statistics."""

SCORE = (
    r"(?:accurac(?:y|ies)|F-?1(?:[- ]?(?:score|measure))?|F-(?:score|measure)|BLEU|COMET|chrF\+*|ROUGE(?:-\w+)?|METEOR"
    r"|WER|CER|LAS|UAS|EER|MOS|AUC|AUROC|mAP|PSNR|SSIM|MRR|nDCG(?:@\d+)?|m?IoU|precision|recall|perplexity|kappa"
    r"|(?:error|success|win|pass|hit)\s+rate|scores?|correlation)"
)
FIGURE = r"\d\s?%|per\s?cent|\d[.,:]\d|(?<![\w.])[.,]\d"
FIGURES = (
    (  # "What F1 does it reach?"
        rf"\bwhat\s+(?:[\w'’@.-]+\s+){{0,3}}?{SCORE}s?\s+"
        r"(?:does|do|did|is|are|was|were|can|could|has|have|had)\b(?!\s+(?:used|for)\b)"
        rf"|\bwhat\s+(?:is|was)\s+the\s+(?:[\w'’@.-]+\s+){{0,4}}?{SCORE}"
        r"(?=\s*\?|\s+(?:of|on|for|in|by|when|with|reached|achieved|obtained|reported|at|under|after)\b)"
        r"|\bhow\s+(?:many|much)\s+(?:[\w'’@.-]+\s+){0,2}?(?:BLEU|F1|WER|accuracy|COMET)\b",
        rf"{FIGURE}|\b{SCORE}s?\b[^.]{{0,60}}\d|\d[^.]{{0,25}}\b{SCORE}|\bperfect",
    ),
    (  # "What share of the pages is German?"
        r"\b(?:what|which)\s+(?:exact\s+|rough\s+)?(?:percentages?|shares?|proportions?|fractions?|portions?)\s+of\b"
        r"|\bhow\s+(?:many|much)\s+per\s?cent\b|\bwhat\s+percent(?:age)?\b",
        rf"{FIGURE}|\b(?:half|thirds?|quarters?|fifths?|tenths?|majority|minority)\b|\d/\d"
        r"|\b(?:\d+|one|two|three|four|nine)\s*(?:out\s+of|in|of|/)\s+(?:the\s+)?(?:\d+|ten|five|four|three|every)\b",
    ),
    (  # "By how much is it faster?"
        r"\bby\s+(?:how\s+(?:much|many)|what\s+(?:factor|margin|percentage|amount))\b|\bhow\s+(?:much|many\s+times)\s+"
        r"(?:faster|slower|smaller|larger|better|worse|higher|lower|cheaper|more|less|fewer|bigger)\b",
        rf"{FIGURE}|×|\bpoints?\b|\d\s?(?:x|times|fold|-fold|BLEU|F1|dB)\b|\b\d+\s+\w+|\w-?fold\b|\borders?\s+of\s+magnitude"
        r"|\b(?:twice|double[sd]?|triple[sd]?|half|halv\w+|thirds?|quarters?|tenfold)\b"
        r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)\s+times",
    ),
    (  # "How long did the training take?"
        r"\bhow\s+long\s+(?:does|did|do|will|would)\b.*\b(?:take|last|need|run)\b",
        r"\b(?:seconds?|min(?:ute)?s?|hours?|days?|weeks?|months?|years?|decades?|ms|milliseconds?|s|h|epochs?|steps?"
        r"|iterations?|overnight|real[- ]time)\b",
    ),
)
"""Questions for a figure, and what a text has to hold to tell any: a score, a share, a gain, a time."""
ASKED_AND_TOLD = [(re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE)) for asked, told in FIGURES]

REPORTED = re.compile(
    r"\b(?:say|says|said|reports?|reported|tells?|mentions?|claims?|gets?|do|does|reach|reaches|results?|performs?|find)\b"
    r"\s+(?:about|on|of|regarding|for)\s+(?P<subject>.*)",
    re.IGNORECASE,
)
"""What a paper is asked to report on: "What does it say about image captions?", "How does it do on summarization?"."""


def counted_noun(question: str) -> str:
    """Return the plural of which a question asks how many there are, or "".

    >>> counted_noun("How many unique users has it?")
    'users'
    """
    match = COUNTED.search(question)
    return match["noun"].lower().rpartition("-")[2] if match else ""


def asks_other_count(question: str, texts: Iterable[str]) -> bool:
    """Say whether a question asks how many there are of something that no number of the texts counts.

    >>> asks_other_count("How many rated speakers has it?", ["It covers nine languages."])
    True
    >>> asks_other_count("How many languages does it cover?", ["It covers nine languages."])
    False
    >>> asks_other_count("How many hours of video does it hold?", ["It holds nine hours of speech."])
    True
    """
    noun = counted_noun(question)
    if not noun:
        return False
    texts = list(texts)
    if _is_of_other_matter(question, texts):
        return True
    unit, root = UNIT_OF.get(noun), stem(noun)
    if root in STUDIED:
        return not tells_sample(texts)
    if unit == UNIT_OF["people"]:
        unit = None  # annotators are people, users are people, and neither are the others
    quantities = (quantity for text in texts for quantity in find_quantities(LONG_COMPOUND.sub(_joined, text)))
    return not any(root in quantity.nouns or (unit and quantity.unit == unit) for quantity in quantities)


def asks_size(question: str) -> bool:
    """Say whether a question asks how large a thing is, rather than a gap or an effect."""
    return SIZE_ASKED.search(question) is not None


def tells_size(texts: Iterable[str]) -> bool:
    """Say whether a number of the texts tells how large something is.

    >>> tells_size(["It holds 40 hours."]), tells_size(["It holds 4,000 kelps."]), tells_size(["It covers 9 seas."])
    (True, True, False)
    """
    quantities = (quantity for text in texts for quantity in find_quantities(text) if not quantity.in_name)
    return any(
        quantity.unit in SIZE_UNITS or (quantity.value >= LEAST_SIZE and quantity.nouns and quantity.unit != "language")
        for quantity in quantities
    )


def asks_untold_figure(question: str, texts: Iterable[str]) -> bool:
    """Say whether a question asks for a score, share, gain or time, and no text tells any.

    >>> asks_untold_figure("What F1 does it reach on Swahili?", ["It beats all others in Swahili."])
    True
    >>> asks_untold_figure("What F1 does it reach on Swahili?", ["It reaches 81.2 in Swahili."])
    False
    """
    texts = list(texts)
    return any(asked.search(question) and not any(map(told.search, texts)) for asked, told in ASKED_AND_TOLD)


def asks_for_sample(question: str) -> bool:
    """Say whether a question asks how many took part in a study.

    >>> asks_for_sample("What was the sample size?"), asks_for_sample("How many subjects were enrolled?")
    (True, True)
    """
    return SAMPLE_SIZE.search(question) is not None or stem(counted_noun(question)) in STUDIED


def asked_in_words_of(text: str, question: str) -> str:
    """Return a question how many took part in a study, with the word that a text has for them beside a number.

    >>> asked_in_words_of("Of 83 patients, 9 ate. Soup warms.", "What was the sample size of the soup trial?")
    'How many patients were in the soup trial?'
    >>> asked_in_words_of("Participants (N=14) ate.", "How many subjects were in it?")
    'How many participants were in it?'
    """
    counting = (piece for piece in re.split(r"(?<=[.;])\s", text) if re.search(r"\d", piece))
    word = next((match[0].lower() for piece in counting if (match := TOOK_PART.search(piece))), None)
    if word is None or not asks_for_sample(question):
        return question
    noun = counted_noun(question)
    if noun:
        return re.sub(rf"\b{noun}\b", word, question, count=1, flags=re.IGNORECASE)
    return SAMPLE_SIZE.sub(f"How many {word} were in", question, count=1)


def tells_sample(texts: Iterable[str]) -> bool:
    """Say whether a text counts people, of whatever kind.

    >>> tells_sample(["We enrolled 83 patients."]), tells_sample(["Soup (n=14)."]), tells_sample(["It has 9 tasks."])
    (True, True, False)
    """
    texts = list(texts)
    units = (quantity.unit for text in texts for quantity in find_quantities(text))
    return not PEOPLE_UNITS.isdisjoint(units) or any(map(N_IS.search, texts))


def _joined(compound: re.Match[str]) -> str:
    return compound[0].replace("-", "")


def _is_of_other_matter(question: str, texts: Iterable[str]) -> bool:
    """Say whether what is counted is of something that the texts have no word for: hours of video, of speech."""
    counted = COUNTED.search(question)
    match = OF_WHAT.match(question, counted.end()) if counted else None
    if match is None:
        return False
    matter = _meant(match["matter"])
    return all(matter.isdisjoint(_meant(text)) for text in texts)


def _meant(text: str) -> set[str]:
    """Return the stems of a text, the units that its words name, and "sound" where it speaks of any."""
    words = [word.lower() for word in re.findall(r"[^\W_]+", text)]
    stems = set(map(stem, words))
    return stems | {f"{UNIT_OF[word]} " for word in words if word in UNIT_OF} | ({"sound "} if stems & SOUND else set())


def asks_other_language(question: str, texts: Iterable[str]) -> bool:
    """Say whether a question names a language, and the texts name others only.

    >>> asks_other_language("Which Japanese tasks did it win?", ["It is best in English and Thai."])
    True
    >>> asks_other_language("Which Japanese tasks did it win?", ["It is best in 40 languages."])
    False
    """
    names = LanguageNames()
    asked = set(map(_code, names.places([question])))
    if not asked:
        return False
    told = set(map(_code, names.places(list(texts))))
    return bool(told) and told.isdisjoint(asked)


def _code(language: str) -> str | None:
    """Return the code of a language, one for all that Chinese is a name of."""
    return language_code("Chinese" if language in ("Mandarin", "Cantonese") else language)


def reported_subject(question: str) -> str:
    """Return what a question wants a report on, or "".

    >>> reported_subject("What does MuRIL say about image captions?")
    'image captions?'
    """
    match = REPORTED.search(question)
    return match["subject"] if match else ""
