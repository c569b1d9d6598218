"""One question about several papers, asked of each alone."""

from collections.abc import Iterator

import pytest
from kinds_library import CODENAMED, HARBOUR, kinds_retriever, understood

from assistant.outlines.named_papers import papers_named
from assistant.outlines.several_papers import gather_several, questions_about_each
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("several"), minilm) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("What is HarbourBERT? What is Marlin-7?", ["What is HarbourBERT?", "What is Marlin-7?"]),
        (
            "How many letters does HarbourBERT read and how many does Marlin-7 read?",
            ["How many letters does HarbourBERT read", "how many does Marlin-7 read?"],
        ),
        (
            "How many ports does HarbourBERT cover and how many does Marlin-7 cover?",
            ["How many ports does HarbourBERT cover", "How many ports does Marlin-7 cover"],
        ),
        (
            "How many letters do HarbourBERT and Marlin-7 read?",
            ["How many letters do HarbourBERT read?", "How many letters do Marlin-7 read?"],
        ),
        (
            "HarbourBERT or Marlin-7: which reads more?",
            ["HarbourBERT: which reads more?", "Marlin-7: which reads more?"],
        ),
        (
            "Of HarbourBERT, QuayNet and Marlin-7, which reads the most letters?",
            ["Of HarbourBERT, which reads the most letters?", "Of Marlin-7, which reads the most letters?"],
        ),
        ("Does HarbourBERT use Marlin-7?", []),
        ("What do HarbourBERT and Marlin-7 have in common?", []),
        ("What is HarbourBERT?", []),
    ],
)
def test_each_paper_is_asked_about_alone(retriever: Retriever, text: str, questions: list[str]) -> None:
    assert [question for _, question in questions_about_each(text, papers_named(text, retriever))] == questions


def test_both_papers_answer_each_for_itself(retriever: Retriever) -> None:
    text = "What is HarbourBERT? What is Marlin-7?"
    evidence = gather_several(understood(text, "lookup"), papers_named(text, retriever), retriever)
    assert evidence is not None and evidence.outline is not None and evidence.gap is None
    assert [part.heading for part in evidence.outline.parts] == [HARBOUR["title"], CODENAMED["title"]]
    assert [{item.paper for item in part.items} for part in evidence.outline.parts] == [{1}, {2}]


def test_where_one_paper_is_silent_the_other_still_answers(retriever: Retriever) -> None:
    text = "How many letters was HarbourBERT trained on, and under which licence is Marlin-7?"
    evidence = gather_several(understood(text, "number"), papers_named(text, retriever), retriever)
    assert evidence is not None and evidence.outline is not None and evidence.gap is None
    answered, silent = evidence.outline.parts
    assert answered.items and not silent.items
    assert silent.note is not None and "“licence”" in silent.note


def test_which_has_the_most_is_how_many_each_has(retriever: Retriever) -> None:
    text = "HarbourBERT, QuayNet or Lantern: which covers the most languages?"
    evidence = gather_several(understood(text, "lookup"), papers_named(text, retriever), retriever)
    assert evidence is not None and evidence.outline is not None and evidence.gap is None
    silent, counted, unknown = evidence.outline.parts
    assert not silent.items and silent.note is not None
    assert [evidence.papers[item.paper - 1].sentences[item.sentence - 1].text for item in counted.items] == [
        "It contains 52,300 sentences in 14 languages annotated by native speakers."
    ]
    assert (unknown.heading, unknown.items) == ("QuayNet", ())
    assert unknown.note is not None and "QuayNet" in unknown.note
