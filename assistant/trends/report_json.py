"""Report ↔ JSON. Every paper id stands once, in `papers`, and every query once, in `computations`.

Elsewhere stand their places there; decoding puts them back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from assistant.datatypes import Computation
from assistant.trends.corpus import TrendCorpus
from assistant.trends.queries import TrendState
from assistant.trends.report import Report, within_periods
from assistant.trends.statements import Statement, StatementChange, recompute_statements, statement_from_json
from assistant.trends.themes import Theme, Themes

REPORT_SCHEMA_VERSION = 2
"""Version 1 repeated the ids of papers wherever they were counted."""
PAPER_LISTS = frozenset({"paper_ids", "typical"})
DECIMALS = 6
FOR_PLOTS = frozenset({"shares", "totals", "changes", "facets", "cited"})
"""What plots and tables show and no statement is recomputed from."""


class PaperTable:
    """Paper ids and their places, by which values name them."""

    def __init__(self, paper_ids: Iterable[str]) -> None:
        self.paper_ids = tuple(sorted(set(paper_ids)))
        self._places = {paper_id: place for place, paper_id in enumerate(self.paper_ids)}

    def plain(self, value: Any, name: str = "") -> Any:
        """Return a value in plain JSON types, the paper lists of dataclasses as places in the table."""
        if is_dataclass(value):
            return {item.name: self.plain(getattr(value, item.name), item.name) for item in fields(value)}
        if isinstance(value, Mapping):
            return {key: self.plain(item, str(key)) for key, item in value.items()}
        if isinstance(value, (tuple, list)):
            if name in PAPER_LISTS:
                return [self._places[paper_id] for paper_id in value]
            return [self.plain(item) for item in value]
        return round(value, DECIMALS) if isinstance(value, float) else value


def named_papers(value: Any, paper_ids: Sequence[str], name: str = "") -> Any:
    """Return a plain value with the ids of papers for their places. Raises IndexError for a place outside the table."""
    if isinstance(value, dict):
        return {key: named_papers(item, paper_ids, key) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if name not in PAPER_LISTS:
        return [named_papers(item, paper_ids) for item in value]
    if any(place < 0 for place in value):
        raise IndexError("a place below 0")
    return [paper_ids[place] for place in value]


def report_to_record(report: Report, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a report in plain JSON types, save for the fields that are named."""
    ids = {paper_id for theme in report.themes.broad for paper_id in theme.paper_ids}
    counted = [item for statement in report.statements for item in statement.computations]
    table = PaperTable(ids.union(report.selection.paper_ids or (), *(item.paper_ids for item in counted)))
    places: dict[tuple[Any, ...], int] = {}
    computations: list[dict[str, Any]] = []

    def place_of(computation: Computation) -> int:
        key = (computation.name, tuple(sorted(computation.arguments.items())))
        if key not in places:
            places[key] = len(computations)
            computations.append(table.plain(computation))
        return places[key]

    def statement_record(statement: Statement) -> dict[str, Any]:
        plain = {
            item.name: table.plain(getattr(statement, item.name))
            for item in fields(statement)
            if item.name != "computations"
        }
        return {"text": statement.text, **plain, "computations": [place_of(item) for item in statement.computations]}

    sections = [
        {"heading": section.heading, "statements": [statement_record(item) for item in section.statements]}
        for section in report.sections
    ]
    rest = {
        item.name: table.plain(getattr(report, item.name))
        for item in fields(report)
        if item.name != "sections" and item.name not in without
    }
    return {
        "schema": REPORT_SCHEMA_VERSION,
        **rest,
        "sections": sections,
        "computations": computations,
        "papers": list(table.paper_ids),
    }


def whole_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with paper ids and computations where their places stood, as `recompute_on` reads it.

    Raises KeyError, IndexError or TypeError for a damaged one.
    """
    paper_ids = record["papers"]
    whole = {key: value for key, value in record.items() if key not in ("papers", "computations", *FOR_PLOTS)}
    whole = named_papers(whole, paper_ids)
    computations = named_papers(record["computations"], paper_ids)
    whole["sections"] = [
        {
            **section,
            "statements": [
                {**item, "computations": [computations[place] for place in item["computations"]]}
                for item in section["statements"]
            ],
        }
        for section in whole["sections"]
    ]
    return dict(whole)


def themes_from_json(record: Mapping[str, Any]) -> Themes:
    """Return the themes of a whole record."""
    themes = tuple(
        Theme(
            item["theme_id"],
            item["name"],
            item["parent"],
            tuple((term, weight) for term, weight in item["terms"]),
            tuple(item["paper_ids"]),
            tuple(item["confidences"]),
            tuple(item["typical"]),
            tuple(item["centroid"]),
        )
        for item in record["themes"]
    )
    return Themes(themes, tuple(record["mean"]), record["n_papers"], record["carried_on"])


def recompute_on(record: Mapping[str, Any], corpus: TrendCorpus) -> list[StatementChange]:
    """Return which statements of a whole record do not hold of a corpus."""
    corpus = within_periods(corpus, record["by"], record["since"], record["until"])
    state = TrendState(corpus, themes_from_json(record["themes"]), record["by"])
    saved = [item for section in record["sections"] for item in section["statements"]]
    statements = [statement_from_json(item) for item in saved]
    changes = {change.number: change for change in recompute_statements(statements, state)}
    for number, (item, statement) in enumerate(zip(saved, statements, strict=True), 1):
        if item["text"] != statement.text:
            known = changes.get(number) or StatementChange(number, statement.text, statement.text, (), (), ())
            rewritten = f"is written as “{item['text']}”, which is not what its queries gave"
            changes[number] = replace(known, reasons=(*known.reasons, rewritten))
    return [changes[number] for number in sorted(changes)]
