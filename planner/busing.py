"""The way of planner buses: lines for the riders of a saved plan, written down and drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.decide.buses.buses import BusAnswer, find_buses
from planner.decide.buses.fed_back import FedBack
from planner.errors import Finding, InputError
from planner.feeding_back import fed_back
from planner.language import Text, in_language
from planner.optimise.incumbent import Progress
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.saved import (
    SavedPlan,
    changed_inputs_texts,
    files_of_other_runs,
    open_plan,
    refuse_if_replaced,
    refuse_unverified,
    results_of_saved,
)
from planner.show.maps.atlas.buses import write_buses_map
from planner.show.workbook.buses import write_buses_workbook
from planner.solved import Solved
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output

WORKBOOK, MAP = "buses.xlsx", "buses.png"
SECONDS = 20.0
"""How long lines are looked for, over all schools; reading and drawing come on top."""
_UNROUTED = Text("no lines are made of it", "不编制校车线路")
_TOLD = 8
"""So many times it is told how far it is."""
Report = Callable[[str, Progress | None], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class BusLines:
    """The answer, what it speaks of, and the folder it was written to."""

    answer: BusAnswer
    saved: SavedPlan
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[str, ...]
    fed: FedBack | None = None
    """The plan solved again at the price of its lines, where that was asked and somebody rides."""
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked beside lines: whose year, how long to look, and whether their cost is fed back as a price."""

    year: int | None = None
    seconds: float = SECONDS
    feed_back: bool = False
    solve_seconds: float | None = None
    """For the second plan; None: as the scenario says."""


def buses_of_saved(path: Path, asked: Asked, *, out: Path | None = None, report: Report) -> BusLines:
    """Draw up lines for the riders of a saved plan; write buses.xlsx and buses.png.

    Where it is asked, the plan is solved again at the price that its lines come to (`planner.feeding_back`).
    InputError where the plan does not pass its check, the year or the depot is not there, or the folder cannot be
    written; then no earlier file has changed.
    """
    report("reading", None)
    saved, folder = open_plan(path), out or path.parent
    year = _year_of(asked.year, saved.scenario)
    refuse_unknown_depot(saved.scenario, saved.district)
    refuse_unverified(saved, _UNROUTED)
    with open_output(folder, verb="buses") as output:
        results = results_of_saved(saved)
        answer = find_buses(
            saved.plan, saved.scenario, saved.district, year=year, seconds=asked.seconds, told=_teller(report)
        )
        fed = None
        if asked.feed_back:
            fed = fed_back(saved, answer, results, (folder, asked.solve_seconds, asked.seconds), report)
        report("drawing", None)
        warnings = changed_inputs_texts(saved)
        notes = [in_language(note, "zh") for note in (*saved.plan.notes, *warnings)]
        makings = [
            Making(
                names=(WORKBOOK,),
                make=lambda made: write_buses_workbook(
                    made / WORKBOOK, answer, (saved.scenario, saved.district), notes, fed
                ),
            ),
            Making(names=(MAP,), make=lambda made: write_buses_map(made / MAP, results, answer)),
        ]
        failures = make_each(output.made, makings)
        files = names_made(output.made, makings)
        if folder.resolve() == path.parent.resolve():
            refuse_if_replaced(saved)
        notices = move_in(output, of=saved.sha256)
    return BusLines(
        answer=answer,
        fed=fed,
        saved=saved,
        folder=folder,
        files=files,
        warnings=(*warnings, *(failure.says for failure in failures), *notices, *files_of_other_runs(saved)),
        exit_code=exit_code_of(failures),
    )


def buses_of_solved(solved: Solved, year: int | None, seconds: float, report: Report) -> BusAnswer:
    """Draw up lines for the riders of a plan; nothing is written. InputError as `buses_of_saved`."""
    scenario, district = solved.inputs.scenario, solved.inputs.district
    refuse_unknown_depot(scenario, district)
    return find_buses(
        solved.plan, scenario, district, year=_year_of(year, scenario), seconds=seconds, told=_teller(report)
    )


def refuse_unknown_depot(scenario: Scenario, district: District) -> None:
    """Raise InputError where buses are kept at a school that the table does not have."""
    depot = scenario.buses.depot
    if depot is not None and depot not in set(district.schools["school_id"]):
        expected = Text("a school_id of the table schools", "应为学校表中的学校编号")
        finding = Finding(file="scenario", column="buses.depot", value=depot, expected=expected)
        raise InputError(Text("buses cannot be kept there:", "停车地点有误："), [finding])


def _year_of(year: int | None, scenario: Scenario) -> int:
    if year is None:
        return scenario.years[-1]
    if year not in scenario.placed_years:
        listed = ", ".join(map(str, scenario.placed_years))
        raise InputError(
            Text(f"--year {year}: one of the plan's years: {listed}", f"--year {year}：应为方案的年份：{listed}")
        )
    return year


def _teller(report: Report) -> Callable[[int, int], None]:
    def told(done: int, schools: int) -> None:
        if done % max(schools // _TOLD, 1) == 0:
            report(Text(f"bus lines: {done}/{schools} schools", f"校车线路：{done}/{schools}所学校"), None)

    return told
