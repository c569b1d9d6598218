"""Two periods or two selections side by side, and what came since one last looked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, hstack

from assistant.trends.corpus import TrendCorpus, load_corpus
from assistant.trends.facets import find_facets
from assistant.trends.periods import LEAST_PAPERS_PER_SIDE, find_changes, wilson_interval
from assistant.trends.theme_shelf import ThemeShelf
from assistant.trends.themes import Themes, find_themes, theme_members
from retrieval.datatypes import Paper
from retrieval.library import Library

COMPARED_KINDS = ("contribution", "task", "modality", "language", "language group", "model", "dataset")
LEAST_TERM_PAPERS = 5


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """One theme, facet or term on two sides, with the papers behind the numbers and the bounds of its shares at 95 %.

    `is_claimed` says whether the shares differ by more than chance explains, with all that was compared taken into
    account; never with fewer than LEAST_PAPERS_PER_SIDE papers on a side.
    """

    kind: str
    name: str
    label: str
    first_ids: tuple[str, ...]
    second_ids: tuple[str, ...]
    first_share: float
    second_share: float
    first_bounds: tuple[float, float]
    second_bounds: tuple[float, float]
    z: float
    q: float
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets of papers side by side: all compared things, the most different first. A paper of both counts twice."""

    n_first: int
    n_second: int
    n_in_both: int
    themes: Themes
    items: tuple[ComparedItem, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What came or changed since a revision: the papers, where they went among the themes, and what is named first.

    `by_theme` holds (theme id, name, papers), largest first; `first_named` (kind, value, papers) of what no earlier
    paper names.
    """

    since_revision: int
    revision: int
    papers: tuple[Paper, ...]
    by_theme: tuple[tuple[str, str, tuple[str, ...]], ...]
    first_named: tuple[tuple[str, str, tuple[str, ...]], ...]


def compare_selections(first: TrendCorpus, second: TrendCorpus) -> Comparison:
    """Return two sets of papers side by side, of one collection or of two, grouped by themes of both together."""
    both = _joined(first, second)
    themes = find_themes(both)
    members = theme_members(both, themes)
    facets = find_facets(both)
    named: list[tuple[str, str, str, Sequence[str]]] = [
        ("theme", theme.theme_id, theme.name, members[theme.theme_id]) for theme in themes.themes
    ]
    named += [
        (facet.kind, facet.value, facet.value, facet.paper_ids)
        for facet in facets.facets
        if facet.kind in COMPARED_KINDS
    ]
    rows = [both.places[paper_id] for *_, ids in named for paper_id in ids]
    columns = [column for column, (*_, ids) in enumerate(named) for _ in ids]
    own = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (len(both.papers), len(named)))
    terms = both.terms
    counts = terms.paper_counts()
    fits = (terms.ends_phrase >= 0.4) & (terms.n_words > 1) & (counts >= LEAST_TERM_PAPERS)
    places = np.flatnonzero(fits & (counts <= 0.5 * max(1, len(both.papers))))
    presence = csr_matrix(hstack([own, terms.presence[:, places]], format="csr"))
    labels = [item[:3] for item in named] + [
        ("term", terms.keys[place], terms.surfaces[place]) for place in places.tolist()
    ]
    in_first = np.array([paper_id in first.places for paper_id in both.paper_ids])
    in_second = np.array([paper_id in second.places for paper_id in both.paper_ids])
    enough = min(len(first.papers), len(second.papers)) >= LEAST_PAPERS_PER_SIDE
    by_column = presence.tocsc()
    items = []
    for change in find_changes(presence, in_first, in_second):
        kind, name, label = labels[change.item]
        holders = np.sort(by_column.indices[by_column.indptr[change.item] : by_column.indptr[change.item + 1]])
        items.append(
            ComparedItem(
                kind,
                name,
                label,
                tuple(both.paper_ids[row] for row in holders if in_first[row]),
                tuple(both.paper_ids[row] for row in holders if in_second[row]),
                change.share_early,
                change.share_late,
                wilson_interval(change.n_early, len(first.papers)),
                wilson_interval(change.n_late, len(second.papers)),
                change.z,
                change.q,
                enough and change.is_claimed,
            )
        )
    n_both = int((in_first & in_second).sum())
    return Comparison(len(first.papers), len(second.papers), n_both, themes, tuple(items))


def _joined(first: TrendCorpus, second: TrendCorpus) -> TrendCorpus:
    rows = {paper.paper_id: (paper, first.vectors[place]) for place, paper in enumerate(first.papers)}
    for place, paper in enumerate(second.papers):
        rows.setdefault(paper.paper_id, (paper, second.vectors[place]))
    ordered = [rows[paper_id] for paper_id in sorted(rows)]
    return replace(
        first,
        papers=tuple(paper for paper, _ in ordered),
        vectors=np.stack([vector for _, vector in ordered]) if ordered else first.vectors,
        sentences={**second.sentences, **first.sentences},
        n_in_collection=max(first.n_in_collection, second.n_in_collection),
    )


def new_since(
    library: Library, collection: str, dimension: int, revision: int, shelf: ThemeShelf | None = None
) -> Digest:
    """Return what came to a collection, or changed in it, after a revision, in the themes that `shelf` keeps."""
    corpus = load_corpus(library, collection, dimension)
    fresh = tuple(library.papers_between(collection, revision, corpus.revision))
    fresh_ids = {paper.paper_id for paper in fresh}
    themes = find_themes(corpus, None if shelf is None else shelf.themes_for(corpus))
    if shelf is not None and not themes.carried_on:
        shelf.keep(corpus, themes)
    by_theme = []
    for theme in themes.broad:
        own = tuple(paper_id for paper_id in theme.paper_ids if paper_id in fresh_ids)
        if own:
            by_theme.append((theme.theme_id, theme.name, own))
    by_theme.sort(key=lambda item: (-len(item[2]), item[0]))
    first_named = []
    if len(fresh) < len(corpus.papers):
        for facet in find_facets(corpus).facets:
            if facet.kind in ("task", "language", "model", "dataset") and set(facet.paper_ids) <= fresh_ids:
                first_named.append((facet.kind, facet.value, facet.paper_ids))
    return Digest(revision, corpus.revision, fresh, tuple(by_theme), tuple(first_named))
