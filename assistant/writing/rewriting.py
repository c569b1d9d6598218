"""A follow-up and its history → one query that stands alone, by the model."""

import re
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from assistant.conversation import standalone_text
from assistant.datatypes import Question, Turn
from assistant.settings import Settings
from assistant.verification.words import meaning_stems
from assistant.writing.generative import as_chat_message, reply_text
from assistant.writing.model_server import translated_errors
from assistant.writing.prompt_parts import render_history
from prompts.loading import load_prompt

MAX_QUERY_CHARACTERS = 400
MAX_TURNS = 6
MAX_ANSWER_CHARACTERS = 600

LABEL = re.compile(
    r"^[\s*]*(?:(?:here(?:\s+is|['’]s)|the|rewritten|rephrased|revised|reformulated|stand-?alone|final|search|new)\s+)*"
    r"(?:query|question)(?:\s+is)?[\s*]*:[\s*]*",
    re.IGNORECASE,
)
"""What a model may say before a query on the same line: "Rewritten query:"."""

REFUSAL = re.compile(
    r"\W*(?:I\s*(?:['’]m|am)\s+(?:sorry|unable)|sorry\b|I\s+can(?:not|['’]t)\b|as\s+an\s+AI\b)", re.IGNORECASE
)


def rewrite_question(
    chat_model: BaseChatModel, question: Question, settings: Settings, config: RunnableConfig | None = None
) -> str:
    """Return the question as a query that needs no history; as it stands where there is none.

    Only the last turns are shown to the model, with the beginnings of their answers. Where its reply is no query, as a
    refusal or a text with no word of what was said is none, the words of the earlier questions join in, as without a
    model. Raises ModelServerError.
    """
    if not question.history:
        return question.text
    turns = [_shortened(turn) for turn in question.history[-MAX_TURNS:]]
    messages = load_prompt("rewrite").render_messages(history=render_history(turns), question=question.text)
    with translated_errors(settings):
        reply = chat_model.invoke([as_chat_message(message) for message in messages], config)
    query = _query_in(reply_text(reply.text))
    said = " ".join([question.text, *(f"{turn.question} {turn.answer}" for turn in turns)])
    is_whole = reply.response_metadata.get("finish_reason") not in ("length", "content_filter")
    is_query = is_whole and len(query) <= MAX_QUERY_CHARACTERS and not REFUSAL.match(query)
    return query if is_query and meaning_stems(query) & meaning_stems(said) else standalone_text(question)


def _query_in(reply: str) -> str:
    """Return the query of a reply: all of it, or its last line where one before announces it; without its label."""
    lines = [line for line in reply.splitlines() if line.strip()]
    if any(line.rstrip("* ").endswith(":") for line in lines[:-1]):
        lines = lines[-1:]
    return LABEL.sub("", " ".join(" ".join(lines).split())).strip("\"'“”`*")


def _shortened(turn: Turn) -> Turn:
    return replace(turn, answer=turn.answer[:MAX_ANSWER_CHARACTERS])
