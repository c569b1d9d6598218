"""Paper → chunks of whole sentences that fit the encoder together with the title."""

import hashlib
from collections.abc import Iterator, Sequence

from retrieval.datatypes import Chunk, Paper, Sentence
from retrieval.embedding import Embedder


def embedded_text(title: str, chunk_text: str) -> str:
    """Return what the encoder reads for a chunk: the title gives it the context that its sentences take for granted."""
    return f"{title}\n{chunk_text}" if title else chunk_text


def encoder_title(title: str, embedder: Embedder) -> str:
    """Return the title, or its first tokens where it would take more than half of the encoder's limit.

    Nothing is lost to search: the keyword index always holds the title whole.
    """
    spans = embedder.token_offsets(title)
    limit = embedder.max_tokens // 2
    return title if len(spans) <= limit else title[: spans[limit][0]]  # several tokens may share one character


def chunk_paper(paper: Paper, sentences: Sequence[Sentence], embedder: Embedder) -> tuple[Chunk, ...]:
    """Return the chunks of a paper, in order, each as nearly equal in tokens as whole sentences allow.

    Every sentence lies in a chunk. One that exceeds the encoder's limit by itself is split at token boundaries; its
    parts are chunks of their own.
    """
    title = encoder_title(paper.title, embedder)
    # Counted with the white space that joins them, which is a token to some encoders.
    n_title_tokens, *n_tokens = embedder.count_tokens([f"{title}\n", *(f" {sentence.text}" for sentence in sentences)])
    budget = embedder.max_tokens - embedder.special_tokens - n_title_tokens
    chunks: list[Chunk] = []
    for first, last in _runs(n_tokens, budget):
        for start, end in _spans(sentences, first, last, n_tokens, budget, embedder):
            text = paper.abstract[start:end]
            position = len(chunks) + 1
            digest = hashlib.sha256(embedded_text(paper.title, text).encode()).hexdigest()[:8]
            chunk_id = f"{paper.paper_id}#{position}-{digest}"
            chunks.append(
                Chunk(chunk_id, paper.paper_id, position, start, end, first + 1, last + 1, text),
            )
    return tuple(chunks)


def _spans(
    sentences: Sequence[Sentence], first: int, last: int, n_tokens: Sequence[int], budget: int, embedder: Embedder
) -> Iterator[tuple[int, int]]:
    """Yield the code point spans of one run: itself, or the parts of a sentence that is too long."""
    offset = sentences[first].start
    if first != last or n_tokens[first] <= budget:
        yield offset, sentences[last].end
        return
    tokens = embedder.token_offsets(sentences[first].text)
    step = max(1, budget * 9 // 10)  # a word cut in two may take a few more tokens than it did whole
    starts = [tokens[i][0] for i in range(0, len(tokens), step)]
    starts[0] = 0
    ends = [*starts[1:], len(sentences[first].text)]
    for start, end in zip(starts, ends, strict=True):
        yield offset + start, offset + end


def _runs(n_tokens: Sequence[int], budget: int) -> list[tuple[int, int]]:
    """Return (first, last) indexes of runs: as few as the budget allows, then as even as that number allows."""
    runs = _greedy_runs(n_tokens, budget)
    low, high = 1, budget
    while low < high:  # the smallest limit that needs no more runs than the budget itself
        middle = (low + high) // 2
        if len(_greedy_runs(n_tokens, middle)) <= len(runs):
            high = middle
        else:
            low = middle + 1
    return _greedy_runs(n_tokens, low)


def _greedy_runs(n_tokens: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Return (first, last) indexes of runs filled up to `limit` one after the other; a longer item stands alone."""
    runs: list[tuple[int, int]] = []
    first, total = 0, 0
    for index, n in enumerate(n_tokens):
        if index > first and total + n > limit:
            runs.append((first, index - 1))
            first, total = index, 0
        total += n
    if n_tokens:
        runs.append((first, len(n_tokens) - 1))
    return runs
