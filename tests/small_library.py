"""Made-up papers that one can check by eye, and a whole retrieval stack over them in a folder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.embedding import Embedder
from retrieval.indexing import Indexes, IndexLock
from retrieval.ingest import IngestReport, ingest
from retrieval.library import Library
from retrieval.retriever import Retriever

COLLECTION = "papers"
FOUNDING_CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
"""The founding corpus, where it lies beside the project; tests that read it skip without it."""

LANTERN: dict[str, Any] = {
    "title": "Lantern: A Treebank of River Languages",
    "abstract": "We present Lantern, a treebank of 14 river languages. It holds 52,300 sentences annotated by native"
    " speakers. Parsers trained on it gain 3.1 points of accuracy.",
    "year": 2021,
    "venue": "ACL 2021 (Long Papers)",
    "arxiv_id": "2101.00001",
}
HARBOUR: dict[str, Any] = {
    "title": "Harbour: Letters Sent from Nine Ports",
    "abstract": "Harbour is a corpus of merchants' letters written between 1650 and 1720. It covers nine ports and"
    " 8,400 letters. Handwriting recognition fails on a third of them.",
    "year": 2019,
    "venue": "LREC 2019",
}
ORCHARD: dict[str, Any] = {
    "title": "Orchard: Measuring Fruit Ripeness from Photographs",
    "abstract": "We photograph apples every day until they fall. A small network then predicts ripeness within 1.5"
    " days. Colour matters more than shape.",
    "year": 2023,
    "venue": "Findings of EMNLP 2023",
}
COMPASS: dict[str, Any] = {
    "title": "Compass: Steering Speech Translation by Prosody",
    "abstract": "Speech translation ignores how a sentence is said. Compass feeds pitch and pauses to the decoder."
    " Listeners prefer its translations in 64% of cases.",
    "venue": "ACL 2021 (Findings)",
}
PAPERS: tuple[Mapping[str, Any], ...] = (LANTERN, HARBOUR, ORCHARD, COMPASS)


def write_jsonl(path: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    """Write one record per line and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def made_up_papers(n: int) -> list[dict[str, Any]]:
    """Return n papers, each about an animal and a place, so that a question can ask for exactly one."""
    animals = ("otter", "heron", "badger", "lynx", "marten", "crane", "viper", "beetle", "salmon", "weasel")
    places = ("marsh", "fjord", "canyon", "delta", "meadow", "tundra", "island", "cellar")
    papers = []
    for number in range(n):
        animal, place = animals[number % len(animals)], places[number // len(animals) % len(places)]
        papers.append(
            {
                "title": f"Study {number}: The {animal.title()} of the {place.title()}",
                "abstract": f"We follow the {animal} in the {place} for {number + 2} years."
                f" It was seen {number * 7 + 3} times in total."
                f" Study {number} shows that the {place} feeds the {animal} better than expected.",
                "year": 2000 + number % 20,
            }
        )
    return papers


@dataclass(slots=True)
class Stack:
    """A library, its lock and the indexes of one collection, as one process has them."""

    home: Path
    library: Library
    lock: IndexLock
    embedder: Embedder

    def ingest_records(self, *records: Mapping[str, Any], file: str = "papers.jsonl") -> IngestReport:
        """Ingest records as a file of that name."""
        path = write_jsonl(self.home / "in" / file, records)
        return self.ingest_paths(path)

    def ingest_paths(self, *paths: Path) -> IngestReport:
        return ingest(self.library, COLLECTION, paths, self.embedder)

    def indexes(self) -> Indexes:
        """Open the indexes anew, as after a start."""
        return Indexes(self.library, self.home, COLLECTION, self.embedder, self.lock)

    def retriever(self) -> Retriever:
        return Retriever(self.indexes())

    def revision(self) -> int:
        return self.library.revision(COLLECTION)


@contextmanager
def opened_stack(home: Path, embedder: Embedder, role: str = "the test") -> Iterator[Stack]:
    """Open a home folder and close it again."""
    stack = Stack(home, Library(home / "library.sqlite"), IndexLock(home, role), embedder)
    try:
        yield stack
    finally:
        stack.library.close()
        stack.lock.release()
