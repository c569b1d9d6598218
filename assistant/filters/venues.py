"""Venues that papers are from: "at ACL or EMNLP", "Findings of ACL 2023", "NAACL papers"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from assistant.filters.phrases import (
    AFTER_NAME,
    AUXILIARY,
    MATTER_FOLLOWS,
    MOST_NAMED,
    OF_MATTER,
    PUBLISHED,
    RESEARCH,
    Phrase,
    any_of,
    joined,
)
from assistant.filters.venue_names import known_venue, venues_called
from retrieval.datatypes import PaperFilter
from retrieval.library import Library

SHARED_TASKS = ("WMT", "SemEval", "IWSLT")
"""What is "at WMT 2014" is mostly a system or a test set, where no paper is spoken of; "the WMT22 paper" may be one
on a system, where no paper comes from there."""

VENUE = (
    r"(?:(?P<findings>findings\s+of)\s+(?:the\s+)?)?(?P<name>[A-Za-z*](?:[A-Za-z*/+-]{0,19}[A-Za-z])?)"
    r"(?P<its_findings>\s+findings)?"
    r"(?:[\s-]{0,3}(?:['’]\s*)?(?:in\s+)?(?P<year>(?:19|20)\d\d|(?<=\w)\d\d(?!\d)|(?<=['’])\d\d))?(?![\w-])"
)
OR_VENUE = r"(?:\s*,\s{0,3}(?:(?:and|or)\s{1,3})?|\s+(?:and|or)\s{1,3})(?:(?:at|from|in)\s+)?(?:the\s+)?"
ONE_VENUE = re.compile(rf"(?:^|{OR_VENUE})(?P<one>{VENUE})", re.IGNORECASE)
VENUES = "(?P<venues>" + re.sub(r"\?P<\w+>", "?:", f"{VENUE}(?:{OR_VENUE}{VENUE}){{0,{MOST_NAMED}}}") + ")"
AT_VENUE = re.compile(
    rf"(?:(?:\b(?:that|which)\s+(?:were|was|have\s+been)\s+)?\b(?:published|presented|accepted|appeared|appearing)\s+"
    rf"(?P<at>at|in|by)|\bat)\s+(?:the\s+)?(?={VENUES})",
    re.IGNORECASE,
)
FROM_VENUE = re.compile(rf"\b(?P<preposition>from|in|of)\s+(?:the\s+)?(?={VENUES})", re.IGNORECASE)
VENUE_PAPERS = re.compile(rf"(?<![\w-])(?={VENUES}\s+papers?\b)", re.IGNORECASE)
FINDINGS_BESIDE = ", Findings included"


def venue_phrases(text: str, library: Library, collection: str) -> Iterator[Phrase]:
    held = cache(lambda: library.distinct(collection, "venue"))
    for pattern in (AT_VENUE, FROM_VENUE, VENUE_PAPERS):
        leads = pattern is VENUE_PAPERS  # "parsing and EMNLP papers": the names end the list, or else they begin it
        for match in pattern.finditer(text):
            named = [(part, _is_venue(part, text, held, leads)) for part in ONE_VENUE.finditer(match["venues"])]
            parts = [part for part, _ in takewhile(lambda one: one[1], named[::-1] if leads else named)]
            parts.sort(key=lambda part: part.start())
            if not parts:
                continue
            offset = match.start("venues")
            start, end = offset + parts[0].start("one") if leads else match.start(), offset + parts[-1].end()
            if MATTER_FOLLOWS.search(text[end:]):
                continue
            if pattern is FROM_VENUE and not _gives_papers(match, parts[0]["name"], text[:start], text[end:]):
                continue
            if AUXILIARY.search(text[:start]):  # "What was published at": the verb stays
                start = match.start("at") if match.groupdict().get("at") else start
            yield replace(_venue_phrase(parts, held(), library, collection), start=start, end=end)


def _is_venue(part: "re.Match[str]", text: str, held: Callable[[], Sequence[str]], leads: bool) -> bool:
    """Say whether a word is the name of a venue. `leads`: it stands before the papers, as in "EMNLP papers"."""
    name = part["name"]
    usual = known_venue(name)
    if usual is None and sum(sign.isupper() for sign in name) < 2:
        return False
    if usual in SHARED_TASKS and not re.search(r"\bpapers?\b|\bpublished\b|\bpresented\b", text, re.I):
        return False
    return bool(venues_called(name, held())) or (usual is not None and not (leads and usual in SHARED_TASKS))


def _gives_papers(match: "re.Match[str]", name: str, before: str, after: str) -> bool:
    """Say whether it is papers that come from a venue, not data: "papers on parsing from ACL"."""
    usual = known_venue(name)
    if re.search(r"\bpapers\s+$", before, re.IGNORECASE):
        return True
    if OF_MATTER.search(before) or re.search(rf"\b{RESEARCH}\s+$", before, re.IGNORECASE) or usual in SHARED_TASKS:
        return False
    has_papers = re.search(rf"\b(?:papers|publications|publish|{PUBLISHED})\b", before, re.IGNORECASE) is not None
    is_source = usual is not None or match["preposition"].lower() == "from"
    return has_papers and is_source and AFTER_NAME.search(after) is not None


def _venue_phrase(parts: Sequence["re.Match[str]"], held: Sequence[str], library: Library, collection: str) -> Phrase:
    """Return the filter that venues make, alternatives to each other. The year of the last is that of all without."""
    labels, missing, filters = list[str](), list[str](), list[PaperFilter]()
    findings_beside = is_held = False
    for part in parts:
        digits = part["year"] or parts[-1]["year"]
        year = _full_year(digits) if digits else None
        name, is_findings = known_venue(part["name"]) or part["name"], bool(part["findings"] or part["its_findings"])
        called = venues_called(part["name"], held)
        if is_findings:
            called = tuple(venue for venue in called if "findings" in venue.lower())
        labels.append(f"{'Findings of ' if is_findings else ''}{name}{f' {year}' if year else ''}")
        is_held |= bool(called)
        narrowed, bound = _of_year(called, year) if year else (list(called), None)
        if narrowed:
            filters.append(PaperFilter(bound, bound, tuple(narrowed)))
            findings_beside |= not is_findings and any("findings" in venue.lower() for venue in narrowed)
        else:
            missing.append(labels[-1])
    label = f"at {joined(labels, 'or')}{FINDINGS_BESIDE if findings_beside else ''}"
    remark = f"no paper here is known to be from {joined(missing, 'or')}" if missing else None
    bounds = {one.year_from for one in filters}
    if not filters:
        paper_filter = PaperFilter(venues=tuple(missing), paper_ids=() if is_held else None)
    elif len(bounds) == 1:
        venues = dict.fromkeys(venue for one in filters for venue in one.venues)
        paper_filter = replace(filters[0], venues=tuple(venues))
    else:
        paper_filter = any_of(filters, library, collection)
    n_unknown = library.count_unknown(collection, filters[0]).get("venue", 0) if len(bounds) > 1 else None
    return Phrase(0, 0, "venue", label, paper_filter, remark=remark, n_unknown=n_unknown)


def _of_year(venues: Sequence[str], year: int) -> tuple[list[str], int | None]:
    """Return the venues of a year, and that year as a bound where the names of some do not tell theirs."""
    told = {
        venue: [_full_year(found) for found in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<=['’])\d\d\b", venue)]
        for venue in venues
    }
    fitting = [venue for venue in venues if year in told[venue] or not told[venue]]
    return fitting, year if any(year not in told[venue] for venue in fitting) else None


def _full_year(digits: str) -> int:
    number = int(digits)
    return number if number > 99 else number + (1900 if number > 50 else 2000)
