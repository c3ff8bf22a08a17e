"""Bus lines as an Excel workbook: by school, line by line, stop by stop."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from planner.decide.buses.buses import BusAnswer
from planner.decide.buses.fed_back import FedBack
from planner.decide.buses.lines import Line
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.buses import bus_sentences
from planner.show.words.common import synthetic_text
from planner.show.words.fed_back import HEADS, fed_back_rows, fed_back_sentences
from planner.show.words.reason_names import Names, names_of
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_KILOMETRES = "每天（公里）"


def write_buses_workbook(
    path: Path,
    answer: BusAnswer,
    about: tuple[Scenario, District],
    notes: Sequence[str] = (),
    fed: FedBack | None = None,
) -> None:
    """Write 分校, 线路, 站点, 说明; before these 校车计价 where the cost of the lines was fed back.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    scenario, district = about
    estimate = "（估算）" if answer.method == "savings" else ""
    title = f"{title_of(scenario)} 校车线路{estimate}（{answer.year}年）"
    names = names_of(scenario, district)
    sheets = (
        *(() if fed is None else (_fed_back(fed, title),)),
        _schools(answer, title, names),
        _lines(answer, title, names),
        _stops(answer, title, names),
        _notes(answer, title, district, notes),
    )
    with open_book(path, title) as book:
        ink = ink_of(book, title, is_synthetic=district.provenance.is_synthetic)
        for sheet in sheets:
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _fed_back(fed: FedBack, title: str) -> Sheet:
    said = [(sentence.zh, "", "") for sentence in fed_back_sentences(fed)]
    return Sheet(
        name="校车计价",
        title=f"{title}：原方案与按校车费用计价重新求解的方案",
        headings=(
            Heading(text=HEADS[0].zh, kind="wrapped"), Heading(text=HEADS[1].zh), Heading(text=HEADS[2].zh),
        ),
        rows=[*fed_back_rows(fed), *said],
    )  # fmt: skip


def _schools(answer: BusAnswer, title: str, names: Names) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            school.school_id, names.school(school.school_id), school.riders, len(school.lines), school.least_lines,
            len(school.buses), max(line.minutes for line in school.lines), school.kilometres_per_day,
            school.yuan_per_year,
        )
        for school in answer.schools
    ]  # fmt: skip
    total = (
        "合计", "", answer.riders, len(answer.lines), answer.least_lines, answer.n_buses, None,
        answer.kilometres_per_day, answer.yuan_per_year,
    )  # fmt: skip
    return Sheet(
        name="分校",
        title=title,
        headings=(
            Heading(text="学校编号"), Heading(text="学校"), Heading(text="乘车学生（人）", kind="pupils"),
            Heading(text="线路（条）", kind="count"), Heading(text="按座位至少（条）", kind="count"),
            Heading(text="校车（辆）", kind="count"), Heading(text="最长乘车（分钟）", kind="minutes"),
            Heading(text=_KILOMETRES, kind="kilometres"), Heading(text="年费用（元）", kind="yuan"),
        ),
        rows=rows,
        total=total if rows else None,
        empty="没有走读乘车的学生",
    )  # fmt: skip


def _numbered(answer: BusAnswer) -> Iterator[tuple[str, int, int, Line]]:
    """Yield each line with its number, that of its bus and that of the run."""
    for school in answer.schools:
        line_number = 0
        for bus_number, bus in enumerate(school.buses, 1):
            for run, line in enumerate(bus.runs, 1):
                line_number += 1
                yield f"{school.school_id}-{line_number}", bus_number, run, line


def _lines(answer: BusAnswer, title: str, names: Names) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            number, names.school(line.school_id), bus, run, line.riders, len(line.calls), line.minutes,
            line.loaded_kilometres, "→".join(names.settlement(call.settlement_id) for call in line.calls),
        )
        for number, bus, run, line in _numbered(answer)
    ]  # fmt: skip
    return Sheet(
        name="线路",
        title=f"{title}：每条线路",
        headings=(
            Heading(text="线路"), Heading(text="学校"), Heading(text="本校第几辆车", kind="count"),
            Heading(text="该车第几趟", kind="count"), Heading(text="学生（人）", kind="pupils"),
            Heading(text="站点（个）", kind="count"), Heading(text="首站乘车（分钟）", kind="minutes"),
            Heading(text="载客里程（公里）", kind="kilometres"), Heading(text="依次停靠", kind="wrapped"),
        ),
        rows=rows,
        empty="没有走读乘车的学生",
    )  # fmt: skip


def _stops(answer: BusAnswer, title: str, names: Names) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            number, names.school(line.school_id), place, call.settlement_id, names.settlement(call.settlement_id),
            call.riders, call.minutes, "不限" if call.limit_minutes == float("inf") else call.limit_minutes,
        )
        for number, _, _, line in _numbered(answer)
        for place, call in enumerate(line.calls, 1)
    ]  # fmt: skip
    return Sheet(
        name="站点",
        title=f"{title}：每个站点",
        headings=(
            Heading(text="线路"), Heading(text="学校"), Heading(text="第几站", kind="count"),
            Heading(text="居民点编号"), Heading(text="居民点"), Heading(text="上车学生（人）", kind="pupils"),
            Heading(text="乘车（分钟）", kind="minutes"), Heading(text="上限（分钟）", kind="minutes"),
        ),
        rows=rows,
        empty="没有走读乘车的学生",
    )  # fmt: skip


def _notes(answer: BusAnswer, title: str, district: District, notes: Sequence[str]) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        *(("含义", sentence.zh) for sentence in bus_sentences(answer, district)),
        ("合成数据", synthetic_text(district) or "没有标明为合成的数据。"),
        *(("提示 note", note) for note in notes),
    ]
    return Sheet(
        name="说明",
        title=title,
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=rows,
    )
