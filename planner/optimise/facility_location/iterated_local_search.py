"""Iterated local search over sets of open schools (Lourenço, Martin and Stützle 2003), where blocks may be split.

Where capacity is tight there are many local optima of single exchanges, most of them poor. Many short descents from
perturbed sets find better ones than one thorough descent does.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
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
from planner.optimise.options.facility_location import LocalSearchOptions
from planner.optimise.pricing.split_subproblems import Ascent
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Flags, Floats, Ints

_LEAST_GAIN = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class LocalSearchEffort:
    """How long, on how many threads, where the draws begin, and how."""

    clock: Clock
    threads: int
    seed: int
    options: LocalSearchOptions


@dataclass(kw_only=True, eq=False)
class _LocalSearch:
    """The state of one thread: the sets evaluated, and the cheapest local optima."""

    sites: Sites
    candidates: Flags
    clock: Clock
    options: LocalSearchOptions
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
            near = neighbours(self.sites, at, self.candidates)
            for limit, opened in islice(near, self.options.most_without_gain):
                if limit >= at.total - _LEAST_GAIN * abs(at.total):
                    break
                found = self.evaluate(opened, at.seat_prices)
                if found is not None and found.total < at.total - _LEAST_GAIN * abs(at.total):
                    at, improved = found, True
                    break
        self.met = sorted([*self.met, at], key=lambda transport: transport.total)[: self.options.most_sets]
        return at


def iterated_local_search(sites: Sites, ascent: Ascent, begin: Transport, effort: LocalSearchEffort) -> list[Transport]:
    """Return the cheapest local optima found until there is no gain for long, the cheapest first."""
    clocks = [effort.clock.apart() for _ in range(effort.threads)]
    own = [replace(effort, clock=clock, seed=effort.seed + number) for number, clock in enumerate(clocks)]
    with ThreadPoolExecutor(effort.threads) as pool:
        ways = pool.map(lambda each: _search(sites, ascent, begin, each), own)
        met = {transport.opened.tobytes(): transport for way in ways for transport in way}
    effort.clock.join(clocks, effort.threads)
    return sorted(met.values(), key=lambda transport: transport.total)[: effort.options.most_sets]


def _search(sites: Sites, ascent: Ascent, begin: Transport, effort: LocalSearchEffort) -> list[Transport]:
    """Descend; perturb by exchanging some schools; descend again; accept what is hardly dearer."""
    clock, options = effort.clock, effort.options
    rng = np.random.default_rng(effort.seed)
    candidates = likely_open(sites, ascent) | begin.opened
    search = _LocalSearch(sites=sites, candidates=candidates, clock=clock, options=options)
    odds = np.clip(ascent.opening_yuan[:, 0] / max(options.odds_scale * abs(ascent.bound), 1e-9), -5.0, 5.0)
    at, without_gain = search.descend(begin), 0
    while not clock.is_over and without_gain < options.patience * sites.problem.n_schools:
        without_gain += 1
        count = int(rng.integers(1, options.most_exchanged + 1))
        trial = _exchanged(candidates, at.opened, odds, count, rng)
        found = search.evaluate(trial, at.seat_prices) if may_open(sites, trial) else None
        if found is None:
            continue
        before = search.met[0]
        found = search.descend(found)
        without_gain = without_gain if search.met[0] is before else 0
        if found.total < at.total + options.accepted * abs(at.total):
            at = found
        elif rng.random() < options.restart_chance:
            at = search.met[0]
    return search.met


def _exchanged(candidates: Flags, opened: Flags, odds: Floats, count: int, rng: np.random.Generator) -> Flags:
    """Close so many schools and open about as many others, drawn by their reduced costs."""
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
