"""Computed statements as a model is shown them: facts with placeholders for their numbers."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.datatypes import Computation
from assistant.trends.statements import Statement

LABEL_FIELD = re.compile(r"name|label|c\d+")
"""The words of a template that name a theme or another thing that is counted."""
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
    def is_number(self) -> bool:
        """Whether this is a count or a share, and no year, period or other word of the statement."""
        return self.field not in self.fact.statement.words

    @property
    def computation(self) -> Computation:
        """Return the query behind a number: of a share that of the part."""
        return self.fact.statement.computations[int(self.field[1:].split("_")[0])]

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
