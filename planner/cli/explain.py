"""planner explain: why each school of a plan is kept, merged, expanded or built."""

from typing import Annotated

import typer

from planner.cli.terminal import (
    Json,
    OutBesidePlan,
    PlanPath,
    Quiet,
    leave_with,
    print_json,
    print_text,
    print_written,
    told_errors,
    written_document,
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
            print_json(written_document(done) | done.document)
        else:
            says = reasons_text(done.reasons, done.relaxations, done.results.scenario, done.results.district)
            print_text(f"{in_language(says)}\n")
            print_written(done)
        leave_with(done.exit_code)
