"""Question and abstract → per sentence the log odds that it answers the question (answer sentence selection).

The packaged encoder with an adapter reads the question, the title and all sentences at once, so that a sentence is
understood from those around it (as Han et al. 2021 have it); of each sentence the mean of its tokens' states, beside
the state of the first token, is read by a small head. bench/answer_selection/train.py writes the adapter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.adapted_model import AdaptedModel
from retrieval.minilm import MODEL_FILE

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

ADAPTER = Path(__file__).with_suffix(".safetensors")
HEAD = "answers"
"""What the names of the head's weights in the adapter begin with."""

MAX_TOKENS = 448
MOST_QUESTION_TOKENS, MOST_TITLE_TOKENS, MOST_SENTENCE_TOKENS = 96, 64, 224
N_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class _Loaded:
    session: "InferenceSession"
    tokenizer: "Tokenizer"
    first: int
    last: int
    head: tuple[NDArray[np.float32], ...]


class AnswerSelector(AdaptedModel[_Loaded]):
    """The encoder that reads an abstract for the sentences that answer a question."""

    def __init__(self, models_folder: Path, threads: int | None = None, adapter: Path = ADAPTER) -> None:
        super().__init__(models_folder, adapter, threads)

    def log_odds(self, question: str, title: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Return (n_sentences,) log odds that each sentence of an abstract answers the question, rounded.

        A long abstract is read in parts that each fit the model. Of an overlong text the end is not read.
        Raises EmbeddingError where the model cannot be built or loaded.
        """
        if not sentences:
            return np.zeros(0)
        model = self._model
        asked = _ids(model.tokenizer, [question], MOST_QUESTION_TOKENS)[0]
        of_title = _ids(model.tokenizer, [f"{title}."], MOST_TITLE_TOKENS)[0]
        before = [model.first, *asked, model.last]
        texts = _ids(model.tokenizer, sentences, MOST_SENTENCE_TOKENS)
        scores = [
            _scores(model, before, of_title, part)
            for part in _parts(texts, MAX_TOKENS - len(before) - len(of_title) - 1)
        ]
        return np.concatenate(scores).astype(np.float64).round(N_DECIMALS)

    def _open(self, folder: Path) -> _Loaded:
        import onnxruntime
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        if self._threads is not None:
            options.intra_op_num_threads = self._threads
        session = onnxruntime.InferenceSession(folder / MODEL_FILE, options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        weights = load_file(self._adapter)
        names = [f"{HEAD}.{layer}.{kind}" for layer in (0, 1) for kind in ("weight", "bias")]
        head = tuple(weights[name].astype(np.float32) for name in names)
        first, last = tokenizer.encode("").ids
        return _Loaded(session, tokenizer, first, last, head)


def _ids(tokenizer: "Tokenizer", texts: Sequence[str], most: int) -> list[list[int]]:
    return [list(item.ids[:most]) for item in tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def _parts(texts: Sequence[list[int]], room: int) -> Iterator[list[list[int]]]:
    """Yield runs of sentences that have room for their tokens, each of at least one sentence."""
    part: list[list[int]] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > room:
            yield part
            part = []
        part.append(text)
    yield part


def _scores(
    model: _Loaded, before: Sequence[int], title: Sequence[int], sentences: Sequence[list[int]]
) -> NDArray[np.float32]:
    ids = [*before, *title, *(token for sentence in sentences for token in sentence), model.last]
    feeds: dict[str, Any] = {
        "input_ids": ids,
        "attention_mask": [1] * len(ids),
        "token_type_ids": [0] * len(before) + [1] * (len(ids) - len(before)),
    }
    (states,) = model.session.run(None, {name: np.array([value], dtype=np.int64) for name, value in feeds.items()})
    start = len(before) + len(title)
    means = []
    for sentence in sentences:
        own = states[0, start : start + len(sentence)]
        means.append(own.mean(0) if len(sentence) else states[0, 0])
        start += len(sentence)
    first = np.broadcast_to(states[0, 0], (len(means), states.shape[2]))
    inner_weight, inner_bias, outer_weight, outer_bias = model.head
    inner = np.maximum(np.concatenate([first, np.stack(means)], 1) @ inner_weight.T + inner_bias, 0)
    scores: NDArray[np.float32] = (inner @ outer_weight.T + outer_bias)[:, 0]
    return scores
