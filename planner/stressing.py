"""The way of planner stress: a saved plan under cases, each placed anew, written down and the worst one drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.asked_cases import Asked, cases_of, standard, year_asked
from planner.decide.stress.cases import StressCase
from planner.decide.stress.stress import StressAnswer, Stressed, stress_plan
from planner.language import Text, in_language
from planner.optimise.runtime.clock import start_clock
from planner.saved import (
    SavedPlan,
    changed_inputs_texts,
    files_of_other_runs,
    open_plan,
    refuse_if_replaced,
    refuse_unverified,
    results_of_saved,
)
from planner.show.maps.atlas.stress import write_stress_map
from planner.show.workbook.stress import write_stress_workbook
from planner.solved import Solved
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output

WORKBOOK, MAP = "stress.xlsx", "stress.png"
SECONDS = 25.0
"""How long placements are looked for, over all cases; reading, preparing and drawing come on top."""
_UNSTRESSED = Text("nothing is made of it", "不作压力测试")
Report = Callable[[str, None], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class StressTest:
    """The answer, what it speaks of, and the folder it was written to."""

    answer: StressAnswer
    saved: SavedPlan
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[str, ...]
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


def stress_saved(
    path: Path, asked: Asked, *, out: Path | None = None, seconds: float = SECONDS, report: Report
) -> StressTest:
    """Put a saved plan to cases, the standard ones where none is named; write stress.xlsx and stress.png.

    InputError where the plan does not pass its check, a case names what is not there, or the folder cannot be written;
    then no earlier file has changed.
    """
    report("reading", None)
    saved, folder = open_plan(path), out or path.parent
    refuse_unverified(saved, _UNSTRESSED)
    with open_output(folder, verb="stress") as output:
        results = results_of_saved(saved)
        stressed = Stressed(
            plan=saved.plan,
            scenario=saved.scenario,
            district=saved.district,
            journeys=saved.journeys,
            today=results.problem.today,
            year=year_asked(asked.year, saved.scenario.years, saved.district),
        )
        answer = answer_cases(stressed, cases_of(asked, stressed), seconds, report)
        report("drawing", None)
        warnings = changed_inputs_texts(saved)
        notes = [in_language(note, "zh") for note in (*saved.plan.notes, *warnings)]
        makings = [
            Making(
                names=(WORKBOOK,),
                make=lambda made: write_stress_workbook(made / WORKBOOK, answer, saved.scenario, saved.district, notes),
            ),
            Making(names=(MAP,), make=lambda made: write_stress_map(made / MAP, results, answer.worst, answer.year)),
        ]
        failures = make_each(output.made, makings)
        files = names_made(output.made, makings)
        if folder.resolve() == path.parent.resolve():
            refuse_if_replaced(saved)
        notices = move_in(output, of=saved.sha256)
    return StressTest(
        answer=answer,
        saved=saved,
        folder=folder,
        files=files,
        warnings=(*warnings, *(failure.says for failure in failures), *notices, *files_of_other_runs(saved)),
        exit_code=exit_code_of(failures),
    )


def stress_solved(solved: Solved, cases: Sequence[StressCase], seconds: float, report: Report) -> StressAnswer:
    """Put a plan to cases, the standard ones where none is given; nothing is written."""
    inputs, scenario = solved.inputs, solved.inputs.scenario
    stressed = Stressed(
        plan=solved.plan,
        scenario=scenario,
        district=inputs.district,
        journeys=inputs.journeys,
        today=inputs.problem.today,
        year=scenario.years[-1],
    )
    return answer_cases(stressed, cases or standard(stressed), seconds, report)


def answer_cases(stressed: Stressed, cases: Sequence[StressCase], seconds: float, report: Report) -> StressAnswer:
    """Answer cases; the clock of so many seconds begins when all are placed once."""

    def told(done: int, case: StressCase) -> None:
        report(
            Text(f"case {done}/{len(cases)}: {case.says}", f"情形 {done}/{len(cases)}：{case.says.zh}"),
            None,
        )

    return stress_plan(stressed, cases, lambda: start_clock(seconds), told=told)
