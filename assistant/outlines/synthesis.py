"""What several papers together say: the sentence of each that bears on the question, grouped by idea.

A group is of papers that share a telling phrase, which is its heading; papers that share none stand last, under "Also".
Where two abstracts say the contrary of one another, both are quoted side by side.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.datatypes import (
    Computation,
    Evidence,
    EvidencePaper,
    Outline,
    OutlineItem,
    OutlinePart,
    OwnStatement,
    UnderstoodQuestion,
)
from assistant.evidence import Bar, unknown_names
from assistant.outlines.disagreement import disagreements, turned_finding
from assistant.outlines.evidence_papers import sentence_vectors
from assistant.outlines.headings import Member, headed_groups
from assistant.outlines.name_mentions import title_head
from assistant.outlines.one_aspect import OVERCOMES
from assistant.outlines.parts import SIGNIFICANCE, PartName, part_names
from assistant.outlines.sections import sections_of
from assistant.outlines.subject import (
    HOW_DO,
    LEAST_SHARE,
    LEAST_SHARE_OF_KNOWN,
    LEAST_SHARE_OF_TITLE,
    Subject,
    papers_wanted,
    read_subject,
    subject_of,
)
from retrieval.datatypes import Passage, ScoredSentence
from retrieval.names import find_names
from retrieval.retriever import Retrieval, Retriever

MAX_PAPERS = 8
N_PASSAGES = 24
ENOUGH_PAPERS = 3
LEAST_OF_BEST_COSINE = 0.4
"""Of the cosine of the sentence nearest to the question, that a sentence has to reach to be quoted."""

LEAST_OF_BEST_SCORE = 0.5
"""Of the best paper's fused score: the bar alone lets every paper of a narrow corpus through."""

LEAST_GROUPED = 0.5
"""Where phrases group a smaller share of the papers, they are grouped by what the sentences are."""

ROLE_HEADINGS: Mapping[PartName | None, str] = {
    "Results": "Findings",
    "Contribution": "Methods and studies",
    "Method": "Methods and studies",
    "Data": "Data",
    "Limits": "Open problems",
    "Problem": "Open problems",
}
ALSO = "Also"
DISAGREE = "The abstracts disagree"
AGREEING = re.compile(r"\b(?:(?:dis)?agree|agreement|consensus|contradict)", re.IGNORECASE)
NOT_CONTRARY = (
    "No two of these sentences were found to say the contrary of one another; whether they agree is yours to judge."
)

HELPS = re.compile(r"\b(?:helps?|improv\w*|boost\w*|benefit\w*|works?\s+(?:best|well|for)|effective)\b", re.IGNORECASE)
WHAT_TO_DO = re.compile(r"^\W*what\s+\w+\s+(?:i|we|one)\s+(?:do|try)\b", re.IGNORECASE)
TROUBLE = re.compile(
    r"\b(?:challeng|problem|difficult|limitation|obstacle|barrier|gap|fail|struggl|issue|risk|bias|lack|scarc|limited|insufficien"
    r"|costly|hinder|imped|suffer|overlook|neglect|hard\b|poor|under-?(?:represent|serv|explor|stud|perform)|remains?\b)",
    re.IGNORECASE,
)
ASKS_FOR_TROUBLE = re.compile(
    r"\b(?:challeng|problem|difficult|limitation|obstacle|barrier|shortcoming|fail|struggl|risk|open\s+issue)",
    re.IGNORECASE,
)
ASKS_FOR_FINDINGS = re.compile(
    r"\b(?:is\s+known|find|found|findings?|show|shown|report|learn|conclude|results?|evidence|know)\b",
    re.IGNORECASE,
)
POSITIVE = re.compile(
    r"(?<!to\s)(?<!further\s)(?<!could\s)\b(?:improve(?:s|d|ments?)|outperform\w*|boost(?:s|ed)?|enhance[sd]|gains?|benefits?|helps?"
    r"|surpass(?:es|ed)?|alleviates?|mitigates?|excels?|reduce[sd]|(?:more|most|highly)\s+(?:effective|helpful)|works\s+best"
    r"|achieve[sd]?|better\s+(?:performance|results|than)|facilitates|transfers?\s+(?:well|effectively))\b",
    re.IGNORECASE,
)
"""Words of a finding that something helps, not of the wish that it may."""

EFFECT = re.compile(
    r"(?<!to\s)(?<!further\s)(?<!could\s)\b(?:improv|help|benefi|boost|enhanc|gain|surpass|outperform|hurt|harm|degrad|worsen|impair|hinder"
    r"|deteriorat|suffer|sacrific|underperform|detriment)\w*"
    r"|\b(?:better|worse|best|worst|superior|inferior|effects?|impacts?|influences?|drops?|interference|conclusive"
    r"|(?:less|more)\s+(?!than\b)\w+)\b",
    re.IGNORECASE,
)
"""Words of a finding on what something does to something else, for better or worse."""

ASKS_FOR_EFFECT = re.compile(r"\b(?:(?:dis)?agree|consensus|whether|hurts?|harms?|degrades?)\b", re.IGNORECASE)

CONNECTED = re.compile(
    r"^\W*(?:moreover|further(?:more)?|in\s+(?:addition|particular)|additionally|also|besides|simultaneously|likewise|specifically|finally|lastly"
    r"|crucially|however|yet|first(?:ly)?|second(?:ly)?|third(?:ly)?)\b,?\s*|^\W*\d\)\s*",
    re.IGNORECASE,
)
"""What goes on from the sentence before without needing it."""

LEANS_BACK = re.compile(
    r"^\W*(?:it|they|its|their|such|this\s+(?:is|was)|in\s+contrast|similar(?:ly)?|then|therefore|thus|hence|consequently|subsequently|conversely"
    r"|but|and|both|among\s+them|the\s+(?:resulting|models?|gains?|results?))\b"
    r"|^\W*(?:because|while|since|although|when)\s+(?:it|they)\b"
    r"|\b(?:these|those|this|such)\s+(?!(?:an?|the|is|that|paper|work|study|article|survey|report|research|thesis)\b)[a-z]"
    r"|\bwe\s+(?:also|further|then|additionally)\b|\b(?:combine|compare|evaluate|use|apply|address)\s+(?:them|it|this)\b",
    re.IGNORECASE,
)
"""A sentence that means less when it stands alone: it opens as a conclusion, or points back at something."""

TO_THIS_END = re.compile(
    r"^\W*to\s+(?:this|that)\s+end,\s*|^\W*to\s+\w+\s+(?:this|these|such|the\s+aforementioned)\s+[\w -]{3,40},\s*",
    re.IGNORECASE,
)
"""What opens many a sentence that can stand alone all the same."""

OF_OTHERS = re.compile(
    r"^\W*(?:recent(?:ly)?|prior|previous(?:ly)?|existing|earlier|traditional(?:ly)?|various|many|most|several|numerous|a\s+few|current(?:ly)?"
    r"|standard|although|while|despite)\b(?!.*\b(?:we|our|this\s+(?:paper|work|study))\b)",
    re.IGNORECASE,
)
"""A sentence on the work of others, which opens many an abstract."""

LEANING, GOING_ON = 0.4, 0.15
"""What a sentence loses of its fitness that points back, or only goes on."""


NEEDS_ANTECEDENT = re.compile(
    r"^\W*(?:this|that|these|those|it|they)\s+(?:is|are|was|were|has|have|can|could|may|might|will|would|does|do|leads?|makes?|means|results"
    r"|causes?|allows?|enables?|shows?|suggests?|stems?|arises?|happens?|occurs?|raises?|limits?|hinders?)\b",
    re.IGNORECASE,
)
"""A sentence whose subject is the one before: nothing is said by it alone."""

RESOURCES = r"(?:benchmarks?|data\s?sets?|corp(?:us|ora)|treebanks?|test\s?(?:sets?|suites?|beds?))"
ON_RESOURCES = re.compile(
    rf"^(?:[\w-]+\s+){{0,4}}?{RESOURCES}(?=$|\s+(?:for|of|on|in|that|with|to|and|or)\b)", re.IGNORECASE
)
"""A subject that is resources, such as "benchmarks for parsing", rather than what is done with them."""

MAKES_RESOURCE = re.compile(
    r"\b(?:introduc|present|releas|creat|construct|propos|develop|publish|build|built|curat|compil|collect)\w*\b"
    rf"(?:(?!\b(?:evaluat\w+|outperform\w*|experiments?)\s+(?:on|across)\b)[^.;]){{0,120}}?\b{RESOURCES}\b"
    r"|\bwe\s+(?:also\s+)?(?:release|publish)\s+(?!(?:all|both|our|the|its|these|\s)*(?:source\s+)?(?:codes?|models?|weights|checkpoints?)\b)",
    re.IGNORECASE,
)
FINDING_PARTS = frozenset(("Results", "Limits"))
LEAST_CLOSE_FINDING, LEAST_OF_NEAREST = 0.45, 0.65
"""The cosine of a finding that is close to a question, and how near it has to be beside the nearest one."""

OF_OTHERS_WEIGHT = 0.6
SHORTEST_STEM = 4
NOT_CLOSE = "No paper in this collection is close enough to “{}” to be cited."


@dataclass(frozen=True, slots=True)
class Wish:
    """What sentences are wanted: how much a sentence's part adds to its fitness, and the cue that it says so.

    `parts` are those from which sentences with the cue come, all where there are none; `idle` are words of sentences
    that do not tell. Where any sentence meets a strict wish, no other is taken; where enough papers, of which there
    have to be `least_share` of those with a fit sentence, have one that meets another wish, neither.
    """

    weights: Mapping[PartName | None, float]
    cue: re.Pattern[str] | None = None
    parts: frozenset[PartName] = frozenset()
    idle: re.Pattern[str] = SIGNIFICANCE
    is_strict: bool = False
    least_share: float = 0.5

    def tells(self, text: str) -> bool:
        """Say whether a sentence has the cue, and not words of those that have it in vain."""
        return self.cue is not None and self.cue.search(text) is not None and not self.idle.search(text)

    def is_met_by(self, text: str, part: PartName | None) -> bool:
        """Say whether a sentence tells, in a part from which such sentences come."""
        return self.tells(text) and (not self.parts or part in self.parts)


FINDINGS = Wish({"Results": 0.2, "Contribution": 0.12, "Method": 0.08, "Data": 0.05, "Limits": 0.0, "Problem": -1.0})
HELP = Wish(
    {"Results": 0.25, "Contribution": 0.1, "Method": 0.0, "Data": -0.1, "Limits": -0.1, "Problem": -1.0},
    POSITIVE,
    frozenset(("Results", "Contribution")),
    least_share=0.0,
)
TROUBLES = Wish(
    {"Limits": 0.3, "Problem": 0.25, "Results": 0.05, "Contribution": -0.05, "Method": -0.05},
    TROUBLE,
    frozenset(("Problem", "Limits", "Results")),
    OVERCOMES,
    is_strict=True,
)
KNOWN = Wish(
    {"Results": 0.45, "Limits": 0.1, "Contribution": 0.0, "Method": 0.0, "Data": 0.0, "Problem": -1.0},
)
EFFECTS = replace(KNOWN, cue=EFFECT, parts=frozenset(("Results", "Limits")), is_strict=True)
WORK = Wish({"Contribution": 0.35, "Results": 0.12, "Method": 0.05, "Data": 0.05, "Limits": -0.1, "Problem": -1.0})
RESOURCE_WORK = replace(WORK, cue=MAKES_RESOURCE, idle=re.compile(r"(?!)"), least_share=0.0)
OTHERWISE = -0.4


@dataclass(frozen=True, slots=True)
class _Chosen:
    paper: EvidencePaper
    scored: ScoredSentence
    part: PartName | None
    fitness: float
    share: float
    is_titled: bool
    has_heaviest: bool


def gather_synthesis(
    understood: UnderstoodQuestion,
    retrieval: Retrieval,
    retriever: Retriever,
    layout: Literal["groups", "paragraph"],
    bar: Bar = Bar(),
) -> Evidence:
    """Return the papers above the bar, best first, and an outline of one sentence each, grouped by idea."""
    text = understood.text or understood.question.text
    query = subject_of(text)
    found = retrieval
    if retrieval.query != query or len(retrieval.passages) < N_PASSAGES:
        found = retriever.search(query, N_PASSAGES, understood.paper_filter)
    keywords = retriever.indexes.keywords
    unknown = unknown_names(query, found.terms, keywords)
    relevance = {passage.paper.paper_id: bar.relevance(passage, bool(unknown)) for passage in found.passages}
    kept = [
        passage
        for passage in found.passages
        if relevance[passage.paper.paper_id] >= bar.least
        and passage.score >= LEAST_OF_BEST_SCORE * found.passages[0].score
    ]
    subject = read_subject(text, found, keywords)
    chosen = _best_sentences(kept, subject, _wish(text, layout), retriever)
    if not chosen:
        named = " or ".join(unknown or subject.words_held_nowhere(keywords))
        reason = f"No paper in this collection mentions {named}." if named else NOT_CLOSE.format(query)
        confidence = round(max(relevance.values(), default=0.0), 4)
        return Evidence(understood, (), found.passages[:3], found.terms, reason, "no paper", confidence=confidence)
    speaking = tuple(item.paper.passage.paper.paper_id for item in chosen)
    chosen = [
        replace(item, paper=replace(item.paper, number=number))
        for number, item in enumerate(chosen[: papers_wanted(text, MAX_PAPERS)], 1)
    ]
    papers = tuple(item.paper for item in chosen)
    turned = _turned(chosen) if layout == "groups" else {}
    vectors = sentence_vectors(papers, retriever)
    parts = _with_turned(_grouped(chosen, vectors, query, retriever), turned)
    against = disagreements(papers, vectors)
    statements: tuple[OwnStatement, ...] = ()
    if layout == "paragraph":
        parts = [OutlinePart("", tuple(item for part in parts for item in part.items))]
    else:
        best, last = found.passages[0].score, found.passages[-1].score
        is_least = len(found.passages) >= N_PASSAGES and last >= LEAST_OF_BEST_SCORE * best
        statements = (_lead(speaking, len(chosen), query, is_least),)
        if AGREEING.search(text) and len(chosen) > 1 and not (against or turned):
            statements += (OwnStatement(NOT_CONTRARY, "framing"),)
    if layout != "paragraph" and against:
        items = tuple(item for pair in against for item in (pair.one, pair.other))
        parts.append(OutlinePart(DISAGREE, items))
    confidence = round(relevance[papers[0].passage.paper.paper_id], 4)
    return Evidence(
        understood,
        papers,
        found.passages[:3],
        found.terms,
        outline=Outline(layout, tuple(parts), statements),
        confidence=confidence,
    )


def _lead(speaking: tuple[str, ...], n_quoted: int, subject: str, is_least: bool) -> OwnStatement:
    """Return how many papers have a sentence on the subject, and how many of them are quoted where that is fewer.

    `is_least`: papers beyond those that were retrieved may have one too.
    """
    n = len(speaking)
    said = "One paper of this collection bears" if n == 1 else f"{n} papers of this collection bear"
    opening = f"At least {said[0].lower()}{said[1:]}" if is_least else said
    rest = f"; the {n_quoted} nearest are quoted" if n_quoted < n else ""
    computation = Computation("papers_on_subject", {"subject": subject}, n, speaking)
    return OwnStatement(f"{opening} on this{rest}.", "computed", computation)


def findings_told(
    text: str, passages: Sequence[Passage], retrieval: Retrieval, retriever: Retriever, is_general: bool
) -> list[tuple[Passage, ScoredSentence]]:
    """Return the passages of which a finding tells what a question asks, each with that finding, the nearest first.

    Such a finding has the words of the question's subject and says that something helps or hurts. For a general
    question it will do that it is about as near to the question as the nearest of all, and holds the names in it.
    """
    keywords = retriever.indexes.keywords
    subject = read_subject(text, retrieval, keywords)
    analyze, best_score = keywords.analyzer.analyze, max(passage.score for passage in passages)
    named = [set(analyze(name)) for name in find_names(text)]
    findings: list[tuple[float, bool, Passage, ScoredSentence]] = []
    for passage in passages:
        for item in _sentences(passage, subject, KNOWN, retriever):
            own = item.scored.sentence.text
            if item.part not in FINDING_PARTS or SIGNIFICANCE.search(own):
                continue
            is_effect = EFFECT.search(own) is not None
            is_on_words = is_effect and item.has_heaviest and item.share >= LEAST_SHARE
            has_names = all(map(set(analyze(f"{passage.paper.title}. {own}")).intersection, named))
            near = item.scored.cosine + 0.3 * (subject.share(set(analyze(own))) + passage.score / best_score)
            near += 0.1 * is_effect - leaning(own)
            if (is_on_words or (is_general and has_names)) and item.scored.cosine >= LEAST_CLOSE_FINDING:
                findings.append((near, is_on_words, passage, item.scored))
    nearest = max((near for near, _, _, _ in findings), default=0.0)
    told: dict[str, tuple[Passage, ScoredSentence]] = {}
    for near, is_on_words, passage, scored in sorted(findings, key=lambda item: -item[0]):
        if is_on_words or near >= LEAST_OF_NEAREST * nearest:
            told.setdefault(passage.paper.paper_id, (passage, scored))
    return list(told.values())


def without_setup(passage: Passage, sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return those of the sentences of a paper that tell what was found; all where none does."""
    own = sorted((scored.sentence for scored in passage.sentences), key=lambda sentence: sentence.position)
    names = part_names([sentence.text for sentence in own], title_head(passage.paper.title))
    found = [scored for scored in sentences if names[scored.sentence.position - 1] in FINDING_PARTS]
    return found or list(sentences)


def leaning(text: str) -> float:
    """Return what a sentence loses of its fitness because it stands alone.

    >>> leaning("They grow."), leaning("Furthermore, ports grow."), leaning("Ports grow.")
    (0.4, 0.15, 0.0)
    """
    alone = CONNECTED.sub("", TO_THIS_END.sub("", text))
    return LEANING if LEANS_BACK.search(alone) else GOING_ON if CONNECTED.match(text) else 0.0


def _wish(text: str, layout: str) -> Wish:
    if layout == "paragraph":
        return RESOURCE_WORK if ON_RESOURCES.search(subject_of(text)) else WORK
    if ASKS_FOR_EFFECT.search(text):
        return EFFECTS
    if HELPS.search(text) or WHAT_TO_DO.match(text):
        return HELP
    if ASKS_FOR_TROUBLE.search(text):
        return TROUBLES
    if doing := HOW_DO.search(text):
        stem = re.sub(r"(?:es?|ed|ing)$", "", doing["verb"])
        cue = stem if len(stem) >= SHORTEST_STEM else doing["verb"]  # "us" begins too many words to stand for "used"
        return replace(FINDINGS, cue=re.compile(rf"\b{cue}", re.IGNORECASE))
    return KNOWN if ASKS_FOR_FINDINGS.search(text) else FINDINGS


def _best_sentences(passages: Sequence[Passage], subject: Subject, wish: Wish, retriever: Retriever) -> list[_Chosen]:
    """Return the best sentence of each paper that has one; where enough hold the rarest term of the subject, of those.

    Where enough have one that meets the wish – for a strict one, any – only those are taken; else, where enough tell of
    their own work, those.
    """
    found = [_sentences(passage, subject, wish, retriever) for passage in passages]
    shares = [item.share for items in found for item in items]
    is_known = all(term.document_frequency for term in subject.terms)
    least = LEAST_SHARE_OF_KNOWN if is_known and max(shares, default=0.0) < LEAST_SHARE else LEAST_SHARE
    found = [[item for item in items if item.share >= least or item.is_titled] for items in found]
    heaviest = [[item for item in items if item.has_heaviest] for items in found]
    if sum(map(bool, heaviest)) >= ENOUGH_PAPERS:
        found = heaviest
    closest = max((item.scored.cosine for items in found for item in items), default=0.0)
    near = [[item for item in items if item.scored.cosine >= LEAST_OF_BEST_COSINE * closest] for items in found]

    def best(fits: Callable[[_Chosen], bool]) -> list[_Chosen]:
        fitting = [[item for item in items if fits(item)] for items in near]
        return [max(items, key=lambda item: item.fitness) for items in fitting if items]

    any_kind = best(lambda item: item.fitness > 0)
    telling = best(lambda item: wish.is_met_by(item.scored.sentence.text, item.part))
    if len(telling) >= (1 if wish.is_strict else max(ENOUGH_PAPERS, wish.least_share * len(any_kind))):
        return telling
    own = best(lambda item: not (item.part == "Problem" or OF_OTHERS.search(item.scored.sentence.text)))
    return own if wish is not TROUBLES and len(own) >= ENOUGH_PAPERS else any_kind


def _sentences(passage: Passage, subject: Subject, wish: Wish, retriever: Retriever) -> list[_Chosen]:
    """Return the sentences of a paper fit to be quoted, each with how much it and the title say of the subject."""
    sentences = tuple(sorted((scored.sentence for scored in passage.sentences), key=lambda own: own.position))
    texts = [sentence.text for sentence in sentences]
    names, sections = part_names(texts, title_head(passage.paper.title)), sections_of(texts)
    analyze = retriever.indexes.keywords.analyzer.analyze
    paper = EvidencePaper(0, passage, sentences)
    is_titled = subject.share(set(analyze(passage.paper.title))) >= LEAST_SHARE_OF_TITLE
    fit = []
    for scored in passage.sentences:
        text, part = scored.sentence.text, names[scored.sentence.position - 1]
        fitness = (
            scored.score
            + 0.5 * scored.cosine
            + wish.weights.get(part, OTHERWISE)
            + 0.3 * wish.tells(text)
            - leaning(text)
            - OF_OTHERS_WEIGHT * (wish is not TROUBLES and OF_OTHERS.search(text) is not None)
            - 0.1 * (len(text) > 400)
            - 0.4 * (wish.idle.search(text) is not None)
        )
        held = set(analyze(f"{passage.paper.title}. {text}"))
        is_aside = sections[scored.sentence.position - 1] == "aside"
        if fitness > 0 and not is_aside and not NEEDS_ANTECEDENT.match(text):
            share = subject.share(held)
            fit.append(_Chosen(paper, scored, part, round(fitness, 5), share, is_titled, subject.is_of_heaviest(held)))
    return fit


def _grouped(
    chosen: Sequence[_Chosen], vectors: dict[int, NDArray[np.float32]], subject: str, retriever: Retriever
) -> list[OutlinePart]:
    """Return a part per idea, the largest first; papers that stand alone share the last one."""
    members = [_member(item) for item in chosen]
    ideas = [_idea_vector(item, vectors, retriever) for item in chosen]
    groups = [
        (named.heading, named.places)
        for named in headed_groups(members, ideas, subject, lambda words: _idf(words, retriever))
    ]
    if sum(len(places) for _, places in groups) < LEAST_GROUPED * len(chosen):
        groups = _by_role(chosen)
    grouped = {place for _, places in groups for place in places}
    alone = [place for place in range(len(chosen)) if place not in grouped]
    parts = [OutlinePart(heading, _items([chosen[place] for place in places])) for heading, places in groups]
    if alone:
        heading = ALSO if parts else subject[:1].upper() + subject[1:]
        parts.append(OutlinePart(heading, _items([chosen[place] for place in alone])))
    return parts


def _turned(chosen: Sequence[_Chosen]) -> dict[OutlineItem, OutlineItem]:
    """Return, by the sentence quoted, the result of the same abstract that points the other way."""
    return {
        OutlineItem(item.paper.number, item.scored.sentence.position): OutlineItem(item.paper.number, position)
        for item in chosen
        if (position := turned_finding(item.paper.sentences, item.scored.sentence.position)) is not None
    }


def _with_turned(parts: Sequence[OutlinePart], turned: Mapping[OutlineItem, OutlineItem]) -> list[OutlinePart]:
    """Return the parts with each sentence that another one turns round followed by that one."""
    return [
        replace(part, items=tuple(quoted for item in part.items for quoted in (item, turned.get(item)) if quoted))
        for part in parts
    ]


def _by_role(chosen: Sequence[_Chosen]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the places by what their sentences are, the largest group first; none where all are of one kind."""
    places: dict[str, list[int]] = {}
    for place, item in enumerate(chosen):
        if item.part in ROLE_HEADINGS:
            places.setdefault(ROLE_HEADINGS[item.part], []).append(place)
    groups = [(heading, tuple(found)) for heading, found in places.items() if 1 < len(found) < len(chosen)]
    return sorted(groups, key=lambda group: (-len(group[1]), group[1]))


def _idf(words: Sequence[str], retriever: Retriever) -> list[float]:
    keywords = retriever.indexes.keywords
    return [max((term.weight for term in keywords.query_terms(word)), default=0.0) for word in words]


def _member(chosen: _Chosen) -> Member:
    paper = chosen.paper.passage.paper
    return Member(paper.title, chosen.scored.sentence.text, paper.abstract)


def _items(chosen: Sequence[_Chosen]) -> tuple[OutlineItem, ...]:
    """Return the chosen sentences, the fittest first."""
    ranked = sorted(chosen, key=lambda item: (-item.fitness, item.paper.number))
    return tuple(OutlineItem(item.paper.number, item.scored.sentence.position) for item in ranked)


def _idea_vector(chosen: _Chosen, vectors: dict[int, NDArray[np.float32]], retriever: Retriever) -> NDArray[np.float32]:
    """Return the unit vector of the chosen sentence, leaning towards that of its whole abstract."""
    block = vectors.get(chosen.paper.number)
    if block is None:
        return retriever.embedder.embed_query(chosen.scored.sentence.text)
    mean = block.mean(axis=0)
    mixed = block[chosen.scored.sentence.position - 1] + mean / (float(np.linalg.norm(mean)) or 1.0)
    return (mixed / (float(np.linalg.norm(mixed)) or 1.0)).astype(np.float32)  # type: ignore[no-any-return]
