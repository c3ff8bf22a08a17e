"""Where schools may be built, against counting every possibility, in directions, and in what is said of it."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.decide.clash_set import clash_set
from planner.errors import InputError, NoPlanError
from planner.problem.siting import nearest_settlements
from planner.reading.loader import read_district
from planner.reading.scenario_file import read_scenario
from planner.verifying import Rule, find_violations
from planner.verifying.few_pupils import find_facts_of_today
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario, with_schools, write_case
from tests.placing import with_siting
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SITING_DECIDES = (0, 6, 9, 11, 12, 13, 20, 24)
"""Seeds of districts in which the rule makes the best plan dearer."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", SITING_DECIDES)
def test_siting_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_siting(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("seed", [0, 6, 9])
def test_siting_with_shares(seed: int) -> None:
    """Under split too."""
    case = with_siting(seed, mode="split")
    is_exact(case, best_split_total(case), "auto")


def test_siting_decides() -> None:
    """In these districts the rule makes the best plan dearer."""
    for seed in SITING_DECIDES[:4]:
        case = with_siting(seed)
        free = best_whole_total(with_scenario(case, "rules", "siting", value=None))
        assert free + ROUNDING < best_whole_total(case)


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["primary", "junior"]))
def test_more_places_to_build_in_are_never_dearer(seed: int, stage: str) -> None:
    """Whoever may build in more kinds of settlements may build as before; boarding, which looks at sites, left free."""
    case = with_scenario(with_siting(seed), "rules", "whole_school", value=None)
    for band in case.scenario.grade_bands:
        case = with_scenario(case, "grade_bands", band, "board_in", value="anywhere")
        case = with_scenario(case, "grade_bands", band, "board_when", value="any")
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    wider = with_scenario(case, "rules", "siting", stage, value=["town_seat", "central_village", "village"])
    assert plan_of(wider).objective.total <= total + ROUNDING


def test_optimiser_and_judge_bar_the_same_sites() -> None:
    """Of two programs that measure how far settlements are, each bars the same sites, in some districts some."""
    found = set()
    for seed in range(30):
        case = with_siting(seed)
        facts = find_facts_of_today(case.district, case.scenario, case.journeys)
        barred = problem_of(case).school_barred
        assert [school.is_barred for school in facts.schools.values()] == barred.tolist()
        found.add((bool(barred.any()), bool(barred.all())))
    assert {(True, False), (False, False)} <= found


def village_site(*, kilometres: float = 0.0, place: str = "village", kind: str = "primary", **keys: object) -> Case:
    """Return a village, so many kilometres north of it a site that would be cheap, and a school far off."""
    keys = {"rules": {"siting": {"primary": ["town_seat", "central_village"], "junior": ["town_seat"]}}} | keys
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 5},
            schools=[
                {"school_id": "n", "name": "new", "kind": kind, "state": "candidate", "classrooms": 1,
                 "build_yuan": 0, "fixed_yuan_per_year": 0},
                {"school_id": "h", "classrooms": 1},
            ],
            travel={("a", "n"): (1.0, None, None), ("a", "h"): (60.0, None, None)},
        ),
        scenario=scenario_of(**keys),
    )  # fmt: skip
    homes = case.district.settlements.assign(place=place)
    case = replace(case, district=replace(case.district, settlements=homes))
    north = homes["lat"].iloc[0] + kilometres / 110.93
    lat = pd.Series([float(north), float(case.district.schools["lat"].iloc[1])])
    return with_schools(case, lon=float(homes["lon"].iloc[0]), lat=lat)


@pytest.mark.parametrize(
    ("kilometres", "place", "kind", "built"),
    [
        (0.0, "village", "primary", False),
        (0.0, "central_village", "primary", True),
        (0.99, "central_village", "teaching_point", True),
        (1.01, "central_village", "primary", False),
        (0.0, "", "primary", False),
        (0.0, "central_village", "nine_year", False),
        (0.0, "town_seat", "nine_year", True),
        (0.0, "central_village", "junior", False),
        (0.0, "village", "special", True),
    ],
)
def test_a_site_is_built_only_in_a_settlement_of_the_kinds_named(
    kilometres: float, place: str, kind: str, *, built: bool
) -> None:
    """The nearest settlement within a kilometre counts; a nine-year school asks for both stages, others for none."""
    case = village_site(kilometres=kilometres, place=place, kind=kind)
    plan = plan_of(case)
    assert (plan.assignments[0].school_id == "n") is built
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
    free = with_scenario(case, "rules", "siting", value=None)
    found = find_violations(plan_of(free), case.scenario, case.district, case.journeys)
    assert [violation.rule for violation in found] == ([] if built else [Rule.SITING])
    _, far = nearest_settlements(case.district, np.array([0]))
    assert math.isclose(far[0], kilometres, abs_tol=0.005)


def test_a_site_that_is_to_be_built_where_nothing_may_be_is_a_clash() -> None:
    """It is named, and in the smallest set the rule and the decision."""
    case = village_site(decisions={"keep": ["n"]})
    with pytest.raises(NoPlanError) as raised:
        plan_of(case)
    (clash,) = raised.value.clashes
    assert all(word in clash for word in ("rules.siting", "n"))
    smallest = {rule.key for rule in clash_set(case.scenario, case.district)}
    assert smallest == {"decisions.keep", "rules.siting.primary"}


def test_the_kinds_of_settlements_must_be_there(tmp_path: Path) -> None:
    """With the column the words of the template are read; without it, it is asked for."""
    scenario = read_scenario(write_case(tmp_path, village_site())).scenario
    table = (tmp_path / "settlements.csv").read_text(encoding="utf-8")
    (tmp_path / "settlements.csv").write_text(table.replace("place", "村庄类型").replace("village", "中心村"), "utf-8")
    assert read_district(tmp_path, scenario).settlements["place"].tolist() == ["central_village"]
    (tmp_path / "settlements.csv").write_text(table.replace("place", "remarks"), "utf-8")
    with pytest.raises(InputError) as raised:
        read_district(tmp_path, scenario)
    (finding,) = raised.value.findings
    assert (finding.file, finding.column) == ("settlements.csv", "place")
    assert "rules.siting" in finding.expected
