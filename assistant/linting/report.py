"""What a check found: findings with their places, as lines of text and as JSON."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.verification.datatypes import Reason
from retrieval.datatypes import ReadProblem, TextKind

LINT_SCHEMA_VERSION = 1
"""Version of the JSON form of a report, described in docs/check.md."""

LintVerdict = Literal[
    "quoted",
    "consistent",
    "mismatch",
    "uncited",
    "not checked",
    "not in the collection",
    "no abstract",
    "quote gone",
    "paper gone",
]
"""`uncited`: no reference has the key. `not checked`: the sentence says nothing of the paper itself. `quote gone`,
`paper gone`: of saved answers, whose quotes no longer stand."""

FAILED: frozenset[LintVerdict] = frozenset({"mismatch", "quote gone", "paper gone"})


@dataclass(frozen=True, slots=True)
class CitedPaper:
    """A key with what became of it. `paper_id` is None where the collection does not hold the paper."""

    key: str
    title: str
    paper_id: str | None = None
    text_kind: TextKind | None = None
    arxiv_id: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteState:
    """What became of a quote of a saved answer, and where it stands now (code points; None where it is gone)."""

    marker: str
    paper_id: str
    state: Literal["unchanged", "stands", "stands elsewhere", "quote gone", "paper gone"]
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that cites, checked. `line` and `column` (from 1) are those of its cite.

    `sentence` is the text that was checked, without markup: the sentence, or the clause that the cite belongs to.
    """

    path: str
    line: int
    column: int
    sentence_line: int
    sentence: str
    papers: tuple[CitedPaper, ...]
    verdict: LintVerdict
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    quotes: tuple[QuoteState, ...] = ()

    @property
    def is_failure(self) -> bool:
        """Say whether this has to be put right: a mismatch, or a quote that no longer stands."""
        return self.verdict in FAILED


@dataclass(frozen=True, slots=True)
class LintReport:
    """The findings of all files in order, and what could not be read or followed."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[ReadProblem, ...] = ()

    def __add__(self, other: "LintReport") -> "LintReport":
        return LintReport(self.findings + other.findings, self.problems + other.problems)

    @property
    def has_failures(self) -> bool:
        """Say whether a command that checks should end in exit code 1."""
        return any(finding.is_failure for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of findings per verdict, those that occur."""
        return dict(Counter(finding.verdict for finding in self.findings))

    @property
    def missing(self) -> tuple[CitedPaper, ...]:
        """Return the papers that are cited and not held, each once, in order."""
        held = {paper.key: paper for finding in self.findings for paper in finding.papers if is_missing(finding, paper)}
        return tuple({(paper.arxiv_id or paper.title): paper for paper in held.values()}.values())


def is_missing(finding: Finding, paper: CitedPaper) -> bool:
    """Say whether a cited paper has a reference and no place in the collection."""
    return paper.paper_id is None and finding.verdict not in ("uncited", "paper gone")


def render_report(report: LintReport) -> str:
    """Return the report as lines: a finding each, then problems, papers to fetch, and a summary.

    related_work.tex:14:8: mismatch: says 4.2 billion, the abstract says 4.7 billion  [smith2020 → Lantern: A Treebank]
    """
    lines = [finding_line(finding) for finding in report.findings]
    lines += [f"{problem}" for problem in report.problems]
    ids = [paper.arxiv_id for paper in report.missing if paper.arxiv_id]
    if ids:
        lines.append(f"Papers that are not in the collection can be fetched: citewell fetch {' '.join(ids)}")
    lines.append(summary_line(report))
    return "\n".join(lines)


def finding_line(finding: Finding) -> str:
    """Return a finding on one line."""
    place = f"{finding.path}:{finding.line}:{finding.column}"
    detail = "; ".join([*(reason.text for reason in finding.reasons), *finding.notes])
    papers = ", ".join(_named(paper) for paper in finding.papers)
    return f"{place}: {finding.verdict}{f': {detail}' if detail else ''}  [{papers}]"


def summary_line(report: LintReport) -> str:
    """Return the counts in one sentence."""
    if not report.findings:
        return "No citation was checked." if report.problems else "No citations found."
    n_files = len({finding.path for finding in report.findings})
    parts = [f"{count} {verdict}" for verdict, count in _in_order(report.counts)]
    files = "" if n_files == 1 else f" in {n_files} files"
    n_findings = len(report.findings)
    return f"{n_findings} citation{'s' if n_findings != 1 else ''}{files}: {', '.join(parts)}."


def _in_order(counts: dict[str, int]) -> Iterable[tuple[str, int]]:
    order = ("mismatch", "quote gone", "paper gone", "consistent", "quoted", "uncited", "not checked", "no abstract")
    names = [*(name for name in order if name in counts), *(name for name in counts if name not in order)]
    return ((name, counts[name]) for name in names)


def _named(paper: CitedPaper) -> str:
    return f"{paper.key} → {paper.title}" if paper.title and paper.title != paper.key else paper.key


def report_to_json(report: LintReport) -> dict[str, Any]:
    """Return a report in plain JSON types."""
    return {
        "schema_version": LINT_SCHEMA_VERSION,
        "ok": not report.has_failures,
        "counts": report.counts,
        "findings": [asdict(finding) for finding in report.findings],
        "missing": [{"key": paper.key, "title": paper.title, "arxiv_id": paper.arxiv_id} for paper in report.missing],
        "problems": [asdict(problem) for problem in report.problems],
    }
