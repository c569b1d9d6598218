"""What a sentence that a model wrote of computed statements has to keep: their numbers, each with what it counts.

A number in it is a placeholder's or stands in a sentence it cites; any other is the model's own, and so a mismatch.
"""

import re
import string
from collections.abc import Collection, Sequence

from assistant.datatypes import Verdict
from assistant.trends.prose_binding import binding_faults, is_said_whole
from assistant.trends.prose_facts import FALLS, RISES, Fact, Placeholder
from assistant.verification.check import Source, Verifier
from assistant.verification.quantities import find_quantities
from assistant.verification.quantity_checks import check_quantities

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


def check_sentence(
    template: str,
    placeholders: Sequence[Placeholder],
    quotes: Sequence[str],
    sources: Sequence[Source],
    facts: Sequence[Fact],
    verifier: Verifier,
) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict on a sentence and the reasons of one that fails.

    `template` has {0}, {1}, … for the placeholders; `quotes` are the sentences it cites, `sources` these with their
    papers and the statements of the placeholders, `facts` all statements of the report.
    """
    whole = [fact for fact in facts if placeholders and is_said_whole(fact, template)]
    sources = [*sources, *(Source("this report", (fact.statement.sentence,)) for fact in whole)]
    labels = {label for fact in facts for label in fact.labels}
    if not sources:
        return "uncited", ("it rests on no statement and cites nothing",)
    faults = [
        *_own_numbers(template, placeholders, quotes, " . ".join(source.title for source in sources)),
        *_strays(template, placeholders, labels),
        *_turned_round(template, placeholders),
        *binding_faults(template, placeholders, whole, quotes),
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
        for label in sorted({label.casefold() for label in labels})
        for match in re.finditer(rf"(?<!\w){re.escape(label)}(?!\w)", text.casefold())
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
        elif named[2] != wanted.casefold():
            other = next(label for label in sorted(labels) if label.casefold() == named[2])
            faults.append(f"gives the number {placeholder.value} of “{wanted}” to “{other}”")
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
