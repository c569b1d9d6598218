"""The themes of whole collections, kept in the home folder, so that papers keep their company when some more come.

Kept are the themes that were last found anew, never those that were carried on: a report depends on them and on its
papers, and not on how often one has asked since. As long as a collection is what it was, nothing is carried on.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.trends.corpus import TrendCorpus
from assistant.trends.report import Report
from assistant.trends.report_json import PaperTable, named_papers, themes_from_json
from assistant.trends.statements import Statement
from assistant.trends.themes import Themes

FOLDER_NAME = "trends_themes"
SHELF_VERSION = 1
BROKEN = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError)


class ThemeShelf:
    """The kept themes of a home folder. `encoder` names the vectors that they were found with.

    A `fresh` shelf gives none and keeps what is found.
    """

    def __init__(self, home: Path, encoder: str, fresh: bool = False) -> None:
        self._folder = home / FOLDER_NAME
        self._encoder = encoder
        self._fresh = fresh

    def themes_for(self, corpus: TrendCorpus) -> Themes | None:
        """Return the kept themes of another state of a whole collection.

        None where the papers are those that the themes were found of, and where nothing is kept that can be read: what
        is kept is derived.
        """
        record = None if self._fresh else self._read(corpus)
        if record is None or record["papers_sha256"] == papers_sha256(corpus):
            return None
        try:
            return themes_from_json(named_papers(record["themes"], record["papers"]))
        except BROKEN:
            return None

    def keep(self, corpus: TrendCorpus, themes: Themes) -> None:
        """Keep themes that were found anew of a whole collection. A home that cannot be written keeps none."""
        known, own = self._read(corpus), papers_sha256(corpus)
        if known is not None and known["papers_sha256"] == own and not self._fresh:
            return
        table = PaperTable(corpus.paper_ids)
        record = {
            "version": SHELF_VERSION,
            "encoder": self._encoder,
            "papers_sha256": own,
            "papers": list(table.paper_ids),
            "themes": table.plain(themes),
        }
        path = self._path(corpus)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(
                json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8"
            )
            part.replace(path)

    def _path(self, corpus: TrendCorpus) -> Path:
        return self._folder / f"{hashlib.sha256(corpus.collection.encode()).hexdigest()[:16]}.json"

    def _read(self, corpus: TrendCorpus) -> dict[str, Any] | None:
        try:
            record = json.loads(self._path(corpus).read_text(encoding="utf-8"))
            is_ours = record["version"] == SHELF_VERSION and record["encoder"] == self._encoder
            return record if is_ours and isinstance(record["papers_sha256"], str) else None
        except BROKEN:
            return None


def papers_sha256(corpus: TrendCorpus) -> str:
    """Return what tells one state of a collection from another: a hash over its papers' ids, titles and abstracts."""
    digest = hashlib.sha256()
    for paper in corpus.papers:
        digest.update(json.dumps([paper.paper_id, paper.title, paper.abstract]).encode())
    return digest.hexdigest()


def telling_of_carried(report: Report, n_papers: int) -> Report:
    """Return a report that says, with its scope, that its themes go back to those of so many papers."""
    said = Statement(
        "framing",
        "Its themes are those found among {earlier} papers, carried on so that papers keep their company;"
        " “fresh themes” finds them anew.",
        {"earlier": f"{n_papers:,}"},
    )
    first, *others = report.sections
    return replace(report, sections=(replace(first, statements=(*first.statements, said)), *others))
