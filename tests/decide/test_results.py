"""Results: one record from which every output is written."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.decide.results import on_ground, results_of
from planner.decide.year_rows import NOWHERE
from tests.composing import problem_of
from tests.districts import Case
from tests.paper_plan import COST
from tests.shown import Shown, paper_shown


@pytest.fixture(name="paper", scope="module")
def _paper() -> Shown:
    return paper_shown()


def test_years_are_in_order_and_the_last_is_the_last(paper: Shown) -> None:
    """Each year has its rows and its figures; sums over the years are told as a mean."""
    results = paper.results
    assert (results.years, results.n_years, results.last.rows.year) == ((2026, 2027), 2, 2027)
    assert [measures.year for measures in results.measures] == [2026, 2027]
    assert results.yearly_cost_yuan == COST / 2
    assert results.yearly_saving_yuan == results.proof.saving_yuan / 2


def test_whoever_has_no_seat_goes_nowhere(paper: Shown) -> None:
    """Places hold all 82 pupils of 2027, the 7 without a seat at no school."""
    places = paper.results.last.rows.places
    assert places["pupils"].sum() == 82
    assert places.loc[places["school_id"] == NOWHERE, "pupils"].sum() == 7


def test_movements_start_at_todays_school(paper: Shown) -> None:
    """The moves of a merged school are its part of the movements of the year it is merged in."""
    results = paper.results
    merged, year = results.moves["school_id"].iloc[0], int(results.moves["year"].iloc[0])
    movements = results.by_year[year].movements
    mine = movements[movements["before"] == merged]
    assert mine["pupils"].sum() == pytest.approx(
        results.moves.loc[results.moves["school_id"] == merged, "pupils"].sum()
    )
    assert set(mine["before"]) <= set(results.attendance["school_id"])


def test_pupils_attending_are_those_of_the_table(paper: Shown) -> None:
    """Without a table of attendance nobody is counted; with it, the pupils of the scenario's grades are."""
    assert paper.results.last.schools["attending"].isna().all()
    attends = pd.DataFrame([("A", "1", "P1", 9)], columns=["settlement_id", "grade", "school_id", "pupils"])
    counted = replace(paper, district=replace(paper.district, attends=attends)).results
    assert counted.last.schools["attending"]["P1"] == 9
    assert counted.attendance.to_dict("records") == [
        {"settlement_id": "A", "grade_band": "lower", "school_id": "P1", "share": 1.0}
    ]


def test_a_site_that_a_plan_does_not_know_is_not_built_on_common_ground(paper: Shown) -> None:
    """Its row says so in every year, and all other figures stay."""
    site = paper.district.schools[paper.district.schools["school_id"] == "N1"].assign(school_id="N9", name="另一校址")
    ground = replace(paper.district, schools=pd.concat([paper.district.schools, site], ignore_index=True))
    widened = on_ground(paper.results, ground)
    assert [widened.by_year[year].rows.schools["N9"].action for year in widened.years] == ["leave", "leave"]
    assert widened.last.measures.actions["leave"] == paper.results.last.measures.actions["leave"] + 1
    assert widened.last.measures.day == paper.results.last.measures.day
    assert widened.moves.equals(paper.results.moves)


def test_a_plan_of_other_schools_is_an_error(paper: Shown) -> None:
    """Whoever computes results has checked before that the plan fits its tables."""
    case = Case(district=paper.district, scenario=paper.scenario)
    strange = paper.plan.schools[0].model_copy(update={"school_id": "elsewhere", "action": "merge", "open": False})
    plan = paper.plan.model_copy(update={"schools": (*paper.plan.schools, strange)})
    with pytest.raises(KeyError):
        results_of(plan, case.scenario, case.district, problem_of(case), case.journeys)
