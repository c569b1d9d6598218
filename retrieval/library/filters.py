"""Which papers of a collection pass a filter, by queries that an index answers, and which names a filter can hold."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.author_names import fold_name, surname_of
from retrieval.datatypes import Paper, PaperFilter
from retrieval.library.catalogue import Catalogue
from retrieval.library.rows import AMONG, PAPER_COLUMNS, listed, paper_of


class Filters(Catalogue):
    """The papers as filters see them: by year, venue, source, author, kind and id."""

    def papers(self, collection: str, paper_filter: PaperFilter = PaperFilter()) -> list[Paper]:
        """Return the papers of a collection that pass a filter, by id."""
        condition, values = self._condition(collection, paper_filter)
        rows = self.select(f"SELECT {PAPER_COLUMNS} FROM papers WHERE {condition} ORDER BY paper_id", *values)
        return [paper_of(row) for row in rows]

    def paper_ids(self, collection: str, paper_filter: PaperFilter = PaperFilter()) -> list[str]:
        """Return the ids of the papers of a collection that pass a filter, sorted."""
        condition, values = self._condition(collection, paper_filter)
        return sorted(
            paper_id for (paper_id,) in self.select(f"SELECT paper_id FROM papers WHERE {condition}", *values)
        )

    def passing_papers(self, collection: str, paper_filter: PaperFilter, at_most: int) -> list[str] | None:
        """Return the ids of the papers that pass a filter, sorted; None where they are more than `at_most`."""
        condition, values = self._condition(collection, paper_filter)
        rows = self.select(f"SELECT paper_id FROM papers WHERE {condition} LIMIT ?", *values, at_most + 1)
        found = sorted(paper_id for (paper_id,) in rows)
        return found if len(found) <= at_most else None

    def passing_chunks(self, collection: str, chunk_ids: Sequence[str], paper_filter: PaperFilter) -> set[str]:
        """Return those of the chunks whose paper passes a filter."""
        condition, values = self._condition(collection, paper_filter)
        rows = self.select(
            "SELECT chunk_id FROM chunks JOIN papers USING (paper_key) WHERE chunks.collection_key = ?"
            f" AND chunk_id {AMONG} AND {condition}",
            *(self.key(collection), listed(chunk_ids), *values),
        )
        return {chunk_id for (chunk_id,) in rows}

    def count_papers(self, collection: str, paper_filter: PaperFilter = PaperFilter()) -> int:
        """Return how many papers pass a filter."""
        condition, values = self._condition(collection, paper_filter)
        return self.select_number(f"SELECT count(*) FROM papers WHERE {condition}", *values)

    def count_unknown(self, collection: str, paper_filter: PaperFilter) -> dict[str, int]:
        """Return, by field of the filter, how many papers it leaves out only because the paper's field is unknown.

        Keys are `year`, `venue` and `authors`; a field that leaves none out so has no key. A paper that lacks two of
        the fields asked for is counted under neither.
        """
        nameless = f"SELECT paper_key FROM paper_authors WHERE collection_key = {self.key(collection)} AND surname = ''"
        fields = {
            "year": ("year IS NULL", replace(paper_filter, year_from=None, year_to=None)),
            "venue": ("venue IS NULL", replace(paper_filter, venues=())),
            "authors": (f"paper_key IN ({nameless})", replace(paper_filter, authors=())),
        }
        counts = {}
        for field, (is_unknown, others) in fields.items():
            if others != paper_filter:
                condition, values = self._condition(collection, others)
                counts[field] = self.select_number(
                    f"SELECT count(*) FROM papers WHERE {condition} AND {is_unknown}", *values
                )
        return {field: count for field, count in counts.items() if count}

    def exact_filter(self, collection: str, paper_filter: PaperFilter) -> PaperFilter | None:
        """Return the filter with its venues as this collection spells them, None where it holds none of them."""
        if not paper_filter.venues:
            return paper_filter
        venues = self.venues_like(collection, paper_filter.venues)
        return replace(paper_filter, venues=venues) if venues else None

    def venues_like(self, collection: str, wanted: Sequence[str]) -> tuple[str, ...]:
        """Return the venues that are wanted: spelt so but for case, or else holding that from the beginning of a word.

        "ACL" is held by "ACL 2021" and "Findings of ACL 2021", not by "NAACL 2021".
        """
        known = self.distinct(collection, "venue")
        chosen: set[str] = set()
        for name in map(str.casefold, wanted):
            equal = [venue for venue in known if venue.casefold() == name]
            begins = re.compile(rf"(?<![^\W_]){re.escape(name)}")
            chosen.update(equal or [venue for venue in known if begins.search(venue.casefold())])
        return tuple(sorted(chosen))

    def authors_like(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the folded names of the authors whom a name may mean, sorted."""
        folded = fold_name(name)
        rows = self.select(
            "SELECT DISTINCT name FROM paper_authors WHERE collection_key = ? AND surname = ? AND surname != ''"
            " AND names_agree(?, name) ORDER BY name",
            *(self.key(collection), surname_of(folded), folded),
        )
        return tuple(author for (author,) in rows)

    def distinct(self, collection: str, column: str) -> list[str]:
        """Return the values of a text column of papers (`venue` or `sources`) that occur, sorted."""
        if column not in ("venue", "sources"):
            raise ValueError(f"no distinct values of {column!r}; ask for 'venue' or 'sources'")
        rows = self.select(
            f"SELECT DISTINCT {column} FROM papers WHERE collection_key = ? AND {column} IS NOT NULL ORDER BY 1",
            self.key(collection),
        )
        return [value for (value,) in rows]

    def _condition(self, collection: str, paper_filter: PaperFilter) -> tuple[str, list[object]]:
        """Return an SQL condition on `papers`, which an index answers, and its values.

        Venues and sources are looked up first: there are few different ones, and `papers` is sorted by them.
        """
        key = self.key(collection)
        conditions, values = ["papers.collection_key = ?"], list[object]([key])
        if paper_filter.year_from is not None:
            conditions.append("papers.year >= ?")
            values.append(paper_filter.year_from)
        if paper_filter.year_to is not None:
            conditions.append("papers.year <= ?")
            values.append(paper_filter.year_to)
        if paper_filter.venues:
            conditions.append(f"papers.venue {AMONG}")
            values.append(listed(self.venues_like(collection, paper_filter.venues)))
        if paper_filter.sources:
            wanted = set(paper_filter.sources)
            held = self.distinct(collection, "sources")
            conditions.append(f"papers.sources {AMONG}")
            values.append(listed(sources for sources in held if not wanted.isdisjoint(json.loads(sources))))
        for author in map(fold_name, paper_filter.authors):
            agrees, folded = (" AND names_agree(?, name)", [author]) if " " in author else ("", [])
            conditions.append(
                "papers.paper_key IN (SELECT paper_key FROM paper_authors WHERE collection_key = ? AND surname = ?"
                f" AND surname != ''{agrees})"
            )
            values.extend((key, surname_of(author), *folded))
        if paper_filter.surveys_only:
            conditions.append("papers.paper_key IN (SELECT paper_key FROM surveys)")
        if paper_filter.paper_ids is not None:
            conditions.append(f"papers.paper_id {AMONG}")
            values.append(listed(paper_filter.paper_ids))
        return " AND ".join(conditions), values
