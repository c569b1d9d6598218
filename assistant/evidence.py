"""Passages → numbered evidence, or the reason why there is none.

The bar looks at absolute signals only. A fused score ranks papers within one question; it would give every question a
"best" paper, the ones about sourdough too.
"""

import re
from dataclasses import dataclass
from math import exp

from assistant.datatypes import Evidence, EvidencePaper, UnderstoodQuestion
from retrieval.datatypes import Passage, QueryTerm
from retrieval.retriever import Retrieval, Retriever

MAX_PAPERS = 8
"""Papers that a writer is given."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The logistic estimate of how likely a passage bears on the question, and the least that is let through.

    The weights were fitted to the tuning half of the founding questions (bench/README.md).
    """

    intercept: float = -6.0
    cosine: float = 8.0
    sentence_cosine: float = 4.0
    term_coverage: float = 5.0
    least: float = 0.5

    def relevance(self, passage: Passage) -> float:
        """Return an estimate, 0…1, of how likely the passage bears on the question. An estimate, not a check."""
        best_sentence = max((scored.cosine for scored in passage.sentences), default=0.0)
        logit = (
            self.intercept
            + self.cosine * passage.cosine
            + self.sentence_cosine * best_sentence
            + self.term_coverage * passage.term_coverage
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
    kept = [passage for passage in retrieval.passages[:MAX_PAPERS] if bar.relevance(passage) >= bar.least]
    if not kept:
        return Evidence(understood, (), nearest, retrieval.terms, _reason(retrieval.terms, nearest[0], understood))
    papers = tuple(
        EvidencePaper(number, passage, retriever.library.sentences(retriever.collection, passage.paper))
        for number, passage in enumerate(kept, 1)
    )
    return Evidence(understood, papers, nearest, retrieval.terms)


def _reason(terms: tuple[QueryTerm, ...], nearest: Passage, understood: UnderstoodQuestion) -> str:
    unknown = unknown_names(understood.question.text, terms)
    if unknown:
        return f"No paper in this collection mentions {', '.join(unknown)}."
    return "No paper in this collection comes close enough to this question to be cited."


def unknown_names(text: str, terms: tuple[QueryTerm, ...]) -> tuple[str, ...]:
    """Return the words of a question written like names (capitals or digits inside) that no paper holds."""
    absent = {term.text for term in terms if term.document_frequency == 0}
    names = re.findall(r"(?<!^)(?<![.?!]\s)\b(?=\w*[A-Z0-9])\w[\w-]*\w\b", text)
    return tuple(dict.fromkeys(name for name in names if name.lower() in absent))
