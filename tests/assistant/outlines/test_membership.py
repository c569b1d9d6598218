"""Words that only look like the subject of a list, and words that stand for it, in papers that one can check by eye."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from small_library import made_up_papers, opened_stack

from assistant.datatypes import Evidence, Question, QuestionKind, UnderstoodQuestion
from assistant.outlines.listing import gather_members
from assistant.outlines.membership import Cosines
from retrieval.datatypes import PaperFilter
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever

REVIEWS = {
    "title": "Who Reads Pull Requests",
    "abstract": "Teams read code before they merge it. We watch 30 teams review code for a month. Short code is read"
    " twice.",
    "year": 2020,
}
SHARED = {
    "title": "Roots of Spruce Trees",
    "abstract": "Spruces fall in storms. We weigh the roots of 90 spruces. Our code is available at"
    " https://example.org/spruce.",
    "year": 2022,
}
PROMISED = {
    "title": "Moss on Northern Walls",
    "abstract": "Moss likes shade. We photograph 200 walls. The source code and the photographs will be released.",
    "year": 2021,
}
SWITCHING = {
    "title": "Two Languages at One Table",
    "abstract": "Families mix languages at meals. We record code switching at 12 tables. Code-switching is most common"
    " at breakfast.",
    "year": 2023,
}
SPEECH = {
    "title": "Whispering in Libraries",
    "abstract": "Readers whisper. We record whispered speech in six rooms. Automatic speech recognition fails,"
    " and our own ASR, too.",
    "year": 2019,
}
LETTERS = {
    "title": "Answering the Telephone",
    "abstract": "Callers hang up early. Our ASR model runs on a telephone. ASR errors fall by a third.",
    "year": 2024,
}
TAGGING = {
    "title": "Tagging Sailors' Letters",
    "abstract": "Sailors spell freely. We do part-of-speech tagging on 400 letters. Parts of speech are guessed from"
    " endings.",
}
SPLITTING = {
    "title": "Cutting Words into Pieces",
    "abstract": "Long words have parts. We compare three ways of tokenization on ship names. A tokenizer with few"
    " pieces wins.",
}
TOKENS = {
    "title": "Coins of the Harbour Ferries",
    "abstract": "Zanzibar ferries once took brass tokens. We weigh 700 tokens from two ports. Worn ones are lighter.",
}
ADAPTERS = {
    "title": "Plugs for Old Sockets",
    "abstract": "Old houses have round sockets. We print plug adapters of three sizes. The adapters hold for years.",
}
ADAPTING = {
    "title": "City Moths by Night",
    "abstract": "Lamps attract moths. We count moths that adapt to lamps. Adaptation takes forty years.",
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    records = (REVIEWS, SHARED, PROMISED, SWITCHING, SPEECH, LETTERS, TAGGING, SPLITTING, TOKENS, ADAPTERS, ADAPTING)
    with opened_stack(tmp_path_factory.mktemp("lookalikes"), minilm) as stack:
        stack.ingest_records(*records, *made_up_papers(30))
        yield stack.retriever()


def members(text: str, retriever: Retriever, kind: QuestionKind = "list") -> Evidence:
    return gather_members(
        UnderstoodQuestion(Question(text), kind, text, paper_filter=PaperFilter(), text=text), retriever
    )


def told(evidence: Evidence) -> list[str]:
    assert evidence.outline is not None
    return [statement.text for statement in evidence.outline.statements]


@pytest.mark.parametrize(
    ("question", "wanted", "lookalikes"),
    [
        ("Which papers are about code?", [REVIEWS], [SHARED, PROMISED, SWITCHING]),
        ("Which papers are about code switching?", [SWITCHING], [SHARED, PROMISED]),
        ("Which papers deal with speech?", [SPEECH, LETTERS], [TAGGING]),
        ("Which papers are on speech recognition?", [SPEECH, LETTERS], [TAGGING]),
        ("Which papers are on parts of speech?", [TAGGING], []),
        ("Which papers deal with tokenization?", [SPLITTING], [TOKENS]),
        ("Which papers deal with tokens?", [TOKENS], []),
    ],
)
def test_a_word_counts_where_it_means_the_subject(
    retriever: Retriever, question: str, wanted: Sequence[dict[str, Any]], lookalikes: Sequence[dict[str, Any]]
) -> None:
    found = {paper.passage.paper.title for paper in members(question, retriever).papers}
    assert found >= {record["title"] for record in wanted}
    assert found.isdisjoint(record["title"] for record in lookalikes)


def test_a_subject_that_no_paper_names_is_not_found_by_likeness(retriever: Retriever) -> None:
    evidence = members("Which papers study lichen taxonomy?", retriever)
    assert (evidence.papers, evidence.gap) == ((), "no paper")
    assert evidence.reason is not None and evidence.reason.endswith(
        "No paper holds “lichen”. No paper holds “taxonomy”."
    )


def test_two_subjects_of_one_question_have_to_be_in_one_paper(retriever: Retriever) -> None:
    assert members("Which papers deal with Zanzibar and code reviews?", retriever).papers == ()
    evidence = members("Which papers deal with Zanzibar and brass tokens?", retriever)
    assert [paper.passage.paper.title for paper in evidence.papers] == [TOKENS["title"]]


def test_as_many_as_are_asked_for_are_listed_and_all_are_counted(retriever: Retriever) -> None:
    evidence = members("Name one paper on speech recognition.", retriever)
    assert len(evidence.papers) == 1
    assert told(evidence)[0].endswith(" matched 2.") and told(evidence)[-1] == "The likeliest is listed."
    evidence = members("Which five papers are on speech recognition?", retriever)
    assert len(evidence.papers) == 2 and told(evidence)[-1] == "There are no 5."


def test_recent_papers_come_newest_first_and_unknown_years_are_told(retriever: Retriever) -> None:
    evidence = members("Recent papers on speech recognition", retriever)
    assert [paper.passage.paper.year for paper in evidence.papers] == [2024, 2019]
    assert told(evidence)[-1] == "The newest come first."
    evidence = members("Recent papers on Zanzibar", retriever)
    assert told(evidence)[-1] == "Which of them are the newest is not known: no year is known of any."


def test_the_oldest_paper_is_asked_for_like_the_newest(retriever: Retriever) -> None:
    evidence = members("What is the oldest paper on speech recognition?", retriever)
    assert [paper.passage.paper.year for paper in evidence.papers] == [2019]
    assert told(evidence)[-2:] == ["The oldest come first.", "The oldest is listed."]


def test_a_question_for_the_number_of_all_papers_is_answered_by_the_number(retriever: Retriever) -> None:
    evidence = members("How many papers do you have?", retriever, "count")
    assert evidence.outline is not None and evidence.outline.parts == ()
    assert told(evidence) == ["41 papers in the collection.", "Ask for all papers to have them listed."]
    computation = evidence.outline.statements[0].computation
    assert computation is not None and computation.value == len(computation.paper_ids) == 41


def test_what_adapts_has_no_adapters(retriever: Retriever) -> None:
    evidence = members("Which papers use adapters?", retriever)
    assert [paper.passage.paper.title for paper in evidence.papers] == [ADAPTERS["title"]]


def test_a_paper_is_near_in_meaning_only_where_it_stands_out_and_is_alike() -> None:
    assert Cosines(chunk=0.2, sentence=0.3, z=4.5).is_near_in_meaning
    assert not Cosines(chunk=0.2, sentence=0.2, z=4.5).is_near_in_meaning
    assert not Cosines(chunk=0.2, sentence=0.3, z=3.0).is_near_in_meaning
