"""The judge: a model that says of each statement whether the sentences it cites entail it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from assistant.datatypes import AnswerSentence
from assistant.settings import Settings
from assistant.verification.datatypes import Source
from assistant.verification.gate import Judge, Judgement
from assistant.writing.generative import as_chat_message, text_without_thinking
from assistant.writing.model_server import translated_errors
from prompts.loading import load_prompt

STATEMENTS_PER_REQUEST = 12
LINE = re.compile(r"^\W*(\d{1,3})\s*[:.)\-–—]+\W*(not[\s_-]+supported|unsupported|supported)\b\W*(.*)$", re.IGNORECASE)
MAX_REASON_CHARACTERS = 200


def judge_with(chat_model: BaseChatModel, settings: Settings) -> Judge:
    """Return a judge that asks a model, a few statements at a time. It raises ModelServerError."""

    def judge(sentences: Sequence[AnswerSentence]) -> Sequence[Judgement | None]:
        judgements: list[Judgement | None] = []
        for start in range(0, len(sentences), STATEMENTS_PER_REQUEST):
            batch = [
                _Statement(sentence.text, [(citation.title, citation.quote) for citation in sentence.citations])
                for sentence in sentences[start : start + STATEMENTS_PER_REQUEST]
            ]
            judgements += _asked(chat_model, settings, batch)
        return judgements

    return judge


def entailment_judge_with(
    chat_model: BaseChatModel, settings: Settings
) -> Callable[[str, Sequence[Source]], bool | None]:
    """Return the same judge for one claim and its sources, as evaluations ask it: whether they entail it."""

    def judge(claim: str, sources: Sequence[Source]) -> bool | None:
        cited = [(source.title, quote) for source in sources for quote in source.cited]
        (judgement,) = _asked(chat_model, settings, [_Statement(claim, cited)])
        return None if judgement is None else judgement.entailed

    return judge


@dataclass(frozen=True, slots=True)
class _Statement:
    """What is shown of a statement: its text, and (title, quote) of each sentence it cites."""

    text: str
    sources: Sequence[tuple[str, str]]


def _asked(chat_model: BaseChatModel, settings: Settings, statements: Sequence[_Statement]) -> list[Judgement | None]:
    messages = load_prompt("judge").render_messages(statements=statements)
    with translated_errors(settings):
        reply = chat_model.invoke([as_chat_message(message) for message in messages])
    return read_judgements(text_without_thinking(reply.text), len(statements))


def read_judgements(text: str, n_statements: int) -> list[Judgement | None]:
    """Return one judgement per statement; None where the reply has none, or two that differ.

    >>> read_judgements("1: SUPPORTED\\n2: NOT SUPPORTED: says 14, not 41", 3)
    [Judgement(entailed=True, reason=''), Judgement(entailed=False, reason='says 14, not 41'), None]
    """
    found: dict[int, set[Judgement]] = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            entailed = match.group(2).lower() == "supported"
            reason = "" if entailed else match.group(3).strip()[:MAX_REASON_CHARACTERS]
            found.setdefault(int(match.group(1)), set()).add(Judgement(entailed, reason))
    return [found[number].pop() if len(found.get(number, ())) == 1 else None for number in range(1, n_statements + 1)]
