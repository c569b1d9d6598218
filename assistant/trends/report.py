"""A report on what a collection holds and how it moves: about a page, every sentence computed or quoted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.trends.corpus import TrendCorpus
from assistant.trends.disagreements import find_disagreements
from assistant.trends.facets import Facet
from assistant.trends.periods import PeriodLength, SharePoint, period_of, shares_over_time
from assistant.trends.queries import TrendState
from assistant.trends.report_sections import Disagreement, Section, write_sections
from assistant.trends.statements import (
    Statement,
)
from assistant.trends.themes import Themes, find_themes

N_CHANGES_KEPT = 40


@dataclass(frozen=True, slots=True)
class Selection:
    """Which papers a report is on. `paper_ids` None means the whole collection; `words` say how they were picked, as in
    "picked by the question “speech synthesis”".
    """

    paper_ids: tuple[str, ...] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class RefinedThemes:
    """Themes as a model left them, what is to be said of that in the report, and what went wrong."""

    themes: Themes
    statements: tuple[Statement, ...] = ()
    notices: tuple[str, ...] = ()


Refine = Callable[[TrendCorpus, Themes], RefinedThemes]
"""Names themes and places papers better than words and vectors alone do, as `name_with_model` does."""


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
    notices: tuple[str, ...] = ()
    """What a reader should know of how the report came about, such as a model that failed."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for section in self.sections for statement in section.statements)


def report_on(
    corpus: TrendCorpus,
    selection: Selection = Selection(),
    by: PeriodLength = "year",
    since: str = "",
    until: str = "",
    previous: Themes | None = None,
    disagreements: Sequence[Disagreement] | None = None,
    refine: Refine | None = None,
) -> Report:
    """Return the report on a corpus that is at hand.

    `refine` is given the themes before anything is counted. Where papers disagree is looked for unless
    `disagreements` tell it.
    """
    corpus = within_periods(corpus, by, since, until)
    themes = find_themes(corpus, previous)
    refined = RefinedThemes(themes) if refine is None else refine(corpus, themes)
    themes = refined.themes
    state = TrendState(corpus, themes, by)
    if disagreements is None:
        disagreements = find_disagreements(corpus)
    sections, cited = write_sections(state, selection.words, since, until, disagreements, refined.statements)
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
        refined.notices,
    )


def within_periods(corpus: TrendCorpus, by: PeriodLength, since: str, until: str) -> TrendCorpus:
    """Return the corpus of the papers that appeared within two periods, both included; all where none is given."""
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
