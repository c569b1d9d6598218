# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "llama-index-core==0.14.25",
#     "llama-index-vector-stores-chroma",
#     "llama-index-retrievers-bm25",
#     "chromadb>=1.5.9,<1.6",
#     "fastembed==0.9.1",
# ]
# ///
"""llama-index over Chroma; `hybrid` fuses it with its BM25 retriever by relative scores.

Chunks are its SentenceSplitter's, cut to what the encoder reads; the title goes along as metadata, which it embeds.
"""

# mypy: disable-error-code="import-not-found,misc,no-any-return"

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from harness import MAX_TOKENS, Encoder, serve, unique
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

CHUNKS_PER_PAPER = 3


class OnnxEmbedding(BaseEmbedding):
    """Our encoder in llama-index's form."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2", embed_batch_size=64)
        self._encoder = encoder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encoder.embed([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.embed(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encoder.embed([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LlamaIndexPeer:
    """Chunks in Chroma, grouped to papers by their best chunk."""

    def __init__(self, encoder: Encoder, is_hybrid: bool) -> None:
        self._encoder = encoder
        self._is_hybrid = is_hybrid

    def index(self, papers: Sequence[dict[str, str]]) -> None:
        splitter = SentenceSplitter(chunk_size=MAX_TOKENS - 2, chunk_overlap=20, tokenizer=self._encoder.tokens)
        nodes = splitter.get_nodes_from_documents(
            [Document(text=paper["abstract"], metadata={"title": paper["title"]}, id_=paper["id"]) for paper in papers]
        )
        folder = tempfile.mkdtemp(prefix="llama-index-")
        collection = chromadb.PersistentClient(folder).create_collection(
            "papers", metadata={"hnsw:space": "cosine"}, embedding_function=None
        )
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        index = VectorStoreIndex(nodes, storage_context=storage, embed_model=OnnxEmbedding(self._encoder))
        self._nodes = nodes
        self._index = index
        self._retrievers: dict[int, Any] = {}

    def _retriever(self, k: int) -> Any:
        if k not in self._retrievers:
            n = min(k * CHUNKS_PER_PAPER, len(self._nodes))
            dense = self._index.as_retriever(similarity_top_k=n)
            if not self._is_hybrid:
                self._retrievers[k] = dense
            else:
                self._retrievers[k] = QueryFusionRetriever(
                    [dense, BM25Retriever.from_defaults(nodes=self._nodes, similarity_top_k=n)],
                    llm=MockLLM(),
                    mode="relative_score",
                    similarity_top_k=n,
                    num_queries=1,
                    use_async=False,
                )
        return self._retrievers[k]

    def search(self, query: str, k: int) -> list[str]:
        return unique([found.node.ref_doc_id for found in self._retriever(k).retrieve(query)], k)


serve(LlamaIndexPeer(Encoder(Path(sys.argv[1])), "hybrid" in sys.argv[2:]))
