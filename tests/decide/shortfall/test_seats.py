"""Pupils, seats and the three columns, counted on paper."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.decide.shortfall.least_shortfall import flow_limits
from planner.decide.shortfall.network import plan_network, today_network
from planner.decide.shortfall.seats import seated_by_plan, seated_by_share, stage_rows, town_frame
from planner.decide.shortfall.seats_flow import least_unserved, least_unserved_in_all
from planner.decide.shortfall.shortfall import Shortfall
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from tests.districts import Case, paper_case, random_case, with_scenario, with_schools
from tests.paper_plan import paper_plan
from tests.seats import asked_of, looked_at, nine_year_case, two_villages


def _stage(shortfall: Shortfall) -> tuple[float, ...]:
    row = shortfall.today[0].stages[0]
    return (row.pupils, row.seats, row.reachable_seats, row.served, row.no_room, row.out_of_reach)


def test_the_three_columns_on_paper() -> None:
    """39 pupils, 20 seats: A and B fill P's 10 and Q's 10, 14 of them find no room, and C's 5 reach nothing."""
    found = looked_at(two_villages())
    assert _stage(found) == (39, 20, 20, 20, 14, 5)
    row = found.today[0].stages[0]
    assert (row.arithmetic_gap, row.least_proven, row.found, row.is_exact) == (19, 19, 19, True)


def test_the_arithmetic_gap_knows_no_distance() -> None:
    """With five rooms at P there are 60 seats for 39 pupils, and C's 5 are short all the same."""
    row = looked_at(two_villages(rooms=5)).today[0].stages[0]
    assert (row.arithmetic_gap, row.least_proven, row.found) == (0, 5, 5)


def test_whole_settlements_and_classes_leave_more_short_than_a_flow_says() -> None:
    """A's 20 and B's 14 kept whole in classes of 10: P's two rooms take A or B, Q's one room takes neither."""
    case = two_villages(rooms=2)
    whole = Case(
        district=case.district,
        scenario=case.scenario.model_copy(
            update={
                "rules": case.scenario.rules.model_copy(update={"assignment": type(case.scenario.rules.assignment)()})
            }
        ),
    )
    asked = asked_of(whole)
    assert least_unserved(asked, whole.scenario) == {"primary": 9}
    row = looked_at(whole).today[0].stages[0]
    assert (row.served, row.no_room, row.out_of_reach) == (20, 14, 5)
    assert row.is_exact


def test_a_town_has_its_own_pupils_seats_and_reach() -> None:
    """Pupils count where they live, seats where they stand, reachable seats wherever they stand."""
    case = two_villages(rooms=3)
    case = with_schools(case, town=pd.Series(["north", "south"]))
    homes = case.district.settlements.assign(town=["north", "south", "west"])
    case = Case(district=type(case.district)(**{**vars(case.district), "settlements": homes}), scenario=case.scenario)
    frame = looked_at(case).today[0].towns.set_index("town")
    assert frame["pupils"].to_dict() == {"north": 20, "south": 14, "west": 5}
    assert frame["seats"].to_dict() == {"north": 30, "south": 10, "west": 0}
    assert frame["reachable_seats"].to_dict() == {"north": 30, "south": 40, "west": 0}
    assert frame["out_of_reach"].to_dict() == {"north": 0, "south": 0, "west": 5}
    assert set(frame["year"]) == {2026}


def test_a_plans_own_placement_is_shown_for_its_years() -> None:
    """The paper plan seats 75 of 82 in 2027; what it leaves is what its own rows say."""
    case, plan = paper_case(), paper_plan()
    asked = asked_of(case, plan_network(plan, case.district, 2027))
    towns = town_frame(asked, seated_by_plan(plan, 2027), case.district, case.scenario)
    rows = stage_rows(asked, towns, {"primary": 0.0, "junior": 0.0}, case.district, case.scenario)
    assert sum(row.served for row in rows) == 75
    assert sum(row.found for row in rows) == 7
    reasons = {row.reason: 0.0 for row in plan.shortfall}
    for row in plan.shortfall:
        if row.year == 2027:
            reasons[row.reason] += sum(row.pupils.values())
    assert sum(row.no_room for row in rows) == reasons.get("no_room_in_reach", 0.0)
    assert sum(row.out_of_reach for row in rows) == reasons.get("no_school_in_reach", 0.0)


@pytest.mark.parametrize(("primary", "junior", "gap"), [(60, 60, 0), (100, 20, 20), (0, 200, 20), (90, 180, 90)])
def test_shared_rooms_are_counted_once(primary: int, junior: int, gap: float) -> None:
    """Nine rooms for both stages: what is short in all is what is proven, where one grade fills its classes."""
    shortfall = looked_at(nine_year_case(primary=primary, junior=junior))
    picture = shortfall.today[0]
    assert picture.arithmetic_gap == pytest.approx(gap)
    assert picture.found == pytest.approx(gap)
    assert picture.least_in_all == picture.found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_arithmetic_and_flow_never_say_more_than_any_placement(seed: int, mode: str) -> None:
    """Pupils less seats <= what the flow proves <= what a placement leaves; the three columns are all pupils."""
    case = random_case(seed, mode=mode)
    network = today_network(case.district, case.scenario.years[0])
    asked = asked_of(case, network)
    least = least_unserved(asked, case.scenario)
    in_all = flow_limits(asked, case.scenario).in_all
    solution = find_start(asked.problem, start_clock(0.05))
    towns = town_frame(asked, seated_by_share(asked.problem, solution.share), case.district, case.scenario)
    rows = stage_rows(asked, towns, least, case.district, case.scenario)
    for row in rows:
        assert row.served + row.no_room + row.out_of_reach == pytest.approx(row.pupils, abs=1e-5)
        assert least[row.stage] <= row.found + 1e-5
        assert row.out_of_reach <= least[row.stage] + 1e-5
        assert row.reachable_seats <= row.seats + 1e-5
    found = sum(row.found for row in rows)
    assert sum(row.arithmetic_gap for row in rows) <= in_all + 0.01
    assert in_all <= found + 1e-5
    assert sum(least.values()) <= found + 1e-5


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 3))
def test_one_more_room_never_raises_the_gap(seed: int, place: int) -> None:
    """Directional: the proven limit of a district with one more room is no higher."""
    case = random_case(seed)
    schools = case.district.schools
    rooms = schools["classrooms"].to_numpy().copy()
    rooms[place % len(rooms)] += 1
    more = with_schools(case, classrooms=type(schools["classrooms"])(rooms))
    before, after = (least_unserved_in_all(asked_of(one), one.scenario) for one in (case, more))
    assert after <= before


def test_a_district_without_pupils_or_without_ways() -> None:
    """Nobody wants a seat: nothing is short. Nobody can travel: everyone is out of reach, and that is proven."""
    nobody = looked_at(two_villages(pupils=(0, 0, 0)))
    assert _stage(nobody) == (0, 20, 0, 0, 0, 0)
    assert nobody.today[0].stages[0].is_exact
    nowhere = with_scenario(two_villages(), "grade_bands", "lower", "max_walk_minutes", value=1)
    assert _stage(looked_at(nowhere)) == (39, 20, 0, 0, 0, 39)
    assert looked_at(nowhere).today[0].least_in_all == 39
