"""The writer with a model: prose through any server that speaks OpenAI's chat protocol."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.runnables import RunnableConfig

from assistant.datatypes import Draft, Evidence, WriterName
from assistant.errors import ModelRequestRejected, ModelServerError, ModelServerFailed
from assistant.settings import Settings
from assistant.writing.model_server import translated_errors
from assistant.writing.plain_text import plain_text
from assistant.writing.prompt_parts import render_evidence, render_history
from assistant.writing.server_address import server_address
from prompts.loading import Message, as_data, load_prompt

TOKENS_PER_ROUND = ("input_tokens", "output_tokens", "total_tokens")
THOUGHTS = (
    *((tag, f"{tag[0]}/{tag[1:]}") for tag in ("<think>", "<thinking>", "<thought>", "[THINK]")),
    ("<|channel|>", "<|channel|>final<|message|>"),
    ("<|start|>", "<|channel|>final<|message|>"),
)
"""What opens a model's thoughts and what ends them. Models that write in channels answer in the last one."""

NO_STREAM = "No generation chunks"
"""How LangChain's error begins where a stream held nothing."""

END_TOKENS = re.compile(r"(?:\s*<\|\w+\|>)+\s*\Z")
OPENING = re.compile(
    r"(?:\s*(?:[#*]* ?(?:here(?:\s+is|['’]s)|sure|certainly|ok(?:ay)?|of\s+course|corrected|revised|answer)\b"
    r"[^\n\[【［〔]{0,120}:[* \t\r]*\n|<answer>|```\w*[ \t\r]*\n))+\s*",
    re.IGNORECASE,
)
"""What models put before a bare answer: a line that announces it and cites nothing, a tag, a fence."""

CLOSING = re.compile(r"(?<!\s)(?:\s*(?:</answer>|```))+\s*\Z", re.IGNORECASE)


class GenerativeWriter:
    """Streams a model's answer; `model` is the name that answers carry."""

    name: WriterName = "generative"

    def __init__(self, chat_model: BaseChatModel, model_name: str, settings: Settings) -> None:
        self.model: str | None = model_name
        self._chat_model = chat_model
        self._settings = settings
        self._streams = True

    def write(self, evidence: Evidence, config: RunnableConfig | None = None) -> Iterator[Draft]:
        """Yield a draft whenever the text has grown, then the complete one, with usage and why it broke off if it did.

        Raises ModelServerError where no text came at all, ValueError for evidence without papers.
        """
        if not evidence.papers:
            raise ValueError("an answer needs evidence; abstain where there is none")
        return self._drafts(evidence, answer_messages(evidence), config)

    def repair(self, draft: Draft, faults: Sequence[str], config: RunnableConfig | None = None) -> Iterator[Draft]:
        """Yield drafts of the answer written again with the faults named; usage counts both rounds.

        Raises ModelServerError where no text came at all.
        """
        for mended in self._drafts(draft.evidence, repair_messages(draft, faults), config):
            yield replace(mended, usage=_added_usage(draft.usage, mended.usage))

    def _drafts(
        self, evidence: Evidence, messages: list[BaseMessage], config: RunnableConfig | None
    ) -> Iterator[Draft]:
        raw, text, finish_reason, lost = "", "", None, None
        usage = _evidence_usage(evidence)
        try:
            with translated_errors(self._settings):
                for chunk in self._pieces(messages, config):
                    usage |= _reply_usage(getattr(chunk, "usage_metadata", None))
                    finish_reason = chunk.response_metadata.get("finish_reason") or finish_reason
                    raw += chunk.text
                    grown = reply_text(raw)
                    if grown != text:
                        text = grown
                        yield self._draft(evidence, text, usage, complete=False)
        except ModelServerError as error:
            if not text.strip():
                raise
            lost = f"connection lost after {len(text)} characters: {error}"
        if not text.strip():
            raise self._empty_reply(finish_reason)
        yield self._draft(evidence, text.rstrip(), usage, complete=True, broken_off=lost or _broken_off(finish_reason))

    def _pieces(self, messages: list[BaseMessage], config: RunnableConfig | None) -> Iterator[AIMessage]:
        """Yield the reply as it comes; the whole at once from a server that sends no stream, and asks for no other."""
        if self._streams:
            try:
                yield from self._chat_model.stream(messages, config)
                return
            except ValueError as error:
                if not str(error).startswith(NO_STREAM):
                    raise
        reply = self._chat_model.invoke(messages, config)
        self._streams = False
        yield reply

    def _draft(
        self, evidence: Evidence, text: str, usage: dict[str, int | bool], complete: bool, broken_off: str | None = None
    ) -> Draft:
        return Draft(evidence, self.name, text, complete, self.model, dict(usage), broken_off)

    def _empty_reply(self, finish_reason: str | None) -> ModelServerError:
        where = f"{server_address(self._settings)}: the reply of {self.model}"
        if finish_reason == "content_filter":
            return ModelRequestRejected(f"{where} was withheld by the server's content filter; rephrase the question")
        if finish_reason == "length":
            return ModelServerFailed(
                f"{where} used up its tokens before any text, as a model that thinks long does; raise"
                f" CITEWELL_MAX_REPLY_TOKENS (now {self._settings.max_reply_tokens})"
            )
        return ModelServerFailed(f"{where} holds no text; ask again, or set another CITEWELL_MODEL")


def answer_messages(evidence: Evidence) -> list[BaseMessage]:
    """Return what the model is told for this evidence."""
    question = evidence.understood.question
    messages = load_prompt("answer").render_messages(
        history=render_history(question.history),
        evidence=render_evidence(evidence.papers),
        question=question.text,
        kind=evidence.understood.kind,
    )
    return [as_chat_message(message) for message in messages]


def repair_messages(draft: Draft, faults: Sequence[str]) -> list[BaseMessage]:
    """Return what the model is told to mend a draft."""
    messages = load_prompt("repair").render_messages(
        evidence=render_evidence(draft.evidence.papers),
        question=draft.evidence.understood.question.text,
        answer="\n".join(as_data(line) for line in draft.text.splitlines()),
        faults=list(faults),
    )
    return [as_chat_message(message) for message in messages]


def as_chat_message(message: Message) -> BaseMessage:
    """Return LangChain's form of a rendered message."""
    return SystemMessage(message.text) if message.role == "system" else HumanMessage(message.text)


def reply_text(raw: str) -> str:
    """Return what a reply says, without thoughts, the line that announces it, and the tags or fence around it.

    >>> reply_text("Here is the corrected answer:\\n\\n<answer>It is so [1.1].</answer>")
    'It is so [1.1].'
    """
    text = text_without_thinking(raw)
    opening = OPENING.match(text)
    return CLOSING.sub("", text[opening.end() :]) if opening else text


def text_without_thinking(raw: str) -> str:
    """Return the reply without the thoughts that some local models write before it, also while these still stream.

    Where the server's template has opened them, only their end tells what they were.

    >>> text_without_thinking("<think>Hm.</think> It is so"), text_without_thinking("<thi")
    ('It is so', '')
    >>> text_without_thinking("Hm.</think> It is so"), text_without_thinking("Models put it in <think> and </think>.")
    ('It is so', 'Models put it in <think> and </think>.')
    """
    text = plain_text(raw).lstrip()
    for opens, closes in THOUGHTS:
        before, closed, after = text.rpartition(closes)
        if closed and (before.startswith(opens) or opens not in before):
            text = after.lstrip()
        elif not closed and (text.startswith(opens) or opens.startswith(text)):
            return ""
    return END_TOKENS.sub("", text)


def _evidence_usage(evidence: Evidence) -> dict[str, int | bool]:
    if evidence.n_tokens is None:
        return {}
    return {"evidence_tokens": evidence.n_tokens, "evidence_tokens_estimated": evidence.n_tokens_is_estimate}


def _reply_usage(usage: UsageMetadata | None) -> dict[str, int | bool]:
    if usage is None:
        return {}
    return {
        "input_tokens": usage["input_tokens"],
        "output_tokens": usage["output_tokens"],
        "total_tokens": usage["total_tokens"],
    }


def _added_usage(first: dict[str, int | bool], second: dict[str, int | bool]) -> dict[str, int | bool]:
    """Return the tokens of two rounds together; the evidence is the same in both."""
    counted = {name: first.get(name, 0) + second.get(name, 0) for name in TOKENS_PER_ROUND if name in {*first, *second}}
    return {**first, **second, **counted}


def _broken_off(finish_reason: str | None) -> str | None:
    match finish_reason:
        case None:
            return "the stream ended with no finish_reason"
        case "length":
            return "reply cut at max tokens (finish_reason=length); raise CITEWELL_MAX_REPLY_TOKENS"
        case "content_filter":
            return "reply cut by the server's content filter (finish_reason=content_filter)"
        case _:
            return None
