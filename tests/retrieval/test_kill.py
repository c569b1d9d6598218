"""`kill -9` at 20 random moments of an ingest, for real: the library opens, answers, and completes."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_library import COLLECTION, LANTERN, Stack, made_up_papers, opened_stack, write_jsonl

from retrieval.embedding import LocalEmbedder

N_KILLS = 20
N_PAPERS = 60
SECONDS_OF_AN_INGEST = 4.0
"""Kills fall within so many seconds after the process has imported what it needs; a run is done in about as many."""

INGEST = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from small_library import opened_stack
from retrieval.embedding import LocalEmbedder
import retrieval.retriever
print("ready", flush=True)
with opened_stack(Path(sys.argv[1]), LocalEmbedder(Path(sys.argv[2])), "an ingest") as stack:
    for path in sorted(Path(sys.argv[3]).iterdir()):
        stack.ingest_paths(path)
        stack.indexes().catch_up()
        print(path.name, flush=True)
"""


@pytest.fixture
def ingest_process(models_folder: Path, tmp_path: Path) -> Callable[[Path], "subprocess.Popen[str]"]:
    """Start an ingest of 60 papers in six files into a home, and return when it is about to begin."""
    papers = made_up_papers(N_PAPERS)
    for start in range(0, N_PAPERS, 10):
        write_jsonl(tmp_path / "in" / f"{start:02}.jsonl", papers[start : start + 10])

    def begin(home: Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", INGEST, str(home), str(models_folder), str(tmp_path / "in")]
        process = subprocess.Popen([*command, str(Path(__file__).parents[1])], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    return begin


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
    ingest_process: Callable[[Path], "subprocess.Popen[str]"], minilm: LocalEmbedder, tmp_path: Path
) -> None:
    chosen = random.Random(20)
    n_killed_homes = 5  # four kills in a row each: some fall into repairs of what the one before it left
    moments = [chosen.uniform(0, SECONDS_OF_AN_INGEST) * (1 - 0.2 * (number % 4)) for number in range(N_KILLS)]
    n_killed = 0
    for number in range(n_killed_homes):
        home = tmp_path / f"home-{number}"
        with opened_stack(home, minilm) as stack:
            stack.ingest_records(LANTERN)
            stack.indexes().catch_up()
        for moment in moments[number * 4 : number * 4 + 4]:
            process = ingest_process(home)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            n_killed += process.wait() == -signal.SIGKILL
            assert process.stdout is not None
            process.stdout.close()
        with opened_stack(home, minilm) as stack:
            n_papers = len(stack.library.papers(COLLECTION))
            assert n_papers % 10 == 1  # whole files: each is one transaction
            assert_answers(stack, n_papers)
            stack.ingest_paths(tmp_path / "in")
            assert_answers(stack, N_PAPERS + 1)
    assert n_killed >= N_KILLS * 3 // 4
