"""A sweep as an Excel workbook: a row for each setting, and what the figures mean."""

from pathlib import Path

from planner.decide.sweep import Sweep, SweepPoint, on_front, proven_dearer
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import synthetic_text
from planner.show.words.key_names import key_name
from planner.show.words.sentences import title_of
from planner.show.words.sweep import NOTES, OTHER_PRICES, remarks, value_text
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


def write_sweep_workbook(path: Path, sweep: Sweep, scenario: Scenario, district: District) -> None:
    """Write 取值比较, 说明.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    title = f"{title_of(scenario)} 取值比较"
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=district.provenance.is_synthetic)
        for sheet in (_settings(sweep, title), _notes(sweep, title, district)):
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _settings(sweep: Sweep, title: str) -> Sheet:
    marks = zip(sweep.points, on_front(sweep.points), proven_dearer(sweep.points), strict=True)
    rows = [
        (
            *(value_text(value).zh for value in point.values),
            *_figures(point),
            remarks(point, is_front=is_front, is_dearer=is_dearer and sweep.are_totals_comparable).zh,
            point.folder or (point.failed.zh if point.failed else ""),
        )
        for point, is_front, is_dearer in marks
    ]
    return Sheet(
        name="取值比较",
        title=title,
        headings=(
            *(Heading(text=f"{key_name(key) or key}（{key}）", kind="wrapped") for key in sweep.keys),
            *(Heading(text=head, kind="yuan") for head in _YUAN),
            Heading(text="差距", kind="share"),
            *(Heading(text=head, kind="count") for head in _COUNTS),
            Heading(text="转学（人）", kind="pupils"),
            Heading(text="无学位（人）", kind="pupils"),
            Heading(text="备注", kind="wrapped"),
            Heading(text="方案所在文件夹", kind="wrapped"),
        ),
        rows=rows,
    )


def _figures(point: SweepPoint) -> tuple[Cell, ...]:
    figures = point.figures
    if figures is None:
        return (None,) * (len(_YUAN) + 1 + len(_COUNTS) + 2)
    return (
        figures.total, figures.bound, figures.fiscal, figures.families, figures.policy, figures.one_off_yuan,
        figures.gap, figures.merged, figures.built, figures.classrooms_added, figures.moved, figures.shortfall,
    )  # fmt: skip


def _notes(sweep: Sweep, title: str, district: District) -> Sheet:
    said = (*NOTES, *(() if sweep.are_totals_comparable else (OTHER_PRICES,)))
    rows: list[tuple[Cell, ...]] = [
        *(("含义", note.zh) for note in said),
        ("方案", "每种取值的方案在本表旁边的同名文件夹中（plan.json），可用 verify 核对、compare 比较、redraw 出图。"),
        ("合成数据", synthetic_text(district) or "没有标明为合成的数据。"),
    ]
    return Sheet(
        name="说明",
        title=title,
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=rows,
    )
