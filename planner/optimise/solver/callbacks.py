"""What HiGHS calls back with while it solves, and Ctrl-C meanwhile: nothing is raised through the C++ of a solver.

An exception thrown there ends the process. It is kept, and so is the interrupt, until the solver has ended.
"""

import math
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Listeners:
    """Functions called on the way: with each better plan (objective, values); with the best objective and the bound."""

    plan: Callable[[float, Floats], None]
    both: Callable[[float, float], None]


class Callbacks:
    """What HiGHS calls back with. The newest plan is kept, for `getSolution` may not have it; nothing is raised."""

    def __init__(self, listeners: Listeners | None) -> None:
        self._listeners = listeners
        self.values: Floats | None = None
        self.fault: BaseException | None = None
        self.is_cancelled = threading.Event()
        self.calls = 0
        self._is_spent: Callable[[], bool] = lambda: False
        self._stop = threading.Event()

    @property
    def is_apart(self) -> bool:
        """Whether somebody listens: then HiGHS has a thread of its own."""
        return self._listeners is not None

    def subscribe(self, highs: Any, clock: Clock) -> None:  # noqa: ANN401 - its class is known to `highs` alone
        """Have HiGHS call back, and end when there is no more work for it than the clock has left."""
        self.calls, entries, left = 0, highs.getNumNz(), math.inf if math.isinf(clock.most) else clock.left
        self._is_spent = lambda: rates.of_branching(self.calls, entries) > left
        self._stop = clock.stop
        highs.cbMipInterrupt.subscribe(self._asked_at_a_node)
        if self._listeners is not None:
            highs.setOptionValue("output_flag", True)  # without it HiGHS does not call back to say where it stands
            highs.cbMipImprovingSolution.subscribe(self._told_of_a_plan)
            highs.cbMipLogging.subscribe(self._told_of_both)

    def subscribe_to_stops(self, highs: Any) -> None:  # noqa: ANN401 - as above
        """Have the simplex and interior-point methods ask whether to end."""
        highs.cbSimplexInterrupt.subscribe(self._asked_whether_to_end)
        highs.cbIpmInterrupt.subscribe(self._asked_whether_to_end)

    def _asked_whether_to_end(self, event: Any) -> None:  # noqa: ANN401 - its type has moved between versions
        if self.is_cancelled.is_set():
            event.interrupt()

    def _asked_at_a_node(self, event: Any) -> None:  # noqa: ANN401
        with self._held_back():
            self.calls += 1
            if self._is_spent() or self._stop.is_set():
                self.is_cancelled.set()
            if self.is_cancelled.is_set():
                event.interrupt()

    def _told_of_a_plan(self, event: Any) -> None:  # noqa: ANN401
        with self._held_back():
            self.values = np.array(event.data_out.mip_solution, dtype=np.float64)
            if self._listeners is not None:
                self._listeners.plan(float(event.data_out.objective_function_value), self.values)

    def _told_of_both(self, event: Any) -> None:  # noqa: ANN401
        with self._held_back():
            if self._listeners is not None:
                self._listeners.both(float(event.data_out.mip_primal_bound), float(event.data_out.mip_dual_bound))

    @contextmanager
    def _held_back(self) -> Iterator[None]:
        """Keep what is raised until HiGHS has ended, and end it."""
        try:
            yield
        except BaseException as fault:  # noqa: BLE001 - nothing may pass through the solver
            self.fault = self.fault or fault
            self.is_cancelled.set()


@contextmanager
def delayed_interrupts(is_cancelled: threading.Event) -> Iterator[None]:
    """Let Ctrl-C set the event at once, and raise KeyboardInterrupt in the end: at no moment in between.

    Only where it would raise one: a handler that somebody else has set is left alone.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed = threading.Event()

    def on_ctrl_c(_signal: int, _frame: object) -> None:
        pressed.set()
        is_cancelled.set()

    signal.signal(signal.SIGINT, on_ctrl_c)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if pressed.is_set():
        raise KeyboardInterrupt
