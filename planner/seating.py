"""Seats that are still to be had in a plan: for pupils left over, everybody else staying where they are.

A seat is within every rule: rooms and beds that may still be added, sizes, budget, and, where the school is not open,
its opening. It tells whether pupils lack a seat for want of room or because seats are dear.
"""

from dataclasses import dataclass

import numpy as np

from planner.cost import least_classes, loads, one_off_by_year, saved_classes, shortfall_of
from planner.problem.bed_modules import in_modules
from planner.problem.continuity import moved_by_year
from planner.problem.multigrade import band_class_yuan
from planner.problem.outlook import first_year_needed
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.reserve import yuan_to_leave_free
from planner.problem.small_schools import missing_yuan
from planner.problem.ties import may_join

LEAST_PUPILS = 1e-6
"""Fewer pupils of a block without a seat are rounding: nobody looks for a seat for them."""
_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Seats:
    """One entry for each pair of a block: what seating a share of it there would take."""

    pairs: Ints
    share: Floats
    fits: Flags
    """Whether every rule allows it."""
    yuan: Floats
    """What it adds to the cost, yuan a year; the price of the missing seat is not taken off."""
    opens: Flags
    """(pair, year): years in which the school is opened for it."""
    rooms: Floats
    """(pair, year): classrooms added for it, running totals."""
    beds: Floats
    """(pair, year): beds added for it, running totals."""
    classes: Ints
    """(pair, grade): classes of the school in the block's year, each grade by itself."""
    saved: Ints
    """(pair, band): fewer where grades are taught together."""
    one_off_yuan: Floats
    """(pair, year): one-off yuan for it by each year."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A solution as seats are looked for in it."""

    solution: Solution
    pupils: Floats
    """(school, year, grade)."""
    boarders: Floats
    """(school, year)."""
    left: Floats
    """(block): pupils without a seat."""
    merged: Ints
    """(year): schools merged."""
    spent_yuan: Floats
    """(year): one-off yuan by then."""
    moved: Floats
    """(year): pupils who change school."""


def standing_of(problem: Problem, solution: Solution) -> Standing:
    """Add up a solution."""
    carried = loads(problem, solution)
    return Standing(
        solution=solution,
        pupils=carried.pupils,
        boarders=carried.boarders,
        left=shortfall_of(problem, solution),
        merged=(problem.school_mergeable[:, None] & ~solution.open).sum(axis=0),
        spent_yuan=one_off_by_year(problem, solution),
        moved=moved_by_year(problem, solution.share),
    )


def one_more(problem: Problem, standing: Standing, block: int) -> float:
    """Return the share of a block that must find a seat for there to be room.

    What is left of it, all of it where blocks go whole; where they are split, one pupil is enough.
    """
    left = float(standing.left[block] / problem.block_pupils[block])
    return left if problem.whole else min(left, 1.0 / float(problem.block_pupils[block]))


def has_room(problem: Problem, standing: Standing, block: int) -> bool:
    """Whether pupils of a block who have no seat could be given one."""
    share = one_more(problem, standing, block)
    return bool(seats_for(problem, standing, block, share).fits.any())


def seats_for(problem: Problem, standing: Standing, block: int, share: Floats | float) -> Seats:
    """Return what it takes to seat a share of a block (one, or one a pair) at each of its schools."""
    pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
    shares = np.broadcast_to(np.asarray(share, dtype=float), pairs.shape)
    school, year = problem.pair_school[pairs], int(problem.block_year[block])
    opens = _openings(problem, standing, school, year)
    load = standing.pupils[school, year] + shares[:, None] * problem.block_grade_pupils[block]
    classes = least_classes(load, problem.grade_class_size)
    saved = saved_classes(problem, school, load, classes)
    needed = classes.sum(axis=1) - saved.sum(axis=1)
    boards = problem.pair_mode[pairs] == Mode.BOARD
    boarders = standing.boarders[school, year] + boards * shares * problem.block_pupils[block]
    later = np.arange(problem.n_years) >= first_year_needed(problem, year)
    now = standing.solution
    rooms = _more(now.classrooms_added[school], needed - problem.school_classrooms[school], later)
    lacking_beds = in_modules(np.ceil(boarders - _EXACT) - problem.school_beds[school], problem.bed_module)
    beds = _more(now.beds_added[school], lacking_beds, later)
    one_off = (
        (opens & ~problem.school_existing[school][:, None]) * problem.school_build_yuan[school][:, None]
        + rooms * problem.school_classroom_yuan[school][:, None]
        + beds * problem.school_bed_yuan[school][:, None]
    )
    possible = np.ones(len(pairs), dtype=bool)
    if problem.reserve_share > 0:
        left_free = _yuan_to_leave_free(problem, now, (school, year), needed, rooms[:, year])
        possible = np.isfinite(left_free)
        one_off = one_off + np.where(later & possible[:, None], left_free[:, None], 0.0)
    before = now.classes[school, year] @ problem.grade_class_yuan
    before = before - (_saved_at(now, school, year) * band_class_yuan(problem)).sum(axis=1)
    classes = np.maximum(classes, now.classes[school, year])
    class_yuan = classes @ problem.grade_class_yuan - saved @ band_class_yuan(problem)
    yuan = (
        problem.school_fixed_yuan[school] * opens.sum(axis=1)
        + problem.annuity * one_off.sum(axis=1)
        + np.maximum(class_yuan - before, 0.0)
        + problem.pair_yuan[pairs] * shares
        + missing_yuan(problem, school, load.sum(axis=1))
        - missing_yuan(problem, school, standing.pupils[school, year].sum(axis=1))
    )
    most = np.minimum(problem.school_classrooms_max[school], problem.max_classes_per_school)
    fits = (
        _may_open(problem, standing, school, opens)
        & (needed <= most)
        & (load.sum(axis=1) <= problem.school_pupils_max[school] + _EXACT)
        & (boarders <= problem.school_beds_max[school] + _EXACT)
        & _may_move(problem, standing, pairs, shares)
        & _is_paid_for(problem, standing, one_off)
        & _has_enough(problem, standing, (school, year), opens, load)
        & _free_of_conflicts(problem, standing, block, opens)
        & may_join(problem, standing.solution.open, standing.solution.share, block)
        & possible
    )
    return Seats(
        pairs=pairs,
        share=np.array(shares),
        fits=fits,
        yuan=yuan,
        opens=opens,
        rooms=rooms,
        beds=beds,
        classes=classes,
        saved=saved,
        one_off_yuan=one_off,
    )


def may_attend(problem: Problem, solution: Solution, block: int) -> Flags:
    """(pair of the block): whether schools as they are, and where others tied to it go, allow it; room is not asked."""
    pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
    opens = np.zeros((len(pairs), problem.n_years), dtype=bool)
    free = _free_of_conflicts(problem, standing_of(problem, solution), block, opens)
    return free & may_join(problem, solution.open, solution.share, block)


def _yuan_to_leave_free(
    problem: Problem, now: Solution, place: tuple[Ints, int], needed: Ints, more_rooms: Floats
) -> Floats:
    """(pair): one-off yuan of rooms that must then be added, anywhere in the group, to leave its share of them free.

    Paid in full in every later year too; inf where there is no space. `needed` (pair): classes of the school with them;
    `more_rooms` (pair): rooms added there for them.
    """
    school, year = place
    yuan = np.zeros(len(school))
    for at, (each, count, more) in enumerate(zip(school.tolist(), needed.tolist(), more_rooms.tolist(), strict=True)):
        opened, classes = now.open[:, year].copy(), now.rooms_used[:, year].copy()
        rooms = problem.school_classrooms + now.classrooms_added[:, year]
        opened[each], classes[each], rooms[each] = True, max(count, classes[each]), rooms[each] + int(more)
        yuan[at] = yuan_to_leave_free(problem, int(problem.reserve_group[each]), opened, classes, rooms)
    return yuan


def _saved_at(solution: Solution, school: Ints, year: int) -> Ints:
    """(pair, band): classes saved now; (pair, 1) where none are."""
    everywhere = np.broadcast_to(solution.saved, (*solution.open.shape, solution.saved.shape[2]))
    saved: Ints = everywhere[school, year]
    return saved


def _may_move(problem: Problem, standing: Standing, pairs: Ints, shares: Floats) -> Flags:
    """Whether no more pupils change school in the year than may, with these shares of a block at its pairs."""
    moved = shares * problem.pair_moved_pupils[pairs]
    limit = problem.most_moved_pupils * (1.0 + _EXACT) + _EXACT
    year = problem.block_year[problem.pair_block[pairs]]
    may: Flags = (moved == 0.0) | (standing.moved[year] + moved <= limit)
    return may


def _openings(problem: Problem, standing: Standing, school: Ints, year: int) -> Flags:
    """(pair, year): a school that is not open is opened up to that year where it exists, from it on where it is built.

    What is merged stays so, and what is built stays open; in outlook years all is as in the last planning year.
    """
    years, since = problem.decided_from, first_year_needed(problem, year)
    reach = np.where(problem.school_existing[school][:, None], years <= since, years >= since)
    opens: Flags = reach & ~standing.solution.open[school] & ~standing.solution.open[school, year][:, None]
    return opens


def _may_open(problem: Problem, standing: Standing, school: Ints, opens: Flags) -> Flags:
    """Whether decision, merge counts and the other alternatives of its site allow to open each school."""
    counted = opens & problem.school_mergeable[school][:, None]
    at_site = np.zeros((int(problem.school_site.max()) + 1, problem.n_years), dtype=bool)
    np.logical_or.at(at_site, problem.school_site, standing.solution.open)
    counts = (~counted | (standing.merged > problem.merge_least)).all(axis=1)
    free_site = ~(opens & at_site[problem.school_site[school]]).any(axis=1)
    allowed: Flags = counts & free_site & (~opens.any(axis=1) | (problem.school_decision[school] == Decision.FREE))
    return allowed


def _is_paid_for(problem: Problem, standing: Standing, one_off: Floats) -> Flags:
    """Whether the budget of every year in which more is spent, by `one_off` (pair, year), still pays for it."""
    limits = problem.budget_yuan * (1.0 + _EXACT)
    paid: Flags = ((one_off == 0.0) | (standing.spent_yuan + one_off <= limits)).all(axis=1)
    return paid


def _has_enough(problem: Problem, standing: Standing, place: tuple[Ints, int], opens: Flags, pupils: Floats) -> Flags:
    """Whether each school opened for a pair has its least pupils, of all grades and of each, in every year opened.

    `pupils` (pair, grade): those of the year with them.
    """
    school, year = place
    there = standing.pupils[school]
    there[:, year] = pupils
    in_all = there.sum(axis=2) + _EXACT >= problem.school_pupils_min[school]
    in_each = (there + _EXACT >= problem.school_grade_pupils_min[school]).all(axis=2)
    enough: Flags = (~opens | (in_all & in_each)).all(axis=1)
    return enough


def _free_of_conflicts(problem: Problem, standing: Standing, block: int, opens: Flags) -> Flags:
    """Whether each pair conflicts with no school as it is, nor the school opened for it with others' seats."""
    first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
    free = np.ones(last - first, dtype=bool)
    if len(problem.conflict_pair) == 0:
        return free
    solution, year = standing.solution, problem.block_year[block]
    own = slice(*np.searchsorted(problem.conflict_pair, [first, last]))
    bars = solution.open[problem.conflict_school[own], year] != problem.conflict_when_closed[own]
    free[problem.conflict_pair[own][bars] - first] = False
    seated = (solution.share[problem.conflict_pair] > 0) & ~problem.conflict_when_closed
    barring = np.zeros((problem.n_schools, problem.n_years), dtype=bool)
    barring[problem.conflict_school[seated], problem.block_year[problem.pair_block[problem.conflict_pair[seated]]]] = (
        True
    )
    return free & ~(opens & barring[problem.pair_school[first:last]]).any(axis=1)


def _more(added: Ints, missing: Ints | Floats, later: Flags) -> Floats:
    """(pair, year): what must be added beyond what is, from a year on: running totals never fall."""
    more: Floats = np.where(later, np.maximum(missing[:, None] - added, 0), 0).astype(float)
    return more
