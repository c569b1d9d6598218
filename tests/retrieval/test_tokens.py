"""Token counts: the estimate, its label, and that no call waits for a network."""

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.tokens import TokenCounter, estimate_token_spans, estimate_tokens


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def silent_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A proxy that takes connections and never answers: a network that swallows everything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield


@pytest.mark.parametrize(
    ("text", "n_tokens"),
    [
        ("", 0),
        ("the cat sat", 3),  # a word of up to 9 letters is one token, its space included
        ("multilingual", 2),  # 12 letters: one step above 9
        ("state-of-the-art", 4),  # a hyphen belongs to the part after it
        ("in 2023.", 5),  # in, the space before a digit, 202, 3, the full stop
        ("BLEU", 2),  # capitals: 4 / 2.5, rounded up
        ("新方法", 3),  # 3 × 0.8, rounded up
    ],
)
def test_estimate_counts_pieces_by_their_length(text: str, n_tokens: int) -> None:
    assert estimate_tokens(text) == n_tokens


@pytest.mark.parametrize(
    "text",
    [
        "We present a benchmark (12,345 pairs) for cross-lingual retrieval; it's 3.5% better.",
        "本文提出了一种新的跨语言检索方法，并与 BM25 比较。",
        "Мы сравниваем 3 системы.\n\nइस शोध में  दो  प्रयोग हैं। 😀😀",
        "\ud800 lone surrogate ______ {\\bf x}",
    ],
)
def test_estimated_spans_are_as_many_as_the_estimate_in_order_and_cover_all_but_white_space(text: str) -> None:
    spans = estimate_token_spans(text)
    assert len(spans) == estimate_tokens(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    covered = {position for start, end in spans for position in range(start, end)}
    assert all(text[position].isspace() for position in set(range(len(text))) - covered)


def test_without_a_cached_vocabulary_and_without_leave_to_fetch_the_count_is_a_labelled_estimate(
    empty_cache: Path,
) -> None:
    counter = TokenCounter.for_model("gpt-4o", allow_download=False)
    assert counter.is_estimate
    assert counter.encoding_name is None
    assert counter.count("the cat sat") == 3
    assert list(empty_cache.iterdir()) == []


def test_a_fetch_that_hangs_ends_in_an_estimate_on_time_and_the_next_call_does_not_wait(
    empty_cache: Path, silent_proxy: None
) -> None:
    started = time.monotonic()
    assert TokenCounter.for_model("gpt-4", allow_download=True, timeout_seconds=1.5).is_estimate
    first_call = time.monotonic()
    assert 1.4 < first_call - started < 10
    assert TokenCounter.for_model("gpt-4", allow_download=True, timeout_seconds=1.5).is_estimate
    assert time.monotonic() - first_call < 1.4


def test_a_fetch_that_is_refused_ends_in_an_estimate(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert TokenCounter.for_model("a model nobody knows", allow_download=True, timeout_seconds=5).is_estimate


def test_importing_tokens_does_not_import_tiktoken() -> None:
    command = "import sys, retrieval.tokens; sys.exit('tiktoken' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
