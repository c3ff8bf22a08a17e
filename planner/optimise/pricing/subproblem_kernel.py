"""Compiled: the pricing subproblem of a school and year, its classes whole, its rooms, beds and size kept.

A school's bands meet only in its rooms. For each band and class vector (n1, n2, ...: the classes of each grade) the
best blocks are a knapsack (`planner.optimise.pricing.knapsack`); tables limit every vector, and only the vectors that
might be part of the best answer are branched on, best first.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.pricing.capacity_prices import price_capacities
from planner.optimise.pricing.class_vectors import (
    NEVER,
    NO_CLASSES,
    Subproblem,
    band_limit,
    capacity_of,
    fewest_classes,
    gather_band,
    list_vectors,
)
from planner.optimise.pricing.column_needs import Alone, best_alone, combine_start, first_column, value_by_band
from planner.optimise.pricing.knapsack import Knapsack, anybody_pays, search
from planner.optimise.pricing.loops import copy_flags, copy_floats, highest, product, sum_of
from planner.optimise.runtime.compiled import compiled, compiled_part
from planner.problem.problem import Flags, Floats, Ints

_MOST_ROUNDS = 2_000
_STEPS = 40


class SubproblemResult(NamedTuple):
    """What a school would take: profit of it, a proven limit on any profit, and the items."""

    value: float
    upper: float
    taken: Flags
    nodes: int


class _Band(NamedTuple):
    """One band of a subproblem while it is being solved; `high` and `low` are by rooms used."""

    knapsack: Knapsack
    place: Ints
    capacity: Ints
    vectors: Ints
    rooms: Ints
    upper: Floats
    level: Ints
    price: Floats
    high: Floats
    low: Floats
    low_chosen: Flags


@compiled
def solve_subproblem(
    subproblem: Subproblem, price: Floats, before: Flags, tolerance: float, widths: Ints
) -> SubproblemResult:
    """Solve the subproblem at these prices of its items; `before` is its last solution, the first lower bound.

    Classes are those of each grade by itself (else `planner.optimise.pricing.multigrade`), and a small school's funding
    is left out (`planner.optimise.pricing.small_schools`).
    """
    profit = price - subproblem.yuan
    n_bands = len(subproblem.first_item) - 1
    alone = [best_alone(subproblem, k, profit) for k in range(n_bands)]
    first = first_column(subproblem, alone, profit, before)
    start = value_by_band(subproblem, profit, first)
    low = combine_start(subproblem, start)
    kept = (profit > 0.0) & items_within_reach(subproblem, profit, low)
    _keep_alone(kept, alone)
    taken = np.zeros(len(profit), dtype=np.bool_)
    tables = [gather_band(subproblem, k, profit, kept) for k in range(n_bands)]
    fewest = [fewest_classes(subproblem, k, tables[k][0]) for k in range(n_bands)]
    best, every_best = np.zeros(n_bands), 0.0
    for k in range(n_bands):
        best[k] = max(band_limit(subproblem, k, tables[k][3], fewest[k]), highest(alone[k].value))
        every_best += best[k]
    bands = []
    for k in range(n_bands):
        knapsack, place, capacity, profile = tables[k]
        cutoff = low - (every_best - best[k])
        vectors = list_vectors(subproblem, k, profile, (capacity, fewest[k]), cutoff)
        bands.append(_band(subproblem, (knapsack, place, capacity), vectors, (start[k], alone[k]), first))
        if len(bands[k].level) > 0 and bands[k].level[0] == NEVER:
            _try_even_vectors(subproblem, bands[k], k, widths[0])
    return _refine(subproblem, bands, taken, tolerance, widths)


@compiled_part
def _refine(
    subproblem: Subproblem, bands: list[_Band], taken: Flags, tolerance: float, widths: Ints
) -> SubproblemResult:
    """Search the vectors on top, wider each time, until the top is reached or nothing more can be done about it."""
    n_bands = len(bands)
    low, at_low = _combine(subproblem, [band.low for band in bands])
    top, at_top = _combine(subproblem, [band.high for band in bands])
    rounds = 0
    while top > low + tolerance and rounds < _MOST_ROUNDS:
        k, v = _next_vector(bands, at_top, len(widths))
        if k < 0:
            break
        floor = bands[k].upper[v] - (top - low) + tolerance / (n_bands + 1)
        _solve_vector(subproblem, bands[k], (k, v), floor, widths)
        low, at_low = _combine(subproblem, [band.low for band in bands])
        top, at_top = _combine(subproblem, [band.high for band in bands])
        rounds += 1
    for k in range(n_bands):
        band = bands[k]
        for i in range(len(band.place)):
            if band.low_chosen[at_low[k], i]:
                taken[band.place[i]] = True
    return SubproblemResult(low, max(top, low), taken, rounds)


@compiled_part
def _next_vector(bands: list[_Band], at: Ints, levels: int) -> tuple[int, int]:
    """Find the vector on top that was searched least; (-1, -1) where nothing is left to search."""
    best_k, best_v, least = -1, -1, levels + 1
    for k in range(len(bands)):
        band = bands[k]
        for v in range(len(band.upper)):
            on_top = band.upper[v] >= band.high[at[k]] and band.rooms[v] == at[k]
            if on_top and band.level[v] < least:
                best_k, best_v, least = k, v, band.level[v]
    return best_k, best_v


@compiled_part
def _solve_vector(subproblem: Subproblem, band: _Band, which: tuple[int, int], floor: float, widths: Ints) -> None:
    """Look harder at a vector than before, and note what it can and cannot bring."""
    k, v = which
    vector = band.vectors[v]
    rooms = band.rooms[v]
    cost = product(subproblem.class_yuan[k], vector)
    capacity = capacity_of(subproblem, k, band.capacity, vector)
    level = band.level[v]
    if subproblem.asked[k] and not anybody_pays(band.knapsack, capacity):
        band.upper[v], band.level[v] = -np.inf, len(widths) + 1
    elif level == 0:
        limit, price = price_capacities(band.knapsack, capacity)
        copy_floats(band.price[v], price)
        band.level[v] = 1
        _limit_all(subproblem, band, k, limit - product(capacity[:-1], price), price)
        return
    else:
        floor = max(floor, band.low[rooms], -cost if subproblem.asked[k] else -np.inf)  # nobody at all is no answer
        choice = search(band.knapsack, capacity, band.price[v], floor + cost, widths[level - 1])
        band.upper[v] = min(band.upper[v], choice.upper - cost)
        band.level[v] = level + 1
        if choice.upper <= max(choice.value, floor + cost):
            band.level[v] = len(widths) + 1
        if choice.value - cost > band.low[rooms]:
            band.low[rooms] = choice.value - cost
            copy_flags(band.low_chosen[rooms], choice.chosen)
    high = band.low[rooms]
    for w in range(len(band.upper)):
        if band.rooms[w] == rooms:
            high = max(high, band.upper[w])
    band.high[rooms] = high


@compiled_part
def _try_even_vectors(subproblem: Subproblem, band: _Band, k: int, width: int) -> None:
    """Where the vectors are too many to list, look for columns with as many classes in every grade.

    What is found lets the next answer list fewer.
    """
    n_grades = band.vectors.shape[1]
    for classes in range(1, subproblem.rooms_max // n_grades + 1):
        vector = np.full(n_grades, classes)
        rooms, cost = classes * n_grades, product(subproblem.class_yuan[k], vector)
        capacity = capacity_of(subproblem, k, band.capacity, vector)
        limit, price = price_capacities(band.knapsack, capacity)
        floor = max(float(band.low[rooms]), 0.0) + cost
        if limit > floor:
            choice = search(band.knapsack, capacity, price, floor, width)
            if choice.value > floor:
                band.low[rooms] = choice.value - cost
                copy_flags(band.low_chosen[rooms], choice.chosen)
                band.high[rooms] = max(band.high[rooms], band.low[rooms])


@compiled_part
def _limit_all(subproblem: Subproblem, band: _Band, k: int, rest: float, price: Floats) -> None:
    """Prices found for one vector limit every vector: capacities at these prices, and what the items keep."""
    n_grades = band.vectors.shape[1]
    copy_floats(band.high, band.low)
    for v in range(len(band.upper)):
        limit, seats = rest, 0
        for g in range(n_grades):
            size, classes = subproblem.class_size[k, g], band.vectors[v, g]
            fits = min(band.capacity[g], size * classes) if size > 0 else band.capacity[g]
            limit += price[g] * fits - subproblem.class_yuan[k, g] * classes
            seats += fits
        limit += float(price[n_grades]) * min(float(band.capacity[n_grades]), float(seats))
        band.upper[v] = min(band.upper[v], limit)
        band.high[band.rooms[v]] = max(band.high[band.rooms[v]], band.upper[v])


@compiled_part
def _combine(subproblem: Subproblem, profiles: list[Floats]) -> tuple[float, Ints]:
    """Share the rooms among the bands: the best sum, added rooms paid, and the rooms of each band."""
    n_bands, most = len(profiles), subproblem.rooms_max
    best = np.full((n_bands + 1, most + 1), -np.inf)
    best[0, 0] = 0.0
    choice = np.zeros((n_bands, most + 1), dtype=np.int64)
    for k in range(n_bands):
        for total in range(most + 1):
            for rooms in range(min(total + 1, len(profiles[k]))):
                value = best[k, total - rooms] + profiles[k][rooms]
                if value > best[k + 1, total]:
                    best[k + 1, total] = value
                    choice[k, total] = rooms
    top, at = -np.inf, 0
    for total in range(most + 1):
        value = best[n_bands, total] - subproblem.room_yuan * max(total - subproblem.rooms, 0)
        if value > top:
            top, at = value, total
    rooms_of = np.zeros(n_bands, dtype=np.int64)
    for k in range(n_bands - 1, -1, -1):
        rooms_of[k] = choice[k, at]
        at -= choice[k, at]
    return top, rooms_of


@compiled_part
def _seat_yuan(subproblem: Subproblem) -> Floats:
    """(band): cheapest yuan of a seat."""
    n_bands, n_grades = subproblem.class_size.shape
    result = np.full(n_bands, np.inf)
    for k in range(n_bands):
        for g in range(n_grades):
            size = subproblem.class_size[k, g]
            result[k] = min(result[k], subproblem.class_yuan[k, g] / size if size > 0 else 0.0)
    return result


@compiled
def items_within_reach(subproblem: Subproblem, profit: Floats, low: float) -> Flags:
    """Leave out items that no answer of `low` or more holds: by the limit with every seat, and every room, at a price.

    sum of (profit - seat price x pupils) where positive + the most that rooms x their price exceed what rooms cost
    """
    n_bands, n_grades = subproblem.class_size.shape
    seat, per_room = _seat_yuan(subproblem), np.zeros(n_bands)
    for k in range(n_bands):
        most = 0
        for g in range(n_grades):
            most = max(most, subproblem.class_size[k, g])
            if subproblem.class_size[k, g] == 0:
                most = NO_CLASSES
        per_room[k] = 1.0 / max(most, 1) if most < NO_CLASSES else 0.0
    reduced, limit = profit.copy(), np.inf
    low_price, high_price = 0.0, subproblem.room_yuan + 2e6
    for _ in range(_STEPS):
        price = (low_price + high_price) / 2
        now, rooms_wanted, here = _at_room_price(subproblem, profit, seat + price * per_room, per_room)
        rooms = min(subproblem.rooms, subproblem.rooms_max) if price <= subproblem.room_yuan else subproblem.rooms_max
        here += price * rooms - subproblem.room_yuan * max(rooms - subproblem.rooms, 0)
        if here < limit:
            limit, reduced = here, now
        if rooms_wanted > rooms:
            low_price = price
        else:
            high_price = price
    margin = 1e-6 * (1.0 + abs(limit))
    return limit + np.minimum(reduced, 0.0) >= low - margin


@compiled_part
def _at_room_price(
    subproblem: Subproblem, profit: Floats, seat: Floats, per_room: Floats
) -> tuple[Floats, float, float]:
    """Profits less their seats' price, the rooms that the positive ones fill, and their sum."""
    n_grades = subproblem.class_size.shape[1]
    reduced = profit.copy()
    rooms, total = 0.0, 0.0
    for k in range(len(seat)):
        for i in range(subproblem.first_item[k], subproblem.first_item[k + 1]):
            reduced[i] -= seat[k] * subproblem.weight[i, n_grades]
            if reduced[i] > 0.0:
                total += reduced[i]
                rooms += per_room[k] * subproblem.weight[i, n_grades]
    return reduced, rooms, total


@compiled_part
def _keep_alone(kept: Flags, alone: list[Alone]) -> None:
    """Keep the blocks that are the best alone."""
    for single in alone:
        for item in single.item:
            if item >= 0:
                kept[item] = True


@compiled_part
def _band(
    subproblem: Subproblem,
    tables: tuple[Knapsack, Ints, Ints],
    vectors: tuple[Ints, Floats, Ints],
    start: tuple[Floats, Alone],
    first: Flags,
) -> _Band:
    """Put a band together; what was taken first, and where somebody must be there one block, are the answers known."""
    knapsack, place, capacity = tables
    begin, alone = start
    low_chosen = np.zeros((subproblem.rooms_max + 1, len(place)), dtype=np.bool_)
    low = alone.value.copy()
    for rooms in range(len(low)):
        for i in range(len(place)):
            low_chosen[rooms, i] = place[i] == alone.item[rooms]
    rooms = int(begin[1])
    if np.isinf(highest(low)):
        low[0] = 0.0
    if begin[0] > low[rooms]:
        low[rooms] = begin[0]
        for i in range(len(place)):
            low_chosen[rooms, i] = first[place[i]]
    high, used = low.copy(), np.zeros(len(vectors[1]), dtype=np.int64)
    for v in range(len(vectors[1])):
        used[v] = sum_of(vectors[0][v])
        high[used[v]] = max(high[used[v]], vectors[1][v])
    price = np.zeros((len(vectors[1]), len(capacity)))
    return _Band(knapsack, place, capacity, vectors[0], used, vectors[1], vectors[2], price, high, low, low_chosen)
