"""A saved report beside the one that is written anew from its papers: what of it is not what these papers give.

Counting anew tells which numbers changed. This tells the rest: words, quotations, kinds, verdicts, what was added or
left out. A model's sentences are put to their check again.
"""

import json
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.trends.corpus import TrendCorpus
from assistant.trends.model_prose import framing, resolved, statement_sources
from assistant.trends.prose_checks import check_sentence
from assistant.trends.prose_facts import Fact, facts_of
from assistant.trends.report import RefinedThemes, Report, Selection, report_on
from assistant.trends.report_json import (
    FOR_PLOTS,
    named_papers,
    recompute_on,
    report_to_record,
    themes_from_json,
    whole_record,
)
from assistant.trends.statements import Statement, StatementChange, statement_from_json
from assistant.trends.theme_shelf import telling_of_carried
from assistant.trends.themes import Themes
from assistant.verification.check import Source, Verifier

PRINTED = ("text", "kind", "template", "words", "computations", "quotations", "change", "verdict", "reasons")
NEARLY = 1e-3
"""By how much numbers of plots may differ, as another machine reckons them."""
ON_MODEL_THEMES = re.compile(r"The themes are named by \{model\} from |Shown \{n\} papers, \{model\} puts them into ")
"""How citewell begins to tell what a model did to the themes."""
PLAIN_VALUE = re.compile(r"[\d.,]+|[\w./:@+ -]{1,80}")
CHANGED = "The collection has changed since, so its numbers were counted anew and its sentences looked up."
THEMES_TAKEN = "Its themes were {how}: their names and papers are taken from the report."


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a report says that its papers do not give: statements, other fields, and what could not be compared."""

    changes: tuple[StatementChange, ...]
    fields: tuple[str, ...]
    notes: tuple[str, ...]


def compare_with_papers(
    record: Mapping[str, Any], corpus: TrendCorpus, selection: Selection, verifier: Verifier
) -> Comparison:
    """Return how a saved report differs from what is written now of the papers that it asks for.

    Raises KeyError, IndexError or TypeError for a damaged one.
    """
    whole = whole_record(record)
    saved = [item for section in whole["sections"] for item in section["statements"]]
    headings = [section["heading"] for section in whole["sections"] for _ in section["statements"]]
    statements = [statement_from_json(item) for item in saved]
    themes = themes_from_json(whole["themes"])
    is_unchanged = whole["revision"] == corpus.revision
    on_themes = tuple(one for one in statements if _tells_of_model_themes(one))
    takes_themes = not is_unchanged or themes.carried_on or bool(on_themes)
    now = _written_now(whole, corpus, selection, themes if takes_themes else None, on_themes)
    if themes.carried_on:
        now = _told_as_carried(now, statements)
    of_model = {place for place, one in enumerate(statements) if one.phrased_by and one not in on_themes}
    own = [place for place in range(len(saved)) if place not in of_model]
    changes = {change.number: change for change in recompute_on(whole, corpus)}

    def tell(place: int, now_reads: str, reason: str) -> None:
        known = changes.get(place + 1) or StatementChange(
            place + 1, saved[place]["text"], saved[place]["text"], (), (), ()
        )
        reads = now_reads if known.now == known.before else known.now
        changes[place + 1] = replace(known, now=reads, reasons=(*known.reasons, reason))

    written = whole_record(_plain(report_to_record(now)))
    expected = [
        {**item, "heading": section["heading"]} for section in written["sections"] for item in section["statements"]
    ]
    kept = [{**saved[place], "heading": headings[place]} for place in own]
    missing = _compare_statements(kept, own, expected, is_unchanged, set(changes), tell)
    facts = facts_of([statements[place] for place in own])
    for place in sorted(of_model):
        for reason in _model_faults(statements[place], facts, corpus, verifier):
            tell(place, saved[place]["text"], reason)
    fields = [f"left out: {text}" for text in missing]
    fields += _other_fields(record, now, is_unchanged, takes_themes)
    return Comparison(
        tuple(changes[number] for number in sorted(changes)),
        tuple(fields),
        tuple(_notes(is_unchanged, themes, bool(on_themes))),
    )


def _written_now(
    whole: Mapping[str, Any],
    corpus: TrendCorpus,
    selection: Selection,
    themes: Themes | None,
    on_themes: Sequence[Statement],
) -> Report:
    """Return the report as it is written now, on themes that are given or found anew."""

    def kept(_: TrendCorpus, found: Themes) -> RefinedThemes:
        return RefinedThemes(found if themes is None else themes, tuple(on_themes))

    return report_on(corpus, selection, whole["by"], whole["since"], whole["until"], refine=kept)


def _tells_of_model_themes(statement: Statement) -> bool:
    """Say whether this is citewell's own sentence on what a model did to the themes."""
    values = [*statement.words.values(), statement.phrased_by]
    return (
        statement.kind == "framing"
        and bool(statement.phrased_by)
        and ON_MODEL_THEMES.match(statement.template) is not None
        and statement.words.get("model") == statement.phrased_by
        and all(PLAIN_VALUE.fullmatch(value) for value in values)
    )


def _told_as_carried(report: Report, statements: Sequence[Statement]) -> Report:
    earlier = next((one.words["earlier"] for one in statements if set(one.words) == {"earlier"}), "0")
    return telling_of_carried(report, int(earlier.replace(",", "")))


def _notes(is_unchanged: bool, themes: Themes, are_named: bool) -> list[str]:
    notes = [] if is_unchanged else [CHANGED]
    how = [
        how for holds, how in ((themes.carried_on, "carried on"), (are_named, "named or placed by a model")) if holds
    ]
    return notes + [THEMES_TAKEN.format(how=" and ".join(how))] * bool(how)


# Statements


def _compare_statements(
    kept: Sequence[Mapping[str, Any]],
    places: Sequence[int],
    expected: Sequence[Mapping[str, Any]],
    is_unchanged: bool,
    counted: set[int],
    tell: Any,
) -> list[str]:
    """Tell of each statement that is not written so now; return the texts of those that are missing.

    Where the collection has changed, only words are compared: a quotation that stands may give way to another.
    """
    if is_unchanged:
        for place, own, now in zip(places, kept, expected, strict=False):
            different = [name for name in (*PRINTED, "heading") if not _alike(own.get(name), now.get(name))]
            if different and not (different == ["computations"] and place + 1 in counted):
                tell(place, now["text"], f"is written otherwise now: {', '.join(different)}")
        for place, own in list(zip(places, kept, strict=True))[len(expected) :]:
            tell(place, own["text"], "is not written of these papers")
        return [now["text"] for now in expected[len(kept) :]]
    texts = {now["text"] for now in expected}
    quoting = {now["template"] for now in expected if now["kind"] == "quote"} | {"“{quote}” {m0}"}
    for place, own in zip(places, kept, strict=True):
        quotes = [quotation["quote"] for quotation in own["quotations"]]
        is_quote = own["kind"] == "quote" and own["template"] in quoting and list(own["words"].values()) == quotes
        if place + 1 not in counted and not is_quote and own["text"] not in texts:
            tell(place, own["text"], "is not written of these papers")
    return []


def _alike(one: Any, other: Any) -> bool:
    """Say whether plain values are equal, numbers nearly."""
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, (int, float)) and isinstance(other, (int, float))
        return numbers and abs(one - other) <= NEARLY * max(1.0, abs(one), abs(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(record)))


# A model's sentences


def _model_faults(statement: Statement, facts: Sequence[Fact], corpus: TrendCorpus, verifier: Verifier) -> list[str]:
    """Return what is wrong with a sentence that a model is said to have written."""
    if statement.kind == "framing":
        return [] if statement == framing(statement.phrased_by) else ["is no sentence that citewell writes"]
    if statement.fails:
        return []
    placeholders = [resolved(name, facts) for name in statement.placeholders]
    template, n_places = "", 0
    for literal, name, _, _ in string.Formatter().parse(statement.template):
        template += literal.replace("{", "{{").replace("}", "}}")
        if name and not re.fullmatch(r"m\d+", name):
            template += f"{{{n_places}}}"
            n_places += 1
    known = [one for one in placeholders if one is not None]
    if len(known) < len(placeholders) or n_places != len(known):
        return ["does not say which statements its numbers are of"]
    markers = "".join(quotation.marker for quotation in statement.quotations)
    template = template.rstrip()
    text = template.format(*(one.value for one in known))
    faults = []
    if (f"{text} {markers}" if markers else text) != statement.sentence:
        faults.append("is not what its statements give")
    behind = [item for one in known for item in one.fact.statement.computations]
    if any(item not in behind for item in statement.computations):
        faults.append("names queries that its statements do not rest on")
    if statement.kind != ("claim" if statement.quotations or not statement.computations else "computed"):
        faults.append(f"is no {statement.kind} sentence")
    sources = [*statement_sources(known), *_cited(statement, corpus)]
    quotes = [quotation.quote for quotation in statement.quotations]
    verdict, reasons = check_sentence(template, known, quotes, sources, facts, verifier)
    if verdict != statement.verdict:
        faults.append(f"is {verdict} now: {'; '.join(reasons)}" if reasons else f"is {verdict} now")
    return faults


def _cited(statement: Statement, corpus: TrendCorpus) -> list[Source]:
    sources = []
    for paper_id in dict.fromkeys(one.paper_id for one in statement.quotations if one.paper_id in corpus.places):
        paper = corpus.papers[corpus.places[paper_id]]
        cited = {one.sentence for one in statement.quotations if one.paper_id == paper_id}
        sentences = corpus.sentences.get(paper_id, ())
        sources.append(
            Source(
                paper.title,
                tuple(item.text for item in sentences if item.position in cited),
                tuple(item.text for item in sentences if item.position not in cited),
                paper.authors,
                paper.year,
            )
        )
    return sources


# What is no statement


def _other_fields(record: Mapping[str, Any], now: Report, is_unchanged: bool, takes_themes: bool) -> list[str]:
    """Return what else a report shows that its papers do not give: cited titles, and what plots are drawn from."""
    titles = dict(now.cited)
    faults = []
    numbers: dict[int, str] = {}
    cited = record.get("cited")
    for section in record["sections"]:
        for statement in section["statements"]:
            for quotation in statement["quotations"]:
                own = numbers.setdefault(quotation["paper"], quotation["paper_id"])
                if own != quotation["paper_id"]:
                    faults.append(f"[{quotation['paper']}] names two papers: {own} and {quotation['paper_id']}")
    if cited is not None:
        faults += [
            f"[{number}] is {paper_id}, listed is another paper"
            for number, paper_id in sorted(numbers.items())
            if not 0 < number <= len(cited) or cited[number - 1][0] != paper_id
        ]
        faults += [
            f"“{title}” is not the title of {paper_id}"
            for paper_id, title in cited
            if titles.get(paper_id, title) != title
        ]
    if not is_unchanged:
        return faults
    whole = named_papers(dict(record), record["papers"])
    fresh = _plain(report_to_record(now))
    fresh = named_papers(fresh, fresh["papers"])
    compared = ["n_papers", "n_in_collection", "selection", *sorted(FOR_PLOTS - {"cited"})]
    compared += [] if takes_themes else ["themes"]
    different = [name for name in compared if name in whole and not _alike(whole[name], fresh[name])]
    return faults + [f"{name}: is not what these papers give" for name in different]
