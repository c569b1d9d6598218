"""What a question asks, held against the paper that came first: the absolute signals that tell answers from gaps.

A fused score ranks papers within one question; it would give every question a "best" paper, the ones about sourdough
too. Only content words count: what is left of a question without the words that every question is made of.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from math import exp, log

from assistant.asked_language import is_in_another_language
from assistant.premises import (
    STUDIED,
    asks_for_sample,
    asks_other_count,
    asks_other_language,
    asks_size,
    asks_untold_figure,
    counted_noun,
    reported_subject,
    tells_sample,
    tells_size,
)
from assistant.verification.polar_words import DIRECTIONS
from retrieval.datatypes import Passage, QueryTerm
from retrieval.keyword_index import KeywordIndex, build_analyzer
from retrieval.names import find_names, is_coined, is_written_in
from retrieval.retriever import Retrieval

QUESTION_WORDS = """
what which who whom whose when where why how does do did done is are was were be been being can could would will
should shall may might must has have had having the a an and or but if than then that this these those there here it
its they them their we us our you your i me my mine he she his her one ones for of to in on at by with from into onto
over under about between among across per as so such not no nor any anyone anybody anything some someone somebody
something every each all both either neither else ever just only also too very much many more most less least few
several other another same own out up down off again still already yet while during before after please tell say says
said show shows give gives find found know let get gets got want looking look need wonder interested mean means thing
things kind kinds sort type types way ways paper papers study studies work works article abstract author authors
research corpus collection report reports reported describe describes present presents propose proposes proposed
introduce introduces discuss cover covers covered use uses used using make makes made take takes took exist exists
called name named exactly precisely roughly overall total number amount percentage percent share compared compare
comparison versus vs best better well good new recent known bring brings together gather gathered offer offers provide
provides contain contains include includes hold holds consist consists comprise put according reach reached come comes
instead two component components built based react measure measures support supports difference differences differ
differs mention mentions mentioned happen happens happened really actually truly indeed even
"""
"""Words that say how something is asked, not what about."""

ASPECTS = (
    ("gpu gpus hardware tpu cluster server servers a100 h100 v100", "gpu gpus tpu hardware"),
    ("licence license licensed royalties", "licence license permissive apache"),
    ("cost costs price dollars paid pay expensive compensated salary wage funding funded fund", "cheap cost dollar"),
    ("annotator annotators agreement kappa rater raters", "annotators annotated crowdworkers human"),
    ("epoch epochs optimizer batch hyperparameters temperature", "epochs"),
    ("latency millisecond milliseconds second seconds frame fps", "latency speed faster real-time"),
    ("parameter parameters", "parameters billion"),
    ("week weeks day days hour hours", "hours days weeks"),
    ("university universities affiliation institution employer", "university"),
    ("carbon co2 kilograms", "carbon emissions"),
    ("mos opinion", "mos opinion"),
    ("deployed browser phone app users", "deployed users"),
)
"""What papers tell in their text and seldom in their abstract: the words that ask for it, more words that tell it."""

RECORD_WORDS = frozenset(("write", "writes", "wrote", "written", "publish", "published"))
"""Words of a question that a record answers, if anything does."""

NEVER_NAMED = frozenset(
    (
        *("come", "comes", "came", "go", "goes", "going", "went", "matter", "matters", "explain", "summarize"),
        *("summarise", "summarized", "summarised", *RECORD_WORDS),
        *("download", "downloaded", "big", "bigger", "biggest", "small", "smaller", "smallest", "large", "larger"),
        *("largest", "win", "wins", "won", "beat", "beats", "outperform", "outperforms", "improve", "improved"),
        *("always", "never", "often", "sometimes", "usually", "rarely", "save", "saves", "saved", "result", "results"),
        *("outcome", "outcomes", "cause", "causes", "reason", "reasons", "bad", "badly"),
    )
)
"""Words of a question that a paper may answer without them, and that are no reason where it does not."""

DEGREES = ("quality", "size", "speed", "frequency", "level", "extreme", "enough", "ease", "cost", "efficiency")
OF_DEGREE = NEVER_NAMED.union(*(side.split() for dimension in DEGREES for side in DIRECTIONS[dimension]))
DEGREE = re.compile(
    r"\bhow\s+(?P<degree>[a-z]+)\s+(?:is|are|was|were|do|does|did|can|could|will|would|has|have)\b", re.I
)
"""Words of degree, of a list or behind "how": they are no reason why a paper does not answer."""

SHORTEST_PART = 4
ADDRESS = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
ADDRESS_WORDS = "download link url available"
CODE_ADDRESS = re.compile(r"\bgit(?:hub|lab)\.", re.IGNORECASE)
CODE_WORDS = "code github repository"
"""Words that an address tells, one of code those of the second kind: they stand for it in a question."""

COINED = re.compile(r"\w\s?[A-Z0-9]")
"""A capital or digit behind the first letter, or two words with one. Other names may be a paraphrase's: "the tongue of
Valletta"."""

SIZE_WORDS = "big large size"
"""Words of a question how large something is, which a number answers."""
SAMPLE_WORDS = "sample size enrolled recruited part participated"

LONGEST_LEAD = 0.5
MOST_REWORDED = 3
SHORTEST_MISSPELT = 6
OFTEN_MISSPELT = "which what does where when many much compare about between there"
SHORTEST_MISSPELT_QUESTION, ALIKE, ALIKE_SHORT = 4, 0.85, 0.75
"""Question words that are mended, and how alike, 0…1, a word has to be to one (Ratcliff & Obershelp 1988, difflib): of
four letters one may be another."""
LEAST_CLOSE = 0.3
"""The cosine below which a lead says nothing: of papers that have nothing to do with a question one is the first."""

OTHER_LANGUAGE = 0.5
"""How much of its subject a question on a language lacks where the paper names others only."""

LEAST_SENTENCE_CLOSE = 0.4
LEAST_TITLED = 1.5
"""A paper is close as well where it has all words of a question that weighs no less than the rarest word, and a
sentence of this cosine; or where its title holds the weight of so many rarest words."""

MOST_ANSWERED = 6.0
"""Where the log odds that a paper answers are cut, on both sides."""

FAR_AHEAD = 0.3
"""A paper this far ahead of the second is picked out by the question, whether or not it is named."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of one question. Shares are of the idf weight of its content words.

    `is_named`: a rare name of the question stands in the first paper. `cosine`: of the best chunk, `sentence_cosine`:
    of the best sentence. `lead`: score over the second paper's, 0 where the first is not close. `titled`: weight that
    the title holds, in rarest words; `rest_coverage`: share of the rest that one sentence holds. `absent`: share that
    no paper holds. `rarest_missing`: weight of the rarest word that the paper lacks, 0…1. `unsaid`: aspects that are
    asked for, and not a word of which stands in the paper. `uncounted`: asks how many of something that the paper
    counts nowhere, how large something is where no number tells, or for a score, share, gain or time where none is
    told. `unreported`: share of the words of the subject on which a report is asked for that the paper lacks, or, for a
    language, `OTHER_LANGUAGE`.
    `is_read`: whether the first paper was read; `answered` are the log odds that a sentence of it answers,
    `answered_elsewhere` those of the likeliest other paper that was read. `reworded`: everyday words. `unknown_names`
    are those that no paper holds, `missing` the words, as asked, that the first one lacks in any form and that do not
    only ask.
    """

    is_named: bool
    cosine: float
    sentence_cosine: float
    lead: float
    rest_coverage: float
    titled: float
    absent: float
    rarest_missing: float
    unsaid: int
    uncounted: bool
    unreported: float
    reworded: int
    unknown_names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_read: bool = False
    answered: float = -MOST_ANSWERED
    answered_elsewhere: float = -MOST_ANSWERED

    @property
    def is_on_unknown(self) -> bool:
        """Say whether the question is about a model, data set or the like that no paper holds."""
        return not self.is_named and any(COINED.search(name) for name in self.unknown_names)

    @property
    def is_far_ahead(self) -> bool:
        return self.lead > FAR_AHEAD

    @property
    def picks_paper(self) -> bool:
        """Say whether the question is about one certain paper, rather than about whatever there is on a subject."""
        return self.is_named or self.is_far_ahead


def read_signals(retrieval: Retrieval, keywords: KeywordIndex, unknown_names: tuple[str, ...]) -> Signals:
    """Return the signals of a question that brought at least one passage."""
    best = retrieval.passages[0]
    title_terms = _stems(best.paper.title, keywords)
    texts = [best.paper.title, *(scored.sentence.text for scored in best.sentences)]
    sentence_terms = [_told(text, keywords) for text in texts[1:]]
    paper_terms = title_terms.union(*sentence_terms)
    content = _content_terms(keywords.query_terms(retrieval.reading.text), keywords)
    degrees = OF_DEGREE.union(match["degree"].lower() for match in DEGREE.finditer(retrieval.query))
    words = [word for word in retrieval.query.split() if re.sub(r"\W", "", word).lower() not in degrees]
    is_named = best.paper.paper_id in retrieval.naming
    if is_named and is_in_another_language(retrieval.query, best.paper.abstract):
        content = _told_in_any_language(content, paper_terms, retrieval.query, keywords)
    is_sized = asks_size(retrieval.query) and tells_size(texts)
    if is_sized:
        content = [term for term in content if term.text not in _size_stems()]
    if asks_for_sample(retrieval.query) and tells_sample(texts):
        content = [term for term in content if term.text not in STUDIED | _sample_stems()]
    mended = {term.text: _mended(term, keywords) for term in content}
    content = [term for term in content if term.text not in _never_named() or mended[term.text] in paper_terms]
    rarest = keywords.rarest_weight
    total = sum(term.weight for term in content)

    def weight(terms: Iterable[QueryTerm]) -> float:
        return sum(term.weight for term in terms)

    def holds(terms: Collection[str], term: QueryTerm) -> bool:
        return mended[term.text] in terms or _american(term.text) in terms

    def is_misspelt(word: str) -> bool:
        return any(_mended(term, keywords) != term.text for term in keywords.query_terms(word))

    lacking = [term for term in content if not holds(paper_terms, term)]
    rest = [term for term in content if not holds(title_terms, term)]
    rest_held = max((weight(term for term in rest if holds(terms, term)) for terms in sentence_terms), default=0.0)
    titled = (total - weight(rest)) / rarest
    sentence_cosine = max((scored.cosine for scored in best.sentences), default=best.cosine)
    has_all = total >= rarest and not lacking and sentence_cosine >= LEAST_SENTENCE_CLOSE
    is_close = is_named or best.cosine >= LEAST_CLOSE or has_all or titled >= LEAST_TITLED
    letters = "\n".join(texts).lower()
    missing = {term.text for term in lacking if len(term.text) < SHORTEST_PART or term.text not in letters}
    absent = [term for term in content if term.document_frequency == 0 and mended[term.text] == term.text]
    return Signals(
        is_named=is_named,
        cosine=best.cosine,
        sentence_cosine=sentence_cosine,
        lead=min(_lead(retrieval.passages), LONGEST_LEAD) if is_close else 0.0,
        rest_coverage=rest_held / weight(rest) if rest else float(bool(content)),
        titled=titled,
        absent=weight(absent) / total if content else 1.0,
        rarest_missing=min(1.0, max((term.weight for term in lacking), default=0.0) / rarest) if content else 1.0,
        unsaid=_unsaid(_stems(retrieval.query, keywords), paper_terms),
        uncounted=(asks_size(retrieval.query) and not is_sized)
        or (asks_other_count(retrieval.query, texts) and not is_misspelt(counted_noun(retrieval.query)))
        or asks_untold_figure(retrieval.query, texts),
        unreported=max(
            _lacking_share(reported_subject(retrieval.query), paper_terms, keywords),
            OTHER_LANGUAGE * asks_other_language(retrieval.query, texts),
        ),
        reworded=min(len(retrieval.reading.words), MOST_REWORDED),
        is_read=is_read(best),
        answered=_answered(best),
        answered_elsewhere=max(map(_answered, retrieval.passages[1:]), default=-MOST_ANSWERED),
        unknown_names=unknown_names,
        missing=tuple(
            word
            for word in words
            if missing.intersection(keywords.analyzer.analyze(word))
            and not any(is_written_in(word, text) for text in texts)
        ),
    )


def picks_first(retrieval: Retrieval) -> bool:
    """Say whether a question picks out the paper that came first: by a rare name, or because it is far ahead."""
    first = retrieval.passages[0].paper.paper_id
    return first in retrieval.naming or _lead(retrieval.passages) > FAR_AHEAD


def is_read(passage: Passage) -> bool:
    """Say whether the sentences of a passage have log odds that they answer."""
    return bool(passage.sentences) and passage.sentences[0].answers is not None


def _answered(passage: Passage) -> float:
    """Return the log odds that some sentence answers, as the reader was taught: each beside all others and none.

    Of a paper that was not read they are the least.
    """
    odds = sum(exp(scored.answers) for scored in passage.sentences if scored.answers is not None)
    return min(max(log(odds), -MOST_ANSWERED), MOST_ANSWERED) if odds else -MOST_ANSWERED


def _lead(passages: Sequence[Passage]) -> float:
    return passages[0].score - passages[1].score if len(passages) > 1 else LONGEST_LEAD


def _stems(text: str, keywords: KeywordIndex) -> set[str]:
    return set(keywords.analyzer.analyze(text))


def _told(text: str, keywords: KeywordIndex) -> set[str]:
    """Return the stems of a sentence and those of what its address tells, where it has one."""
    telling = [text]
    if ADDRESS.search(text):
        telling += [ADDRESS_WORDS, CODE_WORDS if CODE_ADDRESS.search(text) else ""]
    return _stems(" ".join(telling), keywords)


def _american(stem: str) -> str:
    """Return a stem as of the American spelling: "licenc" → "licens"."""
    return re.sub(r"(?<=n)c$", "s", stem)


@cache
def _question_stems() -> frozenset[str]:
    return frozenset(build_analyzer().analyze(QUESTION_WORDS))


@cache
def _never_named() -> frozenset[str]:
    return frozenset(build_analyzer().analyze(" ".join(sorted(NEVER_NAMED - RECORD_WORDS))))


@cache
def _size_stems() -> frozenset[str]:
    return frozenset(build_analyzer().analyze(SIZE_WORDS))


@cache
def _sample_stems() -> frozenset[str]:
    return frozenset(build_analyzer().analyze(SAMPLE_WORDS))


@cache
def _often_misspelt() -> tuple[str, ...]:
    return tuple(build_analyzer().analyze(OFTEN_MISSPELT))


@cache
def _aspects() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return per aspect the stems that ask for it, and those that tell it."""
    analyzer = build_analyzer()
    stems = [(frozenset(analyzer.analyze(asking)), frozenset(analyzer.analyze(telling))) for asking, telling in ASPECTS]
    return tuple((asking, asking | telling) for asking, telling in stems)


def _content_terms(terms: Sequence[QueryTerm], keywords: KeywordIndex) -> list[QueryTerm]:
    return [term for term in terms if len(term.text) > 1 and not _asks(term, keywords)]


def _told_in_any_language(
    terms: Sequence[QueryTerm], held: Collection[str], text: str, keywords: KeywordIndex
) -> list[QueryTerm]:
    """Return the terms that can be held against a paper in another language: what it holds, and coined names."""
    coined = _stems(" ".join(name for name in find_names(text) if is_coined(name)), keywords)
    return [term for term in terms if term.text in held or term.text in coined]


def _asks(term: QueryTerm, keywords: KeywordIndex) -> bool:
    """Say whether a term is of the words that ask, or a misspelling of one that no paper holds: "wich"."""
    if _mended(term, keywords) in _question_stems():
        return True
    if term.document_frequency or len(term.text) < SHORTEST_MISSPELT_QUESTION:
        return False
    least = ALIKE_SHORT if len(term.text) == SHORTEST_MISSPELT_QUESTION else ALIKE
    return bool(get_close_matches(term.text, _often_misspelt(), 1, least))


def _mended(term: QueryTerm, keywords: KeywordIndex) -> str:
    """Return the stem that a misspelt one was meant to be, or the stem as it is."""
    if term.document_frequency or len(term.text) < SHORTEST_MISSPELT:
        return term.text
    return keywords.respelt(term.text) or term.text


def _unsaid(asked: Collection[str], told: Collection[str]) -> int:
    return sum(not asking.isdisjoint(asked) and telling.isdisjoint(told) for asking, telling in _aspects())


def _lacking_share(subject: str, told: Collection[str], keywords: KeywordIndex) -> float:
    asked = [term for term in keywords.analyzer.analyze(subject) if len(term) > 1 and term not in _question_stems()]
    return sum(term not in told for term in asked) / len(asked) if asked else 0.0
