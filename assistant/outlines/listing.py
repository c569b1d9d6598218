"""All papers of a collection that a question's subject fits: exhaustive by query, never a top ten.

Considered are all papers that pass the filter. Candidates come from both indexes (candidates.py): every paper that
holds the subject's words, its variants and acronyms included, and every paper whose best chunk lies above a threshold
of one pass over all chunk vectors. They are judged one by one, by signs in their text (judged_papers.py, membership.py)
or by a model (member_judge.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.datatypes import Evidence, Outline, OutlinePart, UnderstoodQuestion
from assistant.outlines.acronyms import (
    ACRONYM,
    acronym_of,
    acronyms_around,
    expansion_of,
    initials_of,
    other_case,
    other_forms,
)
from assistant.outlines.candidates import candidate_papers, likeliest_papers, paper_cosines, read_candidates
from assistant.outlines.judged_papers import BELOW_ANY_BAR, Judged, Listing, judge_paper, see_candidates
from assistant.outlines.list_subject import ListSubject, list_subject
from assistant.outlines.list_telling import list_parts, list_statements, members_as_evidence, nothing_found
from assistant.outlines.member_judge import MemberJudge
from assistant.outlines.respelling import respelt_subject
from assistant.outlines.sought import Sought, Stemmer, sought
from retrieval.datatypes import PaperFilter, QueryTerm
from retrieval.matrix import Matrices, PaperCosines
from retrieval.retriever import Retriever

MAX_JUDGED = 1_500
"""Papers whose text is looked at; where more hold the subject's words, the likeliest, and the answer says so."""
SHARE_OF_CONDITION = 0.4
MAX_NEAR = 5
"""Papers that are listed for their likeness alone; where more are alike, none stands out."""
MAX_SHOWN = 200
"""Members that become evidence; the computation holds all."""
MAX_SPELLERS = 60
"""Papers read in search of an acronym."""
AND_WHICH = re.compile(r"\b(?:which|list|name|show|what\s+are\s+(?:they|these|those|their))\b", re.IGNORECASE)
"""Asks for the papers beside their number."""

MODEL_JUDGES_FROM = 0.05
"""Least estimate with which a candidate is put before a model."""
MAX_FOR_MODEL = 60


SIGN = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
"""An arrow, a symbol or an emoji."""
NEGATED = "Abstracts show what a paper does, not what it leaves out; ask which papers do so."


def gather_members(
    understood: UnderstoodQuestion,
    retriever: Retriever,
    member_judge: MemberJudge | None = None,
    matrices: Matrices | None = None,
) -> Evidence:
    """Return every paper that fits the subject of a list or count question, each with the sentence that shows it.

    The outline opens with what was counted. Nothing found: no papers, the reason, and the nearest. Without matrices,
    those of the library's home are used. Raises ModelServerError where a model judges and cannot be asked.
    """
    text = understood.text or understood.question.text
    paper_filter = understood.paper_filter
    if list_subject(text).is_negated:
        nearest = tuple(retriever.retrieve(understood.query, 3, paper_filter))
        return Evidence(understood, (), nearest, reason=NEGATED)
    retriever.indexes.prepare_question()
    subject, read_as = respelt_subject(text, retriever)
    if subject.is_empty and (sign := SIGN.search(text)):
        return Evidence(understood, (), reason=f"Papers are looked up by words, “{sign.group()}” is none.")
    unknown = {} if paper_filter.is_empty else retriever.library.count_unknown(retriever.collection, paper_filter)
    listing = replace(list_papers(subject, retriever, paper_filter, matrices), read_as=read_as, unknown=unknown)
    members, n_by_model = listing.members, None
    terms = retriever.indexes.keywords.query_terms(listing.subject.text or understood.query)
    if member_judge is not None and not listing.subject.is_empty:
        likely = _likely(listing)
        members, n_by_model = _judged_by_model(likely, text, retriever, terms, member_judge), len(likely)
    if not members:
        nearest = tuple(retriever.retrieve(understood.query, 3, paper_filter))
        return Evidence(
            understood,
            (),
            nearest,
            terms,
            nothing_found(listing),
            gap="no paper",
            confidence=round(max((one.estimate for one in listing.judged), default=0.0), 4),
        )
    confidence = round(members[0].estimate, 4)
    members = tuple(sorted(members, key=lambda one: listing.subject.place_of(one.read.paper.year)))
    if listing.subject.order is not None and listing.subject.n_wanted:  # the oldest few have to be on it for sure
        members = tuple(sorted(members, key=lambda one: not one.is_held))
    n_wanted = listing.subject.n_wanted if understood.kind == "list" else None
    shown = members[: min(MAX_SHOWN, n_wanted or MAX_SHOWN)]
    parts = list_parts(shown)
    only_counts = understood.kind == "count" and AND_WHICH.search(understood.text) is None
    if listing.everything and (only_counts or listing.subject.wants_titles):
        parts = tuple(OutlinePart("", note=part.heading) for part in parts)
    if listing.everything and only_counts and paper_filter.is_empty:
        parts = ()
    papers = members_as_evidence(shown, retriever, terms)
    return Evidence(
        understood,
        papers,
        query_terms=terms,
        outline=Outline("list", parts, list_statements(understood, listing, members, len(parts), n_by_model)),
        confidence=confidence,
    )


def list_papers(
    subject: ListSubject,
    retriever: Retriever,
    paper_filter: PaperFilter = PaperFilter(),
    matrices: Matrices | None = None,
) -> Listing:
    """Judge every paper that passes the filter and may fit the subject, without a model."""
    retriever.indexes.prepare_question()
    library, collection = retriever.library, retriever.collection
    if subject.joint_parts:
        parts = [list_papers(part, retriever, paper_filter, matrices) for part in subject.joint_parts]
        return _in_common(subject, parts)
    if subject.is_empty:
        return _all_that_pass(subject, library.paper_ids(collection, paper_filter), retriever)
    if subject.alternatives:
        each = [replace(subject, phrases=(phrase,)) for phrase in subject.alternatives]
        alternatives = [_list_one(part, retriever, paper_filter, matrices) for part in each]
        return _of_any(_list_one(subject, retriever, paper_filter, matrices), alternatives)
    return _list_one(subject, retriever, paper_filter, matrices)


def _list_one(
    subject: ListSubject, retriever: Retriever, paper_filter: PaperFilter, matrices: Matrices | None
) -> Listing:
    """Judge every paper that may fit a subject by all of its phrases at once."""
    library, collection = retriever.library, retriever.collection
    wanted, stemmer = seek(subject, retriever)
    matrices = matrices or Matrices.of(library)
    cosines = paper_cosines(wanted, retriever, matrices)
    if paper_filter.is_empty:
        n_considered = library.count_papers(collection)
        kept, n_candidates = candidate_papers(wanted, retriever, cosines, MAX_JUDGED)
    else:
        passing = library.paper_ids(collection, paper_filter)
        candidates = set(candidate_papers(wanted, retriever, cosines, None)[0]).intersection(passing)
        n_considered, n_candidates = len(passing), len(candidates)
        kept = likeliest_papers(candidates, cosines, MAX_JUDGED)
    seen = see_candidates(read_candidates(kept, wanted, retriever, stemmer, cosines), wanted, retriever, matrices)
    judged = [judge_paper(wanted, one) for one in seen]
    if wanted.is_unheld and sum(one.is_member for one in judged) > MAX_NEAR:
        judged = [replace(one, estimate=min(one.estimate, BELOW_ANY_BAR * one.least)) for one in judged]
    judged.sort(key=lambda one: (-one.estimate, one.read.paper.paper_id))
    unheld = wanted.unheld_words(stemmer) if wanted.is_unheld else ()
    return Listing(subject, n_considered, max(n_candidates, len(judged)), tuple(judged), unheld=unheld)


def _in_common(subject: ListSubject, parts: Sequence[Listing]) -> Listing:
    """Return what fits every part of a subject: of each paper the judgement that is worst for it.

    One part has to reach its bar, the others, which are but a condition beside it, a share of theirs.
    """
    judgements: dict[str, list[Judged]] = {}
    for part in parts:
        for one in part.judged:
            judgements.setdefault(one.read.paper.paper_id, []).append(one)
    judged = []
    for own in judgements.values():
        best = max(own, key=lambda one: one.over_bar)
        others = [replace(one, least=SHARE_OF_CONDITION * one.least) for one in own if one is not best]
        worst = min((best, *others), key=lambda one: one.over_bar)
        fits_each = len(own) == len(parts)
        judged.append(
            replace(
                worst,
                estimate=worst.estimate if fits_each else 0.0,
                others=tuple(one.sentence for one in own),
            )
        )
    judged.sort(key=lambda one: (-one.estimate, one.read.paper.paper_id))
    n_candidates = max(part.n_candidates for part in parts)
    unheld = tuple(dict.fromkeys(word for part in parts for word in part.unheld))
    return Listing(subject, parts[0].n_considered, max(n_candidates, len(judged)), tuple(judged), unheld=unheld)


def _of_any(together: Listing, alternatives: Sequence[Listing]) -> Listing:
    """Return what fits one of several phrases: of each paper the judgement that is best for it.

    What holds one phrase and is listed for it alone stays on the list beside others.
    """
    judged = {one.read.paper.paper_id: one for one in together.judged}
    alone = [one for part in alternatives if not part.unheld for one in part.judged if one.is_held]
    for one in alone:
        known = judged.setdefault(one.read.paper.paper_id, one)
        if one.over_bar > known.over_bar:
            judged[one.read.paper.paper_id] = one
    ranked = sorted(judged.values(), key=lambda one: (-one.estimate, one.read.paper.paper_id))
    return replace(together, n_candidates=max(together.n_candidates, len(ranked)), judged=tuple(ranked))


def seek(subject: ListSubject, retriever: Retriever) -> tuple[Sought, Stemmer]:
    """Return what is looked for in this collection, acronyms of its own included."""
    stemmer = Stemmer(retriever.indexes.keywords)
    return sought(subject, stemmer, _acronyms(subject, retriever, stemmer)), stemmer


def _acronyms(subject: ListSubject, retriever: Retriever, stemmer: Stemmer) -> Mapping[str, tuple[str, ...]]:
    """Return what the collection's papers say that the subject's acronyms stand for, and the other way round.

    Where no paper spells it out, the initials of three words or more count as their acronym. So does the acronym of a
    longer term: what is on ASR is on speech recognition.
    """
    keywords, library = retriever.indexes.keywords, retriever.library
    found: dict[str, tuple[str, ...]] = {}
    for phrase in (*subject.phrases, *subject.excluded):
        stems = stemmer.stems(phrase)
        is_acronym = ACRONYM.fullmatch(phrase) is not None and any(letter.isupper() for letter in phrase[1:])
        is_one_word = len(stems) < 2 and not is_acronym
        if not stems or (is_one_word and (phrase in subject.names or phrase in subject.excluded)):
            continue
        holders = list(keywords.nominate(keywords.query_terms(phrase), MAX_SPELLERS))
        texts = [paper.abstract for paper in library.papers_by_id(retriever.collection, holders).values()]
        other = expansion_of(phrase, texts) if is_acronym else acronym_of(phrase, texts) or initials_of(phrase)
        around = () if is_acronym or phrase in subject.names else acronyms_around(phrase, texts)
        forms = other_forms(phrase, texts) if phrase in subject.names else ()
        forms += other_case(phrase, texts) if is_acronym else ()
        if other is not None or around or forms:
            found[phrase] = tuple(dict.fromkeys(filter(None, (other, *around, *forms))))
    return found


def _all_that_pass(subject: ListSubject, passing: Sequence[str], retriever: Retriever) -> Listing:
    """Return every paper that passes the filter: the question asks for nothing else."""
    stemmer = Stemmer(retriever.indexes.keywords)
    none = PaperCosines((), np.empty((1, 0), np.float32))
    nothing = Sought(subject, (), (), (), (), ())
    if subject.order is not None:
        papers = retriever.library.papers_by_id(retriever.collection, passing)
        passing = sorted(passing, key=lambda key: (subject.place_of(papers[key].year if key in papers else None), key))
    read = read_candidates(passing[:MAX_SHOWN], nothing, retriever, stemmer, none)
    members = tuple(Judged(one, 1.0, 0.0, 0, own) for one, own in read)
    return Listing(subject, len(passing), len(passing), members, tuple(passing))


# By a model


def _likely(listing: Listing) -> list[Judged]:
    """Return the candidates that a model is asked about, likeliest first."""
    return [one for one in listing.judged if one.is_member or one.estimate >= MODEL_JUDGES_FROM][:MAX_FOR_MODEL]


def _judged_by_model(
    likely: Sequence[Judged], question: str, retriever: Retriever, terms: Sequence[QueryTerm], judge: MemberJudge
) -> tuple[Judged, ...]:
    """Return those that the model puts on the list, each with the sentence that it names."""
    verdicts = judge(members_as_evidence(likely, retriever, terms), question)
    return tuple(
        replace(one, sentence=position - 1)
        for one, position in zip(likely, verdicts, strict=True)
        if position is not None
    )
