"""Seats that stand empty after a peak."""

from dataclasses import replace

import pandas as pd

from planner.decide.shortfall.empty_seats import empty_seats, pupils_planned
from tests.districts import Case, district_of, paper_case, scenario_of
from tests.paper_plan import paper_plan
from tests.planning import plan_of
from tests.seats import looked_at, two_villages


def test_seats_stand_empty_when_cohorts_shrink() -> None:
    """90 seats; 80 pupils, 85 at the peak, then 30: 60 stand empty, 55 pupils fewer than at the peak."""
    counts = {2026: 80, 2027: 85, 2028: 30}
    case = Case(
        district=district_of(
            pupils={("A", year, "1"): count for year, count in counts.items()},
            schools=[{"school_id": "P", "classrooms": 2}],
            travel={("A", "P"): (5, None, None)},
        ),
        scenario=scenario_of(),
    )
    found = looked_at(case).empty.set_index("year")
    assert found["empty"].to_dict() == {2026: 10, 2027: 5, 2028: 60}
    assert set(found["peak_year"]) == {2027}
    assert found["since_peak"].to_dict() == {2026: 5, 2027: 0, 2028: 55}


def test_no_pictures_no_rows() -> None:
    """Nothing asked, nothing told."""
    assert empty_seats([]).empty


def test_each_school_has_seats_empty_or_pupils_beyond_them() -> None:
    """Today P has 25 pupils on 10 seats and Q 4 on 10; under a plan the pupils are the plan's."""
    case = two_villages()
    attends = pd.DataFrame(
        [("A", "1", "P", 25), ("B", "1", "Q", 4)], columns=["settlement_id", "grade", "school_id", "pupils"]
    )
    case = Case(district=replace(case.district, attends=attends), scenario=case.scenario)
    plan = plan_of(case)
    schools = looked_at(case, plan).schools.set_index("school_id")
    today = schools.loc[schools["which"] == "today", ["seats", "pupils", "empty", "beyond"]]
    assert today.to_dict("index") == {
        "P": {"seats": 10, "pupils": 25, "empty": 0, "beyond": 15},
        "Q": {"seats": 10, "pupils": 4, "empty": 6, "beyond": 0},
    }
    planned = schools[schools["which"] == "plan"]
    assert planned["pupils"].to_dict() == {
        row.school_id: sum(row.pupils.values()) for row in plan.schools if row.year == 2026
    }
    assert (planned["beyond"] == 0).all()


def test_a_plans_pupils_by_school_and_grade() -> None:
    """All who are placed, and nobody else."""
    case, plan = paper_case(), paper_plan()
    pupils = pupils_planned(plan, 2027, case.district, case.scenario)
    assert pupils.shape == (5, 3)
    assert pupils.sum() == 75
