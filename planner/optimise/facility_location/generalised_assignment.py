"""Whole blocks placed in schools that are settled, without classes: annealing that lets schools be overfull.

Where hardly a seat is to spare, no way leads from one good placing to the next but over overfull schools. What a pupil
too many costs rises while some school is overfull and falls while none is: the search goes to and fro across that line.
Moves: a block changes its school, or two change places.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.optimise.facility_location.transportation import Carried, Sites
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.runtime.compiled import CAN_COMPILE, compiled_in_place, compiled_inner, in_order
from planner.optimise.search.moves import Draw, new_draw, uniform
from planner.problem.problem import Floats, Ints

_MOVES_A_STEP = 1_000 if CAN_COMPILE else 100
BRIEFLY, AT_LENGTH = (2_000, 50_000) if CAN_COMPILE else (50, 1_000)
"""Moves a block of a whole cooling; the longer one is cut short where there is no time for it."""
_LEAST_CHOOSY = 0.1
_LEAST_TEMPERATURE = 1e-6
_HOTTER = (1.0, 3.0, 10.0)
"""Coolings in turn begin so much hotter: where blocks are few, or all choosy, that is what it takes."""
_COLDEST = 0.15
"""The last temperature, as a share of the first."""
_MOVE_SHARE = 0.45
"""How often a block is moved alone; else it changes places with another."""
_POWER = 3.0
"""How much sooner a school early in a block's order is tried."""
_DEARER = 1.04
_OFTEN, _SELDOM = 0.7, 0.3
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


class Standing(NamedTuple):
    """Who is where, changed in place."""

    at: Ints
    """(block): its place."""
    best: Ints
    """(block): its place in the cheapest placing met in which no school is overfull."""
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
class Placing:
    """Where every block goes: the pair it takes, -1 for no seat; shape (block)."""

    total: float
    """Yuan a year, schools included."""
    pair: Ints


def place(
    sites: Sites, at: Carried, by: tuple[Clock, int], seeds: Sequence[int], moves_a_block: int = AT_LENGTH
) -> list[Placing]:
    """Place whole blocks in the schools that `at` has open, once for each seed; the cheapest first.

    By a clock and a number of threads; at least a short cooling is done, even where the clock is over. Empty where no
    placing without an overfull school was met.
    """
    clock, threads = by
    table = _table(sites, at)
    rounds = -(-len(seeds) // threads)
    seconds = max(clock.left, _LEAST_SECONDS) / rounds
    clocks = [clock.apart() for _ in seeds]

    def one(number: int) -> Standing:
        seed, hottest = seeds[number], _hottest(table) * _HOTTER[number % len(_HOTTER)]
        standing, draw = _begin(table), new_draw(seed, len(table.pupils), len(table.capacity))
        own = clocks[number].share(min(seconds / max(clock.left, seconds), 1.0))
        _cool(table, standing, draw, (own, moves_a_block, hottest))
        return standing

    with ThreadPoolExecutor(threads) as pool:
        met = [standing for standing in pool.map(one, range(len(seeds))) if np.isfinite(standing.sums[_BEST])]
    clock.join(clocks, threads)
    schools = np.append(np.nonzero(at.opened)[0], -1)
    fixed = float(sites.fixed[at.opened].sum())
    found = [_placing(sites, fixed + float(standing.sums[_BEST]), schools[standing.best]) for standing in met]
    return sorted(found, key=lambda placing: placing.total)


def example() -> tuple[Table, Standing]:
    """Return a table and a standing of nothing, to compile for."""
    ints, floats, cells = np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, 0))
    table = Table(cost=cells, order=cells.astype(np.int64), reach=ints, pupils=floats, capacity=floats)
    standing = Standing(
        at=ints, best=ints, load=floats, member=cells.astype(np.int64), size=ints, rank=ints, sums=floats
    )
    return table, standing


def _placing(sites: Sites, total: float, school: Ints) -> Placing:
    blocks = np.arange(len(school))
    return Placing(total=total, pair=np.where(school >= 0, sites.pair[blocks, school], -1))


def _table(sites: Sites, at: Carried) -> Table:
    """Order the places of each block by its journey and what its seats are worth."""
    pupils = sites.problem.block_pupils.astype(float)
    cost = np.column_stack([sites.cost[:, at.opened], sites.left_yuan])
    dear = cost + pupils[:, None] * np.append(at.seat_prices[at.opened], 0.0)
    table = Table(
        cost=cost,
        order=np.argsort(dear, axis=1, kind="stable").astype(np.int64),
        reach=np.isfinite(cost).sum(axis=1).astype(np.int64),
        pupils=pupils,
        capacity=np.append(sites.capacity[at.opened], np.inf),
    )
    return in_order(table)


def _begin(table: Table) -> Standing:
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
    standing = Standing(at=at, best=at.copy(), load=load, member=member, size=size, rank=rank, sums=sums)
    return in_order(standing)


def _cool(table: Table, standing: Standing, draw: Draw, until: tuple[Clock, int, float]) -> None:
    """Anneal from a temperature, yuan, down to a part of it; a pupil too many costs little at first."""
    clock, moves_a_block, hottest = until
    standing.sums[_PRICE] = hottest / max(float(np.median(table.pupils)), 1.0)
    of_one = rates.of_placing_moves(_MOVES_A_STEP)
    least = max(BRIEFLY * len(table.pupils) // _MOVES_A_STEP, 1)
    steps = max(min(moves_a_block * len(table.pupils) // _MOVES_A_STEP, int(clock.left / of_one)), least)
    pace, done, step = clock.pace(), 0.0, 0
    while done < 1.0:
        anneal(table, standing, draw, hottest * _COLDEST**done, _MOVES_A_STEP)
        overfull = standing.sums[_OVERFULL]
        if overfull > _OFTEN:
            standing.sums[_PRICE] *= _DEARER
        elif overfull < _SELDOM:
            standing.sums[_PRICE] /= _DEARER
        step += 1
        done = step / steps
        if steps > least:
            done = max(done, min(pace.at_least(done), step / least))
    clock.spend(step * of_one)


def _hottest(table: Table) -> float:
    """Yuan that a block loses at its second best place: little enough that few blocks would go there."""
    cost = np.sort(table.cost, axis=1)
    loses = cost[:, 1] - cost[:, 0] if cost.shape[1] > 1 else np.zeros(len(cost))
    return max(float(np.quantile(loses, _LEAST_CHOOSY)), 0.1 * float(np.median(loses)), _LEAST_TEMPERATURE)


@compiled_in_place
def anneal(table: Table, standing: Standing, draw: Draw, temperature: float, moves: int) -> None:
    """Try so many moves; one that adds d yuan, pupils too many priced, is kept with chance exp(-d / temperature)."""
    n_blocks, overfull = len(table.pupils), 0
    for _ in range(moves):
        block = min(int(uniform(draw) * n_blocks), n_blocks - 1)
        chance = uniform(draw) ** _POWER
        count = table.reach[block]
        target = table.order[block, min(int(chance * count), count - 1)]
        if target != standing.at[block]:
            other = -1
            if uniform(draw) >= _MOVE_SHARE and standing.size[target] > 0:
                other = standing.member[target, int(uniform(draw) * standing.size[target])]
            _try(table, standing, draw, (block, other, target), temperature)
        if standing.sums[_OVER] > _PUPILS_OFF:
            overfull += 1
        elif standing.sums[_YUAN] < standing.sums[_BEST] * (1.0 - 1e-12):
            standing.sums[_BEST] = standing.sums[_YUAN]
            for known in range(n_blocks):
                standing.best[known] = standing.at[known]
    standing.sums[_OVERFULL] = overfull / moves


@compiled_inner
def _try(table: Table, standing: Standing, draw: Draw, who: tuple[int, int, int], temperature: float) -> None:
    """Move a block to a place, and another one, if it is not -1, from there to where the first came from."""
    block, other, target = who
    source = standing.at[block]
    pupils = table.pupils[block]
    yuan = table.cost[block, target] - table.cost[block, source]
    if other >= 0:
        pupils -= table.pupils[other]
        yuan += table.cost[other, source] - table.cost[other, target]
    over = _over(table, standing, source, -pupils) + _over(table, standing, target, pupils)
    added = yuan + standing.sums[_PRICE] * over
    if added > 0 and uniform(draw) >= np.exp(-added / temperature):
        return
    standing.load[source] -= pupils
    standing.load[target] += pupils
    standing.sums[_YUAN] += yuan
    standing.sums[_OVER] += over
    standing.at[block] = target
    if other >= 0:
        standing.at[other] = source
        mine, its = standing.rank[block], standing.rank[other]
        standing.member[source, mine], standing.member[target, its] = other, block
        standing.rank[block], standing.rank[other] = its, mine
        return
    last = standing.member[source, standing.size[source] - 1]
    standing.member[source, standing.rank[block]] = last
    standing.rank[last] = standing.rank[block]
    standing.size[source] -= 1
    standing.member[target, standing.size[target]] = block
    standing.rank[block] = standing.size[target]
    standing.size[target] += 1


@compiled_inner
def _over(table: Table, standing: Standing, its_place: int, more: float) -> float:
    """By how many pupils a place would be more overfull with so many more."""
    room = table.capacity[its_place] - standing.load[its_place]
    return float(max(more - room, 0.0) - max(-room, 0.0))
