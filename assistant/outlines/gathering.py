"""Question → evidence, each kind of question in its own way."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.datatypes import Evidence, EvidencePaper, Outline, OutlineItem, OutlinePart, UnderstoodQuestion
from assistant.evidence import Bar, gather_evidence
from assistant.filters import combine
from assistant.outlines.added_thing import holders_first, holds, things_added, told_of
from assistant.outlines.collection_records import gather_records
from assistant.outlines.comparison import compared_group, gather_comparison, weighs_two
from assistant.outlines.disagreement import disagreements
from assistant.outlines.evidence_papers import sentence_vectors
from assistant.outlines.listing import gather_members
from assistant.outlines.member_judge import MemberJudge
from assistant.outlines.mentions import words_in
from assistant.outlines.name_mentions import title_head
from assistant.outlines.named_papers import NamedPaper, papers_named, unheld_id
from assistant.outlines.one_aspect import gather_one_aspect
from assistant.outlines.one_paper import gather_one_paper
from assistant.outlines.several_papers import gather_several
from assistant.outlines.similar_papers import gather_similar
from assistant.outlines.synthesis import DISAGREE, findings_told, gather_synthesis, without_setup
from assistant.question import asks_about_whole, retrieval_query
from assistant.signals import FAR_AHEAD
from assistant.writing.extractive import ExtractiveWriter, answer_first
from retrieval.datatypes import PaperFilter, Passage
from retrieval.retriever import Retrieval, Retriever

SUBJECT_BEFORE = re.compile(
    r"\b(?:do|does|did|is|was|can|could|has|according\s+to|in|of|by)\s+(?:the\s+)?(?:paper\s+)?[“\"]?$", re.IGNORECASE
)
SUBJECT_AFTER = re.compile(r"[”\"]?(?:['’]s\b|\s+paper\b)", re.IGNORECASE)
SURE_MENTION = 0.8
"""How sure a mention has to be to make a question about the paper of one whose words ask for something else."""

LONG_TITLE_WORDS = 4

ASKS_IN_GENERAL = re.compile(
    r"^\W*(?:does|do|can|could|should|will|would|is|are)\b|\bwhich\s+(?:one\s+)?(?:is|are|wins?|works?|does|performs?|helps?)\b"
    r"|^\W*how\s+(?:much|well|important|far|strongly)\s+(?:does|do|is|are)\b|\b(?:is|are|does|do)\b[^?]*\bor\b",
    re.IGNORECASE,
)
"""A question on what holds, or which of two things does, on which more than one paper may have found something."""

N_SEARCHED = 24
LEAST_NEAR = 0.6
"""The cosine of the best paper's nearest sentence from which on those of other papers may be near as well."""

OTHERS = "Nearest findings of other papers"
MOST_OTHERS = 4
LEAST_OF_BEST = 0.6
"""Of the fitness of the best sentence, that both sides of a disagreement have to reach to bear on the question."""


def gather(
    understood: UnderstoodQuestion,
    retrieval: Retrieval,
    retriever: Retriever,
    bar: Bar = Bar(),
    member_judge: MemberJudge | None = None,
) -> Evidence:
    """Return the evidence for a question of any kind.

    A question about the collection's records is counted. A question about a whole paper is one that names a paper and
    asks nothing narrower; a comparison that names no paper of the collection is an ordinary question, and so is a
    synthesis that names one.
    """
    known = gather_records(understood, retriever) or gather_similar(understood, retriever)
    if known is not None:
        return known
    named: tuple[NamedPaper, ...] = ()
    match understood.kind:
        case "list" | "count":
            return gather_members(understood, retriever, member_judge)
        case "synthesis":
            named = _sure(_passing(papers_named(understood.text, retriever), understood, retriever))
            if not named:
                return gather_synthesis(understood, retrieval, retriever, "groups", bar)
            return gather(replace(understood, kind="lookup"), retrieval, retriever, bar, member_judge)
        case "paragraph":
            return gather_synthesis(understood, retrieval, retriever, "paragraph", bar)
        case "compare":
            named = _passing(papers_named(understood.text, retriever), understood, retriever)
            named = named or compared_group(understood, retriever, bar)
            if named:
                return gather_comparison(understood, named, retriever)
            understood = replace(understood, kind="lookup")
        case "lookup":
            named = _passing(papers_named(understood.text, retriever), understood, retriever)
            one_aspect = gather_one_aspect(understood, _sure(named), retriever)
            if one_aspect is not None:
                return one_aspect
            if weighs_two(understood.text, _sure(named)):
                return gather_comparison(replace(understood, kind="compare"), named, retriever)
            if _is_about_whole(understood.text, named):
                return gather_one_paper(replace(understood, kind="paper"), named, retriever)
            several = gather_several(understood, _sure(named), retriever, bar)
            if several is not None:
                return several
            retrieval = _subject_first(understood.text, named, retrieval)
        case "number":
            named = _passing(papers_named(understood.text, retriever), understood, retriever)
            several = gather_several(understood, _sure(named), retriever, bar)
            if several is not None:
                return several
            retrieval = _subject_first(understood.text, named, retrieval)
        case _:
            pass
    if not named and (written := unheld_id(understood.text or understood.question.text, retriever)) is not None:
        return Evidence(understood, (), reason=f"No paper here has the id {written}.", gap="no paper")
    retrieval = _asked_of_title(understood.text, named, retrieval, retriever)
    sure = {item.paper.paper_id for item in _sure(named)}
    added = things_added(understood) if retrieval.passages else []
    if added:
        evidence = gather_evidence(understood, holders_first(added, retrieval), retriever, bar, sure)
        return told_of(added, evidence, retrieval, retriever)
    evidence = _with_both_sides(gather_evidence(understood, retrieval, retriever, bar, sure), retriever)
    return _with_others(evidence, _sure(named), retrieval, retriever)


def _asked_of_title(text: str, named: tuple[NamedPaper, ...], retrieval: Retrieval, retriever: Retriever) -> Retrieval:
    """Return the first paper alone, its sentences ranked by the rest of the question, where that calls it by its title.

    The title would outweigh the few words beside it, and bring any sentence on the subject close to the question:
    "Which seas are in “Kelp and Moss on Northern Ice”?".
    """
    if not retrieval.passages:
        return retrieval
    first = retrieval.passages[0]
    item = next((item for item in named if item.how == "title" and item.paper.paper_id == first.paper.paper_id), None)
    is_alone = all(item.paper.paper_id == first.paper.paper_id for item in named)
    if item is None or not is_alone or len(words_in(text[item.start : item.end])) < LONG_TITLE_WORDS:
        return retrieval
    short = title_head(first.paper.title) or "it"
    sentences = retriever.rank_sentences(retrieval_query(f"{text[: item.start]}{short}{text[item.end :]}"), first.paper)
    cosine = min(first.cosine, max((scored.cosine for scored in sentences), default=first.cosine))
    return replace(retrieval, passages=(replace(first, sentences=sentences, cosine=cosine),))


def _with_both_sides(evidence: Evidence, retriever: Retriever) -> Evidence:
    """Return the evidence; where two abstracts disagree on what is asked, with both sides as its outline."""
    if evidence.gap is not None or len(evidence.papers) < 2:
        return evidence
    fitness = {
        (paper.number, scored.sentence.position): scored.score
        for paper in evidence.papers
        for scored in paper.passage.sentences
    }
    least = LEAST_OF_BEST * max(fitness.values(), default=0.0)
    parts = tuple(
        OutlinePart(DISAGREE, (pair.one, pair.other))
        for pair in disagreements(evidence.papers, sentence_vectors(evidence.papers, retriever))
        if all(fitness.get((side.paper, side.sentence), 0.0) >= least for side in (pair.one, pair.other))
    )
    return replace(evidence, outline=Outline("groups", parts)) if parts else evidence


def _with_others(
    evidence: Evidence, named: tuple[NamedPaper, ...], retrieval: Retrieval, retriever: Retriever
) -> Evidence:
    """Return the evidence; where it is asked what holds in general, with what other papers found as well.

    Their findings stand behind the answer that the best paper gives. A question is not general where it names a paper,
    picks one out from all others, or is put in other words than any; then only findings on its very words are added.
    """
    text = evidence.understood.text
    if evidence.gap is not None or evidence.outline is not None or not ASKS_IN_GENERAL.search(text):
        return evidence
    first = evidence.papers[0].passage
    lead = first.score - max((paper.passage.score for paper in evidence.papers[1:]), default=0.0)
    is_near = max((scored.cosine for scored in first.sentences), default=0.0) >= LEAST_NEAR
    is_picked = bool(named) or first.paper.paper_id in retrieval.naming or lead > FAR_AHEAD or not is_near
    passages: Sequence[Passage] = [paper.passage for paper in evidence.papers]
    if not is_picked:
        passages = retriever.search(evidence.understood.query, N_SEARCHED, evidence.understood.paper_filter).passages
    told = findings_told(text, passages, retrieval, retriever, not is_picked)
    chosen = [
        (paper, scored)
        for paper, sentences in ExtractiveWriter().choose(evidence)
        for scored in answer_first(sentences if is_picked else without_setup(paper.passage, sentences))
    ]
    answering = {paper.passage.paper.paper_id for paper, _ in chosen}
    further = [item for item in told if item[0].paper.paper_id not in answering][:MOST_OTHERS]
    if not further:
        return evidence
    numbers = {paper.passage.paper.paper_id: paper.number for paper in evidence.papers}
    papers = list(evidence.papers)
    for passage, _ in further:
        if passage.paper.paper_id not in numbers:
            numbers[passage.paper.paper_id] = len(papers) + 1
            sentences = retriever.library.sentences(retriever.collection, passage.paper)
            papers.append(EvidencePaper(len(papers) + 1, passage, sentences))
    parts = (
        OutlinePart("", tuple(OutlineItem(paper.number, scored.sentence.position) for paper, scored in chosen)),
        OutlinePart(
            OTHERS, tuple(OutlineItem(numbers[own.paper.paper_id], scored.sentence.position) for own, scored in further)
        ),
    )
    return replace(evidence, papers=tuple(papers), outline=Outline("groups", parts))


def _subject_first(text: str, named: tuple[NamedPaper, ...], retrieval: Retrieval) -> Retrieval:
    """Return the passages with the one paper first that a question has for its subject, if it has one.

    "What does Lantern say about cooking?" asks Lantern, however much another paper says about cooking.
    """
    subjects = {
        item.paper.paper_id
        for item in named
        if item.how != "blend" and (SUBJECT_BEFORE.search(text[: item.start]) or SUBJECT_AFTER.match(text[item.end :]))
    }
    first = [passage for passage in retrieval.passages if passage.paper.paper_id in subjects]
    if len(subjects) != 1 or not first:
        return retrieval
    others = [passage for passage in retrieval.passages if passage.paper.paper_id not in subjects]
    return replace(retrieval, passages=(*first, *others))


def _passing(
    named: tuple[NamedPaper, ...], understood: UnderstoodQuestion, retriever: Retriever
) -> tuple[NamedPaper, ...]:
    """Return the named papers that the question's filters let through, and that hold what "And X?" adds."""
    added = things_added(understood)
    named = tuple(item for item in named if holds(item.paper, added))
    if not named or understood.paper_filter.is_empty:
        return named
    library, collection = retriever.library, retriever.collection
    among = PaperFilter(paper_ids=tuple(item.paper.paper_id for item in named))
    passing = library.papers(collection, combine(understood.paper_filter, among, library, collection))
    ids = {paper.paper_id for paper in passing}
    return tuple(item for item in named if item.paper.paper_id in ids)


def _sure(named: tuple[NamedPaper, ...]) -> tuple[NamedPaper, ...]:
    """Return the mentions that no likeness of words explains: whole titles, names, ids."""
    return tuple(item for item in named if item.how in ("title", "name", "id") and item.confidence >= SURE_MENTION)


def _is_about_whole(text: str, named: tuple[NamedPaper, ...]) -> bool:
    return any(asks_about_whole(text, paper.start, paper.end) for paper in named)
