"""How citewell holds up on a large collection.

    uv run bench/scale.py measure HOME COLLECTION    p50 and p95 with and without filters, memory, 100 more papers
    uv run bench/scale.py ingest N [--home FOLDER]   N abstracts (ACL, then arXiv), killed half-way, resumed, and asked
                                                     from another process all the while

`measure` works on a copy of the home folder, since it adds papers; `--in-place` spares the copy.
"""

import argparse
import gzip
import json
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles

from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.corpora import ACL, ARXIV, PROJECT
from bench.speed import Stopwatch, watch_retriever
from retrieval.cleaning import clean_text
from retrieval.datatypes import PaperFilter
from retrieval.retriever import Retriever

N_QUERIES = 200
N_FILTERED_QUERIES = 50
N_MORE_PAPERS = 100
SEED = 11
CONSOLE = Console(stderr=True)


# A collection that is there


@dataclass(frozen=True, slots=True)
class Facts:
    """What the measurements need to know of a collection, read past the library so that its cost is not ours."""

    n_papers: int
    n_chunks: int
    titles: tuple[str, ...]
    year: int | None
    venue: str | None
    source: str | None


def facts_of(home: Path, collection: str) -> Facts:
    """Return counts, some titles to ask for, the middle year, and the most frequent venue and source."""
    with closing(sqlite3.connect(f"file:{home / 'library.sqlite'}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT collection_key FROM collections WHERE name = ?", (collection,)).fetchone()
        if row is None:
            sys.exit(f"{home}: no collection {collection!r}")

        def one(sql: str) -> tuple[object, ...]:
            found: tuple[object, ...] | None = connection.execute(sql, row).fetchone()
            return found or (None,)

        (n_papers,) = one("SELECT count(*) FROM papers WHERE collection_key = ?")
        (n_chunks,) = one("SELECT count(*) FROM chunks WHERE collection_key = ?")
        keys = [key for (key,) in connection.execute("SELECT paper_key FROM papers WHERE collection_key = ?", row)]
        asked = Random(SEED).sample(keys, min(N_QUERIES, len(keys)))
        titles = [
            connection.execute("SELECT title FROM papers WHERE paper_key = ?", (key,)).fetchone()[0] for key in asked
        ]
        years = [
            year
            for (year,) in connection.execute(
                "SELECT year FROM papers WHERE collection_key = ? AND year IS NOT NULL ORDER BY year", row
            )
        ]
        most_frequent = "SELECT {0} FROM papers WHERE collection_key = ? AND {0} IS NOT NULL GROUP BY {0}"
        (venue,) = one(f"{most_frequent.format('venue')} ORDER BY count(*) DESC LIMIT 1")
        (sources,) = one(f"{most_frequent.format('sources')} ORDER BY count(*) DESC LIMIT 1")
    return Facts(
        int(str(n_papers)),
        int(str(n_chunks)),
        tuple(titles),
        years[len(years) // 2] if years else None,
        None if venue is None else str(venue),
        next(iter(json.loads(str(sources or "[]"))), None),
    )


def measure(home: Path, collection: str) -> None:
    """Print the table of one collection. Adds N_MORE_PAPERS papers to it at the end."""
    facts = facts_of(home, collection)
    print(f"| {facts.n_papers:,} papers, {facts.n_chunks:,} chunks | p50 ms | p95 ms |\n|---|---|---|")
    with Workspace(load_settings(home=home, writer="extractive"), "bench") as workspace:
        workspace.embedder.embed_query("loads the encoder")
        started = time.perf_counter()
        retriever = workspace.retriever(collection)
        retriever.search(facts.titles[0])
        opening = time.perf_counter() - started
        row("retrieval", retriever.search, facts.titles)
        few = facts.titles[:N_FILTERED_QUERIES]
        filters = {
            f"years from {facts.year}": PaperFilter(year_from=facts.year) if facts.year else None,
            f"venue {facts.venue}": PaperFilter(venues=(facts.venue,)) if facts.venue else None,
            f"source {facts.source}": PaperFilter(sources=(facts.source,)) if facts.source else None,
        }
        for label, chosen in filters.items():
            if chosen is None:
                print(f"| {label.split()[0]}: no paper has one | | |")
                continue
            row(label, lambda text, chosen=chosen: retriever.search(text, 10, chosen), few)  # type: ignore[misc]
        row("whether the indexes are behind", lambda _: retriever.indexes.is_behind, few[:10])
        row("status", lambda _: workspace.status(), few[:10])
        hits = sum(title == next(iter(titles_found(retriever, title)), None) for title in few)
        print(f"\nOpening and the first question: {opening:.1f} s. Memory now {rss_mb():.0f} MB.")
        print(f"Title asked for, its paper first: {hits} of {len(few)}.")
        stopwatch = Stopwatch()
        watch_retriever(stopwatch, retriever)
        for text in few:
            retriever.search(text)
        print("Retrieval's time: " + ", ".join(f"{part} {share:.0%}" for part, share in stopwatch.shares().items()))
        seconds = add_papers(workspace, collection)
        print(f"{N_MORE_PAPERS} more papers, end to end: {seconds:.1f} s. Peak RSS {peak_rss_mb():.0f} MB.", flush=True)


def row(label: str, ask: Callable[[str], object], texts: Sequence[str]) -> None:
    """Print p50 and p95 of one way to ask."""
    ask(texts[0])
    spent = []
    for text in track(texts, label, console=CONSOLE, transient=True):
        started = time.perf_counter()
        ask(text)
        spent.append((time.perf_counter() - started) * 1000)
    print(f"| {label} | {median(spent):.1f} | {quantiles(spent, n=20)[-1]:.1f} |", flush=True)


def titles_found(retriever: Retriever, title: str) -> Iterator[str]:
    """Yield the titles of the papers that a title retrieves, best first."""
    for passage in retriever.retrieve(title):
        yield passage.paper.title


def add_papers(workspace: Workspace, collection: str) -> float:
    """Ingest papers that were not there and return the seconds until they are found.

    They are the collection's own with their sentences in another order: texts like the others that no cache holds.
    """
    library, random = workspace.library, Random(time.time_ns())
    stamp = f"{random.getrandbits(40):x}"
    with closing(sqlite3.connect(f"file:{library.path}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT title, abstract FROM papers JOIN collections USING (collection_key) WHERE name = ?"
            " ORDER BY paper_key LIMIT ?",
            (collection, N_MORE_PAPERS),
        ).fetchall()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "more.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, (title, abstract) in enumerate(rows):
                sentences = abstract.split(". ")
                random.shuffle(sentences)
                record = {"title": f"{title} once more {stamp}x{number}", "abstract": ". ".join(sentences)}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        started = time.perf_counter()
        report = workspace.ingest([path], collection)
        found = workspace.retriever(collection).retrieve(f"{rows[-1][0]} once more {stamp}x{len(rows) - 1}")
        seconds = time.perf_counter() - started
    if report.n_added != len(rows) or stamp not in found[0].paper.title:
        sys.exit(f"of {len(rows)} more papers {report.n_added} were added; first found: {found[0].paper.title}")
    return seconds


# An ingest that is killed and goes on


def work(home: Path, papers: Path) -> None:
    """Ingest a file, with one line of JSON per piece of progress: the part that is killed."""
    started, told = time.perf_counter(), 0.0

    def report(what: str, n_done: int, n_total: int) -> None:
        nonlocal told
        now = time.perf_counter()
        if now - told > 0.5 or n_done == n_total:
            told = now
            print(json.dumps([round(now - started, 1), what, n_done, n_total]), flush=True)

    with Workspace(load_settings(home=home, writer="extractive"), "the one that ingests") as workspace:
        report_card = workspace.ingest([papers], "large", report)
        print(json.dumps([round(time.perf_counter() - started, 1), "done", report_card.n_records, 0]), flush=True)
    print(json.dumps([0, "peak RSS MB", round(peak_rss_mb()), 0]), flush=True)


@contextmanager
def worker(home: Path, papers: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start an ingest in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "work", str(home), str(papers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ingest_and_kill(n_papers: int, home: Path) -> None:
    """Ingest, kill it when half of the papers are embedded, resume, and ask meanwhile."""
    papers = home.parent / f"{home.name}-papers.jsonl"
    home.mkdir(parents=True, exist_ok=True)
    titles = write_corpus(n_papers, papers)
    with worker(home, papers) as first:
        seconds = follow(first, home, titles, until=0.5)
        first.send_signal(signal.SIGKILL)
        first.wait()
    n_before = n_embedded(home)
    print(f"\nKilled after {seconds:.0f} s with {n_before:,} chunks embedded.")
    with worker(home, papers) as second:
        seconds = follow(second, home, titles, until=None)
        if second.wait() != 0:
            sys.exit("the second ingest did not end well")
    facts = facts_of(home, "large")
    print(
        f"Resumed and done after {seconds:.0f} s more: {facts.n_papers:,} papers, {facts.n_chunks:,} chunks,"
        f" {n_embedded(home) - n_before:,} embedded after the kill."
    )


def write_corpus(n_papers: int, path: Path) -> list[str]:
    """Write the first n abstracts of ACL and arXiv as they are, and return some of their titles."""
    titles = []
    with path.open("w", encoding="utf-8") as file:
        for text in islice(chain(_lines(ACL), _lines(ARXIV)), n_papers):
            file.write(text)
            titles.append(clean_text(json.loads(text)["title"]))
    return Random(SEED).sample(titles, min(20, len(titles)))


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def follow(process: "subprocess.Popen[str]", home: Path, titles: Sequence[str], until: float | None) -> float:
    """Show a worker's progress and ask now and then; return its seconds at the end or at a share of the papers."""
    assert process.stdout is not None
    shown, seconds = "", 0.0
    left: list[tuple[float, float]] = []
    spent_ms: list[float] = []
    n_right = 0
    with Workspace(load_settings(home=home, writer="extractive"), "the one that asks") as workspace:
        for line in process.stdout:
            told_at, what, n_done, n_total = json.loads(line)
            seconds = max(seconds, told_at)
            if what != shown:
                CONSOLE.print(f"{seconds:6.0f} s  {what}  {n_done:,} of {n_total:,}")
                shown = what
            if what == "peak RSS MB":
                print(f"Peak RSS of the ingest: {n_done} MB.")
            if what.startswith("embedding") and n_done:
                left.append((seconds, seconds / n_done * (n_total - n_done)))
                title = titles[len(spent_ms) % len(titles)]
                started = time.perf_counter()
                n_right += title == next(titles_found(workspace.retriever("large"), title), None)
                spent_ms.append((time.perf_counter() - started) * 1000)
                if until is not None and n_done >= until * n_total:
                    break
    if spent_ms:
        print(
            f"Asked from another process while it embeds: {n_right} of {len(spent_ms)} titles found first, p50"
            f" {median(spent_ms):.0f} ms; the first answer {left[0][0]:.0f} s after the start."
        )
    if until is None and left:
        worst = max(abs(told - (seconds - at)) for at, told in left[len(left) // 10 :])
        print(f"The time left, as told by the rate so far, was wrong by at most {worst / seconds:.0%} of the whole.")
    return seconds


def n_embedded(home: Path) -> int:
    """Return how many chunk vectors a library holds."""
    with closing(sqlite3.connect(f"file:{home / 'library.sqlite'}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0])


def rss_mb() -> float:
    """Return this process's memory now, where the system tells; else its peak."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
    except OSError:
        return peak_rss_mb()


def peak_rss_mb() -> float:
    """Return the most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    measuring = modes.add_parser("measure")
    measuring.add_argument("home", type=Path)
    measuring.add_argument("collection")
    measuring.add_argument("--in-place", action="store_true")
    ingesting = modes.add_parser("ingest")
    ingesting.add_argument("n_papers", type=int)
    ingesting.add_argument("--home", type=Path, default=PROJECT / "bench" / ".home" / "scale")
    working = modes.add_parser("work")
    working.add_argument("home", type=Path)
    working.add_argument("papers", type=Path)
    arguments = parser.parse_args()
    match arguments.mode:
        case "work":
            work(arguments.home, arguments.papers)
        case "ingest":
            ingest_and_kill(arguments.n_papers, arguments.home)
        case _ if arguments.in_place:
            measure(arguments.home, arguments.collection)
        case _:
            with tempfile.TemporaryDirectory(prefix="citewell-scale-", dir=arguments.home.resolve().parent) as copy:
                home = Path(copy) / "home"
                shutil.copytree(arguments.home, home, ignore=shutil.ignore_patterns("*.lock"))
                measure(home, arguments.collection)


if __name__ == "__main__":
    main()
