"""Small evidence that one can check by eye, for the tests of writers and their prompts."""

from assistant.datatypes import Evidence, EvidencePaper, Question, Turn, UnderstoodQuestion
from retrieval.datatypes import Chunk, Paper, Passage, Sentence


def make_paper(number: int) -> EvidencePaper:
    first, second = f"Tern {number} has 12 tasks.", "It runs on one laptop."
    abstract = f"{first} {second}"
    sentences = (
        Sentence(1, 0, len(first), first),
        Sentence(2, len(first) + 1, len(abstract), second),
    )
    paper = Paper(f"tern-{number}", f"Tern paper {number}", abstract, year=2024)
    chunk = Chunk(f"tern-{number}:1", paper.paper_id, 1, 0, len(abstract), 1, 2, abstract)
    passage = Passage(paper, chunk, score=1 / number, cosine=0.7, bm25=5.0, term_coverage=0.9, sentences=())
    return EvidencePaper(number, passage, sentences)


def make_evidence(n_papers: int = 2, n_turns: int = 0, question: str = "How many tasks has Tern?") -> Evidence:
    """Return evidence of papers 1…n_papers for a question with n_turns earlier turns."""
    history = tuple(Turn(f"What about topic {number}?", "It is so.") for number in range(1, n_turns + 1))
    understood = UnderstoodQuestion(Question(question, history), "number", question)
    return Evidence(understood, tuple(make_paper(number) for number in range(1, n_papers + 1)))
