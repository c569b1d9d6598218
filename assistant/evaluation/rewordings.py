"""One thing of a claim's words changed: a number, a unit, a negation, a direction.

Each function takes the claim, all that its paper says (what stands there is no error) and where to draw from. It
returns None where the claim offers nothing to change. The patterns are English and know nothing of the verifier's.
"""

import math
import re
from random import Random

# Numbers

_DIGITS = re.compile(r"(?<![\w.,@'’-])\d+(?:,\d{3})*(?:\.\d+)?(?=[KMBTkx]?(?![\w'’]))(?!\.\d)")
_NUMBER_WORDS = {
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fourteen": 14,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "ninety": 90,
}
_WORD_NUMBER = re.compile(rf"\b(?<!-)({'|'.join(_NUMBER_WORDS)})\b(?!-)", re.IGNORECASE)
_VERSION_BEFORE = re.compile(
    r"(?:[a-z]+[A-Z]|[A-Z]{2,}|[A-Z][a-z]*[A-Z])\w*\s$|\b(?:Llama|CosyVoice|SimpleSpeech|Claude)\s$"
)
_RANGE_BETWEEN = re.compile(r"\s*(?:[-–/]|to)\s*")
YEARS = range(1900, 2100)


def _numbers_in(text: str) -> list[re.Match[str]]:
    """Return the numbers in digits that count something; those of names ("GPT-4", "CosyVoice 2") are left out."""
    return [
        match
        for match in _DIGITS.finditer(text)
        if match.group() != "1" and (len(match.group()) > 1 or not _VERSION_BEFORE.search(text[: match.start()]))
    ]


def values_in(text: str) -> set[float]:
    """Return every number of a text, in digits or words, without the magnitude that may follow it."""
    plain = text.replace(",", "")
    words = {float(value) for word, value in _NUMBER_WORDS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    return words | {float(number) for number in re.findall(r"\d+(?:\.\d+)?", plain)}


def change_number(claim: str, known: str, random: Random) -> str | None:
    """Change a digit, or the magnitude, of a number of the claim."""
    places = [*_numbers_in(claim), *_WORD_NUMBER.finditer(claim)]
    random.shuffle(places)
    stated = values_in(known)
    stated |= {value / 1000 for value in stated}
    for match in places:
        options = _other_words(match.group()) if match.group()[0].isalpha() else _other_numbers(match.group(), random)
        for option in options:
            if not values_in(option) & stated:
                return replaced(claim, match, option)
    return None


def _other_words(word: str) -> list[str]:
    value = _NUMBER_WORDS[word.lower()]
    words = sorted(_NUMBER_WORDS, key=lambda other: abs(math.log(_NUMBER_WORDS[other] / value)))
    return [_in_case_of(word, other) for other in words if other != word.lower()]


def _other_numbers(number: str, random: Random) -> list[str]:
    """Return the number with another digit in each place, in any order, and ten times as large."""
    is_year = number.isdigit() and int(number) in YEARS
    options = []
    for place, digit in enumerate(number):
        if not digit.isdigit() or (is_year and place < 2):
            continue
        leads = place == 0 and not number.startswith("0.")
        others = [other for other in "0123456789" if other != digit and not (leads and other == "0")]
        options.append(number[:place] + random.choice(others) + number[place + 1 :])
    random.shuffle(options)
    if not is_year:
        tenfold = _tenfold(number)
        options.insert(0 if random.random() < 0.3 else len(options), tenfold)
    return options


def _tenfold(number: str) -> str:
    """Return ten times the number in its own notation: "1,704" → "17,040", "8.35" → "83.5"."""
    if "." in number:
        whole, fraction = number.split(".")
        moved = f"{int(whole.replace(',', '') + fraction[0])}"
        return f"{moved}.{fraction[1:]}" if fraction[1:] else moved
    value = int(number.replace(",", "")) * 10
    return f"{value:,}" if "," in number or value >= 10_000 else str(value)


def swap_numbers(claim: str, _: str, random: Random) -> str | None:
    """Exchange two numbers of a claim, but not the ends of a range."""
    pairs = []
    for matches in (_numbers_in(claim), list(_WORD_NUMBER.finditer(claim))):
        pairs += [
            (first, second)
            for index, first in enumerate(matches)
            for second in matches[index + 1 :]
            if first.group().lower() != second.group().lower()
            and "-" not in (claim[first.end() : first.end() + 1], claim[second.end() : second.end() + 1])
            and not _RANGE_BETWEEN.fullmatch(claim[first.end() : second.start()])
        ]
    if not pairs:
        return None
    first, second = random.choice(pairs)
    return replaced(replaced(claim, second, first.group()), first, second.group())


# Units

_UNIT_SWAPS = {
    "million": ("billion", "thousand"),
    "billion": ("million", "trillion"),
    "trillion": ("billion",),
    "thousand": ("million",),
    "K": ("M",),
    "M": ("B", "K"),
    "B": ("M",),
    "T": ("B",),
    "GB": ("MB", "TB"),
    "TB": ("GB",),
    "MB": ("GB",),
    "terabytes": ("gigabytes",),
    "hours": ("minutes", "days"),
    "days": ("hours",),
    "years": ("months",),
    "%": ("points", "times"),
    "percent": ("points", "times"),
    "times": ("percent",),
    "BLEU": ("COMET",),
    "COMET": ("BLEU",),
    "languages": ("tasks", "datasets"),
    "tasks": ("languages", "datasets"),
    "datasets": ("languages", "tasks"),
    "benchmarks": ("languages",),
    "speakers": ("languages", "recordings"),
    "sentences": ("documents",),
    "tokens": ("parameters", "documents"),
    "parameters": ("tokens",),
    "words": ("documents", "languages"),
    "users": ("messages",),
    "messages": ("users",),
    "emoticons": ("users",),
    "domains": ("languages",),
    "dialogues": ("sentences",),
    "conversations": ("speakers",),
    "countries": ("languages",),
    "categories": ("languages",),
    "questions": ("documents",),
    "models": ("tokenizers", "languages"),
    "pairs": ("sentences",),
}
"""What a unit is confused with; the first that is false of the paper is taken."""

_QUANTITY = re.compile(
    rf"(?<![\w.,-])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(_NUMBER_WORDS)})\b)"
    rf"(?P<between>\s?(?:[a-z][a-z-]*\s){{0,2}}?)(?P<unit>%|{'|'.join(filter(str.isalpha, _UNIT_SWAPS))})(?!\w)",
    re.IGNORECASE,
)
_IS_POINTS_ANYWAY = re.compile(r"absolute|points|accuracy|score|F1|BLEU|recall|AUC|match", re.IGNORECASE)

_BY = re.compile(r"\b(?:by|gains?)\s(?:almost |nearly |about |up to |a further )*$")


def change_unit(claim: str, known: str, random: Random) -> str | None:
    """Give a number of the claim another unit, or count other things with it."""
    places = [match for match in _QUANTITY.finditer(claim) if match["unit"] in _UNIT_SWAPS]
    random.shuffle(places)
    for match in places:
        for other in _UNIT_SWAPS[match["unit"]]:
            if other == "points" and _IS_POINTS_ANYWAY.search(f"{claim} {known}"):
                continue  # a gain of 3 % in accuracy and one of 3 points are the same to many
            if match["unit"] in ("%", "percent") and other == "times" and not _BY.search(claim[: match.start()]):
                continue
            stated = rf"{re.escape(match['number'])}\s?(?:[\w-]+\s){{0,3}}{re.escape(other)}\b"
            if other not in claim.split() and not re.search(stated, known, re.IGNORECASE):
                gap = " " if match["unit"] == "%" and not match["between"] else ""
                return f"{claim[: match.start('unit')]}{gap}{other}{claim[match.end('unit') :]}"
    return None


# Negation

_VERB = (
    r"outperforms|improves|reaches|achieves|attains|supports|covers|contains|comprises|holds|uses|adopts|requires|needs"
    r"|surpasses|beats|exceeds|helps|includes|offers|spans|matches|matters|keeps|gains|reduces|lowers|adds|serves|works"
    r"|learns|transfers|relies|builds|equals|combines|rivals|leads|trains|extends|translates|saves|handles|evaluates"
)
_INSERTIONS = (
    (
        re.compile(
            r"(?<!that )(?<!which )(?<!who )\b(is|are|was|were|will|could|would|may)"
            r"(?= (?!not\b|no\b|never\b|hardly\b|neither\b|and\b|from\b)\w)"
        ),
        r"\1 not",
    ),
    (re.compile(r"\b(has|have|had)(?= (?:been|\w+ed|become|seen|shown)\b)"), r"\1 not"),
    (re.compile(r"\b([Cc])an\b(?! not)"), r"\1annot"),
    (re.compile(rf"(?<!-)\b({_VERB})\b(?! (?:no|not|neither|none|nothing)\b)"), "does not VERB"),
    (re.compile(r"\bhas(?= (?:more|fewer|over|some|about|\d|an? |the |close))"), "does not have"),
    (re.compile(r"\b[Ww]ith(?= (?:data|training|labelled|images|parallel))"), "without"),
)
# Of "languages that were not seen" the opposite need not be false.
_NOT_OF_WHICH = r"(?<!that )(?<!they )(?<!it )(?<!that were )(?<!they have )(?<!it has )(?<!that was )"
_REMOVALS = (
    (re.compile(r"\bdoes not (\w+)"), "VERBs"),
    (re.compile(r"\b(?:do|did) not (?=\w)"), ""),
    (re.compile(r"\b([Cc])annot\b"), r"\1an"),
    (re.compile(rf"{_NOT_OF_WHICH}(?<!do )(?<!does )(?<!did )\bnot (?!only\b|yet\b)"), ""),
    (re.compile(r"\bhas not yet\b"), "has already"),
    (re.compile(r"\bwithout any\b"), "with some"),
    (re.compile(r"(?<!do )(?<!does )\bwithout\b(?! any)"), "with"),
    (re.compile(r"\bvirtually no\b"), "much"),
    (re.compile(r"\bno longer\b"), "still"),
    (re.compile(r"(?<!virtually )\bno (?=(?!fewer|more|less|longer)[a-z])"), "some "),
    (re.compile(rf"{_NOT_OF_WHICH}\bnever "), ""),
    (re.compile(r"\bhardly ever\b"), "very often"),
    (re.compile(r"\bhardly any\b"), "ample"),
    (re.compile(r"\b[Hh]ardly (?!ever|any)"), ""),
    (re.compile(r"\b([Nn])either (.+?) nor\b"), r"both \2 and"),
    (re.compile(r"\bfails? to "), ""),
)


def change_negation(claim: str, _: str, random: Random) -> str | None:
    """Take a negation out, else put one in at one of the first two verbs."""
    found = [(match, after) for pattern, after in _REMOVALS for match in pattern.finditer(claim)]
    if not found:
        found = [(match, after) for pattern, after in _INSERTIONS for match in pattern.finditer(claim)]
        found = sorted(found, key=lambda item: item[0].start())[:2]
    if not found:
        return None
    match, after = random.choice(found)
    text = match.expand(after)
    if text == "VERBs":
        text = _third_person(match.group(1))
    elif text.endswith("VERB"):
        text = text.replace("VERB", _base_form(match.group(1)))
    changed = replaced(claim, match, text)
    return changed[0].upper() + changed[1:] if claim[0].isupper() else changed


def _base_form(verb: str) -> str:
    """Return the infinitive of a verb in the third person: "relies" → "rely", "reaches" → "reach"."""
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("sses", "ches", "shes", "xes")) else verb[:-1]


def _third_person(verb: str) -> str:
    """Return the third person of an infinitive: "rely" → "relies", "reach" → "reaches"."""
    irregular = {"have": "has", "do": "does", "be": "is", "go": "goes"}
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("ss", "ch", "sh", "x")) else f"{verb}s"


# Direction

_OPPOSITES = (
    ("higher", "lower"),
    ("highest", "lowest"),
    ("better", "worse"),
    ("best", "worst"),
    ("larger", "smaller"),
    ("largest", "smallest"),
    ("greater", "smaller"),
    ("greatest", "smallest"),
    ("faster", "slower"),
    ("easier", "harder"),
    ("stronger", "weaker"),
    ("cheaper", "dearer"),
    ("outperforms", "underperforms"),
    ("outperform", "underperform"),
    ("surpasses", "falls short of"),
    ("surpass", "fall short of"),
    ("beats", "loses to"),
    ("beat", "lose to"),
    ("exceeds", "falls below"),
    ("improves on", "falls behind"),
    ("improves", "worsens"),
    ("improve", "worsen"),
    ("increases", "decreases"),
    ("increase", "decrease"),
    ("reduces", "increases"),
    ("reduce", "increase"),
    ("lowers", "raises"),
    ("rises", "falls"),
    ("gains", "loses"),
    ("helps", "harms"),
    ("help", "harm"),
    ("ahead of", "behind"),
    ("above", "below"),
    ("superior", "inferior"),
    ("more than", "fewer than"),
    ("less than", "more than"),
    ("over", "under"),
    ("more", "less"),
    ("fewer", "more"),
    ("high-resource", "low-resource"),
    ("before", "after"),
    ("most", "least"),
)
_OPPOSITE = {after: before for before, after in reversed(_OPPOSITES)} | dict(_OPPOSITES)
_DIRECTION = re.compile(
    rf"\b(?<!-)(?:{'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})\b(?!-)".replace(
        r"|over|", r"|over(?= (?:\d|\w+ (?:hundred|thousand|million)))|"
    )
    .replace(r"|most|", r"|most(?=[ ,.;]*(?:for|in|on|at|from)? ?(?:where|for)|[.;,])|")
    .replace(r"|best|", r"|best(?! of)|"),
    re.IGNORECASE,
)

_ADDS_TO_NUMBER = re.compile(rf"(?:\d|\b(?:one|two|{'|'.join(_NUMBER_WORDS)})|\bno) $")  # "nine more languages"


def change_direction(claim: str, _: str, random: Random) -> str | None:
    """Turn one comparison or change of the claim round, where its opposite does not stand there, too."""
    places = [
        match
        for match in _DIRECTION.finditer(claim)
        if not re.search(rf"\b{_OPPOSITE[match.group().lower()]}\b", claim, re.IGNORECASE)
        and not _ADDS_TO_NUMBER.search(claim[: match.start()])
    ]
    if not places:
        return None
    match = random.choice(places)
    return replaced(claim, match, _in_case_of(match.group(), _OPPOSITE[match.group().lower()]))


def replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _in_case_of(model: str, text: str) -> str:
    return text[0].upper() + text[1:] if model[0].isupper() else text
