"""How the page is served: its look, and nothing of it from outside."""

from pathlib import Path

import gradio as gr

STYLE_FILE = Path(__file__).with_name("style.css")
SCRIPT_FILE = Path(__file__).with_name("markers.js")
MAX_UPLOAD = "500mb"


def theme() -> gr.themes.Base:
    """Return the theme: the system's own fonts, a quiet teal on warm grey."""
    return gr.themes.Base(
        primary_hue="teal",
        secondary_hue="teal",
        neutral_hue="stone",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"],
        font_mono=["ui-monospace", "SF Mono", "Menlo", "Consolas", "monospace"],
        radius_size="lg",
    ).set(body_background_fill="#fbfaf8", body_background_fill_dark="#191817")


def serve(page: gr.Blocks, host: str, port: int) -> str:
    """Start serving in the background and return the address. Raises OSError where the port is taken."""
    _, local_url, _ = page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        show_error=True,
        footer_links=[],
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        theme=theme(),
        css_paths=STYLE_FILE,
        js=SCRIPT_FILE.read_text(encoding="utf-8"),
    )
    return str(local_url)
