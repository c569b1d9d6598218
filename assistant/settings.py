"""All settings, from the environment and `.env`, in one place. README.md holds the same table for users."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.datatypes import WriterName
from assistant.errors import SettingsError

DEFAULT_MODEL = "gpt-6-luna"
DEFAULT_EMBEDDING_MODEL = "sentence-transformers/all-MiniLM-L6-v2"


class Settings(BaseSettings):
    """Each field is read from `CITEWELL_<NAME>`; the key and the base url from OpenAI's own variables as well."""

    model_config = SettingsConfigDict(
        env_prefix="CITEWELL_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    home: Path = Field(default_factory=lambda: user_data_path("citewell", appauthor=False))
    collection: str | None = Field(None, description="collection to ask; by default yours, else the sample")
    writer: Literal["auto", "extractive", "generative"] = "auto"
    model: str | None = Field(None, description="chat model; by default one of OpenAI's where no base url is set")
    judge_model: str | None = Field(
        None, description="chat model on the same server that judges each statement; without one nobody judges"
    )
    openai_api_key: SecretStr | None = Field(
        None, validation_alias=AliasChoices("CITEWELL_OPENAI_API_KEY", "OPENAI_API_KEY"), repr=False
    )
    openai_base_url: str | None = Field(
        None, validation_alias=AliasChoices("CITEWELL_OPENAI_BASE_URL", "OPENAI_BASE_URL")
    )
    embedding_model: str = DEFAULT_EMBEDDING_MODEL
    max_context_tokens: int = Field(16_000, ge=1_000, description="prompt and reply together")
    max_reply_tokens: int = Field(1_500, ge=100)
    model_timeout_seconds: float = Field(60, gt=0)
    model_max_retries: int = Field(2, ge=0)
    threads: int | None = Field(None, ge=1, description="threads of the local encoder; by default all cores")
    arxiv_url: str = Field("https://export.arxiv.org/api/query", description="where `citewell fetch` asks")
    arxiv_pause_seconds: float = Field(3.0, ge=0, description="between two requests; arXiv asks for 3")
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65_535)

    @property
    def has_model_server(self) -> bool:
        """Whether a key or a base url names a model server."""
        return self.openai_api_key is not None or self.openai_base_url is not None

    @property
    def writer_name(self) -> WriterName:
        """Return which writer is at work: the generative one where a server is configured, unless told otherwise."""
        if self.writer == "auto":
            return "generative" if self.has_model_server else "extractive"
        return self.writer


def load_settings(**overrides: object) -> Settings:
    """Read the settings; an override that is None leaves the environment's value in force.

    Raises SettingsError that names each variable and what is wrong with it, and never a value, since one may be a key.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        faults = "; ".join(f"CITEWELL_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"settings: {faults}; see the table of settings in README.md") from None
    if settings.writer_name == "generative" and not settings.has_model_server:
        raise SettingsError(
            "CITEWELL_WRITER=generative needs a model server; set OPENAI_API_KEY or OPENAI_BASE_URL, or"
            " CITEWELL_WRITER=extractive"
        )
    return settings
