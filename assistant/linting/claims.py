"""What words that cite say: nothing, something of the cited paper, or something that no abstract could bear out."""

import re
from collections.abc import Sequence

from assistant.linting.document import SUBJECT
from assistant.verification.quantities import find_quantities
from assistant.verification.words import UNSPACED
from retrieval.identity import normalise_title

MIN_WORDS_OF_A_CLAIM = 3
CHARACTERS_OF_A_WORD = 2
"""In scripts that put no white space between words, at the least."""
COUNTED = re.compile(r"\b(?!(?:19|20)\d\d\b)\d[\w]* [^\W\d]")
"""A number that counts something: `999 languages`, but not `2021 revisited`."""
POINTERS = {"see", "also", "cf", "e", "g", "source", "sources", "paper", "the", "authors", "in", "by", "and", "from"}
POINTERS |= {"table", "figure", "fig", "section", "sec", "chapter", "page", "p", "pp", "appendix", "equation", "eq"}
PEOPLE = re.compile(r"(?:[^\W\d_][\w'’-]*,?\s+(?:and|&)\s+)?[^\W\d_][\w'’-]*,?\s+et\s+al\b\.?")

OWN_WORK = re.compile(r"\b(?:[Ww]e|[Oo]urs?|us)\b")
POINTS = re.compile(
    r"(?:^|[,;:(]\s*)(?:see|cf\.|consult|refer\s+to)\s"
    r"|^(?:tables?|figures?|fig\.|sections?|appendix)\s+(?:[\dIVX]+\b|[A-Z]\b|(?:list|show|report|give|compare)s?\b)",
    re.IGNORECASE,
)
"""`See … for an overview`, `Table 3 lists …`."""
WORKS = re.compile(
    r"^(?:[\w\s]{0,30}[,:]\s+)?(?:(?:an?|the)\s+(?:growing|large|long|recent|related|rich)"
    r"|other|several|many|some|various|numerous|recent|prior|previous|earlier|early|existing|related|much|more)\s+"
    r"(?:[a-z][\w-]*\s+){0,2}?"
    r"(?:lines?|body|work|works|studies|research|efforts?|papers|surveys?|approaches|methods|models|systems|benchmarks"
    r"|corpora|data\s?sets)\b",
    re.IGNORECASE,
)
"""What begins with works in general: `Other work studies …`, `Several corpora exist`."""
STATE_OF_A_FIELD = re.compile(
    r"\b(?:has|have)\s+(?:[a-z]+\s+){0,2}?[a-z]*(?:ed|en|own|ome|uilt|ade)\b"
    r"|\b(?:is|are)\s+now\b|\bremains?\b|\bactive\s+(?:\w+\s+)?(?:area|field|topic|direction)\b"
)
"""`X has improved`, `X are now available`, `X remains hard`, `X is an active area`."""
FINDS = re.compile(
    r"\b(?:show|shows|shown|showed|find|finds|found|report\w*|demonstrat\w+|suggest\w*|argue\w*|observ\w+|conclud\w+"
    r"|reveal\w*|indicat\w+|confirm\w*|prove[snd]?|note[sd]?|outperform\w*|beats?|fails?|than|because)\b"
)
IS_A_NAME = re.compile(r"\w*(?:[a-z][A-Z]|[A-Z][A-Z]|\d)[\w-]*")


def says_something(words: str, titles: Sequence[str] = ()) -> bool:
    """Say whether words are more than people, the titles of their papers, a heading or a pointer such as "see also".

    >>> says_something("See Doe et al., Table 2."), says_something("999 rivers"), says_something("Rivers flow fast.")
    (False, True, True)
    """
    rest = normalise_title(PEOPLE.sub(" ", words))
    for title in titles:
        rest = rest.replace(normalise_title(title), " ")
    told = [word for word in rest.split() if word not in POINTERS]
    n_words = sum(max(1, len(UNSPACED.findall(word)) // CHARACTERS_OF_A_WORD) for word in told)
    return n_words >= MIN_WORDS_OF_A_CLAIM or COUNTED.search(" ".join(told)) is not None


def is_beside_the_paper(claim: str, titles: Sequence[str] = ()) -> bool:
    """Say whether a claim tells of its writers' own work, points somewhere, or speaks of works or a field in general.

    A claim that counts something, tells a finding or names the work of a title is about the paper.

    >>> claims = ("We use the data of the authors.", "Other work studies rivers.", "Other work shows that rivers flow.")
    >>> [is_beside_the_paper(claim) for claim in claims]
    [True, True, False]
    """
    if POINTS.search(claim):
        return True
    if OWN_WORK.search(claim):
        return re.search(rf"{FINDS.pattern}\s+that\b", claim) is None
    if any(not quantity.in_name for quantity in find_quantities(claim)) or FINDS.search(claim):
        return False
    names = {name for title in titles for name in IS_A_NAME.findall(title)}
    names |= {head for title in titles if (head := title.partition(":")[0]) != title}
    if SUBJECT in claim.lower() or any(name in claim for name in names):
        return False
    return bool(WORKS.search(claim) or STATE_OF_A_FIELD.search(claim))
