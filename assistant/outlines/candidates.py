"""The papers that may fit the subject of a list: those that hold its words, and those whose vectors lie near it."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.outlines.contributions import NOUN_WORDS, kinds_that_do
from assistant.outlines.membership import Cosines, ReadPaper
from assistant.outlines.sections import ON_ASIDES
from assistant.outlines.sought import Sought, Stemmer
from assistant.outlines.study_designs import WORDS
from retrieval.matrix import Matrices, PaperCosines
from retrieval.retriever import Retriever

LEAST_Z = 1.0
"""Standard deviations above the mean cosine of all papers from which a paper is a candidate by its vectors alone."""
MAX_BY_VECTOR = 500
OWN_AHEAD = 0.1
"""What the authors' own word adds to the likeness of the sentence that is to show a subject."""


def paper_cosines(wanted: Sought, retriever: Retriever, matrices: Matrices) -> PaperCosines:
    """Return the likeness of all papers to the subject as a whole and to each of its phrases."""
    matrix = matrices.current(retriever.collection, retriever.embedder.dimension)
    vectors = np.stack([retriever.embedder.embed_query(text) for text in query_texts(wanted)])
    return matrix.paper_cosines(vectors)


def query_texts(wanted: Sought) -> list[str]:
    """Return the texts that papers are compared with: all of the subject, then its first phrases one by one."""
    subject = wanted.subject
    whole = ", ".join((*subject.phrases, *subject.details)) or subject.text
    return list(dict.fromkeys((whole, *subject.phrases[:3])))


def candidate_papers(
    wanted: Sought, retriever: Retriever, cosines: PaperCosines, at_most: int | None
) -> tuple[list[str], int]:
    """Return the papers that hold the subject's words or lie near it, sorted, and how many there are.

    Of more than `at_most` that hold its words, those of the highest BM25 score.
    """
    keywords = retriever.indexes.keywords
    conjunctions = [
        [sorted(variants) for variants, weight in zip(phrase.variants, phrase.weights, strict=True) if weight]
        for phrase in wanted.all_phrases
        if phrase.stems
    ]
    kinds = kinds_that_do(wanted.subject.contributions)
    if kinds:
        nouns = sorted({stem for kind in kinds for stem in keywords.analyzer.analyze(" ".join(NOUN_WORDS[kind]))})
        conjunctions = [[*groups, nouns] for groups in conjunctions or [[]]]
    if wanted.subject.bound is not None:
        counted = keywords.analyzer.analyze(wanted.subject.bound.noun)
        conjunctions = [[*groups, counted] for groups in conjunctions or [[]]]
    if wanted.subject.design is not None:
        words = sorted(set(keywords.analyzer.analyze(" ".join(WORDS[wanted.subject.design]))))
        conjunctions = [[*groups, words] for groups in conjunctions or [[]]]
    held, n_held = keywords.papers_holding(conjunctions, at_most)
    found = set(held)
    if wanted.phrases and cosines.paper_ids:
        best = cosines.cosines.max(axis=0)
        threshold = float(best.mean() + LEAST_Z * best.std())
        near = np.flatnonzero(best >= threshold)
        near = near[np.argsort(-best[near], kind="stable")][:MAX_BY_VECTOR]
        found |= {cosines.paper_ids[place] for place in near.tolist()}
    return sorted(found), n_held + len(found) - len(held)


def likeliest_papers(candidates: Collection[str], cosines: PaperCosines, at_most: int) -> list[str]:
    """Return the candidates whose text is looked at, sorted: all, unless they are too many, then the nearest."""
    if len(candidates) <= at_most:
        return sorted(candidates)
    likeness = dict(zip(cosines.paper_ids, cosines.cosines.max(axis=0).tolist(), strict=True))
    ranked = sorted(candidates, key=lambda key: (-likeness.get(key, 0.0), key))
    return sorted(ranked[:at_most])


def read_candidates(
    paper_ids: Sequence[str], wanted: Sought, retriever: Retriever, stemmer: Stemmer, cosines: PaperCosines
) -> list[tuple[ReadPaper, Cosines]]:
    """Return the papers with their words and their likeness to the subject, in order."""
    library, collection = retriever.library, retriever.collection
    papers = library.papers_by_id(collection, paper_ids)
    sentences = library.sentences_of_papers(collection, list(papers.values()))
    blocks = library.sentence_vectors(collection, list(papers), retriever.embedder.dimension) if wanted.phrases else {}
    vectors = np.stack([retriever.embedder.embed_query(text) for text in query_texts(wanted)]) if blocks else None
    chunk = cosines.cosines.max(axis=0) if cosines.paper_ids else np.empty(0, np.float32)
    mean, deviation = (float(chunk.mean()), float(chunk.std()) or 1.0) if len(chunk) else (0.0, 1.0)
    of_paper = dict(zip(cosines.paper_ids, chunk.tolist(), strict=True))
    with_asides = ON_ASIDES.search(wanted.subject.text) is not None
    read = []
    for paper_id in paper_ids:
        if paper_id not in papers:
            continue
        read_paper = ReadPaper(papers[paper_id], sentences.get(paper_id, ()), stemmer, with_asides)
        likeness = of_paper.get(paper_id)
        block = blocks.get(paper_id)
        own = Cosines()
        if likeness is not None:
            own = Cosines(round(likeness, 5), round(likeness, 5), round((likeness - mean) / deviation, 4))
        if block is not None and vectors is not None and len(block):
            by_sentence = (block @ vectors.T).max(axis=1)
            own = Cosines(own.chunk, round(float(by_sentence.max()), 5), own.z, _shown(by_sentence, read_paper))
        read.append((read_paper, own))
    return read


def _shown(by_sentence: NDArray[np.float32], read: ReadPaper) -> int:
    """Return the place of the sentence nearest to the subject, the authors' own word before the background."""
    ahead = [
        OWN_AHEAD * (place not in read.background) - (place in read.asides) for place in range(len(read.sentences))
    ]
    if len(ahead) != len(by_sentence):
        return int(by_sentence.argmax())
    return int((by_sentence + np.array(ahead, np.float32)).argmax())
