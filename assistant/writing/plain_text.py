"""Text from a model server as a terminal may print it and a file may store it: whole characters, no control codes."""

import re

CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f](?:(?<=\x1b)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)))?"
)
"""All but the tab and the end of a line, with the commands that they begin: a terminal obeys these, and they colour
text, hide it, or clear the screen."""


def plain_text(raw: str) -> str:
    r"""Return a text without control characters, and with the halves of characters that were sent apart put together.

    Half a character at the end waits for the rest; elsewhere `�` stands for it.

    >>> plain_text("It is \ud83d\ude00\x1b[2J so \ud83d"), plain_text("It \ude00 is")
    ('It is 😀 so ', 'It � is')
    """
    text = raw[:-1] if "\ud800" <= raw[-1:] <= "\udbff" else raw
    return CONTROL.sub("", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
