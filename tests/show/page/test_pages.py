"""Each page is one file that may load nothing, and speaks both languages."""

import json
import re
from pathlib import Path

from planner.optimise.incumbent import Progress
from planner.reading.tables import SCHOOL_KINDS
from planner.show.page import assemble as assembling
from planner.show.page import pages
from planner.show.page.assemble import phrases
from planner.show.page.pages import write_map_page, write_report_page, write_swipe_page
from tests.showing import renamed
from tests.shown import Shown, nothing_merged, paper_shown

ASSETS = Path(assembling.__file__).parent / "assets"
HOSTILE = "</script><script>window.hit=1</script>"
MOST_BYTES = 4_000_000
WAY = [Progress(seconds=n / 2, total=300_000.0 - n, bound=100_000.0 + n) for n in range(1000)]


def written(folder: Path, shown: Shown) -> dict[str, str]:
    """Write the three pages of a plan; return their text by name."""
    write_map_page(folder / "map.html", shown.results)
    write_swipe_page(folder / "swipe.html", shown.results, nothing_merged().results)
    write_report_page(folder / "report.html", shown.results, WAY)
    return {name: (folder / f"{name}.html").read_text(encoding="utf-8") for name in ("map", "swipe", "report")}


def test_pages_forbid_every_network(tmp_path: Path) -> None:
    """The policy stands before all else, allows nothing by default, and no page names a thing to load."""
    for page in written(tmp_path, paper_shown()).values():
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
        assert policy
        assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy[1]
        assert "http" not in policy[1]
        assert page.index("Content-Security-Policy") < page.index("<style")
        assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page.split("<script>")[0])


def test_pages_are_small_and_carry_the_licence(tmp_path: Path) -> None:
    """Maps keep below four megabytes and carry the licence of the library in them; the report needs neither."""
    pages = written(tmp_path, paper_shown())
    for name in ("map", "swipe"):
        assert len(pages[name].encode()) < MOST_BYTES
        assert "Copyright (c) 2023, MapLibre contributors" in pages[name]
    assert "MapLibre" not in pages["report"]


def test_names_stay_text_in_the_file(tmp_path: Path) -> None:
    """Markup and template marks in names and titles open no script and are not filled in."""
    plain = written(tmp_path, paper_shown())
    hostile = renamed(
        paper_shown(), {"A": HOSTILE, "P2": "{{ data }} {{style}}"}, title=f"</title>{HOSTILE}{{{{data}}}}"
    )
    for name, page in written(tmp_path, hostile).items():
        assert page.count("<script") == plain[name].count("<script")
        assert page.count("</script") == plain[name].count("</script")
        assert "{{style}}" in page
        assert HOSTILE not in page


def test_the_document_can_be_read_out_of_the_page(tmp_path: Path) -> None:
    """What stands in the page is the JSON that was put in."""
    page = written(tmp_path, paper_shown())["map"]
    block = re.search(r'<script type="application/json" id="data-plan">(.*?)</script>', page, re.DOTALL)
    assert block
    assert json.loads(block[1])["title"] == "纸上区撤并方案"


def test_a_long_way_is_thinned_but_for_its_ends(tmp_path: Path) -> None:
    """Of a thousand reports some hundreds stand, the first and the last among them; none make none."""
    page = written(tmp_path, paper_shown())["report"]
    block = re.search(r'id="data-trajectory">(.*?)</script>', page)
    assert block
    points = json.loads(block[1])
    assert len(points) < len(WAY) / 2
    assert points[0]["seconds"] == WAY[0].seconds
    assert points[-1] == {"seconds": WAY[-1].seconds, "total": WAY[-1].total, "bound": WAY[-1].bound}
    write_report_page(tmp_path / "none.html", paper_shown().results, [])
    assert 'id="data-trajectory">[]</script>' in (tmp_path / "none.html").read_text(encoding="utf-8")


def test_same_plan_same_page(tmp_path: Path) -> None:
    """Written twice, a page has the same bytes."""
    assert written(tmp_path, paper_shown()) == written(tmp_path, paper_shown())


def test_every_phrase_has_both_languages() -> None:
    """Chinese and English are there, and name the same figures."""
    for key, found in phrases().items():
        assert found.keys() == {"zh", "en"}, key
        assert all(text.strip() for text in found.values()), key
        figures = [set(re.findall(r"\{\w+\}", text)) for text in found.values()]
        assert figures[0] == figures[1], key


def test_scripts_say_only_phrases_that_exist_and_all_of_them() -> None:
    """Every key a script names stands in the table, and no phrase is left over."""
    known, program = phrases().keys(), "\n".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js"))
    kinds = {f"kind.{kind}" for kind in SCHOOL_KINDS}
    assert kinds <= known
    whole = set(re.findall(r"'([a-z]+(?:\.\w+)?)'", program))
    # these are put together from a unit or a choice and a word
    begun = set(re.findall(r"`([a-zA-Z]+)\.", program)) | {"lack", "load", "minutes", "homes", "schools"}
    named = set(re.findall(r"(?:phrase|headCell)\('([^']+)'", program)) | set(
        re.findall(r"\bsay\(.+?\), '([\w.]+)'", program)
    )
    assert named <= known
    left_over = {key for key in known if key not in whole and key.split(".")[0] not in begun}
    assert not left_over


def test_assets_are_all_used() -> None:
    """No script or style lies about that no page takes in."""
    taken = {name for make in _makes() for name in (make.template, *make.styles, *make.scripts)}
    assert {path.name for path in ASSETS.iterdir()} == taken | {"phrases.json"}


def _makes() -> list[assembling.Make]:
    return [value for value in vars(pages).values() if isinstance(value, assembling.Make)]


def test_no_listener_in_markup() -> None:
    """Templates have no inline listeners and scripts write no markup."""
    for path in ASSETS.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son\w+=", text), path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), path.name
