"""The best plan so far of a run that works, for another program to draw: one JSON document in a file that it names.

A thread of its own writes it, at most every two seconds and whole or not at all, from the plans that the optimiser
meets; most of them it never looks at. A file that cannot be written is left alone: the work goes on.
"""

import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from planner.compose import action_of
from planner.going_on import keep_standing
from planner.inputs import Inputs
from planner.optimise.incumbent import LatePlan, PlanReport, tell_nobody
from planner.problem.problem import Floats, Ints, Problem, Solution

SETTING = "PLANNER_BEST_PLAN"
"""Environment variable that names the file."""
STANDING = ".npz"
"""Suffix of the file beside it that another run can begin with (`planner.going_on`)."""
_SECONDS_BETWEEN = 2.0
_NOBODY = 0.05
"""Parts of pupils below what is printed are nobody."""


@contextmanager
def best_plan_told(inputs: Inputs) -> Iterator[PlanReport]:
    """Yield what a run tells its plans to; they go to the file that the setting names, or nowhere."""
    named = os.environ.get(SETTING, "")
    if not named:
        yield tell_nobody
        return
    writer = _Writer(Path(named), inputs)
    try:
        yield writer.tell
    finally:
        writer.close()


class _Writer:
    """Keeps the cheapest plan that it was told, and writes it now and then."""

    def __init__(self, path: Path, inputs: Inputs) -> None:
        self._path, self._inputs = path, inputs
        self._latest: tuple[float, LatePlan] | None = None
        self._told, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="best plan", daemon=True)
        self._thread.start()

    def tell(self, total: float, plan: LatePlan) -> None:
        """Keep a plan; its total in yuan, summed over the years."""
        self._latest = (total, plan)
        self._told.set()

    def close(self) -> None:
        """Write no more."""
        self._closing.set()
        self._told.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._told.wait()
            self._told.clear()
            latest = self._latest
            if latest is not None and not self._closing.is_set():
                self._write(*latest)
            self._closing.wait(_SECONDS_BETWEEN)

    def _write(self, total: float, plan: LatePlan) -> None:
        met = plan()
        variants = self._inputs.variants
        solution = met if variants is None else variants.solution_of_main(met)
        document = best_document(self._inputs, solution, total)
        half = self._path.with_suffix(".half")
        with suppress(OSError):
            keep_standing(self._path.with_suffix(STANDING), self._inputs, solution)
            half.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            half.replace(self._path)


def best_document(inputs: Inputs, solution: Solution, total: float) -> dict[str, Any]:
    """Return a plan in its last planning year: what becomes of each school, and where each settlement's pupils go.

    `actions`: of `schools`, one by one. `trips`, in columns: settlement and school by their place in `settlements` and
    in `schools`, pupils, minutes one way, and 1 where that is not the home's school of today. `short`: pupils without a
    seat. `total` in yuan, summed over the years.
    """
    problem = inputs.problem
    year = problem.last_planning_year
    actions = [action_of(problem, solution, school, year) for school in range(problem.n_schools)]
    here = problem.block_year == year
    pairs = np.flatnonzero((solution.share > 0.0) & here[problem.pair_block])
    placed = np.bincount(problem.pair_block, weights=solution.share, minlength=problem.n_blocks)
    left = np.where(here, (1.0 - placed) * problem.block_pupils, 0.0)
    short = np.flatnonzero(left > _NOBODY)
    return {
        "total": total,
        "year": problem.years[year],
        "schools": list(problem.school_ids),
        "actions": actions,
        "settlements": list(problem.settlement_ids),
        "trips": _trips(problem, pairs, solution.share[pairs]),
        "short": {"s": problem.block_settlement[short].tolist(), "p": _tenths(left[short])},
        "counts": dict(Counter(actions)),
    }


def _trips(problem: Problem, pairs: Ints, share: Floats) -> dict[str, list[Any]]:
    blocks, schools = problem.pair_block[pairs], problem.pair_school[pairs]
    homes = problem.block_settlement[blocks]
    today = problem.today.home_school[homes, problem.block_band[blocks]]
    return {
        "s": homes.tolist(),
        "c": schools.tolist(),
        "p": _tenths(problem.block_pupils[blocks] * share),
        "t": _tenths(problem.pair_minutes[pairs]),
        "moved": (today != schools).astype(np.int64).tolist(),
    }


def _tenths(values: Floats) -> list[float]:
    return [round(value, 1) for value in values.tolist()]
