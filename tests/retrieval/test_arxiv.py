"""Abstracts from arXiv: what is asked, how fast, what an answer means, and what a library holds afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from scripted_arxiv import BROKEN, BUSY, EMPTY, ArxivPaper, Fault, ScriptedArxiv
from small_library import COLLECTION, HARBOUR, LANTERN, Stack

from retrieval.arxiv import MAX_ATTEMPTS, WITHDRAWAL, WITHDRAWAL_IN_COMMENT, ArxivClient, ArxivProblem
from retrieval.datatypes import Paper
from retrieval.errors import ArxivError, LibraryError
from retrieval.fetching import FetchReport, fetch, one_fetch_at_a_time
from retrieval.ingest import store_paper

SYNOPSIS = {**LANTERN, "text_kind": "synopsis", "abstract": "Lantern annotates sentences in 14 river languages."}
ABSTRACT = "We light lanterns along 14 rivers.\nParsers that follow them\ngain 3.1 points."
PAPER = ArxivPaper("2101.00001", "Lantern: A Treebank\n  of River Languages", ABSTRACT)
KITES = ArxivPaper("2202.00002", "Kites over Corpora", "We fly kites over corpora. They see 90\\% of the words.")
SEEDS = ArxivPaper("cs/0301012", "Seeds of Grammar", "Grammars grow from seeds. We plant twelve.")


@pytest.fixture
def arxiv() -> Iterator[ScriptedArxiv]:
    with ScriptedArxiv(PAPER, KITES, SEEDS) as server:
        yield server


@pytest.fixture
def client(arxiv: ScriptedArxiv) -> Iterator[ArxivClient]:
    with ArxivClient(arxiv.url, pause_seconds=0) as opened:
        yield opened


def the_paper(client: ArxivClient, arxiv_id: str = PAPER.arxiv_id) -> Paper:
    [record] = client.ask([arxiv_id]).records
    return record.paper


def the_problem(client: ArxivClient, arxiv_id: str = PAPER.arxiv_id) -> ArxivProblem:
    answer = client.ask([arxiv_id])
    assert not answer.records
    [problem] = answer.problems
    return problem


def fetch_into(
    stack: Stack, client: ArxivClient, ids: list[str] | None = None, source: str = COLLECTION
) -> FetchReport:
    return fetch(stack.library, source, COLLECTION, ids, client, stack.embedder)


def stored(stack: Stack, paper_id: str) -> Paper:
    paper = stack.library.paper(COLLECTION, paper_id)
    assert paper is not None
    return paper


# What an entry says


def test_title_and_abstract_come_on_one_line_and_without_markup(client: ArxivClient) -> None:
    assert the_paper(client).title == "Lantern: A Treebank of River Languages"
    assert the_paper(client, "2202.00002").abstract == "We fly kites over corpora. They see 90% of the words."


def test_what_arxiv_wrote_is_kept_beside_the_cleaned_text(client: ArxivClient) -> None:
    assert the_paper(client).raw_abstract == ABSTRACT


def test_authors_date_of_the_first_version_and_address_are_taken_over(
    arxiv: ScriptedArxiv, client: ArxivClient
) -> None:
    arxiv.papers["2309.09400"] = ArxivPaper(
        "2309.09400", "T", "A.", ("Zoë Müller", "O. N. Ever"), published="2023-09-17T23:49:10Z", version=4
    )
    paper = the_paper(client, "2309.09400")
    assert paper.authors == ("Zoë Müller", "O. N. Ever")
    assert (paper.year, paper.month) == (2023, 9)
    assert paper.url == "https://arxiv.org/abs/2309.09400"
    assert (paper.paper_id, paper.arxiv_id, paper.text_kind) == ("2309.09400", "2309.09400", "abstract")
    assert paper.sources == ("arXiv",)


def test_the_venue_is_the_journal_reference_and_a_comment_or_doi_makes_none(
    arxiv: ScriptedArxiv, client: ArxivClient
) -> None:
    arxiv.papers["2401.00001"] = ArxivPaper(
        "2401.00001",
        "T",
        "A.",
        comment="Accepted at ACL",
        doi="10.1000/x",
        journal_reference="J. of\n  Rivers 3 (2024)",
    )
    arxiv.papers["2401.00002"] = ArxivPaper("2401.00002", "T", "A.", comment="Accepted at ACL", doi="10.1000/y")
    assert the_paper(client, "2401.00001").venue == "J. of Rivers 3 (2024)"
    assert the_paper(client, "2401.00002").venue is None


def test_primary_category_and_doi_stand_on_the_record(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    arxiv.papers["2401.00002"] = ArxivPaper("2401.00002", "T", "A.", doi="10.1000/y", primary_category="q-bio.QM")
    [record] = client.ask(["2401.00002"]).records
    assert (record.primary_category, record.doi) == ("q-bio.QM", "10.1000/y")


def test_entries_are_told_apart_by_id_whatever_their_order(client: ArxivClient) -> None:
    answer = client.ask(["2101.00001", "2202.00002", "cs/0301012"])
    assert [record.paper.title for record in answer.records] == [
        "Lantern: A Treebank of River Languages",
        "Kites over Corpora",
        "Seeds of Grammar",
    ]


def test_an_old_id_is_one_with_and_without_its_subject_class(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack
) -> None:
    assert the_paper(client, "cs.CL/0301012").arxiv_id == "cs/0301012"
    assert fetch_into(stack, client, ["cs.CL/0301012", "cs/0301012"]).fetched == ("cs/0301012",)
    assert fetch_into(stack, client, ["cs.CL/0301012"]).n_already_there == 1
    assert arxiv.asked == [("cs/0301012",), ("cs/0301012",)]


# Ids without an abstract


def test_an_id_that_the_feed_leaves_out_is_not_found(client: ArxivClient) -> None:
    answer = client.ask(["2101.00001", "2101.99999"])
    assert [record.paper.arxiv_id for record in answer.records] == ["2101.00001"]
    [problem] = answer.problems
    assert (problem.arxiv_id, problem.kind) == ("2101.99999", "not found")


def test_an_entry_without_an_id_is_no_paper(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    feed = arxiv.feed(("2101.00001",), 1).replace("<id>http://arxiv.org/abs/2101.00001v1</id>", "")
    arxiv.enqueue(Fault(body=feed), Fault(body=feed))
    assert the_problem(client).kind == "not found"


@pytest.mark.parametrize(("title", "summary"), [(None, "We do."), ("Do", None), ("Do", "  ")])
def test_an_entry_without_title_or_abstract_is_reported(
    arxiv: ScriptedArxiv, client: ArxivClient, title: str | None, summary: str | None
) -> None:
    arxiv.papers["2401.00002"] = ArxivPaper("2401.00002", title, summary)
    assert the_problem(client, "2401.00002").kind == "no abstract"


@pytest.mark.parametrize("status", [200, 400])
def test_a_refused_id_is_reported_and_the_others_are_asked_for_again(
    arxiv: ScriptedArxiv, client: ArxivClient, status: int
) -> None:
    arxiv.enqueue(Fault.refusal("incorrect id format for 2101.0000", status))
    answer = client.ask(["2101.0000", "2101.00001"])
    assert arxiv.asked == [("2101.0000", "2101.00001"), ("2101.00001",)]
    assert [record.paper.arxiv_id for record in answer.records] == ["2101.00001"]
    assert [(problem.arxiv_id, problem.kind) for problem in answer.problems] == [("2101.0000", "refused")]
    assert "incorrect id format" in str(answer.problems[0])


def test_a_refusal_that_names_no_id_is_an_error_in_arxivs_words(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    arxiv.enqueue(Fault.refusal("max_results must be an integer"))
    with pytest.raises(ArxivError, match="max_results must be an integer"):
        client.ask(["2101.00001"])


@pytest.mark.parametrize(
    "notice",
    [
        "This paper has been withdrawn by the author due to a crucial error in Equation 3.",
        "This submission has been\nwithdrawn.",
        "The manuscript was withdrawn because of an error in the data.",
        "arXiv admin note: this version has been removed by arXiv administrators",
        "arXiv admin note: This submission has been withdrawn by arXiv administrators due to disputed authorship",
        "Withdrawn",
        "withdrawn due to a gap in the proof",
        "Paper withdrawn by the authors",
        "12 pages. This article has been temporarily withdrawn.",
        "This paper is being withdrawn due to an error in Equation 3.",
        "The authors have withdrawn this paper.",
        "We withdraw this paper because of an error.",
    ],
)
def test_a_notice_of_withdrawal_is_recognised(notice: str) -> None:
    assert WITHDRAWAL.search(notice)


@pytest.mark.parametrize(
    "text",
    [
        "Twelve patients were withdrawn from the study. The drug was withdrawn from sale.",
        "Withdrawn participants were older than the others.",
        "We study 14,055 papers that were withdrawn from arXiv.",
        "An earlier version was withdrawn; this is the corrected one.",
        "This paper was withdrawn from ICLR 2024",
        "Supersedes the withdrawn arXiv:2101.00001",
        "We withdraw this claim. The authors withdrew from the task.",
        "Retracted articles are cited as often as others.",
    ],
)
def test_talk_of_withdrawal_is_no_notice(text: str) -> None:
    assert not WITHDRAWAL.search(text)
    assert not WITHDRAWAL_IN_COMMENT.search(text)


@pytest.mark.parametrize(
    "comment",
    [
        "Submission retracted; see journal",
        "Article withdrawn by the author",
        "Preprint withdrawn",
        "10 pages, 3 figures. Withdrawn due to an error in Theorem 1",
        "Retracted by the authors",
        "Submission has been withdrawn by the author",
    ],
)
def test_a_comment_that_says_withdrawn_is_a_notice(arxiv: ScriptedArxiv, client: ArxivClient, comment: str) -> None:
    arxiv.papers["2101.00001"] = ArxivPaper("2101.00001", "Lantern", "We present Lantern.", comment=comment)
    assert the_problem(client).kind == "withdrawn"


def test_a_name_that_no_collection_can_have_is_told_before_arxiv_is_asked(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack
) -> None:
    with pytest.raises(LibraryError, match="cannot name a collection"):
        fetch(stack.library, COLLECTION, "ft", ["2101.00001"], client, stack.embedder)
    assert arxiv.asked == []


@pytest.mark.parametrize(
    ("summary", "comment"),
    [("This paper has been withdrawn by the author.", None), ("We present Lantern.", "This paper has been withdrawn")],
)
def test_a_withdrawn_paper_is_reported_and_its_synopsis_stays(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack, summary: str, comment: str | None
) -> None:
    stack.ingest_records(SYNOPSIS)
    arxiv.papers["2101.00001"] = ArxivPaper("2101.00001", "Lantern", summary, comment=comment)
    report = fetch_into(stack, client)
    assert report.fetched == ()
    assert [(problem.arxiv_id, problem.kind) for problem in report.problems] == [("2101.00001", "withdrawn")]
    assert stored(stack, "2101.00001").abstract == SYNOPSIS["abstract"]


# How arXiv is asked


def test_all_ids_go_in_one_request_with_room_for_all_answers(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    client.ask(["2101.00001", "2202.00002", "cs/0301012"])
    assert arxiv.queries == [{"id_list": "2101.00001,2202.00002,cs/0301012", "max_results": "3"}]


def test_the_user_agent_names_citewell_and_its_version(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    client.ask(["2101.00001"])
    name, _, version = arxiv.headers[0]["user-agent"].partition("/")
    assert name == "citewell"
    assert version[0].isdigit()


def test_requests_keep_their_distance_and_share_one_connection(arxiv: ScriptedArxiv) -> None:
    with ArxivClient(arxiv.url, pause_seconds=0.15) as client:
        for _ in range(3):
            client.ask(["2101.00001"])
    first, second, third = arxiv.times
    assert second - first >= 0.15
    assert third - second >= 0.15
    assert len(arxiv.peers) == 1


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(BUSY, id="429 without Retry-After"),
        pytest.param(Fault(429, retry_after="soon"), id="429 with a Retry-After that says nothing"),
        pytest.param(Fault(503, "<html>Busy</html>", "text/html"), id="503"),
        pytest.param(BROKEN, id="500"),
        pytest.param(Fault(502, ""), id="502"),
        pytest.param(Fault(200), id="rate exceeded with status 200"),
        pytest.param(Fault(200, "<html><body>Maintenance</body></html>", "text/html"), id="web page"),
        pytest.param(Fault(200, ""), id="no body"),
        pytest.param(Fault(body=None, cut_after=900), id="feed cut short"),
        pytest.param(Fault(body=None, drop_after=900), id="socket closed in mid-feed"),
    ],
)
def test_a_passing_fault_is_got_over(arxiv: ScriptedArxiv, client: ArxivClient, fault: Fault) -> None:
    arxiv.enqueue(fault, fault)
    assert the_paper(client).title == "Lantern: A Treebank of River Languages"
    assert len(arxiv.asked) == 3


def test_attempts_lie_ever_further_apart(arxiv: ScriptedArxiv) -> None:
    arxiv.enqueue(BUSY, BUSY)
    with ArxivClient(arxiv.url, pause_seconds=0.05) as client:
        client.ask(["2101.00001"])
    first, second, third = arxiv.times
    assert second - first >= 2 * 0.05
    assert third - second >= 4 * 0.05


def test_retry_after_in_seconds_is_waited_for(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    arxiv.enqueue(Fault(429, retry_after="1"))
    client.ask(["2101.00001"])
    assert arxiv.times[1] - arxiv.times[0] >= 1


def test_retry_after_as_a_date_is_waited_for(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    # A date is of whole seconds: one that lies 2 s ahead may be up to a second nearer.
    arxiv.enqueue(Fault(503, retry_after=format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)))
    client.ask(["2101.00001"])
    assert arxiv.times[1] - arxiv.times[0] > 0.8


def test_a_long_retry_after_is_told_and_not_slept_through(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    arxiv.enqueue(Fault(429, retry_after="3600"))
    with pytest.raises(ArxivError, match="3600 s"):
        client.ask(["2101.00001"])
    assert len(arxiv.asked) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (BUSY, "arXiv is busy \\(429\\)"),
        (BROKEN, "internal error \\(500\\)"),
        (Fault(200), "no whole feed.*Rate exceeded"),
        (Fault(body=None, drop_after=900), "connection broke off"),
    ],
)
def test_a_fault_that_stays_ends_in_an_error_that_says_what_to_do(
    arxiv: ScriptedArxiv, client: ArxivClient, fault: Fault, words: str
) -> None:
    arxiv.enqueue(*[fault] * (MAX_ATTEMPTS + 1))
    with pytest.raises(ArxivError, match=f"{arxiv.url}: .*{words}.*wait some minutes and fetch again"):
        client.ask(["2101.00001"])
    assert len(arxiv.asked) == MAX_ATTEMPTS


def test_an_answer_that_does_not_come_times_out(arxiv: ScriptedArxiv) -> None:
    arxiv.enqueue(*[Fault(hang_seconds=30)] * MAX_ATTEMPTS)
    with (
        ArxivClient(arxiv.url, pause_seconds=0, timeout_seconds=0.05) as client,
        pytest.raises(ArxivError, match=r"no answer within 0\.05 s"),
    ):
        client.ask(["2101.00001"])
    arxiv.closing.set()


@pytest.mark.parametrize("status", [403, 404])
def test_a_request_that_is_not_let_in_is_not_repeated(arxiv: ScriptedArxiv, client: ArxivClient, status: int) -> None:
    arxiv.enqueue(Fault(status, "Forbidden"))
    with pytest.raises(ArxivError, match=f"\\({status}\\); check CITEWELL_ARXIV_URL"):
        client.ask(["2101.00001"])
    assert len(arxiv.asked) == 1


def test_an_empty_feed_is_asked_for_once_more(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    arxiv.enqueue(EMPTY)
    assert the_paper(client).arxiv_id == "2101.00001"
    assert len(arxiv.asked) == 2


def test_a_feed_that_stays_empty_is_believed(arxiv: ScriptedArxiv, client: ArxivClient) -> None:
    assert the_problem(client, "2101.99999").kind == "not found"
    assert len(arxiv.asked) == 2


def test_entities_are_refused_unread(arxiv: ScriptedArxiv, client: ArxivClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    declared = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    feed = arxiv.feed(("2101.00001",), 1).replace("<feed", f"{declared}<feed", 1).replace("along 14", "&x;")
    arxiv.enqueue(Fault(body=feed))
    with pytest.raises(ArxivError, match="declarations that no feed needs"):
        client.ask(["2101.00001"])
    assert len(arxiv.asked) == 1


def test_nobody_at_the_address_is_told_at_once() -> None:
    with (
        ArxivClient("http://127.0.0.1:9/api/query", pause_seconds=0) as client,
        pytest.raises(ArxivError, match=r"cannot be reached.*check the network"),
    ):
        client.ask(["2101.00001"])


@pytest.mark.parametrize("url", ["export.arxiv.org/api/query", "ftp://arxiv.org", "http://[", "https://"])
def test_what_is_no_web_address_is_told(url: str) -> None:
    with ArxivClient(url, pause_seconds=0) as client, pytest.raises(ArxivError, match="CITEWELL_ARXIV_URL"):
        client.ask(["2101.00001"])


# What the library holds afterwards


def test_an_abstract_takes_the_place_of_a_synopsis_and_known_facts_survive(client: ArxivClient, stack: Stack) -> None:
    stack.ingest_records({**SYNOPSIS, "year": 2022, "acl_id": "2022.acl-long.1"})
    report = fetch_into(stack, client)
    paper = stored(stack, "2101.00001")
    assert report.fetched == ("2101.00001",)
    assert report.is_complete
    assert paper.text_kind == "abstract"
    assert paper.abstract == "We light lanterns along 14 rivers. Parsers that follow them gain 3.1 points."
    assert paper.authors == ("Ada Example",)
    # The year goes with the venue; January 2021 was the first version's.
    assert (paper.venue, paper.year, paper.month) == ("ACL 2021 (Long Papers)", 2022, None)
    assert paper.acl_id == "2022.acl-long.1"
    assert paper.sources == ("papers.jsonl", "arXiv")
    assert [sentence.text for sentence in stack.library.sentences(COLLECTION, paper)] == [
        "We light lanterns along 14 rivers.",
        "Parsers that follow them gain 3.1 points.",
    ]


def test_without_ids_only_papers_with_an_id_and_no_abstract_are_asked_for(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack
) -> None:
    kites = {"title": "Kites over Corpora", "abstract": "The authors' own words.", "arxiv_id": "2202.00002"}
    stack.ingest_records(SYNOPSIS, kites, {**HARBOUR, "text_kind": "synopsis"})
    fetch_into(stack, client)
    assert arxiv.asked == [("2101.00001",)]


def test_what_is_there_is_not_asked_for_again(arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack) -> None:
    stack.ingest_records(SYNOPSIS)
    fetch_into(stack, client)
    again = fetch_into(stack, client, ["2101.00001"])
    assert (again.fetched, again.n_already_there, again.is_complete) == ((), 1, True)
    assert len(arxiv.asked) == 1


def test_ids_may_be_addresses_versions_and_repeated(arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack) -> None:
    report = fetch_into(stack, client, ["https://arxiv.org/pdf/2101.00001v3", "2101.00001", "arXiv:cs/0301012v1"])
    assert arxiv.asked == [("2101.00001", "cs/0301012")]
    assert report.fetched == ("2101.00001", "cs/0301012")
    assert [paper.paper_id for paper in stack.library.papers(COLLECTION)] == ["2101.00001", "cs/0301012"]


def test_what_is_no_id_is_reported_and_the_rest_fetched(client: ArxivClient, stack: Stack) -> None:
    report = fetch_into(stack, client, ["lantern", "2101.00001"])
    assert report.fetched == ("2101.00001",)
    assert [(problem.arxiv_id, problem.kind) for problem in report.problems] == [("lantern", "not an id")]
    assert not report.is_complete


def test_ids_of_which_none_is_found_leave_no_collection_behind(client: ArxivClient, stack: Stack) -> None:
    assert [problem.kind for problem in fetch_into(stack, client, ["2101.99999"]).problems] == ["not found"]
    assert stack.library.collection_names() == []


@pytest.fixture
def sample(stack: Stack) -> str:
    """A collection beside the user's: one paper on arXiv, one that is not, one that arXiv does not find."""
    lost = {**SYNOPSIS, "title": "Lost", "arxiv_id": "2101.99999"}
    stack.ingest_records(SYNOPSIS, {**HARBOUR, "text_kind": "synopsis"}, lost)
    stack.library.create_collection("sample", stack.embedder.name)
    for paper in stack.library.papers(COLLECTION):
        store_paper(stack.library, "sample", paper, None, stack.embedder)
    stack.library.delete_collection(COLLECTION)
    return "sample"


def kinds(stack: Stack, collection: str) -> dict[str, str]:
    return {paper.title.partition(":")[0]: paper.text_kind for paper in stack.library.papers(collection)}


def test_the_other_papers_of_another_collection_come_along_as_they_are(
    client: ArxivClient, stack: Stack, sample: str
) -> None:
    report = fetch_into(stack, client, source=sample)
    assert kinds(stack, COLLECTION) == {"Lantern": "abstract", "Harbour": "synopsis", "Lost": "synopsis"}
    assert set(kinds(stack, sample).values()) == {"synopsis"}
    assert (report.fetched, report.n_along) == (("2101.00001",), 2)
    assert [problem.arxiv_id for problem in report.problems] == ["2101.99999"]


def test_ids_come_alone_and_with_what_another_collection_knows_of_them(
    client: ArxivClient, stack: Stack, sample: str
) -> None:
    fetch_into(stack, client, ["2101.00001"], source=sample)
    assert kinds(stack, COLLECTION) == {"Lantern": "abstract"}
    assert stored(stack, "2101.00001").venue == LANTERN["venue"]


def test_nothing_comes_along_where_nothing_could_be_fetched(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack, sample: str
) -> None:
    arxiv.enqueue(Fault(403))
    with pytest.raises(ArxivError):
        fetch_into(stack, client, source=sample)
    assert stack.library.collection_names() == [sample]


def many(n: int) -> list[ArxivPaper]:
    return [ArxivPaper(f"2101.{number:05}", f"Paper {number}", f"We count to {number}.") for number in range(1, n + 1)]


def test_a_hundred_ids_go_in_one_request_and_progress_is_told(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack
) -> None:
    arxiv.papers = {paper.arxiv_id: paper for paper in many(101)}
    told: list[tuple[str, int, int]] = []

    def progress(what: str, n_done: int, n_total: int) -> None:
        told.append((what, n_done, n_total))

    report = fetch(stack.library, COLLECTION, COLLECTION, list(arxiv.papers), client, stack.embedder, progress)
    assert [len(ids) for ids in arxiv.asked] == [100, 1]
    assert len(report.fetched) == 101
    assert told == [("fetching abstracts", 100, 101), ("fetching abstracts", 101, 101)]


def test_a_later_failure_keeps_what_came_and_names_what_is_missing(
    arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack
) -> None:
    arxiv.papers = {paper.arxiv_id: paper for paper in many(101)}
    arxiv.enqueue(None, Fault(403))
    report = fetch_into(stack, client, list(arxiv.papers))
    assert len(report.fetched) == 100
    assert [(problem.arxiv_id, problem.kind) for problem in report.problems] == [("2101.00101", "not asked")]
    assert report.failure is not None
    assert "(403)" in report.failure
    assert stack.library.collection(COLLECTION).n_papers == 100


def test_a_fetch_goes_on_where_it_was_broken_off(arxiv: ScriptedArxiv, client: ArxivClient, stack: Stack) -> None:
    arxiv.papers = {paper.arxiv_id: paper for paper in many(101)}

    def interrupt(what: str, n_done: int, n_total: int) -> None:
        raise KeyboardInterrupt

    ids = list(arxiv.papers)
    with pytest.raises(KeyboardInterrupt):
        fetch(stack.library, COLLECTION, COLLECTION, ids, client, stack.embedder, interrupt)
    assert stack.library.collection(COLLECTION).n_papers == 100
    report = fetch_into(stack, client, ids)
    assert (report.fetched, report.n_already_there) == (("2101.00101",), 100)
    assert arxiv.asked[1:] == [("2101.00101",)]


def test_two_fetches_at_once_are_held_apart(tmp_path: Path) -> None:
    with (
        one_fetch_at_a_time(tmp_path),
        pytest.raises(ArxivError, match="another fetch"),
        one_fetch_at_a_time(tmp_path),
    ):
        pass
    with one_fetch_at_a_time(tmp_path):
        pass
