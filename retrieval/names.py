"""Names in a query: words whose spelling shows that they name a model, a dataset, a gene, a language, a person."""

import re

NAME = re.compile(
    r"(?<![\w-])(?:"
    r"(?<!^)(?<![.?!:]\s)(?=[\w-]*[^\W\d_])(?=[\w-]*[A-Z0-9])[^\W_][\w-]*\w"  # a capital or a digit, within a sentence
    r"|[^\W\d_][\w-]*[A-Z0-9][\w-]*"  # one behind the first letter, anywhere
    r")(?![\w-])"
)

PLAIN_WORD = re.compile(r"(?<![\w-])[^\W\d_][\w-]{3,}\w(?![\w-])")


def find_names(text: str) -> tuple[str, ...]:
    """Return the names of a text in order, each once. A capital that only opens a sentence makes no name.

    >>> find_names("Which languages does MultiConAD cover? And Thai? mBERT-v2 in 2021")
    ('MultiConAD', 'Thai', 'mBERT-v2')
    """
    return tuple(dict.fromkeys(NAME.findall(text)))


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words that are not written like names but may be meant as one: "muril" for MuRIL. Each once."""
    words = dict.fromkeys(PLAIN_WORD.findall(text))
    return tuple(word for word in words if word not in find_names(text))


def bears_name(title: str, text: str, word: str) -> bool:
    """Say whether a paper writes a word like a name: with a capital or digit inside, or as the head of its title.

    >>> bears_name("Harbour: Letters", "We read MuRIL.", "muril"), bears_name("Harbour: Letters", "", "letters")
    (True, False)
    """
    whole = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    if re.match(rf"{whole}\s*[:–—]", title, re.IGNORECASE):
        return True
    return any(re.search(r"\w[A-Z]|\d", match) for match in re.findall(whole, f"{title}\n{text}", re.IGNORECASE))
