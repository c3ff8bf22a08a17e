"""Recombination: set partitioning over all columns seen (what one school takes in one year).

Columns come from the plans of the search and from pricing. The model chooses those that together place every block at
least cost, as Rochat and Taillard (1995) do with the routes of a vehicle-routing search: it joins the good half of one
plan to the good half of another, which no single move can do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from planner.cost import objective_of
from planner.optimise.construction.chosen import chosen_in
from planner.optimise.construction.completion import completed
from planner.optimise.options.search import RecombinationOptions
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.school import school_rules_of, school_states
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Settings, solve_mixed
from planner.optimise.solver.program import Program, places_of, program_of, with_columns, with_columns_only, with_rows
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.statement.reserve import leave_seats_free
from planner.problem.statement.rows import Rows, Term, at_most, distinct, make_rows
from planner.problem.statement.rules import BETWEEN, LINKING
from planner.problem.statement.statement import Statement, state, values_of
from planner.problem.statement.taught import grades_taught
from planner.problem.statement.towns import bed_a_school_in_towns

PairColumn = tuple[int, int, tuple[int, ...]]
"""School, year, and the pairs that are taken together."""

_HALF = 0.5
_NOBODY = Listeners(plan=lambda _objective, _values: None, both=lambda _objective, _bound: None)


@dataclass(frozen=True, kw_only=True, eq=False)
class BlockPrices:
    """What pricing has proven: (block) prices in yuan, and how far above the bound the best plan is."""

    block: Floats
    distance: float


def pair_columns_of(problem: Problem, at: Ints) -> Iterable[PairColumn]:
    """Yield what each school takes in each year in a plan, given as the pair every block takes, or -1."""
    pairs = np.sort(at[at >= 0])
    if len(pairs) == 0:
        return
    place = problem.pair_school[pairs] * problem.n_years + problem.block_year[problem.pair_block[pairs]]
    order = np.argsort(place, kind="stable")
    places, starts = np.unique(place[order], return_index=True)
    for where, taken in zip(places, np.split(pairs[order], starts[1:]), strict=True):
        school, year = divmod(int(where), problem.n_years)
        yield school, year, tuple(taken.tolist())


@dataclass(frozen=True, kw_only=True, eq=False)
class RecombinationEffort:
    """How long, what pricing has proven, and the component's options."""

    clock: Clock
    prices: BlockPrices
    options: RecombinationOptions


def recombine(problem: Problem, best: Solution, columns: Iterable[PairColumn], effort: RecombinationEffort) -> Solution:
    """Return the best plan that the columns make together, `best` if no better one; whole blocks only.

    A column that costs more above its blocks' prices than the whole distance between plan and bound is left out: it
    cannot stand in a better plan. (The prices are those the bound is proven at.)
    """
    own = set(pair_columns_of(problem, _pairs_taken(problem, best)))
    # Pricing also hands over schools open with nobody in them, and columns of a relaxed school: those are left out.
    figures = _figures(problem, [column for column in sorted(own.union(columns)) if column[2]])
    # the model knows of rooms and beds to add, but not of the size of a school
    figures = [f for f in figures if f.fits]
    above = np.array([-np.inf if f.column in own else _above(problem, f, effort.prices) for f in figures])
    nearest = np.argsort(above, kind="stable")[: effort.options.most_columns]
    kept = [figures[place] for place in nearest if above[place] <= effort.prices.distance]
    effort.clock.spend(rates.of_columns(len(figures)))
    found = _solved(_choice(problem, kept), kept, best, effort)
    answers = [best] if found is None else [best, found]
    return min(answers, key=lambda solution: objective_of(problem, solution).total)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Figures:
    """A column, its yuan a year for journeys and classes, its rooms and beds, and whether it fits the school."""

    column: PairColumn
    yuan: float
    rooms: int
    beds: int
    fits: bool


def _figures(problem: Problem, columns: Sequence[PairColumn]) -> list[_Figures]:
    """Evaluate every column by the school evaluator, all at once."""
    pairs = np.array([pair for _, _, taken in columns for pair in taken], dtype=np.int64)
    column_of = np.repeat(np.arange(len(columns)), [len(taken) for _, _, taken in columns])
    blocks, n = problem.pair_block[pairs], len(columns)
    load = np.zeros((n, len(problem.grades)))
    np.add.at(load, column_of, problem.block_grade_pupils[blocks])
    boarding = problem.block_pupils[blocks] * (problem.pair_mode[pairs] == Mode.BOARD)
    boarders = np.bincount(column_of, weights=boarding, minlength=n).astype(float)
    school = np.array([column[0] for column in columns], dtype=np.int64)
    states = school_states(school_rules_of(problem), school, load, boarders)
    yuan = states.yearly_yuan + np.bincount(column_of, weights=problem.pair_yuan[pairs], minlength=n)
    return [
        _Figures(
            column=column,
            yuan=float(yuan[place]),
            rooms=int(states.rooms[place]),
            beds=int(states.beds[place]),
            fits=bool(states.violation[place] == 0.0),
        )
        for place, column in enumerate(columns)
    ]


def _above(problem: Problem, figures: _Figures, prices: BlockPrices) -> float:
    """Return by how much a column costs more than the prices of its blocks, school and capital not counted."""
    return figures.yuan - float(prices.block[problem.pair_block[list(figures.column[2])]].sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class _Choice:
    """The program that chooses among columns: the statement's columns but shares and classes, then one a column."""

    statement: Statement
    kept: Flags
    """(column of the statement)."""
    program: Program

    @property
    def first(self) -> int:
        """Return the number of the first column's column."""
        return int(self.kept.sum())


def _choice(problem: Problem, figures: Sequence[_Figures]) -> _Choice:
    """State the choice: one column a column; the schools' own columns and linking rows are the statement's."""
    stated = state(problem, (*LINKING, bed_a_school_in_towns))
    columns = stated.columns
    kept, is_whole = np.ones(columns.count, dtype=bool), stated.is_whole.copy()
    for kind in ("share", "classes", "attended", "missing", "together", "mixed", "shown"):  # what a column has decided
        kept[columns.of_kind(kind).ravel()] = False
    is_whole[columns.left] = False
    statement = replace(stated, is_whole=is_whole)
    program = with_columns_only(program_of(statement), kept)
    program = with_columns(program, np.array([figure.yuan for figure in figures], dtype=float))
    choice = _Choice(statement=statement, kept=kept, program=program)
    return replace(choice, program=with_rows(program, *_choose(choice, figures)))


def _choose(choice: _Choice, figures: Sequence[_Figures]) -> Iterable[Rows]:
    """Place every block once; at most one column an open school; its rooms and beds are there."""
    problem, columns, n = choice.statement.problem, choice.statement.columns, choice.program.n_columns
    chosen = choice.first + np.arange(len(figures))
    taken = [list(figure.column[2]) for figure in figures]
    pairs = np.array([pair for each in taken for pair in each], dtype=np.int64)
    of_pair = np.repeat(chosen, [len(each) for each in taken])
    blocks, ones = np.arange(problem.n_blocks), np.ones(problem.n_blocks)
    left = places_of(columns.left, choice.kept)
    terms: list[Term] = [(blocks, left, 1.0), (problem.pair_block[pairs], of_pair, 1.0)]
    yield make_rows("place_every_block_once", blocks, terms, (ones, ones), n)
    where = np.array([figure.column[:2] for figure in figures], dtype=np.int64).reshape(-1, 2)
    keys, row = distinct(where)
    school, year = keys.T
    rooms, beds = [figure.rooms for figure in figures], [figure.beds for figure in figures]
    for rule, weights, numbers, unit, now in (
        ("choose_one_column_a_school", np.ones(len(figures)), columns.opened, 1, np.zeros(len(keys))),
        ("fit_the_classrooms", rooms, columns.rooms, 1, problem.school_classrooms[school]),
        ("bed_the_boarders", beds, columns.beds, problem.bed_module, problem.school_beds[school]),
    ):
        own = places_of(numbers[school, year], choice.kept)
        values: Floats = np.array(weights, dtype=float)
        terms = [(row, chosen, values), (np.arange(len(keys)), own, -float(unit))]
        yield make_rows(rule, keys, terms, at_most(now), n)
    yield from _between(choice, figures)
    yield _leave_free(choice, figures)


def _leave_free(choice: _Choice, figures: Sequence[_Figures]) -> Rows:
    """Take the rows of rooms that stay free from the statement: a column counts all its classes."""
    problem, columns = choice.statement.problem, choice.statement.columns
    rows = leave_seats_free(problem, columns)
    school, year = np.array([figure.column[:2] for figure in figures], dtype=np.int64).reshape(-1, 2).T
    classes = np.array([figure.rooms for figure in figures], dtype=float)
    some_grade = grades_taught(problem).argmax(axis=2)[school, year]
    own = rows.matrix[:, np.nonzero(choice.kept)[0]]
    chosen = rows.matrix[:, columns.classes[school, year, some_grade]] * classes
    return replace(rows, matrix=sparse.csr_array(sparse.hstack([own, chosen], format="csr")))


def _between(choice: _Choice, figures: Sequence[_Figures]) -> Iterable[Rows]:
    """Take the rules between assignments from the statement: a column counts what all its pairs count."""
    problem, columns = choice.statement.problem, choice.statement.columns
    pairs = np.array([pair for figure in figures for pair in figure.column[2]], dtype=np.int64)
    column = np.repeat(np.arange(len(figures)), [len(figure.column[2]) for figure in figures])
    of_pair = sparse.csr_array((np.ones(len(pairs)), (pairs, column)), shape=(problem.n_pairs, len(figures)))
    for rule in BETWEEN:
        rows = rule(problem, columns)
        if rows.count:
            own = rows.matrix[:, np.nonzero(choice.kept)[0]]
            chosen = rows.matrix[:, columns.share] @ of_pair
            yield replace(rows, matrix=sparse.csr_array(sparse.hstack([own, chosen], format="csr")))


def _solved(
    choice: _Choice, figures: Sequence[_Figures], best: Solution, effort: RecombinationEffort
) -> Solution | None:
    """Solve in HiGHS; return its choice as a plan, None where time did not allow one."""
    settings = Settings(relative_gap=effort.options.close)
    found = solve_mixed(choice.program, _begin(choice, figures, best), effort.clock, settings, _NOBODY).values
    if found is None:
        return None
    problem, columns = choice.statement.problem, choice.statement.columns
    share = np.zeros(problem.n_pairs)
    for place in np.nonzero(found[choice.first :] > _HALF)[0].tolist():
        share[list(figures[place].column[2])] = 1.0
    opened, boarding, rooms = (
        found[places_of(numbers, choice.kept)] for numbers in (columns.opened, columns.boarding, columns.rooms)
    )
    chosen = chosen_in(problem, boarding=boarding, rooms=rooms)
    return completed(problem, opened=opened > _HALF, share=share, chosen=chosen)


def _begin(choice: _Choice, figures: Sequence[_Figures], best: Solution) -> Floats:
    """Return the best plan so far as values of the columns."""
    problem = choice.statement.problem
    own = set(pair_columns_of(problem, _pairs_taken(problem, best)))
    chosen = [float(figure.column in own) for figure in figures]
    return np.concatenate([values_of(choice.statement, best)[choice.kept], chosen])


def _pairs_taken(problem: Problem, solution: Solution) -> Ints:
    taken = np.full(problem.n_blocks, -1, dtype=np.int64)
    pairs = np.nonzero(solution.share > _HALF)[0]
    taken[problem.pair_block[pairs]] = pairs
    return taken
