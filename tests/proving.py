"""What tests give to the proving of bounds: the options of every run, and no plan known unless one is given."""

import math

from planner.optimise.options.engine import DEFAULTS
from planner.optimise.pricing.effort import BestTotal, BoundEffort, BoundReport, tell_nobody
from planner.optimise.runtime.clock import start_clock

PRICING, SITES = DEFAULTS.pricing, DEFAULTS.facility_location
RELAXATION, BRANCHING = PRICING.relaxation, PRICING.branching


def endless() -> float:
    """Know no plan: a total that no bound meets."""
    return math.inf


def proving(
    seconds: float = 600.0, *, best_total: BestTotal = endless, threads: int = 1, report: BoundReport = tell_nobody
) -> BoundEffort:
    """Return what proving a bound is given; the clock starts now."""
    clock = start_clock(seconds)
    return BoundEffort(best_total=best_total, clock=clock, threads=threads, options=PRICING, report=report)
