"""Whole files against the papers of small_library.py."""

import json
from pathlib import Path
from typing import Any

import pytest
from small_library import COLLECTION, PAPERS, Stack

from assistant.errors import CheckError
from assistant.linting.checking import CheckTools, check_path, check_text
from assistant.linting.included import not_included_by_others
from assistant.linting.report import LintReport, render_report, report_to_json
from assistant.verification.check import Verifier

SYNOPSIS: dict[str, Any] = {
    "title": "Beacon: Lights That Answer",
    "abstract": "The Beacon paper builds 12 lights that answer passing ships. Each light knows 40 signals.",
    "text_kind": "synopsis",
}
BIB = """@misc{lan, title = {Lantern: A Treebank of River Languages}, year = {2021}}
@misc{har, title = {Harbour: Letters Sent from Nine Ports}}
@misc{bea, title = {Beacon: Lights That Answer}}
@misc{far, title = {Far Away Paper on Something}, eprint = {2309.00001}}
"""


@pytest.fixture
def tools(stack: Stack) -> CheckTools:
    stack.ingest_records(*PAPERS, SYNOPSIS)
    return CheckTools(stack.library, COLLECTION, Verifier(stack.embedder.embed))


def found(report: LintReport) -> list[tuple[int, str, str]]:
    """Return (line, verdict, keys) of each finding."""
    return [
        (finding.line, finding.verdict, "+".join(paper.key for paper in finding.papers)) for finding in report.findings
    ]


def check(tmp_path: Path, tools: CheckTools, text: str, name: str = "paper.tex", bib: str = BIB) -> LintReport:
    (tmp_path / "refs.bib").write_text(bib, encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    return check_path(tmp_path / name, [tmp_path / "refs.bib"], tools)


def test_a_wrong_number_is_found_at_its_line_with_its_reason(tmp_path: Path, tools: CheckTools) -> None:
    text = "Lantern is a treebank of 14 river languages \\cite{lan}.\nIt holds\n 62,300 sentences \\cite{lan}.\n"
    report = check(tmp_path, tools, text)
    assert found(report) == [(1, "consistent", "lan"), (3, "mismatch", "lan")]
    reason = report.findings[1].reasons[0]
    assert reason.kind == "number"
    assert "62,300" in reason.text
    assert "52,300" in reason.text
    assert "the cited sentence" not in reason.text
    assert report.has_failures


def test_facts_of_two_clauses_are_held_against_their_own_papers(tmp_path: Path, tools: CheckTools) -> None:
    right = "Lantern covers 14 river languages \\cite{lan}, while Harbour covers nine ports \\cite{har}.\n"
    swapped = "Lantern covers 14 river languages \\cite{har}, while Harbour covers nine ports \\cite{lan}.\n"
    assert found(check(tmp_path, tools, right)) == [(1, "consistent", "lan"), (1, "consistent", "har")]
    assert [verdict for _, verdict, _ in found(check(tmp_path, tools, swapped))] == ["mismatch", "mismatch"]


def test_a_group_is_checked_together(tmp_path: Path, tools: CheckTools) -> None:
    text = "Corpora hold 8,400 letters from nine ports or a treebank of 14 river languages \\cite{lan,har}.\n"
    assert found(check(tmp_path, tools, text)) == [(1, "consistent", "lan+har")]


def test_papers_that_are_not_held_are_named_and_can_be_fetched(tmp_path: Path, tools: CheckTools) -> None:
    report = check(tmp_path, tools, "Far away things are 5 miles off \\cite{far}.\n")
    assert found(report) == [(1, "not in the collection", "far")]
    assert not report.has_failures
    assert "citewell fetch 2309.00001" in render_report(report)


def test_what_a_paper_that_is_not_held_may_say_is_no_mismatch(tmp_path: Path, tools: CheckTools) -> None:
    report = check(tmp_path, tools, "Treebanks of river languages have 999 trees \\cite{lan,far}.\n")
    assert found(report) == [(1, "not in the collection", "far"), (1, "not in the collection", "lan")]
    assert report.findings[1].notes[0].startswith("the abstracts that are here do not state this")
    assert [paper.key for paper in report.missing] == ["far"]


def test_a_key_without_a_reference_is_told(tmp_path: Path, tools: CheckTools) -> None:
    report = check(tmp_path, tools, "Lantern covers 14 river languages \\cite{lam}.\n")
    assert found(report) == [(1, "uncited", "lam")]
    assert report.findings[0].notes == ("no reference has the key 'lam'",)


def test_a_synopsis_may_be_checked_against_and_is_named_as_one(tmp_path: Path, tools: CheckTools) -> None:
    report = check(tmp_path, tools, "Beacon builds 12 lights that answer ships \\cite{bea}.\n")
    assert found(report) == [(1, "consistent", "bea")]
    assert report.findings[0].notes == ("checked against citewell's synopsis, not the authors' words",)


def test_markdown_and_numbered_text_are_checked_like_latex(tmp_path: Path, tools: CheckTools) -> None:
    assert found(check(tmp_path, tools, "It holds 62,300 sentences [@lan].\n", "notes.md")) == [(1, "mismatch", "lan")]
    text = (
        "Lantern holds 62,300 sentences [1].\n\nReferences\n[1] J. Doe. Lantern: A Treebank of River Languages. 2021.\n"
    )
    assert found(check(tmp_path, tools, text, "answer.txt")) == [(1, "mismatch", "1")]


def test_the_bibliography_that_a_file_names_is_read_beside_it(tmp_path: Path, tools: CheckTools) -> None:
    (tmp_path / "mine.bib").write_text(BIB, encoding="utf-8")
    paper = tmp_path / "paper.tex"
    paper.write_text("It holds 52,300 sentences \\cite{lan}.\n\\bibliography{mine}\n", encoding="utf-8")
    assert found(check_path(paper, [], tools)) == [(1, "consistent", "lan")]
    paper.write_text("It holds 52,300 sentences \\cite{lan}.\n\\bibliography{other}\n", encoding="utf-8")
    assert [problem.what for problem in check_path(paper, [], tools).problems] == [
        "names other.bib, which is not there",
        "no references are known",
    ]


def test_included_files_are_checked_with_the_file_that_includes_them(tmp_path: Path, tools: CheckTools) -> None:
    (tmp_path / "mine.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "parts").mkdir()
    files = {
        "paper.tex": "\\input{parts/first}\n\\input{words}\n\\input{gone}\n\\input{drawing.pgf}\n"
        "\\bibliography{mine}\n",
        "parts/first.tex": "It holds \\size{} sentences \\cite{lan}.\n\\input{second}\n\\input{paper}\n",
        "parts/second.tex": "It holds 62,300 sentences \\cite{lan}.\n",
        "words.tex": "\\newcommand{\\size}{52,300}",
        "drawing.pgf": "\\cite{lan} has 99 rivers.",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = check_path(tmp_path / "paper.tex", [], tools)
    assert [(Path(finding.path).name, finding.line, finding.verdict) for finding in report.findings] == [
        ("first.tex", 1, "consistent"),
        ("second.tex", 1, "mismatch"),
    ]
    assert [str(problem) for problem in report.problems] == [
        f"{tmp_path / 'paper.tex'}:3: includes gone, which is not there; check the path"
    ]
    paths = [tmp_path / name for name in files if name.endswith(".tex")]
    assert not_included_by_others([*reversed(paths), tmp_path / "notes.md"]) == [paths[0], tmp_path / "notes.md"]


def test_broken_references_are_problems_of_the_report(tmp_path: Path, tools: CheckTools) -> None:
    report = check(tmp_path, tools, "It holds 52,300 sentences \\cite{lan}.\n", bib=BIB + "@misc{x, title = {open\n")
    assert found(report) == [(1, "consistent", "lan")]
    assert [(Path(problem.path).name, problem.line) for problem in report.problems] == [("refs.bib", 5)]


def test_pasted_text_is_told_apart_by_its_content(tools: CheckTools) -> None:
    latex = check_text("It holds 62,300 sentences \\citep{lan}.", BIB, tools)
    listed = check_text("It holds 62,300 sentences [1].", "[1] Lantern: A Treebank of River Languages. 2021.", tools)
    assert [finding.verdict for finding in (*latex.findings, *listed.findings)] == ["mismatch", "mismatch"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("refs.bib", r"holds references, not text; .* --bib"), ("folder", "is a folder"), ("gone.tex", "cannot be read")],
)
def test_what_cannot_be_checked_is_refused_with_a_remedy(
    tmp_path: Path, tools: CheckTools, name: str, message: str
) -> None:
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CheckError, match=message):
        check_path(tmp_path / name, [], tools)


def test_a_report_is_one_line_per_finding_and_a_summary(tmp_path: Path, tools: CheckTools) -> None:
    report = check(
        tmp_path, tools, "Text.\nIt holds 62,300 sentences \\cite{lan}.\nIt holds 8,400 letters \\cite{har}.\n"
    )
    lines = render_report(report).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{tmp_path}/paper.tex:2:27: mismatch: says 62,300")
    assert lines[0].endswith("[lan → Lantern: A Treebank of River Languages]")
    assert lines[1] == f"{tmp_path}/paper.tex:3:24: consistent  [har → Harbour: Letters Sent from Nine Ports]"
    assert lines[2] == "2 citations: 1 mismatch, 1 consistent."


def test_a_report_as_json_holds_places_verdicts_and_reasons(tmp_path: Path, tools: CheckTools) -> None:
    report = check(tmp_path, tools, "It holds 62,300 sentences \\cite{lan}.\nSee afar \\cite{far}.\n")
    value = json.loads(json.dumps(report_to_json(report)))
    assert (value["schema_version"], value["ok"]) == (1, False)
    assert value["counts"] == {"mismatch": 1, "not in the collection": 1}
    first = value["findings"][0]
    assert (first["line"], first["column"], first["verdict"]) == (1, 27, "mismatch")
    assert first["papers"][0]["paper_id"] == "2101.00001"
    assert first["reasons"][0]["kind"] == "number"
    assert value["missing"] == [{"key": "far", "title": "Far Away Paper on Something", "arxiv_id": "2309.00001"}]


def test_a_text_without_cites_says_so(tools: CheckTools) -> None:
    assert render_report(check_text("Nothing here.", "", tools)) == "No citations found."


def test_names_and_years_of_the_reference_in_the_running_text_are_no_facts(tmp_path: Path, tools: CheckTools) -> None:
    bib = "@misc{lan, author = {Quay, Ada and Pier, Bo}, title = {Lantern: A Treebank of River Languages}, year = 2021}"
    text = (
        "Quay et al.~\\cite{lan} present a treebank of 14 river languages.\n"
        "In 2021, Quay and Pier \\citeyearpar{lan} presented a treebank of 14 river languages.\n"
        "\\citeauthor{lan}'s treebank \\citeyearpar{lan} covers 14 river languages.\n"
    )
    report = check(tmp_path, tools, text, bib=bib)
    assert found(report) == [(1, "consistent", "lan"), (2, "consistent", "lan"), (3, "consistent", "lan")]


def test_a_title_with_its_link_is_no_claim(tmp_path: Path, tools: CheckTools) -> None:
    text = "- See “Lantern: A Treebank of River Languages” (https://arxiv.org/abs/2101.00001).\n"
    assert found(check(tmp_path, tools, text, "answer.md")) == []


def test_a_title_before_its_address_finds_the_paper_that_has_no_id(tmp_path: Path, tools: CheckTools) -> None:
    text = "- **Harbour: Letters Sent from Nine Ports** (https://arxiv.org/abs/1901.00002) holds 9,400 letters.\n"
    [finding] = check(tmp_path, tools, text, "answer.md").findings
    assert finding.verdict == "mismatch"
    assert finding.papers[0].title == "Harbour: Letters Sent from Nine Ports"


def test_two_cites_of_one_paper_in_a_clause_are_one(tmp_path: Path, tools: CheckTools) -> None:
    listed = "\nReferences\n[1] Quay, A. (2021). Lantern: A Treebank of River Languages.\n"
    text = f"Lantern (Quay, 2021) holds 52,300 sentences [1].\n{listed}"
    assert found(check(tmp_path, tools, text, "answer.txt")) == [(1, "consistent", "1")]


@pytest.mark.parametrize("text", ["该数据集有62300个句子", "コーパスは62300文を含む", "62300 sentences"])
def test_a_claim_may_be_short_or_without_spaces(tmp_path: Path, tools: CheckTools, text: str) -> None:
    listed = "\n\nReferences\n[1] Quay, A. (2021). Lantern: A Treebank of River Languages.\n"
    assert found(check(tmp_path, tools, f"{text} [1].{listed}", "answer.txt")) == [(1, "mismatch", "1")]


@pytest.mark.parametrize("text", ["See Table 2", "Treebanks 2021", "数据集"])
def test_a_pointer_a_year_or_a_heading_is_no_claim(tmp_path: Path, tools: CheckTools, text: str) -> None:
    listed = "\n\nReferences\n[1] Quay, A. (2021). Lantern: A Treebank of River Languages.\n"
    assert found(check(tmp_path, tools, f"{text} [1].{listed}", "answer.txt")) == []


def test_numbers_without_a_list_are_told_instead_of_passed_over(tools: CheckTools) -> None:
    rendered = render_report(check_text("Lantern covers 15 river languages [1].", "", tools)).splitlines()
    assert "no references are known for the numbers in its text, such as [1]" in rendered[0]
    assert rendered[1:] == ["No citation was checked."]
