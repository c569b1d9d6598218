"""The page as a client sees it: a real server on loopback, asked over HTTP."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file  # type: ignore[import-untyped]
from page_examples import (
    FERRIES,
    PROJECT,
    app_environment,
    free_port,
    model_variables,
    running_page,
    wait_until_said,
    write_papers,
)
from scripted_server import WRONG_KEY, Reply, ScriptedServer


@pytest.fixture
def connect() -> Iterator[Callable[[str], Client]]:
    """Connect to pages as new visitors; all leave after the test."""
    with ExitStack() as closing:

        def visitor(url: str) -> Client:
            client = Client(url, verbose=False, analytics_enabled=False, httpx_kwargs={"trust_env": False})
            closing.callback(client.close)
            return client

        yield visitor


Connect = Callable[[str], Client]
OpenPage = Callable[..., str]


def ask(client: Client, text: str, messages: list[Any] | None = None) -> list[Any]:
    """Return the messages of the chat after a question."""
    return list(client.predict(text, messages or [], api_name="/ask")[0])


def html_of(message: dict[str, Any]) -> str:
    return "".join(part["text"] for part in message["content"])


def status(client: Client) -> str:
    return str(client.predict(api_name="/status")[0])


def test_an_answer_quotes_and_marks_the_sentence_asked_for(connect: Connect, extractive_page: str) -> None:
    question, answer = ask(connect(extractive_page), "How much do delays of ferries fall?")
    assert "How much do delays of ferries fall?" in html_of(question)
    assert "Planned with the graph, delays of ferries fall by 7 percent." in html_of(answer)
    assert "Ferry Timetables as Graphs" in html_of(answer)
    assert "1 of 1 statement word for word as in the source" in html_of(answer)


def test_the_status_says_who_writes_and_what_is_asked_before_the_first_question(
    connect: Connect, extractive_page: str
) -> None:
    shown = status(connect(extractive_page))
    assert "your collection “papers”</strong>: 3 papers, 2021–2023." in shown
    assert "Extractive writer: answers in the papers&#x27; own sentences. Nothing leaves this machine." in shown


def test_the_status_says_where_text_goes_with_a_model(
    connect: Connect, generative_page: str, model_server: ScriptedServer
) -> None:
    n_asked = len(model_server.requests)
    shown = status(connect(generative_page))
    assert "scripted-model writes. Your question and the abstracts found for it go to 127.0.0.1:" in shown
    assert len(model_server.requests) == n_asked


def test_a_question_off_the_subject_gets_an_abstention_with_the_nearest_papers(
    connect: Connect, extractive_page: str
) -> None:
    answer = html_of(ask(connect(extractive_page), "What is the recipe of Kryptonian sourdough?")[1])
    assert "Nothing is claimed." in answer
    assert "cw-card" in answer
    assert "<mark" not in answer


def test_a_model_s_answer_streams_and_ends_with_the_cited_papers(
    connect: Connect, generative_page: str, model_server: ScriptedServer
) -> None:
    model_server.enqueue(Reply("Delays fall by 7 percent [1.3]. And more [9.9].", piece_seconds=0.06))
    job = connect(generative_page).submit("How much do delays of ferries fall?", [], api_name="/ask")
    last = html_of(job.result()[0][1])
    assert any("Writing…" in html_of(state[0][1]) for state in job.outputs())
    assert 'href="#answer-1-1-3"' in last and "Cited papers" in last
    assert "1 marker names nothing: [9.9]" in last


def test_a_wrong_key_is_told_in_the_chat_and_the_next_question_is_answered(
    connect: Connect, generative_page: str, model_server: ScriptedServer
) -> None:
    model_server.enqueue(WRONG_KEY, Reply("Delays fall [1.3]."))
    client = connect(generative_page)
    messages = ask(client, "How much do delays of ferries fall?")
    assert "No answer this time." in html_of(messages[1])
    assert "OPENAI_API_KEY" in html_of(messages[1])
    assert "Delays fall" in html_of(ask(client, "How much do delays of ferries fall?", messages)[3])


def test_a_follow_up_leans_on_a_question_that_failed(
    connect: Connect, generative_page: str, model_server: ScriptedServer
) -> None:
    client = connect(generative_page)
    model_server.enqueue(WRONG_KEY)
    messages = ask(client, "How much do delays of ferries fall?")
    n_asked = len(model_server.chat_requests)
    model_server.enqueue(Reply("Who studied the delays of ferries?"), Reply("Delays fall [1.3]."))
    assert "Delays fall" in html_of(ask(client, "Who studied it?", messages)[3])
    assert "Question: How much do delays of ferries fall?" in str(model_server.chat_requests[n_asked].json)


def test_a_server_that_is_down_is_told_in_the_chat(connect: Connect, open_page: OpenPage, prepared_home: Path) -> None:
    url = open_page(prepared_home, **model_variables(f"http://127.0.0.1:{free_port()}/v1"))
    answer = html_of(ask(connect(url), "How much do delays of ferries fall?")[1])
    assert "No answer this time." in answer
    assert "127.0.0.1" in answer


def test_a_broken_off_stream_is_shown_as_broken_off(
    connect: Connect, generative_page: str, model_server: ScriptedServer
) -> None:
    model_server.enqueue(Reply("Delays fall by 7 percent [1.3]. And", finish_reason=None))
    answer = html_of(ask(connect(generative_page), "How much do delays of ferries fall?")[1])
    assert "This answer is broken off" in answer
    assert "Delays fall by 7 percent" in answer


def test_a_collection_that_is_not_there_is_told_and_the_page_stands(
    connect: Connect, open_page: OpenPage, prepared_home: Path
) -> None:
    client = connect(open_page(prepared_home, CITEWELL_COLLECTION="harbours"))
    assert "harbours" in status(client)
    assert "harbours" in html_of(ask(client, "How much do delays of ferries fall?")[1])


def test_a_collection_of_another_model_is_told_with_the_way_out(
    connect: Connect, open_page: OpenPage, prepared_home: Path
) -> None:
    url = open_page(
        prepared_home, CITEWELL_EMBEDDING_MODEL="openai:other", CITEWELL_OPENAI_BASE_URL="http://127.0.0.1:9/v1"
    )
    assert "CITEWELL_EMBEDDING_MODEL" in html_of(ask(connect(url), "How much do delays of ferries fall?")[1])


def test_dropped_files_are_read_into_the_users_collection_and_reported_with_file_and_line(
    connect: Connect, open_page: OpenPage, tmp_path: Path, prepared_home: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(prepared_home / "models")
    dropped = write_papers(tmp_path / "mine.jsonl", FERRIES, FERRIES, {"title": "No abstract"})
    dropped.write_text(dropped.read_text() + "{broken\n")
    client = connect(open_page(home))
    assert "citewell's sample of 111 papers" in status(client)
    report = str(client.predict([handle_file(str(dropped))], api_name="/upload")[1])
    assert "1 paper added" in report
    assert "mine.jsonl:3" in report and "mine.jsonl:4" in report
    assert "your collection “papers”</strong>: 1 paper, 2021." in status(client)
    assert "fall by 7 percent" in html_of(ask(client, "How much do delays of ferries fall?")[1])


def test_two_visitors_do_not_share_a_conversation(connect: Connect, extractive_page: str) -> None:
    assert len(ask(connect(extractive_page), "How much do delays of ferries fall?")) == 2
    assert len(ask(connect(extractive_page), "How many logbook pages are released?")) == 2


def test_a_taken_port_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_app(tmp_path, CITEWELL_PORT=str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr and "CITEWELL_PORT" in done.stderr


def test_a_setting_that_cannot_be_used_ends_the_start_with_exit_code_2(tmp_path: Path) -> None:
    done = run_app(tmp_path, CITEWELL_WRITER="poet")
    assert done.returncode == 2
    assert "CITEWELL_WRITER" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_stops_cleanly_on_an_interrupt(prepared_home: Path, tmp_path: Path) -> None:
    log = tmp_path / "page.log"
    with running_page(prepared_home, log) as url:
        assert httpx.get(url, trust_env=False).status_code == 200
    said = log.read_text(encoding="utf-8")
    assert "citewell: stopped." in said
    assert "Traceback" not in said


def test_two_interrupts_at_once_stop_the_page_without_a_traceback(prepared_home: Path, tmp_path: Path) -> None:
    log = tmp_path / "page.log"
    with log.open("w", encoding="utf-8") as said:
        environment = app_environment(prepared_home, CITEWELL_PORT=str(free_port()))
        process = subprocess.Popen([sys.executable, "app.py"], cwd=PROJECT, env=environment, stdout=said, stderr=said)
        wait_until_said(process, log)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, 128 + signal.SIGINT, 128 + signal.SIGTERM)
    assert "Traceback" not in log.read_text(encoding="utf-8")


def run_app(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run app.py until it ends by itself."""
    environment = app_environment(home, **variables)
    return subprocess.run(
        [sys.executable, "app.py"], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120
    )
