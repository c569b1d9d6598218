"""Small evidence whose every sentence and number can be checked by eye."""

from collections.abc import Sequence

from assistant.datatypes import Evidence, EvidencePaper, Question, QuestionKind, Turn, UnderstoodQuestion
from retrieval.datatypes import Chunk, Paper, Passage, ScoredSentence, Sentence, TextKind


def evidence_paper(
    number: int, title: str, sentences: Sequence[str], year: int | None = None, text_kind: TextKind = "abstract"
) -> EvidencePaper:
    """Return a paper of the evidence whose abstract is its sentences with a space between them."""
    abstract = " ".join(sentences)
    placed: list[Sentence] = []
    for position, text in enumerate(sentences, 1):
        start = placed[-1].end + 1 if placed else 0
        placed.append(Sentence(position, start, start + len(text), text))
    paper = Paper(f"paper-{number}", title, abstract, text_kind, year=year)
    chunk = Chunk(f"chunk-{number}", paper.paper_id, 1, 0, len(abstract), 1, len(placed), abstract)
    scored = tuple(ScoredSentence(sentence, 1 / sentence.position, 0.5, 0.5) for sentence in placed)
    return EvidencePaper(number, Passage(paper, chunk, 1 / number, 0.5, 5.0, 0.5, scored), tuple(placed))


def evidence_for(
    text: str, papers: Sequence[EvidencePaper], history: Sequence[Turn] = (), kind: QuestionKind = "lookup"
) -> Evidence:
    """Return evidence for a question."""
    return Evidence(UnderstoodQuestion(Question(text, tuple(history)), kind, text), tuple(papers))


LANTERN = evidence_paper(
    1,
    "Lantern: A Treebank of River Languages",
    [
        "We present Lantern, a treebank of 14 river languages.",
        "It holds 52,300 sentences, p < 0.05.",
        "Parsers trained on it gain 3.1 points.",
    ],
    year=2031,
)
HARBOUR = evidence_paper(
    2,
    "Harbour",
    ["Harbour is a corpus of letters.", "It covers nine ports."],
    text_kind="synopsis",
)
