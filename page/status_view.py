"""What is asked, who writes, and where text goes: said before the first question. Pure functions to HTML."""

from dataclasses import dataclass

from assistant.settings import DEFAULT_MODEL, Settings
from assistant.writing.server_address import server_address
from page.html_text import count, to_html

FORMATS = "a saved Hugging Face Papers page, JSONL or CSV"
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class AskedCollection:
    """The collection that questions go to. `years` are the first and the last known."""

    name: str
    is_sample: bool
    n_papers: int
    years: tuple[int, int] | None = None


def status_html(settings: Settings, collection: AskedCollection | None, activity: str | None = None) -> str:
    """Return the status lines. `activity` is what goes on in the background, `collection` None what cannot be read."""
    lines = [] if collection is None else [f'<p class="cw-asking">{collection_line(collection)}</p>']
    lines.append(f'<p class="cw-writer">{to_html(writer_line(settings))}</p>')
    if activity:
        lines.append(f'<p class="cw-activity cw-writing">{to_html(activity)}</p>')
    return f'<div class="cw-status">{"".join(lines)}</div>'


def collection_line(collection: AskedCollection) -> str:
    """Return which papers are asked, and how to get to one's own, as HTML."""
    papers = count(collection.n_papers, "paper")
    if collection.is_sample:
        way_out = f"To ask your own: drop {to_html(FORMATS)} here."
        return f"You are asking <strong>citewell's sample of {papers}</strong>. {way_out}"
    if not collection.n_papers:
        return f"Your collection “{to_html(collection.name)}” is empty. Drop {to_html(FORMATS)} here."
    span = ""
    if collection.years is not None:
        first, last = collection.years
        span = f", {first}" if first == last else f", {first}–{last}"
    return f"You are asking <strong>your collection “{to_html(collection.name)}”</strong>: {papers}{span}."


def writer_line(settings: Settings) -> str:
    """Return who writes and where text goes."""
    if settings.writer_name == "generative":
        host = server_address(settings)
        model = settings.model or (
            DEFAULT_MODEL if settings.openai_base_url is None else "No model (CITEWELL_MODEL is not set)"
        )
        return f"{model} writes. Your question and the abstracts found for it go to {_with_place(host)}."
    lead = "Extractive writer: answers in the papers' own sentences."
    if settings.embedding_model.startswith("openai:"):
        return f"{lead} Questions and papers go to {_with_place(server_address(settings))} to be embedded."
    return f"{lead} Nothing leaves this machine."


def _with_place(host: str) -> str:
    is_here = any(host == name or host.startswith(f"{name}:") for name in THIS_MACHINE)
    return f"{host}, on this machine" if is_here else host
