"""Papers whose model's name is a blend of title words, where no abstract gives the name itself.

"Contriever" stands in no abstract of its own, but its title has "Contrastive" and "Retrieval". Such a reading is a
guess, and whoever uses it says so.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from assistant.outlines.mentions import N_TITLES, NamedPaper, squashed, words_in
from assistant.outlines.name_mentions import possible_names
from retrieval.retriever import Retriever

SHORTEST_NAME = 7
SHORTEST_PIECE = 4
LEAST_BLENDED = 0.75
"""Of the letters of a name, that two title words have to give."""

CONFIDENCE = 0.6


def by_blend(text: str, retriever: Retriever, named: Sequence[NamedPaper]) -> Iterable[NamedPaper]:
    """Yield the one paper whose title a name of the text blends, for names that name no paper otherwise."""
    keywords = retriever.indexes.keywords
    for name, start, end in possible_names(text):
        key = squashed(name)
        if (
            len(key) < SHORTEST_NAME
            or not key.isalpha()
            or any(item.start < end and start < item.end for item in named)
        ):
            continue
        beginning = " ".join(sorted(keywords.terms_beginning(key[:SHORTEST_PIECE])))
        titles = keywords.nominate_titles(beginning, N_TITLES) if beginning else []
        blended = [paper_id for paper_id, title in titles if is_blend(key, title)]
        paper = retriever.library.paper(retriever.collection, blended[0]) if len(blended) == 1 else None
        if paper is not None:
            yield NamedPaper(paper, "blend", start, end, CONFIDENCE)


def is_blend(name: str, title: str) -> bool:
    """Say whether a name opens with one word of a title and goes on with a piece of another.

    >>> is_blend("contriever", "Dense Retrieval with Contrastive Learning")
    True
    >>> is_blend("contriever", "Contrastive Parsing")
    False
    """
    words = [word.key for word in words_in(title)]
    for first in words:
        opening = _shared_beginning(name, first)
        if opening < SHORTEST_PIECE or opening == len(name):
            continue
        for other in words:
            if other == first:
                continue
            match = SequenceMatcher(None, name, other, autojunk=False).find_longest_match(opening - 3, len(name))
            given = match.a + match.size
            if match.size >= SHORTEST_PIECE and match.a <= opening and given >= LEAST_BLENDED * len(name):
                return True
    return False


def _shared_beginning(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def read_as(named: Sequence[NamedPaper], text: str) -> list[str]:
    """Return a sentence for each name that was read as a blend."""
    return [
        f"No abstract says “{text[item.start : item.end]}”; it is taken for the paper “{item.paper.title}”, whose title"
        " words it blends."
        for item in named
        if item.how == "blend"
    ]
