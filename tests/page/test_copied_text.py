"""An answer as plain text that can be pasted elsewhere."""

from dataclasses import replace

from page_examples import HARBOUR, LANTERN, quoted, written

from page.copied_text import copied_text
from retrieval.datatypes import Paper


def test_what_failed_its_check_is_marked_and_each_cited_paper_listed_once() -> None:
    text = "**Lantern** has 14 languages [1.1]. It has 15 [1.1]. Nobody knows. Harbour covers nine ports [2.2]."
    assert copied_text(written(text)) == (
        "Lantern has 14 languages [1.1]. ~~It has 15 [1.1].~~"
        " (mismatch: says 15, the cited sentence says 14 river languages)"
        " Nobody knows. (cites nothing) Harbour covers nine ports [2.2].\n\n"
        "References\n"
        "[1] “Lantern: A Treebank of River Languages”. 2031\n"
        "[2] “Harbour” (citewell's synopsis, not the authors' words)"
    )


def test_a_paper_is_listed_with_what_is_known_of_it() -> None:
    paper = Paper("p", "Lantern", "a", authors=("Ada Quay", "Bo Pier"), year=2031, url="https://example.org/lantern")
    assert reference(paper) == "[1] Ada Quay, Bo Pier: “Lantern”. 2031. https://example.org/lantern"
    assert reference(replace(paper, venue="River Workshop", url=None)).endswith("“Lantern”. River Workshop, 2031")
    assert reference(replace(paper, venue="RiverConf 2032", url=None)).endswith("“Lantern”. RiverConf 2032")
    assert reference(replace(paper, authors=tuple("ABCDEFGHIJK"))).startswith(
        "[1] A, B, C, D, E, F, G, H, I, J et al.:"
    )


def reference(paper: Paper) -> str:
    """Return the last line of what is copied from an answer that cites one paper."""
    answer = quoted("[1.1]", papers=(LANTERN,))
    citation = replace(answer.citations[0], paper_id=paper.paper_id)
    sentences = (replace(answer.sentences[0], citations=(citation,)),)
    known = (replace(answer.evidence[0], paper=paper),)
    return copied_text(replace(answer, sentences=sentences, evidence=known)).splitlines()[-1]


def test_a_list_is_copied_without_marks_of_headings_and_a_table_as_it_is() -> None:
    listed = copied_text(written("### Lantern\n\nIt has 14 languages [1.1]."))
    assert listed.startswith("Lantern\n\nIt has 14 languages [1.1].")
    table = "| | Lantern |\n|---|---|\n| Size | It has 14 languages [1.1]. |"
    assert copied_text(written(table)).startswith(table)


def test_an_answer_that_is_not_whole_says_so() -> None:
    assert "(This answer is broken off: the server hung up.)" in copied_text(
        written("It has 14 languages [1.1].", broken_off="the server hung up")
    )
    assert copied_text(written("It has 14 [1.1].", complete=False)) == ""


def test_what_an_abstract_does_say_is_copied_with_what_it_does_not() -> None:
    text = copied_text(quoted("[2.2]", gap="silent", reason="Harbour does not say who wrote the letters."))
    assert text.startswith("Harbour does not say who wrote the letters.\n\nIt covers nine ports. [2.2]")
    assert HARBOUR.passage.paper.title in text
