"""Candidates for a list, judged one by one by the signs in their text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.outlines.contributions import contribution_signs, kinds_that_do
from assistant.outlines.list_subject import ListSubject
from assistant.outlines.membership import (
    WEIGHTS,
    Cosines,
    ReadPaper,
    features,
    held_at,
    holds,
    holds_excluded,
    holds_head,
    holds_only_lookalikes,
    is_only_background,
    weights_for,
)
from assistant.outlines.sought import Sought
from assistant.outlines.study_designs import shown_design
from retrieval.matrix import ChunkMatrix, Matrices
from retrieval.retriever import Retriever
from retrieval.surveys import is_survey

MAX_SURE = 4
LEAST_SURE = 0.6
"""Estimate from which a paper, before it is compared with others, counts as surely on the topic."""
LEAST_LIKE = 1.5
"""Likeness, in standard deviations above the mean of all papers, from which a paper that says little of a topic in its
own words is on it: a mention in the background, or the last word of the phrase ("retrieval" of "information
retrieval"), will do."""
WITHIN_BOUND = 0.5
"""Bar of a paper that only has to keep to a bound: it does or it does not."""
TOPIC_OF_GIFT = 0.4
"""A gift's sentence is but one of a paper: its subject is held to this share of a topic's bar."""
BELOW_ANY_BAR = 0.99
"""Share of its bar that a paper reaches at most by likeness alone, where no paper holds what is sought, or this one
holds what only looks like it: a model may still be asked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate: its estimate, 0…1, and the place of the sentence that shows it best, from 0.

    `others` are the sentences that show the other parts of a joint subject. `is_held`: the title or a sentence holds a
    phrase of the subject.
    """

    read: ReadPaper
    estimate: float
    least: float
    sentence: int
    cosines: Cosines
    others: tuple[int, ...] = ()
    is_held: bool = False

    @property
    def is_member(self) -> bool:
        return self.estimate >= self.least

    @property
    def over_bar(self) -> float:
        """How far the estimate lies above its bar, as a share of the way."""
        return how_far_over(self.estimate, self.least)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list question found: how many papers passed the filter, how many of them may fit, and those judged.

    `everything` holds the ids of all papers that pass the filter where the question asks for nothing else. `read_as`
    are misspelt words of the question, `unknown` counts the papers that the filter leaves out for want of a field,
    `unheld` are words of the subject that no paper holds.
    """

    subject: ListSubject
    n_considered: int
    n_candidates: int
    judged: tuple[Judged, ...]
    everything: tuple[str, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    unheld: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[Judged, ...]:
        """Return the members, likeliest first, ties by id."""
        return tuple(one for one in self.judged if one.is_member)


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate with the values of FEATURES for the question's phrases, and the place of the sentence that shows it,
    from 0."""

    read: ReadPaper
    cosines: Cosines
    values: tuple[float, ...]
    sentence: int


def see_candidates(
    read: Sequence[tuple[ReadPaper, Cosines]], wanted: Sought, retriever: Retriever, matrices: Matrices
) -> list[Seen]:
    """Return the candidates with their features; for a topic also their likeness to those that fit it surest."""
    if not wanted.phrases:
        return [Seen(one, own, (), own.best_sentence) for one, own in read]
    seen = [Seen(one, own, *features(wanted, one, own)) for one, own in read]
    if wanted.sort == "name":
        return seen
    sure = sorted(
        ((WEIGHTS["topic"].estimate(one.values), one.read.paper.paper_id) for one in seen),
        key=lambda pair: (-pair[0], pair[1]),
    )
    surest = [paper_id for estimate, paper_id in sure[:MAX_SURE] if estimate >= LEAST_SURE]
    matrix = matrices.current(retriever.collection, retriever.embedder.dimension)
    peers = _peer_likeness(surest, [one.read.paper.paper_id for one in seen], matrix)
    return [
        replace(one, values=(*one.values[:-1], likeness), cosines=replace(one.cosines, peers=likeness))
        for one, likeness in zip(seen, peers, strict=True)
    ]


def _peer_likeness(surest: Sequence[str], paper_ids: Sequence[str], matrix: ChunkMatrix) -> list[float]:
    """Return the mean cosine of each paper with the surest but itself, in standard deviations above that of all."""
    known, vectors = matrix.paper_vectors()
    place_of = dict(zip(known, range(len(known)), strict=True))
    own = [place_of[paper_id] for paper_id in surest if paper_id in place_of]
    if not own:
        return [0.0] * len(paper_ids)
    cosines = vectors @ vectors[own].T
    total, count = cosines.sum(axis=1), np.full(len(vectors), float(len(own)))
    total[own] -= cosines[own, range(len(own))]
    count[own] -= 1
    mean = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    spread = float(mean.std()) or 1.0
    scaled = np.where(count > 0, (mean - mean.mean()) / spread, 0.0)
    return [round(float(scaled[place_of[key]]), 4) if key in place_of else 0.0 for key in paper_ids]


def judge_paper(wanted: Sought, seen: Seen) -> Judged:
    """Return the estimate for one paper; of several contributions the likeliest counts, and a topic has to fit, too."""
    subject, read = wanted.subject, seen.read
    estimates: list[tuple[float, float, int]] = []
    given_at: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    if subject.contributions:
        texts = [sentence.text for sentence in read.sentences]
        given = []
        for kind in kinds_that_do(subject.contributions):
            signs = contribution_signs(kind, read.paper.title, texts)
            weights = weights_for(kind)
            likely = weights.estimate(signs.values)
            if kind == "survey" and is_survey(read.paper.title, read.paper.abstract):
                likely = max(likely, weights.least)
            given.append((likely, weights.least, signs.sentence))
            given_at += signs.given_at
        estimates.append(max(given, key=lambda one: how_far_over(one[0], one[1])))
    if wanted.phrases:
        weights = WEIGHTS[wanted.sort]
        least = weights.least * (TOPIC_OF_GIFT if subject.contributions else 1.0)
        likely = weights.estimate(seen.values)
        if wanted.is_unheld:
            likely = max(likely, least) if seen.cosines.is_near_in_meaning else min(likely, BELOW_ANY_BAR * least)
        estimates.append((likely, least, seen.sentence))
    fitting = (1.0, WITHIN_BOUND, seen.sentence)
    estimate, least, place = min(estimates, key=lambda one: how_far_over(one[0], one[1]), default=fitting)
    if subject.contributions:
        place = estimates[0][2]
        holding = held_at(wanted.phrases, read)
        place, others = _gift_shown(place, given_at, holding, seen.sentence)
        if subject.is_use and wanted.phrases and not holding and not any(holds(one, read) for one in wanted.phrases):
            estimate = min(estimate, BELOW_ANY_BAR * least)
    if subject.bound is not None:
        bound_at = subject.bound.place([sentence.text for sentence in read.sentences])
        place, estimate = (place, 0.0) if bound_at is None else (bound_at, estimate)
    if subject.design is not None:
        design_at = shown_design(subject.design, read.paper.title, [sentence.text for sentence in read.sentences])
        place = place if estimates or design_at is None else design_at
        estimate, others = (0.0, ()) if design_at is None else (estimate, (*others, design_at))
    if holds_excluded(wanted, read):
        estimate = 0.0
    if holds_only_lookalikes(wanted, read):
        estimate = min(estimate, BELOW_ANY_BAR * least)
    if wanted.sort == "topic" and wanted.phrases and not subject.contributions and subject.strictness == "any":
        is_like = max(seen.cosines.z, seen.cosines.peers) >= LEAST_LIKE
        if not is_like and is_only_background(wanted, read):
            estimate = min(estimate, BELOW_ANY_BAR * least)
        if estimate and seen.cosines.peers >= LEAST_LIKE and holds_head(wanted, read):
            estimate = max(estimate, least)
    is_held = any(holds(phrase, read) for phrase in wanted.phrases)
    return Judged(read, round(estimate, 4), least, place, seen.cosines, others, is_held)


def _gift_shown(
    place: int, given_at: Sequence[int], holding: frozenset[int], topic_at: int
) -> tuple[int, tuple[int, ...]]:
    """Return the place of the sentence that shows a gift, and those that show its topic where that one does not.

    A sentence that gives and holds the topic goes before the one that gives most plainly.
    """
    both = holding.intersection(given_at)
    if not holding or place in holding:
        return place, ()
    return (min(both), ()) if both else (place, (topic_at if topic_at in holding else min(holding),))


def how_far_over(estimate: float, least: float) -> float:
    """Return how far an estimate lies above its bar, as a share of the way: estimates with other bars compare."""
    return (estimate - least) / (1 - least) if estimate >= least else (estimate - least) / least
