"""How good plans and limits are where seats are short: counties, and the same with a share of their seats taken away.

    python -m bench.short_of_seats                            county-100, county-300 and gongyi, 0, 3, 5 and 10 %, 60 s
    python -m bench.short_of_seats gongyi --short 0 5 --seconds 30

Schools hold fewer pupils, all in the same proportion within a stage, so that together they hold so many per cent less
than there are pupils. Printed for each: yuan of the plan without the price of missing seats, the pupils it leaves over,
the fewest that a flow proves any plan leaves over, the gap, and by how many points it lies above the same county's with
its seats. The counties are made up (合成数据); gongyi is read from the folder of the
setting PLANNER_SHARED (default ../shared).
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from bench.cases import ROOT, inputs_of
from planner.cost import objective_of, shortfall_of
from planner.inputs import read_inputs
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import start_clock
from planner.optimise.seat_flow import lacking_seats
from planner.optimise.solve import solve
from planner.plan import gap_of
from planner.problem.multigrade import class_seats
from planner.problem.problem import Problem
from planner.reading.scenario import Solver

CASES = ("county-100", "county-300", "gongyi")


def problem_of(case: str) -> Problem:
    """Return a county with all its seats."""
    if case == "gongyi":
        shared = Path(os.environ.get("PLANNER_SHARED", ROOT.parent / "shared"))
        return read_inputs(shared / "data" / "gongyi_1276" / "scenario.yaml").problem
    with tempfile.TemporaryDirectory() as folder:
        return inputs_of(case, Path(folder)).problem


def with_seats(problem: Problem, short: float) -> Problem:
    """Limit schools so that those of each stage together hold `short`, a share of its pupils, too few."""
    band = problem.block_band[problem.pair_block]
    takes = sparse.coo_array(
        (np.ones(problem.n_pairs), (problem.pair_school, band)), shape=(problem.n_schools, len(problem.bands))
    ).tocsr()
    _, stage = connected_components(takes.T @ takes)
    of_school = stage[np.asarray(takes.argmax(axis=1)).ravel()]
    size = np.where(problem.band_grades.any(axis=0), class_seats(problem), 0.0).max(axis=1)
    rooms = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    most = np.minimum(problem.school_pupils_max, rooms * size)
    for each in np.unique(stage):
        here = of_school == each
        pupils = problem.block_pupils[stage[problem.block_band] == each].sum()
        most[here] *= min((1.0 - short) * pupils / most[here].sum(), 1.0)
    return replace(problem, school_pupils_max=np.floor(most))


def told_of(case: str, short: float, seconds: float, threads: int) -> tuple[str, float]:
    """Solve one county; return a line about it, and its gap."""
    whole = problem_of(case)
    problem = with_seats(whole, short) if short else whole
    prepare(problem)
    clock = start_clock(seconds)
    solver = Solver.model_validate({"time_limit_seconds": seconds, "gap": 0.0, "threads": threads})
    begun = time.perf_counter()
    answer = solve(problem, solver, clock)
    found = objective_of(problem, answer.solution)
    gap = gap_of(total=found.total, cost=found.cost, bound=answer.bound)
    left_over, least = shortfall_of(problem, answer.solution).sum(), sum(each.pupils for each in lacking_seats(problem))
    line = (
        f"| {case} | {short:.0%} | {found.cost / 1e6:,.1f} | {left_over:,.0f} | {least:,.0f} | "
        f"{'none' if gap is None else f'{gap:.2%}'} | {time.perf_counter() - begun:.0f} |"
    )
    return line, float("nan") if gap is None else gap


def main(arguments: Sequence[str]) -> None:
    """Solve each in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--short", nargs="+", type=float, default=[0.0, 3.0, 5.0, 10.0], help="per cent")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args(arguments)
    print("| county | seats short | million yuan a year | left over | fewest proven | gap | seconds | points more |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for case in asked.cases:
        with_all = float("nan")
        for short in asked.short:
            line, gap = told_of(case, short / 100.0, asked.seconds, asked.threads)
            with_all = gap if short == 0 else with_all
            print(f"{line} {100.0 * (gap - with_all):.2f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
