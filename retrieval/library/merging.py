"""Two records of one paper → one paper."""

import re
from dataclasses import replace
from math import inf

from retrieval.datatypes import Paper
from retrieval.identity import FROM_ARXIV, arxiv_version_of

FACTS = ("year", "month", "venue", "url", "arxiv_id", "acl_id")
"""The fields of a paper that are known or None, and of which a record that knows none takes none away."""

TEXT_RANK = {"synopsis": 1, "abstract": 2}

CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)[\"'”’)\]]*$")
ENDS_A_SENTENCE = re.compile(r"[.!?。！？।؟][\"'”’)\]]*$")


def combine(known: Paper, new: Paper) -> Paper:
    """Return one paper out of two records of it; `new` came later.

    An abstract outranks a synopsis and any text outranks none, whatever the order; so do a newer version and a whole
    text a text that was cut off. Of two of a kind the later one holds. A fact once known survives a record without it.
    The id is the best that either record knows.
    """
    is_older = _is_older(new, known)
    text, facts_of, other = (known, known, new) if is_older else (new, new, known)
    if _text_rank(new) < _text_rank(known) or _is_cut_off(new.abstract, known.abstract):
        text = known
    elif _text_rank(new) > _text_rank(known) or _is_cut_off(known.abstract, new.abstract):
        text = new
    facts = {name: getattr(facts_of, name) or getattr(other, name) for name in FACTS}
    if facts_of.year and facts_of.year != other.year:
        facts["month"] = facts_of.month  # a month belongs to its year
    return replace(
        text,
        paper_id=facts["arxiv_id"] or facts["acl_id"] or known.paper_id,
        authors=facts_of.authors or other.authors,
        sources=known.sources + tuple(source for source in new.sources if source not in known.sources),
        **facts,
    )


def _text_rank(paper: Paper) -> int:
    return TEXT_RANK[paper.text_kind] if paper.abstract else 0


def _is_older(new: Paper, known: Paper) -> bool:
    """Say whether a record has an older text of its kind: by the arXiv version, else by the date."""
    if _text_rank(new) != _text_rank(known) or not new.abstract:
        return False
    same_preprint = new.arxiv_id is not None and new.arxiv_id == known.arxiv_id
    version, known_version = _version(new), _version(known)
    if same_preprint and version and known_version and version != known_version:
        return version < known_version
    if new.abstract == known.abstract:
        return False
    if new.year and known.year and _date(new, known) != _date(known, new):
        return _date(new, known) < _date(known, new)
    return same_preprint and not version and bool(known_version)


def _version(paper: Paper) -> float | None:
    """Return the arXiv version of a text; what was fetched is the newest."""
    return inf if FROM_ARXIV in paper.sources else arxiv_version_of(paper.url)


def _date(paper: Paper, other: Paper) -> tuple[int, int]:
    """Return year and month as far as both papers have them."""
    return paper.year or 0, paper.month if paper.month and other.month else 0


def _is_cut_off(text: str, whole: str) -> bool:
    """Say whether a text is a longer one's beginning that does not end with a sentence."""
    beginning = CUT_OFF.sub("", text)
    is_cut = beginning != text or not ENDS_A_SENTENCE.search(text)
    return bool(beginning) and is_cut and len(beginning) < len(whole) and whole.startswith(beginning)
