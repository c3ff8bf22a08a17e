"""A city as an Excel workbook: totals by county that add up, schools, border flows, problems, notes."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from planner.decide.city.flows import Flow
from planner.decide.city.whole import TERMS, City, CountyLine, Round
from planner.plan import MERGED, SchoolRow
from planner.reading.tables import SCHOOL_KINDS
from planner.show.maps.symbols import SIGNS
from planner.show.words.batch import outcome_text
from planner.show.words.city import crossing_text, memory_text, whole_text
from planner.show.words.common import band_name
from planner.show.words.compare_names import term_name
from planner.show.workbook.sheet import Cell, Heading, Sheet, ink_of, open_book, write_sheet

_TOTALS = ("费用与计价合计", "缺学位计价", "总计", "分别规划时总计", "下限")
_BELONGS = (
    "跨县学生的路途、所占教学班计入就读区县；转学和跨乡镇的计价单列一行。"
    "各区县的下限单独看不是该区县方案的下限，只有合计可以比较。"
)
_MODES = {"walk": "步行", "ride": "乘车", "board": "寄宿"}


def write_city_workbook(path: Path, city: City) -> None:
    """Write 各区县, 学校, 跨界就读, 问题, 说明.

    Raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    with open_book(path, city.title) as book:
        ink = ink_of(book, city.title, is_synthetic=city.is_synthetic)
        for sheet in (_counties(city), _schools(city), _flows(city), _problems(city), _notes(city)):
            write_sheet(book.add_worksheet(sheet.name), ink, sheet)


def _counties(city: City) -> Sheet:
    """List the counties with their sums; what homes put on pupils who cross stands in a row of its own."""
    rows = [_county_cells(city, line) for line in city.lines]
    crossing = city.crossing_yuan
    if crossing:
        nothing: list[Cell] = [None] * len(rows[0])
        nothing[0], nothing[len(_FIRST) - 1 + len(TERMS)] = "跨县就读的转学和跨乡镇计价", crossing
        nothing[len(_FIRST) + 1 + len(TERMS)] = crossing
        rows.append(tuple(nothing))
    return Sheet(
        name="各区县",
        title=f"{city.title} 各区县",
        headings=(
            *_FIRST,
            *(Heading(text=term_name("class" if name == "class_" else name), kind="yuan") for name in TERMS),
            *(
                Heading(text=f"{word}（元/年）", kind="yuan")
                for word in ("费用与计价合计", "缺学位计价", "总计", "分别规划时总计", "下限")
            ),
            Heading(text="用时（秒）", kind="count"),
            Heading(text="内存峰值（GiB）"),
            Heading(text="方案所在文件夹", kind="wrapped"),
        ),
        rows=rows,
        total=_sums(rows),
    )


_FIRST = (
    Heading(text="区县"),
    Heading(text="结果"),
    Heading(text="居民点（个）", kind="count"),
    Heading(text="学生（人）", kind="pupils"),
    *(Heading(text=f"{word}（所）", kind="count") for word in ("保留", "撤并", "扩建", "新建")),
    *(Heading(text=f"{word}（人）", kind="pupils") for word in ("无学位", "外县来", "去外县")),
)


def _county_cells(city: City, line: CountyLine) -> tuple[Cell, ...]:
    plan, county, schools = line.plan, line.county, line.schools()
    first: list[Cell] = [county.name, outcome_text(line.exit_code).zh, len(county.district.settlements), line.pupils]
    last: list[Cell] = [round(line.seconds), memory_text(line.peak_memory_bytes), line.folder or line.message.zh]
    if plan is None:
        return (*first, *([None] * (7 + len(TERMS) + 5)), *last)
    objective = plan.objective
    return (
        *first,
        *(schools[action] for action in ("keep", "merge", "expand", "build")),
        line.shortfall_pupils,
        city.guests(county.id, coming=True),
        city.guests(county.id, coming=False),
        *(float(getattr(objective, name) or 0.0) for name in TERMS),
        objective.cost,
        objective.penalty,
        objective.total,
        line.apart_yuan,
        line.limit,
        *last,
    )


def _sums(rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """Add the columns of numbers up."""
    sums: list[Cell] = []
    for column in zip(*rows, strict=True):
        numbers = [cell for cell in column if isinstance(cell, int | float)]
        sums.append(sum(numbers) if numbers else "")
    sums[0] = "合计"
    return tuple(sums)


def _schools(city: City) -> Sheet:
    """List every school in the last planning year."""
    return Sheet(
        name="学校",
        title=f"{city.title} 学校（{_last_year(city)} 年）",
        headings=(
            *(Heading(text=text) for text in ("区县", "学校编号", "学校", "乡镇", "类型", "措施")),
            *(Heading(text=text, kind="pupils") for text in ("学生（人）", "其中外县（人）")),
            *(Heading(text=text, kind="count") for text in ("教学班（个）", "教室（间）", "其中增建（间）")),
            Heading(text="寄宿（人）", kind="pupils"),
        ),
        rows=[cells for line in city.planned for cells in _school_rows(city, line)],
    )  # fmt: skip


def _school_rows(city: City, line: CountyLine) -> Iterable[tuple[Cell, ...]]:
    year, plan, county = _last_year(city), line.plan, line.county
    guests = dict.fromkeys((flow.school_id for flow in city.flows if flow.host == county.id), 0)
    for flow in city.flows:
        if flow.host == county.id and flow.year == year:
            guests[flow.school_id] += flow.heads
    told = county.district.schools.set_index("school_id").to_dict("index")
    for row in plan.schools if plan else ():
        if row.year == year and row.action != "leave":
            about = told[row.school_id]
            yield (
                county.name, row.school_id, about["name"], about["town"], SCHOOL_KINDS[about["kind"]], _word(row),
                sum(row.pupils.values()), guests.get(row.school_id, 0), sum(row.classes.values()),
                int(about["classrooms"]) + row.classrooms_added if row.open else 0, row.classrooms_added, row.boarders,
            )  # fmt: skip


def _word(row: SchoolRow) -> str:
    return SIGNS["merge" if row.action in MERGED else row.action].word


def _flows(city: City) -> Sheet:
    names = {line.county.id: line.county for line in city.lines}
    places = {name: _named(county.district.settlements, "settlement_id") for name, county in names.items()}
    schools = {name: _named(county.district.schools, "school_id") for name, county in names.items()}

    def cells(flow: Flow) -> tuple[Cell, ...]:
        return (
            flow.year, names[flow.home].name, places[flow.home][flow.settlement_id],
            band_name(flow.grade_band, names[flow.home].scenario),
            names[flow.host].name, schools[flow.host][flow.school_id], flow.heads, _MODES[flow.mode], flow.minutes,
            flow.kilometres, "、".join(f"{grade}年级{count}人" for grade, count in flow.pupils.items()),
        )  # fmt: skip

    heads = sum(flow.heads for flow in city.flows)
    return Sheet(
        name="跨界就读",
        title=f"{city.title} 跨界就读",
        headings=(
            Heading(text="年份", kind="year"),
            *(Heading(text=text) for text in ("居住区县", "居民点", "年级段", "就读区县", "学校")),
            Heading(text="学生（人）", kind="pupils"),
            Heading(text="方式"),
            Heading(text="单程（分钟）", kind="minutes"),
            Heading(text="单程（公里）", kind="kilometres"),
            Heading(text="各年级", kind="wrapped"),
        ),
        rows=[cells(flow) for flow in city.flows],
        total=("合计", "", "", "", "", "", heads, "", None, None, "") if city.flows else None,
        empty="没有跨界就读。",
    )  # fmt: skip


def _named(frame, key: str) -> dict[str, str]:  # type: ignore[no-untyped-def] # noqa: ANN001 - a DataFrame
    return dict(zip(frame[key], frame["name"], strict=True))


def _problems(city: City) -> Sheet:
    return Sheet(
        name="问题",
        title=f"{city.title} 问题",
        headings=(Heading(text="问题", kind="wrapped"),),
        rows=[(problem.zh,) for problem in city.problems],
        empty="各区县方案均通过核验；跨界、学位和合计核对无误。",
    )


def _notes(city: City) -> Sheet:
    rounds = [(f"第 {each.number} 轮", _round_text(each)) for each in city.rounds]
    crossing = [("跨界", crossing_text(city).zh)] if city.may_cross else []
    rows: list[tuple[Cell, ...]] = [
        ("合计", whole_text(city).zh),
        *crossing,
        *rounds,
        ("下限", city.relaxed.zh),
        ("费用归属", _BELONGS),
        ("方案", "各区县方案（plan.json）在所列文件夹中，可用 planner verify 核对，用 planner redraw 生成全部图表。"),
    ]  # fmt: skip
    return Sheet(
        name="说明",
        title=f"{city.title} 说明",
        headings=(Heading(text="项目"), Heading(text="内容", kind="wrapped")),
        rows=rows,
    )


def _round_text(told: Round) -> str:
    taken = f"可跨界 {told.offered_pupils:,} 人（各年合计），采用 {told.accepted_pupils:,} 人"
    return f"{taken}；总计由 {told.before_yuan:,.0f} 元降为 {told.after_yuan:,.0f} 元"


def _last_year(city: City) -> int:
    return city.lines[0].county.scenario.years[-1]
