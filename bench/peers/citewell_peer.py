"""citewell itself in the peers' form, in the project's own environment."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.evaluation import store_benchmark
from bench.peers.harness import serve
from retrieval.beir import Benchmark
from retrieval.datatypes import Paper
from retrieval.embedding import LocalEmbedder
from retrieval.indexing import Indexes, IndexLock
from retrieval.library import Library
from retrieval.retriever import Retriever


class CitewellPeer:
    """A library, Chroma and tantivy in a folder of their own, as the application has them."""

    def __init__(self, model_folder: Path) -> None:
        self._embedder = LocalEmbedder(model_folder.parent)
        self._embedder.embed_query("loads the encoder")  # the peers' is loaded before they are timed, too

    def index(self, papers: Sequence[dict[str, str]]) -> None:
        home = Path(tempfile.mkdtemp(prefix="citewell-"))
        library = Library(home / "library.sqlite")
        stored = tuple(Paper(paper["id"], paper["title"], paper["abstract"]) for paper in papers)
        store_benchmark(library, "peer", Benchmark(stored, {}, {}), self._embedder)
        indexes = Indexes(library, home, "peer", self._embedder, IndexLock(home, "peer"))
        indexes.catch_up()
        self._retriever = Retriever(indexes)

    def search(self, query: str, k: int) -> list[str]:
        return [passage.paper.paper_id for passage in self._retriever.retrieve(query, k)]


serve(CitewellPeer(Path(sys.argv[1])))
