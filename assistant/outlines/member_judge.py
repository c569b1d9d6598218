"""Which candidates belong on a list, by a model: it names a sentence of each that does, or says no."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.datatypes import EvidencePaper
from assistant.settings import Settings
from prompts.loading import load_prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

CANDIDATES_PER_REQUEST = 8
MAX_REQUESTS_AT_ONCE = 4

JUDGEMENT_END = re.compile(r"[\n;]|,(?=\s*[\"'{\[]?\d+[\"'\]]?\s*:)")
"""A comma ends a judgement only before a number and a colon, as in JSON."""
MARKER = re.compile(r"(?<![\d.])(\d{1,4})\s?\.\s?(\d{1,4})(?!\d|\.\d)")
BRACKETS = re.compile(r"[\[【［(][^\[\]【】［］()]*[\]】］)]")
LEADING_NUMBER = re.compile(r"\W*(\d{1,4})(?![\d.])")
REFUSAL = re.compile(r"\b(?:no|not|none|n/a|false|doesn['’]t)\b", re.IGNORECASE)

MemberJudge = Callable[[Sequence[EvidencePaper], str], list[int | None]]
"""Called with candidates and the question. Returns, in their order, the position of the sentence that puts each on the
list, None for one that does not belong there."""


def member_judge_with(chat_model: "BaseChatModel", settings: Settings) -> MemberJudge:
    """Return the judge that asks a chat model."""
    return lambda candidates, subject: judge_members(chat_model, candidates, subject, settings)


def judge_members(
    chat_model: "BaseChatModel", candidates: Sequence[EvidencePaper], subject: str, settings: Settings
) -> list[int | None]:
    """Ask a model about candidates, several at a time. `subject` is the question, or what the papers have in common.

    A judgement counts as no where it names no sentence that is there. Raises ModelServerError.
    """
    # LangChain's model classes take seconds to import, so they wait until a model is asked.
    from assistant.writing.generative import text_without_thinking
    from assistant.writing.model_server import translated_errors

    batches = [
        [replace(paper, number=number) for number, paper in enumerate(candidates[start:end], 1)]
        for start in range(0, len(candidates), CANDIDATES_PER_REQUEST)
        for end in [start + CANDIDATES_PER_REQUEST]
    ]
    if not batches:
        return []
    with translated_errors(settings):
        replies = chat_model.batch(
            [_messages(batch, subject) for batch in batches], {"max_concurrency": MAX_REQUESTS_AT_ONCE}
        )
    judged: list[int | None] = []
    for batch, reply in zip(batches, replies, strict=True):
        found = read_judgements(text_without_thinking(reply.text), batch)
        judged += [found.get(paper.number) for paper in batch]
    return judged


def read_judgements(reply: str, candidates: Sequence[EvidencePaper]) -> Mapping[int, int]:
    """Return the position of the sentence by the number of each paper that a reply puts on the list.

    Brackets, order and further words are free: "[2] yes [2.3]", "2: 2.3", {"2": "[2.3]"}. A marker behind a "no", or
    one of a sentence that is not there, puts nothing on the list; of several, the first counts.
    """
    positions = {paper.number: {sentence.position for sentence in paper.sentences} for paper in candidates}
    found: dict[int, int] = {}
    for judgement in JUDGEMENT_END.split(reply):
        refused = REFUSAL.search(judgement)
        for number, position, start in _markers(judgement):
            if (refused is None or start < refused.start()) and position in positions.get(number, ()):
                found.setdefault(number, position)
    return found


def _markers(judgement: str) -> Iterator[tuple[int, int, int]]:
    """Yield (paper, sentence, place) of each marker. One without brackets is one only behind its paper's number.

    Else "gains 3.1 points" would name a sentence of paper 3.
    """
    leading = LEADING_NUMBER.match(judgement)
    bracketed = [found.span() for found in BRACKETS.finditer(judgement)]
    for marker in MARKER.finditer(judgement):
        in_brackets = any(start < marker.start() < end for start, end in bracketed)
        if in_brackets or (leading is not None and int(leading[1]) == int(marker[1])):
            yield int(marker[1]), int(marker[2]), marker.start()


def _messages(batch: Sequence[EvidencePaper], subject: str) -> list["BaseMessage"]:
    from assistant.writing.generative import as_chat_message
    from assistant.writing.prompt_parts import render_evidence

    messages = load_prompt("members").render_messages(evidence=render_evidence(batch), question=subject)
    return [as_chat_message(message) for message in messages]
