"""HiGHS run within a clock: so many iterations or nodes as there is work for, the deadline only where that fails."""

import math

import highspy

from planner.optimise import rates
from planner.optimise.clock import Clock

_POLL_SECONDS = 0.2
_MOST_ITERATIONS = 2**31 - 1


def run_linear(highs: highspy.Highs, clock: Clock) -> None:
    """Solve a linear program; the iterations are spent."""
    _limit(highs, clock)
    _run_stoppable(highs, clock)
    _spend(highs, clock)


def run_beside(highs: highspy.Highs, clock: Clock) -> None:
    """Solve a linear program in the thread that calls: others may solve theirs, and it takes no stop."""
    _limit(highs, clock)
    highs.run()
    _spend(highs, clock)


def _limit(highs: highspy.Highs, clock: Clock) -> None:
    of_one = rates.of_iteration(highs.getNumRow())
    highs.setOptionValue("time_limit", highs.getRunTime() + clock.seconds_left)
    highs.setOptionValue("simplex_iteration_limit", min(int(clock.left / of_one), _MOST_ITERATIONS))


def _spend(highs: highspy.Highs, clock: Clock) -> None:
    _tell_cut(highs, clock)
    clock.spend(max(highs.getInfo().simplex_iteration_count, 0) * rates.of_iteration(highs.getNumRow()))


def run_integer(highs: highspy.Highs, clock: Clock, *, beside_others: bool = False) -> None:
    """Solve a mixed-integer model; what it takes is spent.

    With `beside_others` in the thread that calls, so that others may solve theirs: only HiGHS itself sees a stop then.
    """
    entries, calls = highs.getNumNz(), 0
    left = math.inf if math.isinf(clock.most) else clock.left

    def ask(event: highspy.highs.HighsCallbackEvent) -> None:
        nonlocal calls
        calls += 1
        if rates.of_branching(calls, entries) > left or clock.stop.is_set():
            event.interrupt()

    highs.cbMipInterrupt += ask
    highs.setOptionValue("time_limit", highs.getRunTime() + clock.seconds_left)
    if beside_others:
        highs.run()
    else:
        _run_stoppable(highs, clock)
    highs.cbMipInterrupt -= ask
    _tell_cut(highs, clock)
    clock.spend(rates.of_branching(calls, entries))


def _run_stoppable(highs: highspy.Highs, clock: Clock) -> None:
    """Run HiGHS in a thread of its own, and watch whether the user stops it."""
    highs.HandleKeyboardInterrupt = True  # lets cancelSolve reach the solver
    highs.startSolve()
    done = False
    while not done:
        done, _ = highs.wait(_POLL_SECONDS)
        if clock.stop.is_set():
            highs.cancelSolve()


def _tell_cut(highs: highspy.Highs, clock: Clock) -> None:
    """Have the clock know whether time ended it."""
    if highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit and not clock.stop.is_set():
        clock.meter.is_cut = True
