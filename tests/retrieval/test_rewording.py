"""Everyday words → the field's words, where the papers hold only those."""

from collections.abc import Callable

import pytest
from small_library import HARBOUR, LANTERN, Stack

from retrieval.rewording import everyday_words, read_everyday_words

SPEAKING: dict[str, object] = {
    "title": "Kettle: Speech Synthesis from Text",
    "abstract": "Kettle is a text-to-speech synthesis system with one image per sentence. A survey follows.",
}


@pytest.fixture
def stack_of(open_stack: Callable[..., Stack]) -> Callable[..., Stack]:
    def build(*records: dict[str, object]) -> Stack:
        stack = open_stack("reworded")
        stack.ingest_records(*records)
        stack.retriever().retrieve("index what is there")
        return stack

    return build


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Which tongue is rarest?", "Which language is rarest?"),
        ("How good is reading aloud now?", "How good is text-to-speech synthesis now?"),  # a phrase
        ("an OVERVIEW of photos", "an survey of image"),  # whatever case and number
        ("treebank of languages", "treebank of languages"),  # the field's words already
        ("tongueless overviews", "tongueless survey"),  # words, not parts of words
        ("", ""),
    ],
)
def test_everyday_words_become_the_field_s(stack_of: Callable[..., Stack], query: str, expected: str) -> None:
    keywords = stack_of(LANTERN, HARBOUR, SPEAKING).retriever().indexes.keywords
    assert read_everyday_words(query, keywords).text == expected


@pytest.mark.parametrize("query", ["sort them by size", "What sort of text?", "What happens to the text?", "in Polish"])
def test_a_word_that_only_asks_is_not_looked_up(stack_of: Callable[..., Stack], query: str) -> None:
    sorting = {"title": "Text classification", "abstract": "Text classification, event extraction and fine-tuning."}
    keywords = stack_of(LANTERN, HARBOUR, sorting).retriever().indexes.keywords
    assert read_everyday_words(query, keywords).words == ()
    assert read_everyday_words("sort press texts", keywords).words == (("sort", "text classification"),)


def test_what_was_read_as_what_is_told(stack_of: Callable[..., Stack]) -> None:
    keywords = stack_of(LANTERN, HARBOUR, SPEAKING).retriever().indexes.keywords
    reading = read_everyday_words("An overview of each tongue", keywords)
    assert reading.words == (("overview", "survey"), ("tongue", "language"))


def test_a_word_that_the_papers_themselves_use_is_left_alone(stack_of: Callable[..., Stack]) -> None:
    dentists = [
        {"title": f"Case {number}", "abstract": f"The tongue of patient {number} hurts; language is not affected."}
        for number in range(5)
    ]
    keywords = stack_of(*dentists).retriever().indexes.keywords
    assert read_everyday_words("tongue pain", keywords).words == ()


def test_a_word_is_left_alone_where_no_paper_holds_the_field_s(stack_of: Callable[..., Stack]) -> None:
    keywords = stack_of(HARBOUR).retriever().indexes.keywords
    assert read_everyday_words("Which tongue is rarest?", keywords).words == ()


def test_a_paper_is_found_that_shares_no_word_with_the_question(stack_of: Callable[..., Stack]) -> None:
    found = stack_of(LANTERN, HARBOUR, SPEAKING).retriever().search("Who lets machines do the reading aloud?")
    assert found.passages[0].paper.title == SPEAKING["title"]
    assert found.passages[0].bm25 > 0
    assert found.reading.words == (("reading aloud", "text-to-speech synthesis"),)


def test_the_list_has_no_word_that_is_read_as_itself() -> None:
    assert len(everyday_words()) > 300
    assert all(" ".join(stems) != field_words for stems, field_words in everyday_words().items())
