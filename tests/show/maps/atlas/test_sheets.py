"""The atlas's sheets: every map on every small district; files that are the same each time and ask for no font."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image
from shapely import LineString, box

from planner.reading.district import Provenance
from planner.reading.title_block import TitleBlock
from planner.show.maps.atlas.catchments import areas_of_bands
from planner.show.maps.atlas.sheets import (
    DPI,
    Output,
    draw_difference_sheet,
    themes_of,
    write_difference_map,
    write_maps,
)
from planner.show.maps.content import map_content
from planner.show.maps.fonts import FONT_FILE, load_lettering
from planner.show.maps.frame import MapSheet, draw_sheet, foot_lines, format_of
from planner.show.maps.labels import overlaps
from planner.show.maps.plan import draw_map_sheet
from tests.shown import Shown, crowded, everything_short, nothing_merged, one_settlement, paper_shown, without

LETTERING = load_lettering()
THEMES = ("present", "shortfall", "minutes", "moves", "load", "catchments")


def in_a_line() -> Shown:
    """Return a county whose villages all lie on one meridian."""
    shown = crowded(4)
    return without(
        shown,
        settlements=shown.district.settlements.assign(lon=112.4),
        schools=shown.district.schools.assign(lon=112.4),
    )


CASES = {
    "paper": paper_shown(),
    "nothing merged": nothing_merged(),
    "everything short": everything_short(),
    "one settlement": one_settlement(),
    "in a line": in_a_line(),
    "no boundaries": without(paper_shown(), boundaries=None),
    "crowded": crowded(),
}


@cache
def sheets_of(case: str) -> dict[str, MapSheet]:
    """Draw every sheet of a case, and its difference from a plan that merges nothing."""
    shown = CASES[case]
    content = map_content(shown.results)
    themes = themes_of(content, areas_of_bands(shown.results, content.measures.year))
    sheets = {name: draw_sheet(theme, content, shown.district, "说明") for name, theme in themes.items()}
    return sheets | {"difference": draw_difference_sheet(shown.results, shown.results)}


def texts_of(sheet: MapSheet) -> list[str]:
    """Return every text of a sheet."""
    return [text.get_text() for axes in sheet.figure.axes for text in axes.texts if text.get_text()]


def boxes_of(texts: Sequence[Text]) -> list[tuple[float, float, float, float]]:
    """Measure texts as printed, in pixels; a line is as high as its letters, without the air above and below them."""
    boxes = []
    for text in texts:
        left, low, right, high = (float(side) for side in Text.get_window_extent(text).extents)
        if "\n" not in text.get_text():
            letters = LETTERING.extent(text.get_text(), float(text.get_fontsize()))[1] * DPI / 72
            low, high = (low + high - letters) / 2, (low + high + letters) / 2
        boxes.append((left, low, right, high))
    return boxes


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("case", CASES)
def test_names_keep_apart_and_lines_stay_in_their_columns(case: str) -> None:
    """On every sheet no name lies on another, no line of panel, head, list or foot on another or beyond its part."""
    for name, sheet in sheets_of(case).items():
        sheet.figure.set_dpi(DPI)
        sheet.figure.draw_without_rendering()
        for axes in sheet.figure.axes:
            on_map = axes is sheet.map_axes
            texts = [text for text in axes.texts if text.get_text() and (not on_map or text.get_gid() == "name")]
            boxes = boxes_of(texts)
            assert overlaps(boxes) == 0, name
            frame = axes.get_window_extent()
            outside = [
                text.get_text()
                for text, b in zip(texts, boxes, strict=True)
                if b[0] < frame.x0 - 1 or b[2] > frame.x1 + 1 or b[1] < frame.y0 - 3
            ]
            assert not outside, name


@pytest.mark.sampled(most=3)
@pytest.mark.parametrize("case", CASES)
def test_every_letter_is_in_the_bundled_font(case: str) -> None:
    """No text asks the machine for a font or holds a character the font lacks, and none is read as mathematics."""
    glyphs = LETTERING.glyphs | {ord("\n")}
    for sheet in sheets_of(case).values():
        texts = [text for axes in sheet.figure.axes for text in axes.texts if text.get_text()]
        assert {str(text.get_fontproperties().get_file()) for text in texts} == {str(FONT_FILE)}
        assert {ord(letter) for text in texts for letter in text.get_text()} <= glyphs
        assert not any(text.get_parse_math() for text in texts if "$" in text.get_text())


@pytest.mark.parametrize("case", CASES)
def test_every_sheet_says_its_year_and_what_it_is(case: str) -> None:
    """Year, stamp and, where data are made up, the table's names stand on every sheet."""
    shown = CASES[case]
    content = map_content(shown.results)
    for name, sheet in sheets_of(case).items():
        written = texts_of(sheet)
        if name == "present":  # the year that attendance or, without it, pupils were counted in
            said = (
                "未注明学年" if content.present_year is None else f"{content.present_year}{'学' * content.attended}年"
            )
        else:
            said = f"{content.measures.year}年"
        assert any(said in text for text in written), name
        synthetic = shown.district.provenance.is_synthetic
        assert any("示意图 · 合成数据" in text for text in written) == synthetic
        assert any("合成数据 synthetic data" in text for text in written) == synthetic


def test_every_map_is_drawn_where_there_is_something_to_draw() -> None:
    """A plan has all six maps; one in which nobody has a seat has no catchments."""
    assert set(THEMES) <= sheets_of("paper").keys()
    assert sheets_of("everything short").keys() == {*THEMES[:5], "difference"}


def test_injected_names_are_drawn_as_they_stand() -> None:
    """A name that looks like mathematics or a formula stands as text; its controls are dropped."""
    written = texts_of(sheets_of("paper")["present"])
    assert {r"$\frac{a}{b}$_小学\sqrt", "=cmd|'/C calc'!A0", "送 [31m庄 小学"} <= set(written)


def test_a_title_that_looks_like_mathematics_is_text() -> None:
    """Title, town and source are drawn as they stand on every sheet."""
    odd = r"$\frac{1}$ \sqrt{"
    shown = paper_shown()
    settlements = shown.district.settlements.assign(town=odd)
    district = replace(shown.district, settlements=settlements, boundaries=None)
    scenario = shown.scenario.model_copy(update={"title": odd})
    content = map_content(replace(shown, scenario=scenario, district=district).results)
    for theme in themes_of(content, {}).values():
        sheet = draw_sheet(theme, content, district, "")
        sheet.figure.draw_without_rendering()
        assert sum(odd in text for text in texts_of(sheet)) >= 2


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_files_are_the_same_each_time(kind: str, tmp_path: Path) -> None:
    """The same plan gives the same bytes in each format, and no setting is left changed."""
    before = dict(mpl.rcParams)
    files = [tmp_path / f"one.{kind}", tmp_path / f"two.{kind}"]
    paper, other = paper_shown().results, nothing_merged().results
    for file in files:
        write_difference_map(file, other, paper, dpi=30)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert dict(mpl.rcParams) == before


def test_maps_are_written_in_every_format_asked_for(tmp_path: Path) -> None:
    """Files come in the order of reading; a PNG is A3 at its resolution."""
    files = write_maps(tmp_path, nothing_merged().results, Output(formats=("png", "svg"), dpi=30))
    names = [file.name for file in files]
    assert names[:4] == ["present.png", "present.svg", "shortfall.png", "shortfall.svg"]
    assert {"catchments.png", "catchments.svg"} <= set(names)
    assert sorted(names) == sorted(file.name for file in tmp_path.iterdir())
    with Image.open(tmp_path / "load.png") as picture:
        assert picture.size == pytest.approx((16.54 * 30, 11.69 * 30), abs=1)


def test_svg_draws_its_letters_and_pdf_carries_its_font(tmp_path: Path) -> None:
    """No text element asks a viewer for a font; the PDF embeds Noto Sans SC as outlines and bears no date."""
    a, b = nothing_merged().results, paper_shown().results
    write_difference_map(tmp_path / "a.svg", a, b)
    tags = {element.tag.rpartition("}")[2] for element in ET.parse(tmp_path / "a.svg").iter()}  # noqa: S314 - our own document
    assert "text" not in tags
    assert "path" in tags
    write_difference_map(tmp_path / "a.pdf", a, b)
    written = (tmp_path / "a.pdf").read_bytes()
    assert b"NotoSansSC" in written
    assert b"/FontFile2" in written
    assert b"CreationDate" not in written


def test_unknown_formats_are_refused() -> None:
    """A format or suffix that is none of the three is named."""
    wrong: dict[str, Any] = {"formats": ("gif",)}  # what a caller without types may pass
    with pytest.raises(ValueError, match="gif"):
        Output(**wrong)
    with pytest.raises(ValueError, match=r"\.jpg"):
        format_of(Path("a.jpg"))
    assert format_of(Path("a.PDF")) == "pdf"


def test_difference_names_the_plans_as_told() -> None:
    """The labels stand in title, headline and legend."""
    sheet = draw_difference_sheet(nothing_merged().results, paper_shown().results, ("A", "C"))
    written = texts_of(sheet)
    assert "两方案差异图：C与A相比" in written
    assert "仅C撤并" in written


def test_rivers_and_roads_are_in_the_legend_where_there_are_any(tmp_path: Path) -> None:
    """Water and main roads are named where the district has them, and not where it has none."""
    water = gpd.GeoDataFrame({"name": ["河"]}, geometry=[LineString([(112.3, 34.79), (112.6, 34.81)])], crs="EPSG:4326")
    water.to_file(tmp_path / "water.gpkg")
    with_water = without(paper_shown(), folder=tmp_path, water=tmp_path / "water.gpkg")
    content = map_content(with_water.results)
    for theme in themes_of(content, areas_of_bands(with_water.results, content.measures.year)).values():
        assert "水域" in texts_of(draw_sheet(theme, content, with_water.district, ""))
    assert not any("水域" in texts_of(sheet) for sheet in sheets_of("paper").values())


def test_mengjin_has_every_map(mengjin: Shown, tmp_path: Path) -> None:
    """The real district's maps are all written, one catchment map a grade band."""
    files = write_maps(tmp_path, mengjin.results, Output(dpi=40))
    assert [file.stem for file in files] == [*THEMES, "catchments-2", "catchments-3", "early-warning"]


def test_a_town_off_the_map_is_still_in_the_table() -> None:
    """A town that has a boundary nowhere is listed with its pupils."""
    shown = paper_shown()
    towns = gpd.GeoDataFrame({"town": ["城关镇"]}, geometry=[box(112.3, 34.7, 112.6, 35.0)], crs="EPSG:4326")
    content = map_content(without(shown, boundaries=towns).results)
    assert set(content.balance["town"]) == {"城关镇", "送庄镇"}
    sheet = draw_sheet(themes_of(content, {})["shortfall"], content, shown.district, "")
    assert "送庄镇" in texts_of(sheet)


def test_figures_without_limits_are_said_to_have_none() -> None:
    """Where neither classes nor sizes limit a school, seats are 不限 and the load is not shaded."""
    shown = paper_shown()
    rules = shown.scenario.rules.model_copy(
        update={"class_size": None, "school_size": None, "max_classes_per_school": None}
    )
    scenario = shown.scenario.model_copy(update={"rules": rules})
    schools = shown.district.schools.assign(pupils_max=float("nan"))
    content = map_content(without(replace(shown, scenario=scenario), schools=schools).results)
    opened = content.schools[~content.schools["action"].isin(["merge", "leave"])]
    assert opened["seats"].isna().all()
    assert isinstance(content.balance, pd.DataFrame)
    written = texts_of(draw_sheet(themes_of(content, {})["load"], content, shown.district, ""))
    assert any("不限" in text for text in written)


def test_the_title_block_is_the_scenarios() -> None:
    """Who issues the map, when, in which version; nothing where the scenario does not say."""
    shown = paper_shown()
    block = TitleBlock(issued_by="某区教育局", issued_on="2026年3月", version="征求意见稿")
    scenario = shown.scenario.model_copy(update={"title_block": block})
    said = texts_of(draw_map_sheet(replace(shown, scenario=scenario).results))
    assert "编制：某区教育局 · 日期：2026年3月 · 版本：征求意见稿" in said
    assert not [text for text in texts_of(draw_map_sheet(shown.results)) if "编制：" in text]


def test_the_foot_names_whole_sources_alone() -> None:
    """What does not fit is left out whole, and said to stand in the workbook."""
    shown = paper_shown()
    sources = {f"table{n}": f"第{n}种资料" + "很长的来源" * 30 for n in range(6)}
    district = replace(shown.district, provenance=Provenance(sources=sources))
    lines = foot_lines("示意图。", district, 130.0)
    whole = "".join(lines)
    assert len(lines) <= 3
    assert whole.endswith("资料来源全文见 plan.xlsx“说明”。")
    assert "…" not in whole
    few = foot_lines("示意图。", replace(district, provenance=Provenance(sources={"a": "县志"})), 130.0)
    assert few == ["示意图。　资料来源：县志。"]
