"""Start citewell's page: `uv run app.py`."""

import os
import signal
import socket
import sys
import threading
import time

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # gradio reads it when it is imported

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings, load_settings
from assistant.workspace import Workspace
from retrieval.errors import RetrievalError

EXIT_USAGE = 2
SECONDS_BEFORE_TOLD = 1.0
FINISHING = "citewell: what is being indexed is finished first (Ctrl-C again stops at once)"


def main() -> int:
    """Serve the page until Ctrl-C. Return the exit code."""
    console = Console(stderr=True, highlight=False)
    try:
        settings = load_settings()
        check_port(settings)
        workspace = Workspace(settings, "the page")
    except (AssistantError, RetrievalError) as error:
        console.print(f"citewell: {error}", style="red", markup=False, soft_wrap=True)
        return EXIT_USAGE
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        with workspace:
            serve_until_stopped(workspace, console)
    except KeyboardInterrupt:
        console.print("citewell: stopped.")
    return 0


def check_port(settings: Settings) -> None:
    """Raise SettingsError where the page cannot listen, before anything slow has begun."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); stop what uses that port,"
            f" perhaps another citewell, or choose another: CITEWELL_PORT={settings.port + 1} uv run app.py"
        ) from None


def serve_until_stopped(workspace: Workspace, console: Console) -> None:
    """Serve, and get the indexes ready meanwhile, with the progress on the terminal."""
    console.print("citewell: loading the page…")
    from page.serving import serve  # gradio takes seconds to import; wrong settings are told before that
    from page.shared_workspace import SharedWorkspace
    from page.whole import build_page

    with Progress(TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), console=console) as bars:
        tasks: dict[str, int] = {}

        def report(what: str, n_done: int, n_total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None)
            bars.update(tasks[what], completed=n_done, total=n_total or None)  # type: ignore[arg-type]

        if not workspace.library.collection_names():
            console.print("citewell: first start: building the encoder and indexing the sample, once")
        shared = SharedWorkspace(workspace, report)
        preparing = shared.prepare()
        page = build_page(shared)
        try:
            address = serve(page, workspace.settings.host, workspace.settings.port)
            console.print(f"citewell: the page is at {address} (stop it with Ctrl-C)")
            try:
                preparing.result()
                console.print("citewell: ready.")
            except (AssistantError, RetrievalError) as error:
                console.print(f"citewell: {error}", style="red", markup=False, soft_wrap=True)
            while True:  # it wakes for a signal that another thread was given, too
                time.sleep(1)
        finally:
            telling = threading.Timer(SECONDS_BEFORE_TOLD, console.print, [FINISHING])
            telling.start()
            page.close(verbose=False)
            shared.close()
            telling.cancel()


def stop(_number: int, _frame: object) -> None:
    """Stop as Ctrl-C does, and at once where that comes again: what is not indexed yet is caught up with next time."""
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, lambda number, _: os._exit(128 + number))
    raise KeyboardInterrupt


if __name__ == "__main__":
    exit_code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)  # a check may be under way in a thread, beneath which the interpreter cannot end in peace
