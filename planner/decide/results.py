"""Results: a plan with everything that its outputs tell, computed once; maps, pages and papers only format it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.decide.boarding import BoardingYuan, boarding_yuan
from planner.decide.cost_groups import CostGroups, cost_groups
from planner.decide.day_ways import find_day_ways
from planner.decide.early_warning import Warnings, find_warnings
from planner.decide.hearing import HearingMeasures, Known, measure_hearing, moved_by_home, whole_homes, whole_people
from planner.decide.measures import Proof, YearMeasures, measure_year, proof_of, seat_price
from planner.decide.module_use import ModuleUse, module_uses
from planner.decide.moves import attendance_of, movements_of, moves_of, whole_moves
from planner.decide.people.people import People, people_of
from planner.decide.places import school_figures, settlement_figures, town_balance
from planner.decide.variants import Variants, variants_of
from planner.decide.year_rows import YearRows, rows_of_year, years_of
from planner.plan import Plan, SchoolRow
from planner.problem.actions import Sites, find_sites
from planner.problem.problem import Flags, Floats, Problem
from planner.problem.today import pupils_today
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario


class Continuation(NamedTuple):
    """What the site of a converted school continues as."""

    year: int
    """The first in which it does."""
    school_id: str
    """The other school's."""


@dataclass(frozen=True, kw_only=True, eq=False)
class YearResults:
    """One planning year of a plan. What is added or spent is the running total up to that year."""

    rows: YearRows
    """What the plan says of the year."""
    measures: YearMeasures
    """Its figures."""
    hearing: HearingMeasures
    """What a hearing asks first: who changes school, how near the schools are, what they are used for."""
    schools: pd.DataFrame
    """One row a school: see `planner.decide.places.school_figures`."""
    settlements: pd.DataFrame
    """One row a settlement that the plan places or leaves short: see `planner.decide.places.settlement_figures`,
    and `planner.decide.hearing.MOVED`."""
    balance: pd.DataFrame
    """One row a town: see `planner.decide.places.town_balance`."""
    movements: pd.DataFrame
    """Who goes from where to where: see `planner.decide.moves.movements_of`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """A plan, what it was made from, and what it comes to."""

    plan: Plan
    scenario: Scenario
    district: District
    problem: Problem
    """The arrays that the plan answers; who goes to school where today is `problem.today`."""
    sites: Sites
    """What may happen at each school, and at what price."""
    attendance: pd.DataFrame
    """Today's attendance by name: see `planner.decide.moves.attendance_of`."""
    by_year: Mapping[int, YearResults]
    """Every planning and outlook year that the plan speaks of, in order."""
    moves: pd.DataFrame
    """The pupils of each merged school: see `planner.decide.moves.moves_of`."""
    proof: Proof
    seat_price_yuan: float
    """What a pupil without a seat counts, yuan a year."""
    groups: CostGroups
    """The cost by who bears it."""
    warnings: Warnings
    """How full towns and schools are, today and under the plan, year by year."""
    modules: tuple[ModuleUse, ...]
    """What is built or added, and how much of it each year uses."""
    boarding: BoardingYuan
    """What boarding costs, yuan a year, summed over the planning years."""

    @cached_property
    def people(self) -> People:
        """Teachers, things and empty buildings, in the last planning year; computed when first asked for."""
        today = pupils_today(self.district, self.problem.today, self.scenario)
        return people_of(self.district, self.scenario, self.last.rows, today)

    @cached_property
    def variants(self) -> Variants:
        """What the plan is in each variant of the pupils; empty where there is one table of them."""
        return variants_of(self.plan, self.district)

    @property
    def years(self) -> tuple[int, ...]:
        """The planning years and then the outlook years, in order."""
        return tuple(self.by_year)

    @property
    def planning_years(self) -> tuple[int, ...]:
        """Those of the years in which something is decided."""
        return tuple(year for year in self.by_year if year not in self.scenario.outlook_years)

    @property
    def outlook_years(self) -> tuple[int, ...]:
        """Those of the years in which nothing is decided any more."""
        return tuple(year for year in self.by_year if year in self.scenario.outlook_years)

    @property
    def n_years(self) -> int:
        """How many years there are, 1 where the plan is empty: sums over the years divide by it."""
        return len(self.by_year) or 1

    @property
    def last(self) -> YearResults:
        """The last planning year."""
        return self.by_year[self.planning_years[-1]]

    @property
    def continues(self) -> Mapping[str, Continuation]:
        """By school_id of each school converted: from when its site is whose."""
        found: dict[str, Continuation] = {}
        for year, shown in self.by_year.items():
            for school_id, other in shown.rows.continues.items():
                found.setdefault(school_id, Continuation(year, other))
        return found

    @property
    def measures(self) -> tuple[YearMeasures, ...]:
        """The figures of every planning year, in order."""
        return tuple(year.measures for year in self.by_year.values())

    @property
    def yearly_cost_yuan(self) -> float:
        """What the plan costs a year, the mean over the years."""
        return self.plan.objective.cost / self.n_years

    @property
    def yearly_fiscal_yuan(self) -> float:
        """What the public purse pays a year, the mean over the planning years: the only part called cost alone."""
        return self.groups.fiscal / self.n_years

    @property
    def yearly_saving_yuan(self) -> float:
        """The most that any plan which obeys the rules can be cheaper, yuan a year, the mean over the years."""
        return self.proof.saving_yuan / self.n_years


def results_of(plan: Plan, scenario: Scenario, district: District, problem: Problem, journeys: Journeys) -> Results:
    """Compute what a plan comes to; `problem` and `journeys` are those of the scenario and the district.

    KeyError where the plan names what the district lacks.
    """
    known = Known(
        scenario=scenario,
        district=district,
        problem=problem,
        attendance=attendance_of(problem),
        ways=find_day_ways(district, journeys, scenario),
        pupils_today=_today_by_id(problem, district, scenario),
    )
    sites = find_sites(district, scenario, _with_few_pupils(problem, district))
    rows = [rows_of_year(plan, sites, district, year) for year in years_of(plan)]
    return _gathered(plan, scenario, district, problem, {each.year: measure_hearing(each, known) for each in rows})


def _gathered(
    plan: Plan, scenario: Scenario, district: District, problem: Problem, hearings: Mapping[int, HearingMeasures]
) -> Results:
    attendance, sites = attendance_of(problem), find_sites(district, scenario, _with_few_pupils(problem, district))
    rows = [rows_of_year(plan, sites, district, year) for year in years_of(plan)]
    attending = _attending(problem, district, scenario)
    measures = {year.year: measure_year(year, scenario, district) for year in rows}
    told = {year.year: whole_people(hearings[year.year], measures[year.year], len(year.receivers)) for year in rows}
    return Results(
        plan=plan,
        scenario=scenario,
        district=district,
        problem=problem,
        sites=sites,
        attendance=attendance,
        by_year={
            year.year: YearResults(
                rows=year,
                measures=measures[year.year],
                hearing=told[year.year],
                schools=school_figures(year, scenario, district, attending),
                settlements=whole_homes(
                    settlement_figures(year).join(moved_by_home(year, attendance)), told[year.year]
                ),
                balance=town_balance(year, plan, scenario, district),
                movements=movements_of(attendance, year),
            )
            for year in rows
        },
        moves=whole_moves(moves_of(attendance, plan, rows), plan),
        proof=proof_of(plan),
        seat_price_yuan=seat_price(plan, scenario),
        groups=cost_groups(plan, plan.objective.model_dump(by_alias=True), scenario),
        warnings=find_warnings(plan, problem.today, district, scenario),
        modules=module_uses(plan, problem, scenario),
        boarding=boarding_yuan(plan, scenario),
    )


def _with_few_pupils(problem: Problem, ground: District) -> Flags:
    """(school of the ground): whether it may be merged for having few pupils today; not one that the plan lacks."""
    few = [school_id for school_id, is_few in zip(problem.school_ids, problem.school_few_pupils, strict=True) if is_few]
    on_ground: Flags = ground.schools["school_id"].isin(few).to_numpy(bool)
    return on_ground


def on_ground(results: Results, ground: District) -> Results:
    """Return the results on the ground that several plans share; a site that the plan does not know is not built."""
    plan = results.plan
    known = {row.school_id for row in plan.schools}
    added = tuple(
        SchoolRow(
            school_id=school_id, year=year, action="leave", open=False, classes={}, pupils={}, classrooms_added=0,
            beds_added=0, boarders=0,
        )
        for school_id in ground.schools["school_id"] if school_id not in known
        for year in results.years
    )  # fmt: skip
    widened = plan.model_copy(update={"schools": (*plan.schools, *added)})
    hearings = {year: shown.hearing for year, shown in results.by_year.items()}
    return _gathered(widened, results.scenario, ground, results.problem, hearings)


def _attending(problem: Problem, district: District, scenario: Scenario) -> Floats:
    """(school): pupils of the scenario's grades at each school today, NaN where `attends` does not count them."""
    if district.attends is None:
        return np.full(len(district.schools), np.nan)
    attending: Floats = pupils_today(district, problem.today, scenario).sum(axis=1)
    return attending


def _today_by_id(problem: Problem, district: District, scenario: Scenario) -> dict[str, float]:
    """Return the pupils of the scenario's grades at each school today, by school_id; assumed without `attends`."""
    counted = pupils_today(district, problem.today, scenario).sum(axis=1)
    return dict(zip(district.schools["school_id"].astype(str), counted.tolist(), strict=True))
