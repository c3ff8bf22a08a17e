"""The way of planner buses --feed-back: the plan solved again at the price that its bus lines come to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.decide.buses.buses import BusAnswer, find_buses
from planner.decide.buses.fed_back import FedBack, side_of
from planner.decide.results import Results
from planner.inputs import inputs_of, source_of
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.reading.scenario import Scenario
from planner.recording import way_to
from planner.run import save_solved, solve_inputs
from planner.saved import SavedPlan

FOLDER = "fed-back"
"""Folder of the second plan, and its scenario, beside the lines of the first."""
Report = Callable[[str, Progress | None], None]


def fed_back(
    saved: SavedPlan,
    answer: BusAnswer,
    results: Results,
    how: tuple[Path, float | None, float],
    report: Report,
) -> FedBack | None:
    """Solve the plan's scenario at the price of its lines, beginning with the plan; save the second plan.

    `how`: the folder of the lines, seconds for the optimiser (None: as the scenario says) and for lines. None where
    nobody rides: then there is no price. NoPlanError, StoppedError as from a run.
    """
    price = answer.yuan_per_rider_kilometre
    if price is None:
        return None
    folder, seconds, line_seconds = how[0] / FOLDER, how[1], how[2]
    scenario = at_price(saved.source.scenario, price)
    source = source_of(scenario.model_copy(update={"district": way_to(saved.source.district_folder, folder)}), folder)
    inputs = inputs_of(source)
    solver = inputs.scenario.solver
    if seconds is not None:
        solver = solver.model_copy(update={"time_limit_seconds": seconds})
    report(Text("solving again at the price of the buses", "按校车折算价格重新求解"), None)
    solved = solve_inputs(inputs, folder, solver, report, begin=saved.plan)
    save_solved(solved, folder)
    report(Text("lines of the second plan", "编制新方案的校车线路"), None)
    second = find_buses(
        solved.plan, replace(inputs, source=source).scenario, inputs.district, year=answer.year, seconds=line_seconds
    )
    return FedBack(
        year=answer.year, before=side_of(results, answer), after=side_of(solved.results, second), folder=FOLDER
    )


def at_price(scenario: Scenario, yuan_per_pupil_kilometre: float) -> Scenario:
    """Return a scenario in which riding costs what buses do, whole yuan, and the county pays it; of another name."""
    price = float(round(yuan_per_pupil_kilometre))
    prices = scenario.prices.model_copy(update={"ride_yuan_per_pupil_kilometre": price, "riding_paid_by": "county"})
    title = {"title": f"{scenario.title}（按校车费用计价）"} if scenario.title else {}
    return scenario.model_copy(update={"name": f"{scenario.name}-buses", "prices": prices, **title})
