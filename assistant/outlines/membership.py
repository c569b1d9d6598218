"""Whether a paper belongs on a list, without a model: signs of the subject in its text and vectors, weighed.

Three sorts of subjects are weighed apart: names ("Thai", "mBERT"), topics ("speech synthesis"), and contributions
("release a dataset"), the last by the signs of contributions.py. The weights are logistic regressions, fitted by
bench/list_weights.py to the tuning halves of the list questions (bench/questions/founding.jsonl, lists.jsonl).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log1p

from assistant.outlines.list_subject import Contribution
from assistant.outlines.roles import OF_ITS_OWN, roles_of
from assistant.outlines.sections import sections_of
from assistant.outlines.sought import FIXED_TERMS, LIKE, STOP_WORDS, WORD, Sort, Sought, SoughtPhrase, Stemmer
from retrieval.datatypes import Paper, Sentence

VARIANT_WEIGHT = 0.75
"""What a word of the same root counts: "medicine" for "medical"."""
NEAR_Z, NEAR_COSINE = 4.0, 0.28
"""Likeness from which a paper is listed although it holds no word of the subject, nor does any other. Of 28 words that
the founding papers say otherwise and 28 that they treat in no way, it lists papers for 9 and for 1."""

WHERE_IT_LIES = re.compile(
    r"\b(?:(?:publicly|freely|openly)\s+(?:available|accessible|released)|(?:available|accessible|found|released)\s+(?:at|on"
    r"|from|under|via|in)\b|\b(?:is|are|made|be|been)\s+(?:\w+\s+){0,3}?(?:available|accessible|public|released)"
    r"|(?:releas|publish|open[- ]?sourc|shar|provid)(?:e|es|ed|ing)\b|made\s+(?:\w+\s+){1,4}available)"
    r"|https?://",
    re.IGNORECASE,
)
"""Signs of a sentence that may only tell where something lies."""

WHAT_LIES_THERE = re.compile(
    r"\b(?:source\s+)?(?:codes?(?:\s?bases?)?|implementations?|checkpoints?)\b"
    r"(?=\s*(?:[.,;:()&/]|$|(?:and|or|is|are|will|was|were|has|have|can|at|on|for|to|used|under|available|publicly|freely"
    r"|here|as|with|of|from|via|in|along|public)\b))",
    re.IGNORECASE,
)
"""What such a sentence says nothing about, where it stands by itself: "our code", not "our code reviews"."""


class ReadPaper:
    """A paper as its words are looked at: title and sentences, stemmed."""

    def __init__(
        self, paper: Paper, sentences: Sequence[Sentence], stemmer: Stemmer, with_asides: bool = False
    ) -> None:
        """`with_asides`: what a sentence says of funding or registration counts, too."""
        self.paper = paper
        self.sentences = tuple(sentences)
        self._with_asides = with_asides
        self.texts = (paper.title, *(sentence.text for sentence in sentences))
        self._stemmer = stemmer

    @cached_property
    def background(self) -> frozenset[int]:
        """Return the places, from 0, of the sentences that tell what others do or what is known."""
        texts = [sentence.text for sentence in self.sentences]
        told = enumerate(zip(roles_of(texts), texts, strict=True))
        return frozenset(
            place for place, (own, text) in told if own.role == "background" and not OF_ITS_OWN.search(text)
        )

    @cached_property
    def asides(self) -> frozenset[int]:
        """Return the places, from 0, of the sentences that tell who paid, or where a trial is registered."""
        sections = () if self._with_asides else sections_of([sentence.text for sentence in self.sentences])
        return frozenset(place for place, section in enumerate(sections) if section == "aside")

    @cached_property
    def told(self) -> list[str]:
        """Return the title and sentences without what a sentence only tells the place of, and without asides."""
        return [
            "" if place in self.asides else WHAT_LIES_THERE.sub(" ", text) if WHERE_IT_LIES.search(text) else text
            for place, text in enumerate(self.texts, -1)
        ]

    @cached_property
    def written_stems(self) -> list[list[str]]:
        return [self._stems_of(text) for text in self.texts]

    @cached_property
    def stems(self) -> list[list[str]]:
        """Return the stemmed words of the title and each sentence, in order, without those that say nothing."""
        return [self._stems_of(text) for text in self.told]

    @cached_property
    def sets(self) -> list[frozenset[str]]:
        return [frozenset(stems) for stems in self.stems]

    def stems_for(self, phrase: SoughtPhrase) -> list[list[str]]:
        """Return the same without the words that only look like one of the phrase."""
        if not (phrase.longer or phrase.agents or phrase.apart or phrase.refused):
            return self.stems
        told = (_without_lookalikes(text, phrase, self._stemmer) for text in self.told)
        return [self._stems_of(text, phrase.agents) for text in told]

    def _stems_of(self, text: str, agents: Sequence[tuple[str, str]] = ()) -> list[str]:
        """Return the stems of a text, those of words that only share the verb of an agent marked as such."""
        pairs = [(word.casefold(), stem) for word in WORD.findall(text) for stem in self._stemmer.stems(word)]
        return [
            f"{stem}{LIKE}" if any(stem == own and not word.startswith(root) for own, root in agents) else stem
            for word, stem in pairs
            if stem not in STOP_WORDS
        ]


def _without_lookalikes(text: str, phrase: SoughtPhrase, stemmer: Stemmer) -> str:
    """Return a text without fixed terms that hold a word of the phrase, and without nouns where a verb is sought.

    Nor with the phrase where the text says that it is not used.
    """
    text = phrase.refused.sub(" ", text) if phrase.refused else text
    text = FIXED_TERMS.sub(lambda match: " " if match.lastgroup in phrase.apart else match[0], text)

    def is_only_noun(word: str) -> bool:
        stems = stemmer.stems(word)
        return any(stem in stems and not word.casefold().startswith(root) for stem, root in phrase.longer)

    return WORD.sub(lambda match: " " if is_only_noun(match[0]) else match[0], text) if phrase.longer else text


@dataclass(frozen=True, slots=True)
class PhraseSigns:
    """How phrases stand in a paper, each in 0…about 3. `sentence` is the place that shows it best, from 0."""

    in_title: float
    in_sentence: float
    exact_in_title: float
    exact: float
    rare: float
    n_full: float
    own: float
    background_only: float
    in_opening_only: float
    sentence: int

    @property
    def values(self) -> tuple[float, ...]:
        return (
            self.in_title,
            self.in_sentence,
            self.exact_in_title,
            self.exact,
            self.rare,
            self.n_full,
            self.own,
            self.background_only,
        )


NO_SIGNS = PhraseSigns(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
FULL = 0.85
"""Share of a phrase's weight from which a sentence counts as holding it."""
OWN_BEFORE_EXACT = 0.6
"""What the authors' own word adds to a sentence that is to show a phrase; the phrase word by word adds one half."""
NEARLY_FULL = 0.7
"""The same beyond one half (0.85 is 0.7 of the way): below, the sentence of the best cosine shows more."""


def phrase_signs(phrases: Sequence[SoughtPhrase], read: ReadPaper) -> PhraseSigns:
    """Return the signs of whichever phrase does best, place by place."""
    if not phrases:
        return NO_SIGNS
    held = [_held(phrase, read) for phrase in phrases]
    best = [max((row[place] for row in held), key=lambda one: (one[0], one[1])) for place in range(len(read.texts))]
    title, sentences = best[0], best[1:]
    full = [place for place, (share, _) in enumerate(sentences) if share >= FULL]
    own = [place for place in full if place not in read.background]
    n = len(sentences)
    show = max(
        range(n),
        key=lambda place: (sentences[place][0] + 0.5 * sentences[place][1] + OWN_BEFORE_EXACT * (place in own), -place),
        default=0,
    )
    return PhraseSigns(
        _beyond_half(title[0]),
        _beyond_half(max((share for share, _ in sentences), default=0.0)),
        float(title[1]),
        float(any(exact for _, exact in best)),
        max(
            (phrase.rarity for phrase, row in zip(phrases, held, strict=True) if any(exact for _, exact in row)),
            default=0.0,
        ),
        log1p(len(full)),
        float(bool(own)),
        float(bool(full) and not own and title[0] < FULL),
        float(bool(full) and max(full) < min(2, n - 1) and title[0] < FULL),
        show,
    )


def holds_excluded(sought: Sought, read: ReadPaper) -> bool:
    """Say whether the title or a sentence holds what the question leaves out."""
    return any(
        share >= FULL and (exact or place == 0)
        for phrase in sought.excluded
        for place, (share, exact) in enumerate(_held(phrase, read))
    )


def holds(phrase: SoughtPhrase, read: ReadPaper) -> bool:
    """Say whether the title or a sentence holds a phrase word by word."""
    return any(exact for _, exact in _held(phrase, read))


def held_at(phrases: Sequence[SoughtPhrase], read: ReadPaper) -> frozenset[int]:
    """Return the places, from 0, of the sentences that hold a phrase."""
    return frozenset(
        place for phrase in phrases for place, (share, _) in enumerate(_held(phrase, read)[1:]) if share >= FULL
    )


def holds_only_lookalikes(sought: Sought, read: ReadPaper) -> bool:
    """Say whether the one phrase of a subject stands in a paper only where it means something else.

    Where a subject has several, likeness to another may well put the paper on the list.
    """
    if len(sought.subject.phrases) != 1 or any(
        share >= FULL for phrase in sought.phrases for share, _ in _held(phrase, read)
    ):
        return False
    return any(_stands(phrase, read) for phrase in sought.phrases if phrase.pattern is None and phrase.total)


def is_only_background(sought: Sought, read: ReadPaper) -> bool:
    """Say whether a paper holds what is sought in no other place than in sentences that tell the background."""
    phrases = (*sought.phrases, *sought.details, *sought.any_member)
    places = {place for phrase in phrases for place, (share, _) in enumerate(_held(phrase, read), -1) if share >= FULL}
    return bool(places) and places <= read.background


def holds_head(sought: Sought, read: ReadPaper) -> bool:
    """Say whether the title, or a sentence beyond the background, holds the last word of the one phrase of a subject.

    Papers call "information retrieval" but "retrieval". Not where that word is generic or says the lesser part.
    """
    if len(sought.subject.phrases) != 1:
        return False
    phrase = sought.phrases[0]
    if phrase.pattern is not None or len(phrase.stems) < 2 or 2 * phrase.weights[-1] < phrase.total:
        return False
    return any(
        phrase.stems[-1] in stems and place not in read.background
        for place, stems in enumerate(read.stems_for(phrase), -1)
    )


def _stands(phrase: SoughtPhrase, read: ReadPaper) -> bool:
    """Say whether a title or sentence as it is written holds a phrase."""
    return any(_held_words(phrase, stems, frozenset(stems))[0] >= FULL for stems in read.written_stems)


def _beyond_half(share: float) -> float:
    """Return how far a share lies beyond one half, 0…1: half of a phrase is another phrase."""
    return max(0.0, 2 * share - 1)


def _held(phrase: SoughtPhrase, read: ReadPaper) -> list[tuple[float, bool]]:
    """Return, for the title and each sentence, the share of a phrase's weight that it holds, and whether the phrase
    stands there word by word."""
    if phrase.pattern is not None:
        found = [
            place not in read.asides and phrase.pattern.search(text) is not None
            for place, text in enumerate(read.texts, -1)
        ]
        return [(float(one), one) for one in found]
    if not phrase.total:
        return [(0.0, False)] * len(read.texts)
    stems = read.stems_for(phrase)
    sets = read.sets if stems is read.stems else [frozenset(own) for own in stems]
    return [_held_words(phrase, own, held) for own, held in zip(stems, sets, strict=True)]


def _held_words(phrase: SoughtPhrase, stems: Sequence[str], own: frozenset[str]) -> tuple[float, bool]:
    weight = 0.0
    for stem, own_weight, variants in zip(phrase.stems, phrase.weights, phrase.variants, strict=True):
        if stem in own:
            weight += own_weight
        elif not variants.isdisjoint(own):
            weight += VARIANT_WEIGHT * own_weight
    share = weight / phrase.total
    length = len(phrase.stems)
    exact = share >= FULL and any(
        all(
            stem == stems[start + offset] or stems[start + offset] in phrase.variants[offset]
            for offset, stem in enumerate(phrase.stems)
        )
        for start in range(len(stems) - length + 1)
    )
    return share, exact


FEATURES: Mapping[Sort, tuple[str, ...]] = {
    "name": (
        "title", "exact", "full", "own", "background", "opening", "member title", "member", "member full", "central",
        "mention",
    ),
    "topic": (
        "title", "sentence", "exact title", "exact", "rare", "full", "own", "background", "detail title", "detail rare",
        "chunk cosine", "sentence cosine", "z", "excluded", "central", "mention", "peers",
    ),
}  # fmt: skip


def features(sought: Sought, read: ReadPaper, cosines: "Cosines") -> tuple[tuple[float, ...], int]:
    """Return the values of FEATURES[sought.sort] for a paper, and the place of the sentence that shows it, from 0."""
    head = phrase_signs(sought.phrases, read)
    central, mention = float(sought.subject.strictness == "central"), float(sought.subject.strictness == "mention")
    if sought.sort == "name":
        members = phrase_signs(
            (*sought.any_member, *(phrase for phrase in sought.details if phrase.pattern is not None)), read
        )
        place = head.sentence if head.exact else members.sentence
        values: tuple[float, ...] = (
            *(head.in_title, head.exact, head.n_full, head.own, head.background_only, head.in_opening_only),
            *(members.in_title, members.exact, members.n_full),
            *(central * (1 - head.in_title), mention * head.exact),
        )
        return values, place
    details = phrase_signs((*sought.details, *sought.any_member), read)
    excluded = phrase_signs(sought.excluded, read)
    values = (
        *(*head.values, details.in_title, details.rare, cosines.chunk, cosines.sentence, cosines.z),
        *(excluded.in_title + excluded.n_full, central * (1 - head.in_title), mention * head.exact, cosines.peers),
    )
    is_shown = head.in_sentence >= NEARLY_FULL and not (
        head.sentence in read.background and cosines.best_sentence not in read.background
    )
    return values, head.sentence if is_shown else cosines.best_sentence


@dataclass(frozen=True, slots=True)
class Cosines:
    """A paper's likeness to the subject: of its best chunk, and of its best sentence, whose place from 0 is
    `best_sentence`. `z` is the first in standard deviations above the mean of all papers, `peers` the likeness to the
    surest members, in the same measure."""

    chunk: float = 0.0
    sentence: float = 0.0
    z: float = 0.0
    best_sentence: int = 0
    peers: float = 0.0

    @property
    def is_near_in_meaning(self) -> bool:
        """Whether the paper stands out by its likeness alone, as one on hate speech does for "toxicity"."""
        return self.z >= NEAR_Z and self.sentence >= NEAR_COSINE


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: the intercept, a weight per feature, and the least estimate of a member."""

    intercept: float
    weights: tuple[float, ...]
    least: float

    def estimate(self, values: Sequence[float]) -> float:
        """Return an estimate, 0…1, of how likely a paper belongs."""
        logit = self.intercept + sum(weight * value for weight, value in zip(self.weights, values, strict=True))
        return 1 / (1 + exp(-max(-50.0, min(50.0, logit))))


WEIGHTS: Mapping[Sort, Weights] = {
    "name": Weights(-3.7, (2.01, 3.98, 1.71, 1.71, -1.12, -0.61, 2.01, 3.36, 1.2, -0.54, 1.26), 0.42),
    "topic": Weights(
        -7.24,
        (1.43, 1.88, 0.69, 0.71, 1.66, 1.28, 0.42, -0.38, 0.54, 1.1, 0.75, 3.01, 1.37, -0.5, -1.51, 1.17, 0.57),
        0.2,
    ),
}
"""In the order of FEATURES."""
GIVEN_WEIGHTS = Weights(-2.22, (0.68, 2.0, 1.04, 0.65, 0.66, 0.61, 0.83, 0.5), 0.26)
"""In the order of ContributionSigns.values."""
MODEL_WEIGHTS = Weights(-3.88, (0.53, 1.02, 1.0, 0.19, -0.16, 0.58, 0.77, 0.09), 0.26)
"""The same for new models."""
AVAILABLE_WEIGHTS = Weights(-1.82, (-0.43, 0.15, 0.29, 0.01, 3.99, 0.47, 0.1, -0.74), 0.56)
"""The same for what has to be given away: code, released models."""


def weights_for(kind: Contribution) -> Weights:
    """Return the weights of a contribution."""
    if kind == "model":
        return MODEL_WEIGHTS
    return AVAILABLE_WEIGHTS if kind in ("code", "released model") else GIVEN_WEIGHTS
