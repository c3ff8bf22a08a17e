"""planner explain: why each school of a plan is kept, merged, expanded or built."""

from pathlib import Path
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
from planner.show.words.merging import TOGETHER, counted_sentences, merging_sentences
from planner.show.words.merging_json import merging_document
from planner.show.words.reason_names import names_of
from planner.show.words.reason_text import reasons_text
from planner.why_merge import price_of_merging

_MOST_LINES = 13
"""Both plans, and ten merged schools; all of them stand in the workbook."""


def explain(  # noqa: PLR0913 - one parameter is one option of the verb
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
    merge_count: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help=Text(
                "weigh the plan against the best that merges exactly so many schools; nothing is written",
                "与恰好撤并 N 所的最好方案比较，不写文件",
            ),
        ),
    ] = None,
    as_is: Annotated[
        bool,
        typer.Option(
            "--as-is",
            help=Text(
                "explain this very plan, and leave plan.json as it is where a cheaper one is found",
                "只说明这个方案；找到更省的安排时也不改写 plan.json",
            ),
        ),
    ] = False,
    out: OutBesidePlan = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell why each school was kept or merged, and what the other way costs."""
    with told_errors(as_json=as_json):
        if merge_count is not None:
            _print_merge_count(plan, merge_count, as_json=as_json, quiet=quiet)
            return
        with told(quiet=quiet or as_json) as report:
            done = explain_saved(plan, schools or (), out=out, as_is=as_is, report=report)
        if as_json:
            print_json(written_document(done) | done.document)
        else:
            if done.better is not None:
                print_text(f"{in_language(done.better.says)}\n\n")
            says = reasons_text(done.reasons, done.relaxations, done.results.scenario, done.results.district)
            print_text(f"{in_language(says)}\n")
            if done.merging is not None:
                names = names_of(done.results.scenario, done.results.district)
                each = merging_sentences(done.merging, names)
                said = (*each[:TOGETHER], *counted_sentences(done.merging), *each[TOGETHER:])
                print_text("\n".join(in_language(line) for line in said[:_MOST_LINES]))
            print_written(done)
        leave_with(done.exit_code)


def _print_merge_count(plan: Path, count: int, *, as_json: bool, quiet: bool) -> None:
    with told(quiet=quiet or as_json) as report:
        merging, saved = price_of_merging(plan, count, report=report)
    names = names_of(saved.scenario, saved.district)
    if as_json:
        print_json({"ok": True} | merging_document(merging, names))
        return
    print_text("\n".join(in_language(each) for each in merging_sentences(merging, names)))
