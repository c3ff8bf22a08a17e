"""The sheet of what is built and added: how much of it each year uses, and what is paid for what is not used."""

from collections.abc import Mapping

from planner.decide.module_use import ModuleUse, What
from planner.decide.results import Results
from planner.show.words.numbers import pupils_text
from planner.show.words.outlook import year_name
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Sheet

WHAT: Mapping[What, str] = {"build": "新建学校（首期教室）", "classrooms": "增建教室", "beds": "增加床位"}


def module_sheet(results: Results) -> Sheet:
    """Return 增建利用: a line a school and sort of module, a column a year."""
    names = results.district.schools.set_index("school_id")[["name", "town"]]
    rows: list[tuple[Cell, ...]] = [
        (
            use.school_id, str(names.loc[use.school_id, "name"]), str(names.loc[use.school_id, "town"]), WHAT[use.what],
            use.since, use.one_off_yuan, *(_year_text(use, year) for year in results.years), use.last_used,
            use.by_year[use.since].pupils, use.later_yuan, use.never_yuan, use.idle_yuan,
        )
        for use in results.modules
    ]  # fmt: skip
    headings = (
        Heading(text="学校编号"), Heading(text="学校"), Heading(text="乡镇"), Heading(text="项目"),
        Heading(text="建成年份", kind="year"), Heading(text="一次性投入（元）", kind="yuan"),
        *(Heading(text=f"{year_name(year, results)}使用/建成（所坐学生）") for year in results.years),
        Heading(text="最后使用年份", kind="year"), Heading(text="晚一年建：当年至少须离开该校（人）", kind="pupils"),
        Heading(text="晚一年建：少支出（元）", kind="yuan"), Heading(text="不建：各年合计少支出（元）", kind="yuan"),
        Heading(text="各年闲置部分的年摊合计（元）", kind="yuan"),
    )  # fmt: skip
    title = f"{title_of(results.scenario)} 增建利用：按方案计算，未重新求解；须离开的学生可能在别校有学位"
    return Sheet(name="增建利用", title=title, headings=headings, rows=rows, empty="没有新建、增建")


def _year_text(use: ModuleUse, year: int) -> str:
    """Say how many classrooms or beds of those there are used, and by how many pupils at least."""
    found = use.by_year.get(year)
    return "" if found is None else f"{found.used}/{found.there}（{pupils_text(found.pupils)}人）"
