"""Rules about which schools may be merged or built, against counting every possibility and in directions."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.decide.decided import decided_reasons
from planner.errors import NoPlanError
from planner.language import Text
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.deciding import with_never_merged
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MODES = st.sampled_from(["whole", "split"])
WHY = "听证会多数家长反对"


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
    for district in (staying.district, staying.district.__class__(**(vars(staying.district) | {"schools": closed}))):
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
