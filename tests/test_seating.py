"""Seats that are still to be had: by hand, and against the judge, who is shown every plan with one more seat."""

from collections.abc import Iterator

import numpy as np
import pytest

from planner.compose import compose_rows
from planner.optimise.construction.completion import completed
from planner.optimise.construction.insertion import with_paying_insertions
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.plan import Plan
from planner.problem.problem import Decision, Problem, Solution
from planner.seating import has_room, one_more, seats_for, standing_of
from planner.verifying import Rule, find_violations
from tests.composing import problem_of
from tests.districts import Case, district_of, random_case, scenario_of, with_scenario

_UNPROVEN = {Rule.BOUND, Rule.GAP, Rule.STATUS, Rule.REASON, Rule.MERGES, Rule.INPUTS}
"""Of a plan that was put together here, these say nothing of its seats."""


def two_schools(**rules: object) -> Case:
    """Forty of A in grade 1 within reach of a school with one room, and of a site of one room; 45 fill a class."""
    district = district_of(
        pupils={("A", 2026, "1"): 40, ("B", 2026, "1"): 10},
        schools=[
            {"school_id": "P", "classrooms": 1, "classrooms_max": 1},
            {"school_id": "N", "state": "candidate", "classrooms": 1, "build_yuan": 1_000_000.0},
        ],
        travel={("A", "P"): (10, None, None), ("A", "N"): (10, None, None), ("B", "P"): (5, None, None)},
    )
    return Case(district=district, scenario=scenario_of(rules=rules))


def with_b_alone(case: Case) -> tuple[Problem, Solution, int]:
    """Return the case with B at P and A left over, and A's block."""
    problem = problem_of(case)
    share = (problem.block_pupils[problem.pair_block] == 10).astype(float)
    opened = problem.school_existing[:, None].copy()
    return problem, completed(problem, opened=opened, share=share), int(np.argmax(problem.block_pupils))


def test_a_full_school_and_a_site_that_may_be_built() -> None:
    """A's forty do not fit beside B's ten; the site would take them for its opening, a class and the way."""
    problem, solution, block = with_b_alone(two_schools())
    seats = seats_for(problem, standing_of(problem, solution), block, 1.0)
    assert [problem.school_ids[problem.pair_school[pair]] for pair in seats.pairs] == ["P", "N"]
    assert seats.fits.tolist() == [False, True]
    assert seats.yuan[1] == pytest.approx(300_000 + 1e6 * problem.annuity + 210_000 + 40 * 10 * 60)
    assert seats.opens.tolist() == [[False], [True]]


@pytest.mark.parametrize(
    ("key", "value", "room"),
    [
        (("budget_yuan",), 1_000_000, True),
        (("budget_yuan",), 999_999, False),
        (("decisions", "close"), ["N"], False),
        (("rules", "class_size"), {"primary": 50}, True),
        (("rules", "school_size"), {"primary": 39}, False),
        (("rules", "max_classes_per_school"), 0, False),
    ],
)
def test_every_limit_of_a_seat(key: tuple[str, ...], value: object, *, room: bool) -> None:
    """Budget, decision, class size, school size and classes say each whether there is a seat for A."""
    problem, solution, block = with_b_alone(with_scenario(two_schools(), *key, value=value))
    assert has_room(problem, standing_of(problem, solution), block) is room


def test_a_merged_school_may_open_again_as_far_as_the_counts_allow() -> None:
    """With exactly one merged, the only merged school has no room; with at most one, it has."""
    for count, room in (("exactly", False), ("most", True)):
        case = two_schools(merge={"kinds": ["primary"], count: 1})
        case = with_scenario(case, "decisions", "close", value=["N"])
        problem = problem_of(case)
        solution = completed(problem, opened=np.zeros((2, 1), dtype=bool), share=np.zeros(problem.n_pairs))
        assert problem.school_decision[0] == Decision.FREE
        assert has_room(problem, standing_of(problem, solution), 0) is room


def test_where_blocks_are_split_one_pupil_is_enough() -> None:
    """P's class has 35 seats left: one of A's forty fits, all do not; with B's ten more than full, none does."""
    problem, solution, block = with_b_alone(two_schools(assignment={"mode": "split"}))
    standing = standing_of(problem, solution)
    assert one_more(problem, standing, block) == 1 / 40
    assert seats_for(problem, standing, block, 1.0).fits.tolist() == [False, True]
    assert seats_for(problem, standing, block, 1 / 40).fits.tolist() == [True, True]


def test_cheap_seats_are_taken_and_dear_ones_left() -> None:
    """The site costs 580,550 yuan for A's forty: at 14,600 each it is built, at 14,500 they stay at home."""
    for price, placed in ((14_600.0, True), (14_500.0, False)):
        case = with_scenario(two_schools(), "prices", "shortfall_yuan_per_pupil", value=price)
        problem, solution, _ = with_b_alone(case)
        assert bool(with_paying_insertions(problem, solution).open.all()) is placed


def test_split_blocks_fill_the_classes_that_are_there() -> None:
    """Where the site is too dear, P's class is filled to its 45 seats; five of A stay at home."""
    case = with_scenario(two_schools(assignment={"mode": "split"}), "prices", "shortfall_yuan_per_pupil", value=5_000)
    problem, solution, _ = with_b_alone(case)
    filled = with_paying_insertions(problem, solution)
    assert standing_of(problem, filled).left.sum() == pytest.approx(5)
    assert filled.classes.sum() == 1


def plan_of(case: Case, problem: Problem, solution: Solution) -> Plan:
    """Compose a plan, for the judge."""
    rows = compose_rows(problem, solution)
    return Plan(
        scenario=case.scenario.name, scenario_file="scenario.yaml", inputs_sha256={}, planner_version="0", seed=1,
        status="feasible", bound=0.0, gap=0.0, seconds=0.0, engine="auto", objective=rows.objective,
        schools=rows.schools, assignments=rows.assignments, merges=rows.merges, shortfall=rows.shortfall, notes=(),
    )  # fmt: skip


def with_one_more(problem: Problem, solution: Solution, block: int) -> Iterator[Solution]:
    """Yield the solution with a block, or one pupil of it, at each of its schools, opened in every way there is."""
    share = one_more(problem, standing_of(problem, solution), block)
    for pair in range(problem.block_first_pair[block], problem.block_first_pair[block + 1]):
        school, year = problem.pair_school[pair], problem.block_year[block]
        opened, shares = solution.open.copy(), solution.share.copy()
        until = slice(0, year + 1) if problem.school_existing[school] else slice(year, None)
        opened[school, until] = True
        shares[pair] = min(shares[pair] + share, 1.0)
        yield completed(problem, opened=opened, share=shares)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("mode", ["whole", "split"])
def test_there_is_room_where_the_judge_would_pass_the_plan_with_one_more(seed: int, mode: str) -> None:
    """Of greedy plans with a tenth of the pairs taken out: a seat is seen exactly where all rules allow it."""
    case = random_case(seed, mode=mode)
    problem = problem_of(case)
    start = find_start(problem, start_clock(0.0))
    random = np.random.default_rng(seed)
    kept = np.where(random.random(problem.n_pairs) < 0.6, start.share, 0.0)
    solution = completed(problem, opened=start.open, share=kept)
    standing = standing_of(problem, solution)
    plan = plan_of(case, problem, solution)
    assert Rule.REASON not in {v.rule for v in find_violations(plan, case.scenario, case.district, case.journeys)}
    for block in np.nonzero(standing.left > 1e-6)[0]:
        passes = False
        for trial in with_one_more(problem, solution, int(block)):
            judged = find_violations(plan_of(case, problem, trial), case.scenario, case.district, case.journeys)
            passes = passes or {violation.rule for violation in judged} <= _UNPROVEN
        assert has_room(problem, standing, int(block)) is passes


@pytest.mark.parametrize("seed", range(40))
def test_no_seat_cheaper_than_its_price_is_left(seed: int) -> None:
    """After the last step every seat that is still to be had costs more than the price."""
    case = random_case(seed)
    problem = problem_of(case)
    nobody = completed(problem, opened=find_start(problem, start_clock(0.0)).open, share=np.zeros(problem.n_pairs))
    solution = with_paying_insertions(problem, nobody)
    standing = standing_of(problem, solution)
    for block in np.nonzero(standing.left > 1e-6)[0]:
        seats = seats_for(problem, standing, int(block), one_more(problem, standing, int(block)))
        price = problem.shortfall_yuan_per_pupil * problem.block_pupils[block] * seats.share
        assert (seats.yuan[seats.fits] >= price[seats.fits] * (1 - 1e-6)).all()
    judged = find_violations(plan_of(case, problem, solution), case.scenario, case.district, case.journeys)
    assert {violation.rule for violation in judged} <= _UNPROVEN - {Rule.REASON}
