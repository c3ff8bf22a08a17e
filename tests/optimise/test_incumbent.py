"""The best total and bound so far, whoever tells them, what is left over, and what was done."""

import math

import pytest

from planner.cost import objective_of, shortfall_of
from planner.optimise.construction.start import find_start
from planner.optimise.incumbent import IncumbentTracker, Progress
from planner.optimise.runtime.clock import start_clock
from tests.composing import problem_of
from tests.seating import busy_case


def tracker_and_reports() -> tuple[IncumbentTracker, list[Progress]]:
    """Return a incumbent tracker and the list its reports go to."""
    told: list[Progress] = []
    return IncumbentTracker(start_clock(0), told.append, shortfall_yuan=10.0), told


def test_only_what_is_better_is_kept() -> None:
    """A dearer plan and a lower bound change nothing; each may get better without the other."""
    tracker, _ = tracker_and_reports()
    tracker.note(100.0, 50.0)
    tracker.note(110.0, 40.0)
    tracker.found(90.0)
    tracker.proved(60.0)
    tracker.found(95.0)
    tracker.proved(55.0)
    assert (tracker.total, tracker.bound) == (90.0, 60.0)


def test_nothing_is_told_before_there_is_a_plan_and_a_bound() -> None:
    """A bound without a plan, or a plan without a bound, is not where a run stands."""
    for half in ((math.inf, 5.0), (5.0, -math.inf)):
        tracker, told = tracker_and_reports()
        tracker.note(*half)
        tracker.close()
        assert told == []


def test_the_last_state_is_always_told() -> None:
    """However fast they come, reports end with the best of both."""
    tracker, told = tracker_and_reports()
    for step in range(100):
        tracker.note(200.0 - step, float(step))
    tracker.close()
    assert (told[-1].total, told[-1].bound) == (101.0, 99.0)
    totals, bounds = [progress.total for progress in told], [progress.bound for progress in told]
    assert totals == sorted(totals, reverse=True)
    assert bounds == sorted(bounds)


def test_the_shortfall_is_that_of_the_best_plan() -> None:
    """A dearer plan's is not told; a better plan of unknown shortfall keeps the last one known."""
    tracker, told = tracker_and_reports()
    tracker.note(200.0, 100.0, 5.0)
    tracker.found(300.0, 9.0)
    tracker.close()
    assert (told[-1].shortfall_pupils, told[-1].penalty, told[-1].cost) == (5.0, 50.0, 150.0)
    assert told[-1].gap == pytest.approx(100.0 / 150.0)
    tracker.found(190.0)
    assert tracker.shortfall_pupils == 5.0
    tracker.found(180.0, 0.0)
    tracker.close()
    assert (told[-1].shortfall_pupils, told[-1].cost) == (0.0, 180.0)


def test_a_plan_is_noted_with_its_own_figures() -> None:
    """Total and pupils left over are those that the plan's cost counts."""
    problem = problem_of(busy_case(5))
    solution = find_start(problem, start_clock(0.0))
    tracker, _ = tracker_and_reports()
    tracker.found_plan(problem, solution)
    assert tracker.total == objective_of(problem, solution).total
    assert tracker.shortfall_pupils == shortfall_of(problem, solution).sum()


def test_where_nothing_costs_anything_there_is_no_gap() -> None:
    """With every pupil left over the cost is nothing: a bound below the total leaves the gap unknown, not endless."""
    assert Progress(seconds=1.0, total=50.0, bound=20.0, penalty=50.0, shortfall_pupils=5.0).gap is None


def test_stages_are_told_as_they_begin() -> None:
    """The report says what is being done; within a stage the inner one is told, after it the outer one again."""
    tracker, told = tracker_and_reports()
    tracker.note(200.0, 100.0)
    with tracker.stage("search"), tracker.stage("model"):
        pass
    tracker.close()
    assert [progress.stage for progress in told] == ["", "search", "model", "search", ""]


def test_what_was_done_is_said_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stage stands once, where it was first begun, with the seconds of all its turns, its inner stages apart."""
    now = [0.0]
    monkeypatch.setattr("planner.optimise.runtime.clock.time.monotonic", lambda: now[0])
    tracker, _ = tracker_and_reports()
    for name, seconds in (("proof", 1.5), ("search", 20.0), ("proof", 2.0), ("model", 0.01)):
        with tracker.stage(name):
            now[0] += seconds
            with tracker.stage("descent"):
                now[0] += 0.25
    assert tracker.did == ("proof 3.5 s", "descent 1.0 s", "search 20 s")


def test_a_stage_that_fails_is_ended() -> None:
    """What comes after is not counted to it."""
    tracker, told = tracker_and_reports()
    tracker.note(200.0, 100.0)
    with pytest.raises(ZeroDivisionError), tracker.stage("model"):
        _ = 1 / 0
    tracker.close()
    assert told[-1].stage == ""
