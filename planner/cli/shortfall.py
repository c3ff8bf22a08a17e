"""planner shortfall: seats wanted, seats there and seats reachable."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, ScenarioPath, print_json, print_text, told_errors
from planner.progress import told
from planner.shortfall import Looked, look_for_shortfall
from planner.show.shortfall_json import shortfall_document
from planner.show.shortfall_words import shortfall_text


def shortfall(
    scenario: ScenarioPath,
    *,
    plan: Annotated[
        Path | None, typer.Option(help="方案文件 a plan.json; default: that of maps/<scenario>, where it is there")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="输出文件夹 folder to write into; default maps/<scenario>")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """学位需求、现有学位和可达学位，分乡镇、学段、年份：现状与方案。Seats wanted, there and reachable."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            looked = look_for_shortfall(scenario, plan_path=plan, out=out, report=report)
        _print_looked(looked, as_json=as_json)


def _print_looked(looked: Looked, *, as_json: bool) -> None:
    inputs = looked.inputs
    plan = None if looked.plan_path is None else looked.plan_path.as_posix()
    if as_json:
        about = {"scenario": inputs.scenario.name, "plan_file": plan, "workbook": looked.workbook.as_posix(),
                 "notes": list(looked.notes)}  # fmt: skip
        print_json(about | shortfall_document(looked.shortfall))
        return
    print_text(shortfall_text(looked.shortfall, inputs.scenario, inputs.district, looked.notes))
    seen = f"方案 plan {plan}" if plan else "没有方案：只看现状 no plan: today's network alone"
    print_text(f"\n{seen}\n已写入 written to {looked.workbook}")
