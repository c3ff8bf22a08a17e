"""How many pupils may change school, against counting every possibility, in directions, and in the search."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.optimise.construction.feasible_shares import keeps_limits, within_limits
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.problem.continuity import moved_by_year
from planner.verifying import Rule, find_violations
from tests.brute import best_split_total, best_whole_total
from tests.composing import county_case, problem_of
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.placing import with_moves, with_moves_once
from tests.planning import patient_clock, plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MOVES_DECIDE = (6, 9, 10, 18, 19, 20, 28, 36)
"""Seeds of districts in which the rule makes the best plan dearer."""
ONCE_DECIDES = (99, 100, 103, 139, 143, 216, 229)
"""The same of `moves.again`."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", MOVES_DECIDE)
def test_moves_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_moves(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [6, 7, 9, 17])
def test_moves_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_moves(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", ONCE_DECIDES)
def test_nobody_is_moved_again(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_moves_once(seed)
    is_exact(case, best_split_total(case), engine)


def test_moves_decide() -> None:
    """In these districts the rule makes the best plan dearer."""
    for seed in MOVES_DECIDE[:4]:
        case = with_moves(seed)
        free = best_whole_total(with_scenario(case, "rules", "moves", value=None))
        assert free + ROUNDING < best_whole_total(case) < math.inf
    for seed in ONCE_DECIDES[:3]:
        case = with_moves_once(seed)
        free = best_split_total(with_scenario(case, "rules", "moves", value=None))
        assert free + ROUNDING < best_split_total(case) < math.inf


def test_moved_once_is_not_beside_shares() -> None:
    """Shares of a block may go anywhere: nobody could say who of them was moved."""
    with pytest.raises(ValueError, match=r"moves.again keep whole blocks together"):
        scenario_of(rules={"assignment": {"mode": "split"}, "moves": {"again": 0}})


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_more_pupils_who_may_move_are_never_dearer(seed: int, mode: str) -> None:
    """Whatever may be done with fewer may be done with more."""
    case = with_moves(seed, mode=mode)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    most = case.scenario.rules.moves.most_pupils if case.scenario.rules.moves else None
    assert most is not None
    more = with_scenario(case, "rules", "moves", "most_pupils", value=most + 10)
    assert plan_of(more).objective.total <= total + ROUNDING


def closing_point(most: int, *, mode: str = "whole") -> Case:
    """Return two villages whose point is to close, and the town's school with room for all."""
    rules = {"merge": {}, "moves": {"most_pupils": most}, "assignment": {"mode": mode}}
    return Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 5, ("b", YEAR, "1"): 4},
            schools=[
                {"school_id": "t", "kind": "teaching_point", "classrooms": 2, "decision": "close"},
                {"school_id": "h", "classrooms": 2},
            ],
            travel={(home, to): (minutes, None, None) for home in "ab" for to, minutes in (("t", 1.0), ("h", 9.0))},
        ),
        scenario=scenario_of(rules=rules),
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("most", "mode", "seated"), [(9, "whole", 9), (8, "whole", 5), (4, "whole", 4), (3, "whole", 0), (7, "split", 7)]
)
def test_whoever_may_not_move_has_no_seat_and_the_reason(most: int, mode: str, seated: int, engine: str) -> None:
    """Nine would change school; as many as may have a seat, and what the limit leaves over is told as what it is."""
    case = closing_point(most, mode=mode)
    plan = plan_of(case, ENGINES[engine])
    assert sum(sum(row.pupils.values()) for row in plan.assignments) == pytest.approx(seated)
    assert {row.reason for row in plan.shortfall} == ({"no_room_in_reach"} if seated < 9 else set())
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
    all_move = plan_of(closing_point(9, mode=mode))
    found = {each.rule for each in find_violations(all_move, case.scenario, case.district, case.journeys)}
    assert found == ({Rule.MOVES} if most < 9 else set())


def test_start_and_search_keep_the_limit() -> None:
    """In a county in which many would move, the start keeps it and the search, which breaks it on the way, too."""
    free = county_case(settlements=24, schools=12)
    (moving,) = moved_by_year(problem_of(free), find_start(problem_of(free), start_clock(1.0)).share)
    case = with_scenario(free, "rules", "moves", value={"most_pupils": int(moving / 2)})
    problem = problem_of(case)
    start = find_start(problem, start_clock(1.0))
    found = search(problem, start, SearchEffort(clock=patient_clock(5.0), threads=1, seed=1, moves=40_000)).best
    for solution in (start, found):
        assert keeps_limits(problem, solution)
        assert (moved_by_year(problem, solution.share) <= int(moving / 2) + 1e-6).all()
    mended = within_limits(problem, opened=start.open, share=find_start(problem_of(free), start_clock(1.0)).share)
    assert (moved_by_year(problem, mended.share) <= int(moving / 2) + 1e-6).all()
    assert np.isfinite(problem.most_moved_pupils)
