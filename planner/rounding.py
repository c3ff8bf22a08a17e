"""Pupils of each row in whole billionths, so that the sums of a plan's rows keep every limit, not nearly but exactly.

Shares make fractions of pupils. Written down to nine decimals each, a class of 45 might come to 45.000000001, which is
one class more to whoever counts. So rows are rounded together: in whole numbers, never above what the school's classes,
size and beds hold, and so that the rows of a block add up to its pupils wherever those limits leave room.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.cost import shortfall_of
from planner.problem.multigrade import by_band
from planner.problem.problem import Floats, Ints, Mode, Problem, Solution

DECIMALS = 9
"""Pupils are kept to a billionth, well inside the 1e-6 that the plan file promises."""
_UNITS = 10**DECIMALS
_NO_LIMIT = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True, eq=False)
class Rounded:
    """Pupils in billionths of one."""

    pairs: Ints
    """(row): the pairs that have pupils, in their order."""
    placed: Ints
    """(row, grade)."""
    left: Ints
    """(block, grade): without a seat."""
    loads: Ints
    """(school, year, grade): the sums of `placed`."""
    boarders: Ints
    """(school, year)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sums:
    """Rows and their sums, changed in place; the rooms left are limits less sums."""

    problem: Problem
    pairs: Ints
    placed: Ints
    seats: Ints
    """(school, year, grade): seats still free; below 0 where too many sit there."""
    together: Ints
    """(school, year, band): seats still free of bands whose grades are taught together."""
    places: Ints
    """(school, year): pupils up to the school's size."""
    beds: Ints
    """(school, year)."""


def heads(billionths: npt.NDArray[np.int64] | int) -> Floats:
    """Return pupils.

    >>> float(heads(20_333_333_333))
    20.333333333
    """
    pupils: Floats = np.asarray(billionths) / _UNITS
    return pupils


def rounded(problem: Problem, solution: Solution) -> Rounded:
    """Round all rows of a solution together."""
    pairs = np.nonzero(solution.share > 0)[0]
    blocks = problem.pair_block[pairs]
    placed = _billionths(solution.share[pairs, None] * problem.block_grade_pupils[blocks])
    at = _free(problem, solution, pairs, placed)
    _stay_within(at)
    left = _billionths(problem.block_grade_pupils)
    np.subtract.at(left, blocks, placed)
    short = shortfall_of(problem, solution) > 0
    _share_out(at, left, short)
    left[~short] = 0  # a billionth that no row has room for is rounding, not a pupil without a seat
    loads, boarders = _summed(problem, pairs, placed)
    return Rounded(pairs=pairs, placed=placed, left=left, loads=loads, boarders=boarders)


def _billionths(pupils: Floats | Ints) -> Ints:
    whole: Ints = np.rint(pupils * _UNITS).astype(np.int64)
    return whole


def _summed(problem: Problem, pairs: Ints, placed: Ints) -> tuple[Ints, Ints]:
    """Return pupils (school, year, grade) and boarders (school, year)."""
    school, year = problem.pair_school[pairs], problem.block_year[problem.pair_block[pairs]]
    loads = np.zeros((problem.n_schools, problem.n_years, len(problem.grades)), dtype=np.int64)
    np.add.at(loads, (school, year), placed)
    boarders = np.zeros((problem.n_schools, problem.n_years), dtype=np.int64)
    np.add.at(boarders, (school, year), placed.sum(axis=1) * (problem.pair_mode[pairs] == Mode.BOARD))
    return loads, boarders


def _free(problem: Problem, solution: Solution, pairs: Ints, placed: Ints) -> _Sums:
    """Return what is still free everywhere."""
    loads, boarders = _summed(problem, pairs, placed)
    limited = np.isfinite(problem.grade_class_size)
    held = _billionths(solution.classes * np.where(limited, problem.grade_class_size, 0.0))
    mixed = np.broadcast_to(solution.saved, (*solution.open.shape, solution.saved.shape[2]))
    seats = (by_band(problem, solution.classes) - mixed) * problem.multigrade_pupils
    limited_together = np.broadcast_to(mixed > 0, seats.shape)
    alone = limited & ~((limited_together @ problem.band_grades) > 0)
    sized = np.isfinite(problem.school_pupils_max)[:, None]
    most = np.floor(np.where(sized[:, 0], problem.school_pupils_max, 0.0) * _UNITS).astype(np.int64)[:, None]
    beds = (problem.school_beds[:, None] + solution.beds_added) * _UNITS
    return _Sums(
        problem=problem,
        pairs=pairs,
        placed=placed,
        seats=np.where(alone, held - loads, _NO_LIMIT),
        together=np.where(limited_together, _billionths(seats) - _sums_by_band(problem, loads), _NO_LIMIT),
        places=np.where(sized, most - loads.sum(axis=2), _NO_LIMIT),
        beds=beds - boarders,
    )


def _sums_by_band(problem: Problem, by_grade: Ints) -> Ints:
    """Sum whole numbers over the grades of each band: (..., grade) to (..., band)."""
    sums: Ints = by_grade @ problem.band_grades.T.astype(np.int64)
    return sums


def _stay_within(at: _Sums) -> None:
    """Take billionths off the largest rows until nothing is over its limit."""
    every = np.arange(at.placed.shape[1])
    for school, year, grade in np.argwhere(at.seats < 0):
        _take(at, _rows_at(at, school, year), every[grade : grade + 1], -int(at.seats[school, year, grade]))
    for school, year, band in np.argwhere(at.together < 0):
        own = every[at.problem.band_grades[band]]
        _take(at, _rows_at(at, school, year), own, -int(at.together[school, year, band]))
    for school, year in np.argwhere(at.beds < 0):
        here = _rows_at(at, school, year)
        boarding = here[at.problem.pair_mode[at.pairs[here]] == Mode.BOARD]
        _take(at, boarding, every, -int(at.beds[school, year]))
    for school, year in np.argwhere(at.places < 0):
        _take(at, _rows_at(at, school, year), every, -int(at.places[school, year]))


def _rows_at(at: _Sums, school: int, year: int) -> Ints:
    there = np.nonzero(at.problem.pair_school[at.pairs] == school)[0]
    rows: Ints = there[at.problem.block_year[at.problem.pair_block[at.pairs[there]]] == year]
    return rows


def _take(at: _Sums, rows: Ints, grades: Ints, amount: int) -> None:
    """Take so many billionths off rows and grades, the largest first."""
    cells = [(int(row), int(grade)) for row in rows for grade in grades]
    for row, grade in sorted(cells, key=lambda cell: -int(at.placed[cell])):
        taken = min(amount, int(at.placed[row, grade]))
        _add(at, row, grade, -taken)
        amount -= taken


def _add(at: _Sums, row: int, grade: int, amount: int) -> None:
    """Add billionths to a row, or take them off."""
    pair = at.pairs[row]
    school, year = at.problem.pair_school[pair], at.problem.block_year[at.problem.pair_block[pair]]
    at.placed[row, grade] += amount
    if at.seats[school, year, grade] != _NO_LIMIT:
        at.seats[school, year, grade] -= amount
    band = int(at.problem.band_grades[:, grade].argmax())
    if at.together[school, year, band] != _NO_LIMIT:
        at.together[school, year, band] -= amount
    if at.places[school, year] != _NO_LIMIT:
        at.places[school, year] -= amount
    if at.problem.pair_mode[pair] == Mode.BOARD:
        at.beds[school, year] -= amount


def _share_out(at: _Sums, left: Ints, short: npt.NDArray[np.bool_]) -> None:
    """Make the rows of each block add up: what is missing goes where there is room, what is too much is taken off."""
    blocks = at.problem.pair_block[at.pairs]
    for block, grade in np.argwhere((left != 0) & ~short[:, None] | (left < 0)):
        for row in np.nonzero(blocks == block)[0].tolist():
            amount = int(left[block, grade])
            change = max(amount, -int(at.placed[row, grade])) if amount < 0 else min(amount, _room(at, row, int(grade)))
            _add(at, row, int(grade), change)
            left[block, grade] -= change


def _room(at: _Sums, row: int, grade: int) -> int:
    pair = at.pairs[row]
    school, year = at.problem.pair_school[pair], at.problem.block_year[at.problem.pair_block[pair]]
    boards = at.problem.pair_mode[pair] == Mode.BOARD
    beds = int(at.beds[school, year]) if boards else _NO_LIMIT
    band = int(at.problem.band_grades[:, grade].argmax())
    seats = min(int(at.seats[school, year, grade]), int(at.together[school, year, band]))
    return max(min(seats, int(at.places[school, year]), beds), 0)
