"""The optimiser against counting every possibility, on tiny random districts that mix every rule."""

import pytest

from planner.verifying import find_violations
from tests.brute import best_split_total, best_whole_total
from tests.districts import Case, paper_case, random_case, with_scenario
from tests.paper_plan import TOTAL
from tests.planning import EXACT, plan_of

ENGINES = {name: EXACT.model_copy(update={"engine": name}) for name in ("auto", "milp")}


def _is_exact(case: Case, best: float, engine: str) -> None:
    plan = plan_of(case, ENGINES[engine])
    assert plan.objective.total == pytest.approx(best, abs=0.5)
    assert plan.bound == pytest.approx(best, abs=0.5)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.sampled(most=51)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(200))
def test_whole_blocks_are_placed_at_the_least_cost(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, to the yuan, and breaks no rule."""
    case = random_case(seed)
    _is_exact(case, best_whole_total(case), engine)


@pytest.mark.sampled(most=18)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(60))
def test_shares_are_placed_at_the_least_cost(seed: int, engine: str) -> None:
    """Under split too: every opening tried, the rest solved by another program."""
    case = random_case(seed, mode="split")
    _is_exact(case, best_split_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_paper_case_is_solved(engine: str) -> None:
    """The paper case costs what counting finds, and less than the plan made by hand."""
    case = paper_case()
    best = best_whole_total(case)
    _is_exact(case, best, engine)
    assert best < TOTAL


@pytest.mark.parametrize("seed", range(8))
def test_shares_never_cost_more_than_whole_blocks(seed: int) -> None:
    """The two ways of counting agree on which of them has more to choose from."""
    case = random_case(seed)
    shared = with_scenario(case, "rules", "assignment", value={"mode": "split"})
    assert best_split_total(shared) <= best_whole_total(case) + 0.5
