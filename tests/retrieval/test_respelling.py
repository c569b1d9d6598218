"""Misspelt names are read as the names that papers hold, and the answer says so."""

from collections.abc import Callable

from small_library import Stack

RECORD = {
    "title": "FrogBERT: a language model for pond sounds",
    "abstract": "FrogBERT is trained on 500 hours of pond sounds. It names the species that is calling.",
}
OTHER = {
    "title": "A romantic grammar of marsh birds",
    "abstract": "We describe the songs of marsh birds with a grammar. The grammar has ninety rules.",
}


def test_a_misspelt_name_finds_its_paper_and_is_told(open_stack: Callable[..., Stack]) -> None:
    stack = open_stack()
    stack.ingest_records(RECORD, OTHER)
    retrieval = stack.retriever().search("How was FrogBRET trained?")
    assert retrieval.respelt == (("FrogBRET", "frogbert"),)
    assert retrieval.query == "How was frogbert trained?"
    assert retrieval.passages[0].paper.title == RECORD["title"]


def test_a_name_that_is_held_or_like_no_other_stays_as_it_is(open_stack: Callable[..., Stack]) -> None:
    stack = open_stack()
    stack.ingest_records(RECORD, OTHER)
    for query in ("How was FrogBERT trained?", "What is ToadNet-9?", "Which Romance language?"):
        retrieval = stack.retriever().search(query)
        assert (retrieval.query, retrieval.respelt) == (query, ())


def test_a_letter_beside_a_digit_is_read_as_the_digit_where_papers_hold_it(open_stack: Callable[..., Stack]) -> None:
    stack = open_stack()
    stack.ingest_records({"title": "POND-210: a corpus of ponds", "abstract": "POND-210 has 210 ponds."}, OTHER)
    retriever = stack.retriever()
    assert retriever.search("How large is POND-2l0?").respelt == (("POND-2l0", "POND-210"),)
    assert retriever.search("How large is POND-21O?").respelt == (("POND-21O", "POND-210"),)
    assert retriever.search("How large is POND-3O?").respelt == ()  # no paper holds 30
