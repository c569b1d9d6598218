"""What several papers together say."""

from collections.abc import Iterator
from typing import Literal

import pytest
from kinds_library import ANNOTATION, CROWD, DOUBT, HARBOUR, LANTERN, ORCHARD, TRANSFER, kinds_retriever, understood

from assistant.datatypes import Evidence
from assistant.outlines.subject import read_subject
from assistant.outlines.synthesis import DISAGREE, NOT_CONTRARY, gather_synthesis, leaning
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("synthesis"), minilm) as opened:
        yield opened


def gathered(text: str, retriever: Retriever, layout: Literal["groups", "paragraph"] = "groups") -> Evidence:
    return gather_synthesis(understood(text, "synthesis"), retriever.search(text, 10), retriever, layout)


def quoted(evidence: Evidence) -> dict[str, list[str]]:
    """Return the quoted sentences by heading."""
    assert evidence.outline is not None
    texts = {paper.number: [sentence.text for sentence in paper.sentences] for paper in evidence.papers}
    return {
        part.heading: [texts[item.paper][item.sentence - 1] for item in part.items] for part in evidence.outline.parts
    }


def titles(evidence: Evidence) -> set[str]:
    return {paper.passage.paper.title for paper in evidence.papers}


def test_only_papers_on_the_subject_are_drawn_on(retriever: Retriever) -> None:
    evidence = gathered("What helps parsing of river languages?", retriever)
    assert {TRANSFER["title"], DOUBT["title"]} <= titles(evidence)
    assert not {ORCHARD["title"], HARBOUR["title"]} & titles(evidence)


def test_every_paper_is_quoted_once_outside_of_disagreements(retriever: Retriever) -> None:
    evidence = gathered("What helps parsing of river languages?", retriever)
    assert evidence.outline is not None
    numbers = [item.paper for part in evidence.outline.parts if part.heading != DISAGREE for item in part.items]
    assert sorted(numbers) == [paper.number for paper in evidence.papers]


def test_contrary_findings_are_set_side_by_side(retriever: Retriever) -> None:
    parts = quoted(gathered("What helps parsing of river languages?", retriever))
    assert set(parts[DISAGREE]) == {
        "We find that adding related languages improves parsing of small river languages.",
        "We find that adding related languages does not improve parsing of small river languages.",
    }


def test_papers_of_one_idea_stand_together(retriever: Retriever) -> None:
    evidence = gathered("What is known about river languages?", retriever)
    assert evidence.outline is not None
    number = {paper.passage.paper.title: paper.number for paper in evidence.papers}
    annotating = {number[ANNOTATION["title"]], number[CROWD["title"]]}
    assert any(annotating <= {item.paper for item in part.items} for part in evidence.outline.parts)


def test_a_paragraph_has_no_headings_and_no_background(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on parsing river languages", retriever, "paragraph")
    assert evidence.outline is not None and evidence.outline.layout == "paragraph"
    parts = quoted(evidence)
    assert set(parts) == {""}
    assert "Many river languages have no treebank." not in parts[""]


def test_a_synthesis_opens_with_how_many_papers_bear_on_it(retriever: Retriever) -> None:
    evidence = gathered("What is known about treebanks of river languages?", retriever)
    assert evidence.outline is not None
    (lead,) = evidence.outline.statements
    assert lead.kind == "computed" and lead.computation is not None
    assert lead.computation.paper_ids == tuple(paper.passage.paper.paper_id for paper in evidence.papers)
    assert lead.text == f"{len(evidence.papers)} papers of this collection bear on this."


def test_a_paragraph_quotes_as_many_papers_as_are_asked_for(retriever: Retriever) -> None:
    text = "Write a related-work paragraph on parsing river languages"
    assert len(gathered(text, retriever, "paragraph").papers) > 2
    assert len(gathered(f"{text}, max 2 papers", retriever, "paragraph").papers) == 2


def test_asked_for_challenges_abstracts_answer_with_what_is_hard(retriever: Retriever) -> None:
    (texts,) = quoted(gathered("What are the main challenges for river language treebanks?", retriever)).values()
    assert "Annotating treebanks of river languages is costly." in texts
    assert "We propose to choose sentences by the disagreement of two parsers." not in texts


def test_asked_for_what_is_known_an_abstract_answers_with_its_finding(retriever: Retriever) -> None:
    parts = quoted(gathered("What is known about transfer between river languages?", retriever))
    texts = [text for found in parts.values() for text in found]
    assert "We study transfer of parsers between related river languages." not in texts


def test_asked_how_something_is_done_sentences_that_do_it_are_quoted(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": f"{port} Letters Read by Machine",
            "abstract": f"Letters of {port} are old. We present a reader of letters from {port}."
            f" We transcribe letters of {port} by {way}.",
        }
        for port, way in (("Quayside", "beam search"), ("Pierhead", "voting"), ("Dockyard", "two annotators"))
    ]
    with kinds_retriever(tmp_path_factory.mktemp("ways"), minilm, *papers) as opened:
        parts = quoted(gathered("How do people transcribe old letters?", opened))
    texts = [text for found in parts.values() for text in found]
    assert texts and all("transcribe" in text for text in texts)


def test_a_paragraph_is_one_paragraph(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on parsing river languages", retriever, "paragraph")
    assert evidence.outline is not None
    assert (len(evidence.outline.parts), evidence.outline.statements) == (1, ())


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("These results hold for all ports.", True),
        ("Similarly, we find that small ports gain.", True),
        ("We apply our parser to such letters.", True),
        ("(2) Adding ports helps.", True),
        ("In this paper, we present a treebank.", False),
        ("We show that old maps help.", False),
        ("To overcome this issue, we present Lantern.", False),
    ],
)
def test_a_sentence_that_points_back_is_known(text: str, leans: bool) -> None:
    assert (leaning(text) > 0) == leans


def test_nothing_on_the_subject_is_said_to_be_so(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on quantum error correction", retriever, "paragraph")
    assert (evidence.papers, evidence.outline) == ((), None)
    assert evidence.reason


def test_the_same_question_gives_the_same_outline(retriever: Retriever) -> None:
    text = "What is known about treebanks of river languages?"
    assert gathered(text, retriever) == gathered(text, retriever)


def test_a_subject_of_which_no_abstract_holds_the_telling_word_is_not_answered_from_its_neighbours(
    retriever: Retriever,
) -> None:
    evidence = gathered("What is known about poetry in river languages?", retriever)
    assert (evidence.papers, evidence.gap) == ((), "no paper")
    assert evidence.reason == "No paper in this collection mentions “poetry”."


def test_every_quoted_sentence_speaks_of_the_subject_with_its_title(retriever: Retriever) -> None:
    evidence = gathered("Write a related-work paragraph on annotation of treebanks", retriever, "paragraph")
    assert titles(evidence) == {ANNOTATION["title"], CROWD["title"], LANTERN["title"]}


def test_a_misspelt_subject_is_read_as_what_was_meant(retriever: Retriever) -> None:
    found = titles(gathered("What is known about annotation of treebnaks?", retriever))
    assert {ANNOTATION["title"], CROWD["title"]} <= found


def test_a_sentence_that_overcomes_a_limit_is_no_challenge(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": f"Weather Diaries of {port}",
            "abstract": f"Reading weather diaries of {port} {trouble} We present a reader of weather diaries."
            " Our reader overcomes the limitations of weather diaries.",
        }
        for port, trouble in (
            ("Quayside", "remains difficult, which is crucial for historians."),
            ("Pierhead", "is a challenge for machines."),
            ("Dockyard", "suffers from a lack of transcripts."),
        )
    ]
    with kinds_retriever(tmp_path_factory.mktemp("troubles"), minilm, *papers) as opened:
        parts = quoted(gathered("What are open problems of weather diaries?", opened))
    texts = [text for found in parts.values() for text in found]
    assert len(texts) > 1 and all(text.startswith("Reading weather diaries") for text in texts)


def test_asked_whether_papers_agree_what_they_found_is_quoted_and_agreement_left_open(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": f"Tide Tables of {port}",
            "abstract": f"Tide tables of {port} are old. We study tide tables. We find that tide tables {what}.",
        }
        for port, what in (("Quayside", "improve the work of pilots"), ("Pierhead", "are worse than almanacs"))
    ]
    with kinds_retriever(tmp_path_factory.mktemp("agreeing"), minilm, *papers) as opened:
        evidence = gathered("Do the papers agree that tide tables help?", opened)
    assert {text for found in quoted(evidence).values() for text in found} == {
        "We find that tide tables improve the work of pilots.",
        "We find that tide tables are worse than almanacs.",
    }
    assert evidence.outline is not None and NOT_CONTRARY in [said.text for said in evidence.outline.statements]


def test_papers_that_are_found_to_disagree_are_not_said_to_be_without_contradiction(retriever: Retriever) -> None:
    evidence = gathered("Do the papers agree that adding related river languages improves parsing?", retriever)
    assert evidence.outline is not None and DISAGREE in quoted(evidence)
    assert NOT_CONTRARY not in [said.text for said in evidence.outline.statements]


@pytest.mark.parametrize(
    "text", ["Do the papers agree that transfer matters?", "Do the papers really agree on transfer?"]
)
def test_what_is_asked_of_a_subject_is_no_part_of_it(text: str, retriever: Retriever) -> None:
    subject = read_subject(text, retriever.search(text, 10), retriever.indexes.keywords)
    assert [term.text for term in subject.terms] == ["transfer"]


def test_a_word_shared_with_the_head_of_a_part_is_no_shared_topic(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": "Rope Ferries on Narrow Rivers",
            "abstract": "We study rope ferries. Rope ferries cross narrow rivers.",
        },
        {
            "title": "Lowering Lock Barriers",
            "abstract": "Lock barriers stop boats. We show how to lower lock barriers.",
        },
        {"title": "Noise Can Cross Barriers", "abstract": "We study noise. We find that noise crosses barriers."},
    ]
    with kinds_retriever(tmp_path_factory.mktemp("barriers"), minilm, *papers) as opened:
        evidence = gathered("Write a related-work paragraph on rope ferries and lock barriers", opened, "paragraph")
    assert titles(evidence) == {"Rope Ferries on Narrow Rivers", "Lowering Lock Barriers"}


def test_a_paragraph_on_benchmarks_quotes_those_who_make_them(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    makers = [
        {
            "title": f"{name}: Reading Ship Logs",
            "abstract": f"Ship logs are hard to read. We introduce {name}, a benchmark for reading ship logs.",
        }
        for name in ("LogBench", "ShipRead", "DeckTest")
    ]
    reader = {
        "title": "A Reader of Ship Logs",
        "abstract": "We train a reader of ship logs. We evaluate our reader on three benchmarks for reading ship logs.",
    }
    with kinds_retriever(tmp_path_factory.mktemp("benchmarks"), minilm, *makers, reader) as opened:
        text = "Write a related-work paragraph on benchmarks for reading ship logs"
        evidence = gathered(text, opened, "paragraph")
    assert titles(evidence) == {maker["title"] for maker in makers}


def test_a_sentence_that_says_nothing_without_the_one_before_is_not_quoted(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paper = {
        "title": "Leaking Hulls",
        "abstract": "We study leaking hulls of ferries. This is due to leaking hulls that were tarred badly."
        " We find that leaking hulls of ferries are common.",
    }
    with kinds_retriever(tmp_path_factory.mktemp("hulls"), minilm, paper) as opened:
        parts = quoted(gathered("Give me an overview of leaking hulls", opened))
    texts = [text for found in parts.values() for text in found]
    assert texts and not any(text.startswith("This is") for text in texts)


def test_a_finding_that_its_own_abstract_turns_round_is_quoted_with_the_other_one(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paper = {
        "title": "Ballast on Small Ferries",
        "abstract": "We study ballast on small ferries."
        " We find that adding stone ballast improves the balance of ferries."
        " In high waves, results show that adding stone ballast begins to hurt the speed of ferries.",
    }
    with kinds_retriever(tmp_path_factory.mktemp("ballast"), minilm, paper) as opened:
        (texts,) = quoted(gathered("What do the papers say about stone ballast on ferries?", opened)).values()
    assert sorted(texts) == [
        "In high waves, results show that adding stone ballast begins to hurt the speed of ferries.",
        "We find that adding stone ballast improves the balance of ferries.",
    ]


def test_who_paid_and_where_a_trial_is_registered_is_not_quoted(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": f"Tidal Moss at {port}",
            "abstract": f"RESULTS Piers at {port} lost a third of it in {n} years."
            f" FUNDING Tidal Moss Council of {port}. This trial is registered, ISRCTN12345678, as tidal moss.",
        }
        for n, port in enumerate(("Quayside", "Pierhead", "Dockyard"), 2)
    ]
    with kinds_retriever(tmp_path_factory.mktemp("moss"), minilm, *papers) as opened:
        parts = quoted(gathered("What is known about tidal moss?", opened))
    texts = [text for found in parts.values() for text in found]
    assert texts and all(text.startswith("RESULTS") for text in texts)
