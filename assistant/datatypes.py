"""The values that pass between the steps of an answer: question → evidence → draft → answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from retrieval.datatypes import Paper, PaperFilter, Passage, QueryTerm, Sentence, TextKind

ANSWER_SCHEMA_VERSION = 2
"""Version of the JSON form of an answer, described in docs/answer.md."""

SYNOPSIS_NOTE = "citewell's synopsis, not the authors' words"
"""What stands wherever a synopsis is shown or handed to a model."""

SentenceKind = Literal["quote", "claim", "computed", "framing"]
"""`quote`: a cited sentence's own words. `computed`: its numbers come from a query it carries. `framing`: a heading or
what citewell says of the answer itself. All else is a `claim`."""

Verdict = Literal["quoted", "supported", "consistent", "mismatch", "uncited"]
"""`quoted`: the cited sentence's own words. `supported`: all checks passed and a judge agreed. `consistent`: all checks
passed, the meaning was not judged. `mismatch`: a check failed, the reasons say which. `uncited`: cites nothing."""

WriterName = Literal["extractive", "generative"]

QuestionKind = Literal["lookup", "number", "paper", "list", "count", "compare", "synthesis", "paragraph", "trends"]
"""`number`: a quantity that a paper states. `paper`: about one paper as a whole. `list`, `count`: all papers that …
`compare`: several papers, aspect by aspect. `synthesis`: what the papers together say. `paragraph`: text for a paper of
one's own. `trends`: what many papers deal with and how that changes. Everything else is a `lookup`."""

Layout = Literal["list", "parts", "table", "groups", "paragraph", "report"]

Gap = Literal["no paper", "silent"]
"""Why there is no answer: nothing in the corpus on this, or the paper is here and its abstract does not say."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation. `answer` is empty where only the question is known.

    `papers` are the titles of those that the answer cites, in the order shown, `ignored_filters` the labels of filters
    that were taken off.
    """

    question: str
    answer: str = ""
    papers: tuple[str, ...] = ()
    ignored_filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks: the words, the earlier turns (oldest first), and which papers may be drawn on.

    `ignored_filters` are the labels of filters that the words name and the person has taken off again.
    """

    text: str
    history: tuple[Turn, ...] = ()
    paper_filter: PaperFilter = PaperFilter()
    ignored_filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that a question's words name: `label` as shown ("since 2023"), `words` as asked.

    `note` tells what the filter costs: papers left out because the field is unknown, or a name that nobody bears.
    """

    kind: Literal["year", "venue", "author", "survey"]
    label: str
    words: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question with its kind and the stand-alone query that goes to retrieval.

    `paper_filter` joins the filters that were given with those that the question's words name, which `chips` tell;
    `text` is the stand-alone question without those words.
    """

    question: Question
    kind: QuestionKind
    query: str
    paper_filter: PaperFilter = PaperFilter()
    chips: tuple[FilterChip, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Computation:
    """The query that gave a number: its name and arguments, the number, and the papers that it returned."""

    name: str
    arguments: dict[str, str | int]
    value: int
    paper_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountedNumber:
    """A number in a text, at `start` … `end`, and the query that gave it.

    Those of an OwnStatement count within its text, those of a sentence within the whole draft or answer.
    """

    start: int
    end: int
    computation: Computation


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A sentence that citewell itself states, such as "Considered 111 papers, matched 5.".

    Where it holds several numbers, `numbers` tells where each stands.
    """

    text: str
    kind: Literal["computed", "framing"]
    computation: Computation | None = None
    numbers: tuple[CountedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A sentence to be quoted: the number of an evidence paper and the sentence's position, both from 1."""

    paper: int
    sentence: int


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A part of an answer under its heading. `note` is framing, such as "The abstract does not say.".

    An aside stands below the table of the other parts. `running` are statements and quotations as they follow one
    another in a part of a report.
    """

    heading: str
    items: tuple[OutlineItem, ...] = ()
    note: str | None = None
    is_aside: bool = False
    running: tuple[OwnStatement | OutlineItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """How an answer is laid out, where that is more than paragraphs of quotations.

    `list`: a part per paper with the sentence that qualifies it. `parts`: what one paper says, by role. `table`: a part
    per aspect, a column per evidence paper; a paper without an item there is an empty cell. `groups`: a part per idea.
    `paragraph`: groups that are set as attributed quotations. `report`: running text under headings. `statements` open
    the answer.
    """

    layout: Layout
    parts: tuple[OutlinePart, ...]
    statements: tuple[OwnStatement, ...] = ()


class TrendsReport(Protocol):
    """The report that an answer on trends is taken from."""

    @property
    def query(self) -> str:
        """What to ask for the whole report, the filters of the question's words included."""

    @property
    def by(self) -> Literal["year", "month"]:
        """The length of its periods."""

    @property
    def papers(self) -> Mapping[str, Paper]:
        """The first papers behind each of its numbers, by id."""

    def to_json(self) -> dict[str, Any]:
        """Return it in plain JSON types, so that `citewell check` can count anew."""


@dataclass(frozen=True, slots=True)
class EvidencePaper:
    """A paper of the evidence: its number in the answer (from 1), its passage, and all its sentences in order."""

    number: int
    passage: Passage
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a writer is given: numbered papers whose sentences it may cite; empty where nothing passed the bar.

    `reason` says why it is empty, `gap` of what kind that is. `nearest` are the passages that came closest, whatever
    the bar said of them. `confidence` estimates, 0…1, that the best passage answers the question. `n_tokens` is what
    the rendered evidence takes of the budget, None where no model is asked; `n_tokens_is_estimate` says whether it was
    estimated rather than counted with the model's vocabulary. `unmentioned` are words that the question turns on and
    the first paper does not hold.
    """

    understood: UnderstoodQuestion
    papers: tuple[EvidencePaper, ...]
    nearest: tuple[Passage, ...] = ()
    query_terms: tuple[QueryTerm, ...] = ()
    reason: str | None = None
    gap: Gap | None = None
    outline: Outline | None = None
    confidence: float = 0.0
    n_tokens: int | None = None
    n_tokens_is_estimate: bool = False
    report: TrendsReport | None = None
    unmentioned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft whose place, kind and citations its writer knows: `text` stands at `start` … `end`.

    `places` are the (paper, sentence) pairs it cites.
    """

    start: int
    end: int
    text: str
    kind: SentenceKind
    places: tuple[tuple[int, int], ...] = ()
    computation: Computation | None = None
    numbers: tuple[CountedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Text with markers as far as it is written. A later draft replaces an earlier one.

    `sentences` are there where the writer knows them; where they are None, they are read from the text.
    `usage` counts tokens by name (`input_tokens`, `output_tokens`, …); `broken_off` says why the text ends too early.
    """

    evidence: Evidence
    writer: WriterName
    text: str
    complete: bool
    model: str | None = None
    usage: dict[str, int | bool] = field(default_factory=dict)
    broken_off: str | None = None
    sentences: tuple[DraftSentence, ...] | None = None


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

    `start` and `end` place it, markers included, in the answer's text. `verdict` is None for a computed or framing
    sentence, and for one that is still being written. `reasons` say what fails, `notes` what could not be compared.
    """

    text: str
    citations: tuple[Citation, ...]
    start: int
    end: int
    kind: SentenceKind = "claim"
    verdict: Verdict | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    computation: Computation | None = None
    numbers: tuple[CountedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class UnresolvedMarker:
    """A marker that names no sentence of the evidence, and why."""

    marker: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaperScore:
    """A paper with its number in the answer and its fused score.

    One that is only near has no number; `closest` is the sentence of it that came closest to the question.
    """

    paper: Paper
    score: float
    number: int | None = None
    closest: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as far as it is written (`complete` says whether it is). A later state replaces an earlier one.

    `sentences` holds the text cut into sentences; `evidence` the papers the writer was given, in order; `nearest` the
    papers that came closest where the answer abstains. `gap` says why it does; where it is `silent`, the text is what
    the abstract does say. `bibtex` is there for text that is meant to be pasted. `confidence` is the estimate, 0…1,
    that the best paper answers the question, whether or not it passed the bar. `notices` are for the reader, such as a
    stale index. `report` is what an answer on trends is taken from.
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
    kind: QuestionKind = "lookup"
    gap: Gap | None = None
    layout: Layout | None = None
    chips: tuple[FilterChip, ...] = ()
    bibtex: str | None = None
    confidence: float = 0.0
    model: str | None = None
    usage: dict[str, int | bool] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    broken_off: str | None = None
    notices: tuple[str, ...] = ()
    report: TrendsReport | None = None

    def __add__(self, later: "Answer") -> "Answer":
        """Return the later state: this is how LangChain folds a stream of states into the result of `invoke`."""
        return later

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the citations of all sentences, in order of appearance."""
        return tuple(citation for sentence in self.sentences for citation in sentence.citations)

    @property
    def statements(self) -> tuple[AnswerSentence, ...]:
        """Return the sentences that have a verdict to get: quotes and claims."""
        return tuple(sentence for sentence in self.sentences if sentence.kind in ("quote", "claim"))

    @property
    def turn(self) -> Turn:
        """Return the exchange as later questions may lean on it."""
        titles = dict.fromkeys(citation.title for citation in self.citations)
        return Turn(self.question.text, self.standing_text, tuple(titles), self.question.ignored_filters)

    @property
    def standing_text(self) -> str:
        """Return the text without the sentences whose checks failed."""
        text, end = "", 0
        for sentence in self.sentences:
            if sentence.verdict == "mismatch":
                text, end = text + self.text[end : sentence.start], sentence.end
        return text + self.text[end:]
