"""Chips of the last question: shown, taken off, brought back."""

from assistant.datatypes import FilterChip, Question
from page.filter_chips import AskedFilters, asked_filters, chips_html, show_chips, without_unticked

SINCE = FilterChip("year", "since 2023", "since 2023", "2 papers left out whose year is not known")
BY = FilterChip("author", "by Ada <b>", "by Ada <b>")
QUESTION = Question("Which papers by Ada since 2023?")


def test_the_row_is_hidden_where_no_filter_was_named() -> None:
    for asked in (None, asked_filters(Question("Why?"), ())):
        row = show_chips(asked)
        assert (row.visible, row.choices, row.value) == (False, [], [])


def test_every_filter_is_a_ticked_chip() -> None:
    row = show_chips(asked_filters(QUESTION, (BY, SINCE)))
    assert row.visible
    assert row.choices == [("by Ada <b>", "by Ada <b>"), ("since 2023", "since 2023")]
    assert row.value == ["by Ada <b>", "since 2023"]


def test_taking_a_chip_off_asks_the_same_question_without_that_filter() -> None:
    asked = asked_filters(QUESTION, (BY, SINCE))
    again = without_unticked(asked, ["since 2023"])
    assert again == Question(QUESTION.text, ignored_filters=("by Ada <b>",))
    after = asked_filters(again, (SINCE,), asked)
    assert after == AskedFilters(again, ("by Ada <b>", "since 2023"))
    assert show_chips(after).value == ["since 2023"]
    assert without_unticked(after, ["since 2023", "by Ada <b>"]) == QUESTION


def test_another_question_brings_chips_of_its_own() -> None:
    known = asked_filters(QUESTION, (BY, SINCE))
    assert asked_filters(Question("And since 2023?"), (SINCE,), known).labels == ("since 2023",)


def test_an_answer_tells_its_filters_and_what_they_left_out() -> None:
    html = chips_html((BY, SINCE), ("at ACL",))
    assert "by Ada &lt;b&gt;</span>" in html
    assert "<b>" not in html
    assert 'cw-filter-off" title="taken off">at ACL' in html
    assert "2 papers left out whose year is not known." in html
    assert "\n" not in html
    assert chips_html(()) == ""


def test_the_same_note_is_told_once() -> None:
    html = chips_html((SINCE, FilterChip("year", "before 2025", "before 2025", SINCE.note)))
    assert html.count("left out") == 1
