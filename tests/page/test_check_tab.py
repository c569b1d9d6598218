"""The tab "Check": its findings as HTML, and the tab itself over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.linting.report import CitedPaper, Finding, LintReport, LintVerdict
from assistant.settings import Settings
from assistant.verification.datatypes import Reason
from assistant.workspace import Workspace
from page.check_tab import check_pasted, read_dropped
from page.findings_view import findings_html
from page.shared_workspace import SharedWorkspace
from retrieval.datatypes import ReadProblem

BIB = "@misc{ferry, title = {Ferry Timetables as Graphs}, year = {2021}}"


def finding(verdict: LintVerdict, sentence: str = "Ferries fly.", **facts: object) -> Finding:
    paper = CitedPaper("ferry", "Ferry Timetables as Graphs", "ferries", "abstract", "2101.00001")
    return Finding("x.tex", 4, 2, 3, sentence, (paper,), verdict, **facts)  # type: ignore[arg-type]


def test_failures_stand_open_and_what_agrees_is_folded_away() -> None:
    reason = Reason("number", "says 8, the abstract says 7")
    html = findings_html(LintReport((finding("consistent"), finding("mismatch", reasons=(reason,)))))
    before, folded = html.split("<details", 1)
    assert "says 8, the abstract says 7" in before
    assert "line 4" in before
    assert "1 citation in agreement with the abstracts" in folded
    assert "2 citations: 1 mismatch, 1 consistent." in html


def test_the_headline_calls_a_finding_what_the_finding_is_called() -> None:
    html = findings_html(LintReport((finding("uncited"), finding("mismatch"), finding("uncited"))))
    assert "3 citations: 1 mismatch, 2 no reference." in html
    assert 'cw-check-open">no reference<' in html
    assert "uncited" not in html


def test_everything_that_comes_from_the_text_is_escaped() -> None:
    evil = "<img src=x onerror=alert(1)>"
    paper = CitedPaper(evil, evil, None, None, None)
    found = Finding("x", 1, 1, 1, evil, (paper,), "mismatch", (Reason("name", evil),), (evil,))
    html = findings_html(LintReport((found,), (ReadProblem(evil, 1, evil, evil),)))
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 6


def test_papers_that_are_not_here_come_with_the_command_that_fetches_them() -> None:
    paper = CitedPaper("far", "Far Away", None, None, "2309.00001")
    html = findings_html(LintReport((Finding("x", 1, 1, 1, "It is far.", (paper,), "not in the collection"),)))
    assert "<code>citewell fetch 2309.00001</code>" in html
    assert 'href="https://arxiv.org/abs/2309.00001"' in html


def test_dropped_files_go_into_their_boxes_and_are_removed(tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text("Text \\cite{a}.", encoding="utf-8")
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "photo.txt").write_bytes(b"\0\0")
    paths = [str(path) for path in sorted(tmp_path.iterdir())]
    _, text, references, name, result = read_dropped(paths, "", "", "")
    assert (text, references, name) == ("Text \\cite{a}.", BIB, "paper.tex")
    assert "photo.txt: is no text" in str(result.value).replace("Photo", "photo")
    assert list(tmp_path.iterdir()) == []


def dropped(folder: Path, **contents: str) -> list[str]:
    """Return the paths of files, named `main_tex` for main.tex."""
    paths = [folder / name.replace("_", ".") for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_text(content, encoding="utf-8")
    return [str(path) for path in paths]


def test_dropped_references_join_each_other_and_those_in_the_box(tmp_path: Path) -> None:
    two = dropped(tmp_path, a_bib="@misc{a}\n", b_bib=BIB)
    references = read_dropped(two, "", "@misc{mine}", "")[2]
    assert references == f"@misc{{mine}}\n\n@misc{{a}}\n\n{BIB}"
    again = dropped(tmp_path, b_bib=BIB)
    assert read_dropped(again, "", references, "")[2] == references


def test_of_several_texts_the_first_is_taken_and_the_others_are_told(tmp_path: Path) -> None:
    _, text, _, name, result = read_dropped(dropped(tmp_path, a_tex="One.", b_md="Two."), "", "", "")
    assert (text, name) == ("One.", "a.tex")
    assert "the box holds “a.tex”. Not taken: b.md." in str(result.value)
    assert read_dropped(dropped(tmp_path, c_tex="Three."), "One.", "", "a.tex")[1] == "Three."


def test_a_dropped_text_does_not_overwrite_what_was_typed(tmp_path: Path) -> None:
    _, text, _, name, result = read_dropped(dropped(tmp_path, a_tex="One."), "My own words.", "", "")
    assert (text, name) == ("My own words.", "")
    assert "the box holds your own text. Not taken: a.tex." in str(result.value)


@pytest.fixture
def shared(prepared_home: Path) -> Iterator[SharedWorkspace]:
    settings = Settings(home=prepared_home, collection="papers", threads=1, _env_file=None)  # type: ignore[call-arg]
    with Workspace(settings, "a test") as workspace:
        opened = SharedWorkspace(workspace)
        yield opened
        opened.close()


def last_result(shared: SharedWorkspace, text: str, references: str) -> str:
    """Return what the tab shows in the end."""
    *_, (_, result) = check_pasted(shared, text, references, "")
    return str(result.value)


def test_pasted_text_is_checked_against_the_collection(shared: SharedWorkspace) -> None:
    text = "Delays of ferries fall by 8 percent when planned with the graph \\citep{ferry}."
    shown = last_result(shared, text, BIB)
    assert "mismatch" in shown
    assert "Ferry Timetables as Graphs" in shown


def test_an_empty_box_and_a_broken_answer_are_told_what_to_do(shared: SharedWorkspace) -> None:
    assert "Paste a text or drop a file first." in last_result(shared, " ", "")
    shown = last_result(shared, '{"schema_version": 9, "sentences": []}', "")
    assert "This text cannot be checked." in shown
    assert "update citewell" in shown
