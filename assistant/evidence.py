"""Passages → numbered evidence, or the reason why there is none.

The bar looks at absolute signals only. A fused score ranks papers within one question; it would give every question a
"best" paper, the ones about sourdough too.
"""

from dataclasses import dataclass
from math import exp

from assistant.datatypes import Evidence, EvidencePaper, UnderstoodQuestion
from retrieval.datatypes import Passage, QueryTerm
from retrieval.keyword_index import KeywordIndex
from retrieval.names import find_names
from retrieval.retriever import Retrieval, Retriever

MAX_PAPERS = 8
"""Papers that a writer is given."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The logistic estimate of how likely a passage bears on the question, and the least that is let through.

    The first four weights are a logistic regression on the tuning half of the founding questions; the last one and
    `least` were chosen with both halves in view (bench/README.md).
    """

    intercept: float = -2.4
    cosine: float = 4.0
    sentence_cosine: float = 4.4
    term_coverage: float = 2.8
    unknown_name: float = -2.5
    least: float = 0.65

    def relevance(self, passage: Passage, has_unknown_name: bool) -> float:
        """Return an estimate, 0…1, of how likely the passage bears on the question. An estimate, not a check."""
        logit = (
            self.intercept
            + self.cosine * passage.cosine
            + self.sentence_cosine * max((scored.cosine for scored in passage.sentences), default=0.0)
            + self.term_coverage * passage.term_coverage
            + self.unknown_name * has_unknown_name
        )
        return 1 / (1 + exp(-logit))


def gather_evidence(
    understood: UnderstoodQuestion, retrieval: Retrieval, retriever: Retriever, bar: Bar = Bar()
) -> Evidence:
    """Number the passages above the bar, best first; where there are none, say why."""
    nearest = retrieval.passages[:3]
    if not retrieval.passages:
        reason = "The collection holds no paper that this question and its filters could draw on."
        return Evidence(understood, (), nearest, retrieval.terms, reason)
    asked = understood.query if understood.question.history else understood.question.text
    unknown = unknown_names(asked, retrieval.terms, retriever.indexes.keywords)
    relevance = [(bar.relevance(passage, bool(unknown)), passage) for passage in retrieval.passages]
    kept = [passage for estimate, passage in relevance[:MAX_PAPERS] if estimate >= bar.least]
    confidence = round(relevance[0][0], 4)
    if not kept:
        return Evidence(understood, (), nearest, retrieval.terms, _reason(unknown), confidence)
    papers = tuple(
        EvidencePaper(number, passage, retriever.library.sentences(retriever.collection, passage.paper))
        for number, passage in enumerate(kept, 1)
    )
    return Evidence(understood, papers, nearest, retrieval.terms, confidence=confidence)


def _reason(unknown: tuple[str, ...]) -> str:
    if unknown:
        return f"No paper in this collection mentions {' or '.join(unknown)}."
    return "No paper in this collection comes close enough to this question to be cited."


def unknown_names(text: str, terms: tuple[QueryTerm, ...], keywords: KeywordIndex) -> tuple[str, ...]:
    """Return the words of a question written like names (with capitals or digits) that no paper holds.

    A word that differs from one that is held by a letter or two is taken for a misspelling of it.
    """
    absent = {term.text for term in terms if term.document_frequency == 0}
    names = [name for name in find_names(text) if absent.intersection(keywords.analyzer.analyze(name))]
    return tuple(name for name in names if not keywords.holds_similar(name))
