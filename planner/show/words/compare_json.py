"""A comparison as one JSON document."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from planner.decide.compare.compare import Comparison
from planner.decide.compare.schools import SchoolState
from planner.show.words.common import clean
from planner.show.words.compare_english import english_figure, english_sentences_of
from planner.show.words.compare_names import figure_name
from planner.show.words.compare_text import sentences

_DECIMALS = 6


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return plans, figures with their marks, orders by total, schools and journeys that differ; None for unknown.

    Plans are named by label; money is in yuan a year, minutes are one way.
    """
    labels = [plan.label for plan in comparison.plans]
    names = {
        str(school_id): clean(str(name))
        for plan in reversed(comparison.plans)
        for school_id, name in zip(plan.district.schools["school_id"], plan.district.schools["name"], strict=True)
    }
    return {
        "plans": [
            {
                "plan": plan.label, "name": plan.name, "file": plan.file, "scenario": plan.scenario.name,
                "years": list(plan.years), "status": plan.plan.status, "total": plan.plan.objective.total,
                "bound": plan.plan.bound, "gap": plan.plan.gap,
            }
            for plan in comparison.plans
        ],
        "years": list(comparison.years),
        "columns": [{"plan": labels[column.plan], "years": list(column.years)} for column in comparison.columns],
        "figures": [
            {
                "figure": row.figure, "part": row.part, "unit": row.unit, "better": row.sense,
                "says": english_figure(row), "says_zh": figure_name(row),
                "values": [_number(cell) for cell in row.cells], "marks": list(row.marks),
            }
            for row in comparison.rows
        ],
        "orders": [
            {
                "cheaper": labels[order.cheaper], "dearer": labels[order.dearer], "kind": order.kind,
                "difference_yuan": order.difference_yuan, "room_yuan": order.room_yuan,
            }
            for order in comparison.orders
        ],
        "schools": [
            {
                "school_id": each.school_id, "name": names.get(each.school_id, each.school_id), "year": each.year,
                "differs": list(each.differs),
                "plans": {label: _state(state) for label, state in zip(labels, each.states, strict=True)},
            }
            for each in comparison.schools
        ],
        "journeys": _records(comparison.journeys, labels),
        "towns": _records(comparison.towns, labels),
        "settings": [
            {"key": setting.key, "values": [None if value is None else str(value) for value in setting.said]}
            for setting in comparison.settings
        ],
        "tables_that_differ": list(comparison.tables),
        "same_prices": comparison.same_prices,
        "same_grades": comparison.same_grades,
        "sentences": list(sentences(comparison)),
        "sentences_en": list(english_sentences_of(comparison)),
    }  # fmt: skip


def _state(state: SchoolState | None) -> Mapping[str, object] | None:
    if state is None:
        return None
    return {
        "action": state.action, "pupils": _number(state.pupils), "boarders": _number(state.boarders),
        "classes": state.classes, "classrooms_added": state.classrooms_added, "beds_added": state.beds_added,
    }  # fmt: skip


def _records(frame: pd.DataFrame, labels: list[str]) -> list[dict[Hashable, Any]]:
    """Return the rows, plans named by label."""
    rows = frame.to_dict("records")
    for row in rows:
        row.update({key: _number(value) for key, value in row.items() if isinstance(value, float)})
        row.update({key: labels[row[key]] for key in ("before", "after")})
    return rows


def _number(value: float | None) -> float | None:
    """Return a number to 1e-6; None for what JSON cannot hold."""
    return None if value is None or not math.isfinite(value) else round(float(value), _DECIMALS)
