"""Themes and facets of the founding papers against members picked by hand, and how themes keep their company.

uv run bench/themes.py HOME COLLECTION

HOME holds the founding papers, indexed. Papers are halved by a hash of their title. The lists and the criteria were
written by one reader of all the papers, so that neither half is unseen.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.trends.corpus import TrendCorpus, load_corpus
from assistant.trends.facets import Facets, find_facets
from assistant.trends.themes import Themes, find_themes
from retrieval.library import Library

MEMBERS = Path(__file__).parent / "questions" / "themes.jsonl"
DIMENSION = 384
N_HOLDOUTS = 20


def half_of(title: str) -> str:
    """Return "tune" or "test"."""
    return "tune" if hashlib.sha256(title.encode()).digest()[0] % 2 else "test"


def found_members(corpus: TrendCorpus, facets: Facets, found_as: list[list[str]]) -> set[str]:
    """Return the titles of the papers of the facets that mean what a list does."""
    ids = {
        paper_id
        for kind, value in found_as
        for facet in [facets.get(kind, value)]
        if facet
        for paper_id in facet.paper_ids
    }
    return {corpus.papers[corpus.places[paper_id]].title for paper_id in ids}


def labels(themes: Themes, corpus: TrendCorpus, narrow: bool) -> list[str]:
    """Return the theme id of every paper."""
    level = themes.narrowest if narrow else themes.broad
    home = {paper_id: theme.theme_id for theme in level for paper_id in theme.paper_ids}
    return [home[paper_id] for paper_id in corpus.paper_ids]


def stability(corpus: TrendCorpus, themes: Themes, narrow: bool, carried_on: bool) -> float:
    """Return the mean adjusted Rand index of papers' company before and after 5 % more papers, over fixed draws."""
    own = dict(zip(corpus.paper_ids, labels(themes, corpus, narrow), strict=True))
    indexes = []
    for draw in range(N_HOLDOUTS):
        kept = np.random.default_rng(draw).permutation(len(corpus.papers))[: round(len(corpus.papers) / 1.05)]
        part = corpus.subset({corpus.paper_ids[place] for place in kept})
        before = find_themes(part)
        after = (
            labels(find_themes(corpus, before), corpus, narrow) if carried_on else [own[p] for p in corpus.paper_ids]
        )
        later = dict(zip(corpus.paper_ids, after, strict=True))
        indexes.append(adjusted_rand_score([later[paper] for paper in part.paper_ids], labels(before, part, narrow)))
    return float(np.mean(indexes))


def main() -> None:
    """Print a line per list, then how themes keep their company."""
    home, collection = Path(sys.argv[1]), sys.argv[2]
    corpus = load_corpus(Library(home / "library.sqlite"), collection, DIMENSION)
    themes, facets = find_themes(corpus), find_facets(corpus)
    titles = {paper.paper_id: paper.title for paper in corpus.papers}
    print("| list | members | found | precision | recall | precision, recall: tune | test |")
    print("|---|---|---|---|---|---|---|")
    for line in MEMBERS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        members, also = ({titles.get(named, named) for named in record[key]} for key in ("papers", "also_acceptable"))
        found = found_members(corpus, facets, record["found_as"])
        cells = []
        for half in (None, "tune", "test"):
            own = {title for title in found if half is None or half_of(title) == half}
            wanted = {title for title in members if half is None or half_of(title) == half}
            right = len(own & (members | also))
            cells.append((right / len(own) if own else 1.0, len(own & wanted) / len(wanted) if wanted else 1.0))
        (precision, recall), tune, test = cells
        print(
            f"| {record['name']} | {len(members)} | {len(found)} | {precision:.2f} | {recall:.2f}"
            f" | {tune[0]:.2f}, {tune[1]:.2f} | {test[0]:.2f}, {test[1]:.2f} |"
        )
        if "-v" in sys.argv:
            print("   wrong:", sorted(found - members - also), "\n   missed:", sorted(members - found))
    for narrow in (False, True):
        level = "narrow" if narrow else "broad"
        print(
            f"{level} themes after 5 % more papers, ARI: anew {stability(corpus, themes, narrow, False):.3f},"
            f" carried on {stability(corpus, themes, narrow, True):.3f}"
        )


if __name__ == "__main__":
    main()
