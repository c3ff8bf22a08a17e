"""The tables of docs/cases/luoyang-2025.md: the city's stated figures beside the sum of its counties' plans.

    planner city data/luoyang-2025/regions.yaml
    python -m docs.make.city_case maps/luoyang-2025

Each county's own plan is read from the folder `apart`; the city's map becomes docs/pictures/case-luoyang-2025.png. Each
table stands in the page between two comments that name it, and is replaced there.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

import planner
from docs.make.cases import DOCS, MAP_WIDTH, gap_text, table_of
from docs.make.pictures import save
from docs.make.two_plans import replaced
from planner.decide.ledger.measured import adds, measured
from planner.decide.results import Results
from planner.show.words.common import clean

ROOT = DOCS.parent
REGIONS = ROOT / "data" / "luoyang-2025" / "regions.yaml"
PAGE = DOCS / "cases" / "luoyang-2025.md"
SUMMED = (
    "merged_schools", "seats_added_primary", "seats_added_junior", "seats_added", "beds_added", "schools_under_200",
    "boarding_schools", "pupils_without_seat",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CountyPlan:
    """A county's plan and its figures."""

    name: str
    solved: planner.Solved
    sums: Mapping[str, float]
    projects: int
    """Schools that the plan builds, or gives rooms or beds."""
    boarding_projects: int
    """Of these, those with beds."""


def main() -> int:
    """Replace the tables of the page; return the exit code."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - a folder
        print(__doc__)
        return 2
    plans = read_plans(Path(sys.argv[1]))
    text = PAGE.read_text(encoding="utf-8")
    for name, table in {"counties": counties(plans), "stated": stated(plans)}.items():
        text = replaced(text, name, table)
    PAGE.write_text(text, encoding="utf-8")
    drawn = Path(sys.argv[1]) / "city.png"
    if drawn.exists():
        save(drawn, DOCS / "pictures" / "case-luoyang-2025.png", MAP_WIDTH)
    return 0


def read_plans(folder: Path) -> list[CountyPlan]:
    """Read the plan of every county of regions.yaml."""
    regions = YAML(typ="safe").load(REGIONS.read_text(encoding="utf-8"))
    return [
        county_plan(entry["name"], planner.open_plan(folder / "apart" / f"luoyang-2025-{key}" / "plan.json"))
        for key, entry in regions["counties"].items()
    ]


def county_plan(name: str, solved: planner.Solved) -> CountyPlan:
    """Return a county's plan with its figures of the last planning year."""
    results = solved.results
    sums = {figure: measured(figure, results.last, results) or 0.0 for figure in SUMMED}
    beds = dict(zip(results.district.schools["school_id"], results.district.schools["beds"], strict=True))
    done = [row for row in results.last.rows.schools.values() if adds(row)]
    return CountyPlan(
        name=name, solved=solved, sums=sums, projects=len(done),
        boarding_projects=sum(beds[row.school_id] + row.beds_added > 0 for row in done),
    )  # fmt: skip


def counties(plans: Sequence[CountyPlan]) -> str:
    """Return a line for each county and one for the city."""
    rows = [_county(each) for each in plans]
    cost = sum(each.solved.plan.objective.cost for each in plans)
    lacking = sum(each.solved.plan.objective.total - each.solved.plan.bound for each in plans)
    sums = [f"{sum(each.sums[name] for each in plans):,.0f}" for name in _COLUMNS.values()]
    pupils = sum(each.solved.results.last.measures.wanted for each in plans)
    homes = sum(len(each.solved.inputs.district.settlements) for each in plans)
    rows.append(["全市 city", "", f"{homes:,}", f"{pupils:,.0f}", *sums, gap_text(lacking / cost)])
    heads = ["县区 county", "验收 accepted by", "居民点 settlements", "学生 pupils", *_COLUMNS, "差距 proven gap"]
    return table_of(heads, rows, right=1)


_COLUMNS: Mapping[str, str] = {
    "撤并 merged": "merged_schools",
    "新增小学学位 primary seats": "seats_added_primary",
    "新增初中学位 junior seats": "seats_added_junior",
    "新增床位 beds": "beds_added",
    "不足200人的学校 under 200": "schools_under_200",
    "没有学位 without a seat": "pupils_without_seat",
}


def _county(each: CountyPlan) -> list[str]:
    district, plan = each.solved.inputs.district, each.solved.plan
    return [
        each.name,
        _accepted(each.solved.results),
        f"{len(district.settlements):,}",
        f"{each.solved.results.last.measures.wanted:,.0f}",
        *(f"{each.sums[name]:,.0f}" for name in _COLUMNS.values()),
        gap_text(plan.gap),
    ]


def _accepted(results: Results) -> str:
    """Return the year of the county's acceptance, as its ledger has it."""
    targets = results.district.targets
    years = [] if targets is None else list(targets.loc[targets["target"] == "优质均衡验收", "finish_by"])
    return str(int(years[0])) if years else ""


def stated(plans: Sequence[CountyPlan]) -> str:
    """Return the city's figures beside the sums of the plans."""
    totals = {name: sum(each.sums[name] for each in plans) for name in SUMMED}
    totals["projects"] = sum(each.projects for each in plans)
    totals["boarding_projects"] = sum(each.boarding_projects for each in plans)
    targets = plans[0].solved.inputs.district.targets
    assert targets is not None  # noqa: S101 - every county has the ledger
    rows = []
    for row in targets.to_dict("records"):
        if row["measured_by"] or str(row["target"]) == "优质均衡验收":
            continue
        name = _MEASURED.get(str(row["target"]))
        found = "" if name is None else f"{totals[name]:,.0f}"
        rows.append(
            [f"{clean(str(row['target']))} {clean(str(row['name_en']))}", f"{float(row['aimed_value']):,g}",
             f"{clean(str(row['document']))} {clean(str(row['found_at']))}", found,
             _verdict(totals[name], float(row["aimed_value"])) if name else "只登记", clean(str(row["note"]))]
        )  # fmt: skip
    return table_of(["目标 figure", "文件 stated", "出处 where", "方案 plans", "对照 verdict", "说明 note"], rows)


_MEASURED: Mapping[str, str] = {
    "全市撤并教学点": "merged_schools",
    "全市新建改扩建义务教育学校": "projects",
    "其中寄宿制学校": "boarding_projects",
    "全市新增学位": "seats_added",
    "其中小学学位": "seats_added_primary",
    "其中初中学位": "seats_added_junior",
    "全市寄宿制学校新增床位": "beds_added",
}


def _verdict(found: float, value: float) -> str:
    return "完成 met" if found >= value else "部分完成 partly" if found else "未完成 not met"


if __name__ == "__main__":
    sys.exit(main())
