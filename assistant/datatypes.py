"""The values that pass between the steps of an answer: question → evidence → draft → answer."""

from dataclasses import dataclass, field
from typing import Literal

from retrieval.datatypes import Paper, PaperFilter, Passage, QueryTerm, Sentence, TextKind

ANSWER_SCHEMA_VERSION = 1
"""Version of the JSON form of an answer, described in docs/answer.md."""

SYNOPSIS_NOTE = "citewell's synopsis, not the authors' words"
"""What stands wherever a synopsis is shown or handed to a model."""

Verdict = Literal["not checked"]
"""What is known about a sentence's support. Until checks exist: `not checked`."""

WriterName = Literal["extractive", "generative"]

QuestionKind = Literal["lookup", "number", "papers"]
"""`number`: "how many …". `papers`: "which papers …". Everything else is a `lookup`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation. `answer` is empty where only the question is known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks: the words, the earlier turns (oldest first), and which papers may be drawn on."""

    text: str
    history: tuple[Turn, ...] = ()
    paper_filter: PaperFilter = PaperFilter()


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question with its kind and the stand-alone query that goes to retrieval."""

    question: Question
    kind: QuestionKind
    query: str


@dataclass(frozen=True, slots=True)
class EvidencePaper:
    """A paper of the evidence: its number in the answer (from 1), its passage, and all its sentences in order."""

    number: int
    passage: Passage
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a writer is given: numbered papers whose sentences it may cite; empty where nothing passed the bar.

    `reason` says why it is empty. `nearest` are the passages that came closest, whatever the bar said of them.
    `confidence` estimates, 0…1, that the best passage bears on the question. `n_tokens` is what the
    rendered evidence takes of the budget, None where no model is asked; `n_tokens_is_estimate` says whether it was
    estimated rather than counted with the model's vocabulary.
    """

    understood: UnderstoodQuestion
    papers: tuple[EvidencePaper, ...]
    nearest: tuple[Passage, ...] = ()
    query_terms: tuple[QueryTerm, ...] = ()
    reason: str | None = None
    confidence: float = 0.0
    n_tokens: int | None = None
    n_tokens_is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Text with markers as far as it is written. A later draft replaces an earlier one.

    `usage` counts tokens by name (`input_tokens`, `output_tokens`, …); `broken_off` says why the text ends too early.
    """

    evidence: Evidence
    writer: WriterName
    text: str
    complete: bool
    model: str | None = None
    usage: dict[str, int | bool] = field(default_factory=dict)
    broken_off: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A resolved marker: one sentence of one paper. `paper.abstract[start:end] == quote`, in code points.

    `abstract_sha256` names the text that the offsets count into, so that a saved answer can be checked again.
    """

    marker: str
    paper_id: str
    title: str
    text_kind: TextKind
    sentence: int
    start: int
    end: int
    quote: str
    abstract_sha256: str


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer without its markers, its citations, and what is known of its support.

    `start` and `end` place it, markers included, in the answer's text.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnresolvedMarker:
    """A marker that names no sentence of the evidence, and why."""

    marker: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaperScore:
    """A paper with its number in the answer (None for one that is only near) and its fused score."""

    paper: Paper
    score: float
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as far as it is written (`complete` says whether it is). A later state replaces an earlier one.

    `sentences` holds the text cut into sentences; `evidence` the papers the writer was given, in order; `nearest` the
    papers that came closest where the answer abstains. `confidence` is the estimate, 0…1, that the best paper bears on
    the question at all, whether or not it passed the bar. `notices` are for the reader, such as a stale index.
    """

    question: Question
    writer: WriterName
    text: str
    complete: bool
    abstained: bool
    reason: str | None
    sentences: tuple[AnswerSentence, ...]
    unresolved: tuple[UnresolvedMarker, ...]
    evidence: tuple[PaperScore, ...]
    nearest: tuple[PaperScore, ...]
    query: str
    confidence: float = 0.0
    model: str | None = None
    usage: dict[str, int | bool] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    broken_off: str | None = None
    notices: tuple[str, ...] = ()

    def __add__(self, later: "Answer") -> "Answer":
        """Return the later state: this is how LangChain folds a stream of states into the result of `invoke`."""
        return later

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the citations of all sentences, in order of appearance."""
        return tuple(citation for sentence in self.sentences for citation in sentence.citations)
