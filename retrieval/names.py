"""Names: words whose spelling shows that they name a model, a dataset, a gene, a language, a person; abbreviations."""

import re

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Letters that stand beside a name with no space between: Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean."""

SCRIPT_CHANGE = re.compile(rf"(?<=[^\W{UNSPACED}])(?=[{UNSPACED}])|(?<=[{UNSPACED}])(?=[^\W{UNSPACED}])")
NAME = re.compile(
    r"(?<![\w-])(?:"
    r"(?<!^)(?<![.?!:]\s)(?=[\w-]*[^\W\d_])(?=[\w-]*[A-Z0-9])[^\W_][\w-]*\w"  # a capital or a digit, within a sentence
    r"|[^\W\d_][\w-]*[A-Z0-9][\w-]*"  # one behind the first letter, anywhere
    r")(?![\w-])"
)

PLAIN_WORD = re.compile(r"(?<![\w-])[^\W\d_][\w-]{3,}\w(?![\w-])")

IN_BRACKETS = re.compile(r"\(\s*([^\W_][\w/+-]{0,9}[\w+])\s*[);,]")
SHORTEST_WRITTEN = 4
CLAUSE_END = re.compile(r"[;:()]|\.\s")


def find_names(text: str) -> tuple[str, ...]:
    """Return the names of a text in order, each once. A capital that only opens a sentence makes no name.

    >>> find_names("Which languages does MultiConAD cover? And Thai? mBERT-v2 in 2021")
    ('MultiConAD', 'Thai', 'mBERT-v2')
    """
    return tuple(dict.fromkeys(NAME.findall(apart(text))))


def apart(text: str) -> str:
    """Return the text with a space where letters of a script without spaces stand beside others.

    >>> apart("Lantern是什么？")
    'Lantern 是什么？'
    """
    return SCRIPT_CHANGE.sub(" ", text)


def is_coined(word: str) -> bool:
    """Say whether a capital or digit behind the first character shows that a word is a coined name: mBERT, not Thai."""
    return re.search(r"\w[A-Z0-9]", word) is not None


def parted(name: str) -> str:
    """Return a name with spaces for its hyphens and between its letters and digits.

    >>> parted("SIB200"), parted("mBERT-v2")
    ('SIB 200', 'mBERT v 2')
    """
    return " ".join(re.findall(r"[^\W\d_]+|\d+", name))


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words that are not written like names but may be meant as one: "muril" for MuRIL. Each once."""
    words = dict.fromkeys(PLAIN_WORD.findall(text))
    return tuple(word for word in words if word not in find_names(text))


def bears_name(title: str, text: str, word: str) -> bool:
    """Say whether a paper writes a word like a name: with a capital or digit inside, or as the head of its title.

    The word may be the head of a name with a number behind a hyphen: "harbour" of Harbour-7B.

    >>> bears_name("Harbour: Letters", "We read MuRIL.", "muril"), bears_name("Harbour: Letters", "", "letters")
    (True, False)
    """
    whole = rf"(?<![\w-]){re.escape(word)}(?:-\d\w*)?(?![\w-])"
    if re.match(rf"{whole}\s*[:–—]", title, re.IGNORECASE):
        return True
    return any(re.search(r"\w[A-Z]|\d", match) for match in re.findall(whole, f"{title}\n{text}", re.IGNORECASE))


def is_written_in(word: str, text: str) -> bool:
    """Say whether a text holds a word, with or without its hyphens and spaces, or a longer one that begins with it.

    >>> is_written_in("Lantern-X", "We use LanternX-base."), is_written_in("LanternX", "An old lantern.")
    (True, False)
    """
    signs = [sign for sign in word if sign.isalnum()]
    if len(signs) < SHORTEST_WRITTEN:
        return False
    return re.search(r"(?<![^\W_])" + r"[\W_]?".join(map(re.escape, signs)), text, re.IGNORECASE) is not None


def find_abbreviations(text: str) -> dict[str, str]:
    """Return what the abbreviations that a text introduces stand for; the first time counts.

    After Schwartz and Hearst 2003: the letters of a word in brackets are sought backwards in the words before it, at
    most twice as many as it has letters, and the first letter has to begin a word.

    >>> find_abbreviations("Brown adipose tissue (BAT) grows, as do large language models (LLMs; see below).")
    {'BAT': 'Brown adipose tissue', 'LLM': 'large language models'}
    """
    found: dict[str, str] = {}
    for match in IN_BRACKETS.finditer(text):
        short = re.sub(r"(?<=[A-Z])s$", "", match.group(1))
        if any(letter.isupper() for letter in short) and short not in found:
            words = text[: match.start()].split()[-min(len(short) + 5, 2 * len(short)) :]
            long_form = _spelt_out(short, CLAUSE_END.split(" ".join(words))[-1])
            if len(long_form) > len(short):
                found[short] = long_form
    return found


def _spelt_out(short: str, before: str) -> str:
    """Return the end of a text that holds the letters of an abbreviation in order, or "" where none does."""
    at = len(before)
    letters = [letter for letter in short.lower() if letter.isalnum()]
    for place, letter in reversed(list(enumerate(letters))):
        at = before.lower().rfind(letter, 0, at)
        while place == 0 and at > 0 and before[at - 1].isalnum():
            at = before.lower().rfind(letter, 0, at)
        if at < 0:
            return ""
    return before[before.rfind(" ", 0, at + 1) + 1 :].strip()
