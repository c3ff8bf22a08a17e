"""Made-up counties of any size, and Mengjin: our engine beside others on the same problem, in one run.

    python -m bench.county --settlements 30 100 --seconds 60 --against highs cbc scip cpsat
    python -m bench.county --settlements 300 --seconds 60 300 --against highs:400
    python -m bench.county --settlements 3000 --seconds 600
    python -m bench.county --mengjin --seconds 60

Prints for every run: its best plan, the plan's distance from the best of all, what is proven, peak memory, and how long
it took to within 5, 3 and 1 % of the best of all. Writes each case's figures (CSV) and a picture of gap over time (PNG)
to bench/results. Solvers run one after another, each in a process of its own; every plan is judged by `planner.verify`.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bench.made_up import made_up_district
from bench.solvers import SOLVERS, Trajectory, run_solver
from planner import __version__
from planner.compose import compose_rows
from planner.plan import Plan, gap_of, status_of
from planner.run import Inputs, read_inputs
from planner.verify import find_violations

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MENGJIN = ROOT / "scenarios" / "mengjin-2026.yaml"
SCHOOLS_A_SETTLEMENT = 143 / 300
NEAR = (0.05, 0.03, 0.01)
"""Distances from the best of all, as shares of it."""
_LEAST_GAP = 1e-6
"""What a picture shows of a gap of nought."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A solver and the seconds it gets."""

    solver: str
    seconds: float


def tasks_of(seconds: Sequence[float], against: Sequence[str]) -> list[Task]:
    """List our runs, one for each number of seconds, then the others, written `name` or `name:seconds`."""
    tasks = [Task(solver="ours", seconds=each) for each in seconds]
    for word in against:
        name, _, own = word.partition(":")
        if name not in SOLVERS:
            msg = f"--against {word}: no such solver; there are {', '.join(SOLVERS)}"
            raise SystemExit(msg)
        tasks.append(Task(solver=name, seconds=float(own) if own else max(seconds)))
    return tasks


def faults_of(inputs: Inputs, run: Trajectory, threads: int) -> list[str]:
    """Judge a run: its plan against every rule, its limit against its own total."""
    if run.solution is None:
        return []
    rows = compose_rows(inputs.problem, run.solution, inputs.today)
    bound = min(run.bound, rows.objective.total) if math.isfinite(run.bound) else 0.0
    gap = gap_of(total=rows.objective.total, cost=rows.objective.cost, bound=bound)
    plan = Plan(
        scenario=inputs.scenario.name, scenario_file=inputs.source.path.name, inputs_sha256={},
        planner_version=__version__, seed=inputs.scenario.solver.seed, status=status_of(gap, stopped=False),
        bound=bound, gap=gap, seconds=run.seconds, engine="auto", objective=rows.objective, schools=rows.schools,
        assignments=rows.assignments, merges=rows.merges, shortfall=rows.shortfall, notes=(f"{threads} threads",),
    )  # fmt: skip
    found = find_violations(plan, inputs.scenario, inputs.district, inputs.journeys)
    faults = [f"its plan breaks a rule: {violation}" for violation in found]
    if run.bound > run.total * (1 + 1e-9):
        faults.append(f"its limit {run.bound:,.2f} is above its total {run.total:,.2f}")
    return faults


def seconds_to(run: Trajectory, total: float) -> float:
    """Return when a run first held a plan of at most `total` yuan; inf if never."""
    return min((point.seconds for point in run.points if point.total <= total), default=math.inf)


def figures_of(runs: Sequence[Trajectory]) -> pd.DataFrame:
    """Return a row a run: totals, distances from the best of all, gaps, seconds, memory."""
    best = min(run.total for run in runs)
    limit = max(run.bound for run in runs)
    rows: list[dict[str, object]] = []
    for run in runs:
        row: dict[str, object] = {
            "solver": run.solver, "asked_s": run.asked_seconds, "took_s": run.seconds, "total_yuan": run.total,
            "bound_yuan": run.bound, "gap_%": 100 * run.gap, "above_best_%": 100 * (run.total / best - 1),
            "gap_to_best_limit_%": 100 * (1 - limit / run.total), "peak_MB": run.peak_megabytes,
        }  # fmt: skip
        row |= {f"s_to_{100 * near:g}%": seconds_to(run, best * (1 + near)) for near in NEAR}
        rows.append(row | {"fault": run.fault})
    return pd.DataFrame(rows)


def ratios_of(runs: Sequence[Trajectory]) -> list[str]:
    """Say of every other solver how our first run compares with it."""
    ours = runs[0]
    lines = []
    for run in runs:
        if run.solver == "ours" or run.fault:
            continue
        if not math.isfinite(run.total):
            lines.append(f"{run.label}: no plan")
            continue
        after = seconds_to(ours, run.total)
        reached = seconds_to(run, run.total)
        faster = f"{reached / after:,.1f} x sooner, after {after:.1f} s" if math.isfinite(after) else "never"
        lines.append(
            f"{run.label}: its plan costs {run.total / ours.total:.4f} x ours ({ours.label}), its gap is "
            f"{run.gap / ours.gap if ours.gap > 0 else math.inf:,.1f} x ours; we held a plan as good: {faster}"
        )
    return lines


def points_frame(runs: Sequence[Trajectory]) -> pd.DataFrame:
    """Return every point of every run, seconds and yuan."""
    rows = [(run.solver, run.asked_seconds, p.seconds, p.total, p.bound) for run in runs for p in run.points]
    return pd.DataFrame(rows, columns=["solver", "asked_s", "seconds", "total_yuan", "bound_yuan"])


def draw(runs: Sequence[Trajectory], title: str, path: Path) -> None:
    """Draw each run's gap over time, both axes logarithmic."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for run in runs:
        seconds = np.array([point.seconds for point in run.points])
        total, bound = (np.array([getattr(point, word) for point in run.points]) for word in ("total", "bound"))
        known = np.isfinite(total) & np.isfinite(bound) if len(seconds) else np.zeros(0, dtype=bool)
        gap = np.maximum((total[known] - bound[known]) / total[known], _LEAST_GAP)
        if len(gap):
            axes.step(seconds[known].clip(0.01), 100 * gap, where="post", label=run.label)
    axes.set(xscale="log", yscale="log", xlabel="seconds", ylabel="proven gap, % of the plan's total", title=title)
    axes.grid(which="both", alpha=0.3)
    if axes.has_data():
        axes.legend()
    figure.savefig(path, dpi=110)


def measure(name: str, inputs: Inputs, tasks: Sequence[Task], threads: int, results: Path) -> list[Trajectory]:
    """Run every task on one problem, print as they end, and write the figures down. `name` names the files."""
    problem = inputs.problem
    size = f"{len(problem.settlement_ids)} settlements, {problem.n_schools} schools"
    print(f"{name}: {size}, {problem.n_blocks:,} blocks, {problem.n_pairs:,} pairs, {threads} threads", flush=True)
    results.mkdir(parents=True, exist_ok=True)
    runs: list[Trajectory] = []
    for task in tasks:
        run = run_solver(task.solver, problem, task.seconds, threads)
        runs.append(run)
        words = run.fault or f"total {run.total:,.0f} yuan, limit {run.bound:,.0f}, gap {100 * run.gap:.3f} %"
        print(f"  {run.label}: {words}, {run.seconds:.1f} s, {run.peak_megabytes:,.0f} MB", flush=True)
        for fault in faults_of(inputs, run, threads)[:5]:
            print(f"  FAULT {run.label}: {fault}", flush=True)
        points_frame(runs).to_csv(results / f"{name}-points.csv", index=False)
    figures = figures_of(runs)
    figures.to_csv(results / f"{name}.csv", index=False)
    print(figures.drop(columns="fault").round(3).to_string(index=False))
    print(*(f"  {line}" for line in ratios_of(runs)), sep="\n", flush=True)
    draw(runs, f"{name}: {size}{'' if name == 'mengjin' else ' (made up)'}", results / f"{name}.png")
    return runs


def main(arguments: Sequence[str]) -> None:
    """Make the districts asked for, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settlements", type=int, nargs="*", default=[])
    parser.add_argument("--mengjin", action="store_true")
    parser.add_argument("--seconds", type=float, nargs="+", default=[60.0], help="for ours; several: several runs")
    parser.add_argument("--against", nargs="*", default=[], help=f"of {', '.join(SOLVERS)}; highs:400 for 400 s")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1, help="of the made-up districts")
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    tasks = tasks_of(asked.seconds, asked.against)
    with tempfile.TemporaryDirectory() as folder:
        for settlements in asked.settlements:
            schools = max(4, round(settlements * SCHOOLS_A_SETTLEMENT))
            path = made_up_district(settlements, schools, asked.seed, Path(folder) / str(settlements))
            measure(f"county-{settlements}", read_inputs(path), tasks, asked.threads, asked.results)
        if asked.mengjin:
            measure("mengjin", read_inputs(MENGJIN), tasks, asked.threads, asked.results)


if __name__ == "__main__":
    main(sys.argv[1:])
