"""Where a run writes down how far it has come; and what every solver of the plain model does alike."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.optimise.construction.completion import completed
from planner.optimise.models.pulp_model import Model, build_model
from planner.problem.problem import Problem, Solution

HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where a run stood: seconds since it began, yuan of its best plan (inf: none) and of its proven limit (-inf)."""

    seconds: float
    total: float
    bound: float


class Sheet:
    """The points of one run, each no worse than the one before, and what is to be said of it besides."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.building_seconds = 0.0
        """What building the solver's model took; part of the run."""
        self.preparing_seconds = 0.0
        """What compiling, or reading machine code from disk, took; no part of the run."""
        self.did: tuple[str, ...] = ()
        """What the planner's engine did with its time."""
        self._begun = time.perf_counter()
        self._total, self._bound = math.inf, -math.inf

    def prepared(self) -> None:
        """Start the seconds again: what came before was compilation."""
        self.preparing_seconds = self.seconds
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._begun

    def note(self, total: float, bound: float, seconds: float | None = None) -> None:
        """Write down a total and a limit in yuan, if either is better than before."""
        if not (total < self._total or bound > self._bound):
            return
        self._total, self._bound = min(total, self._total), max(bound, self._bound)
        after = self.seconds if seconds is None else seconds
        self.points.append(Point(seconds=after, total=self._total, bound=self._bound))


def built_model(problem: Problem, sheet: Sheet) -> Model:
    """Build the plain PuLP model, and write down what that took."""
    model = build_model(problem)
    sheet.building_seconds = sheet.seconds
    return model


def solution_of(model: Model, value: Callable[[str], float]) -> Solution:
    """Read who attends what from the values of a model's variables, by name; blocks may be whole or split.

    Classes, rooms and beds are counted anew, as few as carry it, so that every solver's plan is priced by one hand.
    """
    statement = model.statement
    columns, values = statement.columns, np.zeros(statement.columns.count)
    for number, variable in model.variables.items():
        values[number] = value(variable.name)
    share = values[columns.share]
    share = np.round(share) if statement.problem.whole else share.clip(0.0, 1.0)
    return completed(statement.problem, opened=values[columns.opened] > HALF, share=share)


def left_of(seconds: float, sheet: Sheet) -> float:
    """Return the seconds left to a solver after the model was built, one at least."""
    return max(seconds - sheet.seconds, 1.0)


Run = Callable[[Problem, float, int, Sheet], Solution | None]
"""What each module here offers as `run`: problem, seconds, threads and where to write; the best plan, if any."""
