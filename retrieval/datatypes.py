"""The values that pass between the steps of retrieval: paper → sentences → chunks → passages."""

from dataclasses import dataclass
from typing import Literal

TextKind = Literal["abstract", "synopsis"]
"""`abstract`: the authors' words. `synopsis`: a description in citewell's own words."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as the library keeps it. What is not known is None or empty, never guessed.

    `abstract` is the cleaned text that offsets count into (code points); `raw_abstract` is what the
    source said. An empty `abstract` marks a record of facts alone, which can only enrich a known paper.
    """

    paper_id: str
    title: str
    abstract: str
    text_kind: TextKind = "abstract"
    raw_title: str = ""
    raw_abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    month: int | None = None
    venue: str | None = None
    url: str | None = None
    arxiv_id: str | None = None
    acl_id: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A paper with the place it was read from. `line` counts from 1."""

    paper: Paper
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """What could not be read: where, what, and what to do about it. `line` counts from 1."""

    path: str
    line: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a cleaned abstract: `abstract[start:end] == text`; `position` counts from 1."""

    position: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one paper that fits the encoder together with the title.

    `abstract[start:end] == text`; `first_sentence` and `last_sentence` are positions, both included. A sentence too
    long for the encoder is spread over several chunks that all name it.
    """

    chunk_id: str
    paper_id: str
    position: int
    start: int
    end: int
    first_sentence: int
    last_sentence: int
    text: str


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """Which papers a question may draw on. Empty means all; bounds are inclusive.

    `venues`: one of them is the paper's venue, or stands in it from the beginning of a word. `authors`: each of them is
    among the paper's authors (a surname, a full name, or initials; accents and case do not matter). `surveys_only`: the
    title or the abstract says that the paper is a survey, review or overview (retrieval/surveys.py). `paper_ids`: where
    given, no others.

    A paper whose year, venue or authors are unknown fails a filter on that field.
    """

    year_from: int | None = None
    year_to: int | None = None
    venues: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    surveys_only: bool = False
    paper_ids: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        return self == PaperFilter()


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A stemmed term of a query with its document frequency (papers that hold it) and its idf weight."""

    text: str
    document_frequency: int
    weight: float


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its fitness as evidence for a query: higher is better, comparable within one query.

    `answers` are the log odds that it answers the question, where the paper was read for it.
    """

    sentence: Sentence
    score: float
    cosine: float
    term_coverage: float
    answers: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved paper: its fused score, the absolute signals behind it, and its sentences, best first.

    `score` ranks papers within one query and means nothing across queries. `cosine` (−1…1) is that of the best chunk,
    `term_coverage` (0…1) the share of the query's term weight that the title and abstract hold.
    """

    paper: Paper
    chunk: Chunk
    score: float
    cosine: float
    bm25: float
    term_coverage: float
    sentences: tuple[ScoredSentence, ...]
