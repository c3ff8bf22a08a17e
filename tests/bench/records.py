"""Measurements made up for the tests of what is made of them."""

from bench.measurement import Measurement


def measurement(
    solver: str, *points: tuple[float, float, float], seconds: float = 9.0, case: str = "county-300", gap: float = 0.05
) -> Measurement:
    """Make a measurement that ends with the last of its points (seconds, total, bound)."""
    total, bound = points[-1][1:] if points else (float("inf"), float("-inf"))
    return Measurement(
        case=case, settlements=300, schools=143, blocks=1000, pairs=30_000, solver=solver, asked_seconds=seconds,
        threads=2, begun="2026-01-01T00:00:00+00:00", load_before=0.1, seconds=seconds, building_seconds=1.0,
        preparing_seconds=0.5, total=total, cost=total, shortfall_pupils=0.0, bound=bound, gap=gap,
        loaded_megabytes=100.0, peak_megabytes=200.0, points=points,
    )  # fmt: skip
