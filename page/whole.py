"""The whole page: its head, and a tab per use. None of the tabs knows how an answer is made."""

import gradio as gr

from page.chat import build_chat
from page.check_tab import build_check_tab
from page.shared_workspace import SharedWorkspace
from page.trends_tab import build_trends_tab

HEADER = (
    '<header class="cw-header"><h1>citewell</h1>'
    "<p>Ask your papers. Every sentence of an answer leads to the sentence it rests on.</p></header>"
)


def build_page(shared: SharedWorkspace) -> gr.Blocks:
    """Lay out the page over a workspace."""
    page = gr.Blocks(title="citewell", analytics_enabled=False, fill_height=True, delete_cache=(3_600, 3_600))
    with page:
        with gr.Row(elem_id="cw-top"):
            gr.HTML(HEADER)
            new_conversation = gr.Button("New conversation", size="sm", elem_id="cw-new")
        with gr.Tabs(elem_id="cw-tabs"):
            with gr.Tab("Ask", elem_classes="cw-tab"):
                build_chat(shared, page, new_conversation)
            with gr.Tab("Trends", elem_classes="cw-tab"):
                build_trends_tab(shared, page)
            with gr.Tab("Check citations", elem_classes="cw-tab"):
                build_check_tab(shared)
    return page
