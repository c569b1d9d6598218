"""Which paper a record speaks of: normalised titles, arXiv and ACL Anthology ids, and ids of citewell's own."""

import hashlib
import re
import unicodedata

ARXIV = re.compile(r"(?:arxiv[:/]\s*|arxiv\.org/(?:abs|pdf|html)/|arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
ACL = re.compile(r"(?:.*aclanthology\.org/)?((?:\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)|(?:[A-Z]\d{2}-\d{4,5}))(?:v\d+)?(?:\.pdf)?/?", re.IGNORECASE)
LONGEST_SLUG = 48


def normalise_title(title: str) -> str:
    """Return a title as it is compared: letters and digits of any script, without case, accents kept.

    >>> normalise_title("MULTI3NLU++: A  Multilingual Dataset")
    'multi3nlu a multilingual dataset'
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return " ".join(re.sub(r"[^\w]+|_+", " ", folded).split())


def arxiv_id_of(text: str | None) -> str | None:
    """Return the arXiv id that a text is, as an id or as an address, without its version.

    >>> arxiv_id_of("https://arxiv.org/abs/2309.09400v2")
    '2309.09400'
    """
    match = ARXIV.fullmatch(re.sub(r"^https?://(?:www\.|export\.|dx\.)?(?:doi\.org/10\.48550/)?", "", (text or "").strip(), flags=re.IGNORECASE))
    return match.group(1) if match else None


def acl_id_of(text: str | None) -> str | None:
    """Return the ACL Anthology id that a text is, as an id or as an address.

    >>> acl_id_of("https://aclanthology.org/W89-0229/")
    'W89-0229'
    """
    match = ACL.fullmatch((text or "").strip())
    return match.group(1) if match else None


def paper_id_of(title: str, arxiv_id: str | None, acl_id: str | None, record_id: str | None = None) -> str:
    """Return the id of a paper: arXiv's, else the Anthology's, else the record's own, else one made of the title.

    >>> paper_id_of("Deep Learning", None, None)
    'deep-learning-505bd129'
    """
    if known := arxiv_id or acl_id or record_id:
        return known
    key = normalise_title(title)
    slug = key[:LONGEST_SLUG].strip().replace(" ", "-")
    return f"{slug}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
