"""A report on what a collection holds and how it moves: about a page, every sentence computed or quoted."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from assistant.trends.corpus import TrendCorpus, load_corpus
from assistant.trends.facets import Facet
from assistant.trends.periods import PeriodLength, SharePoint, period_of, shares_over_time
from assistant.trends.queries import TrendState
from assistant.trends.report_sections import Disagreement, Section, write_sections
from assistant.trends.statements import (
    Statement,
    StatementChange,
    recompute_statements,
    statement_from_json,
    statement_to_json,
)
from assistant.trends.themes import Theme, Themes, find_themes
from retrieval.library import Library

REPORT_SCHEMA_VERSION = 1
N_CHANGES_KEPT = 40


@dataclass(frozen=True, slots=True)
class Selection:
    """Which papers a report is on. `paper_ids` None means the whole collection; `words` say how they were picked, as in
    "picked by the question “speech synthesis”".
    """

    paper_ids: tuple[str, ...] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A tested thing with its change, for plots: `label` as people read it."""

    kind: str
    name: str
    label: str
    n_early: int
    n_late: int
    share_early: float
    share_late: float
    z: float
    q: float
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class ThemeShares:
    """A theme's share per period, with its uncertainty at 95 %."""

    theme_id: str
    points: tuple[SharePoint, ...]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A facet and how many papers of the report are in it."""

    kind: str
    value: str
    n_papers: int
    says: str
    paper_ids: tuple[str, ...]
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its scope, the sections in order, and what plots show. The same bytes for the same papers."""

    collection: str
    selection: Selection
    by: PeriodLength
    since: str
    until: str
    n_papers: int
    n_in_collection: int
    revision: int
    sections: tuple[Section, ...]
    themes: Themes
    shares: tuple[ThemeShares, ...]
    totals: tuple[SharePoint, ...]
    changes: tuple[ListedChange, ...]
    facets: tuple[FacetCount, ...]
    cited: tuple[tuple[str, str], ...] = field(default=())
    """(paper id, title) by number in the report, from 1."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for section in self.sections for statement in section.statements)


def build_report(
    library: Library,
    collection: str,
    dimension: int,
    selection: Selection = Selection(),
    by: PeriodLength = "year",
    since: str = "",
    until: str = "",
    previous: Themes | None = None,
    disagreements: Sequence[Disagreement] = (),
) -> Report:
    """Return the report on a collection, or on the papers that a selection names.

    `since` and `until` are periods ("2023", "2025-03"), both included. `previous` are themes to carry on.
    """
    corpus = load_corpus(library, collection, dimension, selection.paper_ids)
    return report_on(corpus, selection, by, since, until, previous, disagreements)


def report_on(
    corpus: TrendCorpus,
    selection: Selection = Selection(),
    by: PeriodLength = "year",
    since: str = "",
    until: str = "",
    previous: Themes | None = None,
    disagreements: Sequence[Disagreement] = (),
) -> Report:
    """Return the report on a corpus that is at hand."""
    corpus = _within(corpus, by, since, until)
    themes = find_themes(corpus, previous)
    state = TrendState(corpus, themes, by)
    sections, cited = write_sections(state, selection.words, since, until, disagreements)
    places = corpus.places
    shares = []
    for theme in themes.themes:
        matching = np.zeros(len(corpus.papers), bool)
        matching[[places[paper_id] for paper_id in theme.paper_ids]] = True
        shares.append(ThemeShares(theme.theme_id, shares_over_time(state.labels, matching)))
    totals = shares_over_time(state.labels, np.ones(len(corpus.papers), bool))
    return Report(
        corpus.collection,
        selection,
        by,
        since,
        until,
        len(corpus.papers),
        corpus.n_in_collection,
        corpus.revision,
        sections,
        themes,
        tuple(shares),
        totals,
        tuple(_listed_changes(state)),
        tuple(_count(facet) for facet in state.facets.facets),
        tuple((paper_id, corpus.papers[places[paper_id]].title) for paper_id in cited),
    )


def _within(corpus: TrendCorpus, by: PeriodLength, since: str, until: str) -> TrendCorpus:
    if not since and not until:
        return corpus
    kept = []
    for paper in corpus.papers:
        label = period_of(paper, by)
        if label is not None and (not since or label >= since) and (not until or label[: len(until)] <= until):
            kept.append(paper.paper_id)
    return corpus.subset(kept)


def label_of(state: TrendState, kind: str, name: str) -> str:
    """Return a tested thing as people read it."""
    if kind == "theme":
        return state.themes.named(name).name
    if kind == "term":
        terms = state.corpus.terms
        return terms.surfaces[terms.keys.index(name)]
    return name


def _listed_changes(state: TrendState) -> list[ListedChange]:
    listed = []
    for (kind, name), change in list(state.changes.items())[:N_CHANGES_KEPT]:
        listed.append(
            ListedChange(
                kind,
                name,
                label_of(state, kind, name),
                change.n_early,
                change.n_late,
                change.share_early,
                change.share_late,
                change.z,
                change.q,
                change.is_claimed,
            )
        )
    return listed


def _count(facet: Facet) -> FacetCount:
    return FacetCount(
        facet.kind,
        facet.value,
        facet.n_papers,
        facet.says,
        facet.paper_ids,
        tuple(member.sentence for member in facet.members),
    )


# Out and in


def report_to_json(report: Report) -> str:
    """Return a report as JSON that `recompute` reads."""
    record = asdict(report)
    record["sections"] = [
        {"heading": section.heading, "statements": [statement_to_json(item) for item in section.statements]}
        for section in report.sections
    ]
    return json.dumps({"schema": REPORT_SCHEMA_VERSION, **record}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def report_to_markdown(report: Report) -> str:
    """Return a report as text, with markers and the papers they name."""
    lines = [f"# Trends in “{report.collection}”", ""]
    for section in report.sections:
        lines += [f"## {section.heading}", ""] if section.heading else []
        lines += [" ".join(statement.text for statement in section.statements), ""]
    if report.cited:
        lines += ["## Papers", ""]
        lines += [f"[{number}] {title}  " for number, (_, title) in enumerate(report.cited, 1)]
        lines += [""]
    return "\n".join(lines)


def themes_from_json(record: Mapping[str, Any]) -> Themes:
    """Return the themes of a saved report."""
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


def recompute(
    report_json: str, library: Library, dimension: int, paper_ids: Collection[str] | None = None
) -> list[StatementChange]:
    """Return which statements of a saved report no longer hold, and how.

    Where the report is on a selection, its papers are asked again as they were picked then, or `paper_ids` as they are
    picked now.
    """
    record = json.loads(report_json)
    picked = record["selection"]["paper_ids"] if paper_ids is None else paper_ids
    corpus = load_corpus(library, record["collection"], dimension, picked)
    return recompute_on(record, corpus)


def recompute_on(record: Mapping[str, Any], corpus: TrendCorpus) -> list[StatementChange]:
    """Return which statements of a report, read from its JSON, do not hold of a corpus."""
    corpus = _within(corpus, record["by"], record["since"], record["until"])
    state = TrendState(corpus, themes_from_json(record["themes"]), record["by"])
    statements = [statement_from_json(item) for section in record["sections"] for item in section["statements"]]
    return recompute_statements(statements, state)
