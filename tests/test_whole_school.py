"""rules.whole_school: every grade of an open school has pupils; counted through, in directions, and on paper."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.errors import NoPlanError
from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.problem.clashes import refuse_clashes
from planner.seating import seats_for, standing_of
from planner.verifying import find_violations
from tests.adoptable import with_whole_school
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, FEW, ROUNDING, clashes, is_exact, total_if_any


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(18))
def test_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule; or there is none."""
    case = with_whole_school(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(12))
def test_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_whole_school(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_it_decides() -> None:
    """In many of the districts the rule makes the best plan dearer; in some none is left."""
    dearer = none = told = 0
    for seed in range(36):
        case = with_whole_school(seed)
        best, free = best_whole_total(case), best_whole_total(with_scenario(case, "rules", "whole_school", value=None))
        dearer += math.isfinite(best) and best > free + ROUNDING
        none += math.isinf(best) and math.isfinite(free)
        told += math.isfinite(free) and clashes(case)
    assert dearer > 3
    assert none > told > 0


@FEW
@given(st.integers(0, 100_000), st.integers(1, 8), st.sampled_from(["whole", "split"]))
def test_fewer_pupils_a_grade_never_cost_more(seed: int, fewer: int, mode: str) -> None:
    """What may be open with fewer pupils in a grade may do all that it could before; and without the rule, more."""
    case = with_whole_school(seed, mode=mode)
    rule, total = case.scenario.rules.whole_school, total_if_any(case)
    assume(total is not None)
    assert total is not None
    assert rule is not None
    least = max(rule.least_pupils_per_grade - fewer, 1)
    eased = with_scenario(case, "rules", "whole_school", "least_pupils_per_grade", value=least)
    assert plan_of(eased).objective.total <= total + ROUNDING
    assert plan_of(with_scenario(case, "rules", "whole_school", value=None)).objective.total <= total + ROUNDING


TWO_BANDS = {
    "lower": {"stage": "primary", "grades": [1, 2], "max_walk_minutes": 30},
    "upper": {"stage": "primary", "grades": [3], "max_walk_minutes": 30},
}
POINT = {"school_id": "t", "kind": "teaching_point", "grades": "1-2", "classrooms": 2}
TOWN = {"school_id": "h", "grades": "1-3", "classrooms": 3}


def case_of(
    pupils: Mapping[tuple[str, str], int],
    schools: Sequence[Mapping[str, object]],
    minutes: Mapping[tuple[str, str], float],
    **merge: object,
) -> Case:
    """Return a case of pupils by settlement and grade, and minutes on foot; five pupils a grade."""
    return Case(
        district=district_of(
            pupils={(home, YEAR, grade): count for (home, grade), count in pupils.items()},
            schools=schools,
            travel={pair: (walk, None, None) for pair, walk in minutes.items()},
        ),
        scenario=scenario_of(
            grade_bands=TWO_BANDS,
            rules={"merge": merge, "whole_school": {"least_pupils_per_grade": 5}},
            prices={
                "fixed_yuan_per_year": {"teaching_point": 0},
                "class_yuan_per_year": {"primary": 0},
                "shortfall_yuan_per_pupil": 100_000,
            },
        ),
    )


def point_or_town(first: int, second: int, **merge: object) -> Case:
    """Return a village of so many pupils in grades 1 and 2, a point beside it and the town's school farther."""
    pupils = {("a", "1"): first, ("a", "2"): second, ("b", "1"): 5, ("b", "3"): 5}
    return case_of(pupils, [POINT, TOWN], {("a", "t"): 1.0, ("a", "h"): 20.0, ("b", "h"): 1.0}, **merge)


@pytest.mark.parametrize(("first", "second", "receiver"), [(5, 5, "t"), (5, 4, "h"), (40, 0, "h")])
def test_a_point_stays_with_enough_in_every_grade(first: int, second: int, receiver: str) -> None:
    """The limit holds at equality; many pupils of one grade do not stand for those missing in another."""
    plan = plan_of(point_or_town(first, second))
    assert next(row for row in plan.assignments if row.settlement_id == "a").school_id == receiver


def test_a_school_of_nobody_is_merged_even_where_it_costs_nothing() -> None:
    """And where so many may not be merged, that is said before anything is solved."""
    far = case_of({("b", "3"): 5}, [POINT, TOWN], {("b", "h"): 1.0})
    plan = plan_of(far)
    assert [(row.school_id, row.action) for row in plan.schools] == [("t", "merge"), ("h", "keep")]
    assert find_violations(plan, far.scenario, far.district, far.journeys) == ()
    opened = plan.model_copy(
        update={"schools": tuple(row.model_copy(update={"open": True, "action": "keep"}) for row in plan.schools)}
    )
    rules = [broken.rule for broken in find_violations(opened, far.scenario, far.district, far.journeys)]
    assert "whole_school" in rules


def test_too_few_that_may_be_whole_clash_with_the_merge_count() -> None:
    """Four in a grade are all there are: the point goes, and none may be merged."""
    case = point_or_town(5, 4, most=0)
    with pytest.raises(NoPlanError, match=r"rules.merge.most: 0 .*whole_school.* of t"):
        refuse_clashes(problem_of(case), case.scenario)


def test_a_school_that_must_stay_has_somebody_of_every_band() -> None:
    """Of three villages the one to which it matters least walks on, to the school that nobody would attend."""
    pupils = {("a", "1"): 10, ("b", "1"): 10, ("c", "3"): 10, ("d", "3"): 10}
    schools = [{**TOWN, "classrooms": 9}, {**TOWN, "school_id": "k", "classrooms": 9}]
    minutes = {("a", "h"): 0.0, ("b", "h"): 0.0, ("c", "h"): 0.0, ("d", "h"): 0.0,
               ("a", "k"): 9.0, ("b", "k"): 8.0, ("c", "k"): 7.0, ("d", "k"): 20.0}  # fmt: skip
    case = case_of(pupils, schools, minutes)
    problem = problem_of(case)
    assert keeps_limits(problem, find_start(problem, start_clock(0.0)))
    plan = plan_of(case)
    assert {(row.settlement_id, row.school_id) for row in plan.assignments} == {
        ("a", "h"), ("b", "k"), ("c", "k"), ("d", "h"),
    }  # fmt: skip


def test_a_school_that_must_stay_without_room_for_its_bands_clashes() -> None:
    """Two bands within reach are two classes at least, and it has one room."""
    pupils = {("a", "1"): 10, ("a", "3"): 10}
    case = case_of(pupils, [{**TOWN, "classrooms": 1}], {("a", "h"): 1.0})
    with pytest.raises(NoPlanError, match=r"whole_school: school 'h' must stay .* classrooms"):
        refuse_clashes(problem_of(case), case.scenario)


def test_a_seat_at_a_closed_school_needs_enough_of_every_grade() -> None:
    """Five and four pupils left over may not open the point; five and five may."""
    for second in (4, 5):
        problem = problem_of(point_or_town(5, second))
        closed = completed(problem, opened=np.array([[False], [True]]), share=np.zeros(problem.n_pairs))
        assert seats_for(problem, standing_of(problem, closed), 0, 1.0).fits.tolist() == [second == 5, True]


def test_a_band_without_a_pair_is_not_asked_of_anybody() -> None:
    """The town's school offers grade 3, of which nobody is in reach: it may have none of it, and so may a site."""
    case = case_of({("a", "1"): 5, ("a", "2"): 5}, [{**TOWN, "decision": "free"}], {("a", "h"): 1.0})
    assert [row.school_id for row in plan_of(case).assignments] == ["h"]
