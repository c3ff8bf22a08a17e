"""Maps that are drawn when asked for: the plan's map on a poster, and a map of each town."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from planner.decide.results import Results
from planner.show.maps.atlas.sheets import DPI
from planner.show.maps.atlas.town import town_themes
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.frame import Format, Paper, Theme, draw_sheet, save_sheet
from planner.show.maps.plan import draw_map_sheet
from planner.show.words.common import notes_text

POSTER_DPI = 150
"""Dots an inch of a poster's PNG: it is looked at from farther away."""


def write_posters(folder: Path, results: Results, paper: Paper, formats: Sequence[Format]) -> None:
    """Write the plan's map of the last planning year on a paper, in each format. OSError where it cannot be written."""
    sheet = draw_map_sheet(results, paper=paper)
    for kind in formats:
        save_sheet(folder / f"poster-{paper}.{kind}", sheet, dpi=POSTER_DPI)


def town_drawings(results: Results) -> Iterator[tuple[str, Callable[[Path, Sequence[Format]], None]]]:
    """Yield for each town the name of its sheet, and what draws it into a folder."""
    for name, content, theme in town_themes(map_content(results), results):
        yield name, partial(_draw_town, name=name, content=content, theme=theme, results=results)


def _draw_town(  # noqa: PLR0913 - what one sheet is made of
    folder: Path, formats: Sequence[Format], *, name: str, content: MapContent, theme: Theme, results: Results
) -> None:
    sheet = draw_sheet(theme, content, results.district, notes_text(results.plan))
    for kind in formats:
        save_sheet(folder / f"{name}.{kind}", sheet, dpi=DPI)
