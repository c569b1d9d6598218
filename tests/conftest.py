"""Fixtures that every test can use."""

import os
from collections.abc import Iterator

import pytest
from scripted_server import ScriptedServer

from assistant.settings import Settings

OUTSIDE_VARIABLES = ("CITEWELL_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a developer's key, model server, proxy or `.env` out of every test."""
    for name in list(os.environ):
        if name.startswith(OUTSIDE_VARIABLES) or name.lower() in PROXY_VARIABLES:
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture
def scripted_server() -> Iterator[ScriptedServer]:
    """An OpenAI-compatible server that says what the test enqueues."""
    with ScriptedServer() as server:
        yield server
