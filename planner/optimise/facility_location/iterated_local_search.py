"""Iterated local search over sets of open schools (Lourenço, Martin and Stützle 2003), where blocks may be split.

Where capacity is tight there are many local optima of single exchanges, most of them poor. Many short descents from
perturbed sets find better ones than one thorough descent does.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from planner.optimise.facility_location.site_prices import likely_open
from planner.optimise.facility_location.transportation import (
    Sites,
    Transport,
    may_open,
    neighbours,
    solve_transportation,
)
from planner.optimise.pricing.split_subproblems import Ascent
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Flags, Floats, Ints

_MOST_WITHOUT_GAIN = 15
"""So many neighbours are solved without a gain before a descent ends."""
_MOST_EXCHANGED = 3
_ACCEPTED_SHARE = 0.003
"""A local optimum dearer than the last one by no more than this share is accepted."""
_RESTART_CHANCE = 0.1
"""How often the search goes on from the best one instead of the last."""
_ODDS_SCALE = 0.002
"""A school whose reduced cost is larger by this share of the bound is drawn e times less often."""
_PATIENCE = 3
"""Perturbations without a gain, for each school, after which a thread ends."""
_MOST_SETS = 8
_LEAST_GAIN = 1e-9


@dataclass(kw_only=True, eq=False)
class _LocalSearch:
    """The state of one thread: the sets evaluated, and the cheapest local optima."""

    sites: Sites
    candidates: Flags
    clock: Clock
    seen: set[bytes] = field(default_factory=set)
    met: list[Transport] = field(default_factory=list)

    def evaluate(self, opened: Flags, seat_prices: Floats) -> Transport | None:
        """Solve the transportation problem of a set, unless it has been evaluated before."""
        if opened.tobytes() in self.seen:
            return None
        self.seen.add(opened.tobytes())
        found = solve_transportation(self.sites, opened, seat_prices)
        self.clock.spend(0.0 if found is None else found.seconds)
        return found

    def descend(self, at: Transport) -> Transport:
        """Move to the first neighbour that is cheaper until none is."""
        improved = True
        while improved and not self.clock.is_over:
            improved = False
            for limit, opened in islice(neighbours(self.sites, at, self.candidates), _MOST_WITHOUT_GAIN):
                if limit >= at.total - _LEAST_GAIN * abs(at.total):
                    break
                found = self.evaluate(opened, at.seat_prices)
                if found is not None and found.total < at.total - _LEAST_GAIN * abs(at.total):
                    at, improved = found, True
                    break
        self.met = sorted([*self.met, at], key=lambda transport: transport.total)[:_MOST_SETS]
        return at


def iterated_local_search(
    sites: Sites, ascent: Ascent, begin: Transport, by: tuple[Clock, int, int]
) -> list[Transport]:
    """Return the cheapest local optima found until there is no gain for long, the cheapest first.

    By a clock, a number of threads and a seed.
    """
    clock, threads, seed = by
    clocks = [clock.apart() for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        ways = pool.map(lambda n: _search(sites, ascent, begin, (clocks[n], seed + n)), range(threads))
        met = {transport.opened.tobytes(): transport for way in ways for transport in way}
    clock.join(clocks, threads)
    return sorted(met.values(), key=lambda transport: transport.total)[:_MOST_SETS]


def _search(sites: Sites, ascent: Ascent, begin: Transport, by: tuple[Clock, int]) -> list[Transport]:
    """Descend; perturb by exchanging some schools; descend again; accept what is hardly dearer."""
    clock, seed = by
    rng = np.random.default_rng(seed)
    search = _LocalSearch(sites=sites, candidates=likely_open(sites, ascent) | begin.opened, clock=clock)
    odds = np.clip(ascent.opening_yuan[:, 0] / max(_ODDS_SCALE * abs(ascent.bound), 1e-9), -5.0, 5.0)
    at, without_gain = search.descend(begin), 0
    while not clock.is_over and without_gain < _PATIENCE * sites.problem.n_schools:
        without_gain += 1
        trial = _exchanged(search.candidates, at.opened, odds, rng)
        found = search.evaluate(trial, at.seat_prices) if may_open(sites, trial) else None
        if found is None:
            continue
        before = search.met[0]
        found = search.descend(found)
        without_gain = without_gain if search.met[0] is before else 0
        if found.total < at.total + _ACCEPTED_SHARE * abs(at.total):
            at = found
        elif rng.random() < _RESTART_CHANCE:
            at = search.met[0]
    return search.met


def _exchanged(candidates: Flags, opened: Flags, odds: Floats, rng: np.random.Generator) -> Flags:
    """Close some schools and open about as many others, drawn by their reduced costs."""
    count = int(rng.integers(1, _MOST_EXCHANGED + 1))
    trial = opened.copy()
    trial[_drawn(np.nonzero(opened)[0], odds, count, rng)] = False
    more = max(count + int(rng.integers(-1, 2)), 0)
    trial[_drawn(np.nonzero(candidates & ~opened)[0], -odds, more, rng)] = True
    return trial


def _drawn(among: Ints, odds: Floats, count: int, rng: np.random.Generator) -> Ints:
    if len(among) == 0:
        return among
    weight = np.exp(odds[among])
    return rng.choice(among, min(count, len(among)), replace=False, p=weight / weight.sum())
