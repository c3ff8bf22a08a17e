"""What proving a bound is given: until when, on how many threads, with which options; and the threads themselves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from planner.optimise.options.pricing import PricingOptions
from planner.optimise.runtime.clock import Clock

BestTotal = Callable[[], float]
"""Yuan a year of the best plan known, asked for again and again."""
BoundReport = Callable[[float], None]
"""Told each higher bound, yuan a year."""


def tell_nobody(_bound: float) -> None:
    """Report nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class BoundEffort:
    """Until which total is proven, or until when; on how many threads; how; and who is told of each higher bound."""

    best_total: BestTotal
    clock: Clock
    threads: int
    options: PricingOptions
    report: BoundReport = tell_nobody


@dataclass(frozen=True, kw_only=True, eq=False)
class Workers:
    """Threads that solve subproblems, how many they are, and until when."""

    pool: ThreadPoolExecutor
    threads: int
    clock: Clock
