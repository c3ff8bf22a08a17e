"""A comparison in a page of plain text: a short table, and what differs most."""

from collections.abc import Iterator, Mapping

import pandas as pd

from planner.decide.compare.compare import Comparison
from planner.decide.compare.figures import ROUNDED_UP
from planner.decide.compare.table import DECIMALS, Mark, Order, Row
from planner.decide.hearing_figures import HEARING
from planner.language import Language, Text
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.show.words.caveats import STRAIGHT_LINES
from planner.show.words.columns import in_columns
from planner.show.words.common import clean, synthetic_tables_text
from planner.show.words.compare_english import (
    ENGLISH_MARKS,
    ENGLISH_MARKS_TOLD,
    english_column,
    english_figure,
    english_plan,
    english_sentences_of,
)
from planner.show.words.compare_names import (
    MARKS,
    MARKS_TOLD,
    column_name,
    figure_name,
    plan_name,
    setting_name,
    setting_text,
)
from planner.show.words.numbers import (
    bound_text,
    english_yuan,
    minutes_text,
    pupils_text,
    rounded,
    saving_text,
    share_text,
    yuan_text,
)

_SHORT = (
    "cost", "penalty", "total", "gap", "one_off", "open_schools", "merged", "built", "classrooms_added", "beds_added",
    "shortfall", "minutes_mean", "minutes_p90", "minutes_worst", "beyond", "boarders", "moved", *HEARING,
    "class_size_mean", "spread_class_size", "spread_rooms",
)  # fmt: skip
_SETTINGS_TOLD, _SCHOOLS_TOLD, _TOWNS_TOLD = 6, 8, 3
_ENGLISH = {
    "same question": "plans of one question",
    "proven": "proven for every plan of the dearer question",
    "unproven": "these two plans; of their questions not proven",
}


def comparison_text(comparison: Comparison) -> Text:
    """Return the table's key rows, the marks' meaning, and sentences; nothing in a name can steer a terminal."""
    zh = [*map(plan_name, comparison.plans), "", *_table(comparison, "zh"), MARKS_TOLD, "", *sentences(comparison)]
    en = [*map(english_plan, comparison.plans), "", *_table(comparison, "en"), ENGLISH_MARKS_TOLD, ""]
    en += [english_line(comparison), *english_sentences_of(comparison)]
    return Text("\n".join(en), "\n".join(zh))


def english_line(comparison: Comparison) -> str:
    """Say totals and what is proven of their order in one English line."""
    totals = ", ".join(
        f"{each.label} {english_yuan(each.plan.objective.total / max(len(each.years), 1))}" for each in comparison.plans
    )
    orders = (
        f"{low} = {high}" if order.kind == "equal" else f"{low} < {high} ({_ENGLISH[order.kind]})"
        for order in comparison.orders
        for low, high in ((comparison.plans[order.cheaper].label, comparison.plans[order.dearer].label),)
    )
    told = "; ".join(orders) or "not ordered: years, prices or grades differ"
    return f"Total a year: {totals}; {told}; {len({each.school_id for each in comparison.schools}):,} schools differ."


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """Say what differs most: money and what is proven of it, schools, journeys; then what limits the comparison."""
    return (
        *(order_sentence(comparison, order) for order in comparison.orders),
        *_school_sentences(comparison),
        *_journey_sentences(comparison),
        *limit_sentences(comparison),
    )


def order_sentence(comparison: Comparison, order: Order) -> str:
    """Say which total is lower, by how much, and what of that is proven."""
    low, high = comparison.plans[order.cheaper], comparison.plans[order.dearer]
    years = len(low.years)
    each = f"每年（{years}年平均）" if years > 1 else "每年"
    if order.kind == "equal":
        return f"费用：{low.label}、{high.label}总计相同。"
    said = f"费用：{low.label}比{high.label}总计{each}低{yuan_text(order.difference_yuan / years)}"
    room = saving_text(order.room_yuan / years).zh
    if order.kind == "same question":
        return f"{said}；两者是同一情景、同一数据的方案，{high.label}离这一情景的最好方案{each}最多还差{room}。"
    if order.kind == "proven":
        return f"{said}；已证明：符合{high.label}情景的任何方案都不比{low.label}更省。"
    return (
        f"{said}，但小于尚未证明的范围：{high.label}的情景{each}最多还可能再省{room}，"
        f"所以两个情景哪个更省，尚未证明；只能说现有的这两个方案中{low.label}较低。"
    )


def limit_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Say what limits the comparison: other questions, other tables, no shared year, synthetic data."""
    return (*_setting_sentences(comparison), *other_limits(comparison))


def other_limits(comparison: Comparison) -> tuple[str, ...]:
    """Say what limits the comparison besides the keys on which the scenarios differ."""
    return tuple(clean(said) for said in _limits(comparison) if said)


def _setting_sentences(comparison: Comparison) -> Iterator[str]:
    for setting in comparison.settings[:_SETTINGS_TOLD]:
        said = "，".join(
            f"{plan.label} {setting_text(value)}" for plan, value in zip(comparison.plans, setting.said, strict=True)
        )
        yield f"情景不同：{setting_name(setting)}：{said}。"
    if len(comparison.settings) > _SETTINGS_TOLD:
        yield f"情景另有{len(comparison.settings) - _SETTINGS_TOLD}处不同，见 compare.xlsx 的“说明”。"


def _limits(comparison: Comparison) -> Iterator[str]:
    labels = "、".join(plan.label for plan in comparison.plans)
    if not comparison.settings and not comparison.tables:
        yield f"{labels}：情景（除名称和求解设置外）和数据完全相同。"
    if comparison.tables:
        yield f"数据不同：{'、'.join(comparison.tables)} 在各方案求解时内容不同（编号相同，数值或名称有改动）。"
    if not comparison.same_prices:
        yield "单价不同：各方案的费用按各自的单价计算，不能直接比较，未标优劣。"
    if not comparison.same_grades:
        yield "年级不同：各方案安排的年级不同，合计数不标优劣，只比较共有的年级。"
    if not comparison.years:
        yield "没有共同的规划年份：学校和行程无法逐一比较，只并列各自的指标。"
    elif any(plan.years != comparison.plans[0].years for plan in comparison.plans):
        yield "规划年份不同：费用只在相同年份的当年数之间并列，当年数没有单独的下界，哪个情景更省不作判断。"
    if any(plan.plan.status != "optimal" for plan in comparison.plans) and len(comparison.schools):
        yield "注意：方案未全部证明最优，学校和学生去向的差别有一部分可能来自求解，而不是情景。"
    if any(STRAIGHT_LINE_NOTE in plan.plan.notes for plan in comparison.plans):
        yield STRAIGHT_LINES.zh
    yield from dict.fromkeys(synthetic_tables_text(plan.district) for plan in comparison.plans)


def _school_sentences(comparison: Comparison) -> Iterator[str]:
    if not comparison.years:
        return
    schools = len({each.school_id for each in comparison.schools})
    if not schools:
        yield "学校：各方案的学校完全相同。"
        return
    last = comparison.years[-1]
    names = dict(zip(comparison.ground.schools["school_id"], comparison.ground.schools["name"], strict=True))
    told = [clean(names[each.school_id]) for each in comparison.schools if each.is_done_otherwise and each.year == last]
    if not told:
        yield f"学校：{last}年各校的安排相同；{schools:,}所的班数或人数有差别。"
        return
    more = "等" if len(told) > _SCHOOLS_TOLD else ""
    yield (
        f"学校：{schools:,}所有差别，其中{last}年撤并、新建或扩建不同的{len(told):,}所：{'、'.join(told[:_SCHOOLS_TOLD])}{more}。"
    )


def _journey_sentences(comparison: Comparison) -> Iterator[str]:
    for after in range(1, len(comparison.plans)):
        for year in comparison.years:
            here = comparison.journeys[(comparison.journeys["after"] == after) & (comparison.journeys["year"] == year)]
            towns = comparison.towns[(comparison.towns["after"] == after) & (comparison.towns["year"] == year)]
            first, other = comparison.plans[0].label, comparison.plans[after].label
            yield _journeys_told(here, towns, f"{year}年从{first}到{other}")


def _journeys_told(here: pd.DataFrame, towns: pd.DataFrame, head: str) -> str:
    if not len(here):
        return f"行程：{head}，没有学生的去向或路程有变化。"
    sums = towns[
        ["other_school", "longer", "shorter", "to_boarding", "from_boarding", "seat_lost", "seat_gained"]
    ].sum()
    told = [
        f"{pupils_text(sums['other_school'])}名学生换了学校",
        f"走读变远{pupils_text(sums['longer'])}名、变近{pupils_text(sums['shorter'])}名",
    ]
    if towns["minutes_more_worst"].max() > 0:
        told.append(f"最多远{minutes_text(float(towns['minutes_more_worst'].max()))}分钟")
    words = {"to_boarding": "改为寄宿", "from_boarding": "不再寄宿", "seat_lost": "失去学位", "seat_gained": "得到学位"}
    told += [f"{word}{pupils_text(sums[key])}名" for key, word in words.items() if sums[key]]
    most = towns.nlargest(_TOWNS_TOLD, "pupils")
    named = "、".join(
        f"{clean(town)}{pupils_text(pupils)}人" for town, pupils in zip(most["town"], most["pupils"], strict=True)
    )
    return f"行程：{head}，{'，'.join(told)}；有变化的学生最多的乡镇：{named}。"


def _table(comparison: Comparison, language: Language) -> list[str]:
    """Set the key rows in columns of one width."""
    name_column, name_figure = (column_name, figure_name) if language == "zh" else (english_column, english_figure)
    marks = MARKS if language == "zh" else ENGLISH_MARKS
    heads = ["", *(name_column(comparison, column) for column in comparison.columns)]
    lines = [heads, *([name_figure(row), *cells_text(row, marks)] for row in comparison.rows if row.figure in _SHORT)]
    return in_columns(lines)


def cells_text(row: Row, marks: Mapping[Mark, str] = MARKS) -> list[str]:
    """Print a row's figures with their marks."""
    return [
        "—" if cell is None else f"{_cell_text(row, cell)}{marks[mark]}"
        for cell, mark in zip(row.cells, row.marks, strict=True)
    ]


def _cell_text(row: Row, cell: float) -> str:
    if row.figure in ROUNDED_UP:
        return minutes_text(cell)
    if row.figure == "bound":
        return bound_text(cell)
    if row.unit == "share":
        return share_text(cell)
    if row.unit == "pupils" and not row.figure.startswith("class_size"):
        return pupils_text(cell)
    return f"{rounded(cell, DECIMALS[row.unit]):,}"
