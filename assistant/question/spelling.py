"""A question as it was typed: without markup, with the words that ask spelt right."""

import re

from assistant.citations import find_markers

MISSPELT = {
    word: meant
    for meant, words in {
        "which": "wich whic whcih whihc wihch wchich",
        "what": "waht whta wath",
        "how": "hwo",
        "papers": "pappers papres paprs",
        "compare": "comapre compaer comapare campare",
        "summarize": "sumarize sumarise summerize summerise sumamrize",
        "summary": "sumary sumamry",
        "explain": "explian expalin",
    }.items()
    for word in words.split()
}
"""Words that say what kind of answer is asked for, as they are typed in haste; none is a word of its own."""

WITH = re.compile(r"(?<!\S)w/(?P<out>o\b)?\s*(?=\w)", re.IGNORECASE)

TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>", re.IGNORECASE)


def without_markup(text: str) -> str:
    """Return a question in one line, without tags of HTML and markers of sources behind a sentence.

    >>> without_markup("What is <b>LaBSE</b>? [1.2]"), without_markup("Is p<0.05 in [2]?")
    ('What is LaBSE?', 'Is p<0.05 in [2]?')
    """
    text = TAG.sub("", text)
    for marker in reversed(find_markers(text)):
        before = text[: marker.start].rstrip()
        if re.search(r"(?:^|[.?!…])[”\"’)]*$", before):
            text = f"{before}{text[marker.end :]}"
    return " ".join(text.split())


def with_question_words(text: str) -> str:
    """Return a question with the words that ask spelt right.

    >>> with_question_words("Wich papers are on parsing, and hwo large is LaBSE?")
    'Which papers are on parsing, and how large is LaBSE?'
    >>> with_question_words("papers w/ code")
    'papers with code'
    """

    def spelt(match: re.Match[str]) -> str:
        meant = MISSPELT[match[0].lower()]
        return meant.capitalize() if match[0][0].isupper() else meant

    text = WITH.sub(lambda match: "without " if match["out"] else "with ", text)
    return re.sub(rf"\b(?:{'|'.join(MISSPELT)})\b", spelt, text, flags=re.IGNORECASE)
