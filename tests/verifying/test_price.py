"""What a pupil without a seat counts: the judge finds it for itself, and does not believe a plan."""

import pytest

from planner.problem.build import build_problem
from planner.verifying import Rule, find_violations
from planner.verifying.facts import find_facts
from planner.verifying.price import price_of_missing_seat
from tests.districts import Case, paper_case, random_case, with_scenario
from tests.planning import plan_of


def unpriced(case: Case, *, times: int = 1) -> Case:
    """Return the case without a price of its own, and with so many times the yuan of every class and building."""
    prices = case.scenario.prices
    classes = {stage: yuan * times for stage, yuan in prices.class_yuan_per_year.model_dump().items()}
    case = with_scenario(case, "prices", "class_yuan_per_year", value=classes)
    case = with_scenario(case, "prices", "build_yuan", value=prices.build_yuan * times)
    return with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=None)


def test_the_judge_and_the_optimiser_find_the_same_default() -> None:
    """Two ways to the dearest seat, which share no line: equal for cheap and for very dear seats."""
    prices = set()
    for seed in range(60):
        case = unpriced(random_case(seed, mode=("whole", "split")[seed % 2]), times=(1, 50, 1000)[seed % 3])
        own = price_of_missing_seat(find_facts(case.district, case.scenario, case.journeys))
        assert own == build_problem(case.district, case.journeys, case.scenario).shortfall_yuan_per_pupil
        prices.add(own)
    assert len(prices) > 4


@pytest.mark.parametrize("times", [0.5, 0.99, 1.01, 2.0])
def test_a_plan_that_states_another_default_is_refused(times: float) -> None:
    """The right default passes, and the plan without a word of it; any other is named with its key."""
    case = unpriced(paper_case())
    plan = plan_of(case)
    price = price_of_missing_seat(find_facts(case.district, case.scenario, case.journeys))
    for told, rules in ((None, set()), (price, set()), (price * times, {(Rule.OBJECTIVE, "shortfall_yuan_per_pupil")})):
        stated = plan.model_copy(update={"shortfall_yuan_per_pupil": told})
        found = find_violations(stated, case.scenario, case.district, case.journeys)
        assert {(violation.rule, violation.where) for violation in found} == rules


def test_a_shortfall_at_another_price_is_refused() -> None:
    """All figures of a plan that took a lower price agree with each other, and not with the scenario."""
    case = unpriced(with_scenario(paper_case(), "rules", "max_classes_per_school", value=1))
    cheaper = plan_of(with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=150_000))
    assert cheaper.shortfall
    stated = cheaper.model_copy(update={"shortfall_yuan_per_pupil": 150_000.0})
    found = {violation.where for violation in find_violations(stated, case.scenario, case.district, case.journeys)}
    assert {"objective.penalty", "objective.total", "shortfall_yuan_per_pupil"} <= found
