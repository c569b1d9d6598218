"""Which paper a record speaks of: its title in one spelling, its ids, and whether two records speak of one paper."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from retrieval.datatypes import Paper

MAX_SLUG_CHARACTERS = 48
HASH_CHARACTERS = 8

FROM_ARXIV = "arXiv"
"""What a paper that was fetched from arXiv names as its source."""

MAX_YEARS_APART = 2
"""Between a preprint and the published paper. Further apart, one title is of two papers unless they share authors."""

_MONTH = r"(?:0[1-9]|1[0-2])"
_ARXIV_NEW = rf"(?:(?:0[7-9]|1[0-4]){_MONTH}\.\d{{4}}|(?:1[5-9]|[2-9]\d){_MONTH}\.\d{{5}})"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ARXIV_PREFIX = (
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/"
    r"|(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.48550/arxiv\."
    r"|(?:https?://)?(?:www\.)?huggingface\.co/papers/"
    r"|arxiv\s*:\s*)?"
)
_ARXIV = re.compile(
    rf"{_ARXIV_PREFIX}((?-i:{_ARXIV_NEW}|{_ARXIV_OLD}))(?:v(\d+))?(?:\.pdf)?/?(?:[?#]\S*)?(?:\s*\[[^\]]*\])?",
    re.IGNORECASE,
)

_ACL_NEW = r"(?:19|20)\d{2}\.[a-z0-9_]+-[a-z0-9_]+\.\d+"
_ACL_OLD = r"[A-Z]\d{2}-\d{4}"
_ACL_PREFIX = (
    r"(?:(?:https?://)?(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology|aclanthology\.info/papers)/(?:[A-Z]/[A-Z]\d{2}/)?"
    r"|(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.18653/v1/"
    r"|acl\s*:\s*)?"
)
_ACL = re.compile(
    rf"{_ACL_PREFIX}((?-i:{_ACL_NEW}|{_ACL_OLD}))(?:v\d+)?(?:\.pdf|\.bib)?/?(?:[?#]\S*)?",
    re.IGNORECASE,
)

_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi\s*:\s*)?(10\.\d+(?:\.\d+)*/\S+)", re.IGNORECASE)

_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:\d{4}\.\d\d\.\d\d\.)?\d+|(?:21203|20944|31234|31219|31222|31235|2139|36227|26434|22541|14293)/)"
)
"""Of bioRxiv and medRxiv, and of other servers of preprints: the published paper has another one."""


def normalise_title(title: str) -> str:
    """Return the title as letters and digits of any script, in one case and width, with single spaces.

    Two spellings of one title come out equal: `"Ａ Survey:  of X"` and `"a survey of x"` do.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    # Marks (category M) belong to the letter before them: without them Hindi vowels would fall apart.
    kept = "".join(character if unicodedata.category(character)[0] in "LNM" else " " for character in folded)
    return " ".join(kept.split())


def arxiv_id_of(text: str | None) -> str | None:
    """Return the arXiv id that the whole text is, as an id or an address, without its version and subject class.

    >>> arxiv_id_of("https://arxiv.org/pdf/2309.09400v2"), arxiv_id_of("math.GT/0309136"), arxiv_id_of("17")
    ('2309.09400', 'math/0309136', None)
    """
    match = _ARXIV.fullmatch((text or "").strip())
    return re.sub(r"\.[A-Z]{2}/", "/", match.group(1)) if match else None


def arxiv_version_of(text: str | None) -> int | None:
    """Return the version that an arXiv id or address states.

    >>> arxiv_version_of("https://arxiv.org/pdf/2309.09400v2"), arxiv_version_of("2309.09400")
    (2, None)
    """
    match = _ARXIV.fullmatch((text or "").strip())
    return int(match.group(2)) if match and match.group(2) else None


def doi_of(text: str | None) -> str | None:
    """Return the DOI that the whole text is, in lower case. What arXiv gives its preprints is no DOI of a paper.

    >>> doi_of("https://doi.org/10.1162/TACL_a_00343"), doi_of("10.48550/arXiv.2309.09400")
    ('10.1162/tacl_a_00343', None)
    """
    match = _DOI.fullmatch((text or "").strip())
    return match.group(1).lower() if match and not arxiv_id_of(text) else None


def acl_id_of(text: str | None) -> str | None:
    """Return the ACL Anthology id that the whole text is, as an id or an address.

    >>> acl_id_of("https://aclanthology.org/2025.acl-long.143/"), acl_id_of("W89-0229")
    ('2025.acl-long.143', 'W89-0229')
    """
    match = _ACL.fullmatch((text or "").strip())
    return match.group(1) if match else None


def paper_id_of(title: str, arxiv_id: str | None, acl_id: str | None, record_id: str | None = None) -> str:
    """Return the arXiv id, else the ACL id, else the record's own id, else one made from the normalised title."""
    if known := arxiv_id or acl_id or record_id:
        return known
    normalised = normalise_title(title)
    # A title of signs alone has no letters to tell it from another by.
    digest = hashlib.sha256((normalised or title).encode()).hexdigest()[:HASH_CHARACTERS]
    slug = normalised.replace(" ", "-")
    if len(slug) > MAX_SLUG_CHARACTERS:
        whole_words = slug[: MAX_SLUG_CHARACTERS + 1].rpartition("-")[0]
        slug = whole_words or slug[:MAX_SLUG_CHARACTERS]
    return f"{slug}-{digest}" if slug else digest


def dois_of(paper: Paper) -> set[str]:
    """Return the DOIs by which a paper goes."""
    return {doi for doi in (doi_of(paper.paper_id), doi_of(paper.url)) if doi}


def own_id_of(paper: Paper) -> str | None:
    """Return the id that a record gave its paper, None where that is an arXiv id, an ACL id or made from the title."""
    made = paper_id_of(paper.title, None, None)
    if paper.paper_id in ("", paper.arxiv_id, paper.acl_id, made):
        return None
    return paper.paper_id.removeprefix(f"{made}-")


def have_other_ids(one: Paper, other: Paper) -> bool:
    """Say whether the arXiv ids, the ACL ids or the DOIs of two records differ."""
    pairs = ((arxiv_id_of(one.arxiv_id), arxiv_id_of(other.arxiv_id)), (one.acl_id, other.acl_id))
    if any(first and second and first != second for first, second in pairs):
        return True
    dois, other_dois = dois_of(one), dois_of(other)
    published, other_published = ({doi for doi in some if not _PREPRINT_DOI.match(doi)} for some in (dois, other_dois))
    return bool(published and other_published and not dois & other_dois)


def are_told_apart(one: Paper, other: Paper) -> bool:
    """Say whether two records of one title are of two papers, as editorials and yearly shared tasks are.

    They are by differing ids, by differing record numbers in one file, by authors of whom none is the same, and by
    years far apart. The same text tells nothing apart but by ids.
    """
    if have_other_ids(one, other):
        return True
    if one.abstract and one.abstract == other.abstract:
        return False
    number, other_number = own_id_of(one), own_id_of(other)
    if number and other_number and number != other_number and set(one.sources) & set(other.sources):
        return True
    if _have_other_authors(one, other):
        return True
    far_apart = one.year and other.year and abs(one.year - other.year) > MAX_YEARS_APART
    return bool(far_apart and not _share_an_author(one, other))


def agree(one: Paper, other: Paper) -> bool:
    """Say whether two records of one id but not one title speak alike: the id alone may be a mere row number.

    Most words of the abstracts are the same; or most words of the titles and an author, the id not being a number.
    """
    if _have_other_authors(one, other):
        return False
    if _share_most(normalise_title(one.abstract).split(), normalise_title(other.abstract).split()):
        return True
    if not _share_most(normalise_title(one.title).split(), normalise_title(other.title).split()):
        return False
    return _share_an_author(one, other) and not (own_id_of(other) or "").isdigit()


def _share_most(words: Iterable[str], other_words: Iterable[str]) -> bool:
    one, other = set(words), set(other_words)
    return bool(one and other) and 2 * len(one & other) >= len(one | other)


def _have_other_authors(one: Paper, other: Paper) -> bool:
    """Say whether no word of one record's names stands in the other's, however names are turned round."""
    names, other_names = ({word for name in _names(paper) for word in name} for paper in (one, other))
    return bool(names and other_names and not names & other_names)


def _share_an_author(one: Paper, other: Paper) -> bool:
    surnames, other_surnames = ({name[-1] for name in _names(paper)} for paper in (one, other))
    return bool(surnames & other_surnames)


def _names(paper: Paper) -> list[list[str]]:
    """Return the words of each author's name, without accents and initials."""
    names = []
    for author in paper.authors:
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", author) if not unicodedata.combining(sign))
        names.append([word for word in normalise_title(bare).split() if len(word) > 1])
    return [name for name in names if name]
