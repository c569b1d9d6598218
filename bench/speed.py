"""How fast citewell answers on the founding papers, and where the time goes.

    uv run bench/speed.py            retrieval, an extractive answer, the share of each part, memory
    uv run bench/speed.py --peers    also llama-index, txtai and PaperQA2, taking turns with citewell

Each figure is the median over rounds; a question's best round says what it takes where nothing else runs. The shares of
the parts come from rounds of their own, since looking at the clock costs something, too; they hold on a busy machine,
where milliseconds do not.
"""

import argparse
import functools
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.datatypes import Question
from assistant.evaluation import questions_for_evaluation
from assistant.settings import load_settings
from assistant.workspace import Workspace
from bench.corpora import FOUNDING_QUESTIONS, PAGES
from bench.peers import run as peers
from retrieval.retriever import Retriever

ROUNDS = 5
CONSOLE = Console(stderr=True)


class Stopwatch:
    """Adds up the time that is spent in the parts that are watched, each without those inside it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def watch(self, owner: object, part: str, *methods: str) -> None:
        """Watch methods of one object from now on."""
        for name in methods:
            setattr(owner, name, self._timed(getattr(owner, name), part))

    def _timed(self, method: Callable[..., Any], part: str) -> Callable[..., Any]:
        @functools.wraps(method)
        def timed(*arguments: Any, **options: Any) -> Any:
            self._inside.append(0.0)
            started = time.perf_counter()
            try:
                return method(*arguments, **options)
            finally:
                elapsed = time.perf_counter() - started
                self.seconds[part] += elapsed - self._inside.pop()
                if self._inside:
                    self._inside[-1] += elapsed

        return timed

    def shares(self) -> dict[str, float]:
        """Return the share of each part in all that was watched, largest first."""
        total = sum(self.seconds.values()) or 1.0
        return {part: spent / total for part, spent in sorted(self.seconds.items(), key=lambda item: -item[1])}


def watch_retriever(stopwatch: Stopwatch, retriever: Retriever) -> None:
    """Watch the parts of retrieval."""
    stopwatch.watch(retriever.embedder, "encoding the query", "embed_query")
    stopwatch.watch(retriever.indexes.vectors, "Chroma", "nominate", "present")
    keywords = ("query_terms", "nominate", "bm25", "papers_naming")
    stopwatch.watch(retriever.indexes.keywords, "tantivy", *keywords)
    reads = ("revision", "paper_ids_of_chunks", "chunks_of_papers", "sentence_vectors", "papers_by_id", "chunks")
    stopwatch.watch(retriever.library, "library", *reads, "sentences")
    stopwatch.watch(retriever, "scoring sentences", "_score_sentences")
    stopwatch.watch(retriever, "the rest (fusion, term coverage)", "search")


def take_turns(asks: Mapping[str, Callable[[str], object]], texts: Sequence[str]) -> dict[str, list[list[float]]]:
    """Return milliseconds per way to ask, round by round and text by text. The ways take turns at each text."""
    spent: dict[str, list[list[float]]] = {label: [[] for _ in range(ROUNDS)] for label in asks}
    for number in track(range(ROUNDS), "asking", console=CONSOLE):
        for text in texts:
            for label, ask in asks.items():
                started = time.perf_counter()
                ask(text)
                spent[label][number].append((time.perf_counter() - started) * 1000)
    return spent


def measure(workspace: Workspace) -> None:
    """Print what citewell takes by itself."""
    with CONSOLE.status("indexing the founding papers"):
        workspace.ingest([PAGES], "founding")
    asked = questions_for_evaluation(FOUNDING_QUESTIONS, "test")
    texts = [item.question.text for item in asked if item.kind in ("lookup", "paraphrase", "list")]
    retriever, chain = workspace.retriever("founding"), workspace.answering("founding")
    chain.invoke(Question(texts[0]))  # loads what is loaded once
    asks: dict[str, Callable[[str], object]] = {
        "encoding the query alone": retriever.embedder.embed_query,
        "retrieval, encoding included": retriever.search,
        "an extractive answer, through the chain": lambda text: chain.invoke(Question(text)),
    }
    print(f"| {len(texts)} questions, {ROUNDS} rounds | p50 ms | p95 ms | p50 of each question's best round |")
    print("|---|---|---|---|")
    for label, rounds in take_turns(asks, texts).items():
        p50 = median(median(row) for row in rounds)
        p95 = median(quantiles(row, n=20)[-1] for row in rounds)
        best = median(map(min, zip(*rounds, strict=True)))
        print(f"| {label} | {p50:.1f} | {p95:.1f} | {best:.1f} |", flush=True)
    steps: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        for step, spent in chain.invoke(Question(text)).timings_ms.items():
            steps[step].append(spent)
    total = mean(steps.pop("total"))
    shares = ", ".join(f"{step} {sum(spent) / len(texts) / total:.0%}" for step, spent in steps.items())
    print(f"\nAn answer's time: {shares}.")
    stopwatch = Stopwatch()
    watch_retriever(stopwatch, retriever)
    for text in track(texts * 2, "the parts of retrieval", console=CONSOLE):
        retriever.search(text)
    print("Retrieval's time: " + ", ".join(f"{part} {share:.0%}" for part, share in stopwatch.shares().items()) + ".")
    print(f"Peak RSS: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.")


def main() -> None:
    """Measure in a home folder that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="citewell-speed-") as home,
        Workspace(load_settings(home=Path(home), writer="extractive"), "bench") as workspace,
    ):
        measure(workspace)
    if arguments.peers:
        print()
        peers.main(["--without-scifact"])


if __name__ == "__main__":
    main()
