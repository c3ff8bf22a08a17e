"""Where a run stands: the best total and the best proven bound, told by every engine from any thread."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from planner.optimise.clock import Clock

_SECONDS_BETWEEN_REPORTS = 0.2


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a run stands after so many seconds: yuan for total and bound."""

    seconds: float
    total: float
    bound: float


Report = Callable[[Progress], None]


class Ledger:
    """The best total and bound so far. Only ever better; safe to write from several threads."""

    def __init__(self, clock: Clock, report: Report) -> None:
        self._clock = clock
        self._report = report
        self._lock = threading.Lock()
        self._last_report = -math.inf
        self.total = math.inf
        """Least total of any plan found, yuan."""
        self.bound = -math.inf
        """Greatest proven lower limit on total, yuan."""

    def found(self, total: float) -> None:
        """Note a plan's total."""
        self.note(total, -math.inf)

    def proved(self, bound: float) -> None:
        """Note a proven limit."""
        self.note(math.inf, bound)

    def note(self, total: float, bound: float) -> None:
        """Note both; what is not better changes nothing. Told on at once, or a moment later with what follows."""
        with self._lock:
            if total >= self.total and bound <= self.bound:
                return
            self.total, self.bound = min(total, self.total), max(bound, self.bound)
            if self._clock.elapsed - self._last_report < _SECONDS_BETWEEN_REPORTS:
                return
            self._tell()

    def close(self) -> None:
        """Tell the last state."""
        with self._lock:
            self._tell()

    def _tell(self) -> None:
        self._last_report = self._clock.elapsed
        if math.isfinite(self.total) and math.isfinite(self.bound):
            self._report(Progress(seconds=self._last_report, total=self.total, bound=self.bound))
