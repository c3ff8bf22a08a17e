"""Shares that graze a limit: no plan is lost, and no limit broken, however little time there was."""

import os
from pathlib import Path

import pytest

from planner.inputs import read_inputs
from planner.reading.scenario import Solver
from planner.run import make_plan
from planner.verifying import find_violations
from tests.districts import Case, random_case
from tests.exactness import overfull
from tests.planning import plan_of

PROJECT = Path(__file__).resolve().parent.parent
GRAZING = ("split-02", "split-03", "split-04", "split-05")
ENGINES = ("auto", "milp")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seconds", [0.0, 0.3])
@pytest.mark.parametrize("name", GRAZING)
def test_grazing_cases_come_to_a_plan(name: str, seconds: float, engine: str, tmp_path: Path) -> None:
    """Classes, rooms, beds and budget that sums of shares meet to the last digit."""
    folder = Path(os.environ.get("PLANNER_SHARED", PROJECT.parent / "shared")) / "cases" / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there; set PLANNER_SHARED")
    inputs = read_inputs(folder / "scenario.yaml")
    solver = Solver(engine=engine, threads=1, time_limit_seconds=seconds)
    plan = make_plan(inputs, tmp_path, solver, lambda _doing, _progress: None)
    assert overfull(Case(district=inputs.district, scenario=inputs.scenario), plan) == []
    assert not [note for note in plan.notes if "own check" in note]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seconds", [0.0, 0.1])
@pytest.mark.parametrize("seed", range(40))
def test_every_plan_of_shares_passes(seed: int, seconds: float, engine: str) -> None:
    """Random districts: the judge finds nothing, and neither does a count without any tolerance."""
    case = random_case(seed, mode="split")
    plan = plan_of(case, Solver(engine=engine, gap=0.0, threads=1, time_limit_seconds=seconds))
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
    assert overfull(case, plan) == []
