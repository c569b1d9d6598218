"""Themes of whole collections from one visit to the next."""

import json
from pathlib import Path

import pytest
from invented_papers import corpus_of, invented_papers
from small_library import Stack, made_up_papers

from assistant.trends.asking import Asked, report_for, report_on_selected
from assistant.trends.command import trends_text
from assistant.trends.corpus import TrendCorpus
from assistant.trends.report import Selection
from assistant.trends.report_file import check_report
from assistant.trends.theme_shelf import FOLDER_NAME, ThemeShelf
from retrieval.datatypes import PaperFilter

ENCODER = "an encoder"


def corpus(n_rivers: int, n_moons: int = 20) -> TrendCorpus:
    return corpus_of(invented_papers({"river": n_rivers, "moon": n_moons}))


def shelf_file(home: Path) -> Path:
    (path,) = (home / FOLDER_NAME).iterdir()
    return path


def saved(home: Path, papers: TrendCorpus, fresh: bool = False) -> tuple[bool, str]:
    """Return whether the themes of the report on papers are carried on, and its text."""
    report = report_on_selected(Asked(), papers, Selection(), ThemeShelf(home, ENCODER, fresh))
    return report.themes.carried_on, " ".join(statement.text for statement in report.statements)


def test_the_same_papers_give_the_same_report_whatever_was_asked_before(tmp_path: Path) -> None:
    alone = report_on_selected(Asked(), corpus(40), Selection())
    shelf = ThemeShelf(tmp_path, ENCODER)
    assert report_on_selected(Asked(), corpus(40), Selection(), shelf) == alone
    report_on_selected(Asked(), corpus(42), Selection(), shelf)
    assert report_on_selected(Asked(), corpus(40), Selection(), shelf) == alone


def test_a_grown_collection_keeps_its_themes_and_says_so(tmp_path: Path) -> None:
    assert saved(tmp_path, corpus(40)) == (False, saved(tmp_path, corpus(40))[1])
    first = ThemeShelf(tmp_path, ENCODER)
    carried, text = saved(tmp_path, corpus(43))
    assert carried
    assert "Its themes are those found among 60 papers, carried on" in text
    assert saved(tmp_path, corpus(43)) == (carried, text)
    known = first.themes_for(corpus(43))
    assert known is not None
    assert known.n_papers == 60


def test_themes_are_carried_on_from_where_they_were_found_and_not_from_report_to_report(tmp_path: Path) -> None:
    saved(tmp_path, corpus(40))
    saved(tmp_path, corpus(43))
    assert "found among 60 papers" in saved(tmp_path, corpus(46))[1]


def test_fresh_themes_are_found_anew_and_kept(tmp_path: Path) -> None:
    saved(tmp_path, corpus(40))
    alone = report_on_selected(Asked(), corpus(43), Selection())
    assert not saved(tmp_path, corpus(43), fresh=True)[0]
    assert report_on_selected(Asked(), corpus(43), Selection(), ThemeShelf(tmp_path, ENCODER)) == alone


def test_a_collection_that_has_changed_much_gets_new_themes(tmp_path: Path) -> None:
    saved(tmp_path, corpus(40))
    assert not saved(tmp_path, corpus(80))[0]
    assert "found among 100 papers" in saved(tmp_path, corpus(82))[1]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": 1}', '{"version": 9, "encoder": "an encoder"}'])
def test_a_broken_file_is_passed_over_and_written_anew(tmp_path: Path, content: str) -> None:
    saved(tmp_path, corpus(40))
    shelf_file(tmp_path).write_text(content, encoding="utf-8")
    assert not saved(tmp_path, corpus(43))[0]
    assert "found among 63 papers" in saved(tmp_path, corpus(45))[1]


def test_a_file_with_damaged_themes_is_passed_over(tmp_path: Path) -> None:
    saved(tmp_path, corpus(40))
    record = json.loads(shelf_file(tmp_path).read_text(encoding="utf-8"))
    shelf_file(tmp_path).write_text(json.dumps({**record, "papers": []}), encoding="utf-8")
    assert not saved(tmp_path, corpus(43))[0]


def test_themes_of_another_encoder_are_not_carried_on(tmp_path: Path) -> None:
    saved(tmp_path, corpus(40))
    assert ThemeShelf(tmp_path, "another encoder").themes_for(corpus(43)) is None


def test_only_a_whole_collection_keeps_or_carries_on(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    shelf = ThemeShelf(stack.home, ENCODER)
    report_for(Asked("otters"), stack.retriever(), PaperFilter(), shelf)
    report_for(Asked(since="2005"), stack.retriever(), PaperFilter(), shelf)
    assert not (stack.home / FOLDER_NAME).exists()
    report_for(Asked(), stack.retriever(), PaperFilter(), shelf)
    assert (stack.home / FOLDER_NAME).exists()


def test_a_report_with_carried_themes_holds(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(20))
    shelf = ThemeShelf(stack.home, ENCODER)
    trends_text(stack.retriever(), Asked(), "json", shelf=shelf)
    stack.ingest_records(*made_up_papers(21))
    report = trends_text(stack.retriever(), Asked(), "json", shelf=shelf)
    assert json.loads(report)["themes"]["carried_on"]
    assert not check_report(report, "r.json", lambda _: stack.retriever()).has_failures
