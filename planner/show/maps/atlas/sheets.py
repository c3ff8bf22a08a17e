"""The sheets of the atlas: every map beside the plan's own, written in any of the formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.decide.results import Results
from planner.plan import Plan
from planner.show.maps.atlas.catchments import (
    areas_of_bands,
    catchment_headline,
    catchment_lines,
    catchment_panel,
    draw_catchment_map,
)
from planner.show.maps.atlas.difference import (
    LABELS,
    difference_headline,
    difference_lines,
    difference_panel,
    draw_difference_map,
)
from planner.show.maps.atlas.early_warning import draw_warning_map, warning_headline, warning_panel
from planner.show.maps.atlas.load import draw_load_map, load_headline, load_lines, load_panel
from planner.show.maps.atlas.minutes import draw_minutes_map, minutes_headline, minutes_lines, minutes_panel
from planner.show.maps.atlas.moves import draw_moves_map, moves_headline, moves_lines, moves_panel
from planner.show.maps.atlas.present import draw_present_map, present_headline, present_lines, present_panel
from planner.show.maps.atlas.shortfall import draw_shortfall_map, shortfall_headline, shortfall_panel
from planner.show.maps.atlas.shortfall_pair import draw_shortfall_pair, pair_headline, pair_panel, today_balance
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.frame import FORMATS, Format, MapSheet, Theme, draw_sheet, save_sheet
from planner.show.words.common import clean, notes_text

DPI = 200
"""Dots an inch of a PNG: A3 that prints well on A4."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """How sheets are written: each in each format, PNG at so many dots an inch. ValueError for an unknown format."""

    formats: tuple[Format, ...] = ("png",)
    dpi: int = DPI

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.formats if kind not in FORMATS]
        if unknown:
            msg = f"a map is written as {', '.join(FORMATS)}, not as {', '.join(unknown)}"
            raise ValueError(msg)


AS_PNG = Output()


def write_maps(folder: Path, results: Results, output: Output = AS_PNG) -> tuple[Path, ...]:
    """Write the last planning year's maps into a folder that is there; return the files, in the order of reading.

    present, shortfall, minutes, moves, load, catchments (the first grade band's), catchments-2, -3 ... (the others'),
    early-warning; each in each format. The same plan gives the same bytes. OSError where a file cannot be written.
    """
    drawings = drawings_of(results, output)
    for drawing in drawings.values():
        drawing(folder)
    return tuple(folder / name for names in drawings for name in names)


def drawings_of(results: Results, output: Output = AS_PNG) -> dict[tuple[str, ...], Callable[[Path], None]]:
    """Return what draws each sheet of `write_maps` into a folder, by the names of its files; in the order of reading.

    One may fail (OSError where a file cannot be written), and the others are drawn.
    """
    content = map_content(results)

    def drawing(name: str, theme: Theme) -> Callable[[Path], None]:
        def draw(folder: Path) -> None:
            sheet = draw_sheet(theme, content, results.district, notes_text(results.plan))
            for kind in output.formats:
                save_sheet(folder / f"{name}.{kind}", sheet, dpi=output.dpi)

        return draw

    today = today_balance(results.warnings, content)
    themes = themes_of(content, areas_of_bands(results, content.measures.year), today)
    themes["early-warning"] = _early_warning(content, results)
    return {tuple(f"{name}.{kind}" for kind in output.formats): drawing(name, theme) for name, theme in themes.items()}


def write_difference_map(
    path: Path, a: Results, b: Results, *, labels: tuple[str, str] = LABELS, dpi: int = DPI
) -> None:
    """Write the map of what plan `b` does otherwise than plan `a`, .png, .svg or .pdf as the suffix says.

    `labels` are what the two are called on it. Both must be of one district; the last planning year they share is
    shown, or else the last of each. ValueError for another suffix, OSError where the file cannot be written.
    """
    save_sheet(path, draw_difference_sheet(a, b, labels), dpi=dpi)


def draw_difference_sheet(a: Results, b: Results, labels: tuple[str, str] = LABELS) -> MapSheet:
    """Draw the sheet of the difference on a figure of its own."""
    shared = sorted(set(a.planning_years) & set(b.planning_years))
    year = shared[-1] if shared else None
    first, second = (map_content(of, year=year) for of in (a, b))
    theme = Theme(
        title=f"两方案差异图：{labels[1]}与{labels[0]}相比",
        headline=difference_headline(first, second, labels),
        draw=lambda ax, lettering: draw_difference_map(ax, first, second, lettering),
        panel=lambda pen: difference_panel(pen, first, second, labels),
        list_title="两方案不同的学校",
        rest_in="compare.xlsx",
        lines=difference_lines(first, second, labels),
    )
    return draw_sheet(theme, first, b.district, _both_notes(a.plan, b.plan, labels))


def themes_of(
    content: MapContent, areas: Mapping[str, gpd.GeoDataFrame], today: pd.DataFrame | None = None
) -> dict[str, Theme]:
    """Return the themes of a plan's year by file name; `areas` are the attendance areas of each grade band.

    `today`: the balance of today's network (`today_balance`), set beside the plan's where it is known.
    """
    return {
        "present": Theme(
            title=f"{clean(content.title)}：学校现状图",
            headline=present_headline(content),
            draw=lambda ax, lettering: draw_present_map(ax, content, lettering),
            panel=lambda pen: present_panel(pen, content),
            list_title="各乡镇现有学校",
            lines=present_lines(content),
        ),
        "shortfall": Theme(
            title=f"{clean(content.title)}：学位缺口图",
            headline=shortfall_headline(content) if today is None else pair_headline(content, today),
            draw=lambda ax, lettering: (
                draw_shortfall_map(ax, content, lettering)
                if today is None
                else draw_shortfall_pair(ax, content, lettering, today)
            ),
            panel=lambda pen: shortfall_panel(pen, content) if today is None else pair_panel(pen, content, today),
        ),
        "minutes": Theme(
            title=f"{clean(content.title)}：通学时间图",
            headline=minutes_headline(content),
            draw=lambda ax, lettering: draw_minutes_map(ax, content, lettering),
            panel=lambda pen: minutes_panel(pen, content),
            list_title="走读平均超过30分钟的居民点",
            lines=minutes_lines(content),
        ),
        "moves": Theme(
            title=f"{clean(content.title)}：转学学生分布图",
            headline=moves_headline(content),
            draw=lambda ax, lettering: draw_moves_map(ax, content, lettering),
            panel=lambda pen: moves_panel(pen, content),
            list_title="有学生转学的居民点，由多到少",
            lines=moves_lines(content),
        ),
        "load": Theme(
            title=f"{clean(content.title)}：学校负荷图",
            headline=load_headline(content),
            draw=lambda ax, lettering: draw_load_map(ax, content, lettering),
            panel=lambda pen: load_panel(pen, content),
            list_title="学校负荷（班数，学生/学位，负荷），由低到高",
            lines=load_lines(content),
        ),
        **{
            "catchments" if number == 1 else f"catchments-{number}": _catchments(content, of_band)
            for number, of_band in enumerate(areas.values(), start=1)
        },
    }


def _early_warning(content: MapContent, results: Results) -> Theme:
    warnings, outlook, year = results.warnings, results.outlook_years, content.measures.year
    return Theme(
        title=f"{clean(content.title)}：学位预警图",
        headline=warning_headline(warnings, year),
        draw=lambda ax, lettering: draw_warning_map(ax, content, lettering, warnings, outlook),
        panel=lambda pen: warning_panel(pen, warnings, year),
    )


def _catchments(content: MapContent, areas: gpd.GeoDataFrame) -> Theme:
    return Theme(
        title=f"{clean(content.title)}：招生片区图（{areas['grade_band_zh'].iloc[0]}）",
        headline=catchment_headline(content, areas),
        draw=lambda ax, lettering: draw_catchment_map(ax, content, lettering, areas),
        panel=lambda pen: catchment_panel(pen, content, areas),
        list_title="各校招生居民点",
        lines=catchment_lines(content, areas),
    )


def _both_notes(a: Plan, b: Plan, labels: tuple[str, str]) -> str:
    """Say of both plans what is said of one, once."""
    first, second = notes_text(a), notes_text(b)
    return first if first == second else f"{labels[0]}：{first}{labels[1]}：{second}"
