"""A start from an earlier plan: everybody stays where it has them, as far as the problem as it is now lets them."""

from dataclasses import dataclass

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import PartialPlan, completed, nobody_placed, put
from planner.optimise.construction.feasible_shares import keeps_limits, within_limits
from planner.optimise.construction.placing import LEAST_SHARE, added_yuan, open_pairs, opened_years, place_blocks
from planner.optimise.construction.reserve import with_fewer_classes
from planner.optimise.construction.start import merge_enough, supply_lacking
from planner.optimise.construction.towns import opened_for_towns
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Decision, Flags, Problem, Solution


@dataclass(frozen=True, kw_only=True, eq=False)
class Earlier:
    """What an earlier plan decided, as far as it can be said of a problem."""

    open: Flags
    """(school, year): as the plan has it, or as the problem's own decisions say; what it does not know is as today."""
    share: np.ndarray
    """(pair): of blocks that it places where they may still go; 0 elsewhere."""


def start_from(problem: Problem, earlier: Earlier, clock: Clock) -> Solution:
    """Return a plan near an earlier one; whether it keeps every rule is for `keeps_limits` to say.

    The earlier plan itself where it is still allowed. Where it is not, or leaves pupils without a seat, another is made
    beside it: schools open as in its last year, whoever cannot stay placed where they add least.
    """
    same = completed(problem, opened=earlier.open, share=earlier.share)
    mended = _mended(problem, earlier, clock)
    kept = [solution for solution in (same, mended) if keeps_limits(problem, solution)]
    return min(kept, key=lambda solution: objective_of(problem, solution).total, default=mended)


def _mended(problem: Problem, earlier: Earlier, clock: Clock) -> Solution:
    partial = nobody_placed(problem, _opened(problem, earlier))
    order = np.argsort(-problem.block_pupils, kind="stable")
    for block in order.tolist():
        _stay(partial, block, earlier)
    place_blocks(partial, order[partial.left[order] > LEAST_SHARE])
    merge_enough(partial)
    supply_lacking(partial)
    clock.spend(rates.of_placed(problem, problem.n_blocks))
    shares = partial.share.clip(0.0, 1.0)
    return with_fewer_classes(problem, within_limits(problem, opened=opened_years(partial), share=shares))


def _opened(problem: Problem, earlier: Earlier) -> Flags:
    """(school): as in the earlier plan's last planning year, decisions obeyed, and what towns need."""
    decision = problem.school_decision
    opened: Flags = np.asarray(earlier.open[:, problem.last_planning_year])
    opened = (opened & (decision != Decision.CLOSE)) | (decision == Decision.KEEP)
    return opened_for_towns(problem, opened)


def _stay(partial: PartialPlan, block: int, earlier: Earlier) -> None:
    """Place a block where the earlier plan has it, as far as no rule is against it."""
    pairs = open_pairs(partial, block)
    for pair in pairs[earlier.share[pairs] > LEAST_SHARE]:
        share = float(earlier.share[pair])
        if np.isfinite(added_yuan(partial, block, np.array([pair]), share=share)[0]):
            put(partial, int(pair), share)
