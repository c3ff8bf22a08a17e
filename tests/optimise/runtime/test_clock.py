"""How much work there is time for, and until when."""

import math
import time
from dataclasses import replace
from threading import Event

import pytest

from planner.optimise.runtime.clock import Clock, StopBelow, start_clock


def test_no_time_is_over_at_once() -> None:
    """A limit of 0 seconds leaves nothing, and never less than nothing; nothing was cut, for nothing was to be done."""
    clock = start_clock(0)
    assert clock.is_over
    assert clock.left == 0
    assert not clock.is_cut
    assert Clock(begun=0, deadline=-1e9).left == 0


def test_the_user_ends_it() -> None:
    """A clock with an hour to go is over once its stop event is set, and so are its shares; that is no cut."""
    stop = Event()
    clock = start_clock(3600, stop)
    part = clock.share(0.5)
    assert [clock.is_over, part.is_over] == [False, False]
    stop.set()
    assert [clock.is_over, part.is_over] == [True, True]
    assert not clock.is_cut


def test_work_ends_it_and_time_does_not() -> None:
    """Spending what there is ends the clock to the second, however little time went by."""
    clock = start_clock(1000)
    all_work = clock.left
    assert 0 < all_work < clock.seconds_left
    clock.spend(all_work / 2)
    assert clock.left == all_work / 2
    clock.spend(all_work / 2)
    assert clock.is_over
    assert clock.left == 0
    assert not clock.is_cut


def test_a_share_ends_after_its_part_of_the_work_that_is_left() -> None:
    """Half of what is left is half of it, and time is looser than work; no share goes past the whole."""
    clock = start_clock(1000)
    work = clock.left
    part = clock.share(0.25)
    assert part.left == 0.25 * work
    assert part.seconds_left == pytest.approx(500, abs=5)
    part.spend(0.25 * work)
    assert part.is_over
    assert clock.left == 0.75 * work
    assert clock.share(1.0).left == clock.left
    assert clock.share(1.0).deadline <= clock.deadline + 1e-3
    assert clock.share(0.0).is_over
    assert start_clock(0).share(0.5).is_over


def test_clocks_set_apart_do_not_end_each_other() -> None:
    """Two threads spend their own; together they took what the longer did, or what the machine had to do in turns."""
    clock = start_clock(1000)
    work = clock.left
    first, second = clock.apart(), clock.apart()
    first.spend(100)
    second.spend(300)
    assert [first.left, second.left, clock.left] == [work - 100, work - 300, work]
    clock.join([first, second], threads=2)
    assert clock.left in {work - 300, work - 400}
    other = start_clock(1000)
    alone = [other.apart() for _ in range(2)]
    for one in alone:
        one.spend(50)
    other.join(alone, threads=1)
    assert other.left == work - 100


def test_a_deadline_before_the_work_is_done_is_a_cut() -> None:
    """It is told by every clock of the run, and passed on by clocks that were set apart."""
    clock = replace(start_clock(1000), deadline=time.monotonic())
    assert clock.is_over
    assert clock.is_cut
    whole = start_clock(1000)
    part = replace(whole.apart(), deadline=time.monotonic())
    assert part.is_late
    assert not whole.is_cut
    whole.join([part], threads=1)
    assert whole.is_cut


def test_work_that_keeps_pace_is_not_hurried() -> None:
    """Within the deadline the share done stands; past it, everything is to be done, which is told as a cut."""
    clock = start_clock(1000)
    assert clock.pace().at_least(0.0) == 0.0
    assert not clock.is_cut
    late = replace(clock, deadline=time.monotonic() - 1)
    assert late.pace().at_least(0.3) == 1.0
    assert clock.is_cut


def test_without_a_measure_of_work_time_alone_counts() -> None:
    """A clock made by hand has its seconds, and ends by them."""
    clock = Clock(begun=0.0, deadline=time.monotonic() + 100)
    clock.spend(1e9)
    assert math.isclose(clock.left, clock.seconds_left, abs_tol=1)
    assert not clock.is_over


def test_clocks_do_not_share_a_stop() -> None:
    """A run that is stopped does not stop another."""
    first, second = start_clock(3600), start_clock(3600)
    first.stop.set()
    first.spend(10_000)
    assert not second.is_over


def test_a_part_stops_alone_and_with_the_whole() -> None:
    """A stop below another one is set by either; the one above by itself alone."""
    whole = Event()
    part, other = StopBelow(whole), StopBelow(whole)
    part.set()
    assert [part.is_set(), other.is_set(), whole.is_set()] == [True, False, False]
    whole.set()
    assert other.is_set()
