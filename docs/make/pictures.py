"""Pictures of the tutorial, made by the planner from the Mengjin example (synthetic data, as each of them says).

    planner run scenarios/mengjin-2026.yaml
    planner explain maps/mengjin-2026/plan.json MJ-T-001 --as-is
    planner run scenarios/mengjin-keep-all.yaml
    planner compare maps/mengjin-2026/plan.json maps/mengjin-keep-all/plan.json --out maps/compare
    python -m docs.make.pictures maps docs/pictures

Sheets are made smaller, pages are opened in Chromium, papers printed by LibreOffice; all with few colours, so that a
clone stays small.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

SHEETS = {
    "map": ("mengjin-2026/map.png", 1400),
    "catchments": ("mengjin-2026/catchments-3.png", 1000),
    "load": ("mengjin-2026/load.png", 1000),
    "compare": ("compare/difference.png", 1000),
}
"""Name of the picture: the sheet it is made from, and how wide it becomes, pixels."""
PAGES = {
    "map-page": ("mengjin-2026/map.html", "#village=410308005003", (1180, 720)),
    "report-page": ("mengjin-2026/report.html", "", (1180, 720)),
}
"""Name of the picture: the page, what it opens at, and how large the window is, pixels."""
PAPERS = {"hearing": ("mengjin-2026/hearing", 640), "draft": ("mengjin-2026/plan.docx", 640)}
"""Name of the picture: the paper, or a folder of which the first is taken, and how wide its first page becomes."""
_COLOURS = 64
_MILLISECONDS = 2_500


def main() -> int:
    """Make every picture from the folder of maps; print what each takes."""
    if len(sys.argv) != 3:  # noqa: PLR2004 - two folders
        print(__doc__)
        return 2
    maps, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name, (sheet, width) in SHEETS.items():
        save(maps / sheet, out / f"{name}.png", width)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for name, (page, place, size) in PAGES.items():
            photograph((maps / page).resolve().as_uri() + place, scratch / f"{name}.png", size)
            save(scratch / f"{name}.png", out / f"{name}.png", size[0])
        for name, (paper, width) in PAPERS.items():
            papers = sorted((maps / paper).glob("*.docx")) if (maps / paper).is_dir() else [maps / paper]
            save(printed(papers[0], scratch), out / f"{name}.png", width)
    for picture in sorted(out.glob("*.png")):
        print(f"{picture}: {picture.stat().st_size // 1000} kB")
    return 0


def save(picture: Path, out: Path, width: int) -> None:
    """Write a picture at a width of so many pixels, in few colours."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
        smaller = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    few = smaller.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)  # keeps small reds
    few.save(out, optimize=True)


def photograph(address: str, out: Path, size: tuple[int, int]) -> None:
    """Open a page and write what the window shows."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        page.goto(address)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.wait_for_timeout(_MILLISECONDS)
        page.screenshot(path=out)
        browser.close()


def printed(paper: Path, scratch: Path) -> Path:
    """Print a paper; return the picture of its first page."""
    office, poppler = shutil.which("soffice") or "soffice", shutil.which("pdftoppm") or "pdftoppm"
    convert = [office, "--headless", "--convert-to", "pdf", "--outdir", str(scratch), str(paper)]
    subprocess.run(convert, check=True, capture_output=True)  # noqa: S603 - the two programs, on our own files
    page = scratch / paper.stem
    picture = [poppler, "-png", "-r", "150", "-singlefile", str(scratch / f"{paper.stem}.pdf"), str(page)]
    subprocess.run(picture, check=True, capture_output=True)  # noqa: S603 - as above
    return page.with_suffix(".png")


if __name__ == "__main__":
    sys.exit(main())
