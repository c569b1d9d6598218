"""What several papers together say: the sentence of each that bears on the question, grouped by idea.

A group is of papers that share a telling phrase, which is its heading; papers that share none stand last, under "Also".
Where two abstracts say the contrary of one another, both are quoted side by side.
"""

import re
from collections.abc import Mapping, Sequence
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
from assistant.outlines.disagreement import disagreements
from assistant.outlines.evidence_papers import sentence_vectors
from assistant.outlines.headings import Member, headed_groups
from assistant.outlines.name_mentions import title_head
from assistant.outlines.parts import SIGNIFICANCE, PartName, part_names
from retrieval.datatypes import Passage, ScoredSentence
from retrieval.retriever import Retrieval, Retriever

MAX_PAPERS = 8
N_PASSAGES = 24
ENOUGH_PAPERS = 3
LEAST_OF_BEST_COSINE = 0.5
"""Of the cosine of the sentence nearest to the question, that a sentence has to reach to be quoted."""

LEAST_OF_BEST_SCORE = 0.5
LEAST_OF_BEST_COVERAGE = 0.35
"""Of the best paper's fused score and term coverage: the bar alone lets every paper of a narrow corpus through."""

AT_MOST = re.compile(
    r"[\s,;(]*\b(?:(?:with|using|citing|from|in)\s+)?(?:max(?:imum)?\.?(?:\s+of)?|(?:at|no|not)\s+(?:most|more\s+than)|up\s+to|only)\s+"
    r"(?P<number>\d{1,3}|one|two|three|four|five|six|seven)\s+(?:papers?|references?|sources?|citations?|studies|works)\b\)?",
    re.IGNORECASE,
)
"""How many papers shall be cited."""
NUMBERS = {word: number for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)}

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

WRITING = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:(?:help\s+me\s+)?(?:write|draft|compose|prepare|produce|give|generate|create)\s+)?"
    r"(?:me\s+|us\s+)?(?:an?\s+|the\s+|my\s+|one\s+|two\s+|three\s+|some\s+|\d+\s+)?(?:(?:short|brief|cited|concise|small|single|long|good)\s+)*"
    r"(?:(?:related|prior|previous)[\s-]+works?|literature[\s-]+review|literature|background|introduct(?:ion|ory)|survey|state[\s-]of[\s-]the[\s-]art)?\s*"
    r"(?:paragraphs?|sections?|passages?|texts?|review|overview|summary)?\s*(?:with\s+citations\s+)?"
    r"(?:on|about|for|of|covering|discussing|regarding|summari[sz]ing|describing|(?<=\w):)\s+(?:a\s+paper\s+(?:on|about)\s+)?",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"^\W*(?:what\s+(?:\w+\s+)?helps?\s+(?:with\s+|in\s+|to\s+)?"
    r"|what\s+is\s+known\s+(?:about|on|of)\s+"
    r"|what\s+(?:do|does|can|have)\s+(?:the\s+|these\s+|those\s+)?(?:\w+\s+){1,2}?(?:say|says|know|find|found|report|show|shown|learn|agree|tell"
    r"|tell\s+us|recommend|suggest)\s+(?:about|on|of|for|regarding)\s+"
    r"|(?:summari[sz]e|synthesi[sz]e|sum\s+up|review|survey)\s+(?:the\s+|recent\s+|all\s+|existing\s+|current\s+)*"
    r"(?:work|works|papers|research|literature|findings|evidence|progress|state)?\s*(?:on|about|of|in|for)\s+"
    r"|(?:give\s+(?:me|us)\s+)?(?:an?\s+|the\s+)?(?:brief\s+|short\s+)?overview\s+(?:of|on)\s+(?:the\s+)?(?:(?:work|research|papers|literature)\s+(?:on|in|about)\s+)?"
    r"|(?:what|which)\s+(?:are|were)\s+the\s+(?:\w+\s+){0,2}?(?:approaches|methods|techniques|strategies|ways|challenges|problems|findings"
    r"|trends|ideas|directions|solutions|results)\s+(?:of|in|for|to|on|about|with)\s+"
    r"|what\s+(?:kinds?\s+of\s+|sorts?\s+of\s+)?(?:approaches|methods|techniques|strategies|challenges|solutions)\s+(?:exist|are\s+there"
    r"|have\s+been\s+(?:proposed|tried|used))\s+(?:for|to|in)\s+"
    r"|how\s+(?:do|have|are)\s+(?:the\s+|these\s+)?(?:papers|researchers|people|authors|studies|works)\s+)",
    re.IGNORECASE,
)
HELPS = re.compile(r"\b(?:helps?|improv\w*|boost\w*|benefit\w*|works?\s+(?:best|well|for)|effective)\b", re.IGNORECASE)
TROUBLE = re.compile(
    r"\b(?:challeng|problem|difficult|limitation|obstacle|barrier|gap|fail|struggl|issue|risk|bias|lack|scarc|limited|insufficien"
    r"|costly|hinder|imped|suffer|overlook|neglect|hard\b|poor|under-?(?:represent|serv|explor|stud|perform)|remains?\b)",
    re.IGNORECASE,
)
ASKS_FOR_TROUBLE = re.compile(
    r"\b(?:challeng|problem|difficult|limitation|obstacle|barrier|shortcoming|fail|struggl|open\s+issue)", re.IGNORECASE
)
ASKS_FOR_FINDINGS = re.compile(
    r"\b(?:is\s+known|find|found|findings?|show|shown|report|learn|conclude|results?|evidence)\b", re.IGNORECASE
)
HOW_DO = re.compile(
    r"\bhow\s+(?:do|have|are)\s+(?:the\s+|these\s+)?(?:papers|researchers|people|authors|studies|works)\s+(?P<verb>[a-z]{4,})",
    re.IGNORECASE,
)
POSITIVE = re.compile(
    r"(?<!to\s)(?<!further\s)(?<!could\s)\b(?:improve(?:s|d|ments?)|outperform\w*|boost(?:s|ed)?|enhance[sd]|gains?|benefits?|helps?"
    r"|surpass(?:es|ed)?|alleviates?|mitigates?|excels?|reduce[sd]|(?:more|most|highly)\s+(?:effective|helpful)|works\s+best"
    r"|achieve[sd]?|better\s+(?:performance|results|than)|facilitates|transfers?\s+(?:well|effectively))\b",
    re.IGNORECASE,
)
"""Words of a finding that something helps, not of the wish that it may."""

LEANS_BACK = re.compile(
    r"^\W*(?:it|they|its|their|such|moreover|further(?:more)?|in\s+(?:addition|particular|contrast)|additionally|also|besides"
    r"|similar(?:ly)?|simultaneously|likewise|specifically|finally|lastly|then|therefore|thus|hence|consequently|subsequently|conversely|crucially"
    r"|yet|however|but|and|first(?:ly)?|second(?:ly)?|third(?:ly)?|both|among\s+them|the\s+(?:resulting|models?|gains?|results?))\b"
    r"|^\W*\d\)|^\W*(?:because|while|since|although|when)\s+(?:it|they)\b"
    r"|\b(?:these|those|this|such)\s+(?!(?:an?|the|is|that|paper|work|study|article|survey|report|research|thesis)\b)[a-z]"
    r"|\bwe\s+(?:also|further|then|additionally)\b|\b(?:combine|compare|evaluate|use|apply|address)\s+(?:them|it|this)\b",
    re.IGNORECASE,
)
"""A sentence that means less when it stands alone: it opens as a continuation, or points back at something."""

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

LEANING = 0.4
"""What such a sentence loses of its fitness."""


OF_OTHERS_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Wish:
    """What sentences are wanted: how much a sentence's part adds to its fitness, and the cue that it says so.

    `parts` are those from which all sentences come, where two papers have one with the cue there.
    """

    weights: Mapping[PartName | None, float]
    cue: re.Pattern[str] | None = None
    parts: frozenset[PartName] = frozenset()

    def tells(self, text: str) -> bool:
        """Say whether a sentence has the cue, and tells rather than praises."""
        return self.cue is not None and self.cue.search(text) is not None and not SIGNIFICANCE.search(text)


FINDINGS = Wish({"Results": 0.2, "Contribution": 0.12, "Method": 0.08, "Data": 0.05, "Limits": 0.0, "Problem": -1.0})
HELP = Wish(
    {"Results": 0.25, "Contribution": 0.1, "Method": 0.0, "Data": -0.1, "Limits": -0.1, "Problem": -1.0}, POSITIVE
)
TROUBLES = Wish(
    {"Limits": 0.3, "Problem": 0.25, "Results": 0.05, "Contribution": -0.05, "Method": -0.05},
    TROUBLE,
    frozenset(("Problem", "Limits")),
)
KNOWN = Wish(
    {"Results": 0.45, "Limits": 0.1, "Contribution": 0.0, "Method": 0.0, "Data": 0.0, "Problem": -1.0},
)
WORK = Wish({"Contribution": 0.35, "Results": 0.12, "Method": 0.05, "Data": 0.05, "Limits": -0.1, "Problem": -1.0})
OTHERWISE = -0.4


@dataclass(frozen=True, slots=True)
class _Chosen:
    paper: EvidencePaper
    scored: ScoredSentence
    part: PartName | None
    fitness: float


def gather_synthesis(
    understood: UnderstoodQuestion,
    retrieval: Retrieval,
    retriever: Retriever,
    layout: Literal["groups", "paragraph"],
    bar: Bar = Bar(),
) -> Evidence:
    """Return the papers above the bar, best first, and an outline of one sentence each, grouped by idea."""
    subject = subject_of(understood.text or understood.question.text)
    found = retrieval
    if retrieval.query != subject or len(retrieval.passages) < N_PASSAGES:
        found = retriever.search(subject, N_PASSAGES, understood.paper_filter)
    unknown = unknown_names(subject, found.terms, retriever.indexes.keywords)
    relevance = {passage.paper.paper_id: bar.relevance(passage, bool(unknown)) for passage in found.passages}
    kept = [
        passage
        for passage in found.passages
        if relevance[passage.paper.paper_id] >= bar.least
        and passage.score >= LEAST_OF_BEST_SCORE * found.passages[0].score
        and passage.term_coverage >= LEAST_OF_BEST_COVERAGE * found.passages[0].term_coverage
    ]
    text = understood.text or understood.question.text
    wish = _wish(text, layout)
    closest = max((scored.cosine for passage in kept for scored in passage.sentences), default=0.0)
    least_cosine = LEAST_OF_BEST_COSINE * closest
    chosen = _best_sentences(_on_rarest_term(kept, found, retriever), wish, least_cosine, retriever)
    if not chosen:
        named = " or ".join(unknown) or f"“{subject}”"
        reason = f"No paper in this collection is close enough to {named} to be cited."
        confidence = round(max(relevance.values(), default=0.0), 4)
        return Evidence(understood, (), found.passages[:3], found.terms, reason, "no paper", confidence=confidence)
    speaking = tuple(item.paper.passage.paper.paper_id for item in chosen)
    chosen = [
        replace(item, paper=replace(item.paper, number=number))
        for number, item in enumerate(chosen[: _most_papers(text)], 1)
    ]
    papers = tuple(item.paper for item in chosen)
    vectors = sentence_vectors(papers, retriever)
    parts = _grouped(chosen, vectors, subject, retriever)
    against = disagreements(papers, vectors)
    statements: tuple[OwnStatement, ...] = ()
    if layout == "paragraph":
        parts = [OutlinePart("", tuple(item for part in parts for item in part.items))]
    else:
        best, last = found.passages[0].score, found.passages[-1].score
        is_least = len(found.passages) >= N_PASSAGES and last >= LEAST_OF_BEST_SCORE * best
        statements = (_lead(speaking, len(chosen), subject, is_least),)
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


def subject_of(text: str) -> str:
    """Return what a synthesis is to be about, without the words that ask for it.

    >>> subject_of("Write a related-work paragraph on river treebanks."), subject_of("What helps small ports?")
    ('river treebanks', 'small ports')
    """
    text = AT_MOST.sub("", text)
    for pattern in (WRITING, ASKING):
        match = pattern.match(text)
        if match and re.search(r"\w", text[match.end() :]):
            text = text[match.end() :]
    return text.strip(' \t\n?.!:;“”"')


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


def leans_back(text: str) -> bool:
    """Say whether a sentence means less when it stands alone."""
    return LEANS_BACK.search(TO_THIS_END.sub("", text)) is not None


def _wish(text: str, layout: str) -> Wish:
    if layout == "paragraph":
        return WORK
    if HELPS.search(text):
        return HELP
    if ASKS_FOR_TROUBLE.search(text):
        return TROUBLES
    if doing := HOW_DO.search(text):
        stem = re.sub(r"(?:es?|ed|ing)$", "", doing["verb"])
        return replace(FINDINGS, cue=re.compile(rf"\b{stem}", re.IGNORECASE))
    return KNOWN if ASKS_FOR_FINDINGS.search(text) else FINDINGS


def _most_papers(text: str) -> int:
    """Return how many papers are quoted: as many as are asked for, MAX_PAPERS at most."""
    asked = AT_MOST.search(text)
    if asked is None:
        return MAX_PAPERS
    number = asked["number"].lower()
    return min(MAX_PAPERS, max(1, NUMBERS.get(number) or int(number)))


def _on_rarest_term(passages: list[Passage], found: Retrieval, retriever: Retriever) -> list[Passage]:
    """Return the passages whose papers hold the subject's rarest term; all where too few do."""
    known = [term for term in found.terms if term.document_frequency]
    if not known:
        return passages
    rarest = max(known, key=lambda term: term.weight).text
    analyze = retriever.indexes.keywords.analyzer.analyze
    holding = [passage for passage in passages if rarest in analyze(f"{passage.paper.title}. {passage.paper.abstract}")]
    return holding if len(holding) >= ENOUGH_PAPERS else passages


def _best_sentences(
    passages: Sequence[Passage], wish: Wish, least_cosine: float, retriever: Retriever
) -> list[_Chosen]:
    """Return the best sentence of each paper that has one.

    Where two papers have one with the cue in the parts wished for, or enough have one with the cue at all, only those
    are taken; else, where enough tell of their own work, those.
    """
    best = [_best_sentence(passage, wish, least_cosine, retriever) for passage in passages]
    chosen = [item for item in best if item is not None]
    own = [item for item in chosen if not (item.part == "Problem" or OF_OTHERS.search(item.scored.sentence.text))]
    if wish is not TROUBLES and len(own) >= ENOUGH_PAPERS:
        chosen = own
    wanted = [item for item in chosen if item.part in wish.parts and wish.tells(item.scored.sentence.text)]
    if len(wanted) > 1:
        return wanted
    telling = [item for item in chosen if wish.tells(item.scored.sentence.text)]
    return telling if len(telling) >= ENOUGH_PAPERS else chosen


def _best_sentence(passage: Passage, wish: Wish, least_cosine: float, retriever: Retriever) -> _Chosen | None:
    """Return the sentence of a paper that bears on the question and says what was asked for, None where none does."""
    sentences = retriever.library.sentences(retriever.collection, passage.paper)
    names = part_names([sentence.text for sentence in sentences], title_head(passage.paper.title))
    best: tuple[float, ScoredSentence, PartName | None] | None = None
    for scored in passage.sentences:
        if scored.cosine < least_cosine:
            continue
        text = scored.sentence.text
        part = names[scored.sentence.position - 1]
        praises = SIGNIFICANCE.search(text) is not None
        fitness = (
            scored.score
            + 0.5 * scored.cosine
            + wish.weights.get(part, OTHERWISE)
            + 0.3 * wish.tells(text)
            - LEANING * leans_back(text)
            - OF_OTHERS_WEIGHT * (wish is not TROUBLES and OF_OTHERS.search(text) is not None)
            - 0.1 * (len(text) > 400)
            - 0.4 * praises
        )
        if fitness > 0 and (best is None or fitness > best[0]):
            best = round(fitness, 5), scored, part
    return None if best is None else _Chosen(EvidencePaper(0, passage, sentences), best[1], best[2], best[0])


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
