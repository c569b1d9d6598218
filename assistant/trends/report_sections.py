"""The sections of a report in prose: scope, themes, what the papers give, change, what is new, disagreements, gaps."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from assistant.datatypes import Computation
from assistant.trends.criteria import FacetKind
from assistant.trends.periods import LEAST_DATED_SHARE, LEAST_PAPERS_PER_PERIOD, LEAST_PAPERS_PER_SIDE, Change
from assistant.trends.queries import Arguments, TrendState, compute, query_of
from assistant.trends.statements import ClaimedChange, Quoted, Statement, StatementKind
from assistant.trends.terms import term_key
from assistant.trends.themes import Theme

N_BROAD_THEMES = 6
N_NARROW_THEMES = 4
N_QUOTED_THEMES = 4
LEAST_NAMING_SHARE = 0.5
"""Papers are grouped by likeness: of a theme fewer of whose papers hold a phrase of its name the report says so."""
N_LISTED = 5
N_CHANGES = 4
N_NEW = 4
N_NEWEST = 3
N_READ_FOR_QUOTATION = 3
SAYS_OF_ITSELF = 0.3
"""What it counts that a sentence speaks of its own paper, beside the share of the words looked for that it holds."""
N_GAP_QUOTATIONS = 3
LEAST_NEW_PAPERS = 2
FRESH_SHARE = 0.1
MAX_QUOTATION = 320
SAYS_OWN = re.compile(
    r"\b(?:we|our)\b|\b(?:this|the present)\s+(?:paper|work|study|survey|article)\b"
    r"|\b(?:introduces|proposes|presents|contributes|releases)\b",
    re.IGNORECASE,
)
LEADS_ON = re.compile(
    r"^(?:However|Moreover|Furthermore|Additionally|Nevertheless|These|This(?! (?:paper|work|study|survey|article))"
    r"|It|They|Such|Here|Thus|Hence|Finally|Second|Third|Also|Specifically|In particular|In addition|Despite"
    r"|Building on|Then"
    r"|To (?:address|this|tackle|bridge|fill|mitigate|overcome) )"
)
"""How a sentence begins that does not stand alone."""
CONTRIBUTION_PHRASES = {
    "dataset": ("makes or releases a dataset", "make or release a dataset"),
    "benchmark": ("makes or releases a benchmark", "make or release a benchmark"),
    "survey": ("is a survey", "are surveys"),
    "model": ("presents a model", "present a model"),
    "analysis": ("analyses or evaluates", "analyse or evaluate"),
    "tool": ("gives a tool", "give a tool"),
}
"""Of one paper, and of several."""


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under a heading; the first section has none."""

    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences, as (paper id, position), that say the contrary of one another."""

    one: tuple[str, int]
    other: tuple[str, int]


class _Writer:
    """Collects the statements of a section and numbers the papers that they cite, in order of appearance."""

    def __init__(self, state: TrendState) -> None:
        self.state = state
        self.cited: dict[str, int] = {}
        self.sections: list[Section] = []
        self._statements: list[Statement] = []

    def end(self, heading: str) -> None:
        if self._statements:
            self.sections.append(Section(heading, tuple(self._statements)))
        self._statements = []

    def add(self, statements: Sequence[Statement]) -> None:
        self._statements += statements

    def ask(self, name: str, **arguments: str | int) -> Computation:
        return compute(self.state, name, dict(arguments))

    def quoted(self, paper_id: str, sentence: int) -> Quoted:
        number = self.cited.setdefault(paper_id, len(self.cited) + 1)
        return Quoted(number, paper_id, sentence, self.state.corpus.sentence(paper_id, sentence))

    def say(
        self,
        template: str,
        computations: Sequence[Computation] = (),
        quotations: Sequence[Quoted] = (),
        kind: StatementKind = "computed",
        change: ClaimedChange | None = None,
        words: Mapping[str, str] | None = None,
        **named: str,
    ) -> None:
        """Add a sentence; `words` and `named` fill the names of its template that no number fills."""
        self._statements.append(
            Statement(kind, template, {**(words or {}), **named}, tuple(computations), tuple(quotations), change)
        )


def write_sections(
    state: TrendState,
    picked: str,
    since: str,
    until: str,
    disagreements: Sequence[Disagreement],
    on_themes: Sequence[Statement] = (),
) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """Return the sections and the ids of the papers they cite, by number from 1.

    `on_themes` tells how the themes came about and ends their section.
    """
    writer = _Writer(state)
    _scope(writer, picked, since, until)
    if state.corpus.papers:
        _themes(writer, on_themes)
        _contents(writer)
        _changes(writer)
        _new(writer)
        _disagreements(writer, disagreements)
        _gaps(writer)
    return tuple(writer.sections), tuple(writer.cited)


def _scope(writer: _Writer, picked: str, since: str, until: str) -> None:
    state = writer.state
    everything = writer.ask("papers")
    bounds = f", since {since}" * bool(since) + f", until {until}" * bool(until)
    how = f", {picked}" if picked else ""
    if not everything.value:
        writer.say(
            "No paper of the collection “{collection}”{how}{bounds} can be reported on.",
            [everything],
            collection=state.corpus.collection,
            how=how,
            bounds=bounds,
        )
        writer.end("")
        return
    whole = "" if picked or bounds or everything.value == 1 else "all "
    words = {"collection": state.corpus.collection, "how": how + bounds, "whole": whole}
    papers = "paper" if everything.value == 1 else "papers"
    known = sorted({label for label in state.labels if label is not None})
    if not known:
        writer.say(
            f"This report is on {{whole}}{{n0}} {papers} of the collection “{{collection}}”{{how}}: it describes this"
            " collection, not the field.",
            [everything],
            words=words,
        )
        writer.say(
            "None of them says when it appeared, so nothing is said here of change over time.",
            [writer.ask("undated_papers")],
        )
        writer.end("")
        return
    fullest = max(known, key=lambda label: (state.labels.count(label), label))
    span = known[0] if len(known) == 1 else f"{known[0]}–{known[-1]}"
    template = f"This report is on {{whole}}{{n0}} {papers} of the collection “{{collection}}”{{how}}, {{span}}"
    template += ", {n1} of them from {fullest}" if len(known) > 1 else ""
    writer.say(
        template + ": it describes this collection, not the field.",
        [everything, writer.ask("papers", since=fullest, until=fullest)],
        span=span,
        fullest=fullest,
        words=words,
    )
    undated = writer.ask("undated_papers")
    if undated.value:
        writer.say(
            "{n0} of them {say} no {date} and {stand} out of all that is said of time.",
            [undated],
            say="bears" if undated.value == 1 else "bear",
            date="date" if state.by == "year" else "month",
            stand="stands" if undated.value == 1 else "stand",
        )
    writer.end("")


def _themes(writer: _Writer, on_themes: Sequence[Statement]) -> None:
    state = writer.state
    broad = state.themes.broad
    everything = writer.ask("papers")
    if len(broad) > 1:
        counted = [writer.ask("broad_themes"), writer.ask("narrow_themes")]
        within = ", with {n1} narrower ones within them" if counted[1].value else ""
        writer.say(f"The papers fall into {{w0}} themes{within}.", counted)
    for place, theme in enumerate(broad[:N_BROAD_THEMES]):
        members = writer.ask("papers_of_theme", theme=theme.theme_id)
        narrow = sorted(state.themes.within(theme.theme_id), key=lambda child: (-child.n_papers, child.theme_id))[
            :N_NARROW_THEMES
        ]
        children = [writer.ask("papers_of_theme", theme=child.theme_id) for child in narrow]
        papers = "paper" if members.value == 1 else "papers"
        opening = (
            f"The largest is *{{name}}*, with {{n0}} {papers} ({{p0_1}})"
            if not place and len(broad) > 1
            else f"*{{name}}* holds {{n0}} {papers} ({{p0_1}})"
        )
        asked = [members, everything, *children]
        naming = writer.ask("papers_naming_theme", theme=theme.theme_id)
        if 0 < naming.value < LEAST_NAMING_SHARE * members.value:
            opening += f", of which {{n{len(asked)}}} {'names' if naming.value == 1 else 'name'} it"
            asked.append(naming)
        if children:
            names = {f"c{number}": child.name for number, child in enumerate(narrow)}
            parts = [f"*{{c{number}}}* ({{n{number + 2}}})" for number in range(len(children))]
            more = len(state.themes.within(theme.theme_id)) > len(children)
            opening += ("; among them are " if more else ": ") + _enumerated(parts)
            writer.say(f"{opening}.", asked, name=theme.name, words=names)
        else:
            writer.say(f"{opening}.", asked, name=theme.name)
        if place < N_QUOTED_THEMES:
            _typical_sentence(writer, theme, naming.paper_ids)
    rest = broad[N_BROAD_THEMES:]
    if rest:
        asked = [writer.ask("papers_of_theme", theme=theme.theme_id) for theme in rest]
        parts = [f"*{{c{number}}}* ({{n{number}}})" for number in range(len(rest))]
        writer.say(
            f"The others are {_enumerated(parts)}.",
            asked,
            words={f"c{number}": theme.name for number, theme in enumerate(rest)},
        )
    writer.add(on_themes)
    writer.end("Themes")


def _typical_sentence(writer: _Writer, theme: Theme, naming: Sequence[str]) -> None:
    """Quote the sentence of a typical paper, of those that name the theme if any, that shows best what it is about."""
    words = _content_words(theme.name)
    typical = [paper_id for paper_id in theme.typical if paper_id in set(naming)] or theme.typical
    found = [
        (score, -place, paper_id, position)
        for place, paper_id in enumerate(typical[:N_READ_FOR_QUOTATION])
        if paper_id not in writer.cited
        for score, position in [_telling_sentence(writer.state, paper_id, words)]
        if position
    ]
    if found:
        _, _, paper_id, position = max(found)
        quoted = writer.quoted(paper_id, position)
        writer.say("For example: “{quote}” {m0}", (), [quoted], "quote", quote=quoted.quote)


def _telling_sentence(state: TrendState, paper_id: str, words: Set[str]) -> tuple[float, int]:
    """Return the position of the sentence that stands alone and says most of some words, and how much; 0 for none.

    What a paper says of itself tells more than what it says of its field.
    """
    best = (0.0, 0)
    for sentence in state.corpus.sentences.get(paper_id, ()):
        if len(sentence.text) <= MAX_QUOTATION and not LEADS_ON.match(sentence.text):
            held = len(words & _content_words(sentence.text)) / max(1, len(words))
            score = held + SAYS_OF_ITSELF * (SAYS_OWN.search(sentence.text) is not None)
            best = max(best, (round(score, 6), -sentence.position))
    return best[0], -best[1]


def _content_words(text: str) -> set[str]:
    return {word for word in term_key(text.replace("-", " ")).split() if len(word) > 2 and word != "and"}


def _contents(writer: _Writer) -> None:
    state = writer.state
    everything = writer.ask("papers")
    late = state.split.late if state.split else ()
    for facet in state.facets.of_kind("contribution"):
        if facet.value not in ("dataset", "benchmark", "survey"):
            continue
        asked = [writer.ask("papers_with_facet", kind="contribution", value=facet.value), everything]
        phrase = CONTRIBUTION_PHRASES[facet.value][asked[0].value != 1]
        if late and len(set(state.labels)) > 1:
            asked.append(writer.ask("papers_with_facet", kind="contribution", value=facet.value, since=late[0]))
            how_many = "{n2} of them" if asked[2].value < asked[0].value else "all of them"
            template = "{n0} of {n1} papers {phrase}, " + how_many + " since {since}."
            writer.say(template, asked, phrase=phrase, since=late[0])
        else:
            writer.say("{n0} of {n1} papers {phrase}.", asked, phrase=phrase)
    for kind, opening in (
        ("task", "The tasks that most papers deal with are "),
        ("language", "The languages named most are "),
        ("language group", "Of groups of languages, the papers treat "),
        ("model", "Models that recur are "),
        ("dataset", "Datasets that recur are "),
    ):
        facets = [facet for facet in state.facets.of_kind(kind) if facet.n_papers > 1][:N_LISTED]  # type: ignore[arg-type]
        if len(facets) < 2:
            continue
        asked = [writer.ask("papers_with_facet", kind=kind, value=facet.value) for facet in facets]
        parts = [f"{{c{number}}} ({{n{number}}})" for number in range(len(facets))]
        writer.say(
            f"{opening}{_enumerated(parts)}.",
            asked,
            words={f"c{number}": facet.value for number, facet in enumerate(facets)},
        )
    writer.end("What the papers give and treat")


def _changes(writer: _Writer) -> None:
    state = writer.state
    known = [label for label in state.labels if label is not None]
    if not known:
        return
    split = state.split
    if split is None:
        dated = writer.ask("papers", since=min(known))
        if len(known) < LEAST_DATED_SHARE * len(state.labels):
            writer.say(
                "Of {n0} papers {n1} {say} in which {period} they appeared, fewer than half, so no rise or fall is"
                " claimed.",
                [writer.ask("papers"), dated],
                say="says" if dated.value == 1 else "say",
                period=state.by,
            )
        else:
            writer.say(
                "Rises and falls are looked for with {least} dated papers before and after a date at least; no date"
                " leaves so many of the {n0} dated {papers} in {w1} {periods} on both sides, so none is claimed.",
                [dated, writer.ask("periods")],
                least=str(LEAST_PAPERS_PER_SIDE),
                papers="paper" if dated.value == 1 else "papers",
                periods=state.by if len(set(known)) == 1 else f"{state.by}s",
            )
        writer.end("What rises and falls")
        return
    first, last = split.late[0], split.early[-1]
    early, late = writer.ask("papers", until=last), writer.ask("papers", since=first)
    writer.say(
        "Compared are the shares among the {n0} papers up to {last} and among the {n1} since {first}; a change is"
        " claimed where it is larger than chance explains, with all {n2} themes, facets and terms that were looked at"
        " taken into account.",
        [early, late, writer.ask("tested_items")],
        first=first,
        last=last,
    )
    claimed = [(item, change) for item, change in state.changes.items() if change.is_claimed]
    n_said = 0
    for rises in (True, False):
        chosen = _distinct(state, [(item, change) for item, change in claimed if (change.z > 0) == rises])[:N_CHANGES]
        for item, change in chosen:
            n_said += 1
            _one_change(writer, item, change, early, late)
    if not n_said:
        writer.say("No theme, facet or term changes its share so clearly.", [early, late])
    writer.end("What rises and falls")


def _one_change(writer: _Writer, item: tuple[str, str], change: Change, early: Computation, late: Computation) -> None:
    kind, name = item
    state = writer.state
    assert state.split is not None
    query, arguments = query_of(kind, name)
    before: Arguments = {**arguments, "until": state.split.early[-1]}
    after: Arguments = {**arguments, "since": state.split.late[0]}
    asked = [compute(state, query, before), early, compute(state, query, after), late]
    label = state.themes.named(name).name if kind == "theme" else name
    if kind == "term":
        label = state.corpus.terms.surfaces[state.corpus.terms.keys.index(name)]
    openings = {
        "theme": "The theme *{label}*",
        "term": "The term “{label}”",
        "contribution": "The share of papers that contribute a {label}",
        "modality": "The share of papers that work with {label}",
        "task": "The share of papers on {label}",
    }
    opening = openings.get(kind, "The share of papers that name {label}")
    if kind == "contribution" and name in CONTRIBUTION_PHRASES:
        opening = f"The share of papers that {CONTRIBUTION_PHRASES[name][1]}"
    writer.say(
        opening + " {verb} from {p0_1} ({n0} of {n1}) to {p2_3} ({n2} of {n3}).",
        asked,
        change=ClaimedChange(kind, name, change.z > 0, change.z, change.q),
        label=label,
        verb="rises" if change.z > 0 else "falls",
    )


def _distinct(state: TrendState, changes: list[tuple[tuple[str, str], Change]]) -> list[tuple[tuple[str, str], Change]]:
    """Return the changes without those whose papers are mostly those of a larger one in the list."""
    kept: list[tuple[tuple[str, str], Change]] = []
    seen: list[set[str]] = []
    for item, change in changes:
        query, arguments = query_of(*item)
        own = set(compute(state, query, arguments).paper_ids)
        if any(len(own & other) > 0.6 * min(len(own), len(other)) for other in seen):
            continue
        kept.append((item, change))
        seen.append(own)
    return kept


def _new(writer: _Writer) -> None:
    """Tell what only the latest papers name: those of the last periods that hold FRESH_SHARE of the dated papers."""
    state = writer.state
    dated = [label for label in state.labels if label is not None]
    known = sorted(set(dated))
    first = next(
        (label for label in reversed(known) if sum(own >= label for own in dated) >= FRESH_SHARE * len(dated)), None
    )
    if first is None or first == known[0]:
        return
    latest = writer.ask("papers", since=first)
    if latest.value < LEAST_PAPERS_PER_PERIOD:
        _newest(writer, latest, first)
        return
    ids = set(latest.paper_ids)
    kinds: tuple[FacetKind, ...] = ("model", "dataset", "task", "language")
    fresh = [
        facet
        for kind in kinds
        for facet in state.facets.of_kind(kind)
        if facet.n_papers >= LEAST_NEW_PAPERS and ids.issuperset(facet.paper_ids)
    ]
    fresh = sorted(fresh, key=lambda facet: (-facet.n_papers, facet.kind, facet.value))[:N_NEW]
    if not fresh:
        writer.say(
            "No model, dataset, task or language is named by several of the {n0} papers since {first} and by none"
            " before.",
            [latest],
            first=first,
        )
    else:
        asked = [writer.ask("papers_with_facet", kind=facet.kind, value=facet.value) for facet in fresh]
        parts = [f"{{c{number}}} ({{n{number + 1}}})" for number in range(len(fresh))]
        writer.say(
            "Named by several of the {n0} papers since {first} and by none before: " + _enumerated(parts) + ".",
            [latest, *asked],
            words={"first": first} | {f"c{number}": facet.value for number, facet in enumerate(fresh)},
        )
    writer.end("What is new")


def _newest(writer: _Writer, latest: Computation, first: str) -> None:
    """Quote the latest papers, where they are too few to tell what comes with them."""
    state = writer.state
    opening = "{n0} paper is" if latest.value == 1 else "{n0} papers are"
    later = "" if all(label is None or label <= first for label in state.labels) else " or later"
    writer.say(f"{opening} from {{first}}{later}, the latest.", [latest], first=first)
    newest = sorted(latest.paper_ids, key=lambda one: (state.labels[state.corpus.places[one]] or "", one), reverse=True)
    for paper_id in newest[:N_NEWEST]:
        _, position = _telling_sentence(state, paper_id, _content_words(state.corpus.sentence(paper_id, 0)))
        if position:
            quoted = writer.quoted(paper_id, position)
            writer.say("“{quote}” {m0}", (), [quoted], "quote", quote=quoted.quote)
    writer.end("What is new")


def _disagreements(writer: _Writer, disagreements: Sequence[Disagreement]) -> None:
    for pair in disagreements:
        one, other = writer.quoted(*pair.one), writer.quoted(*pair.other)
        writer.say(
            "“{one}” {m0}, while another paper says: “{other}” {m1}",
            (),
            [one, other],
            "quote",
            one=one.quote,
            other=other.quote,
        )
    writer.end("Where papers disagree")


def _gaps(writer: _Writer) -> None:
    state = writer.state
    everything = writer.ask("papers")
    gaps = state.facets.of_kind("gap")
    if not gaps:
        return
    phrases = {
        "little studied": "that something has hardly been studied",
        "data lacking": "that data or resources are lacking",
        "limits of present models": "where present models or methods fail",
        "left for later": "what is left for later work",
    }
    asked = [writer.ask("papers_with_facet", kind="gap", value=facet.value) for facet in gaps]
    parts = [f"{{n{number}}} {phrases[facet.value]}" for number, facet in enumerate(gaps, 1)]
    papers = "paper" if everything.value == 1 else "papers"
    writer.say(f"Of {{n0}} {papers}, some say what is missing: {_enumerated(parts)}.", [everything, *asked])
    n_quoted = 0
    for facet in gaps:
        for member in sorted(facet.members, key=lambda member: (-_month(state, member.paper_id), member.paper_id)):
            text = state.corpus.sentence(member.paper_id, member.sentence)
            if len(text) <= MAX_QUOTATION and not LEADS_ON.match(text) and member.paper_id not in writer.cited:
                quoted = writer.quoted(member.paper_id, member.sentence)
                writer.say("“{quote}” {m0}", (), [quoted], "quote", quote=text)
                n_quoted += 1
                break
        if n_quoted == N_GAP_QUOTATIONS:
            break
    writer.end("Gaps that the abstracts name")


def _month(state: TrendState, paper_id: str) -> int:
    paper = state.corpus.papers[state.corpus.places[paper_id]]
    return (paper.year or 0) * 12 + (paper.month or 0)


def _enumerated(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence.

    >>> _enumerated(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
