"""planner explain: why each school of a plan is kept, merged, expanded or built."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, PlanPath, Quiet, print_json, print_text, told_errors
from planner.explaining import explain_saved
from planner.progress import told
from planner.show.reason_text import reasons_text


def explain(
    plan: PlanPath,
    schools: Annotated[
        list[str] | None, typer.Argument(help="学校编号或名称 ids or names; default: all chosen")
    ] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="输出文件夹 folder to write into; default: beside the plan")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """说明每所学校为什么保留、撤并、扩建或新建。Why each school was kept or merged, and what the other way costs."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = explain_saved(plan, schools or (), out=out, report=report)
        if as_json:
            print_json({"folder": done.folder.as_posix(), "files": list(done.files), **done.document})
            return
        print_text(reasons_text(done.reasons, done.relaxations, done.scenario, done.district))
        for warning in done.warnings:
            print_text(warning)
        print_text(f"\n已写入 written to {done.folder}：{'、'.join(done.files)}")
