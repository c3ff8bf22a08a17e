"""A constructive start: place every block where it adds least, then repair; a plan however short the time.

Schools are open, or not, in every planning year alike: the engines that follow may do better, the rules are kept.
"""

from collections.abc import Callable

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import (
    PartialPlan,
    completed,
    copied,
    linking_broken,
    nobody_placed,
    put,
    take_back,
)
from planner.optimise.construction.feasible_shares import in_conflict, within_limits
from planner.optimise.construction.needed_blocks import needed_first
from planner.optimise.construction.placing import LEAST_SHARE, added_yuan, opened_years, place_anew, place_blocks
from planner.optimise.construction.reserve import leaves_free_without, with_fewer_classes
from planner.optimise.construction.towns import opened_for_towns
from planner.optimise.lacking import lacking_of
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Decision, Flags, Floats, Problem, Solution
from planner.problem.ties import may_join

_LEAST_GAIN_YUAN = 0.01


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
    place_blocks(partial, order[partial.left[order] > LEAST_SHARE])
    merge_enough(partial)
    supply_lacking(partial)
    clock.spend(rates.of_placed(problem, problem.n_blocks))
    best, before = partial, np.inf
    while not clock.is_over and _priced_total(best) < before - _LEAST_GAIN_YUAN:
        before = _priced_total(best)
        best = min(best, _moved(copied(best), clock), key=_priced_total)
        best = _opened_or_closed(best, clock)
    supply_lacking(best)
    return with_fewer_classes(
        problem, within_limits(problem, opened=opened_years(best), share=best.share.clip(0.0, 1.0))
    )


def _solution(partial: PartialPlan) -> Solution:
    return completed(partial.problem, opened=opened_years(partial), share=partial.share.clip(0.0, 1.0))


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


def supply_lacking(partial: PartialPlan) -> None:
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
    conflicts = in_conflict(problem, opened_years(partial))[pairs]
    found: list[tuple[float, int, float]] = []
    for pair in pairs[~conflicts]:
        block = int(problem.pair_block[pair])
        others = np.where(problem.pair_block == block, 0.0, partial.share)
        if not may_join(problem, opened_years(partial), others, block)[pair - problem.block_first_pair[block]]:
            continue
        share = 1.0 if problem.whole else min(1.0, 1.0 / float(problem.block_pupils[block]))
        added = float(added_yuan(partial, block, np.array([pair]), share=share)[0])
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
    left = float(partial.left[block] * problem.block_missing_yuan[block])
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


def merge_enough(partial: PartialPlan) -> None:
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
        place_anew(partial, block)
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
    place_blocks(partial, np.unique(problem.pair_block[pairs]))


def _open(partial: PartialPlan, school: int) -> None:
    """Open a school and place anew every block that might attend it, or whose seat conflicts with it."""
    problem = partial.problem
    partial.open[school] = True
    concerned = problem.pair_school == school
    concerned[problem.conflict_pair[(problem.conflict_school == school) & ~problem.conflict_when_closed]] = True
    for block in np.unique(problem.pair_block[concerned]):
        place_anew(partial, int(block))
