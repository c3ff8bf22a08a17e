"""The best total and bound so far, whoever tells them."""

import math

from planner.optimise.clock import start_clock
from planner.optimise.ledger import Ledger, Progress


def ledger_and_reports() -> tuple[Ledger, list[Progress]]:
    """Return a ledger and the list its reports go to."""
    told: list[Progress] = []
    return Ledger(start_clock(0), told.append), told


def test_only_what_is_better_is_kept() -> None:
    """A dearer plan and a lower bound change nothing; each may get better without the other."""
    ledger, _ = ledger_and_reports()
    ledger.note(100.0, 50.0)
    ledger.note(110.0, 40.0)
    ledger.found(90.0)
    ledger.proved(60.0)
    ledger.found(95.0)
    ledger.proved(55.0)
    assert (ledger.total, ledger.bound) == (90.0, 60.0)


def test_nothing_is_told_before_there_is_a_plan_and_a_bound() -> None:
    """A bound without a plan, or a plan without a bound, is not where a run stands."""
    for half in ((math.inf, 5.0), (5.0, -math.inf)):
        ledger, told = ledger_and_reports()
        ledger.note(*half)
        ledger.close()
        assert told == []


def test_the_last_state_is_always_told() -> None:
    """However fast they come, reports end with the best of both."""
    ledger, told = ledger_and_reports()
    for step in range(100):
        ledger.note(200.0 - step, float(step))
    ledger.close()
    assert (told[-1].total, told[-1].bound) == (101.0, 99.0)
    totals, bounds = [progress.total for progress in told], [progress.bound for progress in told]
    assert totals == sorted(totals, reverse=True)
    assert bounds == sorted(bounds)
