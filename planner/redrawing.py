"""The way of planner redraw: everything that a run writes beside a plan, made anew from the saved plan."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InputError
from planner.explaining import JSON_NAME
from planner.language import Text, asked_for_english
from planner.outputs import PLAN_NAME, TRAJECTORY_NAME, Shown, write_outputs
from planner.saved import (
    SavedPlan,
    changed_inputs_texts,
    files_of_other_runs,
    open_plan,
    refuse_if_replaced,
    refuse_unverified,
    results_of_saved,
    trajectory_of,
)
from planner.show.papers.own_template import check_plan_template
from planner.show.words.merging_json import read_merging, told_of_merging
from planner.show.words.reason_json import read_reasons
from planner.writing import open_output, sha256_of


@dataclass(frozen=True, kw_only=True)
class Redrawn:
    """The folder that was written to, and the files made there."""

    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text, ...] = ()
    """Files that could not be made or replaced, inputs that have changed, and files that belong to another plan."""
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


def redraw_saved(
    path: Path, *, out: Path | None = None, template: Path | None = None, report: Callable[[str, None], None]
) -> Redrawn:
    """Make all that a run writes but plan.json and trajectory.csv, in `out` or beside the plan; what is outdated goes.

    `template` takes the place of the planner's own Word template of plan.docx, or of the one that the run was given.
    With the reasons of its schools where they have been worked out for this plan. Each file may fail alone, and is then
    named in the warnings. InputError where the plan does not pass its check, where `out` holds another plan, or where
    it cannot be written into; then no earlier file has changed.
    """
    report("reading", None)
    if template is not None:
        check_plan_template(template)
    saved, folder = open_plan(path), out or path.parent
    refuse_unverified(saved, Text("nothing was drawn", "没有生成任何文件"))
    with open_output(folder, verb="redraw") as output:
        refuse_if_replaced(saved)
        _refuse_another_plan(folder, saved)
        report("drawing", None)
        shown = Shown(
            results=results_of_saved(saved),
            trajectory=trajectory_of(saved),
            reasons=read_reasons(path.parent / JSON_NAME, saved.sha256),
            merging=told_of_merging(read_merging(path.parent / JSON_NAME, saved.sha256)),
            template=template or saved.template,
            english=asked_for_english(),
        )
        told = write_outputs(output, shown, saved.sha256, leaving=(TRAJECTORY_NAME,))
    return Redrawn(
        folder=folder,
        files=told.files,
        warnings=(*changed_inputs_texts(saved), *told.warnings, *files_of_other_runs(saved)),
        exit_code=told.exit_code,
    )


def _refuse_another_plan(folder: Path, saved: SavedPlan) -> None:
    """Raise InputError where the folder has a plan.json that is not this plan: its files are to stay its own."""
    if sha256_of(folder / PLAN_NAME) not in {None, saved.sha256}:
        msg = Text(
            f"{folder} holds another plan than {saved.path}: give another folder with --out",
            f"{folder} 中的方案不是 {saved.path}：请用 --out 另选文件夹",
        )
        raise InputError(msg)
