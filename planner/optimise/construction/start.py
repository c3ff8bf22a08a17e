"""A constructive start: place every block where it adds least, then repair; a plan however short the time.

Schools are open, or not, in every planning year alike: the engines that follow may do better, the rules are kept.
"""

from collections.abc import Callable, Iterator

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import (
    PartialPlan,
    completed,
    copied,
    linking_broken,
    nobody_placed,
    one_off_spent,
    put,
    take_back,
)
from planner.optimise.construction.feasible_shares import in_conflict, within_limits
from planner.optimise.construction.moved import may_move
from planner.optimise.construction.needed_blocks import is_needed, needed_first
from planner.optimise.construction.reserve import leaves_free, leaves_free_without, with_fewer_classes
from planner.optimise.construction.tied import yuan_of_tied
from planner.optimise.construction.towns import opened_for_towns
from planner.optimise.lacking import lacking_of
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.school import SchoolStates, school_states
from planner.problem.continuity import moved_by_year
from planner.problem.multigrade import by_band
from planner.problem.outlook import first_year_needed, running_totals
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.ties import may_join

_BISECTIONS = 40
_LEAST_GAIN_YUAN = 0.01
_LEAST_SHARE = 1e-9
"""A smaller share of a block is none."""
_ROUNDING = 1e-12
"""A school is filled to its last seat, and no further."""


def find_start(problem: Problem, clock: Clock) -> Solution:
    """Return a plan that obeys every rule; the better, the later the clock is over.

    The rules must not clash (`planner.problem.clashes`): then such a plan exists, for pupils may be left over. Schools
    that lack pupils and need not be open are closed as far as linking rules let them; where these do not, the plan
    breaks that one rule (`keeps_limits` of feasible_shares tells).
    """
    partial = nobody_placed(problem, _open_at_first(problem))
    for pair, share in needed_first(partial):
        put(partial, pair, share)
    order = np.argsort(-problem.block_pupils, kind="stable")
    _place(partial, order[partial.left[order] > _LEAST_SHARE])
    _merge_enough(partial)
    _supply_lacking(partial)
    clock.spend(rates.of_placed(problem, problem.n_blocks))
    best, before = partial, np.inf
    while not clock.is_over and _priced_total(best) < before - _LEAST_GAIN_YUAN:
        before = _priced_total(best)
        best = min(best, _moved(copied(best), clock), key=_priced_total)
        best = _opened_or_closed(best, clock)
    _supply_lacking(best)
    return with_fewer_classes(problem, within_limits(problem, opened=_opened(best), share=best.share.clip(0.0, 1.0)))


def _opened(partial: PartialPlan) -> Flags:
    """(school, year)."""
    return np.repeat(partial.open[:, None], partial.problem.n_years, axis=1)


def _solution(partial: PartialPlan) -> Solution:
    return completed(partial.problem, opened=_opened(partial), share=partial.share.clip(0.0, 1.0))


def _priced_total(partial: PartialPlan) -> float:
    """Return the total, and for each pupil that open schools lack twice the price of a missing seat."""
    problem = partial.problem
    lacking = float(_lacking(partial).sum())
    return objective_of(problem, _solution(partial)).total + 2.0 * problem.shortfall_yuan_per_pupil * lacking


def _lacking(partial: PartialPlan) -> Floats:
    """(school): pupils that it lacks over the years, where it is open."""
    if not partial.needs_pupils:
        return np.zeros(partial.problem.n_schools)
    return np.where(partial.open, lacking_of(partial.problem, partial.pupils).sum(axis=1), 0.0)


def _supply_lacking(partial: PartialPlan) -> None:
    """Close schools that lack pupils, and bring pupils to those which must stay, as far as that is possible."""
    _close_lacking(partial)
    if partial.needs_pupils:
        for school in np.nonzero((partial.problem.school_decision == Decision.KEEP) & (_lacking(partial) > 0))[0]:
            _bring_somebody(partial, int(school))


def _bring_somebody(partial: PartialPlan, school: int) -> None:
    """Bring blocks to a school that must stay, each time the one that adds least, while it lacks fewer by it."""
    while (brought := _cheapest_to_bring(partial, school)) is not None:
        _bring(partial, *brought)


def _cheapest_to_bring(partial: PartialPlan, school: int) -> tuple[int, float] | None:
    """Return the pair and share of it with which all schools lack fewer pupils, at least yuan; None if there is none.

    Under `split` as much of a block as makes a whole pupil is enough.
    """
    problem, lacking = partial.problem, float(_lacking(partial).sum())
    if _lacking(partial)[school] == 0:
        return None
    pairs = np.nonzero((problem.pair_school == school) & (partial.share == 0))[0]
    conflicts = in_conflict(problem, _opened(partial))[pairs]
    found: list[tuple[float, int, float]] = []
    for pair in pairs[~conflicts]:
        block = int(problem.pair_block[pair])
        others = np.where(problem.pair_block == block, 0.0, partial.share)
        if not may_join(problem, _opened(partial), others, block)[pair - problem.block_first_pair[block]]:
            continue
        share = 1.0 if problem.whole else min(1.0, 1.0 / float(problem.block_pupils[block]))
        added = float(_added_yuan(partial, block, np.array([pair]), share=share)[0])
        found.append((added - share * _yuan_as_placed(partial, block), int(pair), share))
    for yuan, pair, share in sorted(found):
        if not np.isfinite(yuan):
            break
        trial = copied(partial)
        _bring(trial, pair, share)
        if float(_lacking(trial).sum()) < lacking:
            return pair, share
    return None


def _yuan_as_placed(partial: PartialPlan, block: int) -> float:
    """Yuan a year of a block's journeys, and of what is left of it, as it is placed now."""
    problem = partial.problem
    own = slice(problem.block_first_pair[block], problem.block_first_pair[block + 1])
    left = float(partial.left[block] * problem.block_pupils[block]) * problem.shortfall_yuan_per_pupil
    return float(problem.pair_yuan[own] @ partial.share[own]) + left


def _bring(partial: PartialPlan, pair: int, share: float) -> None:
    """Place a share of the pair's block there, which as much less of it goes to its other schools."""
    problem = partial.problem
    block = int(problem.pair_block[pair])
    first = problem.block_first_pair
    own = np.arange(first[block], first[block + 1])
    left = min(float(partial.left[block]), share)
    off = share - left
    seated = float(partial.share[own].sum())
    for each in own[partial.share[own] > 0]:
        put(partial, int(each), -float(partial.share[each]) * min(off / seated, 1.0))
    put(partial, pair, share)


def _close_lacking(partial: PartialPlan) -> None:
    """Close schools that lack pupils, those first that lack most, as far as linking rules allow it."""
    stays = partial.problem.school_decision != Decision.FREE
    while (lacking := np.where(stays, 0.0, _lacking(partial))).any():
        school = int(np.argmax(lacking))
        if _may(partial, school, _close):
            _close(partial, school)
        else:
            stays[school] = True


def _open_at_first(problem: Problem) -> Flags:
    """Existing schools that need not close, sites that must be built, and those that towns need (`rules.towns`)."""
    decision = problem.school_decision
    opened: Flags = (problem.school_existing & (decision != Decision.CLOSE)) | (decision == Decision.KEEP)
    return opened_for_towns(problem, opened)


def _merge_enough(partial: PartialPlan) -> None:
    """Close the emptiest schools until as many are merged as the scenario asks at least, by any year."""
    problem = partial.problem
    missing = int(problem.merge_least.max()) - int((problem.school_mergeable & ~partial.open).sum())
    free = np.nonzero(problem.school_mergeable & partial.open & (problem.school_decision == Decision.FREE))[0]
    emptiest = free[np.argsort(partial.pupils[free].sum(axis=(1, 2)), kind="stable")]
    for school in emptiest:
        if missing <= 0:
            return
        if _may(partial, int(school), _close):
            _close(partial, int(school))
            missing -= 1


def _moved(partial: PartialPlan, clock: Clock) -> PartialPlan:
    """Take each block back once and place it anew where it adds least."""
    for block in range(partial.problem.n_blocks):
        if clock.is_over:
            break
        _place_anew(partial, block)
        clock.spend(rates.of_placed(partial.problem, 1))
    return partial


def _opened_or_closed(partial: PartialPlan, clock: Clock) -> PartialPlan:
    """Try the other state of each school that is free, and keep what costs less."""
    best, best_total = partial, _priced_total(partial)
    for school in np.nonzero(partial.problem.school_decision == Decision.FREE)[0]:
        if clock.is_over:
            break
        change = _close if best.open[school] else _open
        if _may(best, int(school), change):
            trial = copied(best)
            change(trial, int(school))
            clock.spend(rates.of_trial(best.problem) + rates.of_placed(best.problem, _touched(best, int(school))))
            total = _priced_total(trial)
            if total < best_total - _LEAST_GAIN_YUAN:
                best, best_total = trial, total
    return best


def _touched(partial: PartialPlan, school: int) -> int:
    """Return how many blocks are placed anew when a school opens or closes."""
    pairs = partial.problem.pair_school == school
    return int((pairs & (partial.share > 0)).sum() if partial.open[school] else pairs.sum())


def _may(partial: PartialPlan, school: int, change: Callable[[PartialPlan, int], None]) -> bool:
    """Whether the change breaks no linking rule more than it is broken now."""
    after = partial.open.copy()
    after[school] = change is _open
    kept = (linking_broken(partial, after) <= linking_broken(partial, partial.open)).all()
    return bool(kept) and leaves_free_without(partial, after)


def _close(partial: PartialPlan, school: int) -> None:
    """Close a school and place its blocks anew, and those whose seats conflict with that, or who are tied then."""
    problem = partial.problem
    concerned = problem.pair_school == school
    concerned[problem.conflict_pair[(problem.conflict_school == school) & problem.conflict_when_closed]] = True
    concerned[problem.tied_pair[problem.tie_school[problem.tied_by] == school]] = True
    pairs = np.nonzero(concerned & (partial.share > 0))[0]
    partial.open[school] = False
    take_back(partial, pairs)
    _place(partial, np.unique(problem.pair_block[pairs]))


def _open(partial: PartialPlan, school: int) -> None:
    """Open a school and place anew every block that might attend it, or whose seat conflicts with it."""
    problem = partial.problem
    partial.open[school] = True
    concerned = problem.pair_school == school
    concerned[problem.conflict_pair[(problem.conflict_school == school) & ~problem.conflict_when_closed]] = True
    for block in np.unique(problem.pair_block[concerned]):
        _place_anew(partial, int(block))


def _place_anew(partial: PartialPlan, block: int) -> None:
    """Take a block back and place it where it adds least, unless a school that must stay needs it."""
    first = partial.problem.block_first_pair
    own = np.arange(first[block], first[block + 1])
    if partial.needs_pupils and is_needed(partial, block):
        taken = own[partial.share[own] > 0]
        if np.isin(taken, _open_pairs(partial, block)).all():
            return
    take_back(partial, own)
    partial.left[block] = 1.0
    _place(partial, np.array([block]))


def _place(partial: PartialPlan, blocks: Ints) -> None:
    """Place each block where it adds least; the price of a shortfall is the most it may add."""
    for block in blocks:
        chosen = _cheapest_whole if partial.problem.whole else _cheapest_shares
        for pair, share in chosen(partial, int(block)):
            put(partial, pair, share)


def _cheapest_whole(partial: PartialPlan, block: int) -> Iterator[tuple[int, float]]:
    """Yield the one pair on which the block adds least, if that is less than leaving its pupils without a seat."""
    pairs = _open_pairs(partial, block)
    if len(pairs):
        added = _added_yuan(partial, block, pairs)
        cheapest = int(np.argmin(added + yuan_of_tied(partial.problem, _opened(partial), partial.left, block)[pairs]))
        if added[cheapest] < partial.problem.block_pupils[block] * partial.problem.shortfall_yuan_per_pupil:
            yield int(pairs[cheapest]), 1.0


def _cheapest_shares(partial: PartialPlan, block: int) -> Iterator[tuple[int, float]]:
    """Yield pairs and shares for a block, the shortest journey first, each as large as its school can take."""
    problem, rest = partial.problem, float(partial.left[block])
    pairs = _open_pairs(partial, block)
    for pair in pairs[np.argsort(problem.pair_yuan[pairs], kind="stable")]:
        share = _share_that_fits(partial, block, int(pair), rest)
        if share > 0:
            yield int(pair), share
            rest -= share


def _open_pairs(partial: PartialPlan, block: int) -> Ints:
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
        least = 1.0 if problem.whole else _LEAST_SHARE
        may &= (problem.pair_moved_pupils[pairs] == 0) | (least * problem.pair_moved_pupils[pairs] <= rest)
    return pairs[may & may_join(problem, _opened(partial), partial.share, block)]


def _may_move(partial: PartialPlan) -> Floats | float:
    """(year): how many more pupils may change school."""
    return may_move(partial.problem, moved_by_year(partial.problem, partial.share))


def _share_that_fits(partial: PartialPlan, block: int, pair: int, rest: float) -> float:
    """Return the largest share of the block, `rest` at most, that the school can take and that is worth its cost."""
    price = partial.problem.block_pupils[block] * partial.problem.shortfall_yuan_per_pupil
    one = np.array([pair])
    low, high = 0.0, min(rest, _most_share(partial, block, pair))
    if high <= _LEAST_SHARE:
        return 0.0
    if np.isfinite(_added_yuan(partial, block, one, share=high)[0]) and (
        high == rest or _fits_exactly(partial, block, pair, high)
    ):
        low = high
    elif not _fits_exactly(partial, block, pair, 2 * _LEAST_SHARE):  # most schools that are full are full
        return 0.0
    for _ in range(_BISECTIONS if low < high else 0):
        middle = (low + high) / 2
        fits = _fits_exactly(partial, block, pair, middle)
        low, high = (middle, high) if fits else (low, middle)
    worth_it = low > _LEAST_SHARE and _added_yuan(partial, block, one, share=low)[0] < low * price
    return low if worth_it else 0.0


def _fits_exactly(partial: PartialPlan, block: int, pair: int, share: float) -> bool:
    """Whether a school can take a share of a block without a remainder too many."""
    fits = np.isfinite(_added_yuan(partial, block, np.array([pair]), share=share)[0])
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


def _added_yuan(partial: PartialPlan, block: int, pairs: Ints, *, share: float = 1.0) -> Floats:
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
