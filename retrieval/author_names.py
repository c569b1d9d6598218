"""Names of people, compared as readers compare them: without accents and case, with initials for given names."""

import re
import unicodedata

WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters whose stroke or ligature Unicode does not treat as an accent."""

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def fold_name(name: str) -> str:
    """Return a name as lower-case words without accents, given names first.

    >>> fold_name("Glavaš, Goran"), fold_name("G. Glavaš"), fold_name("José Camacho-Collados Jr.")
    ('goran glavas', 'g glavas', 'jose camacho collados')
    """
    surname, comma, given = name.partition(",")
    if comma and given.strip() and _words(given)[:1] not in [[suffix] for suffix in SUFFIXES]:
        name = f"{given} {surname}"
    words = _words(name)
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return " ".join(words)


def surname_of(folded: str) -> str:
    """Return the last word of a folded name, by which it is looked up; "" of an empty one."""
    return folded.rpartition(" ")[2]


def names_agree(wanted: str, known: str) -> bool:
    """Say whether two folded names can be of one person.

    The last words are the same. The given names of `wanted` stand in `known` in order, an initial for a name being
    enough on either side; further initials of `wanted` may be missing there. A surname alone agrees with all its
    bearers.

    >>> names_agree("g glavas", "goran glavas"), names_agree("noah a smith", "noah smith")
    (True, True)
    >>> names_agree("goran glavas", "gordana glavas"), names_agree("wei wang", "wang")
    (False, False)
    """
    *wanted_given, wanted_surname = wanted.split() or [""]
    *known_given, known_surname = known.split() or [""]
    if wanted_surname != known_surname:
        return False
    if "".join(wanted_given) == "".join(known_given):  # Da-Wei, Dawei
        return True
    position = 0
    for number, name in enumerate(wanted_given):
        at = next((at for at in range(position, len(known_given)) if _same_given(name, known_given[at])), None)
        if at is not None:
            position = at + 1
        elif number == 0 or len(name) > 1:
            return False
    return True


def _same_given(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other


def _words(text: str) -> list[str]:
    folded = text.casefold().translate(WITHOUT_DECOMPOSITION)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return re.sub(r"[^\w\s]|_", " ", re.sub(r"['’ʼ`]", "", bare)).split()
