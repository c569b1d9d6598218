"""Papers → BibTeX entries, and how a sentence of running text names a paper. Known fields only: nothing is guessed."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat
from pylatexenc.latexencode import UnicodeToLatexEncoder

from retrieval.datatypes import Paper

ACL_ADDRESS = "https://aclanthology.org/"
ARXIV_ADDRESS = "https://arxiv.org/abs/"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The month macros that every bibliography style defines."""

JOURNAL = re.compile(
    r"\b(?:Transactions|Journal|TACL|TMLR|JMLR|JAIR|Letters|Magazine|Review|Computational Linguistics(?=$|,|\s+\d))\b"
    r"|^(?:Nature|Science|PLOS|IEEE Access)\b",
    re.IGNORECASE,
)
PREPRINT_SERVER = re.compile(r"\b(?:arxiv|corr|preprint|openreview|ssrn)\b", re.IGNORECASE)
VOLUME = re.compile(r",?\s*\bvol(?:ume|\.)?\s*(\d+)\s*$", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
WORD = re.compile(r"[^\W_]+(?:[-'’+.][^\W_]+)*\+*")
SAYS_LITTLE = frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "on",
            "of",
            "in",
            "for",
            "to",
            "and",
            "with",
            "by",
            "from",
            "via",
            "is",
            "are",
            "do",
            "does",
        ),
        *("does", "how", "what", "when", "why", "where", "this", "towards", "toward", "your"),
    )
)

_ENCODER = UnicodeToLatexEncoder(
    unknown_char_policy="keep", unknown_char_warning=False, replacement_latex_protection="braces-all"
)


def bibtex(papers: Sequence[Paper]) -> str:
    r"""Return an entry per paper, in the order given, with keys like `quay2021lantern`.

    Papers whose keys would clash are told apart by a, b, … in the order of their ids. Accents and signs are LaTeX's
    (`{\v{s}}`, `{\&}`), other scripts stay as they are. Empty for no paper.
    """
    entries = Library(
        [
            Entry(_entry_type(paper), key, [Field(name, value) for name, value in _fields(paper)])
            for paper, key in zip(papers, _keys(papers), strict=True)
        ]
    )
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent, layout.block_separator, layout.trailing_comma = "  ", "\n", True
    return write_string(entries, unparse_stack=(), bibtex_format=layout)


def attribution(paper: Paper) -> str:
    """Return how running text names a paper: `Quay et al. (2021)`, or by what its title opens with.

    >>> attribution(Paper("1", "Harbour", "", authors=("Ann Quay", "Bo van der Pier"), year=2021))
    'Quay and van der Pier (2021)'
    >>> attribution(Paper("1", "Harbour", ""))
    '“Harbour”'
    """
    surnames = [_surname(author) for author in paper.authors]
    if not surnames:
        named = f"“{paper.title.split(': ')[0]}”"
    elif len(surnames) <= 2:
        named = " and ".join(surnames)
    else:
        named = f"{surnames[0]} et al."
    year = publication_year(paper)
    return named if year is None else f"{named} ({year})"


def publication_year(paper: Paper) -> int | None:
    """Return the year that the venue's name carries, else that of the paper."""
    found = YEAR.search(paper.venue or "")
    return int(found[0]) if found else paper.year


def _entry_type(paper: Paper) -> str:
    if paper.venue is None or PREPRINT_SERVER.search(paper.venue):
        return "misc"
    return "article" if JOURNAL.search(paper.venue) else "inproceedings"


def _fields(paper: Paper) -> list[tuple[str, str]]:
    """Return the names and values, enclosed, of what is known."""
    fields = [("title", f"{{{_protected_title(paper)}}}")]
    if paper.authors:
        fields.append(("author", f"{{{' and '.join(map(_author, paper.authors))}}}"))
    entry_type, year = _entry_type(paper), publication_year(paper)
    if paper.venue is not None and entry_type != "misc":
        volume = VOLUME.search(paper.venue)
        named = VOLUME.sub("", paper.venue) if entry_type == "article" else paper.venue
        fields.append(("journal" if entry_type == "article" else "booktitle", f"{{{_latex(named)}}}"))
        if entry_type == "article" and volume:
            fields.append(("volume", f"{{{volume[1]}}}"))
    if year is not None:
        fields.append(("year", f"{{{year}}}"))
    if paper.month is not None and year == paper.year:  # the month of a preprint is not that of its proceedings
        fields.append(("month", MONTHS[paper.month - 1]))
    address = f"{ACL_ADDRESS}{paper.acl_id}/" if paper.acl_id else paper.url
    if address is None and paper.arxiv_id:
        address = f"{ARXIV_ADDRESS}{paper.arxiv_id}"
    if address:
        fields.append(("url", f"{{{address}}}"))
    if paper.arxiv_id:
        fields += [("eprint", f"{{{paper.arxiv_id}}}"), ("archivePrefix", "{arXiv}")]
    return fields


def _latex(text: str) -> str:
    return str(_ENCODER.unicode_to_latex(text))


def _author(name: str) -> str:
    """Return a name as BibTeX reads it: "Last, Jr., First" where there is a suffix, braces around what is no name."""
    if " and " in name:
        return f"{{{_latex(name)}}}"
    words = name.split()
    if "," not in name and len(words) > 2 and SUFFIX.fullmatch(words[-1]):
        name = f"{words[-2]}, {words[-1]}, {' '.join(words[:-2])}"
    return _latex(name)


def _surname(name: str) -> str:
    """Return the family name with the small words before it, such as "van der Pier"."""
    if "," in name:
        return name.split(",")[0].strip()
    words = name.split()
    if len(words) > 2 and SUFFIX.fullmatch(words[-1]):
        words.pop()
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return " ".join(words[max(first, 0) :])


def _protected_title(paper: Paper) -> str:
    """Return the title in LaTeX, with braces around the words whose capitals a bibliography style must keep.

    That is words with a capital or digit behind the first letter, and words that the abstract only writes with a
    capital, such as names of languages.
    """
    text = paper.abstract.replace(paper.title, " ")
    within = set(re.findall(r"(?<=[\w,;(][ -])[^\W\d_a-z]\w*", text))
    lower = set(re.findall(r"\b[a-z]\w*", text))
    pieces, end = [], 0
    for match in WORD.finditer(paper.title):
        word = match[0]
        parts = word.split("-")
        keeps = any(
            re.search(r"\w[A-Z]|[A-Z]\d", part) or (part in within and part.lower() not in lower) for part in parts
        ) or (len(parts) > 1 and len(parts[0]) == 1)  # a letter before a hyphen, as in "M-Bench"
        pieces += [_latex(paper.title[end : match.start()]), f"{{{_latex(word)}}}" if keeps else _latex(word)]
        end = match.end()
    return "".join(pieces) + _latex(paper.title[end:])


def _keys(papers: Sequence[Paper]) -> list[str]:
    plain = [_plain_key(paper) for paper in papers]
    count = Counter(plain)
    clashing: dict[str, list[str]] = {}
    for key, paper in sorted(zip(plain, papers, strict=True), key=lambda pair: pair[1].paper_id):
        clashing.setdefault(key, []).append(paper.paper_id)
    return [
        key if count[key] == 1 else key + _letters(clashing[key].index(paper.paper_id))
        for key, paper in zip(plain, papers, strict=True)
    ]


def _plain_key(paper: Paper) -> str:
    words = [_ascii(word) for word in WORD.findall(paper.title)]
    telling = [word for word in words if word and word not in SAYS_LITTLE] or [_ascii(paper.paper_id) or "paper"]
    year = publication_year(paper) or ""
    surname = _ascii(_surname(paper.authors[0])) if paper.authors else ""
    if surname:
        return f"{surname}{year}{telling[0]}"
    is_named = re.match(r"[\w+-]+:", paper.title) is not None
    return f"{telling[0] if is_named else ''.join(telling[:2])}{year}"


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(str.maketrans("øØłŁđĐıßæÆ", "oOlLdDisaA")))
    return "".join(letter for letter in decomposed.lower() if letter.isascii() and letter.isalnum())


def _letters(index: int) -> str:
    """Return a, b, …, z, aa, ab, … for 0, 1, …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
