"""Blocks: the pupils of one settlement, band and year, cut into equal parts where the scenario says so."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.errors import Finding, InputError
from planner.language import Text
from planner.problem.problem import Floats, Ints
from planner.reading.district import District
from planner.reading.scenario import Scenario

MOST_BLOCKS = 300_000
"""Most blocks that are placed: more than a province's villages, and what memory holds."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Blocks:
    """Every block with pupils, sorted by settlement, year, band, part."""

    settlement: Ints
    """(block): row of the settlements table."""
    year: Ints
    """(block): index of the planning year."""
    band: Ints
    """(block): index of the grade band."""
    grade_pupils: Floats
    """(block, grade): pupils."""


def find_blocks(district: District, scenario: Scenario) -> Blocks:
    """Cut the pupils of the planning and outlook years into blocks.

    Under `whole`, a settlement whose band exceeds `split_above_pupils` is cut into the fewest equal parts not above it.
    InputError where there would be more than `MOST_BLOCKS`.
    """
    pupils = pupils_by_grade(district, scenario)
    cut_above = _cut_above(scenario)
    pieces = []
    total = 0
    for band, grades in enumerate(_grade_columns(scenario)):
        settlement, year = np.nonzero(pupils[:, :, grades].sum(axis=2) > 0)
        whole = np.zeros((len(settlement), pupils.shape[2]))
        whole[:, grades] = pupils[settlement, year][:, grades]
        parts = np.maximum(np.ceil(whole.sum(axis=1) / cut_above), 1).astype(np.int64)
        total += int(parts.sum())
        _refuse_many(total, cut_above)
        source, cut = cut_into_parts(whole, parts)
        number = np.arange(len(source)) - np.searchsorted(source, source)
        pieces.append((settlement[source], year[source], np.full(len(source), band), number, cut))
    settlement, year, band_of, number = (np.concatenate([piece[axis] for piece in pieces]) for axis in range(4))
    order = np.lexsort((number, band_of, year, settlement))
    return Blocks(
        settlement=settlement[order],
        year=year[order],
        band=band_of[order],
        grade_pupils=np.concatenate([piece[4] for piece in pieces])[order],
    )


def _refuse_many(blocks: int, cut_above: float) -> None:
    if blocks <= MOST_BLOCKS:
        return
    finding = Finding(
        file="scenario",
        column="rules.assignment.split_above_pupils" if np.isfinite(cut_above) else "grade_bands",
        value=f"{cut_above:.0f}" if np.isfinite(cut_above) else None,
        expected=Text(
            f"{MOST_BLOCKS:,} groups of pupils to place at most: there would be {blocks:,} or more; cut above a larger "
            "number of pupils, or plan fewer years",
            f"待安排的学生组总数不超过 {MOST_BLOCKS:,} 个：现在至少有 {blocks:,} 个；请调大拆分人数，或减少规划年份",
        ),
    )
    raise InputError(Text("too many groups of pupils:", "学生组过多："), [finding])


def cut_into_parts(grade_pupils: Floats, parts: Ints) -> tuple[Ints, Floats]:
    """Cut each row into so many parts, every grade shared out as evenly as whole pupils allow.

    What does not divide is dealt out one pupil at a time, each grade going on where the one before it stopped, so that
    the parts' totals differ by one pupil at most. Returns the row each part comes from, shape (part), and its pupils,
    shape (part, grade).

    >>> cut_into_parts(np.array([[31.0, 31.0, 31.0]]), np.array([2]))[1]
    array([[16., 15., 16.],
           [15., 16., 15.]])
    """
    source = np.repeat(np.arange(len(parts)), parts)
    count = parts[source].astype(float)
    number = np.arange(len(source)) - np.repeat(np.cumsum(parts) - parts, parts)
    result = np.empty((len(source), grade_pupils.shape[1]))
    dealt = np.zeros(len(source))
    for grade in range(grade_pupils.shape[1]):
        amount = grade_pupils[source, grade]
        left_over = amount % count
        result[:, grade] = amount // count + ((number - dealt) % count < left_over)
        dealt = (dealt + left_over) % count
    return source, result


def pupils_by_grade(district: District, scenario: Scenario) -> Floats:
    """Return pupils of all years that are placed, shape (settlement, year, grade); grades from the youngest on."""
    rows = district.pupils
    shape = (len(district.settlements), len(scenario.placed_years), len(scenario.grades))
    settlement = pd.Index(district.settlements["settlement_id"].to_numpy()).get_indexer(
        pd.Index(rows["settlement_id"].to_numpy())
    )
    year = pd.Index(scenario.placed_years).get_indexer(pd.Index(rows["year"].to_numpy()))
    grade = pd.Index(scenario.grades).get_indexer(pd.Index(rows["grade"].to_numpy()))
    wanted = (settlement >= 0) & (year >= 0) & (grade >= 0)
    result = np.zeros(shape)
    np.add.at(result, (settlement[wanted], year[wanted], grade[wanted]), rows["pupils"].to_numpy(float)[wanted])
    return result


def _grade_columns(scenario: Scenario) -> list[Ints]:
    """Columns of each band's grades."""
    return [np.array([scenario.grades.index(g) for g in band.grades]) for band in scenario.grade_bands.values()]


def _cut_above(scenario: Scenario) -> float:
    """Pupils above which a band is cut; inf where it never is."""
    assignment = scenario.rules.assignment
    if assignment.mode == "split" or assignment.split_above_pupils is None:
        return np.inf
    return float(assignment.split_above_pupils)
