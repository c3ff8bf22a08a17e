"""Tiny districts with several variants of their pupils, and plans for all of them together."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from planner.inputs import Inputs
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import solve
from planner.plan import Plan
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.reading.scenario import ScenarioFile, Solver
from planner.recording import Made, record
from planner.varying import find_variants
from tests.districts import Case, random_case, with_scenario
from tests.planning import EXACT

WEIGHTS = {"low": 0.2, "middle": 0.5, "high": 0.3}
_FACTORS = {"low": 0.5, "middle": 1.0, "high": 1.6}


def with_demand(case: Case, weights: dict[str, float], factors: dict[str, float] | None = None) -> Case:
    """Return a case with variants of so many times its pupils, rounded, one more where that is none."""
    factors = _FACTORS if factors is None else factors
    rows = case.district.pupils
    variants = {
        name: rows.assign(pupils=np.maximum((rows["pupils"] * factors[name]).round().astype(np.int64), 1))
        for name in weights
    }
    main = max(weights, key=lambda name: weights[name])
    district = replace(case.district, variants=variants, pupils=variants[main])
    return with_scenario(Case(district=district, scenario=case.scenario), "demand", value={"variants": weights})


def varying_case(seed: int, *, mode: str = "whole", weights: dict[str, float] | None = None) -> Case:
    """Return a random district of one year whose pupils come in three variants, or in those of the weights."""
    draw = np.random.default_rng([seed, 12])
    numbers = (int(number) for number in draw.integers(0, 100_000, size=200))
    case = next(case for number in numbers if len((case := random_case(number, mode=mode)).scenario.years) == 1)
    case = with_scenario(case, "prices", "small_school_funding", value=None)
    return with_demand(case, WEIGHTS if weights is None else weights)


def inputs_of_case(case: Case) -> Inputs:
    """Return what a run would have read. NoPlanError where rules clash."""
    problem = build_problem(case.district, case.journeys, case.scenario)
    refuse_clashes(problem, case.scenario)
    variants = find_variants(case.district, case.journeys, case.scenario, problem)
    source = ScenarioFile(path=Path("scenario.yaml"), scenario=case.scenario, text="")
    return Inputs(
        source=source,
        district=case.district,
        journeys=case.journeys,
        problem=problem if variants is None else variants.main_problem,
        variants=variants,
    )


def varied_plan_of(case: Case, solver: Solver = EXACT) -> Plan:
    """Solve a case for all variants of its pupils, and spell its plan out as a run does."""
    inputs = inputs_of_case(case)
    if solver.engine == "auto":
        prepare(inputs.to_solve)
    answer = solve(inputs.to_solve, solver, start_clock(solver.time_limit_seconds))
    made = Made(engine=solver.engine, seed=1, seconds=0.0, bound=answer.bound, stopped=answer.stopped)
    return record(inputs, answer.solution, made, Path())
