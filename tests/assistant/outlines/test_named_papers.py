"""Which papers a text names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kinds_library import CODENAMED, HARBOUR, LANTERN, TRANSFER, TWIN, kinds_retriever

from assistant.outlines.blended_names import is_blend, read_as
from assistant.outlines.mentions import How
from assistant.outlines.name_mentions import introduction_of, title_head
from assistant.outlines.named_papers import papers_named
from retrieval.embedding import LocalEmbedder
from retrieval.retriever import Retriever


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    with kinds_retriever(tmp_path_factory.mktemp("named"), minilm) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "title", "how", "named_as"),
    [
        ("What is HarbourBERT?", HARBOUR, "name", "HarbourBERT"),
        ("what is harbourbert about", HARBOUR, "name", "harbourbert"),
        ("What does Harbour-BERT read?", HARBOUR, "name", "Harbour-BERT"),
        ("Tell me about HarborBERT", HARBOUR, "name", "HarborBERT"),
        ("What is Marlin-7?", CODENAMED, "name", "Marlin-7"),
        ("HarbourBERT是什么？", HARBOUR, "name", "HarbourBERT"),
        ("Tell me about Lantrn", LANTERN, "name", "Lantrn"),
        (
            "Summarise Transfer Between Related River Languages for Dependency Parsing, please",
            TRANSFER,
            "title",
            "Transfer Between Related River Languages for Dependency Parsing",
        ),
        (
            "summarise transfer betwen related river langauges for dependency parsing",
            TRANSFER,
            "misspelt title",
            "transfer betwen related river langauges for dependency parsing",
        ),
        (
            "What does “Reading Merchants' Letters” find?",
            HARBOUR,
            "part of the title",
            "Reading Merchants' Letters",
        ),
        ("What does the flood forecasting paper say?", CODENAMED, "part of the title", "flood forecasting"),
        ("What is the aim of the flood forecasting paper?", CODENAMED, "part of the title", "flood forecasting"),
        ("What did the trial on forecasting floods find?", CODENAMED, "part of the title", "forecasting floods"),
        ("What does https://arxiv.org/abs/2101.00001v2 report?", LANTERN, "id", "https://arxiv.org/abs/2101.00001v2"),
        ("And 2021.acl-long.901?", LANTERN, "id", "2021.acl-long.901"),
    ],
)
def test_a_paper_is_found_by_what_a_person_calls_it(
    retriever: Retriever, text: str, title: dict[str, str], how: How, named_as: str
) -> None:
    (named,) = papers_named(text, retriever)
    assert (named.paper.title, named.how, text[named.start : named.end]) == (title["title"], how, named_as)


WHITHER = {"title": "Who's the Ferryman? Reading Signs of River Crossings", "abstract": "We read signs at crossings."}
KNOTS = {
    "title": "Ropes, Knots, Hidden Currents: A Long Study of What Keeps Small Fishing Boats in Their Places Overnight",
    "abstract": "We tie boats with seven knots and measure how far they drift.",
}
SIZED = {"title": "Gannet-7B: A Model of Sea Shanties", "abstract": "We present Gannet-7B. It sings shanties."}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("What is “Who's the Ferryman?” about?", WHITHER["title"]),
        ("Summarise Who's the Ferryman?", WHITHER["title"]),
        ("What is Gannet?", SIZED["title"]),
        ("What are Gannet-7B's songs?", SIZED["title"]),
        ("Who are gannet’s authors?", SIZED["title"]),
        ("ropes knots hidden currents paper: which knots hold?", KNOTS["title"]),
        ("Summarise “Rops, knots, hiden curents”", KNOTS["title"]),
    ],
)
def test_the_head_of_a_title_or_of_a_sized_name_names_the_paper(
    tmp_path: Path, minilm: LocalEmbedder, text: str, title: str
) -> None:
    with kinds_retriever(tmp_path, minilm, WHITHER, SIZED, KNOTS) as retriever:
        assert [named.paper.title for named in papers_named(text, retriever)] == [title]


@pytest.mark.parametrize(
    "text",
    [
        "Which papers parse river languages?",
        "What helps parsing of small languages?",
        "How large is the orchard behind the house?",
        "What does Contourlet do?",  # only compared with, introduced by none
        "Do related languages help?",
        "What about 2501.99999?",
        "",
    ],
)
def test_ordinary_words_and_names_in_passing_name_no_paper(retriever: Retriever, text: str) -> None:
    assert papers_named(text, retriever) == ()


def test_several_papers_come_in_the_order_of_the_text(retriever: Retriever) -> None:
    named = papers_named("Compare HarbourBERT with Lantern", retriever)
    assert [item.paper.title for item in named] == [HARBOUR["title"], LANTERN["title"]]


def test_two_papers_of_one_name_both_come(minilm: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory) -> None:
    with kinds_retriever(tmp_path_factory.mktemp("twins"), minilm, TWIN) as retriever:
        named = papers_named("What is Lantern?", retriever)
    assert {item.paper.title for item in named} == {LANTERN["title"], TWIN["title"]}
    assert {(item.start, item.end) for item in named} == {(8, 15)}


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Lantern: A Treebank", "Lantern"),
        ("The Harbour corpus of letters", "Harbour"),
        ("A Technical Report for Quay-2: Bigger Boats", "Quay-2"),
        ("On the nature of rivers: a study", None),
        ("Rivers and lakes", None),
    ],
)
def test_the_head_of_a_title_is_the_name_it_opens_with(title: str, head: str | None) -> None:
    assert title_head(title) == head


@pytest.mark.parametrize(
    ("sentence", "introduces"),
    [
        ("We present Quay, a corpus.", True),
        ("This paper introduces a small corpus called Quay.", True),
        ("In this work, we propose Quiet Universal Anchors (Quay), which hold.", True),
        ("We release variants called Pier and Quay.", True),
        ("We introduce the Quay dataset.", True),
        ("We pretrain a letter reader as a hierarchical model (Quay) in two steps.", True),
        ("We train models of ports (Quay) anew.", False),
        ("We introduce PierParse and DockParse (collectively Quay), which read letters.", True),
        ("We propose a parser of letters (hereafter called “Quay”).", True),
        ("This paper presents a corpus of nine ports, dubbed Quay.", True),
        ("We compare our parser with Quay.", False),
        ("We present a parser (trained as in Quay) of letters.", False),
        ("We present Simulated Quay, a copy.", False),
        ("We present Quay parsers for nine ports.", False),
        ("Quay is used in all experiments.", False),
    ],
)
def test_an_introduction_is_told_from_a_use(sentence: str, introduces: bool) -> None:
    assert bool(introduction_of("Quay").search(sentence)) == introduces


def test_a_name_that_no_abstract_says_is_read_as_the_one_title_it_blends() -> None:
    assert is_blend("contriever", "Dense Retrieval with Contrastive Learning")
    assert is_blend("lanterbank", "Lanterns over a Treebank of Rivers")
    assert not is_blend("contriever", "Contrastive Parsing of Contracts")
    assert not is_blend("contrastive", "Contrastive Learning for Retrieval")


def test_a_blend_is_told_as_the_guess_it_is(retriever: Retriever) -> None:
    text = "What is Transguages?"  # TRANSFER: "Transfer Between Related River Languages for Dependency Parsing"
    (named,) = papers_named(text, retriever)
    assert (named.paper.title, named.how) == (TRANSFER["title"], "blend")
    assert read_as([named], text) == [
        f"No abstract says “Transguages”; it is taken for the paper “{TRANSFER['title']}”, whose title words it blends."
    ]
