"""Plans that several tests of showing look at, each made once."""

from pathlib import Path

import pytest

from planner.inputs import read_inputs
from planner.reading.scenario import Solver
from planner.run import make_plan
from tests.converting import conversions
from tests.districts import scenario_of
from tests.planning import patient_clock
from tests.showing import TOWN, bounded, planned, synthetic, village_case
from tests.shown import Shown

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def merging(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Return a plan that merges the teaching point and adds a room; with town boundaries and synthetic pupils."""
    return planned(tmp_path_factory.mktemp("merging"), bounded(synthetic(village_case()), TOWN))


@pytest.fixture(scope="session")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Return a plan with nothing merged, built or short; no boundaries, no synthetic data."""
    return planned(tmp_path_factory.mktemp("keeping"), village_case(merge=False))


@pytest.fixture(scope="session")
def converting(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Return a plan in which the sites of two teaching points go on as other schools; a third is merged."""
    return planned(tmp_path_factory.mktemp("converting"), conversions())


@pytest.fixture(scope="session")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Return a plan in which nobody has a seat: no way is short enough."""
    case = village_case(merge=False)
    band = {"stage": "primary", "grades": [1], "max_walk_minutes": 1, "max_ride_minutes": None}
    scenario = scenario_of(title="都没有学位", rules={"class_size": {"primary": 20}}, grade_bands={"primary": band})
    return planned(tmp_path_factory.mktemp("lacking"), type(case)(district=case.district, scenario=scenario))


@pytest.fixture(scope="session")
def mengjin() -> Shown:
    """Return Mengjin as it is in the project, with the plan that two seconds of work find, however long they take."""
    inputs = read_inputs(PROJECT / "scenarios" / "mengjin-2026.yaml")
    solver = Solver(time_limit_seconds=2.0, threads=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.run.start_clock", patient_clock)
        plan = make_plan(inputs, PROJECT / "maps" / "mengjin-2026", solver, lambda _doing, _progress: None)
    return Shown(plan=plan, scenario=inputs.scenario, district=inputs.district, problem=inputs.problem)
