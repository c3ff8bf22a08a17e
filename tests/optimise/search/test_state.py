"""Search state: its running figures against the cost of the plan, the model's objective and the judge."""

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.models.pulp_model import build_model
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search import open_years, state
from planner.optimise.search.annealing import seats_of, solution_of
from planner.optimise.search.arrays import rules_of
from planner.problem.problem import Problem
from tests.compiling import from_python
from tests.composing import plan_with, problem_of, violations_of
from tests.districts import Case, district_of, paper_case, scenario_of
from tests.seating import any_case, any_problem, busy_case, is_in_step, obeys_the_limits, same_state, walked

close_empty_years = from_python(open_years.close_empty_years)
fits = from_python(state.fits)
open_for = from_python(open_years.open_for)
use_open_years = from_python(open_years.use_open_years)
recompute_cost = from_python(state.recompute_cost)
seat = from_python(state.seat)
unseat = from_python(state.unseat)

NUMBERS = st.integers(0, 399)
TEMPERATURES = st.sampled_from([1e-6, 300.0, 20_000.0, 1e6, 1e9])
MOVES = st.integers(0, 4000)


@settings(max_examples=150, deadline=None)
@given(number=NUMBERS, temperature=TEMPERATURES, moves=MOVES)
def test_a_walk_keeps_every_figure_in_step(number: int, temperature: float, moves: int) -> None:
    """After any moves at any temperature: loads, lists, open years, merge counts and limits are as counted afresh."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=number, temperature=temperature, moves=moves)
    is_in_step(problem, rules, seats)
    obeys_the_limits(problem, rules, seats)


@settings(max_examples=60, deadline=None)
@given(number=NUMBERS, temperature=TEMPERATURES, moves=MOVES)
def test_search_cost_model_and_judge_agree(number: int, temperature: float, moves: int) -> None:
    """The walk's total is the plan's to the cent, and the model's objective; every rule of both holds."""
    case = any_case(number)
    problem = problem_of(case)
    _, seats = walked(problem, seed=number, temperature=temperature, moves=moves)
    solution = solution_of(problem, seats)
    total = objective_of(problem, solution).total
    assert seats.sums[0] == pytest.approx(total, abs=0.01)
    model = build_model(problem)
    for variable, value in model.values(solution):
        variable.setInitialValue(value, check=False)
    assert pulp.value(model.lp.objective) == pytest.approx(total, abs=0.01)
    assert [rule.name for rule in model.lp.constraints() if not rule.valid(1e-6)] == []
    assert violations_of(case, plan_with(case, problem, solution, bound=0.0)) == ()


def test_a_long_walk_leaves_no_rounding_behind() -> None:
    """After half a million moves the running totals are those counted afresh, to the cent."""
    problem = problem_of(busy_case(2, settlements=30))
    rules, seats = walked(problem, seed=5, temperature=30_000.0, moves=500_000)
    is_in_step(problem, rules, seats)
    assert seats.sums[0] == pytest.approx(objective_of(problem, solution_of(problem, seats)).total, abs=0.01)


@settings(max_examples=30, deadline=None)
@given(number=NUMBERS, moves=MOVES)
def test_there_and_back(number: int, moves: int) -> None:
    """A plan made a search state and read from it is the same plan."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=3, temperature=1e5, moves=moves)
    same_state(seats_of(problem, rules, solution_of(problem, seats)), seats)


def test_what_the_walks_meet() -> None:
    """The busy districts' walks come by boarders, merged schools, sites built, added rooms and shortfalls."""
    met = np.zeros(6)
    for seed in range(12):
        problem = problem_of(busy_case(seed))
        _, seats = walked(problem, seed=seed, temperature=50_000.0, moves=3000)
        solution = solution_of(problem, seats)
        met += [
            seats.years["boarders"].sum() > 0,
            (problem.school_mergeable[:, None] & ~solution.open).any(),
            solution.open[~problem.school_existing].any(),
            solution.classrooms_added.any(),
            solution.beds_added.any(),
            (seats.blocks["at"] < 0).any(),
        ]
    assert (met > 0).all(), met


def test_a_class_more_and_a_class_fewer() -> None:
    """Yuan solved on paper: 20 pupils fill one class of 20, the 21st opens a second, in a room to be added."""
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 20, ("b", 2026, "1"): 1},
            schools=[{"school_id": "h", "classrooms": 1, "classrooms_max": 2, "classroom_yuan": 5000}],
            travel={("a", "h"): (1, None, None), ("b", "h"): (2, None, None)},
        ),
        scenario=scenario_of(
            rules={"class_size": {"primary": 20, "junior": 20}},
            prices={
                "class_yuan_per_year": {"primary": 700}, "discount_rate": 0, "building_life_years": 50,
                "fixed_yuan_per_year": {"primary": 1000}, "travel_yuan_per_pupil_minute": 3,
                "shortfall_yuan_per_pupil": 10_000,
            },
        ),
    )  # fmt: skip
    problem = problem_of(case)
    rules = rules_of(problem)
    seats = seats_of(problem, rules, find_start(problem, start_clock(0.0)))
    assert seats.sums.tolist() == pytest.approx([1000 + 1400 + 100 + 60 + 6, 0])
    unseat(rules, seats, 1)
    assert recompute_cost(rules, seats, 0) == pytest.approx(-700 - 100)
    seat(rules, seats, 1, 1)
    assert recompute_cost(rules, seats, 0) == pytest.approx(800)


def test_more_than_a_school_holds_does_not_fit() -> None:
    """Every limit of a school is one that `fits` looks at: rooms, most classes, pupils, beds."""
    limits: list[dict[str, object]] = [
        {"classrooms": 1}, {"classrooms": 9, "pupils_max": 39}, {"classrooms": 9, "beds": 4, "beds_max": 39},
        {"classrooms": 9},
    ]  # fmt: skip
    fit = []
    for school in limits:
        row: dict[str, object] = {"school_id": "h", "kind": "junior", "grades": "7-9", "beds": 60, "beds_max": 60}
        band = {"stage": "junior", "grades": [7], "max_ride_minutes": 10, "boarding": True, "max_board_minutes": 90}
        case = Case(
            district=district_of(
                pupils={("a", 2026, "7"): 40}, schools=[row | school], travel={("a", "h"): (None, 80, 40)}
            ),
            scenario=scenario_of(grade_bands={"junior": band}, rules={"class_size": {"primary": 20, "junior": 20}}),
        )
        problem = problem_of(case)
        rules = rules_of(problem)
        seats = seats_of(problem, rules, find_start(problem, start_clock(0.0)))
        assert fits(rules, seats, 0, 0)
        unseat(rules, seats, 0)
        seat(rules, seats, 0, 0)
        fit.append(bool(fits(rules, seats, 0, 0)))
    assert fit == [False, False, False, True]


def one_of_three_merged() -> Problem:
    """Return a problem in which exactly one of three points must be merged, and pupils for one of them alone."""
    points = [{"school_id": f"t{number}", "kind": "teaching_point", "classrooms": 1} for number in range(3)]
    return problem_of(
        Case(
            district=district_of(
                pupils={("a", 2026, "1"): 5},
                schools=points,
                travel={("a", f"t{number}"): (number + 1, None, None) for number in range(3)},
            ),
            scenario=scenario_of(rules={"merge": {"kinds": ["teaching_point"], "exactly": 1}}),
        )
    )


@pytest.mark.parametrize(("price", "stays"), [(1e9, 1), (1.0, 0)], ids=["dear", "cheap"])
def test_an_empty_school_is_held_open_where_a_count_costs_more(price: float, stays: int) -> None:
    """One is merged and one empty: dear, a second merge is not made for the sake of the school's yuan; cheap, it is."""
    problem = one_of_three_merged()
    rules = rules_of(problem)
    seats = seats_of(problem, rules, find_start(problem, start_clock(0.0)))
    seats.rows["price"] = price
    closed = [school for school in range(3) if seats.schools[school]["closes"] == 0]
    empty = [s for s in range(3) if s not in closed and seats.years[s, 0]["count"] == 0]
    assert (len(closed), len(empty), seats.sums[1]) == (1, 1, 0.0)
    close_empty_years(rules, seats, empty[0])
    recompute_cost(rules, seats, empty[0])
    assert seats.schools[empty[0]]["closes"] == stays
    assert seats.sums[1] == pytest.approx(price * (1 - stays)), "two merged are one too many"
    seats.rows["price"] = 1e9
    use_open_years(rules, seats)
    assert seats.sums[1] == 0.0, "once a merge too many costs more than a school, one opens again"
    assert sum(seats.schools["closes"]) == 2


def test_a_school_opened_for_pupils_breaks_the_least_count_at_its_price() -> None:
    """With all three open none is merged, where one must be: one unit at its price."""
    problem = one_of_three_merged()
    rules = rules_of(problem)
    seats = seats_of(problem, rules, find_start(problem, start_clock(0.0)))
    seats.rows["price"] = 700.0
    closed = next(school for school in range(3) if seats.schools[school]["closes"] == 0)
    assert open_for(rules, seats, closed, 0)
    recompute_cost(rules, seats, closed)
    assert seats.sums[1] == pytest.approx(700.0)


def test_likely_pairs_come_first() -> None:
    """With pricing's shares, a block's pairs are tried by share; without, the cheapest first."""
    problem = problem_of(paper_case())
    first, end = problem.block_first_pair[:-1], problem.block_first_pair[1:]
    somewhere = first < end
    last = (end - 1)[somewhere]
    share = np.zeros(problem.n_pairs)
    share[last] = 1.0
    rules, plain = rules_of(problem, share), rules_of(problem)
    assert rules.order[first[somewhere]].tolist() == last.tolist()
    assert plain.order.tolist() == plain.near.tolist()
    assert rules.blocks["likely"].tolist() == somewhere.tolist()
    assert not plain.blocks["likely"].any()
    assert (np.diff(problem.pair_yuan[plain.near])[problem.pair_block[1:] == problem.pair_block[:-1]] >= 0).all()
