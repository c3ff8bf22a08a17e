"""The site as it was built, opened from disk: no request beyond the machine, no complaint, its search finds Chinese."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

SITE = Path(__file__).resolve().parents[2] / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.name != "404.html")
"""All but the one that only a server shows."""
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not PAGES, reason="the site has not been built: python .ci/site.py"),
]
WIDTHS = {"desktop": 1280, "phone": 390}
Open = Callable[[str, int], "Page"]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Start a browser."""
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--no-first-run"])
        yield found
        found.close()


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Open]:
    """Return how to open a page at a width; afterwards nothing may have been complained of or asked of a server."""
    amiss: list[str] = []
    opened = []

    def let_through(route: "Route") -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
            return
        amiss.append(route.request.url)
        route.abort()

    def open_at(name: str, width: int) -> "Page":
        page = browser.new_page(viewport={"width": width, "height": 800})
        opened.append(page)
        page.on("pageerror", lambda problem: amiss.append(str(problem)))
        page.on("console", lambda said: amiss.append(said.text) if said.type == "error" else None)
        page.route("**/*", let_through)
        page.goto((SITE / name).as_uri())
        page.wait_for_selector("html.js", state="attached")
        return page

    yield open_at
    for page in opened:
        page.close()
    assert amiss == []


@pytest.mark.sampled(most=1)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_page_asks_for_anything_or_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    """Every page, on a desk and on a telephone; wide tables and formulas scroll by themselves."""
    page = open_page(PAGES[0], width)
    for name in PAGES:
        page.goto((SITE / name).as_uri(), wait_until="domcontentloaded")
        page.wait_for_selector("html.js", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize(("word", "found"), [("撤并", "撤并"), ("寄宿", "寄宿"), ("column generation", "column")])
def test_the_search_finds_words_of_both_languages(open_page: Open, word: str, found: str) -> None:
    """Without a server: the index is a script beside the pages, and a hidden frame does a worker's work."""
    page = open_page("index.html", WIDTHS["desktop"])
    query = page.locator("[data-md-component=search-query]")
    query.focus()  # has the index loaded
    page.locator(".md-search-result__meta", has_text="键入以开始搜索").wait_for(state="attached")
    query.fill(word)
    query.press("End")  # looked for when a key is let go, as after an input method's last one
    hits = page.locator(".md-search-result__article")
    hits.first.wait_for(state="attached")
    assert any(found in text.replace("\u200b", "").lower() for text in hits.all_text_contents())


def test_formulas_are_drawn(open_page: Open) -> None:
    """As MathML that the browser lays out: a fraction is higher than a letter."""
    page = open_page("method.html", WIDTHS["desktop"])
    page.locator("math[display=block] mfrac").first.wait_for()
    heights = [page.locator(f"math {each}").first.bounding_box() for each in ("mfrac", "mi")]
    assert heights[0] is not None
    assert heights[1] is not None
    assert heights[0]["height"] > heights[1]["height"]
