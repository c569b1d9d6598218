"""Files → papers, one reader per format, picked by content."""

from retrieval.readers.detection import read_papers

__all__ = ["read_papers"]
