"""Generalised assignment: whole blocks into a given set of open schools, by annealing that lets schools be overfull.

Simulated annealing with shifts and exchanges as in Osman (1995). Where capacity is tight, good assignments are
connected only through overfull ones: the penalty of a pupil above capacity rises while some school is overfull and
falls while none is, a strategic oscillation about the limit (Díaz and Fernández 2001).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.optimise.facility_location.transportation import Sites, Transport
from planner.optimise.options.facility_location import GeneralisedAssignmentOptions
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.runtime.compiled import CAN_COMPILE, compiled_in_place, compiled_inner, in_order
from planner.optimise.search.draw import Draw, new_draw, uniform
from planner.problem.problem import Floats, Ints

_MOVES_A_STEP = 1_000 if CAN_COMPILE else 100
_LEAST_TEMPERATURE = 1e-6
_MOVE_SHARE = 0.45
"""How often a block is moved alone; else it changes places with another."""
_POWER = 3.0
"""How much sooner a school early in a block's order is tried."""
_PUPILS_OFF = 1e-6
_LEAST_SECONDS = 1e-3


class Table(NamedTuple):
    """What is to be placed, and where it may go; the last place is no seat at all, and never full."""

    cost: Floats
    """(block, place): yuan; inf where the block may not go."""
    order: Ints
    """(block, n): places, the most likely first."""
    reach: Ints
    """(block): how many of the order it may go to."""
    pupils: Floats
    """(block)."""
    capacity: Floats
    """(place): pupils."""


class AssignmentState(NamedTuple):
    """Who is where, changed in place."""

    at: Ints
    """(block): its place."""
    best: Ints
    """(block): its place in the cheapest assignment found in which no school is overfull."""
    load: Floats
    """(place): pupils."""
    member: Ints
    """(place, n): its blocks."""
    size: Ints
    """(place): how many blocks it has."""
    rank: Ints
    """(block): where it stands among the members of its place."""
    sums: Floats
    """Yuan; pupils too many; yuan of the best; yuan of a pupil too many; share of moves that ended overfull."""


_YUAN, _OVER, _BEST, _PRICE, _OVERFULL = range(5)


@dataclass(frozen=True, kw_only=True, eq=False)
class Assignment:
    """Where every block goes: the pair it takes, -1 for no seat; shape (block)."""

    total: float
    """Yuan a year, schools included."""
    pair: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class AssignmentEffort:
    """How long, on how many threads, from which seeds, and how."""

    clock: Clock
    threads: int
    seeds: Sequence[int]
    """One cooling for each."""
    moves_a_block: int
    """Of a whole cooling."""
    options: GeneralisedAssignmentOptions


def assign_blocks(sites: Sites, at: Transport, effort: AssignmentEffort) -> list[Assignment]:
    """Place whole blocks in the schools that `at` has open, once for each seed; the cheapest first.

    At least a short cooling is done, even where the clock is over. Empty where no assignment without an overfull school
    was found.
    """
    clock, threads, seeds, hotter = effort.clock, effort.threads, effort.seeds, effort.options.hotter
    table = _table(sites, at)
    rounds = -(-len(seeds) // threads)
    seconds = max(clock.left, _LEAST_SECONDS) / rounds
    clocks = [clock.apart() for _ in seeds]

    def one(number: int) -> AssignmentState:
        hottest = _hottest(table, effort.options.loss_quantile) * hotter[number % len(hotter)]
        state, draw = _begin(table), new_draw(seeds[number], len(table.pupils), len(table.capacity))
        own = clocks[number].share(min(seconds / max(clock.left, seconds), 1.0))
        _cool(table, state, draw, _Cooling(own, effort.moves_a_block, hottest, effort.options))
        return state

    with ThreadPoolExecutor(threads) as pool:
        met = [state for state in pool.map(one, range(len(seeds))) if np.isfinite(state.sums[_BEST])]
    clock.join(clocks, threads)
    schools = np.append(np.nonzero(at.opened)[0], -1)
    fixed = float(sites.fixed[at.opened].sum())
    found = [_assignment(sites, fixed + float(state.sums[_BEST]), schools[state.best]) for state in met]
    return sorted(found, key=lambda assignment: assignment.total)


def example() -> tuple[Table, AssignmentState]:
    """Return a table and a standing of nothing, to compile for."""
    ints, floats, cells = np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, 0))
    table = Table(cost=cells, order=cells.astype(np.int64), reach=ints, pupils=floats, capacity=floats)
    state = AssignmentState(
        at=ints, best=ints, load=floats, member=cells.astype(np.int64), size=ints, rank=ints, sums=floats
    )
    return table, state


def _assignment(sites: Sites, total: float, school: Ints) -> Assignment:
    blocks = np.arange(len(school))
    return Assignment(total=total, pair=np.where(school >= 0, sites.pair[blocks, school], -1))


def _table(sites: Sites, at: Transport) -> Table:
    """Order the places of each block by its journey and what its seats are worth."""
    pupils = sites.problem.block_pupils.astype(float)
    cost = np.column_stack([sites.cost[:, at.opened], sites.left_yuan])
    known_sets = cost + pupils[:, None] * np.append(at.seat_prices[at.opened], 0.0)
    table = Table(
        cost=cost,
        order=np.argsort(known_sets, axis=1, kind="stable").astype(np.int64),
        reach=np.isfinite(cost).sum(axis=1).astype(np.int64),
        pupils=pupils,
        capacity=np.append(sites.capacity[at.opened], np.inf),
    )
    return in_order(table)


def _begin(table: Table) -> AssignmentState:
    """Put every block where it would like best to go."""
    places = len(table.capacity)
    at = table.order[:, 0].copy()
    size = np.bincount(at, minlength=places).astype(np.int64)
    member, rank = np.zeros((places, len(at)), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    for its_place in range(places):
        blocks = np.nonzero(at == its_place)[0]
        member[its_place, : len(blocks)], rank[blocks] = blocks, np.arange(len(blocks))
    load = np.bincount(at, weights=table.pupils, minlength=places).astype(float)
    over = float(np.maximum(load - table.capacity, 0.0).sum())
    yuan = float(table.cost[np.arange(len(at)), at].sum())
    sums = np.array([yuan, over, yuan if over <= _PUPILS_OFF else np.inf, 0.0, 0.0])
    state = AssignmentState(at=at, best=at.copy(), load=load, member=member, size=size, rank=rank, sums=sums)
    return in_order(state)


class _Cooling(NamedTuple):
    """One cooling: until when or for how many moves, from which temperature, yuan, and how."""

    clock: Clock
    moves_a_block: int
    hottest: float
    options: GeneralisedAssignmentOptions


def _cool(table: Table, state: AssignmentState, draw: Draw, cooling: _Cooling) -> None:
    """Anneal from a temperature down to a part of it; a pupil too many costs little at first."""
    clock, moves_a_block, hottest, options = cooling
    state.sums[_PRICE] = hottest / max(float(np.median(table.pupils)), 1.0)
    of_one = rates.of_assignment_moves(_MOVES_A_STEP)
    least = max(options.few_moves * len(table.pupils) // _MOVES_A_STEP, 1)
    steps = max(min(moves_a_block * len(table.pupils) // _MOVES_A_STEP, int(clock.left / of_one)), least)
    pace, done, step = clock.pace(), 0.0, 0
    while done < 1.0:
        anneal(table, state, draw, hottest * options.coldest**done, _MOVES_A_STEP)
        overfull = state.sums[_OVERFULL]
        if overfull > options.often:
            state.sums[_PRICE] *= options.dearer
        elif overfull < options.seldom:
            state.sums[_PRICE] /= options.dearer
        step += 1
        done = step / steps
        if steps > least:
            done = max(done, min(pace.at_least(done), step / least))
    clock.spend(step * of_one)


def _hottest(table: Table, quantile: float) -> float:
    """Yuan that a block loses at its second best place: little enough that few blocks would go there."""
    cost = np.sort(table.cost, axis=1)
    loses = cost[:, 1] - cost[:, 0] if cost.shape[1] > 1 else np.zeros(len(cost))
    return max(float(np.quantile(loses, quantile)), 0.1 * float(np.median(loses)), _LEAST_TEMPERATURE)


@compiled_in_place
def anneal(table: Table, state: AssignmentState, draw: Draw, temperature: float, moves: int) -> None:
    """Try so many moves; one that adds d yuan, pupils too many priced, is kept with chance exp(-d / temperature)."""
    n_blocks, overfull = len(table.pupils), 0
    for _ in range(moves):
        block = min(int(uniform(draw) * n_blocks), n_blocks - 1)
        chance = uniform(draw) ** _POWER
        count = table.reach[block]
        target = table.order[block, min(int(chance * count), count - 1)]
        if target != state.at[block]:
            other = -1
            if uniform(draw) >= _MOVE_SHARE and state.size[target] > 0:
                other = state.member[target, int(uniform(draw) * state.size[target])]
            _try(table, state, draw, (block, other, target), temperature)
        if state.sums[_OVER] > _PUPILS_OFF:
            overfull += 1
        elif state.sums[_YUAN] < state.sums[_BEST] * (1.0 - 1e-12):
            state.sums[_BEST] = state.sums[_YUAN]
            for known in range(n_blocks):
                state.best[known] = state.at[known]
    state.sums[_OVERFULL] = overfull / moves


@compiled_inner
def _try(table: Table, state: AssignmentState, draw: Draw, who: tuple[int, int, int], temperature: float) -> None:
    """Move a block to a place, and another one, if it is not -1, from there to where the first came from."""
    block, other, target = who
    source = state.at[block]
    pupils = table.pupils[block]
    yuan = table.cost[block, target] - table.cost[block, source]
    if other >= 0:
        pupils -= table.pupils[other]
        yuan += table.cost[other, source] - table.cost[other, target]
    over = _over(table, state, source, -pupils) + _over(table, state, target, pupils)
    added = yuan + state.sums[_PRICE] * over
    if added > 0 and uniform(draw) >= np.exp(-added / temperature):
        return
    state.load[source] -= pupils
    state.load[target] += pupils
    state.sums[_YUAN] += yuan
    state.sums[_OVER] += over
    state.at[block] = target
    if other >= 0:
        state.at[other] = source
        mine, its = state.rank[block], state.rank[other]
        state.member[source, mine], state.member[target, its] = other, block
        state.rank[block], state.rank[other] = its, mine
        return
    last = state.member[source, state.size[source] - 1]
    state.member[source, state.rank[block]] = last
    state.rank[last] = state.rank[block]
    state.size[source] -= 1
    state.member[target, state.size[target]] = block
    state.rank[block] = state.size[target]
    state.size[target] += 1


@compiled_inner
def _over(table: Table, state: AssignmentState, its_place: int, more: float) -> float:
    """By how many pupils a place would be more overfull with so many more."""
    room = table.capacity[its_place] - state.load[its_place]
    return float(max(more - room, 0.0) - max(-room, 0.0))
