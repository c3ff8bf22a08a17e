"""Sheets of early warning: how full each town and stage, and each school, is year by year."""

from math import isnan
from typing import Any

import pandas as pd

from planner.decide.early_warning import SCHOOL, TOWN, Warnings, first_turns
from planner.reading.district import District
from planner.show.words.common import KINDS, STAGES, clean
from planner.show.words.early_warning import WHICH_WORDS, cell_text
from planner.show.workbook.sheet import Cell, Heading, Sheet


def warning_sheets(warnings: Warnings, district: District, title: str) -> tuple[Sheet, ...]:
    """Return 学位预警, by town and stage, and 学校预警; a column a year, coloured by level."""
    schools = {str(row["school_id"]): row for row in district.schools.to_dict("records")}
    towns = tuple(
        (WHICH_WORDS[which].zh, clean(town), STAGES[stage], *rest)
        for (which, town, stage), rest in _lines(warnings.towns, TOWN, warnings.years)
    )
    of_schools = tuple(
        (
            WHICH_WORDS[which].zh, school_id, str(schools[school_id]["name"]), str(schools[school_id]["town"]),
            KINDS.get(str(schools[school_id]["kind"]), str(schools[school_id]["kind"])), *rest,
        )
        for (which, school_id), rest in _lines(warnings.schools, SCHOOL, warnings.years)
    )  # fmt: skip
    turns = (Heading(text="首次黄色", kind="year"), Heading(text="首次红色", kind="year"))
    years = tuple(Heading(text=f"{year}年", kind="level") for year in warnings.years)
    which = Heading(text="按哪些学校")
    return (
        Sheet(
            name="学位预警", title=f"{title} 学位预警（居住在本乡镇的学生÷本乡镇学校的学位）",
            headings=(which, Heading(text="乡镇"), Heading(text="学段"), *turns, *years), rows=towns,
        ),
        Sheet(
            name="学校预警", title=f"{title} 学校预警：方案为安排的学生，现状为按目前就读去向推算的学生",
            headings=(
                which, Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="类型"),
                *turns, *years,
            ),
            rows=of_schools,
        ),
    )  # fmt: skip


def _lines(
    frame: pd.DataFrame, keys: tuple[str, ...], years: tuple[int, ...]
) -> list[tuple[tuple[Any, ...], list[Cell]]]:
    """Return what each row is of, with its first years and a cell a year; empty where nothing is known of the year."""
    turns = first_turns(frame, keys)
    cells = {
        (key, year): cell_text(level, load, lacking)
        for key, year, level, load, lacking in zip(
            zip(*(frame[name] for name in keys), strict=True),
            *(frame[name] for name in ("year", "level", "load", "lacking")),
            strict=True,
        )
    }
    return [
        (key, [*(None if isnan(year) else year for year in first), *(cells.get((key, year)) for year in years)])
        for key, first in zip(turns.index, turns.to_numpy(float).tolist(), strict=True)
    ]
