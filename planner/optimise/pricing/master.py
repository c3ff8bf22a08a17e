"""The restricted master of column generation: its duals, within a trust region, are the next prices of the blocks.

A linear program over columns (what one school takes in one year): every block is placed or left over, a school takes
one column a year, the linking rows hold. The duals are kept within a box about the best prices so far, as in the
boxstep method (Marsten, Hogan and Blankenship 1975), the simplest form of stabilised column generation (du Merle et al.
1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy import sparse

from planner.optimise.pricing.cuts import Cut, pairs_of_cut
from planner.optimise.pricing.subproblems import Subproblems
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.highs import Entries, Linear
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem
from planner.problem.statement.linking import linking_of
from planner.problem.statement.rules import PRICED

_UNIT = 1e-4
"""Yuan are scaled by this before the solver sees them."""
_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """A rule of a branch: so many classes of one grade in one year, in all schools together."""

    year: int
    grade: int
    low: float
    high: float


MoreRow = ClassRow | Cut
"""A row beside those that a problem's linking rules state."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkingRows:
    """Rows beside the blocks': the linking rows that are priced, then cuts and classes of branches, as they came.

    What schools that are kept use is taken off.
    """

    opened: Floats
    """(row, school, year): what an open school counts."""
    rooms: Floats
    """(row, school, year): what a room added counts."""
    beds: Floats
    """(row, school, year): what a bed added counts."""
    classes: Floats
    """(row, year, grade): what a class counts, in any school."""
    pairs: sparse.csr_array
    """(row, pair): what a block counts that takes the pair."""
    class_yuan: Floats
    """(grade): what a class costs: the most that one more can be worth."""
    low: Floats
    high: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Duals:
    """Duals: yuan a year for each block placed, shape (block), and for each unit of the linking rows."""

    blocks: Floats
    linking: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """A column: the pairs that a school takes in a year, its cost, and its coefficients in the linking rows."""

    subproblem: int
    blocks: Ints
    pairs: Ints
    yuan: float
    linking: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class MasterSolution:
    """An optimum of the restricted master: its duals, its value in yuan, and how much of each column is used."""

    duals: Duals
    value: float
    used: Floats


def linking_rows_of(problem: Problem, more: Sequence[MoreRow] = ()) -> LinkingRows:
    """Take the linking rows that are priced from the statement, and cuts and rows of branches below them."""
    linking = linking_of(problem, PRICED)
    opened, rooms, beds = linking.by_kind(problem.n_schools)
    nothing, first = np.zeros((len(more), problem.n_schools, problem.n_years)), len(linking.low)
    opened = np.concatenate([opened, nothing])
    classes = np.zeros((first + len(more), problem.n_years, len(problem.grades)))
    entries = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))]
    for place, row in enumerate(more, start=first):
        if isinstance(row, ClassRow):
            classes[place, row.year, row.grade] = 1.0
            continue
        for school, year, count in row.opened:
            opened[place, school, year] = count
        pairs, weights = pairs_of_cut(problem, row)
        entries.append((np.full(len(pairs), place), pairs, weights))
    kept = (opened * (problem.school_decision == Decision.KEEP)[None, :, None]).sum(axis=(1, 2))
    at, pair, weight = (np.concatenate(part) for part in zip(*entries, strict=True))
    return LinkingRows(
        opened=opened,
        rooms=np.concatenate([rooms, nothing]),
        beds=np.concatenate([beds, nothing]),
        classes=classes,
        pairs=sparse.csr_array((weight, (at, pair)), shape=(first + len(more), problem.n_pairs)),
        class_yuan=problem.grade_class_yuan,
        low=np.concatenate([linking.low, [row.low for row in more]]) - kept,
        high=np.concatenate([linking.high, [row.high for row in more]]) - kept,
    )


def counted_pairs(linking: LinkingRows, pairs: Ints) -> Floats:
    """(row): what pairs count that are taken whole."""
    taken = np.zeros(linking.pairs.shape[1])
    taken[pairs] = 1.0
    counted: Floats = linking.pairs @ taken
    return counted


class Master:
    """The linear program in HiGHS; columns and rows are only ever added."""

    def __init__(self, subproblems: Subproblems, linking: LinkingRows) -> None:
        problem = subproblems.problem
        blocks, n_linking = problem.n_blocks, len(linking.low)
        self._most = problem.block_left_yuan
        self._linear = _rows(blocks, subproblems.takes_somebody, linking)
        self._linking = np.arange(blocks, blocks + n_linking)
        """(linking row): its number in the program."""
        self._n_rows = blocks + n_linking + len(subproblems.each)
        self._box = _add_box(self._linear, np.arange(blocks + n_linking), 0)
        """(2, block or linking row): the two columns that hold its price."""
        self._columns = np.zeros(0, dtype=np.int64)
        """(column): its number in the program."""
        self._n_columns = self._box.size
        self._first_subproblem = blocks + n_linking

    def add(self, columns: Sequence[Column]) -> None:
        """Add columns to the program."""
        index: list[Ints] = []
        value: list[Floats] = []
        for column in columns:
            counted = np.nonzero(column.linking)[0]
            subproblem = [self._first_subproblem + column.subproblem] if column.subproblem >= 0 else []
            index.append(np.concatenate([column.blocks, self._linking[counted], subproblem]).astype(np.int64))
            value.append(
                np.concatenate([np.ones(len(column.blocks)), column.linking[counted], np.ones(len(subproblem))])
            )
        if columns:
            start = np.cumsum([0] + [len(entries) for entries in index[:-1]])
            cost = np.array([column.yuan for column in columns]) * _UNIT
            entries = Entries(start=start, index=np.concatenate(index), value=np.concatenate(value))
            self._linear.add_columns(cost, entries)
            self._columns = np.append(self._columns, np.arange(self._n_columns, self._n_columns + len(columns)))
            self._n_columns += len(columns)

    def add_rows(self, linking: LinkingRows, columns: Sequence[Column]) -> None:
        """Add the last of these linking rows, those that the program has not; `columns` are all that it has."""
        new = np.arange(len(self._linking), len(linking.low))
        counted = np.array([column.linking[new] for column in columns]).reshape(len(columns), len(new)).T
        row, column = np.nonzero(counted)
        start = np.searchsorted(row, np.arange(len(new)))
        entries = Entries(start=start, index=self._columns[column], value=counted[row, column])
        self._linear.add_rows(linking.low[new], linking.high[new], entries)
        numbers = np.arange(self._n_rows, self._n_rows + len(new))
        self._box = np.hstack([self._box, _add_box(self._linear, numbers, self._n_columns)])
        self._linking = np.append(self._linking, numbers)
        self._n_rows += len(new)
        self._n_columns += 2 * len(new)

    def solve(self, centre: Duals, trust_region: Duals, clock: Clock) -> MasterSolution | None:
        """Solve with prices within `trust_region` of `centre`; None where the clock is over first."""
        high = np.concatenate(
            [np.minimum(centre.blocks + trust_region.blocks, self._most), centre.linking + trust_region.linking]
        )
        low = np.concatenate(
            [np.maximum(centre.blocks - trust_region.blocks, 0.0), centre.linking - trust_region.linking]
        )
        self._linear.change_costs(self._box.ravel(), np.concatenate([high, -low]) * _UNIT)
        solved = self._linear.solve(clock)
        if solved is None or not solved.is_optimal:
            return None
        dual = solved.duals / _UNIT
        return MasterSolution(
            duals=Duals(blocks=np.clip(dual[: len(self._most)], 0.0, self._most), linking=dual[self._linking]),
            value=solved.objective / _UNIT,
            used=solved.values[self._columns],
        )


def _rows(blocks: int, takes_somebody: Flags, linking: LinkingRows) -> Linear:
    """Make the rows: one a block, the linking rows, one a subproblem."""
    linear = Linear(simplex=True)
    low = np.concatenate([np.ones(blocks), linking.low, np.where(takes_somebody, 1.0, -np.inf)])
    high = np.concatenate([np.full(blocks, np.inf), linking.high, np.ones(len(takes_somebody))])
    linear.add_rows(low, high)
    return linear


def _add_box(linear: Linear, rows: Ints, first: int) -> Ints:
    """Add the two columns of each row that hold its price, bought above the box, sold below it; return their numbers.

    `first`: how many columns the program has.
    """
    n = len(rows)
    for sign in (1.0, -1.0):
        linear.add_columns(np.zeros(n), Entries.even(rows[:, None], np.full((n, 1), sign)))
    return first + np.arange(2 * n).reshape(2, n)


class Limit(NamedTuple):
    """A limit on total that prices prove."""

    bound: float
    """Yuan a year."""
    opening_yuan: Floats
    """(school, year): what opening each free school adds to it, yuan a year."""


def limit_of(subproblems: Subproblems, linking: LinkingRows, duals: Duals, uppers: Sequence[float] | Floats) -> Limit:
    """Return the limit on total that the prices prove.

    sum of block prices + counted prices x their limits + for each school and year: what it costs to be open less the
    most that a column earns there, where the school is kept, or where that is below 0 and the school is free.
    """
    problem = subproblems.problem
    earned = np.zeros((problem.n_schools, problem.n_years))
    earned[subproblems.school, subproblems.year] = uppers
    kept = (problem.school_decision == Decision.KEEP)[:, None]
    free = (problem.school_decision == Decision.FREE)[:, None]
    fixed = open_yuan(problem)[:, None]
    opening = np.where(free, fixed - np.tensordot(duals.linking, linking.opened, axes=1) - earned, 0.0)
    limits = np.where(duals.linking > 0, linking.low, linking.high)
    counted = np.where(duals.linking == 0, 0.0, duals.linking * np.where(np.isfinite(limits), limits, 0.0))
    terms = (duals.blocks, counted, np.where(kept, fixed - earned, 0.0), np.minimum(opening, 0.0))
    margin = _ROUNDING * sum(float(np.abs(term).sum()) for term in terms)
    return Limit(sum(float(term.sum()) for term in terms) - margin, opening)


def open_yuan(problem: Problem) -> Floats:
    """(school): yuan a year for being open, building included."""
    build = np.where(problem.school_existing, 0.0, problem.school_build_yuan)
    yuan: Floats = problem.school_fixed_yuan + problem.annuity * build
    return yuan


def obeying(linking: LinkingRows, duals: Duals) -> Duals:
    """Drop prices of limits that are not there; no class may be worth more than it costs, or it would stand empty."""
    wrong = np.where(duals.linking > 0, ~np.isfinite(linking.low), ~np.isfinite(linking.high))
    kept = np.where(wrong, 0.0, duals.linking)
    worth = np.tensordot(kept, linking.classes, axes=1)
    too_much = float((worth / np.maximum(linking.class_yuan, _ROUNDING)).max(initial=0.0))
    of_classes = linking.classes.any(axis=(1, 2))
    return replace(duals, linking=np.where(of_classes & (kept > 0), kept / max(too_much, 1.0), kept))
