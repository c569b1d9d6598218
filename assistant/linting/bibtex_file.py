"""A .bib file → references, read by bibtexparser. A broken entry is reported; what can be made out of it is kept."""

import logging
import re

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from assistant.linting.references import YEAR, Reference, References, find_acl_id, find_arxiv_id, plain_field
from retrieval.datatypes import ReadProblem
from retrieval.identity import arxiv_id_of
from retrieval.latex import plain_latex

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its complaints come as problems

ID_FIELDS = ("eprint", "arxivid", "arxiv", "url", "doi", "note", "howpublished", "journal", "booktitle", "volume")
"""Fields that may hold an arXiv or ACL Anthology id, the surest first."""


def parse_bibtex(text: str, path: str) -> References:
    """Return the entries of a .bib text, each with its line."""
    entries: list[Reference] = []
    problems: list[ReadProblem] = []
    for block in parse_string(text).blocks:
        line = (block.start_line or 0) + 1
        entry: object = block
        if isinstance(block, DuplicateBlockKeyBlock):
            if isinstance(block.ignore_error_block, Entry):
                what = f"a second entry has the key {block.key!r}"
                problems.append(ReadProblem(path, line, what, "the first one is used; rename or remove one"))
            continue
        if isinstance(block, DuplicateFieldKeyBlock):
            fields = ", ".join(sorted(block.duplicate_keys))
            entry = block.ignore_error_block
            problems.append(ReadProblem(path, line, f"a field stands twice in one entry: {fields}", "remove one"))
        elif isinstance(block, ParsingFailedBlock):
            salvaged = _salvaged(block.raw or "", path, line)
            what = "this entry is broken" + (f" ({reason})" if (reason := _reason(block)) else "")
            problems.append(ReadProblem(path, line, what, "check its braces, quotes and commas"))
            entries += [salvaged] if salvaged else []
        if isinstance(entry, Entry):
            if not entry.key.strip():
                problems.append(ReadProblem(path, line, "this entry has no key", "give it one"))
            else:
                entries.append(_entry_to_reference(entry, path, line))
    return References(tuple(entries), tuple(problems))


def _entry_to_reference(entry: Entry, path: str, line: int) -> Reference:
    fields = {name.lower(): str(value) for name, value in entry.items() if name not in ("ENTRYTYPE", "ID")}
    title = plain_field(fields.get("title", ""))
    subtitle = plain_field(fields.get("subtitle", ""))
    titles = tuple(item for item in (f"{title}: {subtitle}" if subtitle else "", title) if item)
    year = YEAR.search(plain_field(fields.get("year", "") or fields.get("date", "").split("-")[0]))
    arxiv_id, acl_id = None, None
    for name in (*ID_FIELDS, *fields):
        value = plain_latex(fields.get(name, ""))
        arxiv_id = arxiv_id or (arxiv_id_of(value) if name in ("eprint", "arxivid", "arxiv") else None)
        arxiv_id = arxiv_id or find_arxiv_id(value)
        acl_id = acl_id or find_acl_id(value)
    return Reference(
        key=entry.key.strip(),
        label=titles[0] if titles else entry.key.strip(),
        text=entry.raw or title,
        path=path,
        line=line,
        titles=titles,
        authors=_authors(fields.get("author", "")),
        year=int(year.group(1)) if year else None,
        arxiv_id=arxiv_id,
        acl_id=acl_id,
    )


def _authors(field: str) -> tuple[str, ...]:
    """Return names as "First Last", also of "Last, First"; "others" is nobody."""
    names = []
    for name in split_multiple_persons_names(" ".join(field.split())):
        try:
            parts = parse_single_name_into_parts(name, strict=False)
            name = " ".join([*parts.first, *parts.von, *parts.last, *parts.jr])
        except ValueError:
            pass  # a name that no rule fits stays as it is
        if (plain := plain_field(name)) and plain.lower() != "others":
            names.append(plain)
    return tuple(names)


def _salvaged(raw: str, path: str, line: int) -> Reference | None:
    """Return what can be made out of a broken entry: its key, title and ids."""
    key = re.match(r"\s*@\w+\s*[{(]\s*([^\s,{}()=]+)", raw)
    if key is None:
        return None
    title = re.search(r"\btitle\s*=\s*[{\"]+(.+?)(?:[}\"]\s*,?\s*$|$)", raw, re.IGNORECASE | re.MULTILINE)
    year = re.search(r"\byear\s*=\s*[{\"]?\s*(\d{4})", raw, re.IGNORECASE)
    return Reference(
        key=key.group(1),
        label=plain_field(title.group(1)) if title else key.group(1),
        text=raw,
        path=path,
        line=line,
        titles=(plain_field(title.group(1)),) if title else (),
        year=int(year.group(1)) if year else None,
        arxiv_id=find_arxiv_id(raw),
        acl_id=find_acl_id(raw),
    )


def _reason(block: ParsingFailedBlock) -> str:
    reason = str(getattr(block.error, "abort_reason", "") or block.error)
    return " ".join(reason.replace("`", "").split()).rstrip(".")
