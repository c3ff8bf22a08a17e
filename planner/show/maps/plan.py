"""Pictures of a plan: the map sheet for the table, and a plan drawn into anyone's axes."""

from pathlib import Path

from planner.decide.results import Results
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.frame import MapSheet, Paper, Theme, draw_sheet, save_sheet
from planner.show.maps.layers import DrawnMap, draw_plan_map
from planner.show.maps.place_list import merge_lines
from planner.show.maps.sheet import draw_panel, headline
from planner.show.words.common import notes_text

__all__ = ["DrawnMap", "MapContent", "MapSheet", "draw_map_sheet", "draw_plan_map", "map_content", "write_map"]


def write_map(path: Path, results: Results, *, dpi: int = 300) -> None:
    """Write the map sheet of the last planning year, A3 landscape: .png at so many dots an inch, .svg or .pdf.

    The same plan gives the same bytes. ValueError for another suffix, OSError where the file cannot be written.
    """
    save_sheet(path, draw_map_sheet(results), dpi=dpi)


def draw_map_sheet(results: Results, *, year: int | None = None, paper: Paper = "a3") -> MapSheet:
    """Draw the sheet of a year, the last one unless named, on a figure of its own."""
    content = map_content(results, year=year)
    theme = Theme(
        title=content.title,
        headline=headline(content.measures, content.years),
        draw=lambda ax, lettering: draw_plan_map(ax, content, lettering),
        panel=lambda pen: draw_panel(pen, content, results.scenario),
        list_title="撤并去向",
        list_joint=" → ",
        lines=merge_lines(content),
    )
    return draw_sheet(theme, content, results.district, notes_text(results.plan), paper=paper)
