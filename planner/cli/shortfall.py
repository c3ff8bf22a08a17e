"""planner shortfall: seats wanted, seats there and seats reachable."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import (
    Json,
    OutOfScenario,
    Quiet,
    ScenarioPath,
    leave_with,
    print_json,
    print_text,
    print_warnings,
    told_errors,
    written_to,
)
from planner.falling_short import Looked, look_for_shortfall
from planner.language import Text, in_language
from planner.progress import told
from planner.show.words.problem_json import both
from planner.show.words.shortfall_json import shortfall_document
from planner.show.words.shortfall_text import shortfall_text


def shortfall(
    scenario: ScenarioPath,
    *,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="PLAN",
            help=Text(
                "a plan.json; default: that of maps/<scenario>, where it is there",
                "方案文件 plan.json；默认取 maps/<情景名> 中的方案（如有）",
            ),
        ),
    ] = None,
    out: OutOfScenario = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell the seats wanted, there and reachable."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            looked = look_for_shortfall(scenario, plan_path=plan, out=out, report=report)
        _print_looked(looked, as_json=as_json)
        leave_with(looked.exit_code)


def _print_looked(looked: Looked, *, as_json: bool) -> None:
    inputs = looked.inputs
    plan = None if looked.plan_path is None else looked.plan_path.as_posix()
    if as_json:
        about = {
            "ok": not looked.exit_code,
            "scenario": inputs.scenario.name,
            "plan_file": plan,
            "workbook": None if looked.workbook is None else looked.workbook.as_posix(),
        }
        said = both("notes", looked.notes) | both("warnings", looked.warnings)
        print_json(about | said | shortfall_document(looked.shortfall))
        return
    print_text(in_language(shortfall_text(looked.shortfall, inputs.scenario, inputs.district, looked.notes)))
    none = Text("no plan: today's network alone", "没有方案：只看现状")
    seen = Text(f"plan {plan}", f"方案 {plan}") if plan else none
    print_text(f"\n{in_language(seen)}")
    if looked.workbook is not None:
        print_text(in_language(written_to(looked.workbook)))
    print_warnings(looked.warnings)
