"""A saved report beside its papers: whatever is written into it by hand is named."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from invented_papers import corpus_of, invented_papers
from scripted_server import MODEL, ScriptedServer

from assistant.settings import Settings
from assistant.trends.corpus import TrendCorpus
from assistant.trends.model_prose import write_with_model
from assistant.trends.report import Report, Selection, report_on
from assistant.trends.report_check import CHANGED, Comparison, compare_with_papers
from assistant.trends.report_json import report_to_record
from assistant.verification.check import Verifier
from assistant.writing.model_server import chat_model_from
from retrieval.tokens import TokenCounter

EARLY = invented_papers({"river": 90, "moon": 10}, years=[2020])
KNOWN = {paper.paper_id for paper in EARLY}
LATE = [one for one in invented_papers({"river": 110, "moon": 90}, years=[2023]) if one.paper_id not in KNOWN]
CORPUS = corpus_of(EARLY + LATE)
REPORT = report_on(CORPUS)

Record = dict[str, Any]


def record_of(report: Report) -> Record:
    return dict(json.loads(json.dumps(report_to_record(report))))


def compared(record: Record, corpus: TrendCorpus = CORPUS) -> Comparison:
    return compare_with_papers(record, corpus, Selection(), Verifier(None))


def found(record: Record, text: str) -> Record:
    statements = [item for section in record["sections"] for item in section["statements"]]
    return next(item for item in statements if text in item["text"])


def exchange(item: Record, name: str, old: str, new: str) -> None:
    """Change what a statement prints and the word that it prints it from."""
    item["words"][name] = item["words"][name].replace(old, new)
    item["text"] = item["text"].replace(old, new)


def another_verb(record: Record) -> None:
    exchange(found(record, "*River parsing* falls"), "verb", "falls", "rises")


def another_name(record: Record) -> None:
    exchange(found(record, "*Moon mapping* rises"), "label", "Moon mapping", "Quantum dough")


def another_span(record: Record) -> None:
    exchange(found(record, "This report is on"), "span", "2020–", "1950–")


def another_quote(record: Record) -> None:
    item = found(record, "For example")
    exchange(item, "quote", item["words"]["quote"], "Rivers need no parsing.")


def a_quote_of_nobody(record: Record) -> None:
    item = found(record, "For example")
    item |= {"quotations": [], "words": {}, "template": "Rivers are dry. [1.1]", "text": "Rivers are dry. [1.1]"}


def another_paper(record: Record) -> None:
    for item in (item for section in record["sections"] for item in section["statements"]):
        for quotation in item["quotations"]:
            item["text"] = item["text"].replace(f"[{quotation['paper']}.", "[7.")
            quotation["paper"] = 7


def another_title(record: Record) -> None:
    record["cited"][0][1] = "Somebody else's paper"


def another_share(record: Record) -> None:
    record["changes"][0]["share_late"] = 0.99


def no_totals(record: Record) -> None:
    record["totals"] = []


def other_theme_names(record: Record) -> None:
    one, other = record["themes"]["themes"][:2]
    one["name"], other["name"] = other["name"], one["name"]


def no_change(record: Record) -> None:
    found(record, "*Moon mapping* rises")["change"] = None


def an_overview(record: Record) -> None:
    text = "Rivers are dying out, as all papers say."
    item: Record = {"text": text, "template": text, "kind": "claim", "words": {}, "quotations": [], "computations": []}
    item |= {"change": None, "phrased_by": "mossLM", "verdict": "consistent", "reasons": []}
    record["sections"].append({"heading": "Overview", "statements": [item]})


def a_framing(record: Record) -> None:
    an_overview(record)
    record["sections"][-1]["statements"][0] |= {"kind": "framing", "verdict": None}


def a_statement_left_out(record: Record) -> None:
    record["sections"][-1]["statements"].pop()


FORGERIES: list[Callable[[Record], None]] = [
    another_verb,
    another_name,
    another_span,
    another_quote,
    a_quote_of_nobody,
    another_paper,
    another_title,
    another_share,
    no_totals,
    other_theme_names,
    no_change,
    an_overview,
    a_framing,
    a_statement_left_out,
]


def test_a_report_as_it_was_written_holds() -> None:
    assert compared(record_of(REPORT)) == Comparison((), (), ())


@pytest.mark.parametrize("forge", FORGERIES)
def test_what_is_written_into_a_report_by_hand_is_named(forge: Callable[[Record], None]) -> None:
    record = record_of(REPORT)
    forge(record)
    outcome = compared(record)
    assert outcome.changes or outcome.fields


@pytest.mark.parametrize("forge", [another_verb, another_quote, a_quote_of_nobody, another_title, an_overview])
def test_words_are_compared_where_the_collection_has_changed_too(forge: Callable[[Record], None]) -> None:
    record = {**record_of(REPORT), "revision": 7}
    outcome = compared(record)
    assert (outcome.changes, outcome.fields) == ((), ())
    assert CHANGED in outcome.notes
    forge(record)
    outcome = compared(record)
    assert outcome.changes or outcome.fields


def test_a_changed_word_is_told_beside_what_stands_there_now() -> None:
    record = record_of(REPORT)
    another_verb(record)
    (change,) = compared(record).changes
    assert "*River parsing* rises" in change.before
    assert "*River parsing* falls" in change.now
    assert change.reasons == ("is written otherwise now: text, words",)


def written(server: ScriptedServer, page: str) -> Record:
    """Return the report with an overview that a model wrote."""
    server.enqueue(*["No."] * len(REPORT.themes.broad), page, page)
    own = Settings.model_validate({"openai_base_url": server.base_url, "model": MODEL, "model_max_retries": 0})
    model = chat_model_from(own)
    return record_of(write_with_model(REPORT, CORPUS, model, own, Verifier(None), TokenCounter.estimating()))


def test_the_sentences_of_a_model_are_put_to_their_check_again(scripted_server: ScriptedServer) -> None:
    page = "The collection holds {s1.n0} papers. They fall into {s2.w0} themes. It is the best of all."
    record = written(scripted_server, page)
    assert compared(record) == Comparison((), (), ())
    item = found(record, "The collection holds")
    item["template"] = item["template"].replace("The collection holds", "The best collection holds")
    item["text"] = item["text"].replace("The collection holds", "The best collection holds")
    (change,) = compared(record).changes
    assert "is mismatch now: says “best”" in change.reasons[0]


def test_a_number_of_a_model_that_names_no_statement_is_told(scripted_server: ScriptedServer) -> None:
    record = written(scripted_server, "The collection holds {s1.n0} papers.")
    found(record, "The collection holds")["placeholders"] = []
    (change,) = compared(record).changes
    assert change.reasons == ("does not say which statements its numbers are of",)
