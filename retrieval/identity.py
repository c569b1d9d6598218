"""Which paper a record speaks of: its title in one spelling, its arXiv and ACL Anthology ids, its stable id."""

import hashlib
import re
import unicodedata

MAX_SLUG_CHARACTERS = 48
HASH_CHARACTERS = 8

_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ARXIV_PREFIX = (
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/"
    r"|(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.48550/arxiv\."
    r"|(?:https?://)?(?:www\.)?huggingface\.co/papers/"
    r"|arxiv\s*:\s*)?"
)
_ARXIV = re.compile(
    rf"{_ARXIV_PREFIX}((?-i:{_ARXIV_NEW}|{_ARXIV_OLD}))(?:v\d+)?(?:\.pdf)?/?(?:[?#]\S*)?(?:\s*\[[^\]]*\])?",
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


def normalise_title(title: str) -> str:
    """Return the title as letters and digits of any script, in one case and width, with single spaces.

    Two spellings of one title come out equal: `"Ａ Survey:  of X"` and `"a survey of x"` do.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    # Marks (category M) belong to the letter before them: without them Hindi vowels would fall apart.
    kept = "".join(character if unicodedata.category(character)[0] in "LNM" else " " for character in folded)
    return " ".join(kept.split())


def arxiv_id_of(text: str | None) -> str | None:
    """Return the arXiv id that the whole text is, as an id or an address, without its version.

    >>> arxiv_id_of("https://arxiv.org/pdf/2309.09400v2"), arxiv_id_of("cs/0301012"), arxiv_id_of("17")
    ('2309.09400', 'cs/0301012', None)
    """
    match = _ARXIV.fullmatch((text or "").strip())
    return match.group(1) if match else None


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
