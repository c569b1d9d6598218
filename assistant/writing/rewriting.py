"""A follow-up and its history → one query that stands alone, by the model."""

import re
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from assistant.conversation import standalone_text
from assistant.datatypes import Question, Turn
from assistant.settings import Settings
from assistant.writing.generative import as_chat_message, text_without_thinking
from assistant.writing.model_server import translated_errors
from assistant.writing.prompt_parts import render_history
from prompts.loading import load_prompt

MAX_QUERY_CHARACTERS = 400
MAX_TURNS = 6
MAX_ANSWER_CHARACTERS = 600


def rewrite_question(
    chat_model: BaseChatModel, question: Question, settings: Settings, config: RunnableConfig | None = None
) -> str:
    """Return the question as a query that needs no history; as it stands where there is none.

    Only the last turns are shown to the model, with the beginnings of their answers. Where its reply is no query, the
    words of the earlier questions join in, as without a model. Raises ModelServerError.
    """
    if not question.history:
        return question.text
    turns = [_shortened(turn) for turn in question.history[-MAX_TURNS:]]
    messages = load_prompt("rewrite").render_messages(history=render_history(turns), question=question.text)
    with translated_errors(settings):
        reply = chat_model.invoke([as_chat_message(message) for message in messages], config)
    query = " ".join(text_without_thinking(reply.text).split()).strip("\"'“”`")
    is_whole = reply.response_metadata.get("finish_reason") not in ("length", "content_filter")
    is_query = is_whole and len(query) <= MAX_QUERY_CHARACTERS and re.search(r"\w", query) is not None
    return query if is_query else standalone_text(question)


def _shortened(turn: Turn) -> Turn:
    return replace(turn, answer=turn.answer[:MAX_ANSWER_CHARACTERS])
