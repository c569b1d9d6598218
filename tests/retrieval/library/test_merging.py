"""Two records of one paper."""

import pytest

from retrieval.datatypes import Paper
from retrieval.library.merging import combine


def test_combining_two_records_keeps_the_better_half_of_each() -> None:
    known = Paper("t-1", "T", "Known.", year=2020, month=2, venue="V", authors=("A",), sources=("one",))
    new = Paper("t-1", "T", "New.", year=2020, url="https://example.org", acl_id="P20-0001", sources=("two", "one"))
    assert combine(known, new) == Paper(
        "P20-0001", "T", "New.", year=2020, month=2, venue="V", authors=("A",), url="https://example.org",
        acl_id="P20-0001", sources=("one", "two"),
    )  # fmt: skip


ARXIV = "https://arxiv.org/abs/2309.09400"
TEXT = "Kite parses Lao. Its F1 is 88.8."
NEWER = "Kite parses Lao. Its F1 is 91.3."


def preprint(abstract: str, version: str = "", year: int | None = None, month: int | None = None) -> Paper:
    address = f"{ARXIV}{version}" if version else None
    return Paper("2309.09400", "Kite", abstract, year=year, month=month, url=address, arxiv_id="2309.09400")


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (preprint(TEXT, "v1", 2023, 9), preprint(NEWER, "v2", 2023, 9)),
        (preprint(TEXT, "v9", 2024), preprint(NEWER, "v10", 2023)),
        (preprint(TEXT), preprint(NEWER, "v3")),
        (preprint(TEXT, "", 2023, 9), preprint(NEWER, "", 2024, 5)),
        (preprint("Kite parses Lao. Its F1 …", "", 2024), preprint(TEXT, "", 2023)),
        (preprint("Kite parses Lao. Its F1", "v2"), preprint(TEXT, "v1")),
    ],
    ids=["versions", "versions against dates", "a version against none", "dates", "cut off with a sign", "cut off"],
)
def test_the_newer_and_whole_text_wins_whatever_the_order_and_again(older: Paper, newer: Paper) -> None:
    for first, second in ((older, newer), (newer, older)):
        once = combine(first, second)
        assert once.abstract == newer.abstract
        assert combine(once, older).abstract == newer.abstract


def test_an_older_version_changes_nothing_that_is_known() -> None:
    known = combine(preprint(TEXT, "v1", 2023, 9), preprint(NEWER, "v2", 2024, 5))
    assert (known.url, known.year, known.month) == (f"{ARXIV}v2", 2024, 5)
    assert combine(known, preprint(TEXT, "v1", 2023, 9)) == known


def test_a_later_record_of_equal_age_holds_also_where_it_is_shorter() -> None:
    assert combine(preprint(TEXT, "v1"), preprint("Kite parses Lao.", "v1")).abstract == "Kite parses Lao."


def test_what_was_fetched_from_arxiv_is_the_newest_version() -> None:
    fetched = Paper("2309.09400", "Kite", NEWER, url=ARXIV, arxiv_id="2309.09400", sources=("arXiv",))
    assert combine(fetched, preprint(TEXT, "v1")).abstract == NEWER
