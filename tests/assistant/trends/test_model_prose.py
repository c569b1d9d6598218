"""An overview by a model, asked over real HTTP: what it may phrase, what is struck out, what stays where it fails."""

import pytest
from invented_papers import corpus_of, invented_papers, saved
from scripted_server import INTERNAL_ERROR, MODEL, Reply, ScriptedServer

from assistant.settings import Settings
from assistant.trends.corpus import TrendCorpus
from assistant.trends.model_prose import HEADING, write_with_model
from assistant.trends.report import Report, report_on, report_to_markdown
from assistant.trends.report_json import recompute_on
from assistant.trends.statements import Statement
from assistant.verification.check import Verifier
from assistant.writing.model_server import chat_model_from
from retrieval.tokens import TokenCounter

CORPUS = corpus_of(invented_papers({"river": 9, "moon": 6}))
REPORT = report_on(CORPUS)
"""s1: 15 papers in all. s2: no dates. s3: two themes. s4: River parsing holds 9 (60 %). s5: Moon mapping holds 6."""

SUMMARY = "River parsing turns water levels into sentence trees [1.2]."


def written(
    server: ScriptedServer,
    *pages: str | Reply,
    report: Report = REPORT,
    corpus: TrendCorpus = CORPUS,
    **settings: object,
) -> Report:
    """Return the report with an overview out of these replies, after one request per theme that says SUMMARY."""
    server.enqueue(*[SUMMARY] * len(report.themes.broad), *pages)
    values = {"openai_base_url": server.base_url, "model": MODEL, "model_max_retries": 0, **settings}
    own = Settings.model_validate(values)
    return write_with_model(report, corpus, chat_model_from(own), own, Verifier(None), TokenCounter.estimating())


def overview(report: Report) -> list[Statement]:
    """Return what the model wrote, without the sentence that says so."""
    section = next(section for section in report.sections if section.heading == HEADING)
    assert section.statements[0].kind == "framing"
    return list(section.statements[1:])


def test_the_report_begins_with_the_themes_that_these_tests_name() -> None:
    texts = [statement.text for statement in REPORT.statements if statement.kind == "computed"]
    assert "The papers fall into two themes" in texts[2]
    assert "*River parsing*, with 9 papers (60 %)" in texts[3]
    assert "*Moon mapping* holds 6 papers (40 %)" in texts[4]


def test_placeholders_are_filled_with_the_numbers_of_their_queries(scripted_server: ScriptedServer) -> None:
    report = written(scripted_server, "*River parsing* is the largest theme, with {s4.n0} papers ({s4.p0_1}).")
    [statement] = overview(report)
    assert statement.text == "*River parsing* is the largest theme, with 9 papers (60 %)."
    assert (statement.kind, statement.verdict, statement.phrased_by) == ("computed", "consistent", MODEL)
    assert [(item.name, item.value) for item in statement.computations] == [("papers_of_theme", 9), ("papers", 15)]


def test_a_percent_sign_behind_a_percentage_is_not_doubled(scripted_server: ScriptedServer) -> None:
    [statement] = overview(written(scripted_server, "*River parsing* holds {s4.p0_1}% of the papers."))
    assert statement.text == "*River parsing* holds 60 % of the papers."


def test_the_paragraphs_of_the_page_stay_apart(scripted_server: ScriptedServer) -> None:
    first, second = "*River parsing* holds {s4.n0} papers.", "*Moon mapping* holds {s5.n0} papers."
    report = written(scripted_server, f"{first}\n\n{second}")
    texts = [[statement.text for statement in section.statements] for section in report.sections]
    assert texts[1][1:] == ["*River parsing* holds 9 papers."]
    assert texts[2] == ["*Moon mapping* holds 6 papers."]
    assert "papers.\n\n*Moon mapping*" in report_to_markdown(report)


def test_a_year_is_a_placeholder_too_and_keeps_the_query_it_comes_from(scripted_server: ScriptedServer) -> None:
    corpus = corpus_of(invented_papers({"river": 9, "moon": 6}, years=[2020, 2021, 2021]))
    page = "Of the {s1.n0} papers, {s1.n1} are from {s1.fullest}."
    [statement] = overview(written(scripted_server, page, report=report_on(corpus), corpus=corpus))
    assert statement.text == "Of the 15 papers, 10 are from 2021."
    assert [item.value for item in statement.computations] == [15, 10]


def test_a_cited_sentence_quotes_its_paper_and_joins_the_papers_of_the_report(scripted_server: ScriptedServer) -> None:
    report = written(scripted_server, "River parsing turns water levels into sentence trees [1.2].")
    [statement] = overview(report)
    assert (statement.kind, statement.verdict) == ("claim", "quoted")
    [quotation] = statement.quotations
    assert report.cited[quotation.paper - 1][0] == quotation.paper_id
    assert CORPUS.sentence(quotation.paper_id, quotation.sentence) == quotation.quote
    assert statement.text.endswith(f"[{quotation.paper}.2]")


def test_all_that_is_computed_stays_beneath_the_overview(scripted_server: ScriptedServer) -> None:
    report = written(scripted_server, "The collection holds {s1.n0} papers.")
    assert [section.heading for section in report.sections][:3] == ["", HEADING, "Themes"]
    assert [section for section in report.sections if section.heading != HEADING] == list(REPORT.sections)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("*River parsing* holds 9 papers of {s1.n0}.", "writes '9"),
        ("*River parsing* holds nine of the {s1.n0} papers.", "writes 'nine"),
        ("The majority of the {s1.n0} papers parse rivers.", "reckons “majority”"),
        ("*River parsing* holds {s5.n0} papers.", "gives the number 6 of “Moon mapping” to “River"),
        ("{s5.n0} papers are of one kind.", "takes the number 6 of “Moon mapping” without naming it"),
        ("*Moon mapping*, unlike *River parsing*, holds {s5.n0} papers.", "gives the number 6 of “Moon mapping”"),
        ("*Moon mapping* holds {s4.n0} papers, unlike *River parsing*.", "to “Moon mapping”"),
        ("*Moon mapping* holds {s9.n4} papers.", "{s9.n4} is no placeholder"),
        ("*Moon mapping* holds {s5.n7} papers.", "{s5.n7} is no placeholder"),
        ("River parsing turns water levels into sentence trees [1.99].", "[1.99] names nothing"),
        ("River parsing turns water levels into sentence trees [77.1].", "[77.1] names nothing"),
        ("River parsing by Wexford turns water levels into sentence trees [1.2].", "Wexford"),
        ("River parsing turns 12 water levels into sentence trees [1.2].", "12"),
        ("*River parsing* holds 9 papers.", "rests on no statement and cites nothing"),
        ("Everyone should read these papers.", "rests on no statement and cites nothing"),
    ],
)
def test_what_the_model_invents_is_struck_out_with_its_reason(
    scripted_server: ScriptedServer, sentence: str, reason: str
) -> None:
    page = f"The collection holds {{s1.n0}} papers. {sentence}"
    good, bad = overview(written(scripted_server, page, page))
    assert not good.fails
    assert bad.fails
    assert reason in "; ".join(bad.reasons)
    assert bad.text.startswith("~~")


def test_markup_and_braces_are_text(scripted_server: ScriptedServer) -> None:
    page = "The collection holds {s1.n0} papers. Obey {this} <b>now</b>."
    _, bad = overview(written(scripted_server, page, page))
    assert bad.sentence == "Obey {this} <b>now</b>."


def test_a_failing_sentence_is_repaired_once_with_its_fault_named(scripted_server: ScriptedServer) -> None:
    report = written(
        scripted_server,
        "The collection holds {s1.n0} papers. *Moon mapping* holds 6 papers.",
        "The collection holds {s1.n0} papers. *Moon mapping* holds {s5.n0} papers.",
    )
    assert [statement.text for statement in overview(report)] == [
        "The collection holds 15 papers.",
        "*Moon mapping* holds 6 papers.",
    ]
    asked = scripted_server.chat_requests[-1].json["messages"][-1]["content"]
    assert "- “*Moon mapping* holds 6 papers.”: it rests on no statement and cites nothing" in asked
    assert "The collection holds {s1.n0} papers." in asked


def test_a_repair_that_only_leaves_out_what_held_is_not_taken(scripted_server: ScriptedServer) -> None:
    first = "The collection holds {s1.n0} papers. *Moon mapping* holds 6 papers."
    report = written(scripted_server, first, "I am sorry.")
    assert overview(report)[0].text == "The collection holds 15 papers."


def test_a_repair_that_fails_leaves_the_draft_with_a_notice(scripted_server: ScriptedServer) -> None:
    report = written(scripted_server, "The collection holds {s1.n0} papers. It is 12.", INTERNAL_ERROR)
    assert [statement.fails for statement in overview(report)] == [False, True]
    assert "could not be repaired" in report.notices[0]


@pytest.mark.parametrize("page", ["Bananas are yellow.", '{"error": "nonsense"}', "", "### Themes"])
def test_a_page_of_which_nothing_holds_is_left_out_with_a_notice(scripted_server: ScriptedServer, page: str) -> None:
    report = written(scripted_server, page, page)
    assert report.sections == REPORT.sections
    assert len(report.notices) == 1


@pytest.mark.parametrize("fault", [INTERNAL_ERROR, Reply("cut", drop_after=1), Reply.html()])
def test_where_the_server_fails_the_computed_report_stays_with_a_notice(
    scripted_server: ScriptedServer, fault: Reply
) -> None:
    report = written(scripted_server, fault)
    assert report.sections == REPORT.sections
    assert "since the model failed" in report.notices[0]
    assert scripted_server.address in report.notices[0]


def test_a_server_that_fails_at_the_first_theme_is_told_too(scripted_server: ScriptedServer) -> None:
    scripted_server.always = INTERNAL_ERROR
    own = Settings.model_validate({"openai_base_url": scripted_server.base_url, "model": MODEL, "model_max_retries": 0})
    report = write_with_model(REPORT, CORPUS, chat_model_from(own), own, Verifier(None), TokenCounter.estimating())
    assert report.sections == REPORT.sections
    assert len(report.notices) == 1


def test_an_end_that_was_cut_off_is_left_out(scripted_server: ScriptedServer) -> None:
    page = Reply("The collection holds {s1.n0} papers. *Moon mapping* is on the", finish_reason="length")
    assert [statement.text for statement in overview(written(scripted_server, page))] == [
        "The collection holds 15 papers."
    ]


def test_summaries_that_do_not_hold_are_not_handed_on(scripted_server: ScriptedServer) -> None:
    scripted_server.enqueue(*["Rivers hold 900 fish [1.2]. River parsing is easy."] * 2)
    written(scripted_server)  # the page is one of its summaries
    asked = scripted_server.chat_requests[2].json["messages"][-1]["content"]
    assert "<summaries>\n</summaries>" in asked


def test_the_page_is_asked_for_with_placeholders_and_the_summaries_that_hold(scripted_server: ScriptedServer) -> None:
    written(scripted_server, "The collection holds {s1.n0} papers.")
    asked = scripted_server.chat_requests[2].json["messages"][-1]["content"]
    assert "s5: *Moon mapping* holds {s5.n0} papers ({s5.p0_1}).\n  where n0 = 6; p0_1 = 40 %" in asked
    assert "River parsing: River parsing turns water levels into sentence trees. [1.2]\n</summaries>" in asked


def test_a_small_context_shows_fewer_papers_and_statements(scripted_server: ScriptedServer) -> None:
    written(scripted_server, "Hm.", "Hm.", max_context_tokens=1_500, max_reply_tokens=100)
    counter = TokenCounter.estimating()
    for request in scripted_server.chat_requests:
        assert sum(counter.count(message["content"]) for message in request.json["messages"]) * 1.1 <= 1_400


def test_a_context_in_which_nothing_fits_is_told(scripted_server: ScriptedServer) -> None:
    report = written(scripted_server, max_context_tokens=1_000, max_reply_tokens=900)
    assert "context of the model is too small" in report.notices[0]
    assert scripted_server.chat_requests == []


def test_a_written_report_recomputes_and_names_what_a_lost_paper_changes(scripted_server: ScriptedServer) -> None:
    report = written(scripted_server, f"*Moon mapping* holds {{s5.n0}} papers. {SUMMARY}")
    record = saved(report)
    assert recompute_on(record, CORPUS) == []
    quoted = overview(report)[1].quotations[0].paper_id
    fewer = CORPUS.subset([one for one in CORPUS.paper_ids if one not in ("moon-000", quoted)])
    changed = {change.before: change for change in recompute_on(record, fewer)}
    assert changed["*Moon mapping* holds 6 papers."].now == "*Moon mapping* holds 5 papers."
    assert any("no longer there" in reason for change in changed.values() for reason in change.reasons)


def test_a_rise_told_as_a_fall_or_turned_round_is_struck_out(scripted_server: ScriptedServer) -> None:
    early = invented_papers({"river": 90, "moon": 10}, years=[2020])
    known = {paper.paper_id for paper in early}
    late = [one for one in invented_papers({"river": 110, "moon": 90}, years=[2023]) if one.paper_id not in known]
    corpus = corpus_of(early + late)
    report = report_on(corpus)
    computed = [statement for statement in report.statements if statement.kind == "computed"]
    number = next(place for place, one in enumerate(computed, 1) if "*Moon mapping* rises" in one.text)
    first, last = f"{{s{number}.p0_1}}", f"{{s{number}.p2_3}}"
    page = (
        f"*Moon mapping* rises from {first} to {last}. *Moon mapping* falls from {first} to {last}."
        f" *Moon mapping* rises from {last} to {first}."
    )
    good, contrary, exchanged = overview(written(scripted_server, page, page, report=report, corpus=corpus))
    assert good.text == "*Moon mapping* rises from 10 % to 80 %."
    assert good.change is not None
    assert "turns round" in "; ".join(contrary.reasons)
    assert "exchanges before and after" in "; ".join(exchanged.reasons)


@pytest.mark.parametrize(
    "sentence",
    [
        "*River parsing* holds {s4.n0} papers and *Moon mapping* {s5.n0}.",
        "Of the papers, {s4.n0} are on *River parsing* and {s5.n0} on *Moon mapping*.",
        "*River parsing* holds {s4.n0} papers, and {s5.n0} papers are on *Moon mapping*.",
    ],
)
def test_a_number_goes_with_what_is_named_before_it_or_behind_it(
    scripted_server: ScriptedServer, sentence: str
) -> None:
    [good] = overview(written(scripted_server, sentence))
    assert not good.fails


def test_numbers_that_change_places_within_a_sentence_are_struck_out(scripted_server: ScriptedServer) -> None:
    page = "*River parsing* holds {s5.n0} papers and *Moon mapping* {s4.n0}. The collection holds {s1.n0} papers."
    bad, good = overview(written(scripted_server, page, page))
    assert bad.fails
    assert not good.fails


def test_the_text_forms_show_what_failed_struck_out(scripted_server: ScriptedServer) -> None:
    page = "The collection holds {s1.n0} papers. *Moon mapping* holds 6 papers."
    text = report_to_markdown(written(scripted_server, page, page))
    assert "~~*Moon mapping* holds 6 papers.~~ (uncited: it rests on no statement and cites nothing)" in text
