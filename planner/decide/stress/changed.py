"""A district and its journeys as a case changes them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from planner.decide.stress.cases import Grown, StressCase
from planner.problem.problem import Flags, Today
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario

_ROUNDING = 1e-9


def changed_district(district: District, scenario: Scenario, today: Today, case: StressCase) -> District:
    """Return the district with the pupils of a case; today's school of every home stays what it is without the case.

    `today` is that of the district as it is. Where the tables do not say which school a home attends, today's school
    would be looked for again among other pupils and ways: it is written down as if they said so.
    """
    other = district if case.pupils is None else replace(district, pupils=case.pupils)
    return replace(
        district,
        pupils=changed_pupils(other, scenario, case.grown),
        attends=_attendance_known(district, scenario, today),
    )


def changed_pupils(district: District, scenario: Scenario, grown: Sequence[Grown]) -> pd.DataFrame:
    """Return the pupils table with so many times the pupils, in whole pupils.

    Sums are exact to one pupil: of the district by year and stage, and nearly so of each town, whose settlements stand
    together; each cell is the product rounded up or down.
    """
    rows = district.pupils
    if not grown:
        return rows
    stage_of = {grade: scenario.stage_of(grade) for grade in scenario.grades}
    town = rows["settlement_id"].map(district.settlements.set_index("settlement_id")["town"])
    stage = rows["grade"].map(stage_of).fillna("")
    factor = np.ones(len(rows))
    for each in grown:
        meant = (stage != "") if each.stage is None else stage == each.stage
        meant &= True if each.town is None else town == each.town
        factor = np.where(meant, factor * each.factor, factor)
    order = np.lexsort((rows["grade"], rows["settlement_id"], town, stage, rows["year"]))
    running = np.cumsum(rows["pupils"].to_numpy(float)[order] * factor[order])
    whole = np.diff(np.floor(running + 0.5 + _ROUNDING), prepend=0.0)
    counted = np.empty(len(rows), dtype=np.int64)
    counted[order] = whole.astype(np.int64)
    return rows.assign(pupils=counted)


def changed_journeys(district: District, scenario: Scenario, journeys: Journeys, case: StressCase) -> Journeys:
    """Return the journeys of a case: none to schools that are shut, none by ways or roads that are.

    InputError where a road that is to be shut is not there.
    """
    found = find_journeys(district, scenario, case.cuts) if case.cuts else journeys
    schools, homes = district.schools["school_id"], district.settlements["settlement_id"]
    gone = np.isin(found.school, np.nonzero(schools.isin(case.shut_schools).to_numpy(bool))[0])
    for home, school in case.shut_ways:
        gone |= (homes.to_numpy()[found.settlement] == home) & (schools.to_numpy()[found.school] == school)
    return _kept(found, ~gone)


def _kept(journeys: Journeys, kept: Flags) -> Journeys:
    return replace(
        journeys,
        settlement=journeys.settlement[kept],
        school=journeys.school[kept],
        walk_minutes=journeys.walk_minutes[kept],
        ride_minutes=journeys.ride_minutes[kept],
        kilometres=journeys.kilometres[kept],
    )


def _attendance_known(district: District, scenario: Scenario, today: Today) -> pd.DataFrame:
    """Add a row of one pupil a grade to the attends table for each home whose school today is assumed."""
    home, band = np.nonzero((today.home_school >= 0) & ~today.home_counted)
    ids, schools = district.settlements["settlement_id"].to_numpy(), district.schools["school_id"].to_numpy()
    bands = list(scenario.grade_bands.values())
    rows = [
        (ids[place], grade, schools[today.home_school[place, number]], 1)
        for place, number in zip(home.tolist(), band.tolist(), strict=True)
        for grade in bands[number].grades
    ]
    assumed = pd.DataFrame(rows, columns=["settlement_id", "grade", "school_id", "pupils"])
    return assumed if district.attends is None else pd.concat([district.attends, assumed], ignore_index=True)
