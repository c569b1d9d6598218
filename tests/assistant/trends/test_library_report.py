"""Reports out of a real library with the packaged encoder."""

from small_library import COLLECTION, Stack, made_up_papers

from assistant.trends.comparing import new_since
from assistant.trends.corpus import load_corpus
from assistant.trends.report import Selection, build_report, recompute, report_to_json
from assistant.trends.themes import find_themes

DIMENSION = 384


def test_a_report_recomputes_until_papers_come(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    saved = report_to_json(build_report(stack.library, COLLECTION, DIMENSION))
    assert recompute(saved, stack.library, DIMENSION) == []
    stack.ingest_records(*made_up_papers(14))
    changes = recompute(saved, stack.library, DIMENSION)
    assert "12 papers" in changes[0].before
    assert "14 papers" in changes[0].now
    assert len(changes[0].gained) == 2


def test_a_selection_counts_its_own_papers_only(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    ids = tuple(paper.paper_id for paper in stack.library.papers(COLLECTION))[:5]
    report = build_report(stack.library, COLLECTION, DIMENSION, Selection(ids, "picked by hand"))
    assert (report.n_papers, report.n_in_collection) == (5, 12)


def test_the_digest_holds_what_came_since_a_revision(stack: Stack) -> None:
    stack.ingest_records(*made_up_papers(12))
    seen = stack.revision()
    themes = find_themes(load_corpus(stack.library, COLLECTION, DIMENSION))
    stack.ingest_records(*made_up_papers(14))
    digest = new_since(stack.library, COLLECTION, DIMENSION, seen, themes)
    assert [paper.title.split(":")[0] for paper in digest.papers] == ["Study 12", "Study 13"]
    assert sum(len(ids) for _, _, ids in digest.by_theme) == 2
    assert digest.revision == stack.revision()
