"""The incumbent tracker: best total, proven bound, shortfall and stage of a run, from every engine and thread."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from planner.cost import counted_shortfall, objective_of
from planner.language import Text
from planner.optimise.runtime.clock import Clock
from planner.plan import gap_of
from planner.problem.problem import Problem, Solution

_SECONDS_BETWEEN_REPORTS = 0.2
_LEAST_SECONDS_TOLD = 0.05
_TENTHS_BELOW_SECONDS = 9.95


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a run stands after so many seconds: yuan a year for total, bound and penalty."""

    seconds: float
    total: float
    bound: float
    penalty: float = 0.0
    """The part of the total that prices the shortfall."""
    shortfall_pupils: float = 0.0
    """Pupils that the best plan leaves without a seat."""
    stage: str = ""
    """What the optimiser is at, one of the names given to `IncumbentTracker.stage`; empty between stages."""

    @property
    def cost(self) -> float:
        """Yuan a year without the penalty."""
        return self.total - self.penalty

    @property
    def gap(self) -> float | None:
        """(total - bound) / cost; None where the cost is 0 and the bound does not meet it."""
        return gap_of(total=self.total, cost=self.cost, bound=self.bound)


class OtherParts(NamedTuple):
    """Where all parts of a problem but one stand together: yuan a year, and pupils without a seat."""

    total: float
    bound: float
    shortfall_pupils: float


ProgressReport = Callable[[Progress], None]
LatePlan = Callable[[], Solution]
"""A plan that is spelled out when it is asked for: most of those that a search meets nobody looks at."""
PlanReport = Callable[[float, LatePlan], None]
"""Told the total in yuan, and the plan, of every plan that is cheaper than those told before."""


def tell_nobody(_total: float, _plan: LatePlan) -> None:
    """Keep plans to oneself."""


class IncumbentTracker:
    """The best total and bound so far. Only ever better; safe to write from several threads.

    `shortfall_yuan`: yuan a year that a pupil without a seat adds to the total. `told_plan` is told of plans, not only
    of totals, from whichever thread finds one: it is to return at once.
    """

    def __init__(
        self,
        clock: Clock,
        report: ProgressReport,
        *,
        shortfall_yuan: float = 0.0,
        told_plan: PlanReport = tell_nobody,
    ) -> None:
        self._clock = clock
        self._report = report
        self._told_plan, self._plan_total = told_plan, math.inf
        self._shortfall_yuan = shortfall_yuan
        self._lock = threading.Lock()
        self._last_report = -math.inf
        self._stage = ""
        self._stage_begun = clock.elapsed
        self._seconds: dict[str, float] = {}
        self._told: list[Text] = []
        self.total = math.inf
        """Least total of any plan found, yuan."""
        self.bound = -math.inf
        """Greatest proven lower limit on total, yuan."""
        self.shortfall_pupils = 0.0
        """Pupils without a seat in the plan of least total."""

    def found(self, total: float, shortfall_pupils: float | None = None, plan: LatePlan | None = None) -> None:
        """Note a plan's total; None where its shortfall is not known: then the last one known stands."""
        self.note(total, -math.inf, shortfall_pupils)
        if plan is not None:
            self.show(total, plan)

    def show(self, total: float, plan: LatePlan) -> None:
        """Tell a plan on where it is cheaper than those told before."""
        with self._lock:
            if total < self._plan_total:
                self._plan_total = total
                self._told_plan(total, plan)

    def found_plan(self, problem: Problem, solution: Solution) -> None:
        """Note a plan."""
        pupils = counted_shortfall(problem, solution)
        self.found(objective_of(problem, solution).total, pupils, lambda: solution)

    def proved(self, bound: float) -> None:
        """Note a proven limit."""
        self.note(math.inf, bound)

    def note(self, total: float, bound: float, shortfall_pupils: float | None = None) -> None:
        """Note both; what is not better changes nothing. Told on at once, or a moment later with what follows."""
        with self._lock:
            if total <= self.total and shortfall_pupils is not None:
                self.shortfall_pupils = shortfall_pupils
            if total >= self.total and bound <= self.bound:
                return
            self.total, self.bound = min(total, self.total), max(bound, self.bound)
            if self._clock.elapsed - self._last_report < _SECONDS_BETWEEN_REPORTS:
                return
            self._tell()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Say what is being done meanwhile; a stage within a stage takes its own time. From one thread alone."""
        outer = self._enter(name)
        try:
            yield
        finally:
            self._enter(outer)

    @property
    def did(self) -> tuple[str, ...]:
        """The stages of the run so far with their seconds, such as "search 28 s", in the order they were begun.

        Those that took no time worth telling are left out.
        """
        with self._lock:
            done = [(name, seconds) for name, seconds in self._seconds.items() if seconds >= _LEAST_SECONDS_TOLD]
        return tuple(f"{name} {_seconds_text(seconds)} s" for name, seconds in done)

    @property
    def doing(self) -> str:
        """The stage that the run is in; empty between stages."""
        with self._lock:
            return self._stage

    def tell(self, note: Text) -> None:
        """Keep a word for whoever reads the plan; once, however often it is said."""
        with self._lock:
            if note not in self._told:
                self._told.append(note)

    @property
    def told(self) -> tuple[Text, ...]:
        """What is to be said of this run beside its figures."""
        with self._lock:
            return tuple(self._told)

    def hear(self, part: Progress, others: OtherParts) -> None:
        """Note where a part of the problem stands, beside all other parts."""
        pupils = others.shortfall_pupils + part.shortfall_pupils
        self.note(others.total + part.total, others.bound + part.bound, pupils)
        with self._lock:
            if self._stage != part.stage:
                self._stage = part.stage
                self._tell()

    def count_in(self, part: "IncumbentTracker") -> None:
        """Add the seconds of a part's stages, and its words, to this incumbent tracker's."""
        for note in part.told:
            self.tell(note)
        with self._lock:
            for name, seconds in part._seconds.items():  # noqa: SLF001 - of the same class
                self._seconds[name] = self._seconds.get(name, 0.0) + seconds

    def close(self) -> None:
        """Tell the last state."""
        with self._lock:
            self._tell()

    def _enter(self, name: str) -> str:
        """Begin to count for another stage; return the one before."""
        with self._lock:
            now, before = self._clock.elapsed, self._stage
            if before:
                self._seconds[before] += now - self._stage_begun
            if name:
                self._seconds.setdefault(name, 0.0)
            self._stage, self._stage_begun = name, now
            if name:
                self._tell()
        return before

    def _tell(self) -> None:
        if not (math.isfinite(self.total) and math.isfinite(self.bound)):
            return
        self._last_report = self._clock.elapsed
        self._report(
            Progress(
                seconds=self._last_report,
                total=self.total,
                bound=self.bound,
                penalty=self.shortfall_pupils * self._shortfall_yuan,
                shortfall_pupils=self.shortfall_pupils,
                stage=self._stage,
            )
        )


def _seconds_text(seconds: float) -> str:
    """Tenths where they matter.

    >>> _seconds_text(0.25), _seconds_text(17.4)
    ('0.2', '17')
    """
    return f"{seconds:.1f}" if seconds < _TENTHS_BELOW_SECONDS else f"{seconds:.0f}"
