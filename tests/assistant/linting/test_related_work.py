"""A related-work section with 40 citations of the founding papers and 12 planted errors, against the real abstracts.

`related_work.tex` was written before the checks were looked at, and nothing is tuned on it; `tuning.tex` is for that.
"""

import json
from pathlib import Path

import pytest
from small_library import COLLECTION, FOUNDING_CORPUS, Stack

from assistant.linting.checking import CheckTools, check_path
from assistant.linting.report import Finding
from assistant.verification.check import Verifier

HERE = Path(__file__).parent
PAGES = FOUNDING_CORPUS / "pages"

N_CITATIONS = 40
N_PLANTED = 12
MIN_CAUGHT = 11
MAX_FALSE_ALARMS = 2


@pytest.fixture
def findings(stack: Stack) -> tuple[Finding, ...]:
    if not PAGES.is_dir():
        pytest.skip("needs ../shared")
    stack.ingest_paths(PAGES)
    tools = CheckTools(stack.library, COLLECTION, Verifier(stack.embedder.embed))
    return check_path(HERE / "related_work.tex", [HERE / "refs.bib"], tools).findings


def test_eleven_of_twelve_planted_errors_are_found_with_two_false_alarms_at_most(findings: tuple[Finding, ...]) -> None:
    planted = [json.loads(line) for line in (HERE / "related_work.expected.jsonl").read_text().splitlines()]
    assert len(planted) == N_PLANTED
    assert sum(len(finding.papers) for finding in findings) == N_CITATIONS
    assert all(paper.paper_id for finding in findings for paper in finding.papers)
    wrong = {(item["line"], item["key"]) for item in planted}
    flagged = {
        (finding.line, paper.key) for finding in findings if finding.verdict == "mismatch" for paper in finding.papers
    }
    assert len(flagged & wrong) >= MIN_CAUGHT, sorted(wrong - flagged)
    assert len(flagged - wrong) <= MAX_FALSE_ALARMS, sorted(flagged - wrong)
