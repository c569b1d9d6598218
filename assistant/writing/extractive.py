"""The writer without a model: an answer in the papers' own sentences, quoted exactly.

Which sentences, in which order, from how many papers, is its whole art: the same evidence gives the same bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig

from assistant.citations import format_marker
from assistant.datatypes import Draft, Evidence, EvidencePaper, WriterName
from retrieval.datatypes import ScoredSentence

QUANTITY = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|dozens?|hundreds?|thousands?)\b")


@dataclass(frozen=True, slots=True)
class Selection:
    """How many sentences an answer takes, tuned on the tuning half of the founding questions (bench/README.md)."""

    max_sentences: int = 4
    max_per_paper: int = 3
    max_papers_listed: int = 8
    least_of_best: float = 0.6
    least_of_best_paper: float = 0.8
    quantity_bonus: float = 0.15


class ExtractiveWriter:
    """Writes with no model at all."""

    name: WriterName = "extractive"
    model: str | None = None

    def __init__(self, selection: Selection = Selection()) -> None:
        self.selection = selection

    def write(self, evidence: Evidence, config: RunnableConfig | None = None) -> Iterator[Draft]:
        """Yield the one, complete draft."""
        if not evidence.papers:
            raise ValueError("an answer needs evidence; abstain where there is none")
        if evidence.understood.kind == "papers":
            chosen = [(paper, self._ranked(paper, evidence)[:1]) for paper in evidence.papers]
            chosen = chosen[: self.selection.max_papers_listed]
        else:
            chosen = self._choose(evidence)
        paragraphs = [
            " ".join(
                f"{scored.sentence.text} {format_marker(paper.number, scored.sentence.position)}"
                for scored in sorted(sentences, key=lambda item: item.sentence.position)
            )
            for paper, sentences in chosen
        ]
        yield Draft(evidence, self.name, "\n\n".join(paragraphs), complete=True)

    def _ranked(self, paper: EvidencePaper, evidence: Evidence) -> list[ScoredSentence]:
        """Return the sentences of a paper, best evidence first; a question for a number prefers those that hold one."""
        if evidence.understood.kind != "number":
            return list(paper.passage.sentences)
        return sorted(paper.passage.sentences, key=lambda item: (-self._fitness(item), item.sentence.position))

    def _fitness(self, scored: ScoredSentence) -> float:
        return scored.score + (self.selection.quantity_bonus if QUANTITY.search(scored.sentence.text) else 0.0)

    def _choose(self, evidence: Evidence) -> list[tuple[EvidencePaper, list[ScoredSentence]]]:
        """Return the papers drawn on, best first, with the sentences taken from each."""
        limits = self.selection
        best_score = evidence.papers[0].passage.score
        drawn_on = [
            paper for paper in evidence.papers if paper.passage.score >= limits.least_of_best_paper * best_score
        ]
        candidates = [
            (paper, scored) for paper in drawn_on for scored in self._ranked(paper, evidence)[: limits.max_per_paper]
        ]
        best = max(scored.score for _, scored in candidates)
        candidates.sort(key=lambda item: (-item[1].score * item[0].passage.score, item[0].number, item[1].sentence.position))
        taken = [item for item in candidates if item[1].score >= limits.least_of_best * best][: limits.max_sentences]
        by_paper: dict[int, list[ScoredSentence]] = {}
        for paper, scored in taken:
            by_paper.setdefault(paper.number, []).append(scored)
        return [(paper, by_paper[paper.number]) for paper in drawn_on if paper.number in by_paper]
