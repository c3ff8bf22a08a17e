"""The fewest pupils without a seat in a network that stands: a placement by the optimiser, a limit that is proven.

The limit is the flow's (`planner.decide.shortfall.seats_flow`), or the optimiser's own where that says more. Where the
placement leaves no more pupils than the limit, the number is exact; else the truth lies between the two.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.cost import objective_of
from planner.decide.shortfall.school_seats import Caps
from planner.decide.shortfall.seats import Asked, seated_by_share
from planner.decide.shortfall.seats_flow import least_unserved, least_unserved_in_all
from planner.optimise.construction.start import find_start
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.restrict import only_blocks
from planner.optimise.runtime.clock import Clock, start_clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.optimise.solve import solve
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Scenario, Solver
from planner.reading.schema_types import Stage

_PROVABLE_PAIRS = 2_000
"""Up to so many pairs the whole optimiser soon proves the fewest; above, the search alone finds most in little time."""
_PUPIL_GRAIN = 6
_SHARING_OFF = 1e-3
_ROUNDING = 1e-6
"""Pupils closer than this are the same number, as in plan files."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Proven lower limits on pupils without a seat, in one network and year."""

    by_stage: Mapping[Stage, float]
    in_all: float
    """Of all stages together; more than their sum where stages share rooms."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """Stages that share no school with others, and the best placement of their pupils so far."""

    stages: tuple[Stage, ...]
    problem: Problem
    """The blocks of these stages alone."""
    solution: Solution
    found: float
    """Pupils without a seat."""
    least: float
    """Proven lower limit on them."""

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left to find or to prove."""
        return self.found <= self.least + _ROUNDING


def flow_limits(asked: Asked, scenario: Scenario) -> Limits:
    """Return what the flow proves, and for all stages together also what the sum of seats proves.

    Where stages share rooms the flow knows only the largest class, the sharing of `school_seats` knows both.
    """
    by_stage = least_unserved(asked, scenario)
    in_all = max(least_unserved_in_all(asked, scenario), sum(by_stage.values()), _short_by_sum(asked))
    return Limits(by_stage=by_stage, in_all=in_all)


def _short_by_sum(asked: Asked) -> float:
    """Pupils less seats, summed over stages, less what the sharing of rooms may be off by; whole where pupils are."""
    seats = asked.seats.groupby("stage")["seats"].sum()
    short = sum(max(pupils - float(seats.get(stage, 0.0)), 0.0) for stage, pupils in asked.pupils.items())
    sure = max(short - _SHARING_OFF, 0.0)
    return float(math.ceil(sure)) if asked.problem.whole else sure


def first_parts(asked: Asked, scenario: Scenario, limits: Limits) -> tuple[Part, ...]:
    """Cut the question into stages that share no school, and place the pupils of each at once."""
    caps = asked.caps
    stage_of_band = np.array([caps.stages.index(band.stage) for band in scenario.grade_bands.values()])
    parts = []
    for group in _stages_apart(caps):
        problem = only_blocks(asked.problem, np.isin(stage_of_band, group)[asked.problem.block_band])
        solution = find_start(problem, start_clock(0.0))
        stages = tuple(caps.stages[stage] for stage in group)
        whole_group = len(group) == len(caps.stages)
        parts.append(
            Part(
                stages=stages,
                problem=problem,
                solution=solution,
                found=objective_of(problem, solution).total,
                least=limits.in_all if whole_group else sum(limits.by_stage[stage] for stage in stages),
            )
        )
    return tuple(parts)


def improved(part: Part, clock: Clock, solver: Solver) -> Part:
    """Look for a placement with fewer pupils without a seat, and for a better limit, until the clock is over."""
    if part.is_exact or part.problem.n_pairs == 0 or clock.is_over:
        return part
    problem = part.problem
    if problem.whole and problem.n_pairs > _PROVABLE_PAIRS:
        effort = SearchEffort(clock=clock, threads=solver.threads, seed=solver.seed, rounds=DEFAULTS.annealing.short)
        return _better(part, search(problem, part.solution, effort).best, -math.inf)
    exact = solver.model_copy(update={"gap": 0.0, "engine": "auto", "time_limit_seconds": clock.left})
    answer = solve(problem, exact, clock)
    return _better(part, answer.solution, answer.bound)


def _better(part: Part, solution: Solution, bound: float) -> Part:
    """Keep the better placement and the better limit."""
    found = objective_of(part.problem, solution).total
    if part.problem.whole and math.isfinite(bound):
        bound = math.ceil(bound - _ROUNDING)  # pupils are whole
    best = solution if found < part.found else part.solution
    found = min(found, part.found)
    least = max(part.least, min(bound, found))
    return replace(part, solution=best, found=found, least=found if found <= least + _ROUNDING else least)


def limits_of(parts: Sequence[Part], flow: Limits) -> Limits:
    """Join the limits of the parts with the flow's."""
    alone = {part.stages[0]: round(part.least, _PUPIL_GRAIN) for part in parts if len(part.stages) == 1}
    by_stage = {stage: max(least, alone.get(stage, 0.0)) for stage, least in flow.by_stage.items()}
    in_all = round(sum(part.least for part in parts), _PUPIL_GRAIN)
    return Limits(by_stage=by_stage, in_all=max(in_all, flow.in_all, sum(by_stage.values())))


def seated_in(parts: Sequence[Part]) -> pd.DataFrame:
    """Return who has a seat under the parts' placements: settlement_id, grade_band, served, too_dear."""
    return pd.concat([seated_by_share(part.problem, part.solution.share) for part in parts], ignore_index=True)


def _stages_apart(caps: Caps) -> list[list[int]]:
    """Group the stages (their places) that some open school teaches together."""
    groups = [{stage} for stage in range(len(caps.stages))]
    for taught in np.unique(caps.teaches > 0, axis=0):
        together = set(np.nonzero(taught)[0].tolist())
        touched = [group for group in groups if group & together]
        groups = [group for group in groups if not group & together]
        groups += [set().union(*touched)] if touched else []
    return sorted(sorted(group) for group in groups)
