"""`kill -9` at 20 random moments of an ingest, for real: the library opens, answers, and completes."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_library import COLLECTION, LANTERN, Stack, made_up_papers, opened_stack, write_jsonl

from retrieval.embedding import LocalEmbedder

N_KILLS = 20
N_KILLS_PER_HOME = 4
"""Kills in a row: some fall into the repair of what the one before them left."""
N_PAPERS = 100
PATIENCE_SECONDS = 300.0
MAX_HOMES = 30
SHARE_OF_AN_INGEST = 0.7
"""Kills fall into this first share of the time that a whole ingest takes here: later ones have less left to do."""

INGEST = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import retrieval.retriever, chromadb, fastembed
from small_library import opened_stack
from retrieval.embedding import LocalEmbedder
for line in sys.stdin:  # imports take longer than an ingest, so each ingest is a fork of this process
    seconds, home = line.strip().split(" ", 1)
    child = os.fork()
    if not child:
        with opened_stack(Path(home), LocalEmbedder(Path(sys.argv[1])), "an ingest") as stack:
            for path in sorted(Path(sys.argv[2]).iterdir()):
                stack.ingest_paths(path)
                stack.indexes().catch_up()
        os._exit(0)
    started = time.monotonic()
    look = os.WEXITED | os.WNOWAIT | os.WNOHANG
    while time.monotonic() - started < float(seconds) and not os.waitid(os.P_PID, child, look):
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), time.monotonic() - started, flush=True)
"""


class Ingests:
    """Starts processes that ingest 100 papers in ten files, one process at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None and process.stdout is not None
        self._requests, self._replies = process.stdin, process.stdout

    def run_and_kill(self, home: Path, after_seconds: float) -> tuple[int, float]:
        """Start an ingest, kill it, and return its exit code (−9, or 0 if it was done before) and how long it ran."""
        self._requests.write(f"{after_seconds} {home}\n")
        self._requests.flush()
        exit_code, seconds = self._replies.readline().split()
        return int(exit_code), float(seconds)


@pytest.fixture
def ingests(models_folder: Path, tmp_path: Path) -> Iterator[Ingests]:
    papers = made_up_papers(N_PAPERS)
    for start in range(0, N_PAPERS, 10):
        write_jsonl(tmp_path / "in" / f"{start:02}.jsonl", papers[start : start + 10])
    command = [sys.executable, "-c", INGEST, str(models_folder), str(tmp_path / "in"), str(Path(__file__).parents[1])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Ingests(process)


def assert_answers(stack: Stack, n_papers: int) -> None:
    """Check that every paper of the library is whole, indexed once, and found."""
    retriever = stack.retriever()
    passages = retriever.retrieve("treebank of river languages", 3)
    assert passages[0].paper.title == LANTERN["title"]
    papers = stack.library.papers(COLLECTION)
    assert len(papers) == n_papers
    assert all(len(stack.library.sentences(COLLECTION, paper)) == 3 for paper in papers)
    assert not retriever.indexes.is_behind
    held = retriever.indexes.vectors.chroma_collection.get()
    assert sorted(metadata["paper_id"] for metadata in held["metadatas"]) == [paper.paper_id for paper in papers]
    state = stack.library.collection(COLLECTION)
    assert (state.n_papers, state.n_chunks, state.n_chunks_without_vector) == (n_papers, n_papers, 0)


def test_an_ingest_killed_at_20_random_moments_loses_nothing_and_completes(
    ingests: Ingests, minilm: LocalEmbedder, tmp_path: Path
) -> None:
    chosen = random.Random(20)
    whole, seconds = ingests.run_and_kill(tmp_path / "whole", PATIENCE_SECONDS)
    assert whole == 0
    n_kills = 0
    for number in range(MAX_HOMES):
        home = tmp_path / f"home-{number}"
        with opened_stack(home, minilm) as stack:
            stack.ingest_records(LANTERN)
            stack.indexes().catch_up()
        for n_before in range(min(N_KILLS_PER_HOME, N_KILLS - n_kills)):
            after = chosen.uniform(0, SHARE_OF_AN_INGEST * seconds)
            exit_code, took = ingests.run_and_kill(home, after)
            if exit_code == 0:  # done before: what earlier ones left was little, or the machine has become faster
                seconds = seconds if n_before else min(seconds, took)
                break
            assert exit_code == -signal.SIGKILL
            n_kills += 1
        with opened_stack(home, minilm) as stack:
            n_papers = len(stack.library.papers(COLLECTION))
            assert n_papers % 10 == 1  # whole files: each is one transaction
            assert_answers(stack, n_papers)
            stack.ingest_paths(tmp_path / "in")
            assert_answers(stack, N_PAPERS + 1)
        if n_kills == N_KILLS:
            break
    assert n_kills == N_KILLS
