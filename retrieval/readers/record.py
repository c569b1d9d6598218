"""A record with leniently named fields → a paper."""

import math
import re
from collections.abc import Mapping

from retrieval.cleaning import INVISIBLE, clean_text
from retrieval.datatypes import Paper, TextKind
from retrieval.identity import acl_id_of, arxiv_id_of, arxiv_version_of, doi_of, paper_id_of
from retrieval.readers.facts import authors_of, date_of, month_of, year_of

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "document_title", "article_title"),
    "abstract": ("abstract", "text", "summary", "abstract_note", "synopsis"),
    "text_kind": ("text_kind",),
    "id": ("id", "paper_id", "key", "citation_key"),
    "authors": ("authors", "author", "creators", "authorships"),
    "year": ("year", "publication_year", "pub_year", "pubyear"),
    "month": ("month",),
    "date": ("date", "published", "publication_date", "published_at", "submitted"),
    "venue": (
        "venue", "journal", "booktitle", "publication_title", "conference", "source_title", "container_title",
    ),
    "url": ("url", "link", "links", "pdf_url", "href"),
    "arxiv_id": ("arxiv_id", "arxiv", "eprint", "archive_id"),
    "acl_id": ("acl_id", "anthology_id", "acl_anthology_id", "acl_anthology", "acl", "anthology"),
    "doi": ("doi",),
}  # fmt: skip
"""What a field may be called in a file, the likeliest name first. Case, spaces and hyphens do not matter."""

FIELD_OF_NAME = {name: field for field, names in FIELD_NAMES.items() for name in names}
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character, which JSON can hold and no file can."""

NOTHING = {"", "-", "n/a", "na", "nan", "none", "null"}
NO_ABSTRACT = re.compile(
    r"\W*(?:no (?:abstract|summary)(?: (?:is |was )?(?:available|provided|found|given|supplied))?"
    r"|(?:(?:abstract|summary) )?(?:is )?(?:not |un)available)\W*",
    re.IGNORECASE,
)
"""What catalogues write where a record has no abstract."""

ARXIV_NUMBER = re.compile(r"(\d{3,4})\.(\d{1,5})")


class UnreadableRecord(Exception):
    """A record that holds no paper: `what` is wrong, and the `remedy`."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy


def field_of(name: str) -> str | None:
    """Return which of our fields a file's field name means, None for one that means none of them.

    >>> field_of("Abstract Note"), field_of("_id"), field_of("ISSN")
    ('abstract', 'id', None)
    """
    return FIELD_OF_NAME.get(_plain_name(name))


def paper_from_record(record: Mapping[str, object], source: str) -> Paper:
    """Return the paper a record describes; its abstract is empty where the record has none.

    Raises UnreadableRecord where there is no title.
    """
    known = _known_fields(record)
    raw_title = _text(known.get("title"))
    title = clean_text(raw_title)
    if not title:
        raise UnreadableRecord("no title", 'add a "title" to this record and ingest again')
    raw_abstract = _text(known.get("abstract"))
    text_kind: TextKind = "synopsis" if _text(known.get("text_kind")).casefold() == "synopsis" else "abstract"
    url, doi = _text(known.get("url")), _text(known.get("doi"))
    record_id = " ".join(INVISIBLE.sub("", _record_id(known.get("id"))).split())
    stated_ids = (_arxiv_number(_text(known.get("arxiv_id"))), record_id, url, doi)
    arxiv_id = next(filter(None, map(arxiv_id_of, stated_ids)), None)
    version = next(filter(None, map(arxiv_version_of, stated_ids)), None)
    acl_id = next(filter(None, map(acl_id_of, (_text(known.get("acl_id")), record_id, url, doi))), None)
    stated = known.get("year", "")
    has_year = any(sign.isdigit() for sign in str(stated))  # "n.d." is none, 20245 is a wrong one
    date_year, date_month = date_of(stated if has_year and year_of(stated) is None else known.get("date", ""))
    year = year_of(stated) or (None if has_year and date_of(stated) == (None, None) else date_year)
    month = month_of(known.get("month", ""))
    if month is None and year == date_year:
        month = date_month
    return Paper(
        paper_id=paper_id_of(title, arxiv_id, acl_id, record_id or None),
        title=title,
        abstract=clean_text(raw_abstract),
        text_kind=text_kind,
        raw_title=raw_title,
        raw_abstract=raw_abstract,
        authors=tuple(filter(None, (clean_text(_text(name)) for name in authors_of(known.get("authors"))))),
        year=year,
        month=month if year else None,
        venue=clean_text(_text(known.get("venue"))) or None,
        url=_address(url, doi, arxiv_id, acl_id, version),
        arxiv_id=arxiv_id,
        acl_id=acl_id,
        sources=(source,),
    )


def _plain_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def _known_fields(record: Mapping[str, object]) -> dict[str, object]:
    """Return our fields with the record's values; of several names for one field the likeliest that holds something."""
    values = {_plain_name(name): value for name, value in record.items() if not _is_nothing(value)}
    known: dict[str, object] = {}
    for field, names in FIELD_NAMES.items():
        for name in names:
            if name in values:
                known[field] = values[name]
                break
    places = values.get("abstract_inverted_index")
    if "abstract" not in known and isinstance(places, dict):
        known["abstract"] = _text_of_places(places)
    return known


def _text_of_places(places: Mapping[object, object]) -> str:
    """Return the text that OpenAlex gives as the places of each word.

    >>> _text_of_places({"study": [1], "We": [0], "tides.": [2]})
    'We study tides.'
    """
    words = [(n, str(word)) for word, found in places.items() if isinstance(found, list) for n in found]
    return " ".join(word for n, word in sorted(words, key=lambda item: item[0] if isinstance(item[0], int) else 0))


def _is_nothing(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in NOTHING or NO_ABSTRACT.fullmatch(value) is not None
    return value is None or value == [] or value == {} or (isinstance(value, float) and math.isnan(value))


def _text(value: object) -> str:
    """Return a value as text without white space around it: a list's strings joined, a mapping as nothing."""
    if isinstance(value, str):
        return LONE_SURROGATE.sub("\ufffd", value).strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return " ".join(_text(item) for item in value if isinstance(item, str))
    return ""


def _record_id(value: object) -> str:
    """Return a record's own id. A number with three or more decimals is an arXiv id, a whole one a record's number."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = _text(value)
    is_arxiv_id = isinstance(value, float) and len(text.partition(".")[2]) >= 3
    return _arxiv_number(text) if is_arxiv_id else text


def _arxiv_number(text: str) -> str:
    """Return an arXiv id that was written as a number with the zeros at its ends that this has cost it.

    >>> _arxiv_number("2309.094"), _arxiv_number("704.0001")
    ('2309.09400', '0704.0001')
    """
    match = ARXIV_NUMBER.fullmatch(text)
    if match is None:
        return text
    month, number = match.group(1).zfill(4), match.group(2)
    return f"{month}.{number.ljust(5 if month >= '1501' else 4, '0')}"


def _address(url: str, doi: str, arxiv_id: str | None, acl_id: str | None, version: int | None) -> str | None:
    """Return where a paper is found. An address keeps what else says which paper it is: an arXiv version, a DOI."""
    address = _web_address(url)
    if arxiv_id and version and (address is None or arxiv_id_of(address)) and not arxiv_version_of(address):
        return f"https://arxiv.org/abs/{arxiv_id}v{version}"
    if address is None or (doi_of(doi) and not arxiv_id and not acl_id):
        return _doi_address(doi) or address
    return address


def _web_address(text: str) -> str | None:
    """Return an http(s) address, and nothing else that a page could make a link of."""
    return text if re.fullmatch(r"https?://[^\s\"'<>]+", text) else None


def _doi_address(doi: str) -> str | None:
    if not doi:
        return None
    return doi if doi.startswith(("http://", "https://")) else f"https://doi.org/{doi.removeprefix('doi:').strip()}"
