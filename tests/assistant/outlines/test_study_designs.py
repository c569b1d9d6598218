"""Papers asked for by the design of their study."""

from collections.abc import Iterator

import pytest
from kinds_library import kinds_retriever, understood

from assistant.outlines.listing import gather_members
from assistant.outlines.study_designs import StudyDesign, design_asked, shown_design
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.mark.parametrize(
    ("question", "design", "rest"),
    [
        ("Which clinical trials used moss?", "trial", "Which papers used moss?"),
        ("list all randomized trials", "randomized trial", "list all papers"),
        ("How many papers are randomized controlled trials?", "randomized trial", "How many papers?"),
        ("How many trials are there on kelp?", "trial", "How many papers are there on kelp?"),
        ("Is there a trial on kelp?", "trial", "Is there a paper on kelp?"),
        ("Which papers are reviews?", "review", "Which papers?"),
        ("List the case reports", "case report", "List the papers"),
    ],
)
def test_a_design_asks_for_papers_of_it(question: str, design: StudyDesign, rest: str) -> None:
    assert design_asked(question) == (design, rest)


@pytest.mark.parametrize(
    "question",
    [
        "How many trials?",
        "How many trials did the meta-analysis include?",
        "Which trials were included in the meta-analysis?",
        "Which product reviews are used?",
        "Which papers deal with clinical trials?",
        "What did the kelp trial find?",
    ],
)
def test_trials_that_a_paper_speaks_of_are_no_papers(question: str) -> None:
    assert design_asked(question) == (None, question)


@pytest.mark.parametrize(
    ("design", "title", "sentence", "is_shown"),
    [
        ("trial", "Kelp soup for divers", "Forty divers were randomly assigned to soup or tea.", True),
        ("trial", "Kelp soup for divers: a randomized trial", "Divers tire.", True),
        ("trial", "Kelp soup: a meta-analysis of randomized trials", "Divers were randomized in 30 trials.", False),
        ("randomized trial", "Kelp soup for mice", "Ten mice were randomized into two groups.", False),
        ("case report", "A diver who slept", "We report a case of a diver who slept for a week.", True),
        ("case report", "A diver who slept", "In the case of divers, sleep is rare.", False),
        ("cohort study", "Divers and sleep", "DESIGN Prospective cohort study.", True),
        ("review", "Kelp in harbours", "Records of all harbours were reviewed.", False),
        ("review", "Kelp in harbours", "In this review, we summarize what is known of kelp.", True),
        ("review", "Kelp in two harbours: a cross-sectional survey", "We asked forty divers.", False),
    ],
)
def test_a_paper_shows_its_own_design(design: StudyDesign, title: str, sentence: str, is_shown: bool) -> None:
    assert (shown_design(design, title, [sentence]) is not None) is is_shown


TRIAL = {
    "title": "Kelp soup for tired divers",
    "abstract": "Divers tire. Forty divers were randomly assigned to kelp soup or tea. FUNDING Iceland Soup Council.",
}
POOLED = {
    "title": "Kelp soup: a meta-analysis of randomized trials",
    "abstract": "We pooled 30 randomized trials of kelp soup. Soup warms.",
}
ESSAY = {"title": "Kelp soup in old books", "abstract": "We read forty cookery books. Kelp soup is in two of them."}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("designs"), minilm, TRIAL, POOLED, ESSAY) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Which trials are on kelp soup?", TRIAL["title"]),
        ("List all randomized trials", TRIAL["title"]),
        ("Which papers are meta-analyses?", POOLED["title"]),
        ("Which papers were funded by the Iceland Soup Council?", TRIAL["title"]),
    ],
)
def test_papers_of_a_design_are_listed_alone(retriever: Retriever, question: str, title: str) -> None:
    evidence = gather_members(understood(question, "list"), retriever)
    assert [paper.passage.paper.title for paper in evidence.papers] == [title]


def test_who_paid_for_a_study_is_not_where_it_was_done(retriever: Retriever) -> None:
    assert gather_members(understood("Which papers were done in Iceland?", "list"), retriever).papers == ()
