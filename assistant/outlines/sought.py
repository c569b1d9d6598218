"""The subject of a list as it is looked for in a collection: its words, stemmed and weighed, and other words for it.

Names are looked for as they are written, families of languages by their members, too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.outlines.language_families import FAMILIES, family_names, family_of, other_names
from assistant.outlines.list_subject import GENERIC_NOUNS, ListSubject
from retrieval.keyword_index import KeywordIndex

Sort = Literal["name", "topic"]
"""What a phrase is weighed as; contributions have weights of their own."""

WORD = re.compile(r"\w+")
_STOP_WORDS = """
    a an the of in on for with by from to and or as at is are was were be been it its this that these those into
    their our we
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
GENERIC_WEIGHT = 0.25
"""What is left of a generic noun's weight beside other words."""

SHORTEST_ROOT = 5
LONGEST_ENDING = 4
MAX_VARIANTS = 12
LONGEST_ACRONYM = 6
LONGEST_MIXED_ACRONYM = 4
LEAST_IN_COMPOUND = 4
RARE_WORDS = 3
MOSTLY = 0.5

FIXED_TERMS = re.compile(
    r"(?P<speech>\bparts?[\s-]of[\s-]speech\b|\b(?:hate|hateful|free|offensive|abusive|toxic)[\s-]speech\b"
    r"|\bspeech[\s-](?:acts?|events?)\b|\bfreedom\s+of\s+speech\b|\bfigures?\s+of\s+speech\b)"
    r"|(?P<code>\bcode[\s-](?:switch|mix)\w*)"
    r"|(?P<law>\b(?:scaling|power|zipf['’]?s?)[\s-]laws?\b)",
    re.IGNORECASE,
)
"""Terms in which a word, the name of its group, means something else than by itself."""

VERB_FROM_NOUN = re.compile(r"(?P<root>\w{3,}i)[sz](?:e|es|ed|er|ers|ing|ations?)", re.IGNORECASE)
"""Words that a stemmer may cut back to their noun: "tokenizers" are not about tokens."""

PLURAL_ACRONYM = re.compile(r"(?<=[A-Z]{2})s$")

AGENT = re.compile(r"(?P<root>\w{3,}(?:er|or|al))s?", re.IGNORECASE)
"""Words that a stemmer may cut back to their verb: what adapts need not have adapters, nor is retrieving a word's
meaning retrieval."""

LIKE = "~"
"""Ends the stem of a word that comes of the same verb as an agent which is sought."""


@dataclass(frozen=True, slots=True)
class SoughtPhrase:
    """A phrase as it is looked for: its stemmed words in order, what each weighs, and the words of the same root.

    `rarity` (0…1) is the weight of the whole phrase by that of three words which a single paper holds. `longer` are
    stems that alone do not do, with the beginning that a written word has to have; those of `agents` count as words of
    the same root. `apart` are words of the phrase that do not count within a fixed term. `refused` is how a text says
    that it does without the phrase. `unheld` is the share of the weight that lies on words which no paper holds.
    """

    text: str
    stems: tuple[str, ...]
    weights: tuple[float, ...]
    variants: tuple[frozenset[str], ...]
    rarity: float
    pattern: re.Pattern[str] | None = None
    longer: tuple[tuple[str, str], ...] = ()
    agents: tuple[tuple[str, str], ...] = ()
    apart: frozenset[str] = frozenset()
    unheld: float = 0.0
    refused: re.Pattern[str] | None = None

    @property
    def total(self) -> float:
        return sum(self.weights)


class Stemmer:
    """Words → the terms of the keyword index, each word analysed once."""

    def __init__(self, keywords: KeywordIndex) -> None:
        self.keywords = keywords
        self._known: dict[str, tuple[str, ...]] = {}
        self.rarest = keywords.rarest_weight

    def is_held(self, stems: frozenset[str]) -> bool:
        """Say whether some paper holds one of the stems."""
        return any(stem in self.keywords.terms_beginning(stem) for stem in stems)

    def stems(self, text: str) -> list[str]:
        """Return the stemmed words of a text, in order."""
        found: list[str] = []
        for word in WORD.findall(text):
            stems = self._known.get(word)
            if stems is None:
                stems = self._known[word] = tuple(self.keywords.analyzer.analyze(word))
            found.extend(stems)
        return found


def sought_phrase(phrase: str, stemmer: Stemmer, is_name: bool = False) -> SoughtPhrase:
    """Return a phrase with the weights of its words in this index; a name is looked for as it is written, too."""
    words = WORD.findall(phrase)
    generic = [word.casefold() in GENERIC_NOUNS for word in words]
    pairs: list[tuple[str, bool]] = []
    for word, is_generic in zip(words, generic, strict=True):
        pairs += [
            (stem, is_generic and not all(generic)) for stem in stemmer.stems(word) if word.casefold() not in STOP_WORDS
        ]
    terms = {term.text: term.weight for term in stemmer.keywords.query_terms(" ".join(words))}
    weights = tuple(terms.get(stem, 1.0) * (GENERIC_WEIGHT if is_generic else 1.0) for stem, is_generic in pairs)
    longer = _longer_forms(words, VERB_FROM_NOUN, stemmer)
    agents = () if longer else _longer_forms(words[-1:], AGENT, stemmer)
    variants = tuple(
        frozenset({stem})
        if is_name
        else _same_root(stem, stemmer.keywords) | {stem + LIKE for own, _ in agents if own == stem}
        for stem, _ in pairs
    )
    pattern = _as_written(phrase) if is_name else None
    rarity = min(1.0, sum(weights) / (RARE_WORDS * stemmer.rarest))
    lost = sum(weight for weight, own in zip(weights, variants, strict=True) if not stemmer.is_held(own))
    return SoughtPhrase(
        phrase,
        tuple(stem for stem, _ in pairs),
        weights,
        variants,
        rarity,
        pattern,
        longer,
        agents,
        _words_apart(phrase),
        lost / sum(weights) if pattern is None and lost else 0.0,
    )


def _longer_forms(words: Sequence[str], pattern: re.Pattern[str], stemmer: Stemmer) -> tuple[tuple[str, str], ...]:
    """Return the stems of words that lose an ending to the stemmer, with the root that a pattern tells."""
    found = [(word, pattern.fullmatch(word)) for word in words]
    return tuple(
        (stem, match["root"].casefold())
        for word, match in found
        if match is not None
        for stem in stemmer.stems(word)
        if len(stem) < len(match["root"])
    )


def _words_apart(phrase: str) -> frozenset[str]:
    """Return the words of a phrase that mean something else in fixed terms, unless the phrase itself is such a term."""
    if FIXED_TERMS.search(phrase):
        return frozenset()
    return frozenset(word.casefold() for word in WORD.findall(phrase)).intersection(FIXED_TERMS.groupindex)


def _as_written(name: str) -> re.Pattern[str]:
    """Return a pattern for a name that takes hyphens, spaces and nothing for one another, as in GPT-4, GPT 4 and GPT4.

    A version may follow; an acronym of four letters may end a compound, as in AltCLIP. Acronyms are met as they are
    written, and so are short names: "CoM" is not the end of a web address.
    """
    name = PLURAL_ACRONYM.sub("", name)
    parts = r"[\s-]?".join(re.escape(part) for part in re.split(r"[\s-]+", name))
    version = r"(?:s|[\s-]?v?\d[\w.]*)?" if name[-1:].isalpha() else ""
    is_acronym = len(name) <= (LONGEST_ACRONYM if name.isupper() else LONGEST_MIXED_ACRONYM)
    is_acronym = is_acronym and sum(letter.isupper() for letter in name) > 1
    before = r"(?<![A-Z])" if is_acronym and len(name) >= LEAST_IN_COMPOUND and name.isupper() else r"(?<!\w)"
    return re.compile(rf"{before}{parts}{version}(?!\w)", 0 if is_acronym else re.IGNORECASE)


def _same_root(stem: str, keywords: KeywordIndex) -> frozenset[str]:
    """Return the terms of the index that share a stem's root, it included: "medicin" and "medic"."""
    if len(stem) < SHORTEST_ROOT or not stem.isalpha():
        return frozenset({stem})
    root = stem[: max(SHORTEST_ROOT, len(stem) - 2)]
    found = keywords.terms_beginning(root)
    near = [term for term in found if len(term) - len(root) <= LONGEST_ENDING and term.isalpha()]
    return frozenset({stem, *sorted(near, key=lambda term: (-found[term], term))[:MAX_VARIANTS]})


@dataclass(frozen=True, slots=True)
class Sought:
    """A subject ready to be looked for. `members` stand for a family that the question names, `any_member` for
    whichever of them comes."""

    subject: ListSubject
    phrases: tuple[SoughtPhrase, ...]
    details: tuple[SoughtPhrase, ...]
    excluded: tuple[SoughtPhrase, ...]
    members: tuple[SoughtPhrase, ...]
    any_member: tuple[SoughtPhrase, ...]

    @property
    def sort(self) -> Sort:
        """What the phrases are weighed as: as names only where every phrase of the question is one."""
        return "name" if set(self.subject.phrases) <= set(self.subject.names) else "topic"

    @property
    def is_unheld(self) -> bool:
        """Whether most of every phrase lies on words that no paper holds, so that there is but likeness to go by."""
        named = (*self.details, *self.members)
        return bool(self.phrases) and not named and all(phrase.unheld >= MOSTLY for phrase in self.phrases)

    def unheld_words(self, stemmer: Stemmer) -> tuple[str, ...]:
        """Return the words of the phrases that no paper holds, in quotation marks."""
        words = (word for phrase in self.subject.phrases for word in WORD.findall(phrase))
        held = {
            word: [stemmer.is_held(_same_root(stem, stemmer.keywords)) for stem in stemmer.stems(word)]
            for word in words
        }
        return tuple(f"“{word}”" for word, own in held.items() if own and not any(own))

    @property
    def all_phrases(self) -> tuple[SoughtPhrase, ...]:
        return (*self.phrases, *self.details, *self.members)


def sought(subject: ListSubject, stemmer: Stemmer, acronyms: Mapping[str, tuple[str, ...]] | None = None) -> Sought:
    """Return what is looked for: the phrases, other names of languages, and the members of families."""
    named = [phrase for phrase in subject.phrases if phrase in subject.names]
    families = [
        family for phrase in (*named, *subject.names) if (family := family_of(_without_languages(phrase))) is not None
    ]
    phrases = list(subject.phrases)
    phrases += [other for phrase in named for other in other_names(phrase)]
    phrases += [other for family in families for other in family_names(family)]
    spelt = [other for phrase in subject.phrases for other in (acronyms or {}).get(phrase, ())]
    phrases += spelt
    members = [member for family in families for member in FAMILIES[family]]
    is_name = {*subject.names, *(name for family in families for name in family_names(family))}
    is_name |= {other for phrase in named for other in other_names(phrase)}
    members = [name for name in dict.fromkeys(members) if name not in phrases]
    is_name |= {other for other in spelt if " " not in other or set(subject.phrases) <= set(subject.names)}
    return Sought(
        subject,
        tuple(
            replace(
                sought_phrase(phrase, stemmer, phrase in is_name),
                refused=_doing_without(phrase) if subject.is_use else None,
            )
            for phrase in dict.fromkeys(phrases)
        ),
        tuple(sought_phrase(phrase, stemmer, phrase in is_name) for phrase in subject.details if phrase not in phrases),
        tuple(
            sought_phrase(written, stemmer)
            for phrase in subject.excluded
            for written in (phrase, *(acronyms or {}).get(phrase, ()))
        ),
        tuple(sought_phrase(name, stemmer, is_name=True) for name in members),
        (_any_of(members),) if members else (),
    )


def _doing_without(phrase: str) -> re.Pattern[str]:
    """Return a pattern for what says that a phrase is not used: "no pivot language", "without any pivot language"."""
    words = r"[\s-]+".join(re.escape(word) for word in WORD.findall(phrase))
    return re.compile(
        r"\b(?:no|without(?:\s+(?:any|using|relying\s+on|the\s+use\s+of))?|eschew\w*|avoid(?:s|ing)?|instead\s+of|rather\s+than"
        r"|(?:not|n['’]t|never)\s+(?:use|using|need|require|rely\s+on))"
        rf"\s+(?:(?:any|an?|the|explicit|external|additional)\s+)*{words}\b",
        re.IGNORECASE,
    )


def _any_of(names: Sequence[str]) -> SoughtPhrase:
    """Return the phrase that any of the names is."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)")
    return SoughtPhrase(" or ".join(names), (), (), (), 0.0, pattern)


def _without_languages(phrase: str) -> str:
    return re.sub(r"\s+languages?$", "", phrase, flags=re.IGNORECASE)
