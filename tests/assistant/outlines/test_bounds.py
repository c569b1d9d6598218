"""Bounds on a number of things, and the numbers of a text that keep to them."""

import pytest

from assistant.outlines.bounds import find_bound


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which papers cover more than 100 languages?", "more than 100 languages"),
        ("Which papers use no more than three African languages?", "no more than three African languages"),
        ("Which corpora hold over 2 million parallel sentences of news?", "over 2 million parallel sentences"),
        ("Which papers cover 100 languages?", None),
        ("Name at least three papers on moss.", None),
        ("Which papers use more than one language?", None),
        ("Which papers go over GPT-4 models?", None),
    ],
)
def test_a_bound_is_a_relation_a_number_and_a_plural(question: str, text: str | None) -> None:
    bound = find_bound(question)
    assert (bound and bound.text) == text


@pytest.mark.parametrize(
    ("question", "sentence", "is_within"),
    [
        ("more than 100 languages", "We cover 104 languages.", True),
        ("more than 100 languages", "We cover 100 languages.", False),
        ("more than 100 languages", "We cover over 100 languages.", True),
        ("at least 100 languages", "We cover 100 languages.", True),
        ("at least 100 languages", "We cover nearly 100 languages.", False),
        ("more than 100 languages", "We cover 12 languages with 500 sentences each.", False),
        ("more than 100 languages", "We cover 300 language pairs.", False),
        ("more than 100 languages", "We cover 1,200 typologically diverse languages.", True),
        ("more than 100 languages", "The world has 7,000 languages.", False),
        ("more than 100 languages", "There are 840 languages spoken across the island.", False),
        ("more than 100 languages", "Our corpus has 120 languages spoken across the island.", True),
        ("fewer than five languages", "We cover three languages.", True),
        ("fewer than five languages", "We cover over three languages.", False),
        ("at most 5 languages", "We cover 5 languages.", True),
        ("at most 5 languages", "It fails on 3% of the languages.", False),
        ("more than 1000 boats", "Between 1999 and 2002, 139 boats sailed.", False),
        ("more than 1000 boats", "Of 2002 boats, 139 sailed.", True),
        ("at most 5 languages", "What is learned in one language may help another.", False),
    ],
)
def test_a_number_before_the_same_noun_is_compared(question: str, sentence: str, is_within: bool) -> None:
    bound = find_bound(question)
    assert bound is not None
    assert (bound.place(["Rivers are long.", sentence]) == 1) is is_within


def test_all_numbers_of_a_paper_keep_to_an_upper_bound() -> None:
    bound = find_bound("fewer than 10 languages")
    assert bound is not None
    assert bound.place(["We cover 4 languages.", "They are of 3 families."]) == 0
    assert bound.place(["We cover 40 languages.", "Of them 4 languages fail."]) is None
