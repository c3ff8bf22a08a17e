"""planner redraw: maps, pages, workbook and papers of a saved plan, made anew."""

from planner.cli.terminal import Json, OutBesidePlan, OwnTemplate, PlanPath, Quiet, print_done, told_errors
from planner.progress import told
from planner.redrawing import redraw_saved


def redraw(
    plan: PlanPath,
    *,
    out: OutBesidePlan = None,
    template: OwnTemplate = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make all that a run writes anew from a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = redraw_saved(plan, out=out, template=template, report=report)
        print_done(done, {}, None, as_json=as_json)
