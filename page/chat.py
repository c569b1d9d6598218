"""The chat, and over it the desk: what is asked and who writes, and a place to drop papers."""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation import asking_text
from assistant.datatypes import Answer, Question, Turn
from assistant.errors import AssistantError
from assistant.question import question_kind
from assistant.trends.asking import MANY_PAPERS
from page.answer_view import STOPPED, answer_html
from page.filter_chips import AskedFilters, asked_filters, build_chips, show_chips, without_unticked
from page.message_view import bug_html, problem_html, question_html, waiting_html
from page.shared_workspace import SharedWorkspace
from page.status_view import status_html
from page.upload import fetch_report_html, report_html
from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

FORESEEN = (AssistantError, RetrievalError)
SECONDS_BETWEEN_STATES = 0.05
N_QUESTIONS_AT_ONCE = 4
SAMPLE_QUESTIONS = (
    "How many African languages does AfroLM cover?",
    "Which papers study hallucination?",
    "Does a translated MMLU measure culture fairly?",
    "What do BPE tokenizers reveal about training data?",
)
FETCH_LABEL = "Fetch the authors' abstracts from arXiv"
EMPTY_CHAT = (
    '<div class="cw-empty"><p class="cw-lead">Ask a question about these papers.</p>'
    "<p>The answer cites single sentences: click a number to see its sentence in the whole abstract."
    " Where no paper comes close, citewell says so.</p>"
    '<p class="cw-anew">The page was loaded anew, and the conversation before is gone.</p></div>'
)
SCRIPT_FILES = [Path(__file__).with_name(name) for name in ("copying.js", "reloading.js")]

UNFINISHED = re.compile(r'<p class="cw-foot cw-writing">[^<]*</p>')
"""The foot of a message that is not the last word: the answer is still being written, or waited for."""

SHOW_LAST_QUESTION = (
    "() => { const rows = document.querySelectorAll('#cw-chat .user-row');"
    " rows[rows.length - 1]?.scrollIntoView({block: 'start'}); }"
)
"""Reading starts at the top of an answer; the chat's own scrolling would lead to its end."""

Messages = list[dict[str, Any]]
Turns = tuple[Turn, ...]
Update = tuple[Any, ...]


def build_chat(shared: SharedWorkspace, page: gr.Blocks, new_conversation: gr.Button) -> None:
    """Lay out the chat and the desk over it, where the page is built, and tie its parts together."""
    turns, filters = gr.State(()), gr.State(None)
    with gr.Row(elem_id="cw-desk", equal_height=True):
        with gr.Column(scale=5, min_width=280):
            status = gr.HTML(status_html(shared.workspace.settings, None), elem_id="cw-status")
            fetching = gr.Button(FETCH_LABEL, size="sm", visible=False, elem_id="cw-fetch")
        with gr.Column(scale=2, min_width=240):
            files = gr.File(
                label="Your papers", show_label=False, file_count="multiple", height=64, elem_id="cw-upload"
            )
    report = gr.HTML(visible=False, elem_id="cw-report")
    chat = gr.Chatbot(
        show_label=False,
        layout="bubble",
        placeholder=EMPTY_CHAT,
        latex_delimiters=[],
        reasoning_tags=[],
        feedback_options=None,
        buttons=[],
        allow_file_downloads=False,
        autoscroll=False,
        elem_id="cw-chat",
        scale=1,
        height="100%",
        min_height=420,
    )
    chips = build_chips()
    question = gr.Textbox(
        show_label=False,
        container=False,
        placeholder="Ask about the papers…",
        submit_btn=True,
        autofocus=True,
        max_lines=6,
        elem_id="cw-question",
    )

    def show_status() -> Iterator[Update]:
        yield from _status(shared)

    def show_asked() -> Update:
        return _asked(shared)

    def ask(text: str, messages: Messages, known: Turns, filters: AskedFilters | None) -> Iterator[Update]:
        yield from _ask(shared, _question(text, known), messages, filters, is_box_emptied=True)

    def ask_example(
        messages: Messages, known: Turns, filters: AskedFilters | None, chosen: gr.SelectData
    ) -> Iterator[Update]:
        yield from _ask(shared, _question(str(chosen.value["text"]), known), messages, filters)

    def ask_again(ticked: list[str], messages: Messages, filters: AskedFilters | None) -> Iterator[Update]:
        if filters is not None:  # the answer under the other filters takes the place of the last one
            yield from _ask(shared, without_unticked(filters, ticked), messages[:-2], filters)

    def stop(messages: Messages) -> Update:
        return _stopped(messages), _idle_box()

    def fetch() -> Iterator[Update]:
        yield from _fetch(shared)

    def read_files(paths: list[str] | None) -> Iterator[Update]:
        yield from _read_files(shared, paths or [])

    in_conversation = [chat, turns, question, chips, filters]
    asking = question.submit(
        ask,
        [question, chat, turns, filters],
        in_conversation,
        show_progress="hidden",
        concurrency_limit=N_QUESTIONS_AT_ONCE,
        concurrency_id="asking",
        api_name="ask",
    )
    asking_example = chat.example_select(
        ask_example,
        [chat, turns, filters],
        in_conversation,
        show_progress="hidden",
        concurrency_limit=N_QUESTIONS_AT_ONCE,
        concurrency_id="asking",
        api_visibility="private",
    )
    asking_again = chips.input(
        ask_again,
        [chips, chat, filters],
        in_conversation,
        show_progress="hidden",
        concurrency_limit=N_QUESTIONS_AT_ONCE,
        concurrency_id="asking",
        api_visibility="private",
    )
    asked_now = [status, chat, fetching]
    for answered in (asking, asking_example, asking_again):
        answered.then(None, None, None, js=SHOW_LAST_QUESTION, api_visibility="private")
        answered.then(show_asked, None, [status, fetching], show_progress="hidden", api_visibility="private")
    # First cancel, then change the chat: else a state that was under way takes the place of the change.
    stopping = question.stop(None, cancels=[asking, asking_example, asking_again], api_visibility="private")
    stopping.then(stop, [chat], [chat, question], show_progress="hidden", api_visibility="private")
    leaving = new_conversation.click(None, cancels=[asking, asking_example, asking_again], api_visibility="private")
    left = leaving.then(
        lambda: ([], (), _idle_box(), show_chips(None), None, gr.HTML(visible=False)),
        None,
        [*in_conversation, report],
        show_progress="hidden",
        api_visibility="private",
    )
    left.then(show_status, None, asked_now, show_progress="hidden", api_visibility="private")
    reading = files.upload(
        read_files, [files], [files, report], show_progress="hidden", concurrency_id="reading", api_name="upload"
    )
    reading.then(show_status, None, asked_now, show_progress="hidden", api_visibility="private")
    fetched = fetching.click(
        fetch, None, [fetching, report], show_progress="hidden", concurrency_id="reading", api_name="fetch"
    )
    fetched.then(show_status, None, asked_now, show_progress="hidden", api_visibility="private")
    page.load(show_status, None, asked_now, show_progress="hidden", concurrency_limit=None, api_name="status")
    for script in SCRIPT_FILES:
        page.load(None, None, None, js=script.read_text(encoding="utf-8"), api_visibility="private")


def _question(text: str, turns: Turns) -> Question:
    """Return a question after the turns so far, without the last where it is the same and was not answered."""
    text = text.strip()
    is_asked_again = bool(turns) and turns[-1] == replace(turns[-1], question=text, answer="")
    return Question(text, turns[:-1] if is_asked_again else turns)


def _ask(
    shared: SharedWorkspace,
    question: Question,
    messages: Messages,
    known: AskedFilters | None,
    is_box_emptied: bool = False,
) -> Iterator[Update]:
    """Yield (messages, turns, question box, chips, asked filters) as the answer to one question grows.

    The turns hold the question from the first: a follow-up leans on it even if it was stopped or failed.
    `is_box_emptied`: the question was typed in the box; else a draft may stand there, and stays.
    """
    text = question.text.strip()
    if not text:
        yield messages, question.history, _idle_box(), gr.skip(), known
        return
    turn = Turn(text)
    messages = [*messages, _message("user", question_html(text, question.ignored_filters))]
    key = f"answer-{len(messages)}"
    asked = asked_filters(question, (), known)

    def state(html: str) -> Update:
        # the stop button comes with every state: a browser that is busy may pass the first one over
        turns = (*question.history, turn)
        return [*messages, _message("assistant", html)], turns, _busy_box(), gr.skip(), gr.skip()

    waiting, turns, *_ = state(waiting_html("Reading…"))
    yield waiting, turns, _busy_box(is_box_emptied), gr.CheckboxGroup(visible=False), gr.skip()
    try:
        for activity in shared.activities(shared.prepare()):
            if shared.answers_meanwhile:
                break
            yield state(waiting_html(f"{activity}. Your question comes next."))
        if question_kind(asking_text(question)) == "trends":
            yield state(waiting_html(_counting(shared.asked_collection().n_papers)))
        answer: Answer | None = None
        shown_at = 0.0
        for answer in shared.answers(question):
            if time.monotonic() - shown_at >= SECONDS_BETWEEN_STATES:
                turn = Turn(text, papers=answer.turn.papers)
                yield state(answer_html(answer, key))
                shown_at = time.monotonic()
        assert answer is not None  # the chain always yields
        html = answer_html(answer, key)
        asked = asked_filters(question, answer.chips, known)
        turn = answer.turn
    except FORESEEN as error:
        html = problem_html(str(error))
    except Exception as error:
        logger.exception("a question could not be answered")
        html = bug_html(error)
    answered, turns, *_ = state(html)
    yield answered, turns, _idle_box(), show_chips(asked), asked


def _counting(n_papers: int) -> str:
    """Return what is shown while a report is made: of many papers it takes minutes, and one is made at a time."""
    if n_papers < MANY_PAPERS:
        return "Picking and grouping the papers…"
    return (
        f"Picking and grouping the papers, out of {n_papers:,}: this can take a minute or two, and longer where"
        " somebody else's report is being made…"
    )


def _status(shared: SharedWorkspace) -> Iterator[Update]:
    """Yield (status, chat, fetch button) while the collection to ask is brought up to date, then as it stands."""
    settings = shared.workspace.settings
    try:
        for activity in shared.activities(shared.prepare()):
            collection = shared.asked_collection()
            yield (
                status_html(settings, collection if collection.n_papers else None, f"{activity}…"),
                gr.skip(),
                gr.skip(),
            )
        collection = shared.asked_collection()
        questions = SAMPLE_QUESTIONS if collection.is_sample else [f"What does “{t}” find?" for t in shared.titles()]
        examples = gr.Chatbot(examples=[{"text": item} for item in questions])
        yield status_html(settings, collection), examples, gr.Button(FETCH_LABEL, visible=collection.is_sample)
    except FORESEEN as error:
        problem = problem_html(str(error), "These papers cannot be asked.")
        yield status_html(settings, None) + problem, gr.skip(), gr.skip()


def _asked(shared: SharedWorkspace) -> Update:
    """Return (status, fetch button) for the collection asked just now: papers may have come in by another window."""
    try:
        collection = shared.asked_collection()
    except FORESEEN:  # the answer said it
        return gr.skip(), gr.skip()
    return status_html(shared.workspace.settings, collection), gr.Button(FETCH_LABEL, visible=collection.is_sample)


def _fetch(shared: SharedWorkspace) -> Iterator[Update]:
    """Yield (fetch button, report) while abstracts come from arXiv."""
    try:
        work = shared.fetch()
        yield gr.Button(interactive=False), gr.HTML(waiting_html("Asking arXiv"), visible=True)
        for activity in shared.activities(work):
            yield gr.skip(), gr.HTML(waiting_html(activity), visible=True)
        html = fetch_report_html(work.result())
    except FORESEEN as error:
        html = problem_html(str(error), "Nothing was fetched.")
    except Exception as error:
        logger.exception("abstracts could not be fetched")
        html = bug_html(error)
    yield gr.Button(interactive=True), gr.HTML(html, visible=True)


def _read_files(shared: SharedWorkspace, paths: list[str]) -> Iterator[Update]:
    """Yield (files, report) while dropped files are read and indexed. The files are removed afterwards."""
    names = [Path(path).name for path in paths]
    work = shared.ingest([Path(path) for path in paths])
    try:
        yield gr.File(None), gr.HTML(waiting_html("Reading your papers"), visible=True)
        for activity in shared.activities(work):
            yield gr.skip(), gr.HTML(waiting_html(activity), visible=True)
        html = report_html(work.result(), names)
    except FORESEEN as error:
        html = problem_html(str(error), "The files were not read.")
    except Exception as error:
        logger.exception("dropped files could not be read")
        html = bug_html(error)
    for path in paths:
        Path(path).unlink(missing_ok=True)
    yield gr.skip(), gr.HTML(html, visible=True)


def _message(role: str, html: str) -> dict[str, Any]:
    return {"role": role, "content": html}


def _stopped(messages: Messages) -> Messages:
    """Return the messages with the last one no longer shown as being written."""
    if not messages or messages[-1]["role"] != "assistant":
        return messages
    html = _text_of(messages[-1])
    return [*messages[:-1], _message("assistant", UNFINISHED.sub(STOPPED, html))]


def _text_of(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _busy_box(is_emptied: bool = False) -> gr.Textbox:
    if is_emptied:
        return gr.Textbox("", submit_btn=False, stop_btn=True)
    return gr.Textbox(submit_btn=False, stop_btn=True)


def _idle_box() -> gr.Textbox:
    return gr.Textbox(submit_btn=True, stop_btn=False)
