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


def paper(number: int, title: str, abstract: str) -> Paper:
    """Return a paper without anything but its text."""
    return Paper(f"p{number}", title, abstract)


def small_names(titles: list[str], groups: list[int], others: tuple[Paper, ...] = (), said: str = "") -> list[str]:
    """Return the names of groups of papers of these titles; each abstract repeats its title and says `said`."""
    papers = [paper(number, title, f"Here is {title.lower()}. {said}") for number, title in enumerate(titles)]
    terms = count_terms([one.title for one in papers], [one.abstract for one in papers])
    return name_groups(terms, papers, np.array(groups, np.int64), frozenset(), others=others)[0]


def test_few_papers_that_share_no_phrase_are_named_by_that_of_a_title_whose_words_they_share() -> None:
    titles = ["Steering of river boats", "River boats: a wooden history", "Boats of the old river", "Moon mapping"]
    assert small_names([*titles, "Mapping the moon"], [0, 0, 0, 1, 1]) == ["River boats", "Moon mapping"]


def test_what_few_papers_do_is_not_what_they_are_on() -> None:
    titles = ["Wooden river boats", "Iron river boats", "Full moon mapping", "New moon mapping"]
    assert small_names(titles, [0, 0, 1, 1], said="It adapts. It aligns.") == ["River boats", "Moon mapping"]


def test_a_phrase_that_the_rest_of_the_collection_shares_names_no_selection() -> None:
    titles = ["Night lamps for harbour trees", "Harbour trees in night lamps", "Harbour trees and night lamps"]
    others = tuple(paper(number, "Night lamps", "Of night lamps.") for number in range(10, 20))
    assert small_names(titles, [0, 0, 0], others) == ["Harbour trees"]


def test_a_theme_of_one_paper_bears_its_title() -> None:
    assert small_names(["Otters", "River boats", "Iron river boats"], [0, 1, 1])[0] == "Otters"


def test_a_word_keeps_the_capital_that_abstracts_write_it_with() -> None:
    papers = [paper(1, "Lakota Verse", "We read Lakota verse."), paper(2, "On Lakota Verse", "Lakota verse again.")]
    papers += [paper(3, "Moon Mapping", "We do moon mapping."), paper(4, "More Moon Mapping", "More moon mapping.")]
    terms = count_terms([one.title for one in papers], [one.abstract for one in papers])
    assert name_groups(terms, papers, np.array([0, 0, 1, 1]), frozenset())[0] == ["Lakota verse", "Moon mapping"]
