"""Errors of retrieval. Each message says where, what, and what to do.

RetrievalError
├── ReadError              a path that cannot be read at all
├── LibraryError           the library file cannot be used
│   └── UnknownCollection  no collection of that name
├── EmbeddingError         the encoder cannot be loaded or did not answer
│   └── EmbeddingMismatch  a collection was embedded with another model
├── IndexUnavailable       a derived index cannot be opened
├── ArxivError             arXiv cannot be asked or did not answer as it should
└── BenchmarkError         a benchmark folder is not in BEIR form
"""


class RetrievalError(Exception):
    """Root of everything that retrieval raises on purpose."""


class ReadError(RetrievalError):
    """A path cannot be read at all."""


class LibraryError(RetrievalError):
    """The library file cannot be used."""


class UnknownCollection(LibraryError):
    """There is no collection of that name."""


class EmbeddingError(RetrievalError):
    """The encoder cannot be loaded or did not answer."""


class EmbeddingMismatch(EmbeddingError):
    """A collection was embedded with another model than the one configured."""


class IndexUnavailable(RetrievalError):
    """A derived index cannot be opened."""


class ArxivError(RetrievalError):
    """arXiv cannot be asked or did not answer as it should."""


class BenchmarkError(RetrievalError):
    """A benchmark folder is not in BEIR form."""
