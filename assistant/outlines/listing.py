"""All papers of a collection that a question's subject fits: exhaustive by query, never a top ten.

Considered are all papers that pass the filter. Candidates come from both indexes: every paper that holds the subject's
words, its variants and acronyms included, and every paper whose best chunk lies above a threshold of one pass over all
chunk vectors. Candidates are judged one by one, by signs in their text (membership.py) or by a model (member_judge.py).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

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
from assistant.outlines.acronyms import ACRONYM, acronym_of, acronyms_around, expansion_of, initials_of
from assistant.outlines.contributions import NOUN_WORDS, contribution_signs
from assistant.outlines.list_subject import Contribution, ListSubject, list_subject
from assistant.outlines.member_judge import MemberJudge
from assistant.outlines.membership import (
    WEIGHTS,
    Cosines,
    ReadPaper,
    Sought,
    Stemmer,
    features,
    holds_excluded,
    holds_only_lookalikes,
    sought,
    weights_for,
)
from assistant.outlines.respelling import respelt_subject
from retrieval.datatypes import Chunk, PaperFilter, Passage, QueryTerm, ScoredSentence
from retrieval.matrix import ChunkMatrix, Matrices, PaperCosines
from retrieval.retriever import Retriever, coverage

MAX_SURE = 4
LEAST_SURE = 0.6
"""Estimate from which a paper, before it is compared with others, counts as surely on the topic."""
LEAST_Z = 1.0
"""Standard deviations above the mean cosine of all papers from which a paper is a candidate by its vectors alone."""
MAX_BY_VECTOR = 500
MAX_JUDGED = 1_500
"""Papers whose text is looked at; where more hold the subject's words, the likeliest, and the answer says so."""
MAX_SHOWN = 200
"""Members that become evidence; the computation holds all."""
MAX_SPELLERS = 60
"""Papers read in search of an acronym."""
AND_WHICH = re.compile(r"\b(?:which|list|name|show|what\s+are\s+(?:they|these|those|their))\b", re.IGNORECASE)
"""Asks for the papers beside their number."""

WITHIN_BOUND = 0.5
"""Bar of a paper that only has to keep to a bound: it does or it does not."""
TOPIC_OF_GIFT = 0.4
"""A gift's sentence is but one of a paper: its subject is held to this share of a topic's bar."""
BELOW_ANY_BAR = 0.99
"""Share of its bar that a paper reaches at most by likeness alone, where no paper holds what is sought, or this one
holds what only looks like it: a model may still be asked."""
MODEL_JUDGES_FROM = 0.05
"""Least estimate with which a candidate is put before a model."""
MAX_FOR_MODEL = 60


NEGATED = "Abstracts show what a paper does, not what it leaves out; ask which papers do so."


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate: its estimate, 0…1, and the place of the sentence that shows it best, from 0.

    `others` are the sentences that show the other parts of a joint subject.
    """

    read: ReadPaper
    estimate: float
    least: float
    sentence: int
    cosines: Cosines
    others: tuple[int, ...] = ()

    @property
    def is_member(self) -> bool:
        return self.estimate >= self.least


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list question found: how many papers passed the filter, how many of them may fit, and those judged.

    `everything` holds the ids of all papers that pass the filter where the question asks for nothing else. `read_as`
    are misspelt words of the question, `unknown` counts the papers that the filter leaves out for want of a field,
    `unheld` are words of the subject that no paper holds.
    """

    subject: ListSubject
    n_considered: int
    n_candidates: int
    judged: tuple[Judged, ...]
    everything: tuple[str, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    unheld: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[Judged, ...]:
        """Return the members, likeliest first, ties by id."""
        return tuple(one for one in self.judged if one.is_member)


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
    subject = list_subject(text)
    if subject.is_negated:
        nearest = tuple(retriever.retrieve(understood.query, 3, paper_filter))
        return Evidence(understood, (), nearest, reason=NEGATED)
    retriever.indexes.prepare_question()
    subject, read_as = respelt_subject(subject, retriever)
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
            _nothing(listing),
            gap="no paper",
            confidence=round(max((one.estimate for one in listing.judged), default=0.0), 4),
        )
    confidence = round(members[0].estimate, 4)
    if listing.subject.wants_recent:
        members = tuple(sorted(members, key=lambda one: -(one.read.paper.year or 0)))
    n_wanted = listing.subject.n_wanted if understood.kind == "list" else None
    shown = members[: min(MAX_SHOWN, n_wanted or MAX_SHOWN)]
    parts = _parts(shown)
    only_counts = understood.kind == "count" and AND_WHICH.search(understood.text) is None
    if listing.everything and (only_counts or listing.subject.wants_titles):
        parts = tuple(OutlinePart("", note=part.heading) for part in parts)
    if listing.everything and only_counts and paper_filter.is_empty:
        parts = ()
    papers = _evidence_papers(shown, retriever, terms)
    return Evidence(
        understood,
        papers,
        query_terms=terms,
        outline=Outline("list", parts, _statements(understood, listing, members, len(parts), n_by_model)),
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
    if subject.is_joint:
        parts = [list_papers(part, retriever, paper_filter, matrices) for part in subject.joint_parts]
        return _in_common(subject, parts)
    if subject.is_empty:
        return _all_that_pass(subject, library.paper_ids(collection, paper_filter), retriever)
    wanted, stemmer = seek(subject, retriever)
    matrices = matrices or Matrices.of(library)
    cosines = _paper_cosines(wanted, retriever, matrices)
    if paper_filter.is_empty:
        n_considered = library.count_papers(collection)
        kept, n_candidates = _candidates(wanted, retriever, cosines, MAX_JUDGED)
    else:
        passing = library.paper_ids(collection, paper_filter)
        candidates = set(_candidates(wanted, retriever, cosines, None)[0]).intersection(passing)
        n_considered, n_candidates = len(passing), len(candidates)
        kept = _likeliest(candidates, cosines)
    seen = see_candidates(read_candidates(kept, wanted, retriever, stemmer, cosines), wanted, retriever, matrices)
    judged = [judge_paper(wanted, one) for one in seen]
    judged.sort(key=lambda one: (-one.estimate, one.read.paper.paper_id))
    unheld = wanted.unheld_words(stemmer) if wanted.is_unheld else ()
    return Listing(subject, n_considered, max(n_candidates, len(judged)), tuple(judged), unheld=unheld)


def _in_common(subject: ListSubject, parts: Sequence[Listing]) -> Listing:
    """Return what fits every part of a subject: of each paper the judgement that is worst for it."""
    judgements: dict[str, list[Judged]] = {}
    for part in parts:
        for one in part.judged:
            judgements.setdefault(one.read.paper.paper_id, []).append(one)
    judged = [
        replace(min(own, key=lambda one: _over(one.estimate, one.least)), others=tuple(one.sentence for one in own))
        if len(own) == len(parts)
        else replace(own[0], estimate=0.0)
        for own in judgements.values()
    ]
    judged.sort(key=lambda one: (-one.estimate, one.read.paper.paper_id))
    n_candidates = max(part.n_candidates for part in parts)
    unheld = tuple(dict.fromkeys(word for part in parts for word in part.unheld))
    return Listing(subject, parts[0].n_considered, max(n_candidates, len(judged)), tuple(judged), unheld=unheld)


def seek(subject: ListSubject, retriever: Retriever) -> tuple[Sought, Stemmer]:
    """Return what is looked for in this collection, acronyms of its own included."""
    stemmer = Stemmer(retriever.indexes.keywords)
    return sought(subject, stemmer, _acronyms(subject, retriever, stemmer)), stemmer


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate with the values of FEATURES for the question's phrases, and the place of the sentence that shows it,
    from 0."""

    read: ReadPaper
    cosines: Cosines
    values: tuple[float, ...]
    sentence: int


def see_candidates(
    read: Sequence[tuple[ReadPaper, Cosines]], wanted: Sought, retriever: Retriever, matrices: Matrices
) -> list[Seen]:
    """Return the candidates with their features; for a topic also their likeness to those that fit it surest."""
    if not wanted.phrases:
        return [Seen(one, own, (), own.best_sentence) for one, own in read]
    seen = [Seen(one, own, *features(wanted, one, own)) for one, own in read]
    if wanted.sort == "name":
        return seen
    sure = sorted(
        ((WEIGHTS["topic"].estimate(one.values), one.read.paper.paper_id) for one in seen),
        key=lambda pair: (-pair[0], pair[1]),
    )
    surest = [paper_id for estimate, paper_id in sure[:MAX_SURE] if estimate >= LEAST_SURE]
    matrix = matrices.current(retriever.collection, retriever.embedder.dimension)
    peers = _peer_likeness(surest, [one.read.paper.paper_id for one in seen], matrix)
    return [
        replace(one, values=(*one.values[:-1], likeness), cosines=replace(one.cosines, peers=likeness))
        for one, likeness in zip(seen, peers, strict=True)
    ]


def _peer_likeness(surest: Sequence[str], paper_ids: Sequence[str], matrix: ChunkMatrix) -> list[float]:
    """Return the mean cosine of each paper with the surest but itself, in standard deviations above that of all."""
    known, vectors = matrix.paper_vectors()
    place_of = dict(zip(known, range(len(known)), strict=True))
    own = [place_of[paper_id] for paper_id in surest if paper_id in place_of]
    if not own:
        return [0.0] * len(paper_ids)
    cosines = vectors @ vectors[own].T
    total, count = cosines.sum(axis=1), np.full(len(vectors), float(len(own)))
    total[own] -= cosines[own, range(len(own))]
    count[own] -= 1
    mean = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    spread = float(mean.std()) or 1.0
    scaled = np.where(count > 0, (mean - mean.mean()) / spread, 0.0)
    return [round(float(scaled[place_of[key]]), 4) if key in place_of else 0.0 for key in paper_ids]


def judge_paper(wanted: Sought, seen: Seen) -> Judged:
    """Return the estimate for one paper; of several contributions the likeliest counts, and a topic has to fit, too."""
    subject, read = wanted.subject, seen.read
    estimates: list[tuple[float, float, int]] = []
    if subject.contributions:
        texts = [sentence.text for sentence in read.sentences]
        given = []
        for kind in _kinds(subject):
            signs = contribution_signs(kind, read.paper.title, texts)
            weights = weights_for(kind)
            given.append((weights.estimate(signs.values), weights.least, signs.sentence))
        estimates.append(max(given, key=lambda one: _over(one[0], one[1])))
    if wanted.phrases:
        weights = WEIGHTS[wanted.sort]
        least = weights.least * (TOPIC_OF_GIFT if subject.contributions else 1.0)
        estimates.append((weights.estimate(seen.values), least, seen.sentence))
    fitting = (1.0, WITHIN_BOUND, seen.sentence)
    estimate, least, place = min(estimates, key=lambda one: _over(one[0], one[1]), default=fitting)
    if subject.contributions:
        place = estimates[0][2]
    if subject.bound is not None:
        bound_at = subject.bound.place([sentence.text for sentence in read.sentences])
        place, estimate = (place, 0.0) if bound_at is None else (bound_at, estimate)
    if holds_excluded(wanted, read):
        estimate = 0.0
    if wanted.is_unheld or holds_only_lookalikes(wanted, read):
        estimate = min(estimate, BELOW_ANY_BAR * least)
    return Judged(read, round(estimate, 4), least, place, seen.cosines)


def _kinds(subject: ListSubject) -> tuple[Contribution, ...]:
    """Return the contributions that will do: a benchmark is a dataset, too."""
    kinds = subject.contributions
    return (*kinds, "benchmark") if "dataset" in kinds and "benchmark" not in kinds else kinds


def _over(estimate: float, least: float) -> float:
    """Return how far an estimate lies above its bar, as a share of the way: estimates with other bars compare."""
    return (estimate - least) / (1 - least) if estimate >= least else (estimate - least) / least


# Candidates


def _paper_cosines(wanted: Sought, retriever: Retriever, matrices: Matrices) -> PaperCosines:
    """Return the likeness of all papers to the subject as a whole and to each of its phrases."""
    matrix = matrices.current(retriever.collection, retriever.embedder.dimension)
    vectors = np.stack([retriever.embedder.embed_query(text) for text in query_texts(wanted)])
    return matrix.paper_cosines(vectors)


def query_texts(wanted: Sought) -> list[str]:
    """Return the texts that papers are compared with: all of the subject, then its first phrases one by one."""
    subject = wanted.subject
    whole = ", ".join((*subject.phrases, *subject.details)) or subject.text
    return list(dict.fromkeys((whole, *subject.phrases[:3])))


def _candidates(
    wanted: Sought, retriever: Retriever, cosines: PaperCosines, at_most: int | None
) -> tuple[list[str], int]:
    """Return the papers that hold the subject's words or lie near it, sorted, and how many there are.

    Of more than `at_most` that hold its words, those of the highest BM25 score.
    """
    keywords = retriever.indexes.keywords
    conjunctions = [
        [sorted(variants) for variants, weight in zip(phrase.variants, phrase.weights, strict=True) if weight]
        for phrase in wanted.all_phrases
        if phrase.stems
    ]
    kinds = _kinds(wanted.subject)
    if kinds:
        nouns = sorted({stem for kind in kinds for stem in keywords.analyzer.analyze(" ".join(NOUN_WORDS[kind]))})
        conjunctions = [[*groups, nouns] for groups in conjunctions or [[]]]
    if wanted.subject.bound is not None:
        counted = keywords.analyzer.analyze(wanted.subject.bound.noun)
        conjunctions = [[*groups, counted] for groups in conjunctions or [[]]]
    held, n_held = keywords.papers_holding(conjunctions, at_most)
    found = set(held)
    if wanted.phrases and cosines.paper_ids:
        best = cosines.cosines.max(axis=0)
        threshold = float(best.mean() + LEAST_Z * best.std())
        near = np.flatnonzero(best >= threshold)
        near = near[np.argsort(-best[near], kind="stable")][:MAX_BY_VECTOR]
        found |= {cosines.paper_ids[place] for place in near.tolist()}
    return sorted(found), n_held + len(found) - len(held)


def _likeliest(candidates: Collection[str], cosines: PaperCosines) -> list[str]:
    """Return the candidates whose text is looked at, sorted: all, unless they are too many, then the nearest."""
    if len(candidates) <= MAX_JUDGED:
        return sorted(candidates)
    likeness = dict(zip(cosines.paper_ids, cosines.cosines.max(axis=0).tolist(), strict=True))
    ranked = sorted(candidates, key=lambda key: (-likeness.get(key, 0.0), key))
    return sorted(ranked[:MAX_JUDGED])


def read_candidates(
    paper_ids: Sequence[str], wanted: Sought, retriever: Retriever, stemmer: Stemmer, cosines: PaperCosines
) -> list[tuple[ReadPaper, Cosines]]:
    """Return the papers with their words and their likeness to the subject, in order."""
    library, collection = retriever.library, retriever.collection
    papers = library.papers_by_id(collection, paper_ids)
    sentences = library.sentences_of_papers(collection, list(papers.values()))
    blocks = library.sentence_vectors(collection, list(papers), retriever.embedder.dimension) if wanted.phrases else {}
    vectors = np.stack([retriever.embedder.embed_query(text) for text in query_texts(wanted)]) if blocks else None
    chunk = cosines.cosines.max(axis=0) if cosines.paper_ids else np.empty(0, np.float32)
    mean, deviation = (float(chunk.mean()), float(chunk.std()) or 1.0) if len(chunk) else (0.0, 1.0)
    of_paper = dict(zip(cosines.paper_ids, chunk.tolist(), strict=True))
    read = []
    for paper_id in paper_ids:
        if paper_id not in papers:
            continue
        likeness = of_paper.get(paper_id)
        block = blocks.get(paper_id)
        own = Cosines()
        if likeness is not None:
            own = Cosines(round(likeness, 5), round(likeness, 5), round((likeness - mean) / deviation, 4))
        if block is not None and vectors is not None and len(block):
            by_sentence = (block @ vectors.T).max(axis=1)
            best = int(by_sentence.argmax())
            own = Cosines(own.chunk, round(float(by_sentence[best]), 5), own.z, best)
        read.append((ReadPaper(papers[paper_id], sentences.get(paper_id, ()), stemmer), own))
    return read


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
        if other is not None or around:
            found[phrase] = tuple(dict.fromkeys(filter(None, (other, *around))))
    return found


def _all_that_pass(subject: ListSubject, passing: Sequence[str], retriever: Retriever) -> Listing:
    """Return every paper that passes the filter: the question asks for nothing else."""
    stemmer = Stemmer(retriever.indexes.keywords)
    none = PaperCosines((), np.empty((1, 0), np.float32))
    nothing = Sought(subject, (), (), (), (), ())
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
    verdicts = judge(_evidence_papers(likely, retriever, terms), question)
    return tuple(
        replace(one, sentence=position - 1)
        for one, position in zip(likely, verdicts, strict=True)
        if position is not None
    )


# The evidence


def _evidence_papers(
    members: Sequence[Judged], retriever: Retriever, terms: Sequence[QueryTerm]
) -> tuple[EvidencePaper, ...]:
    chunks = {
        chunk.paper_id: chunk
        for chunk in retriever.library.first_chunks(retriever.collection, [one.read.paper.paper_id for one in members])
    }
    return tuple(
        EvidencePaper(
            number,
            Passage(
                one.read.paper,
                chunks.get(one.read.paper.paper_id) or Chunk("", one.read.paper.paper_id, 0, 0, 0, 0, 0, ""),
                one.estimate,
                one.cosines.chunk,
                0.0,
                coverage(terms, frozenset().union(*one.read.sets)),
                tuple(_scored(one)),
            ),
            one.read.sentences,
        )
        for number, one in enumerate(members, 1)
    )


def _scored(member: Judged) -> list[ScoredSentence]:
    """Return the sentences of a member with the one that shows it first."""
    ordered = sorted(member.read.sentences, key=lambda own: (own.position != member.sentence + 1, own.position))
    return [
        ScoredSentence(own, 1.0 if own.position == member.sentence + 1 else 0.0, member.cosines.sentence, 0.0)
        for own in ordered
    ]


def _parts(members: Sequence[Judged]) -> tuple[OutlinePart, ...]:
    return tuple(
        OutlinePart(
            one.read.paper.title,
            tuple(OutlineItem(number, place + 1) for place in dict.fromkeys((one.sentence, *one.others))),
        )
        if one.read.sentences
        else OutlinePart(one.read.paper.title, (), "There is no abstract.")
        for number, one in enumerate(members, 1)
    )


def _statements(
    understood: UnderstoodQuestion, listing: Listing, members: Sequence[Judged], n_shown: int, n_by_model: int | None
) -> tuple[OwnStatement, ...]:
    """Return what was counted: for a count question the answer first."""
    if listing.everything:
        passing = Computation("papers_that_pass", {}, len(listing.everything), listing.everything)
        text = f"{_count(len(listing.everything))} in the collection."
        if not understood.paper_filter.is_empty:
            text = f"{_count(len(listing.everything))} in the collection that pass the filter."
        remarks = tuple(OwnStatement(remark, "framing") for remark in _order_told(listing, members))
        return (OwnStatement(text, "computed", passing), *remarks, *_shown(listing, len(listing.everything), n_shown))
    computation = Computation(
        "papers_on",
        {
            "subject": listing.subject.text or understood.query,
            "considered": listing.n_considered,
            "judged": len(listing.judged),
        },
        len(members),
        tuple(one.read.paper.paper_id for one in members),
    )
    considered = _count(listing.n_considered)
    judged = f"judged {len(listing.judged):,}"
    if listing.n_candidates > len(listing.judged):
        judged = f"judged the likeliest {len(listing.judged):,} of {listing.n_candidates:,} candidates"
    if n_by_model is not None:
        judged += f", had the model judge {n_by_model:,}"
    sought_for = ""
    if understood.kind == "list" and listing.subject.has_several_parts:
        sought_for = f" for “{listing.subject.text}”"
    considered_and_judged = f"Considered {considered}{sought_for}, {judged}, matched {len(members):,}."
    statements = [OwnStatement(considered_and_judged, "computed", computation)]
    if understood.kind == "count":
        at_least = "At least " if listing.n_candidates > len(listing.judged) else ""
        subject = listing.subject.text or understood.query
        verb = "matches" if len(members) == 1 else "match"
        answer = f"{at_least}{len(members):,} of {considered} {verb} “{subject}”."
        statements.insert(0, OwnStatement(answer, "computed", computation))
    told = (*_remarks(listing), *_order_told(listing, members))
    remarks = tuple(OwnStatement(remark, "framing") for remark in told)
    return (*statements, *remarks, *_shown(listing, len(members), n_shown))


def _shown(listing: Listing, n_members: int, n_shown: int) -> tuple[OwnStatement, ...]:
    """Return what is told of papers that are counted and not listed, and of fewer than were asked for."""
    n_wanted = listing.subject.n_wanted
    if n_shown == 0:
        text = "Ask for all papers to have them listed."
    elif n_shown == n_members:
        if n_wanted is None or n_members >= n_wanted:
            return ()
        text = f"There are no {n_wanted:,}."
    elif n_wanted is not None and n_shown == n_wanted and not listing.everything:
        text = "The likeliest is listed." if n_shown == 1 else f"The likeliest {n_shown:,} are listed."
        text = text.replace("likeliest", "newest") if _has_years(listing) else text
    else:
        text = "The first is listed." if n_shown == 1 else f"The first {n_shown:,} are listed."
    return (OwnStatement(text, "framing"),)


def _has_years(listing: Listing) -> bool:
    return listing.subject.wants_recent and any(one.read.paper.year for one in listing.members)


def _order_told(listing: Listing, members: Sequence[Judged]) -> list[str]:
    """Return what became of a wish for recent papers."""
    if not listing.subject.wants_recent:
        return []
    n_known = sum(one.read.paper.year is not None for one in members)
    if not n_known:
        return ["Which of them are recent is not known: no year is known of any."]
    unknown = f", those of no known year last ({len(members) - n_known:,})" if n_known < len(members) else ""
    return [f"The newest come first{unknown}."]


def _nothing(listing: Listing) -> str:
    subject = f" on {listing.subject.text}" if listing.subject.text else ""
    found = (
        f"No paper{subject} was found: considered {_count(listing.n_considered)}, judged {len(listing.judged):,},"
        " matched 0."
    )
    left_out = (
        f"Left out: {_count(n)} whose {name} {'are' if name == 'authors' else 'is'} not known."
        for name, n in listing.unknown.items()
    )
    return " ".join((found, *left_out, *_remarks(listing)))


def _remarks(listing: Listing) -> list[str]:
    """Return how the question was read, where that is not plain."""
    remarks = [f"No paper holds “{word}”; it was read as “{meant}”." for word, meant in listing.read_as.items()]
    remarks += [f"No paper holds {words}." for words in listing.unheld]
    if listing.subject.bound is not None:
        remarks.append(f"Compared are numbers that stand before “{listing.subject.bound.noun}” in an abstract.")
    return remarks


def _count(n_papers: int) -> str:
    return f"{n_papers:,} paper{'' if n_papers == 1 else 's'}"
