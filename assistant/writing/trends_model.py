"""A chat model as reports on trends ask it: several prompts at once, the replies as plain text."""

from collections.abc import Callable, Sequence

from langchain_core.language_models import BaseChatModel

from assistant.settings import Settings
from assistant.writing.generative import as_chat_message, text_without_thinking
from assistant.writing.model_server import translated_errors
from prompts.loading import Message

MAX_REQUESTS_AT_ONCE = 4


def asker_with(chat_model: BaseChatModel, settings: Settings) -> Callable[[Sequence[Sequence[Message]]], list[str]]:
    """Return what sends prompts and returns a reply for each, in order. It raises ModelServerError."""

    def ask(prompts: Sequence[Sequence[Message]]) -> list[str]:
        if not prompts:
            return []
        with translated_errors(settings):
            replies = chat_model.batch(
                [[as_chat_message(message) for message in prompt] for prompt in prompts],
                {"max_concurrency": MAX_REQUESTS_AT_ONCE},
            )
        return [text_without_thinking(reply.text).strip() for reply in replies]

    return ask


def name_of(chat_model: BaseChatModel) -> str:
    """Return the name under which a report tells of the model."""
    return str(getattr(chat_model, "model_name", "") or "a model")
