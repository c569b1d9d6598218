"""Answers in the papers' own sentences: which, how many, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from evidence_by_hand import HARBOUR, LANTERN, evidence_for, evidence_paper

from assistant.citations import cite
from assistant.datatypes import AnswerSentence, Evidence, EvidencePaper, QuestionKind
from assistant.writing.extractive import ExtractiveWriter, Selection, is_fragment


def scored(paper: EvidencePaper, scores: Mapping[int, float], score: float = 1.0) -> EvidencePaper:
    """Return the paper with the given fitness per sentence position, 0 for the others, and a fused score."""
    sentences = [replace(item, score=scores.get(item.sentence.position, 0.0)) for item in paper.passage.sentences]
    ranked = tuple(sorted(sentences, key=lambda item: (-item.score, item.sentence.position)))
    return replace(paper, passage=replace(paper.passage, score=score, sentences=ranked))


def written(evidence: Evidence, selection: Selection = Selection()) -> str:
    (draft,) = ExtractiveWriter(selection).write(evidence)
    assert draft.complete and draft.model is None and draft.usage == {} and draft.broken_off is None
    return draft.text


def answered(papers: Sequence[EvidencePaper], kind: QuestionKind = "lookup") -> tuple[AnswerSentence, ...]:
    sentences, unresolved = cite(written(evidence_for("Q?", papers, kind=kind)), papers)
    assert unresolved == ()
    return sentences


def markers(papers: Sequence[EvidencePaper], kind: QuestionKind = "lookup") -> list[str]:
    return [citation.marker for sentence in answered(papers, kind) for citation in sentence.citations]


def test_every_sentence_is_an_exact_quote_with_its_one_citation() -> None:
    for sentence in answered([scored(LANTERN, {1: 0.9, 2: 0.8, 3: 0.7}), scored(HARBOUR, {2: 0.95}, 0.9)]):
        (citation,) = sentence.citations
        assert sentence.text == citation.quote


def test_the_fittest_sentence_of_a_paper_stands_first_then_what_follows_it_then_what_goes_before() -> None:
    assert written(evidence_for("Q?", [scored(LANTERN, {1: 0.7, 3: 0.9})])) == (
        "Parsers trained on it gain 3.1 points. [1.3] We present Lantern, a treebank of 14 river languages. [1.1]"
    )
    assert markers([scored(LANTERN, {1: 0.7, 2: 0.9, 3: 0.8})]) == ["[1.2]", "[1.3]", "[1.1]"]


def test_a_lookup_takes_only_sentences_nearly_as_fit_as_the_best() -> None:
    # 0.6 of the best one's 0.9 is 0.54
    assert markers([scored(LANTERN, {1: 0.53, 2: 0.9, 3: 0.55})]) == ["[1.2]", "[1.3]"]


def test_a_lookup_takes_three_sentences_of_one_paper_and_four_in_all() -> None:
    long = evidence_paper(1, "Long", [f"Fact {word}." for word in ("a", "b", "c", "d", "e")])
    also = evidence_paper(2, "Also", [f"Point {word}." for word in ("a", "b", "c")])
    assert markers([scored(long, dict.fromkeys(range(1, 6), 0.9))]) == ["[1.1]", "[1.2]", "[1.3]"]
    both = [scored(long, dict.fromkeys(range(1, 6), 0.9)), scored(also, {1: 0.9, 2: 0.9, 3: 0.9}, 0.96)]
    assert markers(both) == ["[1.1]", "[1.2]", "[1.3]", "[2.1]"]


def test_another_paper_joins_in_if_it_is_nearly_as_good_and_its_sentence_nearly_as_fit() -> None:
    first = scored(LANTERN, {1: 0.9})
    assert markers([first, scored(HARBOUR, {2: 0.85}, 0.96)]) == ["[1.1]", "[2.2]"]
    assert markers([first, scored(HARBOUR, {2: 0.85}, 0.94)]) == ["[1.1]"]  # the paper is more than 0.05 behind
    assert markers([first, scored(HARBOUR, {2: 0.80}, 0.96)]) == ["[1.1]"]  # the sentence is below 0.9 · 0.9 = 0.81


def read(paper: EvidencePaper, answers: Mapping[int, float]) -> EvidencePaper:
    """Return the paper as read: the log odds that a sentence answers per position, −6 for the others."""
    sentences = [replace(item, answers=answers.get(item.sentence.position, -6.0)) for item in paper.passage.sentences]
    return replace(paper, passage=replace(paper.passage, sentences=tuple(sentences)))


def test_of_a_paper_that_was_read_the_likeliest_answer_stands_first_and_others_only_where_nearly_as_likely() -> None:
    like = scored(LANTERN, {1: 0.5, 2: 0.5, 3: 0.5})
    assert markers([read(like, {1: -1.2, 2: 2.0, 3: -1.1})]) == ["[1.2]"]  # more than 3 below
    assert markers([read(like, {1: -0.9, 2: 2.0, 3: -1.1})]) == ["[1.2]", "[1.1]"]
    fitter = scored(LANTERN, {1: 0.9, 2: 0.5})  # four times 0.4 is 1.6
    assert markers([read(fitter, {1: 0.5, 2: 2.0})]) == ["[1.1]", "[1.2]"]


def test_beside_a_paper_that_was_read_only_others_that_were_read_join_in() -> None:
    first = read(scored(LANTERN, {1: 0.5}), {1: 1.0})
    near = scored(HARBOUR, {2: 0.5}, 0.96)
    assert markers([first, near]) == ["[1.1]"]
    assert markers([first, read(near, {2: 0.6})]) == ["[1.1]", "[2.2]"]
    assert markers([first, read(near, {2: 0.4})]) == ["[1.1]"]


def test_each_paper_has_a_paragraph_of_its_own_in_the_order_of_the_evidence() -> None:
    papers = [scored(LANTERN, {1: 0.8}), scored(HARBOUR, {2: 0.9}, 0.96)]
    assert written(evidence_for("Q?", papers)) == (
        "We present Lantern, a treebank of 14 river languages. [1.1]\n\nIt covers nine ports. [2.2]"
    )


def test_a_question_for_a_number_gets_the_sentence_with_the_number() -> None:
    paper = evidence_paper(1, "Ferry", ["Ferry crosses rivers.", "It takes 40 people.", "Ferry is slow."])
    plain = scored(paper, {1: 0.9, 2: 0.7, 3: 0.4})
    assert markers([plain], "lookup") == ["[1.1]", "[1.2]"]
    # 0.7 + 0.3 makes 1.0 the best; 0.6 of it keeps the 0.9 and drops the 0.4
    assert markers([plain], "number") == ["[1.2]", "[1.1]"]
    assert markers([scored(paper, {1: 0.55, 2: 0.7})], "number") == ["[1.2]"]


def test_a_number_written_as_a_word_counts_as_one() -> None:
    assert markers([scored(HARBOUR, {1: 0.5, 2: 0.6})], "number") == ["[2.2]"]  # "nine ports"; 0.6 · 0.9 is 0.54


def test_a_best_sentence_of_no_fitness_is_quoted_all_the_same() -> None:
    assert markers([scored(LANTERN, {1: -0.2, 2: -0.1, 3: -0.3})]) == ["[1.2]"]
    assert markers([scored(LANTERN, {})]) == ["[1.1]", "[1.2]", "[1.3]"]


def test_the_same_evidence_gives_the_same_bytes() -> None:
    evidence = evidence_for("Q?", [scored(LANTERN, {1: 0.5, 2: 0.5, 3: 0.5}), scored(HARBOUR, {1: 0.5, 2: 0.5}, 0.9)])
    assert len({written(evidence).encode() for _ in range(5)}) == 1


def test_ties_go_to_the_sentence_that_stands_first() -> None:
    evidence = evidence_for("Q?", [scored(LANTERN, dict.fromkeys((1, 2, 3), 0.5))])
    assert written(evidence, Selection(max_sentences=1)).endswith("[1.1]")


def test_evidence_without_papers_is_refused() -> None:
    with pytest.raises(ValueError, match="abstain"):
        next(ExtractiveWriter().write(evidence_for("Q?", [])))


def test_the_best_paper_speaks_first_however_fit_the_sentences_of_others_are() -> None:
    also = evidence_paper(2, "Also", [f"Point {word}." for word in ("a", "b", "c")])
    more = evidence_paper(3, "More", [f"Point {word}." for word in ("d", "e", "f")])
    others = [scored(paper, {1: 0.9, 2: 0.9, 3: 0.9}, 0.99) for paper in (also, more)]
    assert markers([scored(LANTERN, {1: 0.7}), *others])[0] == "[1.1]"


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("https://example.org/lantern", "How many languages has Lantern?", True),
        ("https://example.org/lantern", "Where is Lantern?", False),
        ("Code: https://example.org/lantern", "How many languages has Lantern?", True),
        ("Lantern glows.", "Does it glow?", True),
        ("The code is at https://example.org/lantern", "Does it glow?", False),
    ],
)
def test_a_bare_address_or_a_word_or_two_are_fragments(sentence: str, question: str, expected: bool) -> None:
    assert is_fragment(sentence, question) is expected


def test_a_sentence_that_takes_back_a_chosen_one_joins_it() -> None:
    hedged = ["Ropes hold boats.", "Unfortunately, they hold them only in calm water.", "Boats are old."]
    assert markers([scored(evidence_paper(1, "Ropes", hedged), {1: 0.9, 2: 0.1, 3: 0.1})]) == ["[1.1]", "[1.2]"]
    other = ["Ropes hold boats.", "However, we sail on.", "Boats are old."]  # refers to nothing before it
    assert markers([scored(evidence_paper(1, "Ropes", other), {1: 0.9, 2: 0.1, 3: 0.1})]) == ["[1.1]"]
    assert markers([scored(evidence_paper(1, "Ropes", hedged), {1: 0.1, 2: 0.1, 3: 0.9})]) == ["[1.3]"]


def test_no_more_sentences_join_than_an_answer_takes() -> None:
    turns = ["Here is one.", "But it ends.", "Here is two.", "But it stops.", "Here is three.", "But it halts."]
    turning = scored(evidence_paper(1, "Turns", turns), {1: 0.9, 3: 0.9, 5: 0.8, 2: 0.2, 4: 0.1})
    assert markers([turning]) == ["[1.1]", "[1.2]", "[1.3]", "[1.5]"]


def test_a_question_for_an_address_gets_the_sentence_with_the_address() -> None:
    paper = evidence_paper(1, "Pond", ["Pond has 9 frogs.", "Pond is at https://example.org/pond.", "Frogs sing."])
    given = evidence_for("Where can I download it?", [scored(paper, {1: 0.6, 2: 0.4, 3: 0.3})])
    assert written(given) == (
        "Pond is at https://example.org/pond. [1.2] Pond has 9 frogs. [1.1]"  # 0.7 the best, 0.6 of it 0.42
    )
