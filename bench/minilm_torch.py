"""What the training of both cross-encoders shares: MiniLM in torch, a loop that fits it, the adapter that is kept."""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
WARM_UP_STEPS = 100
LEAST_RATE = 0.03

Rates = tuple[float, float]
"""Learning rates of the encoder and of the head."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a training begins with: the paths of the command line, MiniLM's weights and tokenizer, a seeded dice."""

    paths: argparse.Namespace
    published: dict[str, Tensor]
    tokenizer: Tokenizer
    dice: random.Random


def begin(description: str | None, paths: Sequence[str], seed: int) -> Begun:
    """Read the command line, one path for each of `paths`, of which `weights` is MiniLM's folder; seed all dice."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in paths:
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(str(arguments.weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Begun(arguments, load_file(arguments.weights / "model.safetensors"), tokenizer, random.Random(seed))


class Encoder(nn.Module):
    """BERT as MiniLM configures it, read from the published weights, with a head for two states side by side.

    It computes in `dtype`; the weights, their updates and the head are float32.
    """

    def __init__(
        self,
        weights: dict[str, Tensor],
        activation: nn.Module,
        dropout: nn.Module,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        self.dtype = dtype
        self.names = [
            name for name in weights if name.startswith(("embeddings.", "encoder.")) and "position_ids" not in name
        ]
        for name in self.names:
            value = nn.Parameter(weights[name].clone(), requires_grad=name not in FROZEN)
            self.register_parameter(name.replace(".", "_"), value)
        self.dropout = dropout
        self.head = nn.Sequential(
            nn.Linear(2 * DIMENSION, HEAD_WIDTH), activation, nn.Dropout(DROPOUT), nn.Linear(HEAD_WIDTH, 1)
        )

    def weight(self, name: str) -> Tensor:
        value: Tensor = getattr(self, name.replace(".", "_"))
        return value

    def states(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return (n_pairs, n_tokens, DIMENSION) from token ids, types and mask, (n_pairs, n_tokens) each."""
        tables = [self.weight(f"embeddings.{name}_embeddings.weight") for name in ("word", "position", "token_type")]
        hidden = (tables[0][ids] + tables[1][None, : ids.shape[1]] + tables[2][types]).to(self.dtype)
        hidden = self.dropout(self._norm("embeddings.LayerNorm", hidden))
        bias = torch.zeros(mask.shape, dtype=self.dtype).masked_fill(mask == 0, -1e9)[:, None, None, :]
        for layer in range(N_LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, bias)
        return hidden

    def _layer(self, prefix: str, hidden: Tensor, bias: Tensor) -> Tensor:
        n_pairs, n_tokens, _ = hidden.shape
        query, key, value = (
            self._linear(f"{prefix}.attention.self.{role}", hidden).view(n_pairs, n_tokens, N_HEADS, -1).transpose(1, 2)
            for role in ("query", "key", "value")
        )
        # written out: torch's fused attention takes three times as long to go backwards on a CPU
        attention = torch.softmax(query @ key.transpose(2, 3) * (DIMENSION // N_HEADS) ** -0.5 + bias, 3)
        merged = (attention @ value).transpose(1, 2).reshape(n_pairs, n_tokens, DIMENSION)
        attended = self.dropout(self._linear(f"{prefix}.attention.output.dense", merged))
        hidden = self._norm(f"{prefix}.attention.output.LayerNorm", hidden + attended)
        inner = functional.gelu(self._linear(f"{prefix}.intermediate.dense", hidden))
        return self._norm(
            f"{prefix}.output.LayerNorm", hidden + self.dropout(self._linear(f"{prefix}.output.dense", inner))
        )

    def _linear(self, prefix: str, value: Tensor) -> Tensor:
        weight, bias = self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias")
        return functional.linear(value, weight.to(self.dtype), bias.to(self.dtype))

    def _norm(self, prefix: str, value: Tensor) -> Tensor:
        weight, bias = self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias")
        return functional.layer_norm(value, (DIMENSION,), weight.to(self.dtype), bias.to(self.dtype), 1e-12)


class SharedDropout(nn.Module):
    """Leaves out the same dimensions in all tokens of a text (after Gal and Ghahramani 2016): fewer dice to throw."""

    def forward(self, states: Tensor) -> Tensor:
        if not self.training:
            return states
        kept = torch.rand(states.shape[0], 1, states.shape[2]) >= DROPOUT
        return states * (kept / (1 - DROPOUT)).to(states.dtype)


def by_length(places: list[int], lengths: Callable[[int], int], size: int, dice: random.Random) -> Iterator[list[int]]:
    """Yield batches of neighbours of like length, in any order, from runs of places."""
    dice.shuffle(places)
    for start in range(0, len(places), 30 * size):
        run = sorted(places[start : start + 30 * size], key=lengths)
        batches = [run[first : first + size] for first in range(0, len(run), size)]
        dice.shuffle(batches)
        yield from batches


def token_tensors(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, types and mask, (n_pairs, n_tokens) each, of pairs of ids and types."""
    longest = max(len(ids) for ids, _ in pairs)
    tensors = torch.zeros(3, len(pairs), longest, dtype=torch.long)
    for row, (ids, types) in enumerate(pairs):
        for plane, values in enumerate((ids, types, [1] * len(ids))):
            tensors[plane, row, : len(ids)] = torch.tensor(values)
    return tensors[0], tensors[1], tensors[2]


def fit(network: Encoder, batches: Sequence[Any], rates: Rates, loss_of: Callable[[Any], Tensor]) -> None:
    """Fit the network to batches, each once; the rates rise over the first steps and fall to the end."""
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
        loss = loss_of(batch)
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


def write_adapter(path: Path, network: Encoder, published: dict[str, Tensor], head: str, rank: int) -> None:
    """Write what changed: of matrices the `rank` greatest singular values, of vectors all; the head, named `head`."""
    adapter: dict[str, Tensor] = {}
    for name in network.names:
        change = network.weight(name).detach() - published[name]
        if name in FROZEN or not change.any():
            continue
        if name.endswith("weight") and any(f".{matrix}." in f".{name}" for matrix in MATRICES):
            left, values, right = torch.linalg.svd(change, full_matrices=False)
            root = values[:rank].sqrt()
            adapter[f"{name}.up"], adapter[f"{name}.down"] = left[:, :rank] * root, root[:, None] * right[:rank]
        else:
            adapter[f"{name}.change"] = change
    for place, layer in ((0, 0), (1, 3)):
        adapter[f"{head}.{place}.weight"] = network.head[layer].weight.detach()
        adapter[f"{head}.{place}.bias"] = network.head[layer].bias.detach()
    save_file({name: value.contiguous().to(torch.float16).numpy() for name, value in adapter.items()}, path)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
