"""Rules that make a plan adoptable, against counting every possibility and in directions; on tiny random districts."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.errors import NoPlanError
from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.problem.clashes import refuse_clashes
from planner.seating import seats_for, standing_of
from planner.verifying import find_violations
from tests.adoptable import (
    KINDS,
    with_min_pupils,
    with_move_prices,
    with_nearest,
    with_receivers,
    with_small_schools,
)
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import EXACT, plan_of

ENGINES = {name: EXACT.model_copy(update={"engine": name}) for name in ("auto", "milp")}
ROUNDING = 0.5
NEAREST_DECIDES = (26, 37, 43, 50, 53, 66, 68, 76, 79, 88, 91, 110, 128, 137, 146, 149, 158)
NEAREST_DECIDES_SHARES = (26, 35, 37, 39, 45, 50, 53, 58, 64, 66, 78, 79)
"""Seeds of districts in which the rule binds."""
RECEIVERS_DECIDE = (19, 24, 35, 40, 41, 48, 56, 64, 66, 72, 78, 81, 87, 90, 100, 104, 106, 118, 124, 126, 131)
RECEIVERS_DECIDE_SHARES = (7, 13, 14, 15, 19, 24, 41, 50, 56, 58)
FEW = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def clashes(case: Case) -> bool:
    """Whether the rules are refused before anything is solved."""
    try:
        refuse_clashes(problem_of(case), case.scenario)
    except NoPlanError:
        return True
    return False


def total_if_any(case: Case) -> float | None:
    """Return the total of the best plan; None where the rules clash or leave no plan."""
    try:
        refuse_clashes(problem_of(case), case.scenario)
        return plan_of(case).objective.total
    except NoPlanError:
        return None


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
@pytest.mark.parametrize("seed", range(24))
def test_least_pupils_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_min_pupils(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(12))
def test_least_pupils_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_min_pupils(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_least_pupils_decide() -> None:
    """In many of the districts the rule makes the best plan dearer; in some there is none at all."""
    dearer = none = 0
    for seed in range(40):
        case = with_min_pupils(seed)
        best, free = best_whole_total(case), best_whole_total(with_scenario(case, "rules", "min_pupils", value=None))
        dearer += best > free + ROUNDING
        none += math.isinf(best) and not math.isinf(free)
    assert dearer > 10
    assert none > 0


@FEW
@given(st.integers(0, 100_000), st.sampled_from(KINDS), st.sampled_from(["whole", "split"]))
def test_fewer_pupils_asked_never_cost_more(seed: int, kind: str, mode: str) -> None:
    """A school that may be open with fewer pupils may do all that it could before."""
    case = with_min_pupils(seed, mode=mode)
    total = total_if_any(case)
    assume(total is not None)
    eased = plan_of(with_scenario(case, "rules", "min_pupils", kind, value=None))
    assert total is not None
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


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [*range(20), *NEAREST_DECIDES])
def test_nearest_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_nearest(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [*range(12), *NEAREST_DECIDES_SHARES])
def test_nearest_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_nearest(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_nearest_decides() -> None:
    """In these districts the rule makes the best plan dearer, or leaves none."""
    for seed in NEAREST_DECIDES:
        case = with_nearest(seed)
        assert best_whole_total(case) > best_whole_total(with_scenario(case, "rules", "nearest", value=None)) + ROUNDING
    for seed in NEAREST_DECIDES_SHARES:
        case = with_nearest(seed, mode="split")
        assert best_split_total(case) > best_split_total(with_scenario(case, "rules", "nearest", value=None)) + ROUNDING


@FEW
@given(st.integers(0, 100_000), st.floats(0.0, 30.0), st.sampled_from(["whole", "split"]))
def test_more_extra_minutes_never_cost_more(seed: int, more: float, mode: str) -> None:
    """Who may go farther may do all that they could before."""
    case = with_nearest(seed, mode=mode)
    rule = case.scenario.rules.nearest
    assert rule is not None
    total = total_if_any(case)
    assume(total is not None)
    eased = with_scenario(case, "rules", "nearest", value={"max_extra_minutes": rule.max_extra_minutes + more})
    assert total is not None
    assert plan_of(eased).objective.total <= total + ROUNDING


def near_or_far(near: float, far: float, *, decision: str, extra: float) -> Case:
    """Return a village with a dear near school, which may be closed, and a far one."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 10, ("b", YEAR, "1"): 10},
            schools=[
                {"school_id": "n", "kind": "teaching_point", "classrooms": 1, "decision": decision},
                {"school_id": "f", "classrooms": 2},
            ],
            travel={("a", "n"): (near, None, None), ("a", "f"): (far, None, None), ("b", "n"): (1.0, None, None)},
        ),
        scenario=scenario_of(
            rules={"merge": {}, "class_size": {"primary": 10}, "nearest": {"max_extra_minutes": extra}},
            prices={"shortfall_yuan_per_pupil": 100_000},
        ),
    )


@pytest.mark.parametrize(("extra", "left_over"), [(9.0, 10), (10.0, 0)])
@pytest.mark.parametrize("decision", ["keep", "free"])
def test_the_limit_holds_at_equality_for_schools_that_stay_and_for_those_that_may(
    extra: float, left_over: int, decision: str
) -> None:
    """One class at the near school, and b has no other: a goes to the far one if allowed, else ten are left over.

    Ten of either: the near school may also be closed, so that a may go to the far one.
    """
    plan = plan_of(near_or_far(10.0, 20.0, decision=decision, extra=extra))
    assert sum(sum(row.pupils.values()) for row in plan.shortfall) == left_over


def test_pupils_left_over_for_the_rule_have_no_room_in_reach() -> None:
    """The far school has room, and the rule keeps them from it: the judge agrees that there is none for them."""
    case = near_or_far(10.0, 30.0, decision="keep", extra=10.0)
    plan = plan_of(case)
    assert [(row.settlement_id, row.reason) for row in plan.shortfall] in (
        [("a", "no_room_in_reach")],
        [("b", "no_room_in_reach")],
    )
    assert [row.kept_out_by for row in plan.shortfall] == [("nearest",)]
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_where_the_start_cannot_fill_a_school_the_exact_model_does(engine: str) -> None:
    """One of two points may be merged; its six pupils live nearest to the town's school, and the other point needs ten.

    Placed one by one they go to town, and the point left has six: it may not be merged too. The plan sends them there.
    """
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 6, ("b", YEAR, "1"): 6},
            schools=[
                {"school_id": "t", "kind": "teaching_point", "classrooms": 1},
                {"school_id": "u", "kind": "teaching_point", "classrooms": 1},
                {"school_id": "h", "classrooms": 2},
            ],
            travel={
                ("a", "t"): (1.0, None, None), ("a", "u"): (9.0, None, None), ("a", "h"): (5.0, None, None),
                ("b", "t"): (9.0, None, None), ("b", "u"): (1.0, None, None), ("b", "h"): (5.0, None, None),
            },
        ),
        scenario=scenario_of(
            rules={"class_size": None, "merge": {"most": 1}, "min_pupils": {"teaching_point": 10}},
            prices={"fixed_yuan_per_year": {"teaching_point": 0}},
        ),
    )  # fmt: skip
    problem = problem_of(case)
    assert not keeps_limits(problem, find_start(problem, start_clock(0.0)))
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [*range(16), *RECEIVERS_DECIDE])
def test_receivers_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_receivers(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [*range(6), *RECEIVERS_DECIDE_SHARES])
def test_receivers_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_receivers(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_receivers_decide() -> None:
    """In these districts the rule makes the best plan dearer, or leaves none."""
    for seed in RECEIVERS_DECIDE:
        case = with_receivers(seed)
        free = with_scenario(case, "rules", "merge", "receivers", value=None)
        assert best_whole_total(case) > best_whole_total(free) + ROUNDING
    for seed in RECEIVERS_DECIDE_SHARES:
        case = with_receivers(seed, mode="split")
        free = with_scenario(case, "rules", "merge", "receivers", value=None)
        assert best_split_total(case) > best_split_total(free) + ROUNDING


@FEW
@given(st.integers(0, 100_000), st.sampled_from(KINDS), st.sampled_from(["whole", "split"]))
def test_more_receivers_never_cost_more(seed: int, kind: str, mode: str) -> None:
    """Where schools of one kind more take pupils of merged ones, all is possible that was."""
    case = with_receivers(seed, mode=mode)
    merge = case.scenario.rules.merge
    assert merge is not None
    assert merge.receivers is not None
    total = total_if_any(case)
    assume(total is not None)
    eased = with_scenario(case, "rules", "merge", "receivers", value=[*merge.receivers, kind])
    assert total is not None
    assert plan_of(eased).objective.total <= total + ROUNDING


@pytest.mark.parametrize(("decision", "receivers"), [("free", ["p"]), ("close", ["p"]), ("keep", ["t", "u"])])
def test_pupils_of_a_merged_point_go_to_no_other_point(decision: str, receivers: list[str]) -> None:
    """The point next door is no receiver: they walk to town. Where their own point stays, all may be as it is."""
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 5, ("b", YEAR, "1"): 5},
            schools=[
                {"school_id": "t", "kind": "teaching_point", "classrooms": 1, "decision": decision},
                {"school_id": "u", "kind": "teaching_point", "classrooms": 2},
                {"school_id": "p", "classrooms": 2},
            ],
            travel={
                ("a", "t"): (1.0, None, None), ("a", "u"): (2.0, None, None), ("a", "p"): (30.0, None, None),
                ("b", "u"): (1.0, None, None), ("b", "p"): (30.0, None, None),
            },
        ),
        scenario=scenario_of(
            rules={"class_size": {"primary": 5}, "merge": {"receivers": ["primary"]}},
            prices={"fixed_yuan_per_year": {"teaching_point": 0}, "class_yuan_per_year": {"primary": 0}}
            | ({"fixed_yuan_per_year": {"teaching_point": 1_000_000}} if decision == "free" else {}),
        ),
    )  # fmt: skip
    plan = plan_of(case)
    assert {row.school_id for row in plan.assignments if row.settlement_id == "a"} <= set(receivers)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(18))
def test_prices_of_moves_with_whole_blocks(seed: int, engine: str) -> None:
    """What is put on pupils who change school or town counts as the judge and as counting say."""
    case = with_move_prices(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(8))
def test_prices_of_moves_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_move_prices(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_prices_of_moves_decide() -> None:
    """In many of the districts they make the best plan dearer than what it costs without them."""
    dearer = 0
    for seed in range(30):
        case = with_move_prices(seed)
        free = with_scenario(case, "prices", "move_yuan_per_pupil", value=0.0)
        free = with_scenario(free, "prices", "cross_town_yuan_per_pupil", value=0.0)
        dearer += best_whole_total(case) > best_whole_total(free) + ROUNDING
    assert dearer >= 10


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["move", "cross_town"]), st.sampled_from(["whole", "split"]))
def test_a_price_put_on_pupils_never_makes_the_best_cheaper(seed: int, price: str, mode: str) -> None:
    """At a given price of a missing seat: its default rises with what a seat may cost."""
    case = with_scenario(with_move_prices(seed, mode=mode), "prices", "shortfall_yuan_per_pupil", value=500_000)
    total = total_if_any(case)
    assume(total is not None)
    free = plan_of(with_scenario(case, "prices", f"{price}_yuan_per_pupil", value=0.0))
    assert total is not None
    assert free.objective.total <= total + ROUNDING


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(18))
def test_funding_of_small_schools_with_whole_blocks(seed: int, engine: str) -> None:
    """What small schools are paid for pupils they lack counts as the judge and as counting say."""
    case = with_small_schools(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(9))
def test_funding_of_small_schools_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_small_schools(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


@settings(FEW, max_examples=10)
@given(st.integers(0, 100_000), st.sampled_from([None, 2]), st.sampled_from(["whole", "split"]))
def test_less_funding_of_small_schools_never_costs_more(seed: int, pupils: int | None, mode: str) -> None:
    """Without it, or for fewer pupils, the best plan costs no more, at a given price of a missing seat."""
    case = with_scenario(with_small_schools(seed, mode=mode), "prices", "shortfall_yuan_per_pupil", value=5_000_000)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    path = ("small_school_funding",) if pupils is None else ("small_school_funding", "pupils")
    cheaper = plan_of(with_scenario(case, "prices", *path, value=pupils))
    assert cheaper.objective.total <= total + ROUNDING


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("pupils", "missing"), [(5, 0), (6, 0), (10, 0), (11, 1), (100, 90)])
def test_a_school_is_funded_for_the_pupils_it_lacks_and_an_empty_one_for_none(
    pupils: int, missing: int, engine: str
) -> None:
    """Ten pupils attend the one, nobody the other, which must stay: yuan for those missing to so many, of the one."""
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 10},
            schools=[{"school_id": each, "classrooms": 9} for each in "hk"],
            travel={("a", "h"): (1, 1, 1), ("a", "k"): (2, 2, 1)},
        ),
        scenario=scenario_of(prices={"small_school_funding": {"pupils": pupils}}),
    )
    plan = plan_of(case, ENGINES[engine])
    assert plan.objective.small_schools == pytest.approx(720 * missing)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
