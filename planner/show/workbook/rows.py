"""What stands in the workbook's sheets of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.decide.decided import decided_reasons, never_merged_reasons, not_built_reasons
from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.results import Results
from planner.decide.taught import taught_at
from planner.plan import Plan, SchoolRow
from planner.reading.scenario import Scenario
from planner.show.words.boarding import boarding_cost_text
from planner.show.words.common import KINDS, MODES, action_word, band_name, clean, continued_text, grade_name
from planner.show.words.kept_out import reason_text
from planner.show.words.merges import merge_line
from planner.show.words.numbers import yuan_text
from planner.show.words.optional_terms import group_lines, optional_lines
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet


@dataclass(frozen=True, kw_only=True, eq=False)
class _Names:
    """Names and towns by id."""

    schools: Mapping[str, Mapping[str, object]]
    settlements: Mapping[str, Mapping[str, object]]

    def school(self, school_id: str, column: str = "name") -> str:
        return str(self.schools[school_id][column])

    def settlement(self, settlement_id: str, column: str = "name") -> str:
        return str(self.settlements[settlement_id][column])


def plan_sheets(results: Results) -> tuple[Sheet, ...]:
    """Return the sheets between the summary and the notes."""
    plan, scenario, district = results.plan, results.scenario, results.district
    names = _Names(
        schools={str(row["school_id"]): row for row in _records(district.schools)},
        settlements={str(row["settlement_id"]): row for row in _records(district.settlements)},
    )
    title = title_of(scenario)
    return (
        _merge_list(results, names, title),
        _schools(results, names, title),
        _classes(plan, scenario, names, title),
        _assignments(plan, scenario, names, title),
        _shortfall(plan, scenario, names, title),
        _costs(results, title),
        _one_off(results, names),
    )


def _merge_list(results: Results, names: _Names, title: str) -> Sheet:
    plan, moves = results.plan, results.moves
    rows: dict[tuple[str, int], SchoolRow] = {(row.school_id, row.year): row for row in plan.schools}
    name = {school_id: str(known["name"]) for school_id, known in names.schools.items()}
    of_school = dict(iter(moves.groupby("school_id")))
    found: list[tuple[Cell, ...]] = []
    for number, merge in enumerate(plan.merges, 1):
        mine = of_school.get(merge.school_id, moves.iloc[:0])
        added = {receiver.school_id: rows[receiver.school_id, merge.year] for receiver in merge.receivers}
        seated = mine[mine["receiver_id"] != ""]
        farthest = seated["minutes"].max() if len(seated) else None
        found.append((
            number, merge.school_id, names.school(merge.school_id), names.school(merge.school_id, "town"), merge.year,
            float(sum(receiver.pupils for receiver in merge.receivers)),
            merge_line(merge, mine, added, name, results.continues.get(merge.school_id)), farthest,
        ))  # fmt: skip
    headings = (
        Heading(text="序号", kind="count"), Heading(text="学校编号"), Heading(text="撤并学校"), Heading(text="乡镇"),
        Heading(text="撤并年份", kind="year"), Heading(text="随并学生（人）", kind="pupils"),
        Heading(text="去向和安排", kind="wrapped"), Heading(text="最远单程（分钟）", kind="up"),
    )  # fmt: skip
    return Sheet(name="撤并清单", title=f"{title} 撤并清单", headings=headings, rows=found, empty="不撤并学校")


def _schools(results: Results, names: _Names, title: str) -> Sheet:
    headings: tuple[Heading, ...] = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="类型"),
        Heading(text="年级"),
        Heading(text="年份", kind="year"), Heading(text="安排"), Heading(text="学生（人）", kind="pupils"),
        Heading(text="其中寄宿（人）", kind="pupils"), Heading(text="教学班（个）", kind="count"),
        Heading(text="现有教室（间）", kind="count"), Heading(text="增建教室（间）", kind="count"),
        Heading(text="现有床位（张）", kind="count"), Heading(text="增加床位（张）", kind="count"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    sites = {year: _site_texts(shown.rows.continues, names) for year, shown in results.by_year.items()}
    is_told = any(sites.values())
    if is_told:
        headings = (*headings, Heading(text="校舍"))
    whys, again = decided_reasons(results.scenario, results.problem), rebuilt_sites(results.district)
    if whys:
        headings = (*headings, Heading(text=_why_heading(results), kind="wrapped"))
    for row in results.plan.schools:
        known = names.schools[row.school_id]
        rows.append((
            row.school_id, str(known["name"]), str(known["town"]), KINDS.get(str(known["kind"]), str(known["kind"])),
            str(known["grades"]), row.year, action_word(row.action, row.school_id, again),
            float(sum(row.pupils.values())), float(row.boarders),
            sum(row.classes.values()), _whole(known["classrooms"]), row.classrooms_added, _whole(known["beds"]),
            row.beds_added, *([sites[row.year].get(row.school_id, "")] if is_told else []),
            *([clean(whys[row.school_id].zh.partition("：")[2]) if row.school_id in whys else ""] if whys else []),
        ))  # fmt: skip
    return Sheet(name="学校", title=f"{title} 学校", headings=headings, rows=rows)


def _why_heading(results: Results) -> str:
    """Say of what the reasons are: schools that stay, sites that are not built, or both."""
    never = bool(never_merged_reasons(results.scenario, results.problem))
    barred = bool(not_built_reasons(results.scenario, results.problem))
    return "不撤并、不能新建的理由" if never and barred else "不能新建的理由" if barred else "不撤并的理由"


def _site_texts(continues: Mapping[str, str], names: _Names) -> dict[str, str]:
    """Say of both schools of a site what it was and what it is."""
    closed = {school_id: continued_text(names.school(other)) for school_id, other in continues.items()}
    return closed | {other: f"原为{names.school(school_id)}" for school_id, other in continues.items()}


def _classes(plan: Plan, scenario: Scenario, names: _Names, title: str) -> Sheet:
    headings = [Heading(text="学校编号"), Heading(text="学校"), Heading(text="年份", kind="year")]
    for grade in scenario.grades:
        headings.append(Heading(text=f"{grade_name(grade)}（人）", kind="pupils"))
        headings.append(Heading(text=f"{grade_name(grade)}（班）", kind="count"))
    mixed = scenario.rules.multigrade is not None
    if mixed:
        headings.append(Heading(text="复式班（班）", kind="count"))
    headings += [Heading(text="合计（人）", kind="pupils"), Heading(text="合计（班）", kind="count")]
    rows: list[tuple[Cell, ...]] = []
    for row in plan.schools:
        if not row.open:
            continue
        by_grade: list[Cell] = []
        for grade in scenario.grades:
            pupils = row.pupils.get(grade)
            by_grade += [None if pupils is None else float(pupils), row.classes.get(grade)]
        if mixed:
            by_grade.append(sum(each.classes for each in taught_at(row, scenario) if len(each.grades) > 1) or None)
        sums: tuple[Cell, ...] = (float(sum(row.pupils.values())), sum(row.classes.values()))
        rows.append((row.school_id, names.school(row.school_id), row.year, *by_grade, *sums))
    return Sheet(name="分年级班数", title=f"{title} 分年级学生和班数", headings=tuple(headings), rows=rows)


def _assignments(plan: Plan, scenario: Scenario, names: _Names, title: str) -> Sheet:
    headings = (
        Heading(text="居民点编号"), Heading(text="居民点"), Heading(text="乡镇"), Heading(text="年份", kind="year"),
        Heading(text="年级段"), Heading(text="学生（人）", kind="pupils"), Heading(text="学校编号"),
        Heading(text="学校"),
        Heading(text="方式"), Heading(text="单程（分钟）", kind="minutes"),
        Heading(text="单程（公里）", kind="kilometres"),
    )  # fmt: skip
    rows = [
        (
            row.settlement_id, names.settlement(row.settlement_id), names.settlement(row.settlement_id, "town"),
            row.year,
            band_name(row.grade_band, scenario), float(sum(row.pupils.values())), row.school_id,
            names.school(row.school_id), MODES[row.mode], row.minutes, row.kilometres,
        )
        for row in plan.assignments
    ]  # fmt: skip
    return Sheet(name="安置", title=f"{title} 各居民点学生安置", headings=headings, rows=rows, empty="没有安置学生")


def _shortfall(plan: Plan, scenario: Scenario, names: _Names, title: str) -> Sheet:
    headings = (
        Heading(text="居民点编号"), Heading(text="居民点"), Heading(text="乡镇"), Heading(text="年份", kind="year"),
        Heading(text="年级段"), Heading(text="没有学位（人）", kind="pupils"), Heading(text="原因"),
    )  # fmt: skip
    rows = [
        (
            row.settlement_id, names.settlement(row.settlement_id), names.settlement(row.settlement_id, "town"),
            row.year,
            band_name(row.grade_band, scenario), float(sum(row.pupils.values())), reason_text(row),
        )
        for row in plan.shortfall
    ]  # fmt: skip
    left = sum(sum(row.pupils.values()) for row in plan.shortfall)
    total = ("合计", None, None, None, None, float(left), None) if rows else None
    empty = "没有缺口：学生全部有学位"
    return Sheet(name="学位缺口", title=f"{title} 学位缺口", headings=headings, rows=rows, total=total, empty=empty)


def _costs(results: Results, title: str) -> Sheet:
    years, costs, price = results.n_years, results.plan.objective, results.seat_price_yuan
    terms: tuple[tuple[str, float, str], ...] = (
        ("学校运行", costs.school, "开办的学校每年的固定费用"),
        ("教学班", costs.class_, "教学班数乘以每班每年费用，主要是教师"),
        ("建设折算", costs.capital, "新建、增建教室和床位的一次性费用按年折算"),
        ("走读交通", costs.travel, "走读学生的路上时间，乘车的再加里程"),
        ("寄宿", costs.boarding, boarding_cost_text(results).zh),
        *optional_lines(results),
    )
    whole = costs.cost or 1.0
    rows: list[tuple[Cell, ...]] = [(name, yuan / years, yuan, yuan / whole, said) for name, yuan, said in terms]
    said = "以上各项之和，不全是支出：含家庭负担和政策计价"
    rows.append(("各项合计", costs.cost / years, costs.cost, costs.cost / whole, said))
    rows += [(name, yuan / years, yuan, yuan / whole, said) for name, yuan, said in group_lines(results)]
    said = f"没有学位的学生每人每年按{yuan_text(price)}计，不是实际支出，用来避免学生没有学位"
    rows.append(("学位缺口计价", costs.penalty / years, costs.penalty, None, said))
    total = ("总计", costs.total / years, costs.total, None, "各项合计加学位缺口计价，求解时使其最小")
    headings = (
        Heading(text="项目"), Heading(text="每年（元）", kind="yuan"),
        Heading(text=f"{years}个规划年合计（元）", kind="yuan"),
        Heading(text="占费用比例", kind="share"), Heading(text="说明", kind="wrapped"),
    )  # fmt: skip
    return Sheet(name="费用", title=f"{title} 费用", headings=headings, rows=rows, total=total)


def _one_off(results: Results, names: _Names) -> Sheet:
    last, again = results.last.rows, rebuilt_sites(results.district)
    spent = last.one_off[last.one_off.sum(axis=1) > 0]
    known = [last.schools[str(school_id)] for school_id in spent.index]
    rows: list[tuple[Cell, ...]] = [
        (
            row.school_id, names.school(row.school_id), names.school(row.school_id, "town"),
            action_word(row.action, row.school_id, again),
            row.classrooms_added, row.beds_added, build, classrooms, beds, build + classrooms + beds,
        )
        for row, (build, classrooms, beds) in zip(known, spent.to_numpy(float).tolist(), strict=True)
    ]  # fmt: skip
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="安排"),
        Heading(text="增建教室（间）", kind="count"), Heading(text="增加床位（张）", kind="count"),
        Heading(text="新建（元）", kind="yuan"), Heading(text="增建教室（元）", kind="yuan"),
        Heading(text="增加床位（元）", kind="yuan"), Heading(text="一次性投入（元）", kind="yuan"),
    )  # fmt: skip
    yuan = spent.sum()
    total = (
        ("合计", None, None, None, sum(row.classrooms_added for row in known), sum(row.beds_added for row in known),
         float(yuan["build"]), float(yuan["classrooms"]), float(yuan["beds"]), float(yuan.sum()))
        if rows else None
    )  # fmt: skip
    text = f"{title_of(results.scenario)} 一次性投入（至{last.year}年累计）"
    return Sheet(name="一次性投入", title=text, headings=headings, rows=rows, total=total, empty="没有一次性投入")


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _whole(value: object) -> int:
    return int(float(str(value)))
