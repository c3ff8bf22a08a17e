"""Rules that make a plan adoptable, against counting every possibility and in directions; on tiny random districts."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import NoPlanError
from planner.optimise.construction.completion import completed
from planner.problem.clashes import refuse_clashes
from planner.seating import seats_for, standing_of
from planner.verifying import find_violations
from tests.adoptable import KINDS, with_min_pupils
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import EXACT, plan_of

ENGINES = {name: EXACT.model_copy(update={"engine": name}) for name in ("auto", "milp")}
ROUNDING = 0.5
FEW = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def clashes(case: Case) -> bool:
    """Whether the rules are refused before anything is solved."""
    try:
        refuse_clashes(problem_of(case), case.scenario)
    except NoPlanError:
        return True
    return False


def is_exact(case: Case, best: float, engine: str) -> None:
    """Check that the plan costs what counting finds; where counting finds none, that no plan is made."""
    if clashes(case):
        assert math.isinf(best)
        return
    if math.isinf(best):
        with pytest.raises(NoPlanError):
            plan_of(case, ENGINES[engine])
        return
    plan = plan_of(case, ENGINES[engine])
    assert plan.objective.total == pytest.approx(best, abs=ROUNDING)
    assert plan.bound == pytest.approx(best, abs=ROUNDING)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(60))
def test_least_pupils_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_min_pupils(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(30))
def test_least_pupils_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_min_pupils(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_least_pupils_decide() -> None:
    """In many of the districts the rule makes the best plan dearer; in some there is none at all."""
    dearer = none = 0
    for seed in range(60):
        case = with_min_pupils(seed)
        best, free = best_whole_total(case), best_whole_total(with_scenario(case, "rules", "min_pupils", value=None))
        dearer += best > free + ROUNDING
        none += math.isinf(best) and not math.isinf(free)
    assert dearer > 15
    assert none > 0


@FEW
@given(st.integers(0, 100_000), st.sampled_from(KINDS), st.sampled_from(["whole", "split"]))
def test_fewer_pupils_asked_never_cost_more(seed: int, kind: str, mode: str) -> None:
    """A school that may be open with fewer pupils may do all that it could before."""
    case = with_min_pupils(seed, mode=mode)
    if clashes(case):
        return
    try:
        total = plan_of(case).objective.total
    except NoPlanError:
        return
    eased = plan_of(with_scenario(case, "rules", "min_pupils", kind, value=None))
    assert eased.objective.total <= total + ROUNDING


def point_or_town(pupils: int, **rules: object) -> Case:
    """Return a village with a point beside it and the town's school ten minutes off."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, "1"): pupils},
            schools=[
                {"school_id": "t", "kind": "teaching_point", "classrooms": 2},
                {"school_id": "h", "classrooms": 2},
            ],
            travel={("a", "t"): (1.0, None, None), ("a", "h"): (10.0, None, None)},
        ),
        scenario=scenario_of(rules={"merge": {}, **rules}, prices={"fixed_yuan_per_year": {"teaching_point": 0}}),
    )


@pytest.mark.parametrize(("pupils", "receiver"), [(9, "h"), (10, "t"), (11, "t")])
def test_a_point_stays_with_its_least_number_and_not_with_one_fewer(pupils: int, receiver: str) -> None:
    """A limit is met at equality."""
    plan = plan_of(point_or_town(pupils, min_pupils={"teaching_point": 10}))
    assert [row.school_id for row in plan.assignments] == [receiver]


def test_a_school_that_must_stay_may_have_fewer() -> None:
    """What is decided to stay is no plan's choice."""
    case = with_scenario(point_or_town(3, min_pupils={"teaching_point": 10}), "decisions", value={"keep": ["t"]})
    assert [row.school_id for row in plan_of(case).assignments] == ["t"]


def test_a_seat_at_a_closed_school_needs_enough_pupils_to_open_it() -> None:
    """Nine pupils left over may not open the point that needs ten; ten may."""
    for pupils in (9, 10):
        problem = problem_of(point_or_town(pupils, min_pupils={"teaching_point": 10}))
        closed = completed(problem, opened=np.array([[False], [True]]), share=np.zeros(problem.n_pairs))
        seats = seats_for(problem, standing_of(problem, closed), 0, 1.0)
        assert seats.fits.tolist() == [pupils == 10, True]
