"""Fixtures that every test can use."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from scripted_server import ScriptedServer
from small_library import PAPERS, Stack, opened_stack

from assistant.settings import Settings
from retrieval.embedding import LocalEmbedder
from retrieval.minilm import ensure_onnx
from retrieval.retriever import Retriever

OUTSIDE_VARIABLES = ("CITEWELL_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
DEAR_FILES = ("test_quality.py", "test_kill.py", "test_related_work.py", "test_page.py", "test_browser.py")
"""Files that take a minute or more: begun first, so that no process is left alone with one in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put dear files first, the others in the order they had."""
    items.sort(key=lambda item: item.path.name not in DEAR_FILES)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a developer's key, model server, proxy or `.env` out of every test, and every test off the network."""
    for name in list(os.environ):
        if name.startswith(OUTSIDE_VARIABLES) or name.lower() in PROXY_VARIABLES:
            monkeypatch.delenv(name)
    for name in ("https_proxy", "HTTPS_PROXY"):  # port 9 refuses at once: nobody waits for a download
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")  # no vocabulary from an earlier download: counts are estimates
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture
def scripted_server() -> Iterator[ScriptedServer]:
    """An OpenAI-compatible server that says what the test enqueues."""
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packaged encoder, built once."""
    return ensure_onnx(tmp_path_factory.mktemp("models")).parent


@pytest.fixture(scope="session")
def minilm(models_folder: Path) -> LocalEmbedder:
    """The default encoder, loaded once."""
    return LocalEmbedder(models_folder, threads=2)


@pytest.fixture(scope="session")
def small_retriever(tmp_path_factory: pytest.TempPathFactory, minilm: LocalEmbedder) -> Iterator[Retriever]:
    """A retriever over the papers of small_library.py, for tests that change nothing."""
    with opened_stack(tmp_path_factory.mktemp("small"), minilm) as stack:
        stack.ingest_records(*PAPERS)
        yield stack.retriever()


@pytest.fixture
def open_stack(tmp_path: Path, minilm: LocalEmbedder) -> Iterator[Callable[..., Stack]]:
    """Open the retrieval stack of a folder under tmp_path by its name; all are closed after the test."""
    with ExitStack() as closing:
        yield lambda name="home": closing.enter_context(opened_stack(tmp_path / name, minilm))


@pytest.fixture
def stack(open_stack: Callable[..., Stack]) -> Stack:
    """An empty library with its indexes."""
    return open_stack()
