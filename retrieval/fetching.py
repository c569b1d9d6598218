"""Abstracts from arXiv → a library collection, a batch per transaction, in place of the synopses there.

Nothing is fetched twice: what a collection holds as an abstract is not asked for again, so a fetch that was broken off
goes on where it stopped.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.arxiv import MAX_IDS_PER_REQUEST, ArxivClient, ArxivProblem
from retrieval.datatypes import Paper
from retrieval.embedding import Embedder
from retrieval.errors import ArxivError
from retrieval.identity import arxiv_id_of
from retrieval.indexing import Progress, batched, no_progress
from retrieval.ingest import store_paper, with_free_id
from retrieval.library import Library
from retrieval.library.catalogue import check_name
from retrieval.library.merging import FACTS, combine


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did. Every id that was asked for counts once: as fetched, as already there, or as a problem.

    `n_along`: papers that came from the source into the collection as they were. `failure` says why the fetch stopped
    early; the ids it did not come to are problems of the kind "not asked".
    """

    collection: str
    fetched: tuple[str, ...]
    n_already_there: int
    n_along: int
    problems: tuple[ArxivProblem, ...]
    failure: str | None

    @property
    def is_complete(self) -> bool:
        """Whether all that was asked for is there now."""
        return not self.problems and self.failure is None


@contextmanager
def one_fetch_at_a_time(home: Path) -> Iterator[None]:
    """Hold off other processes and threads that share the home folder: arXiv asks for a single connection."""
    try:
        with FileLock(home / "arxiv.lock", timeout=0):
            yield
    except Timeout:
        raise ArxivError(f"{home}: another fetch from arXiv is going on; wait until it is done") from None


def fetch(
    library: Library,
    source: str,
    target: str,
    ids: Sequence[str] | None,
    client: ArxivClient,
    embedder: Embedder,
    progress: Progress = no_progress,
) -> FetchReport:
    """Fetch abstracts into `target`: those of the ids, or of every paper of `source` that has an id and a synopsis.

    In the second case, where the collections differ, the other papers of `source` come along with the first batch, so
    that `target` answers at least what `source` did. In both, what `source` knows of a fetched paper stays known.
    Raises ArxivError where arXiv fails before anything was stored; later failures are told in the report.
    """
    check_name(target)
    wanted, n_already_there, problems = _ids_to_ask(library, source, target, ids)
    fetched: list[str] = []
    along: list[Paper] = []
    n_answered = 0
    failure = None
    for batch in batched(iter(wanted), MAX_IDS_PER_REQUEST):
        try:
            answer = client.ask(batch)
        except ArxivError as error:
            if not fetched:
                raise
            failure = str(error)
            left = wanted[n_answered:]
            problems += [ArxivProblem(name, "not asked", "not asked for yet", "fetch again") for name in left]
            break
        n_answered += len(batch)
        problems += answer.problems
        with library.transaction():
            if answer.records and not fetched:
                library.create_collection(target, embedder.name)
                if ids is None and source != target:
                    along = _bring_along(library, source, target, embedder)
            for record in answer.records:
                _store(library, source, target, record.paper, embedder)
        fetched += [record.paper.arxiv_id for record in answer.records if record.paper.arxiv_id]
        progress("fetching abstracts", n_answered, len(wanted))
    n_along = sum(paper.arxiv_id not in fetched for paper in along)
    return FetchReport(target, tuple(fetched), n_already_there, n_along, tuple(problems), failure)


def _ids_to_ask(
    library: Library, source: str, target: str, given: Sequence[str] | None
) -> tuple[list[str], int, list[ArxivProblem]]:
    """Return the ids to ask for, how many are there already, and what is no id."""
    problems: list[ArxivProblem] = []
    wanted: dict[str, None] = {}
    if given is None:
        papers = library.papers(source)
        wanted = dict.fromkeys(
            arxiv_id_of(paper.arxiv_id) or paper.arxiv_id
            for paper in papers
            if paper.arxiv_id and paper.text_kind == "synopsis"
        )
    for text in given or ():
        if arxiv_id := arxiv_id_of(text):
            wanted[arxiv_id] = None
        else:
            problems.append(
                ArxivProblem(text, "not an id", "not an arXiv id", "write it as 2309.09400, cs/0301012 or an address")
            )
    known = library.papers(target) if target in library.collection_names() else []
    there = {arxiv_id_of(paper.arxiv_id) for paper in known if paper.text_kind == "abstract"}
    return [name for name in wanted if name not in there], sum(name in there for name in wanted), problems


def _bring_along(library: Library, source: str, target: str, embedder: Embedder) -> list[Paper]:
    """Copy the papers of one collection that another lacks; return them."""
    lacking = [paper for paper in library.papers(source) if library.find(target, paper) is None]
    for paper in lacking:
        store_paper(library, target, with_free_id(library, target, paper), None, embedder)
    return lacking


def _store(library: Library, source: str, target: str, fetched: Paper, embedder: Embedder) -> None:
    known = library.find(target, fetched)
    described = known
    if known is None and source in library.collection_names():
        described = library.find(source, fetched)
    paper = fetched if described is None else combine(described, _with_facts_of(described, fetched))
    if paper != known:
        store_paper(library, target, paper, known, embedder)


def _with_facts_of(known: Paper, fetched: Paper) -> Paper:
    """Return the fetched paper with the facts known before: its year goes with its venue, not with a first version."""
    facts = {name: getattr(known, name) or getattr(fetched, name) for name in FACTS}
    if known.year and known.year != fetched.year:
        facts["month"] = known.month  # a month belongs to its year
    return replace(fetched, **facts)
