"""Shortfall as one JSON document."""

import math
from typing import Any

import pandas as pd

from planner.decide.early_warning import SCHOOL, TOWN, first_turns
from planner.decide.shortfall.empty_seats import empty_sums
from planner.decide.shortfall.seats import Picture
from planner.decide.shortfall.shortfall import Shortfall
from planner.decide.shortfall.staffing import posts_needed


def shortfall_document(shortfall: Shortfall) -> dict[str, Any]:
    """Return the shortfall for other programs; null stands where nothing bounds the seats.

    Each network has its years; `stages` and `towns` have the columns of `planner.decide.shortfall.seats`,
    `arithmetic_gap` is pupils less seats, and the fewest pupils without a seat lie between `least_proven` and `found`.
    """
    ledger = shortfall.oversize
    return {
        "today": [_picture(picture) for picture in shortfall.today],
        "plan": [_picture(picture) for picture in shortfall.plan],
        "kept_out": [
            {"year": year, "rule": rule, "pupils": pupils}
            for year, rules in shortfall.kept_out.items()
            for rule, pupils in rules.items()
        ],
        "next_seats": _rows(shortfall.next_seats),
        "oversize": {
            "is_estimated": ledger.is_estimated,
            "totals": dict(ledger.totals()),
            "classes": _rows(ledger.classes),
            "schools": _rows(ledger.schools),
        },
        "empty_seats": _rows(shortfall.empty),
        "empty_seats_in_all": _rows(empty_sums(shortfall.empty)),
        "schools": _rows(shortfall.schools),
        "early_warning": {
            "yellow_above": shortfall.warnings.limits.yellow_above,
            "red_above": shortfall.warnings.limits.red_above,
            "towns": _rows(shortfall.warnings.towns),
            "schools": _rows(shortfall.warnings.schools),
            "town_turns": _rows(first_turns(shortfall.warnings.towns, TOWN).reset_index()),
            "school_turns": _rows(first_turns(shortfall.warnings.schools, SCHOOL).reset_index()),
        },
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "year": picture.network.year,
        "arithmetic_gap": picture.arithmetic_gap,
        "least_proven": picture.least_in_all,
        "found": picture.found,
        "posts_needed": posts_needed({row.stage: row.pupils for row in picture.stages}),
        "stages": [
            {
                "stage": row.stage, "pupils": row.pupils, "seats": _finite(row.seats),
                "reachable_seats": _finite(row.reachable_seats), "served": row.served, "no_room": row.no_room,
                "out_of_reach": row.out_of_reach, "too_dear": row.too_dear, "arithmetic_gap": row.arithmetic_gap,
                "least_proven": row.least_proven, "found": row.found, "is_exact": row.is_exact,
            }
            for row in picture.stages
        ],
        "towns": _rows(picture.towns),
    }  # fmt: skip


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as plain values."""
    return [{str(name): _finite(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _finite(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Return null for what has no number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
