"""`rules.towns`: so many open schools of a stage, or boarding schools, in each town that has pupils of the stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.problem.actions import Sites
from planner.problem.demand import Blocks
from planner.problem.problem import Flags, Ints
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

STAGES: Final[Mapping[str, Stage]] = {
    "kindergarten": "kindergarten",
    "boarding_primary": "primary",
    "boarding_junior": "junior",
}
"""Key under `rules.towns` to the stage whose grades a school must offer to be counted."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TownRules:
    """One entry a rule, a key and a town; the names are those of `Problem`, without `town_`."""

    names: tuple[tuple[str, str], ...]
    least: Ints
    counts: Flags
    beds: Flags


def find_town_rules(district: District, scenario: Scenario, blocks: Blocks, sites: Sites) -> TownRules:
    """Return a rule for each key that asks for schools, and each town that has pupils of its stage in some year."""
    asked = {key: count for key, count in (scenario.rules.towns or {}) if count}
    names, least, counts = [], [], []
    for key, count in asked.items():
        grades = np.array([scenario.stage_of(grade) == STAGES[key] for grade in scenario.grades], dtype=bool)
        offers = sites.offers[:, grades].all(axis=1)
        if key != "kindergarten":
            offers &= sites.beds_max > 0
        for town, has_pupils in _towns_with_pupils(district, scenario, blocks, grades).items():
            names.append((key, town))
            least.append(np.where(has_pupils, count, 0))
            counts.append(offers & (district.schools["town"] == town).to_numpy(bool))
    n_schools, n_years = len(district.schools), len(scenario.placed_years)
    return TownRules(
        names=tuple(names),
        least=np.array(least, dtype=np.int64).reshape(-1, n_years),
        counts=np.array(counts, dtype=bool).reshape(-1, n_schools),
        beds=np.array([key != "kindergarten" for key, _ in names], dtype=bool),
    )


def _towns_with_pupils(district: District, scenario: Scenario, blocks: Blocks, grades: Flags) -> dict[str, Flags]:
    """Return the years in which each town has pupils of some grades, shape (year); towns that never have are left out.

    `grades` (grade) says which.
    """
    taught = blocks.grade_pupils[:, grades].sum(axis=1) > 0
    towns = district.settlements["town"].to_numpy(str)[blocks.settlement[taught]]
    found: dict[str, Flags] = {}
    for town, year in zip(towns.tolist(), blocks.year[taught].tolist(), strict=True):
        found.setdefault(town, np.zeros(len(scenario.placed_years), dtype=bool))[year] = True
    return dict(sorted(found.items()))
