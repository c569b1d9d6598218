"""The collections of a library: by name, each with the model of its vectors and a revision that grows."""

import re
from dataclasses import dataclass

from retrieval.errors import LibraryError, UnknownCollection
from retrieval.library.database import Database


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of papers embedded with one model. `revision` grows by one with every change."""

    name: str
    embedding_model: str
    revision: int
    n_papers: int
    n_chunks: int
    n_chunks_without_vector: int


def check_name(name: str) -> None:
    """Raise LibraryError for what cannot name a collection."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]", name):
        raise LibraryError(
            f"{name!r} cannot name a collection; use 3 to 63 of a–z, 0–9, '-' and '_', with a letter or digit at"
            " both ends"
        )


class Catalogue(Database):
    """The collections. A method that is given the name of none raises UnknownCollection."""

    def collection_names(self) -> list[str]:
        """Return the names of all collections, sorted."""
        rows = self.select("SELECT name FROM collections WHERE embedding_model != '' ORDER BY name")
        return [name for (name,) in rows]

    def create_collection(self, name: str, embedding_model: str) -> None:
        """Create a collection unless it is there. The name takes 3 to 63 of a–z, 0–9, `-` and `_`."""
        check_name(name)
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO collections (name, embedding_model) VALUES (?, ?) ON CONFLICT (name)"
                " DO UPDATE SET embedding_model = excluded.embedding_model WHERE collections.embedding_model = ''",
                (name, embedding_model),
            )

    def delete_collection(self, name: str) -> None:
        """Delete a collection and its papers. Cached vectors stay, so that coming back costs nothing.

        Its row stays too, without a model: one of the same name goes on with its revisions and removals, so that no
        derived index takes the new collection for the old one.
        """
        with self.transaction() as connection:
            key = self.key(name)
            connection.execute(
                "UPDATE collections SET revision = revision + 1, embedding_model = '' WHERE collection_key = ?", (key,)
            )
            connection.execute(
                "INSERT INTO removed_chunks SELECT collection_key, collections.revision, chunk_id FROM collections"
                " JOIN chunks USING (collection_key) WHERE collection_key = ?",
                (key,),
            )
            connection.execute("DELETE FROM papers WHERE collection_key = ?", (key,))

    def set_embedding_model(self, name: str, embedding_model: str) -> None:
        """Record that a collection is of another model from now on; its chunks have to be replaced by the caller."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE collections SET embedding_model = ?, revision = revision + 1 WHERE collection_key = ?",
                (embedding_model, self.key(name)),
            )

    def collection(self, name: str) -> Collection:
        """Return the state of a collection."""
        with self.snapshot():
            key, model, revision = self._row(name)
            n_papers = self.select_number("SELECT count(*) FROM papers WHERE collection_key = ?", key)
            n_chunks, n_embedded = self.select(
                "SELECT count(*), count(vectors.model) FROM chunks LEFT JOIN vectors"
                " ON vectors.model = ? AND vectors.content_hash = chunks.content_hash WHERE collection_key = ?",
                *(model, key),
            ).fetchone()
        return Collection(name, model, revision, n_papers, n_chunks, n_chunks - n_embedded)

    def key(self, name: str) -> int:
        """Return the key by which the rows of a collection name it."""
        return self._row(name)[0]

    def embedding_model(self, name: str) -> str:
        """Return the model of a collection."""
        return self._row(name)[1]

    def revision(self, name: str) -> int:
        """Return the revision of a collection: one cheap look, so that a question can ask whether anything changed."""
        return self._row(name)[2]

    def _row(self, name: str) -> tuple[int, str, int]:
        row: tuple[int, str, int] | None = self.select(
            "SELECT collection_key, embedding_model, revision FROM collections"
            " WHERE name = ? AND embedding_model != ''",
            name,
        ).fetchone()
        if row is None:
            names = ", ".join(self.collection_names()) or "none yet"
            raise UnknownCollection(
                f"{self.path}: no collection {name!r}; there are: {names}; make one with `citewell ingest --collection`"
            )
        return row

    def holds_papers(self, name: str) -> bool:
        """Say whether there is a collection of that name with a paper in it."""
        return bool(
            self.select_number(
                "SELECT EXISTS (SELECT 1 FROM collections JOIN papers USING (collection_key) WHERE name = ?)", name
            )
        )

    def count_chunks(self, name: str) -> int:
        """Return the number of chunks of a collection."""
        return self.select_number("SELECT count(*) FROM chunks WHERE collection_key = ?", self.key(name))

    def years(self, name: str) -> tuple[int, int] | None:
        """Return the first and the last year among the papers of a collection, None where none is known."""
        first, last = self.select(
            "SELECT min(year), max(year) FROM papers WHERE collection_key = ?", self.key(name)
        ).fetchone()
        return None if first is None else (first, last)
