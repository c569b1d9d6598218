import random
from dataclasses import replace

import numpy as np
import pytest
from invented_papers import corpus_of, invented_papers
from sklearn.metrics import adjusted_rand_score

from assistant.trends.corpus import make_corpus
from assistant.trends.themes import Themes, find_themes, theme_members


def subjects_by_theme(themes: Themes) -> list[set[str]]:
    return [{paper_id.split("-")[0] for paper_id in theme.paper_ids} for theme in themes.broad]


def test_papers_on_three_subjects_make_three_themes() -> None:
    themes = find_themes(corpus_of(invented_papers({"river": 12, "bread": 9, "moon": 6})))
    assert subjects_by_theme(themes) == [{"river"}, {"bread"}, {"moon"}]
    assert [theme.n_papers for theme in themes.broad] == [12, 9, 6]


def test_themes_bear_the_phrase_that_their_papers_share() -> None:
    themes = find_themes(corpus_of(invented_papers({"river": 12, "bread": 9, "moon": 6})))
    assert [theme.name for theme in themes.broad] == ["River parsing", "Bread tasting", "Moon mapping"]


@pytest.mark.parametrize("n_papers", [1, 2, 5, 20, 111, 600])
def test_every_paper_is_in_one_narrowest_theme_with_a_confidence(n_papers: int) -> None:
    counts = {
        subject: n_papers // 4 + (place < n_papers % 4)
        for place, subject in enumerate(("river", "bread", "moon", "clock"))
    }
    corpus = corpus_of(invented_papers(counts))
    themes = find_themes(corpus)
    placed = sorted(paper_id for theme in themes.narrowest for paper_id in theme.paper_ids)
    assert placed == list(corpus.paper_ids)
    assert sorted(paper_id for theme in themes.broad for paper_id in theme.paper_ids) == placed
    assert all(0 < value <= 1 for theme in themes.themes for value in theme.confidences)


def test_no_papers_have_no_themes() -> None:
    assert find_themes(make_corpus("none", [], {}, {})).themes == ()


def test_names_differ() -> None:
    themes = find_themes(corpus_of(invented_papers({"river": 80, "bread": 70, "moon": 60, "clock": 50})))
    names = [theme.name.casefold() for theme in themes.themes]
    assert len(set(names)) == len(names)


def test_the_order_of_papers_does_not_matter() -> None:
    papers = invented_papers({"river": 30, "bread": 30, "moon": 20})
    shuffled = list(papers)
    random.Random(3).shuffle(shuffled)
    assert find_themes(corpus_of(papers)) == find_themes(corpus_of(shuffled))


def test_five_percent_more_papers_leave_the_old_ones_their_company() -> None:
    papers = invented_papers({"river": 160, "bread": 120, "moon": 80, "clock": 60})
    kept = [paper for place, paper in enumerate(papers) if place % 21]
    before, after = find_themes(corpus_of(kept)), find_themes(corpus_of(papers))
    home_before = {paper_id: theme.theme_id for theme in before.broad for paper_id in theme.paper_ids}
    home_after = {paper_id: theme.theme_id for theme in after.broad for paper_id in theme.paper_ids}
    ids = sorted(home_before)
    assert adjusted_rand_score([home_before[p] for p in ids], [home_after[p] for p in ids]) >= 0.9


def test_themes_carried_on_keep_old_papers_and_take_new_ones_by_likeness() -> None:
    papers = invented_papers({"river": 12, "bread": 10})
    before = find_themes(corpus_of(papers))
    after = find_themes(corpus_of(invented_papers({"river": 13, "bread": 11})), before)
    assert after.carried_on
    assert [theme.name for theme in after.broad] == [theme.name for theme in before.broad]
    assert subjects_by_theme(after) == [{"river"}, {"bread"}]
    assert [theme.n_papers for theme in after.broad] == [13, 11]


def test_themes_are_found_anew_where_the_corpus_has_grown_much() -> None:
    before = find_themes(corpus_of(invented_papers({"river": 12, "bread": 10})))
    after = find_themes(corpus_of(invented_papers({"river": 12, "bread": 10, "moon": 30})), before)
    assert not after.carried_on
    assert {"moon"} in subjects_by_theme(after)


def test_a_paper_without_a_vector_is_placed_by_its_words() -> None:
    corpus = corpus_of(invented_papers({"river": 12, "bread": 10}))
    vectors = corpus.vectors.copy()
    vectors[corpus.places["river-003"]] = 0
    themes = find_themes(replace(corpus, vectors=vectors))
    river = next(theme for theme in themes.broad if theme.name == "River parsing")
    assert "river-003" in river.paper_ids


def test_members_of_saved_themes_are_those_still_there_and_new_ones_nearby() -> None:
    before = find_themes(corpus_of(invented_papers({"river": 12, "bread": 10})))
    now = corpus_of([paper for paper in invented_papers({"river": 14, "bread": 10}) if paper.paper_id != "river-000"])
    river = next(theme for theme in before.broad if theme.name == "River parsing")
    members = theme_members(now, before)[river.theme_id]
    assert members == tuple(f"river-{number:03d}" for number in range(1, 14))


def test_typical_papers_are_members() -> None:
    for theme in find_themes(corpus_of(invented_papers({"river": 12, "bread": 9}))).themes:
        assert set(theme.typical) <= set(theme.paper_ids)
        assert np.isclose(np.linalg.norm(theme.centroid), 1, atol=1e-3)
