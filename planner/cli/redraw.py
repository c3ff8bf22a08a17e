"""planner redraw: maps, pages, workbook and papers of a saved plan, made anew."""

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
from planner.language import in_language
from planner.progress import told
from planner.redrawing import redraw_saved


def redraw(plan: PlanPath, *, out: OutBesidePlan = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Make all that a run writes anew from a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = redraw_saved(plan, out=out, report=report)
        if as_json:
            about = {"ok": not done.exit_code, "folder": done.folder.as_posix(), "files": list(done.files)}
            print_json(about | both("warnings", done.warnings))
        else:
            print_text(in_language(written_to(done.folder, done.files)))
            print_warnings(done.warnings)
        leave_with(done.exit_code)
