"""Names in a query, also where they are typed in small letters."""

import pytest
from small_library import HARBOUR, LANTERN

from retrieval.names import bears_name, find_abbreviations, find_names, is_coined, plain_words
from retrieval.retriever import Retriever


def test_plain_words_are_those_that_are_not_written_like_names() -> None:
    assert plain_words("how large is lantern compared to HarbourBERT?") == ("large", "lantern", "compared")
    assert find_names("how large is lantern compared to HarbourBERT?") == ("HarbourBERT",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("LanternBERT是什么？", ("LanternBERT",)),
        ("请问POND-210有多少种语言？", ("POND-210",)),
        ("LanternBERT은 무엇인가요?", ("LanternBERT",)),
        ("LanternBERTとは何ですか", ("LanternBERT",)),
    ],
)
def test_a_name_ends_where_the_script_changes(text: str, names: tuple[str, ...]) -> None:
    assert find_names(text) == names


@pytest.mark.parametrize(
    ("word", "expected"), [("mBERT", True), ("GPT-4", True), ("IL6", True), ("Thai", False), ("lantern", False)]
)
def test_a_capital_or_digit_inside_shows_a_coined_name(word: str, expected: bool) -> None:
    assert is_coined(word) is expected


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We study drifting river ice (DRI).", {"DRI": "drifting river ice"}),
        ("Small language models (SLMs) are cheap.", {"SLM": "Small language models"}),
        ("the mean tidal height (MTH; in metres)", {"MTH": "mean tidal height"}),
        ("Harbour-7 (H-7) and quay wall (QW)", {"H-7": "Harbour-7", "QW": "quay wall"}),
        ("harbour board (HB) or heavy barge (HB)", {"HB": "harbour board"}),
        ("It rains (Fig. 2), in May (as ever) and in Oslo (NORWAY).", {}),
        ("(DRI) opens the text", {}),
        ("drifting. River ice (DRI)", {}),
    ],
)
def test_an_abbreviation_in_brackets_stands_for_the_words_before_it(text: str, expected: dict[str, str]) -> None:
    assert find_abbreviations(text) == expected


def test_a_name_of_a_place_counts_only_where_a_paper_is_called_so(small_retriever: Retriever) -> None:
    assert small_retriever.search("Which ports are in Harbour?").naming
    assert not small_retriever.search("Do Listeners prefer apples?").naming
