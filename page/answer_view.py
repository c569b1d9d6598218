"""Answer → HTML. Pure functions; titles, abstracts and a model's words are data and are escaped, all of them.

The HTML is one line inside one `<div>`: Markdown, which the chat renders, leaves such a block alone, so that nothing in
a text can become a picture or a link. A marker is a link to the cited sentence, inside a `<details>` that is closed at
first; markers.js opens it. `key` makes the ids unique on the page.
"""

import re
from collections.abc import Sequence

from assistant.citations import find_markers, format_marker
from assistant.datatypes import SYNOPSIS_NOTE, Answer, Citation, PaperScore
from page.html_text import count, outside_link, to_html
from retrieval.datatypes import Paper

MAX_AUTHORS = 3
WRITING = '<p class="cw-foot cw-writing">Writing…</p>'
"""The foot of an answer that is still being written."""
STOPPED = '<p class="cw-foot">Stopped. What stands above is not the whole answer.</p>'

BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
HEADING = re.compile(r"^\s*#{1,6}\s+")
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")


def answer_html(answer: Answer, key: str) -> str:
    """Return an answer, finished or as far as it is written."""
    if answer.abstained:
        body = _abstention(answer)
    elif answer.writer == "extractive":
        body = _quotes(answer, key)
    else:
        body = _prose(answer, key) + (_cited_papers(answer, key) if answer.complete else "")
    foot = f'<p class="cw-foot">{to_html(foot_line(answer))}</p>' if answer.complete else WRITING
    return f'<div class="cw-answer">{body}{_remarks(answer)}{foot}</div>'


def foot_line(answer: Answer) -> str:
    """Return who wrote the answer, what it rests on, and what is known of its support, in one line."""
    parts: list[str] = []
    if not answer.abstained:
        parts += [_basis(answer)]
        n_uncited = sum(1 for sentence in answer.sentences if not sentence.citations)
        if n_uncited:
            parts.append(f"{count(n_uncited, 'sentence')} without a citation")
        parts.append("extractive writer" if answer.model is None else f"written by {answer.model}")
        parts.append("not checked")
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


def _quotes(answer: Answer, key: str) -> str:
    """Return the chosen sentences under the paper they are from."""
    blocks = []
    for item, citations in _cited(answer):
        quotes = "".join(
            f'<p class="cw-quote">{to_html(citation.quote)} {_marker_link(citation, key)}</p>' for citation in citations
        )
        blocks.append(
            f'<section class="cw-paper"><h3 class="cw-heading">{_number(item)}{to_html(item.paper.title)}</h3>'
            f"{_facts(item.paper)}{quotes}"
            f'<details class="cw-whole"><summary>Show the {item.paper.text_kind}</summary>'
            f"{_text(item, citations, key)}</details></section>"
        )
    return "".join(blocks)


def _prose(answer: Answer, key: str) -> str:
    """Return a model's text: paragraphs, bullets and bold, with its markers as links once the answer is complete."""
    text, links = _with_placeholders(answer, key)
    blocks: list[str] = []
    bullets: list[str] = []

    def end_list() -> None:
        if bullets:
            blocks.append(f"<ul>{''.join(bullets)}</ul>")
            bullets.clear()

    for line in text.splitlines():
        if not line.strip():
            continue
        if mark := BULLET.match(line):
            bullets.append(f"<li>{_inline(line[mark.end() :], links)}</li>")
            continue
        end_list()
        if mark := HEADING.match(line):
            blocks.append(f'<p class="cw-subheading">{_inline(line[mark.end() :], links)}</p>')
        else:
            blocks.append(f"<p>{_inline(line, links)}</p>")
    end_list()
    return f'<div class="cw-prose">{"".join(blocks)}</div>'


def _with_placeholders(answer: Answer, key: str) -> tuple[str, list[str]]:
    """Return the text with each marker replaced by a placeholder, and the HTML that each placeholder stands for."""
    citations = {citation.marker: citation for citation in answer.citations}
    reasons = {item.marker: item.reason for item in answer.unresolved}
    links: list[str] = []
    text, end = "", 0
    for marker in find_markers(answer.text, [citation.quote for citation in answer.citations]):
        named = [format_marker(place.paper, place.sentence) for place in marker.places if place.sentence is not None]
        html = "".join(_marker_link(citations[name], key, answer.complete) for name in named if name in citations)
        if marker.text in reasons:
            title = to_html(reasons[marker.text])
            html += f'<span class="cw-unresolved" title="{title}">{to_html(marker.text.strip("[]【】［］〔〕"))}</span>'
        if html:
            text += f"{_plain(answer.text[end : marker.start])}\ue000{len(links)}\ue001"
            links.append(html)
            end = marker.end
    return text + _plain(answer.text[end:]), links


def _plain(text: str) -> str:
    return text.replace("\ue000", "").replace("\ue001", "")


def _inline(line: str, links: Sequence[str]) -> str:
    html = BOLD.sub(r"<strong>\1</strong>", to_html(line))
    return PLACEHOLDER.sub(lambda match: links[int(match.group(1))], html)


def _marker_link(citation: Citation, key: str, is_linked: bool = True) -> str:
    label = to_html(citation.marker.strip("[]"))
    if not is_linked:  # the sentence it leads to is shown once the answer is complete
        return f'<span class="cw-marker">{label}</span>'
    hint = to_html(f"{citation.title}: {citation.quote}")
    return f'<a class="cw-marker" href="#{_sentence_id(citation, key)}" title="{hint}">{label}</a>'


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


def _abstention(answer: Answer) -> str:
    lead = f'<p class="cw-lead">{to_html(answer.reason or answer.text)}</p>'
    if not answer.nearest:
        return lead
    cards = "".join(_card(item, (), "") for item in answer.nearest)
    return f'{lead}<p class="cw-label">Nothing is claimed. The nearest papers, to judge for yourself</p>{cards}'


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
