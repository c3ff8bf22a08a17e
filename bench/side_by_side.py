"""Any solvers on one case, in one run: totals, proven gaps, seconds, memory, and ratios to the first.

    python -m bench.side_by_side county-300 auto:60 highs:400 scip:120
    python -m bench.side_by_side mengjin auto:60 highs:60
    python -m bench.side_by_side pmedcap/p1-whole auto:60 spopt:60

Cases are those of `bench.cases`, solvers those of `bench.solvers`, each with the seconds it gets. They run one after
another, each in a process of its own, all with the same number of threads; every plan is judged by `planner.verify`
and priced by `planner.cost`. Each measurement is kept as JSON in --folder; what is there already is not done again.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.cases import ROOT, inputs_of
from bench.measurement import Measurement, contradictions, file_of, measure, read_measurement, written
from bench.solvers import SOLVERS
from planner.plan import OPTIMAL_GAP

RESULTS = ROOT / "bench" / "results"
NEAR = (0.05, 0.03, 0.01)
"""Distances from the best of all, as shares of it."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A solver and the seconds it gets."""

    solver: str
    seconds: float


def task_of(word: str) -> Task:
    """Read `solver:seconds`.

    >>> task_of("highs:400")
    Task(solver='highs', seconds=400.0)
    """
    name, _, seconds = word.partition(":")
    if name not in SOLVERS:
        msg = f"no such solver: {name}; there are {', '.join(SOLVERS)}"
        raise argparse.ArgumentTypeError(msg)
    try:
        return Task(solver=name, seconds=float(seconds))
    except ValueError as fault:
        msg = f"{word}: write solver:seconds, such as {name}:60"
        raise argparse.ArgumentTypeError(msg) from fault


def run_tasks(case: str, tasks: Sequence[Task], folder: Path, threads: int) -> list[Measurement]:
    """Measure what is not there yet, one after another; return all that was asked for."""
    missing = [task for task in tasks if not file_of(folder, case, task.solver, task.seconds).is_file()]
    if missing:
        with tempfile.TemporaryDirectory() as place:
            inputs = inputs_of(case, Path(place))
            for task in missing:
                run = measure(case, inputs, task.solver, seconds=task.seconds, threads=threads)
                written(run, folder)
                print(words_of(run), flush=True)
    return [read_measurement(file_of(folder, case, task.solver, task.seconds)) for task in tasks]


def words_of(run: Measurement) -> str:
    """Say how a run ended, in a line, and what is wrong with it in more."""
    words = run.fault or f"total {run.total:,.0f} yuan, limit {run.bound:,.0f}, gap {100 * run.gap:.3f} %"
    line = f"{run.case} {run.label}: {words}, {run.seconds:.1f} s, {run.peak_megabytes:,.0f} MB"
    return "\n".join([line, *(f"FAULT {run.label}: {fault}" for fault in run.broken)])


def table_of(runs: Sequence[Measurement]) -> pd.DataFrame:
    """Return a row a run: totals, distances from the best of all, gaps, seconds, memory."""
    best = min(run.total for run in runs)
    rows: list[dict[str, object]] = []
    for run in runs:
        row: dict[str, object] = {
            "solver": run.solver, "asked_s": run.asked_seconds, "took_s": run.seconds, "total_yuan": run.total,
            "above_best_%": 100 * (run.total / best - 1), "no_seat": run.shortfall_pupils, "limit_yuan": run.bound,
            "gap_%": 100 * run.gap, "peak_MB": run.peak_megabytes,
        }  # fmt: skip
        rows.append(row | {f"s_to_{100 * near:g}%": run.seconds_to(best * (1 + near)) for near in NEAR})
    return pd.DataFrame(rows)


def ratios_of(runs: Sequence[Measurement]) -> list[str]:
    """Say of every other run how the first compares with it."""
    return [_ratio(runs[0], run) for run in runs[1:]]


def _ratio(first: Measurement, run: Measurement) -> str:
    if run.fault or not math.isfinite(run.total):
        return f"{run.label}: {run.fault or 'no plan'}"
    after = first.seconds_to(run.total)
    sooner = f"after {after:.1f} s, {run.seconds_to(run.total) / after:,.2f} x sooner" if after > 0 else "at once"
    both = run.gap <= OPTIMAL_GAP and first.gap <= OPTIMAL_GAP
    wide = f"{run.gap / first.gap:,.1f} x as wide" if first.gap > OPTIMAL_GAP else f"{100 * run.gap:.3f} % to nought"
    return (
        f"{run.label}: its plan costs {run.total / first.total:.4f} x that of {first.label}, "
        f"{'both proven optimal' if both else f'its gap is {wide}'}; {first.solver} held a plan as good "
        f"{sooner if math.isfinite(after) else 'never'}"
    )


def main(arguments: Sequence[str]) -> None:
    """Measure, and print the table and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("tasks", type=task_of, nargs="+", metavar="solver:seconds")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    runs = run_tasks(asked.case, asked.tasks, asked.folder, asked.threads)
    size = f"{runs[0].settlements} settlements, {runs[0].schools} schools, {runs[0].blocks:,} blocks"
    print(f"{asked.case}: {size}, {runs[0].pairs:,} pairs, {asked.threads} threads")
    print(table_of(runs).round(3).to_string(index=False))
    print(*ratios_of(runs), *(f"FAULT {line}" for line in contradictions(runs)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
