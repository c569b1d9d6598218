"""Counts and subjects that a question takes for granted."""

import pytest

from assistant.premises import (
    asks_other_count,
    asks_other_language,
    asks_size,
    asks_untold_figure,
    reported_subject,
    tells_size,
)

TEXTS = (
    "Lantern: A Treebank",
    "It covers nine languages.",
    "22K unique users sent 61 hours of speech, with 2.5B tokens.",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many languages does Lantern cover?", False),
        ("how many unique users are in Lantern", False),
        ("How many people sent speech to Lantern?", False),  # users are people
        ("How many tokens has it?", False),
        ("How many of Lantern's annotators agreed?", True),
        ("How many rated river speakers took part?", True),
        ("How many pages of handwriting has it?", True),
        ("How many GPU-hours did it take?", False),  # hours are counted there, of something else
        ("How large is Lantern?", False),
        ("How many does it hold?", False),  # no noun
        ("How many hours of video does it hold?", True),  # its hours are of speech
        ("How many hours of speech does it hold?", False),
        ("How many hours of audio recordings were sent?", False),  # speech by another word
        ("How many hours of river speech has it?", False),  # of which it holds a word
        ("How many hours of tongues has it?", False),  # languages by another word
    ],
)
def test_a_count_that_no_number_of_the_text_gives_is_noticed(question: str, expected: bool) -> None:
    assert asks_other_count(question, TEXTS) is expected


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What does Lantern say about image captions?", "image captions?"),
        ("How does Lantern do on summarization?", "summarization?"),
        ("Which accuracy does Lantern reach on parsing?", "parsing?"),
        ("On how many languages was Lantern trained?", ""),
        ("Which parser does Lantern use?", ""),
    ],
)
def test_the_subject_of_a_wanted_report_is_what_stands_behind_its_preposition(question: str, subject: str) -> None:
    assert reported_subject(question) == subject


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Which Japanese poems does Quay read?", "Quay reads poems in Thai and Lao.", True),
        ("Which Thai poems does Quay read?", "Quay reads poems in Thai and Lao.", False),
        ("Which Japanese or Thai poems does Quay read?", "Quay reads poems in Thai and Lao.", False),
        ("Which Mandarin poems does Quay read?", "Quay reads poems in Chinese and Farsi.", False),
        ("Which Persian poems does Quay read?", "Quay reads poems in Chinese and Farsi.", False),
        ("Which Japanese poems does Quay read?", "Quay reads poems in 40 languages.", False),  # any may be among them
        ("Which poems does Quay read?", "Quay reads poems in Thai and Lao.", False),
    ],
)
def test_a_language_beside_which_only_others_are_named_is_noticed(question: str, text: str, expected: bool) -> None:
    assert asks_other_language(question, [text]) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How big is Lantern?", True),
        ("how large are its models?", True),
        ("What is the size of Lantern?", True),
        ("How large is “Lantern and Quay on Northern Ice”?", True),
        ("How large is the gap between them?", False),
        ("How large is Lantern relative to the corpus of Quay?", False),
        ("Are large models better?", False),
        ("How many languages does Lantern cover?", False),
    ],
)
def test_a_question_how_large_something_is_asks_for_its_size(question: str, expected: bool) -> None:
    assert asks_size(question) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It holds 61 hours of speech.", True),
        ("It holds 12,000 knots.", True),
        ("It covers nine languages.", False),
        ("India has 1,369 languages (Quay, 2011).", False),
        ("GPT-4000 gains 4.8%.", False),
    ],
)
def test_a_size_is_told_by_a_number_of_what_a_thing_is_made_of(text: str, expected: bool) -> None:
    assert tells_size([text]) is expected


def test_what_is_counted_stands_behind_a_long_adjective() -> None:
    assert not asks_other_count("How many models were tested?", ["We test 14 state-of-the-art LLMs."])
    assert asks_other_count("How many speakers were tested?", ["We test 14 state-of-the-art LLMs."])


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("What F1 does Lantern reach on river dialects?", "It reaches an F1 of 81.", "It beats 7 parsers."),
        ("What is the accuracy of Lantern on verbs?", "It is right in 81 % of cases.", "It is right more often."),
        ("How many BLEU points are gained?", "It gains 2.1 points.", "It gains on 9 pairs of languages."),
        ("What share of the sentences is spoken?", "Two thirds are speech.", "It holds 61 hours of speech."),
        ("What percentage of tokens is Arabic?", "Arabic makes up 40%.", "Nine languages make it up."),
        ("By how much does Lantern beat the others?", "It wins by 3 points.", "It wins clearly."),
        ("How much faster is it?", "It is twice as fast.", "It is fast."),
        ("How long did the training take?", "It is trained within two days.", "It is trained on 8 machines."),
    ],
)
def test_a_figure_that_no_text_tells_is_noticed(question: str, told: str, untold: str) -> None:
    assert asks_untold_figure(question, ["Lantern", untold])
    assert not asks_untold_figure(question, ["Lantern", told])


@pytest.mark.parametrize(
    "question",
    [
        "What are the scores used for?",
        "What share does Lantern hold in common with HarbourBERT?",
        "How long is a page?",
    ],
)
def test_a_question_that_only_has_a_figure_s_words_asks_for_none(question: str) -> None:
    assert not asks_untold_figure(question, ["Lantern", "It is a treebank."])
