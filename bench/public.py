"""Public instances of the facility location literature: our engine beside the plain PuLP model in HiGHS, in one run.

    python -m bench.public
    python -m bench.public --sets yang capb --seconds 30

The instances are those that the tests read, from the folder of the setting PLANNER_SHARED. For every set: the seconds
each took in sum to a proven optimum or to the limit, the ratio of the sums, how many were proven, and whether each
reached the value known. `--each` prints a line an instance. Compilation, once a set, is not counted.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.engines import highs, ours
from bench.engines.sheet import Run
from bench.solvers import Trajectory, run_here
from planner.optimise.improve import prepare
from planner.problem.problem import Problem
from planner.run import read_inputs
from tests.public_instances import Instance, read_diaz, read_fixed_cost, read_pmedcap, write_instance

ROOT = Path(__file__).resolve().parent.parent
EXACT_YUAN = 0.5
PROVEN = 1e-6
"""A gap this small, as a share of the total, counts as proven."""
CERTIFIED = 0.01
RUNS: dict[str, Run] = {"ours": ours.run_prepared, "highs": highs.run}


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """An instance, whether customers are whole or split, and the best value known."""

    instance: Instance
    mode: str
    known: float


def folder_of_instances() -> Path:
    """Return the folder of the public instances; SystemExit where it is not."""
    folder = Path(os.environ.get("PLANNER_SHARED", ROOT.parent / "shared")) / "data" / "facility_location"
    if not folder.is_dir():
        msg = f"no public instances: {folder} is not there; set PLANNER_SHARED"
        raise SystemExit(msg)
    return folder


def cases_of(name: str, folder: Path, known: dict[str, Any]) -> Iterator[Case]:
    """Yield the cases of a set."""
    if name in {"orlib_small_split", "orlib_small_whole", "holmberg"}:
        source, mode = (name.rsplit("_", 1)[0], name.rsplit("_", 1)[1]) if name != "holmberg" else (name, "whole")
        for number, value in enumerate(known[source][mode], start=1):
            yield Case(instance=read_fixed_cost(folder / source / f"p{number}"), mode=mode, known=value)
    if name == "diaz":
        for number, value in enumerate(known["diaz"]["whole"], start=1):
            yield Case(instance=read_diaz(folder / "diaz" / f"p{number}"), mode="whole", known=value)
    if name == "pmedcap":
        for number in range(1, 11):
            instance, value = read_pmedcap(folder / "pmedcap" / f"pmedcap1_{number}.txt")
            yield Case(instance=instance, mode="whole", known=value)
    if name == "yang":
        value = known["yang"]["whole"]["60x200_p1"]
        yield Case(instance=read_fixed_cost(folder / "yang" / "60x200_p1"), mode="whole", known=value)
    if name == "capb":
        value = known["orlib_large"]["split"]["p5"]
        yield Case(instance=read_fixed_cost(folder / "orlib_large" / "p5"), mode="split", known=value)


SETS = ("orlib_small_split", "orlib_small_whole", "holmberg", "diaz", "pmedcap", "yang", "capb")


def problem_of(case: Case) -> Problem:
    """Write the case as a district, and read it as any district is read."""
    with tempfile.TemporaryDirectory() as folder:
        return read_inputs(write_instance(Path(folder), case.instance, mode=case.mode)).problem


def words_of(case: Case, run: Trajectory) -> str:
    """Say how a run ended, and when its own gap came to 1 %."""
    if run.fault:
        return run.fault
    after = min((p.seconds for p in run.points if p.total - p.bound <= CERTIFIED * p.total), default=float("inf"))
    over = 100 * (run.total / case.known - 1)
    return f"{run.seconds:6.2f} s, {over:+.3f} % of known, gap {100 * run.gap:.3f} %, certified 1 % after {after:.2f} s"


def summary_of(name: str, cases: Sequence[Case], runs: dict[str, list[Trajectory]]) -> str:
    """Compare the sums of a set."""
    lines = []
    for solver, done in runs.items():
        exact = sum(run.total <= case.known + EXACT_YUAN for case, run in zip(cases, done, strict=True))
        proven = sum(run.gap <= PROVEN for run in done)
        worst = 100 * max(run.gap for run in done)
        seconds = sum(run.seconds for run in done)
        lines.append(
            f"  {solver:>5}: {seconds:8.2f} s in sum, {exact}/{len(cases)} at the value known, {proven}/{len(cases)} "
            f"proven, largest gap {worst:.4f} %"
        )
    ratio = sum(run.seconds for run in runs["highs"]) / sum(run.seconds for run in runs["ours"])
    return "\n".join([f"{name}: {len(cases)} instances", *lines, f"  HiGHS takes {ratio:.2f} x our seconds"])


def main(arguments: Sequence[str]) -> None:
    """Measure the sets asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--seconds", type=float, default=60.0, help="for each instance and solver")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--each", action="store_true", help="print a line an instance")
    asked = parser.parse_args(arguments)
    folder = folder_of_instances()
    known = YAML(typ="safe").load((folder / "KNOWN.yaml").read_text(encoding="utf-8"))
    for name in asked.sets:
        cases = list(cases_of(name, folder, known))
        runs: dict[str, list[Trajectory]] = {solver: [] for solver in RUNS}
        for number, case in enumerate(cases):
            problem = problem_of(case)
            if number == 0:
                prepare(problem)
            for solver, engine in RUNS.items():
                run = run_here(solver, engine, problem, seconds=asked.seconds, threads=asked.threads)
                runs[solver].append(run)
                if asked.each or run.fault:
                    print(f"    {case.instance.name} {case.mode} {solver}: {words_of(case, run)}", flush=True)
        print(summary_of(name, cases, runs), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
