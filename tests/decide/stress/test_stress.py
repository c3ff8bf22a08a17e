"""Plans under stress, counted on paper."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.decide.stress.cases import (
    AS_PLANNED,
    Grown,
    StressCase,
    all_at_once,
    more_or_fewer,
    school_shut,
    standard_cases,
    way_shut,
)
from planner.decide.stress.changed import changed_pupils
from planner.decide.stress.parts import parts_of
from planner.decide.stress.stress import CaseAnswer, Stressed, stress_plan
from planner.optimise.runtime.clock import start_clock
from planner.plan import Plan
from planner.problem.build import build_problem
from planner.problem.today import find_today
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import plan_of

FACTOR = 1.1
WALK = {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": None}


def two_towns(b: int = 8, **schools: dict[str, Any]) -> Case:
    """Return villages a and b with a school each, classes of 10, and c with none; a and b reach both schools."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 10, ("b", YEAR, "1"): b, ("c", YEAR, "1"): 2},
            schools=[
                {"school_id": "A", "classrooms": 1, "town": "north"} | schools.get("A", {}),
                {"school_id": "B", "classrooms": 1, "town": "south"} | schools.get("B", {}),
            ],
            travel={
                ("a", "A"): (5, None, None), ("a", "B"): (20, None, None), ("b", "A"): (20, None, None),
                ("b", "B"): (5, None, None), ("c", "B"): (10, None, None),
            },
            towns={"a": "north", "b": "south", "c": "south"},
        ),
        scenario=scenario_of(
            grade_bands={"lower": WALK},
            rules={"class_size": {"primary": 10}},
        ),
    )  # fmt: skip


def stressed(case: Case, *cases: StressCase, plan: Plan | None = None) -> list[CaseAnswer]:
    """Put the case's plan to cases of stress."""
    district, scenario = case.district, case.scenario
    asked = Stressed(
        plan=plan_of(case) if plan is None else plan,
        scenario=scenario,
        district=district,
        journeys=case.journeys,
        today=find_today(district, case.journeys, scenario),
        year=YEAR,
    )
    return list(stress_plan(asked, cases, lambda: start_clock(2.0)).answers)


def test_as_planned_is_the_plan() -> None:
    """Everybody has a seat and stays."""
    (answer,) = stressed(two_towns(), AS_PLANNED)
    assert (answer.pupils, answer.found, answer.least, answer.changing) == (20, 0, 0, 0)
    assert answer.lacking.empty
    assert answer.changes.empty


def test_more_pupils_than_seats_are_counted_exactly() -> None:
    """Twenty seats, twenty-two pupils: two have none, which is proven, and nobody of the plan changes school."""
    (answer,) = stressed(two_towns(), more_or_fewer(Grown(factor=FACTOR)))
    assert (answer.pupils, answer.found, answer.least, answer.changing) == (22, 2, 2, 0)
    assert answer.is_exact
    assert set(answer.lacking["reason"]) == {"no_room_in_reach"}
    assert answer.lacking["pupils"].sum() == 2


def test_fewer_pupils_stay_where_they_are() -> None:
    """Nobody changes school because there are fewer."""
    (answer,) = stressed(two_towns(), more_or_fewer(Grown(factor=0.7)))
    assert (answer.pupils, answer.found, answer.changing) == (14, 0, 0)


def test_a_school_that_is_shut_sends_its_pupils_on() -> None:
    """B shut: c's two reach no other school, a's ten fill A, so b's eight have no seat."""
    case = two_towns()
    (answer,) = stressed(case, school_shut("B", case.district))
    assert (answer.found, answer.least, answer.out_of_reach, answer.changing) == (10, 10, 2, 0)
    found = {(row["settlement_id"], row["reason"]): row["pupils"] for row in answer.lacking.to_dict("records")}
    assert found == {("b", "no_room_in_reach"): 8, ("c", "no_school_in_reach"): 2}
    assert set(answer.lacking["plan_school_ids"]) == {"B"}
    roomy = two_towns(A={"classrooms": 3})
    (answer,) = stressed(roomy, school_shut("B", roomy.district))
    assert (answer.found, answer.changing) == (2, 8)
    row = answer.changes.to_dict("records")[0]
    assert [row[key] for key in ("settlement_id", "from_school_id", "to_school_id", "pupils", "minutes")] == [
        "b", "B", "A", 8, 20,
    ]  # fmt: skip


def test_a_way_that_is_shut_and_cases_at_once() -> None:
    """C cannot reach B any more: two out of reach; with ten per cent more in the north as well, still two."""
    case = two_towns()
    shut = way_shut("c", "B", case.district)
    one, both = stressed(case, shut, all_at_once([shut, more_or_fewer(Grown(factor=FACTOR, town="north"))]))
    assert (one.found, one.out_of_reach, one.least) == (2, 2, 2)
    assert (both.pupils, both.found, both.out_of_reach) == (21, 2, 2)  # a's eleventh finds c's seat at B


def test_a_village_is_parted_only_for_want_of_room() -> None:
    """A shut, three seats free at B: three of a's ten sit there, a whole village is not left over for want of ten."""
    case = two_towns(b=5)
    (answer,) = stressed(case, school_shut("A", case.district))
    assert (answer.found, answer.least, answer.changing) == (7, 7, 3)


def test_others_make_room_where_that_seats_more() -> None:
    """Grown by half, a's five more find no seat at A; b's move on to C, which a cannot reach, and make room at B."""
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 10, ("b", YEAR, "1"): 10},
            schools=[{"school_id": school_id, "classrooms": 1} for school_id in "ABC"],
            travel={
                ("a", "A"): (5, None, None), ("a", "B"): (20, None, None), ("b", "B"): (5, None, None),
                ("b", "C"): (25, None, None),
            },
        ),
        scenario=two_towns().scenario,
    )  # fmt: skip
    (answer,) = stressed(case, more_or_fewer(Grown(factor=1.5)))
    assert (answer.pupils, answer.found, answer.least, answer.changing) == (30, 0, 0, 5)


def test_a_shut_school_is_no_merged_one() -> None:
    """`merge.receivers` and `merge.together` do not bind pupils of a school that is shut, and counts do not matter."""
    case = two_towns(A={"classrooms": 3, "kind": "teaching_point"}, B={"kind": "teaching_point", "decision": "keep"})
    merge = {"kinds": ["teaching_point"], "most": 0, "receivers": ["primary"], "together": "band"}
    case = with_scenario(case, "rules", "merge", value=merge)
    (answer,) = stressed(case, school_shut("B", case.district))
    assert (answer.found, answer.changing) == (2, 8)


def test_pupils_grow_in_whole_pupils_and_sums_are_exact() -> None:
    """Each cell is the product rounded up or down; the sum of the town that grows is exact, others do not change."""
    generator = np.random.default_rng(1)
    pupils = {(f"v{n:02}", YEAR, str(g)): int(generator.integers(0, 12)) for n in range(20) for g in (1, 2)}
    towns = {f"v{n:02}": "x" if n % 2 else "y" for n in range(20)}
    district = district_of(pupils=pupils, schools=[{"school_id": "A"}], travel={("v00", "A"): (5, 5, 1)}, towns=towns)
    scenario = scenario_of(grade_bands={"lower": {"stage": "primary", "grades": [1, 2]}})
    grown = changed_pupils(district, scenario, [Grown(factor=1.05, town="x")])
    before, after = district.pupils["pupils"].to_numpy(), grown["pupils"].to_numpy()
    in_x = district.pupils["settlement_id"].map(towns).to_numpy() == "x"
    assert (before[~in_x] == after[~in_x]).all()
    assert abs(after[in_x].sum() - 1.05 * before[in_x].sum()) <= 0.5
    assert (np.abs(after - before * np.where(in_x, 1.05, 1.0)) < 1).all()


@pytest.mark.parametrize("mode", [{"mode": "whole", "split_above_pupils": 6}, {"mode": "split"}])
def test_parts_are_all_pupils_and_the_plans_stay(mode: dict[str, Any]) -> None:
    """However the plan places settlements, the parts add up to the pupils; in the plan's own case nobody is moved."""
    case = with_scenario(two_towns(A={"classrooms": 2}), "rules", "assignment", value=mode)
    (answer,) = stressed(case, AS_PLANNED)
    assert (answer.found, answer.changing) == (0, 0)
    problem = build_problem(case.district, case.journeys, two_towns().scenario)
    parts = parts_of(problem, {})
    assert np.array_equal(np.bincount(parts.home, parts.grade_pupils.sum(axis=1)), problem.block_pupils)


def test_the_standard_cases_name_what_there_is() -> None:
    """As planned first, three factors, the largest schools where nothing is merged, and a town."""
    case = two_towns()
    cases = standard_cases(plan_of(case), case.scenario, case.district, YEAR)
    assert cases[0] is AS_PLANNED
    assert [each.grown[0].factor for each in cases[1:4]] == [0.9, 1.05, 1.1]
    assert [each.shut_schools for each in cases[4:6]] == [("A",), ("B",)]
    assert cases[-1].grown[0].town == "north"
    assert "most pupils" in cases[-1].says
    later = case.district.pupils.assign(year=YEAR + 1).query("settlement_id == 'c'").assign(pupils=19)
    grows = replace(case.district, pupils=pd.concat([case.district.pupils, later], ignore_index=True))
    assert standard_cases(plan_of(case), case.scenario, grows, YEAR)[-1].grown[0].town == "south"
