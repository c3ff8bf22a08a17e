"""How long there is to think."""

from threading import Event

import pytest

from planner.optimise.clock import Clock, start_clock


def test_no_time_is_over_at_once() -> None:
    """A limit of 0 seconds leaves nothing, and never less than nothing."""
    clock = start_clock(0)
    assert clock.is_over
    assert clock.left == 0
    assert Clock(begun=0, deadline=-1e9).left == 0


def test_the_user_ends_it() -> None:
    """A clock with an hour to go is over once its stop event is set, and so are its shares."""
    stop = Event()
    clock = start_clock(3600, stop)
    part = clock.share(0.5)
    assert [clock.is_over, part.is_over] == [False, False]
    stop.set()
    assert [clock.is_over, part.is_over] == [True, True]


def test_a_share_ends_after_its_part_of_what_is_left() -> None:
    """Half of an hour is half an hour, no share goes past the whole, and both began together."""
    clock = start_clock(3600)
    half = clock.share(0.5)
    assert half.deadline == pytest.approx(clock.deadline - 1800, abs=60)
    assert clock.share(1.0).deadline == pytest.approx(clock.deadline, abs=60)
    assert half.begun == clock.begun
    assert start_clock(0).share(0.5).is_over


def test_clocks_do_not_share_a_stop() -> None:
    """A run that is stopped does not stop another."""
    first, second = start_clock(3600), start_clock(3600)
    first.stop.set()
    assert not second.is_over
