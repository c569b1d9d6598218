"""What "And X?" adds to the question before: answers come from papers that hold X, by their sentences that do.

The question that is asked again is long and X short, so that what answered it would come out on top again.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.asked_language import is_in_another_language
from assistant.conversation import added_things, unheld
from assistant.conversation.asked_subject import phrase_in
from assistant.conversation.leaning import names_thing, own_words, substance
from assistant.datatypes import Evidence, EvidencePaper, UnderstoodQuestion
from assistant.outlines.evidence_papers import evidence_papers
from retrieval.datatypes import Paper, ScoredSentence
from retrieval.retriever import Retrieval, Retriever

FAR_BEHIND = 100.0
"""More than lies between any two sentences, in score or in log odds that they answer."""


def things_added(understood: UnderstoodQuestion) -> list[str]:
    """Return the words of X, as far as they are looked up: a year or a venue may have been read as a filter."""
    if not understood.question.history:
        return []
    sought = set(substance(understood.text))
    return [word for word in added_things(understood.question.text) if word in sought]


def holders_first(added: Sequence[str], retrieval: Retrieval) -> Retrieval:
    """Return the passages, those of papers that hold the words before all others."""
    passages = sorted(retrieval.passages, key=lambda item: not holds(item.paper, added))
    return replace(retrieval, passages=tuple(passages))


def told_of(added: Sequence[str], evidence: Evidence, retrieval: Retrieval, retriever: Retriever) -> Evidence:
    """Return the evidence with what holds the words alone: the paper found first, or others that hold all the rest too.

    Without any, the paper found first is silent on them, if it is the one that was asked.
    """
    asked = retrieval.passages[0].paper
    rest = [word for word in own_words(evidence.understood.text) if word not in added]
    telling = [
        paper
        for paper in evidence.papers
        if holds(paper.passage.paper, added if paper.passage.paper == asked else (*added, *rest))
    ]
    if evidence.gap is None and telling[:1] == list(evidence.papers[:1]):
        papers = (replace(_telling(paper, added), number=number) for number, paper in enumerate(telling, 1))
        return replace(evidence, papers=tuple(papers))
    if not (lacking := unheld(added, _text(asked))):
        return evidence
    whole = phrase_in(" ".join(added), evidence.understood.question.text)
    named = f"“{whole[0]}”" if whole else " or ".join(f"“{word}”" for word in lacking)
    silent = replace(evidence, papers=(), gap="no paper", unmentioned=())
    if len(unheld(rest, _text(asked))) > len(rest) / 2 or not rest:
        return evidence if evidence.gap == "no paper" else replace(silent, reason=f"No paper found mentions {named}.")
    reason = f"“{asked.title}” is in this collection, but its {asked.text_kind} does not mention {named}."
    holder = next((item.paper for item in retrieval.passages if holds(item.paper, added)), None)
    if holder is not None and any(map(names_thing, added)):
        reason += f" “{holder.title}” does."
    found = evidence_papers([asked], evidence.understood.query, retriever)
    return replace(silent, papers=found, reason=reason, gap="silent")


def _telling(paper: EvidencePaper, added: Sequence[str]) -> EvidencePaper:
    """Return a paper with its sentences that hold fewer of the words than others ranked behind these."""
    lacking = {scored.sentence.position: len(unheld(added, scored.sentence.text)) for scored in paper.passage.sentences}
    least = min(lacking.values(), default=0)
    sentences = tuple(
        scored if lacking[scored.sentence.position] == least else _ranked_behind(scored)
        for scored in paper.passage.sentences
    )
    return replace(paper, passage=replace(paper.passage, sentences=sentences))


def _ranked_behind(scored: ScoredSentence) -> ScoredSentence:
    answers = None if scored.answers is None else scored.answers - FAR_BEHIND
    return replace(scored, score=scored.score - FAR_BEHIND, answers=answers)


def holds(paper: Paper, added: Sequence[str]) -> bool:
    """Say whether a paper has all of the words, or is in a language in which they may be others."""
    return is_in_another_language(" ".join(added), paper.abstract) or not unheld(added, _text(paper))


def _text(paper: Paper) -> str:
    return f"{paper.title}\n{paper.abstract}"
