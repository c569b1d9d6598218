"""Pairs of texts → one number each, by a model that reads both at once (a cross-encoder), run by fastembed."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EmbeddingError
from retrieval.minilm import MODEL_FILE, built_model, ensure_onnx, packaged_weights

if TYPE_CHECKING:
    from fastembed.rerank.cross_encoder import TextCrossEncoder

BATCH_SIZE = 16

_registering = threading.Lock()


class CrossEncoder:
    """all-MiniLM-L6-v2 with an adapter, on the CPU; safe to share between threads.

    It is built under `models_folder` and loaded when the first pairs come.
    """

    def __init__(self, models_folder: Path, adapter: Path, threads: int | None = None) -> None:
        self._models_folder = models_folder
        self._adapter = adapter
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: TextCrossEncoder | None = None

    @property
    def is_available(self) -> bool:
        """Say whether the weights that it is made of are installed, or it was built from them before."""
        return packaged_weights() is not None or built_model(self._models_folder, self._adapter) is not None

    def scores(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return (n_pairs,) numbers. Of a pair beyond the model's 512 tokens the longer text is cut.

        Raises EmbeddingError where the model cannot be built or loaded.
        """
        if not pairs:
            return np.zeros(0)
        return np.array([float(score) for score in self._model.rerank_pairs(list(pairs), batch_size=BATCH_SIZE)])

    @property
    def _model(self) -> "TextCrossEncoder":
        with self._loading:
            if self._loaded is None:
                folder = ensure_onnx(self._models_folder, adapter=self._adapter)
                try:
                    self._loaded = _open(folder, self._threads)
                except Exception as error:  # onnxruntime and tokenizers raise classes without a common root
                    raise EmbeddingError(f"{folder}: cannot be loaded ({error}); delete the folder") from error
            return self._loaded


def _open(folder: Path, threads: int | None) -> "TextCrossEncoder":
    from fastembed.common.model_description import ModelSource
    from fastembed.rerank.cross_encoder import TextCrossEncoder

    name = folder.name
    with _registering:
        if all(description["model"] != name for description in TextCrossEncoder.list_supported_models()):
            # A source is demanded and never used: the folder is given on opening.
            TextCrossEncoder.add_custom_model(name, model_file=MODEL_FILE, sources=ModelSource(url=folder.as_uri()))
    return TextCrossEncoder(name, specific_model_path=str(folder), threads=threads)
