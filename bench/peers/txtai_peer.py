# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["txtai==9.14.0", "torch==2.13.0", "fastembed==0.9.1"]
# ///
"""txtai: vectors of ours by its `external` method, all else at its defaults. `hybrid` adds its BM25.

It imports torch whoever makes the vectors.
"""

# mypy: disable-error-code="import-not-found,no-any-return"

import sys
from collections.abc import Sequence
from pathlib import Path

from harness import Encoder, serve
from txtai import Embeddings


class TxtaiPeer:
    """One row per paper, title and abstract together."""

    def __init__(self, encoder: Encoder, is_hybrid: bool) -> None:
        self._encoder = encoder
        self._is_hybrid = is_hybrid

    def index(self, papers: Sequence[dict[str, str]]) -> None:
        def transform(texts: Sequence[str]) -> list[list[float]]:
            return self._encoder.embed(texts)

        self._embeddings = Embeddings(method="external", transform=transform, hybrid=self._is_hybrid)
        self._embeddings.index([(paper["id"], f"{paper['title']}\n{paper['abstract']}", None) for paper in papers])

    def search(self, query: str, k: int) -> list[str]:
        return [paper_id for paper_id, _ in self._embeddings.search(query, k)]


serve(TxtaiPeer(Encoder(Path(sys.argv[1])), "hybrid" in sys.argv[2:]))
