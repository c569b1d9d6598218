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
    assert retrieval.respelt == (("FrogBRET", "FrogBERT"),)
    assert retrieval.query == "How was FrogBERT trained?"
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


def test_a_name_without_its_hyphen_or_with_one_more_is_read_as_the_name(open_stack: Callable[..., Stack]) -> None:
    stack = open_stack()
    pond = {"title": "POND-210: a corpus of ponds", "abstract": "POND-210 has 210 ponds."}
    wren = {"title": "Wren songs in ninety parts", "abstract": "Of 9 marshes. TUGR-base hears them."}
    stack.ingest_records(pond, RECORD, OTHER, wren)
    retriever = stack.retriever()
    for query in ("How large is pond210?", "How large is POND210?"):
        found = retriever.search(query)
        assert [meant for _, meant in found.respelt] == ["POND-210"]
        assert found.passages[0].paper.title == pond["title"]
    assert retriever.search("What is Frog-BERT?").respelt == (("Frog-BERT", "FrogBERT"),)
    assert retriever.search("What is TUG-R?").respelt == (("TUG-R", "TUGR"),)  # which a longer one begins with
    assert retriever.search("What is wren9?").respelt == ()  # no paper writes the one beside the other


def test_a_short_name_with_a_wrong_letter_is_read_as_the_one_that_a_title_opens_with(
    open_stack: Callable[..., Stack],
) -> None:
    stack = open_stack()
    willow = {"title": "Willow: a corpus of rustling", "abstract": "Willow has 80 hours of rustling."}
    stack.ingest_records(RECORD, OTHER, willow)
    retriever = stack.retriever()
    for query in ("Wilow hours", "How many hours has Wilow?", "how many hours has wilow?", "Willwo hours"):
        found = retriever.search(query)
        assert [meant for _, meant in found.respelt] == ["Willow"]
        assert found.passages[0].paper.title == willow["title"]
    for query in ("Which pillow?", "Widow hours", "How long did they wallow?"):  # ordinary words, two edits
        assert retriever.search(query).respelt == ()


def test_a_word_near_the_names_of_two_titles_is_read_as_neither(open_stack: Callable[..., Stack]) -> None:
    stack = open_stack()
    stack.ingest_records(
        {"title": "Orwell: letters", "abstract": "Orwell is a corpus."},
        {"title": "Orwela: birds", "abstract": "Orwela is a model."},
    )
    assert stack.retriever().search("Orwel hours").respelt == ()
