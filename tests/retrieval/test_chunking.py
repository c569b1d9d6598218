"""Whole sentences with offsets that fit the encoder together with the title; nothing is cut in silence."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrieval.chunking import chunk_paper, embedded_text, encoder_title
from retrieval.datatypes import Chunk, Paper, Sentence
from retrieval.embedding import Embedder, LocalEmbedder, OpenAIEmbedder
from retrieval.sentences import split_sentences

PIECES = (
    *("we", "train", "models", "multilingual", "representation", "3.5", "BLEU", "un-be-liev-able"),
    *("antidisestablishmentarianism", "语言", "模型", "말뭉치를", "ভাষা", "😀", "Ωmega"),
    *("x_{i}", "https://a.b/c?d=e", "ﷺ", "ACGTACGTACGT" * 12),
)


def chunks_of(title: str, abstract: str, embedder: Embedder) -> tuple[tuple[Chunk, ...], tuple[Sentence, ...]]:
    paper = Paper("p", title, abstract)
    sentences = split_sentences(abstract)
    return chunk_paper(paper, sentences, embedder), sentences


def assert_sound(title: str, abstract: str, embedder: Embedder) -> None:
    """Check everything that chunks promise."""
    chunks, sentences = chunks_of(title, abstract, embedder)
    texts = [embedded_text(encoder_title(title, embedder), chunk.text) for chunk in chunks]
    lengths = embedder.count_tokens(texts)
    assert max(lengths) <= embedder.max_tokens - embedder.special_tokens
    covered = set[int]()
    by_position = {sentence.position: sentence for sentence in sentences}
    for number, chunk in enumerate(chunks, 1):
        assert chunk.position == number
        assert abstract[chunk.start : chunk.end] == chunk.text
        span = set(range(chunk.start, chunk.end))
        assert not span & covered
        covered |= span
        first, last = by_position[chunk.first_sentence], by_position[chunk.last_sentence]
        if (chunk.start, chunk.end) != (first.start, last.end):  # a part of one sentence
            assert first == last
            assert first.start <= chunk.start < chunk.end <= first.end
    assert {index for index, character in enumerate(abstract) if not character.isspace()} <= covered
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)


@pytest.mark.parametrize("seed", range(25))
def test_random_abstracts_are_covered_by_whole_sentences_that_fit(minilm: LocalEmbedder, seed: int) -> None:
    chosen = random.Random(seed)

    def words(least: int, most: int) -> str:
        return " ".join(chosen.choices(PIECES, k=chosen.randint(least, most)))

    sentences = [words(1, chosen.choice([8, 30, 30, 400])).capitalize() + "." for _ in range(chosen.randint(1, 25))]
    assert_sound(words(1, chosen.choice([5, 12, 200])), chosen.choice([" ", "  "]).join(sentences), minilm)


@pytest.mark.parametrize("seed", range(5))
def test_an_encoder_that_only_estimates_tokens_is_never_given_too_many(seed: int) -> None:
    chosen = random.Random(seed)
    embedder = OpenAIEmbedder("text-embedding-3-small", api_key="none", max_tokens=120)
    abstract = " ".join(
        "In " + " ".join(chosen.choices(["7", "500", *PIECES], k=chosen.randint(1, 60))) + "." for _ in range(20)
    )
    assert_sound("9 lives", "9 " + abstract, embedder)


def test_a_short_abstract_is_one_chunk(minilm: LocalEmbedder) -> None:
    chunks, _ = chunks_of("Title", "One sentence. Another one.", minilm)
    assert [(chunk.text, chunk.first_sentence, chunk.last_sentence) for chunk in chunks] == [
        ("One sentence. Another one.", 1, 2)
    ]


def test_chunks_are_as_few_as_fit_and_then_as_even_as_can_be(minilm: LocalEmbedder) -> None:
    sentence = "River " * 99 + "ends."  # 101 tokens: 99 words, a word, a full stop; the title takes one of 254
    assert minilm.count_tokens([sentence]) == [101]
    chunks, _ = chunks_of("Title", " ".join([sentence] * 4), minilm)
    assert [(chunk.first_sentence, chunk.last_sentence) for chunk in chunks] == [(1, 2), (3, 4)]
    chunks, _ = chunks_of("Title", " ".join([sentence] * 3), minilm)
    assert len(chunks) == 2


def test_a_sentence_beyond_the_limit_is_split_at_token_boundaries_and_nothing_is_lost(minilm: LocalEmbedder) -> None:
    sentence = " ".join(["multilingualism"] * 300) + "."
    chunks, sentences = chunks_of("Title", f"Before. {sentence} After.", minilm)
    parts = [chunk for chunk in chunks if chunk.first_sentence == chunk.last_sentence == 2]
    assert len(parts) >= 3
    assert "".join(part.text for part in parts) == sentence == sentences[1].text
    boundaries = {start for start, _ in minilm.token_offsets(sentence)}
    assert {part.start - sentences[1].start for part in parts} <= boundaries
    assert [chunk.text for chunk in chunks if chunk not in parts] == ["Before.", "After."]


@pytest.mark.parametrize("title", ["word " * 2_000, "말뭉치 " * 400, "x" * 5_000, "한" * 3_000, "?! " * 999, "", "T"])
def test_an_absurd_title_leaves_room_for_the_abstract(minilm: LocalEmbedder, title: str) -> None:
    shortened = encoder_title(title.strip(), minilm)
    assert title.startswith(shortened)
    assert minilm.count_tokens([shortened])[0] <= minilm.max_tokens // 2
    assert_sound(title.strip(), "First sentence here. " + "Second one 한국어 " * 200 + ". Third.", minilm)


def test_an_ordinary_title_is_embedded_whole(minilm: LocalEmbedder) -> None:
    title = "An Ordinary Title of Some Length: With a Subtitle about Twenty-Four Languages and 3.5 Million Words"
    assert encoder_title(title, minilm) == title


def test_ids_of_chunks_change_with_what_is_embedded_and_with_nothing_else(minilm: LocalEmbedder) -> None:
    paper = Paper("p", "Title", "One sentence. Another one.")

    def ids(paper: Paper) -> Sequence[str]:
        return [chunk.chunk_id for chunk in chunk_paper(paper, split_sentences(paper.abstract), minilm)]

    assert ids(replace(paper, year=2020, sources=("x",))) == ids(paper)
    assert ids(replace(paper, abstract="One sentence. Another.")) != ids(paper)
    assert ids(replace(paper, title="Other")) != ids(paper)


def test_no_sentences_give_no_chunks(minilm: LocalEmbedder) -> None:
    assert chunk_paper(Paper("p", "Title", ""), (), minilm) == ()
