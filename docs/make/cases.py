"""The tables and maps of docs/cases: every stated figure of a document beside what the plans of its case give.

    planner run scenarios/luolong-2021.yaml
    planner run scenarios/dongli-2021.yaml
    planner run scenarios/dongli-2022.yaml
    python -m docs.make.cases maps luolong-2021 dongli-2021

Each table stands in the page of its case between two comments that name it, and is replaced there; the map of the
case's first plan becomes docs/pictures/case-<name>.png. A map is left as it is where its file is missing.
"""

import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

import planner
from docs.make.case_facts import held
from docs.make.pictures import save
from docs.make.two_plans import replaced
from planner.decide.ledger.ledger import ProjectLine, TargetLine, ledger_of
from planner.decide.measures import YearMeasures
from planner.decide.shortfall.seats import StageSeats
from planner.decide.shortfall.shortfall import Shortfall
from planner.reading.ledger_tables import WORKS
from planner.show.words.common import STAGES, clean
from planner.show.words.ledger import done_text, explained_text, found_text, stated_text, verdict_text
from planner.show.words.numbers import UNKNOWN, pupils_text, rounded

DOCS = Path(__file__).resolve().parents[1]
PLANS: Mapping[str, tuple[str, ...]] = {
    "luolong-2021": ("luolong-2021",),
    "dongli-2021": ("dongli-2021", "dongli-2022"),
    "luoyang-145": ("luoyang-145",),
}
"""Plans of a case, the first on the map."""
_STAGE_NAMES: Mapping[str, str] = dict(STAGES.items())
MAP_WIDTH = 800
SECONDS = 20

_HAIR = 1e-6


def main() -> int:
    """Replace the tables of the named cases; return the exit code."""
    if len(sys.argv) < 3 or not set(sys.argv[2:]) <= set(PLANS):  # noqa: PLR2004 - a folder and a case
        print(__doc__)
        return 2
    maps = Path(sys.argv[1])
    for case in sys.argv[2:]:
        plans = [planner.open_plan(maps / name / "plan.json") for name in PLANS[case]]
        page = DOCS / "cases" / f"{case}.md"
        text = page.read_text(encoding="utf-8")
        tables = {"figures": figures(plans), "stated": stated(plans), "projects": projects(plans[0])}
        if "<!-- seats -->" in text:
            found = planner.shortfall(plans[0], seconds=SECONDS)
            tables["seats"] = seats(found, plans[0].results.planning_years)
        for name, table in tables.items():
            text = replaced(text, name, table) if f"<!-- {name} -->" in text else text
        page.write_text(text, encoding="utf-8")
        drawn = maps / PLANS[case][0] / "map.png"
        if drawn.exists():
            save(drawn, DOCS / "pictures" / f"case-{case}.png", MAP_WIDTH)
    return 0


def table_of(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: int = 99) -> str:
    """Return a Markdown table; columns from `right` on are set to the right.

    >>> print(table_of(["a", "b"], [["x", "1"]], right=1))
    | a | b |
    |---|---:|
    | x | 1 |
    """
    rules = ["---:" if place >= right else "---" for place in range(len(heads))]
    lines = [f"| {' | '.join(heads)} |", f"|{'|'.join(rules)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)])


def figures(plans: Sequence[planner.Solved]) -> str:
    """Return the plans' own figures, a line each."""
    rows = [_figures_of(solved, year) for solved in plans for year in solved.results.measures]
    heads = [
        "情景 scenario", "年 year", "学生 pupils", "没有学位 without a seat", "开办 open", "撤并 merged", "新建 built",
        "增建教室 rooms added", "寄宿 boarders", "走读平均（分钟） day journeys, mean", "差距 proven gap",
    ]  # fmt: skip
    return table_of(heads, rows, right=1)


def gap_text(gap: float | None) -> str:
    """Print a proven gap, rounded up as everywhere; a dash where nothing is proven.

    >>> gap_text(0.02731), gap_text(None)
    ('2.74%', '—')
    """
    return UNKNOWN if gap is None else f"{math.ceil(1e4 * gap - _HAIR) / 100:.2f}%"


def _figures_of(solved: planner.Solved, year: YearMeasures) -> list[str]:
    boards = year.by_mode.get("board", 0.0)
    mean = year.day.mean
    return [
        solved.inputs.scenario.name,
        str(year.year),
        pupils_text(year.wanted),
        pupils_text(year.shortfall) if year.shortfall else "0",
        str(year.open_schools),
        str(year.merged),
        str(year.actions["build"]),
        str(year.classrooms_added),
        pupils_text(boards) if boards else "0",
        UNKNOWN if mean is None else str(rounded(mean, 1)),
        gap_text(solved.plan.gap),
    ]


def stated(plans: Sequence[planner.Solved]) -> str:
    """Return every figure of the ledger beside what the tables hold and what each plan gives."""
    ledgers = [ledger_of(solved.results).targets for solved in plans]
    rows = []
    for lines in zip(*ledgers, strict=True):
        line = lines[0]
        rows.append(
            [
                f"{clean(line.target)} {clean(line.name_en)}", stated_text(line).zh.removeprefix("等于"),
                f"{clean(line.document)} {clean(line.found_at)}", str(line.finish_by or ""), _held(line, plans[0]),
                *(_found(each) for each in lines), _why(lines, plans),
            ]
        )  # fmt: skip
    heads = ["目标 figure", "文件 stated", "出处 where", "年 by", "数据 tables",
             *(f"方案 plan {solved.inputs.scenario.name}" for solved in plans), "说明 why"]  # fmt: skip
    return table_of(heads, rows)


def _held(line: TargetLine, solved: planner.Solved) -> str:
    found = held(line.target, solved.inputs.district)
    if found is None:
        return ""
    whole = abs(found - round(found)) < 1e-9  # noqa: PLR2004 - a count
    told = f"{round(found):,}" if whole else f"{rounded(found, 1):,}"
    same = line.value is not None and abs(found - line.value) <= (0.0 if whole else 0.05)
    return f"{told}{' ＝' if same else ' ≠'}"


def _found(line: TargetLine) -> str:
    """Say what a plan gives, and how it stands to the figure."""
    return f"{found_text(line).zh} {verdict_text(line).zh}" if line.verdict != "not_judged" else ""


def _why(lines: Sequence[TargetLine], plans: Sequence[planner.Solved]) -> str:
    """Say why a figure is departed from or not judged, each reason once."""
    said = [explained_text(line, solved.results).zh for line, solved in zip(lines, plans, strict=True)]
    judged = [text for line, text in zip(lines, said, strict=True) if line.verdict != "not_judged"]
    return clean("；".join(dict.fromkeys(text for text in judged or said[:1] if text)))


def projects(solved: planner.Solved) -> str:
    """Return every project of the ledger and what the plan does there."""
    lines = ledger_of(solved.results).projects
    rows = [
        [clean(line.name), WORKS.get(line.works, line.works), _STAGE_NAMES.get(line.stage, ""),
         "" if line.seats is None else f"{line.seats:,.0f}", str(line.finish_by or ""), str(line.year or ""),
         done_text(line, solved.results).zh, verdict_text(line).zh]
        for line in _in_order(lines)
    ]  # fmt: skip
    heads = ["项目 project", "性质 works", "学段 stage", "文件学位 seats stated", "文件年份 by", "方案年份 plan's year",
             "方案 plan", "对照 verdict"]  # fmt: skip
    return table_of(heads, rows)


def _in_order(lines: Sequence[ProjectLine]) -> list[ProjectLine]:
    return sorted(lines, key=lambda line: line.project_id)


def seats(found: Shortfall, years: Sequence[int]) -> str:
    """Return seats wanted and lacking by stage and planning year, today's network and the plan's."""
    rows = []
    for today, plan in zip(found.today, found.plan, strict=False):
        if today.network.year in years:
            for now, then in zip(today.stages, plan.stages, strict=True):
                rows.append(
                    [str(now.year), STAGES[now.stage], pupils_text(now.pupils), _lacking(now), _lacking(then),
                     _short_towns(plan.towns, now.stage)]
                )  # fmt: skip
    heads = ["年 year", "学段 stage", "学生 pupils", "现状缺 lacking today", "方案缺 lacking, plan",
             "方案中缺得最多的乡镇 where"]  # fmt: skip
    return table_of(heads, rows)


def _lacking(stage: StageSeats) -> str:
    """Say how many have no seat: the fewest proven, and found."""
    told = [f"{each:,.0f}" for each in (stage.least_proven, stage.found)]
    return told[0] if told[0] == told[1] else f"{told[0]}—{told[1]}"


def _short_towns(towns: pd.DataFrame, stage: str) -> str:
    """Name the three towns that lack most."""
    rows = towns[towns["stage"] == stage]
    rows = rows.assign(lack=rows[["no_room", "out_of_reach", "too_dear"]].sum(axis=1))
    worst = rows[rows["lack"] > 0].nlargest(3, "lack")
    return "、".join(f"{town}{lack:,.0f}" for town, lack in zip(worst["town"], worst["lack"], strict=True))


if __name__ == "__main__":
    sys.exit(main())
