"""Shortfall as an Excel workbook: by stage and year, by town, where seats would help, what is oversize or empty."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from planner.decide.shortfall.empty_seats import empty_sums
from planner.decide.shortfall.oversize import Oversize
from planner.decide.shortfall.seats import Picture
from planner.decide.shortfall.shortfall import Shortfall
from planner.decide.shortfall.staffing import posts_needed
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import KINDS, STAGES, clean, grade_name, sources_text, synthetic_text
from planner.show.words.early_warning import level_meanings
from planner.show.words.sentences import title_of
from planner.show.words.shortfall_text import WHICH, shortfall_sentences
from planner.show.workbook.early_warning import warning_sheets
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_ENDLESS = "不限"
_MEANINGS: Mapping[str, str] = {
    "学位": (
        "教室数×班额上限，不超过每校最多班数和学校规模上限。一所学校有两个学段的，教室按各学段年级数分摊；"
        "全区某一学段不足时，调给不足的学段，使各学段缺口之和最小。"
    ),
    "可达学位": "至少有一名该乡镇学生按规定的路程可以就读的学校的学位；几个乡镇都可达的学位在各处都计入，不能相加。",
    "三栏": (
        "有学位＋范围内学校已满＋范围内无学校＝学生。范围内无学校的人数与如何安置无关；"
        "学校已满的人数落在哪个乡镇，随安置而不同。"
    ),
    "学生减学位": "算术缺口：不看远近，也不看整班。",
    "最少缺口": (
        "在路程上限、整班、学校规模、床位和居民点安置规则下，没有学位的学生最少是多少。"
        "下限已证明（按单个学生的最大流，或由求解器证明）；已找到的是一个符合规则的安置。"
        "两者相等即为精确值，否则真值在两者之间。方案在其规划年份的一栏，是方案自己的安置。"
    ),
    "现状网络": "现有学校全部开办，教室和床位不增；拟建学校不计。",
    "方案网络": "方案各规划年份的学校、教室和床位；其后各年按最后一个规划年份不变。",
    "增学位排序": (
        "模块＝该学段每个年级各增一个班。多安置学生按单个学生的流量计算，允许拆分居民点、不受整班限制，"
        "实际效果以重新求解为准；为0而仍有缺口时，说明学位总数够，而班与居民点凑不齐。"
        "依次按多安置学生、范围内没有学位的学生、本乡镇学生减学位排序。"
    ),
    "大班额": (
        "56人及以上，超大班额66人及以上：国发〔2016〕40号（转引）。"
        "数据没有各班人数，按现有教室使最大班尽量小，实际只会更大。"
    ),
    "增学位排序范围": "多安置学生、范围内没有学位的学生、本乡镇学生减学位都为0的学校不列。",
    "学位富余": (
        "学位减学生，按乡镇：学生按居住地，学位按学校所在地；学位被邻近乡镇学生使用的，实际空余较少。"
        "“各乡镇合计”只加学位多于学生的乡镇；“全区相抵”是全区学位减全区学生，有的乡镇学位少于学生时较小。"
        "“学校余量”表按各校就读或安置的学生计算，与两者都不同。"
    ),
    "教职工编制": "小学19:1、初中13.5:1：国办发〔2001〕74号城市标准，2014年起统一适用（转引）。",
}


def write_shortfall_workbook(
    path: Path, shortfall: Shortfall, scenario: Scenario, district: District, notes: Sequence[str] = ()
) -> None:
    """Write 摘要, 学段年份, 分乡镇, 增学位排序, 大班额, 大校额, 学位富余, 学校余量, 学位预警, 学校预警, 说明.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = f"{title_of(scenario)} 学位"
    sheets = [
        _summary(shortfall, scenario, district, notes),
        _stages(shortfall.pictures),
        _towns(shortfall.pictures),
        _next(shortfall.next_seats),
        _classes(shortfall.oversize),
        _schools(shortfall.oversize),
        _empty(shortfall),
        _use(shortfall.schools),
        *warning_sheets(shortfall.warnings, district, title_of(scenario)),
        _notes(scenario, district, notes),
    ]
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=district.provenance.is_synthetic)
        for sheet in sheets:
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _summary(shortfall: Shortfall, scenario: Scenario, district: District, notes: Sequence[str]) -> Sheet:
    said = shortfall_sentences(shortfall, scenario, district, notes)
    return Sheet(
        name="摘要",
        title=f"{title_of(scenario)}：学位需求、供给与缺口",
        headings=(Heading(text="摘要", kind="wrapped"),),
        rows=[(line,) for line in said],
    )


def _stages(pictures: Sequence[Picture]) -> Sheet:
    heads = ("学生（人）", "学位（个）", "可达学位（个）", "有学位（人）", "范围内学校已满（人）", "范围内无学校（人）",
             "费用高于缺学位的定价（人）", "学生减学位（人）", "最少缺口：已证明下限（人）",
             "最少缺口：已找到（人）")  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            WHICH[picture.network.which], row.year, STAGES[row.stage], row.pupils, _seats(row.seats),
            _seats(row.reachable_seats), row.served, row.no_room, row.out_of_reach, row.too_dear, row.arithmetic_gap,
            row.least_proven, row.found, "是" if row.is_exact else "否", posts_needed({row.stage: row.pupils}),
        )
        for picture in pictures
        for row in picture.stages
    ]  # fmt: skip
    return Sheet(
        name="学段年份",
        title="各学段各年份：学生、学位、缺口",
        headings=(*_keys("学校网络", "学段"), *(Heading(text=head, kind="pupils") for head in heads),
                  Heading(text="缺口已证明精确"), Heading(text="所需教职工编制（个）", kind="up")),
        rows=rows,
    )  # fmt: skip


def _towns(pictures: Sequence[Picture]) -> Sheet:
    heads = (
        "学生（人）",
        "本乡镇学位（个）",
        "可达学位（个）",
        "有学位（人）",
        "范围内学校已满（人）",
        "范围内无学校（人）",
        "费用高于缺学位的定价（人）",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            WHICH[picture.network.which], int(row.year), STAGES[row.stage], row.town, row.pupils, _seats(row.seats),
            _seats(row.reachable_seats), row.served, row.no_room, row.out_of_reach, row.too_dear,
        )
        for picture in pictures
        for row in _rows(picture.towns)
    ]  # fmt: skip
    return Sheet(
        name="分乡镇",
        title="各乡镇：学生按居住地，学位按学校所在地；可达学位含邻近乡镇，不能相加",
        headings=(*_keys("学校网络", "学段"), Heading(text="乡镇"), *(Heading(text=h, kind="pupils") for h in heads)),
        rows=rows,
    )


def _next(ranked: pd.DataFrame) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    telling = ranked[(ranked[["more_served", "without_seat_in_reach", "town_gap"]] > 0).any(axis=1)]
    for (which, year), group in telling.groupby(["which", "year"], sort=False):
        rows += [
            (
                WHICH[str(which)], int(str(year)), place, row.name, row.town, STAGES[row.stage],
                "新址" if row.is_site else "现有", row.rooms, row.seats_added, "是" if row.site_holds else "否",
                row.more_served, row.without_seat_in_reach, row.town_gap,
            )
            for place, row in enumerate(_rows(group), 1)
        ]  # fmt: skip
    return Sheet(
        name="增学位排序",
        title="每个年级增加一个班（一个模块），在哪里最见效：按单个学生的流量计算，是上限性的估计",
        headings=(
            Heading(text="学校网络"), Heading(text="年份", kind="year"), Heading(text="名次", kind="count"),
            Heading(text="学校"), Heading(text="乡镇"), Heading(text="学段"), Heading(text="校址"),
            Heading(text="增加教室（间）", kind="count"), Heading(text="增加学位（个）", kind="count"),
            Heading(text="校址容得下"), Heading(text="多安置学生（人）", kind="pupils"),
            Heading(text="范围内没有学位的学生（人）", kind="pupils"),
            Heading(text="本乡镇学生减学位（人）", kind="pupils"),
        ),
        rows=rows,
    )  # fmt: skip


def _classes(ledger: Oversize) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            row.name, row.town, KINDS.get(row.kind, row.kind), grade_name(row.grade), row.pupils, row.classes,
            row.largest_class, row.class_size, row.over, row.large, row.very_large, "", "",
        )
        for row in _rows(ledger.classes)
    ]  # fmt: skip
    counts = (
        "学生（人）",
        "班数（个）",
        "最大班（人）",
        "班额上限（人）",
        "超班额（个）",
        "大班额56—65人（个）",
        "超大班额66人以上（个）",
    )
    return Sheet(
        name="大班额",
        title=f"大班额台账（{_source(ledger)}）：按现有教室尽量均分后仍超班额的年级",
        headings=(
            Heading(text="学校"), Heading(text="乡镇"), Heading(text="类型"), Heading(text="年级"),
            *(Heading(text=head, kind="pupils") for head in counts), Heading(text="消除措施"), Heading(text="销号日期"),
        ),
        rows=rows,
        empty="没有超过班额上限的班",
    )  # fmt: skip


def _schools(ledger: Oversize) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            row.name, row.town, KINDS.get(row.kind, row.kind), row.pupils, _seats(row.pupils_max), row.beyond_size,
            row.classrooms, row.classrooms_needed, row.rooms_short, "", "",
        )
        for row in _rows(ledger.schools)
    ]  # fmt: skip
    counts = ("学生（人）", "规模上限（人）", "超规模（人）", "现有教室（间）", "按班额所需教室（间）", "缺教室（间）")
    return Sheet(
        name="大校额",
        title=f"大校额台账（{_source(ledger)}）：超过学校规模上限，或教室不够按班额开班的学校",
        headings=(
            Heading(text="学校"), Heading(text="乡镇"), Heading(text="类型"),
            *(Heading(text=head, kind="pupils") for head in counts), Heading(text="消除措施"), Heading(text="销号日期"),
        ),
        rows=rows,
        empty="没有超规模或缺教室的学校",
    )  # fmt: skip


def _empty(shortfall: Shortfall) -> Sheet:
    which = WHICH["plan" if shortfall.plan else "today"]
    rows: list[tuple[Cell, ...]] = [
        (
            row.town, STAGES[row.stage], int(row.year), row.pupils, _seats(row.seats), _seats(row.empty),
            int(row.peak_year), row.peak_pupils, row.since_peak,
        )
        for row in _rows(shortfall.empty)
    ]  # fmt: skip
    for row in _rows(empty_sums(shortfall.empty)):
        of = STAGES[row.stage], int(row.year), row.pupils, _seats(row.seats)
        rows += [(name, *of, _seats(each), "", "", "") for name, each in (
            ("各乡镇合计", row.by_town), ("全区相抵", row.in_all)
        )]  # fmt: skip
    heads: Mapping[str, str] = {"学生（人）": "pupils", "学位（个）": "pupils", "富余学位（个）": "pupils"}
    return Sheet(
        name="学位富余",
        title=f"学位富余（{which}网络）：学位减学生；高峰过后空出的学位",
        headings=(
            Heading(text="乡镇"), Heading(text="学段"), Heading(text="年份", kind="year"),
            *(Heading(text=head, kind="pupils") for head in heads), Heading(text="高峰年份", kind="year"),
            Heading(text="高峰学生（人）", kind="pupils"), Heading(text="比高峰减少（人）", kind="pupils"),
        ),
        rows=rows,
    )  # fmt: skip


def _use(schools: pd.DataFrame) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            WHICH[row.which], int(row.year), row.name, row.town, STAGES[row.stage], _seats(row.seats), row.pupils,
            _seats(row.empty), row.beyond,
        )
        for row in _rows(schools)
    ]  # fmt: skip
    heads = ("学位（个）", "学生（人）", "富余学位（个）", "超出学位（人）")
    return Sheet(
        name="学校余量",
        title="各校学位与学生：现状按目前就读，方案按方案安置",
        headings=(
            Heading(text="学校网络"), Heading(text="年份", kind="year"), Heading(text="学校"), Heading(text="乡镇"),
            Heading(text="学段"), *(Heading(text=head, kind="pupils") for head in heads),
        ),
        rows=rows,
    )  # fmt: skip


def _notes(scenario: Scenario, district: District, notes: Sequence[str]) -> Sheet:
    told = [
        ("合成数据", synthetic_text(district) or "没有标明为合成的数据。"),
        *_MEANINGS.items(),
        ("学位预警", level_meanings(scenario.early_warning)),
        ("资料来源", sources_text(district) or "数据未注明来源。"),
        *(("提示 note", note) for note in notes),
        ("情景", clean(scenario.name)),
    ]
    return Sheet(
        name="说明",
        title="说明",
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=told,
    )


def _keys(first: str, last: str) -> tuple[Heading, ...]:
    return (Heading(text=first), Heading(text="年份", kind="year"), Heading(text=last))


def _source(ledger: Oversize) -> str:
    return "估计：缺就读表，按最近有学位的学校" if ledger.is_estimated else "按就读表"


def _seats(seats: float) -> Cell:
    return _ENDLESS if math.isinf(seats) else seats


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield a frame's rows, its columns as their fields."""
    yield from frame.itertuples(index=False)
