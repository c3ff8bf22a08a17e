"""The linear relaxation as sparse arrays: whole classes, rooms and open schools become shares of themselves.

Its prices (the duals of the rows that place the blocks) start the pricing; its limit is computed from the prices,
which proves it whatever the solver's tolerances.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from planner.optimise import rates
from planner.optimise.clock import Clock
from planner.optimise.highs import Entries, Linear
from planner.optimise.program import Program
from planner.problem.problem import Decision, Floats, Ints, Mode, Problem

_ROUNDING = 1e-9
_MOST_CUT_ROUNDS = 20
_LEAST_VIOLATION = 1e-4
_CUT_SHARE = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """The relaxation's proven limit on total, and the price of placing each block, shape (block), yuan a year."""

    bound: float
    block_prices: Floats
    bed_prices: Floats
    """(school, year): yuan a year for a bed, 0 at least."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Columns:
    """Where each kind of variable begins."""

    left: int
    opened: int
    rooms: int
    beds: int
    classes: int
    end: int


def solve_relaxation(problem: Problem, clock: Clock, most_rounds: int | None = None) -> Relaxed:
    """Solve the relaxation, adding `share <= opened` where it is broken, until nothing is or the clock is over."""
    rows = relaxation_of(problem)
    clock.spend(rates.of_rows(problem))
    linear = Linear(rows)
    pairs: Ints = np.zeros(0, dtype=np.int64)
    nothing = np.zeros((problem.n_schools, problem.n_years))
    best = Relaxed(bound=-math.inf, block_prices=np.zeros(problem.n_blocks), bed_prices=nothing)
    for _ in range(_MOST_CUT_ROUNDS if most_rounds is None else most_rounds):
        solved = linear.solve(clock, hears_stops=True)
        if solved is None:
            break
        duals = solved.duals
        clock.spend(rates.of_rows(problem))
        all_rows = with_attendance(problem, rows, pairs)
        bound = limit_at(all_rows, duals)
        if bound > best.bound:
            best = Relaxed(
                bound=bound,
                block_prices=duals[: problem.n_blocks].copy(),
                bed_prices=_bed_prices(problem, duals),
            )
        more = _broken(problem, solved.values, pairs)
        if clock.is_over or len(more) == 0:  # prices of a solve cut short prove a limit all the same
            break
        _add_attendance(linear, problem, more)
        pairs = np.concatenate([pairs, more])
    return best


def limit_at(rows: Program, duals: Floats) -> float:
    """Return the limit that any row prices prove: the prices' worth, and each variable at its better bound.

    sum_r price x (low where price > 0, high where price < 0) + sum_x min(reduced cost x lower, reduced cost x upper),
    less a margin for rounding.
    """
    usable = np.where(duals > 0, np.isfinite(rows.low), np.isfinite(rows.high))
    price = np.where(usable, duals, 0.0)
    side = np.where(price > 0, np.where(np.isfinite(rows.low), rows.low, 0.0), rows.high)
    worth = price * np.where(price == 0, 0.0, side)
    reduced = rows.cost - rows.matrix.T @ price
    gained = np.minimum(reduced * rows.lower, reduced * rows.upper)
    margin = _ROUNDING * (np.abs(worth).sum() + np.abs(gained).sum())
    return float(worth.sum() + gained.sum() - margin)


def relaxation_of(problem: Problem) -> Program:
    """Build every rule that is linear; attendance of open schools stands in sums only (see `with_attendance`).

    The rules are those of `planner.optimise.model`, in its order. Columns: shares of pairs, shares left, opened,
    rooms added, beds added, classes.
    """
    columns = _columns(problem)
    blocks = [
        _placing(problem, columns),
        _classes(problem, columns),
        _rooms(problem, columns),
        _pupils(problem, columns),
        _beds(problem, columns),
        _merging(problem, columns),
        _staying(problem, columns),
        _budget(problem, columns),
    ]
    variables = _variables(problem, columns)
    return Program(
        cost=variables["cost"],
        lower=variables["lower"],
        upper=variables["upper"],
        matrix=sparse.csr_array(sparse.vstack([matrix for matrix, _, _ in blocks], format="csr")),
        low=np.concatenate([low for _, low, _ in blocks]),
        high=np.concatenate([high for _, _, high in blocks]),
    )


def with_attendance(problem: Problem, rows: Program, pairs: Ints) -> Program:
    """Add, for some pairs: nobody attends a school that is not open. share[p] <= opened[school(p), year(p)]."""
    columns = _columns(problem)
    count = np.arange(len(pairs))
    matrix = _matrix(
        len(pairs), columns.end, (count, pairs, 1.0), (count, columns.opened + _shop_of_pair(problem)[pairs], -1.0)
    )
    return Program(
        cost=rows.cost,
        lower=rows.lower,
        upper=rows.upper,
        matrix=sparse.csr_array(sparse.vstack([rows.matrix, matrix], format="csr")),
        low=np.concatenate([rows.low, np.full(len(pairs), -np.inf)]),
        high=np.concatenate([rows.high, np.zeros(len(pairs))]),
    )


Block = tuple[sparse.csr_array, Floats, Floats]
Entry = tuple[Ints, Ints, Floats | float]


def _matrix(n_rows: int, n_columns: int, *entries: Entry) -> sparse.csr_array:
    row = np.concatenate([entry[0] for entry in entries])
    column = np.concatenate([entry[1] for entry in entries])
    value = np.concatenate([np.broadcast_to(entry[2], np.shape(entry[0])) for entry in entries])
    return sparse.csr_array((value, (row, column)), shape=(n_rows, n_columns))


def _at_most(matrix: sparse.csr_array, high: Floats) -> Block:
    return matrix, np.full(len(high), -np.inf), high


def _columns(problem: Problem) -> _Columns:
    shops = problem.n_schools * problem.n_years
    left = problem.n_pairs
    opened = left + problem.n_blocks
    return _Columns(
        left=left,
        opened=opened,
        rooms=opened + shops,
        beds=opened + 2 * shops,
        classes=opened + 3 * shops,
        end=opened + (3 + len(problem.grades)) * shops,
    )


def _shop_of_pair(problem: Problem) -> Ints:
    """(pair): school and year as one number."""
    return problem.pair_school * problem.n_years + problem.block_year[problem.pair_block]


def _variables(problem: Problem, columns: _Columns) -> dict[str, Floats]:
    """Cost and bounds of every variable."""
    years = problem.n_years
    cost, lower, upper = (np.zeros(columns.end) for _ in range(3))
    cost[: columns.left] = problem.pair_yuan
    cost[columns.left : columns.opened] = problem.block_pupils * problem.shortfall_yuan_per_pupil
    upper[: columns.opened] = 1.0
    build = np.where(problem.school_existing, 0.0, problem.annuity * problem.school_build_yuan)
    most_rooms = problem.school_classrooms_max - problem.school_classrooms
    most_beds = problem.school_beds_max - problem.school_beds
    cost[columns.opened : columns.rooms] = np.repeat(problem.school_fixed_yuan + build, years)
    lower[columns.opened : columns.rooms] = np.repeat(problem.school_decision == Decision.KEEP, years)
    upper[columns.opened : columns.rooms] = np.repeat(problem.school_decision != Decision.CLOSE, years)
    cost[columns.rooms : columns.beds] = np.repeat(problem.annuity * problem.school_classroom_yuan, years)
    upper[columns.rooms : columns.beds] = np.repeat(most_rooms, years)
    cost[columns.beds : columns.classes] = np.repeat(problem.annuity * problem.school_bed_yuan, years)
    upper[columns.beds : columns.classes] = np.repeat(most_beds, years)
    most = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    shops = problem.n_schools * years
    cost[columns.classes :] = np.tile(problem.grade_class_yuan, shops)
    upper[columns.classes :] = np.outer(np.repeat(most, years), np.isfinite(problem.grade_class_size)).ravel()
    return {"cost": cost, "lower": lower, "upper": upper}


def _placing(problem: Problem, columns: _Columns) -> Block:
    """Every block goes to schools within reach, or is counted in the shortfall."""
    pairs, blocks = np.arange(problem.n_pairs), np.arange(problem.n_blocks)
    matrix = _matrix(
        problem.n_blocks, columns.end, (problem.pair_block, pairs, 1.0), (blocks, columns.left + blocks, 1.0)
    )
    return matrix, np.ones(problem.n_blocks), np.ones(problem.n_blocks)


def _classes(problem: Problem, columns: _Columns) -> Block:
    """Enough classes in each school, year and grade: pupils / class size <= classes."""
    grades = len(problem.grades)
    limited = np.isfinite(problem.grade_class_size)
    pair, grade = np.nonzero(problem.block_grade_pupils[problem.pair_block] * limited > 0)
    row = _shop_of_pair(problem)[pair] * grades + grade
    value = problem.block_grade_pupils[problem.pair_block[pair], grade] / problem.grade_class_size[grade]
    n_rows = problem.n_schools * problem.n_years * grades
    every = np.arange(n_rows)
    matrix = _matrix(n_rows, columns.end, (row, pair, value), (every, columns.classes + every, -1.0))
    return _at_most(matrix, np.zeros(n_rows))


def _rooms(problem: Problem, columns: _Columns) -> Block:
    """Classes fit the rooms; closed schools have none, and sites not built get none added."""
    years, grades = problem.n_years, len(problem.grades)
    shops = problem.n_schools * years
    every = np.arange(shops)
    classes = (np.repeat(every, grades), columns.classes + np.arange(shops * grades), 1.0)
    fit = _matrix(shops, columns.end, classes, (every, columns.rooms + every, -1.0))
    most = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    if_open = _matrix(
        shops, columns.end, classes, (every, columns.opened + every, -np.repeat(most, years).astype(float))
    )
    new = np.nonzero(np.repeat(~problem.school_existing, years))[0]
    row = np.arange(len(new))
    more_rooms = np.repeat(problem.school_classrooms_max - problem.school_classrooms, years)[new].astype(float)
    more_beds = np.repeat(problem.school_beds_max - problem.school_beds, years)[new].astype(float)
    built_rooms = _matrix(
        len(new), columns.end, (row, columns.rooms + new, 1.0), (row, columns.opened + new, -more_rooms)
    )
    built_beds = _matrix(len(new), columns.end, (row, columns.beds + new, 1.0), (row, columns.opened + new, -more_beds))
    high = np.concatenate([np.repeat(problem.school_classrooms, years), np.zeros(shops + 2 * len(new))])
    return _at_most(sparse.csr_array(sparse.vstack([fit, if_open, built_rooms, built_beds])), high.astype(float))


def _pupils(problem: Problem, columns: _Columns) -> Block:
    """No school has more pupils than its size allows, nor any when it is closed."""
    pairs, shop = np.arange(problem.n_pairs), _shop_of_pair(problem)
    pupils = problem.block_pupils[problem.pair_block]
    within_reach = np.bincount(shop, weights=pupils, minlength=problem.n_schools * problem.n_years)
    most = np.minimum(np.repeat(problem.school_pupils_max, problem.n_years), within_reach)
    shops = np.arange(len(most))
    matrix = _matrix(len(most), columns.end, (shop, pairs, pupils), (shops, columns.opened + shops, -most))
    return _at_most(matrix, np.zeros(len(most)))


def _beds(problem: Problem, columns: _Columns) -> Block:
    """Every boarder has a bed."""
    pairs = np.nonzero(problem.pair_mode == Mode.BOARD)[0]
    beds = np.repeat(problem.school_beds, problem.n_years).astype(float)
    shops = np.arange(len(beds))
    boarders = problem.block_pupils[problem.pair_block[pairs]]
    matrix = _matrix(
        len(beds), columns.end, (_shop_of_pair(problem)[pairs], pairs, boarders), (shops, columns.beds + shops, -1.0)
    )
    return _at_most(matrix, beds)


def _merging(problem: Problem, columns: _Columns) -> Block:
    """Merge the number of schools that the scenario asks, in every year."""
    schools = np.nonzero(problem.school_mergeable)[0]
    years = np.arange(problem.n_years)
    row = np.tile(years, len(schools))
    shop = np.repeat(schools, problem.n_years) * problem.n_years + row
    matrix = _matrix(problem.n_years, columns.end, (row, columns.opened + shop, 1.0))
    low = np.full(problem.n_years, max(float(len(schools) - problem.merge_most), 0.0))
    return matrix, low, np.full(problem.n_years, min(float(len(schools) - problem.merge_least), float(len(schools))))


def _staying(problem: Problem, columns: _Columns) -> Block:
    """Keep merged schools merged, built ones open, and what is added."""
    shops = np.arange(problem.n_schools * problem.n_years)
    later = shops[shops % problem.n_years > 0]
    row = np.arange(len(later))
    sign = np.where(problem.school_existing, 1.0, -1.0)[later // problem.n_years]
    opened = _matrix(
        len(row), columns.end, (row, columns.opened + later, sign), (row, columns.opened + later - 1, -sign)
    )
    added = [
        _matrix(len(row), columns.end, (row, first + later, -1.0), (row, first + later - 1, 1.0))
        for first in (columns.rooms, columns.beds)
    ]
    return _at_most(sparse.csr_array(sparse.vstack([opened, *added])), np.zeros(3 * len(row)))


def _budget(problem: Problem, columns: _Columns) -> Block:
    """One-off costs over all years stay within the budget."""
    last = np.arange(problem.n_schools) * problem.n_years + problem.n_years - 1
    row = np.zeros(problem.n_schools, dtype=np.int64)
    matrix = _matrix(
        1,
        columns.end,
        (row, columns.opened + last, np.where(problem.school_existing, 0.0, problem.school_build_yuan)),
        (row, columns.rooms + last, problem.school_classroom_yuan),
        (row, columns.beds + last, problem.school_bed_yuan),
    )
    return _at_most(matrix, np.array([problem.budget_yuan]))


def _bed_prices(problem: Problem, duals: Floats) -> Floats:
    """Read the prices of the rows that bed the boarders: they stand after those of placing, classes, rooms, pupils."""
    shops = problem.n_schools * problem.n_years
    new = int((~problem.school_existing).sum()) * problem.n_years
    first = problem.n_blocks + shops * len(problem.grades) + 2 * shops + 2 * new + shops
    prices: Floats = np.maximum(-duals[first : first + shops], 0.0).reshape(problem.n_schools, problem.n_years)
    return prices


def _broken(problem: Problem, values: Floats, known: Ints) -> Ints:
    """Pairs of schools that may close whose share is above what their school is open, the worst first, not too many."""
    columns = _columns(problem)
    over = values[: problem.n_pairs] - values[columns.opened + _shop_of_pair(problem)]
    over[problem.school_decision[problem.pair_school] == Decision.KEEP] = 0.0
    over[known] = 0.0
    worst = np.argsort(-over)
    worst = worst[over[worst] > _LEAST_VIOLATION]
    return worst[: max(int(_CUT_SHARE * problem.n_pairs), 1000)]


def _add_attendance(linear: Linear, problem: Problem, pairs: Ints) -> None:
    columns = _columns(problem)
    index = np.column_stack([pairs, columns.opened + _shop_of_pair(problem)[pairs]])
    entries = Entries.even(index, np.tile([1.0, -1.0], (len(pairs), 1)))
    linear.add_rows(np.full(len(pairs), -np.inf), np.zeros(len(pairs)), entries)
