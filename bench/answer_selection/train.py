# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "safetensors", "tokenizers", "torch"]
# ///
"""Train the answer selection on the questions of questions.py, and write its adapter.

    uv run bench/answer_selection/train.py FOLDER WEIGHTS START retrieval/answer_selection.safetensors

FOLDER holds questions.jsonl; WEIGHTS is the folder with MiniLM's model.safetensors and tokenizer.json; START is the
adapter of the cross-encoder of contradictions, which reads two texts at once already. An hour and a half on two cores.
Seeds are fixed; elsewhere the last digits may differ.
"""

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.minilm_torch import Encoder, Rates, SharedDropout, begin, fit, token_tensors, write_adapter

MAX_TOKENS = 448
TOKENS_PER_BATCH = 4096
RUN = 600
ROUNDS: tuple[tuple[Rates, tuple[float, float]], ...] = (
    ((6e-5, 4.8e-4), (1.0, 0.0)),
    ((3e-5, 1.8e-4), (0.15, 1.0)),
)
"""Rates, which fall to almost nothing in each round, and the shares of the questions of the first and the second round
that take part in each epoch."""
SHARE_OF_SECOND = 0.7
"""What is kept are the weights after the second round and, for the rest, those after the first (Wortsman et al. 2022):
the second alone tells silence better and the sentences that answer general questions worse."""
N_EPOCHS = 2
SHARE_WITH_OTHER = {"lookup": 0.45, "paraphrase": 0.45, "silent": 0.2, "general": 0.0}
"""Share of the questions of a kind that are put to another paper as well, which does not answer them."""
WEIGHT_OF_OTHER = 0.6
RANK = 96
"""At rank 32 much is lost: where a twentieth of the lookups is refused, 0.82 of the silent are told, in full 0.95."""
SEED = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with an abstract: token ids and types, the places of each sentence's tokens, whether each answers."""

    ids: Sequence[int]
    types: Sequence[int]
    places: Sequence[Sequence[int]]
    answers: Sequence[bool]
    weight: float


class Network(Encoder):
    """MiniLM with a head on the first token's state and the mean of those of a sentence."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__(weights, nn.ReLU(), SharedDropout(), torch.bfloat16)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor, shares: Tensor) -> Tensor:
        """Return (n_readings, n_sentences) log odds; `shares` says how much of each mean each token is."""
        hidden = self.states(ids, types, mask)
        means = torch.bmm(shares.to(hidden.dtype), hidden).float()
        first = hidden[:, :1].float().expand(-1, means.shape[1], -1)
        scores: Tensor = self.head(torch.cat([first, means], 2)).squeeze(2)
        return scores


def main() -> int:
    """Train, print how it goes, and write the adapter."""
    begun = begin(__doc__, ("folder", "weights", "start", "adapter"), SEED)
    network = Network(begun.published)
    start_from(network, load_file(begun.paths.start))
    with (begun.paths.folder / "questions.jsonl").open(encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    after: list[dict[str, Tensor]] = []
    for rates, shares in ROUNDS:
        batches: list[list[Reading]] = []
        for _ in range(N_EPOCHS):
            chosen = [item for item in questions if begun.dice.random() < shares[item["round"]]]
            batches += in_batches(readings(chosen, begun.tokenizer, begun.dice), begun.dice)
        fit(network, batches, rates, partial(loss_of, network))
        after.append({name: value.clone() for name, value in network.state_dict().items()})
    first, second = after
    network.load_state_dict({name: torch.lerp(first[name], second[name], SHARE_OF_SECOND) for name in first})
    write_adapter(begun.paths.adapter, network, begun.published, "answers", RANK)
    return 0


def start_from(network: Network, adapter: Mapping[str, Tensor]) -> None:
    """Put the updates of an adapter, but for its head, into the network."""
    with torch.no_grad():
        for name in network.names:
            if f"{name}.up" in adapter:
                network.weight(name).add_(adapter[f"{name}.up"].float() @ adapter[f"{name}.down"].float())
            elif f"{name}.change" in adapter:
                network.weight(name).add_(adapter[f"{name}.change"].float())


def readings(questions: Sequence[Mapping[str, Any]], tokenizer: Tokenizer, dice: random.Random) -> list[Reading]:
    """Return each question with its abstract, and some with one that does not answer them."""
    result = []
    for item in questions:
        answers = [place in item["answering"] for place in range(len(item["sentences"]))]
        result.append(reading(item["question"], item["title"], item["sentences"], answers, 1.0, tokenizer))
        if item["others"] and dice.random() < SHARE_WITH_OTHER[item["kind"]]:
            title, sentences = dice.choice(item["others"])
            answers = [False] * len(sentences)
            result.append(reading(item["question"], title, sentences, answers, WEIGHT_OF_OTHER, tokenizer))
    return result


def reading(
    question: str, title: str, sentences: Sequence[str], answers: Sequence[bool], weight: float, tokenizer: Tokenizer
) -> Reading:
    """Return a question with an abstract as the network reads it."""
    text, ends = f"{title}.", []
    starts = []
    for sentence in sentences:
        starts.append(len(text) + 1)
        text = f"{text} {sentence}"
        ends.append(len(text))
    tokens = tokenizer.encode(question, text)
    places: list[list[int]] = [[] for _ in sentences]
    at = 0
    for token, ((start, end), kind) in enumerate(zip(tokens.offsets, tokens.type_ids, strict=True)):
        if kind == 0 or start == end or token >= MAX_TOKENS:
            continue
        while at < len(ends) and start >= ends[at]:
            at += 1
        if at < len(ends) and start >= starts[at]:
            places[at].append(token)
    return Reading(tokens.ids[:MAX_TOKENS], tokens.type_ids[:MAX_TOKENS], places, answers, weight)


def in_batches(items: list[Reading], dice: random.Random) -> Iterator[list[Reading]]:
    """Yield batches of readings of like length, in any order."""
    dice.shuffle(items)
    for start in range(0, len(items), RUN):
        batches: list[list[Reading]] = [[]]
        for item in sorted(items[start : start + RUN], key=lambda item: len(item.ids)):
            if batches[-1] and len(item.ids) * (len(batches[-1]) + 1) > TOKENS_PER_BATCH:
                batches.append([])
            batches[-1].append(item)
        dice.shuffle(batches)
        yield from batches


def loss_of(network: Network, batch: Sequence[Reading]) -> Tensor:
    """Return the cross-entropy of each sentence, and that among all of them and silence, of log odds 0."""
    tokens = token_tensors([(item.ids, item.types) for item in batch])
    n_sentences = max(len(item.places) for item in batch)
    shares = torch.zeros(len(batch), n_sentences, tokens[0].shape[1])
    is_here = torch.zeros(len(batch), n_sentences, dtype=torch.bool)
    is_answer = torch.zeros(len(batch), n_sentences, dtype=torch.bool)
    for row, item in enumerate(batch):
        is_here[row, : len(item.places)] = True
        is_answer[row, : len(item.places)] = torch.tensor(item.answers)
        for place, own in enumerate(item.places):
            if own:
                shares[row, place, own] = 1 / len(own)
    scores = network(*tokens, shares)
    among = scores.masked_fill(~is_here, -1e4)
    total = torch.logsumexp(torch.cat([torch.zeros(len(batch), 1), among], 1), 1)
    answering = torch.logsumexp(among.masked_fill(~is_answer, -1e4), 1)
    listwise = total - torch.where(is_answer.any(1), answering, torch.zeros(len(batch)))
    single = functional.binary_cross_entropy_with_logits(scores, is_answer.float(), reduction="none")
    single = (single * (is_here.float() + is_answer.float())).sum(1) / is_here.sum(1)
    weights = torch.tensor([item.weight for item in batch])
    return ((listwise + single) * weights).sum() / weights.sum()


if __name__ == "__main__":
    raise SystemExit(main())
