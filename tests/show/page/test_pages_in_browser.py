"""The pages in a browser: every control used, no complaint from it, and no request beyond the machine."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner.decide.explain.balance import ITEMS, Balance
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.show.page.pages import write_map_page, write_report_page, write_swipe_page
from planner.show.words.merging import MergingTold
from tests.browsing import Open
from tests.showing import renamed
from tests.shown import Shown, nothing_merged, paper_shown
from tests.telling import paper_reason

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAY = [Progress(seconds=n / 10, total=300_000.0 - 100 * n, bound=100_000.0 + 500 * n) for n in range(60)]
HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>{{ data }}"
NO_WEBGL = """
const known = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : known.call(this, kind, ...rest);
};
"""


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    """Write the map of the paper plan."""
    write_map_page(tmp_path / "map.html", paper_shown().results)
    return tmp_path / "map.html"


def find(page: "Page", name: str) -> None:
    """Search for a name and take the first that is found."""
    page.fill("#search", name)
    page.keyboard.press("Enter")
    page.wait_for_selector("#card:not([hidden])")


def test_every_control_of_the_map(map_file: Path, open_page: Open, tmp_path: Path) -> None:
    """Each switch, choice, year, zoom and note is used; nothing complains."""
    opened = open_page(map_file)
    page = opened.page
    for box in page.locator("input[type=checkbox]").all():
        before = box.is_checked()
        box.click()
        assert box.is_checked() is not before
        box.click()
    for button in page.locator(".segments button").all():
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
    for button in page.locator(".zoom button").all():
        button.click()
    page.click("summary")
    assert page.locator("details.notes p").first.is_visible()
    page.check("#layer-trips")
    page.check("#layer-areas")
    page.screenshot(path=tmp_path / "map.png")
    assert (tmp_path / "map.png").stat().st_size > 10_000
    opened.check_quiet()


def test_one_switch_changes_every_word(map_file: Path, open_page: Open) -> None:
    """In English no Chinese is left but names, the button back and the mark of synthetic data."""
    opened = open_page(map_file)
    page = opened.page
    page.click("summary")
    assert "合成数据" in page.inner_text(".stamp")
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    panel = page.inner_text("#panel").replace("合成数据", "").replace("中文", "").replace("纸上区撤并方案", "")
    assert not re.search(r"[\u4e00-\u9fff]", re.sub("城关镇|送庄镇|新建九年一贯制学校|甲教学点", "", panel))
    assert page.get_attribute("#search", "placeholder") == "Find a village or school by name"
    page.click("#language")
    assert page.get_attribute("html", "lang") == "zh-CN"
    opened.check_quiet()


def test_a_village_tells_its_journeys(map_file: Path, open_page: Open) -> None:
    """By grade band: pupils, school, mode, minutes; the year can be changed; Escape closes."""
    opened = open_page(map_file)
    page = opened.page
    find(page, "甲村")
    assert "甲村" in page.inner_text("#card h2")
    rows = page.locator("#card tbody tr").all_inner_texts()
    assert any("乘车" in row and "20" in row and "8.0" in row for row in rows)
    page.click("#years button:first-child")
    rows = page.locator("#card table").first.locator("tbody tr").all_inner_texts()
    assert any("步行" in row and "10" in row for row in rows)
    find(page, "戊村")
    assert "没有学位：附近学校可以安排，但费用超出" in page.inner_text("#card")
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    opened.check_quiet()


def test_a_village_tells_why_its_pupils_board_and_what_for(map_file: Path, open_page: Open) -> None:
    """Ninety minutes and forty-five kilometres for two trips of five: 72 yuan a pupil; nobody boards from another."""
    opened = open_page(map_file)
    page = opened.page
    find(page, "丁村")
    told = "七年级寄宿：每周往返2次，路程每人每年折合72元；走读路程上限内没有确定保留的学校才寄宿。"
    assert told in page.inner_text("#card")
    find(page, "甲村")
    assert "每周往返" not in page.inner_text("#card")
    opened.check_quiet()


def test_a_school_tells_classes_load_and_why(map_file: Path, open_page: Open) -> None:
    """Classes by grade, what becomes of its pupils, why; links lead on from school to village and back."""
    opened = open_page(map_file)
    page = opened.page
    find(page, "新建九年")
    card = page.inner_text("#card")
    assert "新建" in card
    assert "班数" in card
    assert "由测算决定" in card
    assert "planner" not in card
    page.locator("#card .link").first.click()
    assert "撤并" in page.inner_text("#card")
    assert "并入" in page.inner_text("#card")
    opened.check_quiet()


def test_a_click_on_the_map_picks_what_lies_there(map_file: Path, open_page: Open) -> None:
    """A village brought to the middle, and then clicked, is the one whose card opens."""
    opened = open_page(map_file)
    page = opened.page
    find(page, "丁村")
    page.wait_for_timeout(1500)
    stage = page.locator("#stage").bounding_box()
    assert stage
    middle = (stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
    page.click("#card .close")
    assert page.locator("#card").is_hidden()
    page.mouse.click(*middle)
    page.wait_for_selector("#card:not([hidden])")
    assert "丁村" in page.inner_text("#card h2")
    opened.check_quiet()


def test_search_by_keyboard(map_file: Path, open_page: Open) -> None:
    """Arrows move through what is found, Escape closes the list, a name that is not there is said."""
    opened = open_page(map_file)
    page = opened.page
    page.fill("#search", "村")
    assert page.locator("#found li").count() > 1
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#found li:nth-child(2)", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()
    page.fill("#search", "没有这个名字")
    assert "没有找到" in page.inner_text("#found")
    opened.check_quiet()


def test_names_stay_text(tmp_path: Path, open_page: Open) -> None:
    """Markup in names and titles is shown letter by letter, on every page, and runs nothing."""
    names = {"A": HOSTILE, "B": HOSTILE, "P1": HOSTILE, "P2": HOSTILE}
    shown: Shown = renamed(paper_shown(), names, title=HOSTILE)
    write_map_page(tmp_path / "map.html", shown.results)
    write_report_page(tmp_path / "report.html", shown.results, WAY)
    opened = open_page(tmp_path / "map.html")
    find(opened.page, "window.hit")
    assert HOSTILE in opened.page.inner_text("#card h2")
    assert opened.page.inner_text("h1") == HOSTILE
    assert opened.page.title() == HOSTILE
    assert opened.page.evaluate("window.hit") is None
    opened.check_quiet()
    report = open_page(tmp_path / "report.html")
    assert HOSTILE in report.page.inner_text("#schools-table")
    assert report.page.evaluate("window.hit") is None
    report.check_quiet()


def test_without_webgl_there_is_a_still_map(map_file: Path, browser: "Browser") -> None:
    """A browser that cannot draw the map says so, and shows a drawing; the cards still work."""
    page = browser.new_page()
    page.add_init_script(NO_WEBGL)
    page.goto(map_file.as_uri())
    page.wait_for_selector("svg.still")
    assert "WebGL2" in page.inner_text("#stage")
    find(page, "甲村")
    assert "甲村" in page.inner_text("#card h2")
    page.close()


def test_the_map_prints_on_one_sheet(map_file: Path, open_page: Open) -> None:
    """A4, landscape, one page; the whole district as a drawing whatever the window, a part of it as a picture."""
    opened = open_page(map_file)
    page = opened.page
    for width, height in ((960, 560), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        page.locator(".zoom button").last.click()
        page.wait_for_timeout(1000)
        sheet = page.pdf(prefer_css_page_size=True, print_background=True)
        assert sheet.count(b"/Type /Page\n") == 1
        assert re.search(rb"/MediaBox \[0 0 841\.\d+ 59[45]", sheet)
        assert b"/Subtype /Image" not in sheet
    page.set_viewport_size({"width": 960, "height": 560})
    find(page, "丁村")
    page.wait_for_timeout(1500)
    assert b"/Subtype /Image" in page.pdf(prefer_css_page_size=True, print_background=True)
    opened.check_quiet()


def test_on_a_phone_the_search_is_on_top_and_the_card_hides_no_place(map_file: Path, open_page: Open) -> None:
    """Title and search before the map; what is picked stands in the map's window, and its card begins below that."""
    opened = open_page(map_file)
    page = opened.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    search, drawing = page.locator("#search").bounding_box(), page.locator("#map").bounding_box()
    assert search
    assert drawing
    assert search["y"] + search["height"] <= drawing["y"] + 1
    find(page, "丁村")
    page.wait_for_timeout(1500)
    card, drawing = page.locator("#card").bounding_box(), page.locator("#map").bounding_box()
    assert card
    assert drawing
    assert drawing["y"] + drawing["height"] <= card["y"] + 1
    assert drawing["y"] >= 0
    assert card["y"] < 844 - 100, "the card can be seen without scrolling"
    opened.check_quiet()


@pytest.mark.sampled(most=1)
@pytest.mark.parametrize("told", ["village=D", "village=丁村", "school=N1", "en&school=N1"])
def test_a_link_opens_the_card_of_a_village_or_school(map_file: Path, open_page: Open, told: str) -> None:
    """By id or name, in either language; picking something else changes the page's address."""
    opened = open_page(map_file)
    page = opened.page
    page.goto("about:blank")
    page.goto(f"{map_file.as_uri()}#{told}")
    page.wait_for_selector("#card:not([hidden])")
    assert ("丁村" if "village" in told else "新建九年") in page.inner_text("#card h2")
    assert (page.get_attribute("html", "lang") == "en") == told.startswith("en")
    assert page.get_attribute("#card .to-here", "href") == f"#{told.replace('丁村', 'D')}"
    find(page, "丁村")
    assert page.evaluate("location.hash").endswith("village=D")
    opened.check_quiet()


def test_parts_of_a_band_stand_in_one_row(map_file: Path, open_page: Open) -> None:
    """Parts of a village's band that go to one school in one way are one row, with all their pupils."""
    parts = [row for row in paper_shown().plan.assignments if (row.settlement_id, row.year) == ("D", 2027)]
    assert [row.pupils for row in parts] == [{"7": 15}, {"7": 15}]
    opened = open_page(map_file)
    find(opened.page, "丁村")
    (row,) = opened.page.locator("#card tbody tr").all()
    assert "30" in row.inner_text()
    opened.check_quiet()


def test_headings_of_the_report_stand_on_every_sheet(tmp_path: Path, open_page: Open) -> None:
    """A table longer than a sheet repeats its headings; nothing below it is coloured."""
    shown = paper_shown()
    write_report_page(tmp_path / "report.html", shown.results, WAY)
    opened = open_page(tmp_path / "report.html")
    page = opened.page
    page.evaluate("""() => {
      const body = document.querySelector('#schools tbody');
      for (let n = 0; n < 200; n += 1) body.append(body.firstElementChild.cloneNode(true));
    }""")
    file = tmp_path / "report.pdf"
    page.pdf(path=file, format="A4", print_background=True)
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext on this machine")
    name = page.locator("#schools tbody td").first.inner_text()
    text = subprocess.run([reader, "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    sheets = [sheet for sheet in text.split("\f") if sheet.count(name) > 10]
    assert len(sheets) > 3
    assert all("增加床位" in sheet for sheet in sheets)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_two_plans_under_one_bar(tmp_path: Path, open_page: Open) -> None:
    """The bar moves by pointer and keys and parts the maps; a card tells both plans; figures stand side by side."""
    kept = nothing_merged()
    bands = dict(reversed(kept.scenario.grade_bands.items()))
    other = replace(kept, scenario=kept.scenario.model_copy(update={"grade_bands": bands, "title": "另一方案"}))
    write_swipe_page(tmp_path / "swipe.html", paper_shown().results, other.results)
    opened = open_page(tmp_path / "swipe.html")
    page = opened.page
    page.wait_for_selector('html[data-ready="2"]', state="attached")
    box = page.locator("#swipe").bounding_box()
    assert box
    page.mouse.move(box["x"] + 13, 300)
    page.mouse.down()
    page.mouse.move(200, 300, steps=4)
    page.mouse.up()
    assert 0 < int(page.get_attribute("#swipe", "aria-valuenow") or 0) < 40
    page.focus("#swipe")
    page.keyboard.press("End")
    assert page.get_attribute("#swipe", "aria-valuenow") == "100"
    page.keyboard.press("ArrowLeft")
    assert "98%" in (page.get_attribute("#map-b", "style") or "")
    assert page.inner_text(".plan-name.b") == "B　另一方案 · 2027年"
    # the second plan names its grade bands the other way round: the same band is asked of both
    page.click("#bands button:nth-child(3)")
    counts = [row.split()[-2:] for row in page.locator("#legend section:nth-child(2) .key").all_inner_texts()]
    assert all(a == b for a, b in counts)
    merged = page.locator("table.two tbody tr").first.locator("td").all_inner_texts()
    assert merged == ["1", "0"]
    find(page, "甲村")
    assert page.locator("#card .of-plan").count() == 2
    page.click("#language")
    page.screenshot(path=tmp_path / "swipe.png")
    opened.check_quiet()


def test_the_report_sorts_filters_and_speaks_english(tmp_path: Path, open_page: Open) -> None:
    """Headings sort up and down, a filter keeps the rows that have its text, the year and the language change all."""
    write_report_page(tmp_path / "report.html", paper_shown().results, WAY)
    opened = open_page(tmp_path / "report.html")
    page = opened.page
    pupils = page.locator("#schools-table thead th").nth(5)
    pupils.locator("button").click()
    assert pupils.get_attribute("aria-sort") == "descending"
    column = [int(text) for text in page.locator("#schools-table tbody td:nth-child(6)").all_inner_texts()]
    assert column == sorted(column, reverse=True)
    pupils.locator("button").click()
    assert pupils.get_attribute("aria-sort") == "ascending"
    page.fill("#schools-table-filter", "教学点")
    assert page.locator("#schools-table tbody tr").count() == 2
    page.fill("#schools-table-filter", "没有这所学校")
    assert "没有符合的行" in page.inner_text("#schools-table tbody")
    page.fill("#schools-table-filter", "")
    for button in page.locator(".sortable thead button").all():
        if button.is_visible():
            button.click()
    page.click("#years button:first-child")
    assert "不撤并学校" in page.inner_text("#merges")
    page.click("#language")
    assert "No school is merged" in page.inner_text("#merges")
    assert page.locator("svg.chart path").count() == 4
    page.screenshot(path=tmp_path / "report.png", full_page=True)
    opened.check_quiet()


def test_reasons_are_told_on_card_and_in_report(tmp_path: Path, open_page: Open) -> None:
    """An explained plan says on the school's card and in the report what the opposite would cost, in both languages."""
    results = paper_shown().results
    write_map_page(tmp_path / "map.html", results, [paper_reason()])
    opened = open_page(tmp_path / "map.html")
    opened.page.fill("#search", "P1")
    opened.page.keyboard.press("Enter")
    card = opened.page.inner_text("#card")
    assert "已证明" in card
    assert "✓" in card
    opened.page.click("#language")
    assert "proven" in opened.page.inner_text("#card")
    opened.check_quiet()
    items = dict.fromkeys(ITEMS, 0.0) | {"classes": -1.26}
    rows = tuple(
        Balance(school_id=school_id, items=items, fiscal=-5.0, families=2.0, policy=1.0, penalty=0.0)
        for school_id in ("P1", "")
    )
    told = MergingTold(sentences=(Text("It saves.", "撤并省钱。"),), balances=rows)
    write_report_page(tmp_path / "report.html", results, WAY, reasons=[paper_reason()], merging=told)
    report = open_page(tmp_path / "report.html")
    assert "已证明" in report.page.inner_text("#whys-table")
    assert "撤并省钱。" in report.page.inner_text("#merging")
    assert "-1.3" in report.page.inner_text("#merging-table tfoot")
    assert "因学校撤并转学" in report.page.inner_text("#maps")
    report.check_quiet()


def test_the_report_prints_on_upright_sheets(tmp_path: Path, open_page: Open) -> None:
    """A4 upright, without buttons; a report of no trajectory says so."""
    write_report_page(tmp_path / "report.html", nothing_merged().results, [])
    opened = open_page(tmp_path / "report.html")
    assert "没有计算过程的记录" in opened.page.inner_text("#trajectory")
    sheets = opened.page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox \[0 0 59[45]\.?\d* 84[12]", sheets)
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#print").is_hidden()
    opened.check_quiet()
