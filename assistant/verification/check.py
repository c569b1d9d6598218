"""A claim against the sentences it cites: deterministic, offline, with a reason for every failure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from assistant.verification.contradiction import PairScores, check_contradiction
from assistant.verification.datatypes import Check, Reason, ReasonKind, Source
from assistant.verification.measures import check_measures
from assistant.verification.mentions import ATTRIBUTED, QUOTED, all_names_stand, check_names, check_phrases, squashed
from assistant.verification.overlap import (
    ON_THE_PAPER,
    ON_THE_PAPER_BY_WORDS,
    ON_THE_SENTENCE,
    ON_THE_SENTENCE_BY_WORDS,
    SentenceVectors,
    coverage,
    weighed,
)
from assistant.verification.pairings import check_pairings
from assistant.verification.quantities import find_quantities
from assistant.verification.quantity_checks import check_quantities, counts_as_stated
from assistant.verification.words import ENGLISH, language_of, normalised, same_language, split_words, words_of
from retrieval.cleaning import clean_text
from retrieval.names import apart

__all__ = ["Check", "Reason", "ReasonKind", "Source", "Verifier"]

FEWEST_QUOTED_WORDS = 6
LEAST_RELATED = -1.6
LEAST_RELATED_IF_NAMED = -3.0
UNRELATED = -3.0
"""Log odds below which a claim is not about the cited sentences at all; a paper among several has it easier."""
STANDS_ELSEWHERE = 13.5
BETTER_ELSEWHERE = 9.0
"""What the share of a claim that stands in other sentences of the abstract only adds, times this, to the log odds by
which one of them fits better, and the sum from which the cited sentence is the wrong one. From a logistic regression on
half of the papers of bench/verification: true claims against the same ones citing another sentence."""
SAID_ELSEWHERE = (-8.9, 0.71, 1.02, 0.86)
"""The same where papers are read, which are in English: intercept, by how much another sentence fits better, the share
that stands elsewhere only, and by how much another sentence answers to the claim better. From a logistic regression on
paraphrases, fresh, wider and half of wider_unseen in bench/verification; the intercept is lower by 3."""
MOST_BETTER = 12.0
"""The most by which another sentence answers better; where even that decides nothing, the paper is not read."""
FALLS_BEHIND = 6.0
MOST_REPRESENTATIVES = 4
NEARLY_AS_WELL = 1.0
MOST_WORDS_OF_A_COUNT = 8
"""Of a claim that says hardly more than how many there are: "The authors cover 23 languages"."""

LANGUAGES_DIFFER = "meaning not compared: the languages differ"

STATES_AN_AIM = re.compile(
    r"(?:OBJECTIVES?|BACKGROUND|IMPORTANCE|PURPOSE|AIMS?|CONTEXT|INTRODUCTION|QUESTION|DESIGN)\b"
)
"""How sentences of structured abstracts begin that state no finding."""
NO_WORD = re.compile(r"[^\w%]+")

AnswerOdds = Callable[[str, str, Sequence[str]], NDArray[np.float64]]
"""Text, title and sentences of a paper → (n_sentences,) log odds that each answers to the text."""

ATTRIBUTION_WORDS = words_of(
    """et al and the a an authors author paper papers study article abstract in of its their they this that it s write
    writes wrote state states stated report reports reported say says said note notes noted find finds found
    show shows showed conclude concludes concluded observe observes observed describe describes described
    explain explains according to as put puts by from also further moreover additionally citing quote quotes
    quoted words own on for"""
)


class Verifier:
    """Checks claims. `embed` turns texts into (n_texts, dimension) unit vectors; None compares words only.

    `contradiction_scores` is the cross-encoder of `contradiction.py`; None leaves negation and direction to rules.
    `answer_odds` reads a paper, as `AnswerSelector.log_odds` does: what text, title, sentences, how well each answers.
    """

    def __init__(
        self,
        embed: Callable[[Sequence[str]], NDArray[np.float32]] | None,
        contradiction_scores: PairScores | None = None,
        answer_odds: AnswerOdds | None = None,
    ) -> None:
        self._vectors = SentenceVectors(embed) if embed is not None else None
        self._contradiction_scores = contradiction_scores
        self._answer_odds = answer_odds

    def check(
        self,
        claim: str,
        sources: Sequence[Source],
        *,
        whole_abstract: bool = False,
        languages_differ: bool = False,
    ) -> Check:
        """Return the verdict: quoted, consistent, mismatch with its reasons, or uncited where there are no sources.

        With `whole_abstract`, `cited` holds all sentences of each abstract, and those that fit the claim best stand
        for the cited ones. `languages_differ` tells that the claim is of a text in another language than the sources,
        which a short claim does not show itself. LaTeX counts as what it prints.
        """
        sources = [source for source in sources if source.cited]
        if not sources:
            return Check("uncited")
        plain = clean_text(claim)
        if is_quoted(claim, sources) or is_quoted(plain, sources):
            return Check("quoted")
        claim, sources = apart(plain), [_apart(source) for source in sources]
        stated = [text for source in sources for text in source.cited]
        compare_meaning = not languages_differ and same_language(claim, tuple(stated))
        if whole_abstract:
            sources = [self._narrowed(claim, source) for source in sources]
        cited = [text for source in sources for text in source.cited]
        title = " . ".join(source.title for source in sources)
        years = frozenset(source.year for source in sources if source.year is not None)
        reasons = [
            *check_phrases(claim, sources),
            *check_quantities(claim, stated, title, years, same_language=compare_meaning),
            *check_names(claim, sources, capitals_tell=compare_meaning),
        ]
        notes: tuple[str, ...] = ()
        if compare_meaning:
            likeliest = self._likeliest(claim, cited)
            meant, context = (likeliest, cited) if whole_abstract else (cited, _sufficing(claim, likeliest, cited))
            reasons.extend(
                check_contradiction(
                    claim, meant, self._contradiction_scores, context=context, fails_anyway=bool(reasons)
                )
            )
            reasons.extend(check_pairings(claim, cited))
            reasons.extend(check_measures(claim, stated, title))
            reasons.extend(self._check_meaning(claim, sources))
        else:
            notes = (LANGUAGES_DIFFER,)
        return Check("mismatch" if reasons else "consistent", tuple(reasons), notes)

    def fitness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return for each sentence the log odds that the claim rests on it, comparable within one abstract."""
        if self._vectors is None:
            return [weighed(ON_THE_SENTENCE_BY_WORDS, [coverage(claim, [text])]) for text in texts]
        vectors = self._vectors.of([claim, *texts])
        cosines = vectors[1:] @ vectors[0]
        return [
            weighed(ON_THE_SENTENCE, [coverage(claim, [text]), float(cosine)])
            for text, cosine in zip(texts, cosines, strict=True)
        ]

    def relatedness(self, claim: str, source: Source) -> float:
        """Return the log odds that the claim is about what the cited sentences, within their abstract, speak of."""
        everything = (*source.cited, *source.others)
        cited_coverage = coverage(claim, (*source.cited, source.title))
        whole_coverage = coverage(claim, (*everything, source.title))
        if self._vectors is None:
            return weighed(ON_THE_PAPER_BY_WORDS, [cited_coverage, whole_coverage])
        vectors = self._vectors.of([claim, source.title, *everything])
        cosines = vectors[1:] @ vectors[0]
        n_cited = len(source.cited)
        mean = vectors[2 : 2 + n_cited].mean(axis=0)
        cited_cosine = max(
            float(cosines[1 : 1 + n_cited].max()), float(mean @ vectors[0] / (np.linalg.norm(mean) or 1))
        )
        signals = [cited_coverage, cited_cosine, whole_coverage, float(cosines[0]), float(cosines[1:].max())]
        return weighed(ON_THE_PAPER, signals)

    def _narrowed(self, claim: str, source: Source) -> Source:
        """Return the source with the sentences that fit the claim best as its cited ones."""
        scores = self.fitness(claim, source.cited)
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        best = {place for place in order[:MOST_REPRESENTATIVES] if scores[place] > scores[order[0]] - FALLS_BEHIND}
        chosen = tuple(text for place, text in enumerate(source.cited) if place in best)
        rest = tuple(text for place, text in enumerate(source.cited) if place not in best)
        return Source(source.title, chosen, (*rest, *source.others), source.authors, source.year)

    def _likeliest(self, claim: str, texts: Sequence[str]) -> list[str]:
        """Return the sentence that the claim most likely rests on, and those that fit nearly as well."""
        scores = self.fitness(claim, texts)
        return [text for text, score in zip(texts, scores, strict=True) if score > max(scores) - NEARLY_AS_WELL]

    def _check_meaning(self, claim: str, sources: Sequence[Source]) -> list[Reason]:
        bare = ATTRIBUTED.sub(" ", claim).strip() or claim
        related = [self.relatedness(bare, source) for source in sources]
        known = [text for source in sources for text in (*source.cited, source.title)]
        for source, relation in zip(sources, related, strict=True):
            others = [text for text in source.others if text not in source.cited and not STATES_AN_AIM.match(text)]
            if not others or relation < max(related):
                continue
            scores = self.fitness(bare, others)
            best = max(range(len(others)), key=lambda place: (scores[place], -place))
            elsewhere = coverage(bare, (*known, *source.others)) - coverage(bare, known)
            fits_better = scores[best] - self._fitness_together(bare, source.cited)
            if self._says_it_elsewhere(bare, source, others, fits_better, elsewhere):
                text = f"another sentence of the abstract says this, not the cited one: “{_cut(others[best])}”"
                return [Reason("source", text)]
        together = max(related)
        if len(sources) > 1:
            merged = _merged(sources)
            together = max(together, self.relatedness(bare, merged))
        cited = [text for source in sources for text in source.cited]
        if together < (LEAST_RELATED_IF_NAMED if all_names_stand(bare, cited) else LEAST_RELATED):
            titles = [source.title for source in sources]
            if len(split_words(bare)) <= MOST_WORDS_OF_A_COUNT and counts_as_stated(bare, [*cited, *titles]):
                return []
            return [Reason("overlap", "the cited sentence speaks of something else")]
        if len(sources) > 1:
            return [
                Reason("source", f"“{_cut(source.title)}” has nothing to do with it")
                for place, (source, relation) in enumerate(zip(sources, related, strict=True))
                if relation < UNRELATED and not _states_alone(bare, sources, place)
            ]
        return []

    def _says_it_elsewhere(
        self, claim: str, source: Source, others: Sequence[str], fits_better: float, elsewhere: float
    ) -> bool:
        if self._answer_odds is None or language_of(" ".join(source.cited)) != ENGLISH:
            return fits_better + STANDS_ELSEWHERE * elsewhere > BETTER_ELSEWHERE
        if weighed(SAID_ELSEWHERE, [fits_better, elsewhere, MOST_BETTER]) <= 0:
            return False
        odds = self._answer_odds(claim, source.title, [*source.cited, *others])
        n_cited = len(source.cited)
        answers_better = float(odds[n_cited:].max() - odds[:n_cited].max())
        return weighed(SAID_ELSEWHERE, [fits_better, elsewhere, answers_better]) > 0

    def _fitness_together(self, claim: str, cited: Sequence[str]) -> float:
        """Return the fitness of the cited sentences as one: their joint coverage and the best cosine."""
        scores = self.fitness(claim, cited)
        if len(cited) == 1:
            return scores[0]
        weights = ON_THE_SENTENCE_BY_WORDS if self._vectors is None else ON_THE_SENTENCE
        joint = coverage(claim, cited)
        return max(
            score + weights[1] * (joint - coverage(claim, [text])) for score, text in zip(scores, cited, strict=True)
        )


def _sufficing(claim: str, likeliest: Sequence[str], cited: Sequence[str]) -> Sequence[str]:
    """Return the likeliest of several cited sentences where the others hold no further word of the claim, else none."""
    adds_nothing = len(likeliest) < len(cited) and coverage(claim, likeliest) == coverage(claim, cited)
    return likeliest if adds_nothing else ()


def _states_alone(claim: str, sources: Sequence[Source], place: int) -> bool:
    """Say whether a number of the claim stands in this source and in no other one."""
    stated = [
        {quantity.value for text in source.cited for quantity in find_quantities(text) if not quantity.in_name}
        for source in sources
    ]
    others = set[Fraction]().union(*stated[:place], *stated[place + 1 :])
    claimed = {quantity.value for quantity in find_quantities(claim) if not quantity.in_name and quantity.value > 1}
    return bool(claimed & (stated[place] - others))


def _apart(source: Source) -> Source:
    """Return the source with its names set apart from scripts without spaces, as those of the claim are."""
    cited, others = (tuple(map(apart, texts)) for texts in (source.cited, source.others))
    return replace(source, title=apart(source.title), cited=cited, others=others)


def _merged(sources: Sequence[Source]) -> Source:
    """Return the sources as one, whose sentences all count."""
    return Source(
        " ".join(source.title for source in sources),
        tuple(text for source in sources for text in source.cited),
        tuple(text for source in sources for text in source.others),
    )


def _cut(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


# Quotations


def is_quoted(claim: str, sources: Sequence[Source]) -> bool:
    """Say whether the claim is a cited sentence's own words, or a run of them, but for who says so and where."""
    for source in sources:
        texts = [_bare(text) for text in (*source.cited, " ".join(source.cited))]
        if _bare(claim) in texts or _is_run(_bare(claim), texts):
            return True
        for match in QUOTED.finditer(claim):
            phrase = _bare(next(group for group in match.groups() if group))
            rest = f"{claim[: match.start()]} {claim[match.end() :]}"
            if (phrase in texts or _is_run(phrase, texts)) and _is_attribution(rest, source):
                return True
    return False


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", normalised(text).replace('"', " ")).strip(" .,;:!?。।")


def _is_run(phrase: str, texts: Sequence[str]) -> bool:
    """Say whether the phrase stands word for word within one of the texts and is long enough to be a quotation."""
    if len(split_words(phrase)) < FEWEST_QUOTED_WORDS:
        return False
    return any(_spaced(phrase) in _spaced(text) for text in texts)


def _spaced(text: str) -> str:
    return f" {NO_WORD.sub(' ', text).strip()} "


def _is_attribution(rest: str, source: Source) -> bool:
    allowed = {squashed(word) for author in source.authors for word in re.split(r"[\s-]", author)}
    allowed |= {squashed(word.text) for word in split_words(source.title)} | ATTRIBUTION_WORDS
    if source.year is not None:
        allowed.add(str(source.year))
    attributed = {word.text for match in ATTRIBUTED.finditer(rest) for word in split_words(match.group())}
    known = bool(source.authors)
    return all(squashed(word.text) in allowed or (not known and word.text in attributed) for word in split_words(rest))
