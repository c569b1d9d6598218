"""How many tokens a text has: counted by tiktoken where its vocabulary is at hand, else estimated, and labelled so.

tiktoken fetches a vocabulary on first use, without a timeout. Here nothing is fetched unless the caller allows it, and
no call waits longer than it said.
"""

import re
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

DEFAULT_ENCODING = "o200k_base"


class TokenCounter:
    """Counts the tokens of texts for one model.

    `encoding_name` is None exactly when `is_estimate` is true. A model that tiktoken doesn't know is counted with
    o200k_base, which is a good guess for it rather than its own vocabulary.
    """

    def __init__(self, count: Callable[[str], int], encoding_name: str | None) -> None:
        self._count = count
        self.encoding_name = encoding_name

    @classmethod
    def estimating(cls) -> "TokenCounter":
        """A counter that needs no vocabulary. Over 1,500 abstracts +1…+6 %, single ones mostly −13…+19 %."""
        return cls(estimate_tokens, None)

    @classmethod
    def for_model(cls, model: str, allow_download: bool, timeout_seconds: float = 10) -> "TokenCounter":
        """Return a tiktoken counter if its vocabulary may be loaded and arrives in time; else an estimate.

        tiktoken fetches a vocabulary that it has not cached. A fetch that is too slow goes on in the background; a
        later call finds its result and doesn't wait again.
        """
        if allow_download:
            encoding_name = _encoding_name(model)
            encoding = _load_within(encoding_name, timeout_seconds)
            if encoding is not None:
                # Never encode(): it raises on texts that hold "<|endoftext|>".
                return cls(lambda text: len(encoding.encode_ordinary(text)), encoding_name)
        return cls.estimating()

    @property
    def is_estimate(self) -> bool:
        return self.encoding_name is None

    def count(self, text: str) -> int:
        return self._count(text)


def estimate_tokens(text: str) -> int:
    """Guess the number of o200k_base tokens without its vocabulary."""
    return sum(_tokens_of_piece(match) for match in PIECE.finditer(text))


def estimate_token_spans(text: str) -> list[tuple[int, int]]:
    """Return `estimate_tokens(text)` spans of code points, in order: each piece cut into parts of even length."""
    return [span for match in PIECE.finditer(text) for span in _even_parts(match, _tokens_of_piece(match))]


# The pieces tiktoken would cut a text into before it merges bytes, as far as they can be told apart by `re`.
# A space belongs to the word after it, but stands alone before a digit; so does a hyphen or apostrophe in a word.
_EAST_ASIAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_NOT_IN_WORDS = (
    rf"\s\d\x00-\x40\x5b-\x60\x7b-\xbf\u2000-\u2bff\u3000-\u303f\uff00-\uff20\U0001f000-\U0001ffff{_EAST_ASIAN}"
)
PIECE = re.compile(
    rf"(?P<east_asian>[{_EAST_ASIAN}]+)"
    r"|(?P<capitals>[A-Z]{2,}(?![a-z]))"
    rf"|(?P<word>(?:(?<=\w)[-/'’])?[^{_NOT_IN_WORDS}](?:(?<![a-z])[A-Z]|[^A-Z{_NOT_IN_WORDS}])*)"
    r"|(?P<number>\d{1,3})"
    r"|(?P<space>\s*[\r\n]+|\s+(?=\d)|\s{2,})"
    r"|(?P<symbols>[^\w\s]+|_+)"
)

# Lengths above which a word of the Latin script takes one token more: steps of the mean over 80,000 words of English
# abstracts in o200k_base (1.0 at 4 letters, 1.4 at 10, 1.7 at 12, 2.4 at 14, 4.0 at 18).
_WORD_STEPS = (9, 13, 15, 17)
_LETTERS_PER_TOKEN_OF_LONG_WORDS = 4
_CAPITALS_PER_TOKEN = 2.5
_EAST_ASIAN_TOKENS_PER_CHARACTER = 0.8
_OTHER_LETTERS_PER_TOKEN = 4
_SYMBOL_BYTES_PER_TOKEN = 4


def _tokens_of_piece(match: re.Match[str]) -> int:
    piece = match.group()
    match match.lastgroup:
        case "word" if piece[-1] < "\u0250":
            if len(piece) > _WORD_STEPS[-1]:
                return ceil(len(piece) / _LETTERS_PER_TOKEN_OF_LONG_WORDS)
            return 1 + bisect_left(_WORD_STEPS, len(piece))
        case "word":
            return ceil(len(piece) / _OTHER_LETTERS_PER_TOKEN)
        case "capitals":
            return ceil(len(piece) / _CAPITALS_PER_TOKEN)
        case "east_asian":
            return ceil(len(piece) * _EAST_ASIAN_TOKENS_PER_CHARACTER)
        case "symbols":
            return ceil(len(piece.encode("utf-8", "surrogatepass")) / _SYMBOL_BYTES_PER_TOKEN)
        case _:
            return 1


def _even_parts(match: re.Match[str], n_parts: int) -> Iterator[tuple[int, int]]:
    length = match.end() - match.start()
    for part in range(n_parts):
        yield match.start() + length * part // n_parts, match.start() + length * (part + 1) // n_parts


def _encoding_name(model: str) -> str:
    from tiktoken.model import encoding_name_for_model

    try:
        return encoding_name_for_model(model)
    except KeyError:
        return DEFAULT_ENCODING


class _Loading:
    """One encoding being loaded by a daemon thread, which may outlive the call that started it."""

    def __init__(self, encoding_name: str) -> None:
        self.encoding: tiktoken.Encoding | None = None
        self.deadline = float("inf")
        self._encoding_name = encoding_name
        self._thread = threading.Thread(target=self._load, name=f"load {encoding_name}", daemon=True)

    def start(self, timeout_seconds: float) -> None:
        self.deadline = time.monotonic() + timeout_seconds
        self._thread.start()

    def wait(self) -> None:
        self._thread.join(max(0.0, self.deadline - time.monotonic()))

    @property
    def has_failed(self) -> bool:
        return self.encoding is None and not self._thread.is_alive()

    def _load(self) -> None:
        import tiktoken

        try:
            self.encoding = tiktoken.get_encoding(self._encoding_name)
        except (OSError, ValueError):  # no network (requests' errors are OSErrors), no disk, or a wrong hash
            return


_loadings: dict[str, _Loading] = {}
_loadings_lock = threading.Lock()


def _load_within(encoding_name: str, timeout_seconds: float) -> "tiktoken.Encoding | None":
    with _loadings_lock:
        loading = _loadings.get(encoding_name)
        if loading is None or loading.has_failed:
            loading = _loadings[encoding_name] = _Loading(encoding_name)
            loading.start(timeout_seconds)
    loading.wait()
    return loading.encoding
