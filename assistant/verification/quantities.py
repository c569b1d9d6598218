"""Numbers with value, unit and magnitude, in any notation."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile

from assistant.verification.bounds import find_relations
from assistant.verification.units import HARD_UNITS, METRIC_NAMES, PERCENT_WORDS, UNIT_OF
from assistant.verification.words import UNSPACED, Word, split_words, stem, words_of

SMALL_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: value for value, word in enumerate(SMALL_WORDS.split())}
TENS = {word: 10 * tens for tens, word in enumerate(TENS_WORDS.split(), 2)}
SMALL_DIGITS = frozenset(SMALL_WORDS.split()[:10])
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
PARTS |= {"eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20, "fiftieth": 50, "hundredth": 100, "thousandth": 1000}
MULTIPLES = {"once": 1, "twice": 2, "thrice": 3, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "triple": 3}
MULTIPLES |= {"triples": 3, "tripled": 3, "tripling": 3, "quadruple": 4, "quadruples": 4, "quadrupled": 4}
MULTIPLES |= {f"{word}fold": value for word, value in (SMALL | TENS).items() if value > 1} | {"hundredfold": 100}

MAGNITUDES: dict[str, int] = {
    word: value
    for value, words in (
        (10**2, """hundred hundreds"""),
        (
            10**3,
            """thousand k thousands tausend mille mil mila duizend тысяч тысячи тыс ألف آلاف हज़ार हजार bin ribu
        nghìn tys""",
        ),
        (10**5, """lakh लाख"""),
        (
            10**6,
            """million m mm mn millions mio millionen millón millones milhões milhão milioni milione miljoen
        миллион миллиона миллионов млн مليون ملايين milyon juta triệu mln""",
        ),
        (10**7, """crore करोड़"""),
        (
            10**9,
            """billion b bn billions milliarde milliarden mrd milliard milliards bilhões bilhão miliardi miliardo
        miljard миллиард миллиарда миллиардов млрд مليار अरब milyar tỷ mld""",
        ),
        (10**12, """trillion t billionen"""),
    )
    for word in words.split()
}
"""What a number may be multiplied by, written behind it; capitals K M B T as well."""

HAN_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
}
HAN_DIGITS |= {"九": 9}
HAN_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_GROUPS = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "兆": 10**12}
HAN_NUMBER = re.compile(f"[{''.join((*HAN_DIGITS, *HAN_TENS, *HAN_GROUPS))}]+")
HAN_COUNTERS = "种種个個名位篇倍小分年条句项項类類万亿億人語语言"

DIGITS = re.compile(
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f\u2009 '’٬]\d{3})+(?!\d)(?:[.·٫]\d+)?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+(?:[.·٫,]\d+)*|(?<![\w.,])\.\d+)"
)
ATTACHED = re.compile(r"(?P<suffix>[^\W\d_]+|%|٪|％|‰|×(?!\s?\d))")
SPACED_SCALE = re.compile(rf"\s(?:(?P<letter>[KMBT])(?![\w.'’-])|(?P<group>[{''.join(HAN_GROUPS)}]))")
"""A magnitude with white space before it: "37.6 M pages"."""
SPACED_SIGN = re.compile(r"\s?(?P<sign>%|٪|％|‰|×(?!\s?\d))")
CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}

ENDS_THE_NOUN = words_of(
    """and or with for in on from to by that which who vs versus while than as at per across using via is are was were
    be been have has had can could may might will would should must do does did when where but yet so if not
    both into over under between among within without during against show shows showing shown trained pretrained
    compared spanning covering ranging including containing consisting belonging respectively i.e e.g namely
    such it its we they this those because since after before whose whereas including annotated collected drawn
    taken spoken written along out make makes made come comes came share shares give
    gives gave stand stands hold holds contain contains yield yields remain remains belong belongs describe
    describes improve improves perform performs lie lies serve serves differ differs get gets got went go goes beat
    beats outperform outperforms works und oder von mit für in auf aus bei et de des en dans sur pour y e con para
    por da do di del nel su"""
)
REPEATERS = words_of("of the these those all its their our different other more new additional distinct some")
DETERMINERS = words_of("the these those all its their our")
MOST_MULTIPLIED = 4
"""The highest number that may stand before a determiner: "half the data", "three times the size"."""
LONGEST_NOUN = 7
PLURAL = re.compile(
    r"[a-z]{2,}(?:[^suic\W]|[aeo]i|ch|th|ic|[^o]u)s$|(?:people|children|women|men|mice|criteria|corpora|phenomena)$"
)
NO_PLURALS = words_of("news series species sports perhaps always besides classics bias gas")
"""A plural ends the noun phrase, and so is what is counted: "nine languages improve"."""
LISTED_MODIFIERS = re.compile(
    r"(?:,\s[^\W\d_][\w-]*)*,?\s(?:and|or)\s(?P<last>(?:[^\W\d_][\w-]*\s){1,3}?[^\W\d_][\w-]*s)(?![\w-])"
)
"""How a list of modifiers goes on to what is counted: "40 text, speech and video collections"."""
AMOUNTS = words_of("total sum number average mean maximum minimum amount")
BRACKETED = re.compile(r"\([A-Za-z-]{1,8}\)|\bstate-of-the-art\b")

TIMES_A_POWER = re.compile(r"\s?[×x·⋅*]\s?10(?=[\^⁻⁰¹²³⁴-⁹])|[eE](?=[-+]?\d{1,2}(?![\w.]))")
"""What stands between the two parts of 6.3 × 10^12 and of 6.3e12."""
BETWEEN_DIGITS = re.compile(r"(?<=\d)×(?=\d)")
"""What names often have as an x: "8×7B"."""
EXPONENT = re.compile(r"[-+]?\d{1,2}")
POWER_OF_TEN = re.compile(r"\^\{?(?P<plain>[-−]?\d{1,2})\}?|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,2})")
GLUED_WORD = re.compile(r"(?:^|\s)(?:of|to|and|the|in|with|than|by|from|over|any|on|for)$")
"""What lost its space before a number: "of10 languages"."""
NAMED_BEFORE = re.compile(r"(?:^|[\s(])(?=\S*[A-Z]\S*[A-Z])[\w-]+$")
LABEL = re.compile(
    r"(?:\b(type|phase|stage|grade|class|level|figure|fig|table|tab|section|sec|chapter|appendix|app|equation|eq|algorithm"
    r"|page|pp|p|part|step)s?[.~]?|(§§?))\s?$",
    re.IGNORECASE,
)
"""What is before a number that tells things apart, or says where in a paper something stands."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written (`text`), its exact value, and what is known of its unit.

    `unit` names a family of `FAMILIES`, "percent" or a currency, "" where none is known; `nouns` are the stems behind
    the number up to the end of the noun phrase. `relations`: see `find_relations`. `in_name`: the
    digits belong to a name ("GPT-4"). `label` is what the number tells apart ("type 1"). `other_value`:
    what "1.704" is where the full stop groups thousands.
    """

    text: str
    value: Fraction
    unit: str
    nouns: tuple[str, ...]
    start: int
    end: int
    relations: frozenset[str] = frozenset()
    in_name: bool = False
    is_word: bool = False
    other_value: Fraction | None = None
    label: str = ""


# Extraction


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text in order, those within names included (`in_name`).

    >>> [(quantity.text, int(quantity.value), quantity.unit) for quantity in find_quantities("1.72B words in 40 hours")]
    [('1.72B words', 1720000000, 'word'), ('40 hours', 40, 'hour')]
    """
    plain = _with_ascii_digits(text)
    taken: list[tuple[int, int]] = []
    found: list[Quantity] = []
    for quantity in (*_in_digits(plain), *_in_words(plain), *_in_han(plain)):
        if all(quantity.end <= start or end <= quantity.start for start, end in taken):
            taken.append((quantity.start, quantity.end))
            found.append(quantity)
    found.sort(key=lambda quantity: quantity.start)
    described = _shared_units(plain, [_with_unit(plain, quantity) for quantity in found])
    return tuple(replace(one, text=text[one.start : one.start + len(one.text)]) for one in described)


def _with_ascii_digits(text: str) -> str:
    """Return the text with the decimal digits of all scripts as ASCII; no offset moves."""
    if text.isascii():
        return text
    changed = [
        str(unicodedata.decimal(character)) if character.isdecimal() and not character.isascii() else character
        for character in text
    ]
    return BETWEEN_DIGITS.sub("x", "".join(changed).replace("−", "-").replace("‑", "-").replace("‐", "-"))


def _in_digits(text: str) -> Iterator[Quantity]:
    for match in DIGITS.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else " "
        value, other = _read_digits(match.group("digits"))
        in_name = _is_cased(before) or before == "_" or (before == "-" and start > 1 and text[start - 2].isalnum())
        if before == "-" and start > 1 and text[start - 2].isdigit() and not _begins_in_name(text, start - 2):
            in_name = False  # a range, 25-50
        if in_name and before == "-" and _is_plain_word_before(text, start - 1):
            in_name = False  # "parameters-5.5x", a dash without spaces
        if in_name and GLUED_WORD.search(text, 0, start):
            in_name = False
        if not in_name and match.group() == "10" and (power := _power_of_ten(text, end)):
            value, end = power
        elif not in_name and (times := TIMES_A_POWER.match(text, end)) and (power := _power_of_ten(text, times.end())):
            value, end = value * power[0], power[1]
        if before in "'’" and start > 1 and text[start - 2].isalpha():
            in_name = True  # WMT'14
        if before in ".:/" and start > 1 and text[start - 2].isdigit():
            in_name = True  # a date, a version, a time, an address
        scale = 1
        if attached := ATTACHED.match(text, end):
            suffix = attached.group("suffix")
            closed = not text[attached.end() : attached.end() + 1].isalnum()
            if suffix in {"K", "M", "B", "T", "bn", "k", "b", "m", "mn"} and not in_name and closed:
                scale, end = MAGNITUDES[suffix.casefold()], attached.end()
            elif suffix in HAN_GROUPS or suffix[0] in HAN_GROUPS or suffix[0] in "千百":
                scale, end = (HAN_GROUPS | HAN_TENS)[suffix[0]], end + 1
            elif suffix.casefold() in {"st", "nd", "rd", "th", "s"} and suffix.islower() and suffix != "s":
                continue  # an ordinal
            elif suffix == "s" and end - start == 4:
                in_name = True  # a decade
            elif suffix == "D":
                in_name, end = True, attached.end()
            elif suffix.casefold() not in UNIT_OF and suffix.isascii() and suffix.isalpha():
                in_name = True  # 4o
        if text[start - 1 : start] == "½":
            continue
        if not in_name and (fraction := re.compile(r"\s?([½⅓⅔¼¾⅕⅛])").match(text, end)):
            value, end = value + _vulgar(fraction.group(1)), fraction.end()
        ratio = re.compile(r"/(\d+)(?![\d/])").match(text, end)
        if not in_name and ratio and value < int(ratio.group(1)) <= 100:
            value, end = value / int(ratio.group(1)), ratio.end()
        if not in_name and scale == 1:
            scale, end = _magnitude_behind(text, end)
        if not in_name and scale == 1 and (spaced := SPACED_SCALE.match(text, end)):
            scale = HAN_GROUPS[spaced["group"]] if spaced["group"] else MAGNITUDES[spaced["letter"].casefold()]
            end = spaced.end()
        if (
            not in_name
            and (odds := re.compile(r"\s(?:in|out of)\s(\d+|[a-z]+)(?:\s(million|thousand))?\b").match(text, end))
            and value == 1
            and scale == 1
            and (base := _number_of(odds.group(1)))
        ):
            value, end = Fraction(1, base * SCALES.get(odds.group(2) or "", 1)), odds.end()
        yield Quantity(
            text[start:end], value * scale, "", (), start, end, in_name=in_name, other_value=other and other * scale
        )
    for match in re.finditer(r"(?<![\d\s])\s?([½⅓⅔¼¾⅕⅛])|^([½⅓⅔¼¾⅕⅛])", text):
        sign = match.group(1) or match.group(2)
        place = text.index(sign, match.start())
        yield Quantity(sign, _vulgar(sign), "", (), place, place + 1)


def _power_of_ten(text: str, start: int) -> tuple[Fraction, int] | None:
    """Return 10 to the exponent at `start`, raised, behind a caret or plain behind an e, and where it ends."""
    power = POWER_OF_TEN.match(text, start)
    if power is not None:
        written, end = power["plain"] or power["raised"], power.end()
    elif text[start - 1] in "eE" and (plain := EXPONENT.match(text, start)) is not None:
        written, end = plain.group(), plain.end()
    else:
        return None
    return Fraction(10) ** int(unicodedata.normalize("NFKC", written).replace("−", "-")), end


def _is_cased(character: str) -> bool:
    """Say whether a character is a letter of a script with capitals: there, names run into their digits."""
    return character.lower() != character.upper()


def _is_plain_word_before(text: str, end: int) -> bool:
    word = re.search(r"[^\W\d_]*$", text[:end])
    return word is not None and len(word.group()) >= 6 and word.group().islower()


def _begins_in_name(text: str, place: int) -> bool:
    while place >= 0 and (text[place].isdigit() or text[place] in ".,"):
        place -= 1
    return place >= 0 and (text[place].isalpha() or (text[place] == "-" and place > 0 and text[place - 1].isalpha()))


def _vulgar(sign: str) -> Fraction:
    return Fraction(unicodedata.numeric(sign)).limit_denominator(10)


def _number_of(word: str) -> int | None:
    return int(word) if word.isdigit() else (SMALL | TENS).get(word.casefold())


def _read_digits(digits: str) -> tuple[Fraction, Fraction | None]:
    """Return the value of digits with separators, and what else they may mean (a full stop may group thousands)."""
    compact = re.sub(r"[\u00a0\u202f\u2009 '’٬]", "", digits).replace("·", ".").replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,2}(,\d{2})+,\d{3}", compact):
        may_be_decimal = compact.count(",") == 1 and "." not in compact and not compact.endswith("0")
        other = Fraction(compact.replace(",", ".")) if may_be_decimal else None
        return Fraction(compact.replace(",", "")), other
    if re.fullmatch(r"\d+,\d+", compact):
        return Fraction(compact.replace(",", ".")), None
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", compact):
        return Fraction(compact.replace(".", "").replace(",", ".")), None
    if compact.count(".") > 1 or ("," in compact and "." in compact):
        return Fraction(re.sub(r"[.,]", "", compact)), None
    if "," in compact:
        return Fraction(compact.replace(",", "")), None
    if re.fullmatch(r"\d{1,3}\.\d{3}", compact):
        return Fraction(compact), Fraction(compact.replace(".", ""))
    return Fraction(compact), None


def _magnitude_behind(text: str, end: int) -> tuple[int, int]:
    """Return what a number is multiplied by ("million") and where that word ends."""
    scale = 1
    while (behind := re.compile(r"[\s-]?([^\W\d_]+)").match(text, end)) is not None:
        word = behind.group(1).casefold()
        if len(word) < 3 or word not in MAGNITUDES or (word in {"mil", "bin", "once"} and text.isascii()):
            break
        scale, end = scale * MAGNITUDES[word], behind.end()
    return scale, end


def _in_words(text: str) -> Iterator[Quantity]:
    words = split_words(text)
    place = 0
    while place < len(words):
        length, value, unit = _read_number_words(text, words, place)
        if not length:
            place += 1
            continue
        start, end = words[place].start, words[place + length - 1].end
        yield Quantity(text[start:end], value, unit, (), start, end, is_word=True)
        place += length


def _read_number_words(text: str, words: Sequence[Word], place: int) -> tuple[int, Fraction, str]:
    """Return how many words the number at `place` takes (0: there is none), its value, and its unit if it has one."""
    nothing = (0, Fraction(0), "")
    first = words[place].lower
    following = [word.lower for word in words[place : place + 8]]
    if first in MULTIPLES and first != "once":
        if first in {"double", "triple"} and text[words[place].end : words[place].end + 1] == "-":
            return nothing
        return 1, Fraction(MULTIPLES[first]), "times"
    if first in {"decade", "century"}:
        return 1, Fraction(10 if first == "decade" else 100), "year"
    if first in {"dozen"} or (first == "a" and following[1:2] == ["dozen"]):
        return (1 if first == "dozen" else 2), Fraction(12), ""
    if following[:3] == ["half", "a", "dozen"]:
        return 3, Fraction(6), ""
    if first in {"half", "halves"}:
        return 1, Fraction(1, 2), ""
    if first in {"a", "one"} and following[1:2] and following[1] in PARTS:
        names_a_part = following[1] in {"third", "quarter"} or following[2:3] in (["of"], ["as"])
        if names_a_part and following[1] != "half":
            return 2, Fraction(1, PARTS[following[1]]), ""
    total, current, length, seen = 0, 0, 0, False
    if first in {"a", "an"} and following[1:2] and following[1] in SCALES:
        current, length, seen = 1, 1, True
    elif first not in SMALL and first not in TENS:
        return nothing
    previous = ""
    while length < len(following):
        word = following[length]
        if length and not _joined(text, words[place + length - 1], words[place + length]):
            break
        if word in SMALL and (not seen or (previous in TENS and SMALL[word] < 10) or previous in {*SCALES, "and"}):
            current += SMALL[word]
        elif word in TENS and (not seen or previous in {*SCALES, "and"}):
            current += TENS[word]
        elif word == "hundred" and seen:
            current *= 100
        elif word in SCALES and seen:
            total, current = total + current * SCALES[word], 0
        elif (
            word == "and"
            and previous in SCALES
            and length + 1 < len(following)
            and (following[length + 1] in SMALL or following[length + 1] in TENS)
            and previous == "hundred"
        ):
            pass
        elif (part := word.removesuffix("s")) in PARTS and seen and length == 1 and current > 0:
            return 2, Fraction(current, PARTS[part]), ""
        else:
            break
        seen, previous = True, word
        length += 1
    if not seen:
        return nothing
    if length == 1 and following[1:3] and following[1] in {"in", "out"} and current == 1:
        rest = following[2:] if following[1] == "in" else following[3:]
        base = (SMALL | TENS).get(rest[0]) if rest else None
        if base and base > 1:
            return (3 if following[1] == "in" else 4), Fraction(1, base), ""
    value = Fraction(total + current)
    decimals = (
        list(takewhile(SMALL_DIGITS.__contains__, following[length + 1 :]))
        if following[length:][:1] == ["point"]
        else []
    )
    if decimals:
        value += Fraction(int("".join(str(SMALL[word]) for word in decimals)), 10 ** len(decimals))
        length += 1 + len(decimals)
    return length, value, ""


def _joined(text: str, one: Word, other: Word) -> bool:
    return text[one.end : other.start] in {" ", "-", "‑"}


def _in_han(text: str) -> Iterator[Quantity]:
    for match in HAN_NUMBER.finditer(text):
        run, end = match.group(), match.end()
        counted = text[end : end + 1] in HAN_COUNTERS and text[end : end + 1] != ""
        if (len(run) == 1 and (run in "一零〇" or not counted)) or text[match.start() - 1 : match.start()] in {
            "第",
            ".",
        }:
            continue
        if run[0] in HAN_GROUPS or (match.start() and text[match.start() - 1].isdigit()):
            continue
        if len(run) > 1 and not any(sign in HAN_TENS or sign in HAN_GROUPS for sign in run) and not counted:
            continue
        value = _read_han(run)
        unit = "percent" if text[max(0, match.start() - 3) : match.start()] == "百分之" else ""
        yield Quantity(run, Fraction(value), unit, (), match.start(), end)


def _read_han(run: str) -> int:
    total, section, digit = 0, 0, 0
    for sign in run:
        if sign in HAN_DIGITS:
            digit = HAN_DIGITS[sign]
        elif sign in HAN_TENS:
            section, digit = section + (digit or 1) * HAN_TENS[sign], 0
        else:
            total, section, digit = total + (section + digit) * HAN_GROUPS[sign], 0, 0
    return total + section + digit


# Units


def _with_unit(text: str, quantity: Quantity) -> Quantity:
    """Return the quantity with its unit, nouns and declared relation, its text grown to what belongs to it."""
    if quantity.in_name:
        return quantity
    end = quantity.end
    unit = quantity.unit
    nouns: list[str] = []
    hyphenated, last = False, 0
    before = text[: quantity.start].rstrip()
    if 1950 <= quantity.value <= 2050 and quantity.end - quantity.start == 4 and NAMED_BEFORE.search(before):
        return quantity  # "at LREC 2012 the"

    relations = find_relations(text, quantity.start, quantity.end)
    if text[end : end + 1] == "+":
        end += 1
    if before and before[-1] in CURRENCIES:
        unit = CURRENCIES[before[-1]]
    if not unit and (sign := SPACED_SIGN.match(text, end)):
        unit = "times" if sign.group("sign") == "×" else "percent"
        end = sign.end()
        if unit == "percent" and (points := re.compile(r"[\s-](?:\w+\s)?points?\b").match(text, end)):
            unit, end = "point", points.end()
    attached = ATTACHED.match(text, end) if not unit else None
    if attached and attached.group("suffix").casefold() in UNIT_OF:
        unit, end = UNIT_OF[attached.group("suffix").casefold()], attached.end()
    shown_end = end
    if aside := re.compile(r"\s?\([^()]*\)(?=\s)|\)(?=\s(?:of\s)?\w)").match(text, end):
        end = aside.end()
        if of := re.compile(r"\sof(?=\s)").match(text, end):
            end = of.end()
    n_words = 0
    behind = BRACKETED.sub(lambda match: " " * len(match.group()), text[end : end + 90])
    for word in split_words(behind):
        gap = behind[: word.start] if not n_words else behind[last : word.start]
        lower = word.lower
        if gap.strip(" -‑\u00a0") or (n_words and gap == ""):
            break
        last = word.end
        if nouns and gap in {"-", "‑"} and word.text[0].isdigit():
            continue  # "12 COVID-19-related questions"
        if (not n_words and lower in {"percentage", "per", "percent", "pct"}) or (
            lower in PERCENT_WORDS and not n_words
        ):
            if lower == "percentage":
                unit = "point"
                shown_end = end + word.end
                n_words += 1
                continue
            if lower != "per" or text[end + word.end : end + word.end + 5].strip().startswith("cent"):
                unit, n_words, shown_end = "percent", n_words + 1, end + word.end
                if text[end + word.end :].lstrip(" -").startswith("point"):
                    unit = "point"
                continue
        if lower in {"x", "times", "fold"} and not n_words and not unit:
            unit, n_words, shown_end = "times", 1, end + word.end
            continue
        if (
            lower == "of"
            and not n_words
            and text[end : end + 14].strip().startswith(("of the", "of these", "of its", "of our", "of all"))
        ):
            n_words += 1
            continue
        if lower in DETERMINERS and not n_words and quantity.value > MOST_MULTIPLIED:
            break  # "in eleven of fifteen the model leads"
        if lower in REPEATERS and n_words <= 2 and not nouns and lower != "of":
            n_words += 1
            continue
        if lower == "and" and text[: end + word.start].rstrip().endswith("ly"):
            n_words += 1
            continue  # "14 linguistically and geographically diverse languages"
        if nouns and lower in DETERMINERS:
            break
        if lower in ENDS_THE_NOUN or lower == "of" or n_words >= LONGEST_NOUN or word.text[0].isdigit():
            break
        if UNSPACED.search(word.text):
            break
        n_words += 1
        nouns.append(word.stem)
        if not unit or (unit not in HARD_UNITS):
            named = UNIT_OF.get(lower, "")
            if named and not (unit and n_words > 1 and lower == "s"):
                if (
                    named == "point"
                    and lower in METRIC_NAMES
                    and word.text.islower()
                    and lower in {"map", "ter", "comet"}
                ):
                    named = ""
                if len(lower) == 1 and n_words > 1:
                    named = ""
                if named and not (unit and hyphenated):
                    unit = named
                    hyphenated = text[end + word.end : end + word.end + 1] in "-‑" or (n_words == 1 and gap == "-")
        shown_end = end + word.end
        if unit in HARD_UNITS and unit not in {"point"}:
            break
        if PLURAL.search(lower) and lower not in NO_PLURALS and behind[word.end : word.end + 1] not in "-‑/&":
            break
    if nouns and quantity.value > 1 and unit not in HARD_UNITS and not _is_plural(text[:shown_end]):
        listed = LISTED_MODIFIERS.match(text, shown_end)
        more = split_words(listed["last"]) if listed is not None else ()
        none_of_these = ENDS_THE_NOUN | SMALL.keys() | TENS.keys()
        if listed is not None and _is_plural(listed["last"]) and none_of_these.isdisjoint(word.lower for word in more):
            nouns.extend(word.stem for word in more)
            unit, shown_end = UNIT_OF.get(more[-1].lower, ""), listed.end()
    if not unit and not nouns and re.search(r"\bfactors? of\W*(?:\w+\W+)?$", before, re.IGNORECASE):
        unit = "times"
    if not unit and not nouns and (family := _metric_before(before)):
        nouns.append(family)
    return replace(
        quantity,
        text=text[quantity.start : shown_end],
        unit=unit,
        nouns=tuple(nouns),
        relations=relations,
        label=(label[1] or label[2]).casefold() if (label := LABEL.search(before)) else "",
        end=max(quantity.end, end),
    )


def _is_plural(phrase: str) -> bool:
    """Say whether the last word of a phrase is a plural."""
    last = phrase.rpartition(" ")[2].lower()
    return PLURAL.search(last) is not None and last not in NO_PLURALS


def _metric_before(before: str) -> str:
    """Return the stem of a noun that the number belongs to from behind: "an accuracy of", "BLEU score of"."""
    match = re.search(r"(?<!\bup)\s(?:of|is|=|was|to|:)\s*$", before)
    match = re.search(r"(\w+)$", before[: match.start()]) if match else None
    return stem(match.group(1)) if match and match.group(1).isalpha() and match.group(1) not in AMOUNTS else ""


def _shared_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return the quantities with units passed backwards where a range or list shares one: 25–50 %, 12 and 24 layers."""
    for place in range(len(quantities) - 2, -1, -1):
        one, other = quantities[place], quantities[place + 1]
        between = text[one.start + len(one.text) : other.start]
        if one.unit or one.in_name or other.in_name or not (other.unit or other.nouns):
            continue
        own_nouns = {word.stem for word in split_words(one.text)} & set(one.nouns)
        if own_nouns - set(other.nouns) or not re.fullmatch(
            r"\s?(?:[-–—/,±]|to|and|or|,\s?and|,\s?or|bis|à|a|und|et|y)\s?(?:[<>≥≤~$€])?", between
        ):
            continue
        quantities[place] = replace(one, unit=other.unit, nouns=other.nouns)
    return quantities
