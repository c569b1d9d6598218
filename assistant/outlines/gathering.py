"""Question → evidence, each kind of question in its own way."""

from dataclasses import replace

from assistant.datatypes import Evidence, UnderstoodQuestion
from assistant.evidence import Bar, gather_evidence
from assistant.outlines.comparison import gather_comparison
from assistant.outlines.listing import gather_members
from assistant.outlines.member_judge import MemberJudge
from assistant.outlines.named_papers import NamedPaper, papers_named
from assistant.outlines.one_paper import gather_one_paper
from assistant.outlines.synthesis import gather_synthesis
from assistant.question import asks_about_whole
from retrieval.retriever import Retrieval, Retriever


def gather(
    understood: UnderstoodQuestion,
    retrieval: Retrieval,
    retriever: Retriever,
    bar: Bar = Bar(),
    member_judge: MemberJudge | None = None,
) -> Evidence:
    """Return the evidence for a question of any kind.

    A question about a whole paper is one that names a paper and asks nothing narrower; a comparison that names no paper
    of the collection is an ordinary question.
    """
    match understood.kind:
        case "list" | "count":
            return gather_members(understood, retriever, member_judge)
        case "synthesis":
            return gather_synthesis(understood, retrieval, retriever, "groups", bar)
        case "paragraph":
            return gather_synthesis(understood, retrieval, retriever, "paragraph", bar)
        case "compare":
            named = papers_named(understood.text, retriever)
            if named:
                return gather_comparison(understood, named, retriever)
            understood = replace(understood, kind="lookup")
        case "lookup":
            named = papers_named(understood.text, retriever)
            if _is_about_whole(understood.text, named):
                return gather_one_paper(replace(understood, kind="paper"), named, retriever)
        case _:
            pass
    return gather_evidence(understood, retrieval, retriever, bar)


def _is_about_whole(text: str, named: tuple[NamedPaper, ...]) -> bool:
    return any(asks_about_whole(text, paper.start, paper.end) for paper in named)
