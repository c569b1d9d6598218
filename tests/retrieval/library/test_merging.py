"""Two records of one paper."""

from retrieval.datatypes import Paper
from retrieval.library.merging import combine


def test_combining_two_records_keeps_the_better_half_of_each() -> None:
    known = Paper("t-1", "T", "Known.", year=2020, month=2, venue="V", authors=("A",), sources=("one",))
    new = Paper("t-1", "T", "New.", year=2020, url="https://example.org", acl_id="P20-0001", sources=("two", "one"))
    assert combine(known, new) == Paper(
        "P20-0001", "T", "New.", year=2020, month=2, venue="V", authors=("A",), url="https://example.org",
        acl_id="P20-0001", sources=("one", "two"),
    )  # fmt: skip
