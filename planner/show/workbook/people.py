"""The sheets of people and things: each school's, the seven indicators, who and what moves, buildings left empty."""

import math

from planner.decide.people.indicators import MOST_COEFFICIENT
from planner.decide.people.stocks import MOVING
from planner.decide.results import Results
from planner.reading.tables import SCHOOLS
from planner.show.words.common import KINDS, STAGES, clean
from planner.show.words.people import NOT_KNOWN, RESOURCES, USES, vacated_reason
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Kind, Sheet

_UNKNOWN = NOT_KNOWN.zh
_POSTS: tuple[tuple[str, str, Kind], ...] = (
    ("pupils_before", "现有学生（人）", "pupils"), ("pupils_after", "规划学生（人）", "pupils"),
    ("classes_before", "现需教学班（个）", "count"), ("classes_after", "规划教学班（个）", "count"),
    ("by_ratio_before", "现需教师：按师生比（名）", "minutes"),
    ("by_ratio_after", "规划教师：按师生比（名）", "minutes"),
    ("by_class_before", "现需教师：小规模学校按班（名）", "minutes"),
    ("by_class_after", "规划教师：小规模学校按班（名）", "minutes"),
    ("wanted_before", "现需教师（名）", "up"), ("wanted_after", "规划需教师（名）", "up"),
    ("teachers_before", "现有教师（名）", "count"), ("retiring", "三年内退休（名）", "count"),
    ("teachers_after", "退休、调入后教师（名）", "count"), ("boarders_after", "规划寄宿生（人）", "pupils"),
    ("boarding_staff_before", "现有生活教师（名）", "count"), ("boarding_staff_after", "调入后生活教师（名）", "count"),
    ("boarding_staff_wanted_after", "需生活教师（名）", "count"),
)  # fmt: skip
_SHARES: tuple[tuple[str, str], ...] = (
    ("computers", "每百人计算机（台）"), ("multimedia_rooms", "每百人多媒体教室（间）"), ("books", "生均图书（册）"),
    ("site_area_m2", "生均占地（平方米）"), ("building_area_m2", "生均校舍（平方米）"),
)  # fmt: skip
_MAY_LACK = frozenset(("by_class_before", "by_class_after"))
"""Empty where it does not apply."""


def people_sheets(results: Results) -> tuple[Sheet, ...]:
    """Return 师资与资源, 资源均衡, 师资设备调配 and 腾出校舍, of the last planning year."""
    return (_schools(results), _indicators(results), _moves(results), _vacated(results))


def _schools(results: Results) -> Sheet:
    people, known = results.people, results.district.schools.set_index("school_id")
    rows: list[tuple[Cell, ...]] = []
    for school_id, row in people.posts.iterrows():
        name, town, kind = (str(known.at[school_id, column]) for column in ("name", "town", "kind"))
        opened = "是" if row["open_after"] else "否"
        shares = people.shares.loc[[school_id]].to_dict("records")[0]
        figures = tuple(_cell(float(row[column]), may_lack=column in _MAY_LACK) for column, _, _ in _POSTS)
        of_pupils = tuple(
            _cell(shares[f"{column}_{when}"],
                  may_lack=not row[f"pupils_{when}"] > 0)
            for column, _ in _SHARES for when in ("before", "after")
        )  # fmt: skip
        rows.append(
            (str(school_id), clean(name), clean(town), clean(KINDS.get(kind, kind)), opened, *figures, *of_pupils)
        )
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="类型"),
        Heading(text=f"{people.year}年开办"),
        *(Heading(text=text, kind=kind) for _, text, kind in _POSTS),
        *(Heading(text=f"{word}{text}", kind="minutes") for _, text in _SHARES for word in ("现有", "规划")),
    )  # fmt: skip
    title = (
        f"{title_of(results.scenario)} 师资与资源（{people.year}年；表中没有的写“{_UNKNOWN}”；现需教学班按班额折合）"
    )
    return Sheet(name="师资与资源", title=title, headings=headings, rows=rows)


def _indicators(results: Results) -> Sheet:
    people = results.people
    rows: list[tuple[Cell, ...]] = [
        (
            when, STAGES[each.stage], RESOURCES[each.resource].zh, each.schools, each.known,
            _hundredths(each.mean), _hundredths(each.coefficient), f"{MOST_COEFFICIENT[each.stage]:.2f}",
            _UNKNOWN if each.is_even is None else "是" if each.is_even else "否",
            _UNKNOWN if each.below is None else each.below,
        )
        for when, spreads in (("现状", people.before), (f"{people.year}年方案", people.after))
        for each in spreads
    ]  # fmt: skip
    headings = (
        Heading(text="时间"), Heading(text="学段"), Heading(text="指标"), Heading(text="学校（所）", kind="count"),
        Heading(text="已知（所）", kind="count"), Heading(text="平均"), Heading(text="差异系数"),
        Heading(text="差异系数上限"), Heading(text="达标"), Heading(text="低于最低值的学校（所）", kind="count"),
    )  # fmt: skip
    title = (
        f"{title_of(results.scenario)} 七项资源指标（教督〔2017〕6号，转引；50人以下教学点不计；"
        "教师、设备随学生调配；新建学校和新增教室的面积、设备未计）"
    )
    return Sheet(name="资源均衡", title=title, headings=headings, rows=rows)


def _moves(results: Results) -> Sheet:
    names = dict(zip(results.district.schools["school_id"], results.district.schools["name"], strict=True))
    chinese = {column.name: column.chinese for column in SCHOOLS.columns}
    rows: list[tuple[Cell, ...]] = [
        (
            str(row["school_id"]), clean(names[row["school_id"]]), clean(names[row["receiver_id"]]),
            float(row["share"]), *(_cell(float(row[column])) for column in MOVING),
        )
        for row in results.people.stocks.moved.to_dict("records")
    ]  # fmt: skip
    headings = (
        Heading(text="撤并学校编号"), Heading(text="撤并学校"), Heading(text="并入学校"),
        Heading(text="占学生", kind="share"),
        *(Heading(text=chinese[column], kind="yuan" if column == "equipment_yuan" else "count") for column in MOVING),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 师资和设备随学生调配（三年内退休的教师不调；建议数）"
    return Sheet(name="师资设备调配", title=title, headings=headings, rows=rows, empty="没有撤并学校")


def _vacated(results: Results) -> Sheet:
    known = results.district.schools.set_index("school_id")
    rows: list[tuple[Cell, ...]] = [
        (
            each.school_id, clean(str(known.at[each.school_id, "name"])), clean(str(known.at[each.school_id, "town"])),
            each.rooms, USES[each.use].zh, vacated_reason(each, str(known.at[each.school_id, "town"])).zh,
        )
        for each in results.people.vacated
    ]  # fmt: skip
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="教室（间）", kind="count"),
        Heading(text="建议用途"), Heading(text="理由", kind="wrapped"),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 腾出校舍（建议用途，优先办幼儿园；以现场查看为准）"
    return Sheet(name="腾出校舍", title=title, headings=headings, rows=rows, empty="没有腾出的校舍")


def _cell(value: float, *, may_lack: bool = False) -> Cell:
    if math.isnan(value):
        return None if may_lack else _UNKNOWN
    return value


def _hundredths(value: float | None) -> Cell:
    return _UNKNOWN if value is None else f"{value:.2f}"
