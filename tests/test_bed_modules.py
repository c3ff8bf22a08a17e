"""`rules.bed_module`: beds added in whole modules, on paper and against counting every possibility."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.cost import objective_of
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.pricing.column_generation import prove
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.problem.statement.linking import linking_of
from planner.seating import seats_for, standing_of
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import Case, district_of, scenario_of, with_scenario
from tests.linking import with_bed_modules
from tests.planning import EXACT, patient_clock, plan_of
from tests.proving import proving
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
DECIDE = (0, 2, 3, 6, 7, 24, 25, 26, 29)
DECIDE_SHARES = (0, 2, 3, 7)
"""Seeds of districts in which whole modules are dearer than beds one by one."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 4, *DECIDE])
def test_modules_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_bed_modules(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", DECIDE_SHARES)
def test_modules_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_bed_modules(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_modules_decide() -> None:
    """In those districts the rule makes the best plan dearer."""
    for seed in DECIDE:
        case = with_bed_modules(seed)
        one_by_one = best_whole_total(with_scenario(case, "rules", "bed_module", value=1))
        assert one_by_one + ROUNDING < best_whole_total(case) < math.inf, f"seed {seed}"


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_beds_one_by_one_never_cost_more(seed: int, mode: str) -> None:
    """Whole modules are beds too; at a stated price of missing seats, for the default one follows the module."""
    case = with_scenario(with_bed_modules(seed, mode=mode), "prices", "shortfall_yuan_per_pupil", value=50_000)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    assert plan_of(with_scenario(case, "rules", "bed_module", value=1)).objective.total <= total + ROUNDING


@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize("seed", DECIDE_SHARES)
def test_the_start_keeps_them_and_pricing_stays_below(seed: int, mode: str) -> None:
    """The start adds whole modules within the budget; what pricing proves is no more than what counting finds."""
    case = with_bed_modules(seed, mode=mode)
    problem = problem_of(case)
    start = find_start(problem, start_clock(1.0))
    assert keeps_limits(problem, start)
    assert not (start.beds_added % problem.bed_module).any()
    best = (best_whole_total if mode == "whole" else best_split_total)(case)
    total = objective_of(problem, start).total
    assert prove(problem, proving(best_total=lambda: total)).bound <= best + ROUNDING


@pytest.mark.parametrize("seed", DECIDE_SHARES)
def test_the_search_counts_them(seed: int) -> None:
    """What the search returns keeps every rule, and its total is the planner's cost."""
    problem = problem_of(with_bed_modules(seed))
    start = find_start(problem, start_clock(1.0))
    told: list[float] = []
    search_effort = SearchEffort(clock=patient_clock(10.0), threads=1, seed=seed, moves=8000)
    found = search(problem, start, search_effort, report=lambda total, _pupils, _plan: told.append(total)).best
    assert keeps_limits(problem, found)
    if told and not problem.town_beds.any():  # first beds of towns are added at the end
        assert min(told) == pytest.approx(objective_of(problem, found).total, abs=0.01)


def dormitory(boarders: int, beds: int, site_holds: int, **keys: object) -> Case:
    """Return a far village with so many boarders, and its school; beds cost 100 yuan, in modules of eight."""
    band = {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": 30, "boarding": True}
    return Case(
        district=district_of(
            pupils={("a", 2026, "1"): boarders},
            schools=[{"school_id": "h", "classrooms": 2, "beds": beds, "beds_max": site_holds}],
            travel={("a", "h"): (None, 45.0, 20.0)},
        ),
        scenario=scenario_of(
            grade_bands={"only": band}, rules={"bed_module": 8}, prices={"bed_yuan": 100}, **keys
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("boarders", "beds", "site_holds", "added"),
    [(3, 3, 30, 0), (4, 3, 30, 8), (11, 3, 30, 8), (12, 3, 30, 16), (11, 3, 11, 8), (11, 3, 10, 0)],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_modules_on_paper(boarders: int, beds: int, site_holds: int, added: int, engine: str) -> None:
    """Whole modules as far as the site holds them; where it does not, the pupils are left over, and have no room."""
    plan = plan_of(dormitory(boarders, beds, site_holds), ENGINES[engine])
    assert [row.beds_added for row in plan.schools] == [added]
    fits = boarders <= beds + added
    assert [row.reason for row in plan.shortfall] == ([] if fits else ["no_room_in_reach"])


def test_a_module_is_paid_in_full() -> None:
    """Eight beds are 800 yuan for a fourth boarder: 799 do not buy them, and he has no seat."""
    for budget, added in ((800, 8), (799, 0)):
        plan = plan_of(dormitory(4, 3, 30, budget_yuan=budget), EXACT)
        assert [row.beds_added for row in plan.schools] == [added]


def test_a_seat_in_a_full_dormitory_takes_a_module() -> None:
    """Where nobody sits yet: eight beds, 800 yuan once."""
    problem = problem_of(dormitory(4, 3, 30))
    nobody = plan_without(problem.n_pairs)
    solution = find_start(problem, start_clock(0.0))
    empty = standing_of(problem, type(solution)(**(vars(solution) | nobody)))
    seats = seats_for(problem, empty, 0, 1.0)
    assert seats.beds.tolist() == [[8.0]]
    assert seats.one_off_yuan.tolist() == [[800.0]]


def plan_without(n_pairs: int) -> dict[str, object]:
    """Return what a solution of one school and year has where nobody is placed."""
    nothing = np.zeros((1, 1), dtype=np.int64)
    return {"beds_added": nothing, "classrooms_added": nothing, "classes": nothing[:, :, None],
            "share": np.zeros(n_pairs)}  # fmt: skip


def test_linking_rows_count_beds() -> None:
    """Columns count modules; what is asked of linking rows, and told, counts beds."""
    problem = problem_of(dormitory(4, 3, 30, budget_yuan=800))
    linking, opened = linking_of(problem), np.ones((1, 1), dtype=bool)
    nothing = np.zeros((1, 1), dtype=np.int64)
    assert linking.are_kept(opened, nothing, nothing + 8)
    assert linking.broken(opened, nothing, nothing + 16).max() == pytest.approx(800.0)
    assert linking.by_kind(1)[2].max() == pytest.approx(100.0)
