"""The schools of one year as they stand, today's or a plan's, and the Problem of seating the year's pupils in them."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.decide.year_rows import years_of
from planner.plan import Plan
from planner.problem.build import build_problem
from planner.problem.demand import pupils_by_grade
from planner.problem.permits import permits_of
from planner.problem.problem import Flags, Floats, Ints, Problem
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Decisions, Scenario

Which = Literal["today", "plan"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """Which schools are open in a year, and with what; nothing about it is left to decide."""

    which: Which
    """today: existing schools as the schools table has them. plan: as a plan leaves them."""
    year: int
    """The year whose pupils are seated."""
    opened: Flags
    """(school): open."""
    rooms: Ints
    """(school): classrooms, those added included."""
    beds: Ints
    """(school): dormitory beds, those added included."""


def today_network(district: District, year: int) -> Network:
    """Return every existing school open with the rooms and beds it has, whatever was decided for it; no site built."""
    schools = district.schools
    return Network(
        which="today",
        year=year,
        opened=(schools["state"] == "existing").to_numpy(bool),
        rooms=schools["classrooms"].to_numpy(np.int64),
        beds=schools["beds"].to_numpy(np.int64),
    )


def plan_network(plan: Plan, district: District, year: int) -> Network:
    """Return the network that the plan has reached by `year`: that of its latest planning year up to then.

    Before the first planning year it is the first planning year's.
    """
    years = years_of(plan)
    reached = max((known for known in years if known <= year), default=years[0])
    rows = {row.school_id: row for row in plan.schools if row.year == reached}
    done = [rows.get(school_id) for school_id in district.schools["school_id"]]
    added_rooms = np.array([row.classrooms_added if row else 0 for row in done], dtype=np.int64)
    added_beds = np.array([row.beds_added if row else 0 for row in done], dtype=np.int64)
    return Network(
        which="plan",
        year=year,
        opened=np.array([row is not None and row.open for row in done], dtype=bool),
        rooms=district.schools["classrooms"].to_numpy(np.int64) + added_rooms,
        beds=district.schools["beds"].to_numpy(np.int64) + added_beds,
    )


def seat_problem(district: District, journeys: Journeys, scenario: Scenario, network: Network) -> Problem:
    """Return the problem in which only seats are to be had: every cost is 0 but 1 a pupil without a seat.

    One planning year, the network's; open schools stay, the others are closed, nothing is merged, built or added.
    Travel limits, class sizes, school sizes and how settlements are placed are the scenario's; how many pupils an open
    school needs is not asked, for none is opened or closed here. So the total of a solution is its pupils without a
    seat, and a proven lower limit on it is one on them.
    """
    ids = district.schools["school_id"].to_numpy()
    decided = Decisions.model_construct(keep=tuple(ids[network.opened]), close=tuple(ids[~network.opened]), free=())
    # nothing is opened, closed or added, however few attend a school, and everybody may change school
    left_out = ("towns", "seat_reserve", "moves", "min_pupils", "whole_school")
    rules = scenario.rules.model_copy(update=dict.fromkeys(left_out))
    years = {"years": (network.year,), "outlook_years": ()}
    asked = scenario.model_copy(update={**years, "decisions": decided, "budget_yuan": None, "rules": rules})
    # whoever may board, or go to another town, under the scenario may here: what is decided for the question alone
    # bars nobody
    problem = build_problem(district, journeys, asked, permits_of(district, journeys, scenario))
    nothing = np.zeros(problem.n_schools)
    return replace(
        problem,
        pair_yuan=np.zeros(problem.n_pairs),
        grade_class_yuan=np.zeros(len(problem.grades)),
        school_fixed_yuan=nothing,
        school_build_yuan=nothing,
        school_classroom_yuan=nothing,
        school_bed_yuan=nothing,
        school_classrooms=network.rooms,
        school_classrooms_max=network.rooms,
        school_beds=network.beds,
        school_beds_max=network.beds,
        school_mergeable=np.zeros(problem.n_schools, dtype=bool),
        merge_least=np.zeros(problem.n_years, dtype=np.int64),
        merge_most=problem.n_schools,
        school_missing_yuan=nothing,
        move_yuan_per_pupil=0.0,
        cross_town_yuan_per_pupil=0.0,
        shortfall_yuan_per_pupil=1.0,
    )


def pupils_of_year(district: District, scenario: Scenario, year: int) -> Floats:
    """Return the pupils of any year of the pupils table, shape (settlement, grade of the scenario)."""
    return pupils_by_grade(district, scenario.model_copy(update={"years": (year,), "outlook_years": ()}))[:, 0, :]


def known_years(district: District, scenario: Scenario) -> tuple[int, ...]:
    """Return all years that are placed, and later ones with pupils of every stage of the scenario in the table."""
    rows = district.pupils[(district.pupils["pupils"] > 0) & district.pupils["grade"].isin(scenario.grades)]
    stages = rows["grade"].map({grade: scenario.stage_of(grade) for grade in scenario.grades})
    full = stages.groupby(rows["year"]).nunique() == len({band.stage for band in scenario.grade_bands.values()})
    later = {int(year) for year in full.index[full.to_numpy(bool)] if year > scenario.years[0]}
    return tuple(sorted({*scenario.placed_years, *later}))
