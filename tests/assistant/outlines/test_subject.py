"""What a synthesis or a paragraph is to be about, and which texts speak of it."""

import pytest

from assistant.outlines.subject import Subject, papers_wanted, subject_of
from retrieval.datatypes import QueryTerm


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("What helps small ports?", "small ports"),
        ("Write a short related-work paragraph on river treebanks.", "river treebanks"),
        ("Please draft a related work section about letters", "letters"),
        ("What do the papers say about adapters?", "adapters"),
        ("What are the main challenges of reading letters?", "reading letters"),
        ("Summarise the recent work on parsing", "parsing"),
        ("Give me an overview of flood forecasting", "flood forecasting"),
        ("Give me an overview of the literature on flood forecasting", "flood forecasting"),
        ("flood forecasting", "flood forecasting"),
        ("Do the papers agree on whether soups warm?", "soups warm"),
        ("whats known about soups", "soups"),
        ("what r the open problems of soup tasting", "soup tasting"),
        ("What works best for thin soups?", "thin soups"),
        ("What evidence is there that soups warm?", "soups warm"),
        ("Summarise what we know about soups", "soups"),
        ("Two sentences with citations on soups", "soups"),
        ("Draft a paragraph on soups for my introduction", "soups"),
        ("related work paragraph: river treebanks", "river treebanks"),
        ("Draft a short literature review on letters, max 3 papers", "letters"),
        ("Write a paragraph about letters with at most two references", "letters"),
        ("Write a paragraph on letters, 3 papers max, about 60 words", "letters"),
        ("Write a paragraph on letters, no more than 3 sentences", "letters"),
        ("Write a paragraph of three sentences on letters", "letters"),
        ("For my thesis: two sentences on letters", "letters"),
        ("Summarise the work on letters in one paragraph", "letters"),
        ("Write a paragraph on the likeness of two sentences", "the likeness of two sentences"),
    ],
)
def test_the_subject_is_what_remains_without_the_asking(text: str, subject: str) -> None:
    assert subject_of(text) == subject


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A paragraph on soups", 8),
        ("A paragraph on soups, max 3 papers", 3),
        ("A paragraph on soups with at most 30 references", 8),
        ("Two sentences with citations on soups", 2),
        ("Write three cited sentences on soups", 3),
        ("Write a paragraph on soups in no more than 3 sentences", 3),
        ("Write a paragraph on soups (two sentences)", 2),
        ("Write a paragraph on the likeness of two sentences", 8),
        ("Write a paragraph on two sentences of a novel", 8),
    ],
)
def test_as_many_papers_are_quoted_as_are_asked_for(text: str, wanted: int) -> None:
    assert papers_wanted(text, 8) == wanted


def subject(*weights: tuple[str, float], parts: tuple[tuple[str, ...], ...] = ()) -> Subject:
    terms = {word: QueryTerm(word, 1, weight) for word, weight in weights}
    return Subject("", tuple(terms.values()), tuple(tuple(terms[word] for word in part) for part in parts))


def test_a_text_speaks_of_the_share_of_the_weight_that_it_holds() -> None:
    soups = subject(("soup", 3.0), ("cold", 1.0))
    assert [soups.share({word}) for word in ("soup", "cold", "hot")] == [0.75, 0.25, 0.0]


def test_a_part_that_can_stand_alone_is_the_whole() -> None:
    assert subject(("soup", 2.0), ("broth", 3.0), parts=(("soup",),)).share({"soup"}) == 1.0


def test_a_longer_term_that_begins_with_a_term_holds_it_unless_the_term_is_short() -> None:
    assert subject(("imbal", 1.0)).share({"imbalanc"}) == 1.0
    assert subject(("soup", 1.0)).share({"soupcon"}) == 0.0


def test_terms_about_as_rare_as_the_rarest_count_as_it() -> None:
    soups = subject(("soup", 3.0), ("broth", 2.8), ("cold", 2.0))
    assert [soups.is_of_heaviest({term}) for term in ("soup", "broth", "cold")] == [True, True, False]


def test_the_head_of_a_part_is_not_the_part_without_its_modifier() -> None:
    terms = {word: QueryTerm(word, 1, 1.0) for word in ("ferri", "harbour", "barrier")}
    parts = ((terms["ferri"],), (terms["harbour"], terms["barrier"]))
    soups = Subject("ferries and harbour barriers", tuple(terms.values()), parts, frozenset(("ferri", "barrier")))
    assert soups.share({"barrier"}) == pytest.approx(1 / 3, abs=1e-5)
    assert soups.share({"harbour"}) == 1 / 2
    assert soups.share({"harbour", "barrier"}) == soups.share({"ferri"}) == 1.0
