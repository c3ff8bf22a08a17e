"""The page's own speed: until it can be used, frames a second while its map moves, answers of what-if questions.

    python -m bench.page_speed --settlements 0 --frames 3
    python -m bench.page_speed --settlements 3000 --schools 1500 --frames 3
    python -m bench.page_speed --what-if 60 --solve 20

Each begins a server of its own in an empty folder, with Mengjin of the embedded example (`--settlements 0`) or with a
made-up county, and for the first two a browser without a graphics card. Beside every time stands the processor time of
the server, or of the browser: where the machine is busy, that is what can be compared. Linux only.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.made_up import made_up_district
from bench.page_soak import Served, upload

FLAGS = (
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_KEEP_MAP = """
Object.defineProperty(window, 'maplibregl', {
  configurable: true,
  set(found) {
    const Drawn = found.Map;
    const kept = {...found, Map: class extends Drawn { constructor(options) { super(options); window.drawn = this; } }};
    Object.defineProperty(window, 'maplibregl', {value: kept});
  },
});
"""
_MOVES = """async () => {
  const map = window.drawn;
  const home = {center: map.getCenter(), zoom: map.getZoom()};
  const told = {};
  const move = async (name, options) => {
    let frames = 0;
    const count = () => { frames += 1; };
    map.on('render', count);
    const begun = performance.now();
    map.easeTo({...options, duration: 2500, easing: (x) => x, essential: true});
    await new Promise((resolve) => map.once('moveend', resolve));
    told[name] = frames / ((performance.now() - begun) / 1000);
    map.off('render', count);
    await new Promise((resolve) => setTimeout(resolve, 300));
  };
  const shifted = (x, y) => map.unproject([map.getCanvas().clientWidth / 2 + x, map.getCanvas().clientHeight / 2 + y]);
  await move('pan', {center: shifted(220, 120)});
  await move('pan back', home);
  await move('zoom in', {zoom: home.zoom + 2});
  await move('pan near', {center: shifted(300, 160)});
  await move('zoom out', home);
  return told;
}"""
_SECONDS = 600.0
_MILLISECONDS = 1000.0


def main(words: Sequence[str] | None = None) -> int:
    """Measure what was asked for, and print it."""
    asked = _parser().parse_args(words)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        served = Served(folder=Path(folder) / "page")
        served.folder.mkdir()
        served.start()
        try:
            district = _begin(served, Path(folder), asked.settlements, asked.schools)
            if asked.frames:
                frames(served, district, asked.frames, asked.shot)
            if asked.what_if:
                what_if(served, district, asked.what_if, asked.solve)
        finally:
            served.kill()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settlements", type=int, default=0, help="of a made-up county; 0: Mengjin")
    parser.add_argument("--schools", type=int, default=143)
    parser.add_argument("--frames", type=int, default=0, help="how often the page is opened and its map moved")
    parser.add_argument("--what-if", type=int, default=0, help="how many what-if questions are asked")
    parser.add_argument("--solve", type=float, default=20.0, help="seconds that the plan is solved for")
    parser.add_argument("--shot", type=Path, help="a picture of the page")
    return parser


def _begin(served: Served, folder: Path, settlements: int, schools: int) -> dict[str, Any]:
    """Return the district, looked at once: its map is asked for from what is there already."""
    if settlements:
        made = made_up_district(settlements, schools, 1, folder / "made-up")
        district = upload(served, [made, *sorted((made.parent / "district").iterdir())])
    else:
        district = served.ask("POST", "api/districts", {"start": "example"})
    _ended(served, served.ask("POST", f"api/scenarios/{district['scenarios'][0]['id']}/jobs", {"kind": "today"}))
    return dict(district)


def _ended(served: Served, job: dict[str, Any]) -> dict[str, Any]:
    end = time.monotonic() + _SECONDS
    while job["state"] in {"queued", "running"} and time.monotonic() < end:
        time.sleep(0.2)
        job = served.ask("GET", f"api/jobs/{job['id']}")
    if job["state"] != "done":
        raise RuntimeError(job)
    return job


def frames(served: Served, district: dict[str, Any], times: int, shot: Path | None) -> None:
    """Open the page of a district and move its map; print each time and the middle one."""
    chromium = next(path for path in _CHROMIUM if Path(path).exists())
    found: dict[str, list[float]] = {}
    for _ in range(times):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1100, "height": 800})
            page.add_init_script(_KEEP_MAP)
            for name, value in _opened(page, served, district).items():
                found.setdefault(name, []).append(value)
            if shot is not None:
                page.screenshot(path=str(shot))
            browser.close()
    for name, values in found.items():
        told = ", ".join(f"{value:.2f}" for value in values)
        print(f"{name}: {statistics.median(values):.2f} ({told})")


def _opened(page: Page, served: Served, district: dict[str, Any]) -> dict[str, float]:
    """Open the home page, then the district's; return seconds, and frames a second of each movement."""
    page.set_default_timeout(_SECONDS * _MILLISECONDS)
    begun = time.monotonic()
    page.goto(served.address)
    page.wait_for_selector("html[data-ready]", state="attached")
    home = time.monotonic() - begun
    answered: list[float] = []
    page.on("response", lambda said: answered.append(time.monotonic()) if said.url.endswith("/result") else None)
    before, begun = _browser_seconds(), time.monotonic()
    page.goto(f"{served.address}#/district/{district['id']}")
    page.wait_for_selector(".map[data-ready]")
    ready, busy = time.monotonic(), _browser_seconds() - before
    before = _browser_seconds()
    moved = page.evaluate(_MOVES)
    told = {
        "home page, seconds": home,
        "district page, seconds": ready - begun,
        "of it after the server's answer": ready - answered[-1],
        "of it processor time of the browser": busy,
    }
    return (
        told
        | {f"frames a second, {name}": value for name, value in moved.items()}
        | {"processor seconds of the browser while moving": _browser_seconds() - before}
    )


def _browser_seconds() -> float:
    """Return the processor time of every process below this one, seconds."""
    parent, seconds = dict[int, int](), dict[int, float]()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text().rpartition(")")[2].split()
            name = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"planner" not in name:
            parent[int(status.parent.name)] = int(words[1])
            seconds[int(status.parent.name)] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    below, found = {os.getpid()}, True
    while found:
        new = {pid for pid, of in parent.items() if of in below} - below
        found, below = bool(new), below | new
    return sum(seconds[pid] for pid in below if pid != os.getpid() and pid in seconds)


def what_if(served: Served, district: dict[str, Any], count: int, seconds: float) -> None:
    """Ask so many questions of a plan, one after the other; print times and the server's processor time."""
    scenario = district["scenarios"][0]["id"]
    job = _ended(served, served.ask("POST", f"api/scenarios/{scenario}/jobs", {"kind": "run", "time_limit": seconds}))
    begun = time.monotonic()
    served.ask("GET", f"api/jobs/{job['id']}/what-if")
    print(f"reading the plan: {time.monotonic() - begun:.1f} s")
    document = served.ask("GET", f"api/jobs/{job['id']}/document")
    trips, schools = document["states"][0]["trips"], document["schools"]["id"]
    walls, busy = [], []
    step = max(len(trips["s"]) // count, 1)
    for trip in range(0, step * count, step):
        way = {
            "settlement_id": document["settlements"]["id"][trips["s"][trip]],
            "band": document["bands"][trips["b"][trip]]["id"],
            "school_id": schools[trips["c"][(trip + 7 * step) % len(trips["s"])]],
        }
        before, begun = served.seconds, time.monotonic()
        served.ask("POST", f"api/jobs/{job['id']}/what-if", way)
        walls.append((time.monotonic() - begun) * _MILLISECONDS)
        busy.append((served.seconds - before) * _MILLISECONDS)
    for name, values in (("over HTTP", walls), ("processor time of the server", busy)):
        ordered = sorted(values)
        told = {part: ordered[min(int(len(ordered) * part), len(ordered) - 1)] for part in (0.5, 0.9, 1.0)}
        print(f"what-if, {name}, ms: {json.dumps({f'{part:.0%}': round(value) for part, value in told.items()})}")


if __name__ == "__main__":
    sys.exit(main())
