"""What a sentence may say of a number: only what the statement of that number says of it."""

from dataclasses import replace

import pytest
from invented_papers import corpus_of, invented_papers

from assistant.trends.model_prose import PLACEHOLDER, resolved, statement_sources
from assistant.trends.prose_checks import check_sentence
from assistant.trends.prose_facts import Placeholder, facts_of
from assistant.trends.report import report_on
from assistant.trends.statements import Statement
from assistant.verification.check import Verifier
from retrieval.datatypes import Paper


def papers() -> list[Paper]:
    """Return 100 papers of 2020 with 10 on the moon, and 101 of 2023 with 80; every fifth releases a dataset."""
    early = invented_papers({"river": 90, "moon": 10}, years=[2020])
    known = {paper.paper_id for paper in early}
    late = invented_papers({"river": 111, "moon": 90}, years=[2023])
    both = early + [paper for paper in late if paper.paper_id not in known]
    return [
        replace(paper, abstract=f"{paper.abstract} We release a new dataset of it.") if number % 5 == 0 else paper
        for number, paper in enumerate(both)
    ]


STATEMENTS = report_on(corpus_of(papers())).statements
FACTS = facts_of(STATEMENTS)


def fact_on(words: str) -> str:
    return next(f"s{fact.number}" for fact in FACTS if words in fact.statement.text)


SHORT = {
    "all.": fact_on("This report is on") + ".",
    "themes.": fact_on("The papers fall into") + ".",
    "river.": fact_on("*River parsing*, with") + ".",
    "moon.": fact_on("*Moon mapping* holds") + ".",
    "data.": fact_on("make or release a dataset, ") + ".",
    "split.": fact_on("Compared are") + ".",
    "rise.": fact_on("*Moon mapping* rises") + ".",
    "fall.": fact_on("*River parsing* falls") + ".",
}


def faults_of(sentence: str) -> str:
    """Return the reasons against a sentence, in which the names of SHORT stand for the statements' numbers."""
    for name, number in SHORT.items():
        sentence = sentence.replace("{" + name, "{" + number)
    placeholders: list[Placeholder] = []
    for name in PLACEHOLDER.findall(sentence):
        found = resolved(name, FACTS)
        assert found is not None, name
        sentence = sentence.replace("{" + name + "}", f"{{{len(placeholders)}}}", 1)
        placeholders.append(found)
    sources = statement_sources(placeholders)
    verdict, reasons = check_sentence(sentence, placeholders, (), sources, FACTS, Verifier(None))
    assert (verdict == "consistent") == (not reasons)
    return "; ".join(reasons)


@pytest.mark.parametrize(
    "sentence",
    [
        "The collection comprises {all.n0} papers, {all.n1} of them from {all.fullest}.",
        "The {all.n0} papers fall into {themes.w0} broad themes.",
        "*River parsing* is the largest theme with {river.n0} papers, while *Moon mapping* holds {moon.n0}.",
        "*Moon mapping* accounts for {moon.n0} papers, or {moon.p0_1} of the collection.",
        "Datasets are released by {data.n0} of the {data.n1} papers, {data.n2} of them from {data.since} or later.",
        "Since {data.since}, {data.n2} of the {data.n1} papers have released a dataset.",
        "The share of papers on *Moon mapping* grew from {rise.p0_1} to {rise.p2_3}.",
        "*Moon mapping* rises from {rise.p0_1} among the papers up to {split.last} to {rise.p2_3} since {split.first}.",
        "*Moon mapping* rises from {rise.p0_1} to {rise.p2_3}, whereas *River parsing* declines from {fall.p0_1}.",
        "The {split.n0} papers up to {split.last} are compared with the {split.n1} papers since {split.first}.",
        "All {split.n2} themes, facets and terms that were looked at are taken into account.",
    ],
)
def test_what_a_statement_says_may_be_said_in_other_words(sentence: str) -> None:
    assert not faults_of(sentence)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("{data.n0} of {data.n1} papers are surveys.", "says “surveys”"),
        ("{data.n1} papers make or release a dataset.", "the whole, as a part"),
        ("{data.n2} of {data.n1} papers make or release a dataset.", "without its time, since 2023"),
        ("{data.n0} papers make or release a dataset, {data.n2} of them before {data.since}.", "says “before” 2023"),
        ("{data.n0} papers have released a dataset since {data.since}.", "to another time: since 2023"),
        ("*Moon mapping* is the largest theme, with {moon.n0} papers.", "says “largest”"),
        ("The largest are *River parsing* ({river.n0}) and *Moon mapping* ({moon.n0}).", "says “largest”"),
        ("*Moon mapping* is growing and holds {moon.n0} papers.", "says “growing”"),
        ("*Moon mapping* falls, holding {moon.n0} papers.", "says “falls”"),
        ("*Moon mapping* rises steadily from {rise.p0_1} to {rise.p2_3}.", "says “steadily”"),
        ("*Moon mapping* rises from {rise.p0_1} to {rise.p2_3} because of rivers.", "says “because”"),
        ("*Moon mapping* rises to {rise.p0_1}.", "exchanges before and after"),
        ("*Moon mapping* rises to {rise.n2} papers a year.", "says “year”"),
        ("*Moon mapping* holds {rise.n2} papers.", "without the change that it is of"),
        ("*Moon mapping* holds {moon.n0} papers since {split.first}.", "to another time: since 2023"),
        ("*Moon mapping* holds {moon.n0} themes.", "one of “themes”"),
        ("*Moon mapping* holds about {moon.n0} papers.", "rounds the number"),
        ("Most papers are on *Moon mapping* ({moon.n0}).", "says “most”"),
        ("The collection holds {themes.w0} papers.", "one of “papers”"),
        ("{split.n2} themes, facets and terms rise or fall.", "says “rise”"),
        ("{all.n1} of the {all.n0} papers are not from {all.fullest}.", "says “not”"),
    ],
)
def test_what_a_statement_does_not_say_of_its_number_is_named(sentence: str, reason: str) -> None:
    assert reason in faults_of(sentence)


def test_a_no_stays_a_no() -> None:
    statement = Statement(
        "computed",
        "No model is named by several of the {n0} papers since {first} and by none before.",
        {"first": "2023"},
        FACTS[0].statement.computations[1:2],
    )
    facts = facts_of([statement])
    first = resolved("s1.n0", facts), resolved("s1.first", facts)
    placeholders = [one for one in first if one is not None]

    def verdict(sentence: str) -> str:
        return check_sentence(sentence, placeholders, (), statement_sources(placeholders), facts, Verifier(None))[0]

    assert verdict("Among the {0} papers since {1}, no model is named by several and by none before.") == "consistent"
    assert verdict("Several of the {0} papers since {1} name a model, and none before.") == "mismatch"
    assert verdict("Of the {0} papers since {1}, several name a model that none named before.") == "mismatch"


def test_a_statement_without_numbers_may_be_said_whole() -> None:
    silent = Statement("computed", "No theme changes its share so clearly.", {}, FACTS[0].statement.computations)
    counted = next(one for one in STATEMENTS if one.text.startswith("Compared are"))
    facts = facts_of([counted, silent])
    placeholders = [one for one in (resolved("s1.n0", facts), resolved("s1.last", facts)) if one is not None]
    sources = statement_sources(placeholders)
    whole = "Beside the {0} papers up to {1}, no theme changes its share clearly."
    turned = "Beside the {0} papers up to {1}, the theme changes its share clearly."
    assert (
        check_sentence(whole.replace("Beside", "Among"), placeholders, (), sources, facts, Verifier(None))[0]
        != "mismatch"
    )
    assert (
        check_sentence(turned.replace("Beside", "Among"), placeholders, (), sources, facts, Verifier(None))[0]
        == "mismatch"
    )
