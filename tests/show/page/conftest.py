"""A browser that opens pages, for whoever tests what they show."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import MILLISECONDS, Open, Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Route

FLAGS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
LOCAL = ("file:", "blob:", "data:")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Start a browser that draws without a graphics card; skip where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Open]:
    """Return how to open a file and wait until it can be used."""
    pages = []

    def open_file(path: Path) -> Opened:
        page = browser.new_page(viewport={"width": 960, "height": 560})
        page.set_default_timeout(MILLISECONDS)
        pages.append(page)
        opened = Opened(page)

        def hear(message: "ConsoleMessage") -> None:
            if message.type == "error":
                opened.complaints.append(message.text)

        def let_through(route: "Route") -> None:
            if route.request.url.startswith(LOCAL):
                route.continue_()
                return
            opened.requests.append(route.request.url)
            route.abort()

        page.on("console", hear)
        page.on("pageerror", lambda problem: opened.complaints.append(str(problem)))
        page.on("request", lambda asked: None if asked.url.startswith(LOCAL) else opened.requests.append(asked.url))
        page.route("**/*", let_through)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        return opened

    yield open_file
    for page in pages:
        page.close()
