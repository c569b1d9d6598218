"""What several papers together say: the sentence of each that bears on the question, grouped by idea.

Groups come from the sentences' vectors, their headings from the words that the group's own titles and abstracts share.
Where two abstracts say the contrary of one another, both are quoted side by side.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.datatypes import Evidence, EvidencePaper, Outline, OutlineItem, OutlinePart, UnderstoodQuestion
from assistant.evidence import Bar, unknown_names
from assistant.outlines.disagreement import disagreements
from assistant.outlines.evidence_papers import sentence_vectors
from assistant.outlines.grouping import group
from assistant.outlines.headings import Member, headings
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

ALSO = "Also"
DISAGREE = "The abstracts disagree"

WRITING = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:(?:help\s+me\s+)?(?:write|draft|compose|prepare|produce|give|generate|create)\s+)?"
    r"(?:me\s+|us\s+)?(?:an?\s+|the\s+|my\s+|one\s+)?(?:(?:short|brief|cited|concise|small|single|long|good)\s+)*"
    r"(?:(?:related|prior|previous)[\s-]+works?|literature[\s-]+review|literature|background|introduct(?:ion|ory)|survey|state[\s-]of[\s-]the[\s-]art)?\s*"
    r"(?:paragraphs?|sections?|passages?|texts?|review|overview|summary)?\s*(?:with\s+citations\s+)?"
    r"(?:on|about|for|of|covering|discussing|regarding|summari[sz]ing|describing)\s+(?:a\s+paper\s+(?:on|about)\s+)?",
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
    r"\b(?:challeng|problem|difficult|limitation|obstacle|barrier|gap|fail|struggl|issue|risk|bias)", re.IGNORECASE
)
POSITIVE = re.compile(
    r"(?<!to\s)(?<!further\s)(?<!could\s)\b(?:improve(?:s|d|ments?)|outperform\w*|boost(?:s|ed)?|enhance[sd]|gains?|benefits?|helps?"
    r"|surpass(?:es|ed)?|alleviates?|mitigates?|excels?|reduce[sd]|(?:more|most|highly)\s+(?:effective|helpful)|works\s+best"
    r"|achieve[sd]?|better\s+(?:performance|results|than)|facilitates|transfers?\s+(?:well|effectively))\b",
    re.IGNORECASE,
)
"""Words of a finding that something helps, not of the wish that it may."""

LEANS_BACK = re.compile(
    r"^\W*(?:these|this|it|they|such|moreover|further(?:more)?|in\s+addition|additionally|also|besides|similarly|specifically|finally|lastly"
    r"|second(?:ly)?|third(?:ly)?|then|both|among\s+them|our\s+approach|the\s+resulting)\b",
    re.IGNORECASE,
)
"""A sentence that means less when it stands alone."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What sentences are wanted: how much a sentence's part adds to its fitness, and the cue that it says so."""

    weights: Mapping[PartName | None, float]
    cue: re.Pattern[str] | None = None

    def tells(self, text: str) -> bool:
        """Say whether a sentence has the cue, and tells rather than praises."""
        return self.cue is not None and self.cue.search(text) is not None and not SIGNIFICANCE.search(text)


FINDINGS = Wish({"Results": 0.2, "Contribution": 0.12, "Method": 0.08, "Data": 0.05, "Limits": 0.0, "Problem": -1.0})
HELP = Wish(
    {"Results": 0.25, "Contribution": 0.1, "Method": 0.0, "Data": -0.1, "Limits": -0.1, "Problem": -1.0}, POSITIVE
)
TROUBLES = Wish({"Results": 0.05, "Limits": 0.15, "Problem": 0.1, "Contribution": -0.05, "Method": -0.05}, TROUBLE)
WORK = Wish({"Contribution": 0.35, "Results": 0.12, "Method": 0.05, "Data": 0.05, "Limits": -0.1, "Problem": -1.0})
OTHERWISE = -0.4


@dataclass(frozen=True, slots=True)
class _Chosen:
    paper: EvidencePaper
    scored: ScoredSentence
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
    wish = _wish(understood.text or understood.question.text, layout)
    closest = max((scored.cosine for passage in kept for scored in passage.sentences), default=0.0)
    least_cosine = LEAST_OF_BEST_COSINE * closest
    chosen = _best_sentences(kept, wish, least_cosine, retriever)
    if not chosen:
        named = " or ".join(unknown) or f"“{subject}”"
        reason = f"No paper in this collection is close enough to {named} to be cited."
        confidence = round(max(relevance.values(), default=0.0), 4)
        return Evidence(understood, (), found.passages[:3], found.terms, reason, "no paper", confidence=confidence)
    chosen = [
        _Chosen(replace(item.paper, number=number), item.scored, item.fitness)
        for number, item in enumerate(chosen[:MAX_PAPERS], 1)
    ]
    papers = tuple(item.paper for item in chosen)
    vectors = sentence_vectors(papers, retriever)
    parts = _grouped(chosen, vectors, subject, retriever)
    against = disagreements(papers, vectors)
    if layout == "paragraph":
        parts = [replace(part, heading="") for part in parts]
    elif against:
        items = tuple(item for pair in against for item in (pair.one, pair.other))
        parts.append(OutlinePart(DISAGREE, items))
    confidence = round(relevance[papers[0].passage.paper.paper_id], 4)
    return Evidence(
        understood,
        papers,
        found.passages[:3],
        found.terms,
        outline=Outline(layout, tuple(parts)),
        confidence=confidence,
    )


def subject_of(text: str) -> str:
    """Return what a synthesis is to be about, without the words that ask for it.

    >>> subject_of("Write a related-work paragraph on river treebanks."), subject_of("What helps small ports?")
    ('river treebanks', 'small ports')
    """
    for pattern in (WRITING, ASKING):
        match = pattern.match(text)
        if match and re.search(r"\w", text[match.end() :]):
            text = text[match.end() :]
    return text.strip(' \t\n?.!:;“”"')


def _wish(text: str, layout: str) -> Wish:
    if layout == "paragraph":
        return WORK
    if HELPS.search(text):
        return HELP
    return TROUBLES if TROUBLE.search(text) else FINDINGS


def _best_sentences(
    passages: Sequence[Passage], wish: Wish, least_cosine: float, retriever: Retriever
) -> list[_Chosen]:
    """Return the best sentence of each paper that has one; where enough papers have one with the cue, only those."""
    best = [_best_sentence(passage, wish, least_cosine, retriever) for passage in passages]
    chosen = [item for item in best if item is not None]
    if wish.cue is None:
        return chosen
    telling = [item for item in chosen if wish.tells(item.scored.sentence.text)]
    return telling if len(telling) >= ENOUGH_PAPERS else chosen


def _best_sentence(passage: Passage, wish: Wish, least_cosine: float, retriever: Retriever) -> _Chosen | None:
    """Return the sentence of a paper that bears on the question and says what was asked for, None where none does."""
    sentences = retriever.library.sentences(retriever.collection, passage.paper)
    names = part_names([sentence.text for sentence in sentences], title_head(passage.paper.title))
    best: tuple[float, ScoredSentence] | None = None
    for scored in passage.sentences:
        if scored.cosine < least_cosine:
            continue
        text = scored.sentence.text
        praises = SIGNIFICANCE.search(text) is not None
        fitness = (
            scored.score
            + 0.5 * scored.cosine
            + wish.weights.get(names[scored.sentence.position - 1], OTHERWISE)
            + 0.3 * wish.tells(text)
            - 0.1 * (LEANS_BACK.match(text) is not None)
            - 0.1 * (len(text) > 400)
            - 0.4 * praises
        )
        if fitness > 0 and (best is None or fitness > best[0]):
            best = round(fitness, 5), scored
    return None if best is None else _Chosen(EvidencePaper(0, passage, sentences), best[1], best[0])


def _grouped(
    chosen: Sequence[_Chosen], vectors: dict[int, NDArray[np.float32]], subject: str, retriever: Retriever
) -> list[OutlinePart]:
    """Return a part per idea, the largest first; papers that stand alone share the last one."""
    together = group([_idea_vector(item, vectors, retriever) for item in chosen])
    large = [members for members in together if len(members) > 1]
    alone = sorted(member for members in together if len(members) == 1 for member in members)
    weigh = retriever.indexes.keywords.title_weights
    named = headings([[_member(chosen[member]) for member in members] for members in large], subject, weigh)
    parts = [
        OutlinePart(
            heading, tuple(_item(chosen[member]) for member in sorted(members, key=lambda m: (-chosen[m].fitness, m)))
        )
        for heading, members in zip(named, large, strict=True)
    ]
    if alone:
        heading = ALSO if parts else subject[:1].upper() + subject[1:]
        parts.append(OutlinePart(heading, tuple(_item(chosen[member]) for member in alone)))
    return parts


def _member(chosen: _Chosen) -> Member:
    paper = chosen.paper.passage.paper
    return Member(paper.title, chosen.scored.sentence.text, paper.abstract)


def _item(chosen: _Chosen) -> OutlineItem:
    return OutlineItem(chosen.paper.number, chosen.scored.sentence.position)


def _idea_vector(chosen: _Chosen, vectors: dict[int, NDArray[np.float32]], retriever: Retriever) -> NDArray[np.float32]:
    """Return the unit vector of the chosen sentence, leaning towards that of its whole abstract."""
    block = vectors.get(chosen.paper.number)
    if block is None:
        return retriever.embedder.embed_query(chosen.scored.sentence.text)
    mean = block.mean(axis=0)
    mixed = block[chosen.scored.sentence.position - 1] + mean / (float(np.linalg.norm(mean)) or 1.0)
    return (mixed / (float(np.linalg.norm(mixed)) or 1.0)).astype(np.float32)  # type: ignore[no-any-return]
