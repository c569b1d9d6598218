"""Reports out of a real library with the packaged encoder."""

from pathlib import Path

from invented_papers import saved
from small_library import COLLECTION, Stack, made_up_papers

from assistant.trends.comparing import new_since
from assistant.trends.corpus import load_corpus
from assistant.trends.report import Selection, report_on
from assistant.trends.report_json import recompute_on
from assistant.trends.theme_shelf import ThemeShelf
from assistant.trends.themes import find_themes

DIMENSION = 384


def test_a_report_recomputes_until_papers_come(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    corpus = load_corpus(stack.library, COLLECTION, DIMENSION)
    record = saved(report_on(corpus))
    assert recompute_on(record, corpus) == []
    stack.ingest_records(*made_up_papers(14))
    changes = recompute_on(record, load_corpus(stack.library, COLLECTION, DIMENSION))
    assert "12 papers" in changes[0].before
    assert "14 papers" in changes[0].now
    assert len(changes[0].gained) == 2


def test_a_selection_counts_its_own_papers_only(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    ids = tuple(paper.paper_id for paper in stack.library.papers(COLLECTION))[:5]
    report = report_on(load_corpus(stack.library, COLLECTION, DIMENSION, ids), Selection(ids, "picked by hand"))
    assert (report.n_papers, report.n_in_collection) == (5, 12)


def test_the_digest_holds_what_came_since_a_revision(stack: Stack, tmp_path: Path) -> None:
    stack.ingest_records(*made_up_papers(12))
    seen = stack.revision()
    corpus = load_corpus(stack.library, COLLECTION, DIMENSION)
    shelf = ThemeShelf(tmp_path, "an encoder")
    shelf.keep(corpus, find_themes(corpus))
    stack.ingest_records(*made_up_papers(14))
    digest = new_since(stack.library, COLLECTION, DIMENSION, seen, shelf)
    assert [paper.title.split(":")[0] for paper in digest.papers] == ["Study 12", "Study 13"]
    assert sum(len(ids) for _, _, ids in digest.by_theme) == 2
    assert digest.revision == stack.revision()
