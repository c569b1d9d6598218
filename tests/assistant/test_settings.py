"""Settings from the environment, from `.env` and from the command line."""

import logging
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings

KEY = "sk-not-a-real-key-7241"


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `.env` of a folder of its own, read as in use."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    return tmp_path / ".env"


def test_without_any_setting_nothing_leaves_the_machine() -> None:
    settings = load_settings()
    assert settings.writer_name == "extractive"
    assert not settings.has_model_server
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.home.name == "citewell"


def test_the_environment_sets_each_field_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_HOME", "/tmp/elsewhere")
    monkeypatch.setenv("CITEWELL_PORT", "8000")
    monkeypatch.setenv("CITEWELL_MODEL_TIMEOUT_SECONDS", "2.5")
    monkeypatch.setenv("CITEWELL_COLLECTION", "mine")
    settings = load_settings()
    assert settings.home == Path("/tmp/elsewhere")
    assert (settings.port, settings.model_timeout_seconds, settings.collection) == (8000, 2.5, "mine")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_settings().model_dump()
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CITEWELL_PORT", "CITEWELL_WRITER"):
        monkeypatch.setenv(name, "")
    assert load_settings().model_dump() == defaults


def test_a_dotenv_file_is_read_and_the_environment_outranks_it(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv.write_text(f"# mine\nOPENAI_API_KEY={KEY}\nCITEWELL_PORT=8001\nSOMETHING_ELSE=1\n", encoding="utf-8")
    assert load_settings().port == 8001
    assert load_settings().writer_name == "generative"
    monkeypatch.setenv("CITEWELL_PORT", "8002")
    assert load_settings().port == 8002


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "CITEWELL_OPENAI_API_KEY"])
def test_either_key_variable_puts_the_generative_writer_to_work(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, KEY)
    settings = load_settings()
    assert settings.writer_name == "generative"
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == KEY


@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "CITEWELL_OPENAI_BASE_URL"])
def test_either_base_url_variable_puts_the_generative_writer_to_work(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:1/v1")
    assert load_settings().writer_name == "generative"
    assert load_settings().openai_base_url == "http://127.0.0.1:1/v1"


def test_citewells_own_variables_outrank_openais(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    monkeypatch.setenv("CITEWELL_OPENAI_API_KEY", KEY)
    key = load_settings().openai_api_key
    assert key is not None and key.get_secret_value() == KEY


def test_extractive_overrides_a_key_that_happens_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("CITEWELL_WRITER", "extractive")
    assert load_settings().writer_name == "extractive"


def test_generative_without_a_server_is_an_error_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_WRITER", "generative")
    with pytest.raises(SettingsError, match="needs a model server; set OPENAI_API_KEY or OPENAI_BASE_URL"):
        load_settings()


def test_an_override_outranks_the_environment_and_none_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_COLLECTION", "from-environment")
    assert load_settings(collection="from-command-line").collection == "from-command-line"
    assert load_settings(collection=None).collection == "from-environment"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CITEWELL_PORT", "seventy"),
        ("CITEWELL_PORT", "70000"),
        ("CITEWELL_WRITER", "poet"),
        ("CITEWELL_MAX_CONTEXT_TOKENS", "12"),
        ("CITEWELL_MAX_REPLY_TOKENS", "many"),
        ("CITEWELL_MODEL_TIMEOUT_SECONDS", "0"),
        ("CITEWELL_MODEL_MAX_RETRIES", "-1"),
        ("CITEWELL_THREADS", "0"),
    ],
)
def test_a_bad_value_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"{name}: " in str(caught.value)
    assert "table of settings in README.md" in str(caught.value)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_key_pasted_into_the_wrong_variable_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CITEWELL_WRITER", "CITEWELL_PORT", "CITEWELL_MODEL_MAX_RETRIES"):
        monkeypatch.setenv(name, KEY)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert KEY not in str(caught.value)
    assert all(name in str(caught.value) for name in ("CITEWELL_WRITER", "CITEWELL_PORT"))


def test_several_bad_values_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_PORT", "x")
    monkeypatch.setenv("CITEWELL_THREADS", "y")
    with pytest.raises(SettingsError, match=r"CITEWELL_THREADS: .*; CITEWELL_PORT: "):
        load_settings()


def test_settings_never_show_the_key(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = load_settings()
    logging.getLogger("test").warning("%r", settings)
    shown = f"{settings!r} {settings!s} {settings.model_dump()} {settings.model_dump_json()} {caplog.text}"
    assert KEY not in shown


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1
