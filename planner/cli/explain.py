"""planner explain: why each school of a plan is kept, merged, expanded or built."""

from typing import Annotated

import typer

from planner.cli.terminal import (
    Json,
    OutBesidePlan,
    PlanPath,
    Quiet,
    both,
    leave_with,
    print_json,
    print_text,
    print_warnings,
    told_errors,
    written_to,
)
from planner.explaining import explain_saved
from planner.language import Text, in_language
from planner.progress import told
from planner.show.words.reason_text import reasons_text


def explain(
    plan: PlanPath,
    schools: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCHOOL",
            help=Text(
                "schools by id or name; default: all decided about",
                "学校编号或名称；默认为方案决定去留的全部学校",
            ),
        ),
    ] = None,
    *,
    out: OutBesidePlan = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell why each school was kept or merged, and what the other way costs."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = explain_saved(plan, schools or (), out=out, report=report)
        if as_json:
            about = {"ok": not done.exit_code, "folder": done.folder.as_posix(), "files": list(done.files)}
            print_json(about | both("warnings", done.warnings) | done.document)
        else:
            print_text(in_language(reasons_text(done.reasons, done.relaxations, done.scenario, done.district)))
            print_text(f"\n{in_language(written_to(done.folder, done.files))}")
            print_warnings(done.warnings)
        leave_with(done.exit_code)
