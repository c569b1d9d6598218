"""Papers and chunks as rows of the library, and rows as papers and chunks."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from retrieval.datatypes import Chunk, Paper

PAPER_COLUMNS = (
    "paper_id, title, abstract, text_kind, raw_title, raw_abstract, authors, year, month, venue, url, arxiv_id, acl_id,"
    " sources"
)
CHUNK_COLUMNS = (
    "chunk_id, paper_id, chunks.position, start, end, first_sentence, last_sentence,"
    " substr(abstract, start + 1, end - start)"
)
"""The fields of a Chunk in their order; its text is that of its paper."""

HAS_VECTOR = (
    "EXISTS (SELECT 1 FROM vectors WHERE model = embedding_model AND vectors.content_hash = chunks.content_hash)"
)
"""Is a chunk embedded with the model of its collection: asked of `chunks` beside `collections`."""

AMONG = "IN (SELECT value FROM json_each(?))"
"""Is one of `listed(…)`: a list of any length is one bound value."""


def listed(texts: Iterable[str]) -> str:
    """Return texts as the value that AMONG takes."""
    return json.dumps(list(texts))


def content_hash(text: str) -> bytes:
    """Return 16 bytes that name a text in the vector cache."""
    return hashlib.sha256(text.encode()).digest()[:16]


def row_of(paper: Paper) -> dict[str, object]:
    """Return the values of PAPER_COLUMNS by column."""
    row: dict[str, object] = {column: getattr(paper, column) for column in PAPER_COLUMNS.split(", ")}
    for column in ("authors", "sources"):
        row[column] = json.dumps(row[column], ensure_ascii=False)
    return row


def paper_of(row: Sequence[Any]) -> Paper:
    """Return the paper of a row of PAPER_COLUMNS."""
    values = dict(zip(PAPER_COLUMNS.split(", "), row, strict=True))
    for column in ("authors", "sources"):
        values[column] = tuple(json.loads(values[column]))
    return Paper(**values)


def chunk_of(row: Sequence[Any]) -> Chunk:
    """Return the chunk of a row of CHUNK_COLUMNS."""
    return Chunk(*row)
