"""Passages → numbered evidence, or what kind of gap there is instead: no paper on this, or a paper that does not say.

The bar looks at absolute signals only (signals.py).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from math import exp

from assistant.asked_language import is_in_another_language
from assistant.datatypes import Evidence, EvidencePaper, UnderstoodQuestion
from assistant.language_names import LanguageNames
from assistant.premises import asked_in_words_of, asks_for_sample, counted_noun
from assistant.signals import SHORTEST_MISSPELT, Signals, picks_first, read_signals
from assistant.verification.words import ENGLISH, language_of
from retrieval.datatypes import Paper, Passage, QueryTerm
from retrieval.keyword_index import KeywordIndex
from retrieval.names import find_names, is_coined
from retrieval.retriever import Retrieval, Retriever

MAX_PAPERS = 8
"""Papers that a writer is given."""

N_READ = 4
"""Papers that are read for the answer, some 50 ms each, where a question picks out none."""

N_NEAREST = 3
"""Papers shown where none answers."""

LONG_WORD = re.compile(rf"(?<![\w-])[^\W\d_]{{{SHORTEST_MISSPELT},}}(?![\w-])")
MOST_MISSING_WORDS = 3
MANY_PAPERS = 1_000
NAME_OF_WORDS = re.compile(r"(?<=[^\W\d_A-Z]\s)[A-Z][a-z]+(?:\s[A-Z][a-z]+)+(?![\w-])")


YES_OR_NO = re.compile(
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)(?:n['’]t)?\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """A logistic regression over a question's signals; each weight is that of the signal of its name."""

    intercept: float
    is_named: float = 0.0
    cosine: float = 0.0
    sentence_cosine: float = 0.0
    lead: float = 0.0
    titled: float = 0.0
    rest_coverage: float = 0.0
    absent: float = 0.0
    rarest_missing: float = 0.0
    unsaid: float = 0.0
    uncounted: float = 0.0
    unreported: float = 0.0
    reworded: float = 0.0
    answered: float = 0.0
    answered_elsewhere: float = 0.0

    def estimate(self, signals: Signals, extra: float = 0.0) -> float:
        """Return how likely it is, 0…1, what the weights tell of a question; `extra` is added to the log-odds."""
        names = (item.name for item in fields(self) if item.name != "intercept")
        logit = extra + self.intercept + sum(getattr(self, name) * float(getattr(signals, name)) for name in names)
        return 1 / (1 + exp(-logit))


PICKED = AnswerWeights(
    intercept=1.09,
    cosine=2.1,
    sentence_cosine=-0.08,
    lead=1.82,
    rest_coverage=0.22,
    rarest_missing=-0.28,
    unsaid=-2.23,
    uncounted=-5.1,
    unreported=-2.06,
    reworded=1.34,
    answered=0.67,
)
UNPICKED = AnswerWeights(
    intercept=-0.03,
    cosine=1.85,
    lead=5.4,
    absent=-0.63,
    rarest_missing=-1.24,
    reworded=1.65,
    answered=0.3,
    answered_elsewhere=0.23,
)
HERE = AnswerWeights(intercept=-4.11, is_named=2.49, lead=9.41, titled=1.83, rest_coverage=2.75, absent=-2.8)
PICKED_UNREAD = AnswerWeights(
    intercept=-4.4,
    cosine=2.78,
    sentence_cosine=5.28,
    lead=4.15,
    rest_coverage=2.95,
    rarest_missing=-1.93,
    unsaid=-2.43,
    uncounted=-5.08,
    unreported=-6.14,
    reworded=1.64,
)
UNPICKED_UNREAD = AnswerWeights(
    intercept=-1.16, cosine=3.67, lead=7.32, absent=-0.59, rarest_missing=-1.73, reworded=1.79
)


@dataclass(frozen=True, slots=True)
class Bar:
    """Estimates of how likely the best passage answers, and any passage bears on, the question; the least let through.

    `picked` and `unpicked` are fitted by bench/bar.py, with a ridge: a question that picks out a paper is asked whether
    that says more, any other whether there is such a paper at all. Those `unread` stand where no model reads the
    papers; `here` tells of a question that is not answered whether it is on a paper that is here. The weights of a
    single passage are fitted likewise, before; `unknown_name` is set by hand, and `uncounted` of PICKED (fitted,
    -3.40): a count of something else must not pass for the one asked. All intercepts are shifted so that 0.5 is where
    to cut. A paper below both `least_cosine` (of its best chunk) and `least_sentence_cosine` has nothing to do with a
    question that picks out none, whatever it seems to answer.
    """

    picked: AnswerWeights = PICKED
    unpicked: AnswerWeights = UNPICKED
    picked_unread: AnswerWeights = PICKED_UNREAD
    unpicked_unread: AnswerWeights = UNPICKED_UNREAD
    here: AnswerWeights = HERE
    intercept: float = -3.0
    cosine: float = 4.0
    sentence_cosine: float = 4.4
    term_coverage: float = 2.8
    unknown_name: float = -2.5
    least: float = 0.5
    least_titled: float = 0.8
    least_cosine: float = 0.15
    least_sentence_cosine: float = 0.25

    def answers(self, signals: Signals) -> float:
        """Return an estimate, 0…1, of how likely the best passage answers the question. An estimate, not a check."""
        is_far = signals.cosine < self.least_cosine and signals.sentence_cosine < self.least_sentence_cosine
        if is_far and not signals.picks_paper:
            return 0.0
        if signals.is_read:
            weights = self.picked if signals.picks_paper else self.unpicked
        else:
            weights = self.picked_unread if signals.picks_paper else self.unpicked_unread
        return weights.estimate(signals, self.unknown_name * signals.is_on_unknown)

    def is_silent(self, signals: Signals) -> bool:
        """Say whether a question that is not answered is on a paper that is here, rather than on none.

        A rare name alone proves little: Yoruba may stand in the one abstract of the collection that lists languages.
        """
        is_titled = signals.is_named and signals.titled >= self.least_titled
        is_here = is_titled or self.here.estimate(signals) >= self.least
        return is_here and (signals.is_named or not signals.unknown_names)

    def relevance(self, passage: Passage, has_unknown_name: bool) -> float:
        """Return an estimate, 0…1, of how likely a passage bears on the question."""
        logit = (
            self.intercept
            + self.cosine * passage.cosine
            + self.sentence_cosine * max((scored.cosine for scored in passage.sentences), default=0.0)
            + self.term_coverage * passage.term_coverage
            + self.unknown_name * has_unknown_name
        )
        return 1 / (1 + exp(-logit))


def gather_evidence(
    understood: UnderstoodQuestion,
    retrieval: Retrieval,
    retriever: Retriever,
    bar: Bar = Bar(),
    named: Collection[str] = (),
) -> Evidence:
    """Number the passages above the bar, best first; where the best is not, say which gap there is.

    Of a paper that is here and silent, the paper is the evidence: what it does say can be shown. `named` are the ids of
    papers that are surely meant, by their title or what they introduce.
    """
    if not retrieval.passages:
        reason = "The collection holds no paper that this question and its filters could draw on."
        return Evidence(understood, (), (), retrieval.terms, reason, "no paper")
    keywords = retriever.indexes.keywords
    asked = understood.query if understood.question.history else understood.question.text
    retrieval = read_for(asked, retrieval, retriever)
    nearest = retrieval.passages[:N_NEAREST]
    unknown = unknown_names(asked, retrieval.terms, keywords)
    signals = read_signals(retrieval, keywords, unknown)
    estimate = bar.answers(signals)
    confidence = round(estimate, 4)
    best, *others = retrieval.passages[:MAX_PAPERS]
    if estimate >= bar.least:
        bearing = [passage for passage in others if bar.relevance(passage, bool(unknown)) >= bar.least]
        papers = _numbered([best, *bearing], retriever)
        unmentioned = _unmentioned(asked, signals.missing)
        return Evidence(understood, papers, nearest, retrieval.terms, confidence=confidence, unmentioned=unmentioned)
    if best.paper.paper_id in named or bar.is_silent(signals):
        papers = _numbered([best], retriever)
        reason = _silence(best.paper, signals.missing)
        return Evidence(understood, papers, nearest, retrieval.terms, reason, "silent", confidence=confidence)
    reason = _absence(asked, unknown, best.paper)
    return Evidence(understood, (), nearest, retrieval.terms, reason, "no paper", confidence=confidence)


def read_for(asked: str, retrieval: Retrieval, retriever: Retriever) -> Retrieval:
    """Return the retrieval, its first papers read for the answer; the first alone where the question picks it out.

    The reader knows English only.
    """
    abstract = retrieval.passages[0].paper.abstract
    if language_of(abstract) != ENGLISH or is_in_another_language(asked, abstract):
        return retrieval
    n_papers = 1 if picks_first(retrieval) else N_READ
    asked = asked_in_words_of(abstract, _mended(asked, retriever))
    return replace(retrieval, passages=retriever.read(asked, retrieval.passages, n_papers))


def _mended(asked: str, retriever: Retriever) -> str:
    """Return a question with its misspelt words as papers write them: the reader stumbles over such words."""
    keywords = retriever.indexes.keywords

    def mended(match: re.Match[str]) -> str:
        terms = keywords.query_terms(match[0])
        if len(terms) == 1 and not terms[0].document_frequency and (meant := keywords.respelt(terms[0].text)):
            return retriever.as_written(meant)
        return match[0]

    return LONG_WORD.sub(mended, asked)


def _numbered(passages: list[Passage], retriever: Retriever) -> tuple[EvidencePaper, ...]:
    return tuple(
        EvidencePaper(number, passage, retriever.library.sentences(retriever.collection, passage.paper))
        for number, passage in enumerate(passages, 1)
    )


def _unmentioned(asked: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the missing words that a question turns on: what is counted, the last word of a yes or no.

    >>> _unmentioned("Do soups cause floods?", ("cause", "floods?")), _unmentioned("How do soups float?", ("float?",))
    (('floods',), ())
    """
    last = re.findall(r"[^\W\d_][\w'’-]*", asked)[-1:] if YES_OR_NO.match(asked) else []
    turned_on = {word.lower() for word in (*last, "" if asks_for_sample(asked) else counted_noun(asked))}
    words = dict.fromkeys(re.sub(r"^\W+|\W+$", "", word) for word in missing)
    return tuple(word for word in words if word.lower() in turned_on)


def _silence(paper: Paper, missing: tuple[str, ...]) -> str:
    words = [re.sub(r"^\W+|\W+$", "", word) for word in missing[:MOST_MISSING_WORDS]]
    named = " or ".join(f"“{word}”" for word in dict.fromkeys(words) if word)
    here = f"“{paper.title}” is in this collection, but"
    if named:
        return f"{here} its {paper.text_kind} does not say this: it does not mention {named}."
    return f"{here} no sentence of its {paper.text_kind} was found that surely answers this."


def _absence(asked: str, unknown: tuple[str, ...], nearest: Paper) -> str:
    """Return why no paper is cited. In a language that the papers are not in, any word may be absent; a name tells."""
    if not any(is_coined(name) for name in unknown) and is_in_another_language(asked, nearest.abstract):
        return (
            "This question is in another language than the abstracts of this collection, and too few of its words were"
            " found in them."
        )
    if unknown:
        return f"No paper in this collection mentions {' or '.join(unknown)}."
    return "No paper in this collection comes close enough to this question to be cited."


def unknown_names(text: str, terms: tuple[QueryTerm, ...], keywords: KeywordIndex) -> tuple[str, ...]:
    """Return the words of a question written like names (with capitals or digits) that no paper holds.

    A word that differs from one that is held by a letter or two is taken for a misspelling of it. Words with capitals
    that stand side by side are one name: "Harbour Voice", where papers hold the one word and the other.
    """
    absent = {term.text for term in terms if term.document_frequency == 0}
    names = [name for name in find_names(text) if absent.intersection(keywords.analyzer.analyze(name))]
    unknown = [name for name in names if not keywords.holds_similar(name)]
    return (*unknown, *(name for name in _names_of_words(text) if not _is_held(name, keywords)))


def _names_of_words(text: str) -> list[str]:
    """Return the names of two and more words with a capital each, in a text that writes other words without.

    >>> _names_of_words("How many hours has Harbour Voice?"), _names_of_words("How Do Large Models Read?")
    (['Harbour Voice'], [])
    """
    if len(re.findall(r"\s[a-z]", text)) < len(re.findall(r"\s[^\W\d_a-z]", text)):
        return []
    languages = LanguageNames()
    runs = NAME_OF_WORDS.findall(text)
    return [run for run in runs if not any(languages.language(word) for word in run.split())]


def _is_held(name: str, keywords: KeywordIndex) -> bool:
    """Say whether some paper holds two words of a name side by side. Of a word that none holds that is told already."""
    terms = keywords.query_terms(name)
    if any(term.document_frequency == 0 for term in terms):
        return True
    if not keywords.papers_holding([[[term.text] for term in terms]], 1)[1]:
        return False
    papers = keywords.papers_naming(name, MANY_PAPERS)
    return not papers or any(keywords.phrase_shares(name, papers).values())
