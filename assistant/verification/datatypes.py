"""What a check is given and what it returns."""

from dataclasses import dataclass
from typing import Literal

from assistant.datatypes import Verdict

ReasonKind = Literal["number", "unit", "name", "quotation", "polarity", "direction", "overlap", "source", "language"]
"""`source`: another sentence says it, or a cited paper has nothing to do with it. `overlap`: the cited sentences say
something else."""


@dataclass(frozen=True, slots=True)
class Source:
    """One cited paper: the sentences that the claim cites, the abstract's other ones, and whose words they are."""

    title: str
    cited: tuple[str, ...]
    others: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim fails, both sides named: "says 4.2 billion, the cited sentence says 4.7 billion"."""

    kind: ReasonKind
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict with its reasons (of a mismatch only) and notes on what could not be compared."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
