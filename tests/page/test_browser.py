"""The page in a real browser: what a person sees and clicks, and that nothing is fetched from outside."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_examples import write_papers
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from scripted_server import Reply, ScriptedServer

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HANG_UP_SECONDS = 30
"""A reader's going reaches the model's server in a fraction of this, and in far less than a long answer takes."""
expect.set_options(timeout=30_000)  # other tests may keep the processors busy

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def requested(visitor: Page) -> list[str]:
    """The addresses that the page has asked for."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    visitor.on("request", note)
    return addresses


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def ask(visitor: Page, text: str, seconds: float = 30) -> None:
    """Type a question and wait until its answer is complete."""
    n_before = visitor.locator("#cw-chat .bot-row").count()
    visitor.locator("#cw-question textarea").fill(text)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#cw-chat .bot-row")).to_have_count(n_before + 1)
    expect(visitor.locator(".cw-writing")).to_have_count(0, timeout=seconds * 1000)


def begin_a_long_answer(visitor: Page, url: str, model_server: ScriptedServer) -> None:
    """Ask what the model takes some two minutes to say, and wait until its first words are there."""
    model_server.hung_up.clear()
    model_server.enqueue(Reply("Delays fall by 7 percent [1.3]. " * 300, piece_seconds=0.1))
    visitor.goto(url)
    visitor.locator("#cw-question textarea").fill("How much do delays of ferries fall?")
    visitor.keyboard.press("Enter")
    expect(visitor.locator(".cw-prose")).to_contain_text("Delays fall")


def outside(requested: list[str], url: str) -> list[str]:
    return [address for address in requested if not address.startswith((url, "data:", "blob:"))]


def test_a_click_on_a_marker_opens_the_abstract_at_its_highlighted_sentence(
    visitor: Page, requested: list[str], extractive_page: str
) -> None:
    visitor.goto(f"{extractive_page}?__theme=dark")
    ask(visitor, "How much do delays of ferries fall?")
    sentence = visitor.locator("mark", has_text="delays of ferries fall by 7 percent")
    expect(sentence).to_be_hidden()
    visitor.locator("a.cw-marker", has_text="1.3").click()
    expect(sentence).to_be_visible()
    expect(sentence).to_be_in_viewport()
    expect(visitor.locator(".cw-text", has_text="We study the timetables")).to_be_visible()
    expect(visitor.locator("#cw-chat .user-row")).to_have_count(1)
    assert outside(requested, extractive_page) == []


def test_a_copied_answer_keeps_its_markers_and_names_its_papers(visitor: Page, extractive_page: str) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto(extractive_page)
    ask(visitor, "How much do delays of ferries fall?")
    sentence = "Planned with the graph, delays of ferries fall by 7 percent. [1.3]"
    visitor.locator(".cw-copy").click()
    expect(visitor.locator(".cw-copy")).to_have_text("Copied")
    assert clipboard(visitor) == (
        f"{sentence}\n\nReferences\n"
        "[1] Ada Quay, Bo Pier: “Ferry Timetables as Graphs”. Harbour Workshop, 2021. https://example.org/ferries"
    )
    visitor.locator(".cw-quote").select_text()
    visitor.keyboard.press("Control+c")
    assert clipboard(visitor) == sentence
    assert visitor.locator(".cw-bracket").first.bounding_box()["width"] == 0  # type: ignore[index]


def clipboard(visitor: Page) -> str:
    return str(visitor.evaluate("navigator.clipboard.readText()"))


def test_an_answer_on_trends_opens_the_papers_of_a_number_and_the_whole_report(
    visitor: Page, requested: list[str], extractive_page: str
) -> None:
    visitor.goto(extractive_page)
    ask(visitor, "What is new in ferries?")
    listed = visitor.locator(".cw-behind-list li", has_text="Ferry Timetables as Graphs").first
    expect(listed).to_be_hidden()
    visitor.locator("a.cw-counted").first.click()
    expect(listed).to_be_visible()
    visitor.get_by_text("See the whole report").click()
    expect(visitor.locator("#cw-trends-query").locator("textarea, input")).to_have_value("ferries")
    expect(visitor.locator("#cw-trends-scope")).to_contain_text("This report is on", timeout=30_000)
    assert outside(requested, extractive_page) == []


def test_a_paper_opens_outside_without_telling_where_from(visitor: Page, extractive_page: str) -> None:
    visitor.goto(extractive_page)
    ask(visitor, "How much do delays of ferries fall?")
    link = visitor.locator(".cw-facts a")
    expect(link).to_have_attribute("href", "https://example.org/ferries")
    expect(link).to_have_attribute("target", "_blank")
    assert "noopener" in (link.get_attribute("rel") or "")


def test_hostile_papers_run_nothing_and_fetch_nothing(
    visitor: Page, requested: list[str], extractive_page: str
) -> None:
    visitor.goto(extractive_page)
    ask(visitor, "What do umbrellas do in wind and in a gale of how many knots?")
    expect(visitor.locator("#cw-chat")).to_contain_text("![x](http://127.0.0.1:9/x.png)")
    ask(visitor, "![mine](http://127.0.0.1:9/mine.png) <img src='http://127.0.0.1:9/q.png'> umbrellas at sea?")
    assert visitor.locator("#cw-chat :is(img, script, iframe)").count() == 0
    assert visitor.evaluate("window.broken") is None
    assert visitor.locator("a[href^='javascript']").count() == 0
    assert outside(requested, extractive_page) == []


def test_a_hostile_model_runs_nothing_and_fetches_nothing(
    visitor: Page, requested: list[str], generative_page: str, model_server: ScriptedServer
) -> None:
    model_server.enqueue(
        Reply(
            "Delays fall [1.3].\n\n![x](http://127.0.0.1:9/x.png)\n\n<img src=x onerror='window.broken=1'>\n\n"
            "[click](javascript:window.broken=1) <script>window.broken=1</script> $\\frac{a}{b}$ </div></details>"
        )
    )
    visitor.goto(generative_page)
    ask(visitor, "How much do delays of ferries fall?")
    expect(visitor.locator(".cw-prose")).to_contain_text("![x](http://127.0.0.1:9/x.png)")
    assert visitor.locator("#cw-chat :is(img, script, iframe)").count() == 0
    assert visitor.locator(".katex").count() == 0
    assert visitor.evaluate("window.broken") is None
    assert outside(requested, generative_page) == []


def test_an_example_question_is_answered_at_a_click(visitor: Page, extractive_page: str) -> None:
    visitor.goto(extractive_page)
    visitor.locator("#cw-chat .example", has_text="Ferry Timetables").click()
    expect(visitor.locator("#cw-chat .bot-row .cw-foot")).to_contain_text("extractive writer", timeout=30_000)


def test_a_stopped_answer_says_that_it_is_not_whole(
    visitor: Page, generative_page: str, model_server: ScriptedServer
) -> None:
    begin_a_long_answer(visitor, generative_page, model_server)
    visitor.locator("#cw-question .stop-button").click()
    expect(visitor.locator("#cw-chat .bot-row")).to_contain_text("not the whole answer")
    expect(visitor.locator("#cw-question .submit-button")).to_be_visible()
    assert model_server.hung_up.wait(HANG_UP_SECONDS)
    expect(visitor.locator("#cw-chat .bot-row")).to_contain_text("not the whole answer")


def test_a_follow_up_leans_on_a_question_that_was_stopped(
    visitor: Page, generative_page: str, model_server: ScriptedServer
) -> None:
    begin_a_long_answer(visitor, generative_page, model_server)
    visitor.locator("#cw-question .stop-button").click()
    expect(visitor.locator("#cw-chat .bot-row")).to_contain_text("not the whole answer")
    assert model_server.hung_up.wait(HANG_UP_SECONDS)
    n_asked = len(model_server.chat_requests)
    model_server.enqueue(Reply("Who studied the delays of ferries?"), Reply("Delays fall by 7 percent [1.3]."))
    ask(visitor, "Who studied it?")
    assert "Question: How much do delays of ferries fall?" in str(model_server.chat_requests[n_asked].json)


def test_others_are_answered_while_a_reader_s_answer_streams_is_stopped_or_is_left_behind(
    visitor: Page, browser: Browser, generative_page: str, model_server: ScriptedServer
) -> None:
    other = browser.new_page()
    other.goto(generative_page)

    def ask_other() -> None:
        model_server.enqueue(Reply("Delays fall by 7 percent [1.3]."))
        ask(other, "How much do delays of ferries fall?")

    begin_a_long_answer(visitor, generative_page, model_server)
    ask_other()
    expect(visitor.locator("#cw-chat .cw-writing")).to_be_visible()
    visitor.locator("#cw-question .stop-button").click()
    ask_other()
    assert model_server.hung_up.wait(HANG_UP_SECONDS)
    begin_a_long_answer(visitor, generative_page, model_server)
    visitor.close()
    ask_other()
    assert model_server.hung_up.wait(HANG_UP_SECONDS)
    other.close()


def test_a_question_stopped_before_the_model_says_anything_no_longer_looks_awaited(
    visitor: Page, generative_page: str, model_server: ScriptedServer
) -> None:
    model_server.enqueue(Reply("Delays fall by 7 percent [1.3].", hang_seconds=15))
    visitor.goto(generative_page)
    visitor.locator("#cw-question textarea").fill("How much do delays of ferries fall?")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#cw-chat .cw-writing")).to_be_visible()
    visitor.locator("#cw-question .stop-button").click()
    expect(visitor.locator("#cw-chat .bot-row")).to_contain_text("not the whole answer")
    expect(visitor.locator("#cw-chat .cw-writing")).to_have_count(0)


def test_a_new_conversation_starts_empty(visitor: Page, extractive_page: str) -> None:
    visitor.goto(extractive_page)
    ask(visitor, "How much do delays of ferries fall?")
    visitor.locator("#cw-new").click()
    expect(visitor.locator("#cw-chat .user-row")).to_have_count(0)
    expect(visitor.locator(".cw-empty")).to_be_visible()


def test_a_draft_stays_when_a_chip_is_taken_off_an_example_is_asked_or_the_page_is_loaded_anew(
    visitor: Page, extractive_page: str
) -> None:
    visitor.goto(extractive_page)
    ask(visitor, "Which papers study ferries since 2020?")
    box = visitor.locator("#cw-question textarea")
    box.fill("And on which islands?")
    visitor.locator("#cw-chips label").click()
    expect(visitor.locator(".cw-without")).to_be_visible()
    expect(visitor.locator("#cw-question .submit-button")).to_be_visible()
    expect(box).to_have_value("And on which islands?")
    visitor.reload()
    expect(box).to_have_value("And on which islands?")
    expect(visitor.locator(".cw-anew")).to_contain_text("the conversation before is gone")
    expect(visitor.locator(".cw-anew")).to_be_visible()
    visitor.locator("#cw-chat .example").first.click()
    expect(visitor.locator("#cw-chat .bot-row .cw-foot")).to_contain_text("extractive writer")
    expect(box).to_have_value("And on which islands?")


def test_the_line_on_what_is_asked_follows_papers_that_came_in_by_another_window(
    visitor: Page, open_page: Callable[..., str], prepared_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared_home, tmp_path / "home", symlinks=True)
    url = open_page(tmp_path / "home")
    visitor.goto(url)
    expect(visitor.locator("#cw-status")).to_contain_text("3 papers")
    other = visitor.context.new_page()
    other.goto(url)
    more = write_papers(tmp_path / "more.jsonl", {"title": "Buoys at Night", "abstract": "Buoys are seen at night."})
    other.locator("#cw-upload input[type=file]").set_input_files(more)
    expect(other.locator("#cw-report")).to_contain_text("1 paper added")
    expect(visitor.locator("#cw-status")).to_contain_text("3 papers")
    ask(visitor, "When are buoys seen?")
    expect(visitor.locator("#cw-status")).to_contain_text("4 papers")


@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_is_wider_than_the_window(visitor: Page, extractive_page: str, width: int) -> None:
    visitor.set_viewport_size({"width": width, "height": 800})
    visitor.goto(extractive_page)
    ask(visitor, "How much do delays of ferries fall?")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= width
