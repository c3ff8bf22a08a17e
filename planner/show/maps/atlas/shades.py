"""Graded classes of maps: round limits, one colour a class, each darker than the one before.

So that a grey print and a reader who does not see red and green lose nothing, classes differ in lightness first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.problem.problem import Floats


@dataclass(frozen=True, kw_only=True)
class Shade:
    """Values above `above` and at most `most`: an upper limit belongs to its class."""

    above: float
    most: float
    word: str
    fill: str


def _graded(limits: Sequence[float], fills: Sequence[str], words: Sequence[str]) -> tuple[Shade, ...]:
    edges = (float("-inf"), *limits, float("inf"))
    return tuple(
        Shade(above=above, most=most, word=word, fill=fill)
        for above, most, word, fill in zip(edges[:-1], edges[1:], words, fills, strict=True)
    )


MINUTES = _graded(
    (10, 20, 30, 40, 60),
    ("#EAF3DF", "#BCDDB0", "#84BFA0", "#459C8C", "#1B6A70", "#0A3446"),
    ("10分钟以内", "10–20分钟", "20–30分钟", "30–40分钟", "40–60分钟", "60分钟以上"),
)
"""Minutes one way."""

LACK = _graded(
    (0, 0.02, 0.05, 0.10, 0.20),
    ("#F8F5F0", "#F6D3E0", "#EDB0C9", "#D983AC", "#BA528A", "#862560"),
    ("无缺口", "2%以内", "2%–5%", "5%–10%", "10%–20%", "20%以上"),
)
"""Share of a town's pupils without a seat."""

FILLED = _graded(
    (0.7, 0.8, 0.9, 1.0),
    ("#F1F5F9", "#CBDDEC", "#9FC2DE", "#6C9FCA", "#3B76A9"),
    ("70%以内", "70%–80%", "80%–90%", "90%–100%", "100%以上"),
)
"""Pupils who live in a town over seats that stand there."""

LOAD = _graded(
    (0.5, 0.7, 0.85, 0.95),
    ("#FFF4CF", "#FBD27E", "#EE9D45", "#C4601D", "#752B0A"),
    ("50%以内", "50%–70%", "70%–85%", "85%–95%", "95%以上"),
)
"""Pupils over seats of a school."""


def shade_of(value: float, shades: Sequence[Shade]) -> Shade | None:
    """Return the class of a value; None where NaN: nothing is known, or nobody is there.

    >>> shade_of(30.0, MINUTES).word, shade_of(30.01, MINUTES).word, shade_of(float("nan"), MINUTES)
    ('20–30分钟', '30–40分钟', None)
    """
    return next((shade for shade in shades if shade.above < value <= shade.most), None)


def classed(values: Floats, shades: Sequence[Shade]) -> list[Shade | None]:
    """Return the class of each value."""
    return [shade_of(float(value), shades) for value in values]
