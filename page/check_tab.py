"""The tab "Check": paste a text and its references, see which sentences their papers do not bear out."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.linting.checking import REFERENCE_SUFFIXES, check_text
from assistant.linting.reference_lists import read_text_file
from page.findings_view import findings_html
from page.html_text import to_html
from page.message_view import bug_html, problem_html, waiting_html
from page.shared_workspace import SharedWorkspace
from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

FORESEEN = (AssistantError, RetrievalError)
FILE_TYPES = [".tex", ".md", ".txt", ".bib", ".bbl", ".json", ".jsonl"]
INTRODUCTION = (
    '<div class="cw-check-intro"><p class="cw-lead">Do your sentences say what the papers say?</p>'
    "<p>Paste text that cites: LaTeX, Markdown, a chatbot's answer, or an answer copied or saved from citewell. Each"
    " sentence that cites a paper of the collection is held against its abstract. Nothing is stored.</p></div>"
)
NOTHING = "Paste a text or drop a file first."

Update = tuple[Any, ...]


def build_check_tab(shared: SharedWorkspace) -> None:
    """Lay out the tab inside the blocks that are open, and tie its parts together."""
    name = gr.State("")
    gr.HTML(INTRODUCTION)
    with gr.Row(elem_id="cw-check-boxes"):
        with gr.Column(scale=3, min_width=320):
            text = gr.Textbox(
                label="Text",
                placeholder="CulturaX holds 6.3 trillion tokens \\citep{culturax2023}. …",
                lines=12,
                max_lines=18,
                elem_id="cw-check-text",
            )
        with gr.Column(scale=2, min_width=280):
            references = gr.Textbox(
                label="References",
                placeholder="@misc{culturax2023, …}  or  [1] Author. Title. Venue, year.",
                lines=8,
                max_lines=10,
                elem_id="cw-check-references",
            )
            files = gr.File(
                label="Drop .tex, .md, .txt, .bib or .json",
                file_count="multiple",
                file_types=FILE_TYPES,
                height=84,
                elem_id="cw-check-files",
            )
    button = gr.Button("Check", variant="primary", elem_id="cw-check-button")
    result = gr.HTML(visible=False, elem_id="cw-check-result")

    def check(pasted: str, known: str, file_name: str) -> Iterator[Update]:
        yield from check_pasted(shared, pasted, known, file_name)

    files.upload(
        read_dropped,
        [files, text, references, name],
        [files, text, references, name, result],
        show_progress="hidden",
        api_visibility="private",
    )
    text.input(lambda: "", None, [name], show_progress="hidden", api_visibility="private")
    button.click(
        check,
        [text, references, name],
        [button, result],
        show_progress="hidden",
        concurrency_id="checking",
        api_name="check",
    )


def read_dropped(paths: Sequence[str] | None, text: str, references: str, name: str) -> Update:
    """Return (files, text, references, name, result) with dropped files in their boxes; the files are removed.

    References join those in the box. One text is checked at a time, and one that was typed is not overwritten: what is
    left out is told. `name` is that of the file whose text the box holds, "" where it was typed.
    """
    problems, left_out = [], []
    is_free = not text.strip() or name != ""
    for path in map(Path, paths or ()):
        try:
            content = read_text_file(path)
        except AssistantError as error:
            problems.append(problem_html(str(error).replace(str(path), path.name), "A file was not read."))
        else:
            if path.suffix.lower() in REFERENCE_SUFFIXES:
                if content.strip() not in references:
                    references = "\n\n".join(part.strip("\n") for part in (references, content) if part.strip())
            elif is_free:
                text, name, is_free = content, path.name, False
            else:
                left_out.append(path.name)
        path.unlink(missing_ok=True)
    if left_out:
        held = f"“{name}”" if name else "your own text"
        told = f"One text at a time: the box holds {held}. Not taken: {', '.join(left_out)}."
        problems.append(f'<p class="cw-check-hint">{to_html(told)}</p>')
    return None, text, references, name, gr.HTML("".join(problems), visible=bool(problems))


def check_pasted(shared: SharedWorkspace, text: str, references: str, name: str) -> Iterator[Update]:
    """Yield (button, result) until the text is checked."""
    if not text.strip():
        yield gr.skip(), gr.HTML(f'<p class="cw-check-hint">{NOTHING}</p>', visible=True)
        return
    yield gr.Button(interactive=False), gr.HTML(waiting_html("Checking"), visible=True)
    try:
        for activity in shared.activities(shared.prepare()):
            if shared.answers_meanwhile:
                break
            yield gr.skip(), gr.HTML(waiting_html(activity), visible=True)
        workspace = shared.workspace
        tools = workspace.check_tools()
        html = findings_html(check_text(text, references, tools, name or "text"))
    except FORESEEN as error:
        html = problem_html(str(error), "This text cannot be checked.")
    except Exception as error:
        logger.exception("a text could not be checked")
        html = bug_html(error)
    yield gr.Button(interactive=True), gr.HTML(html, visible=True)
