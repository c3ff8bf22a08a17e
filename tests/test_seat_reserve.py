"""`rules.seat_reserve`: classrooms that stay free, on paper and against counting every possibility."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.cost import objective_of, shortfall_of
from planner.optimise.components import components_of
from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.pricing.column_generation import prove
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.problem.reserve import rooms_lacking, with_reserve_rooms
from planner.seating import seats_for, standing_of
from tests.brute import best_split_total
from tests.composing import problem_of
from tests.districts import Case, district_of, scenario_of, with_scenario
from tests.linking import with_seat_reserve
from tests.planning import patient_clock, plan_of
from tests.proving import proving
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
DECIDE = (0, 1, 9, 12, 20)
DECIDE_SHARES = (0, 1, 9, 12, 13)
"""Seeds of districts in which the rule binds."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [2, 3, *DECIDE])
def test_reserve_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_seat_reserve(seed)
    is_exact(case, best_split_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", DECIDE_SHARES)
def test_reserve_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_seat_reserve(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_reserve_decides() -> None:
    """In those districts the rule makes the best plan dearer."""
    for seed in DECIDE:
        case = with_seat_reserve(seed)
        free = best_split_total(with_scenario(case, "rules", "seat_reserve", value=None))
        assert free + ROUNDING < best_split_total(case) < math.inf, f"seed {seed}"


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_a_smaller_share_never_costs_more(seed: int, mode: str) -> None:
    """Who need leave fewer rooms free may do all that could be done before; nor does one sum over all towns."""
    case = with_seat_reserve(seed, mode=mode)
    total, rule = total_if_any(case), case.scenario.rules.seat_reserve
    assume(total is not None)
    assert total is not None
    assert rule is not None
    smaller = {"share": rule.share / 2, "over": rule.over}
    eased = plan_of(with_scenario(case, "rules", "seat_reserve", value=smaller))
    assert eased.objective.total <= total + ROUNDING
    in_all = plan_of(with_scenario(case, "rules", "seat_reserve", "over", value="district"))
    assert in_all.objective.total <= total + ROUNDING


@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize("seed", DECIDE_SHARES)
def test_the_start_keeps_it_and_pricing_stays_below(seed: int, mode: str) -> None:
    """The start leaves pupils over rather than rooms too full; the limit of pricing is one on what counting finds."""
    case = with_seat_reserve(seed, mode=mode)
    problem = problem_of(case)
    start = find_start(problem, start_clock(1.0))
    assert not rooms_lacking(problem, start.open, start.classes.sum(axis=2), start.classrooms_added).any()
    total = objective_of(problem, start).total
    assert prove(problem, proving(5.0, best_total=lambda: total)).bound <= best_split_total(case) + ROUNDING


@pytest.mark.parametrize("seed", DECIDE)
def test_the_search_keeps_it(seed: int) -> None:
    """What the search returns leaves its rooms free, and costs no more than the start."""
    problem = problem_of(with_seat_reserve(seed))
    start = find_start(problem, start_clock(1.0))
    if not keeps_limits(problem, start):
        pytest.skip("pupils too few: the exact model makes the first plan")
    found = search(problem, start, SearchEffort(clock=patient_clock(10.0), threads=1, seed=seed, moves=8000)).best
    assert keeps_limits(problem, found)
    assert objective_of(problem, found).total <= objective_of(problem, start).total + ROUNDING


def two_schools(
    *,
    more: int,
    town: str = "east",
    rule: dict[str, Any] | None = None,
    point: dict[str, Any] | None = None,
    **keys: Any,  # noqa: ANN401 - rules of a scenario
) -> Case:
    """Return two villages with a school of three rooms each; one may have more, the other a room at a higher price.

    `point`: a third school, which nobody can reach.
    """
    return Case(
        district=district_of(
            pupils={("a", 2026, "1"): 20, ("b", 2026, "1"): 30},
            schools=[
                {"school_id": "h", "classrooms": 3, "classrooms_max": 3 + more, "classroom_yuan": 1000, "town": "east"},
                {"school_id": "i", "classrooms": 3, "classrooms_max": 4, "classroom_yuan": 2000, "town": town},
                *([] if point is None else [{"school_id": "t", "town": "east", **point}]),
            ],
            travel={("a", "h"): (1.0, None, None), ("b", "i"): (1.0, None, None)},
            towns={"a": "east", "b": town},
        ),
        scenario=scenario_of(
            rules={"class_size": {"primary": 10}, "seat_reserve": rule or {"share": 0.3}, **keys}
        ),
    )  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "more", "added", "left_over"),
    [
        ({"share": 0.16}, 5, [0, 0], 0),  # five classes in six rooms
        ({"share": 0.17}, 5, [1, 0], 0),
        ({"share": 0.3}, 5, [2, 0], 0),  # 5 / 0.7 = 7.1 rooms
        ({"share": 0.3}, 1, [1, 1], 0),
        ({"share": 0.3}, 0, [0, 0], 10),  # seven rooms at most, of which 4.9 may be used: one class fewer
        ({"share": 0.3, "over": "town"}, 5, [0, 0], 10),  # three classes in the west ask for 4.3 rooms
        ({"share": 0.25, "over": "town"}, 5, [0, 1], 0),
    ],
)
def test_rooms_stay_free_on_paper(
    rule: dict[str, Any], more: int, added: list[int], left_over: int, engine: str
) -> None:
    """The cheapest rooms are added; where there is no space for them pupils are left over, and told why."""
    town = "west" if "over" in rule else "east"
    plan = plan_of(two_schools(more=more, town=town, rule=rule), ENGINES[engine])
    assert [row.classrooms_added for row in plan.schools] == added
    # a whole village goes, or none of it: the smaller one where the other cannot
    assert (sum(sum(row.pupils.values()) for row in plan.shortfall) > 0) == (left_over > 0)
    assert {row.reason for row in plan.shortfall} <= {"no_room_in_reach"}


def test_who_is_left_over_lacks_rooms_that_stay_free() -> None:
    """A seat would take the rooms that no school has space for; with space it takes the cheapest, wherever they are."""
    for more, fits in ((0, False), (2, True)):
        problem = problem_of(two_schools(more=more))
        share = np.where(problem.pair_school == 0, 0.0, 1.0)
        plan = completed(problem, opened=np.ones((2, 1), dtype=bool), share=share)
        seats = seats_for(problem, standing_of(problem, plan), 0, 1.0)
        assert seats.fits.tolist() == [fits]
        if fits:
            assert seats.one_off_yuan.tolist() == [[2000.0]]


def test_rooms_are_added_where_they_are_cheapest() -> None:
    """With everybody seated the rooms lacking are added, the cheapest first; at open schools only."""
    problem = problem_of(two_schools(more=1))
    classes, nothing = np.array([[2], [3]]), np.zeros((2, 1), dtype=np.int64)
    both, one = np.ones((2, 1), dtype=bool), np.array([[False], [True]])
    assert with_reserve_rooms(problem, both, classes, nothing).tolist() == [[1], [1]]
    assert rooms_lacking(problem, both, classes, nothing).tolist() == [[2]]
    assert with_reserve_rooms(problem, one, classes * one, nothing).tolist() == [[0], [1]]


def test_a_merged_school_leaves_no_rooms_free() -> None:
    """An empty point may stay open for its rooms, or be merged and two rooms be added: what costs less."""
    for fixed, merged in ((1.0, False), (1e6, True)):
        point = {"kind": "teaching_point", "classrooms": 2, "fixed_yuan_per_year": fixed}
        plan = plan_of(two_schools(more=5, point=point, merge={"kinds": ["teaching_point"]}))
        assert [not row.open for row in plan.schools if row.school_id == "t"] == [merged]
        assert sum(row.classrooms_added for row in plan.schools) == (2 if merged else 0)


def test_schools_whose_rooms_are_counted_together_are_not_solved_apart() -> None:
    """Two villages fall apart where each town is counted for itself, and not where the district is."""
    assert components_of(problem_of(two_schools(more=1))) == ()
    apart = two_schools(more=1, town="west", rule={"share": 0.3, "over": "town"})
    assert len(components_of(problem_of(apart))) == 2


def test_without_room_and_money_pupils_are_left_over() -> None:
    """A budget that buys no room: the start leaves pupils over, and keeps every limit."""
    case = with_scenario(two_schools(more=5), "budget_yuan", value=500)
    problem = problem_of(case)
    start = find_start(problem, start_clock(1.0))
    assert keeps_limits(problem, start)
    assert shortfall_of(problem, start).sum() > 0
    assert plan_of(case).objective.penalty > 0
