"""The comparison as an Excel workbook: figures side by side, schools that differ, journeys that change, notes."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from planner.decide.compare.compare import Comparison
from planner.decide.compare.figures import ROUNDED_UP
from planner.decide.compare.journeys import TOWN_COLUMNS
from planner.decide.compare.schools import SchoolState
from planner.decide.compare.table import DECIMALS, Mark, Row
from planner.show.words.common import KINDS, MODES
from planner.show.words.compare_names import (
    ASPECTS,
    MARKS,
    MARKS_TOLD,
    SECTIONS,
    column_name,
    figure_name,
    part_name,
    plan_name,
    state_name,
)
from planner.show.words.compare_notes import note_rows
from planner.show.words.numbers import is_part, whole_minutes
from planner.show.workbook.notes import write_notes
from planner.show.workbook.sheet import (
    SYNTHETIC,
    Cell,
    Heading,
    Ink,
    Kind,
    Sheet,
    ink_of,
    open_book,
    put_text,
    set_up_print,
    write_sheet,
)

_SENSES = {"lower": "越低越好", "higher": "越高越好", "neither": "不分优劣"}
_FILLS: Mapping[Mark, str] = {"better": "#DDEFD9", "unproven": "#FFF3CC"}
_SEATLESS = "（没有学位）"


def write_compare_workbook(path: Path, comparison: Comparison, remarks: Sequence[str] = ()) -> None:
    """Write compare.xlsx: 指标对比, 学校差异, 行程变化, 乡镇行程变化, 说明.

    `remarks` are said first in the notes: what speaks against a plan, such as inputs that have changed since.
    The same plans give the same bytes. Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = "方案对比 " + " / ".join(plan.name for plan in comparison.plans)
    is_synthetic = any(plan.district.provenance.is_synthetic for plan in comparison.plans)
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=is_synthetic)
        _write_figures(book.add_worksheet("指标对比"), ink, comparison)
        for sheet in (_schools(comparison), _journeys(comparison), _towns(comparison)):
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)
        write_notes(book.add_worksheet("说明"), ink, "说明", note_rows(comparison, remarks))


def _write_figures(page: Worksheet, ink: Ink, comparison: Comparison) -> None:
    """Write the table in sections; a mark stands in the cell's number format, so that the cell stays a number."""
    label = f"　（{SYNTHETIC}）" if ink.is_synthetic else ""
    put_text(page, 0, 0, f"指标对比{label}", ink.sheet_title)
    plain = ink.format()
    for line, plan in enumerate(comparison.plans, 1):
        put_text(page, line, 0, plan_name(plan), plain)
    line = len(comparison.plans) + 1
    put_text(page, line, 0, MARKS_TOLD, ink.format(font_color="#666666"))
    line += 1
    for place, head in enumerate(("指标", "方向", *(column_name(comparison, c) for c in comparison.columns))):
        put_text(page, line, place, head, ink.heading)
    page.set_row(line, 34)
    page.set_column(0, 0, 44)
    page.set_column(1, 1, 11)
    page.set_column(2, 1 + len(comparison.columns), 18)
    page.freeze_panes(line + 1, 1)
    page.repeat_rows(line)
    band = ink.format(bold=True, bg_color="#E8EEF6", font_color="#1C4E94")
    for section, figures in SECTIONS.items():
        rows = [row for row in comparison.rows if row.figure in figures]
        for place in range(2 + len(comparison.columns) if rows else 0):
            put_text(page, line + 1, place, section if place == 0 else "", band)
        line += bool(rows)
        # of a part all figures stand together
        for row in sorted(rows, key=lambda row: [each.part for each in rows].index(row.part)):
            line += 1
            _write_figure_row(page, ink, line, row)
    set_up_print(page, ink)


def _write_figure_row(page: Worksheet, ink: Ink, line: int, row: Row) -> None:
    under: dict[str, object] = {"bottom": 1, "bottom_color": "#D9D9D9"}
    strong = {"bold": row.figure in {"total", "cost"}}
    put_text(page, line, 0, figure_name(row), ink.format(**under, **strong))
    put_text(page, line, 1, _SENSES[row.sense], ink.format(**under, font_color="#666666"))
    for place, (cell, mark) in enumerate(zip(row.cells, row.marks, strict=True), 2):
        keys: dict[str, object] = {**under, **strong, "align": "right"}
        if mark in _FILLS:
            keys["bg_color"] = _FILLS[mark]
        if cell is None:
            page.write_string(line, place, "—", ink.format(**under, align="right", font_color="#999999"))
        else:
            shown = _shown(row, cell)
            page.write_number(line, place, shown, ink.format(**keys, num_format=_number_format(row, shown, mark)))


def _shown(row: Row, cell: float) -> float:
    """Return the number that stands in a cell: what a proof allows, and a longest way, are rounded to their side."""
    if row.unit == "share":
        return math.ceil(cell * 10_000 - 1e-9) / 10_000
    if row.figure == "bound":
        return math.floor(cell)
    return whole_minutes(cell) if row.figure in ROUNDED_UP else cell


def _number_format(row: Row, shown: float, mark: Mark) -> str:
    """Return the number format with the mark behind the number, in a place of its own where there is none."""
    decimals = DECIMALS[row.unit]
    if row.unit == "share":
        decimals = max(len(f"{shown * 100:.2f}".rstrip("0").partition(".")[2]), 0)
    elif row.figure in ROUNDED_UP or (row.unit == "pupils" and not row.figure.startswith("class_size")):
        decimals = int(is_part(shown))
    number = ("0" if row.unit == "share" else "#,##0") + ("." + "0" * decimals if decimals else "")
    number += "%" if row.unit == "share" else ""
    return f'{number}" {MARKS[mark]}"' if mark else f"{number}_ _★"


def _schools(comparison: Comparison) -> Sheet:
    known = comparison.ground.schools.set_index("school_id")
    labels = [plan.label for plan in comparison.plans]
    rows: list[tuple[Cell, ...]] = []
    for each in comparison.schools:
        school = known.loc[each.school_id]
        cells: list[Cell] = [each.school_id, str(school["name"]), str(school["town"]), KINDS[str(school["kind"])]]
        cells += [each.year, "、".join(ASPECTS[aspect] for aspect in each.differs)]
        cells += [state_name(state) for state in each.states]
        for figure in ("pupils", "classes", "classrooms_added", "beds_added", "boarders"):
            cells += [None if state is None else _state_figure(state, figure) for state in each.states]
        rows.append(tuple(cells))
    words: tuple[tuple[str, Kind], ...] = (
        ("学生（人）", "pupils"), ("教学班（个）", "count"), ("增建教室（间）", "count"), ("增加床位（张）", "count"),
        ("寄宿（人）", "pupils"),
    )  # fmt: skip
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="类型"),
        Heading(text="年份", kind="year"), Heading(text="不同之处"),
        *(Heading(text=f"{label} 安排") for label in labels),
        *(Heading(text=f"{label} {word}", kind=kind) for word, kind in words for label in labels),
    )  # fmt: skip
    empty = "没有共同的规划年份，无法逐校比较" if not comparison.years else "各方案的学校完全相同"
    return Sheet(name="学校差异", title="学校差异", headings=headings, rows=rows, empty=empty)


def _state_figure(state: SchoolState, figure: str) -> float:
    return float(getattr(state, figure))


def _journeys(comparison: Comparison) -> Sheet:
    homes = comparison.ground.settlements.set_index("settlement_id")[["name", "town"]].to_dict("index")
    schools = dict(zip(comparison.ground.schools["school_id"], comparison.ground.schools["name"], strict=True))
    labels = [plan.label for plan in comparison.plans]
    rows: list[tuple[Cell, ...]] = [
        (
            f"{labels[row['before']]}→{labels[row['after']]}", row["year"], row["settlement_id"],
            str(homes[row["settlement_id"]]["name"]), str(homes[row["settlement_id"]]["town"]),
            part_name(row["grades"]), row["pupils"],
            schools.get(row["school_before"], _SEATLESS), _mode(row["mode_before"]), _finite(row["minutes_before"]),
            schools.get(row["school_after"], _SEATLESS), _mode(row["mode_after"]), _finite(row["minutes_after"]),
            _finite(row["minutes_more"]),
        )
        for row in comparison.journeys.to_dict("records")
    ]  # fmt: skip
    headings = (
        Heading(text="比较"), Heading(text="年份", kind="year"), Heading(text="居民点编号"), Heading(text="居民点"),
        Heading(text="乡镇"), Heading(text="年级段"), Heading(text="学生（人）", kind="pupils"),
        Heading(text="原学校（前一方案）"), Heading(text="原方式"), Heading(text="原单程（分钟）", kind="minutes"),
        Heading(text="新学校（后一方案）"), Heading(text="新方式"), Heading(text="新单程（分钟）", kind="minutes"),
        Heading(text="走读增减（分钟）", kind="minutes"),
    )  # fmt: skip
    return Sheet(name="行程变化", title="行程变化", headings=headings, rows=rows, empty=_no_journeys(comparison))


def _towns(comparison: Comparison) -> Sheet:
    labels = [plan.label for plan in comparison.plans]
    rows: list[tuple[Cell, ...]] = [
        (
            f"{labels[row['before']]}→{labels[row['after']]}", row["year"], row["town"],
            *(_finite(row[column]) for column in TOWN_COLUMNS[4:]),
        )
        for row in comparison.towns.to_dict("records")
    ]  # fmt: skip
    headings = (
        Heading(text="比较"), Heading(text="年份", kind="year"), Heading(text="乡镇"),
        Heading(text="有变化的学生（人）", kind="pupils"), Heading(text="换学校（人）", kind="pupils"),
        Heading(text="走读变远（人）", kind="pupils"), Heading(text="走读变近（人）", kind="pupils"),
        Heading(text="走读平均增减（分钟）", kind="minutes"), Heading(text="走读最多增加（分钟）", kind="up"),
        Heading(text="改为寄宿（人）", kind="pupils"), Heading(text="不再寄宿（人）", kind="pupils"),
        Heading(text="失去学位（人）", kind="pupils"), Heading(text="得到学位（人）", kind="pupils"),
    )  # fmt: skip
    title = "乡镇行程变化：按学生居住的乡镇汇总"
    return Sheet(name="乡镇行程变化", title=title, headings=headings, rows=rows, empty=_no_journeys(comparison))


def _no_journeys(comparison: Comparison) -> str:
    return "没有学生的去向或路程有变化" if comparison.years else "没有共同的规划年份，无法逐一比较"


def _mode(mode: str) -> str:
    return next((word for key, word in MODES.items() if key == mode), "")


def _finite(minutes: float) -> float | None:
    return None if pd.isna(minutes) or math.isinf(minutes) else minutes
