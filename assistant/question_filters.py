"""Filters that the words of a question name: years, venues, authors, surveys.

What is read narrows the papers, so a phrase is read only where it speaks of papers: "since 2023", not "tweets since
2023"; "papers by Ada Lovelace", not "by a large margin". A phrase left unread stays in the query and does no harm.
A negated phrase ("papers not by Ada Lovelace") lets through the papers that the phrase itself leaves out.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from typing import Literal

from assistant.datatypes import FilterChip
from assistant.venue_names import known_venue, venues_called
from retrieval.datatypes import PaperFilter
from retrieval.library import Library

NOTHING = PaperFilter(paper_ids=())
"""Lets no paper through."""
FIELDS = {"year": "year", "venue": "venue", "author": "authors"}
"""What a paper has to have, by the kind of phrase that asks for it."""

YEAR = r"(?<![\w.,$€£-])(?:19[5-9]\d|20[0-4]\d)(?![\w%]|[.,]\d|-[a-z])"
PAPERS = (
    r"(?:papers?|studies|study|publications?|preprints?|works?|research|literature|surveys?|reviews|abstracts"
    r"|(?<!news )(?<!newspaper )(?<!wikipedia )articles?)"
)
RESEARCH = r"(?:methods?|approach(?:es)?|techniques?|models?|datasets?|benchmarks?|corpora|systems?|findings|results)"
PUBLISHED = r"(?:published|written|released|presented|introduced|proposed|appeared|appearing|authored)"
NEGATION = (
    r"\b(?:(?:that\s+)?(?:(?:do|does|did)(?:\s+not|n['’]t)\s+(?:come|stem|appear|date)|(?:were|was|are|is|have|has)n['’]t)"
    r"|(?:(?:but|and)\s+)?not|except(?:ing)?(?:\s+for)?|exclud(?:e|ing)|(?:other|rather)\s+than|(?:apart|aside)\s+from"
    r"|without|neither|nor)"
)
NEGATING = re.compile(
    rf"{NEGATION}(?P<those>\s+(?:any|those|ones|the\s+ones|papers))?(?=\s+(?:been\s+)?(?:{PUBLISHED}\s+)?"
    r"(?:by|from|in|at|of|since|before|after|between|during|until|this|last)\b)",
    re.IGNORECASE,
)
BEFORE_NEGATED = re.compile(rf"\s*(?:been\s+)?(?:{PUBLISHED}\s*)?", re.IGNORECASE)
"""What may stand between a negating word and the phrase that it negates."""
NEGATED_UNREAD = re.compile(
    rf"(?:{NEGATION}(?:\s+(?:only|just|merely|solely|any|the|those))?|\b(?:apart|aside))\s+$", re.IGNORECASE
)
"""Before a phrase that is left unread: "not only by Ada Lovelace", "excluding 2020 papers"."""

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
OF_PAPERS_ON = re.compile(
    rf"^(?!\W*(?:which|what|how|do|does|did)\b)(?:\w+\s+){{0,4}}{PAPERS}\s+(?:on|about)\s+"
    r"(?:(?!(?:that|which|with|using|from|in)\b)[\w-]+,?\s+){1,4}$",
    re.IGNORECASE,
)
"""A list's whole subject, "papers on parsing": no verb in it could have what follows for itself."""

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
    | (?:in|from|of|during)\s+the\s+(?P<decade>(?:19[5-9]|20[0-4])0)['’]?s
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

VENUE = (
    r"(?:(?P<findings>findings\s+of)\s+(?:the\s+)?)?(?P<name>[A-Za-z*](?:[A-Za-z*/+-]{0,19}[A-Za-z])?)"
    r"(?P<its_findings>\s+findings)?"
    r"(?:[\s-]{0,3}(?:['’]\s*)?(?:in\s+)?(?P<year>(?:19|20)\d\d|(?<=\w)\d\d(?!\d)|(?<=['’])\d\d))?(?![\w-])"
)
OR_VENUE = r"(?:\s*,\s{0,3}(?:(?:and|or)\s{1,3})?|\s+(?:and|or)\s{1,3})(?:(?:at|from|in)\s+)?(?:the\s+)?"
MOST_NAMED = 11
"""Further venues or people that one phrase may name."""
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
OR_PERSON = r"(?:,\s{1,3}(?:(?:and|or)\s{1,3})?|\s+(?:and|or)\s{1,3})(?:by\s+)?"
PERSONS = rf"(?P<names>{PERSON}(?:{OR_PERSON}{PERSON}){{0,{MOST_NAMED}}})"
BY_AUTHOR = re.compile(rf"(?P<lead>\b(?:(?:co-?)?authored\s+|written\s+|published\s+)?by)\s+{PERSONS}{AND_OTHERS}?")
FROM_AUTHOR = re.compile(rf"(?P<lead>\b(?:from|of))\s+(?P<names>{PERSON}(?:(?:,\s+){PERSON})*){AND_OTHERS}")
AUTHORS_PAPERS = re.compile(
    rf"(?P<lead>)(?<![\w'’-])(?!(?:Which|What|Are|Is|Do|Does|How|List|Show|Find|Name|All)\b){PERSONS}['’]s?\s+"
    rf"(?=(?:papers?|publications|works?|research)\b)"
)
AUTHOR_PUBLISHED = re.compile(
    rf"(?P<lead>)(?i:\b(?P<what>what\s+)?)(?i:\b(?:did|has|have)\s+|(?<=what\s)|(?<=papers\s)(?:that\s+)?){PERSONS}\s+"
    r"(?i:(?:(?:ever|also|has|have)\s+)?(?:publish(?:ed)?|wr(?:ote|ite|itten)|(?:co-?)?author(?:ed)?)\b"
    r"(?:\s+(?:on|about)(?=\s*(?:$|[?.!,]|(?:in|since|before|after|from|at|between)\b)))?)"
)
BY_LOWER_CASE = re.compile(
    r"(?P<lead>\b(?:authored\s+|written\s+|published\s+)?by)\s+(?P<names>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,2})"
)
AFTER_NAME = re.compile(
    r"^\s*(?:$|[?.,;:!)]|(?:on|about|by|in|at|since|from|and|or|that|which|who|with|published|study|studying|discuss|deal|deals"
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

    `may_be_matter`: taken off again, its words stay in the question, since they may be what it is about. `n_unknown`:
    where the papers are asked for by id, how many are not among them because the field is unknown.
    """

    start: int
    end: int
    kind: Literal["year", "venue", "author", "survey"]
    label: str
    paper_filter: PaperFilter
    instead: str = ""
    remark: str | None = None
    may_be_matter: bool = True
    n_unknown: int | None = None


def read_filters(
    text: str, library: Library, collection: str, today_year: int, ignored: Sequence[str] = ()
) -> FilterReading:
    """Read the filters out of a question. `ignored` are the labels of chips that were taken off.

    Filters of the same kind narrow each other. Years count relative to `today_year`.
    """
    phrases: list[_Phrase] = []
    affirmed = NEGATING.sub(lambda negation: ("papers" if negation["those"] else "").rjust(len(negation[0])), text)
    bare = affirmed  # with blanks for what is read: "papers by Lovelace since 2020" are papers since 2020

    def take(found: Iterator[_Phrase]) -> None:
        nonlocal bare
        for phrase in list(found):
            if bare[phrase.start : phrase.end] == affirmed[phrase.start : phrase.end]:
                blank = phrase.instead.ljust(phrase.end - phrase.start)
                bare = bare[: phrase.start] + blank + bare[phrase.end :]
                negation = _negation(phrase, text, affirmed)
                if negation is not None:
                    phrases.append(_negated(phrase, negation, affirmed, library, collection))
                elif not NEGATED_UNREAD.search(affirmed[: phrase.start]):
                    phrases.append(phrase)

    take(_venues(bare, library, collection))
    take(_authors(bare, library, collection))
    take(_years(bare, today_year))
    take(_authors(bare, library, collection))
    if not NO_SURVEYS.search(text):
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


# Negation and alternatives


def _negation(phrase: _Phrase, text: str, affirmed: str) -> "re.Match[str] | None":
    """Return the word that negates a phrase, in it or directly before it. `affirmed` is the text without such words."""
    for negation in NEGATING.finditer(text):
        is_before = negation.end() <= phrase.start
        if phrase.start <= negation.start() < phrase.end or (
            is_before and BEFORE_NEGATED.fullmatch(affirmed, negation.end(), phrase.start)
        ):
            return negation
    return None


def _negated(phrase: _Phrase, negation: "re.Match[str]", affirmed: str, library: Library, collection: str) -> _Phrase:
    """Return the phrase for the papers whose field is known and that do not pass. "Not by A and B" is by neither."""
    wanted, papers = phrase.paper_filter, library.papers(collection)
    known = {paper.paper_id for paper in papers if getattr(paper, FIELDS[phrase.kind])}
    each = [replace(wanted, authors=(author,)) for author in wanted.authors] or [wanted]
    passing = set(_any_of(each, library, collection).paper_ids or ())
    return replace(
        phrase,
        start=min(phrase.start, negation.start()),
        label=f"not {phrase.label.removesuffix(FINDINGS_BESIDE)}",
        paper_filter=PaperFilter(paper_ids=tuple(sorted(known - passing))),
        instead=affirmed[negation.end() : phrase.start].strip() or phrase.instead,
        remark=None,
        n_unknown=len(papers) - len(known),
    )


def _any_of(filters: Sequence[PaperFilter], library: Library, collection: str) -> PaperFilter:
    """Return the filter that lets through what any of the filters lets through."""
    ids = {paper_id for one in filters for paper_id in library.paper_ids(collection, one)}
    return PaperFilter(paper_ids=tuple(sorted(ids)))


def _joined(names: Sequence[str], word: str) -> str:
    """Return names in a row: "ACL, EMNLP or NAACL"."""
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


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


# Venues


def _venues(text: str, library: Library, collection: str) -> Iterator[_Phrase]:
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


def _venue_phrase(parts: Sequence["re.Match[str]"], held: Sequence[str], library: Library, collection: str) -> _Phrase:
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
    label = f"at {_joined(labels, 'or')}{FINDINGS_BESIDE if findings_beside else ''}"
    remark = f"no paper here is known to be from {_joined(missing, 'or')}" if missing else None
    bounds = {one.year_from for one in filters}
    if not filters:
        paper_filter = PaperFilter(venues=tuple(missing), paper_ids=() if is_held else None)
    elif len(bounds) == 1:
        venues = dict.fromkeys(venue for one in filters for venue in one.venues)
        paper_filter = replace(filters[0], venues=tuple(venues))
    else:
        paper_filter = _any_of(filters, library, collection)
    n_unknown = library.count_unknown(collection, filters[0]).get("venue", 0) if len(bounds) > 1 else None
    return _Phrase(0, 0, "venue", label, paper_filter, remark=remark, n_unknown=n_unknown)


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
    for pattern in (BY_AUTHOR, FROM_AUTHOR, AUTHORS_PAPERS, AUTHOR_PUBLISHED, BY_LOWER_CASE):
        for match in pattern.finditer(text):
            spelt_small, is_subject = pattern is BY_LOWER_CASE, pattern is AUTHOR_PUBLISHED
            phrase = _author_phrase(match, text, library, collection, spelt_small, is_subject)
            if phrase is not None:
                yield phrase


def _author_phrase(
    match: "re.Match[str]", text: str, library: Library, collection: str, spelt_small: bool, is_subject: bool
) -> _Phrase | None:
    """Return the filter that a name makes.

    A full name makes one where the collection holds it. So does a surname of papers ("papers by Lovelace"), and a full
    name that the collection does not hold: then no paper passes, and the chip says so.
    """
    start, end = match.start(), match.end()
    names = [re.sub(r"['’]s?$", "", name).strip(" .") for name in re.split(OR_PERSON, match["names"])]
    is_either = re.search(r"\sor\s", match["names"]) is not None
    before, instead = text[:start], ""
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
    if is_subject:
        if not all(known.values()) or not (match["what"] or re.search(rf"\b{PAPERS}\b", before, re.IGNORECASE)):
            return None
        instead = "papers" if match["what"] else ""
    full = all(" " in name for name in names)
    if not all(known.values()) and not (of_papers and full):
        return None
    if not full and not of_papers:
        return None
    label = f"by {_joined(names, 'or' if is_either else 'and')}"
    paper_filter, n_unknown = PaperFilter(authors=tuple(names)), None
    missing = [name for name in names if not known[name]]
    remark = None
    if missing:
        remark = f"no paper here names {' or '.join(missing)} as author"
    elif names[1:] and not is_either and not library.count_papers(collection, paper_filter):
        remark = f"no paper here is by {'both' if len(names) == 2 else 'all of them'}"
    elif any(" " not in name and len(known[name]) > 1 for name in names):
        n_people = max(len(known[name]) for name in names)
        remark = f"{n_people:,} different names here"
    if is_either:
        n_unknown = library.count_unknown(collection, PaperFilter(authors=(names[0],))).get("authors", 0)
        paper_filter = _any_of([PaperFilter(authors=(name,)) for name in names], library, collection)
    return _Phrase(start, end, "author", label, paper_filter, instead, remark, n_unknown=n_unknown)


# Surveys


def _surveys(text: str) -> Iterator[_Phrase]:
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
    name = FIELDS.get(phrase.kind)
    n = unknown.get(name, 0) if name and phrase.n_unknown is None else phrase.n_unknown
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
    text = re.sub(r"[,;:\s]+(?=[?.!]|$)", "", text)
    text = re.sub(r"^[\s,;:.]+", "", text).strip()
    return text[:1].upper() + text[1:] if text else text
