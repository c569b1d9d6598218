"""The role of a writer: evidence → drafts."""

from collections.abc import Iterator
from typing import Protocol

from langchain_core.runnables import RunnableConfig

from assistant.datatypes import Draft, Evidence, WriterName


class Writer(Protocol):
    """Writes a text whose sentences end with markers like `[2.1]`."""

    @property
    def name(self) -> WriterName: ...

    @property
    def model(self) -> str | None:
        """The model that writes; None where none does."""

    def write(self, evidence: Evidence, config: RunnableConfig | None = None) -> Iterator[Draft]:
        """Yield ever later states of the whole text; the last one, and only that, is complete.

        Raises ValueError for evidence without papers: the answer is then an abstention, which needs no writer.
        """
