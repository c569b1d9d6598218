"""Query → passages: the same for the same corpus, filtered as asked, usable in any LangChain chain."""

from collections.abc import Callable

import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from small_library import COLLECTION, COMPASS, HARBOUR, LANTERN, ORCHARD, PAPERS, Stack, made_up_papers

from retrieval.datatypes import PaperFilter, Passage
from retrieval.indexing import IndexLock
from retrieval.retriever import PassageRetriever, Retriever


@pytest.fixture
def retriever(stack: Stack) -> Retriever:
    stack.ingest_records(LANTERN, HARBOUR, file="one.jsonl")
    stack.ingest_records(ORCHARD, COMPASS, file="two.jsonl")
    return stack.retriever()


def names(passages: list[Passage]) -> list[str]:
    return [passage.paper.title.split(":")[0] for passage in passages]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Which treebank covers river languages?", "Lantern"),
        ("old correspondence of traders", "Harbour"),  # none of these words stands in it
        ("When is an apple ripe?", "Orchard"),
        ("prosody in speech translation", "Compass"),
        ("HARBOUR", "Harbour"),
    ],
)
def test_the_paper_that_is_asked_for_comes_first(retriever: Retriever, query: str, name: str) -> None:
    assert names(retriever.retrieve(query))[0] == name


def test_every_paper_comes_once_with_all_its_sentences_best_first(retriever: Retriever) -> None:
    passages = retriever.retrieve("How many sentences does the treebank hold?")
    assert len({passage.paper.paper_id for passage in passages}) == len(passages) == 4
    assert [passage.score for passage in passages] == sorted((passage.score for passage in passages), reverse=True)
    first = passages[0]
    assert sorted(scored.sentence.position for scored in first.sentences) == [1, 2, 3]
    scores = [scored.score for scored in first.sentences]
    assert scores == sorted(scores, reverse=True)
    assert "52,300" in first.sentences[0].sentence.text
    for scored in first.sentences:
        sentence = scored.sentence
        assert first.paper.abstract[sentence.start : sentence.end] == sentence.text
    assert -1 <= first.cosine <= 1
    assert 0 <= first.term_coverage <= 1


def test_what_was_read_into_a_query_is_told_where_nothing_is_found_too(retriever: Retriever) -> None:
    found = retriever.search("Lanterm treebank", paper_filter=PaperFilter(year_to=1900))
    assert (found.passages, found.respelt) == ((), (("Lanterm", "Lantern"),))


def test_a_reader_whose_keyword_index_is_behind_the_library_answers_from_the_rest(stack: Stack) -> None:
    stack.ingest_records(LANTERN, HARBOUR)
    retriever = stack.retriever()
    assert set(names(retriever.retrieve("harbour treebank"))) == {"Harbour", "Lantern"}
    stack.lock.release()
    owner = IndexLock(stack.home, "another process")
    assert owner.acquire()
    stack.ingest_records({**HARBOUR, "arxiv_id": "2001.00001"})  # by which id the keyword index does not know it
    assert names(retriever.retrieve("harbour treebank")) == ["Lantern"]
    owner.release()


def test_no_more_than_k_passages_are_returned(retriever: Retriever) -> None:
    assert len(retriever.retrieve("languages", k=2)) == 2
    assert retriever.retrieve("languages", k=0) == []


def test_the_share_of_the_query_s_term_weight_that_a_paper_covers_is_absolute(retriever: Retriever) -> None:
    assert retriever.retrieve("treebank", 1)[0].term_coverage == 1
    assert retriever.retrieve("zeppelin quokka", 1)[0].term_coverage == 0
    assert 0 < retriever.retrieve("treebank zeppelin", 1)[0].term_coverage < 1


def test_a_sentence_covers_the_words_that_its_paper_s_abbreviations_stand_for(stack: Stack) -> None:
    ferry = {
        "title": "Crossings",
        "abstract": "Drifting river ice (DRI) is common. In spring DRI halts every boat. Bridges are rare.",
    }
    stack.ingest_records(ferry, LANTERN)
    passage = next(p for p in stack.retriever().retrieve("drifting river ice") if p.paper.title == "Crossings")
    covered = {scored.sentence.position: scored.term_coverage for scored in passage.sentences}
    assert covered == {1: 1, 2: 1, 3: 0}


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_an_empty_query_brings_nothing(retriever: Retriever, query: str) -> None:
    assert retriever.retrieve(query) == []


@pytest.mark.parametrize(
    "query", ["树库有多少种语言？", "भाषाएँ", "؟", "😀", "\x00", "a" * 20_000, 'AND "NOT" (x:y)*', "the of and"]
)
def test_any_text_is_a_query(retriever: Retriever, query: str) -> None:
    assert len(retriever.retrieve(query)) == 4


def test_papers_in_other_scripts_are_found_by_their_words(stack: Stack) -> None:
    stack.ingest_records(*PAPERS, {"title": "河流语言", "abstract": "本文介绍灯笼树库。它包含十四种语言。"})
    assert stack.retriever().retrieve("河流语言", 1)[0].paper.title == "河流语言"


def test_an_empty_collection_brings_nothing(stack: Stack) -> None:
    stack.library.create_collection(COLLECTION, stack.embedder.name)
    assert stack.retriever().retrieve("anything") == []


@pytest.mark.parametrize(
    ("paper_filter", "expected"),
    [
        (PaperFilter(year_from=2020), {"Lantern", "Orchard"}),  # Compass has no year
        (PaperFilter(year_to=2021), {"Lantern", "Harbour"}),
        (PaperFilter(year_from=2019, year_to=2019), {"Harbour"}),
        (PaperFilter(year_from=1990, year_to=1999), set()),
        (PaperFilter(venues=("acl",)), {"Lantern", "Compass"}),
        (PaperFilter(venues=("FINDINGS",)), {"Orchard", "Compass"}),
        (PaperFilter(venues=("acl", "lrec")), {"Lantern", "Compass", "Harbour"}),
        (PaperFilter(venues=("nowhere",)), set()),
        (PaperFilter(sources=("two.jsonl",)), {"Orchard", "Compass"}),
        (PaperFilter(sources=("one.jsonl", "two.jsonl")), {"Lantern", "Harbour", "Orchard", "Compass"}),
        (PaperFilter(sources=("two.jsonl",), venues=("acl",), year_from=2000), set()),
        (PaperFilter(year_from=2021, venues=("acl",), sources=("one.jsonl",)), {"Lantern"}),
    ],
)
def test_filters_hold_by_year_part_of_the_venue_and_source(
    retriever: Retriever, paper_filter: PaperFilter, expected: set[str]
) -> None:
    for query in ("languages of letters and apples", "qwertyuiop", "prosody"):
        assert set(names(retriever.retrieve(query, paper_filter=paper_filter))) == expected


def test_a_filter_reaches_papers_that_many_others_outrank(stack: Stack) -> None:
    papers = [{**paper, "abstract": paper["abstract"] + " Otter, otter, otter."} for paper in made_up_papers(150)]
    papers[77] = {"title": "Unlike", "abstract": "Nothing about animals in it.", "year": 1955}
    stack.ingest_records(*papers)
    found = stack.retriever().retrieve("otter in the marsh", paper_filter=PaperFilter(year_to=1960))
    assert [passage.paper.title for passage in found] == ["Unlike"]


def test_two_homes_filled_in_another_order_give_the_same_passages(open_stack: Callable[..., Stack]) -> None:
    papers = made_up_papers(70)
    one, other = open_stack("one"), open_stack("other")
    one.ingest_records(*papers)
    for start in (40, 0, 20, 60):
        other.ingest_records(*reversed(papers[start : start + 20]))
        other.retriever().retrieve("index what is there")
    other.ingest_records(*papers[30:40])
    first, second = one.retriever(), other.retriever()
    for query in ("otter in the marsh", "How often was the heron seen?", "which study lasted longest", "tundra"):
        assert first.retrieve(query, 30) == second.retrieve(query, 30) == first.retrieve(query, 30)


def test_papers_that_nothing_tells_apart_are_ordered_by_id(stack: Stack) -> None:
    stack.ingest_records(*({"id": f"twin-{name}", "title": f"Twin {name}", "abstract": "The same."} for name in "cab"))
    first = stack.retriever().retrieve("qwertyuiop the same", 3)
    stack.ingest_records({"title": "Another", "abstract": "Of something else."})
    tied = [passage.paper.paper_id for passage in first if passage.score == first[0].score]
    assert tied == sorted(tied)


def test_a_langchain_chain_of_three_lines_can_use_it(retriever: Retriever) -> None:
    prompt = ChatPromptTemplate.from_template("{context}\n\nQ: {question}")
    model = RunnableLambda(lambda value: value.to_string())  # says what it was asked
    chain = {"context": PassageRetriever(retriever=retriever, k=1), "question": RunnablePassthrough()} | prompt | model
    said = (chain | StrOutputParser()).invoke("treebank of river languages")
    assert LANTERN["abstract"] in said
    assert ORCHARD["abstract"] not in said


def test_a_document_of_langchain_s_carries_what_a_citation_needs(retriever: Retriever) -> None:
    documents = PassageRetriever(retriever=retriever, paper_filter=PaperFilter(venues=("acl",))).invoke("treebank")
    first, second = documents
    assert isinstance(first, Document)
    assert (first.id, first.page_content) == ("2101.00001", LANTERN["abstract"])
    assert first.metadata["title"] == LANTERN["title"]
    assert (first.metadata["year"], first.metadata["venue"], first.metadata["source"]) == (
        2021,
        LANTERN["venue"],
        ["one.jsonl"],
    )
    assert first.metadata["text_kind"] == "abstract"
    best = first.metadata["sentences"][0]
    assert "treebank" in first.page_content[best["start"] : best["end"]]
    assert "year" not in second.metadata  # not known, so not there
