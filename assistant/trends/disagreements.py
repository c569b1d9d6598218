"""Pairs of sentences out of a corpus that say the contrary of one another, for a report.

Precision first: most reports have none. The claims of all sentences are read, those that contradict one another are
found through the words they share, and a pair is shown only where both are findings, nearly the same is spoken of, and
the sentences lie as near as two wordings of one matter.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from assistant.outlines.disagreement import VERB, Claim, claims_of, contradict
from assistant.outlines.parts import part_names
from assistant.trends.corpus import TrendCorpus
from assistant.trends.report_sections import Disagreement

LEAST_COSINE = 0.7
LEAST_OVERLAP = 0.6
"""Share of their meaning words that two claims on an effect have in common on either side."""
MAX_PAIRS = 3
MAX_HOLDERS = 400
"""A word that more claims of a kind hold finds no pairs: it tells too little of what they are on."""

VERSION = re.compile(r"\b[A-Za-z][\w-]*\d[\w.]*")

_Place = tuple[str, int]


def find_disagreements(corpus: TrendCorpus) -> tuple[Disagreement, ...]:
    """Return at most MAX_PAIRS pairs, the most alike first, each paper in one of them only.

    None where the corpus knows no vectors of sentences.
    """
    if corpus.sentence_vectors_of is None:
        return ()
    claims = [
        ((paper_id, sentence.position), claim)
        for paper_id in corpus.paper_ids
        for sentence in corpus.sentences.get(paper_id, ())
        if VERB.search(sentence.text)
        for claim in claims_of(sentence.text)
        if claim.subject and claim.matter
    ]
    pairs = [
        (claims[one][0], claims[other][0])
        for one, other in _sharing(claims)
        if claims[one][0][0] != claims[other][0][0] and _disagree(claims[one][1], claims[other][1])
    ]
    pairs = [pair for pair in pairs if _versions(corpus, pair[0]) == _versions(corpus, pair[1])]
    findings = _findings(corpus, sorted({paper_id for pair in pairs for paper_id, _ in pair}))
    pairs = [pair for pair in pairs if findings.issuperset(pair)]
    vectors = corpus.sentence_vectors_of(sorted({paper_id for pair in pairs for paper_id, _ in pair}))
    ranked = []
    for (one, position), (other, place) in pairs:
        if all(at <= len(vectors.get(paper_id, ())) for paper_id, at in ((one, position), (other, place))):
            cosine = round(float(np.dot(vectors[one][position - 1], vectors[other][place - 1])), 4)
            if cosine >= LEAST_COSINE:
                ranked.append((-cosine, (one, position), (other, place)))
    chosen: list[Disagreement] = []
    taken: set[str] = set()
    for _, first, second in sorted(ranked):
        if not {first[0], second[0]} & taken:
            taken |= {first[0], second[0]}
            chosen.append(Disagreement(first, second))
    return tuple(chosen[:MAX_PAIRS])


def _sharing(claims: Sequence[tuple[_Place, Claim]]) -> list[tuple[int, int]]:
    """Return the pairs of claims of one relation that share a telling word for each of their two sides."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (_, claim) in enumerate(claims):
        for stem in claim.subject | claim.matter:
            holders[claim.relation, stem].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= MAX_HOLDERS:
            shared.update((one, other) for place, one in enumerate(numbers) for other in numbers[place + 1 :])
    return sorted(pair for pair, n_shared in shared.items() if n_shared >= 2)


def _disagree(one: Claim, other: Claim) -> bool:
    if not contradict(one, other):
        return False
    if one.relation == "contest":
        return True
    return all(
        len(left & right) >= LEAST_OVERLAP * len(left | right)
        for left, right in ((one.subject, other.subject), (one.matter, other.matter))
    )


def _versions(corpus: TrendCorpus, place: _Place) -> set[str]:
    """Return the names with a number that a sentence speaks of: what holds of GPT-2 need not hold of GPT-4."""
    return set(VERSION.findall(corpus.sentence(*place)))


def _findings(corpus: TrendCorpus, paper_ids: Sequence[str]) -> set[_Place]:
    found = set()
    for paper_id in paper_ids:
        sentences = corpus.sentences[paper_id]
        names = part_names([sentence.text for sentence in sentences])
        found |= {
            (paper_id, sentence.position)
            for sentence, name in zip(sentences, names, strict=True)
            if name in ("Results", "Limits")
        }
    return found
