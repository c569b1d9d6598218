"""A Hugging Face Papers page saved as HTML: each title a heading with a link, its abstract the paragraph below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from retrieval.datatypes import ReadPaper, ReadProblem
from retrieval.identity import arxiv_id_of
from retrieval.readers.huggingface_page import is_furniture
from retrieval.readers.lines import Line
from retrieval.readers.record import paper_from_record

HEADINGS = ("h1", "h2", "h3", "h4")
UNSEEN = ("script", "style", "template", "svg", "footer", "nav", "aside", "form")
CLOSES_A_PARAGRAPH = ("article", "section", "div", "main", "body")


@dataclass(slots=True)
class _Entry:
    line: int
    title: str = ""
    link: str = ""
    paragraphs: list[str] = field(default_factory=list)


class _PageParser(HTMLParser):
    """Collects an entry per heading that links to a paper."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.entries: list[_Entry] = []
        self._heading: _Entry | None = None
        self._paragraph: list[str] | None = None
        self._link = ""
        self._n_unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._n_unseen += 1
        elif tag in HEADINGS:
            self._end_paragraph()
            self._heading = _Entry(self.getpos()[0], link=self._link)
        elif tag == "p":
            self._end_paragraph()
            self._paragraph = []
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
            if self._heading is not None:
                self._heading.link = self._link

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._n_unseen = max(0, self._n_unseen - 1)
        elif tag in HEADINGS and self._heading is not None:
            if "/papers/" in self._heading.link and arxiv_id_of(_last_part(self._heading.link)):
                self.entries.append(self._heading)
            self._heading = None
        elif tag == "p" or tag in CLOSES_A_PARAGRAPH:
            self._end_paragraph()
        elif tag == "a":
            self._link = ""

    def _end_paragraph(self) -> None:
        """Add the open paragraph, which need not be closed by a tag of its own, to the last entry."""
        text = "".join(self._paragraph or ()).strip()
        if self.entries and text and not is_furniture(text):
            self.entries[-1].paragraphs.append(text)
        self._paragraph = None

    def handle_data(self, data: str) -> None:
        if self._n_unseen:
            return
        if self._heading is not None:
            self._heading.title += data
        elif self._paragraph is not None:
            self._paragraph.append(data)


def read_html_page(path: Path, lines: Iterable[Line], problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    """Yield a paper for every linked title with a paragraph below it; the link gives its arXiv id."""
    parser = _PageParser()
    next_number = 1
    for line in lines:
        parser.feed("\n" * (line.number - next_number) + line.text + "\n")
        next_number = line.number + 1
    parser.close()
    n_titles = 0
    for entry in parser.entries:
        title = " ".join(entry.title.split())
        if not title:
            continue
        n_titles += 1
        if not entry.paragraphs:
            what = f"no abstract below “{title[:60]}”"
            remedy = "open the paper's page and save it, or save the list as text where it shows abstracts"
            problems.append(ReadProblem(str(path), entry.line, what, remedy))
            continue
        arxiv_id = arxiv_id_of(_last_part(entry.link))
        record = {
            "title": title,
            "abstract": "\n".join(entry.paragraphs),
            "arxiv_id": arxiv_id,
            "url": f"https://huggingface.co/papers/{arxiv_id}",
        }
        yield ReadPaper(paper_from_record(record, path.name), str(path), entry.line)
    if not n_titles:
        what = "an HTML page without the titles of a Hugging Face Papers page"
        problems.append(ReadProblem(str(path), None, what, "copy the page's text into a text file and ingest that"))


def _last_part(address: str) -> str:
    return address.split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2]
