"""Pictures of docs/page.md: the page as a planner sees it, with the Mengjin example (synthetic data, as each says).

    python -m docs.make.page_pictures docs/pictures

A server of its own is started in an empty folder; the example is opened, looked at, and solved for a minute.
"""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize, sync_playwright

from docs.make.pictures import save
from docs.make.specimens import FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SIZE: ViewportSize = {"width": 1100, "height": 760}
_SOLVING_MILLISECONDS = 30_000
_LONGEST_MILLISECONDS = 600_000
_SETTLING_MILLISECONDS = 2_500


def main() -> int:
    """Make the pictures in the folder that the command line names."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - one folder
        print(__doc__)
        return 2
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        words = ["serve", "--json", "--no-browser", "--port", "0", "--folder", folder]
        command = [sys.executable, "-P", "-m", "planner", *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - the planner
            try:
                _photograph(_address(server), Path(folder), out)
            finally:
                server.terminate()
    return 0


def _address(server: "subprocess.Popen[str]") -> str:
    """Return the address that the server prints once it listens."""
    said = ""
    while server.stdout is not None and not said.endswith("}\n"):
        said += server.stdout.readline()
    return str(json.loads(said)["address"])


def _photograph(address: str, scratch: Path, out: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport=_SIZE, locale="zh-CN")
        page.set_default_timeout(_LONGEST_MILLISECONDS)

        def take(name: str) -> None:
            page.wait_for_timeout(_SETTLING_MILLISECONDS)
            page.screenshot(path=scratch / f"{name}.png")
            save(scratch / f"{name}.png", out / f"{name}.png", _SIZE["width"])

        page.goto(address)
        _import(page, scratch)
        take("page-import")
        page.get_by_role("link", name="回到首页").click()
        _today(page)
        take("page-today")
        _edit(page)
        take("page-edit")
        page.get_by_role("link", name="现状").click()
        _solving(page)
        take("page-solving")
        page.wait_for_selector("iframe.page")
        page.frame_locator("iframe.page").locator("canvas").wait_for()
        page.evaluate("scrollTo(0, 150)")
        take("page-plan")
        _what_if(page)
        take("page-what-if")
        browser.close()


def _import(page: "Page", scratch: Path) -> None:
    """Read a made-up register, one village of which is not quite one of the list."""
    register = scratch / "学籍.csv"
    rows = [["虚构示例：2025学年学籍名单"], ["学生姓名", "就读学校", "年级", "现住址"]]
    rows += [["某某", "东湾镇中心小学", "一年级", f"东湾镇{village}"] for village in ("李庄村", "李家庄村", "东街社区")]
    with register.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    page.get_by_role("link", name="导入", exact=True).click()
    page.get_by_role("button", name="读取并核对").wait_for()
    page.locator("input[type=file]").set_input_files([register, FOLDER / "villages.csv", FOLDER / "jiaoji1001.csv"])
    page.get_by_role("button", name="读取并核对").click()
    page.locator("fieldset").first.wait_for()
    page.evaluate("scrollTo(0, 420)")


def _today(page: "Page") -> None:
    page.get_by_role("button", name="打开示例").click()
    page.wait_for_selector(".map[data-ready]")
    page.get_by_label("查找村庄").fill("410308005003")
    page.keyboard.press("Enter")


def _what_if(page: "Page") -> None:
    page.get_by_role("link", name="试调整").click()
    page.wait_for_selector(".map[data-ready]")
    page.get_by_label("查找村庄").fill("410308005003")
    page.keyboard.press("Enter")
    page.get_by_label("改去哪所学校").select_option(index=2)
    page.locator(".answer .tile").first.wait_for()
    page.evaluate("scrollTo(0, 190)")


def _edit(page: "Page") -> None:
    page.get_by_role("link", name="改数据").click()
    page.wait_for_selector(".map[data-ready]")
    page.get_by_label("查找学校").fill("MJ-P-038")
    page.keyboard.press("Enter")


def _solving(page: "Page") -> None:
    page.get_by_role("link", name="下一步：设定情景").click()
    page.get_by_role("button", name="求解").click()
    page.wait_for_selector(".curve svg")
    page.wait_for_timeout(_SOLVING_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
