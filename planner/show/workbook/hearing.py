"""The sheets of what a hearing asks first: a row a figure and year, and the schools that the figures count."""

from planner.decide.hearing import MOVED
from planner.decide.hearing_figures import HEARING, hearing_figures
from planner.decide.results import Results
from planner.show.words.common import KINDS, clean
from planner.show.words.hearing import FIGURES, meant_schools
from planner.show.words.sentences import title_of
from planner.show.workbook.sheet import Cell, Heading, Kind, Sheet


def hearing_sheets(results: Results) -> tuple[Sheet, ...]:
    """Return 转学和就近, one row a planning year and one column a figure, 所指学校 and 居民点转学."""
    return (_figures(results), _schools(results), _homes(results))


def _figures(results: Results) -> Sheet:
    kinds: dict[str, Kind] = {"pupils": "pupils", "count": "count", "minutes": "minutes"}
    headings = (
        Heading(text="年份", kind="year"),
        Heading(text="有学位（人）", kind="pupils"),
        *(Heading(text=FIGURES[name].zh, kind="up" if kind.is_longest else kinds[kind.unit])
          for name, kind in HEARING.items()),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (year.rows.year, year.measures.placed, *hearing_figures(year.hearing).values())
        for year in results.by_year.values()
    ]
    return Sheet(
        name="转学和就近", title=f"{title_of(results.scenario)} 转学、就近、同校", headings=headings, rows=rows
    )


def _schools(results: Results) -> Sheet:
    schools = {str(row["school_id"]): row for row in results.district.schools.to_dict("records")}
    headings = (
        Heading(text="年份", kind="year"), Heading(text="情况"), Heading(text="学校编号"), Heading(text="学校"),
        Heading(text="乡镇"), Heading(text="类型"), Heading(text="说明", kind="wrapped"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            year.rows.year, FIGURES[meant.figure].zh.partition("（")[0], meant.school_id,
            str(schools[meant.school_id]["name"]), str(schools[meant.school_id]["town"]),
            clean(KINDS.get(str(schools[meant.school_id]["kind"]), str(schools[meant.school_id]["kind"]))),
            meant.said.zh,
        )
        for year in results.by_year.values()
        for meant in meant_schools(year)
    ]  # fmt: skip
    title = f"{title_of(results.scenario)} 没有学生、缺年级、学生增多的学校"
    return Sheet(name="所指学校", title=title, headings=headings, rows=rows)


def _homes(results: Results) -> Sheet:
    headings = (
        Heading(text="年份", kind="year"), Heading(text="居民点编号"), Heading(text="居民点"), Heading(text="乡镇"),
        Heading(text="学生（人）", kind="pupils"), Heading(text="其中因撤并转学（人）", kind="pupils"),
        Heading(text="其中学校未撤转学（人）", kind="pupils"),
    )  # fmt: skip
    known = results.district.settlements.set_index("settlement_id")[["name", "town"]]
    rows: list[tuple[Cell, ...]] = []
    for year, shown in results.by_year.items():
        moved = shown.settlements[["pupils", *MOVED]].fillna(0.0).join(known)
        moved = moved[moved[list(MOVED)].sum(axis=1) > 0]
        rows += [
            (year, str(home), str(name), str(town), float(pupils), float(because), float(still))
            for home, name, town, pupils, because, still in zip(
                moved.index,
                moved["name"],
                moved["town"],
                moved["pupils"],
                *(moved[name] for name in MOVED),
                strict=True,
            )
        ]
    title = f"{title_of(results.scenario)} 居民点转学学生"
    return Sheet(name="居民点转学", title=title, headings=headings, rows=rows, empty="没有学生转学")
