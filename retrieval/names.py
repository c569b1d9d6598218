"""Names in a query: words whose spelling shows that they name a model, a dataset, a gene, a language, a person."""

import re

NAME = re.compile(
    r"(?<![\w-])(?:"
    r"(?<!^)(?<![.?!:]\s)(?=[\w-]*[^\W\d_])(?=[\w-]*[A-Z0-9])[^\W_][\w-]*\w"  # a capital or a digit, within a sentence
    r"|[^\W\d_][\w-]*[A-Z0-9][\w-]*"  # one behind the first letter, anywhere
    r")(?![\w-])"
)


def find_names(text: str) -> tuple[str, ...]:
    """Return the names of a text in order, each once. A capital that only opens a sentence makes no name.

    >>> find_names("Which languages does MultiConAD cover? And Thai? mBERT-v2 in 2021")
    ('MultiConAD', 'Thai', 'mBERT-v2')
    """
    return tuple(dict.fromkeys(NAME.findall(text)))
