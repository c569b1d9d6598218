"""The command line, as people and programs see it.

`run` is a process of its own; `Run` calls the same entry point within this one, which saves seconds of imports.
"""

import gzip
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import pytest
import typer.main
from scripted_server import Reply, ScriptedServer
from small_library import COMPASS, HARBOUR, LANTERN, ORCHARD, PAPERS, made_up_papers, write_jsonl

from assistant.__main__ import app, main
from retrieval.indexing import IndexLock

PROJECT = Path(__file__).parents[2]
LANTERN_QUESTION = "How many river languages does the Lantern treebank hold?"
LANTERN_FACT = "We present Lantern, a treebank of 14 river languages."
OFF_SUBJECT = "How long should sourdough bread prove before baking?"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the JSON objects that stdout holds, one per line."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        """Return the one JSON object that stdout holds."""
        (record,) = self.lines
        return record


Run = Callable[..., Ended]


def make_home(folder: Path, models_folder: Path) -> Path:
    """Make a home folder that shares the encoder."""
    folder.mkdir(parents=True)
    (folder / "models").symlink_to(models_folder, target_is_directory=True)
    return folder


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process whose home folder is `home`, with no setting from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CITEWELL_", "OPENAI_"))}
    return {**kept, "CITEWELL_HOME": str(home), "PYTHONPATH": str(PROJECT), "COLUMNS": "120"}


def run_process(home: Path, *words: str | Path, cwd: Path | None = None) -> Ended:
    """Run `citewell` in a process of its own."""
    command = [sys.executable, "-m", "assistant", *map(str, words)]
    ended = subprocess.run(
        command, env=environment(home), cwd=cwd or home, capture_output=True, text=True, timeout=120, check=False
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """A home folder whose collection holds the small papers, for tests that change nothing."""
    home = make_home(tmp_path_factory.mktemp("filled") / "home", models_folder)
    ended = run_process(home, "ingest", write_jsonl(home / "in" / "papers.jsonl", PAPERS))
    assert ended.exit_code == 0, ended.stderr
    return home


@pytest.fixture
def new_home(tmp_path: Path, models_folder: Path) -> Path:
    """An empty home folder."""
    return make_home(tmp_path / "home", models_folder)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `citewell` within this process."""

    def call(home: Path, *words: str | Path) -> Ended:
        monkeypatch.setenv("CITEWELL_HOME", str(home))
        monkeypatch.setenv("COLUMNS", "120")
        monkeypatch.setattr(sys, "argv", ["citewell", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return call


# Help


def all_commands() -> dict[str, Any]:
    """Return every command by its words."""
    found: dict[str, Any] = {}  # typer brings click commands of its own

    def collect(command: Any, words: str) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found[words] = command
        for name, item in (inner or {}).items():
            collect(item, f"{words} {name}")

    collect(typer.main.get_command(app), "citewell")
    return found


def options_of(command: Any) -> list[str]:
    """Return the long options of a command."""
    return [
        name for parameter in command.params for name in parameter.opts if name.startswith("--") and name != "--help"
    ]


def test_the_commands_are_those_promised() -> None:
    promised = {"ingest", "ask", "papers", "status", "reindex", "evaluate retrieval", "evaluate questions"}
    assert {f"citewell {words}" for words in promised} <= set(all_commands())


@pytest.mark.parametrize("words", sorted(all_commands()))
def test_every_command_and_every_option_is_explained_by_its_help(run: Run, tmp_path: Path, words: str) -> None:
    ended = run(tmp_path, *words.split()[1:], "--help")
    shown = " ".join(ended.stdout.replace("│", " ").split())
    command = all_commands()[words]
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert command.help and command.help.split(".")[0].split("`")[0].strip() in shown
    for parameter in command.params:
        help_text = getattr(parameter, "help", "")
        assert help_text, f"{words}: {parameter.name} says nothing of itself"
    assert all(option in shown for option in options_of(command))


@pytest.mark.parametrize("words", sorted(all_commands()))
def test_every_command_and_every_option_is_documented(words: str) -> None:
    documents = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
    lines = [line for path in documents for line in path.read_text(encoding="utf-8").splitlines()]
    about = "\n".join(line for line in lines if words in line)
    assert about, f"no document mentions `{words}`"
    missing = [option for option in options_of(all_commands()[words]) if not re.search(rf"{option}\b", about)]
    assert not missing, f"no line on `{words}` in README.md or docs/ mentions {', '.join(missing)}"


def test_a_process_shows_its_help_without_making_a_home_folder(tmp_path: Path) -> None:
    ended = run_process(tmp_path / "home", "--help", cwd=tmp_path)
    assert ended.exit_code == 0
    assert all(name in ended.stdout for name in ("ingest", "ask", "papers", "status", "evaluate", "reindex"))
    assert not (tmp_path / "home").exists()


def test_help_shows_brackets_as_they_are_to_be_written(run: Run, tmp_path: Path) -> None:
    shown = " ".join(run(tmp_path, "ask", "--help").stdout.replace("│", " ").split())
    assert '{"question": …, "history": [earlier questions], "id": …}' in shown


# Wrong words: 2


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["ask"],
        ["ask", "one?", "--from", "file.jsonl"],
        ["ask", "one?", "--since", "long ago"],
        ["ask", "one?", "--writer", "poet"],
        ["ask", "one?", "--no-such-option"],
        ["ingest"],
        ["evaluate"],
        ["evaluate", "retrieval"],
        ["evaluate", "questions"],
        ["no-such-command"],
    ],
)
def test_words_that_make_no_command_end_with_2(run: Run, tmp_path: Path, words: Sequence[str]) -> None:
    ended = run(tmp_path / "home", *words)
    assert ended.exit_code == 2
    assert not (tmp_path / "home").exists()


# What cannot be done: 1


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["papers", "-c", "nowhere"], "nowhere"),
        (["ask", "one?", "-c", "nowhere"], "nowhere"),
        (["reindex", "-c", "nowhere"], "nowhere"),
        (["ask", "--from", "missing.jsonl"], "missing.jsonl: no such file"),
        (["evaluate", "questions", "missing.jsonl"], "missing.jsonl: no such file"),
        (["evaluate", "retrieval", "missing"], "missing: no qrels/test.tsv; a BEIR folder has"),
        (["ask", "one?", "--writer", "generative"], "needs a model server; set OPENAI_API_KEY"),
    ],
)
def test_what_cannot_be_done_is_one_line_on_stderr_and_1(
    run: Run, filled_home: Path, words: Sequence[str], what: str
) -> None:
    ended = run(filled_home, *words)
    assert (ended.exit_code, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("citewell: ")
    assert what in line


def test_a_bad_setting_is_named_and_no_key_is_printed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_MAX_REPLY_TOKENS", "many")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-a-real-key-7241")
    ended = run(tmp_path, "status")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("citewell: settings: CITEWELL_MAX_REPLY_TOKENS: ")
    assert "7241" not in ended.stderr


# ingest


def test_ingest_reports_what_it_did_and_again_changes_nothing(run: Run, new_home: Path, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "papers.jsonl", [LANTERN, HARBOUR, LANTERN])
    first, second = run(new_home, "ingest", path), run(new_home, "ingest", path)
    assert first.exit_code == second.exit_code == 0
    assert first.stdout.splitlines() == [
        "3 records into 'papers': 2 added, 0 changed, 0 enriched, 1 unchanged, 0 problems",
        "1 paper was in more than one place:",
        f"  {LANTERN['title']}  (papers.jsonl)",
    ]
    assert second.stdout.startswith("3 records into 'papers': 0 added, 0 changed, 0 enriched, 3 unchanged, 0 problems")


def test_ingest_names_file_and_line_of_what_it_could_not_read_and_takes_the_rest(
    run: Run, new_home: Path, tmp_path: Path
) -> None:
    path = write_jsonl(tmp_path / "papers.jsonl", [LANTERN, {"abstract": "No title."}, HARBOUR])
    ended = run(new_home, "ingest", path, tmp_path / "missing.jsonl", "--json")
    assert ended.exit_code == 1
    assert (ended.json["n_added"], ended.json["collection"], ended.json["waits_for"]) == (2, "papers", None)
    places = [(problem["path"], problem["line"]) for problem in ended.json["problems"]]
    assert places == [(str(path), 2), (str(tmp_path / "missing.jsonl"), None)]
    assert all(problem["what"] and problem["remedy"] for problem in ended.json["problems"])


def test_problems_stand_on_stderr(run: Run, new_home: Path, tmp_path: Path) -> None:
    ended = run(new_home, "ingest", tmp_path / "missing.jsonl")
    assert ended.exit_code == 1
    assert ended.stdout.startswith("0 records into 'papers': 0 added")
    assert "missing.jsonl: " in ended.stderr


def test_ingest_puts_papers_into_the_collection_named(run: Run, new_home: Path, tmp_path: Path) -> None:
    run(new_home, "ingest", write_jsonl(tmp_path / "a.jsonl", [LANTERN]), "--collection", "rivers")
    run(new_home, "ingest", write_jsonl(tmp_path / "b.jsonl", [HARBOUR]))
    assert run(new_home, "papers", "-c", "rivers", "--json").json["title"] == LANTERN["title"]
    assert run(new_home, "papers", "--json").json["title"] == HARBOUR["title"]


def test_ingest_beside_a_process_that_holds_the_indexes_says_who_takes_the_papers_in(
    run: Run, new_home: Path, tmp_path: Path
) -> None:
    run(new_home, "ingest", write_jsonl(tmp_path / "a.jsonl", [LANTERN]))
    page = IndexLock(new_home, "the page")
    assert page.acquire()
    try:
        added = run(new_home, "ingest", write_jsonl(tmp_path / "b.jsonl", [HARBOUR]))
        asked = run(new_home, "ask", LANTERN_QUESTION)
        repaired = run(new_home, "status", "--repair")
    finally:
        page.release()
    assert added.exit_code == 0
    assert "the page (process " in added.stdout and "takes the papers in before its next question" in added.stdout
    assert "! The newest papers are not searched yet: the page (process " in asked.stdout
    assert repaired.exit_code == 1
    assert "the page (process " in repaired.stderr


# ask


def test_ask_prints_quotations_with_their_sources(run: Run, filled_home: Path) -> None:
    ended = run(filled_home, "ask", LANTERN_QUESTION)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert f"“{LANTERN_FACT}” [1.1]" in ended.stdout
    assert f"[1] {LANTERN['title']} (ACL 2021 (Long Papers))" in ended.stdout
    assert "1 of 1 statement word for word as in the source · from 1 paper · extractive writer" in ended.stdout


def test_ask_as_json_holds_every_promised_field(run: Run, filled_home: Path) -> None:
    record = run(filled_home, "ask", LANTERN_QUESTION, "--json").json
    assert (record["question"], record["writer"], record["abstained"]) == (LANTERN_QUESTION, "extractive", False)
    assert {"reason", "text", "sentences", "evidence", "nearest", "timings_ms", "usage", "schema_version"} <= set(
        record
    )
    assert "id" not in record
    quotes = [citation["quote"] for sentence in record["sentences"] for citation in sentence["citations"]]
    assert LANTERN_FACT in quotes


def test_an_abstention_is_an_answer_and_no_error(run: Run, filled_home: Path) -> None:
    ended = run(filled_home, "ask", OFF_SUBJECT)
    assert ended.exit_code == 0
    assert ended.stdout.startswith("No answer. No paper in this collection")
    assert "Nearest papers, each with the sentence that came closest; nothing is claimed:" in ended.stdout


def test_filters_bound_what_is_asked(run: Run, filled_home: Path) -> None:
    words = ["ask", "Which papers are there on speech, letters, apples and languages?", "--json"]

    def titles(*options: str) -> set[str]:
        record = run(filled_home, *words, *options).json
        return {paper["title"] for paper in record["evidence"] + record["nearest"]}

    assert titles("--since", "2022") <= {ORCHARD["title"]}
    assert titles("--until", "2020") <= {HARBOUR["title"]}
    assert titles("--venue", "acl 2021") <= {LANTERN["title"], COMPASS["title"]}
    assert titles("--source", "elsewhere.jsonl") == set()
    assert len(titles("--source", "papers.jsonl")) >= 3


def test_two_processes_give_the_same_bytes_timings_aside(run: Run, filled_home: Path) -> None:
    outputs = []
    for run_once in (run_process, run):
        record = run_once(filled_home, "ask", LANTERN_QUESTION, "--json").json
        del record["timings_ms"]
        outputs.append(json.dumps(record))
    assert outputs[0] == outputs[1]


def test_the_answer_goes_to_stdout_where_stderr_is_a_terminal(filled_home: Path, tmp_path: Path) -> None:
    """The progress bars of a terminal must not take an answer along that was sent to a file."""
    questions = write_jsonl(tmp_path / "q.jsonl", [{"question": LANTERN_QUESTION}])
    master, slave = pty.openpty()
    with os.fdopen(master, "rb"):
        command = [sys.executable, "-m", "assistant", "ask", "--from", str(questions)]
        ended = subprocess.run(
            command,
            env=environment(filled_home),
            cwd=filled_home,
            stdout=subprocess.PIPE,
            stderr=slave,
            timeout=120,
            check=True,
        )
        os.close(slave)
    assert json.loads(ended.stdout)["question"] == LANTERN_QUESTION


def test_ask_with_a_model_server_tells_model_and_usage(
    run: Run, filled_home: Path, scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_server.enqueue(Reply("Lantern has 14 languages [1.1]. So they say [9.9]."))
    monkeypatch.setenv("OPENAI_BASE_URL", scripted_server.base_url)
    monkeypatch.setenv("CITEWELL_MODEL", "scripted-model")
    ended = run(filled_home, "ask", LANTERN_QUESTION)
    assert ended.exit_code == 0
    assert "generative writer (scripted-model)" in ended.stdout
    assert "! [9.9] names nothing: the evidence has no paper 9" in ended.stdout


def test_the_extractive_writer_can_be_asked_for_beside_a_model_server(
    run: Run, filled_home: Path, scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", scripted_server.base_url)
    assert run(filled_home, "ask", LANTERN_QUESTION, "--writer", "extractive", "--json").json["writer"] == "extractive"
    assert scripted_server.requests == []


# ask --from


def test_each_line_of_a_file_gets_one_answer_with_its_id(run: Run, filled_home: Path, tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "questions.jsonl",
        [
            {"id": "a", "question": LANTERN_QUESTION},
            {"id": 2, "question": "How many ports does it cover?", "history": ["What is the Harbour corpus?"]},
            {"question": OFF_SUBJECT},
        ],
    )
    ended = run(filled_home, "ask", "--from", path)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert [record["id"] for record in ended.lines] == ["a", 2, "3"]
    assert [record["abstained"] for record in ended.lines] == [False, False, True]
    assert ended.lines[1]["query"] == "How many ports does the Harbour corpus cover?"
    assert "It covers nine ports and 8,400 letters." in ended.lines[1]["text"]
    alone = run(filled_home, "ask", LANTERN_QUESTION, "--json").json
    assert ended.lines[0]["sentences"] == alone["sentences"]


def test_a_broken_line_gets_an_error_in_its_place_and_the_others_their_answers(
    run: Run, filled_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    lines = [json.dumps({"question": LANTERN_QUESTION}), "{", '{"id": 3}', "", json.dumps({"question": "Orchard?"})]
    path.write_text("\n".join(lines), encoding="utf-8")
    ended = run(filled_home, "ask", "--from", path)
    assert ended.exit_code == 1
    assert [sorted(record) == ["error"] for record in ended.lines] == [False, True, True, False]
    assert f"{path}:2: " in ended.lines[1]["error"]
    assert [record.get("id") for record in ended.lines] == ["1", None, None, "5"]
    assert ended.stderr.splitlines() == [f"citewell: {record['error']}" for record in ended.lines[1:3]]


def test_a_server_that_fails_costs_one_line_of_a_file(
    run: Run, filled_home: Path, tmp_path: Path, scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_server.enqueue(Reply.error(401, "wrong key"), Reply("Lantern has 14 languages [1.1]."))
    monkeypatch.setenv("OPENAI_BASE_URL", scripted_server.base_url)
    monkeypatch.setenv("CITEWELL_MODEL", "scripted-model")
    path = write_jsonl(tmp_path / "q.jsonl", [{"id": name, "question": LANTERN_QUESTION} for name in ("a", "b")])
    ended = run(filled_home, "ask", "--from", path)
    assert ended.exit_code == 1
    first, second = ended.lines
    assert (first["id"], first["question"]) == ("a", LANTERN_QUESTION) and first["error"]
    assert second["text"] == "Lantern has 14 languages [1.1]."


# papers


def test_papers_are_listed_a_line_each(run: Run, filled_home: Path) -> None:
    ended = run(filled_home, "papers")
    assert ended.exit_code == 0
    lines = ended.stdout.splitlines()
    assert len(lines) == 4
    assert f"2101.00001\t{LANTERN['title']} (ACL 2021 (Long Papers))" in lines


def test_papers_can_be_bounded_by_year_and_venue(run: Run, filled_home: Path) -> None:
    assert run(filled_home, "papers", "--since", "2022", "--json").json["title"] == ORCHARD["title"]
    assert run(filled_home, "papers", "--until", "2020", "--json").json["title"] == HARBOUR["title"]
    assert {record["title"] for record in run(filled_home, "papers", "--venue", "acl 2021", "--json").lines} == {
        LANTERN["title"],
        COMPASS["title"],
    }


def test_papers_as_json_can_be_ingested_again(run: Run, filled_home: Path, new_home: Path, tmp_path: Path) -> None:
    listed = run(filled_home, "papers", "--json")
    path = tmp_path / "copy.jsonl"
    path.write_text(listed.stdout, encoding="utf-8")
    assert run(new_home, "ingest", path, "--json").json["n_added"] == 4

    def facts(ended: Ended) -> list[dict[str, Any]]:
        return [{name: value for name, value in record.items() if name != "sources"} for record in ended.lines]

    assert facts(run(new_home, "papers", "--json")) == facts(listed)


# status, reindex


def test_status_says_what_is_where(run: Run, filled_home: Path) -> None:
    ended = run(filled_home, "status")
    assert ended.exit_code == 0
    assert f"home: {filled_home}" in ended.stdout
    assert "writer: extractive\n" in ended.stdout  # and no place that text goes to
    assert run(filled_home, "status", "--json").json["model_server"] is None
    assert "collection 'papers' (asked by default): 4 papers, 4 chunks" in ended.stdout


def test_status_as_json_never_holds_a_key(run: Run, filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-a-real-key-7241")
    ended = run(filled_home, "status", "--json")
    assert ended.json["writer"] == "generative"
    assert "7241" not in ended.stdout + ended.stderr
    (collection,) = ended.json["collections"]
    assert (collection["name"], collection["n_papers"], collection["n_chunks_without_vector"]) == ("papers", 4, 0)


def test_repair_builds_the_indexes_anew_and_answers_stay(run: Run, new_home: Path, tmp_path: Path) -> None:
    run(new_home, "ingest", write_jsonl(tmp_path / "papers.jsonl", PAPERS))
    before = run(new_home, "ask", LANTERN_QUESTION, "--json").json["sentences"]
    folder = run(new_home, "status", "--json").json["collections"][0]["chroma"]
    ended = run(new_home, "status", "--repair", "--json")
    assert ended.exit_code == 0
    assert ended.json["collections"][0]["chroma"] != folder
    assert run(new_home, "ask", LANTERN_QUESTION, "--json").json["sentences"] == before


def test_reindex_embeds_anew_with_the_configured_encoder(run: Run, new_home: Path, tmp_path: Path) -> None:
    run(new_home, "ingest", write_jsonl(tmp_path / "papers.jsonl", PAPERS))
    before = run(new_home, "ask", LANTERN_QUESTION, "--json").json["sentences"]
    ended = run(new_home, "reindex")
    assert (ended.exit_code, ended.stdout.splitlines()) == (
        0,
        ["4 papers of 'papers' are embedded with sentence-transformers/all-MiniLM-L6-v2"],
    )
    assert run(new_home, "ask", LANTERN_QUESTION, "--json").json["sentences"] == before


def test_a_collection_of_another_encoder_is_refused_with_the_way_out(
    run: Run, filled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_EMBEDDING_MODEL", "openai:text-embedding-3-small")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("CITEWELL_WRITER", "extractive")
    ended = run(filled_home, "ask", "one?")
    assert ended.exit_code == 1
    assert "citewell reindex --collection papers" in ended.stderr


# evaluate


def write_benchmark(folder: Path, is_packed: bool) -> Path:
    """Write the small papers in BEIR form: one query that is easy, and one whose judged papers cannot all be found."""
    corpus = [{"_id": f"d{number}", "title": p["title"], "text": p["abstract"]} for number, p in enumerate(PAPERS, 1)]
    queries = [{"_id": "q1", "text": "treebank of river languages"}, {"_id": "q2", "text": "letters from ports"}]
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\tmissing\t1\n"
    for name, text in (
        ("corpus.jsonl", "".join(json.dumps(record) + "\n" for record in corpus)),
        ("queries.jsonl", "".join(json.dumps(record) + "\n" for record in queries)),
        ("qrels/test.tsv", qrels),
    ):
        path = folder / (f"{name}.gz" if is_packed else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if is_packed else text.encode())
    return folder


@pytest.mark.parametrize("is_packed", [False, True])
def test_retrieval_is_evaluated_on_a_folder_in_beir_form(
    run: Run, new_home: Path, tmp_path: Path, is_packed: bool
) -> None:
    ended = run(new_home, "evaluate", "retrieval", write_benchmark(tmp_path / "tiny", is_packed), "--json")
    assert ended.exit_code == 0
    # q1: its one paper comes first. q2: the first of two relevant ones comes first, the other is nowhere.
    ndcg_of_q2 = 1 / (1 + 1 / log2(3))
    assert ended.json == {
        "n_papers": 4,
        "n_queries": 2,
        "ndcg_at_10": round((1 + ndcg_of_q2) / 2, 4),
        "recall_at_10": (1 + 0.5) / 2,
        "mrr_at_10": 1.0,
    }


def test_a_benchmark_stays_out_of_the_users_library_and_leaves_no_second_encoder(
    run: Run, new_home: Path, tmp_path: Path
) -> None:
    folder = write_benchmark(tmp_path / "tiny", is_packed=False)
    assert "ndcg_at_10" in run(new_home, "evaluate", "retrieval", folder).stdout
    assert run(new_home, "status", "--json").json["collections"] == []
    assert not (new_home / "evaluation" / "models").exists()


def test_a_benchmark_that_has_changed_is_measured_anew(run: Run, new_home: Path, tmp_path: Path) -> None:
    folder = write_benchmark(tmp_path / "tiny", is_packed=False)
    run(new_home, "evaluate", "retrieval", folder)
    (folder / "corpus.jsonl").write_text(json.dumps({"_id": "d2", "title": "Harbour", "text": "Letters from ports."}))
    scores = run(new_home, "evaluate", "retrieval", folder, "--json").json
    assert (scores["n_papers"], scores["mrr_at_10"]) == (1, 0.5)  # d1 is gone: q1 finds nothing, q2 its paper


def test_questions_are_evaluated_with_faults_by_name(run: Run, filled_home: Path, tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "q.jsonl",
        [
            {
                "id": "a",
                "question": LANTERN_QUESTION,
                "papers": [LANTERN["title"]],
                "wanted": ["14"],
                "abstains": False,
            },
            {"id": "b", "question": OFF_SUBJECT, "abstains": True, "split": "tune"},
            {"id": "c", "question": OFF_SUBJECT, "abstains": False},
        ],
    )
    ended = run(filled_home, "evaluate", "questions", path, "--faults")
    assert ended.exit_code == 0
    assert "AUROC of confidence, answerable against not: " in ended.stdout
    assert f"c: abstained: {OFF_SUBJECT}" in ended.stdout
    report = run(filled_home, "evaluate", "questions", path, "--json").json
    assert report["scores"][0]["n_questions"] == 3
    assert report["scores"][0]["abstained"] == round(2 / 3, 4)
    tuning = run(filled_home, "evaluate", "questions", path, "--split", "tune", "--json").json
    assert (tuning["scores"][0]["n_questions"], tuning["faults"]) == (1, [])


# Trends


def test_a_trends_question_is_answered_and_its_saved_answer_checked(
    run: Run, filled_home: Path, tmp_path: Path
) -> None:
    ended = run(filled_home, "ask", "What is the field moving towards?", "--json")
    assert ended.json["kind"] == "trends"
    path = tmp_path / "answer.json"
    path.write_text(ended.stdout, encoding="utf-8")
    checked = run(filled_home, "check", path)
    assert checked.exit_code == 0
    assert "written anew, all hold." in checked.stdout
    assert "quoted" in checked.stdout
    assert (
        run(filled_home, "ask", "What is the field moving towards?").stdout.count("The whole report: citewell trends")
        == 1
    )


def test_a_report_on_one_file_is_saved_and_checked(run: Run, filled_home: Path, tmp_path: Path) -> None:
    ended = run(filled_home, "trends", "--source", "papers.jsonl", "--json")
    path = tmp_path / "report.json"
    path.write_text(ended.stdout, encoding="utf-8")
    assert ended.json["schema"] == 2
    assert run(filled_home, "check", path).exit_code == 0
    path.write_text(json.dumps({**ended.json, "schema": 1}), encoding="utf-8")
    old = run(filled_home, "check", path)
    assert old.exit_code == 1
    assert "is a report of version 1, read is 2; make it anew" in old.stderr


def test_a_file_that_cannot_be_read_is_not_ok_as_json(run: Run, filled_home: Path) -> None:
    ended = run(filled_home, "check", "gone.txt", "--json")
    assert (ended.exit_code, ended.json["ok"]) == (1, False)
    assert ended.json["errors"] == [
        "gone.txt: cannot be read (No such file or directory); check the path and its rights"
    ]


def test_what_was_not_checked_is_told_beside_a_file_that_cannot_be_read(
    run: Run, filled_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Lantern covers 15 river languages [1].\n", encoding="utf-8")
    ended = run(filled_home, "check", path, "gone.txt")
    assert ended.exit_code == 1
    assert "no references are known for the numbers in its text, such as [1]" in ended.stdout
    assert "gone.txt: cannot be read" in ended.stderr


def test_themes_are_carried_on_through_the_command_until_fresh_ones_are_asked_for(run: Run, new_home: Path) -> None:
    run(new_home, "ingest", write_jsonl(new_home / "in" / "papers.jsonl", made_up_papers(40)))
    first = run(new_home, "trends").stdout
    assert run(new_home, "trends").stdout == first
    run(new_home, "ingest", write_jsonl(new_home / "in" / "papers.jsonl", made_up_papers(42)))
    assert "those found among 40 papers" in " ".join(run(new_home, "trends").stdout.split())
    assert "found among" not in " ".join(run(new_home, "trends", "--fresh-themes").stdout.split())
    assert "found among" not in " ".join(run(new_home, "trends").stdout.split())


def test_filters_go_with_a_report_alone(run: Run, filled_home: Path) -> None:
    assert run(filled_home, "trends", "--new", "--venue", "ACL").exit_code == 2
    assert run(filled_home, "trends", "--new", "parsing").exit_code == 2
    assert run(filled_home, "trends", "--split", "2020", "--csv", "shares.csv").exit_code == 2


def test_a_report_stands_where_the_model_fails(run: Run, filled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run(filled_home, "trends", "--writer", "extractive")
    with ScriptedServer() as server:
        address = server.base_url
    monkeypatch.setenv("OPENAI_BASE_URL", address)  # nobody listens there any more
    monkeypatch.setenv("CITEWELL_MODEL", "a-model")
    ended = run(filled_home, "trends")
    assert ended.exit_code == 0
    assert "! " in ended.stdout
    assert ended.stdout.startswith(plain.stdout.split("\n\n")[0])
    assert run(filled_home, "trends", "--writer", "extractive").stdout == plain.stdout
