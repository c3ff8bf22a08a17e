"""Lagrangean pricing where blocks may be split: each school fills its best classes with the best shares.

At given prices of the blocks a school and year takes, band by band, the pupils that earn most, seat by seat; its
classes stay whole. Seats are counted over all grades of a band together, and beds at a price of their own: both only
loosen the rules, so that the limit stays one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from planner.optimise.options.pricing import AscentOptions
from planner.optimise.pricing.class_vectors import Subproblem
from planner.optimise.pricing.effort import BestTotal, BoundReport, Workers
from planner.optimise.pricing.master import Duals, LinkingRows, limit_of, obeying
from planner.optimise.pricing.subproblems import Subproblems, with_linking_prices
from planner.optimise.runtime.clock import Clock
from planner.optimise.runtime.compiled import compiled
from planner.optimise.runtime.thread_pool import for_each
from planner.problem.problem import Floats, Ints

_PAIRS_A_CHUNK = 10_000
"""Fewer are priced sooner than they are handed to another thread."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ascent:
    """The highest bound, the prices that prove it, and what opening each school adds to it, shape (school, year)."""

    bound: float
    duals: Duals
    opening_yuan: Floats
    converged: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Filling:
    """What schools take at some prices."""

    earned: Floats
    """(subproblem): yuan a year, at most."""
    used: Callable[[Floats], Duals]
    """What is taken of each block, and of what is counted, by schools that are worth opening; they are open where what
    opening them adds, shape (school, year), is not above 0."""


class Filled(NamedTuple):
    """What one subproblem takes at some prices."""

    earned: float
    """Yuan a year, at most."""
    rooms: float
    """Rooms added."""
    share: Floats
    """(item)."""


FillSchools = Callable[[Duals], Filling | None]
"""Solves every subproblem at these prices; None where the clock is over."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AscentEffort:
    """Until which total is proven, or until when; how; and who is told of each higher bound, yuan."""

    best_total: BestTotal
    clock: Clock
    options: AscentOptions
    report: BoundReport
    round_seconds: float
    """What solving every subproblem once takes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Beginning:
    """A limit that is proven already, and the first prices."""

    bound: float
    duals: Duals


def subgradient_ascent(
    subproblems: Subproblems, linking: LinkingRows, begin: Beginning, fill: FillSchools, effort: AscentEffort
) -> Ascent:
    """Raise the Lagrangean bound by subgradient steps that shorten (Held, Wolfe and Crowder 1974).

    A step goes along the subgradient, mixed with the last direction (Camerini, Fratta and Maffioli 1975), as far as the
    distance to the best total allows; its length is halved after some steps without a gain.
    """
    best_total, options, duals = effort.best_total, effort.options, begin.duals
    opening = np.zeros((subproblems.problem.n_schools, subproblems.problem.n_years))
    best = Ascent(bound=begin.bound, duals=duals, opening_yuan=opening, converged=False)
    direction, step, stale = _scaled(duals, 0.0), 1.0, 0
    while best.bound < best_total() and step > options.least_step:
        filled = None if effort.clock.is_over else fill(duals)
        if filled is None:
            return best
        effort.clock.spend(effort.round_seconds)
        bound, opening = limit_of(subproblems, linking, duals, filled.earned)
        stale += 1
        if bound > best.bound:
            stale = 0 if bound > best.bound + options.least_gain * abs(bound) else stale
            best = Ascent(bound=bound, duals=duals, opening_yuan=opening, converged=False)
            effort.report(bound)
        if stale > options.patience:
            step, stale, duals = step / 2, 0, best.duals
            direction = _scaled(direction, 0.0)
            continue
        slope = _slope(linking, duals, filled.used(opening))
        direction = _mixed(slope, direction, options.memory)
        total = min(best_total(), best.bound + options.assumed_gap * abs(best.bound))
        duals = _stepped(subproblems, linking, duals, direction, step * _distance(best.bound, bound, total))
    return replace(best, converged=step <= options.least_step)


def _distance(best: float, here: float, total: float) -> float:
    """How much higher the bound may be at all."""
    return max(total - here, 1e-6 * abs(best))


def _slope(linking: LinkingRows, duals: Duals, used: Duals) -> Duals:
    """How the bound rises with each price: what is wanted less what is taken."""
    limit = np.where(duals.linking > 0, linking.low, linking.high)
    limit = np.where(np.isfinite(limit), limit, linking.low)
    return Duals(blocks=1.0 - used.blocks, linking=np.where(np.isfinite(limit), limit - used.linking, 0.0))


def _mixed(slope: Duals, direction: Duals, memory: float) -> Duals:
    return Duals(blocks=slope.blocks + memory * direction.blocks, linking=slope.linking + memory * direction.linking)


def _scaled(duals: Duals, factor: float) -> Duals:
    return Duals(blocks=factor * duals.blocks, linking=factor * duals.linking)


def _stepped(subproblems: Subproblems, linking: LinkingRows, duals: Duals, direction: Duals, gain: float) -> Duals:
    """Step so far that the bound would rise by `gain` if it rose evenly; prices stay between 0 and the shortfall's."""
    problem = subproblems.problem
    length = float((direction.blocks**2).sum() + (direction.linking**2).sum())
    far = gain / length if length > 0 else 0.0
    most = problem.block_left_yuan
    return obeying(
        linking,
        Duals(
            blocks=np.clip(duals.blocks + far * direction.blocks, 0.0, most),
            linking=duals.linking + far * direction.linking,
        ),
    )


def by_subproblem(subproblems: Subproblems, linking: LinkingRows, bed_prices: Floats, workers: Workers) -> FillSchools:
    """Return how subproblems are solved one by one; `bed_prices` has shape (school, year)."""
    chunks = subproblems.problem.n_pairs // _PAIRS_A_CHUNK

    def fill(duals: Duals) -> Filling | None:
        room_yuan = -np.tensordot(duals.linking, linking.rooms, axes=1)
        bed_yuan = -np.tensordot(duals.linking, linking.beds, axes=1)

        def one(s: int) -> Filled | None:
            if workers.clock.is_late:
                return None
            at = subproblems.school[s], subproblems.year[s]
            subproblem = with_linking_prices(subproblems.each[s], room_yuan[at], bed_yuan[at])
            bed_price = float(bed_prices[at])
            profit = duals.blocks[subproblems.blocks[s]] - subproblem.yuan - bed_price * subproblem.weight[:, -1]
            filled = Filled(*fill_subproblem(subproblem, profit))
            return filled._replace(earned=filled.earned + _beds_worth(subproblem, bed_price))

        each = for_each(workers.pool, one, len(subproblems.each), chunks)
        answers = [filled for filled in each if filled is not None]
        if len(answers) < len(subproblems.each):
            return None
        return Filling(
            earned=np.array([filled.earned for filled in answers]),
            used=lambda opening: _used_by(subproblems, linking, answers, opening),
        )

    return fill


def _used_by(subproblems: Subproblems, linking: LinkingRows, each: Sequence[Filled], opening: Floats) -> Duals:
    """Add up, over the subproblems that are worth opening, the shares of each block and what is counted."""
    blocks = np.zeros(subproblems.problem.n_blocks)
    counted = (linking.opened * (opening < 0)[None]).sum(axis=(1, 2))
    for s, filled in enumerate(each):
        school, year = subproblems.school[s], subproblems.year[s]
        if opening[school, year] <= 0:
            np.add.at(blocks, subproblems.blocks[s], filled.share)
            counted += linking.rooms[:, school, year] * filled.rooms
    return Duals(blocks=blocks, linking=counted)


def _beds_worth(subproblem: Subproblem, price: float) -> float:
    """Return the most that beds are worth at a price, less what added ones cost."""
    at = min(subproblem.beds, subproblem.beds_max) if price <= subproblem.bed_yuan else subproblem.beds_max
    return price * at - subproblem.bed_yuan * max(at - subproblem.beds, 0)


class BandSeats(NamedTuple):
    """Seats of one band."""

    band: int
    seats: float


@compiled
def fill_subproblem(subproblem: Subproblem, profit: Floats) -> tuple[float, float, Floats]:
    """Return what the subproblem earns at most, the rooms it adds, and the share of each item it takes.

    What more seats earn falls from class to class: the best next class of any band is opened while it pays.
    """
    n_bands, n_grades = subproblem.class_size.shape
    share = np.zeros(len(profit))
    paying = np.nonzero(profit > 0.0)[0]
    order = paying[np.argsort(-profit[paying] / np.maximum(subproblem.weight[paying, n_grades], 1))]
    earned, rooms = 0.0, 0
    seats = np.zeros(n_bands)
    for k in range(n_bands):
        if subproblem.class_size[k].min() == 0:
            seats[k] = subproblem.pupils_max
    more = n_bands > 0
    while more:
        best, best_k, more = 1e-9, -1, False
        for k in range(n_bands):
            size = subproblem.class_size[k].max()
            if subproblem.class_size[k].min() > 0 and rooms < subproblem.rooms_max:
                gain = _worth(subproblem, profit, order, k, seats[k] + size) - _worth(
                    subproblem, profit, order, k, seats[k]
                )
                gain -= subproblem.class_yuan[k].min() + (subproblem.room_yuan if rooms >= subproblem.rooms else 0.0)
                if gain > best:
                    best, best_k, more = gain, k, True
        if more:
            seats[best_k] += subproblem.class_size[best_k].max()
            rooms += 1
            earned -= subproblem.class_yuan[best_k].min() + (subproblem.room_yuan if rooms > subproblem.rooms else 0.0)
    for k in range(n_bands):
        earned += _fill_band(subproblem, profit, order, BandSeats(k, min(seats[k], subproblem.pupils_max)), share)
    return earned, float(max(rooms - subproblem.rooms, 0)), share


@compiled
def _worth(subproblem: Subproblem, profit: Floats, order: Ints, k: int, seats: float) -> float:
    return _fill_band(subproblem, profit, order, BandSeats(k, min(seats, subproblem.pupils_max)), np.zeros(len(profit)))


@compiled
def _fill_band(subproblem: Subproblem, profit: Floats, order: Ints, room: BandSeats, share: Floats) -> float:
    """Fill a band's seats in order, by items that pay; note the shares; return what they earn."""
    k, seats = room.band, room.seats
    pupils = subproblem.class_size.shape[1]
    earned = 0.0
    for i in order:
        if i < subproblem.first_item[k] or i >= subproblem.first_item[k + 1]:
            continue
        weight = subproblem.weight[i, pupils]
        part = 1.0 if weight <= seats else seats / weight
        share[i] = part
        earned += part * profit[i]
        seats -= part * weight
        if part < 1.0:
            break
    return earned
