"""The explanation as an Excel workbook: one row a school, every journey, every red line, every missing seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.decide.explain.reasons import SchoolReason
from planner.decide.explain.relaxing import Relaxation
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import ACTIONS, MODES
from planner.show.words.merging import ITEM_HEADS, TOGETHER, Merging, counted_sentences, merging_sentences
from planner.show.words.reason_names import Names, names_of
from planner.show.words.reason_text import SITES
from planner.show.words.reasons import (
    passed_word,
    red_line_sentence,
    relaxation_sentence,
    rule_sentence,
    verdict_sentence,
)
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_ACTION_ORDER = ("merge", "change", "build", "expand", "keep", "leave")


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """What is written down: the reasons, who lacks a seat for want of which rule, and notes for the reader."""

    reasons: Sequence[SchoolReason]
    relaxations: Sequence[Relaxation]
    notes: Sequence[str]
    merging: Merging | None = None
    """What all merges together save; None where it was not asked for."""


def write_reason_workbook(path: Path, told: Told, scenario: Scenario, district: District) -> None:
    """Write explain.xlsx: 理由, 学生去向, 红线核查, 缺口与规则, where asked for 撤并账, and 说明.

    The same explanation gives the same bytes. Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    names, title = names_of(scenario, district), title_of(scenario)
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=district.provenance.is_synthetic)
        for sheet in (
            _reasons(told, names, title, district),
            _journeys(told, names, title),
            _red_lines(told, names, title),
            _relaxations(told, names, title),
            *([_balances(told.merging, names, title)] if told.merging else []),
            _notes(told, title),
        ):
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _reasons(told: Told, names: Names, title: str, district: District) -> Sheet:
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="安排"),
        Heading(text="年份", kind="year"), Heading(text="现有学生（人）", kind="pupils"),
        Heading(text="换一种做法会怎样", kind="wrapped"), Heading(text="起决定作用的规则", kind="wrapped"),
        Heading(text="至少多花（元/年）", kind="yuan"), Heading(text="找到的多花（元/年）", kind="yuan"),
    )  # fmt: skip
    schools = district.schools.set_index("school_id")
    order = sorted(told.reasons, key=lambda reason: _ACTION_ORDER.index(reason.action))
    rows = [_reason_row(reason, names, schools) for reason in order]
    return Sheet(name="理由", title=f"{title} 每所学校的理由", headings=headings, rows=rows, empty="没有可说明的学校")


def _balances(merging: Merging, names: Names, title: str) -> Sheet:
    """One row a merged school, and all together, which is their sum: less is saved."""
    sums = ("财政小计（元/年）", "家庭小计（元/年）", "财政、家庭和计价之和（元/年）")
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), *(Heading(text=head, kind="yuan") for head in sums),
        *(Heading(text=head, kind="yuan" if "元" in head else "pupils") for head in ITEM_HEADS.values()),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            each.school_id, names.balance(each.school_id, "zh"),
            each.fiscal, each.families, each.total, *(round(each.items[item], 6) for item in ITEM_HEADS),
        )
        for each in merging.balances
    ]  # fmt: skip
    together = (*merging_sentences(merging, names)[:TOGETHER], *counted_sentences(merging))
    said = "".join(sentence.zh for sentence in together)
    return Sheet(
        name="撤并账",
        title=f"{title} 撤并账：本方案减一所不撤，负数为节省。{said}并入学校的变化按其接收的学生分摊",
        headings=headings,
        rows=rows[:-1],
        total=rows[-1] if rows else None,
        empty="没有撤并学校",
    )


def _reason_row(reason: SchoolReason, names: Names, schools: pd.DataFrame) -> tuple[Cell, ...]:
    opposite, known = reason.opposite, schools.loc[reason.school_id]
    return (
        reason.school_id,
        names.school(reason.school_id),
        str(known["town"]),
        ACTIONS[reason.action],
        reason.year,
        None if reason.action in SITES else round(reason.pupils_today),
        verdict_sentence(reason, names, "zh"),
        "".join(rule_sentence(rule, names, "zh") for rule in reason.rules),
        opposite.least_yuan_per_year if opposite else None,
        opposite.found_yuan_per_year if opposite else None,
    )


def _journeys(told: Told, names: Names, title: str) -> Sheet:
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="安排"), Heading(text="居民点编号"),
        Heading(text="居民点"), Heading(text="年级段"), Heading(text="学生（人）", kind="pupils"),
        Heading(text="现在就读"), Heading(text="现在方式"), Heading(text="现在单程（分钟）", kind="minutes"),
        Heading(text="方案中就读"), Heading(text="方案中方式"), Heading(text="方案中单程（分钟）", kind="minutes"),
        Heading(text="方案中单程（公里）", kind="kilometres"), Heading(text="增加（分钟）", kind="minutes"),
    )  # fmt: skip
    rows = [
        (
            reason.school_id, names.school(reason.school_id), ACTIONS[reason.action], journey.settlement_id,
            names.settlement(journey.settlement_id), names.band(journey.grade_band, "zh"), journey.pupils,
            names.school(journey.school_before), MODES[journey.mode_before] if journey.mode_before else "不详",
            journey.minutes_before,
            names.school(journey.school_after) if journey.school_after else "没有学位",
            MODES[journey.mode_after] if journey.mode_after else None, journey.minutes_after,
            journey.kilometres_after, _difference(journey.minutes_before, journey.minutes_after),
        )
        for reason in told.reasons
        for journey in reason.journeys
    ]  # fmt: skip
    return Sheet(name="学生去向", title=f"{title} 学生去向", headings=headings, rows=rows, empty="没有学生")


def _red_lines(told: Told, names: Names, title: str) -> Sheet:
    headings = (
        Heading(text="学校编号"), Heading(text="撤并学校"), Heading(text="核查项", kind="wrapped"),
        Heading(text="结果"),
        Heading(text="数值", kind="minutes"), Heading(text="限值", kind="minutes"),
        Heading(text="填写", kind="wrapped"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            reason.school_id, names.school(reason.school_id), red_line_sentence(line, names, "zh"),
            passed_word(line, "zh"), line.figure, line.limit, None,
        )
        for reason in told.reasons
        for line in reason.red_lines
    ]  # fmt: skip
    text = f"{title} 撤并红线核查（教育部办公厅通报 2016-10-09）"
    return Sheet(name="红线核查", title=text, headings=headings, rows=rows, empty="没有撤并的学校")


def _relaxations(told: Told, names: Names, title: str) -> Sheet:
    headings = (
        Heading(text="居民点编号"), Heading(text="居民点"), Heading(text="年份", kind="year"),
        Heading(text="年级段"), Heading(text="没有学位（人）", kind="pupils"),
        Heading(text="放宽哪条规则", kind="wrapped"),
    )  # fmt: skip
    rows = [
        (
            row.settlement_id, names.settlement(row.settlement_id), row.year, names.band(row.grade_band, "zh"),
            row.pupils, relaxation_sentence(row, names, "zh"),
        )
        for row in told.relaxations
    ]  # fmt: skip
    return Sheet(
        name="缺口与规则", title=f"{title} 没有学位的学生与规则（各行单独计算，不能相加）", headings=headings,
        rows=rows, empty="没有缺口：学生全部有学位",
    )  # fmt: skip


def _notes(told: Told, title: str) -> Sheet:
    headings = (Heading(text="说明", kind="wrapped"),)
    rows: list[tuple[Cell, ...]] = [(note,) for note in told.notes]
    return Sheet(name="说明", title=f"{title} 说明", headings=headings, rows=rows)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
