"""Alternatives as an Excel workbook: a row for each plan, a row for each school that may be merged, and notes."""

from pathlib import Path

from planner.decide.alternatives import Alternatives
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.alternatives import FATES, NOTES, found_text, nearness_text
from planner.show.words.common import synthetic_text
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_YUAN = (
    "总计（元/年）",
    "下限（元/年）",
    "财政费用（元/年）",
    "家庭负担（元/年）",
    "政策计价（元/年）",
    "一次性投入（元）",
)
_COUNTS = ("撤并（所）", "新建（所）", "增建教室（间）")
_UNLIKE = (
    "与方案1不同的学校（所）",
    "与方案1不同的学生（人）",
    "与最接近方案不同的学校（所）",
    "与最接近方案不同的学生（人）",
)


def write_alternatives_workbook(path: Path, found: Alternatives, scenario: Scenario, district: District) -> None:
    """Write 备选方案, 撤并对照, 说明.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = f"{title_of(scenario)} 备选方案"
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=district.provenance.is_synthetic)
        for sheet in (_plans(found, title), _merges(found, title, district), _notes(found, title, district)):
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _plans(found: Alternatives, title: str) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for number, each in enumerate(found.plans, start=1):
        figures, first, nearest = each.figures, each.from_first, each.from_nearest
        rows.append(
            (
                f"方案{number}",
                figures.total, figures.bound, figures.fiscal, figures.families, figures.policy, figures.one_off_yuan,
                figures.gap, figures.merged, figures.built, figures.classrooms_added, figures.moved, figures.shortfall,
                first.schools, first.pupils, nearest.schools, nearest.pupils, each.folder,
            )
        )  # fmt: skip
    return Sheet(
        name="备选方案",
        title=title,
        headings=(
            Heading(text="方案"),
            *(Heading(text=head, kind="yuan") for head in _YUAN),
            Heading(text="差距", kind="share"),
            *(Heading(text=head, kind="count") for head in _COUNTS),
            Heading(text="转学（人）", kind="pupils"),
            Heading(text="无学位（人）", kind="pupils"),
            *(Heading(text=head, kind="pupils" if "学生" in head else "count") for head in _UNLIKE),
            Heading(text="方案所在文件夹", kind="wrapped"),
        ),
        rows=rows,
    )


def _merges(found: Alternatives, title: str, district: District) -> Sheet:
    """List every school that may be merged: those merged in most of the plans first."""
    schools = district.schools.set_index("school_id")
    merged = [{row.school_id for row in each.plan.merges} for each in found.plans]
    rows = [
        (
            str(schools.loc[each.school_id, "name"]),
            str(schools.loc[each.school_id, "town"]),
            each.school_id,
            FATES[each.fate].zh,
            each.plans,
            *("撤并" if each.school_id in gone else "保留" for gone in merged),
        )
        for each in sorted(found.merges, key=lambda each: -each.plans)
    ]
    return Sheet(
        name="撤并对照",
        title=title,
        headings=(
            Heading(text="学校"),
            Heading(text="乡镇"),
            Heading(text="学校编号"),
            Heading(text="对照", kind="wrapped"),
            Heading(text="撤并的方案数", kind="count"),
            *(Heading(text=f"方案{number}") for number in range(1, len(found.plans) + 1)),
        ),
        rows=rows,
    )


def _notes(found: Alternatives, title: str, district: District) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        ("方案数", found_text(found).zh),
        ("费用范围", nearness_text(found).zh),
        *(("含义", note.zh) for note in NOTES),
        ("方案", "每个方案在本表旁边的同名文件夹中（plan.json），可用 verify 核对、compare 比较、redraw 出图。"),
        ("合成数据", synthetic_text(district) or "没有标明为合成的数据。"),
    ]
    return Sheet(
        name="说明",
        title=title,
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=rows,
    )
