"""Pairs of sentences of different papers of which one says the contrary of the other.

Precision first: few real disagreements show in two single sentences, and a false one misleads. A sentence is read as
claims of the form *what* – *does what* – *to what*; two claims disagree where they speak of the same and their signs
are contrary ("adding languages improves parsing", "adding languages does not improve parsing"), or where who surpasses
whom is turned round.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.datatypes import EvidencePaper, OutlineItem
from assistant.outlines.parts import part_names
from assistant.verification.words import meaning_stems, words_of
from retrieval.datatypes import Sentence

Relation = Literal["effect", "amount", "contest"]

LEAST_COSINE = 0.5
LEAST_SHARED = 2
LEAST_SHARE = 0.5
"""How many, and of the shorter side how large a part, of the meaning words two claims have to share on a side."""

MAX_PAIRS = 2
SIDE_WORDS = 10
CLAUSE_END = re.compile(
    r"[.;:,()]|\b(?:while|whereas|but|although|though|because|since|which|that|when|if|and\s+(?:we|that|the|it)|using|by"
    r"|with)\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:(?P<helps>improv(?:es?|ed|ing)|helps?|helped|benefit(?:s|ed)?|boost(?:s|ed)?|enhanc(?:es?|ed|ing)"
    r"|(?:is|are|was|were)\s+(?:(?:very|highly|more)\s+)?(?:beneficial|helpful)\s+(?:for|to|in))"
    r"|(?P<harms>hurt(?:s|ing)?|harm(?:s|ed)?|degrad(?:es?|ed)|worsen(?:s|ed)?|impair(?:s|ed)?|hinder(?:s|ed)?"
    r"|(?:is|are|was|were)\s+(?:detrimental|harmful)\s+(?:for|to))"
    r"|(?P<increases>increas(?:es?|ed)|rais(?:es?|ed))|(?P<reduces>decreas(?:es?|ed)|reduc(?:es?|ed)|lower(?:s|ed))"
    r"|(?P<surpasses>outperform(?:s|ed)?|surpass(?:es|ed)?|beats?"
    r"|(?:is|are|was|were|perform(?:s|ed)?|works?|fares?)\s+(?:(?:much|significantly|substantially|consistently)\s+)?better\s+than"
    r"|(?:is|are|was|were)\s+superior\s+to)"
    r"|(?P<trails>underperform(?:s|ed)?|lags?\s+behind|falls?\s+short\s+of"
    r"|(?:is|are|was|were|perform(?:s|ed)?|works?|fares?)\s+(?:(?:much|significantly|substantially|consistently)\s+)?worse\s+than"
    r"|(?:is|are|was|were)\s+inferior\s+to))\b",
    re.IGNORECASE,
)
RELATIONS: dict[str, tuple[Relation, int]] = {
    "helps": ("effect", 1),
    "harms": ("effect", -1),
    "increases": ("amount", 1),
    "reduces": ("amount", -1),
    "surpasses": ("contest", 1),
    "trails": ("contest", -1),
}
DENIAL = re.compile(
    r"\b(?:not(?!\s+(?:only|just|merely|necessarily))|n['’]t|never|cannot|hardly|rarely|without|fails?(?:\s+to)?|failed(?:\s+to)?|neither|no\s+longer)"
    r"\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
HEDGED = re.compile(
    r"\b(?:(?<!begins\s)(?<!begin\s)(?<!starts\s)(?<!start\s)(?<!tends\s)(?<!tend\s)to|can|could|may|might|should|would|whether|how|aims?|hope|potential(?:ly)?|if)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
"""What makes of a claim an aim or a possibility."""

OF_ITS_OWN = re.compile(
    r"\b(?:our|we\s+propos\w*|proposed|novel|this\s+(?:approach|method|model|framework)"
    r"|the\s+(?:resulting|new)\s+model|it|they|which)\b",
    re.IGNORECASE,
)
OF_SOME = re.compile(
    r"^\W*(?:some|certain|several|many|few|a\s+few|most|only|others?|another)\b|\b(?:not\s+necessarily|sometimes|some|only|but)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
"""What makes of a claim one on a part of its subject, which what is said of another part does not contradict."""

ANY_RESULT = words_of(
    "perform result qualiti accuraci model method approach system task data dataset signific substanti consist great"
    " strong larg"
)
"""Stems that two claims may share without speaking of the same."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences that say the contrary of one another, that of the paper with the lower number first."""

    one: OutlineItem
    other: OutlineItem


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of two things, both as stems.

    `effect`: the subject helps (+1) or harms (−1) the matter; `amount`: it increases or reduces it; `contest`: it
    surpasses it or falls short of it. `denies` marks that this is said not to be so.
    """

    relation: Relation
    subject: frozenset[str]
    matter: frozenset[str]
    sign: int
    denies: bool


def disagreements(
    papers: Sequence[EvidencePaper], vectors: Mapping[int, NDArray[np.float32]]
) -> tuple[Disagreement, ...]:
    """Return at most MAX_PAIRS pairs, the most alike first, each paper in one pair only.

    `vectors` are the sentence vectors by paper number, as `sentence_vectors` gives them; a paper without is left out.
    """
    claims = [
        (paper, position, claim)
        for paper in papers
        if paper.number in vectors
        for position in _findings(paper)
        for claim in claims_of(paper.sentences[position - 1].text)
    ]
    found: dict[tuple[int, int, int, int], float] = {}
    for (paper, position, claim), (other, place, contrary) in combinations(claims, 2):
        if paper.number != other.number and contradict(claim, contrary):
            cosine = float(vectors[paper.number][position - 1] @ vectors[other.number][place - 1])
            if cosine >= LEAST_COSINE:
                found[paper.number, position, other.number, place] = round(cosine, 5)
    chosen: list[Disagreement] = []
    taken: set[int] = set()
    for number, position, other_number, place in sorted(found, key=lambda key: (-found[key], key)):
        if not {number, other_number} & taken:
            taken |= {number, other_number}
            chosen.append(Disagreement(OutlineItem(number, position), OutlineItem(other_number, place)))
    return tuple(chosen[:MAX_PAIRS])


def turned_finding(sentences: Sequence[Sentence], position: int) -> int | None:
    """Return the position of a result of the same abstract that turns the claim at `position` round.

    What helps under one condition hurts under another: the claims have their subject in common, not the condition.
    """
    names = part_names([sentence.text for sentence in sentences])
    own = list(claims_of(sentences[position - 1].text))
    for sentence, name in zip(sentences, names, strict=True):
        is_result = name in ("Results", "Limits") and sentence.position != position
        if is_result and any(_turns_round(claim, other) for claim in own for other in claims_of(sentence.text)):
            return sentence.position
    return None


def _turns_round(one: Claim, other: Claim) -> bool:
    is_alike = one.relation == other.relation == "effect" and one.denies == other.denies
    return is_alike and one.sign != other.sign and _same(one.subject, other.subject)


def _findings(paper: EvidencePaper) -> list[int]:
    names = part_names([sentence.text for sentence in paper.sentences])
    return [
        sentence.position
        for sentence, name in zip(paper.sentences, names, strict=True)
        if name in ("Results", "Limits", "Method", "Contribution")
    ]


def claims_of(text: str) -> Iterator[Claim]:
    """Yield the claims of a sentence; none of a system of the paper's own, of an aim, or of a possibility.

    >>> [claim.sign for claim in claims_of("Adding river languages improves parsing of small languages.")]
    [1]
    """
    for match in VERB.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        ends = [end.end() for end in CLAUSE_END.finditer(before)]
        subject_text = " ".join(before[ends[-1] if ends else 0 :].split()[-SIDE_WORDS:])
        end = CLAUSE_END.search(after)
        matter_text = " ".join(after[: end.start() if end else len(after)].split()[:SIDE_WORDS])
        denies = DENIAL.search(f"{subject_text} ") is not None
        is_partial = OF_SOME.search(f"{subject_text.strip()} ") is not None
        if is_partial or OF_ITS_OWN.search(subject_text) or (HEDGED.search(f"{subject_text} ") and not denies):
            continue
        relation, sign = RELATIONS[str(match.lastgroup)]
        subject, matter = (frozenset(meaning_stems(side)) - ANY_RESULT for side in (subject_text, matter_text))
        yield Claim(relation, subject, matter, sign, denies)


def contradict(one: Claim, other: Claim) -> bool:
    """Say whether two claims cannot both hold as they stand.

    Two denials never do; that it does not help is contrary to that it helps, not to that it harms.
    """
    if one.relation != other.relation:
        return False
    if one.relation == "contest":
        winner, loser = (one.subject, one.matter) if one.sign > 0 else (one.matter, one.subject)
        won, lost = (other.subject, other.matter) if other.sign > 0 else (other.matter, other.subject)
        common = winner & loser
        is_turned_round = _same(winner - common, lost - common) and _same(loser - common, won - common)
        return is_turned_round and not (one.denies or other.denies)
    is_contrary = one.denies != other.denies if one.sign == other.sign else not (one.denies or other.denies)
    return is_contrary and _same(one.subject, other.subject) and _same(one.matter, other.matter)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared >= min(LEAST_SHARED, shorter) and shared > 0 and shared >= LEAST_SHARE * shorter
