"""Acronyms of longer terms that hold a phrase."""

import pytest

from assistant.outlines.acronyms import acronyms_around


@pytest.mark.parametrize(
    ("phrase", "texts", "acronyms"),
    [
        ("tide forecasting", ["Coastal tide forecasting is slow.", "Our CTF runs on a buoy."], ("CTF",)),
        ("tide forecasting", ["Coastal tide forecasting is slow.", "Our buoys float."], ()),
        ("tide forecasting", ["We compare this tide forecasting.", "A TTF is a table."], ()),
        ("tide", ["Coastal tide forecasting is slow.", "Our CTF runs on a buoy."], ("CTF",)),
        ("tide", ["Coastal tides, forecasting and buoys.", "Our CTF runs on a buoy."], ()),
    ],
)
def test_what_is_written_and_spelt_around_a_phrase_stands_for_it(
    phrase: str, texts: list[str], acronyms: tuple[str, ...]
) -> None:
    assert acronyms_around(phrase, texts) == acronyms
