"""Records from files → one library collection: merge, split into sentences and chunks, store.

Embedding and the derived indexes come after it, so that papers are safe in the library before the slow part begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from retrieval.chunking import chunk_paper, embedded_text
from retrieval.datatypes import Paper, ReadPaper, ReadProblem
from retrieval.embedding import Embedder
from retrieval.identity import own_id_of, paper_id_of
from retrieval.indexing import Progress, batched, no_progress
from retrieval.library import Library
from retrieval.library.merging import combine
from retrieval.library.rows import content_hash
from retrieval.readers import read_papers
from retrieval.sentences import split_sentences

PAPERS_PER_TRANSACTION = 100


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A paper that more than one record spoke of, with all its sources."""

    paper_id: str
    title: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did. Every record that was taken in counts once: as added, changed, enriched or unchanged.

    `changed`: another text. `enriched`: the same text, more facts or another source. `problems` holds every record
    that was not taken in, and whatever else there is to say about a file.
    """

    n_added: int
    n_changed: int
    n_enriched: int
    n_unchanged: int
    duplicates: tuple[Duplicate, ...]
    problems: tuple[ReadProblem, ...]

    @property
    def n_records(self) -> int:
        """How many records were taken in."""
        return self.n_added + self.n_changed + self.n_enriched + self.n_unchanged


def ingest(
    library: Library,
    collection: str,
    paths: Sequence[Path],
    embedder: Embedder,
    progress: Progress = no_progress,
) -> IngestReport:
    """Read files and folders into a collection, which is made where it is missing. Broken records become problems."""
    library.create_collection(collection, embedder.name)
    problems: list[ReadProblem] = []
    counts = {"added": 0, "changed": 0, "enriched": 0, "unchanged": 0}
    seen: set[str] = set()
    repeated: dict[str, Paper] = {}
    n_read = 0
    for batch in batched(_read_all(paths, problems), PAPERS_PER_TRANSACTION):
        with library.transaction():
            for item in batch:
                n_read += 1
                merged = _merge(library, collection, item, embedder, problems)
                if merged is None:
                    problems.append(
                        ReadProblem(
                            item.path, item.line, f"no abstract for “{item.paper.title}”", "add one and ingest again"
                        )
                    )
                    continue
                outcome, paper, former_id = merged
                counts[outcome] += 1
                if former_id in seen:
                    repeated.pop(former_id, None)  # it may go by a better id now
                    repeated[paper.paper_id] = paper
                seen.update((paper.paper_id, former_id))
        progress("reading papers", n_read, 0)
    duplicates = tuple(Duplicate(key, paper.title, paper.sources) for key, paper in sorted(repeated.items()))
    return IngestReport(
        counts["added"],
        counts["changed"],
        counts["enriched"],
        counts["unchanged"],
        duplicates,
        tuple(problems),
    )


def store_paper(library: Library, collection: str, paper: Paper, known: Paper | None, embedder: Embedder) -> None:
    """Split a paper into sentences and chunks and store it, in place of `known` where given."""
    sentences = split_sentences(paper.abstract)
    chunks = [
        (chunk, content_hash(embedded_text(paper.title, chunk.text)))
        for chunk in chunk_paper(paper, sentences, embedder)
    ]
    library.put(collection, paper, sentences, chunks, known)


def with_free_id(library: Library, collection: str, paper: Paper) -> Paper:
    """Return a new paper by an id that no other has: its own, else its title's, with its own or a number behind it."""
    if library.paper(collection, paper.paper_id) is None:
        return paper
    made, own_id = paper_id_of(paper.title, None, None), own_id_of(paper)
    first = f"{made}-{own_id}" if own_id else made
    ids = chain([first], (f"{first}-{number}" for number in count(2)))
    return replace(paper, paper_id=next(name for name in ids if library.paper(collection, name) is None))


def _read_all(paths: Sequence[Path], problems: list[ReadProblem]) -> Iterator[ReadPaper]:
    for path in paths:
        yield from read_papers(path, problems)


def _merge(
    library: Library, collection: str, item: ReadPaper, embedder: Embedder, problems: list[ReadProblem]
) -> tuple[str, Paper, str] | None:
    """Store one record. Return its outcome, the paper as it stands now, and the id it had before.

    None for facts of an unknown paper. An id that another paper already has is a problem, unless it is a mere number.
    """
    known = library.find(collection, item.paper)
    if known is None:
        if not item.paper.abstract:
            return None
        paper = item.paper
        if (other := library.paper(collection, paper.paper_id)) is not None:
            paper = with_free_id(library, collection, paper)
            if (own_id := own_id_of(item.paper)) and not own_id.isdigit():
                what = f"the id “{own_id}” is that of another paper, “{other.title}”"
                remedy = f"this one was taken in as “{paper.paper_id}”; give it an id of its own, or the title it had"
                problems.append(ReadProblem(item.path, item.line, what, remedy))
        store_paper(library, collection, paper, None, embedder)
        return "added", paper, paper.paper_id
    paper = combine(known, item.paper)
    if paper == known:
        return "unchanged", known, known.paper_id
    outcome = "changed" if (paper.abstract, paper.text_kind) != (known.abstract, known.text_kind) else "enriched"
    store_paper(library, collection, paper, known, embedder)
    return outcome, paper, known.paper_id
