"""Names of themes that read like a person's, worked out from invented papers."""

import numpy as np

from assistant.trends.naming import name_groups
from assistant.trends.terms import count_terms
from retrieval.datatypes import Paper


def names_of(*groups: list[str]) -> list[str]:
    """Return the names of groups of papers that are given by their texts, each its own title too."""
    papers = [Paper(f"{g}-{n}", text, f"{text}.") for g, texts in enumerate(groups) for n, text in enumerate(texts)]
    numbers = np.array([g for g, texts in enumerate(groups) for _ in texts], np.int64)
    terms = count_terms([paper.title for paper in papers], [paper.abstract for paper in papers])
    return name_groups(terms, papers, numbers, frozenset())[0]


def test_a_thing_that_is_mostly_written_in_the_plural_is_named_in_the_plural() -> None:
    rivers = ["River graphs for boats", "River graphs for fish", "A river graph for otters"]
    assert names_of(rivers, ["Moon mapping", "Moon mapping again", "On moon mapping"]) == [
        "River graphs",
        "Moon mapping",
    ]


def test_a_word_that_most_papers_share_makes_no_second_phrase() -> None:
    boats = ["Multilingual boat steering", "Multilingual boat steering", "Boat steering, boat steering"]
    more = ["Multilingual harbour lamps", "Multilingual harbour lamps"]
    moons = ["Multilingual moon mapping", "Multilingual moon mapping", "Multilingual moon mapping"]
    assert not any(" and multilingual" in name.casefold() for name in names_of(boats + more, moons))


def test_two_themes_do_not_share_a_second_phrase() -> None:
    boats = ["Boat steering with tide tables", "Boat steering with tide tables", "Boat steering", "Boat steering"]
    moons = ["Moon mapping with tide tables", "Moon mapping with tide tables", "Moon mapping", "Moon mapping"]
    bread = ["Bread tasting"] * 8
    names = names_of(boats, moons, bread)
    assert sum("tide tables" in name for name in names) <= 1


def test_a_language_that_some_papers_name_is_no_name_of_a_theme() -> None:
    rivers = ["River trees of Thai", "River trees of Thai", "River trees", "River trees and otters", "Otters of Thai"]
    assert "Thai" not in names_of(rivers, ["Moon mapping"] * 6)


def test_an_acronym_that_is_mostly_written_as_a_word_stands_for_nothing() -> None:
    texts = ["Les arbres du lac"] * 9 + ["Deep undertow (DU) in lakes", "Deep undertow in rivers"]
    terms = count_terms(texts, [f"{text}." for text in texts])
    column = terms.keys.index("deep undertow")
    assert terms.paper_counts()[column] == 2


def test_an_acronym_that_papers_spell_out_stands_for_its_long_form() -> None:
    texts = ["Deep undertow (DUW) in lakes", "We measure deep undertow wells (DUW) again", "DUW in rivers, DUW at sea"]
    texts += ["Deep undertow wells (DUW) at night"]
    terms = count_terms(texts, [f"{text}." for text in texts])
    assert terms.paper_counts()[terms.keys.index("deep undertow well")] == 4
