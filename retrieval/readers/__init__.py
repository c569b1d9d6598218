"""Papers from files: saved Hugging Face Papers pages, JSON and CSV."""

from retrieval.readers.detect import read_papers

__all__ = ["read_papers"]
