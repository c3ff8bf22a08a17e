"""planner stress: a saved plan with more or fewer pupils, a school shut, a road or a bridge shut."""

from pathlib import Path
from typing import Annotated

import typer

from planner.asked_cases import Asked
from planner.cli.terminal import Json, OutBesidePlan, PlanPath, Quiet, print_done, told_errors
from planner.language import Text
from planner.progress import told
from planner.show.words.stress import stress_document, stress_text
from planner.stressing import SECONDS, stress_saved

_Words = list[str] | None


def stress(  # noqa: PLR0913 - one parameter is one option of the verb
    plan: PlanPath,
    *,
    pupils: Annotated[
        list[float] | None,
        typer.Option(metavar="FACTOR", help=Text("so many times all pupils, such as 1.1", "全部学生数的倍数，如 1.1")),
    ] = None,
    stage: Annotated[
        _Words,
        typer.Option(metavar="STAGE=FACTOR", help=Text("of one stage: junior=1.1", "某一学段：junior=1.1")),
    ] = None,
    town: Annotated[
        _Words,
        typer.Option(metavar="TOWN=FACTOR", help=Text("of one town: its name=1.2", "某一乡镇：名称=1.2")),
    ] = None,
    shut: Annotated[
        _Words,
        typer.Option(metavar="SCHOOL", help=Text("a school that is shut, by id or name", "停用的学校：编号或名称")),
    ] = None,
    shut_road: Annotated[
        _Words, typer.Option(metavar="NAME", help=Text("a road that is shut, by its name", "中断的道路：名称"))
    ] = None,
    shut_crossing: Annotated[
        _Words,
        typer.Option(
            metavar="LON,LAT",
            help=Text(
                "a bridge or a stretch of road that is shut, by a point on it", "中断的桥梁或路段：其上一点的经纬度"
            ),
        ),
    ] = None,
    shut_way: Annotated[
        _Words,
        typer.Option(
            metavar="SETTLEMENT,SCHOOL",
            help=Text("a way that cannot be travelled, by ids or names", "不能通行的行程：居民点和学校的编号或名称"),
        ),
    ] = None,
    pupils_table: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help=Text(
                "a table of pupils in place of the district's, such as forecast/pupils-high.csv",
                "另一张学生表，如预测的 forecast/pupils-high.csv",
            ),
        ),
    ] = None,
    at_once: Annotated[
        bool,
        typer.Option("--at-once", help=Text("all of these in one case", "以上各项合为一种情形")),
    ] = False,
    year: Annotated[
        int | None,
        typer.Option(
            metavar="YEAR",
            help=Text("whose pupils; default: the last planning year", "学生年份；默认最后一个规划年份"),
        ),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(min=0, metavar="S", help=Text("seconds to look for placements, in all", "寻找安置的总秒数")),
    ] = SECONDS,
    out: OutBesidePlan = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell who has no seat, and where, when things go otherwise than planned."""
    asked = Asked(
        factors=pupils or (), stages=stage or (), towns=town or (), schools=shut or (), ways=shut_way or (),
        roads=shut_road or (), crossings=shut_crossing or (), tables=pupils_table or (), at_once=at_once, year=year,
    )  # fmt: skip
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = stress_saved(plan, asked, out=out, seconds=seconds, report=report)
        scenario, district = done.saved.scenario, done.saved.district
        print_done(
            done,
            {"scenario": scenario.name} | stress_document(done.answer),
            stress_text(done.answer, scenario, district, done.saved.plan.notes),
            as_json=as_json,
        )
