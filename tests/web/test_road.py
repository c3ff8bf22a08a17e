"""The main road through the page, in a browser: from a wrong workbook to a plan that is handed in."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from planner.going_on import WENT_ON
from planner.plan import read_plan
from tests.browsing import MILLISECONDS, Opened
from tests.composing import county_case
from tests.districts import with_scenario, write_case
from tests.exporting import REGISTER, VILLAGES, csv_file
from tests.show.page.conftest import browser  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_KEEP_MAP = """() => {
  const Drawn = maplibregl.Map;
  maplibregl.Map = class extends Drawn { constructor(options) { super(options); window.drawn = this; } };
}"""
_PLACES = """() => {
  const box = drawn.getCanvas().getBoundingClientRect();
  const pixels = ({geometry}) => {
    const at = drawn.project(geometry.coordinates);
    return [box.x + at.x, box.y + at.y];
  };
  const [top, bottom] = [Math.max(box.y, 60), Math.min(box.bottom, innerHeight)];
  const inside = ([x, y]) => x > box.x && x < box.right && y > top && y < bottom;
  const shown = (layer) => drawn.querySourceFeatures(layer).map(pixels).filter(inside);
  const pairs = shown('homes').flatMap((home) => shown('schools').map((school) => [home, school]));
  return pairs.find(([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]) > 60);
}"""
_NOT_VERIFIED = "求解还在进行，尚未核验"
"""Stands below the map once the best plan so far is drawn."""
_WHOLE = """() => {
  const [sheet, canvas] = ['.map', '.map canvas'].map((name) => document.querySelector(name).getBoundingClientRect());
  return canvas.width > 0 && canvas.right <= sheet.right && canvas.bottom <= sheet.bottom;
}"""
"""Whether the map's picture fits into the frame that is printed."""
_SERIOUS = {"serious", "critical"}


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the page keeps what it has."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(name="address", scope="module")
def _address(folder: Path) -> Iterator[str]:
    """Start `planner serve` as a user does; Ctrl-C ends it well."""
    words = ["serve", "--json", "--no-browser", "--folder", str(folder), "--port", "0"]
    command = [sys.executable, "-P", "-m", "planner", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUTF8": "1"}) as server:
        assert server.stdout is not None
        said = ""
        while not said.endswith("}\n"):
            line = server.stdout.readline()
            assert line, said
            said += line
        address = json.loads(said)["address"]
        again = subprocess.run(command[:-2], capture_output=True, text=True, check=True)
        assert json.loads(again.stdout)["address"] == address, "whoever starts it again is led to the same page"
        yield address
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) == 0


@pytest.fixture(name="wrong", scope="module")
def _wrong(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return an upload with a cell that is no number, and what stood there."""
    folder = tmp_path_factory.mktemp("uploads")
    book = openpyxl.load_workbook(sample / "district.xlsx")
    right = str(book["学生"]["C2"].value)
    book["学生"]["C2"].value = "多"
    book.save(folder / "wrong.xlsx")
    with zipfile.ZipFile(folder / "wrong.zip", "w") as archive:
        archive.write(folder / "wrong.xlsx", "我县.xlsx")
        for name in ("provenance.yaml", "scenario.yaml"):
            archive.write(sample / name, name)
    return folder / "wrong.zip", right


@pytest.fixture(name="opened")
def _opened(browser: "Browser", address: str) -> Iterator[Opened]:  # noqa: F811 - the fixture above
    """Open the page; what it complains of, and what it asks for elsewhere, is noted."""
    page = browser.new_page(viewport={"width": 1100, "height": 800}, accept_downloads=True)
    page.set_default_timeout(MILLISECONDS)
    opened = Opened(page)
    page.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: opened.complaints.append(str(problem)))
    own = (address, "blob:", "data:")
    page.on("request", lambda asked: None if asked.url.startswith(own) else opened.requests.append(asked.url))
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    yield opened
    page.close()


def _serious(page: "Page") -> list[str]:
    """Return what axe-core finds serious: names, contrast, roles, order."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in _SERIOUS]


def _upload(page: "Page", wrong: tuple[Path, str]) -> None:
    """Upload what is wrong: the cell is told, and mended where it is told."""
    page.locator("form.drop input[type=file]").first.set_input_files(wrong[0])
    page.get_by_role("button", name="上传").first.click()
    page.wait_for_selector(".problem .cellrow")
    assert "学生!C2" in page.locator(".problem").inner_text()
    assert page.locator(".problem .cellrow").inner_text().split() == ["2", "多"]
    assert _serious(page) == []
    page.get_by_label("学生!C2 改为").fill(wrong[1])
    page.get_by_role("button", name="改", exact=True).click()


def _import(page: "Page", folder: Path) -> None:
    """Read a register and a list; a doubtful match is answered; then nothing stands against the tables."""
    register = ("某某", "东湾镇中心小学", "9901010001", "一年级", "东湾镇李家庄村", "")
    files = [csv_file(folder / "register.csv", [REGISTER, register]), csv_file(folder / "villages.csv", VILLAGES)]
    page.get_by_role("link", name="导入", exact=True).click()
    page.get_by_role("button", name="读取并核对").wait_for()
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_label("学年").fill("2025")
    page.get_by_role("button", name="读取并核对").click()
    page.get_by_label("是 990101100200").check()
    assert "学生姓名" in page.locator("main").inner_text()
    assert _serious(page) == []
    page.get_by_role("button", name="按回答再核对").click()
    page.get_by_role("button", name="生成数据表，建立区县").wait_for()
    page.get_by_role("link", name="回到首页").click()


def _on_paper(page: "Page") -> None:
    """See it as it is printed: tables have their names, the map is whole, nothing asks to be pressed."""
    page.emulate_media(media="print")
    assert page.locator("tbody button.link").first.is_visible()
    assert not page.get_by_role("button", name="核算学位缺口").is_visible()
    assert page.evaluate(_WHOLE)
    page.emulate_media(media="screen")


def _edit(page: "Page") -> None:
    """Change a school's rooms, on a copy of the tables; the change is listed, and taken back."""
    page.get_by_role("link", name="改数据").click()
    page.wait_for_selector(".map[data-ready]")
    page.get_by_label("查找学校").fill("P01")
    page.keyboard.press("Enter")
    page.get_by_label("教室（间）", exact=True).fill("3")
    assert _serious(page) == []
    page.get_by_role("button", name="保存").click()
    page.get_by_text("数据改动（2）").wait_for()
    page.get_by_role("button", name="撤回最近一次").click()
    page.get_by_text("数据改动（1）").wait_for()
    page.get_by_role("link", name="现状").click()


def _look(page: "Page") -> None:
    """See the district as it is, and where a village's children go."""
    page.wait_for_selector(".map[data-ready]")
    assert page.locator(".tile").nth(1).inner_text().split()[:2] == ["居民点（个）", "8"]
    page.get_by_label("查找村庄").fill("V0")
    page.keyboard.press("Enter")
    assert "步行" in page.locator(".pick").inner_text() or "乘车" in page.locator(".pick").inner_text()
    assert _serious(page) == []
    _on_paper(page)
    _edit(page)
    page.get_by_role("link", name="下一步：设定情景").click()


def _change(page: "Page") -> None:
    """Change a key in the form, decide about a school on the map, and take the decision back."""
    field = page.get_by_label("最多撤并几所", exact=True)
    field.fill("0")
    field.press("Tab")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("改动记录（1）").wait_for()
    assert _serious(page) == []
    page.get_by_role("link", name="学校去留").click()
    page.wait_for_selector(".map[data-ready]")
    page.locator("tbody tr", has_text="教学点").first.locator("button").click()
    page.locator(".pick").get_by_role("button", name="撤销", exact=True).click()
    page.get_by_text("改动记录（2）").wait_for()
    page.locator("tbody tr", has_text="撤销").first.wait_for()
    assert _serious(page) == []
    page.get_by_role("button", name="撤回最近一次").click()
    page.get_by_text("改动记录（1）").wait_for()


def _solve(page: "Page") -> None:
    """Solve, and see the plan on its map."""
    page.get_by_label("方案名称").fill("不撤并")
    page.get_by_label("求解秒数上限").fill("2")
    page.get_by_role("button", name="求解").click()
    page.wait_for_selector("iframe.page", timeout=2 * MILLISECONDS)
    assert page.locator("h1 .badge").inner_text() == "完成"
    assert page.locator(".tile").first.inner_text().split() == ["撤并学校（所）", "0"]
    page.frame_locator("iframe.page").locator("canvas").wait_for()


def _try(page: "Page") -> None:
    """Send a village to another school, by keyboard and by dragging; see what it costs and breaks, and keep it."""
    page.evaluate(_KEEP_MAP)
    page.get_by_role("link", name="试调整").click()
    page.wait_for_selector(".map[data-ready]")
    page.get_by_label("查找村庄").fill("V01")
    page.keyboard.press("Enter")
    page.get_by_label("改去哪所学校").select_option(index=2)
    page.locator(".answer .tile").first.wait_for()
    assert _serious(page) == []
    answer = page.locator(".answer h2").inner_text()
    home, school = page.evaluate(_PLACES)
    page.mouse.move(*home)
    page.mouse.down()
    page.mouse.move((home[0] + school[0]) / 2, (home[1] + school[1]) / 2)
    page.mouse.move(*school)
    page.mouse.up()
    page.locator(".answer h2", has_not_text=answer).wait_for()
    page.get_by_label("改去哪所学校").select_option(index=1)
    page.get_by_role("button", name="固定下来").click()
    page.locator(".toast", has_text="再求解时生效").get_by_role("button", name="撤回").click()


def _warned(page: "Page") -> None:
    """See how full towns and schools will be, of one stage and colour."""
    page.get_by_role("link", name="学位预警").click()
    page.locator("td .level").first.wait_for()
    rows = page.locator("tbody tr")
    before = rows.count()
    page.get_by_label("学段", exact=True).select_option(label="初中")
    assert 0 < rows.count() < before
    assert _serious(page) == []


def _again(page: "Page") -> None:
    """Solve again from the plan; see what changed, with a bar to swipe between the two."""
    page.get_by_role("button", name="从本方案再求解").click()
    page.get_by_role("button", name="看改了什么").click(timeout=2 * MILLISECONDS)
    swipe = page.frame_locator("iframe.page").locator("#swipe")
    swipe.focus()
    swipe.press("Home")
    assert swipe.get_attribute("aria-valuenow") == "0"
    swipe.press("ArrowRight")
    assert swipe.get_attribute("aria-valuenow") != "0"
    page.locator(".curve svg circle").nth(1).wait_for()
    assert page.locator(".badge").count() == 0, "it has ended"
    assert page.get_by_role("cell", name="-0", exact=True).count() == 0
    assert _serious(page) == []
    page.go_back()
    page.wait_for_selector("iframe.page")


def _told_apart(page: "Page", folder: Path) -> None:
    """Name a plan, write a note on it, star it; the starred alone are listed; two are picked to compare."""
    page.get_by_role("link", name="学校布局规划").click()
    plans = page.get_by_role("region", name="方案", exact=True)
    plans.locator("tbody tr").nth(1).wait_for()
    row = plans.locator("tbody tr", has=page.get_by_role("link", name="不撤并", exact=True))
    page.once("dialog", lambda asked: asked.accept("不撤并，送审"))
    row.get_by_role("button", name="改名").click()
    row = plans.locator("tbody tr", has=page.get_by_role("link", name="不撤并，送审", exact=True))
    page.once("dialog", lambda asked: asked.accept("局务会看过"))
    row.get_by_role("button", name="备注").click()
    row.get_by_text("局务会看过").wait_for()
    row.get_by_role("button", name="加星标").click()
    row.get_by_role("button", name="加星标", pressed=True).wait_for()
    page.get_by_label("只看星标").check()
    assert plans.locator("tbody tr").count() == 1
    page.reload()
    row.get_by_text("局务会看过").wait_for()
    for pick in plans.get_by_role("checkbox").all():
        pick.check()
    assert page.get_by_role("button", name="比较所选（2）").is_enabled()
    assert _serious(page) == []
    _sent(page, folder)
    page.go_back()


def _sent(page: "Page", folder: Path) -> None:
    """Open what a colleague sent: the plan that is here already is shown, and no second one made of it."""
    page.get_by_text("打开同事的方案").click()
    page.locator("form.drop input[type=file]").nth(1).set_input_files(folder / "plan.zip")
    page.get_by_role("button", name="上传").nth(1).click()
    page.get_by_role("link", name="试调整").wait_for()
    page.go_back()


def _hand_in(page: "Page", folder: Path) -> None:
    """Find a village in the plan, and download all of it."""
    page.get_by_role("link", name="查村庄").click()
    page.get_by_text("还没有选村庄。").wait_for()
    page.get_by_label("查找村庄").fill("V01")
    page.keyboard.press("Enter")
    page.locator(".answer tbody tr").nth(1).wait_for()
    assert _serious(page) == []
    page.get_by_role("link", name="下载", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="全部打包下载（zip）").click()
    download.value.save_as(folder / "plan.zip")
    with zipfile.ZipFile(folder / "plan.zip") as archive:
        assert any(name.endswith("plan/plan.json") for name in archive.namelist())


def _in_english(page: "Page") -> None:
    """Turn the page into English; delete the plan and bring it back."""
    page.get_by_role("button", name="English").click()
    page.get_by_role("link", name="Download everything (zip)").wait_for()
    page.get_by_role("link", name="School network planner").click()
    page.get_by_role("cell", name="done").first.wait_for()
    row = page.get_by_role("row", name="送审")
    row.get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    row.get_by_text("局务会看过").wait_for()
    assert _serious(page) == []


@pytest.mark.slow
def test_from_a_wrong_workbook_to_a_plan(opened: Opened, wrong: tuple[Path, str], tmp_path: Path) -> None:
    """Nothing is complained of on the way, and nothing is asked of another machine."""
    page = opened.page
    assert _serious(page) == []
    _import(page, tmp_path)
    _upload(page, wrong)
    _look(page)
    _change(page)
    _solve(page)
    _try(page)
    _again(page)
    _warned(page)
    _hand_in(page, tmp_path)
    _told_apart(page, tmp_path)
    _in_english(page)
    opened.check_quiet()


def _reached(page: "Page", name: str) -> None:
    """Come by the key Tab alone to what is called so."""
    named = "() => { const now = document.activeElement; return (now.labels?.[0] ?? now).textContent.trim(); }"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(named).startswith(name):
            return
    pytest.fail(f"no key leads to {name}")


@pytest.mark.slow
def test_by_the_keyboard_alone(opened: Opened) -> None:
    """An empty district is begun, a key of its scenario changed, saved and taken back, without a pointer."""
    page = opened.page
    _reached(page, "区县名称")
    page.keyboard.type("键盘县")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="district.xlsx").wait_for()
    _reached(page, "情景")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="复制").wait_for()
    _reached(page, page.locator("tbody a").inner_text())
    page.keyboard.press("Enter")
    page.get_by_label("最多撤并几所", exact=True).wait_for()
    _reached(page, "最多撤并几所")
    page.keyboard.type("7")
    _reached(page, "保存")
    page.keyboard.press("Enter")
    page.get_by_text("改动记录（1）").wait_for()
    _reached(page, "撤回最近一次")
    page.keyboard.press("Enter")
    page.get_by_text("改动记录（1）").wait_for(state="detached")
    opened.check_quiet()


@pytest.fixture(name="hard", scope="module")
def _hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an upload whose best plan is not proven in seconds."""
    folder = tmp_path_factory.mktemp("hard")
    write_case(folder, with_scenario(county_case(), "solver", value={"engine": "milp", "threads": 1}))
    with zipfile.ZipFile(folder / "hard.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            if path.suffix in {".csv", ".yaml"}:
                archive.write(path, path.name)
    return folder / "hard.zip"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="processes are killed otherwise")
def test_a_run_that_is_killed_goes_on_and_is_stopped_early(opened: Opened, folder: Path, hard: Path) -> None:
    """Its process dies: it is shown as interrupted; it goes on from the best plan found, and ends with none dearer."""
    page = opened.page
    page.locator("form.drop input[type=file]").first.set_input_files(hard)
    page.get_by_role("button", name="上传").first.click()
    page.get_by_role("link", name="下一步：设定情景").click()
    page.get_by_label("方案名称").fill("中断的方案")
    page.get_by_label("求解秒数上限").fill("3600")
    page.get_by_role("button", name="求解", exact=True).click()
    page.get_by_text(_NOT_VERIFIED).wait_for()
    job = folder / "jobs" / page.url.rpartition("/")[2]
    os.kill(json.loads((job / ".planner-lock").read_bytes())["pid"], signal.SIGKILL)
    page.locator("h1 .badge.interrupted", has_text="中断").wait_for()
    page.get_by_text("可以接着算：从已找到的最好方案继续").wait_for()
    best = json.loads((job / "best.json").read_bytes())["total"]
    assert _serious(page) == []
    page.get_by_role("button", name="接着算").click()
    page.get_by_text(_NOT_VERIFIED).wait_for()
    page.get_by_role("button", name="停止，用目前最好的方案").click()
    page.locator("h1 .badge.stopped", has_text="已停止").wait_for(timeout=2 * MILLISECONDS)
    page.wait_for_selector("iframe.page")
    page.get_by_text("中途停止，可行").wait_for()
    plan = read_plan(job / "plan" / "plan.json")
    assert plan.objective.total <= best * (1 + 1e-9)
    assert WENT_ON.zh in plan.notes_zh
    assert _serious(page) == []
    opened.check_quiet()
