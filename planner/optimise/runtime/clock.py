"""How much work there is time for, until when at the latest, and whether the user has had enough.

Two runs of one file shall end in one plan, so work decides when a stage ends, not time: every piece of work spends what
it takes on a plain machine (`planner.optimise.runtime.rates`), counted in moves, rounds, iterations and nodes, which
are the same in every run. All of it fits into most of the time limit. The deadline is there for what takes longer than
that; where it did cut something short, `Clock.is_cut` says so, for then another run may find another plan.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Event

from planner.optimise.runtime.rates import CORES

_WORK_SHARE = 0.8
"""Of the time limit, what is planned to be worked; the rest is for machines somewhat slower or busier."""
_LOOSE = 2.0
"""A share of the work may take so much more of the time."""
_GRACE = 0.25
"""Share of a stage's time that is over before it is asked whether the work keeps pace."""


class StopBelow(Event):
    """A stop of one part of a run: set where it is set itself, or where the stop of the whole is."""

    def __init__(self, whole: Event) -> None:
        super().__init__()
        self._whole = whole

    def is_set(self) -> bool:
        """Whether this part, or the whole, is to end."""
        return super().is_set() or self._whole.is_set()


@dataclass(kw_only=True, eq=False)
class Meter:
    """Work done, seconds on a plain machine; the one thing here that changes."""

    done: float = 0.0
    is_cut: bool = False
    """Whether the deadline ended something before its work was done."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Seconds on the monotonic clock, and of work; `stop` is set when the user stops the run."""

    begun: float
    deadline: float
    most: float = math.inf
    """Of work: the reading of the meter at which this clock is over."""
    meter: Meter = field(default_factory=Meter)
    stop: Event = field(default_factory=Event)

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.begun

    @property
    def seconds_left(self) -> float:
        """Seconds to the deadline, 0 at least: for what cannot be counted, and for what must not overrun."""
        return max(self.deadline - time.monotonic(), 0.0)

    @property
    def left(self) -> float:
        """Seconds of work left, 0 at least; 0 when the deadline is over."""
        if self._is_past():
            return 0.0
        return self.seconds_left if math.isinf(self.most) else max(self.most - self.meter.done, 0.0)

    @property
    def is_late(self) -> bool:
        """Whether the deadline is over, or the user stopped the run: for work whose amount is settled beforehand."""
        return self.stop.is_set() or self._is_past()

    @property
    def is_over(self) -> bool:
        """Whether all work is done, the deadline is over, or the user stopped the run."""
        return self.meter.done >= self.most or self.is_late

    @property
    def is_cut(self) -> bool:
        """Whether the deadline ended something before its work was done: another run may end otherwise."""
        return self.meter.is_cut

    def _is_past(self) -> bool:
        """Whether the deadline is over; if work was left to do, that is a cut."""
        past = time.monotonic() >= self.deadline
        if past and self.meter.done < self.most:
            self.meter.is_cut = True
        return past

    def spend(self, seconds: float) -> None:
        """Count work that is done."""
        self.meter.done += seconds

    def share(self, part: float) -> "Clock":
        """Return a clock that ends after this part of the work that is left, and of the time, loosely."""
        left = self.most - self.meter.done
        loose = min(_LOOSE * part, 1.0)
        return replace(
            self,
            deadline=time.monotonic() + loose * self.seconds_left,
            most=self.meter.done + part * left if 0 < left < math.inf else self.most,
        )

    def until(self, deadline: float) -> "Clock":
        """Return a clock of the same work with another deadline, on the monotonic clock."""
        return replace(self, deadline=deadline)

    def apart(self) -> "Clock":
        """Return a clock for work beside other work: what others spend meanwhile does not end it."""
        return replace(self, meter=Meter(done=self.meter.done))

    def join(self, clocks: Sequence["Clock"], threads: int) -> None:
        """Count what was done side by side on so many threads, by clocks that were set apart."""
        spent = [clock.meter.done - self.meter.done for clock in clocks]
        self.meter.is_cut |= any(clock.is_cut for clock in clocks)
        self.spend(max(max(spent, default=0.0), sum(spent) / min(threads, CORES)))

    def pace(self) -> "Pace":
        """Begin to watch whether work keeps pace with the time there is for it."""
        return Pace(clock=self, begun=time.monotonic())


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How far a piece of work must be by now, at the latest, if it is to end by the deadline."""

    clock: Clock
    begun: float

    def at_least(self, done: float) -> float:
        """Return the share of the work to go on from: `done`, or more where time runs out, which is told as a cut."""
        seconds = max(self.clock.deadline - self.begun, 1e-9)
        late = ((time.monotonic() - self.begun) / seconds - _GRACE) / (1.0 - _GRACE)
        if late <= done:
            return done
        self.clock.meter.is_cut = True
        return min(late, 1.0)


def start_clock(seconds: float, stop: Event | None = None) -> Clock:
    """Begin now, end in so many seconds."""
    now = time.monotonic()
    return Clock(begun=now, deadline=now + seconds, most=_WORK_SHARE * seconds, stop=stop or Event())
