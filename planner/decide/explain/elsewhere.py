"""Where the pupils of a school could go were it closed: everybody else where they are, other open schools alone."""

from dataclasses import dataclass, replace

import numpy as np

from planner.problem.freed import same_pairs
from planner.problem.problem import Flags, Floats, Ints, Problem, Solution
from planner.seating import Standing, seats_for, standing_of

HAIR = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Elsewhere:
    """Who finds a seat elsewhere."""

    pairs: Ints
    """The seats found."""
    left: Floats
    """(block): pupils who find none."""
    solution: Solution
    """The plan with the school closed, and these seats taken."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shut:
    """A school that closes in a year, and who loses the seat because of it."""

    school: int
    year: int
    lost: Flags
    """(pair): seats of the plan that are lost in that year."""


def closing(problem: Problem, plan: Solution, school: int, year: int) -> Shut:
    """Return who loses the seat where a school closes.

    Those at the school; those that its pupils of today may take only while it is open; and those of all who then have
    to stay together.
    """
    taken = plan.share > 0
    lost = taken & (problem.pair_school == school)
    barred = (problem.conflict_school == school) & problem.conflict_when_closed
    lost[problem.conflict_pair[barred]] |= taken[problem.conflict_pair[barred]]
    bound = problem.tied_pair[(problem.tie_school == school)[problem.tied_by]]
    lost |= taken & np.isin(problem.pair_block, problem.pair_block[bound])
    return Shut(school=school, year=year, lost=lost & (problem.block_year[problem.pair_block] == year))


def carried_shut(problem: Problem, shut: Shut, freed: Problem) -> Shut:
    """Return the same in a problem with a rule left out."""
    lost = np.zeros(freed.n_pairs, dtype=bool)
    lost[same_pairs(problem, freed)] = shut.lost
    return replace(shut, lost=lost)


def elsewhere(problem: Problem, plan: Solution, shut: Shut) -> Elsewhere:
    """Seat those who lose their seat one after another, each at the cheapest open school that may take them.

    Where some are left, once more for each school, with that one preferred by all: the fewest left over count.
    """
    without = _closed(problem, plan, shut)
    share = np.bincount(problem.pair_block, weights=plan.share * shut.lost, minlength=problem.n_blocks).astype(float)
    best = _seated(problem, without, share, target=-1)
    reached = np.isin(problem.pair_block, np.nonzero(share)[0])
    for target in np.unique(problem.pair_school[reached & without.open[problem.pair_school, shut.year]]).tolist():
        if best.left.sum() <= HAIR:
            break
        found = _seated(problem, without, share, target=target)
        best = min(best, found, key=lambda each: float(each.left.sum()))
    return best


def _closed(problem: Problem, plan: Solution, shut: Shut) -> Solution:
    """Return the plan with the school closed from its year on, and nobody in the seats lost or there later."""
    opened = plan.open.copy()
    opened[shut.school, shut.year :] = False
    later = (problem.pair_school == shut.school) & (problem.block_year[problem.pair_block] > shut.year)
    return replace(plan, open=opened, share=np.where(shut.lost | later, 0.0, plan.share))


def _seated(problem: Problem, solution: Solution, share: Floats, target: int) -> Elsewhere:
    """Seat these shares of blocks one after another; `target` is preferred where it may take them, -1: none."""
    now, pairs, left = solution, [], np.zeros(problem.n_blocks)
    for block in np.nonzero(share)[0].tolist():
        pair = _seat(problem, standing_of(problem, now), block, float(share[block]), target)
        if pair is None:
            left[block] = share[block] * problem.block_pupils[block]
            continue
        taken = now.share.copy()
        taken[pair] += share[block]
        now = replace(now, share=taken)
        pairs.append(pair)
    return Elsewhere(pairs=np.array(pairs, dtype=np.int64), left=left, solution=now)


def _seat(problem: Problem, standing: Standing, block: int, share: float, target: int) -> int | None:
    """Return the pair of a block that may be taken with no school opened for it: the target's, else the cheapest."""
    seats = seats_for(problem, standing, block, share)
    pairs = seats.pairs[seats.fits & ~seats.opens.any(axis=1)]
    if len(pairs) == 0:
        return None
    order = np.lexsort((problem.pair_yuan[pairs], problem.pair_school[pairs] != target))
    return int(pairs[order[0]])
