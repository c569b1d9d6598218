# /// script
# requires-python = ">=3.11"
# dependencies = ["paper-qa==2026.8.12", "fastembed==0.9.1"]
# ///
"""PaperQA2's retrieval: its numpy vector store and its maximal marginal relevance, at its default settings.

What it does after that (a language model reads and scores every passage) needs a model server and is not measured. An
abstract is shorter than its default chunk of 5,000 characters, so one is one chunk, title first.
"""

# mypy: disable-error-code="import-not-found,misc,no-any-return"

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it asks the network for prices

from harness import Encoder, serve, unique
from lmi import EmbeddingModel
from paperqa import Doc, Docs, Settings, Text
from pydantic import PrivateAttr


class OnnxEmbedding(EmbeddingModel):
    """Our encoder in PaperQA2's form."""

    name: str = "all-MiniLM-L6-v2"
    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._encoder = encoder

    async def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.embed(texts)


class PaperQaPeer:
    """One document per paper, of one text."""

    def __init__(self, encoder: Encoder) -> None:
        self._embedding = OnnxEmbedding(encoder)
        self._settings = Settings()
        self._loop = asyncio.new_event_loop()

    def index(self, papers: Sequence[dict[str, str]]) -> None:
        self._loop.run_until_complete(self._index(papers))

    async def _index(self, papers: Sequence[dict[str, str]]) -> None:
        self._docs = Docs()
        for paper in papers:
            doc = Doc(docname=paper["id"], dockey=paper["id"], citation=paper["title"])
            text = Text(text=f"{paper['title']}\n{paper['abstract']}", name=paper["id"], doc=doc)
            await self._docs.aadd_texts([text], doc, self._settings, self._embedding)
        await self._docs.retrieve_texts("index", 1, self._settings, self._embedding)  # it builds its index when asked

    def search(self, query: str, k: int) -> list[str]:
        texts = self._loop.run_until_complete(self._docs.retrieve_texts(query, k, self._settings, self._embedding))
        return unique([text.doc.dockey for text in texts], k)


serve(PaperQaPeer(Encoder(Path(sys.argv[1]))))
