"""Lines of early warning in the plan: towns and stages that turn yellow or red."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.early_warning import TOWN, first_turns
from planner.decide.results import Results
from planner.show.words.common import STAGES, clean
from planner.show.words.early_warning import cell_text, turn_text


@dataclass(frozen=True, kw_only=True)
class WarningLine:
    """A town and stage under the plan."""

    town: str
    stage: str
    first_yellow: str
    first_red: str
    now: str
    """Level and load in the last planning year."""
    last: str
    """The same in the last year that the pupils table knows."""


def warning_lines(results: Results) -> tuple[WarningLine, ...]:
    """Return the plan's towns and stages that are yellow or red in some year, the earliest red first."""
    frame = results.warnings.towns[results.warnings.towns["which"] == "plan"]
    turns = first_turns(frame, TOWN)
    turns = turns[turns["first_yellow"].notna()].sort_values(
        ["first_red", "first_yellow"], kind="stable", na_position="last"
    )
    told = frame.set_index([*TOWN, "year"])
    return tuple(
        WarningLine(
            town=clean(str(key[1])),
            stage=STAGES[key[2]],
            first_yellow=turn_text(yellow),
            first_red=turn_text(red),
            now=_told(told, (*key, results.last.measures.year)),
            last=_told(told, (*key, results.warnings.years[-1])),
        )
        for key, (yellow, red) in zip(turns.index, turns.to_numpy(float).tolist(), strict=True)
    )


def _told(frame: pd.DataFrame, key: tuple[object, ...]) -> str:
    level, load, lacking = (frame[name].to_dict()[key] for name in ("level", "load", "lacking"))
    return cell_text(str(level), float(load), float(np.nan_to_num(lacking)))
