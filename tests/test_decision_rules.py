"""Rules about which schools may be merged or built, against counting every possibility and in directions."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.decide.decided import decided_reasons
from planner.errors import NoPlanError
from planner.language import Text
from planner.verifying import find_violations
from planner.verifying.few_pupils import find_facts_of_today
from tests.adoptable import KINDS
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.deciding import with_few_pupils, with_never_merged, with_points_of_their_own_size
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario, with_schools
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MODES = st.sampled_from(["whole", "split"])
WHY = "听证会多数家长反对"


@pytest.mark.sampled(most=9)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(30))
def test_never_merged_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_never_merged(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(6))
def test_never_merged_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_never_merged(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_never_merged_decides() -> None:
    """In some of the districts the rule makes the best plan dearer."""
    dearer = 0
    for seed in range(30):
        case = with_never_merged(seed)
        best = best_whole_total(case)
        free = best_whole_total(with_scenario(case, "rules", "merge", "never", value={}))
        dearer += free + ROUNDING < best < math.inf
    assert dearer > 3


@FEW
@given(st.integers(0, 100_000), MODES)
def test_a_longer_list_of_schools_that_stay_is_never_cheaper(seed: int, mode: str) -> None:
    """With one name fewer all may be done that was; nearness and boarding, which look at who stays, left out."""
    case = with_never_merged(seed, mode=mode)
    never = case.scenario.rules.never_merged
    assume(never)
    for band in case.scenario.grade_bands:
        case = with_scenario(case, "grade_bands", band, "board_when", value="any")
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    fewer = with_scenario(case, "rules", "merge", "never", value=dict(list(never.items())[1:]))
    assert plan_of(fewer).objective.total <= total + ROUNDING


@pytest.mark.sampled(most=9)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(30))
def test_few_pupils_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_few_pupils(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(6))
def test_few_pupils_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_few_pupils(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_few_pupils_decide() -> None:
    """In many of the districts the best plan merges a school for its few pupils."""
    cheaper = 0
    for seed in range(30):
        case = with_few_pupils(seed)
        without = best_whole_total(with_scenario(case, "rules", "merge", "also_under_pupils", value=None))
        cheaper += best_whole_total(case) < without - ROUNDING
    assert cheaper > 8


def test_optimiser_and_judge_count_the_same_schools() -> None:
    """Of two programs that count today's pupils, each finds the same few, in some districts some and not all."""
    found = set()
    for seed in range(60):
        case = with_few_pupils(seed)
        facts = find_facts_of_today(case.district, case.scenario, case.journeys)
        problem = problem_of(case)
        assert [school.of_merged_kind for school in facts.schools.values()] == problem.school_mergeable.tolist()
        assert [school.decision for school in facts.schools.values()] == [
            ("free", "keep", "close")[decision] for decision in problem.school_decision
        ]
        found.add((problem.school_few_pupils.any(), problem.school_few_pupils.all()))
    assert {(True, False), (False, False)} <= found


@FEW
@given(st.integers(0, 100_000), MODES, st.sampled_from(KINDS))
def test_a_larger_limit_of_few_pupils_is_never_dearer(seed: int, mode: str, kind: str) -> None:
    """More schools may be merged; without the most of them, least pupils and receivers, which bear on more."""
    case = with_few_pupils(seed, mode=mode)
    merge = case.scenario.rules.merge
    assert merge is not None
    assert merge.also_under_pupils is not None
    under = {k: limit for k, limit in merge.also_under_pupils.model_dump().items() if limit is not None}
    fixed = {"kinds": list(merge.kinds), "also_under_pupils": under}
    case = with_scenario(with_scenario(case, "rules", "min_pupils", value=None), "rules", "merge", value=fixed)
    larger = with_scenario(case, "rules", "merge", "also_under_pupils", kind, value=under.get(kind, 0) + 20)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    assert plan_of(larger).objective.total <= total + ROUNDING


@pytest.mark.parametrize(("limit", "merged"), [(5, 0), (6, 1)])
@pytest.mark.parametrize("is_counted", [True, False])
def test_fewer_pupils_than_the_limit_and_not_as_many(limit: int, merged: int, *, is_counted: bool) -> None:
    """Five pupils attend the dear school of a kind that may not be merged: fewer than six, and not than five."""
    case = dear_point(rules={"merge": {"kinds": [], "also_under_pupils": {"teaching_point": limit}}})
    case = with_schools(case, decision="")
    if is_counted:
        attends = case.district.pupils.assign(school_id="t")[["settlement_id", "grade", "school_id", "pupils"]]
        case = replace(case, district=replace(case.district, attends=attends))
    plan = plan_of(case)
    assert len(plan.merges) == merged
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.sampled(most=9)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(30))
def test_points_of_their_own_size_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_points_of_their_own_size(seed)
    is_exact(case, best_whole_total(case), engine)


def test_points_of_their_own_size_decide() -> None:
    """In some of the districts the limit of the points makes the best plan dearer, or cheaper than the primary's."""
    dearer = cheaper = 0
    for seed in range(30):
        case = with_points_of_their_own_size(seed)
        as_primary = best_whole_total(with_scenario(case, "rules", "school_size", "teaching_point", value=None))
        dearer += best_whole_total(case) > as_primary + ROUNDING
        cheaper += best_whole_total(case) < as_primary - ROUNDING
    assert dearer > 2
    assert cheaper > 0


@FEW
@given(st.integers(0, 100_000), MODES)
def test_larger_points_are_never_dearer(seed: int, mode: str) -> None:
    """Where points may have more pupils all may be done that could be; who attends today bears on no rule here."""
    case = with_points_of_their_own_size(seed, mode=mode)
    case = with_scenario(case, "rules", "merge", value={"kinds": ["teaching_point", "primary"]})
    sizes = case.scenario.rules.school_size
    assert sizes is not None
    assert sizes.teaching_point is not None
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    larger = with_scenario(case, "rules", "school_size", "teaching_point", value=sizes.teaching_point + 10)
    assert plan_of(larger).objective.total <= total + ROUNDING


def dear_point(**keys: object) -> Case:
    """Return a village with a dear point beside it and the town's school, to which all might go."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 5},
            schools=[
                {"school_id": "t", "kind": "teaching_point", "classrooms": 2, "decision": "free"},
                {"school_id": "h", "classrooms": 2},
            ],
            travel={("a", "t"): (1.0, None, None), ("a", "h"): (10.0, None, None)},
        ),
        scenario=scenario_of(**keys),
    )


def test_a_school_named_stays_whatever_the_table_says_and_the_reason_stands() -> None:
    """The dear point is merged; named, it stays, even where the table closes it."""
    merging = dear_point(rules={"merge": {}})
    assert plan_of(merging).merges != ()
    staying = with_scenario(merging, "rules", "merge", "never", value={"t": WHY})
    closed = staying.district.schools.assign(decision=["close", ""])
    for district in (staying.district, replace(staying.district, schools=closed)):
        plan = plan_of(Case(district=district, scenario=staying.scenario))
        assert plan.merges == ()
    said = decided_reasons(staying.scenario, problem_of(staying))
    assert said == {"t": Text(f"not to be merged: {WHY}", f"不撤并：{WHY}")}
    assert said["t"].zh == f"不撤并：{WHY}"


def test_never_merged_and_closed_clash() -> None:
    """Both lists are named, with the school and the reason."""
    case = dear_point(rules={"merge": {"never": {"t": WHY}}}, decisions={"close": ["t"]})
    with pytest.raises(NoPlanError) as raised:
        plan_of(case)
    (clash,) = raised.value.clashes
    assert all(word in clash for word in ("'t'", "rules.merge.never", WHY, "decisions.close"))
