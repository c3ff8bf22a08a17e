"""Rules over school decisions, against counting every possibility and in directions; on tiny random districts."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.brute import best_split_total, best_whole_total
from tests.districts import with_scenario
from tests.linking import with_budgets_by_year, with_merges_by_year
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(20))
def test_merges_by_year_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_merges_by_year(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(8))
def test_merges_by_year_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_merges_by_year(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_merges_by_year_decide() -> None:
    """In many of the districts the rule makes the best plan dearer; in some there is none at all."""
    dearer = none = 0
    for seed in range(34):
        case = with_merges_by_year(seed)
        free = best_whole_total(with_scenario(case, "rules", "merge", "by_year", value=None))
        best = best_whole_total(case)
        dearer += free + ROUNDING < best < math.inf
        none += math.isinf(best) and not math.isinf(free)
    assert dearer > 5
    assert none > 0


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_fewer_merges_by_a_year_never_cost_more(seed: int, mode: str) -> None:
    """Who need not merge so many may do all that could be done before."""
    case = with_merges_by_year(seed, mode=mode)
    total, merge = total_if_any(case), case.scenario.rules.merge
    assume(total is not None)
    assert total is not None
    assert merge is not None
    eased = {year: max(least - 1, 0) for year, least in (merge.by_year or {}).items()}
    plan = plan_of(with_scenario(case, "rules", "merge", "by_year", value=eased))
    assert plan.objective.total <= total + ROUNDING


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(20))
def test_budgets_by_year_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_budgets_by_year(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(12))
def test_budgets_by_year_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_budgets_by_year(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_budgets_by_year_decide() -> None:
    """In many of the districts the rule makes the best plan dearer, and in some it does what no single sum does."""
    dearer = by_year = 0
    for seed in range(34):
        case = with_budgets_by_year(seed)
        budget = case.scenario.budget_yuan
        assert isinstance(budget, dict)
        best = best_whole_total(case)
        dearer += best > best_whole_total(with_scenario(case, "budget_yuan", value=None)) + ROUNDING
        paid = case.scenario.years[-1] - case.scenario.rules.build_lead_years
        ends = [yuan for end, yuan in budget.items() if end >= paid]
        last = with_scenario(case, "budget_yuan", value=min(ends, default=None))
        by_year += math.inf > best > best_whole_total(last) + ROUNDING
    assert dearer > 5
    assert by_year > 3


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]), st.sampled_from(["sum", "lead"]))
def test_a_budget_by_year_that_is_eased_never_costs_more(seed: int, mode: str, what: str) -> None:
    """More yuan by each year, or paying a year later, allows all that was allowed."""
    case = with_budgets_by_year(seed, mode=mode)
    total, budget, lead = total_if_any(case), case.scenario.budget_yuan, case.scenario.rules.build_lead_years
    assume(total is not None)
    assert total is not None
    assert isinstance(budget, dict)
    if what == "sum":
        eased = with_scenario(case, "budget_yuan", value={end: yuan + 50_000 for end, yuan in budget.items()})
    else:
        eased = with_scenario(case, "rules", "build_lead_years", value=max(lead - 1, 0))
    assert plan_of(eased).objective.total <= total + ROUNDING
