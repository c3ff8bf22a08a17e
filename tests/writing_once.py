"""A run whose figures are not round, and every output of it as text: what stands in each file, as a reader sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pandas as pd
from docx import Document
from openpyxl.cell import Cell

from planner.decide.results import Results
from planner.plan import Plan
from planner.show.maps.atlas.catchments import areas_of_bands
from planner.show.maps.atlas.sheets import themes_of
from planner.show.maps.content import map_content
from planner.show.maps.frame import draw_sheet
from planner.show.maps.plan import draw_map_sheet
from tests.districts import YEAR, Case, district_of, scenario_of

LATER = YEAR + 1
ATTENDED = YEAR - 1
"""The school year that the table of who attends where is of: none of those that are planned."""


def odd_case(*, merge: bool = True) -> Case:
    """Return two years in which pupils walk, ride, board, move from a merged point, and lack seats.

    Minutes have decimals that round differently up and to the nearest, and half of a village's pupils attend the point.
    Its room holds more than a point may have, and juniors live where no junior school stands.
    """
    homes = {"A": (21, 11), "B": (7, 4), "C": (0, 31), "D": (3, 0)}
    grades = zip(("1", "7"), range(2), strict=True)
    pupils = {
        (home, year, grade): count[place] + (year - YEAR)
        for grade, place in grades
        for home, count in homes.items()
        for year in (YEAR, LATER)
        if count[place]
    }
    district = district_of(
        pupils=pupils,
        schools=[
            {"school_id": "P", "name": "中心小学", "classrooms": 1, "classrooms_max": 4, "lon": 112.40, "lat": 34.80,
             "classroom_yuan": 123_456},
            {"school_id": "T", "name": "寨子教学点", "kind": "teaching_point", "grades": "1-3", "classrooms": 1,
             "fixed_yuan_per_year": 912_345, "lon": 112.45, "lat": 34.82},
            {"school_id": "J", "name": "城关初中", "kind": "junior", "grades": "7-9", "classrooms": 3, "beds": 10,
             "beds_max": 60, "classrooms_max": 4, "lon": 112.42, "lat": 34.83},
        ],
        travel={
            ("A", "P"): (5.25, None, None), ("B", "T"): (2.35, None, None), ("B", "P"): (12.25, None, None),
            ("A", "J"): (None, 14.35, 9.25), ("B", "J"): (None, 18.05, 11.45), ("C", "J"): (None, 62.15, 41.65),
        },
        towns={"C": "岭后镇"},
    )  # fmt: skip
    attends = pd.DataFrame(
        [("B", "1", "T", 4), ("B", "1", "P", 3), ("A", "1", "P", 21)],
        columns=["settlement_id", "grade", "school_id", "pupils"],
    ).assign(year=ATTENDED)
    bands = {
        "primary": {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": None},
        "junior": {"stage": "junior", "grades": [7], "max_walk_minutes": None, "max_ride_minutes": 30,
                   "boarding": True, "max_board_minutes": 90},
    }  # fmt: skip
    rules: dict[str, object] = {
        "class_size": {"primary": 20, "junior": 45},
        "school_size": {"primary": 2000, "junior": 2000, "nine_year": 2500, "teaching_point": 15},
    }
    if merge:
        rules["merge"] = {"kinds": ["teaching_point"]}
    scenario = scenario_of(
        name="odd" if merge else "odd-kept", title="两村两年", years=(YEAR, LATER), grade_bands=bands, rules=rules
    )
    return Case(district=replace(district, attends=attends), scenario=scenario)


def unproven(plan: Plan) -> Plan:
    """Return the plan as if its search had been cut short, 12,345.6 yuan above what is proven."""
    away = 12_345.6
    update = {"bound": plan.objective.total - away, "gap": away / plan.objective.cost, "status": "feasible",
              "seconds": 61.5}  # fmt: skip
    return plan.model_copy(update=update)


def texts_of_book(path: Path) -> Iterator[str]:
    """Yield the text of each cell as shown; below a heading `heading=cell`; of a figure with its name, both."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        heads: Mapping[int, str] = {}
        for line in sheet.iter_rows():
            shown = {cell.column: shown_in(cell) for cell in line if cell.value not in {None, ""}}
            if len(shown) > 1 and all(isinstance(cell.value, str | None) for cell in line):
                below = [sheet.cell(line[0].row + down, place).value for place in shown for down in (1, 2)]
                if any(isinstance(value, int | float) for value in below):
                    heads = dict(shown)
                yield from (f"{name}：{shown_in(sheet.cell(line[0].row + 1, place))}" for place, name in shown.items())
            first = next(iter(shown.values()), "")
            yield from shown.values()
            yield from (f"{first}·{heads[place]}={text}" for place, text in shown.items() if place in heads)


def shown_in(cell: Cell) -> str:
    """Print a cell's number in its format, halves away from zero, as a spreadsheet does; text as it is."""
    value = cell.value
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    number = str(cell.number_format).partition('"')[0].partition("_")[0]
    is_share, places = number.endswith("%"), len(number.strip("%").partition(".")[2])
    scaled = Decimal(repr(value)) * (100 if is_share else 1)
    rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,}%" if is_share else f"{rounded:,}" if "," in number else f"{rounded}"


def texts_of_paper(path: Path) -> Iterator[str]:
    """Yield paragraphs; of tables each cell as `first cell·heading=cell`."""
    document = Document(str(path))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        heads = [cell.text for cell in table.rows[0].cells]
        for row in table.rows[1:]:
            cells = [cell.text for cell in row.cells]
            yield from (f"{cells[0]}·{cells[1]}·{head}={cell}" for head, cell in zip(heads, cells, strict=False))


def texts_of_map(results: Results, name: str) -> Iterator[str]:
    """Yield what one of the maps beside the plan's own says."""
    content = map_content(results)
    theme = themes_of(content, areas_of_bands(results, content.measures.year))[name]
    sheet = draw_sheet(theme, content, results.district, "")
    yield from (text.get_text() for axes in sheet.figure.axes for text in axes.texts)


def texts_of_maps(results: Results) -> Iterator[str]:
    """Yield what the plan's map and the maps beside it say."""
    content = map_content(results)
    themes = themes_of(content, areas_of_bands(results, content.measures.year)).values()
    sheets = [draw_map_sheet(results), *(draw_sheet(theme, content, results.district, "") for theme in themes)]
    for sheet in sheets:
        yield from (text.get_text() for axes in sheet.figure.axes for text in axes.texts)
