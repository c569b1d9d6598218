"""Pairs of texts → one number each, by a model that reads both at once (a cross-encoder), run by fastembed."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.adapted_model import AdaptedModel
from retrieval.minilm import MODEL_FILE

if TYPE_CHECKING:
    from fastembed.rerank.cross_encoder import TextCrossEncoder

BATCH_SIZE = 16

_registering = threading.Lock()


class CrossEncoder(AdaptedModel["TextCrossEncoder"]):
    """The cross-encoder that an adapter makes of the packaged encoder."""

    def scores(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return (n_pairs,) numbers. Of a pair beyond the model's 512 tokens the longer text is cut.

        Raises EmbeddingError where the model cannot be built or loaded.
        """
        if not pairs:
            return np.zeros(0)
        return np.array([float(score) for score in self._model.rerank_pairs(list(pairs), batch_size=BATCH_SIZE)])

    def _open(self, folder: Path) -> "TextCrossEncoder":
        from fastembed.common.model_description import ModelSource
        from fastembed.rerank.cross_encoder import TextCrossEncoder

        name = folder.name
        with _registering:
            if all(description["model"] != name for description in TextCrossEncoder.list_supported_models()):
                # A source is demanded and never used: the folder is given on opening.
                TextCrossEncoder.add_custom_model(name, model_file=MODEL_FILE, sources=ModelSource(url=folder.as_uri()))
        return TextCrossEncoder(name, specific_model_path=str(folder), threads=self._threads)
