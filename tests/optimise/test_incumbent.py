"""The best total and bound so far, whoever tells them, what is left over, and what was done."""

import math

import pytest

from planner.cost import objective_of, shortfall_of
from planner.optimise.construction.start import find_start
from planner.optimise.incumbent import Ledger, Progress
from planner.optimise.runtime.clock import start_clock
from tests.composing import problem_of
from tests.seating import busy_case


def ledger_and_reports() -> tuple[Ledger, list[Progress]]:
    """Return a ledger and the list its reports go to."""
    told: list[Progress] = []
    return Ledger(start_clock(0), told.append, shortfall_yuan=10.0), told


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


def test_the_shortfall_is_that_of_the_best_plan() -> None:
    """A dearer plan's is not told; a better plan of unknown shortfall keeps the last one known."""
    ledger, told = ledger_and_reports()
    ledger.note(200.0, 100.0, 5.0)
    ledger.found(300.0, 9.0)
    ledger.close()
    assert (told[-1].shortfall_pupils, told[-1].penalty, told[-1].cost) == (5.0, 50.0, 150.0)
    assert told[-1].gap == pytest.approx(100.0 / 150.0)
    ledger.found(190.0)
    assert ledger.shortfall_pupils == 5.0
    ledger.found(180.0, 0.0)
    ledger.close()
    assert (told[-1].shortfall_pupils, told[-1].cost) == (0.0, 180.0)


def test_a_plan_is_noted_with_its_own_figures() -> None:
    """Total and pupils left over are those that the plan's cost counts."""
    problem = problem_of(busy_case(5))
    solution = find_start(problem, start_clock(0.0))
    ledger, _ = ledger_and_reports()
    ledger.found_plan(problem, solution)
    assert ledger.total == objective_of(problem, solution).total
    assert ledger.shortfall_pupils == shortfall_of(problem, solution).sum()


def test_where_nothing_costs_anything_there_is_no_gap() -> None:
    """With every pupil left over the cost is nothing: a bound below the total leaves the gap unknown, not endless."""
    assert Progress(seconds=1.0, total=50.0, bound=20.0, penalty=50.0, shortfall_pupils=5.0).gap is None


def test_stages_are_told_as_they_begin() -> None:
    """The report says what is being done; within a stage the inner one is told, after it the outer one again."""
    ledger, told = ledger_and_reports()
    ledger.note(200.0, 100.0)
    with ledger.stage("search"), ledger.stage("model"):
        pass
    ledger.close()
    assert [progress.stage for progress in told] == ["", "search", "model", "search", ""]


def test_what_was_done_is_said_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stage stands once, where it was first begun, with the seconds of all its turns, its inner stages apart."""
    now = [0.0]
    monkeypatch.setattr("planner.optimise.runtime.clock.time.monotonic", lambda: now[0])
    ledger, _ = ledger_and_reports()
    for name, seconds in (("proof", 1.5), ("search", 20.0), ("proof", 2.0), ("model", 0.01)):
        with ledger.stage(name):
            now[0] += seconds
            with ledger.stage("descent"):
                now[0] += 0.25
    assert ledger.did == ("proof 3.5 s", "descent 1.0 s", "search 20 s")


def test_a_stage_that_fails_is_ended() -> None:
    """What comes after is not counted to it."""
    ledger, told = ledger_and_reports()
    ledger.note(200.0, 100.0)
    with pytest.raises(ZeroDivisionError), ledger.stage("model"):
        _ = 1 / 0
    ledger.close()
    assert told[-1].stage == ""
