"""Two records of one paper → one paper."""

from dataclasses import replace

from retrieval.datatypes import Paper

FACTS = ("year", "month", "venue", "url", "arxiv_id", "acl_id")
"""The fields of a paper that are known or None, and of which a record that knows none takes none away."""

TEXT_RANK = {"synopsis": 1, "abstract": 2}


def combine(known: Paper, new: Paper) -> Paper:
    """Return one paper out of two records of it; `new` came later.

    An abstract outranks a synopsis and any text outranks none, whatever the order; of two of a kind the later one
    holds. A fact once known survives a record without it. The id is the best that either record knows.
    """
    text = new if _text_rank(new) >= _text_rank(known) else known
    facts = {name: getattr(new, name) or getattr(known, name) for name in FACTS}
    if new.year and new.year != known.year:
        facts["month"] = new.month  # a month belongs to its year
    return replace(
        text,
        paper_id=facts["arxiv_id"] or facts["acl_id"] or known.paper_id,
        authors=new.authors or known.authors,
        sources=known.sources + tuple(source for source in new.sources if source not in known.sources),
        **facts,
    )


def _text_rank(paper: Paper) -> int:
    return TEXT_RANK[paper.text_kind] if paper.abstract else 0
