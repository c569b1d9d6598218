"""Years that papers are from: "since 2023", "the last three years"; not "tweets since 2023"."""

import re
from collections.abc import Iterator

from assistant.filters.phrases import (
    AUXILIARY,
    MATTER_FOLLOWS,
    OF_MATTER,
    OF_PAPERS,
    PAPERS,
    PUBLISHED,
    RESEARCH,
    Phrase,
)
from retrieval.datatypes import PaperFilter

YEAR = r"(?<![\w.,$€£-])(?:19[5-9]\d|20[0-4]\d)(?![\w%]|[.,]\d|-[a-z])"
OF_PUBLISHING = re.compile(
    rf"\b(?:(?:were|was|are|been|being|got|first|newly|recently)\s+{PUBLISHED}|(?:appeared|came\s+out)"
    rf"|{PAPERS}\s+{PUBLISHED})\s*$",
    re.IGNORECASE,
)
OF_PAPERS_ON = re.compile(
    rf"^(?!\W*(?:which|what|how|do|does|did)\b)(?:\w+\s+){{0,4}}{PAPERS}\s+(?:on|about)\s+"
    r"(?:(?!(?:that|which|with|using|from|in)\b)[\w-]+,?\s+){1,4}$",
    re.IGNORECASE,
)
"""A list's whole subject, "papers on parsing": no verb in it could have what follows for itself."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"couple of": 2}
SPELT_NUMBER = "|".join(NUMBERS)
YEARS = re.compile(
    rf"""\b(?:
      (?:between|from|in|during)\s+(?P<first>{YEAR})\s*(?:and|to|until|till|through|-|–|—)\s*(?P<last>(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\w))
    | (?:since|from)\s+(?:the\s+year\s+)?(?P<onwards>{YEAR})\s+(?:onwards?|on(?=\s*(?:$|[?.,;]))
      |or\s+later|and\s+later|or\s+newer)\b
    | (?P<since_word>since|starting\s+(?:in|from))\s+(?:the\s+year\s+)?(?P<since>{YEAR})
    | (?:in|from)\s+or\s+after\s+(?P<in_or_after>{YEAR})
    | (?:after|later\s+than|newer\s+than|more\s+recent\s+than)\s+(?P<after>{YEAR})
    | (?:before|prior\s+to|older\s+than|earlier\s+than)\s+(?P<before>{YEAR})
    | (?:until|till|through|up\s+to|no\s+later\s+than)\s+(?P<until>{YEAR})
    | (?P<in_word>in|from|of|during)\s+(?:the\s+year\s+)?(?P<only>{YEAR})
    | (?:in|from|of|during)\s+the\s+(?P<decade>(?:19[5-9]|20[0-4])0)['’]?s
    | (?:from|in|of|over|during|within)\s+the\s+(?:last|past|previous)\s+
      (?P<ago>\d{{1,2}}|{SPELT_NUMBER}|few)?\s*(?P<unit>years?|decades?)
    | (?:from|of|in)?\s*(?P<relative>this|last)\s+year
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
YEAR_BEFORE_PAPERS = re.compile(rf"(?P<words>{YEAR})\s+(?=(?:papers?|publications|preprints|articles|studies)\b)")
LEADING = re.compile(rf"(?:(?:that|which)\s+(?:were|was|have\s+been|are)\s+)?{PUBLISHED}\s+$", re.IGNORECASE)


def year_phrases(text: str, today_year: int) -> Iterator[Phrase]:
    for match in YEAR_BEFORE_PAPERS.finditer(text):
        year = int(match["words"])
        yield Phrase(match.start(), match.end(), "year", f"in {year}", PaperFilter(year, year))
    for match in YEARS.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if not _speaks_of_papers(match, before, after):
            continue
        found = _bounds(match, today_year)
        if found is None:
            continue
        label, first, last = found
        lead = LEADING.search(before)
        start = match.start()
        if lead is not None and not AUXILIARY.search(before[: lead.start()]):  # "was published since": the verb stays
            start = lead.start()
        yield Phrase(start, match.end(), "year", label, PaperFilter(first, last))


def _speaks_of_papers(match: "re.Match[str]", before: str, after: str) -> bool:
    """Say whether a year or span of years tells when papers appeared, rather than what they are about."""
    if MATTER_FOLLOWS.search(after):
        return False
    attached = OF_PAPERS.search(before) is not None or OF_PUBLISHING.search(before) is not None
    if attached:
        return True
    published = re.search(r"\bpublished\s+$", before)
    if OF_MATTER.search(before[: published.start()] if published else before):
        return False
    opens = not before.strip() or before.rstrip().endswith((",", ";"))
    closes = re.match(r"\s*(?:$|[?.!,;)]|(?:at|by|on|about)\s)", after) is not None
    has_papers = re.search(rf"\b{PAPERS}\b", before + after, re.IGNORECASE) is not None
    has_research = has_papers or re.search(rf"\b{RESEARCH}\b", before + after, re.IGNORECASE) is not None
    if match["since_word"] or match["onwards"] or match["in_or_after"]:
        return opens or closes or has_research
    if match["decade"] or (match["only"] and match["in_word"].lower() == "from"):
        return _are_papers_on(before) and (opens or closes)
    if match["only"]:
        return match["in_word"].lower() in ("in", "during") and has_papers and (opens or closes)
    if match["relative"]:
        return has_papers and (opens or closes)
    return (has_research if match["unit"] is None else has_papers) and (opens or closes)


def _are_papers_on(before: str) -> bool:
    """Say whether words end with the papers that are asked for: "papers on parsing", not "papers on old letters"."""
    if OF_MATTER.search(before) or re.search(rf"\b{RESEARCH}\s*$", before, re.IGNORECASE):
        return False
    return OF_PAPERS_ON.search(before) is not None


def _bounds(match: "re.Match[str]", today_year: int) -> tuple[str, int | None, int | None] | None:
    """Return the label and the inclusive bounds of a span of years, None where it makes no sense."""
    if match["first"]:
        first, last = int(match["first"]), int(match["last"])
        return (f"{first}–{last}", first, last) if first <= last else None
    for name in ("onwards", "since", "in_or_after"):
        if match[name]:
            return f"since {match[name]}", int(match[name]), None
    if match["after"]:
        return f"after {match['after']}", int(match["after"]) + 1, None
    if match["before"]:
        return f"before {match['before']}", None, int(match["before"]) - 1
    if match["until"]:
        return f"until {match['until']}", None, int(match["until"])
    if match["only"]:
        return f"in {match['only']}", int(match["only"]), int(match["only"])
    if match["decade"]:
        return f"in the {match['decade']}s", int(match["decade"]), int(match["decade"]) + 9
    if match["relative"]:
        year = today_year if match["relative"].lower() == "this" else today_year - 1
        return f"in {year} ({match['relative'].lower()} year)", year, year
    ago = (match["ago"] or "1").lower()
    if ago == "few":
        return None
    n = int(ago) if ago.isdigit() else NUMBERS[ago]
    n_years = n * (10 if match["unit"].lower().startswith("decade") else 1)
    span = f"the last {n_years} years" if n_years > 1 else "the last year"
    return f"since {today_year - n_years} ({span}, seen from {today_year})", today_year - n_years, None
