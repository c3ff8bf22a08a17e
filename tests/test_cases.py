"""The shared small inputs that were once answered wrongly: every one is tested, here or where its kind is."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from planner.bettering import reasons_of
from planner.decide.results import results_of
from planner.inputs import Inputs, read_inputs
from planner.plan import Plan
from planner.problem.build import build_problem
from planner.reading.scenario import Solver
from planner.run import make_plan
from planner.show.words.reason_text import reasons_text
from planner.verifying import find_violations
from planner.why_merge import explaining_of
from tests.districts import Case, with_scenario
from tests.exactness import overfull

TESTS = Path(__file__).resolve().parent
HERE = "test_cases.py"
TABLES, ROADS = "reading/test_case_tables.py", "test_road_cases.py"
ONE_PUPIL, CHEAP = "47-one-pupil-school-default-prices", "31-cheap-shortfall"
SIZE_LEFT_OUT, TWINS = "46-school-size-left-out", "35-twins"
GRAZING = ("split-02", "split-03", "split-04", "split-05")
COVERED_BY: Mapping[str, str] = {
    "01-osmnx-list-highway": ROADS,
    "03-oneway-dead-end": ROADS,
    "04a-island-no-ferry": ROADS,
    "04b-island-ferry-line": ROADS,
    "05-gdal-osm-lines": ROADS,
    "10-excel-title-row": TABLES,
    "10c-excel-heading-units": TABLES,
    "12b-excel-error-in-optional-cells": TABLES,
    "13-excel-format-000": TABLES,
    "14-excel-hidden-rows": TABLES,
    "16-boundaries-second-layer": ROADS,
    "23-band-not-taught": TABLES,
    "37-roads-other-name": ROADS,
    **dict.fromkeys((ONE_PUPIL, CHEAP, SIZE_LEFT_OUT, TWINS, *GRAZING), HERE),
}
"""The folder of each case to the test module that names it."""


@pytest.fixture
def cases(shared_data: Path) -> Path:
    """Return the folder of shared cases; skip where it is not there."""
    folder = shared_data.parent / "cases"
    if not folder.is_dir():
        pytest.skip(f"no cases: {folder} is not there; set PLANNER_SHARED")
    return folder


def planned(inputs: Inputs, folder: Path, seconds: float = 2.0, engine: str = "auto", seed: int = 1) -> Plan:
    """Solve in a short time, as a run does: the judge has passed what comes back."""
    solver = Solver.model_validate({"engine": engine, "seed": seed, "threads": 1, "time_limit_seconds": seconds})
    return make_plan(inputs, folder, solver, lambda _doing, _progress: None)


def left_by_reason(plan: Plan) -> dict[str, int]:
    """Count the pupils without a seat, by reason."""
    found: dict[str, int] = {}
    for row in plan.shortfall:
        found[row.reason] = found.get(row.reason, 0) + round(sum(row.pupils.values()))
    return found


def repriced(inputs: Inputs, **keys: object) -> Inputs:
    """Return the inputs with other keys of the scenario."""
    case = Case(district=inputs.district, scenario=inputs.source.scenario)
    for name, value in keys.items():
        case = with_scenario(case, *name.split("__"), value=value)
    problem = build_problem(inputs.district, inputs.journeys, case.scenario)
    source = inputs.source.model_copy(update={"scenario": case.scenario})
    return Inputs(source=source, district=inputs.district, journeys=inputs.journeys, problem=problem)


def test_every_case_is_named_by_a_test(cases: Path) -> None:
    """A new folder needs a test, and the module said to hold it names it."""
    folders = {path.name for path in cases.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders <= COVERED_BY.keys()
    for name, module in COVERED_BY.items():
        assert f'"{name}"' in (TESTS / module).read_text(encoding="utf-8"), f"{module} does not name {name}"


def test_one_pupil_gets_a_class_at_default_prices(cases: Path, tmp_path: Path) -> None:
    """The default is above a class and a school for one pupil, so all 578 sit, the one of 高山村 at its own point."""
    inputs = read_inputs(cases / ONE_PUPIL / "scenario.yaml")
    plan = planned(inputs, tmp_path)
    assert plan.shortfall_yuan_per_pupil == 500_000
    assert plan.shortfall == ()
    assert [row.school_id for row in plan.assignments if row.settlement_id == "V99"] == ["T9"]


def test_a_price_below_a_class_is_told_and_is_the_reason(cases: Path, tmp_path: Path) -> None:
    """At 200,000 a class of 210,000 for one pupil is dearer: both numbers are told, and the pupil's reason is true."""
    inputs = repriced(read_inputs(cases / ONE_PUPIL / "scenario.yaml"), prices__shortfall_yuan_per_pupil=200_000)
    (note,) = [note for note in inputs.notes if "shortfall_yuan_per_pupil is 200,000 yuan" in note]
    assert "up to 272,819 yuan a year" in note
    assert left_by_reason(planned(inputs, tmp_path)) == {"dearer_than_the_price": 1}


def test_a_cheap_shortfall_is_no_lack_of_room(cases: Path, tmp_path: Path) -> None:
    """At 500 yuan nobody is worth a seat: the note says so with both numbers, and so does every reason."""
    inputs = read_inputs(cases / CHEAP / "scenario.yaml")
    (note,) = [note for note in inputs.notes if "shortfall_yuan_per_pupil is 500 yuan" in note]
    assert "up to 272,819 yuan a year" in note
    assert left_by_reason(planned(inputs, tmp_path)) == {"dearer_than_the_price": 577}


def test_a_norm_below_a_schools_own_limit_is_told(cases: Path, tmp_path: Path) -> None:
    """The default of 2,000 cuts 4,000; with null in its place all 3,000 sit."""
    inputs = read_inputs(cases / SIZE_LEFT_OUT / "scenario.yaml")
    (note,) = [note for note in inputs.notes if "pupils_max above rules.school_size" in note]
    assert "城关中心小学 (P1) 4000 > 2000" in note
    assert left_by_reason(planned(inputs, tmp_path)) == {"no_room_in_reach": 1050}
    lifted = repriced(inputs, rules__school_size=None)
    assert not [note for note in lifted.notes if "pupils_max above" in note]
    assert planned(lifted, tmp_path).shortfall == ()


@pytest.mark.parametrize(
    ("budget", "rule_en", "rule_zh"),
    [
        (30_000_000, "the plan and this site need 60,000,000 yuan", "再建这处，共需6,000万元"),
        (0, "the plan and this site need 30,000,000 yuan", "再建这处，共需3,000万元"),
    ],
)
def test_words_about_a_site_that_is_not_built(
    budget: float, rule_en: str, rule_zh: str, cases: Path, tmp_path: Path
) -> None:
    """No present pupils of a school that does not exist; the budget that forbids it is named as the rule."""
    inputs = repriced(read_inputs(cases / TWINS / "scenario.yaml"), budget_yuan=budget)
    plan = planned(inputs, tmp_path)
    sites = [row.school_id for row in plan.schools if row.action == "leave"]
    assert len(sites) == (1 if budget else 2)
    explaining = explaining_of(
        results_of(plan, inputs.scenario, inputs.district, inputs.problem, inputs.journeys), inputs.journeys
    )
    reasons = reasons_of(explaining, sites, lambda _doing, _progress: None).reasons
    text = reasons_text(reasons, (), inputs.scenario, inputs.district)
    for said, rule in ((str(text), rule_en), (text.zh, rule_zh)):
        assert said.count(rule) == len(sites)
        for false in ("less than 1", "不到1人", "today", "现有学生", "No rule forces", "没有哪条规则"):
            assert false not in said


@pytest.mark.parametrize("engine_and_seed", [("auto", 1), ("auto", 7), ("milp", 1), ("milp", 7)])
@pytest.mark.parametrize("seconds", [0.0, 1.0])
@pytest.mark.parametrize("name", GRAZING)
def test_grazing_shares_always_come_to_a_plan(
    name: str, seconds: float, engine_and_seed: tuple[str, int], cases: Path, tmp_path: Path
) -> None:
    """Whatever the time, the seed and the engine: every limit is met to the last digit."""
    inputs = read_inputs(cases / name / "scenario.yaml")
    plan = planned(inputs, tmp_path, seconds, *engine_and_seed)
    assert find_violations(plan, inputs.source.scenario, inputs.district, inputs.journeys) == ()
    assert overfull(Case(district=inputs.district, scenario=inputs.scenario), plan) == []
    assert not [note for note in plan.notes if "own check" in note]
