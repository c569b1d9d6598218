"""Collections, papers, sentences, chunks and vectors in one SQLite file: the source of truth.

Chroma and the keyword index are derived from it and can be thrown away. Every change to a paper is one transaction, so
a process killed at any moment leaves a library that opens and holds whole papers only.
"""

from retrieval.library.chunks import Chunks
from retrieval.library.filters import Filters
from retrieval.library.papers import Papers

__all__ = ["Library"]


class Library(Papers, Filters, Chunks):
    """One SQLite file, one connection per thread, one transaction over all of it."""
