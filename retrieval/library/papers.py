"""The papers of a collection with their sentences: stored, found again by what a record says of them, read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from retrieval.datatypes import Chunk, Paper, Sentence
from retrieval.errors import LibraryError
from retrieval.identity import agree, are_told_apart, dois_of, have_other_ids, normalise_title, own_id_of
from retrieval.library.catalogue import Catalogue
from retrieval.library.lookups import put_lookups, remove_lookups
from retrieval.library.rows import AMONG, PAPER_COLUMNS, content_hash, listed, paper_of, row_of


class Papers(Catalogue):
    """The papers and their sentences."""

    def find(self, collection: str, paper: Paper) -> Paper | None:
        """Return the stored paper that a record speaks of: by arXiv id or ACL id, by DOI, by title, by its own id.

        One title joins two records unless something tells them apart; a DOI or an own id joins those of another title
        only where they agree otherwise.
        """
        key = self.key(collection)
        for column, value in (("arxiv_id", paper.arxiv_id), ("acl_id", paper.acl_id)):
            if value and (found := self._papers(f"collection_key = ? AND {column} = ?", key, value)):
                return found[0]
        title_key, own_id = normalise_title(paper.title), own_id_of(paper)
        for known in filter(None, (self.paper(collection, doi) for doi in dois_of(paper))):
            if normalise_title(known.title) == title_key or agree(known, paper):
                return known
        same_title = [
            known
            for known in self._papers("collection_key = ? AND title_key = ?", key, title_key)
            if not have_other_ids(known, paper)
        ]
        same_id = (known for known in same_title if own_id and own_id_of(known) == own_id)
        same_text = (known for known in same_title if known.abstract == paper.abstract)
        likely = (known for known in same_title if not are_told_apart(known, paper))
        if same := next(chain(same_id, same_text, likely), None):
            return same
        of_id = self.paper(collection, paper.paper_id) if own_id else None
        return of_id if of_id and not have_other_ids(of_id, paper) and agree(of_id, paper) else None

    def put(
        self,
        collection: str,
        paper: Paper,
        sentences: Sequence[Sentence],
        chunks: Sequence[tuple[Chunk, bytes]],
        known: Paper | None,
    ) -> None:
        """Store a paper with its sentences and (chunk, content hash) pairs, in place of `known` where given."""
        with self.transaction() as connection:
            key = self.key(collection)
            connection.execute("UPDATE collections SET revision = revision + 1 WHERE collection_key = ?", (key,))
            revision = self.revision(collection)
            row = row_of(paper) | {
                "title_key": normalise_title(paper.title),
                "abstract_hash": content_hash(paper.abstract),
                "revision": revision,
            }
            if known is None:
                marks = ", ".join("?" * len(row))
                connection.execute(
                    f"INSERT INTO papers (collection_key, {', '.join(row)}) VALUES (?, {marks})", (key, *row.values())
                )
                paper_key = self._paper_key(collection, paper.paper_id)
            else:
                paper_key = self._paper_key(collection, known.paper_id)
                self._clear(key, paper_key, revision)
                assignments = ", ".join(f"{column} = ?" for column in row)
                connection.execute(f"UPDATE papers SET {assignments} WHERE paper_key = ?", (*row.values(), paper_key))
                if known.paper_id != paper.paper_id:
                    connection.execute(
                        "INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", (key, known.paper_id, paper_key)
                    )
            connection.executemany(
                "INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)", [(key, doi, paper_key) for doi in dois_of(paper)]
            )
            put_lookups(connection, key, paper_key, paper.title, paper.abstract, paper.authors)
            connection.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?)",
                [(paper_key, sentence.position, sentence.start, sentence.end) for sentence in sentences],
            )
            connection.executemany(
                "INSERT INTO chunks (paper_key, collection_key, chunk_id, position, start, end, first_sentence,"
                " last_sentence, content_hash, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(paper_key, key, chunk.chunk_id, chunk.position, chunk.start, chunk.end),
                        *(chunk.first_sentence, chunk.last_sentence, digest, revision),
                    )
                    for chunk, digest in chunks
                ],
            )

    def _clear(self, key: int, paper_key: int, revision: int) -> None:
        """Remove what is stored of a paper beside its row, and note which chunks the derived indexes have to remove."""
        connection = self.connection()
        connection.execute(
            "INSERT INTO removed_chunks SELECT ?, ?, chunk_id FROM chunks WHERE paper_key = ?",
            (key, revision, paper_key),
        )
        connection.execute("DELETE FROM chunks WHERE paper_key = ?", (paper_key,))
        connection.execute("DELETE FROM sentences WHERE paper_key = ?", (paper_key,))
        remove_lookups(connection, paper_key)

    def paper(self, collection: str, paper_id: str) -> Paper | None:
        """Return a paper by its id, or by an id it once had."""
        key = self.key(collection)
        found = self._papers("collection_key = ? AND paper_id = ?", key, paper_id) or self._papers(
            "paper_key = (SELECT paper_key FROM aliases WHERE collection_key = ? AND alias = ?)", key, paper_id
        )
        return found[0] if found else None

    def papers_between(self, collection: str, after: int, up_to: int) -> Iterator[Paper]:
        """Yield the papers that last came or changed after one revision and not after the other, by id."""
        rows = self.select(
            f"SELECT {PAPER_COLUMNS} FROM papers WHERE collection_key = ? AND revision > ? AND revision <= ?"
            " ORDER BY paper_id",
            *(self.key(collection), after, up_to),
        )
        return map(paper_of, rows)

    def papers_by_id(self, collection: str, paper_ids: Iterable[str]) -> dict[str, Paper]:
        """Return the papers of the given ids; an id that is not there is left out."""
        found = self._papers(f"collection_key = ? AND paper_id {AMONG}", self.key(collection), listed(paper_ids))
        return {paper.paper_id: paper for paper in found}

    def sentences(self, collection: str, paper: Paper) -> tuple[Sentence, ...]:
        """Return the sentences of a paper, in order."""
        found = self.sentences_of_papers(collection, [paper])
        if paper.paper_id not in found:
            self._paper_key(collection, paper.paper_id)  # raises for a paper that is not there
        return found.get(paper.paper_id, ())

    def sentences_of_papers(self, collection: str, papers: Sequence[Paper]) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences per paper id, in order; a paper without any is left out."""
        abstracts = {paper.paper_id: paper.abstract for paper in papers}
        rows = self.select(
            "SELECT paper_id, position, start, end FROM papers JOIN sentences USING (paper_key)"
            f" WHERE collection_key = ? AND paper_id {AMONG} ORDER BY paper_key, position",
            *(self.key(collection), listed(abstracts)),
        )
        found: dict[str, list[Sentence]] = {}
        for paper_id, position, start, end in rows:
            sentence = Sentence(position, start, end, abstracts[paper_id][start:end])
            found.setdefault(paper_id, []).append(sentence)
        return {paper_id: tuple(sentences) for paper_id, sentences in found.items()}

    def _paper_key(self, collection: str, paper_id: str) -> int:
        row = self.select(
            "SELECT paper_key FROM papers WHERE collection_key = ? AND paper_id = ?", self.key(collection), paper_id
        ).fetchone()
        if row is None:
            raise LibraryError(
                f"{self.path}: no paper {paper_id!r} in collection {collection!r}; list those there are with"
                f" `citewell papers --collection {collection}`"
            )
        return int(row[0])

    def _papers(self, condition: str, *values: object) -> list[Paper]:
        return [paper_of(row) for row in self.select(f"SELECT {PAPER_COLUMNS} FROM papers WHERE {condition}", *values)]
