"""Filters that the words of a question name: years, venues, authors, surveys.

What is read narrows the papers, so a phrase is read only where it speaks of papers: "since 2023", not "tweets since
2023"; "papers by Ada Lovelace", not "by a large margin". A phrase left unread stays in the query and does no harm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.datatypes import FilterChip
from assistant.venue_names import known_venue, venues_called
from retrieval.datatypes import PaperFilter
from retrieval.library import Library

NOTHING = PaperFilter(paper_ids=())
"""Lets no paper through."""

YEAR = r"(?<![\w.,$€£-])(?:19[5-9]\d|20[0-4]\d)(?![\w%]|[.,]\d|-[a-z])"
PAPERS = (
    r"(?:papers?|studies|study|publications?|preprints?|works?|research|literature|surveys?|reviews|abstracts"
    r"|(?<!news )(?<!newspaper )(?<!wikipedia )articles?)"
)
RESEARCH = r"(?:methods?|approach(?:es)?|techniques?|models?|datasets?|benchmarks?|corpora|systems?|findings|results)"
PUBLISHED = r"(?:published|written|released|presented|introduced|proposed|appeared|appearing|authored)"
OF_PAPERS = re.compile(
    rf"\b{PAPERS}\s*(?:(?:(?:that|which)\s+)?(?:were|was|have\s+been|are|come|date|stem)\s+|that\s+"
    r"|(?:(?:do|did)\s+)?(?:you|we|i|there)\s+(?:have|hold|know|are)\s+|(?:are|is)\s+there\s+|do\s+(?:you|we|i)\s+)?$",
    re.IGNORECASE,
)
OF_PUBLISHING = re.compile(
    rf"\b(?:(?:were|was|are|been|being|got|first|newly|recently)\s+{PUBLISHED}|(?:appeared|came\s+out)"
    rf"|{PAPERS}\s+{PUBLISHED})\s*$",
    re.IGNORECASE,
)
OF_MATTER = re.compile(
    r"\b(?:data|tweets?|texts?|posts?|letters?|newspapers?|documents?|recordings?|crawls?|snapshots?|dumps?|trained"
    r"|pre-?trained|collected|crawled|recorded|posted|covering|spanning|dated?|dating|gathered|compiled|sampled|scraped"
    r"|born|died|founded|held|happened|occurred|spoken|used|cutoff|knowledge|elections?|pandemic|wars?|olympics|crisis"
    r"|years?|periods?|decades?|time|events?|lockdowns?|(?:news|newspaper|wikipedia)\s+articles?|extinct|census|released|written|introduced|proposed"
    r"|presented|poems?|novels?|books?|speeches|songs?|and|or)\s*$",
    re.IGNORECASE,
)
MATTER_FOLLOWS = re.compile(
    r"^\s*(?:[A-Z]\w*\s+)?(?i:elections?|census|season|edition|version|olympics|pandemic|crisis|test|tests|data|dataset"
    r"|task|tasks|shared|corpus|anthology|benchmark|dollars|prices|submissions?|competition|challenge|campaign|track"
    r"|translation|news|dev|development|training|evaluation|systems?)\b"
)
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
    | (?:from|in|of|over|during|within)\s+the\s+(?:last|past|previous)\s+
      (?P<ago>\d{{1,2}}|{SPELT_NUMBER}|few)?\s*(?P<unit>years?|decades?)
    | (?:from|of|in)?\s*(?P<relative>this|last)\s+year
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
YEAR_BEFORE_PAPERS = re.compile(rf"(?P<words>{YEAR})\s+(?=(?:papers?|publications|preprints|articles|studies)\b)")
AUXILIARY = re.compile(r"\b(?:was|were|is|are|been|be|got)\s+$", re.IGNORECASE)
LEADING = re.compile(rf"(?:(?:that|which)\s+(?:were|was|have\s+been|are)\s+)?{PUBLISHED}\s+$", re.IGNORECASE)

SHARED_TASKS = ("WMT", "SemEval", "IWSLT")
"""What is "at WMT 2014" is mostly a system or a test set, where no paper is spoken of; "the WMT22 paper" may be one
on a system, where no paper comes from there."""

VENUE = r"(?P<venue>[A-Za-z*](?:[A-Za-z*/+-]{0,19}[A-Za-z])?)"
VENUE_YEAR = r"(?:[\s-]*(?:['’]\s*)?(?:in\s+)?(?P<year>(?:19|20)\d\d|(?<=\w)\d\d(?!\d)|(?<=['’])\d\d))?"
AT_VENUE = re.compile(
    rf"(?:(?:\b(?:that|which)\s+(?:were|was|have\s+been)\s+)?\b(?:published|presented|accepted|appeared|appearing)\s+"
    rf"(?P<at>at|in|by)|\bat)\s+(?:the\s+)?(?:(?P<findings>findings\s+of)\s+(?:the\s+)?)?{VENUE}{VENUE_YEAR}(?![\w-])",
    re.IGNORECASE,
)
PAPERS_IN_VENUE = re.compile(
    rf"(?<=\bpapers\s)(?:in|from|of)\s+(?:the\s+)?(?:(?P<findings>findings\s+of)\s+(?:the\s+)?)?"
    rf"{VENUE}{VENUE_YEAR}(?![\w-])",
    re.IGNORECASE,
)
VENUE_PAPERS = re.compile(rf"(?<![\w-]){VENUE}(?P<findings>\s+findings)?{VENUE_YEAR}\s+(?=papers?\b)", re.IGNORECASE)

CAPITALISED = r"(?:[^\W\d_a-z][\w'’.-]*)"
PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ben|ter|ten|zu)"
PERSON = (
    rf"(?:{CAPITALISED}(?:\s+(?:{PARTICLE}\s+){{0,2}}{CAPITALISED}){{0,3}}"
    rf"|{PARTICLE}\s+(?:{PARTICLE}\s+)?{CAPITALISED})"
)
AND_OTHERS = (
    r"(?P<others>,?\s+(?:and\s+(?:(?:his|her|their)\s+)?(?:colleagues|co-?authors|collaborators|others|coworkers)"
    r"|et\s+al\.?))"
)
BY_AUTHOR = re.compile(
    rf"(?P<lead>\b(?:(?:co-?)?authored\s+|written\s+|published\s+)?by)\s+(?P<names>{PERSON}(?:(?:,\s+|,?\s+and\s+){PERSON})*)"
    rf"{AND_OTHERS}?"
)
FROM_AUTHOR = re.compile(rf"(?P<lead>\b(?:from|of))\s+(?P<names>{PERSON}(?:(?:,\s+){PERSON})*){AND_OTHERS}")
AUTHORS_PAPERS = re.compile(
    rf"(?P<lead>)(?<![\w'’-])(?P<names>(?!(?:Which|What|Are|Is|Do|Does|How|List|Show|Find|Name|All)\b){PERSON})['’]s?\s+"
    rf"(?=(?:papers?|publications|works?|research)\b)"
)
BY_LOWER_CASE = re.compile(
    r"(?P<lead>\b(?:authored\s+|written\s+|published\s+)?by)\s+(?P<names>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,2})"
)
AFTER_NAME = re.compile(
    r"^\s*(?:$|[?.,;:!)]|(?:on|about|in|at|since|from|and|or|that|which|who|with|published|study|studying|discuss|deal|deals"
    r"|do|does|did|say|says|use|uses|cover|address|propose|show|for|after|before|between|until|is|are|was|were|have|has"
    r"|there|here|using|work|report|present|compare|evaluate|concern|treat|written|dealing)\b)"
)
NO_PERSON = re.compile(
    r"\b(?:Research|University|Institute|Labs?|Laboratory|AI|Inc|Google|Microsoft|Meta|OpenAI|DeepMind|Face|Team|Group"
    r"|Language|Languages|Models?|Networks?|College|Foundation|Transformers?|Learning|Association|Conference|Processing"
    r"|Facebook|Amazon|Apple|Wikipedia|Stanford|Berkeley|Academy|Center|Centre|School|Department|Press|Springer"
    r"|Corporation|Company|Union|Nations|Human|Neural|Speech|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|English|German|French|Chinese|African|European|American)\b|[A-Z]{3,}|\d"
)

SURVEYS = re.compile(
    r"(?P<cut>[,;(]?\s*\b(?:only\s+(?:the\s+)?(?:surveys|reviews|survey\s+papers|review\s+papers)"
    r"|(?:surveys|reviews|survey\s+papers|review\s+papers|survey\s+articles)\s+only)\b\)?)"
    r"|(?P<kind>\b(?:literature\s+surveys|survey|review|overview)\s+)(?=(?:papers?|articles?)\b)"
    r"|\b(?:which|what|any|all|list|find|show|recommend|recent|good|the|are\s+there)\s+(?:the\s+|all\s+|any\s+)?(?:recent\s+|good\s+)?"
    r"(?P<noun>surveys|literature\s+reviews|systematic\s+reviews)(?=\s+(?:on|about|of|cover|discuss|exist|are\s+there|deal"
    r"|review|address|treat|compare|summari[sz]e|in\s+this|from|since|published|by)\b|\s*\?)"
    r"|\b(?:is|are)\s+there\s+(?:an?|any)\s+(?:\w+\s+)?(?P<one>survey|literature\s+review|systematic\s+review)"
    r"(?=\s+(?:on|about|of|that|covering)\b)"
    r"|^(?:surveys(?P<first>)|literature\s+reviews)\s+(?=(?:on|about)\b)",
    re.IGNORECASE,
)
NO_SURVEYS = re.compile(
    r"\b(?:no|not|without|excluding|except|exclude|other\s+than|besides|non-?|rather\s+than|instead\s+of|ignore|skip)\s+"
    r"(?:any\s+|the\s+)?(?:surveys?|reviews?|survey\s+papers)\b",
    re.IGNORECASE,
)
AMONG_PEOPLE = re.compile(
    r"^\s+(?:of|among|with)\s+(?:[\w-]+\s+){0,2}?(?:speakers|users|people|students|participants)\b", re.I
)


@dataclass(frozen=True, slots=True)
class FilterReading:
    """What was read: the filter, a chip for each part of it, and the question without the words that said so.

    `unknown` counts, by field (`year`, `venue`, `authors`), the papers left out only because the field is unknown.
    """

    paper_filter: PaperFilter
    chips: tuple[FilterChip, ...]
    text: str
    unknown: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase that names a filter: where it stands, what takes its place, and what it asks for.

    `may_be_matter`: taken off again, its words stay in the question, since they may be what it is about.
    """

    start: int
    end: int
    kind: Literal["year", "venue", "author", "survey"]
    label: str
    paper_filter: PaperFilter
    instead: str = ""
    remark: str | None = None
    may_be_matter: bool = True


def read_filters(
    text: str, library: Library, collection: str, today_year: int, ignored: Sequence[str] = ()
) -> FilterReading:
    """Read the filters out of a question. `ignored` are the labels of chips that were taken off.

    Filters of the same kind narrow each other. Years count relative to `today_year`.
    """
    phrases: list[_Phrase] = []
    bare = text  # with blanks for what is read: "papers by Lovelace since 2020" are papers since 2020

    def take(found: Iterator[_Phrase]) -> None:
        nonlocal bare
        for phrase in list(found):
            if bare[phrase.start : phrase.end] == text[phrase.start : phrase.end]:
                phrases.append(phrase)
                bare = bare[: phrase.start] + " " * (phrase.end - phrase.start) + bare[phrase.end :]

    take(_venues(bare, library, collection))
    take(_authors(bare, library, collection))
    take(_years(bare, today_year))
    take(_authors(bare, library, collection))
    take(_surveys(bare))
    phrases.sort(key=lambda phrase: phrase.start)
    applied = [phrase for phrase in phrases if phrase.label not in ignored]
    paper_filter = PaperFilter()
    for phrase in applied:
        paper_filter = combine(paper_filter, phrase.paper_filter, library, collection)
    unknown = {} if not applied else library.count_unknown(collection, paper_filter)
    chips = tuple(
        FilterChip(phrase.kind, phrase.label, text[phrase.start : phrase.end].strip(" ,;()"), _note(phrase, unknown))
        for phrase in applied
    )
    left = text
    for phrase in reversed(phrases):
        if phrase in applied or not phrase.may_be_matter:
            left = left[: phrase.start] + phrase.instead + left[phrase.end :]
    return FilterReading(paper_filter, chips, _tidy(left) if left != text else text, unknown)


def combine(explicit: PaperFilter, read: PaperFilter, library: Library, collection: str) -> PaperFilter:
    """Return the filter that lets through what both let through."""
    bounds_from = [year for year in (explicit.year_from, read.year_from) if year is not None]
    bounds_to = [year for year in (explicit.year_to, read.year_to) if year is not None]
    venues = explicit.venues or read.venues
    paper_ids = explicit.paper_ids if read.paper_ids is None else read.paper_ids
    if explicit.paper_ids is not None and read.paper_ids is not None:
        paper_ids = tuple(paper_id for paper_id in explicit.paper_ids if paper_id in set(read.paper_ids))
    if explicit.venues and read.venues and explicit.venues != read.venues:
        both = set(library.venues_like(collection, explicit.venues))
        venues = tuple(sorted(both.intersection(library.venues_like(collection, read.venues))))
        if not venues:
            venues, paper_ids = explicit.venues, ()
    sources = explicit.sources or read.sources
    if explicit.sources and read.sources:
        sources = tuple(source for source in explicit.sources if source in read.sources)
        paper_ids = paper_ids if sources else ()
    return PaperFilter(
        year_from=max(bounds_from, default=None),
        year_to=min(bounds_to, default=None),
        venues=venues,
        sources=sources,
        authors=tuple(dict.fromkeys((*explicit.authors, *read.authors))),
        surveys_only=explicit.surveys_only or read.surveys_only,
        paper_ids=paper_ids,
    )


# Years


def _years(text: str, today_year: int) -> Iterator[_Phrase]:
    for match in YEAR_BEFORE_PAPERS.finditer(text):
        year = int(match["words"])
        yield _Phrase(match.start(), match.end(), "year", f"in {year}", PaperFilter(year, year))
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
        clear = match["since"] is not None or match["onwards"] is not None or match["unit"] is not None
        yield _Phrase(start, match.end(), "year", label, PaperFilter(first, last), may_be_matter=not clear)


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
    if match["only"]:
        return match["in_word"].lower() in ("in", "during") and has_papers and (opens or closes)
    if match["relative"]:
        return has_papers and (opens or closes)
    return (has_research if match["unit"] is None else has_papers) and (opens or closes)


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


# Venues


def _venues(text: str, library: Library, collection: str) -> Iterator[_Phrase]:
    held: list[str] | None = None
    for pattern in (AT_VENUE, PAPERS_IN_VENUE, VENUE_PAPERS):
        for match in pattern.finditer(text):
            name = match["venue"]
            usual = known_venue(name)
            if usual is None and sum(sign.isupper() for sign in name) < 2:
                continue
            if name.islower() and len(name) < 3:
                continue
            if MATTER_FOLLOWS.search(text[match.end() :]):
                continue
            if usual in SHARED_TASKS and not re.search(r"\bpapers?\b|\bpublished\b|\bpresented\b", text, re.I):
                continue
            if held is None:
                held = library.distinct(collection, "venue")
            called = venues_called(name, held)
            if usual in SHARED_TASKS and not called and pattern is VENUE_PAPERS:
                continue
            if called or usual is not None:
                start = match.start()
                if AUXILIARY.search(text[:start]):  # "What was published at": the verb stays
                    start = match.start("at") if match.groupdict().get("at") else start
                yield replace(_venue_phrase(match, usual or name, called), start=start)


def _venue_phrase(match: "re.Match[str]", name: str, called: Sequence[str]) -> _Phrase:
    year = match["year"] and _full_year(match["year"])
    findings = "Findings of " if match["findings"] else ""
    if findings:
        called = [venue for venue in called if "findings" in venue.lower()]
    label = f"at {findings}{name}{f' {year}' if year else ''}"
    narrowed, bound = _of_year(called, year) if year else (list(called), None)
    if not narrowed:
        remark = f"no paper here is known to be from {label.removeprefix('at ')}"
        asked = f"{name} {year}" if year else name
        nothing = replace(NOTHING, venues=(asked,)) if called else PaperFilter(venues=(asked,))
        return _Phrase(match.start(), match.end(), "venue", label, nothing, remark=remark)
    if not findings and any("findings" in venue.lower() for venue in narrowed):
        label += ", Findings included"
    return _Phrase(match.start(), match.end(), "venue", label, PaperFilter(bound, bound, tuple(narrowed)))


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


# Authors


def _authors(text: str, library: Library, collection: str) -> Iterator[_Phrase]:
    for pattern in (BY_AUTHOR, FROM_AUTHOR, AUTHORS_PAPERS, BY_LOWER_CASE):
        for match in pattern.finditer(text):
            phrase = _author_phrase(match, text, library, collection, spelt_small=pattern is BY_LOWER_CASE)
            if phrase is not None:
                yield phrase


def _author_phrase(
    match: "re.Match[str]", text: str, library: Library, collection: str, spelt_small: bool
) -> _Phrase | None:
    """Return the filter that a name makes.

    A full name makes one where the collection holds it. So does a surname of papers ("papers by Lovelace"), and a full
    name that the collection does not hold: then no paper passes, and the chip says so.
    """
    start, end = match.start(), match.end()
    names = [name.strip(" .") for name in re.split(r",\s+and\s+|,\s+|\s+and\s+", match["names"].removesuffix("’s"))]
    before = text[:start]
    if spelt_small:
        words = list(re.finditer(r"\S+", match["names"]))
        heads = (words[:n] for n in (3, 2) if len(words) >= n)
        spans = (match["names"][: head[-1].end()].rstrip(".,") for head in heads)
        held = next((name for name in spans if library.authors_like(collection, name)), None)
        if held is None:
            return None
        names, end = [held], match.start("names") + len(held)
    if NO_PERSON.search(match["names"]) or re.search(r"\b(?:poems?|novels?|books|speeches|songs?)\s+$", before):
        return None
    has_others = match.groupdict().get("others") is not None
    of_papers = (
        OF_PAPERS.search(before) is not None
        or has_others
        or match["lead"].lower().startswith(("authored", "co", "written", "published"))
        or not match["lead"]
    )
    if not AFTER_NAME.search(text[end:]) and match["lead"]:
        return None
    known = {name: library.authors_like(collection, name) for name in names}
    full = all(" " in name for name in names)
    if not all(known.values()) and not (of_papers and full):
        return None
    if not full and not of_papers:
        return None
    label = "by " + " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    missing = [name for name in names if not known[name]]
    remark = None
    if missing:
        remark = f"no paper here names {' or '.join(missing)} as author"
    elif any(" " not in name and len(known[name]) > 1 for name in names):
        n_people = max(len(known[name]) for name in names)
        remark = f"{n_people:,} different names here"
    return _Phrase(start, end, "author", label, PaperFilter(authors=tuple(names)), remark=remark)


# Surveys


def _surveys(text: str) -> Iterator[_Phrase]:
    if NO_SURVEYS.search(text):
        return
    for match in SURVEYS.finditer(text):
        if AMONG_PEOPLE.search(text[match.end() :]):
            continue
        wanted = PaperFilter(surveys_only=True)
        if match["cut"] or match["kind"]:
            name = "cut" if match["cut"] else "kind"
            yield _Phrase(*match.span(name), "survey", "surveys only", wanted, may_be_matter=not match["cut"])
        else:
            name = "noun" if match["noun"] else "one" if match["one"] else ""
            start, end = match.span(name) if name else match.span()
            instead = "paper" if match["one"] else "papers" if name else "papers "
            yield _Phrase(start, end, "survey", "surveys only", wanted, instead)
        return


# What is told


def _note(phrase: _Phrase, unknown: dict[str, int]) -> str | None:
    """Return what a chip tells besides its label: that nobody bears a name, and what was left out unjudged."""
    names = {"year": "year", "venue": "venue", "author": "authors"}
    name = names.get(phrase.kind)
    n = unknown.get(name, 0) if name else 0
    left_out = None
    if n:
        is_known = "are" if name == "authors" else "is"
        left_out = f"{n:,} {'paper' if n == 1 else 'papers'} left out whose {name} {is_known} not known"
    return "; ".join(part for part in (phrase.remark, left_out) if part) or None


def _tidy(text: str) -> str:
    """Return a text without the gaps that words taken out of it leave."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([?.,;:!)])", r"\1", text)
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"[,;:]+(?=[?.!]|$)", "", text)
    text = re.sub(r"^[\s,;:.]+", "", text).strip()
    return text[:1].upper() + text[1:] if text else text
