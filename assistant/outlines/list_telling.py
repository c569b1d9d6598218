"""What is told of a list: the papers on it as evidence, what was counted, and how the question was read."""

from collections.abc import Sequence

from assistant.datatypes import (
    Computation,
    EvidencePaper,
    OutlineItem,
    OutlinePart,
    OwnStatement,
    UnderstoodQuestion,
)
from assistant.outlines.judged_papers import Judged, Listing
from retrieval.datatypes import Chunk, Passage, QueryTerm, ScoredSentence
from retrieval.retriever import Retriever, coverage


def members_as_evidence(
    members: Sequence[Judged], retriever: Retriever, terms: Sequence[QueryTerm]
) -> tuple[EvidencePaper, ...]:
    """Return the papers of a list as evidence, numbered in their order."""
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


def list_parts(members: Sequence[Judged]) -> tuple[OutlinePart, ...]:
    """Return a part per paper, headed by its title, with the sentence that qualifies it first."""
    return tuple(
        OutlinePart(
            one.read.paper.title,
            tuple(OutlineItem(number, place + 1) for place in dict.fromkeys((one.sentence, *one.others))),
        )
        if one.read.sentences
        else OutlinePart(one.read.paper.title, (), "There is no abstract.")
        for number, one in enumerate(members, 1)
    )


def list_statements(
    understood: UnderstoodQuestion, listing: Listing, members: Sequence[Judged], n_shown: int, n_by_model: int | None
) -> tuple[OwnStatement, ...]:
    """Return what was counted: for a count question the answer first."""
    if listing.everything:
        passing = Computation("papers_that_pass", {}, len(listing.everything), listing.everything)
        text = f"{_count(len(listing.everything))} in the collection."
        if not understood.paper_filter.is_empty:
            passes = "passes" if len(listing.everything) == 1 else "pass"
            text = f"{_count(len(listing.everything))} in the collection that {passes} the filter."
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
        if listing.unheld:
            verb = "come near" if len(members) != 1 else "comes near"
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
        text = text.replace("likeliest", listing.subject.order or "") if _has_years(listing) else text
    else:
        text = "The first is listed." if n_shown == 1 else f"The first {n_shown:,} are listed."
    return (OwnStatement(text, "framing"),)


def _has_years(listing: Listing) -> bool:
    return listing.subject.order is not None and any(one.read.paper.year for one in listing.members)


def _order_told(listing: Listing, members: Sequence[Judged]) -> list[str]:
    """Return what became of a wish for new or old papers."""
    if listing.subject.order is None:
        return []
    n_known = sum(one.read.paper.year is not None for one in members)
    if not n_known:
        return [f"Which of them are the {listing.subject.order} is not known: no year is known of any."]
    unknown = f", those of no known year last ({len(members) - n_known:,})" if n_known < len(members) else ""
    return [f"The {listing.subject.order} come first{unknown}."]


def nothing_found(listing: Listing) -> str:
    """Return the reason to give where no paper is on a list."""
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
    listed = "; listed is what comes near it in meaning" if listing.members else ""
    remarks += [f"No paper holds {words}{listed}." for words in listing.unheld]
    remarks += [f"Papers that hold “{phrase}” are left out." for phrase in listing.subject.excluded]
    if listing.subject.bound is not None:
        remarks.append(f"Compared are numbers that stand before “{listing.subject.bound.noun}” in an abstract.")
    return remarks


def _count(n_papers: int) -> str:
    return f"{n_papers:,} paper{'' if n_papers == 1 else 's'}"
