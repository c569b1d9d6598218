"""The writer without a model: an answer in the papers' own sentences, quoted exactly.

Which sentences, in which order, from how many papers, is its whole art: the same evidence gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig

from assistant.citations import format_marker
from assistant.datatypes import Draft, Evidence, EvidencePaper, WriterName
from assistant.verification.words import UNSPACED
from assistant.writing.layout import lay_out
from retrieval.datatypes import ScoredSentence

QUANTITY = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|dozens?|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
ASKS_ADDRESS = re.compile(
    r"\b(?:where|links?|urls?|address(?:es)?|available|download\w*|github|repositor(?:y|ies)|code|website|web\s+page)\b",
    re.IGNORECASE,
)
MOST_FRAGMENT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """How many sentences an answer takes, tuned on the tuning half of the founding questions (bench/README.md)."""

    max_sentences: int = 4
    max_per_paper: int = 3
    least_of_best: float = 0.6
    most_behind: float = 0.05
    least_of_best_elsewhere: float = 0.9
    quantity_bonus: float = 0.3


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
        if evidence.outline is not None:
            text, sentences = lay_out(evidence.outline, evidence.papers)
            yield Draft(evidence, self.name, text, complete=True, sentences=sentences)
            return
        chosen = self.choose(evidence)
        paragraphs = [
            " ".join(
                f"{scored.sentence.text} {format_marker(paper.number, scored.sentence.position)}"
                for scored in sorted(sentences, key=lambda item: item.sentence.position)
            )
            for paper, sentences in chosen
        ]
        yield Draft(evidence, self.name, "\n\n".join(paragraphs), complete=True)

    def choose(self, evidence: Evidence) -> list[tuple[EvidencePaper, list[ScoredSentence]]]:
        """Return the papers drawn on, best first, with the sentences taken from each.

        The best paper speaks first; another one joins in if it is nearly as good and has a sentence nearly as fit.
        """
        limits, wants_number = self.selection, evidence.understood.kind == "number"
        question = evidence.understood.question.text
        first = evidence.papers[0]
        best = max(self._fitness(scored, wants_number) for scored in _telling(first, question))
        candidates: list[tuple[float, EvidencePaper, ScoredSentence]] = []
        for paper in evidence.papers:
            if first.passage.score - paper.passage.score > limits.most_behind:
                continue
            share = limits.least_of_best if paper is first else limits.least_of_best_elsewhere
            least = best - (1 - share) * abs(best)  # a best one below zero is still the best
            ranked = self._ranked(_telling(paper, question), wants_number)[: limits.max_per_paper]
            fit = [(self._fitness(scored, wants_number), scored) for scored in ranked]
            candidates += [(fitness, paper, scored) for fitness, scored in fit if fitness >= least]
        candidates.sort(key=lambda item: (-item[0], item[1].number, item[2].sentence.position))
        lead = next(place for place, (_, paper, _) in enumerate(candidates) if paper is first)
        candidates.insert(0, candidates.pop(lead))  # the best paper speaks, whatever the others have to say
        by_paper: dict[int, list[ScoredSentence]] = {}
        for _, paper, scored in candidates[: limits.max_sentences]:
            by_paper.setdefault(paper.number, []).append(scored)
        return [(paper, by_paper[paper.number]) for paper in evidence.papers if paper.number in by_paper]

    def _ranked(self, sentences: Sequence[ScoredSentence], wants_number: bool) -> list[ScoredSentence]:
        """Return the sentences of a paper, best evidence first."""
        return sorted(sentences, key=lambda item: (-self._fitness(item, wants_number), item.sentence.position))

    def _fitness(self, scored: ScoredSentence, wants_number: bool) -> float:
        """Return a sentence's score, raised where a number is asked for and it holds one."""
        has_quantity = QUANTITY.search(scored.sentence.text) is not None
        return scored.score + self.selection.quantity_bonus * (wants_number and has_quantity)


def _telling(paper: EvidencePaper, question: str) -> Sequence[ScoredSentence]:
    """Return the sentences of a paper that say something; all where none does."""
    sentences = paper.passage.sentences
    return [scored for scored in sentences if not is_fragment(scored.sentence.text, question)] or sentences


def is_fragment(sentence: str, question: str) -> bool:
    """Say whether a sentence is a word or two, or an address for which the question does not ask.

    >>> is_fragment("https://example.org/lantern", "How large is it?"), is_fragment("It grows slowly.", "Does it grow?")
    (True, False)
    """
    if ADDRESS.search(sentence) and ASKS_ADDRESS.search(question):
        return False
    words = re.findall(r"[^\W_]+", ADDRESS.sub(" ", sentence))
    return len(words) <= MOST_FRAGMENT_WORDS and UNSPACED.search(sentence) is None
