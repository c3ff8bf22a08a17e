"""A plan with one change: its books are right whatever is changed, and solving with the change is never dearer."""

from pathlib import Path

import pytest

from planner.errors import InputError, NoPlanError
from planner.plan import Plan
from planner.reading.scenario import ScenarioFile
from planner.saved import SavedPlan
from planner.verifying import Rule
from planner.what_if import PreparedPlan, prepared_of, try_way
from tests.districts import Case, with_scenario
from tests.mixing import mixed_case
from tests.planning import plan_of

BOOKS = {
    Rule.ROWS, Rule.COUNTED, Rule.WHOLE, Rule.SHARES, Rule.LOADS, Rule.JOURNEY, Rule.CLASSES, Rule.ROOMS, Rule.ACTION,
    Rule.MERGES, Rule.RECEIVERS, Rule.OBJECTIVE, Rule.ADDED_STAYS, Rule.MULTIGRADE, Rule.BEDS, Rule.OUTLOOK,
}  # fmt: skip
"""Broken where a plan is written down wrongly, not where a change goes against a rule."""
ROUNDING = 1e-3


def prepared(case: Case, plan: Plan) -> PreparedPlan:
    """Prepare a plan as if it had been read from a file."""
    source = ScenarioFile(path=Path("scenario.yaml"), scenario=case.scenario)
    return prepared_of(
        SavedPlan(
            path=Path("plan.json"), sha256="", plan=plan, source=source, district=case.district, journeys=case.journeys
        )
    )


def planned(seed: int, mode: str) -> tuple[Case, Plan]:
    """Return the first case from a seed on whose rules do not clash, and its best plan."""
    case = mixed_case(seed, mode=mode)
    try:
        return case, plan_of(case)
    except NoPlanError:
        return planned(seed + 1000, mode)


@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize("seed", range(30))
def test_the_changed_plan_is_written_down_rightly(seed: int, mode: str) -> None:
    """The judge finds no fault with rows, sums and yuan, wherever pupils are sent; and says why they cannot go."""
    case, plan = planned(seed, mode)
    kept = prepared(case, plan)
    assert not kept.broken
    for home, band in sorted({(row.settlement_id, row.grade_band) for row in plan.assignments})[:4]:
        for school in kept.problem.school_ids:
            tried = try_way(kept, (home, band, school))
            if tried.after is None:
                assert tried.broken, "a way that is barred has a rule that bars it"
                continue
            assert {each.rule for each in tried.broken} & BOOKS == set(), tried.broken
            assert {each.school_id for each in tried.now} == {school}
            left = [row for row in plan.shortfall if (row.settlement_id, row.grade_band) == (home, band)]
            if not left and {each.school_id for each in tried.was} == {school}:
                assert tried.after.total == pytest.approx(plan.objective.total, abs=ROUNDING)


@pytest.mark.parametrize("seed", range(30))
def test_a_change_that_breaks_nothing_is_what_solving_with_it_can_only_better(seed: int) -> None:
    """With the way fixed, the best plan costs no more; without, no change is cheaper than the best plan."""
    case, plan = planned(seed, "whole")
    kept = prepared(case, plan)
    for row in plan.assignments[:3]:
        for school in kept.problem.school_ids:
            way = (row.settlement_id, row.grade_band, school)
            tried = try_way(kept, way)
            if tried.after is None or tried.broken:
                continue
            assert tried.after.total >= plan.objective.total - ROUNDING
            if school != row.school_id:
                fixed = with_scenario(case, "assignments", "fixed", value=[list(way)])
                assert plan_of(fixed).objective.total <= tried.after.total + ROUNDING
                return


def test_what_is_not_in_the_plan_is_named() -> None:
    """A settlement, a band or a school that nobody knows."""
    case, plan = planned(1, "whole")
    kept, row = prepared(case, plan), plan.assignments[0]
    way = (row.settlement_id, row.grade_band, row.school_id)
    for place, column in enumerate(("settlement_id", "grade_band", "school_id")):
        wrong = tuple("?" if at == place else each for at, each in enumerate(way))
        with pytest.raises(InputError, match=column):
            try_way(kept, wrong)  # type: ignore[arg-type]
