"""A report → HTML: its prose, whose every number leads to its papers, and the papers behind a mark.

A mark is a short code: `theme:3.2`, `theme:3:2024`, `period:2024`, `facet:task:translation`, `term:KEY`, `paper:ID`,
`said:7:0` (statement and computation), `side:4:0` (compared item and side), `new:2` (theme of the digest).
"""

import re
import shutil
import string
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from assistant.datatypes import SYNOPSIS_NOTE
from assistant.trends.asking import Asked
from assistant.trends.comparing import Digest
from assistant.trends.corpus import TrendCorpus
from assistant.trends.paper_map import MapPoint
from assistant.trends.periods import period_of
from assistant.trends.report import Report
from assistant.trends.side_by_side import SideBySide, comparison_lead, shown_items
from assistant.trends.statements import Statement, percentage
from page.html_text import count, outside_link, to_html
from retrieval.datatypes import Paper, Sentence
from retrieval.library import Library

MAX_PICKED = 60
MAX_AUTHORS = 3
MAX_FACET_CHOICES = 12
VERDICT_HINTS = {
    "consistent": "Phrased by a model: rules found nothing against it in what it rests on; no one has judged it",
    "quoted": "Phrased by a model in the words of the sentence that it cites",
}
KIND_WORDS = {"contribution": "gives a", "language group": "languages", "gap": "gap"}


@dataclass(frozen=True, slots=True)
class PickedPaper:
    """A paper of a list with the sentence that shows why it is there: None where that is found by `terms`."""

    paper_id: str
    sentence: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """The papers behind a mark, and what they are."""

    heading: str
    says: str
    papers: tuple[PickedPaper, ...]
    terms: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


class Folder:
    """A new folder for the files of a report; it goes when nobody shows the report any more."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="citewell-trends-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True)
class Shown:
    """What one visitor's tab shows: the report and the collections its papers are in. `folder` holds its files."""

    asked: Asked
    report: Report
    points: tuple[MapPoint, ...]
    papers_of_term: Mapping[str, tuple[str, ...]]
    folder: Folder | None = None
    compared: SideBySide | None = None
    digest: Digest | None = None
    collections: tuple[str, ...] = field(default=())


def papers_of_terms(report: Report, corpus: TrendCorpus) -> dict[str, tuple[str, ...]]:
    """Return the papers of the terms that a report lists as changing."""
    places = {key: place for place, key in enumerate(corpus.terms.keys)}
    columns = corpus.terms.presence.tocsc()
    found = {}
    for change in report.changes:
        if change.kind == "term" and change.name in places:
            rows = columns[:, [places[change.name]]].nonzero()[0]
            found[change.name] = tuple(corpus.paper_ids[row] for row in sorted(rows.tolist()))
    return found


# The prose


def report_html(report: Report) -> str:
    """Return the sections of a report but its scope: numbers lead to their papers, quotations have their markers."""
    parts, number = [], 0
    for place, section in enumerate(report.sections):
        sentences = []
        for statement in section.statements:
            number += 1
            sentences.append(statement_html(statement, number))
        if place:
            heading = f'<h3 class="cw-trends-heading">{to_html(section.heading)}</h3>' if section.heading else ""
            parts.append(f'{heading}<p class="cw-trends-text">{" ".join(sentences)}</p>')
    return f'<div class="cw-trends-prose">{"".join(parts)}</div>'


def scope_html(report: Report) -> str:
    """Return the first section alone: what the report is on."""
    first = report.sections[0].statements
    text = " ".join(statement_html(statement, number) for number, statement in enumerate(first, 1))
    notices = "".join(f'<p class="cw-trends-few">{to_html(notice)}</p>' for notice in report.notices)
    return f'<p class="cw-trends-text cw-trends-scope">{text}</p>{notices}'


def statement_html(statement: Statement, number: int) -> str:
    """Return a statement; stars in its template set what stands between them in italics."""
    html, is_open = "", False
    for literal, name, _, _ in string.Formatter().parse(statement.template):
        for place, piece in enumerate(literal.split("*")):
            if place:
                html += "</em>" if is_open else "<em>"
                is_open = not is_open
            html += to_html(piece)
        if name:
            html += to_html(statement.words[name]) if name in statement.words else _filled(statement, name, number)
    css = "cw-trends-said" + (" cw-trends-claim" if statement.change else "")
    said = f'<span class="{css}">{html}{"</em>" if is_open else ""}</span>'
    if not statement.fails:
        return said + _verdict_html(statement)
    return f'<del class="cw-mismatch">{said}</del> <span class="cw-why">{to_html(_why(statement))}</span>'


def _verdict_html(statement: Statement) -> str:
    """Return the verdict on a model's sentence that passed, small behind it; nothing for citewell's own."""
    if not statement.phrased_by or statement.verdict is None:
        return ""
    hint = VERDICT_HINTS.get(statement.verdict, "")
    return f' <span class="cw-trends-note" title="{to_html(hint)}">{to_html(statement.verdict)}</span>'


def _why(statement: Statement) -> str:
    return ": ".join(part for part in (statement.verdict or "", "; ".join(statement.reasons)) if part)


def _filled(statement: Statement, name: str, number: int) -> str:
    kind, rest = name[0], name[1:]
    if kind == "m":
        quoted = statement.quotations[int(rest)]
        return _mark_link(f"quote:{number}:{rest}", quoted.marker.strip("[]"), "cw-trends-marker", "Show the paper")
    place = rest.split("_")[0]
    computation = statement.computations[int(place)]
    text = statement.filled(name)
    if not computation.paper_ids:
        return to_html(text)
    return _mark_link(
        f"said:{number}:{place}", text, "cw-trends-number", f"Show {count(len(computation.paper_ids), 'paper')}"
    )


def _mark_link(code: str, text: str, css: str, hint: str) -> str:
    attributes = f'class="{css}" href="#cw-trends-picked" data-cw-mark="{to_html(code)}" title="{to_html(hint)}"'
    return f"<a {attributes}>{to_html(text)}</a>"


# Marks


def choices(report: Report) -> list[tuple[str, str]]:
    """Return what the list of marks offers: themes with the narrow ones under them, then facets by kind."""
    offered = []
    for theme in report.themes.themes:
        indent = "" if theme.parent is None else "   ‒ "
        offered.append((f"{indent}{theme.name} ({theme.n_papers:,})", f"theme:{theme.theme_id}"))
    by_kind: dict[str, int] = {}
    for facet in report.facets:
        by_kind[facet.kind] = by_kind.get(facet.kind, 0) + 1
        if by_kind[facet.kind] <= MAX_FACET_CHOICES:
            label = f"{KIND_WORDS.get(facet.kind, facet.kind)}: {facet.value} ({facet.n_papers:,})"
            offered.append((label, f"facet:{facet.kind}:{facet.value}"))
    return offered


def picked_by(code: str, shown: Shown, library: Library) -> Picked | None:
    """Return the papers behind a mark; None where it names nothing of what is shown."""
    kind, _, rest = code.partition(":")
    found = _READERS[kind](rest, shown, library) if kind in _READERS else None
    if found is None or not found.papers:
        return None
    return found


def _of_theme(rest: str, shown: Shown, library: Library) -> Picked | None:
    theme_id, _, period = rest.partition(":")
    theme = next((theme for theme in shown.report.themes.themes if theme.theme_id == theme_id), None)
    if theme is None:
        return None
    ids = dict(zip(theme.paper_ids, theme.confidences, strict=True))
    ordered = sorted(ids, key=lambda paper_id: (paper_id not in theme.typical, -ids[paper_id], paper_id))
    if period:
        within = set(_of_period_ids(ordered, period, shown, library))
        ordered = [paper_id for paper_id in ordered if paper_id in within]
    papers = tuple(
        PickedPaper(
            paper_id, None, "typical" if paper_id in theme.typical else "" if ids[paper_id] >= 0.5 else "at the edge"
        )
        for paper_id in ordered
    )
    terms = tuple(term for term, _ in theme.terms)
    says = "Theme, told apart by: " + ", ".join(terms[:6]) if terms else "Theme"
    return Picked(f"{theme.name}{f', {period}' if period else ''}", says, papers, terms)


def _of_period_ids(paper_ids: Sequence[str], period: str, shown: Shown, library: Library) -> list[str]:
    papers = library.papers_by_id(shown.report.collection, paper_ids)
    return [key for key in paper_ids if key in papers and period_of(papers[key], shown.report.by) == period]


def _of_period(rest: str, shown: Shown, library: Library) -> Picked | None:
    ids = sorted({paper_id for theme in shown.report.themes.broad for paper_id in theme.paper_ids})
    own = _of_period_ids(ids, rest, shown, library)
    return Picked(f"Papers of {rest}", "", tuple(PickedPaper(paper_id, 0) for paper_id in own))


def _of_facet(rest: str, shown: Shown, _: Library) -> Picked | None:
    kind, value = rest.split(":", 1) if ":" in rest else (rest, "")
    facet = next((one for one in shown.report.facets if one.kind == kind and one.value == value), None)
    if facet is None:
        return None
    papers = tuple(map(PickedPaper, facet.paper_ids, facet.sentences))
    return Picked(facet.value, f"{facet.kind.capitalize()}, counted where {facet.says}", papers)


def _of_term(rest: str, shown: Shown, _: Library) -> Picked | None:
    label = next(
        (change.label for change in shown.report.changes if (change.kind, change.name) == ("term", rest)), rest
    )
    papers = tuple(PickedPaper(paper_id) for paper_id in shown.papers_of_term.get(rest, ()))
    return Picked(label, "Term in the title or abstract", papers, (label, rest))


def _of_paper(rest: str, shown: Shown, _: Library) -> Picked | None:
    point = next((point for point in shown.points if point.paper_id == rest), None)
    if point is None:
        return None
    theme = shown.report.themes.named(point.theme_id)
    return Picked(
        "One paper of the map", f"Theme: {theme.name}", (PickedPaper(rest),), tuple(t for t, _ in theme.terms)
    )


def _of_statement(rest: str, shown: Shown, _: Library) -> Picked | None:
    place = _numbers(rest)
    statements = shown.report.statements
    if place is None or not 1 <= place[0] <= len(statements):
        return None
    statement = statements[place[0] - 1]
    if place[1] >= len(statement.computations):
        return None
    computation = statement.computations[place[1]]
    arguments = computation.arguments
    period = {name: arguments[name] for name in ("since", "until") if name in arguments}
    words = "".join(f", {name} {value}" for name, value in period.items())
    sentences: dict[str, int | None] = {}
    heading = "Papers of the report"
    terms: tuple[str, ...] = ()
    if computation.name == "papers_with_facet":
        facet = next(
            (f for f in shown.report.facets if (f.kind, f.value) == (arguments["kind"], arguments["value"])), None
        )
        heading = str(arguments["value"])
        sentences = {} if facet is None else dict(zip(facet.paper_ids, facet.sentences, strict=True))
    elif computation.name == "papers_of_theme":
        theme = shown.report.themes.named(str(arguments["theme"]))
        heading, terms = theme.name, tuple(term for term, _ in theme.terms)
    elif computation.name == "papers_with_term":
        heading, terms = str(arguments["term"]), (str(arguments["term"]),)
    elif computation.name == "undated_papers":
        heading = "Papers without a date"
    papers = tuple(PickedPaper(paper_id, sentences.get(paper_id)) for paper_id in computation.paper_ids)
    return Picked(f"{heading}{words}", f"Behind: {re.sub(r'[*]', '', statement.text)}", papers, terms)


def _of_quotation(rest: str, shown: Shown, _: Library) -> Picked | None:
    place = _numbers(rest)
    statements = shown.report.statements
    if place is None or not 1 <= place[0] <= len(statements):
        return None
    quotations = statements[place[0] - 1].quotations
    if place[1] >= len(quotations):
        return None
    quoted = quotations[place[1]]
    return Picked("Cited paper", f"Quoted as {quoted.marker}", (PickedPaper(quoted.paper_id, quoted.sentence),))


def _of_side(rest: str, shown: Shown, _: Library) -> Picked | None:
    place = _numbers(rest)
    if place is None or shown.compared is None:
        return None
    items = shown_items(shown.compared.comparison)
    if place[0] >= len(items):
        return None
    item = items[place[0]]
    ids = item.second_ids if place[1] else item.first_ids
    side = shown.compared.second_name if place[1] else shown.compared.first_name
    return Picked(f"{item.label}, {side}", item.kind.capitalize(), tuple(map(PickedPaper, ids)), (item.label,))


def _of_new(rest: str, shown: Shown, _: Library) -> Picked | None:
    if shown.digest is None or not rest.isdecimal() or int(rest) >= len(shown.digest.by_theme):
        return None
    name, ids = shown.digest.by_theme[int(rest)][1:]
    return Picked(name, "New since the last visit", tuple(PickedPaper(paper_id, 0) for paper_id in ids))


def _numbers(rest: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d{1,6}):(\d{1,6})", rest)
    return (int(match[1]), int(match[2])) if match else None


_READERS = {
    "theme": _of_theme,
    "period": _of_period,
    "facet": _of_facet,
    "term": _of_term,
    "paper": _of_paper,
    "said": _of_statement,
    "quote": _of_quotation,
    "side": _of_side,
    "new": _of_new,
}


# Papers


def picked_html(picked: Picked, library: Library, collections: Sequence[str]) -> str:
    """Return the papers behind a mark, each with the sentence that shows it; the only one of a list stands open."""
    shown = picked.papers[:MAX_PICKED]
    papers: dict[str, Paper] = {}
    sentences: dict[str, tuple[Sentence, ...]] = {}
    for name in collections:
        own = library.papers_by_id(name, [one.paper_id for one in shown if one.paper_id not in papers])
        papers.update(own)
        sentences.update(library.sentences_of_papers(name, list(own.values())))
    cards = "".join(
        _card(papers[one.paper_id], sentences.get(one.paper_id, ()), one, picked.terms, len(shown) == 1)
        for one in shown
        if one.paper_id in papers
    )
    more = len(picked.papers) - len(shown)
    rest = f'<p class="cw-trends-more">and {more:,} more, all in the table of papers (CSV)</p>' if more else ""
    says = f'<p class="cw-trends-says">{to_html(picked.says)}</p>' if picked.says else ""
    number = f' <span class="cw-trends-count">{count(len(picked.papers), "paper")}</span>'
    return (
        f'<div class="cw-trends-list"><h3 class="cw-trends-heading">{to_html(picked.heading)}{number}</h3>{says}'
        f"{cards}{rest}</div>"
    )


def _card(paper: Paper, sentences: Sequence[Sentence], one: PickedPaper, terms: Sequence[str], is_open: bool) -> str:
    place = one.sentence if one.sentence is not None else _telling(sentences, terms)
    known = next((sentence for sentence in sentences if sentence.position == place), None)
    quote = "" if known is None else f'<p class="cw-trends-quote">{to_html(known.text)}</p>'
    year = "" if paper.year is None else f' <span class="cw-trends-year">{paper.year}</span>'
    note = f' <span class="cw-trends-note">{to_html(one.note)}</span>' if one.note else ""
    return (
        f'<details class="cw-trends-card"{" open" if is_open else ""}><summary>'
        f'<span class="cw-trends-title">{to_html(paper.title)}</span>{year}{note}{quote}</summary>'
        f'<div class="cw-trends-inside">{_facts(paper)}{_abstract(paper, known)}</div></details>'
    )


def _telling(sentences: Sequence[Sentence], terms: Sequence[str]) -> int:
    """Return the position of the sentence that holds most of the terms, the first of several; the first without any."""
    best, most = 1, 0
    for sentence in sentences:
        held = sum(term.casefold() in sentence.text.casefold() for term in terms)
        if held > most:
            best, most = sentence.position, held
    return best


def _abstract(paper: Paper, sentence: Sentence | None) -> str:
    text = paper.abstract
    if sentence is None or text[sentence.start : sentence.end] != sentence.text:
        return f'<p class="cw-trends-abstract">{to_html(text)}</p>'
    marked = f"<mark>{to_html(sentence.text)}</mark>"
    return f'<p class="cw-trends-abstract">{to_html(text[: sentence.start])}{marked}{to_html(text[sentence.end :])}</p>'


def _facts(paper: Paper) -> str:
    authors = ", ".join(paper.authors[:MAX_AUTHORS])
    if len(paper.authors) > MAX_AUTHORS:
        authors += f" and {len(paper.authors) - MAX_AUTHORS} more"
    parts = [to_html(part) for part in (authors, str(paper.year or ""), paper.venue or "") if part]
    if paper.url:
        name = f"arXiv {paper.arxiv_id}" if paper.arxiv_id and "arxiv.org" in paper.url else "open the paper"
        parts += [link for link in (outside_link(paper.url, name),) if link]
    if paper.text_kind == "synopsis":
        parts.append(f'<span class="cw-synopsis">{to_html(SYNOPSIS_NOTE)}</span>')
    return f'<p class="cw-trends-facts">{" · ".join(parts)}</p>' if parts else ""


# Two sides, and what is new


def compared_html(compared: SideBySide) -> str:
    """Return a table of what differs, each number a way to its papers; grey what is not significant."""
    comparison = compared.comparison
    rows = []
    for number, item in enumerate(shown_items(comparison)):
        cells = "".join(
            _side_cell(f"side:{number}:{side}", ids, n_papers)
            for side, ids, n_papers in (
                (0, item.first_ids, comparison.n_first),
                (1, item.second_ids, comparison.n_second),
            )
        )
        note = "" if item.is_claimed else '<span class="cw-trends-note">not significant</span>'
        css = "" if item.is_claimed else ' class="cw-trends-unclaimed"'
        rows.append(
            f'<tr{css}><th scope="row">{to_html(item.label)} <span class="cw-trends-kind">{to_html(item.kind)}</span>'
            f"{note}</th>{cells}</tr>"
        )
    head = f"<th></th><th>{to_html(compared.first_name)}</th><th>{to_html(compared.second_name)}</th>"
    return (
        f'<div class="cw-trends-sides"><p class="cw-trends-text">{to_html(comparison_lead(compared))}</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _side_cell(code: str, ids: Sequence[str], n_papers: int) -> str:
    share = 100 * len(ids) / max(1, n_papers)
    number = _mark_link(code, f"{len(ids):,}", "cw-trends-number", f"Show {count(len(ids), 'paper')}") if ids else "0"
    bar = f'<span class="cw-trends-bar" style="width:{share:.1f}%"></span>'
    return f'<td><span class="cw-trends-share">{percentage(len(ids), n_papers)} ({number})</span>{bar}</td>'


def digest_html(digest: Digest | None, lead: str) -> str:
    """Return what came since the last visit, by theme."""
    html = f'<p class="cw-trends-text">{to_html(lead)}</p>'
    if digest is not None and digest.by_theme:
        items = "".join(
            f"<li>{to_html(name)}: "
            f"{_mark_link(f'new:{number}', count(len(ids), 'paper'), 'cw-trends-number', 'Show')}</li>"
            for number, (_, name, ids) in enumerate(digest.by_theme)
        )
        html += f"<ul>{items}</ul>"
    if digest is not None and digest.first_named:
        named = ", ".join(f"{value} ({kind})" for kind, value, _ in digest.first_named[:20])
        html += f'<p class="cw-trends-text">Named by no earlier paper: {to_html(named)}.</p>'
    return f'<div class="cw-trends-new">{html}</div>'
