"""Which sentences of an abstract answer a question: the packaged encoder with its adapter, for real."""

from pathlib import Path

import numpy as np
import pytest
from small_library import LANTERN, Stack

from retrieval.answer_selection import MAX_TOKENS, AnswerSelector
from retrieval.errors import EmbeddingError
from retrieval.retriever import Retriever

TITLE = "Lantern: A Treebank of River Languages"
ABSTRACT = (
    "Parsers of small languages lack data to learn from.",
    "We present Lantern, a treebank of 14 river languages.",
    "It holds 52,300 sentences that native speakers annotated by hand.",
    "Parsers trained on it make a fifth fewer errors than those trained on news.",
)


@pytest.fixture(scope="module")
def selector(models_folder: Path) -> AnswerSelector:
    return AnswerSelector(models_folder)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("How many river languages does Lantern cover?", 1),
        ("How many sentences does the Lantern treebank contain?", 2),
        ("Who annotated Lantern?", 2),
        ("Do parsers get better when they are trained on Lantern?", 3),
    ],
)
def test_the_sentence_that_answers_has_the_greatest_odds(selector: AnswerSelector, question: str, place: int) -> None:
    odds = selector.log_odds(question, TITLE, ABSTRACT)
    assert odds.shape == (4,) and int(odds.argmax()) == place
    assert odds[place] > 0


@pytest.mark.parametrize(
    "question", ["Which GPU were the Lantern parsers trained on?", "What is the capital of France?"]
)
def test_no_sentence_answers_what_the_abstract_does_not_say(selector: AnswerSelector, question: str) -> None:
    assert (selector.log_odds(question, TITLE, ABSTRACT) < 0).all()


def test_the_same_question_gives_the_same_numbers_whatever_was_asked_before(selector: AnswerSelector) -> None:
    question = "How many river languages does Lantern cover?"
    once = selector.log_odds(question, TITLE, ABSTRACT)
    selector.log_odds("Who annotated it?", TITLE, ABSTRACT[:2])
    assert np.array_equal(once, selector.log_odds(question, TITLE, ABSTRACT))


def test_a_long_abstract_is_read_in_parts_and_every_sentence_gets_a_number(selector: AnswerSelector) -> None:
    filler = tuple(f"In year {number} the river was measured at the old bridge again." for number in range(60))
    odds = selector.log_odds("How many river languages does Lantern cover?", TITLE, (*filler, *ABSTRACT))
    assert odds.shape == (64,) and int(odds.argmax()) == 61
    assert len(filler) * 12 > MAX_TOKENS  # so that they do not fit in one part


def test_overlong_and_empty_texts_are_read_as_far_as_they_go(selector: AnswerSelector) -> None:
    assert selector.log_odds("Why?", TITLE, ()).shape == (0,)
    odds = selector.log_odds("why " * 2_000, "river " * 2_000, ("flows " * 2_000, "", "\u200b"))
    assert odds.shape == (3,) and np.isfinite(odds).all()


def test_a_broken_adapter_is_named(tmp_path: Path) -> None:
    adapter = tmp_path / "broken.safetensors"
    adapter.write_bytes(b"not safetensors")
    with pytest.raises(EmbeddingError, match=r"broken\.safetensors: cannot be read .* install citewell again"):
        AnswerSelector(tmp_path / "models", adapter=adapter).log_odds("Why?", TITLE, ABSTRACT)


def test_only_the_first_papers_are_read_and_their_sentences_keep_their_order(
    stack: Stack, selector: AnswerSelector
) -> None:
    others = [{"title": f"River {number}", "abstract": f"River {number} has fish. It flows."} for number in range(6)]
    stack.ingest_records(LANTERN, *others)
    retriever = Retriever(stack.indexes(), selector=selector)
    passages = retriever.retrieve("How many river languages does Lantern hold?")
    read = retriever.read("How many river languages does Lantern hold?", passages, 4)
    assert len(passages) > 4
    assert [all(item.answers is not None for item in passage.sentences) for passage in read] == [
        place < 4 for place in range(len(read))
    ]
    assert [[item.sentence for item in passage.sentences] for passage in read] == [
        [item.sentence for item in passage.sentences] for passage in passages
    ]
    assert stack.retriever().read("How many?", passages, 4) == tuple(passages)  # nobody reads there
