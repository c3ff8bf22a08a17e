"""Whether the same file gives the same plan: each case solved several times, every time in a Python of its own.

    python -m bench.repeat                             5 runs each of county-30, county-300 and mengjin, 60 s
    python -m bench.repeat --runs 10 --seconds 20 county-300
    python -m bench.repeat --late 0.3 county-300       with a deadline at that share of the work, so that it cuts

Printed for each run: total, bound, gap, seconds by the clock on the wall, seconds of work that were counted
(`planner.optimise.runtime.rates`) and of the processor's time, and whether the deadline cut something; then how many
sets of merges and how many whole plans there were among the runs that were not cut, and among those that were. Where a
run of one thread takes more processor time than work, the rates are too low for this machine.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.cases import ROOT, inputs_of
from planner.cost import objective_of
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import solve
from planner.plan import gap_of
from planner.reading.scenario import Solver

CASES = ("county-30", "county-300", "mengjin")


def solved(case: str, asked: argparse.Namespace) -> dict[str, Any]:
    """Solve a case here and now; return what is to be compared."""
    with tempfile.TemporaryDirectory() as folder:
        problem = inputs_of(case, Path(folder)).problem
    solver = Solver.model_validate({
        "engine": asked.engine, "threads": asked.threads, "gap": asked.gap, "time_limit_seconds": asked.seconds
    })  # fmt: skip
    prepare(problem)
    clock = start_clock(asked.seconds)
    if asked.late is not None:
        clock = clock.until(time.monotonic() + asked.late * clock.left)
    before = time.process_time()
    answer = solve(problem, solver, clock)
    found, objective = answer.solution, objective_of(problem, answer.solution)
    arrays = (found.open, found.share, found.classes, found.classrooms_added, found.beds_added)
    return {
        "merges": _digest((found.open & problem.school_mergeable[:, None]).tobytes()),
        "plan": _digest(b"".join(array.tobytes() for array in arrays)),
        "total": objective.total,
        "bound": answer.bound,
        "gap": gap_of(total=objective.total, cost=objective.cost, bound=answer.bound),
        "seconds": answer.seconds,
        "work": clock.meter.done,
        "processor": time.process_time() - before,
        "is_cut": answer.is_cut,
        "did": answer.did,
    }


def again(case: str, number: int, arguments: Sequence[str]) -> dict[str, Any]:
    """Solve it in a Python of its own, with sets in an order of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.repeat", "--here", *arguments, case],
        cwd=ROOT, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": str(number)},
    ).stdout  # fmt: skip
    found: dict[str, Any] = json.loads(told)
    return found


def told_of(run: dict[str, Any]) -> str:
    """Spell out one run."""
    gap = "none" if run["gap"] is None else f"{100 * run['gap']:.3f} %"
    return (
        f"  merges {run['merges']} plan {run['plan']} total {run['total']:,.0f} bound {run['bound']:,.0f} gap {gap}, "
        f"{run['seconds']:.1f} s, work {run['work']:.1f} s, processor {run['processor']:.1f} s"
        f"{', cut by the deadline' if run['is_cut'] else ''}"
    )


def compared(case: str, runs: Sequence[dict[str, Any]]) -> str:
    """Say how many different answers there were."""
    lines = []
    for what, group in (("not cut", [r for r in runs if not r["is_cut"]]), ("cut", [r for r in runs if r["is_cut"]])):
        if group:
            counts = {key: len({run[key] for run in group}) for key in ("merges", "plan", "bound")}
            lines.append(
                f"{case}: of {len(group)} runs {what}, {counts['merges']} different sets of merges, "
                f"{counts['plan']} different plans, {counts['bound']} different bounds"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Run, print, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--engine", choices=["auto", "milp"], default="auto")
    parser.add_argument("--late", type=float, help="a deadline at this share of the work")
    parser.add_argument("--here", action="store_true", help="solve one case in this process, and print it as JSON")
    asked = parser.parse_args(arguments)
    if asked.here:
        print(json.dumps(solved(asked.cases[0], asked)))
        return
    options = [argument for argument in arguments if argument not in asked.cases]
    for case in asked.cases:
        print(case, flush=True)
        runs = []
        for number in range(asked.runs):
            runs.append(again(case, number + 1, options))
            print(told_of(runs[-1]), flush=True)
        print(compared(case, runs), flush=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


if __name__ == "__main__":
    main(sys.argv[1:])
