"""What every peer shares: the encoder, and the loop that takes orders from run.py.

Orders and replies are JSON, one per line. Whatever a library prints goes to stderr, so that replies stay readable. The
module imports nothing of citewell's: peers run in environments without it.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

MODEL_NAME = "sentence-transformers/all-MiniLM-L6-v2"
MAX_TOKENS = 256
"""Where sentence-transformers cuts a text for this model, and hence every library that leaves the cutting to it."""
BATCH_SIZE = 8


class Peer(Protocol):
    """A retrieval library, filled once and then asked."""

    def index(self, papers: Sequence[dict[str, str]]) -> None:
        """Take in papers (`id`, `title`, `abstract`) and be ready to answer."""
        ...

    def search(self, query: str, k: int) -> list[str]:
        """Return at most k paper ids, best first, none twice."""
        ...


class Encoder:
    """The ONNX MiniLM that citewell built, run by fastembed: the same vectors for every peer."""

    def __init__(self, folder: Path) -> None:
        from fastembed import TextEmbedding

        self._model = TextEmbedding(MODEL_NAME, specific_model_path=str(folder))
        self.tokenizer = self._model.model.tokenizer  # type: ignore[attr-defined]
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one unit vector per text; a text beyond MAX_TOKENS is cut."""
        return [vector.tolist() for vector in self._model.embed(list(texts), batch_size=BATCH_SIZE)]

    def tokens(self, text: str) -> list[int]:
        """Return the wordpieces of a text as far as they are read, without special ones."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)


def unique(ids: Sequence[str], k: int) -> list[str]:
    """Return the first k distinct ids: chunks of one paper become one paper."""
    return list(dict.fromkeys(ids))[:k]


def serve(peer: Peer) -> None:
    """Carry out the orders on stdin until it ends: {"index": FILE} and {"ask": [queries], "k": n}."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def reply(**content: Any) -> None:
        replies.write(json.dumps(content) + "\n")
        replies.flush()

    reply(ready=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "index" in order:
            papers = [json.loads(text) for text in Path(order["index"]).read_text(encoding="utf-8").splitlines()]
            started = time.perf_counter()
            peer.index(papers)
            reply(seconds=time.perf_counter() - started, peak_rss_mb=_peak_rss_mb())
        else:
            rankings, milliseconds = [], []
            for query in order["ask"]:
                started = time.perf_counter()
                rankings.append(peer.search(query, order["k"]))
                milliseconds.append((time.perf_counter() - started) * 1000)
            reply(rankings=rankings, ms=milliseconds, peak_rss_mb=_peak_rss_mb())


def _peak_rss_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)
