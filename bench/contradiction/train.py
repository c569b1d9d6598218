# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "safetensors", "tokenizers", "torch"]
# ///
"""Train the cross-encoder of contradictions on the pairs of pairs.py, and write its adapter.

    uv run bench/contradiction/train.py FOLDER WEIGHTS assistant/verification/contradiction.safetensors

FOLDER holds made.jsonl and written.jsonl; WEIGHTS is the folder with MiniLM's model.safetensors and tokenizer.json. It
learns from the made pairs first, then from the written claims in rounds; what changed of each matrix is then kept at
low rank. Two and a half hours on two cores. Seeds are fixed; elsewhere the last digits may differ.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

N_LAYERS, N_HEADS, DIMENSION, HEAD_WIDTH = 6, 12, 384, 128
DROPOUT = 0.1
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
FROZEN = ("embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight")
MADE_STEPS, MADE_BATCH, MADE_TOKENS = 3200, 12, 112
WRITTEN_BATCH, WRITTEN_TOKENS = 16, 200
Rates = tuple[float, float]
"""Learning rates of the encoder and of the head."""
MADE_RATES: Rates = (1e-4, 1e-3)
ROUNDS: tuple[tuple[int, float, Rates, tuple[float, ...]], ...] = (
    (2, 0.5, (6e-5, 4e-4), (1.0, 0.0, 0.0)),
    (1, 1.5, (3e-5, 2e-4), (1.0, 0.0, 0.0)),
    (1, 1.5, (3e-5, 2e-4), (1.0, 0.0, 0.0)),
    (1, 1.0, (4e-5, 2.4e-4), (0.6, 1.0, 0.0)),
    (1, 1.0, (3e-5, 1.8e-4), (0.3, 0.4, 1.0)),
)
"""Epochs, by what a claim changed automatically is weighted, rates, which fall to almost nothing in each round, and the
shares of the claims of each group that take part."""
WARM_UP_STEPS = 100
LEAST_RATE = 0.03
RANK = 32
SEED = 0

Encoded = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids and types, (n_pairs, n_tokens), with what each pair should be (1 is false) and counts."""

    pairs: Sequence[Encoded]
    labels: Sequence[float]
    weights: Sequence[float]


class Network(nn.Module):
    """BERT as MiniLM configures it, read from the published weights, with a head on two pooled states."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.names = [
            name for name in weights if name.startswith(("embeddings.", "encoder.")) and "position_ids" not in name
        ]
        for name in self.names:
            value = nn.Parameter(weights[name].clone(), requires_grad=name not in FROZEN)
            self.register_parameter(name.replace(".", "_"), value)
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Sequential(
            nn.Linear(2 * DIMENSION, HEAD_WIDTH), nn.GELU(), nn.Dropout(DROPOUT), nn.Linear(HEAD_WIDTH, 1)
        )

    def weight(self, name: str) -> Tensor:
        value: Tensor = getattr(self, name.replace(".", "_"))
        return value

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return (n_pairs,) log odds that the first text contradicts the second."""
        tables = [self.weight(f"embeddings.{name}_embeddings.weight") for name in ("word", "position", "token_type")]
        hidden = tables[0][ids] + tables[1][None, : ids.shape[1]] + tables[2][types]
        hidden = self.dropout(self._norm("embeddings.LayerNorm", hidden))
        bias = torch.zeros(mask.shape).masked_fill(mask == 0, -1e9)[:, None, None, :]
        for layer in range(N_LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, bias)
        of_claim = (mask * (types == 0)).unsqueeze(-1).float()
        mean = (hidden * of_claim).sum(1) / of_claim.sum(1)
        scores: Tensor = self.head(torch.cat([hidden[:, 0], mean], 1)).squeeze(1)
        return scores

    def _layer(self, prefix: str, hidden: Tensor, bias: Tensor) -> Tensor:
        n_pairs, n_tokens, _ = hidden.shape
        query, key, value = (
            self._linear(f"{prefix}.attention.self.{role}", hidden).view(n_pairs, n_tokens, N_HEADS, -1).transpose(1, 2)
            for role in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        merged = mixed.transpose(1, 2).reshape(n_pairs, n_tokens, DIMENSION)
        attended = self.dropout(self._linear(f"{prefix}.attention.output.dense", merged))
        hidden = self._norm(f"{prefix}.attention.output.LayerNorm", hidden + attended)
        inner = functional.gelu(self._linear(f"{prefix}.intermediate.dense", hidden))
        return self._norm(
            f"{prefix}.output.LayerNorm", hidden + self.dropout(self._linear(f"{prefix}.output.dense", inner))
        )

    def _linear(self, prefix: str, value: Tensor) -> Tensor:
        return functional.linear(value, self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias"))

    def _norm(self, prefix: str, value: Tensor) -> Tensor:
        weight, bias = self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias")
        return functional.layer_norm(value, (DIMENSION,), weight, bias, 1e-12)


def main() -> int:
    """Train in two stages, print how each goes, and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("folder", "weights", "adapter"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    dice = random.Random(SEED)
    published = load_file(arguments.weights / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(arguments.weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def encoded(claim: str, evidence: str, most: int) -> Encoded:
        tokens = tokenizer.encode(claim, evidence)
        return tokens.ids[:most], tokens.type_ids[:most]

    network = Network(published)
    made = [
        tuple(encoded(record[side], record["evidence"], MADE_TOKENS) for side in ("true", "false"))
        for record in _read(arguments.folder / "made.jsonl")
    ]
    dice.shuffle(made)
    _fit(network, list(_made_batches(made, dice))[:MADE_STEPS], MADE_RATES, _contrast)
    everything = list(_read(arguments.folder / "written.jsonl"))
    for n_epochs, automatic, rates, shares in ROUNDS:
        written = [record for record in everything if dice.random() < shares[record["group"]]]
        pairs = [encoded(record["claim"], record["evidence"], WRITTEN_TOKENS) for record in written]
        weights = [record["weight"] * (automatic if record["made"] == "automatically" else 1.0) for record in written]
        batches = [batch for _ in range(n_epochs) for batch in _written_batches(pairs, written, weights, dice)]
        _fit(network, batches, rates, _cross_entropy)
    save_file(adapter_of(network, published), arguments.adapter)
    print(f"{arguments.adapter}: {arguments.adapter.stat().st_size / 1e6:.1f} MB")
    return 0


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _by_length(places: list[int], lengths: Callable[[int], int], size: int, dice: random.Random) -> Iterator[list[int]]:
    """Yield batches of neighbours of like length, in any order, from runs of places."""
    dice.shuffle(places)
    for start in range(0, len(places), 30 * size):
        run = sorted(places[start : start + 30 * size], key=lengths)
        batches = [run[first : first + size] for first in range(0, len(run), size)]
        dice.shuffle(batches)
        yield from batches


def _made_batches(made: Sequence[tuple[Encoded, ...]], dice: random.Random) -> Iterator[Batch]:
    for places in _by_length(list(range(len(made))), lambda place: len(made[place][0][0]), MADE_BATCH, dice):
        pairs = [made[place][side] for side in (0, 1) for place in places]
        yield Batch(pairs, [0.0] * len(places) + [1.0] * len(places), [1.0] * len(pairs))


def _written_batches(
    pairs: Sequence[Encoded], records: Sequence[dict[str, Any]], weights: Sequence[float], dice: random.Random
) -> Iterator[Batch]:
    for places in _by_length(list(range(len(pairs))), lambda place: len(pairs[place][0]), WRITTEN_BATCH, dice):
        yield Batch(
            [pairs[place] for place in places],
            [float(records[place]["false"]) for place in places],
            [weights[place] for place in places],
        )


def _cross_entropy(scores: Tensor, batch: Batch) -> Tensor:
    weights = torch.tensor(batch.weights)
    losses = functional.binary_cross_entropy_with_logits(scores, torch.tensor(batch.labels), reduction="none")
    return (losses * weights).sum() / weights.sum()


def _contrast(scores: Tensor, batch: Batch) -> Tensor:
    """Return the cross-entropy, and how far the false claim of each pair lies beyond the true one."""
    half = len(scores) // 2
    return _cross_entropy(scores, batch) + functional.softplus(scores[:half] - scores[half:]).mean()


def _fit(network: Network, batches: Sequence[Batch], rates: Rates, loss_of: Callable[[Tensor, Batch], Tensor]) -> None:
    encoder = [
        value for name, value in network.named_parameters() if not name.startswith("head") and value.requires_grad
    ]
    optimizer = torch.optim.AdamW(
        [{"params": encoder}, {"params": list(network.head.parameters())}], lr=rates[0], weight_decay=0.01
    )
    network.train()
    start, total = time.monotonic(), 0.0
    for step, batch in enumerate(batches, 1):
        factor = min(1.0, step / WARM_UP_STEPS) * max(LEAST_RATE, 1 - step / len(batches))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(*_tensors(batch.pairs))
        loss = loss_of(scores.float(), batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
        if step % 100 == 0:
            print(
                f"{step} of {len(batches)} steps, {time.monotonic() - start:.0f} s, loss {total / 100:.3f}", flush=True
            )
            total = 0.0


def _tensors(pairs: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(ids) for ids, _ in pairs)
    tensors = torch.zeros(3, len(pairs), longest, dtype=torch.long)
    for row, (ids, types) in enumerate(pairs):
        for plane, values in enumerate((ids, types, [1] * len(ids))):
            tensors[plane, row, : len(ids)] = torch.tensor(values)
    return tensors[0], tensors[1], tensors[2]


def adapter_of(network: Network, published: dict[str, Tensor]) -> dict[str, np.ndarray[Any, np.dtype[np.float16]]]:
    """Return what changed: of matrices the greatest singular values' part, of vectors all; the head whole."""
    adapter: dict[str, Tensor] = {}
    for name in network.names:
        change = network.weight(name).detach() - published[name]
        if name in FROZEN or not change.any():
            continue
        if name.endswith("weight") and any(f".{matrix}." in f".{name}" for matrix in MATRICES):
            left, values, right = torch.linalg.svd(change, full_matrices=False)
            root = values[:RANK].sqrt()
            adapter[f"{name}.up"], adapter[f"{name}.down"] = left[:, :RANK] * root, root[:, None] * right[:RANK]
        else:
            adapter[f"{name}.change"] = change
    for place, layer in ((0, 0), (1, 3)):
        adapter[f"head.{place}.weight"] = network.head[layer].weight.detach()
        adapter[f"head.{place}.bias"] = network.head[layer].bias.detach()
    return {name: value.contiguous().to(torch.float16).numpy() for name, value in adapter.items()}


if __name__ == "__main__":
    raise SystemExit(main())
