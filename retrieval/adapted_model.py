"""The packaged encoder with an adapter, built and loaded when it is first used."""

import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

from retrieval.errors import EmbeddingError
from retrieval.minilm import built_model, ensure_onnx, packaged_weights

Loaded = TypeVar("Loaded")


class AdaptedModel(ABC, Generic[Loaded]):
    """all-MiniLM-L6-v2 with an adapter, on the CPU, built under `models_folder`; safe to share between threads."""

    def __init__(self, models_folder: Path, adapter: Path, threads: int | None = None) -> None:
        self._models_folder = models_folder
        self._adapter = adapter
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: Loaded | None = None

    @property
    def is_available(self) -> bool:
        """Say whether the weights that it is made of are installed, or it was built from them before."""
        return packaged_weights() is not None or built_model(self._models_folder, self._adapter) is not None

    @property
    def _model(self) -> Loaded:
        with self._loading:
            if self._loaded is None:
                folder = ensure_onnx(self._models_folder, adapter=self._adapter)
                try:
                    self._loaded = self._open(folder)
                except Exception as error:  # onnxruntime and tokenizers raise classes without a common root
                    raise EmbeddingError(f"{folder}: cannot be loaded ({error}); delete the folder") from error
            return self._loaded

    @abstractmethod
    def _open(self, folder: Path) -> Loaded:
        """Return what is run, from the folder of the build. Anything raised here is told as a folder to delete."""
