"""The pages in a real browser: Debian's Chromium, where it is installed."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.fakes import Repeating
from tests.support.hostile_pages import FORMS
from tests.support.samples import make_article
from tests.support.web_scene import DRAFT, QUESTION, QUOTE, make_scene, pause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
PHONE: Any = {"width": 360, "height": 740}
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here: apt-get install chromium")
# Of sixty forms, as many as one article holds.
HOSTILE = [" ".join(FORMS[at : at + 10]) for at in range(0, len(FORMS), 10)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        scene = make_scene(tmp_path, stack, model=Repeating(DRAFT), style="draft")
        lines = "\n".join(f"Line {n} of the minutes." for n in range(200))
        hostile = " ".join(HOSTILE)
        scene.fill(
            pause(),
            make_article("A long one", f"{lines}\nThe council agreed at last.\n{lines}", origin="/a/long.txt"),
            make_article(hostile, f"Zebras {hostile}", origin=f"https://example.org/{hostile}", author=hostile),
        )
        yield stack.enter_context(scene.serving())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(20_000)
    yield page
    page.close()


def ask(page: Page, address: str, words: str = QUESTION) -> None:
    page.goto(address)
    page.locator("#q").fill(words)
    page.keyboard.press("Enter")
    page.locator(".export, #answer .notice").first.wait_for()


def test_an_answer_streams_and_its_footnote_opens_at_the_marked_words(page: Page, address: str) -> None:
    ask(page, address)
    page.locator("a.mark").first.click()
    marked = page.locator("li.open mark")

    assert marked.inner_text() == QUOTE
    page.locator("li.open").get_by_text("Read it in the article").click()
    marked = page.locator("mark.at")
    assert marked.inner_text() == QUOTE
    assert in_view(page)


def test_marked_words_far_down_come_into_view(page: Page, address: str) -> None:
    page.goto(f"{address}/sources")
    page.get_by_text("A long one").click()
    start = page.locator(".text").inner_text().replace("\n\n", "\n").index("The council")

    page.goto(f"{page.url}?start={start}&end={start + 27}#quote")

    assert page.locator("mark.at").inner_text() == "The council agreed at last."
    assert in_view(page)


def test_the_keyboard_alone_will_do(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator("a.mark").first.wait_for()
    page.locator(".export").wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('mark')"):
            break
    page.keyboard.press("Enter")

    assert page.locator("li.open mark").inner_text() == QUOTE
    assert page.evaluate("document.activeElement.id") == "note-1"


def test_a_bad_answer_is_marked_with_its_reason(page: Page, address: str) -> None:
    ask(page, address)
    page.locator(".judge summary").click()
    page.locator(".judge input").fill("It is two.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Thank you").wait_for()
    page.goto(f"{address}/questions")

    assert "It is wrong: It is two." in page.locator("main").inner_text()


def test_a_conversation_goes_on_by_the_keyboard(page: Page, address: str) -> None:
    ask(page, address)
    page.locator("#more").focus()
    page.keyboard.type("And why does Amazon pause?")
    page.keyboard.press("Enter")
    page.get_by_text("Asked before:").wait_for()

    assert page.locator("#q").input_value() == "And why does Amazon pause?"
    assert page.locator("#answer q").first.inner_text() == QUESTION
    page.reload()
    assert page.get_by_text("Asked before:").count() == 1


@pytest.mark.parametrize("path", ["/", "/sources", "/questions", "/api", "/key", "/nowhere"])
def test_nothing_is_wider_than_a_phone(page: Page, address: str, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(address + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_an_answer_fits_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    ask(page, address)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


SHOWN: dict[str, Any] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": {"viewport": PHONE}}


@pytest.mark.parametrize("shown", SHOWN)
def test_nothing_on_the_pages_keeps_anyone_from_using_them(browser: Browser, address: str, shown: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    faults: dict[str, str] = {}
    with browser.new_context(locale="en-GB", **SHOWN[shown]) as context:
        page = context.new_page()

        def look(at: str) -> None:
            found = Axe().run(page)
            serious = [one for one in found.response["violations"] if one["impact"] in {"serious", "critical"}]
            faults.update({f"{at}: {one['id']}": one["nodes"][0]["html"] for one in serious})

        ask(page, address)
        look("an answer")
        page.locator("a.mark").first.click()
        look("a footnote")
        page.locator("li.open").get_by_text("Read it in the article").click()
        look("the reader")
        for path in ("/", "/sources", "/questions", "/api", "/key", "/nowhere"):
            page.goto(address + path)
            look(path)

    assert faults == {}


def test_a_page_without_javascript_answers_too(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.locator("#q").fill(QUESTION)
        page.get_by_role("button", name="Ask").click()

        assert page.locator("#answer mark").text_content(timeout=20_000) == QUOTE


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_of_others_run(page: Page, address: str, words: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    ask(page, address, f"{QUESTION} {words}")
    titles = [page.title()]
    page.goto(f"{address}/sources")
    titles.append(page.title())
    page.get_by_text("script").first.click()
    titles.append(page.title())

    assert "ran" not in titles
    assert page.locator(".text img, .text script, .text svg, .text iframe").count() == 0
    assert not errors


def in_view(page: Page) -> bool:
    return bool(
        page.evaluate(
            "(() => { const box = document.querySelector('mark.at').getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight; })()"
        )
    )
