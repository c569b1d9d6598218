"""The queries that statements are made of: named, pure, over one state of a corpus; each returns papers.

A number in a report is the length of what a query returned, so that it opens its papers and can be asked again. A few
numbers are of other things than papers (themes, periods, what was tested): these open the papers that the things are
made of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from assistant.datatypes import Computation
from assistant.trends.corpus import TrendCorpus
from assistant.trends.facets import Facets, find_facets
from assistant.trends.periods import Change, PeriodLength, Split, all_periods, find_changes, period_of, split_periods
from assistant.trends.terms import term_key
from assistant.trends.themes import Themes, theme_members

Arguments = dict[str, str | int]
LEAST_TERM_PAPERS = 5


@dataclass(frozen=True)
class TrendState:
    """A corpus with what queries ask about: its periods, facets, and the members of themes found once."""

    corpus: TrendCorpus
    themes: Themes
    by: PeriodLength

    @cached_property
    def facets(self) -> Facets:
        return find_facets(self.corpus)

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        return theme_members(self.corpus, self.themes)

    @cached_property
    def labels(self) -> tuple[str | None, ...]:
        """Return the period of each paper."""
        return tuple(period_of(paper, self.by) for paper in self.corpus.papers)

    @cached_property
    def split(self) -> Split | None:
        return split_periods(self.labels)

    @cached_property
    def tested(self) -> tuple[tuple[str, str], ...]:
        """Return what rises and falls are looked for in, as (kind, name): themes by id, facets, then terms by key."""
        themes = [("theme", theme.theme_id) for theme in self.themes.themes]
        kinds = ("contribution", "task", "modality", "model", "dataset")
        facets = [(facet.kind, facet.value) for kind in kinds for facet in self.facets.of_kind(kind)]  # type: ignore[arg-type]
        return (*themes, *facets, *(("term", self.corpus.terms.keys[place]) for place in self._term_places))

    @cached_property
    def _term_places(self) -> list[int]:
        terms = self.corpus.terms
        counts = terms.paper_counts()
        fits = (terms.ends_phrase >= 0.4) & (counts >= LEAST_TERM_PAPERS) & (counts <= 0.5 * len(self.corpus.papers))
        return [
            int(place) for place in np.flatnonzero(fits) if terms.n_words[place] > 1 or terms.surfaces[place].isupper()
        ]

    @cached_property
    def changes(self) -> Mapping[tuple[str, str], Change]:
        """Return the change of all that is tested, by (kind, name), largest first; empty where no claim can be made."""
        if self.split is None:
            return {}
        late_periods = set(self.split.late)
        dated = np.array([label is not None for label in self.labels])
        late = np.array([label in late_periods for label in self.labels]) & dated
        numbers = {period: place for place, period in enumerate(all_periods(self.labels))}
        positions = np.array([0.0 if label is None else float(numbers[label]) for label in self.labels])
        found = find_changes(self._presence(), dated & ~late, late, positions)
        return {self.tested[change.item]: change for change in found}

    def _presence(self) -> csr_matrix:
        places = self.corpus.places
        named = [item for item in self.tested if item[0] != "term"]
        rows, columns = [], []
        for column, (kind, name) in enumerate(named):
            ids = self.members.get(name, ()) if kind == "theme" else self.facet_ids(kind, name)
            rows += [places[paper_id] for paper_id in ids]
            columns += [column] * len(ids)
        shape = (len(self.corpus.papers), len(named))
        own = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
        return csr_matrix(hstack([own, self.corpus.terms.presence[:, self._term_places]], format="csr"))

    def facet_ids(self, kind: str, value: str) -> tuple[str, ...]:
        facet = self.facets.get(kind, value)
        return () if facet is None else facet.paper_ids


def _within(state: TrendState, paper_ids: tuple[str, ...], since: str | int, until: str | int) -> tuple[str, ...]:
    """Return the papers within two periods, both included; an empty bound is none, and an undated paper passes none."""
    if not since and not until:
        return paper_ids
    places = state.corpus.places
    kept = []
    for paper_id in paper_ids:
        label = state.labels[places[paper_id]]
        if label is not None and (not since or label >= str(since)) and (not until or label <= str(until)):
            kept.append(paper_id)
    return tuple(kept)


def papers(state: TrendState, since: str | int = "", until: str | int = "") -> tuple[str, ...]:
    """Return the papers of the report's scope."""
    return _within(state, state.corpus.paper_ids, since, until)


def undated_papers(state: TrendState) -> tuple[str, ...]:
    """Return the papers that do not say when they are from."""
    return tuple(
        paper_id for paper_id, label in zip(state.corpus.paper_ids, state.labels, strict=True) if label is None
    )


def papers_with_facet(
    state: TrendState, kind: str, value: str, since: str | int = "", until: str | int = ""
) -> tuple[str, ...]:
    """Return the papers of a facet."""
    return _within(state, state.facet_ids(kind, value), since, until)


def papers_of_theme(state: TrendState, theme: str, since: str | int = "", until: str | int = "") -> tuple[str, ...]:
    """Return the members of a theme of the report: those placed then, and new ones nearest to its middle."""
    return _within(state, state.members.get(theme, ()), since, until)


def papers_naming_theme(state: TrendState, theme: str) -> tuple[str, ...]:
    """Return the members of a theme in which a phrase of its name stands."""
    name = state.themes.named(theme).name
    naming = {
        paper_id
        for part in (name, *name.split(" and "))
        for paper_id in papers_with_term(state, part[:1].lower() + part[1:])
    }
    return tuple(paper_id for paper_id in state.members.get(theme, ()) if paper_id in naming)


def papers_with_term(state: TrendState, term: str, since: str | int = "", until: str | int = "") -> tuple[str, ...]:
    """Return the papers whose title or abstract holds a term."""
    keys = state.corpus.terms.keys
    key = term_key(term)
    place = next((place for place, known in enumerate(keys) if known == key), None)
    if place is None:
        return ()
    holders: NDArray[np.int64] = state.corpus.terms.presence[:, [place]].nonzero()[0]
    return _within(state, tuple(state.corpus.paper_ids[row] for row in sorted(holders.tolist())), since, until)


QUERIES: Mapping[str, Callable[..., tuple[str, ...]]] = {
    "papers": papers,
    "undated_papers": undated_papers,
    "papers_with_facet": papers_with_facet,
    "papers_of_theme": papers_of_theme,
    "papers_naming_theme": papers_naming_theme,
    "papers_with_term": papers_with_term,
}
"""All queries by the name under which a computation keeps them."""


def broad_themes(state: TrendState) -> tuple[int, tuple[str, ...]]:
    """Return how many broad themes have members, and these."""
    return _peopled(state, [theme.theme_id for theme in state.themes.broad])


def narrow_themes(state: TrendState) -> tuple[int, tuple[str, ...]]:
    """Return how many narrower themes have members, and these."""
    return _peopled(state, [theme.theme_id for theme in state.themes.themes if theme.parent is not None])


def _peopled(state: TrendState, theme_ids: list[str]) -> tuple[int, tuple[str, ...]]:
    peopled = [members for theme_id in theme_ids if (members := state.members.get(theme_id, ()))]
    return len(peopled), tuple(sorted(paper_id for members in peopled for paper_id in members))


def periods(state: TrendState) -> tuple[int, tuple[str, ...]]:
    """Return in how many periods papers appeared, and the papers that say when."""
    dated = tuple(
        paper_id for paper_id, label in zip(state.corpus.paper_ids, state.labels, strict=True) if label is not None
    )
    return len({label for label in state.labels if label is not None}), dated


def tested_items(state: TrendState) -> tuple[int, tuple[str, ...]]:
    """Return in how many themes, facets and terms a change was looked for, and the papers that were compared."""
    return len(state.changes), periods(state)[1] if state.changes else ()


COUNTS: Mapping[str, Callable[[TrendState], tuple[int, tuple[str, ...]]]] = {
    "broad_themes": broad_themes,
    "narrow_themes": narrow_themes,
    "periods": periods,
    "tested_items": tested_items,
}
"""The numbers of other things than papers, by the name under which a computation keeps them."""


def is_query(name: str) -> bool:
    """Say whether a computation of this name can be asked again."""
    return name in QUERIES or name in COUNTS


def compute(state: TrendState, name: str, arguments: Arguments) -> Computation:
    """Return a query with its number and the papers behind it."""
    if name in COUNTS:
        value, behind = COUNTS[name](state)
        return Computation(name, dict(arguments), value, behind)
    found = QUERIES[name](state, **arguments)
    return Computation(name, dict(arguments), len(found), found)


def query_of(kind: str, name: str) -> tuple[str, Arguments]:
    """Return the query for a tested thing, as `TrendState.tested` names it."""
    if kind == "theme":
        return "papers_of_theme", {"theme": name}
    if kind == "term":
        return "papers_with_term", {"term": name}
    return "papers_with_facet", {"kind": kind, "value": name}
