"""One record's fields → a paper. Names of fields are read leniently, values strictly: what is unclear stays unknown."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from retrieval.cleaning import clean_text
from retrieval.datatypes import Paper, ReadPaper, ReadProblem, TextKind
from retrieval.identity import acl_id_of, arxiv_id_of, paper_id_of

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "paper_id", "key", "citekey"),
    "title": ("title", "paper_title"),
    "abstract": ("abstract", "abstractnote", "text", "summary"),
    "authors": ("authors", "author", "creators"),
    "year": ("year", "publication_year", "publicationyear"),
    "month": ("month",),
    "date": ("date", "published", "publication_date", "submitted"),
    "venue": ("venue", "journal", "booktitle", "publication_title", "conference"),
    "url": ("url", "link", "pdf_url"),
    "arxiv_id": ("arxiv_id", "arxiv", "eprint"),
    "acl_id": ("acl_id", "anthology_id", "acl"),
    "doi": ("doi",),
    "text_kind": ("text_kind",),
}
MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
FIRST_YEAR = 1500


def read_record(
    record: Mapping[str, Any], path: Path, line: int, problems: list[ReadProblem]
) -> ReadPaper | None:
    """Return the paper of a record, or None and a problem where it has no title."""
    fields = {_field_name(str(name)): value for name, value in record.items() if value is not None}
    values = {name: next((fields[alias] for alias in aliases if alias in fields), None) for name, aliases in FIELDS.items()}
    raw_title, raw_abstract = _text(values["title"]), _text(values["abstract"])
    title = clean_text(raw_title)
    if not title:
        problems.append(ReadProblem(str(path), line, "a record without a title", 'give it a "title" and ingest again'))
        return None
    record_id, url = _text(values["id"]) or None, _address(_text(values["url"]))
    doi = _text(values["doi"])
    arxiv_id = arxiv_id_of(_text(values["arxiv_id"])) or arxiv_id_of(record_id) or arxiv_id_of(url) or arxiv_id_of(doi)
    acl_id = acl_id_of(_text(values["acl_id"])) or acl_id_of(record_id) or acl_id_of(url)
    year, month = _date(values["date"])
    text_kind: TextKind = "synopsis" if values["text_kind"] == "synopsis" else "abstract"
    paper = Paper(
        paper_id=paper_id_of(title, arxiv_id, acl_id, record_id),
        title=title,
        abstract=clean_text(raw_abstract),
        text_kind=text_kind,
        raw_title=raw_title,
        raw_abstract=raw_abstract,
        authors=_authors(values["authors"]),
        year=_year(values["year"]) or year,
        month=_month(values["month"]) or month,
        venue=clean_text(_text(values["venue"])) or None,
        url=url,
        arxiv_id=arxiv_id,
        acl_id=acl_id,
        sources=(path.name,),
    )
    return ReadPaper(paper, str(path), line)


def _field_name(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def _text(value: Any) -> str:
    """Return a value as text; lists and objects are none."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _authors(value: Any) -> tuple[str, ...]:
    """Return names out of a list, or out of text with `;`, ` and ` or commas between full names."""
    if isinstance(value, str):
        separator = r";" if ";" in value else r"\s+and\s+" if re.search(r"\sand\s", value) else r","
        parts: list[Any] = re.split(separator, value)
    else:
        parts = list(value) if isinstance(value, list | tuple) else []
    names = [_text(part.get("name") or part.get("fullname")) if isinstance(part, dict) else _text(part) for part in parts]
    return tuple(clean_text(name) for name in names if name)


def _year(value: Any) -> int | None:
    match = re.fullmatch(r"(\d{4})(?:\.0)?", _text(value))
    year = int(match.group(1)) if match else 0
    return year if FIRST_YEAR <= year <= date.today().year + 2 else None


def _month(value: Any) -> int | None:
    text = _text(value).lower()
    if re.fullmatch(r"\d{1,2}(?:\.0)?", text):
        month = int(float(text))
        return month if 1 <= month <= 12 else None
    return MONTHS.get(text[:3]) if text.isalpha() else None


def _date(value: Any) -> tuple[int | None, int | None]:
    """Return year and month of a date written year first (2024-03-11, 2024/03, 2024)."""
    match = re.match(r"(\d{4})(?:[-/](\d{1,2}))?(?:$|[-/T ])", _text(value))
    return (_year(match.group(1)), _month(match.group(2))) if match else (None, None)


def _address(text: str) -> str | None:
    """Return an http(s) address, and nothing else that a link could be made of."""
    return text if re.fullmatch(r"https?://[^\s\"'<>]+", text) else None
