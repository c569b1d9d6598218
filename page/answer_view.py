"""Answer → HTML. Pure functions; titles, abstracts and a model's words are data and are escaped, all of them.

The HTML is one line inside one `<div>`: Markdown, which the chat renders, leaves such a block alone, so that nothing in
a text can become a picture or a link. A marker is a link to the cited sentence, inside a `<details>` that is closed at
first; markers.js opens it. `key` makes the ids unique on the page.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from assistant.citations import TABLE_ROW, TABLE_RULE, find_markers, format_marker
from assistant.datatypes import SYNOPSIS_NOTE, Answer, AnswerSentence, Citation, Computation, PaperScore
from assistant.verification.gate import failures, support_line
from page.copied_text import copied_text
from page.filter_chips import chips_html
from page.html_text import count, outside_link, to_html, to_html_lines
from retrieval.datatypes import Paper

MAX_AUTHORS = 3
MAX_BEHIND = 25
"""Papers that are named behind a number."""
MAX_WHOLE_TEXTS = 60
"""Papers of an answer whose whole text the page holds; a longer list goes on with its quotations alone."""

VERDICT_HINTS = {
    "quoted": "quoted: the cited sentence's own words",
    "supported": "supported: all checks passed, and the judge agrees",
    "consistent": "consistent: numbers, names and direction agree with the cited sentence; its meaning was not judged",
}
WRITING = '<p class="cw-foot cw-writing">Writing…</p>'
"""The foot of an answer that is still being written."""
STOPPED = '<p class="cw-foot">Stopped: this is not the whole answer.</p>'

BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
HEADING = re.compile(r"^\s*#{1,6}\s+")
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
CELL = re.compile(r"\|\s*((?:[^|\n]*[^|\s])?)\s*(?=\|)")
PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")


def answer_html(answer: Answer, key: str) -> str:
    """Return an answer, finished or as far as it is written."""
    glance = _glance(answer)
    if answer.gap == "silent" and answer.sentences:
        body = _lead(answer) + glance + '<p class="cw-label">What its text does say</p>' + _body(answer, key)
    elif answer.abstained:
        body = _abstention(answer)
    else:
        body = glance + _body(answer, key)
    foot = f'{_copy_button(answer)}<p class="cw-foot">{to_html(foot_line(answer))}</p>' if answer.complete else WRITING
    filters = chips_html(answer.chips, answer.question.ignored_filters)
    return f'<div class="cw-answer">{filters}{body}{_bibtex(answer)}{_remarks(answer)}{foot}</div>'


def _body(answer: Answer, key: str) -> str:
    if answer.writer == "extractive" and answer.layout in (None, "list"):
        return _statements(answer) + _quotes(answer, key)
    body = _prose(answer, key)
    return body + (_behind(answer, key) + _cited_papers(answer, key) if answer.complete else "")


def _glance(answer: Answer) -> str:
    """Return how many statements hold, as a line that stands over the finished answer."""
    line = support_line(answer.sentences) if answer.complete else ""
    if not line:
        return ""
    mood = "cw-held" if not failures(answer.sentences) else "cw-failed"
    return f'<p class="cw-support {mood}">{to_html(line)}</p>'


def _copy_button(answer: Answer) -> str:
    """Return a button and, not seen, the plain text that copying.js puts into the clipboard: attributes are cut off."""
    text = copied_text(answer)
    if not text:
        return ""
    hint = "Copy the answer as plain text, with its markers and the papers that they lead to"
    button = f'<button type="button" class="cw-copy" title="{hint}">Copy</button>'
    return f'{button}<pre class="cw-plain">{to_html_lines(text)}</pre>'


def _bibtex(answer: Answer) -> str:
    if not answer.bibtex:
        return ""
    return (
        '<details class="cw-card cw-bibtex"><summary>BibTeX of the cited papers</summary>'
        f"<pre>{to_html_lines(answer.bibtex)}</pre></details>"
    )


def foot_line(answer: Answer) -> str:
    """Return who wrote the answer, what it rests on, and what it cost, in one line."""
    parts: list[str] = []
    if answer.sentences:
        parts += [_basis(answer)]
        parts.append("extractive writer" if answer.model is None else f"written by {answer.model}")
    if "total_tokens" in answer.usage:
        parts.append(f"{answer.usage['total_tokens']:,} tokens")
    if "total" in answer.timings_ms:
        parts.append(_duration(answer.timings_ms["total"]))
    return " · ".join(parts)


def _basis(answer: Answer) -> str:
    papers = {citation.paper_id for citation in answer.citations}
    if answer.writer != "extractive":
        return f"{count(len(answer.citations), 'citation')} of {count(len(papers), 'paper')}"
    kinds = {citation.text_kind for citation in answer.citations}
    quotes = count(len(answer.citations), "quote" if kinds == {"abstract"} else "sentence")
    nouns = ("synopsis", "synopses") if kinds == {"synopsis"} else ("paper", "papers")
    return f"{quotes} from {count(len(papers), *nouns)}"


def _statements(answer: Answer) -> str:
    """Return what citewell itself states ahead of its quotations, such as how many papers were considered."""
    own = [
        sentence
        for sentence in answer.sentences
        if sentence.kind in ("computed", "framing") and not answer.text[: sentence.start].endswith("# ")
    ]
    return "".join(f'<p class="cw-own">{to_html(sentence.text)}</p>' for sentence in own)


def _quotes(answer: Answer, key: str) -> str:
    """Return the chosen sentences under the paper they are from; only the first papers come with their whole text."""
    blocks = []
    for index, (item, citations) in enumerate(_cited(answer)):
        quotes = "".join(
            f'<p class="cw-quote">{to_html(citation.quote)} {_marker_link(citation, key)}</p>' for citation in citations
        )
        whole = (
            f'<details class="cw-whole"><summary>Show the {item.paper.text_kind}</summary>'
            f"{_text(item, citations, key)}</details>"
        )
        blocks.append(
            f'<section class="cw-paper"><h3 class="cw-heading">{_number(item)}{to_html(item.paper.title)}</h3>'
            f"{_facts(item.paper)}{quotes}{whole if index < MAX_WHOLE_TEXTS else ''}</section>"
        )
    return "".join(blocks)


def _prose(answer: Answer, key: str) -> str:
    """Return a text as paragraphs, bullets, headings and tables; its sentences show their verdicts."""
    blocks: list[str] = []
    bullets: list[str] = []
    rows: list[tuple[str, ...]] = []
    start = 0

    def end_runs() -> None:
        if bullets:
            blocks.append(f"<ul>{''.join(bullets)}</ul>")
            bullets.clear()
        if rows:
            head = "".join(f"<th>{cell}</th>" for cell in rows[0])
            body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1:])
            blocks.append(
                f'<div class="cw-table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
            )
            rows.clear()

    for line in re.split(r"(?<=\n)", answer.text):  # as sentences are cut: U+2028 and the like end no line
        end = start + len(line.rstrip())
        if TABLE_ROW.match(line):
            if not TABLE_RULE.match(line):
                cells = list(CELL.finditer(answer.text, start, end))
                rows.append(tuple(_inline(answer, cell.start(1), cell.end(1), key) for cell in cells))
        elif mark := BULLET.match(line):
            bullets.append(f"<li>{_inline(answer, start + mark.end(), end, key)}</li>")
        elif line.strip():
            end_runs()
            if mark := HEADING.match(line):
                blocks.append(f'<p class="cw-subheading">{_inline(answer, start + mark.end(), end, key)}</p>')
            else:
                blocks.append(f"<p>{_inline(answer, start, end, key)}</p>")
        start += len(line)
    end_runs()
    return f'<div class="cw-prose">{"".join(blocks)}</div>'


def _inline(answer: Answer, start: int, end: int, key: str) -> str:
    """Return a stretch of the text, its sentences each dressed in its verdict."""
    html, at = "", start
    for sentence in answer.sentences:
        if start <= sentence.start and sentence.end <= end:
            html += _linked(answer, at, sentence.start, key)
            html += _dressed(answer, sentence, _counted(answer, sentence, key))
            at = sentence.end
    return html + _linked(answer, at, end, key)


def _counted(answer: Answer, sentence: AnswerSentence, key: str) -> str:
    """Return a sentence, each number that was counted a way to its papers."""
    places = _computations(answer) if answer.complete else {}
    html, at = "", sentence.start
    for number in sentence.numbers if places else ():
        html += _linked(answer, at, number.start, key)
        text = to_html(answer.text[number.start : number.end])
        place = list(places).index(_computation_key(number.computation))
        html += (
            f'<a class="cw-marker cw-counted" href="#{key}-count-{place}" title="Show the papers">{text}</a>'
            if number.computation.paper_ids
            else text
        )
        at = number.end
    return html + _linked(answer, at, sentence.end, key)


def _computation_key(computation: Computation) -> tuple[str, tuple[tuple[str, str | int], ...]]:
    return computation.name, tuple(sorted(computation.arguments.items()))


def _computations(answer: Answer) -> dict[Any, tuple[Computation, str]]:
    """Return the queries behind the numbers of an answer, each once, with the first sentence that each stands in."""
    found: dict[Any, tuple[Computation, str]] = {}
    for sentence in answer.sentences:
        for number in sentence.numbers:
            found.setdefault(_computation_key(number.computation), (number.computation, sentence.text))
    return found


def _behind(answer: Answer, key: str) -> str:
    """Return what an answer on trends leads to: the papers behind each number, and the whole report."""
    report = answer.report
    if report is None:
        return ""
    lists = []
    for place, (computation, sentence) in enumerate(_computations(answer).values()):
        known = [report.papers[paper_id] for paper_id in computation.paper_ids if paper_id in report.papers]
        named = "".join(f"<li>{_named(paper)}</li>" for paper in known[:MAX_BEHIND])
        more = len(computation.paper_ids) - min(len(known), MAX_BEHIND)
        rest = f'<p class="cw-foot">and {more:,} more, all in the whole report</p>' if more else ""
        lists.append(
            f'<div class="cw-behind-list" id="{key}-count-{place}"><p class="cw-facts">'
            f"{count(len(computation.paper_ids), 'paper')} behind: {to_html(sentence)}</p><ul>{named}</ul>{rest}</div>"
        )
    asked = urlencode({"query": report.query, "by": report.by})
    link = f'<p class="cw-whole-report"><a href="#cw-trends?{to_html(asked)}">See the whole report, with plots</a></p>'
    return (
        f'<details class="cw-card cw-behind"><summary>Papers behind the numbers</summary><div class="cw-inside">'
        f'<p class="cw-foot">Click a number above: its papers stand here.</p>{"".join(lists)}</div></details>{link}'
    )


def _named(paper: Paper) -> str:
    year = "" if paper.year is None else f' <span class="cw-year">{paper.year}</span>'
    link = outside_link(paper.url, paper.title) if paper.url else ""
    return f"{link or to_html(paper.title)}{year}"


def _dressed(answer: Answer, sentence: AnswerSentence, html: str) -> str:
    match sentence.verdict:
        case "mismatch":
            why = to_html("; ".join(sentence.reasons))
            return f'<del class="cw-mismatch">{html}</del> <span class="cw-why">mismatch: {why}</span>'
        case "uncited":
            why = to_html("; ".join(sentence.reasons) or "cites nothing")
            return f'<span class="cw-uncited">{html}</span> <span class="cw-why">{why}</span>'
        case None if sentence.kind in ("claim", "quote") and not answer.complete:
            return f'<span class="cw-pending">{html}</span>'
        case None:
            return html
        case verdict:
            hint = to_html("; ".join((VERDICT_HINTS[verdict], *sentence.notes)))
            return f'<span class="cw-said" title="{hint}">{html}</span>'


def _linked(answer: Answer, start: int, end: int, key: str) -> str:
    """Return a stretch of the text with its markers as links and its bold words bold."""
    citations = {citation.marker: citation for citation in answer.citations}
    reasons = {item.marker: item.reason for item in answer.unresolved}
    links: list[str] = []
    stretch = answer.text[start:end]
    text, at = "", 0
    for marker in find_markers(stretch, [citation.quote for citation in answer.citations]):
        named = [format_marker(place.paper, place.sentence) for place in marker.places if place.sentence is not None]
        html = "".join(_marker_link(citations[name], key, answer.complete) for name in named if name in citations)
        if marker.text in reasons:
            title = to_html(reasons[marker.text])
            html += f'<span class="cw-unresolved" title="{title}">{_in_brackets(marker.text)}</span>'
        if html:
            text += f"{_plain(stretch[at : marker.start])}\ue000{len(links)}\ue001"
            links.append(html)
            at = marker.end
    dressed = BOLD.sub(r"<strong>\1</strong>", to_html(text + _plain(stretch[at:])))
    return PLACEHOLDER.sub(lambda match: links[int(match.group(1))], dressed)


def _plain(text: str) -> str:
    return text.replace("\ue000", "").replace("\ue001", "")


def _marker_link(citation: Citation, key: str, is_linked: bool = True) -> str:
    label = _in_brackets(citation.marker)
    if not is_linked:  # the sentence it leads to is shown once the answer is complete
        return f'<span class="cw-marker">{label}</span>'
    hint = to_html(f"{citation.title}: {citation.quote}")
    return f'<a class="cw-marker" href="#{_sentence_id(citation, key)}" title="{hint}">{label}</a>'


def _in_brackets(marker: str) -> str:
    """Return a marker whose brackets are not seen: a marker that is copied without them reads as a number."""
    bracket = '<span class="cw-bracket" aria-hidden="true">{}</span>'
    return f"{bracket.format('[')}{to_html(marker.strip('[]【】［］〔〕'))}{bracket.format(']')}"


def _sentence_id(citation: Citation, key: str) -> str:
    return f"{key}-{citation.marker.strip('[]').replace('.', '-')}"


def _cited_papers(answer: Answer, key: str) -> str:
    cited = _cited(answer)
    if not cited:
        return ""
    cards = "".join(_card(item, citations, key) for item, citations in cited)
    return f'<div class="cw-sources"><p class="cw-label">Cited papers</p>{cards}</div>'


def _cited(answer: Answer) -> list[tuple[PaperScore, list[Citation]]]:
    """Return the cited papers in the order of their first citation, each with its citations, none twice."""
    by_id = {item.paper.paper_id: item for item in answer.evidence}
    cited: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        own = cited.setdefault(citation.paper_id, [])
        if citation not in own:
            own.append(citation)
    return [(by_id[paper_id], citations) for paper_id, citations in cited.items()]


def _lead(answer: Answer) -> str:
    return f'<p class="cw-lead">{to_html(answer.reason or answer.text)}</p>'


def _abstention(answer: Answer) -> str:
    lead = _lead(answer)
    if not answer.nearest:
        return lead
    cards = "".join(f"{_card(item, (), '')}{_closest(item)}" for item in answer.nearest)
    label = "Nothing is claimed. The nearest papers, each with the sentence that came closest, to judge for yourself"
    return f'{lead}<p class="cw-label">{label}</p>{cards}'


def _closest(item: PaperScore) -> str:
    return "" if item.closest is None else f'<p class="cw-closest">{to_html(item.closest.text)}</p>'


def _card(item: PaperScore, citations: Sequence[Citation], key: str) -> str:
    year = "" if item.paper.year is None else f' <span class="cw-year">{item.paper.year}</span>'
    return (
        f'<details class="cw-card"><summary>{_number(item)}<span class="cw-title">{to_html(item.paper.title)}</span>'
        f'{year}</summary><div class="cw-inside">{_facts(item.paper)}{_text(item, citations, key)}</div></details>'
    )


def _number(item: PaperScore) -> str:
    return "" if item.number is None else f'<span class="cw-number">{item.number}</span> '


def _facts(paper: Paper) -> str:
    """Return the line of what is known: authors, year, venue, the way out to the paper, and whose words its text is."""
    parts = [to_html(part) for part in (_authors(paper), str(paper.year or ""), paper.venue or "") if part]
    if paper.url:
        name = f"arXiv {paper.arxiv_id}" if paper.arxiv_id and "arxiv.org" in paper.url else "open the paper"
        link = outside_link(paper.url, name)
        parts += [link] if link else []
    if paper.text_kind == "synopsis":
        parts.append(f'<span class="cw-synopsis">{to_html(SYNOPSIS_NOTE)}</span>')
    return f'<p class="cw-facts">{" · ".join(parts)}</p>' if parts else ""


def _authors(paper: Paper) -> str:
    if len(paper.authors) <= MAX_AUTHORS:
        return ", ".join(paper.authors)
    return f"{', '.join(paper.authors[:MAX_AUTHORS])} and {len(paper.authors) - MAX_AUTHORS} more"


def _text(item: PaperScore, citations: Sequence[Citation], key: str) -> str:
    """Return the whole abstract or synopsis, its cited sentences highlighted."""
    text, html, end = item.paper.abstract, "", 0
    for citation in sorted(citations, key=lambda citation: citation.start):
        label = to_html(citation.marker.strip("[]"))
        html += (
            f'{to_html(text[end : citation.start])}<mark id="{_sentence_id(citation, key)}">'
            f'<span class="cw-place">{label}</span> {to_html(text[citation.start : citation.end])}</mark>'
        )
        end = citation.end
    return f'<p class="cw-text">{html}{to_html(text[end:])}</p>'


def _remarks(answer: Answer) -> str:
    remarks = []
    if answer.broken_off:
        remarks.append(f"This answer is broken off: {answer.broken_off}.")
    if answer.complete and answer.unresolved:
        n = len(answer.unresolved)
        listed = "; ".join(f"{item.marker} — {item.reason}" for item in answer.unresolved)
        remarks.append(f"{count(n, 'marker')} {'names' if n == 1 else 'name'} nothing: {listed}.")
    remarks += answer.notices
    return "".join(f'<p class="cw-remark">{to_html(remark)}</p>' for remark in remarks)


def _duration(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"
