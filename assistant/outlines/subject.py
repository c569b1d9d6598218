"""What a synthesis or a paragraph is to be about, and how much of that a text speaks of.

A question about several papers is answered only by those that have the words of its subject: in a narrow collection
every abstract is near to every question.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from assistant.question.kinds import SYNTHESIS_FORM
from assistant.question.paragraph import FOLLOWS_FORM, PARAGRAPH_ON, SOME, WITH_SOURCES, length_of, without_form
from assistant.signals import QUESTION_WORDS
from retrieval.datatypes import QueryTerm
from retrieval.keyword_index import KeywordIndex
from retrieval.retriever import Retrieval, coverage

NUMBERS = {word: number for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)}
NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)})"

AT_MOST = re.compile(
    length_of(rf"{NUMBER}\s+(?:papers?|references?|sources?|citations?|studies|works|sentences?)") + FOLLOWS_FORM,
    re.IGNORECASE,
)
"""How many papers shall be cited, or sentences written."""

SENTENCES = re.compile(rf"^\W*(?:[a-z]+\s+){{0,3}}?{NUMBER}\s+(?:\w+\s+)?sentences?\b", re.IGNORECASE)
"""How many sentences shall be written."""

WRITING = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:(?:help\s+me\s+)?(?:write|draft|compose|prepare|produce|give|generate|create)\s+)?"
    rf"(?:me\s+|us\s+)?(?:(?:{SOME}|the|my)\s+)?(?:(?:short|brief|cited|concise|small|single|long|good)\s+)*"
    r"(?:(?:related|prior|previous)[\s-]+works?|literature[\s-]+review|literature|background|introduct(?:ion|ory)|survey|state[\s-]of[\s-]the[\s-]art)?\s*"
    rf"(?:paragraphs?|sections?|passages?|sentences?|texts?|review|overview|summary)?\s*(?:{WITH_SOURCES}\s+)?"
    r"(?:on|about|for|of|covering|discussing|regarding|summari[sz]ing|describing|(?<=\w):)\s+(?:a\s+paper\s+(?:on|about)\s+)?",
    re.IGNORECASE,
)
ASKING = re.compile(
    rf"^\W*(?:{SYNTHESIS_FORM})\s*(?:(?:there|about|on|of|for|regarding|in|to|with|that|whether|if|when|is|are)\s+)*",
    re.IGNORECASE,
)
OF_WORK = re.compile(
    r"^(?:the\s+|recent\s+)*(?:works?|research|papers|literature|studies)\s+(?:on|in|about)\s+", re.IGNORECASE
)
HOW_DO = re.compile(
    r"\bhow\s+(?:do|have|are)\s+(?:the\s+|these\s+)?(?:papers|researchers|people|authors|studies|works)\s+(?P<verb>[a-z]{4,})",
    re.IGNORECASE,
)
FOR_WHAT = re.compile(
    r"\s+(?:for|in)\s+(?:my|our)\s+(?:[\w-]+\s+){0,2}?(?:introduction|paper|article|thesis|dissertation|report|review|survey|section|proposal)\W*$",
    re.IGNORECASE,
)
"""Where a paragraph shall stand."""

SAID_OF_IT = """
help hurt harm improve benefit beneficial degrade boost hinder impair affect influence increase reduce beat outperform
surpass better worse good bad useful effective effect performance quality result agree always never often deal handle
matter matters important importance essential crucial necessary worth worthwhile
"""
"""What is asked about a subject rather than what it is."""

ALTERNATIVES = re.compile(r"\s*(?:,\s*(?:and|or)\s+|,|\b(?:and|or)\b|/)\s*", re.IGNORECASE)
COMPLEMENT = re.compile(r"\s+(?:of|in|for|between|across|among|on|from|to|with|by)\s+", re.IGNORECASE)
"""What stands between the head of a phrase and the words that say which: "barriers of script"."""

LEAST_SHARE_ALONE = 1 / 3
"""Of the weight of the whole subject, that a part of it between "and" and "or" has to have to stand for it."""

LEAST_SHARE, LEAST_SHARE_OF_KNOWN = 0.55, 0.4
"""Of a subject's weight, that a title and the sentence quoted from its paper have to hold together. The lesser share
will do where no paper holds the greater, but some paper each word."""

LEAST_SHARE_OF_TITLE = 0.45
"""Of the weight, that makes a title on the subject, whatever the sentence says."""

SHORTEST_BEGINNING = 5
"""Letters from which on a term is taken to be held by a longer one that begins so: "imbal" by "imbalanc"."""

ABOUT_AS_HEAVY = 0.9


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with its terms; `parts` are the terms of those parts of it that can stand for the whole.

    `heads` are the terms that name the kind of thing only: "barrier" of "script barriers". Alone they are no part.
    """

    text: str
    terms: tuple[QueryTerm, ...]
    parts: tuple[tuple[QueryTerm, ...], ...] = ()
    heads: frozenset[str] = frozenset()

    def share(self, stems: Set[str]) -> float:
        """Return how much of the subject, 0…1, a text with these stemmed terms speaks of."""
        held = self._held(stems)
        spoken = [terms for terms in self.parts if not self._is_head_only(terms, held)]
        return max(coverage(terms, held) for terms in (self.terms, *spoken)) if self.terms else 1.0

    def is_of_heaviest(self, stems: Set[str]) -> bool:
        """Say whether a text holds the rarest term of the subject, or one about as rare."""
        heaviest = max((term.weight for term in self.terms), default=0.0)
        held = self._held(stems)
        return any(term.text in held for term in self.terms if term.weight >= ABOUT_AS_HEAVY * heaviest)

    def _is_head_only(self, terms: Sequence[QueryTerm], held: Set[str]) -> bool:
        return len(terms) > 1 and {term.text for term in terms if term.text in held} <= self.heads

    def _held(self, stems: Set[str]) -> set[str]:
        return {
            term.text
            for term in self.terms
            if term.text in stems
            or (len(term.text) >= SHORTEST_BEGINNING and any(stem.startswith(term.text) for stem in stems))
        }

    def words_held_nowhere(self, keywords: KeywordIndex) -> tuple[str, ...]:
        """Return the words of the subject that no paper holds, in quotation marks."""
        absent = {term.text for term in self.terms if term.document_frequency == 0}
        words = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", self.text)
        return tuple(f"“{word}”" for word in words if absent.intersection(keywords.analyzer.analyze(word)))


def read_subject(text: str, found: Retrieval, keywords: KeywordIndex) -> Subject:
    """Return the subject of a text, with the terms by which `found` was found."""
    asking = set(keywords.analyzer.analyze(f"{QUESTION_WORDS} {SAID_OF_IT}"))

    def telling(terms: Sequence[QueryTerm]) -> tuple[QueryTerm, ...]:
        return tuple(_mended(term, keywords) for term in terms if term.text not in asking)

    subject, whole = subject_of(text), telling(found.terms)
    least = LEAST_SHARE_ALONE * sum(term.weight for term in whole)
    phrases = _alternatives(subject)
    parts = [telling(keywords.query_terms(phrase)) for phrase in phrases]
    heads = {terms[-1].text for phrase in phrases if (terms := telling(_terms_of_head(phrase, keywords)))}
    if doing := HOW_DO.search(text):
        verb = set(keywords.analyzer.analyze(doing["verb"]))
        parts.append(tuple(term for term in whole if term.text not in verb))
    alone = tuple(terms for terms in parts if sum(term.weight for term in terms) >= least > 0)
    return Subject(subject, whole, alone, frozenset(heads))


def _alternatives(subject: str) -> list[str]:
    """Return the parts between "and" and "or"; one of a single word goes with the next where that says of what.

    >>> _alternatives("ports and river boats"), _alternatives("building and testing of boats")
    (['ports', 'river boats'], ['building testing of boats'])
    """
    phrases: list[str] = []
    for phrase in filter(None, map(str.strip, ALTERNATIVES.split(subject))):
        if phrases and re.search(r"\w\s+of\s", phrase) and not re.search(r"\s", phrases[-1]):
            phrase = f"{phrases.pop()} {phrase}"
        phrases.append(phrase)
    return phrases


def _terms_of_head(phrase: str, keywords: KeywordIndex) -> Sequence[QueryTerm]:
    """Return the terms of a phrase, in its order, up to its complement: the last one is its head."""
    return keywords.query_terms(COMPLEMENT.split(phrase, maxsplit=1)[0])


def subject_of(text: str) -> str:
    """Return what a synthesis is to be about, without the words that ask for it.

    >>> subject_of("Write a related-work paragraph on river treebanks."), subject_of("What helps small ports?")
    ('river treebanks', 'small ports')
    """
    text = FOR_WHAT.sub("", AT_MOST.sub("", without_form(text)))
    for pattern in (PARAGRAPH_ON, WRITING, ASKING, OF_WORK):
        match = pattern.match(text)
        if match and re.search(r"\w", text[match.end() :]):
            text = text[match.end() :]
    return text.strip(' \t\n?.!:;,“”"')


def papers_wanted(text: str, most: int) -> int:
    """Return how many papers are to be quoted: as many as are asked for, `most` at most.

    >>> papers_wanted("A paragraph on soups, max 3 papers", 8), papers_wanted("Two sentences on soups", 8)
    (3, 2)
    """
    asked = AT_MOST.search(text) or SENTENCES.search(text)
    if asked is None:
        return most
    number = asked["number"].lower()
    return min(most, max(1, NUMBERS.get(number) or int(number)))


def _mended(term: QueryTerm, keywords: KeywordIndex) -> QueryTerm:
    """Return the term that a misspelt one was probably meant to be."""
    meant = None if term.document_frequency else keywords.respelt(term.text)
    return term if meant is None else next(iter(keywords.query_terms(meant)), term)
