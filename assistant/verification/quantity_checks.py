"""Whether the numbers of a claim, with their units, stand in the cited sentences."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from assistant.verification.bounds import SLACK, admits, forbids, is_turned
from assistant.verification.datatypes import Reason
from assistant.verification.mentions import LANGUAGE_NAMES
from assistant.verification.numbering import check_ordinals, contrary_compound, stands_as_ordinal
from assistant.verification.quantities import AMOUNTS, BRACKETED, NO_PLURALS, PLURAL, Quantity, find_quantities
from assistant.verification.units import HARD_UNITS, METRIC_NAMES
from assistant.verification.words import meaning_stems, split_words, stem, words_of

IS_SCORE = re.compile(r"\b(?:accurac\w+|recall|precision|scores?|absolute|F1|BLEU|AUC|WER)\b", re.IGNORECASE)
"""What is itself measured in percent, so that a gain in percent is one in points."""
METRIC_STEMS = frozenset(map(stem, METRIC_NAMES))
LEAST_ROUNDED = 20
LEAST_ROUNDED_LOOSELY = 3
RATIO = re.compile(
    r"\b(?:half|halves|halved|halving|twice|thrice|doubl(?:es|ed|e|ing)|tripl(?:es|ed|e|ing)|times|\w*fold|thirds?"
    r"|quarters?|fifths?|sixths?|tenths?|per|each|average|percent|one in|out of|ratio|share)\b|%",
    re.IGNORECASE,
)
DIFFERENCE = re.compile(
    r"\b(?:more|less|fewer|higher|lower|points?|gains?|loses?|drops?|leads?|ahead|behind|better|worse|but|except|falls?|rises?"
    r"|only|rest|remaining|fail\w*|difference|gap|margin|increase\w*|decrease\w*|reduc\w+|improve\w*|cuts?|other|others"
    r"|additional|further|not|miss\w*)\b",
    re.IGNORECASE,
)
REST = re.compile(r"\b(?:not|no|rest|remaining|other|others|but|except|fail\w*|without|neither)\b", re.IGNORECASE)
IS_LEFT = re.compile(
    r"\b(?:err|errs|errors?|escape\w*|fewer|less|kept|keep\w*|left|remain\w*|only|miss\w*|wrong)\b", re.IGNORECASE
)
SUM = re.compile(r"\b(?:together|total|altogether|combined|overall|all|both|in sum|add up|sum)\b", re.IGNORECASE)
"""Words that tell that a number was reckoned from two others."""
FEWER_THAN = re.compile(r"\bfewer\sthan\s$", re.IGNORECASE)
ENUMERATOR = re.compile(r"\d\)")
PART_OF = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|all|these|those)\s)?")
OUT_OF = re.compile(r"\s(?:times\s)?(?:out\sof|in)\s(?:the\s|every\s)?")
MOST_IN_SHARE = 10
LEAST_BY_SEMICOLONS = 3
MOST_SPELT_OUT = 20
"""Numbers up to this are often written in words, which are read in English only."""
LEAST_TELLING = 10
"""What is counted below that is counted often: it tells no paper from another."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
SECONDS |= {"month": 2_629_800, "year": 31_557_600}
LEAST_OFTEN = 1000
"""Times beyond this are occasions, no ratio."""


def check_quantities(
    claim: str,
    cited: Sequence[str],
    title: str = "",
    own_years: frozenset[int] = frozenset(),
    *,
    same_language: bool = True,
) -> tuple[Reason, ...]:
    """Return a reason for each number of the claim that does not stand in the cited sentences or the title.

    `own_years` are years of the cited papers: an attribution may name them. Where the languages differ, small numbers
    that measure nothing are let pass: the source may spell them out.
    """
    standing = [quantity for sentence in cited for quantity in find_quantities(sentence)]
    standing.extend(find_quantities(title))
    texts = (*cited, title)
    reasons = [*_check_vague_scales(claim, texts), *_check_parts(claim), *check_ordinals(claim, texts)]
    for quantity in find_quantities(claim):
        if quantity.in_name or _is_loose(quantity, claim) or _is_own_year(quantity, claim, own_years):
            continue
        if not same_language and quantity.value <= MOST_SPELT_OUT and quantity.unit not in HARD_UNITS:
            continue
        if stands_as_ordinal(quantity, claim, texts):
            continue
        compound = contrary_compound(quantity, claim, texts)
        if compound and not any(_same_value(quantity, other) and _share_noun(quantity, other) for other in standing):
            reasons.append(Reason("number", f"says {quantity.text}, the cited sentence says {compound}"))
            continue
        reason = _check_one(quantity, claim, standing, cited, same_language)
        if reason is None or ((reason.kind == "number" or quantity.is_word) and is_derived(quantity, claim, standing)):
            continue
        reasons.append(reason)
    return tuple(reasons)


def _is_loose(quantity: Quantity, claim: str) -> bool:
    """Say whether a number is used loosely: "one of the first", "zero", a 1 that measures and bounds nothing."""
    bounds = quantity.unit in HARD_UNITS and bool({"over", "under"} & quantity.relations)
    if quantity.value == 1 and FEWER_THAN.search(claim, 0, quantity.start):
        return False  # "fewer than one boat"
    return quantity.value in {0, 1} and not bounds and (quantity.is_word or quantity.unit not in HARD_UNITS)


def _is_own_year(quantity: Quantity, claim: str, own_years: frozenset[int]) -> bool:
    if not _is_year(quantity.value):
        return False
    if quantity.unit:  # "the 2021 WIT dataset"
        return int(quantity.value) in own_years and re.search(r"\b[Tt]he\s$", claim[: quantity.start]) is not None
    attributed = re.search(r"et al\.?,?\s*\(?$", claim[: quantity.start]) is not None
    in_brackets = claim[quantity.start - 1 : quantity.start] == "(" and claim[quantity.end : quantity.end + 1] == ")"
    return attributed or in_brackets or int(quantity.value) in own_years


def _is_year(value: Fraction) -> bool:
    return 1900 <= value <= 2100 and value.denominator == 1


def _same_value(claimed: Quantity, stated: Quantity) -> bool:
    values = {stated.value, stated.other_value} - {None}
    if stated.unit == "percent" and claimed.is_word and claimed.value < 1:
        values = {stated.value / 100}
    elif claimed.unit == "percent" and not stated.unit and 0 < stated.value < 1 and not stated.is_word:
        values = {stated.value * 100}
    if claimed.value in values or (claimed.other_value is not None and claimed.other_value in values):
        return True
    for value in values:
        assert value is not None
        if not (claimed.is_word or _is_rounder(claimed.value, value)):
            continue
        if admits(claimed.value, claimed.relations, value):
            return True
        if _is_rounded(claimed, value) and not forbids(claimed.value, claimed.relations, value):
            return True
        if claimed.is_word and claimed.value.denominator > 1 and abs(claimed.value - value) < Fraction(1, 100):
            return True
    return _percent_of_fraction(claimed, stated) or _percent_of_fraction(stated, claimed)


def _is_rounder(claimed: Fraction, value: Fraction) -> bool:
    """Say whether one number may stand for the other one loosely: it has fewer digits that tell."""
    return len(_telling_digits(claimed)) < len(_telling_digits(value))


def _telling_digits(value: Fraction) -> str:
    return f"{float(value):.6g}".replace(".", "").strip("0") if value < 10**6 else str(int(value)).rstrip("0")


def _is_rounded(claimed: Quantity, value: Fraction) -> bool:
    """Say whether the claim drops the decimals of a number that is large enough for it: 85 % of 85.4 %."""
    least = LEAST_ROUNDED_LOOSELY if "about" in claimed.relations else LEAST_ROUNDED
    return value >= least and value.denominator > 1 and claimed.value == round(value)


def _percent_of_fraction(percent: Quantity, part: Quantity) -> bool:
    """Say whether one is 50 % and the other a half, or 0.5."""
    if percent.unit == "percent" and not part.unit and 0 < part.value < 1 and percent.value == part.value * 100:
        return True
    is_part = 0 < part.value < 1 and (part.is_word or part.value.denominator <= 10) and "." not in part.text
    slack = Fraction(0) if part.value.denominator in {2, 4, 5, 10} else Fraction(1, 100)
    return percent.unit == "percent" and is_part and abs(percent.value / 100 - part.value) <= slack


def _check_one(
    claimed: Quantity, claim: str, standing: Sequence[Quantity], cited: Sequence[str], same_language: bool
) -> Reason | None:
    equal = [other for other in standing if _same_value(claimed, other)]
    if not equal:
        label = claimed.label
        if label and not any(other.label == label for other in standing):
            return None  # "type 1 diabetes", where the source numbers no types
        rivals = [
            other
            for other in standing
            if not (other.in_name or _is_the_word_one(other) or ENUMERATOR.match(other.text))
            and _share_noun(claimed, other)
        ]
        if not rivals and _is_enumerated(claimed, cited):
            return None
        shown = f"{_bound(claimed)} {claimed.text}" if {"over", "strict"} & claimed.relations else claimed.text
        return Reason("number", f"says {shown}, {_what_stands(claimed, rivals, standing)}")
    bounded = {other for sentence in cited for other in find_quantities(sentence)}  # a title leaves bounds away
    agreeing = [
        other
        for other in equal
        if other.text == claimed.text
        or (
            _units_agree(claimed, other, standing, cited)
            and not _counts_something_else(claimed, other, claim, cited)
            and not (same_language and _counts_in_another_unit(claimed, other, claim, cited))
        )
    ]
    if agreeing:
        own = [other for other in agreeing if other in bounded] or agreeing
        turned = [other for other in own if _is_turned(claimed, other)]
        if len(turned) == len(own):
            other = f"{_bound(turned[0])} that" if turned[0].relations & {"over", "under"} else turned[0].text
            return Reason("direction", f"says {_bound(claimed)} {claimed.text}, the cited sentence says {other}")
        return None
    counted = [other for other in equal if not other.in_name]
    if not counted:  # the digits of a name, "T5", count nothing
        return Reason("number", f"says {claimed.text}, {_what_stands(claimed, [], standing)}")
    return Reason("unit", f"says {claimed.text}, the cited sentence says {counted[0].text}")


def is_derived(claimed: Quantity, claim: str, standing: Sequence[Quantity]) -> bool:
    """Say whether a number is reckoned from others of the source: a sum, a difference, a ratio, another unit of time.

    Only where the claim's words say so: "1.3 points more", "twice as large", "all but eleven of the 182".
    """
    near = claim[max(0, claimed.start - 60) : claimed.end + 60]
    stated = [
        other
        for other in standing
        if not (other.in_name or other.value <= 0 or ENUMERATOR.match(other.text) or _is_the_word_one(other))
    ]
    if any(_is_in_other_unit(claimed, other) for other in stated) or _is_share_in_words(claimed, claim, stated):
        return True
    pairs = [(one, other) for one in stated for other in stated if one.value > other.value]
    per = re.search(r"\b(?:per|each|average)\b", near) is not None
    may_divide = claimed.is_word or per or claimed.unit in {"times", "percent"}
    if may_divide and RATIO.search(near) and claimed.unit not in HARD_UNITS - {"times", "percent"}:
        divided = [(one, other) for one, other in pairs if per or _can_be_reckoned(one, other)]
        ratios = [ratio for one, other in divided for ratio in (one.value / other.value, other.value / one.value)]
        parts = [other.value / 100 for other in stated if other.unit == "percent"]
        if claimed.unit == "percent":
            counts = [
                other.value / one.value
                for one, other in divided
                if other.value > 1 and not {one.unit, other.unit} & HARD_UNITS
            ]
            is_part = re.match(r"\s+of\b", claim[claimed.end :]) is not None
            if is_part and any(abs(claimed.value - 100 * ratio) <= Fraction(1, 2) for ratio in counts):
                return True
        elif claimed.is_word or claimed.value.denominator == 1:
            if any(_is_about(claimed.value, ratio, claimed.relations) for ratio in (*ratios, *parts)):
                return True
        elif any(abs(claimed.value - ratio) <= Fraction(1, 20) for ratio in ratios):
            return True
    kindred = [(one, other) for one, other in pairs if _can_be_reckoned(one, other) and _counts_as(claimed, one)]
    if DIFFERENCE.search(near) and any(_is_difference(claimed, one.value - other.value) for one, other in kindred):
        return True
    whole = [other for other in stated if other.unit == "percent" and _counts_as(claimed, other)]
    if (REST.search(near) or IS_LEFT.search(near)) and any(100 - other.value == claimed.value for other in whole):
        return True
    if any(_share_noun(claimed, other) for other in stated):  # else "18 ferries and 12 tugs" may be 30 ships
        kindred = [(one, other) for one, other in kindred if _share_noun(claimed, one) and _share_noun(claimed, other)]
    return SUM.search(near) is not None and any(one.value + other.value == claimed.value for one, other in kindred)


def _is_the_word_one(quantity: Quantity) -> bool:
    """Say whether it is the word "one", which mostly counts nothing."""
    return quantity.is_word and quantity.value == 1


def _is_difference(claimed: Quantity, difference: Fraction) -> bool:
    rounded = "about" in claimed.relations and claimed.value.denominator == 1 and difference >= LEAST_ROUNDED / 4
    return claimed.value == (round(difference) if rounded else difference)


def _is_share_in_words(claimed: Quantity, claim: str, stated: Sequence[Quantity]) -> bool:
    """Say whether a number is half of a share that the source gives in percent: "four times out of five", 80 %."""
    shares = [
        (one, other)
        for one, other in pairwise(find_quantities(claim))
        if 0 < one.value < other.value <= MOST_IN_SHARE and OUT_OF.fullmatch(claim[one.end : other.start])
    ]
    return any(
        claimed in share and other.unit == "percent" and abs(100 * share[0].value / share[1].value - other.value) <= 2
        for share in shares
        for other in stated
    )


def counts_the_rest(claim: str, cited: Sequence[str]) -> bool:
    """Say whether a claim counts what is left of a whole, and so denies what the source says of the others."""
    standing = [quantity for sentence in cited for quantity in find_quantities(sentence) if not quantity.in_name]
    values = {quantity.value for quantity in standing}
    counted = [quantity.value for quantity in find_quantities(claim) if not quantity.in_name]
    return REST.search(claim) is not None and any(
        value not in values and value + one.value == other.value and other.value in counted
        for value in counted
        for one in standing
        for other in standing
    )


def counts_as_stated(claim: str, texts: Sequence[str]) -> bool:
    """Say whether the claim counts something, beyond a few, and the texts count as many of the same."""
    counted = [
        quantity
        for quantity in find_quantities(claim)
        if not quantity.in_name and quantity.value >= LEAST_TELLING and quantity.nouns
    ]
    standing = [quantity for text in texts for quantity in find_quantities(text) if not quantity.in_name]
    return any(
        one.value == other.value and other.nouns and one.nouns[-1] == other.nouns[-1]
        for one in counted
        for other in standing
    )


def _can_be_reckoned(one: Quantity, other: Quantity) -> bool:
    """Say whether two numbers can be added: of one unit, or one of them has none ("171 of 182 directions")."""
    return one.unit == other.unit or (not HARD_UNITS & {one.unit, other.unit} and "" in {one.unit, other.unit})


def _counts_as(claimed: Quantity, stated: Quantity) -> bool:
    measured = {claimed.unit, stated.unit} & HARD_UNITS
    return not measured or claimed.unit == stated.unit or measured == {"percent", "point"}


def _is_in_other_unit(claimed: Quantity, stated: Quantity) -> bool:
    """Say whether both are the same time in other units: 720 hours, thirty days."""
    if claimed.unit == stated.unit or not {claimed.unit, stated.unit} <= SECONDS.keys():
        return False
    if is_turned(claimed.relations, stated.relations):
        return False
    return _is_about(claimed.value * SECONDS[claimed.unit], stated.value * SECONDS[stated.unit], claimed.relations)


def _is_about(claimed: Fraction, value: Fraction, relations: frozenset[str]) -> bool:
    if "over" in relations:
        return claimed <= value <= claimed * Fraction(3, 2)
    if "under" in relations and "about" not in relations:
        return claimed * Fraction(2, 3) <= value <= claimed
    return abs(claimed - value) <= claimed * SLACK


def _bound(quantity: Quantity) -> str:
    return "over" if "over" in quantity.relations else "under"


def _is_turned(claimed: Quantity, stated: Quantity) -> bool:
    """Say whether two bounds exclude each other, or a claim's bound the very number that the source states."""
    if is_turned(claimed.relations, stated.relations):
        return True
    bounded = bool(stated.relations & {"under", "about"})
    return "strict" in claimed.relations and claimed.value == stated.value and not bounded


VAGUE_SCALE = re.compile(
    r"\b(?:few|several|some|many|tens of|dozens of|hundreds of)\s(?P<some>thousand|million|billion|trillion)s?\b"
    r"|\b(?P<many>thousand|million|billion|trillion|hundred)(?:s\sof|[-\s]scale)\b"
)


def _check_vague_scales(claim: str, texts: Sequence[str]) -> list[Reason]:
    """Compare "a few million" and "millions of" with what the source says of that kind, or counts in such a unit."""
    vague = {found["some"] or found["many"] for text in texts for found in VAGUE_SCALE.finditer(text.casefold())}
    named = {word for text in texts for word in re.findall(r"\b(thousand|million|billion|trillion)", text.casefold())}
    reasons = []
    for match in VAGUE_SCALE.finditer(claim.casefold()):
        scale = match["some"] or match["many"]
        stated = vague | named if match["some"] else vague
        if stated and scale not in vague | named:
            reasons.append(Reason("number", f"says {match.group()}, the cited sentence says {min(stated)}"))
    return reasons


def _check_parts(claim: str) -> list[Reason]:
    """Return a reason where a part is greater than its whole: "182 of the 171 pairs"."""
    reasons = []
    for part, whole in pairwise(find_quantities(claim)):
        between = claim[part.end : whole.start]
        counted = not ({part.unit, whole.unit} & HARD_UNITS or part.in_name or whole.in_name)
        if counted and PART_OF.fullmatch(between) and part.value > whole.value > 1:
            shown = claim[part.start : whole.end]
            reasons.append(Reason("number", f"says {shown}, which is more than there are"))
    return reasons


def _share_noun(one: Quantity, other: Quantity) -> bool:
    return bool(set(one.nouns) & set(other.nouns)) or (bool(one.unit) and one.unit == other.unit)


def _what_stands(claimed: Quantity, rivals: Sequence[Quantity], standing: Sequence[Quantity]) -> str:
    candidates = rivals or [other for other in standing if not other.in_name]
    if not candidates:
        return "the cited sentence gives no such number"

    def distance(other: Quantity) -> tuple[bool, bool, int, Fraction, int]:
        """Return how far off a number is: first by what it counts, then by its digits, its nouns and its value."""
        has_other_unit = other.unit != claimed.unit
        has_other_digits = _telling_digits(other.value) != _telling_digits(claimed.value)
        n_shared = len(set(other.nouns) & set(claimed.nouns))
        return has_other_unit, has_other_digits, -n_shared, abs(other.value - claimed.value), other.start

    nearest = min(candidates, key=distance)
    return f"the cited sentence says {nearest.text}"


def _units_agree(claimed: Quantity, stated: Quantity, standing: Sequence[Quantity], cited: Sequence[str]) -> bool:
    if stated.in_name and (_is_year(claimed.value) or stated.text.endswith("D")):
        return not claimed.unit and (_is_year(claimed.value) or claimed.nouns[:1] == (stem("dimensional"),))
    if stated.in_name:
        return claimed.unit not in HARD_UNITS and not claimed.nouns
    if stated.unit == "percent" and claimed.is_word and claimed.value < 1:
        return True
    if claimed.unit == "percent" and not stated.unit and 0 < stated.value < 1 < claimed.value:
        return True  # 89 % of 0.8873
    if claimed.value != stated.value and _percent_of_fraction(claimed, stated) | _percent_of_fraction(stated, claimed):
        return True
    if claimed.unit in HARD_UNITS or stated.unit in HARD_UNITS:
        if claimed.unit == stated.unit:
            metrics = [set(other.nouns) & METRIC_NAMES for other in (claimed, stated)]
            return not all(metrics) or bool(metrics[0] & metrics[1])
        if {claimed.unit, stated.unit} == {"percent", "point"} and any(map(IS_SCORE.search, cited)):
            return True  # 4.9 % in accuracy are points to most
        if stated.unit == "times" and stated.value >= LEAST_OFTEN and not claimed.unit:
            return True  # "downloaded 200K times", "200,000 downloads"
        soft = {"point", "times"}
        if not claimed.unit and not claimed.nouns and stated.unit in soft - {"times"}:
            return True
        if not stated.unit and not stated.nouns and claimed.unit not in {"percent", "point", "times"}:
            return True
        if not claimed.unit and not claimed.nouns:
            return stated.unit not in {"percent", "times"}
        if claimed.unit == "point" and not stated.unit:
            known = meaning_stems(" ".join(cited))
            return bool(not stated.nouns or set(claimed.nouns) & known or METRIC_STEMS & known)
        return False
    if not stated.unit and any(f"({stated.text}" in text for text in cited):
        return True  # "11 million pairs (6 million not in English)": in brackets, what is counted stands before
    return _counts_the_same(claimed, stated, standing)


PLAIN_UNITS = words_of("language country continent script gpu layer")
"""Units that have hardly any other names than those of their family."""
NO_COUNTED_THINGS = words_of(
    "ones others cases times places settings works uses needs gains shows helps leads drops rises falls cuts runs means"
)


def _counts_something_else(claimed: Quantity, stated: Quantity, claim: str, cited: Sequence[str]) -> bool:
    """Say whether the claim counts what the source never names, with the source's number of, say, countries."""
    if claimed.unit or not claimed.nouns or stated.unit not in PLAIN_UNITS:
        return False
    head, other = claimed.nouns[-1], stated.nouns[-1] if stated.nouns else ""
    last = split_words(claimed.text)[-1].lower
    is_plural = PLURAL.search(last) is not None and last not in NO_PLURALS | NO_COUNTED_THINGS
    return is_plural and _each_lacks_the_other(head, other, claim, cited)


GENERAL_UNITS = words_of("pair category")
"""Units that may stand for any other: "1.2 million pairs", "two kinds"."""
NO_THINGS = METRIC_STEMS | set(map(stem, AMOUNTS))
SHORTENED = re.compile(r"[A-Z]{2,}s?\b")


def _counts_in_another_unit(claimed: Quantity, stated: Quantity, claim: str, cited: Sequence[str]) -> bool:
    """Say whether the claim counts in a unit that the source never names, and the source what the claim never does."""
    if not claimed.unit or claimed.unit in HARD_UNITS | GENERAL_UNITS | {stated.unit}:
        return False
    if not (claimed.nouns and stated.nouns) or SHORTENED.search(stated.text):
        return False
    head, other = claimed.nouns[-1], stated.nouns[-1]
    is_compound = head in other or other in head  # "steps", "timesteps"
    return other not in NO_THINGS and not is_compound and _each_lacks_the_other(head, other, claim, cited)


def _each_lacks_the_other(head: str, other: str, claim: str, cited: Sequence[str]) -> bool:
    """Say whether the source lacks the stem of what the claim counts, and the claim that of what the source counts."""
    known = {word.stem for text in cited for word in split_words(text)}
    return head not in known and other not in {word.stem for word in split_words(claim)}


def _counts_the_same(claimed: Quantity, stated: Quantity, standing: Sequence[Quantity]) -> bool:
    """Say whether two numbers may count the same things: their nouns agree, or nothing says that they differ."""
    if claimed.unit and stated.unit and claimed.unit != stated.unit:
        same_head = bool(claimed.nouns and stated.nouns) and claimed.nouns[-1] == stated.nouns[-1]
        return same_head or _is_shared_family(claimed, stated)
    return not _is_swapped(claimed, stated, standing)


def _is_shared_family(claimed: Quantity, stated: Quantity) -> bool:
    """Say whether the unit of one is among the nouns of the other: "a 55B-parameter model", "55B parameters"."""
    for one, other in ((claimed, stated), (stated, claimed)):
        if stem(one.unit) in other.nouns and re.match(r"[\w.,]+[-‑]", other.text):
            return True
    return False


def _is_swapped(claimed: Quantity, stated: Quantity, standing: Sequence[Quantity]) -> bool:
    """Say whether the claim's noun stands in the source with another number, and not with this one."""
    if (claimed.unit and claimed.unit == stated.unit) or not claimed.nouns or claimed.nouns[-1] in stated.nouns:
        return False
    if not stated.nouns:
        return False  # "230M pairs, of which 126M are new"
    return any(
        not other.in_name and other.value != claimed.value and claimed.nouns[-1] in other.nouns for other in standing
    )


def _is_enumerated(claimed: Quantity, cited: Sequence[str]) -> bool:
    """Say whether the source lists as many things as the claim counts."""
    if claimed.value.denominator != 1 or not 2 <= claimed.value <= 12 or claimed.unit in HARD_UNITS:
        return False
    if (
        claimed.unit not in {"", "language"}
        and len(LANGUAGE_NAMES & {word.lower for word in split_words(" ".join(cited))}) > 2
    ):
        return False  # what it lists are languages
    return any(int(claimed.value) in enumeration_lengths(sentence) for sentence in cited)


@lru_cache(maxsize=4096)
def enumeration_lengths(sentence: str) -> frozenset[int]:
    """Return how many members the sentence's lists have.

    >>> sorted(enumeration_lengths("We study Thai, Lao and Khmer."))
    [2, 3]
    >>> sorted(enumeration_lengths("It has a Sail (S) and a Keel (K)."))
    [2]
    """
    lengths: set[int] = set()
    sentence = BRACKETED.sub("", sentence)
    for clause in re.split(r"[.;:()]", sentence):
        for match in re.finditer(r"\S.*?(?:,\s*|\s)(?:and|or|&|und|et|y)\s", clause):
            n_commas = len(re.findall(r",(?=\s)", match.group().rstrip()))
            ends_in_comma = re.search(r",\s*(?:and|or|&)\s$", match.group()) is not None
            longest = n_commas + (1 if ends_in_comma else 2)
            lengths.update(range(2, longest + 1) if longest <= 3 else range(3, longest + 1))
        if re.search(r"\b(?:both|bilingual|pairs?|dual|bimodal)\b", clause, re.IGNORECASE):
            lengths.add(2)
        if re.search(r"\b(?:trilingual|trimodal)\b", clause, re.IGNORECASE):
            lengths.add(3)
        n_members = len(re.findall(r";\s", sentence)) + 1
        if n_members > LEAST_BY_SEMICOLONS - 1:
            lengths.add(n_members)
        numbered = len(re.findall(r"\((?:\d|[ivx]+|[a-e])\)", sentence))
        if numbered > 1:
            lengths.add(numbered)
    return frozenset(lengths)
