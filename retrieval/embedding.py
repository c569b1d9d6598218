"""Texts → unit vectors: by a local ONNX model (fastembed), or by any server with OpenAI's embeddings API.

Both encoders refuse a text that they could not embed whole; only a query may be cut. Their libraries are imported when
the first text comes.
"""

import difflib
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EmbeddingError
from retrieval.minilm import built_model, ensure_onnx, packaged_weights
from retrieval.tokens import estimate_token_spans, estimate_tokens

if TYPE_CHECKING:
    from fastembed import TextEmbedding
    from langchain_openai import OpenAIEmbeddings
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_DIMENSION = 384
MINILM_MAX_TOKENS = 256
"""What the model was trained on; its position table holds 512."""

BATCH_SIZE = 8  # batches of 4–8 beat 32 on a CPU: less padding
HUB_TIMEOUT_SECONDS = 5
OPENAI_PREFIX = "openai:"
OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MAX_TOKENS = 8191
OPENAI_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
OPENAI_TEXTS_PER_REQUEST = 128
MODEL_FILES = ("model.onnx", "onnx/model.onnx", "model_optimized.onnx")


class Embedder(Protocol):
    """Turns texts into unit vectors, so that a dot product is a cosine."""

    @property
    def name(self) -> str:
        """Identifies the model: vectors of two embedders may be compared only if their names are equal."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """How many tokens a text may have, those the model adds around it (`special_tokens`) included."""
        ...

    @property
    def special_tokens(self) -> int:
        """How many tokens the model adds to every text: `count_tokens` may reach max_tokens − special_tokens."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        ...

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the code points [start, end) of each token, in order; white space may lie between them."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (n_texts, dimension) unit vectors, in the order of texts.

        Raises ValueError if a text has more than max_tokens, EmbeddingError if the model fails.
        """
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return one unit vector, (dimension,). A query beyond max_tokens is cut at the end, on purpose."""
        ...


def embedder_from(
    name: str, models_folder: Path, base_url: str | None, api_key: str | None, threads: int | None = None
) -> Embedder:
    """Return the embedder a setting names: `openai:MODEL`, or a fastembed model or a folder for LocalEmbedder.

    `base_url` and `api_key` matter to `openai:` only, `threads` to the local ones. Nothing is loaded or sent yet.
    """
    if name.startswith(OPENAI_PREFIX):
        return OpenAIEmbedder(name.removeprefix(OPENAI_PREFIX), base_url, api_key)
    return LocalEmbedder(models_folder, name, threads)


class LocalEmbedder:
    """Runs an ONNX encoder in this process, on the CPU; safe to share between threads.

    `model` is a name fastembed knows, or a folder with model.onnx and its tokenizer's files, as sentence-transformers
    lays it out. all-MiniLM-L6-v2 comes from the packaged weights; every other named model is fetched from the hub once
    and kept under `models_folder`. `max_tokens` may lower or, up to what the tokenizer allows, raise the model's own
    limit. Loading happens with the first text and raises EmbeddingError.
    """

    def __init__(
        self, models_folder: Path, model: str = MINILM, threads: int | None = None, max_tokens: int | None = None
    ) -> None:
        self._models_folder = models_folder
        self._model = model
        self._threads = threads
        self._wanted_max_tokens = max_tokens
        self._loading = threading.Lock()
        self._loaded_encoder: _LoadedEncoder | None = None

    @cached_property
    def name(self) -> str:
        """The model's name; for a folder its last part and a hash of its content, so that no stale vector is reused."""
        folder = self._folder
        return self._model if folder is None else f"{folder.name}@{_hash_of_model(folder)}"

    @cached_property
    def dimension(self) -> int:
        return MINILM_DIMENSION if self._is_minilm else len(self.embed_query("dimension"))

    @cached_property
    def max_tokens(self) -> int:
        if self._is_minilm and self._wanted_max_tokens is None:
            return MINILM_MAX_TOKENS
        limit = self._encoder.max_tokens
        if self._wanted_max_tokens is None:
            return min(limit, self._encoder.trained_tokens or limit)
        if not self.special_tokens < self._wanted_max_tokens <= limit:
            raise EmbeddingError(
                f"{self._model}: max_tokens is {self._wanted_max_tokens}; "
                f"choose one from {self.special_tokens + 1} to {limit}"
            )
        return self._wanted_max_tokens

    @cached_property
    def special_tokens(self) -> int:
        return self._encoder.tokenizer.num_special_tokens_to_add(is_pair=False)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return list(self._encoder.tokenizer.encode(text, add_special_tokens=False).offsets)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        lengths = self.count_tokens(texts)
        _refuse_long_texts(self._model, lengths, self.max_tokens - self.special_tokens)
        # Neighbours of like length need little padding. The sort is stable: the same texts always meet in a batch.
        order = np.argsort(lengths, kind="stable")
        rows = np.array(
            list(self._encoder.model.passage_embed([texts[index] for index in order], batch_size=BATCH_SIZE))
        )
        vectors = np.empty(rows.shape, dtype=np.float32)
        vectors[order] = _unit_rows(rows)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        kept_text = _cut_query(text, self.token_offsets(text), self.max_tokens - self.special_tokens)
        vector: Vectors = _unit_rows(np.array(list(self._encoder.model.query_embed(kept_text))))[0]
        return vector

    @property
    def _is_minilm(self) -> bool:
        return self._model.lower() == MINILM.lower()

    @cached_property
    def _folder(self) -> Path | None:
        path = Path(self._model).expanduser()
        if not self._is_minilm and path.is_dir():
            return path.resolve()
        if path.is_absolute() or self._model.startswith((".", "~")):
            raise EmbeddingError(f"{self._model}: no such folder; CITEWELL_EMBEDDING_MODEL names a folder or a model")
        return None

    @property
    def _encoder(self) -> "_LoadedEncoder":
        with self._loading:
            if self._loaded_encoder is None:
                self._loaded_encoder = _LoadedEncoder.of(self._open_model())
            return self._loaded_encoder

    def _open_model(self) -> "TextEmbedding":
        if self._is_minilm:
            built = built_model(self._models_folder)
            if built is None and packaged_weights() is not None:
                built = ensure_onnx(self._models_folder)
            if built is not None:
                return self._open_folder(MINILM, built)
        if self._folder is not None:
            return self._open_folder(_register_folder(self._folder), self._folder)
        return self._open_named_model()

    def _open_folder(self, model_name: str, folder: Path) -> "TextEmbedding":
        text_embedding = _text_embedding_class()
        try:
            return text_embedding(model_name, specific_model_path=str(folder), threads=self._threads)
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own, without a common root
            raise EmbeddingError(
                f"{folder}: cannot be loaded as an encoder ({_first_line(error)}); "
                f"it needs {MODEL_FILES[0]}, tokenizer.json and tokenizer_config.json that fit together"
            ) from error

    def _open_named_model(self) -> "TextEmbedding":
        text_embedding = _text_embedding_class()
        hub_repositories = {
            description["model"].lower(): description["sources"]["hf"]
            for description in text_embedding.list_supported_models()
        }
        if self._model.lower() not in hub_repositories:
            near = difflib.get_close_matches(self._model.lower(), hub_repositories, n=3, cutoff=0.4)
            suggestion = f"did you mean {' or '.join(near)}? Otherwise " if near else ""
            raise EmbeddingError(
                f"{self._model}: neither a folder nor a model that fastembed knows; "
                f"{suggestion}set CITEWELL_EMBEDDING_MODEL to {MINILM}"
            )
        cache_folder = str(self._models_folder / "fastembed")
        try:
            return text_embedding(self._model, cache_dir=cache_folder, threads=self._threads, local_files_only=True)
        except ValueError:
            pass  # not fetched yet
        except Exception as error:
            raise EmbeddingError(
                f"{cache_folder}: the model kept there cannot be loaded ({_first_line(error)}); delete the folder"
            ) from error
        self._require_hub(hub_repositories[self._model.lower()])
        try:
            return text_embedding(self._model, cache_dir=cache_folder, threads=self._threads)
        except Exception as error:
            raise EmbeddingError(self._remedy(_first_line(error))) from error

    def _require_hub(self, repository: str | None) -> None:
        """Ask the hub once, with a timeout: fastembed itself sleeps 39 s between its tries before it gives up."""
        if repository is None:
            return
        from huggingface_hub import HfApi

        try:
            HfApi().model_info(repository, timeout=HUB_TIMEOUT_SECONDS)
        except Exception as error:  # httpx's, OSError, and the hub's own classes have no common root
            raise EmbeddingError(self._remedy(_first_line(error))) from error

    def _remedy(self, reason: str) -> str:
        ways = ["set CITEWELL_EMBEDDING_MODEL to a folder that holds a model", "go online for the first start"]
        if self._is_minilm:
            ways.insert(0, "install the packaged weights (`uv sync --group weights`; `uv run` does so by default)")
        else:
            ways.insert(0, f"use the default model, {MINILM}")
        return f"{self._model}: not on this machine, and the hub did not give it ({reason}); {', or '.join(ways)}"


class OpenAIEmbedder:
    """Asks a server with OpenAI's embeddings API. Token counts are estimates; `dimensions` shortens the vectors.

    The key is sent to the server and shown nowhere: what the server says about it is redacted.
    """

    special_tokens = 0

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        api_key: str | None = None,
        dimensions: int | None = None,
        max_tokens: int = OPENAI_MAX_TOKENS,
        timeout_seconds: float = 30,
        max_retries: int = 2,
    ) -> None:
        if base_url is None and not api_key:
            raise EmbeddingError(
                f"{OPENAI_PREFIX}{model} needs a key; set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own"
            )
        self._model = model
        self._base_url = base_url or OPENAI_URL
        self._api_key = api_key or "none"  # local servers want none, the client insists on one
        self._dimensions = dimensions
        self.max_tokens = max_tokens
        self._timeout_seconds = timeout_seconds
        self._max_retries = max_retries

    @property
    def name(self) -> str:
        suffix = "" if self._dimensions is None else f"@{self._dimensions}"
        return f"{OPENAI_PREFIX}{self._model}{suffix}"

    @cached_property
    def dimension(self) -> int:
        """Known for OpenAI's own models; another one is asked for a vector once."""
        known = self._dimensions or OPENAI_DIMENSIONS.get(self._model)
        return len(self.embed_query("dimension")) if known is None else known

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [estimate_tokens(text) for text in texts]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return estimate_token_spans(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        _refuse_long_texts(self.name, self.count_tokens(texts), self.max_tokens)
        return self._ask(lambda: self._client.embed_documents(list(texts)), len(texts))

    def embed_query(self, text: str) -> Vectors:
        kept_text = _cut_query(text, self.token_offsets(text), self.max_tokens)
        vector: Vectors = self._ask(lambda: [self._client.embed_query(kept_text)], 1)[0]
        return vector

    @cached_property
    def _client(self) -> "OpenAIEmbeddings":
        from langchain_openai import OpenAIEmbeddings
        from pydantic import SecretStr

        return OpenAIEmbeddings(
            model=self._model,
            base_url=self._base_url,
            api_key=SecretStr(self._api_key),
            dimensions=self._dimensions,
            check_embedding_ctx_length=False,  # else it fetches a tiktoken vocabulary
            chunk_size=OPENAI_TEXTS_PER_REQUEST,
            timeout=self._timeout_seconds,
            max_retries=self._max_retries,
        )

    def _ask(self, request: Callable[[], list[list[float]]], n_texts: int) -> Vectors:
        with self._translated_errors():
            rows = np.array(request(), dtype=np.float64)
            if rows.ndim != 2 or len(rows) != n_texts:
                raise ValueError(f"{n_texts} texts were sent, the answer has the shape {rows.shape}")
        return _unit_rows(rows)

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        """Turn the client's errors into EmbeddingError. They are not chained: their text may hold the key."""
        import openai

        place = f"{self._base_url} ({self._model})"
        try:
            yield
        except openai.AuthenticationError:
            message = f"{place}: the key was refused; check OPENAI_API_KEY"
        except openai.PermissionDeniedError as error:
            message = f"{place}: the key may not use this model ({self._redact(error)}); choose another model or key"
        except openai.NotFoundError as error:
            message = f"{place}: no such model or address ({self._redact(error)}); check the model and OPENAI_BASE_URL"
        except openai.RateLimitError as error:
            message = f"{place}: too many requests or no quota left ({self._redact(error)}); wait, or check the account"
        except openai.APITimeoutError:
            message = f"{place}: no answer within {self._timeout_seconds:g} s; try again, or check the server"
        except openai.APIConnectionError:
            message = f"{place}: cannot be reached; check that the server runs, the network, and OPENAI_BASE_URL"
        except openai.OpenAIError as error:
            message = f"{place}: the server refused or failed ({self._redact(error)}); see its log"
        except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
            # What the client and LangChain raise on a 200 that is no list of embeddings, such as a proxy's HTML.
            message = (
                f"{place}: the answer is not in the form of OpenAI's embeddings ({self._redact(error)}); "
                "check that OPENAI_BASE_URL ends in /v1"
            )
        else:
            return
        raise EmbeddingError(message)

    def _redact(self, error: Exception) -> str:
        return _first_line(error, secret="" if self._api_key == "none" else self._api_key)


@dataclass(frozen=True, slots=True)
class _LoadedEncoder:
    """A fastembed model, with a copy of its tokenizer that neither cuts nor pads.

    `max_tokens` is where fastembed's own tokenizer cuts; `trained_tokens` what the model's folder says it was made for.
    """

    model: "TextEmbedding"
    tokenizer: "Tokenizer"
    max_tokens: int
    trained_tokens: int | None

    @classmethod
    def of(cls, model: "TextEmbedding") -> "_LoadedEncoder":
        from tokenizers import Tokenizer

        cutting_tokenizer = getattr(model.model, "tokenizer", None)
        if not isinstance(cutting_tokenizer, Tokenizer) or cutting_tokenizer.truncation is None:
            raise EmbeddingError(f"{model.model_name}: its tokenizer says no limit; choose another embedding model")
        tokenizer = Tokenizer.from_str(cutting_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        folder = getattr(model.model, "_specific_model_path", None)
        trained_tokens = (
            None if folder is None else _read_json(Path(folder) / "sentence_bert_config.json").get("max_seq_length")
        )
        return cls(model, tokenizer, int(cutting_tokenizer.truncation["max_length"]), trained_tokens)


def _text_embedding_class() -> "type[TextEmbedding]":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")  # said aloud, it doesn't warn when the process forks
    from fastembed import TextEmbedding
    from loguru import logger

    logger.disable("fastembed")  # what it logs is in the errors raised here
    return TextEmbedding


def _register_folder(folder: Path) -> str:
    """Make a folder's model known to fastembed, once in a process, and return the name it goes by."""
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource

    pooling = _pooling_of(folder)
    name = f"folder-{hashlib.sha256(f'{folder} {pooling}'.encode()).hexdigest()[:16]}"
    with _registering:
        if all(description["model"] != name for description in TextEmbedding.list_supported_models()):
            TextEmbedding.add_custom_model(
                name,
                pooling=pooling,
                normalization=True,
                sources=ModelSource(url=folder.as_uri()),  # demanded, never used: the folder is given on opening
                dim=int(_read_json(folder / "config.json").get("hidden_size", 1)),
                model_file=_model_file(folder),
            )
    return name


_registering = threading.Lock()


def _pooling_of(folder: Path) -> Any:
    """fastembed's PoolingType after sentence-transformers' 1_Pooling/config.json; the mean where there is none."""
    from fastembed.common.model_description import PoolingType

    settings = _read_json(folder / "1_Pooling" / "config.json")
    supported = {
        "pooling_mode_mean_tokens": PoolingType.MEAN,
        "pooling_mode_cls_token": PoolingType.CLS,
        "pooling_mode_lasttoken": PoolingType.LAST_TOKEN,
    }
    chosen = [mode for mode, is_on in settings.items() if mode.startswith("pooling_mode_") and is_on is True]
    if not chosen:
        return PoolingType.MEAN
    if len(chosen) > 1 or chosen[0] not in supported:
        raise EmbeddingError(
            f"{folder}: pools by {', '.join(chosen)}; choose a model that pools by one of {', '.join(supported)}"
        )
    return supported[chosen[0]]


def _model_file(folder: Path) -> str:
    for name in MODEL_FILES:
        if (folder / name).is_file():
            return name
    raise EmbeddingError(f"{folder}: holds none of {', '.join(MODEL_FILES)}; export the model to ONNX first")


def _hash_of_model(folder: Path) -> str:
    """Twelve hex digits over everything in a folder that a vector depends on."""
    model_file = folder / _model_file(folder)
    digest = hashlib.sha256()
    paths = (*sorted(model_file.parent.glob(f"{model_file.name}*")), folder / "tokenizer.json")
    for path in (*paths, folder / "1_Pooling" / "config.json"):  # model.onnx_data holds the weights of a large model
        if path.is_file():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


def _read_json(path: Path) -> dict[str, Any]:
    """Return the object in a model's json file, {} if there is no such file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise EmbeddingError(f"{path}: cannot be read ({_first_line(error)}); fetch the model again") from error
    return content if isinstance(content, dict) else {}


def _refuse_long_texts(model: str, lengths: Sequence[int], limit: int) -> None:
    too_long = [(index, length) for index, length in enumerate(lengths) if length > limit]
    if too_long:
        shown = ", ".join(f"text {index} has {length}" for index, length in too_long[:5])
        rest = f" and {len(too_long) - 5} more" if len(too_long) > 5 else ""
        raise ValueError(f"{model} takes {limit} tokens a text: {shown}{rest}; split them before embedding")


def _cut_query(text: str, offsets: Sequence[tuple[int, int]], limit: int) -> str:
    return text if len(offsets) <= limit else text[: offsets[limit - 1][1]]


def _unit_rows(rows: NDArray[Any]) -> Vectors:
    """Scale every row to length 1; a row of zeros stays."""
    exact = rows.astype(np.float64, copy=False)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    unit: Vectors = (exact / np.maximum(lengths, np.finfo(np.float64).tiny)).astype(np.float32)
    return unit


def _first_line(error: Exception, secret: str = "") -> str:
    """Return the first 300 signs that an error says, the secret taken out before they are counted."""
    text = str(error).strip()
    if secret:
        text = text.replace(secret, "***")
    return text.splitlines()[0][:300] if text else type(error).__name__
