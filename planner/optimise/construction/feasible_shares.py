"""Shares that keep every limit to the last pupil: what tolerances let through is placed elsewhere, or given up.

Solvers of linear programs keep a row to a billionth or so, and sums of shares are rounded: 45.00000004 pupils in a
class of 45, a millionth of a boarder without a bed. Counted as they stand, such remainders ask for one more class, room
or bed, which the site, the budget or the school may not have. Here the classes and beds that are meant are told from
the remainders, and the shares are cut until they fit them; what is cut goes to other schools with room, or to the
shortfall.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.cost import loads
from planner.optimise.construction.chosen import Chosen
from planner.optimise.construction.completion import completed
from planner.optimise.construction.moved import within_moves
from planner.optimise.construction.taught import Taught, as_taught, grades_free, seats_together
from planner.problem.bed_modules import in_modules
from planner.problem.multigrade import by_band
from planner.problem.outlook import running_totals
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.statement.linking import linking_of
from planner.problem.statement.reserve import leave_seats_free
from planner.problem.statement.rules import BETWEEN
from planner.problem.statement.statement import state, values_of
from planner.problem.statement.towns import bed_a_school_in_towns

_ROUNDING, _MOST_ROUNDING_PUPILS = 1e-6, 1e-3
"""Pupils that do not ask for a class or a bed of their own, for each pupil of the sum they stand in; and at most."""
_EXACT_PUPILS = 1e-10
"""A sum of shares is no more exact than this."""
_LEAST_SHARE = 1e-9
"""A smaller share of a block is none."""
_REMAINDER_SHARE = 1e-6
"""What is left of a block up to this share is looked after once more."""
_RELATIVE_YUAN = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class _Seats:
    """Who sits where, and the limits; cutting and placing change the first three in place."""

    problem: Problem
    share: Floats
    """(pair)."""
    pupils: Floats
    """(school, year, grade)."""
    boarders: Floats
    """(school, year)."""
    seats: Floats
    """(school, year, grade): what the classes hold; inf where classes are switched off, or grades taught together."""
    seats_together: Floats
    """(school, year, band): what the classes of a band taught together hold; inf where it is not."""
    beds: Floats
    """(school, year)."""
    open_pair: Flags
    """(pair): leads to a school that is open, and conflicts with none."""


def within_limits(problem: Problem, *, opened: Flags, share: Floats, chosen: Chosen | None = None) -> Solution:
    """Return the plan of these shares, cut to what schools and budget hold; `opened` has shape (school, year).

    Whole blocks are taken as they are: sums of whole pupils are exact. Nobody takes a pair that conflicts with a school
    as it is, open or closed. `chosen`: see `completed`.
    """
    free = ~in_conflict(problem, opened)
    share = np.where(free, share, 0.0) if problem.whole else _within_limits(problem, opened, share, free)
    share = within_moves(problem, share)
    return completed(problem, opened=opened, share=share, chosen=chosen)


def in_conflict(problem: Problem, opened: Flags) -> Flags:
    """(pair): whether it conflicts with a school as it is in its block's year; `opened` (school, year)."""
    year = problem.block_year[problem.pair_block[problem.conflict_pair]]
    bars = opened[problem.conflict_school, year] != problem.conflict_when_closed
    conflicts = np.zeros(problem.n_pairs, dtype=bool)
    conflicts[problem.conflict_pair[bars]] = True
    return conflicts


def keeps_limits(problem: Problem, solution: Solution) -> bool:
    """Whether a solution keeps every rule of schools and beds, every linking rule and every rule between assignments.

    Rounding apart.
    """
    carried = loads(problem, solution)
    pupils = carried.pupils.sum(axis=2)
    most_rooms = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    more_beds = problem.school_beds_max - problem.school_beds
    decided = problem.school_decision[:, None]
    fits = (
        (solution.rooms_used <= most_rooms[:, None])
        & (solution.beds_added <= more_beds[:, None])
        & (solution.beds_added % problem.bed_module == 0)
        & (carried.pupils <= _seats_of(problem, solution.classes) + _rounding_of(carried.pupils)).all(axis=2)
        & (carried.boarders <= problem.school_beds[:, None] + solution.beds_added + _rounding_of(carried.boarders))
        & (pupils <= problem.school_pupils_max[:, None] + _rounding_of(pupils))
        & (solution.open | ((pupils == 0) & (decided != Decision.KEEP)))
        & (~solution.open | (decided != Decision.CLOSE))
    )
    added = (solution.classrooms_added, solution.beds_added)
    return (
        bool(fits.all())
        and linking_of(problem).are_kept(solution.open, *added, relative=_RELATIVE_YUAN)
        and _keeps_rows(problem, solution)
    )


def _keeps_rows(problem: Problem, solution: Solution) -> bool:
    """Whether a solution keeps rules between assignments, has its first beds and leaves rooms free, rounding apart."""
    statement = state(problem, (*BETWEEN, bed_a_school_in_towns, leave_seats_free))
    values = values_of(statement, solution)
    for rows in statement.rows.values():
        load, rounding = rows.matrix @ values, _ROUNDING * (1.0 + abs(rows.matrix) @ values)
        if (load < rows.low - rounding).any() or (load > rows.high + rounding).any():
            return False
    return True


def without_pupils_of(problem: Problem, solution: Solution, schools: Flags) -> Solution:
    """Return the solution with nobody at some schools, shape (school): their pupils are without a seat."""
    share = np.where(schools[problem.pair_school], 0.0, solution.share)
    return within_limits(problem, opened=solution.open, share=share)


def _within_limits(problem: Problem, opened: Flags, share: Floats, free: Flags) -> Floats:
    """Return shares that keep every limit of classes, rooms, beds, size and budget; `free` (pair): without conflict."""
    open_pair = opened[problem.pair_school, problem.block_year[problem.pair_block]] & free
    kept = np.where(open_pair & (share > _LEAST_SHARE), share, 0.0)
    served = np.bincount(problem.pair_block, weights=kept, minlength=problem.n_blocks)
    kept /= np.maximum(served, 1.0)[problem.pair_block]
    carried = loads(problem, _bare(problem, opened, kept))
    taught = as_taught(problem, np.maximum(carried.pupils - _rounding_of(carried.pupils), 0.0))
    classes, beds = _meant(problem, opened, taught, carried.boarders)
    at = _Seats(
        problem=problem,
        share=kept,
        pupils=carried.pupils,
        boarders=carried.boarders,
        seats=np.where(grades_free(problem, taught, carried.pupils), np.inf, _seats_of(problem, classes)),
        seats_together=seats_together(problem, taught, classes),
        beds=np.maximum(beds, problem.school_beds[:, None]).astype(float),
        open_pair=open_pair,
    )
    _cut(at)
    _place_remainders(at)
    return at.share


def _bare(problem: Problem, opened: Flags, share: Floats) -> Solution:
    nothing = np.zeros((problem.n_schools, problem.n_years), dtype=np.int64)
    classes = np.zeros((*nothing.shape, len(problem.grades)), dtype=np.int64)
    return Solution(open=opened, classrooms_added=nothing, beds_added=nothing, classes=classes, share=share)


def _seats_of(problem: Problem, classes: Ints) -> Floats:
    limited = np.isfinite(problem.grade_class_size)
    seats: Floats = np.where(limited, classes * np.where(limited, problem.grade_class_size, 0.0), np.inf)
    return seats


def _rounding_of(pupils: Floats) -> Floats:
    rounding: Floats = np.minimum(_ROUNDING * np.maximum(pupils, 1.0), _MOST_ROUNDING_PUPILS)
    return rounding


def _meant(problem: Problem, opened: Flags, taught: Taught, boarders: Floats) -> tuple[Ints, Ints]:
    """Tell what is meant from rounding: classes (school, year, grade) and beds (school, year) that are to hold them.

    Where even so there are more than may be, the class goes whose last seats are the emptiest.
    """
    limited, pupils, size = np.isfinite(problem.grade_class_size), taught.pupils, taught.size
    classes = np.where(limited, np.ceil(pupils / size), 0.0).astype(np.int64)
    most = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    for school, year in np.argwhere(classes.sum(axis=2) > most[:, None]):
        while classes[school, year].sum() > most[school]:
            classes[school, year, _emptiest(classes[school, year], pupils[school, year], size[school, year])] -= 1
    beds = np.ceil(np.maximum(boarders - _rounding_of(boarders), 0.0)).astype(np.int64)
    beds = np.minimum(beds, problem.school_beds_max[:, None])
    if np.isfinite(problem.budget_yuan).any():
        _save(problem, opened, (taught, boarders), (classes, beds))
    return classes, beds


def _emptiest(classes: Ints, pupils: Floats, size: Floats) -> int:
    """Return the grade that loses the fewest pupils with one class less."""
    return int(np.argmin(_lost(classes, pupils, size)))


def _lost(classes: Ints, pupils: Floats, size: Floats) -> Floats:
    """(grade): pupils that one class less leaves without a seat; inf where there is no class."""
    lost: Floats = np.where(classes > 0, np.maximum(pupils - (classes - 1) * size, 0.0), np.inf)
    return lost


def _save(problem: Problem, opened: Flags, load: tuple[Taught, Floats], meant: tuple[Ints, Ints]) -> None:
    """Take back rooms and beds that are added, those first that hold the fewest, until the budget is kept."""
    classes, beds = meant
    limit = problem.budget_yuan * (1.0 + _RELATIVE_YUAN)
    while (over := _spent(problem, opened, classes, beds) > limit).any():
        last = int(np.nonzero(over)[0][-1])
        until = int(problem.decided_until[last])
        trials = list(_savings(problem, load, meant, until))
        if not trials:
            return
        _, fewer_classes, fewer_beds = min(trials, key=lambda trial: trial[0])
        classes[:], beds[:] = fewer_classes, fewer_beds


def _savings(
    problem: Problem, load: tuple[Taught, Floats], meant: tuple[Ints, Ints], until: int
) -> Iterator[tuple[float, Ints, Ints]]:
    """Yield pupils lost, classes and beds, with a room or a module of beds less at one school, before year `until`."""
    ((pupils, size, _), boarders), (classes, beds) = load, meant
    rooms = classes.sum(axis=2)[:, :until]
    added = rooms.max(axis=1) > problem.school_classrooms
    for school in np.nonzero(added & (problem.school_classroom_yuan > 0))[0]:
        fewer, lost = classes.copy(), 0.0
        for year in np.nonzero(rooms[school] == rooms[school].max())[0]:
            lost_by = _lost(classes[school, year], pupils[school, year], size[school, year])
            grade = int(np.argmin(lost_by))
            lost += float(lost_by[grade])
            fewer[school, year, grade] -= 1
        yield lost, fewer, beds
    by_then = beds[:, :until].max(axis=1)
    for school in np.nonzero((by_then > problem.school_beds) & (problem.school_bed_yuan > 0))[0]:
        added = in_modules(int(by_then[school] - problem.school_beds[school]), problem.bed_module)
        most = problem.school_beds[school] + added - problem.bed_module
        fewer_beds = beds.copy()
        fewer_beds[school, :until] = np.minimum(beds[school, :until], most)
        yield float(np.maximum(boarders[school, :until] - most, 0.0).sum()), classes, fewer_beds


def _spent(problem: Problem, opened: Flags, classes: Ints, beds: Ints) -> Floats:
    """(year): one-off yuan for what is built and added by then."""
    built = np.logical_or.accumulate(opened, axis=1) & ~problem.school_existing[:, None]
    rooms = running_totals(problem, classes.sum(axis=2)) - problem.school_classrooms[:, None]
    more_beds = running_totals(problem, beds) - problem.school_beds[:, None]
    spent: Floats = (
        problem.school_build_yuan @ built
        + problem.school_classroom_yuan @ np.maximum(rooms, 0)
        + problem.school_bed_yuan @ in_modules(np.maximum(more_beds, 0), problem.bed_module)
    )
    return spent


def _cut(at: _Seats) -> None:
    """Cut shares until no grade has more pupils than seats, no school more than its size, no dormitory than beds."""
    problem = at.problem
    pupils = problem.block_grade_pupils
    for school, year, grade in np.argwhere(at.pupils > at.seats + _EXACT_PUPILS):
        over = at.pupils[school, year, grade] - at.seats[school, year, grade]
        _cut_here(at, _here(at, school, year), pupils[:, grade], over)
    _cut_together(at)
    for school, year in np.argwhere(at.boarders > at.beds + _EXACT_PUPILS):
        here = _here(at, school, year)
        boarding = here[problem.pair_mode[here] == Mode.BOARD]
        _cut_here(at, boarding, problem.block_pupils, at.boarders[school, year] - at.beds[school, year])
    most = problem.school_pupils_max[:, None]
    for school, year in np.argwhere(at.pupils.sum(axis=2) > most + _EXACT_PUPILS):
        over = at.pupils[school, year].sum() - most[school, 0]
        _cut_here(at, _here(at, school, year), problem.block_pupils, over)


def _cut_together(at: _Seats) -> None:
    """Cut shares of bands that are taught together and have more pupils than seats."""
    in_bands = by_band(at.problem, at.problem.block_grade_pupils)
    over = by_band(at.problem, at.pupils) - at.seats_together
    for school, year, band in np.argwhere(over > _EXACT_PUPILS):
        _cut_here(at, _here(at, school, year), in_bands[:, band], float(over[school, year, band]))


def _here(at: _Seats, school: int, year: int) -> Ints:
    """Return the pairs that lead to a school in a year."""
    there = np.nonzero((at.problem.pair_school == school) & (at.share > 0))[0]
    here: Ints = there[at.problem.block_year[at.problem.pair_block[there]] == year]
    return here


def _cut_here(at: _Seats, pairs: Ints, weight: Floats, over: float) -> None:
    """Cut so many pupils off these pairs, as `weight` (block) counts them, in the order of `_in_turn`."""
    problem = at.problem
    pairs = pairs[weight[problem.pair_block[pairs]] > 0]
    for pair in _in_turn(at, pairs, np.minimum(at.share[pairs], over / weight[problem.pair_block[pairs]])):
        if over <= 0:
            return
        block = problem.pair_block[pair]
        cut = min(float(at.share[pair]), over / float(weight[block]))
        cut = float(at.share[pair]) if at.share[pair] - cut < _LEAST_SHARE else cut
        _put(at, int(pair), -cut)
        over -= cut * float(weight[block])
        _place(at, int(block), cut, without=int(pair))


def _in_turn(at: _Seats, pairs: Ints, most: Floats) -> Ints:
    """Order pairs for cutting: who finds room elsewhere, remainders, who has no seat in part already, the dearest."""
    problem = at.problem
    blocks = problem.pair_block[pairs]
    first = problem.block_first_pair
    left = np.array([1.0 - at.share[first[block] : first[block + 1]].sum() for block in blocks])
    moves = np.array([cut <= _room_elsewhere(at, int(pair)) for pair, cut in zip(pairs, most, strict=True)], dtype=bool)
    remainder = at.share[pairs] <= _REMAINDER_SHARE
    there: Ints = pairs[np.lexsort((-problem.pair_yuan[pairs], left <= _REMAINDER_SHARE, ~remainder, ~moves))]
    return there


def _room_elsewhere(at: _Seats, pair: int) -> float:
    """Return the share of a pair's block that other open schools have room for."""
    return sum(_room(at, other) for other in _others(at, int(at.problem.pair_block[pair]), pair))


def _others(at: _Seats, block: int, without: int) -> Iterator[int]:
    """Yield the other pairs of a block that lead to open schools: those in use first, then the cheapest."""
    problem = at.problem
    pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
    pairs = pairs[at.open_pair[pairs] & (pairs != without)]
    yield from (int(pair) for pair in pairs[np.lexsort((problem.pair_yuan[pairs], at.share[pairs] == 0))])


def _room(at: _Seats, pair: int) -> float:
    """Return the share of the pair's block that the school has room for, without another class or bed."""
    problem = at.problem
    block, school = problem.pair_block[pair], problem.pair_school[pair]
    year, pupils = problem.block_year[block], problem.block_grade_pupils[block]
    there = pupils > 0
    rooms = (at.seats[school, year, there] - at.pupils[school, year, there]) / pupils[there]
    if at.problem.school_multigrade[school]:
        rooms = np.append(rooms, _room_together(at, int(school), int(year), pupils))
    size = (problem.school_pupils_max[school] - at.pupils[school, year].sum()) / problem.block_pupils[block]
    room = min(float(rooms.min(initial=np.inf)), float(size))
    if problem.pair_mode[pair] == Mode.BOARD:
        room = min(room, float((at.beds[school, year] - at.boarders[school, year]) / problem.block_pupils[block]))
    return max(room, 0.0)


def _room_together(at: _Seats, school: int, year: int, pupils: Floats) -> Floats:
    """Return the shares of a block's `pupils` (grade) that bands taught together have room for, one a band it has."""
    own = by_band(at.problem, pupils)
    there = own > 0
    left = at.seats_together[school, year] - by_band(at.problem, at.pupils[school, year])
    room: Floats = left[there] / own[there]
    return room


def _place(at: _Seats, block: int, share: float, *, without: int = -1) -> None:
    """Place a share of a block where there is room and that costs less than the shortfall."""
    problem = at.problem
    price = problem.block_missing_yuan[block]
    for pair in _others(at, block, without):
        placed = min(share, _room(at, pair))
        # a share too small to stand alone only joins one that is there
        if placed > 0 and problem.pair_yuan[pair] < price and at.share[pair] + placed > _LEAST_SHARE:
            _put(at, pair, placed)
            share -= placed


def _put(at: _Seats, pair: int, share: float) -> None:
    """Place a share, or take it back where it is negative."""
    problem = at.problem
    block, school = problem.pair_block[pair], problem.pair_school[pair]
    year = problem.block_year[block]
    at.share[pair] = max(at.share[pair] + share, 0.0)
    at.pupils[school, year] += share * problem.block_grade_pupils[block]
    if problem.pair_mode[pair] == Mode.BOARD:
        at.boarders[school, year] += share * problem.block_pupils[block]


def _place_remainders(at: _Seats) -> None:
    """Place what next to nothing is left of once more: people are not told of a millionth of a pupil."""
    problem = at.problem
    left = 1.0 - np.bincount(problem.pair_block, weights=at.share, minlength=problem.n_blocks)
    for block in np.nonzero((left > _LEAST_SHARE) & (left <= _REMAINDER_SHARE))[0]:
        _place(at, int(block), float(left[block]))
