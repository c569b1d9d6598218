"""`citewell fetch`: arXiv's abstracts into the user's library, from the command line and through the workspace."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_arxiv import ArxivPaper, Fault, ScriptedArxiv
from small_library import LANTERN, write_jsonl

from assistant.__main__ import main
from assistant.settings import load_settings
from assistant.workspace import USER_COLLECTION, Workspace
from retrieval.sample import SAMPLE_COLLECTION, SAMPLE_FILE

SAMPLE = [json.loads(line) for line in SAMPLE_FILE.read_text(encoding="utf-8").splitlines()]
ON_ARXIV = [record["arxiv_id"] for record in SAMPLE if "arxiv_id" in record]
KITES = ArxivPaper("2202.00002", "Kites over Corpora", "We fly kites over corpora. They see most of the words.")


def made_up(arxiv_id: str) -> ArxivPaper:
    return ArxivPaper(arxiv_id, f"Made up {arxiv_id}", f"We make up an abstract for number {arxiv_id}.")


@pytest.fixture
def arxiv() -> Iterator[ScriptedArxiv]:
    with ScriptedArxiv(KITES, *map(made_up, ON_ARXIV)) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, models_folder: Path, arxiv: ScriptedArxiv, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new home folder that the environment names, with the encoder built and arXiv on loopback."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_folder)
    monkeypatch.setenv("CITEWELL_HOME", str(home))
    monkeypatch.setenv("CITEWELL_ARXIV_URL", arxiv.url)
    monkeypatch.setenv("CITEWELL_ARXIV_PAUSE_SECONDS", "0")
    return home


@pytest.fixture
def run(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run `citewell` with arguments; return exit code, stdout and stderr."""

    def run_citewell(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["citewell", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return run_citewell


@pytest.fixture
def open_workspace(home: Path) -> Callable[[], Workspace]:
    return lambda: Workspace(load_settings(home=home, threads=2), "a test")


def text_kinds(workspace: Workspace, collection: str = USER_COLLECTION) -> list[str]:
    return [paper.text_kind for paper in workspace.library.papers(collection)]


def test_the_samples_abstracts_come_into_the_users_collection_with_its_other_papers(
    run: Callable[..., tuple[int, str, str]], open_workspace: Callable[[], Workspace], arxiv: ScriptedArxiv
) -> None:
    code, out, err = run("fetch")
    assert (code, err) == (0, "")
    assert out == (
        f"abstracts from arXiv into 'papers': {len(ON_ARXIV)} fetched, 0 there already, 0 missing,"
        f" {len(SAMPLE) - len(ON_ARXIV)} other papers came along\n"
    )
    assert [len(ids) for ids in arxiv.asked] == [100, len(ON_ARXIV) - 100]
    with open_workspace() as workspace:
        assert workspace.collection == USER_COLLECTION
        kinds = text_kinds(workspace)
        assert kinds.count("abstract") == len(ON_ARXIV)
        assert kinds.count("synopsis") == len(SAMPLE) - len(ON_ARXIV)
        assert set(text_kinds(workspace, SAMPLE_COLLECTION)) == {"synopsis"}
        assert workspace.library.collection(USER_COLLECTION).n_chunks_without_vector == 0
        assert not workspace.indexes(USER_COLLECTION).is_behind


def test_a_second_fetch_asks_for_what_is_missing_only(
    run: Callable[..., tuple[int, str, str]], arxiv: ScriptedArxiv, tmp_path: Path
) -> None:
    synopses = [{"title": f"Paper {n}", "arxiv_id": f"2101.0000{n}", "synopsis": f"It is paper {n}."} for n in (1, 2)]
    mine = write_jsonl(tmp_path / "mine.jsonl", [{**synopsis, "text_kind": "synopsis"} for synopsis in synopses])
    assert run("ingest", str(mine))[0] == 0
    arxiv.papers["2101.00001"] = made_up("2101.00001")
    assert run("fetch") == (
        1,
        "abstracts from arXiv into 'papers': 1 fetched, 0 there already, 1 missing\n",
        "2101.00002: arXiv has no paper of this id; check the id on arxiv.org\n",
    )
    arxiv.papers["2101.00002"] = made_up("2101.00002")
    arxiv.asked.clear()
    assert run("fetch")[0] == 0
    assert arxiv.asked == [("2101.00002",)]


def test_given_ids_are_fetched_alone_and_reported_as_json(
    run: Callable[..., tuple[int, str, str]], open_workspace: Callable[[], Workspace], arxiv: ScriptedArxiv
) -> None:
    code, out, _ = run("fetch", "arXiv:2202.00002v2", "2202.99999", "--json")
    assert code == 1
    report = json.loads(out)
    assert report["collection"] == "papers"
    assert report["fetched"] == ["2202.00002"]
    assert [(problem["arxiv_id"], problem["kind"]) for problem in report["problems"]] == [("2202.99999", "not found")]
    assert arxiv.asked == [("2202.00002", "2202.99999")]
    with open_workspace() as workspace:
        assert [paper.title for paper in workspace.library.papers(USER_COLLECTION)] == ["Kites over Corpora"]


def test_a_named_collection_is_fetched_into_itself(
    run: Callable[..., tuple[int, str, str]],
    open_workspace: Callable[[], Workspace],
    arxiv: ScriptedArxiv,
    tmp_path: Path,
) -> None:
    synopsis = {**LANTERN, "text_kind": "synopsis", "abstract": "Lantern has 14 languages."}
    arxiv.papers["2101.00001"] = made_up("2101.00001")
    assert run("ingest", str(write_jsonl(tmp_path / "mine.jsonl", [synopsis])), "--collection", "rivers")[0] == 0
    assert run("fetch", "--collection", "rivers")[0] == 0
    with open_workspace() as workspace:
        assert text_kinds(workspace, "rivers") == ["abstract"]
        assert USER_COLLECTION not in workspace.library.collection_names()


def test_the_sample_itself_is_never_written_to_even_when_it_is_named(
    run: Callable[..., tuple[int, str, str]], open_workspace: Callable[[], Workspace]
) -> None:
    assert run("fetch", ON_ARXIV[0], "--collection", "sample")[0] == 0
    with open_workspace() as workspace:
        assert set(text_kinds(workspace, SAMPLE_COLLECTION)) == {"synopsis"}
        assert text_kinds(workspace) == ["abstract"]


def test_a_refusal_is_one_line_and_changes_nothing(
    run: Callable[..., tuple[int, str, str]], open_workspace: Callable[[], Workspace], arxiv: ScriptedArxiv
) -> None:
    arxiv.enqueue(Fault(403))
    code, out, err = run("fetch")
    assert (code, out) == (1, "")
    assert err == f"citewell: {arxiv.url}: arXiv refused the request (403); check CITEWELL_ARXIV_URL\n"
    with open_workspace() as workspace:
        assert workspace.collection == SAMPLE_COLLECTION


def test_a_failure_in_the_middle_is_told_with_what_is_missing(
    run: Callable[..., tuple[int, str, str]], arxiv: ScriptedArxiv
) -> None:
    arxiv.enqueue(None, Fault(403))
    code, out, err = run("fetch")
    assert code == 1
    assert out.startswith("abstracts from arXiv into 'papers': 100 fetched, 0 there already, 6 missing")
    *missing, last = err.splitlines()
    assert len(missing) == len(ON_ARXIV) - 100
    assert all(line.endswith("not asked for yet; fetch again") for line in missing)
    assert "(403)" in last


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_process_ended_between_two_requests_loses_nothing(
    home: Path, open_workspace: Callable[[], Workspace], arxiv: ScriptedArxiv, end: signal.Signals
) -> None:
    arxiv.enqueue(None, Fault(hang_seconds=60))
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "fetch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while len(arxiv.asked) < 2 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(end)
        process.communicate(timeout=30)
    assert process.returncode != 0
    arxiv.closing.set()  # lets go of the request that hangs
    arxiv.asked.clear()
    with open_workspace() as workspace:
        assert text_kinds(workspace).count("abstract") == 100
        report = workspace.fetch()
        assert report.is_complete
        assert text_kinds(workspace).count("abstract") == len(ON_ARXIV)
    assert [len(ids) for ids in arxiv.asked] == [len(ON_ARXIV) - 100]


def test_nothing_is_fetched_unasked(open_workspace: Callable[[], Workspace], arxiv: ScriptedArxiv) -> None:
    with open_workspace() as workspace:
        workspace.ensure_sample()
        workspace.status()
    assert arxiv.asked == []
