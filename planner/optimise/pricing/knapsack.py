"""Compiled: a 0-1 knapsack with several capacities, by beam search, with a proven upper bound.

Prices of the capacities (`capacity_prices`) say at once which items are surely in and surely out. The rest is searched
item by item (`search`), the clearest first, going on with the most promising beginnings. What a beginning can still
add is limited by one table for each capacity: that one kept exactly by dynamic programming (Martello and
Toth 1990, chapter 2), the others at their prices.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.pricing.loops import copy_floats, copy_ints, highest_first, places_of
from planner.optimise.runtime.compiled import compiled, compiled_part
from planner.problem.problem import Flags, Floats, Ints

MOST_CELLS = 8192
"""Widest table of one capacity; wider ones are scaled down, weights rounded down, so that the limit stays one."""
_NOT_FOUND = -2
_ROUNDING = 1e-9


class Knapsack(NamedTuple):
    """Items and what they need. Capacities: some of their own (grades), then the sum of these, then beds."""

    profit: Floats
    """(item)."""
    weight: Ints
    """(item, capacity): whole, 0 at least."""
    beds_free: int
    """Beds that cost nothing."""
    bed_yuan: float
    """For each bed beyond."""


class Choice(NamedTuple):
    """The best value found, a proven limit on every value, and the items of the best."""

    value: float
    upper: float
    chosen: Flags


class Profile(NamedTuple):
    """What items bring at most by each capacity on its own, side by side: (cell)."""

    cells: Floats
    first: Ints
    step: Ints
    capacity: Ints


class _Tables(NamedTuple):
    """What the items from each place on can add at most: (item + 1, cell), capacities side by side."""

    cells: Floats
    first: Ints
    step: Ints
    prices: Floats
    """(capacity, capacity): prices of the others where one is kept exactly."""


@compiled
def fill_profile(profit: Floats, weight: Ints, capacity: Ints) -> Profile:
    """Solve each capacity on its own, for every size of it up to that given."""
    n_capacities = len(capacity)
    first, step = np.zeros(n_capacities, dtype=np.int64), np.ones(n_capacities, dtype=np.int64)
    cells = 0
    for d in range(n_capacities):
        step[d] = capacity[d] // MOST_CELLS + 1
        first[d] = cells
        cells += capacity[d] // step[d] + 1
    best = np.zeros(cells)
    for d in range(n_capacities):
        here = best[first[d] : first[d] + capacity[d] // step[d] + 1]
        for i in range(len(profit)):
            shift = weight[i, d] // step[d]
            for c in range(len(here) - 1, shift - 1, -1):
                here[c] = max(here[c], profit[i] + here[c - shift])
    return Profile(best, first, step, capacity)


@compiled
def limit_within(profile: Profile, capacity: Ints) -> float:
    """Return a limit on what fits capacities no larger than the profile's."""
    limit = np.inf
    for d in range(len(capacity)):
        limit = min(limit, profile.cells[profile.first[d] + capacity[d] // profile.step[d]])
    return limit


@compiled_part
def beds_worth(knapsack: Knapsack, price: float, used: int, most: int) -> float:
    """Return the most that beds beyond `used` are worth at a price, less what all beds in use cost."""
    at = max(used, min(knapsack.beds_free, most)) if price <= knapsack.bed_yuan else most
    return price * (at - used) - knapsack.bed_yuan * max(at - knapsack.beds_free, 0)


@compiled
def search(knapsack: Knapsack, capacity: Ints, price: Floats, floor: float, width: int) -> Choice:
    """Look for the best choice above `floor`, going on with `width` beginnings at each item.

    `value` is -inf where nothing above `floor` was found. `upper` is a limit on every value in any case: it is
    max(value, floor) where no beginning was dropped.
    """
    reduced, limit = reduced_profits(knapsack, capacity, price)
    slack = limit - floor + _ROUNDING * (1.0 + abs(limit))
    chosen, left, gained, fits = reduced > slack, capacity.copy(), 0.0, slack >= 0.0
    for i in range(len(chosen)):
        if chosen[i]:
            gained += knapsack.profit[i]
            for d in range(len(left)):
                left[d] -= knapsack.weight[i, d]
                fits = fits and left[d] >= 0
    if not fits:
        return Choice(-np.inf, floor, chosen)
    core = _clearest_first(reduced, slack)
    profit, weight = np.empty(len(core)), np.empty((len(core), len(capacity)), dtype=np.int64)
    for i in range(len(core)):
        profit[i] = knapsack.profit[core[i]]
        copy_ints(weight[i], knapsack.weight[core[i]])
    inner = Knapsack(profit, weight, knapsack.beds_free, knapsack.bed_yuan)
    tables = _tabulate(inner, left, price)
    value, upper, taken = _beam(inner, tables, (capacity, left), (gained, floor), width)
    for i in range(len(core)):
        chosen[core[i]] = taken[i]
    return Choice(value, upper, chosen)


@compiled_part
def anybody_pays(knapsack: Knapsack, capacity: Ints) -> bool:
    """Whether some item fits the capacities alone and brings more than its beds cost."""
    found = False
    for i in range(len(knapsack.profit)):
        net = knapsack.profit[i] - _bed_cost(knapsack, knapsack.weight[i, -1])
        found = found or (net > 0.0 and _fits(knapsack.weight[i], capacity))
    return found


@compiled_part
def _clearest_first(reduced: Floats, slack: float) -> Ints:
    """Return the items that are neither surely in nor surely out, by their reduced profit."""
    core = places_of(np.abs(reduced) <= slack)
    distance = np.empty(len(core))
    for i in range(len(core)):
        distance[i] = abs(reduced[core[i]])
    order, result = highest_first(distance), np.empty_like(core)
    for i in range(len(core)):
        result[i] = core[order[i]]
    return result


@compiled_part
def reduced_profits(knapsack: Knapsack, capacity: Ints, price: Floats) -> tuple[Floats, float]:
    """Profits less the capacities' prices, and the limit that these prices prove."""
    beds = len(capacity) - 1
    reduced = knapsack.profit.copy()
    limit = beds_worth(knapsack, price[beds], 0, capacity[beds])
    for d in range(len(capacity)):
        if d < beds:
            limit += price[d] * capacity[d]
        for i in range(len(reduced)):
            reduced[i] -= price[d] * knapsack.weight[i, d]
    for i in range(len(reduced)):
        limit += max(reduced[i], 0.0)
    return reduced, limit


@compiled_part
def _tabulate(knapsack: Knapsack, left: Ints, price: Floats) -> _Tables:
    """Fill one table for each capacity: it alone kept exactly, the others at their prices."""
    n_items, n_capacities = knapsack.weight.shape
    prices = np.empty((n_capacities, n_capacities))
    first, step = np.zeros(n_capacities, dtype=np.int64), np.ones(n_capacities, dtype=np.int64)
    cells = 0
    for d in range(n_capacities):
        copy_floats(prices[d], price)
        if d == n_capacities - 2:
            cheapest = np.inf
            for e in range(d):
                cheapest = min(cheapest, price[e])
            for e in range(d):
                prices[d, e] -= cheapest
        prices[d, d] = 0.0
        step[d] = left[d] // MOST_CELLS + 1
        first[d] = cells
        cells += left[d] // step[d] + 1
    table = np.zeros((n_items + 1, cells))
    for i in range(n_items - 1, -1, -1):
        copy_floats(table[i], table[i + 1])
        for d in range(n_capacities):
            gain = knapsack.profit[i]
            for e in range(n_capacities):
                gain -= prices[d, e] * knapsack.weight[i, e]
            shift = knapsack.weight[i, d] // step[d]
            if gain > 0.0:
                here, after = table[i], table[i + 1]
                for c in range(first[d] + shift, first[d] + left[d] // step[d] + 1):
                    with_item = gain + after[c - shift]
                    here[c] = max(here[c], with_item)
    return _Tables(table, first, step, prices)


@compiled_part
def _limit_from(knapsack: Knapsack, tables: _Tables, capacity: Ints, i: int, left: Ints) -> float:
    """Limit what items i and after can add within what is left, less what all beds cost."""
    n_capacities = len(left)
    beds = n_capacities - 1
    used = capacity[beds] - left[beds]
    limit = np.inf
    for d in range(n_capacities):
        here = tables.cells[i, tables.first[d] + left[d] // tables.step[d]]
        for e in range(beds):
            here += tables.prices[d, e] * left[e]
        here += (
            beds_worth(knapsack, tables.prices[d, beds], used, capacity[beds])
            if d < beds
            else -_bed_cost(knapsack, used)
        )
        limit = min(limit, here)
    return limit


@compiled_part
def _bed_cost(knapsack: Knapsack, used: int) -> float:
    return knapsack.bed_yuan * max(used - knapsack.beds_free, 0)


class _Beginnings(NamedTuple):
    """Choices made so far: what they leave and have gained, where they come from, and their limits."""

    left: Ints
    gained: Floats
    origin: Ints
    """Twice the place of the beginning before, plus 1 where the item was taken."""
    limit: Floats
    net: Floats
    """Gained, less beds."""


@compiled_part
def _beam(
    knapsack: Knapsack, tables: _Tables, capacities: tuple[Ints, Ints], begin: tuple[float, float], width: int
) -> tuple[float, float, Flags]:
    """Take or leave each item in turn; keep the beginnings of the highest limit."""
    capacity, left_at_first = capacities
    n_items, n_capacities = knapsack.weight.shape
    kept, grown = _room_for(width, n_capacities), _room_for(2 * width, n_capacities)
    copy_ints(kept.left[0], left_at_first)
    kept.gained[0] = begin[0]
    origin = np.zeros((n_items, width), dtype=np.int64)
    count, best, upper, best_at, best_label = 1, begin[1], begin[1], _NOT_FOUND, 0
    net = begin[0] - _bed_cost(knapsack, capacity[-1] - left_at_first[-1])
    if net > best:
        best, best_at = net, -1
    for i in range(n_items):
        n = _grow(knapsack, tables, capacity, (i, count), (kept, grown))
        for a in range(n):
            if grown.net[a] > best:
                best, best_at, best_label = grown.net[a], i, grown.origin[a]
        order = highest_first(grown.limit[:n]) if n > width else np.arange(n)
        count = 0
        for a in order:
            if grown.limit[a] > best and count == width:
                upper = max(upper, grown.limit[a])
                break
            if grown.limit[a] > best:
                copy_ints(kept.left[count], grown.left[a])
                kept.gained[count] = grown.gained[a]
                origin[i, count] = grown.origin[a]
                count += 1
    taken = _trace(origin, best_at, best_label)
    return best if best_at != _NOT_FOUND else -np.inf, max(upper, best), taken


@compiled_part
def _room_for(width: int, n_capacities: int) -> _Beginnings:
    return _Beginnings(
        np.empty((width, n_capacities), dtype=np.int64),
        np.empty(width),
        np.empty(width, dtype=np.int64),
        np.empty(width),
        np.empty(width),
    )


@compiled_part
def _grow(
    knapsack: Knapsack,
    tables: _Tables,
    capacity: Ints,
    at: tuple[int, int],
    beginnings: tuple[_Beginnings, _Beginnings],
) -> int:
    """Go on from each beginning without item i and, where it fits, with it; return how many there are now."""
    i, count = at
    kept, grown = beginnings
    n = 0
    for a in range(count):
        for take in range(2):
            if take == 1 and not _fits(knapsack.weight[i], kept.left[a]):
                continue
            for d in range(len(capacity)):
                grown.left[n, d] = kept.left[a, d] - take * knapsack.weight[i, d]
            grown.gained[n] = kept.gained[a] + take * knapsack.profit[i]
            grown.origin[n] = 2 * a + take
            grown.net[n] = grown.gained[n] - _bed_cost(knapsack, capacity[-1] - grown.left[n, -1])
            grown.limit[n] = grown.gained[n] + _limit_from(knapsack, tables, capacity, i + 1, grown.left[n])
            n += 1
    return n


@compiled_part
def _trace(origin: Ints, at: int, label: int) -> Flags:
    """Read back what the best choice took."""
    taken = np.zeros(len(origin), dtype=np.bool_)
    for i in range(at, -1, -1):
        taken[i] = label % 2 == 1
        if i > 0:
            label = origin[i - 1, label // 2]
    return taken


@compiled_part
def _fits(weight: Ints, left: Ints) -> bool:
    fits = True
    for d in range(len(left)):
        fits = fits and weight[d] <= left[d]
    return fits
