"""Plans that are kept read and prepared in memory, the last few that were asked about, so that a question is quick."""

import threading
from collections import OrderedDict
from pathlib import Path

from planner.what_if import PreparedPlan, prepare_plan

_MOST = 2
_State = tuple[tuple[str, int, int], ...]
"""Name, bytes and moment of change of each file that a plan is made of."""


class KeptPlans:
    """A plan is prepared again where its files have changed since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Path, tuple[_State, PreparedPlan]] = OrderedDict()

    def prepared(self, plan: Path) -> PreparedPlan:
        """Return a plan with all that is kept of it; one is prepared at a time. InputError where it cannot be."""
        with self._lock:
            state = _state_of(plan)
            found = self._kept.pop(plan, None)
            if found is None or found[0] != state:
                found = (state, prepare_plan(plan))
            self._kept[plan] = found
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return found[1]


def _state_of(plan: Path) -> _State:
    """Tables need no look: a version of them never changes once it is there, and the scenario names it."""
    files = (plan, plan.parent.parent / "scenario.yaml")
    return tuple((each.name, each.stat().st_size, each.stat().st_mtime_ns) for each in files if each.exists())
