"""Branching: the limit of the parts is a limit on the whole, meets the best plan on tiny districts, and only rises."""

import math

import numpy as np
import pytest

from planner.optimise.pricing.branch_and_price import Tree, branch_and_price, start_tree
from planner.optimise.pricing.column_generation import prove
from planner.optimise.pricing.columns import standing_columns
from planner.optimise.pricing.master import ClassRow, Duals, linking_rows_of, obeying
from planner.optimise.pricing.subproblems import subproblems_of
from planner.problem.build import build_problem
from tests.brute import best_whole_total
from tests.districts import paper_case, random_case
from tests.proving import BRANCHING, endless, proving


def grown(seed: int) -> tuple[float, Tree, float]:
    """Return the root's limit, the tree grown to its end and the least total of any plan, by brute force."""
    case = random_case(seed)
    problem = build_problem(case.district, case.journeys, case.scenario)
    best = best_whole_total(case)
    root = prove(problem, proving(best_total=lambda: best))
    assert root.converged
    return (
        root.bound,
        branch_and_price(start_tree(problem, root, lambda: best, BRANCHING), proving(best_total=lambda: best)),
        best,
    )


@pytest.mark.parametrize("seed", range(60))
def test_grown_to_its_end_it_is_never_above_the_best_plan(seed: int) -> None:
    """The limit is the best plan's total, or that of the lowest part which nothing is left to split in."""
    root_bound, tree, best = grown(seed)
    assert root_bound <= tree.bound <= best * (1 + 1e-9) + 1e-6
    assert tree.bound == pytest.approx(max(root_bound, min(tree.floor, best)), rel=1e-9)


@pytest.mark.parametrize("seed", [12, 26, 50, 93, 105])
def test_it_proves_the_best_plan_of_a_tiny_district(seed: int) -> None:
    """Districts whose root leaves a gap, up to an eighth of the total: branching closes it."""
    root_bound, tree, best = grown(seed)
    assert root_bound < best * (1 - 5e-4)
    assert tree.bound == pytest.approx(best, rel=1e-6)
    assert tree.priced > 0


@pytest.mark.parametrize("seed", range(12))
def test_with_no_plan_known_it_stays_below_the_best(seed: int) -> None:
    """Nothing is cut off by a plan here: whatever branching proves on its own is still below the best plan."""
    case = random_case(seed)
    problem = build_problem(case.district, case.journeys, case.scenario)
    root = prove(problem, proving())
    heard: list[float] = []
    tree = start_tree(problem, root, endless, BRANCHING)
    tree = branch_and_price(tree, proving(2.0, threads=2, report=heard.append))
    assert tree.bound <= best_whole_total(case) * (1 + 1e-9) + 1e-6
    assert heard == sorted(heard)


def test_it_begins_with_two_parts_or_none() -> None:
    """A proof with fractions is split in two; each part is the whole's problem or a smaller one."""
    split = 0
    for seed in range(30):
        case = random_case(seed)
        problem = build_problem(case.district, case.journeys, case.scenario)
        tree = start_tree(problem, prove(problem, proving()), endless, BRANCHING)
        assert len(tree.nodes) in {0, 2}
        split += bool(tree.nodes)
        for each in tree.nodes:
            assert each.node.problem.n_pairs <= problem.n_pairs
            assert each.node.problem.n_blocks == problem.n_blocks
    assert split


def test_a_class_is_never_worth_more_than_it_costs() -> None:
    """Prices of class rows are held to the class's own cost, or pricing would fill schools with empty classes."""
    case = paper_case()
    problem = build_problem(case.district, case.journeys, case.scenario)
    grade = int(problem.grade_class_yuan.argmax())
    linking = linking_rows_of(problem, [ClassRow(year=0, grade=grade, low=2.0, high=math.inf)])
    dear = np.zeros(len(linking.low))
    dear[-1] = 10 * problem.grade_class_yuan[grade] + 1
    held = obeying(linking, Duals(blocks=np.zeros(problem.n_blocks), linking=dear))
    assert held.linking[-1] == pytest.approx(problem.grade_class_yuan[grade])
    empty = [column for column in standing_columns(subproblems_of(problem), linking) if column.linking[-1] > 0]
    assert [column.yuan for column in empty] == [problem.grade_class_yuan[grade]]


def test_a_stopped_clock_changes_nothing() -> None:
    """With no time nothing is priced and the limit stands."""
    case = random_case(1)
    problem = build_problem(case.district, case.journeys, case.scenario)
    tree = start_tree(problem, prove(problem, proving()), endless, BRANCHING)
    later = branch_and_price(tree, proving(0.0, threads=2))
    assert (later.bound, later.priced) == (tree.bound, 0)
