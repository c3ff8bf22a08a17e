"""A county of a city: its scenario and tables, without the problem that they make."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.problem.actions import Sites, find_sites
from planner.problem.demand import pupils_by_grade
from planner.problem.problem import Floats
from planner.reading.district import District
from planner.reading.scenario import Scenario, ScenarioFile


@dataclass(frozen=True, kw_only=True, eq=False)
class County:
    """One county as it was read."""

    id: str
    name: str
    """What maps and sheets call it."""
    source: ScenarioFile
    district: District

    @property
    def scenario(self) -> Scenario:
        """Its question."""
        return self.source.scenario

    @cached_property
    def pupils(self) -> Floats:
        """(settlement, placed year, grade of the scenario): pupils who live there."""
        return pupils_by_grade(self.district, self.scenario)

    @cached_property
    def sites(self) -> Sites:
        """Its schools and sites; of a kind that may be merged for few pupils, each counts as free."""
        merge = self.scenario.rules.merge
        under = merge.also_under_pupils.model_dump() if merge and merge.also_under_pupils else {}
        kinds = [kind for kind, pupils in under.items() if pupils is not None]
        existing = self.district.schools["state"] == "existing"
        few = (self.district.schools["kind"].isin(kinds) & existing).to_numpy(bool)
        return find_sites(self.district, self.scenario, few)

    @cached_property
    def seat_yuan(self) -> Floats:
        """(grade): yuan a year of one seat's part of a full class: class yuan / class size; 0 without classes."""
        return np.where(np.isinf(self.class_size), 0.0, self.class_yuan / self.class_size)

    @cached_property
    def class_size(self) -> Floats:
        """(grade): most pupils in a class; inf where classes are switched off."""
        sizes = self.scenario.rules.class_size
        stages = [self.scenario.stage_of(grade) for grade in self.scenario.grades]
        found = [None if sizes is None else getattr(sizes, stage) for stage in stages]
        return np.array([np.inf if size is None else float(size) for size in found])

    @cached_property
    def class_yuan(self) -> Floats:
        """(grade): yuan a year of a class; 0 where classes are switched off."""
        prices = self.scenario.prices.class_yuan_per_year
        yuan = [float(getattr(prices, self.scenario.stage_of(grade))) for grade in self.scenario.grades]
        return np.where(np.isinf(self.class_size), 0.0, np.array(yuan))

    def grade_columns(self, band: int) -> list[int]:
        """Return the places of a band's grades among the scenario's."""
        grades = list(self.scenario.grade_bands.values())[band].grades
        return [self.scenario.grades.index(grade) for grade in grades]
