"""Blocks placed one after another in a partial plan: each where it adds least, as much of it as fits."""

from collections.abc import Iterator

import numpy as np

from planner.optimise.construction.completion import PartialPlan, one_off_spent, put, take_back
from planner.optimise.construction.moved import may_move
from planner.optimise.construction.needed_blocks import is_needed
from planner.optimise.construction.reserve import leaves_free
from planner.optimise.construction.tied import yuan_of_tied
from planner.optimise.school import SchoolStates, school_states
from planner.problem.continuity import moved_by_year
from planner.problem.multigrade import by_band
from planner.problem.outlook import first_year_needed, running_totals
from planner.problem.problem import Flags, Floats, Ints, Mode
from planner.problem.ties import may_join

LEAST_SHARE = 1e-9
"""A smaller share of a block is none."""
_BISECTIONS = 40
_ROUNDING = 1e-12
"""A school is filled to its last seat, and no further."""


def opened_years(partial: PartialPlan) -> Flags:
    """(school, year)."""
    return np.repeat(partial.open[:, None], partial.problem.n_years, axis=1)


def place_anew(partial: PartialPlan, block: int) -> None:
    """Take a block back and place it where it adds least, unless a school that must stay needs it."""
    first = partial.problem.block_first_pair
    own = np.arange(first[block], first[block + 1])
    if partial.needs_pupils and is_needed(partial, block):
        taken = own[partial.share[own] > 0]
        if np.isin(taken, open_pairs(partial, block)).all():
            return
    take_back(partial, own)
    partial.left[block] = 1.0
    place_blocks(partial, np.array([block]))


def place_blocks(partial: PartialPlan, blocks: Ints) -> None:
    """Place each block where it adds least; the price of a shortfall is the most it may add."""
    for block in blocks:
        chosen = _cheapest_whole if partial.problem.whole else _cheapest_shares
        for pair, share in chosen(partial, int(block)):
            put(partial, pair, share)


def _cheapest_whole(partial: PartialPlan, block: int) -> Iterator[tuple[int, float]]:
    """Yield the one pair on which the block adds least, if that is less than leaving its pupils without a seat."""
    pairs = open_pairs(partial, block)
    if len(pairs):
        added = added_yuan(partial, block, pairs)
        cheapest = int(
            np.argmin(added + yuan_of_tied(partial.problem, opened_years(partial), partial.left, block)[pairs])
        )
        if added[cheapest] < partial.problem.block_missing_yuan[block]:
            yield int(pairs[cheapest]), 1.0


def _cheapest_shares(partial: PartialPlan, block: int) -> Iterator[tuple[int, float]]:
    """Yield pairs and shares for a block, the shortest journey first, each as large as its school can take."""
    problem, rest = partial.problem, float(partial.left[block])
    pairs = open_pairs(partial, block)
    for pair in pairs[np.argsort(problem.pair_yuan[pairs], kind="stable")]:
        share = _share_that_fits(partial, block, int(pair), rest)
        if share > 0:
            yield int(pair), share
            rest -= share


def open_pairs(partial: PartialPlan, block: int) -> Ints:
    """Return the block's pairs with open schools that conflict with no school as it is, nor break ties."""
    problem = partial.problem
    first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
    pairs = np.arange(first, last)
    may = partial.open[problem.pair_school[pairs]]
    conflicts = slice(*np.searchsorted(problem.conflict_pair, [first, last]))
    bars = partial.open[problem.conflict_school[conflicts]] != problem.conflict_when_closed[conflicts]
    may[problem.conflict_pair[conflicts][bars] - first] = False
    if np.isfinite(problem.most_moved_pupils):
        rest = float(np.asarray(_may_move(partial))[problem.block_year[block]])
        least = 1.0 if problem.whole else LEAST_SHARE
        may &= (problem.pair_moved_pupils[pairs] == 0) | (least * problem.pair_moved_pupils[pairs] <= rest)
    return pairs[may & may_join(problem, opened_years(partial), partial.share, block)]


def _may_move(partial: PartialPlan) -> Floats | float:
    """(year): how many more pupils may change school."""
    return may_move(partial.problem, moved_by_year(partial.problem, partial.share))


def _share_that_fits(partial: PartialPlan, block: int, pair: int, rest: float) -> float:
    """Return the largest share of the block, `rest` at most, that the school can take and that is worth its cost."""
    price = partial.problem.block_missing_yuan[block]
    one = np.array([pair])
    low, high = 0.0, min(rest, _most_share(partial, block, pair))
    if high <= LEAST_SHARE:
        return 0.0
    if np.isfinite(added_yuan(partial, block, one, share=high)[0]) and (
        high == rest or _fits_exactly(partial, block, pair, high)
    ):
        low = high
    elif not _fits_exactly(partial, block, pair, 2 * LEAST_SHARE):  # most schools that are full are full
        return 0.0
    for _ in range(_BISECTIONS if low < high else 0):
        middle = (low + high) / 2
        fits = _fits_exactly(partial, block, pair, middle)
        low, high = (middle, high) if fits else (low, middle)
    worth_it = low > LEAST_SHARE and added_yuan(partial, block, one, share=low)[0] < low * price
    return low if worth_it else 0.0


def _fits_exactly(partial: PartialPlan, block: int, pair: int, share: float) -> bool:
    """Whether a school can take a share of a block without a remainder too many."""
    fits = np.isfinite(added_yuan(partial, block, np.array([pair]), share=share)[0])
    return bool(fits) and not _overfills(partial, block, pair, share)


def _most_share(partial: PartialPlan, block: int, pair: int) -> float:
    """Return a share that the school cannot exceed: its size, its beds, and each grade had it all rooms that are left.

    Nearly always it is the very share that fits, and where the school is full it says so at once.
    """
    problem = partial.problem
    school, year = problem.pair_school[pair], problem.block_year[block]
    there, pupils = partial.pupils[school, year], problem.block_grade_pupils[block]
    everybody = float(problem.block_pupils[block])
    most = (float(problem.school_pupils_max[school]) - float(there.sum())) / everybody
    if np.isfinite(problem.most_moved_pupils) and problem.pair_moved_pupils[pair] > 0:
        rest = float(np.asarray(_may_move(partial))[year])
        most = min(most, max(rest, 0.0) / float(problem.pair_moved_pupils[pair]))
    if problem.pair_mode[pair] == Mode.BOARD:
        most = min(most, (float(problem.school_beds_max[school]) - float(partial.boarders[school, year])) / everybody)
    counted = np.isfinite(problem.grade_class_size) & (pupils > 0)
    if problem.school_multigrade[school]:  # nearly the share that fits is told of classes of single grades alone
        counted[:] = False
    if counted.any():
        size = problem.grade_class_size[counted]
        classes = _states(partial, np.array([pair]), year, share=0.0).classes[0]
        rooms = min(float(problem.school_classrooms_max[school]), problem.max_classes_per_school) - classes.sum()
        seats = (classes[counted] + max(rooms, 0.0)) * size - there[counted]
        most = min(most, float((seats / pupils[counted]).min()))
    return max(most, 0.0)


def _overfills(partial: PartialPlan, block: int, pair: int, share: float) -> bool:
    """Whether a share needs more classes or beds than tolerances say: the part of a block that fits is cut exactly."""
    problem = partial.problem
    school, year = problem.pair_school[pair], problem.block_year[block]
    after = partial.pupils[school, year] + share * problem.block_grade_pupils[block]
    limited = np.isfinite(problem.grade_class_size)
    states = _states(partial, np.array([pair]), year, share=share)
    seats = states.classes[0] * np.where(limited, problem.grade_class_size, 0.0)
    boards = problem.pair_mode[pair] == Mode.BOARD
    boarders = partial.boarders[school, year] + boards * share * problem.block_pupils[block]
    crowded = limited & (after > seats * (1.0 + _ROUNDING))
    mixed = states.saved[0] > 0
    classes = by_band(problem, states.classes[0]) - states.saved[0]
    overfull = mixed & (by_band(problem, after) > classes * problem.multigrade_pupils * (1.0 + _ROUNDING))
    crowded &= ~(problem.band_grades[mixed].any(axis=0))
    return bool(crowded.any() or overfull.any() or (boards and boarders > states.beds[0] + _ROUNDING))


def added_yuan(partial: PartialPlan, block: int, pairs: Ints, *, share: float = 1.0) -> Floats:
    """Yuan a year that a share of a block adds on each pair; inf where a rule forbids it."""
    problem = partial.problem
    school, year = problem.pair_school[pairs], int(problem.block_year[block])
    before, after = _states(partial, pairs, year, share=0.0), _states(partial, pairs, year, share=share)
    allowed = after.violation == 0.0
    one_off = _one_off_yuan(partial, school, after)
    if np.isfinite(problem.budget_yuan).any():
        allowed &= _is_paid_for(partial, school, after, year)
    if problem.reserve_share > 0:
        allowed &= leaves_free(partial, school, after.rooms - before.rooms, year)
    yuan = (
        after.yearly_yuan
        - before.yearly_yuan
        + problem.annuity * one_off * (problem.n_years - first_year_needed(problem, year))
        + share * problem.pair_yuan[pairs]
    )
    return np.where(allowed, yuan, np.inf)


def _is_paid_for(partial: PartialPlan, school: Ints, after: SchoolStates, year: int) -> Flags:
    """Whether the budgets from this year on pay for what each school is to have, beyond what it has by then."""
    problem = partial.problem
    since = first_year_needed(problem, year)
    rooms = running_totals(problem, partial.rooms_added[school])[:, since:]
    beds = running_totals(problem, partial.beds_added[school])[:, since:]
    more = (
        np.maximum(after.rooms_added[:, None] - rooms, 0) * problem.school_classroom_yuan[school][:, None]
        + np.maximum(after.beds_added[:, None] - beds, 0) * problem.school_bed_yuan[school][:, None]
    )
    paid: Flags = ((more == 0) | (more + one_off_spent(partial)[since:] <= problem.budget_yuan[since:])).all(axis=1)
    return paid


def _states(partial: PartialPlan, pairs: Ints, year: int, *, share: float) -> SchoolStates:
    """Evaluate the schools of some pairs of one block, as they are with a share of it."""
    problem = partial.problem
    school, block = problem.pair_school[pairs], problem.pair_block[pairs]
    boarders = share * problem.block_pupils[block] * (problem.pair_mode[pairs] == Mode.BOARD)
    load = partial.pupils[school, year] + share * problem.block_grade_pupils[block]
    return school_states(partial.rules, school, load, partial.boarders[school, year] + boarders)


def _one_off_yuan(partial: PartialPlan, school: Ints, after: SchoolStates) -> Floats:
    """One-off yuan to bring each school to what it is to have, beyond what it has in its fullest year."""
    problem = partial.problem
    rooms = np.maximum(after.rooms_added - partial.rooms_added[school].max(axis=1), 0)
    beds = np.maximum(after.beds_added - partial.beds_added[school].max(axis=1), 0)
    yuan: Floats = rooms * problem.school_classroom_yuan[school] + beds * problem.school_bed_yuan[school]
    return yuan
