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

import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.minilm_torch import DROPOUT, Encoder, Rates, begin, by_length, fit, token_tensors, write_adapter

MADE_STEPS, MADE_BATCH, MADE_TOKENS = 3200, 12, 112
WRITTEN_BATCH, WRITTEN_TOKENS = 16, 200
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
RANK = 32
SEED = 0

Encoded = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids and types, (n_pairs, n_tokens), with what each pair should be (1 is false) and counts."""

    pairs: Sequence[Encoded]
    labels: Sequence[float]
    weights: Sequence[float]


class Network(Encoder):
    """MiniLM with a head on the first token's state and the mean of those of the first text."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__(weights, nn.GELU(), nn.Dropout(DROPOUT))

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return (n_pairs,) log odds that the first text contradicts the second."""
        hidden = self.states(ids, types, mask)
        of_claim = (mask * (types == 0)).unsqueeze(-1).float()
        mean = (hidden * of_claim).sum(1) / of_claim.sum(1)
        scores: Tensor = self.head(torch.cat([hidden[:, 0], mean], 1)).squeeze(1)
        return scores


def main() -> int:
    """Train in two stages, print how each goes, and write the adapter."""
    begun = begin(__doc__, ("folder", "weights", "adapter"), SEED)
    folder, dice = begun.paths.folder, begun.dice

    def encoded(claim: str, evidence: str, most: int) -> Encoded:
        tokens = begun.tokenizer.encode(claim, evidence)
        return tokens.ids[:most], tokens.type_ids[:most]

    network = Network(begun.published)
    made = [
        tuple(encoded(record[side], record["evidence"], MADE_TOKENS) for side in ("true", "false"))
        for record in _read(folder / "made.jsonl")
    ]
    dice.shuffle(made)
    fit(network, list(_made_batches(made, dice))[:MADE_STEPS], MADE_RATES, partial(_loss, network, _contrast))
    everything = list(_read(folder / "written.jsonl"))
    for n_epochs, automatic, rates, shares in ROUNDS:
        written = [record for record in everything if dice.random() < shares[record["group"]]]
        pairs = [encoded(record["claim"], record["evidence"], WRITTEN_TOKENS) for record in written]
        weights = [record["weight"] * (automatic if record["made"] == "automatically" else 1.0) for record in written]
        batches = [batch for _ in range(n_epochs) for batch in _written_batches(pairs, written, weights, dice)]
        fit(network, batches, rates, partial(_loss, network, _cross_entropy))
    write_adapter(begun.paths.adapter, network, begun.published, "head", RANK)
    return 0


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _made_batches(made: Sequence[tuple[Encoded, ...]], dice: random.Random) -> Iterator[Batch]:
    for places in by_length(list(range(len(made))), lambda place: len(made[place][0][0]), MADE_BATCH, dice):
        pairs = [made[place][side] for side in (0, 1) for place in places]
        yield Batch(pairs, [0.0] * len(places) + [1.0] * len(places), [1.0] * len(pairs))


def _written_batches(
    pairs: Sequence[Encoded], records: Sequence[dict[str, Any]], weights: Sequence[float], dice: random.Random
) -> Iterator[Batch]:
    for places in by_length(list(range(len(pairs))), lambda place: len(pairs[place][0]), WRITTEN_BATCH, dice):
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


def _loss(network: Network, loss_of: Callable[[Tensor, Batch], Tensor], batch: Batch) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(*token_tensors(batch.pairs))
    return loss_of(scores.float(), batch)


if __name__ == "__main__":
    raise SystemExit(main())
