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
LINE = re.compile(
    r"^\W*(?:(?:statement|claim|sentence|id|no|number)\W+)?(?P<number>\d{1,3})\b\W*(?P<before>(?!\d).*?)supported(?P<after>.*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""A verdict behind the number of its statement; in a list, a table, or JSON, also on the next line."""

JSON_ENDS = re.compile(r"\}|,(?=\s*[\"']\d)")
DENIED_BEFORE = re.compile(
    r"(?:(?<![^\W_])(?:not|no|never|only|partly|partially|cannot)|n['’]t|(?<!\w)un)(?:[\s_-]+[a-z]+){0,2}[\s_*\"-]*$",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(r"\W*(?:(?:no|false)\b(?!\s+\w)|(?:only\s+)?(?:partly|partially|in\s+part)\b)", re.IGNORECASE)
AFFIRMED_BEFORE = re.compile(
    r"\W*(?:(?:verdict|answer|result|the|this|statement|claim|it|is|fully)\W+)*", re.IGNORECASE
)
AFFIRMED_AFTER = re.compile(r"\W*(?:yes|true)?\W*", re.IGNORECASE)
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

    Agreement is no more than the word: what goes on after it may take it back, and so is unclear.

    >>> read_judgements("1: SUPPORTED\\n2: NOT SUPPORTED: says 14, not 41", 3)
    [Judgement(entailed=True, reason=''), Judgement(entailed=False, reason='says 14, not 41'), None]
    """
    found: dict[int, set[Judgement | None]] = {}
    for match in LINE.finditer(JSON_ENDS.sub("\n", text)):
        judgement = _judgement(match["before"], match["after"])
        found.setdefault(int(match["number"]), set()).add(judgement)
    return [found[number].pop() if len(found.get(number, ())) == 1 else None for number in range(1, n_statements + 1)]


def _judgement(before: str, after: str) -> Judgement | None:
    """Return what is said with "supported" between these words; None where it is unclear."""
    is_denied = DENIED_BEFORE.search(before) is not None
    if is_denied or DENIED_AFTER.match(after):
        reason = after if is_denied else re.sub(r"^\W*(?:no|false)\b", "", after, flags=re.IGNORECASE)
        return Judgement(False, re.sub(r"^\W+|[\s\"|*]+$", "", reason)[:MAX_REASON_CHARACTERS])
    if AFFIRMED_BEFORE.fullmatch(before) and AFFIRMED_AFTER.fullmatch(after):
        return Judgement(True)
    return None
