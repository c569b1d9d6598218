"""Invented papers on a few subjects, with vectors that lie around one direction per subject."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.trends.corpus import TrendCorpus, make_corpus
from assistant.trends.report import Report
from assistant.trends.report_json import report_to_record, whole_record
from retrieval.datatypes import Paper
from retrieval.sentences import split_sentences

DIMENSION = 24

SUBJECTS: dict[str, tuple[str, str]] = {
    "river": ("River parsing", "We present a river parser. River parsing turns water levels into sentence trees."),
    "bread": ("Bread tasting", "We study bread tasting with sour dough panels. Bread tasting needs trained tongues."),
    "moon": ("Moon mapping", "We propose moon mapping from tide tables. Moon mapping finds craters at night."),
    "clock": ("Clock repair", "We release a clock repair corpus. Clock repair is slow work for small hands."),
}


def invented_papers(counts: dict[str, int], years: Sequence[int] | None = None) -> list[Paper]:
    """Return so many papers of each subject; the years are dealt out in turn."""
    papers = []
    for subject, n_papers in counts.items():
        title, abstract = SUBJECTS[subject]
        for number in range(n_papers):
            year = None if years is None else years[number % len(years)]
            papers.append(
                Paper(f"{subject}-{number:03d}", f"{title}, part {number}", f"{abstract} Part {number}.", year=year)
            )
    return papers


def vector_of(paper: Paper) -> np.ndarray:
    """Return a unit vector near the direction of the paper's subject, the same for the same id."""
    subject, number = paper.paper_id.rsplit("-", 1)
    direction = np.random.default_rng(sorted(SUBJECTS).index(subject)).normal(size=DIMENSION)
    noise = np.random.default_rng([sorted(SUBJECTS).index(subject), int(number) + 1]).normal(size=DIMENSION)
    vector = direction + 0.35 * noise
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def corpus_of(papers: Sequence[Paper]) -> TrendCorpus:
    """Return the papers as a corpus."""
    return make_corpus(
        "invented",
        papers,
        {paper.paper_id: vector_of(paper) for paper in papers},
        {paper.paper_id: split_sentences(paper.abstract) for paper in papers},
    )


def saved(report: Report) -> dict[str, Any]:
    """Return a report as it is read after it was written."""
    return whole_record(json.loads(json.dumps(report_to_record(report))))
