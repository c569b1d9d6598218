"""What the requests to a model have in common: how they are sent, told of, cut to its context, and their lines read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.trends.corpus import TrendCorpus
from assistant.writing.budget import TOKENS_AROUND_MESSAGES, TokenBudget
from prompts.loading import Message

Ask = Callable[[Sequence[Sequence[Message]]], list[str]]
"""Sends prompts and returns a reply for each. Raises ModelServerError."""
Tell = Callable[[str], None]
"""Is told what is being done, in a few words."""

N_TERMS_SHOWN = 8
MAX_TITLE_CHARACTERS = 200
LINE_END = re.compile(r"\n|[,;](?=\s*[\"'{\[]*\d+[\"'\]]*\s*[:\]])")
"""Where a line of a reply ends; a comma or semicolon only before a number and its colon or bracket, as in JSON."""


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """A theme as a prompt shows it; `within` names the broader one."""

    number: int
    name: str
    within: str
    terms: tuple[str, ...]
    titles: tuple[str, ...]


Item = TypeVar("Item")


def batches_of(
    items: Sequence[Item],
    prompt: Callable[[Sequence[Item]], Sequence[Message]],
    budget: TokenBudget,
    tokens_per_line: int,
) -> list[list[Item]]:
    """Return the items in batches whose prompt and reply fit the budget; one that fits nowhere is left out."""
    frame = tokens_of(budget, prompt([]))
    room = budget.max_context_tokens - budget.max_reply_tokens - frame - TOKENS_AROUND_MESSAGES
    most = max(1, budget.max_reply_tokens // tokens_per_line)
    batches: list[list[Item]] = []
    left, count = 0, 0
    for item in items:
        needed = tokens_of(budget, prompt([item])) - frame
        if needed > room:
            continue
        if not batches or needed > left or count == most:
            batches.append([])
            left, count = room, 0
        batches[-1].append(item)
        left, count = left - needed, count + 1
    return batches


def tokens_of(budget: TokenBudget, messages: Sequence[Message]) -> int:
    """Return the tokens of a prompt's messages."""
    return sum(budget.count(message.text) for message in messages)


def title_of(corpus: TrendCorpus, paper_id: str) -> str:
    """Return the title of a paper, cut where it is very long."""
    return corpus.papers[corpus.places[paper_id]].title[:MAX_TITLE_CHARACTERS]
