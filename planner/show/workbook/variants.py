"""Sheets of the variants of the pupils: each by year, who has no seat in which, and schools whose pupils differ."""

from planner.decide.results import Results
from planner.plan import plans_of_variants
from planner.show.words.outlook import year_name
from planner.show.words.sentences import title_of
from planner.show.words.variants import variant_name
from planner.show.workbook.sheet import Cell, Heading, Sheet

_REASONS = {
    "no_school_in_reach": "路程内没有学校",
    "no_room_in_reach": "路程内的学校没有空位",
    "dearer_than_the_price": "安排学位的费用高于计价",
}


def variant_sheets(results: Results) -> tuple[Sheet, ...]:
    """Return 学生数方案, 各方案学位缺口 and 各方案学校; none where there is one table of pupils."""
    if not results.variants.names:
        return ()
    return _years(results), _short(results), _schools(results)


def _years(results: Results) -> Sheet:
    costs = {each.variant: each for each in results.variants.costs}
    rows: list[tuple[Cell, ...]] = [
        (
            variant_name(each.variant), each.weight, "是" if each.main else "", year_name(each.year, results),
            each.pupils, each.short, each.boarders, each.elsewhere, costs[each.variant].cost / results.n_years,
        )
        for each in results.variants.years
    ]  # fmt: skip
    headings = (
        Heading(text="方案"), Heading(text="权重", kind="share"), Heading(text="主方案"), Heading(text="年份"),
        Heading(text="学生", kind="pupils"), Heading(text="没有学位", kind="pupils"),
        Heading(text="寄宿生", kind="pupils"), Heading(text="与主方案就读学校不同", kind="pupils"),
        Heading(text="每年费用（元，各年平均）", kind="yuan"),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 学生数各方案：学校、教室、床位相同，就读安排可以不同"
    return Sheet(name="学生数方案", title=title, headings=headings, rows=rows)


def _short(results: Results) -> Sheet:
    homes = results.district.settlements.set_index("settlement_id")[["name", "town"]]
    rows: list[tuple[Cell, ...]] = [
        (
            variant_name(name), year_name(row.year, results), row.settlement_id,
            str(homes.loc[row.settlement_id, "name"]), str(homes.loc[row.settlement_id, "town"]), row.grade_band,
            float(sum(row.pupils.values())), _REASONS[row.reason],
        )
        for name, plan in plans_of_variants(results.plan).items() for row in plan.shortfall
    ]  # fmt: skip
    headings = (
        Heading(text="方案"), Heading(text="年份"), Heading(text="居民点编号"), Heading(text="居民点"),
        Heading(text="乡镇"), Heading(text="年级段"), Heading(text="没有学位", kind="pupils"), Heading(text="原因"),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 各方案学位缺口"
    return Sheet(
        name="各方案学位缺口", title=title, headings=headings, rows=rows, empty="各方案、各年份的学生全部有学位"
    )


def _schools(results: Results) -> Sheet:
    schools = results.district.schools.set_index("school_id")[["name", "town"]]
    names = results.variants.names
    rows: list[tuple[Cell, ...]] = [
        (
            each.school_id, str(schools.loc[each.school_id, "name"]), str(schools.loc[each.school_id, "town"]),
            year_name(each.year, results), each.classrooms, *each.pupils, *each.classes,
        )
        for each in results.variants.loads
    ]  # fmt: skip
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="年份"),
        Heading(text="教室（含增建）", kind="count"),
        *(Heading(text=f"{variant_name(name)}学生", kind="pupils") for name in names),
        *(Heading(text=f"{variant_name(name)}教学班", kind="count") for name in names),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 各方案学生数不同的学校"
    return Sheet(name="各方案学校", title=title, headings=headings, rows=rows, empty="各校学生数在各方案中相同")
