"""`rules.towns`: schools and boarding schools of every town, on paper and against counting every possibility."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.cost import objective_of
from planner.decide.clash_set import clash_set
from planner.errors import NoPlanError
from planner.optimise.components import components_of
from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Problem
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import Case, district_of, scenario_of, with_scenario
from tests.linking import with_towns
from tests.planning import patient_clock, plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, clashes, is_exact, total_if_any

FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
DECIDE = (0, 2, 4, 7, 10, 14, 15, 17, 21, 24)
DECIDE_SHARES = (0, 2, 4, 10, 11)
"""Seeds of districts in which the rule binds."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 3, *DECIDE])
def test_towns_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_towns(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", DECIDE_SHARES)
def test_towns_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_towns(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_towns_decide() -> None:
    """In those districts the rule makes the best plan dearer."""
    for seed in DECIDE:
        case = with_towns(seed)
        free = best_whole_total(with_scenario(case, "rules", "towns", value=None))
        assert free + ROUNDING < best_whole_total(case) < math.inf, f"seed {seed}"


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_fewer_schools_asked_never_cost_more(seed: int, mode: str) -> None:
    """What is allowed with schools in every town is allowed without."""
    case = with_towns(seed, mode=mode)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    eased = plan_of(with_scenario(case, "rules", "towns", value={"boarding_junior": 1}))
    assert eased.objective.total <= total + ROUNDING


@pytest.mark.parametrize("seed", DECIDE)
def test_start_and_search_keep_it(seed: int) -> None:
    """Without any model, for whoever looks for plans that way: the start keeps the rule, and so does the search."""
    problem = problem_of(with_towns(seed))
    start = find_start(problem, start_clock(1.0))
    if not keeps_limits(problem, start):
        pytest.skip("pupils too few: the exact model makes the first plan")
    found = search(problem, start, SearchEffort(clock=patient_clock(10.0), threads=1, seed=seed, moves=8000)).best
    assert keeps_limits(problem, found)
    assert objective_of(problem, found).total <= objective_of(problem, start).total + ROUNDING


def two_towns(schools: list[dict[str, Any]], **keys: Any) -> Case:  # noqa: ANN401 - keys of a scenario
    """Return pupils of the east, none of the west, and these schools of a room each, within a minute."""
    years = keys.pop("years", [2026])
    rooms: dict[str, Any] = {"classrooms": 1, "fixed_yuan_per_year": 0, "town": "east"}
    return Case(
        district=district_of(
            pupils={("a", year, "1"): 10 for year in years},
            schools=[rooms | school for school in schools],
            travel={("a", str(school["school_id"])): (1.0, None, None) for school in schools},
            towns={"a": "east"},
        ),
        scenario=scenario_of(years=years, **keys),
    )


BOARDING = {"towns": {"boarding_primary": 1}}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_first_bed_is_added_where_it_is_cheapest(engine: str) -> None:
    """One of the two schools has its first bed, though nobody boards; a town without pupils has none."""
    case = two_towns(
        [
            {"school_id": "h", "beds_max": 5, "bed_yuan": 9000},
            {"school_id": "i", "beds_max": 5, "bed_yuan": 8000},
            {"school_id": "w", "beds_max": 5, "bed_yuan": 1, "town": "west"},
        ],
        rules=BOARDING,
    )
    plan = plan_of(case, ENGINES[engine])
    assert {row.school_id: row.beds_added for row in plan.schools} == {"h": 0, "i": 1, "w": 0}


def test_a_first_bed_stays_where_the_school_does() -> None:
    """The cheaper bed is at a school that must be merged in the second year: then two would be bought."""
    schools = [
        {"school_id": "t", "kind": "teaching_point", "beds_max": 5, "bed_yuan": 8000},
        {"school_id": "h", "beds_max": 5, "bed_yuan": 9000},
    ]
    rules = {**BOARDING, "merge": {"by_year": {2027: 1}}}
    plan = plan_of(two_towns(schools, years=[2026, 2027], rules=rules))
    assert {row.beds_added for row in plan.schools if row.school_id == "h"} == {1}
    assert {row.beds_added for row in plan.schools if row.school_id == "t"} == {0}


def test_first_beds_follow_the_cheapest_school_that_is_open() -> None:
    """With nobody placed: none where a school has beds, one at the cheapest open one elsewhere."""
    schools = [{"school_id": "h", "beds_max": 5, "bed_yuan": 2.0}, {"school_id": "i", "beds_max": 5, "bed_yuan": 1.0}]
    problem = problem_of(two_towns(schools, rules=BOARDING))
    assert added_at(problem, [True, True]) == [0, 1]
    assert added_at(problem, [True, False]) == [1, 0]
    assert added_at(replace(problem, school_beds=np.array([1, 0])), [True, True]) == [0, 0]


def added_at(problem: Problem, opened: list[bool]) -> list[int]:
    """Return the beds added at each school where nobody is placed."""
    solution = completed(problem, opened=np.array(opened)[:, None], share=np.zeros(problem.n_pairs))
    return [int(beds) for beds in solution.beds_added[:, 0]]


@pytest.mark.parametrize(
    ("schools", "said"),
    [
        ([{"school_id": "h"}], ("rules.towns.boarding_primary: 1", "'east'", "0 that offer")),
        ([{"school_id": "h", "beds_max": 1, "grades": "2-6"}], ("0 that offer",)),
        ([{"school_id": "h", "beds_max": 1, "town": "west"}], ("'east'", "0 that offer")),
        ([{"school_id": "h", "beds_max": 1, "decision": "close"}], ("0 that offer", "decisions close h")),
        ([{"school_id": "h", "beds_max": 1}], ()),
    ],
)
def test_a_town_without_any_site_that_could_is_named(schools: list[dict[str, Any]], said: tuple[str, ...]) -> None:
    """With rule, town and figures; one that could have a bed is enough."""
    told = told_of(two_towns(schools, rules=BOARDING))
    assert bool(told) == bool(said)
    assert all(part in told for part in said)


def told_of(case: Case) -> str:
    """Return what is said of rules that clash; nothing where none do."""
    try:
        refuse_clashes(problem_of(case), case.scenario)
    except NoPlanError as error:
        return "\n".join(error.clashes)
    return ""


def test_merge_counts_that_leave_a_town_too_few_are_named() -> None:
    """Two points may have beds, and one must: one may be merged, not two; a site that could be built frees both."""
    points: list[dict[str, Any]] = [{"school_id": name, "kind": "teaching_point", "beds_max": 5} for name in ("t", "u")]
    for least, by_year in ((2, {}), (0, {2027: 2})):
        merge = {"least": least, "by_year": by_year}
        case = two_towns(points, years=[2026, 2027], rules={**BOARDING, "merge": merge})
        told = told_of(case)
        assert "rules.merge.by_year.2027: 2" in told or "rules.merge.least: 2" in told
        assert "1 of them must stay" in told
        assert "rules.towns.boarding_primary: east" in told
        keys = {str(rule) for rule in clash_set(case.scenario, case.district)}
        assert "rules.towns.boarding_primary: 1" in keys
        assert len(keys) == 2
        site = {"school_id": "c", "state": "candidate", "beds_max": 5}
        assert not clashes(two_towns([*points, site], years=[2026, 2027], rules={**BOARDING, "merge": merge}))
    assert not clashes(two_towns(points, rules={**BOARDING, "merge": {"least": 1}}))


def test_a_budget_that_buys_no_first_bed_is_named() -> None:
    """9,000 yuan buy the bed, 8,999 do not."""
    schools = [{"school_id": "h", "beds_max": 5, "bed_yuan": 9000}]
    for budget in (9000, 8999):
        case = two_towns(schools, rules=BOARDING, budget_yuan=budget)
        told = told_of(case)
        assert ("rules.towns.boarding_primary: east" in told) == (budget == 8999)
    plan = plan_of(with_scenario(case, "budget_yuan", value=9000))
    assert [row.beds_added for row in plan.schools] == [1]


def test_a_candidate_is_built_for_its_town() -> None:
    """Nobody would attend it, and the town must have it."""
    schools: list[dict[str, Any]] = [
        {"school_id": "w", "town": "west"},
        {"school_id": "c", "state": "candidate", "build_yuan": 1e6, "beds_max": 9, "fixed_yuan_per_year": 1e6},
    ]
    plan = plan_of(two_towns(schools, rules=BOARDING))
    assert [row.school_id for row in plan.schools if row.open] == ["w", "c"]
    assert clashes(two_towns(schools[:1], rules=BOARDING))


def test_schools_of_one_town_are_not_solved_apart() -> None:
    """Two villages with a school each fall apart, unless their town must have a boarding school."""
    schools = [{"school_id": name, "classrooms": 1, "beds_max": 5} for name in ("h", "i")]
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 5, ("b", 2026, "1"): 5},
            schools=schools,
            travel={("a", "h"): (1.0, None, None), ("b", "i"): (1.0, None, None)},
        ),
        scenario=scenario_of(),
    )
    assert len(components_of(problem_of(case))) == 2
    assert components_of(problem_of(with_scenario(case, "rules", "towns", value=BOARDING["towns"]))) == ()
