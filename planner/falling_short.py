"""planner shortfall, the main path: read, look, write the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.decide.shortfall.shortfall import Question, Shortfall, first_drafts, improved_drafts, shortfall_of
from planner.errors import Finding, InputError
from planner.inputs import Inputs, changed_since, read_inputs
from planner.language import Text, in_language, joined
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import start_clock
from planner.plan import Plan, read_plan
from planner.run import Report, default_folder
from planner.show.words.boarding import boarding_caveats
from planner.show.workbook.shortfall import write_shortfall_workbook
from planner.writing import (
    Making,
    OutputFolder,
    exit_code_of,
    make_each,
    move_in,
    open_output,
    other_runs_text,
    sha256_of,
    strangers,
)

WORKBOOK = "shortfall.xlsx"
_MOST_FINDINGS = 10
_OF_DISTRICT = {
    "school": Text("a school of the district", "应为本区县的学校"),
    "settlement": Text("a settlement of the district", "应为本区县的居民点"),
    "band": Text("a grade band of the scenario", "应为情景中的年级段"),
}
SECONDS = 3.0
"""How long placements are looked for, over all networks and years; reading and writing come on top."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Looked:
    """The answer, what it was made from, and where the workbook stands."""

    inputs: Inputs
    plan_path: Path | None
    """The plan that was looked at."""
    plan: Plan | None
    shortfall: Shortfall
    workbook: Path | None
    """None where it could not be made."""
    notes: tuple[str, ...]
    """Sentences of the district, the journeys and today's schools; and where the plan is older than its inputs."""
    warnings: tuple[Text, ...] = ()
    """The workbook could not be made or replaced; files beside the plan belong to another one."""
    exit_code: int = 0
    """What a workbook that is missing gives the verb as its exit code (`planner.writing.Failure`)."""


def look_for_shortfall(
    path: Path, *, plan_path: Path | None = None, out: Path | None = None, seconds: float = SECONDS, report: Report
) -> Looked:
    """Read a scenario and, where there is one, its plan; find the shortfall of both; write the workbook.

    The plan is `plan_path`, else plan.json of the scenario's own folder where that is there. InputError where the plan
    is damaged or is not one of this district, and where the folder cannot be written; then no earlier file has changed.
    """
    report("reading", None)
    inputs = read_inputs(path)
    folder = out or default_folder(inputs.scenario)
    with open_output(folder, verb="shortfall") as output:
        return _look(inputs, output, plan_path or _own_plan(inputs), seconds, report)


def _look(inputs: Inputs, output: OutputFolder, chosen: Path | None, seconds: float, report: Report) -> Looked:
    """Find the shortfall, and write the workbook, which may fail alone."""
    plan_sha256 = "" if chosen is None else sha256_of(chosen) or ""
    plan = None if chosen is None else _checked(read_plan(chosen), chosen, inputs)
    shortfall = find_shortfall(inputs, plan, seconds, report)
    report("drawing", None)
    notes = _notes(inputs, plan)
    making = Making(
        names=(WORKBOOK,),
        make=lambda made: write_shortfall_workbook(
            made / WORKBOOK,
            shortfall,
            inputs.scenario,
            inputs.district,
            [in_language(note, "zh") for note in notes],
        ),
    )
    failures = make_each(output.made, [making])
    notices = move_in(output, of=plan_sha256)
    return Looked(
        inputs=inputs,
        plan_path=chosen,
        plan=plan,
        shortfall=shortfall,
        workbook=None if failures else output.path / WORKBOOK,
        notes=notes,
        warnings=(
            *(failure.says for failure in failures),
            *notices,
            *(() if chosen is None else other_runs_text(chosen, strangers(chosen))),
        ),
        exit_code=exit_code_of(failures),
    )


def find_shortfall(inputs: Inputs, plan: Plan | None, seconds: float, report: Report) -> Shortfall:
    """Find the shortfall of today's network, and of a plan's where there is one; nothing is written.

    `seconds`: how long placements are looked for once the machine code is ready.
    """
    question = Question(
        district=inputs.district, journeys=inputs.journeys, scenario=inputs.scenario, today=inputs.problem.today
    )
    drafts = first_drafts(question, plan)
    if any(draft.is_open for draft in drafts):
        report("preparing", None)
        for part in (part for draft in drafts for part in draft.parts):
            prepare(part.problem)
        report("optimising", None)
        drafts = improved_drafts(drafts, question, start_clock(seconds))
    return shortfall_of(drafts, question, plan)


def _notes(inputs: Inputs, plan: Plan | None) -> tuple[str, ...]:
    """Gather what a reader must know, of a plan's boarding too; one made from other files than now is told."""
    if plan is None:
        return inputs.notes
    notes = (*inputs.notes, *boarding_caveats(plan))
    changed = changed_since(plan, inputs.source, inputs.district)
    return (*notes, _other_inputs(changed)) if changed else notes


def _other_inputs(changed: Sequence[str]) -> Text:
    names = joined(changed)
    return Text(
        f"the plan was made from other inputs than those there now: {names}",
        f"方案求解之后，输入文件有改动：{names.zh}",
    )


def _own_plan(inputs: Inputs) -> Path | None:
    """Return plan.json of the scenario's own folder, where it is there."""
    path = default_folder(inputs.scenario) / "plan.json"
    return path if path.is_file() else None


def _checked(plan: Plan, path: Path, inputs: Inputs) -> Plan:
    """Refuse a plan whose schools, settlements or grade bands are not the scenario's."""
    district, bands = inputs.district, set(inputs.scenario.grade_bands)
    schools, homes = set(district.schools["school_id"]), set(district.settlements["settlement_id"])
    strange = [
        Finding(file=path.name, column=column, value=value, expected=expected)
        for column, value, known, expected in (
            *(("schools.school_id", row.school_id, schools, _OF_DISTRICT["school"]) for row in plan.schools),
            *(
                ("assignments.settlement_id", row.settlement_id, homes, _OF_DISTRICT["settlement"])
                for row in plan.assignments
            ),
            *(("assignments.grade_band", row.grade_band, bands, _OF_DISTRICT["band"]) for row in plan.assignments),
        )
        if value not in known
    ]
    if strange or not plan.schools:
        msg = Text(
            f"{path} is not a plan of this district and these grade bands ({len(strange):,} entries):",
            f"{path} 不是本区县、这些年级段的方案（{len(strange):,} 处不符）：",
        )
        raise InputError(msg, strange[:_MOST_FINDINGS])
    return plan
