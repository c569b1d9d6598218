"""Statements of a report: a template, the queries whose numbers fill it, and the sentences it quotes.

`recompute` asks every query of a saved report again and says which statements no longer hold, and how.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.datatypes import Computation, Verdict
from assistant.trends.queries import TrendState, compute, is_query

StatementKind = Literal["computed", "quote", "claim", "framing"]
"""As in an answer: a `claim` is a model's sentence, with its verdict; a `computed` one may be phrased by a model."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that a statement cites. `paper` is the paper's number in the report, position 0 the title."""

    paper: int
    paper_id: str
    sentence: int
    quote: str

    @property
    def marker(self) -> str:
        return f"[{self.paper}.{self.sentence}]" if self.sentence else f"[{self.paper}]"


@dataclass(frozen=True, slots=True)
class ClaimedChange:
    """A rise or fall that a statement claims: of what, and which way."""

    kind: str
    name: str
    rises: bool
    z: float
    q: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence. In its template `{n0}` is the number of the first computation, `{w0}` the same in words, `{p0_1}`
    the first as a percentage of the second, `{m0}` the marker of the first quotation; other names are words from
    `words`.

    `phrased_by` is the model whose words these are, empty where they are citewell's. `verdict` and `reasons` are those
    of the gate, for a model's sentences only; `placeholders` are theirs, as the model wrote them ("s4.n0": of the
    fourth computed statement the first number).
    """

    kind: StatementKind
    template: str
    words: Mapping[str, str]
    computations: tuple[Computation, ...] = ()
    quotations: tuple[Quoted, ...] = ()
    change: ClaimedChange | None = None
    phrased_by: str = ""
    verdict: Verdict | None = None
    reasons: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether this is a sentence that did not pass the gate, and so no fact."""
        return self.verdict in ("mismatch", "uncited")

    @property
    def text(self) -> str:
        """Return the sentence as it is shown: with its numbers, struck out with the reasons where it fails."""
        if not self.fails:
            return self.sentence
        return f"~~{self.sentence}~~ ({self.verdict}: {'; '.join(self.reasons)})"

    @property
    def sentence(self) -> str:
        """Return the sentence with its numbers filled in, whatever the gate said of it."""
        values: dict[str, str] = dict(self.words)
        for _, field_name, _, _ in string.Formatter().parse(self.template):
            if field_name and field_name not in values:
                values[field_name] = self.filled(field_name)
        return self.template.format_map(values)

    def filled(self, field_name: str) -> str:
        """Return what a name of the template that stands for no word is filled with."""
        kind, rest = field_name[0], field_name[1:]
        if kind == "m":
            return self.quotations[int(rest)].marker
        if kind == "p":
            part, whole = (self.computations[int(place)].value for place in rest.split("_"))
            return percentage(part, whole)
        value = self.computations[int(rest)].value
        return number_in_words(value) if kind == "w" else f"{value:,}"


@dataclass(frozen=True, slots=True)
class StatementChange:
    """A statement that no longer holds as it was written. `now` is its text with today's numbers.

    `gained` and `lost` are the papers that its queries return now and did not, and the other way round; `reasons` say
    what else changed: a quoted sentence, or a rise that the test no longer shows.
    """

    number: int
    before: str
    now: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    reasons: tuple[str, ...]


def number_in_words(value: int) -> str:
    """Return a number as people write it: up to twelve in words.

    >>> number_in_words(4), number_in_words(1_400)
    ('four', '1,400')
    """
    return NUMBERS[value] if value < len(NUMBERS) else f"{value:,}"


def percentage(part: int, whole: int) -> str:
    """Return a share as people write it.

    >>> percentage(14, 111), percentage(1, 400), percentage(0, 7), percentage(1, 9_000)
    ('13 %', '0.2 %', '0 %', 'under 0.1 %')
    """
    if not whole or not part:
        return "0 %"
    share = 100 * part / whole
    if share < 0.1:
        return "under 0.1 %"
    return f"{share:.0f} %" if share >= 1 else f"{share:.1f} %"


def statement_from_json(record: Mapping[str, Any]) -> Statement:
    """Return a statement as a report's JSON holds it."""
    change = record.get("change")
    return Statement(
        record["kind"],
        record["template"],
        record["words"],
        tuple(
            Computation(item["name"], item["arguments"], item["value"], tuple(item["paper_ids"]))
            for item in record["computations"]
        ),
        tuple(Quoted(**item) for item in record["quotations"]),
        ClaimedChange(**change) if change else None,
        record.get("phrased_by", ""),
        record.get("verdict"),
        tuple(record.get("reasons", ())),
        tuple(record.get("placeholders", ())),
    )


def recompute_statements(statements: Sequence[Statement], state: TrendState) -> list[StatementChange]:
    """Return the statements that no longer hold, by their number from 1."""
    changes = []
    for number, statement in enumerate(statements, 1):
        fresh = tuple(_asked_again(state, item) for item in statement.computations)
        reasons = [*_quotation_reasons(state, statement), *_change_reasons(state, statement)]
        pairs = list(zip(statement.computations, fresh, strict=True))
        known = {paper_id for old, _ in pairs for paper_id in old.paper_ids}
        found = {paper_id for _, new in pairs for paper_id in new.paper_ids}
        if all((old.value, old.paper_ids) == (new.value, new.paper_ids) for old, new in pairs) and not reasons:
            continue
        now = replace(statement, computations=fresh).text
        changes.append(
            StatementChange(
                number,
                statement.text,
                now,
                tuple(sorted(found - known)),
                tuple(sorted(known - found)),
                tuple(reasons),
            )
        )
    return changes


def _asked_again(state: TrendState, computation: Computation) -> Computation:
    if not is_query(computation.name):
        return replace(computation, value=0, paper_ids=())
    return compute(state, computation.name, dict(computation.arguments))


def _quotation_reasons(state: TrendState, statement: Statement) -> list[str]:
    reasons = []
    for quotation in statement.quotations:
        if quotation.paper_id not in state.corpus.places:
            reasons.append(f"the paper of {quotation.marker} is no longer there: {quotation.paper_id}")
            continue
        sentences = state.corpus.sentences.get(quotation.paper_id, ())
        there = quotation.sentence <= len(sentences)
        if not there or state.corpus.sentence(quotation.paper_id, quotation.sentence) != quotation.quote:
            reasons.append(f"the sentence {quotation.marker} reads otherwise now")
    return reasons


def _change_reasons(state: TrendState, statement: Statement) -> list[str]:
    claimed = statement.change
    if claimed is None:
        return []
    found = state.changes.get((claimed.kind, claimed.name))
    if found is None or not found.is_claimed:
        return ["the test no longer shows a change"]
    return [] if (found.z > 0) == claimed.rises else ["the change goes the other way now"]
