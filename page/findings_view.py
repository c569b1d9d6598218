"""What a check of a document found, as HTML: first what has to be put right, then what could not be checked."""

from collections.abc import Iterable

from assistant.linting.report import CitedPaper, Finding, LintReport, LintVerdict, is_missing, summary_line
from page.html_text import count, outside_link, to_html

WORDS: dict[LintVerdict, str] = {
    "mismatch": "mismatch",
    "quote gone": "quote gone",
    "paper gone": "paper gone",
    "consistent": "consistent",
    "quoted": "quoted",
    "uncited": "no reference",
    "not checked": "not checked",
    "no abstract": "no abstract",
    "not in the collection": "not in the collection",
}
"""What the page calls each verdict, in the order in which they are counted."""
SOUND: frozenset[LintVerdict] = frozenset({"quoted", "consistent"})


def findings_html(report: LintReport) -> str:
    """Return a report for the page. All text of the document and of papers is escaped."""
    failures = [finding for finding in report.findings if finding.is_failure]
    sound = [finding for finding in report.findings if finding.verdict in SOUND]
    open_ones = [finding for finding in report.findings if finding not in failures and finding not in sound]
    verdict = "cw-check-bad" if failures else "cw-check-good"
    parts = [f'<p class="cw-lead {verdict}">{to_html(_headline(report))}</p>']
    if failures:
        parts.append(_list(failures))
    if open_ones:
        parts.append(_folded(f"{count(len(open_ones), 'citation')} not checked", open_ones, is_open=not failures))
    if sound:
        parts.append(_folded(f"{count(len(sound), 'citation')} in agreement with the abstracts", sound))
    ids = [paper.arxiv_id for paper in report.missing if paper.arxiv_id]
    if ids:
        command = f"<code>citewell fetch {to_html(' '.join(ids))}</code>"
        parts.append(f'<p class="cw-check-fetch">Papers that are not here can be fetched: {command}</p>')
    if report.problems:
        lines = "".join(f"<li>{to_html(str(problem))}</li>" for problem in report.problems)
        parts.append(f'<ul class="cw-check-problems">{lines}</ul>')
    return f'<div class="cw-check">{"".join(parts)}</div>'


def _headline(report: LintReport) -> str:
    """Return the counts in the words that the findings themselves bear."""
    if not report.findings:
        return summary_line(report)
    counted = ", ".join(
        f"{report.counts[verdict]:,} {word}" for verdict, word in WORDS.items() if verdict in report.counts
    )
    return f"{count(len(report.findings), 'citation')}: {counted}."


def _folded(heading: str, findings: list[Finding], is_open: bool = False) -> str:
    opened = " open" if is_open else ""
    summary = f"<summary>{to_html(heading)}</summary>"
    return f'<details class="cw-check-more"{opened}>{summary}{_list(findings)}</details>'


def _list(findings: Iterable[Finding]) -> str:
    return f'<ol class="cw-check-list">{"".join(map(finding_html, findings))}</ol>'


def finding_html(finding: Finding) -> str:
    """Return one finding: where, verdict, the sentence, the reasons, the papers."""
    kind = "bad" if finding.is_failure else "good" if finding.verdict in SOUND else "open"
    place = f'<span class="cw-check-place">line {finding.line}</span>'
    verdict = f'<span class="cw-check-verdict cw-check-{kind}">{to_html(WORDS[finding.verdict])}</span>'
    reasons = [reason.text for reason in finding.reasons] + list(finding.notes)
    why = f'<p class="cw-check-why">{to_html("; ".join(reasons))}</p>' if reasons else ""
    papers = "; ".join(_paper(finding, paper) for paper in finding.papers)
    return (
        f'<li class="cw-check-finding">{place} {verdict}'
        f'<p class="cw-check-sentence">{to_html(finding.sentence)}</p>{why}'
        f'<p class="cw-check-paper">{papers}</p></li>'
    )


def _paper(finding: Finding, paper: CitedPaper) -> str:
    title = to_html(paper.title or paper.key)
    if paper.arxiv_id:
        title = outside_link(f"https://arxiv.org/abs/{paper.arxiv_id}", paper.title or paper.key)
    key = f'<span class="cw-check-key">{to_html(paper.key)}</span> ' if paper.title and paper.key != paper.title else ""
    return f"{key}{title}{' (not here)' if is_missing(finding, paper) and not finding.is_failure else ''}"
