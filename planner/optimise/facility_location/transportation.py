"""Who goes where at a given set of open schools: a transportation problem, for split blocks without classes.

Neighbours of a set open, close or exchange one school (Kuehn and Hamburger 1963). The duals bound the cost of each from
below, and only neighbours that could be cheaper are solved.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from planner.optimise.construction.feasible_shares import within_limits
from planner.optimise.lacking import asks_for_pupils
from planner.optimise.options.facility_location import TransportationOptions
from planner.optimise.pricing.master import open_yuan
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.highs import Entries, Linear, Solved
from planner.problem.first_beds import bedless
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.statement.linking import Linking, linking_of

_MOST_CELLS = 20_000_000
"""Blocks x schools: more would not fit the memory as a full table."""
_PUPILS_OFF = 1e-9
_NEGATIVE = 1e-7
"""A pair is added where it would save more than this share of a block's dearest yuan."""
_LEAST_GAIN = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Sites:
    """The schools and blocks of a problem as full tables."""

    problem: Problem
    cost: Floats
    """(block, school): yuan a year of the journeys; inf where there is no pair."""
    pair: Ints
    """(block, school): the pair, -1 where there is none."""
    capacity: Floats
    """(school): pupils."""
    fixed: Floats
    """(school): yuan a year for being open."""
    left_yuan: Floats
    """(block): yuan a year if nobody of it has a seat."""
    linking: Linking
    options: TransportationOptions
    """How transportation problems over these tables are solved."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Transport:
    """The least-cost solution of the transportation problem of the schools that are open."""

    total: float
    penalty: float
    """The part of the total that pays for pupils without a seat."""
    opened: Flags
    """(school)."""
    share: Floats
    """(pair)."""
    block_prices: Floats
    """(block): yuan a year for one block more."""
    seat_prices: Floats
    """(school): yuan a year that one seat more would save; 0 where closed."""
    seconds: float = 0.0
    """What it took on a plain machine."""


def is_facility_location(problem: Problem) -> bool:
    """Whether schools and journeys are all there is to decide.

    Shares, one year, no classes, boarders, conflicts or ties, no school that needs so many pupils to be open, or a
    first bed, or is paid for pupils it lacks.
    """
    return bool(
        not problem.whole
        and problem.n_pairs > 0
        and problem.n_years == 1
        and problem.n_blocks * problem.n_schools <= _MOST_CELLS
        and np.isinf(problem.grade_class_size).all()
        and not (problem.pair_mode == Mode.BOARD).any()
        and len(problem.conflict_pair) == 0
        and not asks_for_pupils(problem)
        and len(problem.tied_pair) == 0
        and np.isinf(problem.most_moved_pupils)
        and not bedless(problem).any()
        and not problem.school_missing_yuan.any()
    )


def sites_of(problem: Problem, options: TransportationOptions) -> Sites:
    """Spread the pairs of a problem that `is_facility_location` over full tables."""
    shape = (problem.n_blocks, problem.n_schools)
    cost, pair = np.full(shape, np.inf), np.full(shape, -1, dtype=np.int64)
    cost[problem.pair_block, problem.pair_school] = problem.pair_yuan
    pair[problem.pair_block, problem.pair_school] = np.arange(problem.n_pairs)
    reach = problem.block_pupils @ (pair >= 0)
    return Sites(
        problem=problem,
        cost=cost,
        pair=pair,
        capacity=np.minimum(problem.school_pupils_max, reach),
        fixed=open_yuan(problem),
        left_yuan=problem.block_missing_yuan,
        linking=linking_of(problem),
        options=options,
    )


def may_open(sites: Sites, opened: Flags) -> bool:
    """Whether decisions and linking rules allow exactly these schools to be open, shape (school)."""
    decision = sites.problem.school_decision
    decided = (opened | (decision != Decision.KEEP)) & ~(opened & (decision == Decision.CLOSE))
    return bool(decided.all()) and sites.linking.are_kept_by(opened)


def as_solution(sites: Sites, transport: Transport) -> Solution:
    """Return the shares of a transportation problem as a Solution."""
    return within_limits(sites.problem, opened=transport.opened[:, None], share=transport.share)


def solve_transportation(sites: Sites, opened: Flags, seat_prices: Floats) -> Transport | None:
    """Solve the transport problem; None where HiGHS fails. `seat_prices` (school) are a guess, 0 where none is known.

    Each block may attend only its nearest schools at first; pairs that would save something are added until none does.
    """
    schools = np.nonzero(opened)[0]
    pupils = sites.problem.block_pupils
    cost = sites.cost[:, schools]
    known = _nearest(cost + pupils[:, None] * seat_prices[schools], sites.options.nearest)
    block, place = np.nonzero(known)
    linear, solved, iterations = _empty(sites, schools), None, 0
    columns: list[Ints] = []
    while solved is None or len(block):
        _add_pairs(linear, sites, (block, place), cost[block, place])
        columns.append(sites.pair[block, schools[place]])
        solved = linear.solve()
        if solved is None or not solved.is_optimal:
            return None
        iterations += solved.iterations
        block_prices, seats = solved.duals[: len(pupils)], np.maximum(-solved.duals[len(pupils) :], 0.0)
        saved = block_prices[:, None] - cost - pupils[:, None] * seats
        missing = (saved > _NEGATIVE * np.maximum(sites.left_yuan, 1.0)[:, None]) & ~known
        known |= missing
        block, place = np.nonzero(missing)
    seconds = rates.of_trial(sites.problem) + iterations * rates.of_iteration(len(solved.duals))
    return replace(_read(solved, np.concatenate(columns), sites, schools), seconds=seconds)


def _nearest(cost: Floats, count: int) -> Flags:
    """(block, place): whether the school is one of the cheapest for the block."""
    few = min(count, cost.shape[1])
    known = np.zeros(cost.shape, dtype=bool)
    if few:
        np.put_along_axis(known, np.argpartition(cost, few - 1, axis=1)[:, :few], values=True, axis=1)
    nearest: Flags = known & np.isfinite(cost)
    return nearest


def _empty(sites: Sites, schools: Ints) -> Linear:
    """Make the rows: every block once, every school within its size; and the columns of pupils without a seat."""
    linear = Linear(exact=True, simplex=True)
    n = len(sites.left_yuan)
    low = np.concatenate([np.ones(n), np.full(len(schools), -np.inf)])
    linear.add_rows(low, np.concatenate([np.ones(n), sites.capacity[schools]]))
    linear.add_columns(sites.left_yuan, Entries.even(np.arange(n)[:, None], np.ones((n, 1))))
    return linear


def _add_pairs(linear: Linear, sites: Sites, where: tuple[Ints, Ints], yuan: Floats) -> None:
    """Add a column for each (block, place of the school among those open)."""
    block, place = where
    rows = np.column_stack([block, len(sites.left_yuan) + place])
    linear.add_columns(
        yuan, Entries.even(rows, np.column_stack([np.ones(len(block)), sites.problem.block_pupils[block]]))
    )


def _read(solved: Solved, pairs: Ints, sites: Sites, schools: Ints) -> Transport:
    """Read the answer; `pairs` are those of the columns, in their order, after those of pupils without a seat."""
    n = len(sites.left_yuan)
    left, value = np.split(solved.values, [n])
    share = np.zeros(sites.problem.n_pairs)
    share[pairs] = np.where(value < _PUPILS_OFF, 0.0, value.clip(0.0, 1.0))
    seat_prices = np.zeros(sites.problem.n_schools)
    seat_prices[schools] = np.maximum(-solved.duals[n:], 0.0)
    opened = np.zeros(sites.problem.n_schools, dtype=bool)
    opened[schools] = True
    return Transport(
        total=float(solved.objective + sites.fixed[schools].sum()),
        penalty=float(np.where(left < _PUPILS_OFF, 0.0, left) @ sites.left_yuan),
        opened=opened,
        share=share,
        block_prices=solved.duals[:n].copy(),
        seat_prices=seat_prices,
    )


def descend(
    sites: Sites, begin: Flags, candidates: Flags, clock: Clock, report: Callable[[Transport], None]
) -> Transport | None:
    """Open, close and exchange schools while it pays; `candidates` (school) may be opened. None where nothing works.

    What comes back is cheaper than every neighbour, or than the most promising ones where there are many, unless the
    clock ended first.
    """
    best = solve_transportation(sites, begin, np.zeros(len(begin)))
    improved = best is not None
    clock.spend(0.0 if best is None else best.seconds)
    while improved and best is not None:
        report(best)
        improved = False
        for limit, opened in islice(neighbours(sites, best, candidates), sites.options.most_without_gain):
            if clock.is_over or limit >= best.total - _LEAST_GAIN * abs(best.total):
                break
            found = solve_transportation(sites, opened, best.seat_prices)
            clock.spend(0.0 if found is None else found.seconds)
            if found is not None and found.total < best.total - _LEAST_GAIN * abs(best.total):
                best, improved = found, True
                break
    return best


def neighbours(sites: Sites, at: Transport, candidates: Flags) -> Iterator[tuple[float, Flags]]:
    """Yield allowed neighbours with a limit on their total, the most promising first."""
    closed = np.nonzero(candidates & ~at.opened)[0]
    opened = np.nonzero(at.opened)[0]
    limits = _limits(sites, at, opened, closed)
    for flat in np.argsort(limits, axis=None, kind="stable"):
        drop, add = divmod(int(flat), len(closed) + 1)
        trial = at.opened.copy()
        trial[opened[drop : drop + 1]] = False
        trial[closed[add : add + 1]] = True
        if may_open(sites, trial):
            yield float(limits[drop, add]), trial


def _limits(sites: Sites, at: Transport, opened: Ints, closed: Ints) -> Floats:
    """(open + 1, closed + 1): a limit on the total with one school closed and one opened; the last of each: none.

    For any seat prices w >= 0, sum_b min_j (cost[b, j] + pupils[b] w[j]) - sum_j w[j] capacity[j] + fixed is a limit.
    """
    pupils = sites.problem.block_pupils[:, None]
    kept = at.seat_prices[opened]
    known_sets = np.column_stack([sites.cost[:, opened] + pupils * kept, sites.left_yuan])
    order = np.argsort(known_sets, axis=1)[:, :2]
    first, second = (
        np.take_along_axis(known_sets, order[:, k : k + 1], axis=1)[:, 0] for k in (0, min(1, len(opened)))
    )
    own = sites.fixed[opened] - kept * sites.capacity[opened]
    without = np.arange(len(opened) + 1)[:, None]
    here = np.where(order[:, 0] == without, second, first)
    here[-1] = first
    rest = own.sum() - np.append(own, 0.0)
    limits = np.full((len(opened) + 1, len(closed) + 1), -np.inf)
    limits[:, -1] = here.sum(axis=1) + rest
    mean = float(kept.mean()) if len(opened) else 0.0
    for add, school in enumerate(closed):
        for price in np.unique(np.multiply(sites.options.seat_prices, mean)):
            placed = np.minimum(here, sites.cost[:, school] + pupils[:, 0] * price).sum(axis=1)
            limit = placed + rest + sites.fixed[school] - price * sites.capacity[school]
            limits[:, add] = np.maximum(limits[:, add], limit)
    return limits
