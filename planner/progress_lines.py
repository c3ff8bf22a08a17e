"""Where a run stands, for another program to follow: one JSON object a line, in a file that the program names."""

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.language import Text, in_language
from planner.optimise.incumbent import Progress
from planner.optimise.stages import stage_name

SETTING = "PLANNER_PROGRESS"
"""Environment variable that names the file; lines are added to it."""
_SECONDS_BETWEEN = 0.25


def lines_report(words: Callable[[str], str]) -> Callable[[str, Progress | None], None] | None:
    """Return a report that adds lines to the file that the setting names; None where it names none.

    `words` says a phase in both languages. A file that cannot be written is left alone: the work goes on.
    """
    named = os.environ.get(SETTING, "")
    if not named:
        return None
    path, last = Path(named), dict[str, float]()

    def report(phase: str, standing: Progress | None) -> None:
        now = time.monotonic()
        doing = f"{phase} {standing.stage if standing else ''}"
        if now - last.get(doing, -_SECONDS_BETWEEN) < _SECONDS_BETWEEN:
            return
        last.clear()
        last[doing] = now
        line = json.dumps(_line(phase, words(phase), standing), ensure_ascii=False)
        try:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{line}\n")
        except OSError:
            return

    return report


def _line(phase: str, says: str, standing: Progress | None) -> dict[str, Any]:
    document: dict[str, Any] = {"phase": phase, "says": str(says), "says_zh": in_language(says, "zh")}
    if standing is None:
        return document
    stage = stage_name(standing.stage) if standing.stage else Text("", "")
    return document | {
        "seconds": round(standing.seconds, 2),
        "total": _finite(standing.total),
        "cost": _finite(standing.cost),
        "bound": _finite(standing.bound),
        "gap": standing.gap,
        "shortfall_pupils": standing.shortfall_pupils,
        "stage": str(stage),
        "stage_zh": in_language(stage, "zh"),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
