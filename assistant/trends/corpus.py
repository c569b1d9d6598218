"""What trends are computed from: the papers of a collection or of a selection, by id, with sentences and vectors."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.trends.terms import TermTable, count_terms
from retrieval.datatypes import Paper, Sentence
from retrieval.library import Library
from retrieval.matrix import Matrices

MOST_OTHERS = 400
"""So many papers of a collection beyond a selection are read, spread evenly over their ids."""


@dataclass(frozen=True)
class TrendCorpus:
    """Papers in order of their ids. `vectors` is (n_papers, dimension), a row of zeros where a paper has none yet.

    `n_in_collection` counts the papers of the collection, of which `papers` may be a selection; `others` is then a
    sample of the rest, what a selection's themes are told from. `sentence_vectors_of` reads the
    (n_sentences, dimension) vectors of papers where they are stored, by id.
    """

    collection: str
    papers: tuple[Paper, ...]
    vectors: NDArray[np.float32]
    sentences: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)
    n_in_collection: int = 0
    revision: int = 0
    others: tuple[Paper, ...] = ()
    sentence_vectors_of: Callable[[Sequence[str]], Mapping[str, NDArray[np.float32]]] | None = field(
        default=None, compare=False, repr=False
    )

    @cached_property
    def paper_ids(self) -> tuple[str, ...]:
        return tuple(paper.paper_id for paper in self.papers)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the row of each paper id."""
        return {paper_id: place for place, paper_id in enumerate(self.paper_ids)}

    @cached_property
    def terms(self) -> TermTable:
        return count_terms([paper.title for paper in self.papers], [paper.abstract for paper in self.papers])

    def sentence(self, paper_id: str, position: int) -> str:
        """Return a sentence of a paper by its position from 1, its title for position 0."""
        paper = self.papers[self.places[paper_id]]
        return paper.title if position == 0 else self.sentences[paper_id][position - 1].text

    def subset(self, paper_ids: Collection[str]) -> "TrendCorpus":
        """Return the corpus of those of its papers that are named."""
        wanted = set(paper_ids)
        kept = [place for place, paper_id in enumerate(self.paper_ids) if paper_id in wanted]
        return replace(
            self,
            papers=tuple(self.papers[place] for place in kept),
            vectors=self.vectors[kept],
            sentences={self.paper_ids[place]: self.sentences.get(self.paper_ids[place], ()) for place in kept},
        )


def make_corpus(
    collection: str,
    papers: Sequence[Paper],
    vectors: Mapping[str, NDArray[np.float32]],
    sentences: Mapping[str, tuple[Sentence, ...]],
    n_in_collection: int | None = None,
    revision: int = 0,
) -> TrendCorpus:
    """Return a corpus of papers in any order, with vectors by paper id."""
    ordered = tuple(sorted(papers, key=lambda paper: paper.paper_id))
    dimension = len(next(iter(vectors.values()))) if vectors else 1
    rows = np.zeros((len(ordered), dimension), np.float32)
    for place, paper in enumerate(ordered):
        if paper.paper_id in vectors:
            rows[place] = vectors[paper.paper_id]
    n_all = len(ordered) if n_in_collection is None else n_in_collection
    return TrendCorpus(collection, ordered, rows, sentences, n_all, revision)


def load_corpus(
    library: Library, collection: str, dimension: int, paper_ids: Collection[str] | None = None
) -> TrendCorpus:
    """Return a collection, or those of its papers that are named, as trends need it.

    `dimension` is that of the collection's vectors. An id that is not there is left out.
    """
    n_in_collection = library.collection(collection).n_papers
    others: Sequence[Paper] = ()
    if paper_ids is None:
        papers = library.papers(collection)
    else:
        papers = sorted(library.papers_by_id(collection, paper_ids).values(), key=lambda paper: paper.paper_id)
        left = sorted(set(library.paper_ids(collection)).difference(paper_ids))
        sampled = left[:: max(1, -(-len(left) // MOST_OTHERS))]
        others = [paper for _, paper in sorted(library.papers_by_id(collection, sampled).items())]
    known_ids, known_vectors = Matrices.of(library).current(collection, dimension).paper_vectors()
    rows = {paper_id: row for row, paper_id in enumerate(known_ids)}
    vectors = np.zeros((len(papers), dimension), np.float32)
    found = [(place, rows[paper.paper_id]) for place, paper in enumerate(papers) if paper.paper_id in rows]
    if found:
        places, sources = np.array(found).T
        vectors[places] = known_vectors[sources]
    sentences = library.sentences_of_papers(collection, papers)
    return TrendCorpus(
        collection,
        tuple(papers),
        vectors,
        sentences,
        n_in_collection,
        library.revision(collection),
        tuple(others),
        lambda ids: library.sentence_vectors(collection, ids, dimension),
    )
