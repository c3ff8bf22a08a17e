"""The statement: every rule named, every row about something, and each view of it the same program."""

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.models.pulp_model import model_of
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solver.program import program_of, program_of_pulp
from planner.problem.problem import Problem
from planner.problem.statement.columns import KINDS, columns_of
from planner.problem.statement.rows import distinct
from planner.problem.statement.rules import LINKING, RULES
from planner.problem.statement.statement import RELAXED, most_classes, state, values_of
from tests.composing import problem_of
from tests.districts import random_case

SEEDS = range(25)


def made_up(seed: int) -> Problem:
    """Build a random tiny district, every other one in shares."""
    return problem_of(random_case(seed, mode="split" if seed % 2 else "whole"))


def test_every_rule_is_stated_under_its_own_name() -> None:
    """A rule's rows bear the name of its function, and the function says in words what it asks."""
    statement = state(made_up(0))
    assert list(statement.rows) == [rule.__name__ for rule in RULES]
    assert all(rule.__doc__ for rule in (*RULES, *RELAXED))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_column_has_one_number_and_one_name(seed: int) -> None:
    """The kinds share the columns out among them, and no two columns bear one name."""
    columns = columns_of(made_up(seed))
    numbers = np.concatenate([columns.of_kind(kind).ravel() for kind in KINDS])
    assert sorted(numbers.tolist()) == list(range(columns.count))
    assert len(set(columns.names())) == columns.count


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_has_a_name_and_stands_where_its_rule_does(seed: int) -> None:
    """In the program the rows of each rule stand together, found by its name."""
    statement = state(made_up(seed))
    program = program_of(statement)
    names = [name for rows in statement.rows.values() for name in rows.names()]
    assert len(set(names)) == len(names) == len(program.low)
    for rule, rows in statement.rows.items():
        assert (program.matrix[program.rules[rule]] - rows.matrix).nnz == 0
        assert np.array_equal(program.high[program.rules[rule]], rows.high)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pulp_model_is_the_same_program(seed: int) -> None:
    """Read back from PuLP: each column's price and bounds, and as many nonzeros in rows of the same limits."""
    statement = state(made_up(seed))
    model = model_of(statement)
    plain, pulps = program_of(statement), program_of_pulp(model.lp)
    own = np.array(list(model.variables), dtype=np.int64)
    at = np.array([model.variables[number].index for number in own.tolist()], dtype=np.int64)
    for name in ("cost", "lower", "upper"):
        assert np.array_equal(getattr(plain, name)[own], getattr(pulps, name)[at])
    assert set(own[np.isin(at, pulps.integer)]) == set(own[np.isin(own, plain.integer)])
    both = np.isfinite(plain.low) & np.isfinite(plain.high) & (plain.low != plain.high)
    assert pulps.matrix.shape[0] == len(plain.low) + both.sum()
    once = {row.name.removesuffix("_at_most").removesuffix("_at_least"): row for row in model.lp.constraints()}
    for rows in statement.rows.values():
        for name, row in zip(rows.names(), rows.matrix.toarray(), strict=True):
            told = {variable.index: value for variable, value in once[name].items()}
            assert told == {model.variables[number].index: row[number] for number in np.nonzero(row)[0].tolist()}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_costs_what_the_planner_says_and_keeps_every_row(seed: int) -> None:
    """The start's plan of a random district: the same yuan, and no row broken, implied ones included."""
    problem = made_up(seed)
    solution = find_start(problem, start_clock(0))
    for rules in (RULES, RELAXED):
        statement = state(problem, rules)
        values = values_of(statement, solution)
        assert statement.cost @ values == pytest.approx(objective_of(problem, solution).total, abs=0.01)
        program = program_of(statement)
        load = program.matrix @ values
        assert (load <= program.high + 1e-6).all()
        assert (load >= program.low - 1e-6).all()
        assert (values <= statement.upper + 1e-9).all()
        assert (values >= statement.lower - 1e-9).all()
    assert (solution.classes <= most_classes(problem)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_linking_rows_are_about_schools_alone(seed: int) -> None:
    """No pupil's share and no class stands in them."""
    statement = state(made_up(seed), LINKING)
    for rows in statement.rows.values():
        used = np.unique(rows.matrix.indices)
        assert not np.isin(used, statement.columns.share).any()
        assert not np.isin(used, statement.columns.left).any()
        assert not np.isin(used, statement.columns.classes).any()


def test_bounds_are_changed_in_a_copy() -> None:
    """Other bounds for some columns: a new statement, the old one as it was."""
    statement = state(made_up(3))
    opened = statement.columns.opened[[0]].ravel()
    held = statement.bounded(opened, lower=1.0, upper=1.0)
    assert held.lower[opened].tolist() == held.upper[opened].tolist() == [1.0] * len(opened)
    assert statement.bounded(opened, lower=0.0).lower[opened].tolist() == [0.0] * len(opened)
    assert np.array_equal(statement.upper, state(made_up(3)).upper)


def test_distinct_keys_in_order() -> None:
    """Keys that come twice are one row; nothing at all is no row."""
    keys, row = distinct(np.array([[2, 1], [0, 3], [2, 1], [0, 2]]))
    assert keys.tolist() == [[0, 2], [0, 3], [2, 1]]
    assert row.tolist() == [2, 1, 2, 0]
    assert distinct(np.zeros((0, 2), dtype=np.int64))[0].shape == (0, 2)
