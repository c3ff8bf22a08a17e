"""Pictures of the proven gap over time."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bench.measurement import Measurement
from planner.problem.problem import Floats

COLOURS = {
    "auto": "#b3131b", "highs": "#1f5fa8", "milp": "#6aa5d8", "scip": "#2e7d4f", "cbc": "#8c6bb1", "cpsat": "#c77b12",
}  # fmt: skip
_LEAST_GAP = 1e-4
"""What a picture shows of a gap of nought."""
_FIRST_SECOND = 0.1


def draw_gaps(runs: Sequence[Measurement], labels: Sequence[str], title: str, path: Path) -> None:
    """Draw each run's gap over time, both axes logarithmic; a run without a plan or a limit has no line."""
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    several = len({run.solver for run in runs}) == 1
    shades = np.linspace(0.25, 1.0, len(runs))
    for run, label, shade in zip(runs, labels, shades, strict=True):
        seconds, gaps = gaps_of(run)
        if len(gaps):
            axes.step(
                seconds, 100 * gaps, where="post", label=label, color=COLOURS.get(run.solver),
                alpha=float(shade) if several else 1.0, linewidth=2.2 if run.solver == "auto" else 1.4,
                linestyle="-" if run.asked_seconds == max(_same(runs, run)) else "--",
            )  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="seconds", ylabel="proven gap, % of the plan's total", title=title)
    axes.set_yticks([0.1, 0.3, 1, 3, 10, 30, 100], labels=["0.1", "0.3", "1", "3", "10", "30", "100"])
    axes.set_xticks([0.1, 1, 10, 60, 300], labels=["0.1", "1", "10", "60", "300"])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.has_data():
        axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _same(runs: Sequence[Measurement], run: Measurement) -> list[float]:
    """Return the seconds of every run of the same solver and case."""
    return [each.asked_seconds for each in runs if (each.solver, each.case) == (run.solver, run.case)]


def gaps_of(run: Measurement) -> tuple[Floats, Floats]:
    """Return seconds and gaps, as shares of the total, from when there are a plan and a limit until the end."""
    points = np.array(run.points, dtype=np.float64).reshape(-1, 3)
    seconds, total, bound = points[np.isfinite(points).all(axis=1)].T
    # No price is below nought: nought is a limit that always holds.
    gaps = np.maximum((total - bound.clip(0.0)) / total, _LEAST_GAP)
    if not len(gaps):
        return seconds, gaps
    return np.append(seconds, max(run.seconds, seconds[-1])).clip(_FIRST_SECOND), np.append(gaps, gaps[-1])
