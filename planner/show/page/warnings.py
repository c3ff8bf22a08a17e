"""Early warning as a page's document holds it: a row a town and stage, and a row a school."""

from math import isfinite, isnan
from typing import Any

import pandas as pd

from planner.decide.early_warning import SCHOOL, TOWN, Warnings, first_turns
from planner.reading.district import District
from planner.show.words.common import clean
from planner.show.words.early_warning import warning_sentences

_PERCENT = 100


def warnings_of(warnings: Warnings, district: District) -> dict[str, Any]:
    """Return years, sentences, and rows: what it is of, first years, by year [level, load %, lacking] or null.

    A row of `towns` is of [which, town, stage], one of `schools` of [which, name, town].
    """
    known, said = district.schools.set_index("school_id"), warning_sentences(warnings, district)
    schools = [
        [[which, *(clean(str(known.loc[school_id, column])) for column in ("name", "town"))], *rest]
        for (which, school_id), *rest in _rows(warnings, warnings.schools, SCHOOL)
    ]
    return {
        "years": list(warnings.years),
        "limits": [warnings.limits.yellow_above, warnings.limits.red_above],
        "sentences": {"zh": [each.zh for each in said], "en": list(said)},
        "towns": [
            [[which, clean(town), stage], *rest]
            for (which, town, stage), *rest in _rows(warnings, warnings.towns, TOWN)
        ],
        "schools": schools,
    }


def _rows(warnings: Warnings, frame: pd.DataFrame, keys: tuple[str, ...]) -> list[list[Any]]:
    of_key: dict[tuple[Any, ...], dict[int, list[Any]]] = {}
    figures = (frame[name] for name in ("year", "level", "load", "lacking"))
    for key, year, level, load, lacking in zip(
        zip(*(frame[name] for name in keys), strict=True), *figures, strict=True
    ):
        percent = round(load * _PERCENT) if isfinite(load) else None
        of_key.setdefault(key, {})[int(year)] = [level, percent, lacking]
    turns = first_turns(frame, keys)
    return [
        [key, *(None if isnan(year) else int(year) for year in first), list(map(of_key[key].get, warnings.years))]
        for key, first in zip(turns.index, turns.to_numpy(float).tolist(), strict=True)
    ]
