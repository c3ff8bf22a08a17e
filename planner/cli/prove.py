"""planner prove: the proof of a saved plan goes on from where it was."""

from typing import Annotated

import typer

from planner.cli.run import figures_of
from planner.cli.terminal import (
    Json,
    PlanPath,
    Quiet,
    leave_with,
    print_json,
    print_text,
    print_written,
    say_if_stopped,
    told_errors,
    written_document,
)
from planner.errors import StoppedError
from planner.language import Text, in_language
from planner.optimise.incumbent import Progress
from planner.progress import told
from planner.proving import AskedProof, prove_saved
from planner.show.words.problem_json import both

_STOPPED_DRAWING = Text(
    "stopped; the plan is saved with what was proven, but maps, workbook and papers beside it are not made anew: "
    "planner redraw makes them",
    "已停止；方案和已证明的下限已保存，但旁边的地图、工作簿和文稿没有重新生成，可用 planner redraw 补齐",
)


def prove(
    plan: PlanPath,
    *,
    time_limit: Annotated[
        float | None, typer.Option(min=0, metavar="S", help=Text("seconds the proof may take", "证明的秒数上限"))
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=Text("threads the optimiser may use", "求解线程数"))
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Go on with the proof of a saved plan: a higher limit, a smaller gap."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json, seconds=time_limit) as report:

            def report_and_know(phase: str, standing: Progress | None) -> None:
                if phase == "drawing":
                    say_if_stopped(_STOPPED_DRAWING, as_json=as_json)
                report(phase, standing)

            done = prove_saved(plan, AskedProof(time_limit=time_limit, threads=threads), report=report_and_know)
        if as_json:
            before = {"bound_before": done.before.bound, "gap_before": done.before.gap}
            print_json(written_document(done) | both("says", [done.says]) | before | figures_of(done.results))
        else:
            print_text(in_language(done.says))
            print_written(done)
        leave_with(done.exit_code)
        if done.plan.status == "stopped":
            raise typer.Exit(StoppedError.exit_code)
