"""Two periods, two queries or two collections side by side, as text and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.trends.asking import TrendsError
from assistant.trends.comparing import ComparedItem, Comparison, compare_selections
from assistant.trends.corpus import TrendCorpus
from assistant.trends.periods import LEAST_PAPERS_PER_SIDE
from assistant.trends.statements import percentage

N_SHOWN = 12


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two sides with their names, and what was compared."""

    first_name: str
    second_name: str
    comparison: Comparison


def side_by_side(first_name: str, first: TrendCorpus, second_name: str, second: TrendCorpus) -> SideBySide:
    """Compare two sides. Raises TrendsError where they are the same papers, one is empty, or their vectors differ."""
    for name, corpus in ((first_name, first), (second_name, second)):
        if not corpus.papers:
            raise TrendsError(f"{name}: holds no papers; choose another side")
    if first.vectors.shape[1] != second.vectors.shape[1]:
        raise TrendsError(
            f"“{first.collection}” and “{second.collection}”: are embedded with different models; reindex one of them"
        )
    if first.collection == second.collection and first.paper_ids == second.paper_ids:
        raise TrendsError(f"{first_name} and {second_name}: are the same papers; choose two that differ")
    return SideBySide(first_name, second_name, compare_selections(first, second))


def split_at(corpus: TrendCorpus, year: int) -> SideBySide:
    """Compare the papers before a year with those since. Raises TrendsError where a side is empty."""
    before = corpus.subset([paper.paper_id for paper in corpus.papers if paper.year is not None and paper.year < year])
    since = corpus.subset([paper.paper_id for paper in corpus.papers if paper.year is not None and paper.year >= year])
    if not before.papers and not since.papers:
        raise TrendsError(f"“{corpus.collection}”: no paper says when it appeared, so no two periods can be compared")
    return side_by_side(f"before {year}", before, f"since {year}", since)


def shown_items(comparison: Comparison, at_most: int = N_SHOWN) -> tuple[ComparedItem, ...]:
    """Return what to show: all claimed differences first, then the largest of the others, of each set of papers one."""
    claimed = [item for item in comparison.items if item.is_claimed]
    others = [item for item in comparison.items if not item.is_claimed]
    kept: list[ComparedItem] = []
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for item in (*claimed, *others):
        if (item.first_ids, item.second_ids) not in seen:
            seen.add((item.first_ids, item.second_ids))
            kept.append(item)
    return tuple(kept[:at_most])


def comparison_lead(compared: SideBySide) -> str:
    """Return the sentence that says what was compared and what came of it."""
    comparison = compared.comparison
    n_claimed = sum(item.is_claimed for item in comparison.items)
    both = f" ({comparison.n_in_both:,} are on both sides)" if comparison.n_in_both else ""
    papers = "paper" if comparison.n_first == 1 else "papers"
    sides = (
        f"{comparison.n_first:,} {papers} {compared.first_name} beside {comparison.n_second:,}"
        f" {compared.second_name}{both}."
    )
    if min(comparison.n_first, comparison.n_second) < LEAST_PAPERS_PER_SIDE:
        return f"{sides} With fewer than {LEAST_PAPERS_PER_SIDE} papers on a side no difference is claimed."
    n = len(comparison.items)
    if not n_claimed:
        return f"{sides} Of {n:,} themes, facets and terms, none differs by more than chance explains."
    differ = "differs" if n_claimed == 1 else "differ"
    return f"{sides} Of {n:,} themes, facets and terms, {n_claimed:,} {differ} by more than chance explains."


def comparison_to_text(compared: SideBySide) -> str:
    """Return a comparison as lines of text."""
    comparison = compared.comparison
    lines = [comparison_lead(compared), ""]
    items = shown_items(comparison)
    width = max((len(item.label) + len(item.kind) + 3 for item in items), default=0)
    for item in items:
        one, other = _share(item.first_ids, comparison.n_first), _share(item.second_ids, comparison.n_second)
        note = "" if item.is_claimed else "  not significant"
        lines.append(f"{f'{item.label} ({item.kind})':<{width}}  {one:>18}  {other:>18}{note}")
    return "\n".join(lines)


def comparison_to_json(compared: SideBySide) -> dict[str, Any]:
    """Return a comparison in plain JSON types."""
    comparison = compared.comparison
    return {
        "first": {"name": compared.first_name, "n_papers": comparison.n_first},
        "second": {"name": compared.second_name, "n_papers": comparison.n_second},
        "n_in_both": comparison.n_in_both,
        "items": [asdict(item) for item in comparison.items],
    }


def _share(ids: Sequence[str], n_papers: int) -> str:
    return f"{percentage(len(ids), n_papers)} ({len(ids):,} of {n_papers:,})"
