"""Scores, growth, places and kinds of gain that a claim exchanges for others."""

import pytest

from assistant.verification.measures import check_measures


@pytest.mark.parametrize(
    ("claim", "cited", "kind"),
    [
        ("It scores a recall of 61.", "It scores a precision of 61.", "unit"),
        ("It scores 23.5 ROUGE-L.", "It scores 23.5BLEU.", "unit"),
        ("It has a macro-averaged F1 of 62%.", "It has a micro-averaged F1 of 62%.", "unit"),
        ("It gains 6 % in relative terms.", "It gains 6 % absolute.", "unit"),
        ("It gains 6 points.", "It gains 6 % relatively.", "unit"),
        ("Its cost grows exponentially.", "Its cost grows quadratically.", "unit"),
        ("It reads 73 logs a minute.", "It reads 73 logs per second.", "unit"),
        ("It came 12th of 184 boats.", "It came 20th of 184 boats.", "number"),
        ("It came fifth.", "It came second.", "number"),
    ],
)
def test_another_measure_than_the_source_s_is_reported(claim: str, cited: str, kind: str) -> None:
    assert [reason.kind for reason in check_measures(claim, [cited])] == [kind]


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("It is more precise.", "It is more accurate."),  # said loosely
        ("Its accuracy is high.", "It answers correctly more often, and its F1 is high."),
        ("It maps tides well.", "It has an F1 of 61."),
        ("Its cost grows faster than linearly.", "Its cost grows quadratically."),
        ("A third of the boats came second.", "One in three boats came 2nd; none came 4th."),
        ("It gains 6 points, 9 % in relative terms.", "It gains 6 points, a relative 9 %."),
        ("It wins on the fourth day.", "It was run for 4 days, and won the second race."),
        ("Logs are read every day.", "Logs are read daily, for some hours."),
    ],
)
def test_the_same_measure_in_other_words_stands(claim: str, cited: str) -> None:
    assert check_measures(claim, [cited]) == ()


def test_a_measure_of_the_title_may_be_named() -> None:
    assert check_measures("It scores 31 BLEU.", ["It beats others, also in METEOR."], "What BLEU tells") == ()


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("A second model adds speech.", "Every year a further model with speech was added."),
        ("Charts are read with high precision.", "Reading charts gains 4 BLEU."),
    ],
)
def test_words_that_only_sound_like_a_measure_are_let_pass(claim: str, cited: str) -> None:
    assert check_measures(claim, [cited]) == ()
