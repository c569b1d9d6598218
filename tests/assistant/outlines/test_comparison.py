"""Papers side by side."""

from collections.abc import Iterator

import pytest
from kinds_library import HARBOUR, LANTERN, kinds_retriever, understood

from assistant.datatypes import Evidence
from assistant.outlines.comparison import ON_THE_OTHER, Comparison, compared_group, gather_comparison, read_comparison
from assistant.outlines.named_papers import papers_named
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("compared"), minilm) as opened:
        yield opened


def gathered(text: str, retriever: Retriever) -> Evidence:
    return gather_comparison(understood(text, "compare"), papers_named(text, retriever), retriever)


def cells(evidence: Evidence) -> dict[str, dict[int, int]]:
    """Return per row the sentence of each paper that has one."""
    assert evidence.outline is not None
    return {part.heading: {item.paper: item.sentence for item in part.items} for part in evidence.outline.parts}


def test_a_cell_is_empty_where_the_abstract_is_silent(retriever: Retriever) -> None:
    evidence = gathered("Compare Lantern with HarbourBERT", retriever)
    assert evidence.outline is not None and evidence.outline.layout == "table"
    assert [paper.passage.paper.title for paper in evidence.papers] == [LANTERN["title"], HARBOUR["title"]]
    rows = cells(evidence)
    assert rows["Problem"] == {1: 1, 2: 1}
    assert rows["Code and data"] == {1: 6}
    assert rows["Results"][1] == 5


def test_a_named_aspect_is_the_only_row(retriever: Retriever) -> None:
    rows = cells(gathered("Compare Lantern and HarbourBERT in the number of languages", retriever))
    assert rows == {"The number of languages": {1: 3}}


def test_what_no_abstract_says_is_said_to_be_missing(retriever: Retriever) -> None:
    evidence = gathered("Compare Lantern and HarbourBERT by speed", retriever)
    assert evidence.outline is not None
    (part,) = evidence.outline.parts
    assert (part.items, part.note) == ((), "The abstracts are silent on speed.")


def test_what_has_no_paper_of_its_own_is_quoted_from_others(retriever: Retriever) -> None:
    evidence = gathered("Compare Lantern with Contourlet", retriever)
    assert evidence.outline is not None
    (statement,) = evidence.outline.statements
    assert statement.text == (
        "No paper was found that is titled “Contourlet” or introduces it; where abstracts mention it, they are quoted."
    )
    assert [paper.passage.paper.title for paper in evidence.papers] == [LANTERN["title"], HARBOUR["title"]]
    assert cells(evidence)["“Contourlet”, as other abstracts mention it"] == {2: 4}


def test_what_nobody_mentions_is_not_pretended(retriever: Retriever) -> None:
    evidence = gathered("Compare Lantern with Zephyrus", retriever)
    assert evidence.outline is not None
    (statement,) = evidence.outline.statements
    assert statement.text == (
        "No paper was found that is titled “Zephyrus” or introduces it, and none that mentions it."
    )
    assert len(evidence.papers) == 1


def test_with_nothing_to_compare_there_is_no_evidence(retriever: Retriever) -> None:
    evidence = gathered("Compare Zephyrus with Boreas", retriever)
    assert (evidence.papers, evidence.gap) == ((), "no paper")
    assert evidence.reason is not None and "Zephyrus" in evidence.reason


@pytest.mark.parametrize(
    ("text", "things", "aspect"),
    [
        ("Compare Quay with Pier", ("Quay", "Pier"), None),
        ("Compare Quay, Pier and Most in languages covered", ("Quay", "Pier", "Most"), "languages covered"),
        ("How does Quay differ from Pier?", ("Quay", "Pier"), None),
        ("What is the difference between Quay and Pier?", ("Quay", "Pier"), None),
        ("Quay vs. Pier: number of hours", ("Quay", "Pier"), "number of hours"),
        ("Is Quay better than Pier?", ("Quay", "Pier"), None),
        ("Which harbour is larger, Quay or Pier?", ("Quay", "Pier"), None),
        ("How does it differ from Pier?", ("Pier",), None),
        ("Compare Quay with itself", ("Quay",), None),
        ("Compare this with the other one", (), None),
        ("Compare adapters with full fine-tuning", ("adapters", "full fine-tuning"), None),
    ],
)
def test_things_and_aspect_are_read_from_the_question(text: str, things: tuple[str, ...], aspect: str | None) -> None:
    assert read_comparison(text) == Comparison(things, aspect)


def test_an_aspect_may_come_first(retriever: Retriever) -> None:
    text = "Compare the training data of Lantern and HarbourBERT"
    assert read_comparison(text, papers_named(text, retriever)) == Comparison(
        ("Lantern", "HarbourBERT"), "training data"
    )


def test_a_sentence_that_stands_in_a_cell_is_not_quoted_again_as_a_mention(retriever: Retriever) -> None:
    evidence = gathered("Compare HarbourBERT with Contourlet", retriever)
    assert evidence.outline is not None
    items = [item for part in evidence.outline.parts for item in part.items]
    assert len(items) == len(set(items))


def test_what_only_a_cell_quotes_is_not_promised_apart(retriever: Retriever) -> None:
    evidence = gathered("Compare HarbourBERT with Contourlet", retriever)
    assert evidence.outline is not None
    assert [statement.text for statement in evidence.outline.statements] == [
        "No paper was found that is titled “Contourlet” or introduces it; the sentence that mentions it stands in"
        " the table."
    ]
    assert not any(part.is_aside for part in evidence.outline.parts)


def test_two_models_of_one_paper_share_its_column(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ferries = {
        "title": "Ferries from Instructions",
        "abstract": "Ferries are slow. We tune two hulls to give variants called FERRYZ and fO2. Both cross faster.",
        "year": 2022,
    }
    with kinds_retriever(tmp_path_factory.mktemp("ferries"), minilm, ferries) as opened:
        evidence = gathered("Compare fO2 and FERRYZ", opened)
    assert evidence.outline is not None
    assert [paper.passage.paper.title for paper in evidence.papers] == [ferries["title"]]
    assert [statement.text for statement in evidence.outline.statements] == [
        "“fO2” has no column of its own: “Ferries from Instructions” introduces it."
    ]
    assert not any(part.is_aside for part in evidence.outline.parts)


BREAKWATER = {
    "title": "Breakwater: A Fast Parser of River Languages",
    "abstract": "Parsers of river languages are slow. We present Breakwater, a parser with one pass. On torn pages,"
    " Breakwater makes fewer errors than HarbourBERT. Our experiments show that it needs a third of the time.",
    "year": 2024,
}


def test_abstracts_that_do_not_name_each_other_are_said_not_to(retriever: Retriever) -> None:
    evidence = gathered("Compare Lantern with HarbourBERT", retriever)
    assert evidence.outline is not None
    (statement,) = evidence.outline.statements
    assert (statement.kind, statement.text) == ("framing", "Neither abstract names the other paper’s work.")


def test_what_one_abstract_says_of_the_other_paper_comes_first_and_once(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with kinds_retriever(tmp_path_factory.mktemp("breakwater"), minilm, BREAKWATER) as opened:
        evidence = gathered("Is Breakwater better than HarbourBERT?", opened)
    assert evidence.outline is not None and evidence.outline.statements == ()
    first, *others = evidence.outline.parts
    assert (first.heading, [(item.paper, item.sentence) for item in first.items]) == (ON_THE_OTHER, [(1, 3)])
    assert not any(item in first.items for part in others for item in part.items)


def test_papers_without_a_name_are_not_said_to_be_silent_on_each_other(retriever: Retriever) -> None:
    text = "Compare “Forecasting Floods with Graph Networks” with Lantern"
    evidence = gathered(text, retriever)
    assert len(evidence.papers) == 2
    assert evidence.outline is not None and evidence.outline.statements == ()


def test_papers_that_share_a_topic_are_compared_without_their_names(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    surveys = [
        {
            "title": f"{title}: A Survey",
            "abstract": f"This survey reviews dependency parsing of river languages {how}. We find open questions.",
        }
        for title, how in (("Parsing River Languages", "by method"), ("Dependency Parsers on Rivers", "by corpus"))
    ]
    question = understood("compare the two surveys on dependency parsing of river languages", "compare")
    three = understood("compare the three surveys on dependency parsing of river languages", "compare")
    with kinds_retriever(tmp_path_factory.mktemp("surveys"), minilm, *surveys) as opened:
        named = compared_group(question, opened)
        assert {item.paper.title for item in named} == {survey["title"] for survey in surveys}
        evidence = gather_comparison(question, named, opened)
        assert compared_group(three, opened) == ()
    assert evidence.outline is not None and evidence.outline.layout == "table"
    assert len(evidence.papers) == 2 and not any(part.is_aside for part in evidence.outline.parts)


def test_papers_of_one_design_and_topic_are_compared_without_their_names(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    trials = [
        {"title": f"Kelp soup for tired {who}: a randomized trial", "abstract": f"We gave kelp soup to tired {who}."}
        for who in ("divers", "sailors")
    ]
    essay = {"title": "Kelp soup", "abstract": "Kelp soup is an old dish. We collect recipes of kelp soup."}
    question = understood("Compare the two kelp soup trials", "compare")
    with kinds_retriever(tmp_path_factory.mktemp("trials"), minilm, *trials, essay) as opened:
        named = compared_group(question, opened)
        assert {item.paper.title for item in named} == {trial["title"] for trial in trials}
        assert compared_group(understood("Compare the two trials", "compare"), opened) == ()


def test_of_sentences_on_an_aspect_the_one_with_all_its_words_is_quoted(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = [
        {
            "title": f"{name}: Reading Ship Logs",
            "abstract": f"We present {name}, a reader of logs. {name} is trained on a corpus of {ports} logs."
            f" The data of two tests show that {name} reads transcribed data well.",
        }
        for name, ports in (("Bosun", "Baltic"), ("Purser", "Channel"))
    ]
    with kinds_retriever(tmp_path_factory.mktemp("logs"), minilm, *papers) as opened:
        rows = cells(gathered("Compare Bosun and Purser in training data", opened))
    assert rows == {"Training data": {1: 2, 2: 2}}


@pytest.mark.parametrize("aspect", ["on training approach", "in how they are trained", ": how are they trained?"])
def test_asked_how_they_are_trained_neither_introductions_nor_the_work_of_others_are_quoted(
    minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory, aspect: str
) -> None:
    papers = [
        {
            "title": "Bosun: Reading Ship Logs",
            "abstract": "Most readers are trained on printed books. We present Bosun, the latest reader of logs."
            " We further pre-train Bosun with masked lines. Bosun reads torn pages.",
        },
        {
            "title": "Purser: Reading Ship Bills",
            "abstract": "Most readers are trained on letters. We present Purser, a reader of bills."
            " Purser reads stained pages.",
        },
    ]
    with kinds_retriever(tmp_path_factory.mktemp("trained"), minilm, *papers) as opened:
        (cell,) = cells(gathered(f"Compare Bosun and Purser {aspect}", opened)).values()
    assert cell == {1: 3}
