"""What a sentence that a model wrote of computed statements has to keep: their numbers, each with what it counts.

A number in it is a placeholder's or stands in a sentence it cites; any other is the model's own, and so a mismatch.
"""

import re
import string
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.datatypes import Verdict
from assistant.trends.statements import Statement
from assistant.verification.check import Source, Verifier
from assistant.verification.quantities import find_quantities
from assistant.verification.quantity_checks import check_quantities

LABEL_FIELD = re.compile(r"name|label|c\d+")
"""The words of a template that name a theme or another thing that is counted."""
LEADS_TO_LABEL = re.compile(
    r"\s+(?:papers?\s+|of\s+them\s+)?(?:(?:are|is|lie|fall|deal|work)\s+)?(?:on|about|in|under|with)\s+\W*",
    re.IGNORECASE,
)
RECKONED = re.compile(
    r"\b(?:majority|most\s+of|half|halves|a\s+third|thirds|a\s+quarter|quarters|twice|thrice|doubl\w+|tripl\w+|dozens?"
    r"|hundreds|thousands|nearly\s+all|almost\s+all|\w+fold)\b",
    re.IGNORECASE,
)
"""Words that state a number without naming it."""
RISES = re.compile(
    r"\b(?:ris(?:es?|ing)|rose|grow(?:s|n|ing)?|grew|increas\w+|gain(?:s|ed|ing)?|climb\w*)\b", re.IGNORECASE
)
FALLS = re.compile(
    r"\b(?:fall(?:s|en|ing)?|fell|declin\w+|decreas\w+|shrink\w*|shrank|drop\w*|fad(?:es?|ed|ing))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed statement as a model is shown it: `shown` with placeholders for its numbers, `values` what they are.

    `fields` are the names that a placeholder may ask for. `label_of` gives the label that a number goes with.
    """

    number: int
    statement: Statement
    shown: str
    values: str
    fields: tuple[str, ...]
    label_of: dict[str, str]

    @property
    def labels(self) -> tuple[str, ...]:
        words = self.statement.words
        return tuple(value for name, value in words.items() if value and LABEL_FIELD.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A number, year or period of a statement that a sentence takes."""

    fact: Fact
    field: str

    @property
    def value(self) -> str:
        words = self.fact.statement.words
        return words[self.field] if self.field in words else self.fact.statement.filled(self.field)


def facts_of(statements: Sequence[Statement]) -> tuple[Fact, ...]:
    """Return the computed statements as facts, numbered from 1."""
    computed = [statement for statement in statements if statement.kind == "computed"]
    return tuple(_fact(number, statement) for number, statement in enumerate(computed, 1))


def _fact(number: int, statement: Statement) -> Fact:
    shown, fields, label_of, label = "", [], {}, ""
    for literal, name, _, _ in string.Formatter().parse(statement.template):
        shown += literal
        if not name:
            continue
        word = statement.words.get(name)
        if word is not None and LABEL_FIELD.fullmatch(name):
            label = word
        if word is not None and (LABEL_FIELD.fullmatch(name) or not any(sign.isdigit() for sign in word)):
            shown += word
            continue
        fields.append(name)
        shown += f"{{s{number}.{name}}}"
        if word is None and label:
            label_of[name] = label
    unique = tuple(dict.fromkeys(fields))
    values = "; ".join(f"{name} = {statement.words.get(name) or statement.filled(name)}" for name in unique)
    return Fact(number, statement, shown, values, unique, label_of)


def check_sentence(
    template: str,
    placeholders: Sequence[Placeholder],
    quotes: Sequence[str],
    sources: Sequence[Source],
    labels: Collection[str],
    verifier: Verifier,
) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict on a sentence and the reasons of one that fails.

    `template` has {0}, {1}, … for the placeholders; `quotes` are the sentences it cites, `sources` these with their
    papers and the statements of the placeholders, `labels` all that numbers of the report count.
    """
    if not sources:
        return "uncited", ("it rests on no statement and cites nothing",)
    faults = [
        *_own_numbers(template, placeholders, quotes, " . ".join(source.title for source in sources)),
        *_strays(template, placeholders, labels),
        *_turned_round(template, placeholders),
    ]
    text = template.format(*(placeholder.value for placeholder in placeholders))
    check = verifier.check(text, sources)
    faults += [reason.text for reason in check.reasons]
    if faults:
        return "mismatch", tuple(dict.fromkeys(faults))
    return check.verdict, ()


def _own_numbers(template: str, placeholders: Sequence[Placeholder], quotes: Sequence[str], titles: str) -> list[str]:
    """Return a fault for each number that neither a placeholder gives nor a cited sentence or its paper's title."""
    residual = template.format(*("—" for _ in placeholders))
    labels = {label for placeholder in placeholders for label in placeholder.fact.labels}
    for label in sorted(labels, key=len, reverse=True):
        residual = re.sub(re.escape(label), " ", residual, flags=re.IGNORECASE)
    if quotes:
        faults = [reason.text for reason in check_quantities(residual, quotes, titles)]
    else:
        faults = [f"writes {one.text!r} itself instead of a placeholder" for one in find_quantities(residual)]
    known = " ".join((*quotes, *(placeholder.fact.statement.sentence for placeholder in placeholders))).casefold()
    reckoned = [match.group() for match in RECKONED.finditer(residual) if match.group().casefold() not in known]
    return faults + [f"reckons “{words}” itself" for words in reckoned]


def _strays(template: str, placeholders: Sequence[Placeholder], labels: Collection[str]) -> list[str]:
    """Return a fault for each number that stands with another thing than the one it counts.

    A sentence names what it counts right behind the number ("9 papers are on parsing"), else before it, or behind it
    where nothing is named before the first.
    """
    text = ""
    places: list[int] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        text += literal
        if name is not None:
            places.append(len(text))
            text += "—"
    found = [
        (match.start(), match.end(), label)
        for label in labels
        for match in re.finditer(rf"(?<!\w){re.escape(label.casefold())}(?!\w)", text.casefold())
    ]
    whole = [one for one in found if not any(_is_inside(one, other) for other in found)]
    bound = [
        (placeholder, place, placeholder.fact.label_of[placeholder.field])
        for placeholder, place in zip(placeholders, places, strict=True)
        if placeholder.field in placeholder.fact.label_of
    ]
    names_first = any(end <= place for _, place, _ in bound[:1] for _, end, _ in whole)
    faults = []
    for placeholder, place, wanted in bound:
        behind = min((one for one in whole if one[0] >= place), key=lambda one: one[0], default=None)
        named: tuple[int, int, str] | None
        if behind is not None and LEADS_TO_LABEL.fullmatch(text, place + 1, behind[0]):
            named = behind
        elif names_first:
            named = max((one for one in whole if one[1] <= place), key=lambda one: one[1], default=None)
        else:
            named = behind
        if named is None:
            faults.append(f"takes the number {placeholder.value} of “{wanted}” without naming it")
        elif named[2] != wanted:
            faults.append(f"gives the number {placeholder.value} of “{wanted}” to “{named[2]}”")
    return faults


def _is_inside(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _turned_round(template: str, placeholders: Sequence[Placeholder]) -> list[str]:
    """Return a fault where a rise is told as a fall, or with its two sides exchanged."""
    changing = [placeholder for placeholder in placeholders if placeholder.fact.statement.change is not None]
    text = template.format(*(" " for _ in placeholders))
    faults = []
    for number in sorted({placeholder.fact.number for placeholder in changing}):
        own = [placeholder for placeholder in changing if placeholder.fact.number == number]
        change = own[0].fact.statement.change
        contrary, said = (FALLS, RISES) if change is not None and change.rises else (RISES, FALLS)
        if contrary.search(text) and not said.search(text):
            faults.append(f"turns round what the statement says: “{own[0].fact.statement.sentence}”")
        places = [own[0].fact.fields.index(placeholder.field) for placeholder in own]
        if places != sorted(places):
            faults.append(f"exchanges before and after: “{own[0].fact.statement.sentence}”")
    return faults
