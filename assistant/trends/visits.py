"""Where a collection stood when one last looked, kept in the home folder, so that a digest can tell what came since."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

FILE_NAME = "trends_visits.json"
ONE_VISIT = timedelta(hours=1)
"""Looks that lie no further apart are one visit: reloading the page does not make everything old."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`since`: the revision that the digest of this visit begins after, None on the first; `seen`: the latest shown."""

    since: int | None
    seen: int
    since_date: str
    at: str


class Visits:
    """The visits of a home folder, by collection."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE_NAME

    def look(self, collection: str, revision: int, now: datetime | None = None) -> Visit:
        """Return the visit that a look belongs to, and remember it."""
        now = now or datetime.now(UTC)
        known = self._read()
        before = known.get(collection)
        if before is None or before.seen > revision:  # a collection that was deleted begins anew
            visit = Visit(None, revision, "", now.isoformat())
        elif abs(now - datetime.fromisoformat(before.at)) <= ONE_VISIT:
            visit = Visit(before.since, revision, before.since_date, now.isoformat())
        else:
            visit = Visit(before.seen, revision, before.at, now.isoformat())
        self._write({**known, collection: visit})
        return visit

    def _read(self) -> dict[str, Visit]:
        """Return what is remembered; nothing where the file cannot be read as such: a visit is no loss."""
        try:
            records = json.loads(self._path.read_text(encoding="utf-8"))
            visits = {name: Visit(**record) for name, record in records.items()}
            for visit in visits.values():
                if datetime.fromisoformat(visit.at).tzinfo is None or not isinstance(visit.seen, int):
                    return {}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}
        return visits

    def _write(self, visits: dict[str, Visit]) -> None:
        records = {name: asdict(visit) for name, visit in sorted(visits.items())}
        part = self._path.with_name(f".{FILE_NAME}.{os.getpid()}")
        part.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(self._path)
