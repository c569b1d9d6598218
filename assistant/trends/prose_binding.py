"""What a sentence may say of a number that it takes from a computed statement: what that statement says of it.

A statement and a sentence are cut alike into parts, so that each number has the words around it. A sentence may use
those words of its numbers and plain ones that claim nothing; a rise, a rank, a "no", a cause or a time has to be the
statement's own.
"""

import re
import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.datatypes import Computation
from assistant.trends.prose_facts import FALLS, LABEL_FIELD, RISES, Fact, Placeholder
from assistant.trends.queries import COUNTS
from assistant.verification.words import stem, words_of

PLAIN = words_of(
    """a an the this that these those it its they them their there here which who whose what where one ones such
    of in on at by for from to with within among amongst across into out about as up between during
    and or while whereas but however though although yet also addition moreover furthermore meanwhile contrast turn
    is are was were be been being has have had having do does can may
    hold contain comprise include cover span consist make account represent constitute form divide group organise
    belong deal concern treat address focus work discuss study mention name appear feature occur show see find found say
    said state note report point describe publish published date count list refer come go stand give given
    paper collection corpus theme topic area subject category share percent percentage total number set part article
    publication according abstract overview gap contribution kind term broad broader narrow narrower other others own
    distinct different respectively namely example instance following made"""
)
"""Words that claim nothing of a number beside what it counts."""
NEGATORS = words_of("no none not never nothing neither nor without nobody cannot n't hardly")
SAME_SENSE = {"several": "some", "frequently": "most", "often": "most", "commonly": "most", "common": "most"}
RANKS = frozenset(map(stem, ("largest", "most", "biggest")))
UNITS = {
    "broad_themes": "theme topic group area",
    "narrow_themes": "narrow narrower finer",
    "periods": "year month period",
    "papers_naming_theme": "name names named naming mention mentions mentioned",
    "tested_items": "look looked test tested examine examined compare compared consider considered account check",
}
"""What a number that counts no papers, or only some of those that it stands with, has to be told with: any of these."""
NO_PAPERS = frozenset(map(stem, ("theme", "topic", "facet", "term", "year", "month", "period", "language", "author")))

MARK, LABEL = 0xE100, "\ue0ff"
MARKS = "[\ue100-\uefff]"
TOKEN = re.compile(rf"{MARKS}|{LABEL}|[,;:–—]|\w+(?:[’'-]\w+)*")
STOPS = frozenset(",;:–—")
JOINS = frozenset({"and", "or", "while", "whereas", "but", "versus", "plus", "against", "nor"})
FALLS_INTO = re.compile(r"\bfall(?:s|ing)? (?=into|under|within|in\b)", re.IGNORECASE)
"""Which is no fall."""
QUOTED = re.compile(r"[“\"‘']([^“”\"‘’]*)[”\"’']")
YEAR = r"\W*(?:the )?(?:(?:year|month|period)s? )?\W*"
BEFORE = re.compile(rf"\b(?:before|prior to|earlier than|preceding|pre){YEAR}$", re.IGNORECASE)
AFTER = re.compile(rf"\b(?:after|later than|beyond|past|post){YEAR}$", re.IGNORECASE)
SINCE = re.compile(rf"\b(?:since|(?:starting|beginning) (?:in|from|with)|as of){YEAR}$", re.IGNORECASE)
UNTIL = re.compile(rf"\b(?:up to|until|till|through|by|no later than)(?: the end of)?{YEAR}$", re.IGNORECASE)
WITHIN = re.compile(rf"\b(?:from|in|of|during|over|for|to){YEAR}$", re.IGNORECASE)
AND_LATER = re.compile(r"\s*(?:on\b|onwards?\b|(?:or|and) (?:later|after|onwards?)\b)", re.IGNORECASE)
AND_EARLIER = re.compile(r"\s*(?:or|and) (?:earlier|before)\b", re.IGNORECASE)
OF_WHOLE = re.compile(
    r"\b(?:of|among|amongst|out of|in|across|from|within)(?: (?:the|all|these|its))*\W*$", re.IGNORECASE
)
SIDE = re.compile(r"\b(from|to)(?: (?:a share of|the))?\W*$", re.IGNORECASE)
ROUNDED = re.compile(r"\b(?:about|up to|at (?:least|most))\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """A placeholder in a text: `before` what leads to it, `relation` how a period stands to time."""

    number: int
    before: str
    relation: str


@dataclass
class _Part:
    """A stretch of a text: its words in order, the places of its numbers and periods."""

    words: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """Whether it goes on with what the part before says: a name and its number."""
        return not any(is_telling(word) or word in ("among", "with", "of", "hold", "holds") for word in self.words)


@dataclass(frozen=True, slots=True)
class _Cut:
    parts: tuple[_Part, ...]
    places: Mapping[int, _Place]
    text: str

    def part_of(self, place: int) -> _Part:
        return next(part for part in self.parts if place in part.numbers or place in part.periods)

    def said_with(self, place: int) -> list[str]:
        """Return the words of a number's part; of a bare part those it goes on with."""
        at = next(number for number, part in enumerate(self.parts) if place in part.numbers)
        words = list(self.parts[at].words)
        while at and self.parts[at].is_bare:
            at -= 1
            words += self.parts[at].words
        return words


@lru_cache(maxsize=1)
def _plain_stems() -> frozenset[str]:
    return frozenset(map(stem, PLAIN))


def is_telling(word: str) -> bool:
    """Say whether a word claims something of the number that it stands with."""
    return (word not in PLAIN and stem(word) not in _plain_stems()) or word in NEGATORS


def senses(words: Collection[str]) -> set[str]:
    """Return the stems of words, equal for some that say the same."""
    return {stem(SAME_SENSE.get(word, word)) for word in words}


def binding_faults(
    template: str, placeholders: Sequence[Placeholder], whole: Sequence[Fact], quotes: Sequence[str]
) -> list[str]:
    """Return what a sentence says of its numbers that their statements do not.

    `whole` are statements without numbers that it says whole, `quotes` what it cites besides.
    """
    if not placeholders:
        return []
    numbers = {place for place, one in enumerate(placeholders) if one.is_number}
    statements = {one.fact.number: one.fact.statement for one in placeholders}
    labels = {label for one in placeholders for label in one.fact.labels}
    text = "".join(_marked(template))
    known = [statement.sentence for statement in statements.values()]
    text = QUOTED.sub(lambda match: " " if any(match[1] in one for one in known) else match.group(), text)
    said = _cut(text, numbers, labels)
    own = {number: _cut_statement(one.fact) for one in placeholders for number in [one.fact.number]}
    free = senses([word for quote in quotes for word in _words(quote)])
    free |= senses([word for fact in whole for word in _words(fact.statement.sentence)])
    return list(
        dict.fromkeys(
            [
                *_foreign_words(said, own, placeholders, free),
                *_missing_words(said, own, placeholders),
                *_other_units(said, placeholders),
                *_other_times(said, own, placeholders),
                *_other_places(said, own, placeholders),
            ]
        )
    )


def is_said_whole(fact: Fact, template: str) -> bool:
    """Say whether a sentence holds all that a statement without numbers says."""
    wanted = [word for word in _words(fact.statement.sentence) if is_telling(word) and word != "so"]
    return not fact.fields and bool(wanted) and senses(wanted) <= senses(_words(template))


def _words(text: str) -> list[str]:
    return [token.casefold() for token in TOKEN.findall(text) if token[0].isalpha()]


# Cutting


def _marked(template: str) -> Iterator[str]:
    for literal, name, _, _ in string.Formatter().parse(template):
        yield literal
        if name:
            yield chr(MARK + int(name))


def _cut_statement(fact: Fact) -> _Cut:
    """Return a statement cut, with the places of its fields numbered as in `fact.fields`."""
    words, text = fact.statement.words, ""
    for literal, name, _, _ in string.Formatter().parse(fact.statement.template):
        text += literal
        if not name:
            continue
        if name in fact.fields:
            text += chr(MARK + fact.fields.index(name))
        else:
            text += LABEL if LABEL_FIELD.fullmatch(name) else words.get(name, "")
    numbers = {place for place, name in enumerate(fact.fields) if name not in words}
    return _cut(QUOTED.sub(" ", text), numbers, ())


def _cut(text: str, numbers: Collection[int], labels: Collection[str]) -> _Cut:
    """Return a text in parts: at commas and the like, and where "and" and the like lead from number to number."""
    text = FALLS_INTO.sub("", text)
    for label in sorted(labels, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", LABEL, text, flags=re.IGNORECASE)
    places, spans = {}, []
    for match in re.finditer(MARKS, text):
        place, before = ord(match.group()) - MARK, text[: match.start()]
        relation, start, end = _relation(before, text[match.end() :])
        places[place] = _Place(place, before, relation)
        if place not in numbers:
            spans += [(match.start() - start, match.start()), (match.end(), match.end() + end)]
    bare = "".join(" " if any(one <= at < other for one, other in spans) else sign for at, sign in enumerate(text))
    tokens = TOKEN.findall(bare)

    def is_number(token: str) -> bool:
        return re.fullmatch(MARKS, token) is not None and ord(token) - MARK in numbers

    parts = [_Part()]
    for at, token in enumerate(tokens):
        rest = tokens[at + 1 :]
        stop = next((place for place, one in enumerate(rest) if one in STOPS or one.casefold() in JOINS), len(rest))
        leads_on = token.casefold() in JOINS and parts[-1].numbers and any(map(is_number, rest[:stop]))
        if token in STOPS or leads_on:
            parts.append(_Part())
        elif re.fullmatch(MARKS, token):
            (parts[-1].numbers if is_number(token) else parts[-1].periods).append(ord(token) - MARK)
        elif token != LABEL and not token[0].isdigit():
            parts[-1].words.append(token.casefold())
        parts[-1].tokens.append(token)
    return _Cut(tuple(_joined(parts)), places, text)


def _joined(parts: Sequence[_Part]) -> Iterator[_Part]:
    """Yield the parts that hold numbers; what leads to the first belongs to it, what lies between to both sides."""
    kept: list[_Part] = []
    waiting: list[_Part] = []
    for part in parts:
        if not part.numbers:
            waiting.append(part)
            continue
        for other in waiting:
            if kept:
                kept[-1].near += other.words
                part.near += other.words
            else:
                part.words[:0] = other.words
                part.tokens[:0] = other.tokens
            part.periods[:0] = other.periods
        kept.append(part)
        waiting = []
    for other in waiting:
        if kept:
            kept[-1].near += other.words
            kept[-1].periods += other.periods
        else:
            kept.append(other)
    yield from kept


def _relation(before: str, behind: str) -> tuple[str, int, int]:
    """Return how a period stands to time, and how many signs before and behind it say so."""
    later, earlier = AND_LATER.match(behind), AND_EARLIER.match(behind)
    for name, pattern in (("before", BEFORE), ("after", AFTER), ("since", SINCE), ("until", UNTIL), ("in", WITHIN)):
        match = pattern.search(before)
        if match is None:
            continue
        if name == "in" and later:
            return "since", len(match.group()), later.end()
        return ("until" if name == "in" and earlier else name), len(match.group()), earlier.end() if earlier else 0
    return "in", 0, 0


# Checking


def _own_words(cut: _Cut, place: int) -> tuple[set[str], set[str]]:
    """Return the senses that a statement gives a number: in its own part, and with what stands near it."""
    within = cut.said_with(place)
    near = [word for word in cut.part_of(place).near if word not in NEGATORS]
    return senses(within), senses(within) | senses(near)


def _foreign_words(
    said: _Cut, own: Mapping[int, _Cut], placeholders: Sequence[Placeholder], free: Collection[str]
) -> Iterator[str]:
    everything = senses([word for cut in own.values() for part in cut.parts for word in (*part.words, *part.near)])
    for part in said.parts:
        allowed = set(free)
        rising = {one.fact.statement.change.rises for one in _of(part, placeholders) if one.fact.statement.change}
        for place in part.numbers:
            one = placeholders[place]
            allowed |= _own_words(own[one.fact.number], one.fact.fields.index(one.field))[1]
        if not part.numbers:
            allowed |= everything
        words = [*part.words, *(word for word in part.near if not senses([word]) <= everything)]
        if part.is_bare and part.numbers:
            words = said.said_with(part.numbers[0])
            words = [word for word in words if stem(word) in RANKS or word in part.words] + part.near
        counts_namers = any(
            item.name == "papers_naming_theme"
            for one in _of(part, placeholders)
            for item in one.fact.statement.computations
        )
        for word in words:
            is_claim = is_telling(word) or (counts_namers and word in words_of(UNITS["papers_naming_theme"]))
            if not is_claim or senses([word]) <= allowed:
                continue
            if (RISES.fullmatch(word) and True in rising) or (FALLS.fullmatch(word) and False in rising):
                continue
            yield f"says “{word}”, which the statement of its number does not"


def _of(part: _Part, placeholders: Sequence[Placeholder]) -> list[Placeholder]:
    return [placeholders[place] for place in part.numbers]


def _missing_words(said: _Cut, own: Mapping[int, _Cut], placeholders: Sequence[Placeholder]) -> Iterator[str]:
    """Yield a fault for each number of which the sentence does not tell what it is of."""
    everything = [word for part in said.parts for word in (*part.words, *part.near)]
    for place, one in enumerate(placeholders):
        if not one.is_number:
            continue
        statement, cut = one.fact.statement, own[one.fact.number]
        around = senses([*said.said_with(place), *said.part_of(place).near])
        in_statement = one.fact.fields.index(one.field)
        within = _own_words(cut, in_statement)[0]
        computation = one.computation
        if within & senses(["no", "none"]):
            words = [word for part in cut.parts for word in part.words if is_telling(word)]
            if words[0] not in NEGATORS:
                words = [word for word in words if word in NEGATORS]
            lacks_a_no = sum(word in NEGATORS for word in everything) < sum(word in NEGATORS for word in words)
            if lacks_a_no or not senses(words) <= senses(everything):
                yield f"does not say the whole of “{statement.sentence}”"
        elif computation.name in UNITS:
            if not around & senses(words_of(UNITS[computation.name])):
                yield f"takes the number {one.value} without saying what it counts"
        elif statement.change is not None:
            if not any(RISES.fullmatch(word) or FALLS.fullmatch(word) for word in everything) and not any(
                part.periods for part in said.parts
            ):
                yield f"takes the number {one.value} without the change that it is of"
        elif computation.name != "papers" and one.field not in one.fact.label_of and not _is_base(cut, in_statement):
            wanted = {sense for sense in within if sense not in _plain_stems()} - RANKS
            if wanted and not wanted & around:
                yield f"takes the number {one.value} without saying what it counts"
        if wanted_first := _ranked_before(one, placeholders, around):
            yield f"ranks {one.value} without what ranks before it: {wanted_first}"


def _ranked_before(one: Placeholder, placeholders: Sequence[Placeholder], around: set[str]) -> str:
    """Return the first of a list that is told by rank, where a sentence takes a later one alone by that rank."""
    label_of = one.fact.label_of
    listed = [name for name in one.fact.fields if name in label_of and name.startswith("n")]
    if not around & RANKS or one.field not in listed:
        return ""
    taken = {other.field for other in placeholders if other.fact.number == one.fact.number}
    return next((label_of[name] for name in listed[: listed.index(one.field)] if name not in taken), "")


def _is_base(cut: _Cut, place: int) -> bool:
    """Say whether a statement tells a number as the whole of which others are parts."""
    return re.search(r"\bof(?: the| all)?\s*$", cut.places[place].before, re.IGNORECASE) is not None


def _other_units(said: _Cut, placeholders: Sequence[Placeholder]) -> Iterator[str]:
    """Yield a fault where papers are told as themes or years, or these as papers."""
    for part in said.parts:
        for token, behind in zip(part.tokens, part.tokens[1:], strict=False):
            if not re.fullmatch(MARKS, token) or ord(token) - MARK not in part.numbers or not behind[0].isalpha():
                continue
            one, unit = placeholders[ord(token) - MARK], stem(behind)
            if (unit in NO_PAPERS) if one.computation.name not in COUNTS else (unit == stem("paper")):
                yield f"takes the number {one.value} for one of “{behind}”"
            elif one.computation.name == "broad_themes" and unit in senses(words_of(UNITS["narrow_themes"])):
                yield f"takes the number {one.value} of broad themes for that of narrower ones"


def _bounds(computation: Computation) -> tuple[str, str] | None:
    """Return what time a query is limited to, as (relation, period)."""
    since, until = (str(computation.arguments.get(name, "")) for name in ("since", "until"))
    if since and until:
        return ("in", since) if since == until else None
    return ("since", since) if since else ("until", until) if until else None


def _other_times(said: _Cut, own: Mapping[int, _Cut], placeholders: Sequence[Placeholder]) -> Iterator[str]:
    computations = [item for one in placeholders for item in one.fact.statement.computations]
    for part in said.parts:
        for place in part.periods:
            one = placeholders[place]
            relation = said.places[place].relation
            told = own[one.fact.number].places[one.fact.fields.index(one.field)].relation
            if relation != told:
                yield f"says “{relation}” {one.value}, the statement says “{told}”"
                continue
            limited = [item for item in computations if _bounds(item) == (relation, one.value)]
            near = _nearest(said, part, place)
            if (
                limited
                and near
                and not any(
                    set(placeholders[other].computation.paper_ids) <= set(item.paper_ids)
                    for other in near
                    for item in limited
                )
            ):
                yield f"gives the number {placeholders[near[0]].value} to another time: {relation} {one.value}"
    named = {one.value for one in placeholders if not one.is_number}
    for one in placeholders:
        if one.is_number and (bounds := _bounds(one.computation)) and bounds[1] not in named:
            cut = own[one.fact.number]
            periods = cut.part_of(one.fact.fields.index(one.field)).periods
            if bounds[1] in {one.fact.statement.words[one.fact.fields[place]] for place in periods}:
                yield f"takes the number {one.value} without its time, {bounds[0]} {bounds[1]}"


def _nearest(said: _Cut, part: _Part, place: int) -> list[int]:
    """Return the number that a period goes with: the one before it in its part, else the one behind."""
    at = {number: said.text.index(chr(MARK + number)) for number in (*part.numbers, place)}
    before = [number for number in part.numbers if at[number] < at[place]]
    return before[-1:] or part.numbers[:1]


def _other_places(said: _Cut, own: Mapping[int, _Cut], placeholders: Sequence[Placeholder]) -> Iterator[str]:
    """Yield a fault where the whole is told as a part, a start as an end, or a number as a rounded one."""
    for place, one in enumerate(placeholders):
        if not one.is_number:
            continue
        cut, in_statement = own[one.fact.number], one.fact.fields.index(one.field)
        before = said.places[place].before
        if _is_base(cut, in_statement) and not OF_WHOLE.search(before):
            yield f"tells {one.value}, the whole, as a part of it"
        if ROUNDED.search(before):
            yield f"rounds the number {one.value}"
        sides = re.findall(r"\b(from|to)\b", cut.places[in_statement].before.rsplit(",", 1)[-1])
        side = SIDE.search(before)
        if one.fact.statement.change is not None and side and sides and side[1].casefold() != sides[-1]:
            yield f"exchanges before and after: “{one.fact.statement.sentence}”"
