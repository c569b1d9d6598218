"""Pages that tests can open: app.py in a process of its own, as a person starts it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from page_examples import FERRIES, HOSTILE, LIGHTHOUSES, model_variables, running_page, write_papers
from scripted_server import ScriptedServer

from assistant.settings import Settings
from assistant.workspace import Workspace


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """A home folder whose collection `papers` holds the ferries, the lighthouses and the hostile umbrellas."""
    home = tmp_path_factory.mktemp("page-home")
    (home / "models").symlink_to(models_folder)
    papers = write_papers(tmp_path_factory.mktemp("papers") / "harbour.jsonl", FERRIES, LIGHTHOUSES, HOSTILE)
    with Workspace(Settings(home=home, threads=2, _env_file=None), "a test") as workspace:  # type: ignore[call-arg]
        workspace.ingest([papers], "papers")
    return home


@pytest.fixture(scope="session")
def extractive_page(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over the prepared papers, with the extractive writer."""
    with running_page(prepared_home, tmp_path_factory.mktemp("log") / "page.log") as url:
        yield url


@pytest.fixture(scope="session")
def model_server() -> Iterator[ScriptedServer]:
    """The model server of `generative_page`: each test enqueues what it says."""
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="session")
def generative_page(
    extractive_page: str, prepared_home: Path, model_server: ScriptedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a page over the same papers, with a model; the first page holds the indexes."""
    log = tmp_path_factory.mktemp("log") / "page.log"
    with running_page(prepared_home, log, **model_variables(model_server.base_url)) as url:
        yield url


@pytest.fixture
def open_page(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Open pages with settings of the test's own; all are stopped after it."""
    with ExitStack() as closing:
        yield lambda home, **variables: closing.enter_context(running_page(home, tmp_path / "page.log", **variables))
