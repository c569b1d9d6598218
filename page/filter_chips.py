"""The filters that a question's words named, as chips: what was narrowed, what that left out, and how to take one off.

Under the chat, the chips of the last question are a group of ticked boxes that look like chips. Taking one off asks
the question again without that filter; ticking it again brings the filter back. In the answer itself a line says which
filters it was given under, so that a conversation read later still tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import gradio as gr

from assistant.datatypes import FilterChip, Question
from page.html_text import to_html

CHIPS_ID = "cw-chips"


@dataclass(frozen=True, slots=True)
class AskedFilters:
    """The last question and the labels of the filters its words name, in order, applied or taken off."""

    question: Question
    labels: tuple[str, ...]


def build_chips() -> gr.CheckboxGroup:
    """Return the row of chips, hidden until a question names a filter."""
    return gr.CheckboxGroup(
        [], show_label=False, container=False, visible=False, interactive=True, elem_id=CHIPS_ID, label="Filters"
    )


def asked_filters(question: Question, chips: Sequence[FilterChip], known: AskedFilters | None = None) -> AskedFilters:
    """Return what to remember of a question and the chips of its answer.

    `known` is what was remembered before, where the same question is asked again: it keeps the chips in their places.
    """
    labels = [chip.label for chip in chips]
    if known is not None and known.question.text == question.text:
        labels = [*known.labels, *(label for label in labels if label not in known.labels)]
    labels += [label for label in question.ignored_filters if label not in labels]
    return AskedFilters(question, tuple(labels))


def show_chips(asked: AskedFilters | None) -> gr.CheckboxGroup:
    """Return the row as it is to be shown: hidden where no filter was named, unticked what was taken off."""
    if asked is None or not asked.labels:
        return gr.CheckboxGroup(choices=[], value=[], visible=False)
    ticked = [label for label in asked.labels if label not in asked.question.ignored_filters]
    return gr.CheckboxGroup(choices=list(asked.labels), value=ticked, visible=True, interactive=True)


def without_unticked(asked: AskedFilters, ticked: Sequence[str]) -> Question:
    """Return the question to ask again once boxes were ticked or unticked."""
    return replace(asked.question, ignored_filters=tuple(label for label in asked.labels if label not in ticked))


def chips_html(chips: Sequence[FilterChip], ignored: Sequence[str] = ()) -> str:
    """Return the line that tells under which filters an answer was given; "" where there were none."""
    if not chips and not ignored:
        return ""
    shown = [
        f'<span class="cw-filter" title="{to_html(f"read from “{chip.words}”")}">{to_html(chip.label)}</span>'
        for chip in chips
    ]
    shown += [f'<span class="cw-filter cw-filter-off" title="taken off">{to_html(label)}</span>' for label in ignored]
    notes = dict.fromkeys(chip.note for chip in chips if chip.note)
    told = "; ".join(note[:1].upper() + note[1:] for note in notes)
    end = f' <span class="cw-filter-note">{to_html(told)}.</span>' if told else ""
    return f'<p class="cw-filters">{" ".join(shown)}{end}</p>'
