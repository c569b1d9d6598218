"""Records → one collection: what is added, what is merged, what is kept and what is never lost."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_library import COLLECTION, COMPASS, FOUNDING_CORPUS, HARBOUR, LANTERN, ORCHARD, PAPERS, Stack, write_jsonl

from retrieval.datatypes import Paper
from retrieval.ingest import IngestReport, ingest


def only_paper(stack: Stack) -> Paper:
    papers = stack.library.papers(COLLECTION)
    assert len(papers) == 1
    return papers[0]


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    """Added, changed, enriched, unchanged, problems."""
    return (report.n_added, report.n_changed, report.n_enriched, report.n_unchanged, len(report.problems))


def test_ingesting_again_changes_nothing(stack: Stack) -> None:
    assert counts(stack.ingest_records(*PAPERS)) == (4, 0, 0, 0, 0)
    papers, revision = stack.library.papers(COLLECTION), stack.revision()
    assert counts(stack.ingest_records(*PAPERS)) == (0, 0, 0, 4, 0)
    assert stack.library.papers(COLLECTION) == papers
    assert stack.revision() == revision


def test_every_record_taken_in_is_counted_once_and_every_other_is_a_problem(stack: Stack) -> None:
    stack.ingest_records(LANTERN, HARBOUR, ORCHARD)
    report = stack.ingest_records(
        LANTERN,  # unchanged
        HARBOUR | {"abstract": "Another text."},  # changed
        ORCHARD | {"month": 3},  # enriched
        COMPASS,  # added
        {"title": "Facts of a paper nobody knows", "year": 2000},  # no abstract
        {"abstract": "No title."},
    )
    assert counts(report) == (1, 1, 1, 1, 2)
    assert report.n_records == 4
    assert {problem.line for problem in report.problems} == {5, 6}


def test_problems_of_files_are_no_records(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4")
    report = stack.ingest_paths(
        tmp_path / "paper.pdf", tmp_path / "missing.csv", write_jsonl(tmp_path / "a.jsonl", [LANTERN])
    )
    assert report.n_records == report.n_added == 1
    assert [Path(problem.path).name for problem in report.problems] == ["paper.pdf", "missing.csv"]


def test_a_changed_abstract_replaces_the_old_one_and_its_sentences(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    report = stack.ingest_records(LANTERN | {"abstract": "Lantern grew. It holds 99 languages now."})
    assert counts(report) == (0, 1, 0, 0, 0)
    paper = only_paper(stack)
    assert paper.abstract == "Lantern grew. It holds 99 languages now."
    assert [sentence.text for sentence in stack.library.sentences(COLLECTION, paper)] == [
        "Lantern grew.",
        "It holds 99 languages now.",
    ]


def test_known_metadata_survives_a_poorer_record(stack: Stack) -> None:
    rich: dict[str, Any] = {**LANTERN, "authors": ["Ada Lovelace"], "month": 5, "url": "https://example.org/lantern"}
    stack.ingest_records(rich)
    before = only_paper(stack)
    report = stack.ingest_records({"title": rich["title"].upper(), "abstract": rich["abstract"]})
    assert counts(report)[1:3] in ((0, 1), (0, 0))
    after = only_paper(stack)
    assert replace(after, title=before.title, raw_title=before.raw_title) == before


def test_a_month_does_not_outlive_its_year(stack: Stack) -> None:
    stack.ingest_records({**HARBOUR, "year": 2019, "month": 5})
    stack.ingest_records({**HARBOUR, "year": 2020})
    assert (only_paper(stack).year, only_paper(stack).month) == (2020, None)


def test_facts_alone_enrich_a_known_paper(stack: Stack) -> None:
    stack.ingest_records({"title": HARBOUR["title"], "abstract": HARBOUR["abstract"]})
    report = stack.ingest_records(
        {"title": HARBOUR["title"], "year": 2019, "authors": "Ada Lovelace"}, file="facts.jsonl"
    )
    assert counts(report) == (0, 0, 1, 0, 0)
    paper = only_paper(stack)
    assert (paper.year, paper.authors, paper.abstract) == (2019, ("Ada Lovelace",), HARBOUR["abstract"])
    assert paper.sources == ("papers.jsonl", "facts.jsonl")


def test_facts_of_an_unknown_paper_are_a_problem_that_names_the_line(stack: Stack) -> None:
    report = stack.ingest_records(LANTERN, {"title": "Unheard of", "year": 2000})
    assert counts(report) == (1, 0, 0, 0, 1)
    assert str(report.problems[0]).endswith("papers.jsonl:2: no abstract for “Unheard of”; add one and ingest again")


@pytest.mark.parametrize("abstract_first", [True, False])
def test_an_abstract_outranks_a_synopsis_whatever_came_first(stack: Stack, abstract_first: bool) -> None:
    synopsis: dict[str, Any] = {
        "title": LANTERN["title"],
        "abstract": "Our words about Lantern.",
        "text_kind": "synopsis",
        "month": 1,
        "year": 2021,
    }
    records: list[Any] = [LANTERN, synopsis]
    for record in records if abstract_first else reversed(records):
        stack.ingest_records(record)
    paper = only_paper(stack)
    assert (paper.abstract, paper.text_kind) == (LANTERN["abstract"], "abstract")
    assert paper.month == 1  # what the synopsis's record knows is kept all the same


def test_a_later_synopsis_replaces_an_earlier_one(stack: Stack) -> None:
    for text in ("First words.", "Second words."):
        stack.ingest_records({"title": "T", "abstract": text, "text_kind": "synopsis"})
    assert only_paper(stack).abstract == "Second words."


def test_a_paper_takes_its_arxiv_id_when_that_is_learnt_and_is_still_found_by_its_old_one(stack: Stack) -> None:
    stack.ingest_records(HARBOUR)
    old_id = only_paper(stack).paper_id
    report = stack.ingest_records({"title": HARBOUR["title"], "arxiv_id": "2103.00007"})
    assert counts(report) == (0, 0, 1, 0, 0)
    paper = only_paper(stack)
    assert paper.paper_id == "2103.00007" != old_id
    assert stack.library.paper(COLLECTION, old_id) == paper
    assert stack.library.paper(COLLECTION, "2103.00007") == paper
    passages = stack.retriever().retrieve("merchants' letters", 1)
    assert [(passage.paper.paper_id, passage.chunk.paper_id) for passage in passages] == [("2103.00007", "2103.00007")]


def test_a_paper_known_by_its_anthology_id_moves_to_its_arxiv_id_and_back_never(stack: Stack) -> None:
    stack.ingest_records({**HARBOUR, "acl_id": "2019.lrec-main.4"})
    stack.ingest_records({**HARBOUR, "acl_id": "2019.lrec-main.4", "arxiv_id": "1903.00007"})
    stack.ingest_records({**HARBOUR, "acl_id": "2019.lrec-main.4"})
    assert only_paper(stack).paper_id == "1903.00007"
    assert stack.library.paper(COLLECTION, "2019.lrec-main.4") == only_paper(stack)


def test_record_numbers_that_collide_lose_no_paper(stack: Stack) -> None:
    stack.ingest_records({**LANTERN, "arxiv_id": None, "id": 1}, {**HARBOUR, "id": 2}, file="one.jsonl")
    stack.ingest_records({**ORCHARD, "id": 1}, {**COMPASS, "id": 2}, file="two.jsonl")
    papers = stack.library.papers(COLLECTION)
    assert {paper.title for paper in papers} == {record["title"] for record in PAPERS}
    assert len({paper.paper_id for paper in papers}) == 4
    revision = stack.revision()
    report = stack.ingest_records({**ORCHARD, "id": 1}, {**COMPASS, "id": 2}, file="two.jsonl")
    assert (report.n_unchanged, stack.revision()) == (2, revision)


def test_one_title_under_two_arxiv_ids_is_two_papers(stack: Stack) -> None:
    stack.ingest_records(
        {"title": "Editorial", "abstract": "On spring.", "arxiv_id": "2101.00011"},
        {"title": "Editorial", "abstract": "On autumn.", "arxiv_id": "2109.00012"},
    )
    assert [(paper.paper_id, paper.abstract) for paper in stack.library.papers(COLLECTION)] == [
        ("2101.00011", "On spring."),
        ("2109.00012", "On autumn."),
    ]


def test_a_new_title_under_a_known_arxiv_id_is_the_same_paper(stack: Stack) -> None:
    stack.ingest_records(LANTERN)
    stack.ingest_records({**LANTERN, "title": "Lantern, Revised"})
    assert only_paper(stack).title == "Lantern, Revised"


def test_a_paper_read_twice_is_named_as_a_duplicate_with_its_sources(stack: Stack, tmp_path: Path) -> None:
    one = write_jsonl(tmp_path / "one.jsonl", [HARBOUR, ORCHARD])
    two = write_jsonl(tmp_path / "two.jsonl", [{**HARBOUR, "arxiv_id": "2103.00007"}])
    report = stack.ingest_paths(one, two)
    assert counts(report) == (2, 0, 1, 0, 0)
    assert [(duplicate.paper_id, duplicate.title, duplicate.sources) for duplicate in report.duplicates] == [
        ("2103.00007", HARBOUR["title"], ("one.jsonl", "two.jsonl"))
    ]


def test_the_founding_pages_are_111_papers_with_12_named_duplicates(stack: Stack) -> None:
    pages = FOUNDING_CORPUS / "pages"
    if not pages.exists():
        pytest.skip(f"{pages} is not here")
    report = stack.ingest_paths(pages)
    assert (report.n_records, report.n_added, report.n_enriched, report.problems) == (123, 111, 12, ())
    names = tuple(sorted(path.name for path in pages.iterdir()))
    assert [duplicate.sources for duplicate in report.duplicates] == [names] * 12
    revision = stack.revision()
    assert stack.ingest_paths(pages).n_unchanged == 123
    assert stack.revision() == revision
    seed = FOUNDING_CORPUS / "seed_metadata.jsonl"
    report = stack.ingest_paths(seed)
    assert (report.n_added, report.n_changed, report.problems) == (0, 0, ())
    assert len(stack.library.papers(COLLECTION)) == 111


def test_text_that_no_file_can_hold_does_not_stop_an_ingest(stack: Stack, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(
        '{"title": "Half \\ud83d", "abstract": "A\\u0000B \\udfff.", "authors": ["\\ud800"]}\n'
        '{"title": "T", "abstract": "Fine."}\n'
    )
    assert counts(stack.ingest_paths(path)) == (2, 0, 0, 0, 0)
    assert len(stack.retriever().retrieve("half")) == 2


@pytest.mark.parametrize(
    "abstract",
    [
        "한국어 문장을 처리하는 새로운 방법을 제안한다 " * 20,
        "漢字" * 400,
        "😀" * 600,
        "ACGT" * 900,
        "a-b/c_d " * 300,
        "1 " * 900,
    ],
    ids=["Korean", "Han", "emoji", "one long word", "signs", "digits"],
)
def test_a_sentence_of_any_length_and_script_can_be_indexed(stack: Stack, abstract: str) -> None:
    stack.ingest_records({"title": "T", "abstract": abstract}, HARBOUR)
    assert stack.retriever().retrieve("letters", 1)[0].paper.title == HARBOUR["title"]
    assert not stack.indexes().is_behind


def test_the_same_papers_in_another_order_are_the_same_library(
    open_stack: Callable[..., Stack], tmp_path: Path
) -> None:
    one, other = open_stack("one"), open_stack("other")
    one.ingest_records(*PAPERS)
    for record in reversed(PAPERS):
        other.ingest_records(record)
    assert one.library.papers(COLLECTION) == other.library.papers(COLLECTION)


def test_an_ingest_reports_how_far_it_is(stack: Stack, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    path = write_jsonl(tmp_path / "papers.jsonl", PAPERS)
    ingest(stack.library, COLLECTION, [path], stack.embedder, lambda *state: heard.append(state))
    assert heard == [("reading papers", 4, 0)]


def test_editorials_and_yearly_findings_stay_papers_of_their_own(stack: Stack) -> None:
    records: list[dict[str, Any]] = [
        {
            "doi": "10.1/a",
            "title": "Editorial",
            "abstract": "On Maltese.",
            "authors": ["Ada Bee"],
            "url": "https://a.b/1",
        },
        {"doi": "10.1/b", "title": "Editorial", "abstract": "On Lao.", "authors": ["Ada Bee"], "url": "https://a.b/2"},
        {"title": "Editorial", "abstract": "On Thai.", "authors": ["Cy Dee"]},
        {"id": "x1", "title": "Findings", "abstract": "Twelve teams took part.", "year": 2021},
        {"id": "x2", "title": "Findings", "abstract": "Twenty teams took part.", "year": 2022},
    ]
    assert counts(stack.ingest_records(*records)) == (5, 0, 0, 0, 0)
    assert {paper.abstract for paper in stack.library.papers(COLLECTION)} == {each["abstract"] for each in records}
    revision = stack.revision()
    assert counts(stack.ingest_records(*records)) == (0, 0, 0, 5, 0)
    assert stack.revision() == revision


def test_the_doi_of_a_preprint_server_does_not_keep_the_published_paper_apart(stack: Stack) -> None:
    kelp = {"title": "KelpNet: Parsing Tides", "authors": ["Ada Bee", "Cy Dee"]}
    stack.ingest_records({**kelp, "doi": "10.1101/2023.01.02.345678", "abstract": "We parse tides."}, file="one.jsonl")
    stack.ingest_records({**kelp, "doi": "10.1/kelp", "abstract": "We parse all tides."}, file="two.jsonl")
    assert only_paper(stack).abstract == "We parse all tides."


def test_a_preprint_and_what_was_published_of_it_are_one_paper(stack: Stack) -> None:
    kelp = {"title": "KelpNet: Parsing Tides", "authors": ["Ada Bee", "Cy Dee"]}
    stack.ingest_records({**kelp, "id": "2301.00001v1", "abstract": "We parse tides.", "year": 2023}, file="one.jsonl")
    stack.ingest_records(
        {**kelp, "id": "2024.acl-long.7", "abstract": "We parse all tides.", "authors": "Bee, A.", "year": 2024},
        {**kelp, "doi": "10.1/kelp", "abstract": "We parse all tides.", "year": 2024},
        file="two.jsonl",
    )
    paper = only_paper(stack)
    assert (paper.paper_id, paper.acl_id, paper.abstract) == ("2301.00001", "2024.acl-long.7", "We parse all tides.")


def test_a_doi_finds_its_paper_again_under_another_title(stack: Stack) -> None:
    tides = "We parse tides of nine rivers with a small grammar."
    stack.ingest_records({"title": "Parsing Tides", "abstract": tides, "doi": "10.1/Kelp"}, file="one.jsonl")
    stack.ingest_records(
        {"title": "KelpNet", "abstract": tides, "url": "https://doi.org/10.1/kelp"},
        {"title": "Proceedings of Rivers", "abstract": "Forty papers on water.", "doi": "10.1/kelp"},
        file="two.jsonl",
    )
    assert sorted(paper.title for paper in stack.library.papers(COLLECTION)) == ["KelpNet", "Proceedings of Rivers"]


OTTER: dict[str, Any] = {
    "id": "k1",
    "title": "Otter: Speech for Lao",
    "abstract": "Otter hears Lao on 320 hours of radio. Its error rate is 18.7%.",
}


def test_a_paper_corrected_under_its_own_id_is_changed(stack: Stack) -> None:
    stack.ingest_records(OTTER)
    corrected = {
        "id": "k1",
        "title": "Otter: Speech Recognition for Lao",
        "abstract": "Otter hears Lao on 400 hours of radio. Its error rate is 15.1%.",
    }
    assert counts(stack.ingest_records(corrected, file="corrected.jsonl")) == (0, 1, 0, 0, 0)
    paper = only_paper(stack)
    assert (paper.paper_id, paper.title, paper.abstract) == ("k1", corrected["title"], corrected["abstract"])


def test_an_own_id_that_is_taken_is_told_and_loses_no_paper(stack: Stack) -> None:
    stack.ingest_records(OTTER)
    report = stack.ingest_records({**HARBOUR, "id": "k1"}, file="other.jsonl")
    assert counts(report) == (1, 0, 0, 0, 1)
    assert "the id “k1” is that of another paper, “Otter: Speech for Lao”" in str(report.problems[0])
    assert counts(stack.ingest_records({**HARBOUR, "id": "k1"}, file="other.jsonl")) == (0, 0, 0, 1, 0)


def test_row_numbers_that_move_on_change_no_other_paper(stack: Stack) -> None:
    before = [{**OTTER, "id": 1, "authors": ["Ada Bee"]}]
    kite = {"id": 1, "title": "Kite: Speech for Lao", "abstract": "Kite is a toy.", "authors": ["Ada Bee"]}
    stack.ingest_records(*before)
    stack.ingest_records(kite, {**before[0], "id": 2})
    assert {paper.title for paper in stack.library.papers(COLLECTION)} == {OTTER["title"], kite["title"]}


def test_versions_in_one_file_are_read_again_without_a_change(stack: Stack) -> None:
    versions: list[dict[str, Any]] = [
        {
            "title": "Kite",
            "abstract": "Kite scores 91.3.",
            "url": "https://arxiv.org/abs/2309.09400v2",
            "date": "2024-05",
        },
        {
            "title": "Kite",
            "abstract": "Kite scores 88.8.",
            "url": "https://arxiv.org/abs/2309.09400v1",
            "date": "2023-09",
        },
    ]
    stack.ingest_records(*versions)
    assert only_paper(stack).abstract == "Kite scores 91.3."
    assert counts(stack.ingest_records(*versions)) == (0, 0, 0, 2, 0)


def test_an_id_with_a_sign_that_nobody_sees_is_found_again(stack: Stack) -> None:
    stack.ingest_records({"id": "a\u0000b", "title": "Odd", "abstract": "We study odd ids."})
    assert list(stack.library.papers_by_id(COLLECTION, ["ab"])) == ["ab"]
