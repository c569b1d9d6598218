"""What the chat shows besides answers, as HTML: the question, the wait before an answer, and what went wrong."""

import re
from collections.abc import Sequence

from page.html_text import to_html


def question_html(text: str, ignored_filters: Sequence[str] = ()) -> str:
    """Return a question as it was typed, its line ends kept, and which of its filters were taken off."""
    lines = "<br>".join(to_html(line) for line in text.strip().splitlines())
    without = f'<div class="cw-without">without: {to_html(", ".join(ignored_filters))}</div>' if ignored_filters else ""
    return f'<div class="cw-question">{lines}{without}</div>'


def waiting_html(what: str) -> str:
    """Return the message in place of an answer while `what` goes on."""
    return f'<div class="cw-answer"><p class="cw-foot cw-writing">{to_html(what)}</p></div>'


def problem_html(message: str, lead: str = "No answer this time.") -> str:
    """Return what did not work (`lead`) and why, in the words of an error that says what to do."""
    heading = f'<p class="cw-lead">{to_html(lead)}</p>'
    return f'<div class="cw-answer cw-problem">{heading}<p>{_sentence(message)}</p></div>'


def bug_html(error: BaseException) -> str:
    """Return the message for an error that citewell did not foresee."""
    return problem_html(
        f"A bug in citewell stopped it ({type(error).__name__}). The terminal that runs the page shows where; the page"
        " goes on working"
    )


def _sentence(message: str) -> str:
    """Return a message of the form "where: what; what to do" as a sentence, its settings' names marked."""
    text = message.strip()
    if not re.match(r"\w+://|[\w.-]+/", text):  # an address or a path keeps its case
        text = text[:1].upper() + text[1:]
    text += "" if text.endswith((".", "?", "!")) else "."
    return re.sub(r"\b(?:CITEWELL|OPENAI)_[A-Z_]+\b", r"<code>\g<0></code>", to_html(text))
