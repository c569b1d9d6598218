"""Question → evidence, each kind of question in its own way."""

import re
from dataclasses import replace

from assistant.datatypes import Evidence, Outline, OutlineItem, OutlinePart, UnderstoodQuestion
from assistant.evidence import Bar, gather_evidence
from assistant.outlines.collection_records import gather_records
from assistant.outlines.comparison import compared_group, gather_comparison, weighs_two
from assistant.outlines.disagreement import disagreements
from assistant.outlines.evidence_papers import sentence_vectors
from assistant.outlines.listing import gather_members
from assistant.outlines.member_judge import MemberJudge
from assistant.outlines.mentions import words_in
from assistant.outlines.name_mentions import title_head
from assistant.outlines.named_papers import NamedPaper, papers_named
from assistant.outlines.one_aspect import gather_one_aspect
from assistant.outlines.one_paper import gather_one_paper
from assistant.outlines.several_papers import gather_several
from assistant.outlines.synthesis import DISAGREE, effects_told, gather_synthesis
from assistant.question import asks_about_whole, retrieval_query
from assistant.question_filters import combine
from assistant.writing.extractive import ExtractiveWriter
from retrieval.datatypes import PaperFilter
from retrieval.retriever import Retrieval, Retriever

SUBJECT_BEFORE = re.compile(
    r"\b(?:do|does|did|is|was|can|could|has|according\s+to|in|of|by)\s+(?:the\s+)?(?:paper\s+)?[“\"]?$", re.IGNORECASE
)
SUBJECT_AFTER = re.compile(r"[”\"]?(?:['’]s\b|\s+paper\b)", re.IGNORECASE)
SURE_MENTION = 0.8
"""How sure a mention has to be to make a question about the paper of one whose words ask for something else."""

LONG_TITLE_WORDS = 4

ASKS_WHETHER = re.compile(
    r"^\W*(?:does|do|did|can|could|will|would|is|are)\b.*\b(?:help|hurt|harm|improve|benefit|beneficial|degrade|boost|hinder|impair|worsen"
    r"|better|worse|enough|useful|good|bad|necessary|needed|matter)s?\b",
    re.IGNORECASE,
)
"""A question on what something does to something else, on which more than one paper may have found something."""

OTHERS = "Other findings on this"
MOST_OTHERS = 3
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
    records = gather_records(understood, retriever)
    if records is not None:
        return records
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
    retrieval = _asked_of_title(understood.text, named, retrieval, retriever)
    evidence = _with_both_sides(gather_evidence(understood, retrieval, retriever, bar), retriever)
    return _with_others(evidence, retrieval, retriever)


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


def _with_others(evidence: Evidence, retrieval: Retrieval, retriever: Retriever) -> Evidence:
    """Return the evidence; where it is asked whether something helps, with what other papers found as well.

    Their findings stand behind the answer that the best paper gives, where they are nearly as close to the question.
    """
    text = evidence.understood.text
    if evidence.gap is not None or evidence.outline is not None or not ASKS_WHETHER.match(text):
        return evidence
    answer = [
        (OutlineItem(paper.number, scored.sentence.position), scored.cosine)
        for paper, sentences in ExtractiveWriter().choose(evidence)
        for scored in sorted(sentences, key=lambda item: item.sentence.position)
    ]
    answering = {item.paper for item, _ in answer}
    others = [paper for paper in evidence.papers if paper.number not in answering]
    told = effects_told(text, [paper.passage for paper in others], retrieval, retriever)
    least = LEAST_OF_BEST * max(cosine for _, cosine in answer)
    further = tuple(
        OutlineItem(paper.number, scored.sentence.position)
        for paper in others
        if (scored := told.get(paper.passage.paper.paper_id)) is not None and scored.cosine >= least
    )
    if not further:
        return evidence
    parts = (OutlinePart("", tuple(item for item, _ in answer)), OutlinePart(OTHERS, further[:MOST_OTHERS]))
    return replace(evidence, outline=Outline("groups", parts))


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
    """Return the named papers that the question's filters let through."""
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
