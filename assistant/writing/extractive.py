"""The writer without a model: an answer in the papers' own sentences, quoted exactly.

Which sentences, in which order, from how many papers, is its whole art: the same evidence gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.runnables import RunnableConfig

from assistant.citations import format_marker
from assistant.datatypes import Draft, Evidence, EvidencePaper, WriterName
from assistant.outlines.sections import ON_ASIDES, sections_of
from assistant.signals import ADDRESS, is_read
from assistant.verification.words import UNSPACED
from assistant.writing.layout import lay_out
from retrieval.datatypes import ScoredSentence

QUANTITY = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|dozens?|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
ASKS_ADDRESS = re.compile(
    r"\b(?:where|links?|urls?|address(?:es)?|available|download\w*|github|repositor(?:y|ies)|code|website|web\s+page)\b",
    re.IGNORECASE,
)
WANTS_ADDRESS = re.compile(
    r"\b(?:download\w*|(?<!to )links?|urls?|website|web\s+page|github|repositor(?:y|ies))\b"
    r"|\bwhere\b.*\b(?:code|data(?:set)?s?|models?|weights|find|get|available|accessed|released)\b",
    re.IGNORECASE,
)
"""Asks where to get something: the sentence with the address is the answer."""

TAKES_BACK = re.compile(
    r"(?:but|however|nevertheless|nonetheless|still|unfortunately|yet)\b,?\s+(?:[\w'’-]+\s+){0,4}?"
    r"(?:both|it|its|neither|none|such|their|them|these|they|this|those)\b",
    re.IGNORECASE,
)
"""Opens a sentence that limits the one before it, to which it refers: "Unfortunately, they help little"."""

MOST_FRAGMENT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """How many sentences an answer takes, tuned on the tuning half of the founding questions (bench/README.md).

    Of papers that were read (`answers`), a sentence's fitness is its log odds that it answers, with its score
    `score_weight` times; it may lie so far below the best one's. Chosen on the part `weigh` of the wider questions.
    """

    max_sentences: int = 4
    max_per_paper: int = 3
    least_of_best: float = 0.6
    most_behind: float = 0.05
    least_of_best_elsewhere: float = 0.9
    quantity_bonus: float = 0.3
    address_bonus: float = 0.3
    score_weight: float = 4.0
    most_below: float = 3.0
    most_below_elsewhere: float = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the answer has to hold, as the question asks for it."""

    number: bool
    address: bool


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
                for scored in answer_first(sentences)
            )
            for paper, sentences in chosen
        ]
        yield Draft(evidence, self.name, "\n\n".join(paragraphs), complete=True)

    def choose(self, evidence: Evidence) -> list[tuple[EvidencePaper, list[ScoredSentence]]]:
        """Return the papers drawn on, best first, with the sentences taken from each.

        The best paper speaks first; another one joins in if it is nearly as good and has a sentence nearly as fit. A
        sentence that takes back what a chosen one says joins it.
        """
        limits, question = self.selection, evidence.understood.question.text
        wants = _wanted(evidence)
        first = evidence.papers[0]
        best = max(self._fitness(scored, wants) for scored in _telling(first, question))
        candidates: list[tuple[float, EvidencePaper, ScoredSentence]] = []
        for paper in evidence.papers:
            if first.passage.score - paper.passage.score > limits.most_behind:
                continue
            if is_read(paper.passage) != is_read(first.passage):
                continue
            least = self._least(best, paper is first, is_read(paper.passage))
            ranked = self._ranked(_telling(paper, question), wants)[: limits.max_per_paper]
            fit = [(self._fitness(scored, wants), scored) for scored in ranked]
            candidates += [(fitness, paper, scored) for fitness, scored in fit if fitness >= least]
        candidates.sort(key=lambda item: (-item[0], item[1].number, item[2].sentence.position))
        lead = next(place for place, (_, paper, _) in enumerate(candidates) if paper is first)
        candidates.insert(0, candidates.pop(lead))  # the best paper speaks, whatever the others have to say
        by_paper: dict[int, list[ScoredSentence]] = {}
        for _, paper, scored in candidates[: limits.max_sentences]:
            by_paper.setdefault(paper.number, []).append(scored)
        n_left = limits.max_sentences - sum(map(len, by_paper.values()))
        for paper in evidence.papers:
            chosen = by_paper.get(paper.number, [])
            joining = _taking_back(paper, chosen)[:n_left]
            chosen += joining
            n_left -= len(joining)
        return [(paper, by_paper[paper.number]) for paper in evidence.papers if paper.number in by_paper]

    def _least(self, best: float, is_first: bool, was_read: bool) -> float:
        """Return the least fitness of a sentence beside the best one, in the first paper or in another."""
        limits = self.selection
        if was_read:
            return best - (limits.most_below if is_first else limits.most_below_elsewhere)
        share = limits.least_of_best if is_first else limits.least_of_best_elsewhere
        return best - (1 - share) * abs(best)  # a best one below zero is still the best

    def _ranked(self, sentences: Sequence[ScoredSentence], wants: Wanted) -> list[ScoredSentence]:
        """Return the sentences of a paper, best evidence first."""
        return sorted(sentences, key=lambda item: (-self._fitness(item, wants), item.sentence.position))

    def _fitness(self, scored: ScoredSentence, wants: Wanted) -> float:
        """Return a sentence's score, raised where it holds what is asked for, a number, an address, or answers."""
        has_quantity = QUANTITY.search(scored.sentence.text) is not None
        has_address = ADDRESS.search(scored.sentence.text) is not None
        score = (
            scored.score
            + self.selection.quantity_bonus * (wants.number and has_quantity)
            + self.selection.address_bonus * (wants.address and has_address)
        )
        return score if scored.answers is None else scored.answers + self.selection.score_weight * score


def answer_first(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the first one, the fittest, then those that follow it in the abstract, then those before it, in order."""
    lead = sentences[0].sentence.position
    return sorted(sentences, key=lambda item: (item.sentence.position < lead, item.sentence.position))


def _wanted(evidence: Evidence) -> Wanted:
    understood = evidence.understood
    return Wanted(understood.kind == "number", WANTS_ADDRESS.search(understood.question.text) is not None)


def _taking_back(paper: EvidencePaper, chosen: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the sentences that directly follow chosen ones and limit what they say, fittest first."""
    places = {scored.sentence.position for scored in chosen}
    return [
        scored
        for scored in paper.passage.sentences
        if scored.sentence.position - 1 in places
        and scored.sentence.position not in places
        and TAKES_BACK.match(scored.sentence.text)
    ]


def _telling(paper: EvidencePaper, question: str) -> Sequence[ScoredSentence]:
    """Return the sentences of a paper that say something and tell of its matter; all where none does."""
    sentences, sections = paper.passage.sentences, sections_of([sentence.text for sentence in paper.sentences])
    aside = {
        sentence.position
        for sentence, section in zip(paper.sentences, sections, strict=True)
        if section == "aside" and not ON_ASIDES.search(question)
    }
    return [
        scored
        for scored in sentences
        if scored.sentence.position not in aside and not is_fragment(scored.sentence.text, question)
    ] or sentences


def is_fragment(sentence: str, question: str) -> bool:
    """Say whether a sentence is a word or two, or an address for which the question does not ask.

    >>> is_fragment("https://example.org/lantern", "How large is it?"), is_fragment("It grows slowly.", "Does it grow?")
    (True, False)
    """
    if ADDRESS.search(sentence) and ASKS_ADDRESS.search(question):
        return False
    words = re.findall(r"[^\W_]+", ADDRESS.sub(" ", sentence))
    return len(words) <= MOST_FRAGMENT_WORDS and UNSPACED.search(sentence) is None
