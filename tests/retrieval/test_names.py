"""Names in a query, also where they are typed in small letters."""

import pytest
from small_library import HARBOUR, LANTERN

from retrieval.names import bears_name, find_names, plain_words
from retrieval.retriever import Retriever


def test_plain_words_are_those_that_are_not_written_like_names() -> None:
    assert plain_words("how large is lantern compared to HarbourBERT?") == ("large", "lantern", "compared")
    assert find_names("how large is lantern compared to HarbourBERT?") == ("HarbourBERT",)


@pytest.mark.parametrize(
    ("title", "text", "word", "expected"),
    [
        ("Lantern: A Treebank", "", "lantern", True),
        ("Lantern – a treebank", "", "lantern", True),
        ("On Treebanks", "We present LanternBank.", "lanternbank", True),
        ("On Treebanks", "We present Lantern-2.", "lantern-2", True),
        ("Treebanks of Rivers", "Lantern light is bright.", "lantern", False),
        ("Treebanks of Rivers", "", "treebanks", False),
    ],
)
def test_a_paper_bears_a_name_where_it_writes_it_like_one(title: str, text: str, word: str, expected: bool) -> None:
    assert bears_name(title, text, word) is expected


def test_a_name_in_small_letters_finds_its_paper(small_retriever: Retriever) -> None:
    for question, paper in (("what is lantern for", LANTERN), ("harbour how many ports", HARBOUR)):
        found = small_retriever.search(question)
        assert found.passages[0].paper.title == paper["title"]
        assert found.passages[0].paper.paper_id in found.naming
