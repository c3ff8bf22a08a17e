"""What must never happen when one number changes: Hypothesis looks for a district where it does."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.verifying import find_violations
from tests.districts import Case, random_case, with_scenario, with_schools
from tests.planning import plan_of

ROUNDING = 0.5
FEW = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
cases = st.builds(random_case, st.integers(0, 100_000), mode=st.sampled_from(["whole", "split"]))


def total_of(case: Case) -> float:
    """Return the least total, proven to within rounding."""
    plan = plan_of(case)
    assert plan.objective.total - plan.bound <= ROUNDING
    return plan.objective.total


def never_costs_more(case: Case, easier: Case) -> None:
    """Assert that a plan with more freedom, or lower prices, costs no more."""
    assert total_of(easier) <= total_of(case) + ROUNDING


@FEW
@given(cases)
def test_every_plan_passes_the_judge(case: Case) -> None:
    """The judge accepts whatever the optimiser makes."""
    plan = plan_of(case)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@FEW
@given(cases, st.integers(1, 3))
def test_more_rooms_never_cost_more(case: Case, rooms: int) -> None:
    """Schools with more classrooms can do all they could before."""
    schools = case.district.schools
    more = {column: schools[column] + rooms for column in ("classrooms", "classrooms_max")}
    never_costs_more(case, with_schools(case, **more))


@FEW
@given(cases, st.integers(1, 10))
def test_more_beds_never_cost_more(case: Case, beds: int) -> None:
    """Schools with more beds can do all they could before."""
    schools = case.district.schools
    never_costs_more(case, with_schools(case, beds=schools["beds"] + beds, beds_max=schools["beds_max"] + beds))


@FEW
@given(cases)
def test_a_higher_limit_of_boarding_never_costs_more(case: Case) -> None:
    """Boarding comes last, so a longer ride to board only adds journeys."""
    bands = case.scenario.grade_bands.items()
    limited = [name for name, band in bands if band.boarding and band.max_board_minutes is not None]
    assume(limited)
    for name in limited:
        never_costs_more(case, with_scenario(case, "grade_bands", name, "max_board_minutes", value=1000.0))


@FEW
@given(cases)
def test_boarding_for_anybody_anywhere_never_costs_more(case: Case) -> None:
    """Who may board beyond day reach alone, or in town alone, may board where anybody may anywhere."""
    boarding = [name for name, band in case.scenario.grade_bands.items() if band.boarding]
    assume(boarding)
    for name in boarding:
        anybody = with_scenario(case, "grade_bands", name, "board_when", value="any")
        never_costs_more(with_scenario(case, "grade_bands", name, "board_when", value="beyond_day_reach"), anybody)
        anywhere = with_scenario(case, "grade_bands", name, "board_in", value="anywhere")
        never_costs_more(with_scenario(case, "grade_bands", name, "board_in", value="town"), anywhere)


@FEW
@given(cases)
def test_without_trips_boarding_is_a_sum_for_each_boarder(case: Case) -> None:
    """With no trips a week the term is boarders times their price, as it was before journeys were counted."""
    free = with_scenario(case, "prices", "board_trips_per_week", value=0)
    plan = plan_of(free)
    boarders = sum(row.boarders for row in plan.schools)
    price = case.scenario.prices.boarding_yuan_per_pupil
    assert abs(plan.objective.boarding - boarders * price) <= ROUNDING
    never_costs_more(with_scenario(case, "prices", "board_trips_per_week", value=5), free)


@FEW
@given(cases)
def test_a_higher_limit_never_leaves_more_unplaced(case: Case) -> None:
    """Where walking is free and so is riding, a longer limit on either only adds journeys."""
    free = case
    for price in ("travel_yuan_per_pupil_minute", "ride_yuan_per_pupil_kilometre", "boarding_yuan_per_pupil"):
        free = with_scenario(free, "prices", price, value=0)
    for name in case.scenario.grade_bands:  # a longer day's way may bar from boarding
        free = with_scenario(free, "grade_bands", name, "board_when", value="any")
        free = with_scenario(free, "grade_bands", name, "board_in", value="anywhere")
    longer = free
    for name in case.scenario.grade_bands:
        longer = with_scenario(longer, "grade_bands", name, "max_walk_minutes", value=1000.0)
        longer = with_scenario(longer, "grade_bands", name, "max_ride_minutes", value=1000.0)
    never_costs_more(free, longer)


@FEW
@given(cases, st.sampled_from(["class_size", "max_classes_per_school", "school_size"]))
def test_lifting_a_rule_never_costs_more(case: Case, rule: str) -> None:
    """A plan that obeys a rule stands without it too."""
    assume(getattr(case.scenario.rules, rule) is not None)
    never_costs_more(case, with_scenario(case, "rules", rule, value=None))


@FEW
@given(cases)
def test_lifting_the_budget_never_costs_more(case: Case) -> None:
    """What a budget allows is allowed without it."""
    assume(case.scenario.budget_yuan is not None)
    never_costs_more(case, with_scenario(case, "budget_yuan", value=None))


@FEW
@given(cases, st.sampled_from(["travel_yuan_per_pupil_minute", "boarding_yuan_per_pupil", "shortfall_yuan_per_pupil",
                               "bed_yuan", "build_yuan", "ride_yuan_per_pupil_kilometre"]))  # fmt: skip
def test_a_lower_price_never_costs_more(case: Case, price: str) -> None:
    """The same plan costs no more at a lower price; without a budget, for a one-off price lets more be bought."""
    case = with_scenario(case, "budget_yuan", value=None)
    never_costs_more(case, with_scenario(case, "prices", price, value=getattr(case.scenario.prices, price) / 2))


@FEW
@given(cases, st.sampled_from([50, 500, 5_000]), st.sampled_from([4, 40]))
def test_a_higher_price_of_a_missing_seat_never_leaves_more_out(case: Case, price: int, times: int) -> None:
    """Two least totals at two prices: whoever is left out at the higher one was left out at the lower one too."""
    left = []
    for each in (price, price * times):
        plan = plan_of(with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=each))
        assert plan.objective.total - plan.bound <= ROUNDING
        left.append(sum(sum(row.pupils.values()) for row in plan.shortfall))
    assert left[1] <= left[0] + 2 * ROUNDING / (price * (times - 1))


@FEW
@given(cases)
def test_shares_never_cost_more_than_whole(case: Case) -> None:
    """Whole blocks are shares too."""
    whole = with_scenario(case, "rules", "assignment", value={"mode": "whole"})
    never_costs_more(whole, with_scenario(case, "rules", "assignment", value={"mode": "split"}))


@FEW
@given(cases)
def test_freeing_a_decision_never_costs_more(case: Case) -> None:
    """What was decided may still be chosen when it is free."""
    decided = [*case.scenario.decisions.keep, *case.scenario.decisions.close]
    assume(decided and case.scenario.rules.merge is not None)
    every = [*decided, *case.scenario.decisions.free]
    never_costs_more(case, with_scenario(case, "decisions", value={"free": every}))


@FEW
@given(cases, st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(case: Case, seed: int) -> None:
    """Tables shuffled row by row give a plan of the same cost."""
    random = np.random.default_rng(seed)

    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[random.permutation(len(frame))].reset_index(drop=True)

    district = case.district
    assert district.travel is not None
    other = replace(
        district,
        settlements=shuffled(district.settlements),
        pupils=shuffled(district.pupils),
        schools=shuffled(district.schools),
        travel=shuffled(district.travel),
    )
    assert abs(total_of(replace(case, district=other)) - total_of(case)) <= ROUNDING


@FEW
@given(cases)
def test_names_change_nothing(case: Case) -> None:
    """Other ids, in the opposite order, give a plan of the same cost."""
    district = case.district
    assert district.travel is not None
    homes = {s: f"x{len(district.settlements) - n}" for n, s in enumerate(district.settlements["settlement_id"])}
    schools = {s: f"y{len(district.schools) - n}" for n, s in enumerate(district.schools["school_id"])}

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        names = {"settlement_id": homes, "school_id": schools}
        return frame.assign(**{c: frame[c].map(names[c]) for c in names if c in frame.columns})

    other = replace(
        district,
        settlements=renamed(district.settlements),
        pupils=renamed(district.pupils),
        schools=renamed(district.schools),
        travel=renamed(district.travel),
    )
    decisions = case.scenario.decisions.model_dump(exclude_unset=True)
    relabelled = {word: [schools[each] for each in ids] for word, ids in decisions.items()}
    same = with_scenario(replace(case, district=other), "decisions", value=relabelled)
    assert abs(total_of(same) - total_of(case)) <= ROUNDING
