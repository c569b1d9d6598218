"""What is asked of one paper: who wrote it, when, where; what limits it."""

from collections.abc import Iterator

import pytest
from kinds_library import CROWD, HARBOUR, LANTERN, kinds_retriever, understood

from assistant.datatypes import Evidence
from assistant.outlines.named_papers import papers_named
from assistant.outlines.one_aspect import asks_for_bibtex, gather_one_aspect
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever

KELP = {
    "title": "KelpNet: Counting Seaweed from Boats",
    "abstract": "Divers cannot count seaweed in winter. We present KelpNet, which counts seaweed from boats. KelpNet"
    " fails in muddy water.",
}
MOSS = {
    "title": "A harbour study of tidal moss.",
    "abstract": "Moss grows on piers. The MOSTIDE trial compared moss on forty piers. Salt slows it.",
    "authors": ["Ana Quay"],
    "year": 2020,
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("aspect"), minilm, KELP, MOSS) as opened:
        yield opened


def evidence_of(retriever: Retriever, text: str) -> Evidence | None:
    return gather_one_aspect(understood(text, "lookup"), papers_named(text, retriever), retriever)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Who are the authors of HarbourBERT?", "Ana Quay and Dov Sand as its authors"),
        ("Who wrote HarbourBERT?", "Ana Quay and Dov Sand as its authors"),
        ("Who made HarbourBERT?", "Ana Quay and Dov Sand as its authors"),
        ("HarbourBERT authors", "Ana Quay and Dov Sand as its authors"),
        ("Who are HarbourBERT's authors?", "Ana Quay and Dov Sand as its authors"),
        ("Wer hat das Paper zu HarbourBERT geschrieben?", "Ana Quay and Dov Sand as its authors"),
        ("Qui a écrit le papier sur HarbourBERT ?", "Ana Quay and Dov Sand as its authors"),
        ("¿Quiénes son los autores de HarbourBERT?", "Ana Quay and Dov Sand as its authors"),
        ("In what year did HarbourBERT appear?", "2019 as its year"),
        ("When was the HarbourBERT paper published?", "2019 as its year"),
        ("Where was HarbourBERT published?", "Journal of Harbour Studies, Volume 7 as its venue"),
    ],
)
def test_a_record_answers_who_when_and_where(retriever: Retriever, text: str, told: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence is not None and evidence.outline is not None and evidence.gap is None
    assert [item.text for item in evidence.outline.statements] == [f"The record of “{HARBOUR['title']}” names {told}."]


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote “A harbour study of tidal moss.”?",
        'Who wrote "A harbour study of tidal moss"?',
        "Who wrote A harbour study of tidal moss.?",
        "Who are the authors of the study on tidal moss?",
        "Who is the first author of the tidal moss paper?",
        "who wrote the MOSTIDE trial?",
        "who wrote harbour study of tidal moss?",
    ],
)
def test_a_paper_is_asked_for_its_record_however_it_is_named(retriever: Retriever, text: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence is not None and evidence.outline is not None
    assert [item.text for item in evidence.outline.statements] == [
        "The record of “A harbour study of tidal moss.” names Ana Quay as its authors."
    ]


@pytest.mark.parametrize(
    "text",
    ["When was the tidal moss study published? And where?", "When and where was the tidal moss study published?"],
)
def test_two_fields_of_a_record_are_asked_for_at_once(retriever: Retriever, text: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence is not None and evidence.outline is not None
    assert [item.text for item in evidence.outline.statements] == [
        "The record of “A harbour study of tidal moss.” names 2020 as its year.",
        "“A harbour study of tidal moss.” is in this collection, but its record does not name its venue.",
    ]


def test_a_described_paper_that_is_not_found_is_not_answered_with_sentences_of_another(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "Who wrote the study on moss in deserts?")
    assert evidence is not None
    assert (evidence.gap, evidence.papers) == ("no paper", ())
    assert (
        evidence.reason == "No paper was found that “the study on moss in deserts” names for certain: ask by its title."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Can you give me the BibTeX for HarbourBERT?",
        "bibtex entry of the HarbourBERT paper",
        "HarbourBERT bibtex",
        "Cite HarbourBERT",
        "How do I cite HarbourBERT?",
    ],
)
def test_the_record_of_a_paper_to_be_cited_is_announced(retriever: Retriever, text: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence is not None and evidence.outline is not None and asks_for_bibtex(evidence)
    assert [item.text for item in evidence.outline.statements] == [f"“{HARBOUR['title']}” as BibTeX, from its record."]


def test_what_a_record_does_not_name_stays_unknown(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, f"Who wrote {CROWD['title']}?")
    assert evidence is not None
    assert (evidence.gap, evidence.papers) == ("silent", ())
    assert evidence.reason == f"“{CROWD['title']}” is in this collection, but its record does not name its authors."


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote the letters of HarbourBERT?",
        "When was the first letter of HarbourBERT written?",
        "What is KelpNet?",
        "Does KelpNet cite HarbourBERT?",
    ],
)
def test_other_questions_are_not_about_the_record(retriever: Retriever, text: str) -> None:
    assert evidence_of(retriever, text) is None


def test_limits_are_told_by_a_sentence_that_states_one(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "What are the limitations of KelpNet?")
    assert evidence is not None and evidence.outline is not None
    assert [[item.sentence for item in part.items] for part in evidence.outline.parts] == [[3]]


@pytest.mark.parametrize("text", ["weaknesses of HarbourBERT", "Does HarbourBERT have any drawbacks?"])
def test_a_paper_that_states_no_limit_is_silent_on_it(retriever: Retriever, text: str) -> None:
    evidence = evidence_of(retriever, text)
    assert evidence is not None and evidence.gap == "silent"
    assert evidence.reason is not None and evidence.reason.endswith("its abstract states no limitation of its own.")


def test_limits_are_asked_of_a_paper_that_is_described(retriever: Retriever) -> None:
    evidence = evidence_of(retriever, "What are the limitations of the tidal moss study?")
    assert evidence is not None and evidence.gap == "silent"


def test_limits_of_something_else_are_an_ordinary_question(retriever: Retriever) -> None:
    assert evidence_of(retriever, f"Which limitations of parsers does {LANTERN['title']} show?") is None
