"""A forecast as an Excel workbook: by stage, by grade, by town, what was fitted, how it did when tried."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.forecast.assumptions import STAGE_GRADES, VARIANTS
from planner.forecast.basis import Basis, basis_of, first_unborn_year
from planner.language import in_language
from planner.reading.tables import GRADES
from planner.show.told_forecast import ToldForecast
from planner.show.words.common import STAGES, clean, grade_name, sources_text, synthetic_text
from planner.show.words.forecast_text import VARIANT_WORDS, forecast_text, method_lines
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_BASES: Mapping[Basis, str] = {
    "counted": "实有",
    "in_school": "已在校：上年低一年级升级",
    "born": "已出生：按出生或儿童统计",
    "not_born": "尚未出生：出生按趋势外推",
    "as_lately": "没有出生数据：按近年不变",
}
"""What a figure rests on."""
_SEATS = "现有学校的教室数×班额（幼儿园30、小学45、初中50），不超过学校规模上限；九年一贯制学校按年级数分摊。"


def write_forecast_workbook(path: Path, told: ToldForecast) -> None:
    """Write 摘要, 学段年份, 年级, 乡镇, 拟合, 回测, 说明.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = f"{told.name} 生源预测"
    sheets = [_summary(told), _stages(told), _grades(told), _towns(told), _fitted(told), _tried(told), _notes(told)]
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=told.is_synthetic)
        for sheet in sheets:
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _summary(told: ToldForecast) -> Sheet:
    return Sheet(
        name="摘要",
        title=f"{told.name}：各学段学生预测，{told.forecast.years[0]}—{told.forecast.years[-1]}年",
        headings=(Heading(text="摘要", kind="wrapped"),),
        rows=[(clean(line),) for line in in_language(forecast_text(told), "zh").split("\n")],
    )


def _variant_headings() -> tuple[Heading, ...]:
    return tuple(Heading(text=f"{VARIANT_WORDS[variant]}（人）", kind="pupils") for variant in VARIANTS)


def _stages(told: ToldForecast) -> Sheet:
    unborn = {
        stage: first_unborn_year(told.forecast.fitted, told.forecast.years, stage) or math.inf for stage in told.stages
    }
    rows: list[tuple[Cell, ...]] = []
    for row in _rows(told.whole):
        if row.stage in told.stages:
            seats = told.seats[row.stage]
            ahead = "预测，含尚未出生的" if row.year >= unborn[row.stage] else "预测，均已出生"
            rows.append(
                (
                    STAGES[row.stage], row.year, "实有" if row.is_counted else ahead, row.low, row.middle, row.high,
                    _seats(seats), None if seats is None or math.isinf(seats) else row.middle - seats,
                )
            )  # fmt: skip
    return Sheet(
        name="学段年份",
        title="全区各学段各年份的学生，与现有学位比较",
        headings=(
            Heading(text="学段"), Heading(text="年份", kind="year"), Heading(text="依据"), *_variant_headings(),
            Heading(text="现有学位（个）", kind="pupils"), Heading(text="中方案减学位（人）", kind="pupils"),
        ),
        rows=rows,
    )  # fmt: skip


def _grades(told: ToldForecast) -> Sheet:
    forecast, known = told.forecast, told.forecast.known
    rows: list[tuple[Cell, ...]] = []
    for place, grade in enumerate(GRADES):
        counted = known.pupils[:, :, place].sum(axis=0)
        ahead = {variant: forecast.pupils[variant][:, :, place].sum(axis=0) for variant in VARIANTS}
        if not counted.any() and not ahead["high"].any():
            continue
        rows += [
            (grade_name(grade), year, _BASES["counted"], float(count), float(count), float(count))
            for year, count in zip(known.years, counted, strict=True)
        ]
        rows += [
            (
                grade_name(grade), year, _BASES[basis_of(forecast.fitted, year, grade)],
                *(float(ahead[variant][at]) for variant in VARIANTS),
            )
            for at, year in enumerate(forecast.years)
        ]  # fmt: skip
    return Sheet(
        name="年级",
        title="全区各年级各年份的学生，各数的依据",
        headings=(Heading(text="年级"), Heading(text="年份", kind="year"), Heading(text="依据"), *_variant_headings()),
        rows=rows,
    )


def _towns(told: ToldForecast) -> Sheet:
    shown = told.towns[told.towns["stage"].isin(told.stages)]
    rank = {stage: place for place, stage in enumerate(STAGE_GRADES)}
    place = {town: number for number, town in enumerate(told.forecast.known.towns)}
    order = np.lexsort((shown["year"], shown["stage"].map(rank), shown["town"].map(place)))
    rows: list[tuple[Cell, ...]] = [
        (row.town, STAGES[row.stage], row.year, "实有" if row.is_counted else "预测", row.low, row.middle, row.high)
        for row in _rows(shown.iloc[order])
    ]
    return Sheet(
        name="乡镇",
        title="各乡镇各学段各年份的学生（居住地）；各乡镇相加等于全区",
        headings=(
            Heading(text="乡镇"), Heading(text="学段"), Heading(text="年份", kind="year"), Heading(text="依据"),
            *_variant_headings(),
        ),
        rows=rows,
    )  # fmt: skip


def _fitted(told: ToldForecast) -> Sheet:
    fitted, towns = told.forecast.fitted, told.forecast.known.towns
    rates = [
        (f"{'入园率' if entry.grade == 'K1' else '入学率'}：{word}", rate)
        for entry in fitted.entries
        for word, rate in (("每名出生", entry.per_birth), ("每名常住儿童", entry.per_child))
        if rate is not None
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            town, *(float(rate.by_town[place]) for _, rate in rates), float(fitted.moving_up.migration[place] - 1),
            told.forecast.known.pupils[told.forecast.known.town == place, -1].sum(),
        )
        for place, town in enumerate(towns)
    ]  # fmt: skip
    whole = ("全区", *(rate.district for _, rate in rates), None, told.forecast.known.pupils[:, -1].sum())
    return Sheet(
        name="拟合",
        title="各乡镇的入学率和年净迁移率：由实有年份拟合",
        headings=(
            Heading(text="乡镇"), *(Heading(text=text, kind="share") for text, _ in rates),
            Heading(text="每年增减（与全区升级率相比）", kind="share"),
            Heading(text=f"{told.forecast.base_year}年学生（人）", kind="pupils"),
        ),
        rows=rows,
        total=whole,
    )  # fmt: skip


def _tried(told: ToldForecast) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (STAGES[row.stage], row.years_ahead, row.trials, row.error, row.absolute, row.of_towns, row.within)
        for row in told.forecast.tried
        if row.stage in told.stages
    ]
    return Sheet(
        name="回测",
        title="回测：从较早的实有年份预测其后的实有年份，与实有相差多少",
        headings=(
            Heading(text="学段"), Heading(text="提前（年）", kind="count"), Heading(text="次数", kind="count"),
            Heading(text="平均偏差（正为偏高）", kind="share"), Heading(text="平均相差", kind="share"),
            Heading(text="各乡镇相差之和占实有", kind="share"), Heading(text="实有落在低、高之间", kind="share"),
        ),
        rows=rows,
        empty="只有一个实有年份，或出生数据不含更早的年份，无法回测",
    )  # fmt: skip


def _notes(told: ToldForecast) -> Sheet:
    rows = [
        ("合成数据", synthetic_text(told.district) or "没有标明为合成的数据。"),
        *method_lines(told),
        ("现有学位", _SEATS),
        *(("提示", clean(in_language(note, "zh"))) for note in (*told.forecast.notes, *told.district.notes)),
        ("资料来源", sources_text(told.district) or "数据未注明来源。"),
    ]
    return Sheet(
        name="说明",
        title="怎样推算的",
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=rows,
    )


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield a frame's rows, its columns as their fields."""
    yield from frame.itertuples(index=False)


def _seats(seats: float | None) -> Cell:
    return "表中没有学校" if seats is None else "不限" if math.isinf(seats) else seats
