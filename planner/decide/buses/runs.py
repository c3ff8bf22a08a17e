"""Lines of one school given to buses: a bus may make several runs before school begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.decide.buses.lines import Line

_SLACK = 1e-6


@dataclass(frozen=True, kw_only=True)
class Bus:
    """A bus and its lines, in the order of its runs; the later ones begin at the school."""

    runs: tuple[Line, ...]
    to_depot_kilometres: float
    """From the school to where it is kept, after the last run."""

    @property
    def kilometres(self) -> float:
        """Driven one way to school, empty ways too."""
        first, *later = self.runs
        loaded = sum(line.loaded_kilometres for line in self.runs)
        again = sum(line.again_kilometres for line in later)
        return first.depot_kilometres + loaded + again + self.to_depot_kilometres

    @property
    def wait_minutes(self) -> float:
        """How long those of the first run wait for the last."""
        return sum(line.again_minutes for line in self.runs[1:])


def buses_for(lines: Sequence[Line], wait_minutes: float, to_depot_kilometres: float) -> tuple[Bus, ...]:
    """Give lines to as few buses as first fit decreasing (Johnson 1974) finds for them.

    The lines that take longest are first runs, for these do not make anybody wait.
    """
    longest = sorted(lines, key=lambda line: (-line.again_minutes, line.calls[0].settlement_id))
    for n_buses in range(1, len(longest) + 1):
        given = _fitted(longest, n_buses, wait_minutes)
        if given is not None:
            return tuple(Bus(runs=tuple(runs), to_depot_kilometres=to_depot_kilometres) for runs in given)
    return ()


def _fitted(longest: Sequence[Line], n_buses: int, wait_minutes: float) -> list[list[Line]] | None:
    """Return the runs of so many buses; None where a line finds no room in any."""
    given, left = [[line] for line in longest[:n_buses]], [wait_minutes + _SLACK] * n_buses
    for line in longest[n_buses:]:
        bus = next((place for place, minutes in enumerate(left) if line.again_minutes <= minutes), None)
        if bus is None:
            return None
        given[bus].append(line)
        left[bus] -= line.again_minutes
    return given
