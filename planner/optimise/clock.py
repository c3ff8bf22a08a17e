"""How long there is to think, and whether the user has had enough."""

import time
from dataclasses import dataclass, field, replace
from threading import Event


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Seconds on the monotonic clock; `stop` is set when the user stops the run."""

    begun: float
    deadline: float
    stop: Event = field(default_factory=Event)

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        """Seconds left, 0 at least."""
        return max(self.deadline - time.monotonic(), 0.0)

    @property
    def is_over(self) -> bool:
        """Whether time is up, or the user stopped the run."""
        return self.stop.is_set() or time.monotonic() >= self.deadline

    def share(self, part: float) -> "Clock":
        """Return a clock that ends after this part of the time that is left."""
        return replace(self, deadline=time.monotonic() + part * self.left)


def start_clock(seconds: float, stop: Event | None = None) -> Clock:
    """Begin now, end in so many seconds."""
    now = time.monotonic()
    return Clock(begun=now, deadline=now + seconds, stop=stop or Event())
